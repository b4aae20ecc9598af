"""Closed triads by their signs: published counts, a plain twin, the null's expectation, and what has none."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest

from sociophys import csr, read_graph
from sociophys.analyzers.triads import Triads, directed_triads
from sociophys.estimate import Estimate
from sociophys.kernels.triangles import triangles
from sociophys.network import Network
from sociophys.nulls import shuffled_signs
from sociophys.opinions import Opinions, Sample
from sociophys.signed import kept_share, signed_matrix

KINDS = ("triads_ppp", "triads_ppm", "triads_pmm", "triads_mmm")
GOLDEN = {  # +++, ++-, +--, ---, balanced share
    "highland_tribes.csv.gz": (19, 2, 40, 7, 0.8676471),
    "congress_convote.csv.gz": (128, 7, 77, 0, 0.966981),
    "bitcoin_alpha.csv.gz": (16351, 1963, 1315, 73, 0.89666),
    "slashdot_small.txt.gz": (74180, 3332, 1393, 155, 0.95589),
    "wiki_elec.tsv.gz": (401046, 126716, 52561, 7385, 0.77182),
}


def signed_graph(n, share, hostile, seed, weighted=False, directed=False):
    """Return (a, b, weight) ties of a random graph."""
    rng = np.random.default_rng(seed)
    pairs = itertools.permutations(range(n), 2) if directed else itertools.combinations(range(n), 2)
    size = rng.uniform(0.5, 2.0) if weighted else 1.0
    return [(a, b, -size if rng.random() < hostile else size) for a, b in pairs if rng.random() < share]


def plain_triads(network):
    """Return the counts by hostile ties over all triples of people, each pair's signs multiplied out."""
    arrows = {}
    ends = zip(network.rows.tolist(), network.indices.tolist(), network.weights.tolist(), strict=True)
    for i, j, weight in ends:
        if i != j and weight and (network.directed or i < j):
            arrows.setdefault(frozenset((i, j)), []).append(weight < 0)
    counts = [0, 0, 0, 0]
    for a, b, c in itertools.combinations(range(network.n_nodes), 3):
        sides = (arrows.get(frozenset(pair), []) for pair in ((a, b), (a, c), (b, c)))
        for choice in itertools.product(*sides):
            counts[sum(choice)] += 1
    return counts


def sample_on(network):
    return Sample(network, Opinions(np.full(network.n_nodes, np.nan)))


def measured(network):
    return Triads().measure(sample_on(network), np.random.default_rng(0))


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_triads(name, shared_data):
    network = Network.from_graph(read_graph(str(shared_data / "signed" / name), directed=False))
    *counts, balanced = GOLDEN[name]
    found = measured(network)
    assert [found[kind] for kind in KINDS] == counts
    assert found["balanced_triads"] == pytest.approx(balanced, abs=5e-6)


def test_leskovec_counts_wikipedia_triads_arrow_by_arrow(shared_data):
    graph = read_graph(str(shared_data / "signed" / "wiki_elec.tsv.gz"), arrow="source_listens")
    network = Network.from_graph(graph)
    assert directed_triads(network).tolist() == [541_785, 171_884, 67_446, 9_417]
    assert directed_triads(network).sum() == 790_532
    assert [measured(network)[kind] for kind in KINDS] == [401046, 126716, 52561, 7385]
    assert kept_share(network) == pytest.approx(1 - 338 / 100_762)


def test_all_pairs_of_wiki_vote(shared_data):
    graph = read_graph(str(shared_data / "signed" / "wiki_elec.tsv.gz"), arrow="source_listens")
    friendly = graph.edges.assign(weight=1.0)
    network = Network.from_graph(type(graph)(graph.nodes, friendly, True))
    signs = signed_matrix(network)
    assert triangles(signs.indptr, signs.indices, signs.data).tolist() == [608_389, 0, 0, 0]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_kernel_is_its_plain_twin(make, seed, share):
    network = make.network_of(signed_graph(14, share, 0.4, seed), 16)
    assert [measured(network)[kind] for kind in KINDS] == plain_triads(network)


@pytest.mark.parametrize("seed", range(4))
def test_arrow_by_arrow_is_its_plain_twin(make, seed):
    ties = [*signed_graph(12, 0.6, 0.4, seed, directed=True), (3, 3, -1.0), (0, 1, 0.0)]
    network = make.network_of(ties, 12, directed=True)
    assert directed_triads(network).tolist() == plain_triads(network)


def test_parallel_ties_multiply(make):
    rows = csr.slots(
        np.array([0, 0, 1, 1, 2, 2]), np.array([1, 1, 2, 2, 0, 0]), (np.array([1.0, -1, 1, 1, 1, -1]),), 3, False
    )
    assert triangles(rows.indptr, rows.indices, rows.values[0]).tolist() == [2, 4, 2, 0]


def test_totals_are_those_of_networkx(make):
    graph = nx.barabasi_albert_graph(400, 6, seed=3)
    network = make.network_of([(a, b, 1.0 if (a * b) % 3 else -1.0) for a, b in graph.edges])
    found = measured(network)
    assert sum(found[kind] for kind in KINDS) == sum(nx.triangles(graph).values()) / 3
    matrix = signed_matrix(network).toarray()
    cubes = np.trace(np.linalg.matrix_power(matrix, 3)), np.trace(np.linalg.matrix_power(abs(matrix), 3))
    assert found["balanced_triads"] == pytest.approx((cubes[0] + cubes[1]) / (2 * cubes[1]))


def test_shuffled_signs_give_their_expectation(make):
    network = make.network_of(signed_graph(30, 0.4, 0.3, 1))
    signs = np.sign(network.weights[network.edge_slots])
    twins = (shuffled_signs(sample_on(network), np.random.default_rng(k)).network for k in range(400))
    draws = [measured(twin)["balanced_triads"] for twin in twins]
    friends, foes = np.sum(signs > 0), np.sum(signs < 0)
    expected = (math.comb(friends, 3) + friends * math.comb(foes, 2)) / math.comb(len(signs), 3)
    assert abs(np.mean(draws) - expected) < 4 * np.std(draws) / 20


TRIANGLE = [(0, 1), (1, 2), (0, 2)]


def test_contradicting_arrows_loops_and_weightless_ties_are_left_out(make):
    ties = [(0, 1, 2.0), (1, 0, -1.0), (1, 2, -3.0), (2, 1, -0.5), (0, 2, 1.0), (2, 2, -1.0), (0, 3, 0.0)]
    network = make.network_of(ties, 4, directed=True)
    before = network.indptr.copy()
    assert signed_matrix(network).toarray()[[0, 1, 2], [1, 2, 0]].tolist() == [0.0, -1.0, 1.0]
    assert kept_share(network) == pytest.approx(2 / 3)
    undirected = make.network_of([(0, 0, -1.0), (0, 1, -4.0), (1, 2, 0.0)])
    kept = undirected.indptr.copy(), undirected.indices.copy()
    assert signed_matrix(undirected).nnz == 2
    assert np.array_equal(network.indptr, before)
    assert np.array_equal(undirected.indptr, kept[0])
    assert np.array_equal(undirected.indices, kept[1])


def test_what_has_no_answer_says_why(make):
    for ties, n in (([], 1), ([], 3), (TRIANGLE, 3), ([(0, 0, -1.0), (0, 1)], 2)):
        assert set(measured(make.network_of(ties, n)).values()) == {"no hostile tie"}
    path = measured(make.network_of([(0, 1, -1.0), (1, 2, 1.0)]))
    assert path["balanced_triads"] == "no three people are tied to each other"
    assert path["triads_ppp"] == 0


def test_all_hostile(make):
    found = measured(make.network_of([(a, b, -1.0) for a, b in TRIANGLE]))
    assert (found["balanced_triads"], found["triads_mmm"]) == (0.0, 1.0)


@pytest.mark.parametrize("directed", [False, True])
def test_report_in_words(make, directed):
    network = make.network_of(signed_graph(12, 0.6, 0.4, 2, directed=directed), 12, directed)
    estimates = {name: Estimate(value) for name, value in measured(network).items()}
    found = Triads().derive(estimates, sample_on(network))
    assert found.panels["signed"][0].text.startswith("Of every 100 triads")
    assert found.tables["triads"]["triads"].sum() == sum(estimates[kind].value for kind in KINDS)
    assert ("directed_triads" in found.numbers) == directed


def test_report_where_there_is_nothing_to_say(make):
    for ties, panels in ((TRIANGLE, 0), ([(0, 1, -1.0)], 1)):
        network = make.network_of(ties)
        values = measured(network).items()
        estimates = {k: Estimate.undefined(v) if isinstance(v, str) else Estimate(v) for k, v in values}
        assert len(Triads().derive(estimates, sample_on(network)).panels.get("signed", [])) == panels
