"""What every lever does, and what it leaves as it was."""

import numpy as np
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import Machine, run, start
from sociophys.engine.plan import plan
from sociophys.errors import NotDefinedError
from sociophys.fields.broadcast import Broadcast
from sociophys.fields.uniform import Uniform
from sociophys.graph import Graph
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.interventions.nucleate import Nucleate
from sociophys.interventions.tilt import Tilt
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.schedules.pulse import Pulse
from sociophys.select import Selection
from sociophys.triggers.at import At
from sociophys.triggers.between import Between
from sociophys.triggers.every import Every
from sociophys.triggers.when import When
from tests.physics.systems import graph_of, lattice

FEW = Selection(ids=["s0", "s1", "s5"])


def graph(couplings=None, **attributes):
    """An undirected graph; a periodic 4 x 4 lattice if no couplings are given."""
    couplings = lattice(4, 4) if couplings is None else couplings
    found = graph_of(np.triu(couplings), **attributes)
    return Graph(found.nodes, found.edges, directed=False)


def model(*levers, of=None, temperature=2.5, fields=(), initial=None, observables=None, **settings):
    of = graph() if of is None else of
    return bind(
        graph=of, network=Network.from_graph(of), opinions=None, dynamics=Glauber(temperature=temperature),
        initial=initial or Random(), fields=fields, interventions=levers, observables=observables,
        settings=RunSettings(**{"sweeps": 24, "replicas": 16, "order_block": 8, **settings}),
    )  # fmt: skip


def done(of, stop=None, keep=None):
    """Run; return rows by observable (n_records, R), events and the closing state; stopped and resumed if asked."""
    segments, state = [], start(of, np.arange(of.settings.replicas))
    if stop is not None:
        segments.append(Machine(of, plan(of), state).segment(stop))
        state = keep(state)
    segments += run(of, plan(of), state)
    rows = {
        name: np.concatenate([segment.rows[name] for segment in segments]).reshape(-1, of.settings.replicas)
        for name in segments[0].rows
    }
    return rows, [event for segment in segments for event in segment.events], segments[-1].state


def costs(events, name):
    """What a lever has cost by name, all replicas together."""
    total = {}
    for event in events:
        for unit, spent in event.cost:
            total[unit] = total.get(unit, 0.0) + spent * (event.name == name)
    return total


# --- tilt ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [1, 8, 256])
def test_tilt__is_a_field_of_the_same_size_bit_for_bit(block):
    settings = {"replicas": max(16, block), "order_block": block, "temperature": 2.5}
    tilt = Tilt(toward="minus", strength=0.7, nodes=FEW, when=Between(start=3, end=11))
    field = Broadcast(toward="minus", strength=Pulse(height=0.7, start=3, width=8), nodes=FEW)
    (tilted, events, ours), (pressed, _, theirs) = (
        done(model(tilt, **settings)),
        done(model(fields=(field,), **settings)),
    )
    assert np.array_equal(ours.spins, theirs.spins)
    assert all(np.array_equal(tilted[name], pressed[name]) for name in pressed)
    assert dict(events[-1].cost) == {"field_sweeps": pytest.approx(0.7 * 3 * 8)}


@pytest.mark.parametrize("block", [1, 8])
def test_tilt__by_a_condition_touches_only_the_runs_that_met_it(block):
    tilt = Tilt(toward="plus", strength=3.0, when=When(measure="m", above=0.3))
    rows, _, state = done(model(tilt, order_block=block, temperature=4.0))
    _, _, plain = done(model(order_block=block, temperature=4.0))
    met = (rows["m"][:-1] > 0.3).any(axis=0)
    assert 0 < met.sum() < 16
    assert np.array_equal(state.spins[:, ~met], plain.spins[:, ~met])
    assert not np.array_equal(state.spins[:, met], plain.spins[:, met])


# --- nucleate ------------------------------------------------------------------------------------------------


def test_nucleate__sets_a_group_once_and_leaves_it_free():
    """All up at T = 0: a seed of two melts on a lattice, people without ties stay where they were put."""
    seed = Nucleate(to="minus", nodes=Selection(ids=["s0", "s1"]), when=At(times=(3,)))
    rows, events, state = done(model(seed, temperature=0.0, initial=AllUp()))
    assert rows["m"][3].tolist() == [1 - 4 / 16] * 16
    assert (state.spins == 1).all()
    assert [(event.sweep, event.action) for event in events] == [(3, "2 people set to minus")] * 16
    assert costs(events, "nucleate") == {"people": 32.0}


def test_nucleate__holds_as_long_as_it_says_and_acts_again():
    seed = Nucleate(to="minus", nodes=Selection(ids=["s0"]), size=5, hold=3, when=Every(n=10, start=2))
    rows, events, _ = done(model(seed, temperature=0.0, fields=(Uniform(strength=5.0),), initial=AllUp(), sweeps=30))
    assert (rows["m"][[2, 3, 4, 5, 12, 13, 14, 15]] <= 1 - 10 / 16).all()
    assert (rows["m"][-1] == 1).all()
    own = [(event.sweep, event.action, event.cost) for event in events if event.replica == 0]
    assert [sweep for sweep, _, _ in own] == [2, 5, 12, 15, 22, 25]
    assert own[1][1:] == ("ended", (("held_sweeps", 15.0),))


def test_nucleate__is_refused_where_the_group_falls_apart():
    with pytest.raises(NotDefinedError, match="fall into 2 groups"):
        model(Nucleate(to="plus", nodes=Selection(ids=["s0", "s10"])))
