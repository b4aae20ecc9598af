"""What a model lets others claim: alignment, equilibrium, errors, touchiness, measures on the right network."""

from typing import ClassVar

import networkx as nx
import numpy as np
import pytest

from sociophys.analysis import analyze_frames
from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.errors import NotDefinedError
from sociophys.feeds import Feed
from sociophys.feeds.similarity import Similarity
from sociophys.fields.personal_feed import PersonalFeed
from sociophys.fields.uniform import Uniform
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.interventions.heat import Heat
from sociophys.interventions.pin import Pin
from sociophys.interventions.rewire import Rewire
from sociophys.network import Network
from sociophys.scenario.build import build
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve
from sociophys.select import Selection
from sociophys.statistics import align, block_estimate, variance_estimate
from sociophys.triggers.every import Every
from sociophys.triggers.when import When
from tests.physics.ensembles import frames
from tests.physics.systems import graph_of, lattice, model_of, simulate
from tests.physics.test_contracts import bound, undirected

RING = undirected(lattice(6))


class Opaque(Feed):
    """A feed that promises nothing."""

    kind: ClassVar[str] = "opaque"

    def row(self, bound):
        return Similarity().row(bound)


# --- alignment ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aligns", "parts"),
    [
        (True, {}),
        (True, {"feed": Similarity()}),
        (True, {"fields": (PersonalFeed(strength=0.5), Uniform(strength=0.0))}),
        (True, {"interventions": (Heat(to=2.0), Rewire(share=0.1))}),
        (True, {"interventions": (Heat(to=2.0, when=When(measure="abs_m", above=0.5)),)}),
        (False, {"interventions": (Heat(to=2.0, when=When(measure="m", above=0.5)),)}),
        (False, {"interventions": (Pin(to="plus", nodes=Selection(ids=["s0"])),)}),
        (False, {"feed": Opaque()}),
        (False, {"fields": (Uniform(strength=0.1),)}),
        (False, {"initial": AllUp()}),
        (False, {"initial": Random(share_plus=0.6)}),
    ],
)
def test_aligns__only_where_nothing_singles_out_a_side(aligns, parts):
    assert bound(RING, **parts).aligns is aligns


def test_align__to_unknown_opinions_is_to_the_first_run():
    spins = np.array([[1, -1], [1, -1]], np.int8)
    assert align(spins, np.array([np.nan, 0.0]))[1].tolist() == [1, -1]


# --- equilibrium -------------------------------------------------------------------------------------------------


class Unheard(Glauber):
    """A rule whose stationary law nobody knows."""

    @property
    def stationary_law(self):
        return "unknown"


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"temperature": 0.0}, "at a temperature of 0 runs freeze"),
        ({"dynamics": Unheard(temperature=1.0)}, "has no known law"),
        ({"order": "synchronous"}, "the order is synchronous"),
        ({"feed": Similarity()}, "follows the opinions"),
        ({"interventions": (Heat(to=2.0),)}, "levers act"),
    ],
)
def test_equilibrium__is_refused_with_the_condition_that_failed(parts, why):
    assert any(why in sentence for sentence in bound(RING, **parts).equilibrium_failures)


def test_equilibrium__holds_where_noise_makes_up_for_unequal_couplings():
    """J_ij / T_i symmetric though neither J nor T is; with T alone unequal it is not."""
    symmetric, noise = lattice(6), np.array([1.0, 2.0, 1.0, 3.0, 1.0, 2.0])
    assert model_of(noise[:, None] * symmetric, None, {"values": noise}).equilibrium_failures == ()
    assert model_of(symmetric, None, {"values": noise}).equilibrium_failures != ()


def test_checkerboard__is_refused_where_a_colour_is_not_independent():
    for parts in ({"feed": Opaque()}, {"interventions": (Rewire(share=0.5),)}):
        with pytest.raises(NotDefinedError, match="checkerboard"):
            bound(RING, "checkerboard", **parts)
    bound(RING, "checkerboard", feed=Similarity())


def test_condition__on_what_is_not_recorded_is_refused():
    """On arrows there is no energy: a lever that waits for it would wait for ever."""
    arrows = graph_of(np.triu(lattice(6)))
    with pytest.raises(NotDefinedError, match="energy is not defined here: the couplings are not symmetric"):
        bound(arrows, interventions=(Heat(to=2.0, when=When(measure="energy", below=-3.0)),))


# --- errors and touchiness ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [1, 4])
def test_standard_error__is_right_for_a_transient_under_a_shared_order(block):
    """J = 0, one sweep from all up: whom the order misses stays up, in all lanes of a block at once."""
    n, replicas, exact = 20, 64, (1 - 1 / 20) ** 20
    model = model_of(
        np.zeros((n, n)), None, 1e6, initial=AllUp(), sweeps=1, burn_in=0, replicas=300 * replicas, order_block=block
    )
    last = frames(model)[1]
    found = [block_estimate(part, block) for part in last.mean(axis=0).reshape(300, replicas)]
    off = np.array([(one.value - exact) / one.error for one in found])
    assert 0.9 < np.sqrt(np.mean(off**2)) < 1.2
    assert 0.9 < np.mean(np.abs(off) < 1.96) < 0.98
    if block > 1:  # replicas as units would claim too much
        naive = [part.std(ddof=1) / np.sqrt(replicas) for part in last.mean(axis=0).reshape(300, replicas)]
        assert np.std([one.value for one in found]) > 1.08 * np.mean(naive)


@pytest.mark.parametrize(("temperature", "exact"), [(4, 0.378907), (5, 0.294433), (6, 0.202363), (10, 0.070066)])
def test_touchiness__of_the_karate_club_is_the_exact_one_although_runs_are_short(temperature, exact):
    """50 records a run: the variance within runs misses a sixth of it near the peak."""
    karate = nx.to_numpy_array(nx.karate_club_graph(), weight=None)
    columns, _, _ = simulate(model_of(karate, None, temperature, replicas=512, sweeps=49, burn_in=200))
    size = np.abs(columns["m"])[np.lexsort((columns["replica"], columns["sweep"]))].reshape(-1, 512)
    found = variance_estimate(size, 1, 34 / temperature)
    assert abs(found.value - exact) < 4 * found.error
    assert found.error < 0.06 * exact
    if temperature == 4:
        within = 34 / temperature * size.var(axis=0)
        assert within.mean() < exact - 4 * within.std() / np.sqrt(512)


def test_variance_estimate__covers_and_has_no_bias():
    rng = np.random.default_rng(1)
    found = [variance_estimate(rng.normal(7.0, 2.0, (1, 32)), 1) for _ in range(2000)]
    values, errors = np.array([f.value for f in found]), np.array([f.error for f in found])
    assert abs(values.mean() - 4) < 4 * values.std() / np.sqrt(2000)
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(values.std(), rel=0.15)
    assert variance_estimate(rng.normal(size=(5, 8)), 4).error is None


# --- the monotone coupling ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("block", "kernel"), [(1, "single"), (16, "lanes"), (256, "bit_sliced")])
@pytest.mark.parametrize("order", ["random", "synchronous"])
def test_common_random_numbers__keep_runs_ordered_where_ties_agree(order, block, kernel):
    """With a stronger field toward plus nobody is ever at minus who would be at plus without it (engine rule 10)."""
    settings = {"replicas": max(block, 32), "order_block": block}
    models = [model_of(lattice(5, 5), None, 2.0, order, fields=(Uniform(strength=h),), **settings) for h in (0.0, 0.2)]
    assert {plan(model).kernel for model in models} == {kernel}
    runs = [simulate(model)[2] for model in models]
    assert (runs[0] <= runs[1]).all()
    assert (runs[0] < runs[1]).any()


# --- rewired networks ---------------------------------------------------------------------------------------------


def test_end_states__are_measured_on_the_network_each_run_came_to_have():
    graph = undirected(lattice(6, 6))
    settings = {"sweeps": 30, "replicas": 8}
    model = bound(graph, temperature=3.0, interventions=(Rewire(share=0.5, when=Every(n=5)),), settings=settings)
    state = start(model, np.arange(8))
    rows = [segment.rows for segment in run(model, plan(model), state)][-1]
    recorded = rows["walls"][rows["sweep"] == 30].mean()
    found = analyze_frames(model.network, state.spins, ["walls"], networks=state.networks)
    assert found.numbers["walls"].value == pytest.approx(recorded)
    assert analyze_frames(model.network, state.spins, ["walls"]).numbers["walls"].value > recorded


# --- directions ---------------------------------------------------------------------------------------------------


def test_row_i__holds_the_influences_on_i():
    """An arrow 0 -> 1 at T = 0: 1 takes over the opinion of 0, which nobody influences."""
    couplings = np.zeros((2, 2))
    couplings[1, 0] = 1.0
    graph = graph_of(couplings)
    assert graph.edges[["source", "target"]].to_numpy().tolist() == [[0, 1]]
    network = Network.from_graph(graph)
    assert network.degrees.tolist() == [0, 1]
    pin = Pin(to="minus", nodes=Selection(ids=["s0"]))
    settings = {"sweeps": 1, "replicas": 2}
    model = bound(graph, "sequential", 0.0, initial=AllUp(), interventions=(pin,), settings=settings)
    assert (simulate(model)[2] == -1).all()


def test_degree_normalised__counts_no_self_tie_that_will_not_act(tmp_path):
    """A kept row of oneself is dropped by the dynamics: the others' influences must still add up to 1."""
    (tmp_path / "ties.csv").write_text("source,target,weight\nann,bob,3\nbob,cid,1\nann,cid,1\ncid,cid,5\n")
    text = """
schema: sociophys/1
network:
  load: {kind: file, path: ties.csv, arrow: source_influences, self_loops: keep}
  couple: [degree_normalised]
dynamics: {kind: glauber, temperature: 1.0, self_coupling: SELF}
"""
    totals = {}
    for choice in ("drop", "keep"):
        (tmp_path / "mine.yaml").write_text(text.replace("SELF", choice))
        network = build(resolve(load(tmp_path / "mine.yaml"))).network
        others = network.indices != network.rows
        totals[choice] = np.bincount(network.rows[others], network.couplings[others], minlength=3).tolist()
    assert totals["drop"] == pytest.approx([0, 1, 1])
    assert totals["keep"] == pytest.approx([0, 1, 2 / 7])
