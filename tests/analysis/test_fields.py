"""Opinions over the ties: generalised Euclidean distance, Friedkin-Johnsen averaging; goldens, laws, closed forms."""

import itertools
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from sociophys.analyzers.friedkin_johnsen import FriedkinJohnsen
from sociophys.analyzers.generalised_euclidean import GeneralisedEuclidean
from sociophys.opinions import Sample
from sociophys.partition import voiced

RNG = np.random.default_rng(1)
PATH = [(0, 1), (1, 2), (2, 3)]


def ge(sample):
    return GeneralisedEuclidean().measure(sample, RNG)["ge"]


def fj(sample):
    return {name.removeprefix("fj_"): value for name, value in FriedkinJohnsen().measure(sample, RNG).items()}


def weighted_karate(make):
    graph = nx.karate_club_graph()
    ties = [(a, b, float(weight)) for a, b, weight in graph.edges(data="weight")]
    return make.sample_of(ties, [1 if graph.nodes[v]["club"] == "Mr. Hi" else -1 for v in graph])


def random_sample(make, seed, n=40, m=90):
    rng = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(n, m, seed=seed)
    return make.sample_of(
        [(a, b, rng.uniform(0.1, 5)) for a, b in graph.edges], rng.uniform(-1, 1, n), scale="continuous"
    )


def laplacian(network):
    weights = network.matrix(network.weights).toarray()
    return np.diag(weights.sum(axis=1)) - weights


@pytest.mark.parametrize(("name", "value"), [("karate", 7.450298), ("books", 24.077875), ("polblogs", 25.801958)])
def test_golden_ge(name, value, request):
    assert ge(request.getfixturevalue(name)) == pytest.approx(value, abs=1e-6)


def test_ge_uses_weights(make):
    assert ge(weighted_karate(make)) == pytest.approx(4.847355, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_ge_is_that_of_the_dense_pseudo_inverse_and_above_its_bound(make, seed):
    sample = random_sample(make, seed, m=45)  # in several parts
    dense, values = laplacian(sample.network), sample.opinions.values
    assert ge(sample) == pytest.approx(np.sqrt(values @ np.linalg.pinv(dense) @ values), rel=1e-9)
    parts = sample.network.components
    centred = values - (np.bincount(parts, values) / np.bincount(parts))[parts]
    assert ge(sample) >= centred @ centred / np.sqrt(values @ dense @ values)


def test_ge_bound_of_karate(karate):
    assert karate.opinions.values @ karate.opinions.values / np.sqrt(4 * 11) == pytest.approx(5.126, abs=1e-3)


def test_ge_of_a_path_by_hand(make):
    # unit resistances: of the current that goes from + to -, 1, 2, 1 run through the three ties, L+ gives their squares
    assert ge(make.sample_of(PATH, [1, 1, -1, -1])) == pytest.approx(np.sqrt(1 + 4 + 1), abs=1e-12)


def test_ge_undefined(make):
    cases = {
        "nobody's opinion is known": make.sample_of(PATH, [np.nan] * 4),
        "single side: opinions do not differ": make.sample_of(PATH, [1] * 4),
        "no friendly tie joins two people whose opinions are known": make.sample_of([(0, 1, -1.0)], [1, -1]),
        "fully split: opinions differ only between parts that no tie joins": make.sample_of(
            [(0, 1), (2, 3)], [1, 1, -1, -1]
        ),
    }
    assert {ge(sample) for sample in cases.values()} == cases.keys()
    assert [ge(sample) for sample in cases.values()] == list(cases)


def test_people_of_unknown_opinion_are_left_out_with_their_ties(make):
    more = make.sample_of([*PATH, (0, 4), (4, 3), (1, 3, -2.0), (2, 2)], [1, 0.5, -1, -1, np.nan], scale="continuous")
    plain = make.sample_of(PATH, [1, 0.5, -1, -1], scale="continuous")
    assert ge(more) == pytest.approx(ge(plain), abs=1e-12)
    assert fj(more) == pytest.approx(fj(plain), abs=1e-12)
    assert GeneralisedEuclidean().coverage(more) == 0.8
    assert voiced(more) is voiced(more)


def test_arrows_are_ignored_and_both_ways_add_up(make):
    arrows = make.sample_of([(0, 1, 2.0), (1, 0, 1.0), (1, 2, 1.0)], [1, -1, 1], directed=True)
    ties = make.sample_of([(0, 1, 3.0), (1, 2, 1.0)], [1, -1, 1])
    assert ge(arrows) == pytest.approx(ge(ties), abs=1e-12)
    assert fj(arrows) == pytest.approx(fj(ties), abs=1e-12)


FJ_GOLDEN = {  # pi, P, D, I, PDI
    "karate": (0.358577, 12.191630, 7.238338, 7.331694, 19.429968),
    "books": (0.434296, None, None, None, 61.629729),
    "polblogs": (0.121537, 146.472971, 231.157085, None, 377.630056),
}


@pytest.mark.parametrize("name", FJ_GOLDEN)
def test_golden_friedkin_johnsen(name, request):
    found = fj(request.getfixturevalue(name))
    names = ("pi", "polarization", "disagreement", "conflict", "pdi")
    for key, value in zip(names, FJ_GOLDEN[name], strict=True):
        assert value is None or found[key] == pytest.approx(value, abs=1e-6)


# Matakos, Terzi & Tsaparas 2017, Table 2; Matakos' thesis, Table 6.3: printed digits are cut off, not rounded
@pytest.mark.parametrize(
    ("name", "pi", "disagreement", "digits"),
    [("karate", 0.089, 7.238, 3), ("books", 0.107, 16.371, 3), ("polblogs", 0.029, 231.15, 2)],
)
def test_published_polarization_and_disagreement(name, pi, disagreement, digits, request):
    found = fj(request.getfixturevalue(name))
    assert 0 <= found["pi_normalised"] - pi < 1e-3
    assert 0 <= found["disagreement"] - disagreement < 10**-digits


def test_published_polarization_of_boutsikaris(books, make, shared_data):
    """Thesis, Table 5.1."""
    assert 0 <= fj(books)["pi"] - 0.43429 < 1e-5
    graph = make.read_gml(shared_data / "polarization" / "beefban_opinion.gml.gz")
    found = fj(make.sample_of_networkx(graph, [graph.nodes[v]["value"] for v in graph]))
    assert 0 <= found["pi"] - 0.30326 < 2e-5
    assert found["pi"] * len(graph) == pytest.approx(242.311, abs=1e-3)


@pytest.mark.parametrize(("name", "total"), [("karate", 12.1916), ("books", 45.6011), ("polblogs", 148.519)])
def test_summed_squares_of_settled_opinions(name, total, request):
    sample = request.getfixturevalue(name)
    assert fj(sample)["pi"] * sample.network.n_nodes == pytest.approx(total, rel=1e-5)


def test_weighted_karate(make):
    assert fj(weighted_karate(make))["pi"] == pytest.approx(0.167328, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_conservation_law_and_dense_solution(make, seed):
    sample = random_sample(make, seed, m=30 + 40 * (seed % 3))
    found, s = fj(sample), sample.opinions.values
    dense = laplacian(sample.network)
    z = np.linalg.solve(np.eye(len(s)) + dense, s)
    assert found["conservation_error"] < 1e-12
    assert found["pdi"] == found["polarization"] + found["disagreement"]
    centred = s - s.mean()
    assert found["pdi"] == pytest.approx(centred @ np.linalg.solve(np.eye(len(s)) + dense, centred), rel=1e-10)
    assert found["disagreement"] == pytest.approx(z @ dense @ z, rel=1e-10)
    assert found["polarization"] == pytest.approx(len(s) * z.var(), rel=1e-10)
    assert found["conflict"] == pytest.approx(np.sum((z - s) ** 2), rel=1e-10)
    normalised = np.linalg.solve(np.eye(len(s)) + dense, (s - s.mean()) / np.ptp(s))
    assert found["pi_normalised"] == pytest.approx(np.mean(normalised**2), rel=1e-10)


@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_complete_graph_closed_forms(make, n):
    """Chen, Lijffijt & De Bie 2018, Table 4: averages over all opinions of -1 and +1."""
    ties = list(itertools.combinations(range(n), 2))
    rows = [fj(make.sample_of(ties, values)) for values in itertools.product([-1, 1], repeat=n)]
    mean = {key: np.mean([row[key] for row in rows]) for key in ("conflict", "disagreement", "pi")}
    assert mean["conflict"] == pytest.approx(n**2 * (n - 1) / (n + 1) ** 2, rel=1e-9)
    assert mean["disagreement"] == pytest.approx(n * (n - 1) / (n + 1) ** 2, rel=1e-9)
    assert mean["pi"] * n == pytest.approx(n * (n + 3) / (n + 1) ** 2, rel=1e-9)


@pytest.mark.parametrize(("tie", "pdi"), [((0, 1), 2 / 3), ((0, 2), 1 / 3), ((1, 2), 1 / 3)])
def test_three_agents_of_musco(make, tie, pdi):
    """Musco, Musco & Tsourakakis 2018, Table 1; the two summands are exchanged there, their sum is right."""
    found = fj(make.sample_of([tie], [0, 0, 1], scale="continuous"))
    assert found["pdi"] == pytest.approx(pdi, abs=1e-12)
    if tie == (0, 2):
        assert found["polarization"] == pytest.approx(2 / 9, abs=1e-12)
        assert found["disagreement"] == pytest.approx(1 / 9, abs=1e-12)


@pytest.mark.parametrize(("name", "mean", "spread"), [("karate", 0.022, 0.00499), ("books", 0.007, 0.00172)])
def test_opinions_dealt_at_random_give_the_published_means(name, mean, spread, request):
    """Matakos, Terzi & Tsaparas 2017: each person's opinion drawn anew."""
    sample = request.getfixturevalue(name)
    rng = np.random.default_rng(3)
    draws = []
    for _ in range(200):
        values = rng.permutation(sample.opinions.values)
        draws.append(fj(Sample(sample.network, replace(sample.opinions, values=values)))["pi_normalised"])
    assert np.mean(draws) == pytest.approx(mean, abs=spread)
    assert 0.3 < np.std(draws) / spread < 3


def test_isolates_keep_their_opinion_and_consensus_is_no_polarization(make):
    found = fj(make.sample_of([], [1, -1, 1, -1]))
    assert (found["pi"], found["disagreement"], found["conflict"]) == (1, 0, 0)
    agreed = fj(make.sample_of(PATH, [1] * 4))
    assert agreed["pi"] == pytest.approx(1, abs=1e-12)
    assert agreed["polarization"] == pytest.approx(0, abs=1e-20)
    assert agreed["pi_normalised"] == "single side: opinions do not differ"


def test_friedkin_johnsen_undefined(make):
    assert set(fj(make.sample_of(PATH, [np.nan] * 4)).values()) == {"nobody's opinion is known"}
    moderate = fj(make.sample_of(PATH, [0] * 4, scale="continuous"))
    assert moderate["conservation_error"] == "everybody stands at 0"
    assert moderate["pi"] == 0
