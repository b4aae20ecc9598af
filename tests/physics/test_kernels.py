"""Kernels against their slow twins, bit for bit, and the generator against its published known answers."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from sociophys import rng
from sociophys.accelerate import cache_directory, overload
from sociophys.dynamics.glauber import Glauber, HeatBath
from sociophys.engine.loop import Machine, start
from sociophys.engine.movers import single
from sociophys.engine.plan import plan
from sociophys.engine.wiring import visits, wire
from sociophys.graph import Graph
from sociophys.initial.random import Random
from sociophys.interventions.pin import Pin
from sociophys.kernels.coin import against_field, goes_up
from sociophys.kernels.exponential import exp
from sociophys.kernels.extension import is_type, law
from sociophys.kernels.opinions import from_bits, to_bits
from sociophys.kernels.orders import colour_greedily
from sociophys.kernels.single import CHUNK
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.select import Selection
from tests.physics import twin
from tests.physics.systems import graph_of, instance_a, model_of, simulate

ORDERS = ("random", "permutation", "sequential", "checkerboard", "synchronous")
KNOWN = [  # Random123 distribution, kat_vectors, philox4x32 10
    ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0), "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def is_up(rule, f, s, beta, tie, coin, number, t, replica, k0, k1):
    return bool(goes_up(against_field(rule, f, s, beta, tie), f, coin, number, t, replica, k0, k1))


def test_exp__is_the_exponential():
    for x in np.concatenate([np.linspace(0, 700, 5001), [1e-300, 1e-9, 0.34657359]]):
        assert exp(x) == pytest.approx(math.exp(x), rel=1e-12)
    assert exp(1e9) == exp(700.0)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox__gives_the_known_answers(counter, key, answer):
    for words in (rng.philox(*counter, *key), twin.philox(counter, key)):
        assert " ".join(f"{int(word):08x}" for word in words) == answer


def test_scale__is_the_high_word_of_a_128_bit_product():
    for high, low, n in [(0, 0, 7), (0xFFFFFFFF, 0xFFFFFFFF, 10**6), (0x80000000, 1, 3), (0x12345678, 0x9ABCDEF0, 34)]:
        assert rng.scale(high, low, n) == ((high << 32 | low) * n) >> 64


@pytest.mark.parametrize("order", ORDERS)
def test_spins_as_bits__are_those_of_bytes(order, monkeypatch):
    """As large networks have them: 70 people end within a word."""
    draw = np.random.default_rng(4)
    couplings = draw.normal(size=(70, 70)) * (draw.random((70, 70)) < 0.1)
    ends = {}
    for begin in (70, 69):
        monkeypatch.setattr(single, "BITS_FROM", begin)
        model = model_of(couplings + couplings.T, None, 1.3, order, replicas=3, order_block=1, sweeps=12, burn_in=5)
        columns, _, last = simulate(model)
        ends[begin] = {name: values.tobytes() for name, values in columns.items()}, last.tobytes()
    assert ends[69] == ends[70]
    assert set(np.unique(last)) == {-1, 1}


@pytest.mark.parametrize("n", [1, 31, 32, 33, 100])
def test_bits__go_back_to_bytes(n):
    spins = np.where(np.random.default_rng(n).random((n, 3)) < 0.5, 1, -1).astype(np.int8).T
    words = to_bits(spins)
    assert words.shape == (3, -(-n // 32))
    assert np.array_equal(from_bits(words, n), spins)


@pytest.mark.parametrize("temperature", [1.3, 0.0])
@pytest.mark.parametrize("order", ORDERS)
def test_kernels__equal_the_slow_twin(order, temperature):
    couplings, h, _ = instance_a()
    model = model_of(couplings, h, temperature, order, replicas=16, order_block=1, sweeps=12, burn_in=5)
    assert plan(model).kernel == "single"
    state = start(model, np.arange(16))
    slow = state.spins.copy()
    columns, _, last = simulate(model)
    flips = np.zeros(16, int)
    wiring = tuple(np.asarray(part) for part in wire(model.network))
    fixed = [int(i) for i in visits(model.network, order).sites]
    key = [int(word) for word in rng.seed_key(model.seed)]
    beta = np.full(5, np.inf if temperature == 0 else 1 / temperature)
    for r in range(16):
        own = [int(s) for s in slow[:, r]]
        for t in range(-5, 12):
            args = (wiring, order, fixed, own, h, beta, np.zeros(5), t, r, r, key)
            flips[r] += twin.sweep(*args) * (t >= 0)  # records begin at sweep 0
        slow[:, r] = own
    assert np.array_equal(slow, last)
    assert columns["flips"].sum() == flips.sum()


@pytest.mark.parametrize("floats", [True, False])
def test_single__equals_the_slow_twin_over_several_chunks_and_with_brackets(floats):
    """More attempts than a chunk of random numbers, and enough of them at one noise for a table of bounds."""
    n, draw = CHUNK + 103, np.random.default_rng(3)
    i, j = draw.integers(0, n, (2, 2 * n))
    weights = draw.normal(size=2 * n) if floats else draw.choice([-2.0, 1.0], 2 * n)
    ties = pd.DataFrame({"source": i, "target": j, "weight": weights})[i < j].drop_duplicates(["source", "target"])
    graph = Graph(pd.DataFrame(index=pd.Index(np.arange(n).astype(str))), ties, directed=False)
    model = bind(
        graph=graph, network=Network.from_graph(graph), opinions=None, dynamics=Glauber(temperature=1.5),
        initial=Random(), settings=RunSettings(sweeps=7, replicas=1),
    )  # fmt: skip
    slow = [int(s) for s in start(model, np.arange(1)).spins[:, 0]]
    columns, _, last = simulate(model)
    wiring = [np.asarray(part).tolist() for part in wire(model.network)]
    wiring[2] = np.asarray(wire(model.network).couplings)
    key, fixed = [int(word) for word in rng.seed_key(model.seed)], range(n)
    flips = [
        twin.sweep(wiring, "random", fixed, slow, np.zeros(n), np.full(n, 1 / 1.5), np.zeros(n), t, 0, 0, key)
        for t in range(7)
    ]
    assert last[:, 0].tolist() == slow
    assert columns["flips"].sum() == sum(flips)
    bonds = sum(J * slow[a] * slow[b] for a, b, J in ties.itertuples(index=False))
    assert columns["energy"][-1] == pytest.approx(-bonds, rel=1e-5)
    assert columns["m"][-1] == np.mean(slow)


def test_is_up__is_symmetric_under_a_flip_of_field_and_coin():
    for f, coin in [(0.3, 12345), (1e-9, 2**31), (25.0, 7), (40.0, 0), (40.0, 0xFFFFFFFF)]:
        here = is_up(HeatBath(), f, 1, 1.0, 0.0, np.uint32(coin), 5, 3, 2, 1, 2)
        there = is_up(HeatBath(), -f, -1, 1.0, 0.0, np.uint32(coin ^ 0xFFFFFFFF), 5, 3, 2, 1, 2)
        assert bool(here) != bool(there)


def test_is_up__is_monotone_in_the_field():
    for coin in (0, 1, 2**31, 2**32 - 2, 3_000_000_000):
        ups = [is_up(HeatBath(), f, 1, 1.0, 0.0, np.uint32(coin), 5, 3, 2, 1, 2) for f in np.linspace(-30, 30, 601)]
        assert ups == sorted(ups)


def test_is_up__keeps_probabilities_far_below_one_coin_step():
    """At P(against) = 2^-40 only coin 0 can go against the field, and then in 2^-8 of the low draws."""
    f = 0.5 * np.log(2.0**40 - 1)
    against = [not is_up(HeatBath(), f, 1, 1.0, 0.0, np.uint32(0xFFFFFFFF), k, 3, 2, 1, 2) for k in range(20_000)]
    assert abs(np.mean(against) - 2.0**-8) < 4 * np.sqrt(2.0**-8 / 20_000)
    assert all(is_up(HeatBath(), f, 1, 1.0, 0.0, np.uint32(0xFFFFFFFE), k, 3, 2, 1, 2) for k in range(100))


def test_colouring__is_proper():
    couplings, _, _ = instance_a()
    network = model_of(couplings * (np.abs(couplings) > 0.3)).network
    pattern = network.matrix(np.ones(network.n_slots))
    both = (pattern + pattern.T).tocsr()
    colours = colour_greedily(both.indptr.astype(np.int64), both.indices.astype(np.int32), np.arange(5))
    rows, columns = both.nonzero()
    assert (colours[rows] != colours[columns]).all()
    assert colours.max() < 5


@pytest.mark.parametrize("block", [1, 8])
def test_pins__hold_and_leave_the_others_their_rate(block):
    """A pinned node never moves; a free one with no ties flips a fair coin once an attempt whatever is pinned."""
    graph = graph_of(np.zeros((6, 6)))
    pin = Pin(to="plus", nodes=Selection(ids=["s0", "s1", "s2"]))
    settings = RunSettings(sweeps=4000, replicas=16, order_block=block, record_every=4000)
    model = bind(
        graph=graph, network=Network.from_graph(graph), opinions=None, dynamics=Glauber(temperature=1.0),
        initial=Random(), interventions=(pin,), settings=settings,
    )  # fmt: skip
    columns, _, last = simulate(model)
    assert (last[:3] == 1).all()
    flips = columns["flips"][columns["sweep"] == 4000]
    expected, sd = 3 * 4000 / 2, np.sqrt(3 * 4000 * 0.75)
    assert abs(flips.mean() - expected) < 4 * sd / np.sqrt(16 / (block if block > 1 else 1))


def test_cache__holds_nothing_compiled_for_a_foreign_law():
    """Its sources are not in the cache's key, and an index that names its class cannot be read without it."""

    class ForeignLaw(NamedTuple):
        strength: float = 1.0

    @overload(law)
    def _half_as_eager(rule, f, s, beta):
        if not is_type(rule, ForeignLaw):
            return None
        return lambda rule, f, s, beta: 1 / (2 + 2 * np.exp(-2 * beta * f))

    for _ in range(2):
        assert against_field(ForeignLaw(), 0.0, 1, 1.0, 0.0) == 0.25
    assert against_field(HeatBath(), 0.0, 1, 1.0, 0.0) == 0.5
    stored = [path.read_bytes() for path in cache_directory().rglob("*.nb?")]
    assert any(b"HeatBath" in part for part in stored)
    assert not any(b"ForeignLaw" in part or b"AttentionRow" in part for part in stored)


def test_machine__splits_a_run_anywhere_without_changing_it():
    couplings, h, _ = instance_a()
    model = model_of(couplings, h, 1.0, replicas=4, sweeps=30, burn_in=0)
    whole = start(model, np.arange(4))
    Machine(model, plan(model), whole).advance(30)
    state = start(model, np.arange(4))
    for stop in (1, 7, 8, 30):
        Machine(model, plan(model), state).advance(stop)
    assert np.array_equal(whole.spins, state.spins)
