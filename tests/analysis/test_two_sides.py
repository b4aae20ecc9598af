"""Scores of a cut between two sides: conductance, boundary, segregation, betweenness; goldens and edge cases."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sociophys import analysis
from sociophys.analyzers.betweenness_gap import BetweennessGap
from sociophys.analyzers.boundary import Boundary
from sociophys.analyzers.conductance import Conductance
from sociophys.analyzers.segregation import Segregation, indices
from sociophys.analyzers.spectral_segregation import SpectralSegregation, people_index
from sociophys.partition import sided
from sociophys.theory.laplacian import laplacian_gap

RNG = np.random.default_rng(1)
PATH = [(0, 1), (1, 2), (2, 3)]
ALL = (BetweennessGap, Boundary, Conductance, Segregation, SpectralSegregation)


def scores(sample, *analyzers):
    return {name: value for one in analyzers or ALL for name, value in one().measure(sample, RNG).items()}


# conductance, boundary, the same with all ties across, adaptive E-I, Freeman, log odds, AUC, ratio of medians
GOLDEN = {
    "karate": (0.146667, 0.2807, 0.1726, 0.732319, 0.726244, 2.1114, 0.723, 1.68),
    "books": (0.033708, 0.1645, 0.1403, 0.937316, 0.936255, 3.6057, 0.929, 5.98),
    "polblogs": (0.097372, 0.1982, 0.1305, 0.811890, 0.811374, 2.2985, 0.780, 3.36),
}
PLACES = (1e-6, 5e-5, 5e-5, 1e-6, 1e-6, 5e-5, 5e-4, 5e-3)
NAMES = ("conductance", "boundary", "boundary_any", "adaptive_ei", "freeman", "log_odds")


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_row(name, request):
    found = scores(request.getfixturevalue(name))
    for key, value, places in zip((*NAMES, "betweenness_auc", "betweenness_ratio"), GOLDEN[name], PLACES, strict=True):
        assert found[key] == pytest.approx(value, abs=places), key


# polblogs' 0.9071 was found by a power iteration, which cannot settle on its two bubbles of two people
@pytest.mark.parametrize(("name", "value"), [("karate", 0.8992), ("books", 0.9831), ("polblogs", 0.9071)])
def test_golden_spectral_segregation(name, value, request):
    assert scores(request.getfixturevalue(name))["spectral_segregation"] == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "normalised", "fiedler"),
    [("karate", 0.132272, 0.468525), ("books", 0.018013, 0.146491), ("polblogs", 0.081440, 0.168692)],
)
def test_golden_eigenvalues_bound_the_conductance(name, normalised, fiedler, request):
    sample = request.getfixturevalue(name)
    found = {key: e.value for key, e in analysis.analyze(sample, ["conductance"], nulls=0).numbers.items()}
    assert found["normalised_lambda2"] == pytest.approx(normalised, abs=1e-6)
    assert found["fiedler_value"] == pytest.approx(fiedler, abs=1e-6)
    assert found["conductance_least"] == found["normalised_lambda2"] / 2
    assert found["conductance_least"] <= found["conductance"] <= found["conductance_most"]


@pytest.mark.parametrize(
    ("analyzer", "name", "mean", "spread"),
    [
        ("generalised_euclidean", "ge", 3.717, 0.247),
        ("conductance", "conductance", 0.540, 0.049),
        ("segregation", "adaptive_ei", -0.009, 0.094),
        ("boundary", "boundary_any", -0.218, 0.063),
    ],
)
def test_null_of_karate(karate, analyzer, name, mean, spread):
    """Ties dealt anew, sides kept: mean and spread of 300 twins of another program's double-edge swaps."""
    null = analysis.analyze(karate, [analyzer], nulls=120).numbers[name].null
    assert null.kind == "rewired_ties"
    assert null.n > 110  # a few twins have no border
    assert null.mean == pytest.approx(mean, abs=4 * spread * (1 / 120 + 1 / 300) ** 0.5)
    assert null.sd == pytest.approx(spread, rel=0.25)


RETWEETS = {  # boundary of Salloum's kind
    "beefban": 0.2330, "baltimore": 0.2176, "indiana": 0.1451, "ultralive": 0.1266, "sxsw": 0.2483,
    "nationalkissingday": 0.0070, "germanwings": 0.1829,
}  # fmt: skip


@pytest.mark.parametrize("name", RETWEETS)
def test_boundary_of_retweets(name, make, shared_data):
    folder = shared_data / "polarization"
    ties, sides = (pd.read_csv(folder / f"retweet_{name}_{part}.csv.gz") for part in ("edges", "sides"))
    number = {person: k for k, person in enumerate(sides.iloc[:, 0])}
    values = np.where(sides.iloc[:, 1] == sides.iloc[0, 1], 1.0, -1.0)
    pairs = [(number[a], number[b]) for a, b in zip(ties["source"], ties["target"], strict=True)]
    assert scores(make.sample_of(pairs, values), Boundary)["boundary_any"] == pytest.approx(RETWEETS[name], abs=6e-5)


@pytest.mark.parametrize("seed", range(4))
def test_equal_to_networkx(make, seed):
    graph = nx.gnm_random_graph(60, 150, seed=seed)
    spins = np.random.default_rng(seed).choice([-1, 1], 60)
    found = scores(make.sample_of_networkx(graph, spins))
    plus = [v for v in graph if spins[v] == 1]
    assert found["conductance"] == pytest.approx(nx.conductance(graph, plus), abs=1e-12)
    load = nx.edge_betweenness_centrality(graph)
    across, inside = ([b for e, b in load.items() if (spins[e[0]] != spins[e[1]]) == c] for c in (True, False))
    less = np.subtract.outer(across, inside)
    assert found["betweenness_auc"] == pytest.approx(np.mean((less > 1e-12) + 0.5 * (abs(less) <= 1e-12)), abs=1e-12)
    assert found["betweenness_ratio"] == pytest.approx(np.median(across) / np.median(inside), rel=1e-9)
    largest = graph.subgraph(max(nx.connected_components(graph), key=len))
    network = make.sample_of_networkx(largest, np.ones(len(largest))).network
    assert laplacian_gap(network) == pytest.approx(sorted(nx.laplacian_spectrum(largest))[1], abs=1e-9)
    normalised = sorted(nx.normalized_laplacian_spectrum(largest))[1]
    assert laplacian_gap(network, normalised=True) == pytest.approx(normalised, abs=1e-9)


def test_lanczos_finds_the_gap_of_a_ring(make):
    n = 300  # above what is computed densely
    network = make.network_of([(k, (k + 1) % n) for k in range(n)])
    assert laplacian_gap(network) == pytest.approx(2 - 2 * np.cos(2 * np.pi / n), rel=1e-6)
    assert laplacian_gap(network, normalised=True) == pytest.approx(1 - np.cos(2 * np.pi / n), rel=1e-6)


def boundary_twin(graph, spins, literal):
    """Guerra's score in words, person by person."""
    across = {v: [w for w in graph[v] if spins[w] != spins[v]] for v in graph}
    own = {v: [w for w in graph[v] if spins[w] == spins[v]] for v in graph}
    border = {v for v in graph if across[v] and any(not across[w] for w in own[v])}
    parts = []
    for v in border:
        inner = [w for w in own[v] if (w not in border if literal else not across[w])]
        facing = [w for w in across[v] if w in border or not literal]
        parts.append(len(inner) / (len(inner) + len(facing)) - 0.5)
    return np.mean(parts)


@pytest.mark.parametrize("seed", range(4))
def test_boundary_is_its_twin(make, seed):
    graph = nx.gnm_random_graph(60, 100, seed=seed)
    spins = np.where(np.arange(60) < 30, 1, -1)
    graph.remove_edges_from([e for k, e in enumerate(list(graph.edges)) if spins[e[0]] != spins[e[1]] and k % 3])
    found = scores(make.sample_of_networkx(graph, spins), Boundary)
    assert found["boundary"] == pytest.approx(boundary_twin(graph, spins, True), abs=1e-12)
    assert found["boundary_any"] == pytest.approx(boundary_twin(graph, spins, False), abs=1e-12)


def test_coleman_by_hand():
    """A fixture of netseg: 60 and 40 people; Coleman 1958 prints 0.375 and 0.167 as his expectation is approximate."""
    found = indices(np.array([[45.0, 15], [20, 20]]), np.array([60, 40]), directed=True)
    assert found["coleman_plus"] == pytest.approx(0.38125, abs=1e-12)
    assert found["coleman_minus"] == pytest.approx(0.175, abs=1e-12)
    assert found["gupta_anderson_may"] == pytest.approx(45 / 60 + 20 / 40 - 1, abs=1e-12)
    assert found["freeman"] == pytest.approx(1 - 35 / (100 * 2 * 60 * 40 / (100 * 99)), abs=1e-12)
    odds = (65 / (60 * 59 + 40 * 39 - 65)) / (35 / (2 * 60 * 40 - 35))
    assert found["log_odds"] == pytest.approx(np.log(odds), abs=1e-12)


def test_arrows_run_from_who_listens_to_who_is_heard(make):
    found = scores(make.sample_of([(0, 1), (2, 1), (3, 1), (2, 3)], [1, 1, -1, -1], directed=True), Segregation)
    assert found["coleman_plus"] == pytest.approx((1 / 3 - 1 / 3) / (1 - 1 / 3), abs=1e-12)  # 1 hears 0, 2 and 3
    assert found["coleman_minus"] == pytest.approx(1, abs=1e-12)  # 3 hears 2


def test_segregation_of_separate_cliques_is_complete(make):
    ties = [(a, b) for side in (0, 4) for a in range(side, side + 4) for b in range(a + 1, side + 4)]
    found = scores(make.sample_of(ties, [1] * 4 + [-1] * 4))
    complete = ("adaptive_ei", "freeman", "gupta_anderson_may", "coleman_plus", "coleman_minus", "spectral_segregation")
    assert [found[name] for name in complete] == pytest.approx([1] * 6, abs=1e-12)
    assert found["log_odds"] == pytest.approx(np.log(12.5 * 16.5 / (0.5 * 0.5)), abs=1e-12)
    assert found["conductance"] == 0
    assert found["boundary"] == found["betweenness_auc"] == "fully split: no tie leads across"


def test_spectral_index_is_that_of_the_dense_matrix(make):
    graph = nx.gnm_random_graph(40, 90, seed=2)
    spins = np.random.default_rng(2).choice([-1, 1], 40)
    network, sides = sided(make.sample_of_networkx(graph, spins))
    own, bubble = people_index(network, sides)
    rows = nx.to_numpy_array(graph) / np.maximum(network.degrees, 1)[:, None]
    for k in range(bubble.max() + 1):
        inside = rows[np.ix_(bubble == k, bubble == k)]
        assert own[bubble == k].mean() == pytest.approx(max(np.linalg.eigvals(inside).real), abs=1e-9)
        assert inside @ own[bubble == k] == pytest.approx(own[bubble == k] * own[bubble == k].mean(), abs=1e-9)


def test_spectral_index_of_a_city(make):
    """Echenique & Fryer 2007, figure III: a lattice of 30 neighbourhoods; its values say which eight are one group."""
    city = nx.grid_2d_graph(5, 6)
    group = {"B1", "B2", "C1", "C2", "D1", "D2", "D3", "D4"}
    names = [f"{'ABCDE'[row]}{column + 1}" for row, column in city]
    network, sides = sided(make.sample_of_networkx(city, [1 if name in group else -1 for name in names]))
    own = dict(zip(names, people_index(network, sides)[0], strict=True))
    printed = {"B1": 0.87, "B2": 0.62, "C1": 1.26, "C2": 0.92, "D1": 0.93, "D3": 0.29, "D4": 0.10}
    assert {name: round(own[name], 2) for name in printed} == printed


def test_spectral_index_lists_everybody(karate):
    table = analysis.analyze(karate, ["spectral_segregation"], nulls=0).tables["spectral_segregation"]
    assert len(table) == 34
    assert table["index"].is_monotonic_decreasing
    assert table["index"].mean() == pytest.approx(0.8992, abs=1e-4)


@pytest.mark.parametrize(
    ("values", "ties", "reason"),
    [
        ([np.nan] * 4, PATH, "nobody has a side"),
        ([1, 1, 1, np.nan], PATH, "single side: everybody with a side is on the same one"),
        ([1, 1, -1, -1], [], "no friendly tie joins two people with a side"),
        ([1, -1, 1, -1], [(0, 1, -1.0), (1, 2, -2.0)], "no friendly tie joins two people with a side"),
    ],
)
def test_undefined(make, values, ties, reason):
    assert set(scores(make.sample_of(ties, values)).values()) == {reason}
    found = analysis.analyze(make.sample_of(ties, values), [one() for one in ALL], nulls=0)
    assert all(e.value is None or np.isfinite(e.value) for e in found.numbers.values())


def test_one_cross_tie_only(make):
    found = scores(make.sample_of([(0, 1)], [1, -1]))
    assert found["adaptive_ei"] == "one side is a single person"
    assert found["betweenness_auc"] == "no tie is inside a side"
    assert found["boundary"] == "nobody at the border has a friend inside"
    assert found["conductance"] == 1
    assert found["spectral_segregation"] == 0


def test_a_side_without_ties(make):
    found = scores(make.sample_of([(0, 1)], [1, 1, -1, -1]))
    assert set(found.values()) == {"single side: nobody of the other has a friendly tie"}
    numbers = indices(np.array([[2.0, 0], [0, 0]]), np.array([2, 2]), directed=False)
    assert numbers["gupta_anderson_may"] == "a side has no tie"
    assert numbers["coleman_minus"] == "the side has no tie"


def test_people_without_a_side_are_left_out(books, make):
    assert sided(books)[0].n_nodes == 92
    assert Conductance().coverage(books) == pytest.approx(374 / 441)
