"""Random regular, configuration, small worlds, preferential attachment: expectations as z-scores over seeds."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest

from sociophys.loaders._degrees import PowerLaw
from sociophys.loaders._pairs import draw_fresh, grouped, is_in, pair_keys, repeats
from sociophys.loaders._switches import mix, pair_up, switch
from sociophys.loaders.barabasi_albert import grow
from sociophys.rng import philox, scale
from tests.loaders.modelled import clustering, degrees, ends, load, triangles, z_of


@pytest.mark.parametrize("degree", [3, *(pytest.param(k, marks=pytest.mark.long) for k in (4, 6))])
def test_random_regular_has_the_triangles_of_theory(degree):
    graphs = [load("random_regular", seed, n_nodes=600, degree=degree) for seed in range(150)]
    assert all(set(degrees(graph)) == {degree} for graph in graphs)
    found = [triangles(graph)[0] for graph in graphs]
    assert abs(z_of(found, (degree - 1) ** 3 / 6)) < 4
    assert abs(z_of(found, degree**3 / 6)) > 4  # an expectation off by one tie is caught


@pytest.mark.parametrize(("n", "degree"), [(6, 3), (5, 4), (8, 7), (30, 28), (4, 0), (2, 1), (101, 50)])
def test_dense_and_tiny_regular_graphs(n, degree):
    graph = load("random_regular", 3, n_nodes=n, degree=degree)
    assert set(degrees(graph)) == {degree}
    assert graph.n_edges == n * degree // 2


def test_random_regular_favours_no_pair():
    n, seeds, rng = 12, 2000, np.random.default_rng(0)
    hits = np.zeros((n, n))
    for _ in range(seeds):
        first, second = pair_up(np.full(n, 3), rng)
        assert not len(switch(first, second, n, rng))
        hits[np.minimum(first, second), np.maximum(first, second)] += 1
    p = 3 / (n - 1)
    z = (hits[np.triu_indices(n, 1)] - seeds * p) / math.sqrt(seeds * p * (1 - p))
    assert np.abs(z).max() < 4.5


def all_simple_graphs(wanted):
    """Return the key sets of all labelled simple graphs with these degrees, by trying all sets of pairs."""
    n = len(wanted)
    pairs = list(itertools.combinations(range(n), 2))
    chosen = itertools.combinations(pairs, sum(wanted) // 2)
    fitting = (g for g in chosen if np.bincount(np.ravel(g), minlength=n).tolist() == wanted)
    return {tuple(a * n + b for a, b in g) for g in fitting}


@pytest.mark.parametrize(
    ("wanted", "without"), [pytest.param([2] * 6, 2000, marks=pytest.mark.long), ([3, 3, 2, 2, 1, 1], 0)]
)
def test_small_graphs_with_given_degrees_are_all_equally_likely(wanted, without):
    """Chi square over all graphs there are: 0 within 4 standard deviations after mixing, far above without."""
    possible, n, draws = all_simple_graphs(wanted), len(wanted), without or 800
    for mixed in (True, False)[: 2 if without else 1]:
        rng, seen = np.random.default_rng(3), Counter()
        while seen.total() < draws:
            first, second = pair_up(np.array(wanted), rng)
            if len(switch(first, second, n, rng)):
                continue
            if mixed:
                mix(first, second, n, rng)
            seen[tuple(np.sort(pair_keys(first, second, n)).tolist())] += 1
        assert set(seen) <= possible
        mean = draws / len(possible)
        z = (sum((seen[g] - mean) ** 2 for g in possible) / mean - len(possible) + 1) / math.sqrt(2 * len(possible) - 2)
        assert (abs(z) < 4) == mixed


@pytest.mark.long
def test_configuration_with_hubs_mixes_like_any_graph_with_its_degrees():
    # exact draws by rejection (igraph, configuration_simple, 1500 graphs): assortativity -0.159, sd 0.082
    wanted = [12, 9, 7, 7, 5, 5, 4, 4, 4, 3, 3, 3, 3] + [2] * 20 + [1] * 17
    found = []
    for seed in range(400):
        graph = load("configuration", seed, degrees=wanted)
        k, (a, b) = degrees(graph), ends(graph)
        found.append(np.corrcoef(np.r_[k[a], k[b]], np.r_[k[b], k[a]])[0, 1])
    assert abs(np.mean(found) + 0.15926) / math.hypot(np.std(found) / 20, 0.082 / math.sqrt(1500)) < 4


def test_switching_keeps_degrees_and_leaves_nothing_bad():
    rng = np.random.default_rng(0)
    wanted = rng.integers(1, 12, 300)
    wanted[0] += wanted.sum() % 2
    first, second = pair_up(wanted, rng)
    assert np.any(first == second) or repeats(pair_keys(first, second, 300)).any()
    assert not len(switch(first, second, 300, rng))
    assert np.bincount(np.r_[first, second], minlength=300).tolist() == wanted.tolist()
    assert not np.any(first == second)
    assert not repeats(pair_keys(first, second, 300)).any()


def test_switching_inside_groups_and_apart():
    rng = np.random.default_rng(1)
    label = np.repeat([0, 1, 2], 40)
    first, second = pair_up(np.full(120, 6), rng)
    left = switch(first, second, 120, rng, apart=label)
    assert not len(left)
    assert not np.any(label[first] == label[second])
    halves = [pair_up(np.full(40, 6), rng) for _ in range(3)]
    first, second = (np.concatenate([part[k] + 40 * g for g, part in enumerate(halves)]) for k in (0, 1))
    begin = np.repeat([0, 120, 240], 120)
    assert not len(switch(first, second, 120, rng, ranges=(begin, begin + 120)))
    assert np.all(label[first] == label[second])
    assert not repeats(pair_keys(first, second, 120)).any()


def test_what_cannot_be_switched_is_named():
    first, second = np.array([0, 0, 0]), np.array([1, 1, 1])
    assert len(switch(first, second, 2, np.random.default_rng(0))) == 2


def test_configuration_keeps_a_list_of_degrees():
    wanted = [9, 7, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0]
    for seed in range(20):
        graph = load("configuration", seed, degrees=wanted)
        lost = graph.reading.counts["ties_dropped"]
        assert graph.n_edges == sum(wanted) // 2 - lost
        if not lost:
            assert degrees(graph).tolist() == wanted


@pytest.mark.long
def test_configuration_with_a_light_tail_has_the_triangles_of_theory():
    wanted = [3, 3, 4, 6] * 200
    k = np.array(wanted, float)
    ratio = (k**2).mean() / k.mean() - 1
    found = [triangles(load("configuration", seed, degrees=wanted))[0] for seed in range(150)]
    assert abs(z_of(found, ratio**3 / 6)) < 4
    assert abs(z_of(found, (1.1 * ratio) ** 3 / 6)) > 4


@pytest.mark.long
def test_configuration_power_law():
    law = PowerLaw(exponent=2.5, min=3, max=60)
    graphs = [load("configuration", s, n_nodes=4000, degrees={"power_law": law.model_dump()}) for s in range(30)]
    assert all(graph.reading.counts["ties_dropped"] == 0 for graph in graphs)
    values, share = law.law
    k = np.concatenate([degrees(graph) for graph in graphs])
    for at in (0, 1, 5):
        hits = (k == values[at]).sum()
        assert abs(hits - len(k) * share[at]) / math.sqrt(len(k) * share[at] * (1 - share[at])) < 4
    other = PowerLaw(exponent=2.6, min=3, max=60).law[1]
    assert abs((k == 3).sum() - len(k) * other[0]) / math.sqrt(len(k) * other[0] * (1 - other[0])) > 4


def test_configuration_poisson_and_parity():
    graphs = [load("configuration", seed, n_nodes=501, degrees={"poisson": 4.0}) for seed in range(100)]
    raised = np.array([graph.reading.counts["odd_sum_raised"] for graph in graphs])
    assert 30 < raised.sum() < 70  # a fair coin
    assert all(("odd number" in " ".join(g.reading.notes)) == bool(r) for g, r in zip(graphs, raised, strict=True))
    k = np.array([degrees(graph) for graph in graphs])
    assert abs(z_of((k.sum(axis=1) - raised) / 501, 4.0)) < 4
    assert abs(z_of((k == 0).mean(axis=1), math.exp(-4.0))) < 4


def test_configuration_with_hubs_says_what_it_lost():
    raw = {"power_law": {"exponent": 1.5, "min": 1, "max": 299}}
    graphs = [load("configuration", seed, n_nodes=300, degrees=raw) for seed in range(5)]
    for graph in graphs:
        lost = graph.reading.counts["ties_dropped"]
        assert any("ties dropped" in note for note in graph.reading.notes) == bool(lost)
    assert any(graph.reading.counts["ties_dropped"] for graph in graphs)


@pytest.mark.parametrize("p", [0.1, 0.4])
def test_watts_strogatz_clustering_and_degrees(p):
    n, k, seeds = 2000, 4, 30
    graphs = [load("watts_strogatz", seed, n_nodes=n, neighbours=k, rewire=p) for seed in range(seeds)]
    assert {graph.n_edges for graph in graphs} == {n * k}
    found = [triangles(graph)[0] for graph in graphs]
    by_chance = (2 * k) ** 3 / 6  # bound of what moved ties close, as in a random graph
    exact = n * k * (k - 1) / 2 * (1 - p) ** 3
    error = np.std(found, ddof=1) / math.sqrt(seeds)
    assert -4 * error < np.mean(found) - exact < 4 * error + by_chance
    share = 3 * (k - 1) * (1 - p) ** 3 / (2 * (2 * k - 1) + p * (2 - p))
    assert abs(z_of([clustering(graph) for graph in graphs], share + 1.5 * by_chance / (n * k * (2 * k - 1)))) < 5
    plain = 3 * (k - 1) / (2 * (2 * k - 1)) * (1 - p) ** 3  # without the spread of degrees: too large
    assert p < 0.2 or z_of([clustering(graph) for graph in graphs], plain) < -5
    d = np.array([degrees(graph) for graph in graphs])
    assert d.min() >= k
    assert abs(z_of(d.var(axis=1), k * p * (1 - p) + k * p)) < 4  # binomial plus Poisson
    assert abs(z_of([graph.reading.counts["ties_moved"] for graph in graphs], n * k * p)) < 4


def test_watts_strogatz_extremes():
    ring = load("watts_strogatz", n_nodes=20, neighbours=2, rewire=0.0)
    assert set(degrees(ring)) == {4}
    assert clustering(ring) == pytest.approx(0.5)
    moved = load("watts_strogatz", n_nodes=400, neighbours=2, rewire=1.0)
    assert moved.reading.counts["ties_moved"] == 800
    assert clustering(moved) < 0.05


def test_ring_shortcuts_are_poisson():
    n, c, seeds = 500, 1.2, 300
    graphs = [load("ring_shortcuts", seed, n_nodes=n, shortcuts=c) for seed in range(seeds)]
    count = np.array([graph.reading.counts["shortcuts"] for graph in graphs])
    assert np.array_equal(count, [graph.n_edges - n for graph in graphs])
    assert abs(count.mean() - n * c / 2) / math.sqrt(n * c / 2 / seeds) < 4
    assert abs(count.mean() - n * c * 1.05 / 2) / math.sqrt(n * c / 2 / seeds) > 4
    assert abs(count.var(ddof=1) / (n * c / 2) - 1) < 4 * math.sqrt(2 / seeds)  # variance equals mean
    own = np.array([degrees(graph) - 2 for graph in graphs])
    assert own.min() == 0
    for k in range(4):
        assert abs(z_of((own == k).mean(axis=1), math.exp(-c) * c**k / math.factorial(k))) < 4


def test_barabasi_albert_degree_law():
    n, m, seeds = 20_000, 3, 20
    graphs = [load("barabasi_albert", seed, n_nodes=n, ties=m) for seed in range(seeds)]
    assert {graph.n_edges for graph in graphs} == {m * (n - m - 1) + m * (m + 1) // 2}
    k = np.array([degrees(graph) for graph in graphs])
    assert k.min() == m
    for at in range(m, m + 5):
        exact = 2 * m * (m + 1) / (at * (at + 1) * (at + 2))
        assert abs(z_of((k == at).mean(axis=1), exact)) < 4.5, at
        assert abs(z_of((k == at).mean(axis=1), 1.05 * exact)) > 4.5, at
    source, target = ends(graphs[0])
    newest = np.arange(m + 1, n)
    assert np.array_equal(np.bincount(target)[m + 1 :], np.full(len(newest), m))
    assert np.all(source < target)


def slow_grow(first, second, start, m, k0, k1):
    """Return the far ends, one plain step at a time."""
    first = list(first)
    for tie in range(start, len(first)):
        newest = start + (tie - start) // m * m
        ends = [end for e in range(newest) for end in (first[e], second[e])]
        attempt = 0
        while True:
            a, b, _, _ = philox(tie % 2**32, tie // 2**32, attempt, 0, k0, k1)
            who = ends[scale(a, b, len(ends))]
            if who not in first[newest:tie]:
                break
            attempt += 1
        first[tie] = who
    return first


@pytest.mark.parametrize("m", [1, 2, 4])
def test_growth_equals_its_slow_twin(m):
    low, high = np.triu_indices(m + 1, 1)
    newcomer = np.repeat(np.arange(m + 1, 40), m)
    first, second = np.r_[low, 0 * newcomer].astype(np.int64), np.r_[high, newcomer].astype(np.int64)
    expected = slow_grow(first.tolist(), second.tolist(), len(low), m, np.uint32(5), np.uint32(9))
    grow(first, second, len(low), m, np.uint32(5), np.uint32(9))
    assert first.tolist() == expected


def test_repeats_and_lookups():
    keys = np.array([5, 3, 5, 8, 3, 3])
    assert repeats(keys).tolist() == [False, False, True, False, True, True]
    assert repeats(np.arange(5)).sum() == 0
    assert is_in(np.array([0, 4, 9]), np.array([1, 4, 7])).tolist() == [False, True, False]
    assert not is_in(np.array([1]), np.zeros(0, np.int64)).any()
    assert grouped(np.array([7, 8, 9, 6]), np.array([1, 0, 1, 0]), 2).tolist() == [8, 6, 7, 9]


def test_fresh_ties_count_what_finds_no_place():
    rng = np.random.default_rng(0)
    first, second, kept, dropped = draw_fresh(lambda k: tuple(rng.integers(3, size=(2, len(k)))), 5, 3)
    assert (len(first), dropped) == (3, 2)
    assert len(kept) == 3
    assert not repeats(pair_keys(first, second, 3)).any()
