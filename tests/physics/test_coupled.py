"""Runs that share their luck: pairs of friends stay ordered, and their differences are the exact ones."""

import numpy as np
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan, shared_family
from sociophys.fields.attribute import Attribute
from sociophys.fields.broadcast import Broadcast
from sociophys.fields.personal_feed import PersonalFeed
from sociophys.fields.trending import Trending
from sociophys.fields.uniform import Uniform
from sociophys.initial.random import Random
from sociophys.interventions.heat import Heat
from sociophys.interventions.pin import Pin
from sociophys.interventions.tilt import Tilt
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.pairing import Question, Reading, contrast
from sociophys.schedules.pulse import Pulse
from sociophys.select import Selection
from sociophys.theory import exact
from sociophys.triggers.between import Between
from tests.physics.systems import graph_of, z_scores

ORDERS = ("random", "permutation", "sequential", "checkerboard", "synchronous")
FAMILY = {1: "single", 64: "lanes", 256: "bit_sliced"}
N = 20
CHANCE = np.random.default_rng(3)
FRIENDS = (CHANCE.random((N, N)) < 0.2) * (1 - np.eye(N))
H = CHANCE.choice([-0.5, 0.0, 0.5], N)
FEW = Selection(ids=["s0", "s3", "s7"])
HEAT = Heat(to=9.0, nodes=Selection(ids=["s2", "s5"]), when=Between(start=3, end=7))
SOME = (Pin(to="minus", nodes=Selection(ids=["s11"])), HEAT)
SHOUT = Broadcast(toward="plus", strength=0.25, nodes=FEW)
MORE = {  # each beside the one before it: more pressure towards plus
    "base": ((), SOME),
    "broadcast": ((SHOUT,), SOME),
    "uniform": ((SHOUT, Uniform(strength=Pulse(height=0.5, start=2, width=6))), SOME),
    "tilt": (
        (SHOUT, Uniform(strength=0.5)),
        (*SOME, Tilt(toward="plus", strength=1.0, nodes=FEW, when=Between(start=4, end=8))),
    ),
    "pin": (
        (SHOUT, Uniform(strength=0.5)),
        (*SOME, Tilt(toward="plus", strength=2.0, when=Between(start=4, end=8)), Pin(to="plus", nodes=FEW)),
    ),
}  # fmt: skip


def model(
    fields, levers, order, block, temperature, couplings=FRIENDS, h=H, replicas=512, sweeps=10, burn_in=2, seed=5
):
    graph = graph_of(couplings, h=h)
    return bind(
        graph=graph, network=Network.from_graph(graph), opinions=None, seed=seed,
        dynamics=Glauber(order=order, temperature=temperature), initial=Random(),
        fields=(Attribute(column="h"), *fields), interventions=levers, observables=("m",),
        settings=RunSettings(sweeps=sweeps, burn_in=burn_in, replicas=replicas, order_block=block, snapshot_every=1,
                             record_every=sweeps),
    )  # fmt: skip


def course(of, shared=()):
    """Everybody at every sweep, (sweeps + 1, n, replicas)."""
    found = []
    made = plan(of, shared)
    for unit in made.units:
        parts = run(of, made, start(of, unit))
        found.append(np.stack([frame for part in parts for _, frame in part.frames]))
    return np.concatenate(found, axis=2)


def ordered(models):
    """Assert that no person of a model ever stands below the same person of the one before."""
    shared = shared_family(models)
    seen = [course(of, shared) for of in models.values()]
    for one, other in zip(seen, seen[1:], strict=False):
        assert (one <= other).all()
    return shared[0], seen


SHORT = {("random", 0.0), ("random", 1.5), ("synchronous", 1.5)}
CASES = [
    pytest.param(block, order, noise, marks=[] if (order, noise) in SHORT else pytest.mark.long)
    for block in FAMILY
    for order in ORDERS
    for noise in (0.0, 1.5, 1e300)
]


@pytest.mark.parametrize(("block", "order", "temperature"), CASES)
def test_friends__more_pressure_never_means_less_in_any_person_run_and_sweep(block, order, temperature):
    models = {name: model(*parts, order, block, temperature) for name, parts in MORE.items()}
    family, seen = ordered(models)
    assert family == FAMILY[block]
    assert seen[0].sum() < seen[-1].sum()


@pytest.mark.parametrize("block", [1, 64])
def test_friends__who_follow_the_crowd_and_their_past_stay_ordered_too(block):
    following = (PersonalFeed(strength=0.4, memory_time=3.0), Trending(strength=0.5, lag=1))
    models = {name: model((*MORE[name][0], *following), SOME, "random", block, 1.5) for name in ("base", "uniform")}
    family, seen = ordered(models)
    assert family == FAMILY[block]
    assert seen[0].sum() < seen[1].sum()


SEVERAL = {1: 32, 64: 8, 256: 8}  # units of an interval: m of four people alone is far from normal
PEER = np.array([[0, 1, 1, 0], [1, 0, 0, 1], [0, -1, 0, 1], [1, 0, 1, 0]], float)  # arrows, one of them hostile
OWN = np.array([0.5, 0.0, -0.5, 0.0])


@pytest.mark.parametrize("block", [1, pytest.param(64, marks=pytest.mark.long), 256])
def test_difference__is_exact_and_its_interval_holds_it_as_often_as_it_says(block):
    """A transient, where runs that share an order are no independent witnesses: order blocks are the units."""
    n_blocks, push = {1: 3200, 64: 800, 256: 240}[block], 0.5
    models = {
        name: model((Uniform(strength=h),), (), "random", block, 1.5, PEER, OWN, block * n_blocks, 3, 0)
        for name, h in (("base", 0.0), ("pushed", push))
    }
    shared = shared_family(models)
    ends = [course(of, shared)[-1].mean(axis=0) for of in models.values()]
    even, m = np.full(16, 1 / 16), []
    for h in (0.0, push):
        matrix = exact.sweep_matrix(exact.linear_field(PEER, OWN + h), np.full(4, 1 / 1.5), "random")
        m.append(exact.means(even @ np.linalg.matrix_power(matrix, 3), 4).mean())
    blocks = (ends[1] - ends[0]).reshape(-1, block).mean(axis=1)
    assert abs(z_scores(blocks, m[1] - m[0])) < 4
    none, held = np.zeros((0, 0)), []
    for part in range(n_blocks // SEVERAL[block]):
        own = slice(part * SEVERAL[block] * block, (part + 1) * SEVERAL[block] * block)
        base, other = (Reading(end[own], block, np.zeros(0), none, {}) for end in ends)
        found = contrast("pushed", "base", base, other, Question("m", "end"))
        held.append(found.low <= m[1] - m[0] <= found.high)
    n = len(held)
    assert abs(np.mean(held) - 0.95) < 4 * np.sqrt(0.95 * 0.05 / n) + 0.02


def test_runs_of_a_block__are_no_independent_witnesses_of_a_transient():
    """Nobody hears anybody: after a sweep from even chances it is the shared order that decides who was asked."""
    of = model((Uniform(strength=50.0),), (), "random", 64, 1.0, np.zeros((4, 4)), np.zeros(4), 64 * 400, 1, 0)
    m = course(of)[-1].mean(axis=0)
    by_block, by_run = m.reshape(-1, 64).mean(axis=1).std(ddof=1) / 20, m.std(ddof=1) / np.sqrt(m.size)
    asked = 1 - (3 / 4) ** 4
    assert abs(m.mean() - asked) < 4 * by_block
    assert by_block > 2 * by_run
