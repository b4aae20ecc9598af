"""Probes that the contracts hold: a field with memory, a lever that rewires, a feed with state-dependent couplings."""

from typing import NamedTuple

import numpy as np
import pytest

from sociophys import rng
from sociophys.accelerate import overload
from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.engine.wiring import wire
from sociophys.errors import NotDefinedError
from sociophys.feeds import Feed
from sociophys.feeds.similarity import Similarity
from sociophys.fields.attribute import Attribute
from sociophys.fields.personal_feed import PersonalFeed
from sociophys.graph import Graph
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.interventions.heat import Heat
from sociophys.interventions.pin import Pin
from sociophys.interventions.rewire import Rewire
from sociophys.kernels.extension import is_type, row
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.select import Selection
from sociophys.theory import exact
from sociophys.triggers.between import Between
from sociophys.triggers.every import Every
from sociophys.triggers.when import When
from tests.physics import twin
from tests.physics.systems import graph_of, lattice, model_of, replica_means, simulate, z_scores


def bound(graph, order="random", temperature=1.0, seed=1, **more):
    settings = {"sweeps": 60, "replicas": 4} | more.pop("settings", {})
    parts = {"opinions": None, "initial": Random(), "dynamics": Glauber(order=order, temperature=temperature)} | more
    return bind(graph=graph, network=Network.from_graph(graph), settings=RunSettings(**settings), seed=seed, **parts)


def undirected(couplings):
    """The graph of a symmetric dense J, each pair once."""
    whole = graph_of(np.triu(couplings))
    return Graph(whole.nodes, whole.edges, directed=False)


# --- a field with memory -------------------------------------------------------------------------------------


def test_personal_feed__equals_its_plain_twin():
    """h_i = strength a_i, a_i <- a_i + (s_i - a_i)/memory_time before every sweep, burn-in included."""
    ring = lattice(6)
    feed = PersonalFeed(strength=0.8, memory_time=5.0)
    model = model_of(ring, None, 1.2, "sequential", fields=(feed,), replicas=3, sweeps=15, burn_in=4)
    state = start(model, np.arange(3))
    slow = state.spins.copy()
    _, _, fast = simulate(model)
    wiring = tuple(np.asarray(part) for part in wire(model.network))
    key = [int(word) for word in rng.seed_key(model.seed)]
    for r in range(3):
        own, past = [int(s) for s in slow[:, r]], np.zeros(6, np.float32)
        for t in range(-4, 15):
            past += (np.array(own, np.int8) - past) * np.float32(1 / 5.0)
            h = [float(x) for x in 0.8 * past.astype(np.float32)]
            twin.sweep(wiring, "sequential", range(6), own, h, np.full(6, 1 / 1.2), np.zeros(6), t, r, 1, key)
        slow[:, r] = own
    assert np.array_equal(slow, fast)


def test_personal_feed__has_no_energy_and_says_so():
    model = model_of(lattice(6), None, fields=(PersonalFeed(strength=0.8),))
    assert "energy" not in model.observables
    assert model.refused == ("energy is not defined here: the field or the feed follows the opinions",)
    assert "the field or the feed follows the opinions" in model.equilibrium_failures


def test_personal_feed__a_resumed_run_has_the_same_bits():
    model = model_of(lattice(6), None, fields=(PersonalFeed(strength=0.8),), replicas=4, sweeps=40, burn_in=3)
    whole = simulate(model)[2]
    cut = plan(model)
    cut = type(cut)(cut.kernel, cut.reasons, cut.units, segment_sweeps=7)
    state = start(model, np.arange(4))
    while state.t < 40:
        segment = next(run(model, cut, state))  # a new machine for every segment: nothing but the state survives
        state = segment.state
    assert np.array_equal(state.spins, whole)


# --- a lever that rewires ------------------------------------------------------------------------------------


def test_rewire__keeps_the_number_of_ties_and_moves_none_between_the_like_minded():
    graph = undirected(lattice(4, 4))
    lever = Rewire(share=1.0, to="agreeing", when=Every(n=5))
    model = bound(graph, temperature=2.0, interventions=(lever,))
    the_plan = plan(model)
    assert the_plan.kernel == "single"
    state = start(model, np.arange(4))
    events = [event for segment in run(model, the_plan, state) for event in segment.events]
    assert len(state.networks) == 4
    for network in state.networks.values():
        assert network.n_edges == 32
        assert network.is_symmetric
        assert not network.has_self_coupling
    assert {event.sweep % 5 for event in events} == {0}
    assert {event.action for event in events} == {"ties rewired"}
    assert all(dict(event.cost)["ties"] > 0 for event in events)


def test_rewire__one_firing_cuts_every_tie_across():
    graph = undirected(lattice(4, 4))
    model = bound(graph, interventions=(Rewire(share=1.0, when=Every(n=1000)),), settings={"sweeps": 1, "replicas": 2})
    state = start(model, np.arange(2))
    before = state.spins.copy()
    next(run(model, plan(model), state))
    for c, network in state.networks.items():
        s = before[:, c]
        assert (s[network.rows] != s[network.indices]).mean() < (
            s[model.network.rows] != s[model.network.indices]
        ).mean()


def test_rewire__is_refused_where_a_tie_has_two_couplings():
    with pytest.raises(NotDefinedError, match="J_ij and J_ji differ; allowed undirected networks"):
        bound(graph_of(np.array([[0, 1.0], [0.5, 0]])), interventions=(Rewire(share=0.5),))


# --- a feed with state-dependent couplings: instance S ----------------------------------------------------------


class AttentionRow(NamedTuple):
    """Features and projections of instance S; ``own`` is 1 where the self is attended to."""

    plus: np.ndarray  # (n, 2) s-dependent part of the features
    base: np.ndarray  # (n, 2) fixed part
    queries: np.ndarray  # (2, 2)
    keys: np.ndarray  # (2, 2)
    own: int


@overload(row)
def _attention(feed, i, indptr, indices, couplings, spins):
    if not is_type(feed, AttentionRow):
        return None

    def shown(feed, i, indptr, indices, couplings, spins):
        x0 = spins[i] * feed.plus[i, 0] + feed.base[i, 0]
        x1 = spins[i] * feed.plus[i, 1] + feed.base[i, 1]
        q0 = feed.queries[0, 0] * x0 + feed.queries[0, 1] * x1
        q1 = feed.queries[1, 0] * x0 + feed.queries[1, 1] * x1
        top = 0.0
        total = 0.0
        for j in range(spins.size):
            if j != i or feed.own == 1:
                y0 = spins[j] * feed.plus[j, 0] + feed.base[j, 0]
                y1 = spins[j] * feed.plus[j, 1] + feed.base[j, 1]
                k0 = feed.keys[0, 0] * y0 + feed.keys[0, 1] * y1
                k1 = feed.keys[1, 0] * y0 + feed.keys[1, 1] * y1
                weight = np.exp((q0 * k0 + q1 * k1) / np.sqrt(2.0))
                total += weight
                top += weight * spins[j]
        return top / total, 2.0

    return shown


class Attention(Feed):
    """Instance S: J_ij(s) = softmax_j(q_i . k_j / sqrt 2)."""

    own: int = 0

    def row(self, bound):
        i = np.arange(4)
        plus = np.stack([np.cos(i), np.sin(i)], 1)
        base = 0.3 * np.stack([np.sin(2 * i), np.cos(3 * i)], 1)
        return AttentionRow(
            plus, base, np.array([[1, 0.5], [-0.3, 0.8]]), np.array([[0.7, -0.2], [0.4, 1.1]]), self.own
        )


def _attention_field(own):
    feed = Attention(own=own).row(None)

    def field_of(s):
        x = s[:, None] * feed.plus + feed.base
        logits = (x @ feed.queries.T) @ (x @ feed.keys.T).T / np.sqrt(2)
        if not own:
            np.fill_diagonal(logits, -np.inf)
        weights = np.exp(logits)
        return 0.1 * (np.arange(4) - 1.5) + 2 * (weights / weights.sum(1, keepdims=True)) @ s

    return field_of


PUBLISHED = [
    ("synchronous", 0, (0.0470643755, 0.0481469404, 0.0724140892, 0.0635990559), 0.0624919192),
    ("random", 0, (0.0229296780, 0.0242576291, 0.0393647614, 0.0362331520), 0.0033085265),
    ("synchronous", 1, (0.2623562955, 0.2570458101, 0.3099386155, 0.2840721852), 0.0146059119),
    ("random", 1, (0.1500785473, 0.1435795626, 0.1937819846, 0.1689740611), 0.0010822707),
]


@pytest.mark.parametrize(("order", "own", "published", "production"), PUBLISHED)
def test_feed_row__reaches_the_exact_law_of_state_dependent_couplings(order, own, published, production):
    """T1-15."""
    field = _attention_field(own)
    matrix = exact.sweep_matrix(field, np.ones(4), order)
    assert exact.means(exact.stationary(matrix), 4) == pytest.approx(published, abs=1e-9)
    attempt = sum(exact.site_matrix(field, np.ones(4), i) for i in range(4)) / 4
    step = matrix if order == "synchronous" else attempt
    assert exact.entropy_production(step) == pytest.approx(production, abs=1e-9)
    graph = graph_of(np.zeros((4, 4)), h=0.1 * (np.arange(4) - 1.5))
    settings = {"sweeps": 200, "burn_in": 60, "replicas": 4000}
    model = bound(graph, order, fields=(Attribute(column="h"),), feed=Attention(own=own), settings=settings)
    _, means, _ = simulate(model)
    assert np.abs(z_scores(means, published)).max() < 4


def test_similarity_feed__without_boost_is_no_feed():
    graph = undirected(lattice(4, 4))
    plain, boosted = (bound(graph, feed=feed) for feed in (None, Similarity(boost=1.0)))
    assert np.array_equal(simulate(plain)[2], simulate(boosted)[2])
    assert "energy" not in bound(graph, feed=Similarity(boost=1.0)).observables


def test_similarity_feed__freezes_disagreement():
    """Seeing mostly agreement, people flip less often at the same noise."""
    graph = undirected(lattice(4, 4))
    settings = {"sweeps": 200, "replicas": 64}
    flips = [
        replica_means(simulate(bound(graph, feed=feed, settings=settings, temperature=3.0))[0], "flips")
        for feed in (Similarity(boost=1.0), Similarity(boost=8.0))
    ]
    assert flips[1].mean() < 0.9 * flips[0].mean()


# --- levers ------------------------------------------------------------------------------------------------------


def test_heat__acts_in_its_span_only_and_is_logged_once():
    """Without ties a fresh all-up start stays put at T = 0 and is randomised by a hot span."""
    graph = graph_of(lattice(6))
    lever = Heat(to=1000.0, when=Between(start=3, end=4))
    settings = {"sweeps": 6, "replicas": 200}
    model = bound(graph, "sequential", 0.0, initial=AllUp(), interventions=(lever,), settings=settings)
    state = start(model, np.arange(200))
    segments = list(run(model, plan(model), state))
    rows = segments[0].rows
    assert (rows["m"][rows["sweep"] <= 3] == 1).all()
    hot = rows["m"][rows["sweep"] == 4]
    assert abs(hot.mean()) < 4 / np.sqrt(200 * 6)
    actions = [(event.sweep, event.action) for event in segments[0].events if event.replica == 0]
    assert actions == [(3, "noise level set to 1000"), (4, "ended")]


def test_condition__pulls_the_lever_in_the_replicas_that_meet_it_only():
    graph = graph_of(lattice(6))
    lever = Pin(to="minus", when=When(measure="m", above=0.5), nodes=Selection())
    settings = {"sweeps": 50, "replicas": 32}
    model = bound(graph, temperature=3.0, interventions=(lever,), settings=settings)
    columns, _, _ = simulate(model)
    m = columns["m"].reshape(-1, 32)
    met = (m[:-1] > 0.5).any(axis=0)
    assert 0 < met.sum() < 32 or met.all()
    assert (m[-1, met] == -1).all()


def test_last_listed_lever_wins():
    graph = graph_of(lattice(6))
    levers = (Pin(to="minus"), Pin(to="plus"))
    model = bound(graph, interventions=levers, settings={"sweeps": 2})
    assert (simulate(model)[2] == 1).all()
    assert [b.name for b in model.interventions] == ["pin", "pin#2"]


def test_one_unit_or_many__same_bits():
    model = model_of(lattice(6), None, replicas=12, sweeps=20)
    whole = simulate(model)[2]
    parts = np.concatenate([simulate(model, np.arange(low, low + 3))[2] for low in range(0, 12, 3)], axis=1)
    assert np.array_equal(whole, parts)
