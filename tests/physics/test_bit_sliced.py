"""The bit-sliced kernel against its slow twin, bit for bit, and against exact values."""

import numpy as np
import pandas as pd
import pytest

from sociophys import rng
from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import start
from sociophys.engine.plan import plan
from sociophys.engine.wiring import visits
from sociophys.fields.attribute import Attribute
from sociophys.graph import Graph
from sociophys.initial.random import Random
from sociophys.interventions.pin import Pin
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


def model_of(n, ties, order="random", temperature=1.3, h=None, noise=None, directed=False, pins=(), **settings):
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
        dynamics=Glauber(order=order, temperature=temperature), initial=Random(),
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


def check(model, beta, h=None, pins=()):
    assert plan(model).kernel == "bit_sliced"
    n = model.network.n_nodes
    h = np.zeros(n) if h is None else h
    columns, _, last = simulate(model)
    spins, flips = slow(model, np.broadcast_to(beta, n), h, pins)
    assert np.array_equal(spins, last)
    made = pd.DataFrame(columns).groupby("replica")["flips"].sum().to_numpy()
    assert np.array_equal(made, flips)
    closing = columns["m"][columns["sweep"] == model.settings.sweeps]
    assert np.allclose(closing, spins.mean(axis=0))


@pytest.mark.parametrize("order", ORDERS)
def test_bits__equal_the_slow_twin_in_every_order(order):
    check(model_of(24, random_ties(24, 90, signs=True), order), 1 / 1.3)


@pytest.mark.parametrize("ties", [10, 60, 260])
def test_bits__equal_the_slow_twin_at_all_degrees_with_fields_noise_and_pins(ties):
    """Degrees 0 to 31, directed, five values of the field, three of the noise, somebody pinned."""
    n = 40
    h, noise = np.tile([0.0, 0.5, -0.5, 0.2, 3.0], 8), np.tile([1.0, 2.0, 0.4, 1.0], 10)
    pins = ((3, "plus"), (7, "minus"))
    model = model_of(n, random_ties(n, 4 * ties, 2, directed=True), h=h, noise=noise, directed=True, pins=pins)
    check(model, 1 / (1.3 * noise), h, pins)


@pytest.mark.parametrize("leaves", [40, 200, 1500])
def test_bits__equal_the_slow_twin_at_hubs(leaves):
    h = np.where(np.arange(leaves + 1) % 2, 0.3, 0.05)
    settings = {"sweeps": 1 if leaves > 1000 else 3, "replicas": 260, "order_block": 260}
    check(model_of(leaves + 1, star(leaves), "sequential", 2.0, h, **settings), 0.5, h)


@pytest.mark.parametrize("temperature", [0.0, 1e9])
def test_bits__equal_the_slow_twin_without_noise_and_with_nothing_else(temperature):
    model = model_of(60, random_ties(60, 150, signs=True), "random", temperature)
    check(model, np.inf if temperature == 0 else 1 / temperature)


def test_bits__equal_the_slow_twin_in_blocks_of_several_groups():
    """1100 replicas in blocks of 600: groups of 512, 88, 500."""
    check(model_of(12, random_ties(12, 30), replicas=1100, order_block=600), 1 / 1.3)
