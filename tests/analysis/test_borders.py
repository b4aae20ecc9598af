"""Borders: paths over ties against a plain twin, effects of one tie against networks made anew, tables, odd samples."""

import networkx as nx
import numpy as np
import pytest

from sociophys import analysis
from sociophys.bridges import bridges
from sociophys.kernels.betweenness import path_sums
from sociophys.partition import by_size
from sociophys.theory.tie_effects import CHANGES, changes_of_ei, changes_of_ge, generalised_euclidean


def plain_sums(network, sources):
    """Return what path_sums does, pair by pair from its definition."""
    i, j, n = network.rows.tolist(), network.indices.tolist(), network.n_nodes
    graph = nx.empty_graph(n)
    graph.add_edges_from(zip(i, j, strict=True))
    far = dict(nx.all_pairs_shortest_path_length(graph))
    paths = np.zeros((n, n))
    for s in range(n):
        for t in sorted(far[s], key=far[s].get):
            paths[s, t] = sum(paths[s, v] for v in graph[t] if far[s][v] == far[s][t] - 1) if t != s else 1
    total, squares = np.zeros(network.n_slots), np.zeros(network.n_slots)
    for s in sources.tolist():
        for e, (v, w) in enumerate(zip(i, j, strict=True)):
            load = sum(
                paths[s, v] * paths[w, t] / paths[s, t] * (2 * far[s][v] + 1) / far[s][t]
                for t in far[s]
                if t != s and v in far[s] and far[s][v] + 1 + far[w][t] == far[s][t]
            )
            total[e] += load
            squares[e] += load**2
    return total, squares


@pytest.mark.parametrize("seed", range(4))
def test_paths_over_ties_as_in_the_plain_twin(make, seed):
    network = make.network_of(list(nx.gnm_random_graph(40, 55 + 20 * seed, seed=seed).edges), 40)
    sources = np.arange(0, 40, 2)
    both = zip(path_sums(network.indptr, network.indices, sources), plain_sums(network, sources), strict=True)
    for found, expected in both:
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_share_of_paths_is_that_of_networkx(make, seed):
    graph = nx.gnm_random_graph(60, 90, seed=seed)
    found = bridges(make.network_of(list(graph.edges), 60))
    expected = nx.edge_betweenness_centrality(graph)
    assert found.pivots == 60
    assert not found.error.any()
    for a, b, share in zip(found.i.tolist(), found.j.tolist(), found.share, strict=True):
        assert share == pytest.approx(expected.get((a, b), expected.get((b, a))), abs=1e-12)


def test_more_paths_than_a_number_holds(make):
    ties = [tie for k in range(0, 3600, 3) for tie in ((k, k + 1), (k, k + 2), (k + 1, k + 3), (k + 2, k + 3))]
    network = make.network_of(ties)  # 1200 squares in a row: 2^1200 shortest paths
    total, _ = path_sums(network.indptr, network.indices, np.array([0]))
    far = nx.single_source_shortest_path_length(nx.Graph(ties), 0)
    assert total.sum() == pytest.approx(sum(far.values()), rel=1e-12)


def test_a_sample_of_people_gives_shares_within_their_error(make):
    network = make.network_of(list(nx.gnm_random_graph(120, 300, seed=2).edges), 120)
    exact = bridges(network).share
    drawn = [bridges(network, pivots=30, seed=seed) for seed in range(60)]
    assert all(one.pivots == 30 for one in drawn)
    only = np.minimum(network.degrees[drawn[0].i], network.degrees[drawn[0].j]) == 1
    assert only.any()
    for one in drawn:
        np.testing.assert_allclose(one.share[only], exact[only], rtol=1e-12)
    top = np.argsort(-np.where(only, 0, exact))[:20]
    z = np.concatenate([(one.share - exact)[top] / one.error[top] for one in drawn])
    assert np.mean([one.share for one in drawn]) == pytest.approx(exact.mean(), rel=5e-3)
    assert np.mean(np.abs(z) < 2) > 0.8  # a few people carry much, so the error is a little too small
    assert np.array_equal(drawn[0].share, bridges(network, pivots=30, seed=0).share)


def test_large_networks_are_sampled_and_say_so(make, monkeypatch):
    monkeypatch.setattr("sociophys.bridges.BRIDGE_LIMIT", 100)
    graph = nx.gnm_random_graph(80, 240, seed=3)
    sample = make.sample_of_networkx(graph, np.repeat([1, -1], 40))
    found = analysis.analyze(sample, ["bridges"], nulls=0)
    assert found.tables["bridges"]["error"].max() > 0
    assert "Paths were counted from 32 people drawn by lot" in repr(found.panels)


def distance(matrix, opinions, parts):
    """Return the generalised Euclidean distance of a weight matrix by a dense pseudo-inverse."""
    laplacian = np.diag(matrix.sum(axis=0)) - matrix
    centred = opinions.copy()
    for part in parts:
        centred[part] -= opinions[part].mean()
    return np.sqrt(centred @ np.linalg.pinv(laplacian, hermitian=True, rcond=1e-12) @ centred)


@pytest.mark.parametrize("seed", range(3))
def test_changes_of_the_distance_as_if_computed_anew(make, seed):
    rng = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(30, 50, seed=seed)
    graph.add_edges_from((30 + a, 30 + b) for a, b in nx.cycle_graph(6).edges)
    graph.add_nodes_from(range(37))  # one person without ties
    weight = {tie: rng.choice([0.5, 1.0, 3.0]) for tie in graph.edges}
    nx.set_edge_attributes(graph, weight, "weight")
    ties = make.network_of([(*tie, w) for tie, w in weight.items()], 37)
    opinions = rng.uniform(-1, 1, 37)
    parts, whole = [list(part) for part in nx.connected_components(graph)], nx.to_numpy_array(graph, range(37))
    i, j = ties.edge_ends
    found = changes_of_ge(ties, opinions, i, j, ties.weights[ties.edge_slots])
    before = distance(whole, opinions, parts)
    assert found["now"][0] == pytest.approx(before, abs=1e-8)
    bridge = set(nx.bridges(graph))
    for k, (a, b) in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
        for name, count in CHANGES.items():
            if count == 0 and ((a, b) in bridge or (b, a) in bridge):
                assert np.isnan(found[name][k])
                continue
            other = whole.copy()
            other[a, b] = other[b, a] = count * whole[a, b]
            assert found[name][k] == pytest.approx(distance(other, opinions, parts) - before, abs=1e-8)


def test_the_distance_of_karate(karate):
    delta, _ = generalised_euclidean(karate.network.friendly, karate.opinions.values)
    assert delta == pytest.approx(7.450298, abs=1e-6)


def test_changes_of_the_index():
    found = changes_of_ei(11.0, 67.0, np.array([True, False]), np.array([1, 1]))
    assert found["now"][0] == pytest.approx(-56 / 78)
    np.testing.assert_allclose(found["cut"], [-57 / 77 + 56 / 78, -55 / 77 + 56 / 78])
    np.testing.assert_allclose(found["muted"], [-56.5 / 77.5 + 56 / 78, -55.5 / 77.5 + 56 / 78])
    np.testing.assert_allclose(found["strengthened"], [-55 / 79 + 56 / 78, -57 / 79 + 56 / 78])


def test_effects_of_karate_are_listed_with_both_scores(karate):
    found = analysis.analyze(karate, ["bridges"], nulls=0)
    table = found.tables["tie_effects"]
    assert table["kind"].tolist() == ["across"] * 10 + ["inside"] * 10
    across, inside = table[table["kind"] == "across"], table[table["kind"] == "inside"]
    assert (across["ei_cut"] < 0).all()
    assert (inside["ei_cut"] > 0).all()
    assert (across["ge_cut"] > 0).all()
    assert (table["ge_strengthened"] < 0).all()
    assert (table["reason"] != "").sum() == table["ge_cut"].isna().sum() == 1
    said = next(panel for panel in found.panels["borders"] if getattr(panel, "tag", "") == "Assumed")
    assert "no forecast" in said.text
    assert not any(name in said.text for name in karate.network.names)  # names may be pseudonyms in reports


def test_border_of_karate(karate):
    found = analysis.analyze(karate, ["bridges"], nulls=0)
    (row,) = found.tables["borders"].to_dict("records")
    assert (row["ties"], row["hostile"], row["people_at_border"], row["tension"]) == (11, 0, 13, 11)
    assert {row["people_a"], row["people_b"]} == {17}
    degrees, sides = karate.network.degrees, karate.opinions.sides
    assert row["expected"] == pytest.approx(degrees[sides > 0].sum() * degrees[sides < 0].sum() / 156)
    assert row["share_of_paths"] == found.tables["bridges"]["share_of_paths"].max()
    assert found.numbers["borders"].value == 1
    assert found.numbers["tension"].value == pytest.approx(11 / 78)


def test_borders_of_a_signed_network_with_three_bubbles(make):
    ties = [(0, 1), (1, 2), (2, 3, -2.0), (3, 4), (4, 5), (5, 6), (0, 6, -1.0), (1, 3, 0.5), (6, 7)]
    found = analysis.analyze(make.sample_of(ties, [1, 1, 1, -1, -1, -1, 1, 1]), ["bridges"], nulls=0)
    table = found.tables["borders"]
    assert table[["bubble_a", "bubble_b", "ties", "hostile", "tension"]].to_numpy().tolist() == [
        ["bubble 1", "bubble 2", 2, 1, 0.5],
        ["bubble 2", "bubble 3", 1, 0, 1.0],
    ]
    assert table["most_ties"].tolist() == ["p3", "p5"]
    assert found.numbers["tension"].value == pytest.approx((0.5 + 1 + 1) / 9.5)  # foes of one side are in tension too
    assert (
        table["ties"].sum()
        == analysis.analyze(make.sample_of(ties, [1, 1, 1, -1, -1, -1, 1, 1]), ["walls"]).numbers["walls"].value
    )


def test_a_border_of_hostile_ties_only_has_no_bridge(make):
    found = analysis.analyze(make.sample_of([(0, 1), (2, 3), (1, 2, -1.0)], [1, 1, -1, -1]), ["bridges"], nulls=0)
    (row,) = found.tables["borders"].to_dict("records")
    assert (row["bridge_a"], row["share_of_paths"], row["tension"]) == ("", 0.0, 0.0)
    assert not len(found.tables["bridges"])


def test_arrows_both_ways_are_one_bridge_and_change_together(make):
    ties = [(0, 1), (1, 0), (1, 2), (2, 0), (2, 3), (3, 2), (3, 4), (4, 5), (5, 3)]
    sample = make.sample_of(ties, [1, 1, 1, -1, -1, -1], directed=True)
    table = analysis.analyze(sample, ["bridges"], nulls=0).tables["tie_effects"]
    row = table.iloc[0]
    assert {row["person_a"], row["person_b"]} == {"p2", "p3"}
    assert row["ei_now"] == pytest.approx((2 - 7) / 9)
    assert row["ei_cut"] == pytest.approx(-1 - (2 - 7) / 9)
    assert row["reason"].startswith("it is the only way")


@pytest.mark.parametrize(
    ("ties", "values", "borders"),
    [
        ([(0, 1), (1, 2)], [1, 1, 1], 0),
        ([(0, 1), (1, 2)], [np.nan] * 3, "nobody has a side"),
        ([], [1, -1], "no tie joins two people with a side"),
        ([(0, 1), (2, 3)], [1, 1, -1, -1], 0),
        ([(0, 1)], [1, -1], 1),
        ([(0, 1, -1.0)], [1, -1], 1),
        ([(0, 1), (1, 2), (2, 3)], [1, np.nan, -1, 1], 1),
    ],
)
def test_odd_samples(make, ties, values, borders):
    found = analysis.analyze(make.sample_of(ties, values), ["bridges"], nulls=3).numbers["borders"]
    assert (found.value if found.value is not None else found.reason) == borders


def test_clusters_by_size():
    assert by_size(np.array([3, -1, 0, 3, 1, 1, 2, 3])).tolist() == [0, -1, 2, 0, 1, 1, 3, 0]
    assert by_size(np.array([-1, -1])).tolist() == [-1, -1]
