"""Who is under what: parts add up, the split equals its twin, changes of mind are counted, and nothing else changes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.dynamics.n_fold import NFold
from sociophys.engine.loop import Machine, nodes_every, run, start
from sociophys.engine.pack import run_pack
from sociophys.engine.plan import plan
from sociophys.engine.pressure import fresh, looks, outside_parts, seen
from sociophys.fields.personal_feed import PersonalFeed
from sociophys.fields.uniform import Uniform
from sociophys.graph import Graph
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.interventions.rewire import Rewire
from sociophys.interventions.tilt import Tilt
from sociophys.kernels.measure import local_fields
from sociophys.kernels.pressure import split
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.store.checkpoint import Checkpoint, load, save
from sociophys.triggers.at import At
from tests.physics.systems import instance_a, lattice, model_of, model_with

NOISE_LEVEL = 1.4


def split_by_hand(couplings, spins, outside):
    """The twin: every part of everybody's pressure, (parts, n, k), and what presses hardest, (n, k)."""
    n, k = spins.shape
    parts, hardest = np.zeros((2 + len(outside), n, k)), np.zeros((n, k), np.int8)
    for i in range(n):
        for c in range(k):
            for j in range(n):
                bond = spins[i, c] * couplings[i, j] * spins[j, c]
                parts[0 if bond > 0 else 1, i, c] += abs(bond)
            for p, h in enumerate(outside):
                parts[2 + p, i, c] = spins[i, c] * h[i, c if h.shape[1] > 1 else 0]
            toward = [parts[1, i, c], *(-parts[2:, i, c])]
            against = parts[0, i, c] - parts[1, i, c] + parts[2:, i, c].sum()
            alone = max(toward) <= 0 or against > 1e-12
            hardest[i, c] = len(toward) if alone else int(np.argmax(toward))
    return parts, hardest


@pytest.mark.parametrize("width", [1, 16])
@pytest.mark.parametrize("whole", [False, True])
def test_split__equals_its_twin_and_adds_up_to_the_local_field(width, whole):
    draw = np.random.default_rng(3)
    couplings = lattice(3, 3) * draw.choice([-1, 1], (9, 9)) if whole else draw.normal(size=(9, 9))
    np.fill_diagonal(couplings, 0.0)
    net, spins = model_of(couplings, replicas=2).network, draw.choice(np.array([-1, 1], np.int8), (9, 16))
    outside = draw.normal(size=(2, 9, width))
    people, means, hardest = np.zeros((6, 9)), np.zeros((6, 16)), np.empty((9, 16), np.int8)
    split(net.indptr, net.indices, net.couplings, spins, outside, np.uint16(2**12 - 1), people, means, hardest)
    parts, by_hand = split_by_hand(couplings, spins, outside)
    rows = np.stack([parts[0], parts[1], parts[2], abs(parts[2]), parts[3], abs(parts[3])])
    assert np.allclose(means, rows.sum(axis=1), atol=1e-12)
    assert np.allclose(people, rows[:, :, :12].sum(axis=2), atol=1e-12)
    assert np.array_equal(hardest, by_hand)
    f = local_fields(net.indptr, net.indices, net.couplings, spins, outside.sum(axis=0) * np.ones((9, 1)))
    assert np.allclose(means[0] - means[1] + means[2] + means[4], (spins * f).sum(axis=0), atol=1e-12)


@pytest.mark.parametrize(
    ("fields", "levers"),
    [((), ()), ((PersonalFeed(strength=0.7), Uniform(strength=0.2)), ()), ((), (Tilt(toward="minus", strength=0.4),))],
)
def test_run__parts_add_up_to_the_local_field_that_the_engine_uses(fields, levers):
    couplings, h, beta = instance_a()
    settings = {"replicas": 8, "sweeps": 30, "burn_in": 0, "pressure": True}
    model = model_with(couplings, Glauber(temperature=1 / beta), h, fields, interventions=levers, **settings)
    unit = plan(model)
    machine = Machine(model, unit, start(model, unit.units[0]))
    machine.segment(15)
    state = machine.state
    machine._prepare([])
    assert machine.watch.is_due(state.t)
    machine.watch.look(state.spins, machine.controls)
    net, at = model.network, machine.watch._number[state.t]
    f = local_fields(net.indptr, net.indices, net.couplings, state.spins, machine.controls.pressure * np.ones((1, 8)))
    row = state.pressure["looks"][at]
    assert np.allclose(row[0] - row[1] + row[2::2].sum(axis=0), (state.spins * f).sum(axis=0), atol=1e-6)


def watched(model, on):
    return replace(model, settings=replace(model.settings, pressure=on))


def ended(model, made=None):
    made = made or plan(model)
    segments = list(run(model, made, start(model, made.units[0])))
    rows = {name: np.concatenate([part.rows[name] for part in segments]) for name in segments[0].rows}
    frames = [frame for part in segments for frame in part.frames]
    return rows, frames, [event for part in segments for event in part.events], segments[-1].state


def rewired(settings):
    """Undirected ties, of which a lever moves some in each replica."""
    i, j = np.nonzero(np.triu(lattice(4, 4)))
    edges = pd.DataFrame({"source": i, "target": j, "weight": 1.0})
    graph = Graph(pd.DataFrame(index=[f"s{k}" for k in range(16)]), edges, directed=False)
    return bind(
        graph=graph, network=Network.from_graph(graph), opinions=None, dynamics=Glauber(temperature=2.0),
        initial=Random(), interventions=(Rewire(share=0.4, when=At(times=(11,))),), settings=RunSettings(**settings),
    )  # fmt: skip


def cases():
    couplings, h, beta = instance_a()
    few = {"replicas": 12, "sweeps": 70, "burn_in": 3}
    yield "single", model_of(couplings, h, 1 / beta, order_block=1, **few)
    yield "lanes", model_of(couplings, h, 1 / beta, order_block=12, record_every=3, snapshot_every=6, **few)
    bits = {**few, "replicas": 512}
    yield "bit_sliced", model_of(lattice(3, 3), None, 2.0, fields=(Uniform(strength=0.1),), order_block=256, **bits)
    yield "own past", model_of(couplings, None, 1 / beta, fields=(PersonalFeed(strength=0.5),), order_block=6, **few)
    yield "synchronous", model_of(lattice(3, 3), np.ones(9) / 9, 2.0, "synchronous", order_block=4, **few)
    yield "rewired", rewired(few)
    yield "n_fold", model_with(lattice(3, 3), NFold(temperature=2.0), np.ones(9) / 9, **few)


@pytest.mark.parametrize(("name", "model"), list(cases()), ids=lambda case: case if isinstance(case, str) else "model")
def test_run__nothing_else_changes_where_pressure_is_watched(name, model):
    rows, frames, events, state = ended(watched(model, False))
    others, frames_too, events_too, watched_state = ended(watched(model, True))
    assert all(np.array_equal(rows[key], others[key], equal_nan=True) for key in rows)
    assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(frames, frames_too, strict=True))
    assert events == events_too
    for key in ("spins", "spin_sums", "flips", "bonds"):
        assert np.array_equal(getattr(state, key), getattr(watched_state, key))
    assert not state.pressure
    found, n_seen = watched_state.pressure, seen(state.replicas, model.settings).sum()
    assert found["flips"].shape[1] == found["looks"].shape[2] == n_seen == min(16, model.settings.replicas)
    assert (found["looks"][:, 0].sum(axis=1) > 0).all()
    assert np.allclose(found["people"].sum(axis=(0, 2)), found["looks"].sum(axis=(0, 2)), rtol=1e-12)
    assert found["flips"].sum() > 0


@pytest.mark.parametrize(("name", "model"), list(cases()), ids=lambda case: case if isinstance(case, str) else "model")
def test_run__changes_of_mind_are_all_counted_once_whatever_pressed(name, model):
    model = watched(replace(model, settings=replace(model.settings, snapshot_every=1, record_every=1)), True)
    _, frames, _, state = ended(model)
    at = dict(frames)
    mask = seen(state.replicas, model.settings)
    times = looks(model.settings, nodes_every(model.settings))[:-1]
    changed = sum((at[int(t)] != at[int(t) + 1])[:, mask].sum(axis=0) for t in times)
    assert np.array_equal(state.pressure["flips"].sum(axis=0), changed)


def test_run__goes_on_from_a_checkpoint_with_the_same_sums(tmp_path):
    model = watched(model_of(*instance_a()[:2], 1.2, order_block=6, replicas=12, sweeps=40, burn_in=3), True)
    whole = ended(model)[3].pressure
    made = replace(plan(model), segment_sweeps=7)
    state = start(model, made.units[0])
    while state.t < model.settings.sweeps:
        state = next(run(model, made, state)).state
        save(tmp_path / "state", Checkpoint("id", state, False, 0))
        state = load(tmp_path / "state", model.network.names).state
    assert whole.keys() == state.pressure.keys()
    assert all(np.array_equal(whole[name], state.pressure[name]) for name in whole)


def test_pack__gives_each_model_the_sums_it_has_alone():
    settings = {"replicas": 24, "order_block": 8, "sweeps": 30, "burn_in": 2, "pressure": True}
    models = [model_of(lattice(4, 4), 0.2 * np.cos(np.arange(16.0)), t, **settings) for t in (1.5, 2.7)]
    made = replace(plan(models[0]), segment_sweeps=11)
    together = list(run_pack(models, made, [start(model, made.units[0]) for model in models]))[-1]
    for model, part in zip(models, together, strict=True):
        alone = ended(model, made)[3].pressure
        assert alone["flips"].shape[1] == 15  # 5 of the 8 of each of 3 blocks
        assert all(np.array_equal(alone[name], part.state.pressure[name]) for name in alone)


def test_flips__without_ties_are_the_broadcast_s_or_noise_with_the_exact_probability():
    h, n = 0.5, 160
    fields = (Uniform(strength=h),)
    model = model_of(
        np.zeros((n, n)), None, NOISE_LEVEL, "permutation", AllUp(), fields, replicas=64, sweeps=400, burn_in=20,
        pressure=True,
    )  # fmt: skip
    state = ended(model)[3]
    assert outside_parts(model) == ("media",)
    opposing, media, noise = state.pressure["flips"]
    assert not opposing.any()
    # each person reconsiders once a sweep: those on plus leave it with P(-), all against the pressure; on minus P(+)
    n_looks = len(looks(model.settings, nodes_every(model.settings))) - 1  # the last record is followed by no sweep
    up = 1 / (1 + np.exp(-2 * h / NOISE_LEVEL))
    expected = n_looks * n * up * (1 - up)
    for counted in (media, noise):
        error = counted.std(ddof=1) / np.sqrt(len(counted))
        assert abs(counted.mean() - expected) < 4 * error
    with pytest.raises(AssertionError):
        assert abs(media.mean() - 1.05 * expected) < 4 * media.std(ddof=1) / np.sqrt(len(media))


def test_looks__are_few_and_on_records():
    settings = RunSettings(sweeps=100_000, record_every=3)
    found = looks(settings, nodes_every(settings))
    assert len(found) <= 61
    assert found[-1] == 100_000
    assert (found[:-1] % nodes_every(settings) == 0).all()
    assert not fresh(model_of(lattice(3, 3)), np.arange(4), 1)
    assert seen(np.arange(1000), RunSettings(sweeps=1, replicas=1000, order_block=1)).sum() == 16
