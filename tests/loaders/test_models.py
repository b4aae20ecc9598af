"""Models and shipped data sets: published counts, and expectations as z-scores over seeds."""

import numpy as np
import pytest

from sociophys.loaders._pairs import draw_subset, pair_of
from sociophys.network import Network
from sociophys.parameters import read_member
from sociophys.registry import kinds


def load(kind, seed=0, **values):
    loader, findings = read_member("loaders", {"kind": kind, **values})
    assert not findings, findings
    return loader.load(np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("kind", "nodes", "ties"),
    [("karate", 34, 78), ("florentine", 15, 20), ("davis", 32, 89), ("les_miserables", 77, 254)],
)
def test_shipped_networks(kind, nodes, ties):
    graph = load(kind)
    assert (graph.n_nodes, graph.n_edges, graph.directed) == (nodes, ties, False)
    assert graph.reading.counts["rows"] == ties
    assert "influence each other" in graph.reading.example


def test_karate_club():
    graph = load("karate")
    assert list(graph.names[[0, 33]]) == ["member 1", "member 34"]
    assert graph.nodes["club"].value_counts().to_dict() == {"Mr. Hi": 17, "Officer": 17}
    assert graph.nodes.loc["member 9", "club"] == "Mr. Hi"
    assert set(graph.edges["weight"]) == {1.0}
    assert graph.reading.notes == ("Weights dropped: every tie weighs 1",)
    assert load("karate", weights="keep").edges["weight"].sum() == 231
    club = graph.nodes["club"].to_numpy()
    across = club[graph.edges["source"]] != club[graph.edges["target"]]
    assert across.sum() == 11
    degrees = Network.from_graph(graph).degrees
    assert (degrees[0], degrees[33]) == (16, 17)


def test_les_miserables_keeps_its_weights():
    assert load("les_miserables").edges["weight"].sum() == 820
    assert load("les_miserables", weights="drop").edges["weight"].sum() == 254


def simple(graph):
    low = np.minimum(graph.edges["source"], graph.edges["target"])
    high = np.maximum(graph.edges["source"], graph.edges["target"])
    return bool(np.all(low < high)) and len(set(zip(low, high, strict=True))) == graph.n_edges


def test_erdos_renyi_expectations():
    n, degree, seeds = 200, 6.0, 200
    p = degree / (n - 1)
    graphs = [load("erdos_renyi", seed, n_nodes=n, mean_degree=degree) for seed in range(seeds)]
    assert all(simple(graph) for graph in graphs[:5])
    ties = np.array([graph.n_edges for graph in graphs])
    pairs = n * (n - 1) / 2
    assert abs(ties.mean() - pairs * p) / np.sqrt(pairs * p * (1 - p) / seeds) < 4
    isolates = np.array([graph.reading.counts["isolates"] for graph in graphs])
    expected = n * (1 - p) ** (n - 1)
    assert abs(isolates.mean() - expected) / (isolates.std(ddof=1) / np.sqrt(seeds)) < 4
    first = np.array([np.bincount(np.r_[g.edges["source"], g.edges["target"]], minlength=n) for g in graphs])
    assert np.abs(first.mean(axis=0) - degree).max() / np.sqrt((n - 1) * p * (1 - p) / seeds) < 4.5  # no favoured node


def test_erdos_renyi_extremes_and_reproducibility():
    assert load("erdos_renyi", n_nodes=5, mean_degree=4).n_edges == 10
    assert load("erdos_renyi", n_nodes=5, mean_degree=0).n_edges == 0
    one, other = (load("erdos_renyi", 3, n_nodes=500, mean_degree=4) for _ in range(2))
    assert one.edges.equals(other.edges)
    assert load("erdos_renyi", n_nodes=200_000, mean_degree=10).n_edges == pytest.approx(1e6, rel=0.01)


def test_pairs_are_numbered_without_gaps():
    low, high = pair_of(np.arange(45))
    assert len(set(zip(low.tolist(), high.tolist(), strict=True))) == 45
    assert high.max() == 9
    assert np.all(low < high)
    top = np.int64(10_000_000) * (10_000_000 - 1) // 2 - 1
    low, high = pair_of(np.array([top - 1, top]))
    assert (low.tolist(), high.tolist()) == ([9_999_997, 9_999_998], [9_999_999, 9_999_999])


def test_subsets_are_fair():
    rng = np.random.default_rng(1)
    hits = np.zeros(40)
    for _ in range(3000):
        hits[draw_subset(40, 0.1, rng)] += 1
    z = (hits - 300) / np.sqrt(3000 * 0.1 * 0.9)
    assert np.abs(z).max() < 4.5
    assert (z**2).sum() < 90  # chi square with 40 degrees of freedom: 4 standard deviations is 76


@pytest.mark.parametrize(("length", "periodic", "ties"), [(3, True, 18), (5, True, 50), (2, False, 4), (5, False, 40)])
def test_square_lattice(length, periodic, ties):
    graph = load("square_lattice", length=length, periodic=periodic)
    assert (graph.n_nodes, graph.n_edges) == (length**2, ties)
    assert simple(graph)
    degrees = Network.from_graph(graph).degrees
    assert degrees.max() == min(4, 2 * (length - 1) if not periodic else 4)
    if periodic:
        assert degrees.min() == 4
    x, y = graph.nodes["x"].to_numpy(), graph.nodes["y"].to_numpy()
    step = np.abs(x[graph.edges["source"]] - x[graph.edges["target"]]) + np.abs(
        y[graph.edges["source"]] - y[graph.edges["target"]]
    )
    assert set(step) <= ({1, length - 1} if periodic else {1})
    assert graph.names[length] == "0,1"


def test_signed_blocks_expectations():
    sizes, inside, across, plus, minus, seeds = [30, 50], 0.4, 0.1, 0.9, 0.7, 100
    values = {"sizes": sizes, "inside": inside, "across": across, "positive_inside": plus, "negative_across": minus}
    rows = []
    for seed in range(seeds):
        graph = load("signed_blocks", seed, **values)
        block = graph.nodes["block"].to_numpy()
        same = block[graph.edges["source"]] == block[graph.edges["target"]]
        negative = graph.edges["weight"].to_numpy() < 0
        rows.append([same.sum(), (~same).sum(), (same & ~negative).sum(), (~same & negative).sum()])
        assert simple(graph)
    pairs = np.array([30 * 29 / 2 + 50 * 49 / 2, 30 * 50])
    expected = np.r_[pairs * [inside, across], pairs * [inside * plus, across * minus]]
    p = expected / np.r_[pairs, pairs]
    z = (np.mean(rows, axis=0) - expected) / np.sqrt(np.r_[pairs, pairs] * p * (1 - p) / seeds)
    assert np.abs(z).max() < 4


def test_signed_blocks_names():
    graph = load("signed_blocks", sizes=[2, 3])
    assert list(graph.names) == ["A1", "A2", "B1", "B2", "B3"]
    assert graph.nodes["block"].tolist() == ["A", "A", "B", "B", "B"]
    many = load("signed_blocks", sizes=[1] * 60, inside=0.0, across=0.5)
    assert len(set(many.names)) == 60


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (
            {"kind": "erdos_renyi", "n_nodes": 5, "mean_degree": 4.5},
            "mean_degree 4.5 is above n_nodes - 1; allowed 0 to 4",
        ),
        ({"kind": "erdos_renyi", "n_nodes": 1, "mean_degree": 0}, "1 is below 2"),
        ({"kind": "erdos_renyi", "n_nodes": 5.5, "mean_degree": 1}, "5.5 is not a whole number"),
        (
            {"kind": "square_lattice", "length": 2},
            "a periodic lattice of length 2 ties each pair twice; allowed length 3 or more, or periodic: false",
        ),
        ({"kind": "square_lattice", "length": 1, "periodic": False}, "1 is below 2"),
        ({"kind": "signed_blocks", "sizes": []}, ""),
        ({"kind": "signed_blocks", "sizes": [3, 0]}, "sizes [3, 0] hold an empty camp"),
        ({"kind": "signed_blocks", "sizes": [3, 3], "inside": 1.2}, "1.2 is above 1"),
        ({"kind": "karate", "weights": "yes"}, "'yes' is not a choice"),
        ({"kind": "karat"}, "'karat' is not a kind"),
    ],
)
def test_models_that_are_refused(raw, what):
    member, findings = read_member("loaders", raw)
    assert member is None
    assert findings[0].what.startswith(what)


def test_every_kind_describes_its_parameters():
    from sociophys.parameters import describe
    from sociophys.registry import member

    for kind in kinds("loaders"):
        assert all(row["doc"].endswith(".") for row in describe(member("loaders", kind))), kind
