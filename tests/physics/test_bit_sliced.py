"""The bit-sliced kernel against its slow twin, bit for bit, and against exact values."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from sociophys import rng
from sociophys.accelerate import overload
from sociophys.dynamics.glauber import Glauber
from sociophys.dynamics.metropolis import Metropolis
from sociophys.engine.loop import start
from sociophys.engine.plan import plan
from sociophys.engine.wiring import visits
from sociophys.fields.attribute import Attribute
from sociophys.graph import Graph
from sociophys.initial.random import Random
from sociophys.interventions.pin import Pin
from sociophys.kernels import bit_packing
from sociophys.kernels.extension import is_type
from sociophys.kernels.extension import law as compiled_law
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.select import Selection
from tests.physics import twin_bits
from tests.physics.systems import simulate

ORDERS = ("random", "permutation", "sequential", "checkerboard", "synchronous")


def random_ties(n, ties, seed=0, signs=False, directed=False):
    """Ties (source, target, weight) drawn at random, J = +-0.7."""
    draw = np.random.default_rng(seed)
    pairs = {tuple(draw.integers(0, n, 2)) for _ in range(ties)}
    pairs = sorted({p if directed else tuple(sorted(p)) for p in pairs if p[0] != p[1]})
    weights = 0.7 * (np.where(draw.random(len(pairs)) < 0.4, -1, 1) if signs else np.ones(len(pairs)))
    return [p[0] for p in pairs], [p[1] for p in pairs], weights


def star(leaves, weight=0.1):
    return [0] * leaves, list(range(1, leaves + 1)), np.full(leaves, weight)


def model_of(
    n, ties, order="random", temperature=1.3, h=None, noise=None, directed=False, pins=(), rule=Glauber, **settings
):
    attributes = {} if h is None else {"h": h}
    temperature = {"absolute": temperature}
    if noise is not None:
        attributes["noise"] = noise
        temperature["per_node"] = "noise"
    names = pd.Index([f"s{i}" for i in range(n)])
    edges = pd.DataFrame({"source": ties[0], "target": ties[1], "weight": ties[2]})
    graph = Graph(pd.DataFrame(attributes, index=names), edges, directed=directed)
    pinned = tuple(Pin(to=side, nodes=Selection(ids=[f"s{i}"])) for i, side in pins)
    defaults = {"sweeps": 3, "burn_in": 1, "replicas": 300, "record_every": 1, "order_block": 300}
    return bind(
        graph=graph, network=Network.from_graph(graph), opinions=None,
        dynamics=rule(order=order, temperature=temperature), initial=Random(),
        fields=() if h is None else (Attribute(column="h"),), interventions=pinned,
        settings=RunSettings(**{**defaults, **settings}), seed=5,
    )  # fmt: skip


def slow(model, beta, h, pins=(), law=twin_bits.heat_bath):
    """Run the twin; return (spins, flips from sweep 0 on)."""
    network, settings, order = model.network, model.settings, model.dynamics.order
    spins = start(model, np.arange(settings.replicas)).spins.astype(int)
    rows = [
        (network.indices[a:b], network.couplings[a:b])
        for a, b in zip(network.indptr[:-1], network.indptr[1:], strict=True)
    ]
    fixed = [int(i) for i in visits(network, order).sites]
    held = np.zeros(network.n_nodes, int)
    key = [int(word) for word in rng.seed_key(model.seed)]
    flips, block = np.zeros(settings.replicas, int), settings.order_block
    a_block = -(-block // 512)
    for t in range(-settings.burn_in, settings.sweeps):
        if t == 0:
            for i, side in pins:
                held[i] = spins[i] = 1 if side == "plus" else -1
        for low in range(0, settings.replicas, block):
            for part in range(a_block):
                first = low + 512 * part
                columns = np.arange(first, min(first + 512, low + block, settings.replicas))
                own = np.ascontiguousarray(spins[:, columns])
                group = low // block * a_block + part
                args = (rows, order, fixed, own, h, beta, held, t, columns, group, low // block, key, law)
                flips[columns] += twin_bits.sweep(*args) * (t >= 0)
                spins[:, columns] = own
    return spins, flips


def check(model, beta, h=None, pins=(), law=twin_bits.heat_bath):
    assert plan(model).kernel == "bit_sliced"
    n = model.network.n_nodes
    h = np.zeros(n) if h is None else h
    columns, _, last = simulate(model)
    spins, flips = slow(model, np.broadcast_to(beta, n), h, pins, law)
    assert np.array_equal(spins, last)
    made = pd.DataFrame(columns).groupby("replica")["flips"].sum().to_numpy()
    assert np.array_equal(made, flips)
    closing = columns["m"][columns["sweep"] == model.settings.sweeps]
    assert np.allclose(closing, spins.mean(axis=0))


@pytest.mark.parametrize("order", ORDERS)
def test_bits__equal_the_slow_twin_in_every_order(order):
    check(model_of(24, random_ties(24, 90, signs=True), order), 1 / 1.3)


@pytest.mark.parametrize("ties", [10, pytest.param(60, marks=pytest.mark.long), 260])
def test_bits__equal_the_slow_twin_at_all_degrees_with_fields_noise_and_pins(ties):
    """Degrees 0 to 31, directed, five values of the field, three of the noise, somebody pinned."""
    n = 40
    h, noise = np.tile([0.0, 0.5, -0.5, 0.2, 3.0], 8), np.tile([1.0, 2.0, 0.4, 1.0], 10)
    pins = ((3, "plus"), (7, "minus"))
    model = model_of(n, random_ties(n, 4 * ties, 2, directed=True), h=h, noise=noise, directed=True, pins=pins)
    check(model, 1 / (1.3 * noise), h, pins)


@pytest.mark.parametrize("leaves", [40, 600])
def test_bits__equal_the_slow_twin_at_hubs(leaves):
    h = np.where(np.arange(leaves + 1) % 2, 0.3, 0.05)
    settings = {"sweeps": 40 // leaves + 1, "burn_in": 0, "replicas": 260, "order_block": 260}
    check(model_of(leaves + 1, star(leaves), "sequential", 2.0, h, **settings), 0.5, h)


@pytest.mark.parametrize("temperature", [0.0, 1e9])
def test_bits__equal_the_slow_twin_without_noise_and_with_nothing_else(temperature):
    model = model_of(60, random_ties(60, 150, signs=True), "random", temperature)
    check(model, np.inf if temperature == 0 else 1 / temperature)


def test_bits__equal_the_slow_twin_in_blocks_of_several_groups():
    """1100 replicas in blocks of 600: groups of 512, 88, 500."""
    check(model_of(12, random_ties(12, 30), replicas=1100, order_block=600), 1 / 1.3)


@pytest.mark.parametrize("h", [0.0, 0.4])
def test_bits__equal_the_slow_twin_where_the_rule_looks_at_the_own_opinion(h):
    def relief(f, s, beta):
        return (1 - s) / 2 * math.exp(2 * beta * f)

    ties = [list(a) + list(b) for a, b in zip(star(40, 0.7), random_ties(41, 80, signs=True), strict=True)]
    ties = pd.DataFrame(dict(zip("stw", ties, strict=True))).drop_duplicates(["s", "t"]).to_numpy().T
    model = model_of(41, (ties[0].astype(int), ties[1].astype(int), ties[2]), h=np.full(41, h), rule=Metropolis)
    check(model, 1 / 1.3, np.full(41, h), law=relief)


class Even(NamedTuple):
    """The same chance of going against the field everywhere."""

    chance: float


@overload(compiled_law)
def _even(rule, f, s, beta):
    if not is_type(rule, Even):
        return None
    return lambda rule, f, s, beta: rule.chance


@pytest.mark.parametrize("rest", [0.0, 0.25, 0.75, 1.0 - 2**-20])
@pytest.mark.parametrize("leaves", [2, 3, 12, 20, 40])
def test_coins__that_tie_are_decided_by_a_second_draw(leaves, rest):
    """The chance is such that the first coin of lane 5 equals the threshold's upper 32 bits."""
    key = [int(word) for word in rng.seed_key(5)]
    coins = twin_bits.Coins(0, 0, key)
    settings = {"sweeps": 1, "burn_in": 0, "replicas": 256, "order_block": 256}
    model = model_of(leaves + 1, star(leaves), "sequential", **settings)
    spins = start(model, np.arange(256)).spins[:, 5]
    rising = spins[1:].sum() > 0
    coin = (twin_bits.words(coins, 6) if leaves > 31 else twin_bits.planes(coins, 0, 6))[5]
    chance = ((coin ^ 0xFFFFFFFF if rising else coin) + rest) / 2**32
    model = model_of(leaves + 1, star(leaves), "sequential", rule=_rule(chance), **settings)
    check(model, 1 / 1.3, law=lambda f, s, beta: chance)


def _rule(chance):
    class Fixed(Glauber):
        def law(self):
            return Even(chance)

    return Fixed


@pytest.mark.parametrize("order", ORDERS)
def test_common_random_numbers__keep_runs_ordered_whatever_else_differs(order):
    """Fields for some (folded to plain), somebody and a hub pinned to plus: nobody comes to be at minus for it."""
    n = 60
    joined = {*zip(*star(40)[:2], strict=True), *zip(*random_ties(n, 150)[:2], strict=True)}
    ties = [p[0] for p in sorted(joined)], [p[1] for p in sorted(joined)], np.full(len(joined), 0.5)
    pins = ((0, "plus"), (5, "plus"))
    lower = simulate(model_of(n, ties, order, 6.0, np.zeros(n), sweeps=12))[2]
    for h, held in ((np.tile([0.0, 0.2, 0.2], 20), ()), (np.zeros(n), pins)):
        upper = simulate(model_of(n, ties, order, 6.0, h, pins=held, sweeps=12))[2]
        assert (lower <= upper).all()
        assert (lower < upper).sum() > 100


def _exact(couplings, h, temperature):
    """Mean energy and mean of each spin over the 2^n states by Boltzmann's weights."""
    n = len(h)
    states = 1 - 2 * (np.arange(2**n)[:, None] >> np.arange(n) & 1)
    energy = -0.5 * np.einsum("si,ij,sj->s", states, couplings, states) - states @ h
    weights = np.exp(-(energy - energy.min()) / temperature)
    weights /= weights.sum()
    return np.concatenate([[weights @ energy], weights @ states])


def _z_of_run(ties, h, temperature, exact_at, order):
    """z of mean energy and of mean spins over order blocks, which are independent."""
    n, blocks, block = len(h), 24, 256
    couplings = np.zeros((n, n))
    for a, b, weight in zip(*ties, strict=True):
        couplings[a, b] = couplings[b, a] = weight
    settings = {"sweeps": 60, "burn_in": 20, "replicas": block * blocks, "order_block": block, "record_every": 2}
    columns, means, _ = simulate(model_of(n, ties, order, temperature, h, **settings))
    energy = pd.DataFrame(columns).groupby("replica")["energy"].mean().to_numpy()
    values = np.concatenate([energy[None], means]).reshape(n + 1, blocks, block).mean(axis=2)
    return (values.mean(axis=1) - _exact(couplings, h, exact_at)) / (values.std(axis=1, ddof=1) / np.sqrt(blocks))


@pytest.mark.parametrize("order", ["random", "sequential", "checkerboard"])
def test_bits__keep_boltzmanns_law_and_would_catch_a_temperature_off_by_5_percent(order):
    h = np.tile([0.0, 0.3, 0.0, -0.2], 3)
    ties = random_ties(12, 60, 4, signs=True)
    assert np.abs(_z_of_run(ties, h, 1.9, 1.9, order)).max() < 4
    assert np.abs(_z_of_run(ties, h, 1.9 * 1.05, 1.9, order)).max() > 6


def test_family__says_what_it_cannot_serve():
    uneven = (*random_ties(24, 60)[:2], np.linspace(0.1, 1, len(random_ties(24, 60)[0])))
    chosen = plan(model_of(24, uneven))
    assert chosen.kernel == "lanes"
    assert any("the ties of one person differ in strength" in reason for reason in chosen.reasons)
    assert plan(model_of(24, random_ties(24, 60), order_block=64, replicas=64)).kernel == "lanes"


def test_unpack_some__gives_the_columns_asked_for_and_leaves_others():
    spins = np.random.default_rng(1).choice(np.array([-1, 1], np.int8), (37, 300))
    words = np.zeros(37 * 8, np.uint64)
    bit_packing.pack(spins.reshape(-1), 300, 0, 300, words)
    lanes, places, found = (
        np.array([0, 63, 64, 255, 299, 299]),
        np.array([6, 0, 1, 2, 4, 3]),
        np.zeros((37, 7), np.int8),
    )
    bit_packing.unpack_some(words, lanes, places, found)
    assert np.array_equal(found[:, places], spins[:, lanes])
    assert not found[:, 5].any()
