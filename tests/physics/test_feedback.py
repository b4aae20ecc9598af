"""Fields that follow opinions: their memory, their pressure in every kernel family, stops and resumes."""

from dataclasses import replace

import numpy as np
import pytest

from sociophys import rng
from sociophys.engine.loop import run, start
from sociophys.engine.movers.single import Single
from sociophys.engine.plan import Plan, plan
from sociophys.engine.wiring import visits, wire
from sociophys.fields.personal_feed import PersonalFeed
from sociophys.fields.trending import Trending
from sociophys.fields.uniform import Uniform
from sociophys.kernels.lanes_rows import pack_words
from sociophys.kernels.remembering import count_words, remember_spins, remember_words, sum_spins
from sociophys.schedules.oscillation import Oscillation
from sociophys.select import ByAttribute
from sociophys.setting import Setting
from sociophys.theory import exact
from tests.physics import twin_lanes
from tests.physics.systems import lattice, model_of, simulate, z_scores

SWING = Oscillation(amplitude=0.3, period=3.0, mean=0.5)
GROUPS = Trending(strength=0.6, among=ByAttribute(attribute="h"), lag=2)
FEEDS = {
    "past": (PersonalFeed(strength=SWING, memory_time=4.0),),
    "everybody": (Trending(strength=0.5, lag=1), Uniform(strength=SWING)),
    "groups": (GROUPS,),
    "all": (PersonalFeed(strength=0.4, memory_time=4.0), GROUPS, Uniform(strength=SWING)),
}


def grouped(fields, **settings):
    """Twelve people in a ring, in three groups by an attribute that also presses; one belongs to none."""
    of = np.repeat([-0.2, 0.1, 0.3], 4)
    model = model_of(lattice(12), of, fields=fields, **{"temperature": 1.5, "sweeps": 5, "burn_in": 2} | settings)
    nodes = model.graph.nodes.assign(h=np.where(np.arange(12) == 5, np.nan, of))
    setting = Setting(replace(model.graph, nodes=nodes), model.network, None)
    anew = (replace(b, arrays=b.member.bind(setting, b.draw)) if b.member is GROUPS else b for b in model.fields)
    return replace(model, fields=tuple(anew)), of


def slow(model, of, names, spins):
    """The last spins, with every field written out; ``spins``: (n, n_replicas) at the start."""
    spins, settings = spins.copy(), model.settings
    wiring = [part.tolist() for part in wire(model.network)]
    wiring[2] = wire(model.network).couplings
    key = [int(word) for word in rng.seed_key(model.seed)]
    past, popular = np.zeros(spins.shape, np.float32), {}
    members = np.array([np.flatnonzero((of == of[i]) & (np.arange(12) != 5)) for i in range(12)], dtype=object)
    for t in range(-settings.burn_in, settings.sweeps):
        now = max(t, 0)
        past += (spins - past) * np.float32(1 / 4.0)
        everybody = (spins.sum(axis=0) / 12).astype(np.float32)
        groups = np.array([spins[m].sum(axis=0) / len(m) if i != 5 else 0 * everybody for i, m in enumerate(members)])
        popular[t] = np.broadcast_to(everybody, spins.shape), groups.astype(np.float32)
        none = np.zeros((2, *spins.shape), np.float32)
        gain = {"past": SWING.at(now), "everybody": 0.5, "groups": 0.6}
        shown = {"past": past, "everybody": popular.get(t - 1, none)[0], "groups": popular.get(t - 2, none)[1]}
        shared = (of + (SWING.at(now) if names in ("everybody", "all") else 0.0)).astype(np.float32)[:, None]
        if names == "all":
            total = np.float32(0.4) * past + np.float32(0.6) * shown["groups"]
            h = (shared.astype(float) + total).astype(np.float32)
        else:
            h = (shared.astype(float) + float(np.float32(gain[names])) * shown[names]).astype(np.float32)
        beta = np.full(12, np.float32(1 / 1.5))
        for r in range(spins.shape[1]):
            own = [int(s) for s in spins[:, r]]
            block = r // settings.order_block
            twin_lanes.sweep(wiring, "random", range(12), own, h[:, r], beta, np.zeros(12), t, r, block, key)
            spins[:, r] = own
    return spins


@pytest.mark.parametrize(("names", "block"), [(names, 16) for names in FEEDS] + [("all", 4), ("all", 64)])
def test_fields_in_lanes__equal_their_plain_twin(names, block):
    """70 replicas: blocks that fill their lanes and others."""
    model, of = grouped(FEEDS[names], replicas=70, order_block=block)
    assert plan(model).kernel == "lanes"
    first = start(model, np.arange(70)).spins
    assert np.array_equal(simulate(model, np.arange(70))[2], slow(model, of, names, first))


@pytest.mark.parametrize("block", [1, 16])
def test_fields_with_memory__resume_and_split_to_the_bit(block):
    model, _ = grouped(FEEDS["all"], replicas=32, order_block=block, sweeps=24)
    whole = simulate(model, np.arange(32))[2]
    parts = [simulate(model, np.arange(low, low + 16))[2] for low in (0, 16)]
    assert np.array_equal(whole, np.concatenate(parts, axis=1))
    state, cut = start(model, np.arange(32)), plan(model)
    cut = Plan(cut.kernel, cut.reasons, cut.units, segment_sweeps=5)
    while state.t < 24:
        state = next(run(model, cut, state)).state  # a new machine for every segment
    assert np.array_equal(state.spins, whole)


@pytest.mark.parametrize("block", [1, 16])
def test_trending__reaches_the_exact_law(block):
    """Four people, strength 1.2, no lag: a sweep from each state under the pressure of that state's mean."""
    couplings, strength = lattice(4), 1.2
    states = exact.states(4)
    matrix = np.stack([
        exact.sweep_matrix(lambda s, m=s0.mean(): couplings @ s + strength * m, np.full(4, 0.4), "random")[x]
        for x, s0 in enumerate(states)
    ])  # fmt: skip
    law = exact.stationary(matrix)
    expected = law @ (states.mean(axis=1) ** 2)
    model = model_of(
        couplings, None, 2.5, fields=(Trending(strength=strength),), replicas=3200, order_block=block, sweeps=60
    )
    columns, _, last = simulate(model)
    assert plan(model).kernel == ("single" if block == 1 else "lanes")
    squares = (last.mean(axis=0) ** 2).reshape(-1, block).mean(axis=1)
    assert abs(z_scores(squares, expected)) < 4


def test_memories__are_the_same_from_words_and_from_bytes():
    """Whether a mover holds opinions as bits of words or as bytes."""
    model, _ = grouped(FEEDS["all"], replicas=16, order_block=16)
    states = [start(model, np.arange(16)) for _ in range(2)]
    movers = [
        family(model, state, visits(model.network, "random"), rng.seed_key(1))
        for family, state in zip((plan(model).family, Single), states, strict=True)
    ]
    for bound in model.fields:
        for mover, state in zip(movers, states, strict=True):
            bound.member.refresh(bound.arrays, state.memory[bound.name], mover, 0, bound.draw)
        one, other = (state.memory[bound.name] for state in states)
        assert all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("count", [24, 64])
def test_kernels_of_memory__equal_their_plain_twins(count):
    draw = np.random.default_rng(4)
    spins = draw.choice(np.array([-1, 1], np.int8), (9, count))
    past = draw.normal(size=spins.shape).astype(np.float32)
    groups = np.array([0, 2, 1, 1, 0, 2, 2, 0, 3], np.int32)
    share, words = np.float32(0.3), np.zeros(9, np.uint64)
    pack_words(spins, 0, count, words)
    moved = past + (spins - past) * share
    by_words, by_spins = past.copy(), past.copy()
    remember_words(words, 0, count, share, count, by_words.reshape(-1))
    remember_spins(spins, share, by_spins)
    assert np.array_equal(by_words, moved)
    assert np.array_equal(by_spins, moved)
    ups, sums = np.zeros(4 * 64, np.int32), np.zeros((4, count), np.int64)
    count_words(words, groups, ups)
    sum_spins(spins, groups, sums)
    expected = np.stack([spins[groups == g].sum(axis=0, dtype=int) for g in range(4)])
    assert np.array_equal(sums, expected)
    sizes = np.bincount(groups, minlength=4)[:, None]
    assert np.array_equal(2 * ups.reshape(4, 64)[:, :count] - sizes, expected)
