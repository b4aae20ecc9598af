"""Ties dealt anew: degrees stay, every graph comes equally often, the compiled chain is what its plain twin is."""

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from sociophys import analysis, csr
from sociophys.kernels.rows import rows_of, tie_slots
from sociophys.kernels.swaps import swap, table_of
from sociophys.kernels.two_parts import improve
from sociophys.network import Network
from sociophys.nulls import repartitioned, rewired, shuffled_signs
from sociophys.opinions import Opinions, Sample
from sociophys.signed import kept_share, signed_matrix
from sociophys.splits import split
from sociophys.workflow.reading import join_opinions, read_graph


def plain_swap(ends, draws, begin, end, directed):
    """Return the ties after one step a draw, found with a set: the slow twin of ``kernels.swaps.swap``."""

    def key(a, b):
        return (a, b) if directed else (min(a, b), max(a, b))

    ties = [tuple(tie) for tie in ends.tolist()]
    tied = {key(*tie) for tie in ties}
    n = end - begin
    for draw in draws.tolist():
        e = begin + ((draw >> 32) * n >> 32)
        f = begin + ((draw & 0x7FFFFFFF) * n >> 31)
        (a, b), (c, d) = ties[e], ties[f]
        one, two = ((a, d), (c, b)) if directed or draw >> 31 & 1 else ((a, c), (b, d))
        fresh = one[0] != one[1] and two[0] != two[1] and key(*one) != key(*two)
        if e == f or not fresh or key(*one) in tied or key(*two) in tied:
            continue
        tied -= {key(a, b), key(c, d)}
        tied |= {key(*one), key(*two)}
        ties[e], ties[f] = one, two
    return np.array(ties)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("part", [(0, 60), (10, 40)])
def test_compiled_chain_is_the_plain_one(directed, part):
    rng = np.random.default_rng(3)
    pairs = list(itertools.permutations(range(14), 2)) if directed else list(itertools.combinations(range(14), 2))
    ends = np.array([pairs[k] for k in rng.permutation(len(pairs))[:60]], np.int32)
    draws = rng.integers(0, 2**64, size=3000, dtype=np.uint64)
    expected = plain_swap(ends, draws, *part, directed)
    table = table_of(ends, 14, directed)
    assert swap(ends, table, draws, *part, 14, directed) > 150
    assert ends.tolist() == expected.tolist()
    anew = table_of(ends, 14, directed)
    assert np.count_nonzero(table) == np.count_nonzero(anew) == 60
    others = ends.copy()
    swap(ends, table, draws, *part, 14, directed)  # what it holds is what it would hold if filled anew
    swap(others, anew, draws, *part, 14, directed)
    assert ends.tolist() == others.tolist()


@pytest.mark.parametrize("n_nodes", [14, 30_000, 1_000_000])
def test_tables_of_few_ties_among_many_people(n_nodes):
    """Pairs of more bits than a place has are told apart; the largest number of people makes the table larger."""
    rng = np.random.default_rng(1)
    ends = np.array([(k, n_nodes - 1 - k) for k in range(7)], np.int32)
    draws = rng.integers(0, 2**64, size=200, dtype=np.uint64)
    expected = plain_swap(ends, draws, 0, 7, directed=False)
    swap(ends, table_of(ends, n_nodes, False), draws, 0, 7, n_nodes, False)
    assert ends.tolist() == expected.tolist()


@pytest.mark.parametrize("most_bits", [63, 8])
@pytest.mark.parametrize("directed", [False, True])
def test_rows_are_those_of_any_graph(directed, most_bits, monkeypatch):
    rng = np.random.default_rng(5)
    pairs = list(itertools.permutations(range(20), 2)) if directed else list(itertools.combinations(range(20), 2))
    ends = np.array([pairs[k] for k in rng.permutation(len(pairs))[:90]], np.int32)
    monkeypatch.setattr("sociophys.kernels.rows._BITS", most_bits)  # few: they are found as those of imported graphs
    found = rows_of(ends, 23, directed)
    expected = csr.slots(ends[:, 0], ends[:, 1], (np.arange(90.0),), 23, directed)
    for ours, theirs in zip(found, (expected.indptr, expected.indices, expected.values[0]), strict=True):
        assert ours.tolist() == theirs.tolist()


def test_slots_of_ties_are_those_the_network_finds(make):
    twin = rewired(signed_sample(make).network, np.random.default_rng(2))
    slots, i, j = tie_slots(twin.indptr, twin.indices)
    assert slots.tolist() == twin.edge_slots.tolist()
    assert [i.tolist(), j.tolist()] == [end.tolist() for end in twin.edge_ends]


def test_every_graph_of_the_degrees_comes_equally_often(make):
    """Six people of two ties each: 60 hexagons and 10 pairs of triangles."""
    network = make.network_of([(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)])
    n, found = 7000, Counter()
    for k in range(n):
        i, j = rewired(network, np.random.default_rng(k)).edge_ends
        found[tuple(sorted(zip(i.tolist(), j.tolist(), strict=True)))] += 1
    assert len(found) == 70
    counts = np.array(list(found.values()))
    chi2 = np.sum((counts - n / 70) ** 2) / (n / 70)
    assert abs(chi2 - 69) < 4 * np.sqrt(2 * 69)


def signed_sample(make, directed=False):
    rng = np.random.default_rng(8)
    pairs = [(a, b) for a in range(30) for b in range(30) if (a != b if directed else a < b)]
    ties = [(*pairs[k], rng.choice([-2.0, 1.0, 3.0])) for k in rng.permutation(len(pairs))[:150]]
    return make.sample_of(ties, rng.choice([-1.0, 1.0], 30), directed)


@pytest.mark.parametrize("directed", [False, True])
def test_degrees_of_each_sign_and_weights_stay(make, directed):
    sample = signed_sample(make, directed)
    twin = rewired(sample.network, np.random.default_rng(1))
    assert np.sort(twin.weights).tolist() == np.sort(sample.network.weights).tolist()
    for sign in (1, -1):
        for axis in (0, 1):
            before, after = (np.sign(n.matrix(n.weights).toarray()) == sign for n in (sample.network, twin))
            assert before.sum(axis=axis).tolist() == after.sum(axis=axis).tolist()
    assert twin.couplings is twin.weights
    assert (twin.n_edges, twin.has_self_coupling, twin.directed) == (150, False, directed)
    if not directed:
        assert twin.is_symmetric


@pytest.mark.parametrize("directed", [False, True])
def test_signs_dealt_anew_stay_on_the_ties(make, directed):
    sample = signed_sample(make, directed)
    twin = shuffled_signs(sample, np.random.default_rng(1)).network
    assert np.abs(twin.weights).tolist() == np.abs(sample.network.weights).tolist()
    before, after = (signed_matrix(network) for network in (sample.network, twin))
    assert before.indices.tolist() == after.indices.tolist()
    assert (before.data < 0).sum() == (after.data < 0).sum()
    assert twin.is_symmetric != directed
    assert np.any(twin.weights != sample.network.weights)


def test_arrows_that_contradict_each_other_are_as_many_as_before(make):
    rng = np.random.default_rng(0)
    ties = [(a, b, rng.choice([-2.0, 1.0])) for a in range(12) for b in range(12) if rng.random() < 0.6]
    sample = Sample(make.network_of(ties, 12, directed=True), Opinions(np.ones(12)))
    twins = [shuffled_signs(sample, np.random.default_rng(k)).network for k in range(50)]
    assert {kept_share(twin) for twin in twins} == {kept_share(sample.network)}
    before, after = signed_matrix(sample.network), np.mean([signed_matrix(twin).data for twin in twins], axis=0)
    assert np.std(after) < 0.3
    assert np.mean(after) == pytest.approx(np.mean(before.data))


def test_tiny_networks_are_their_own_twins(make):
    for ties, n in (([], 3), ([(0, 1)], 2), ([(0, 1), (1, 2), (0, 2)], 3)):
        network = make.network_of(ties, n) if ties else make.network_of([(0, 0)], n)
        assert rewired(network, np.random.default_rng(0)).n_edges == len(ties)


@pytest.mark.parametrize("cut", ["spectral", "communities"])
def test_two_cliques_are_cut_apart(make, cut):
    ties = [(a, b) for c in (0, 9) for a in range(c, c + 9) for b in range(a + 1, c + 9)] + [(0, 9)]
    found = split(make.network_of(ties, 20), cut, np.random.default_rng(0))
    assert np.isnan(found[18:]).all()
    assert abs(found[:9].sum()) == abs(found[9:18].sum()) == 9
    assert found[0] != found[9]


def plain_improve(matrix, part, rounds):
    """Return the parts after moving every node for which modularity, summed anew, rises: the twin of ``improve``."""
    total = matrix.sum()

    def modularity(part):
        same = part[:, None] == part[None, :]
        return (matrix * same).sum() / total - sum((matrix[part == p].sum() / total) ** 2 for p in (0, 1))

    for _ in range(rounds):
        moved = False
        for i in range(len(part)):
            other = part.copy()
            other[i] = 1 - other[i]
            if modularity(other) > modularity(part) + 1e-12:
                part, moved = other, True
        if not moved:
            break
    return part, modularity(part)


def test_parts_are_made_better_as_written_out():
    rng = np.random.default_rng(4)
    for n in (6, 15, 30):
        matrix = np.triu(rng.integers(0, 3, (n, n)) * (rng.random((n, n)) < 0.3)).astype(float)
        matrix += matrix.T
        matrix[0, 1] = matrix[1, 0] = 1.0
        start = rng.integers(0, 2, n).astype(np.int8)
        ties = sp.csr_array(matrix)
        part = start.copy()
        found = improve(ties.indptr, ties.indices, ties.data, matrix.sum(axis=1), part, 50)
        expected, best = plain_improve(matrix, start.astype(int), 50)
        assert part.tolist() == expected.tolist()
        assert found == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize("name", ["beefban", "sxsw", "indiana", "ultralive"])
def test_cuts_are_as_clean_as_those_of_a_graph_partitioner(name, shared_data):
    folder = shared_data / "polarization"
    graph = read_graph(folder / f"retweet_{name}_edges.csv.gz", directed=False)
    given = join_opinions(graph, f"{folder}/retweet_{name}_sides.csv.gz:side")
    sample = Sample(Network.from_graph(graph), given)
    cut = replace(given, values=split(sample.network, "communities", np.random.default_rng(0)))
    theirs, ours = (
        analysis.analyze(one, ["mixing"], nulls=0).numbers["modularity"].value
        for one in (sample, Sample(sample.network, cut))
    )
    assert ours > theirs - 0.001


def test_lanczos_cuts_as_all_eigenvectors_do(make, monkeypatch):
    rng = np.random.default_rng(2)
    side = np.repeat([0, 1], 60)
    ties = [(a, b) for a in range(120) for b in range(a) if rng.random() < (0.2 if side[a] == side[b] else 0.03)]
    network = make.network_of(ties, 120)
    dense = split(network, "spectral", np.random.default_rng(0))
    monkeypatch.setattr("sociophys.splits._DENSE", 0)
    assert split(network, "spectral", np.random.default_rng(0)).tolist() == dense.tolist()


def test_threads_change_nothing(karate, monkeypatch):
    sample = Sample(karate.network, Opinions(karate.opinions.values, origin="from_this_graph", cut="communities"))
    alone = analysis.analyze(sample, ["mixing"], nulls=20, workers=1).numbers
    monkeypatch.setattr(analysis, "_THREADS_FROM", 0)
    assert analysis.analyze(sample, ["mixing"], nulls=20, workers=4).numbers == alone


def test_twins_of_found_sides_are_cut_again(karate):
    sample = Sample(karate.network, Opinions(karate.opinions.values, origin="from_this_graph"))
    twin = repartitioned(sample, np.random.default_rng(0))
    assert twin.network is not sample.network
    assert (twin.opinions.values != sample.opinions.values).any()


def test_large_networks_get_fewer_twins(karate, make):
    assert analysis.enough_nulls(karate.network) == 200
    rng = np.random.default_rng(0)
    network = make.network_of(np.unique(np.sort(rng.integers(0, 9000, (400_000, 2)), axis=1), axis=0).tolist(), 9000)
    assert 20 <= analysis.enough_nulls(network) < 60
