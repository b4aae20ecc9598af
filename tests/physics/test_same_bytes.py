"""The same bytes for any number of workers, any cutting into units and segments, and after stop and continue.

For each kernel family: order blocks of 1, 16 and 512 replicas of a model with pressure and noise that change in time,
a lever that comes and goes, unequal noise, and of a plain one with ties of one size.
"""

import functools
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sociophys.dynamics.glauber import Glauber
from sociophys.engine import loop
from sociophys.engine.loop import Machine, run, start
from sociophys.engine.plan import plan
from sociophys.fields.uniform import Uniform
from sociophys.initial.random import Random
from sociophys.interventions import Change, Intervention
from sociophys.interventions.heat import Heat
from sociophys.model import Bound, RunSettings, bind
from sociophys.network import Network
from sociophys.schedules.pulse import Pulse
from sociophys.select import Selection
from sociophys.store.checkpoint import Checkpoint, load, save
from sociophys.triggers.between import Between
from sociophys.triggers.when import When
from tests.physics.ensembles import SYSTEMS
from tests.physics.systems import graph_of

SWEEPS, BURN_IN = 23, 5
BLOCKS = {1: 6, 16: 4, 512: 2}  # replicas of an order block: blocks
CASES = [(system, block, order) for system in ("weights", "signs") for block in BLOCKS for order in ("random",)]
CASES += [("weights", 16, "synchronous"), ("signs", 512, "permutation"), ("signs", 512, "checkerboard")]
few = settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True, scope="module")
def few_looks():
    """Single people are looked at every 10 sweeps, as in long runs, so that kernels count records between."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "NODES_LOOKS", 2)
        yield


@functools.cache
def model_of(system, block, order):
    part = SYSTEMS[system]["symmetric"]
    pulse = Uniform(strength=Pulse(height=0.25, start=4, width=6))
    lever = Heat(to=3.0, when=Between(start=7, end=15), nodes=Selection(ids=["s0", "s1"]))
    graph = graph_of(part.couplings)
    model = bind(
        graph=graph,
        network=Network.from_graph(graph),
        opinions=None,
        dynamics=Glauber(order=order, temperature=1.7),
        initial=Random(),
        fields=(pulse,),
        interventions=(lever,) if system == "weights" else (),
        settings=RunSettings(
            sweeps=SWEEPS, burn_in=BURN_IN, replicas=block * BLOCKS[block], order_block=block, snapshot_every=4
        ),
        seed=3,
    )
    return model if system == "signs" else counted(model)


def counted(model):
    """The model with observables that need no look at the spins."""
    return replace(model, observables={name: model.observables[name] for name in ("m", "flips", "energy")})


def results(segments):
    """What segments leave: columns of rows, frames by sweep, closing spins and sums."""
    rows = {name: np.concatenate([segment.rows[name] for segment in segments]) for name in segments[0].rows}
    frames = {t: spins for segment in segments for t, spins in segment.frames}
    state = segments[-1].state
    return rows, {**frames, "end": state.spins.copy(), "sums": state.spin_sums.copy()}


def together(parts):
    """Results of several units as bytes, in the order of sweeps and replicas."""
    rows = {name: np.concatenate([part[0][name] for part in parts]) for name in parts[0][0]}
    way = np.lexsort((rows["replica"], rows["sweep"]))
    columns = {name: np.concatenate([part[1][name] for part in parts], axis=1) for name in parts[0][1]}
    return {name: array[way].tobytes() for name, array in rows.items()} | {
        name: array.tobytes() for name, array in columns.items()
    }


def made(model, replicas, segment_sweeps):
    the_plan = replace(plan(model), segment_sweeps=segment_sweeps)
    return results(list(run(model, the_plan, start(model, replicas))))


@functools.cache
def whole(case):
    model = model_of(*case)
    return together([made(model, np.arange(model.settings.replicas), 1000)])


@pytest.mark.parametrize("case", CASES)
@given(borders=st.lists(st.integers(-BURN_IN + 1, SWEEPS - 1), max_size=5))
@few
def test_stop_and_continue__changes_nothing(case, borders):
    """At every border the state goes through a pickle, as through a checkpoint, and a new machine takes it up."""
    model = model_of(*case)
    state, segments = start(model, np.arange(model.settings.replicas)), []
    for border in [*sorted(set(borders)), SWEEPS]:
        segments.append(Machine(model, plan(model), state).segment(border))
        state = pickle.loads(pickle.dumps(state))
        assert state.t == border
    assert together([results(segments)]) == whole(case)


@pytest.mark.parametrize("case", CASES)
@given(length=st.integers(1, 30), cuts=st.sets(st.integers(1, 5)), workers=st.sampled_from([1, 2, 4]))
@few
def test_workers_units_and_segments__change_nothing(case, length, cuts, workers):
    """Units are cut between order blocks; threads take them as they come."""
    model = model_of(*case)
    _, block, _ = case
    blocks = np.split(np.arange(model.settings.replicas), [c * block for c in sorted(cuts) if c < BLOCKS[block]])
    with ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(lambda replicas: made(model, replicas, length), blocks))
    assert together(parts) == whole(case)


class OneByOne(Machine):
    """Believes that every record needs a look at the spins."""

    has_looked = property(lambda self: True, lambda self, value: None)


@pytest.mark.parametrize("case", CASES)
def test_records_counted_together__are_those_made_one_by_one(case):
    model, calls = counted(model_of(*case)), []

    class Spied(Machine):
        def _advance(self, stride, n_records=1):
            calls.append(n_records)
            return super()._advance(stride, n_records)

    replicas = np.arange(model.settings.replicas)
    alone, jointly = (
        together([results(list(kind(model, plan(model), start(model, replicas)).segments()))])
        for kind in (OneByOne, Spied)
    )
    assert max(calls) > 1
    assert alone == jointly
    assert alone.items() <= whole(case).items()


@pytest.mark.parametrize("case", CASES)
def test_records__do_not_touch_the_course(case):
    """Looking more rarely, or at other things, leaves every spin where it was."""
    model = model_of(*case)
    rare = replace(model, settings=replace(model.settings, record_every=7, snapshot_every=0), observables={})
    state = start(rare, np.arange(rare.settings.replicas))
    for _ in run(rare, plan(rare), state):
        pass
    assert state.spins.tobytes() == whole(case)["end"]


@pytest.mark.parametrize(("block", "replicas"), [(1, 2), (16, 25), (512, 512)])
def test_replicas__do_not_depend_on_their_number(block, replicas):
    """A replica has the bits it has among more, with single and lanes also where its block is not full.

    Bit-sliced lanes share coins drawn until all are decided, so there a block's bits depend on who is in it.
    """
    model = model_of("signs", block, "random")
    fewer = replace(model, settings=replace(model.settings, replicas=replicas))
    assert plan(fewer).kernel == plan(model).kernel
    n = fewer.settings.replicas
    few_rows, few_columns = made(fewer, np.arange(n), 1000)
    rows, columns = made(model, np.arange(model.settings.replicas), 1000)
    assert all(np.array_equal(few_rows[name], array[rows["replica"] < n]) for name, array in rows.items())
    assert all(np.array_equal(few_columns[name], array[:, :n]) for name, array in columns.items())


class LoudestSide(Intervention):
    """Heats, or holds, people by what they think when it is pulled: those who were up, in the first run here."""

    hold: bool = False

    def act(self, bound, view, who, t, draw):
        up = np.flatnonzero(view.spins[:, 0] > 0)
        if self.hold:
            return Change("held", up, pin=np.ones(len(up), np.int8))
        return Change("heated", up, temperature=9.0) if len(up) < len(view.spins) else None


@pytest.mark.parametrize("hold", [False, True])
@pytest.mark.parametrize("when", [Between(start=3, end=18), When(measure="m", above=0.0)])
@pytest.mark.parametrize("block", [1, 16])
def test_lever_that_looks_at_opinions__holds_whom_it_chose_after_a_stop(block, when, hold, tmp_path):
    """Asked anew after a stop it would choose others: its choice is part of the checkpoint."""
    model = model_of("signs", block, "random")
    lever = Bound("loudest_side", LoudestSide(when=when, hold=hold), None, None)
    model = replace(model, interventions=(lever,))
    replicas = np.arange(model.settings.replicas)
    expected = together([made(model, replicas, 1000)])
    for stop in range(2, 20, 3):
        state = start(model, replicas)
        segments = [Machine(model, plan(model), state).segment(stop)]
        save(tmp_path / "state", Checkpoint("id", state, False, 1))
        found = load(tmp_path / "state", model.network.names)
        segments.append(Machine(model, plan(model), found.state).segment(SWEEPS))
        assert together([results(segments)]) == expected
