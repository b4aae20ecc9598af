"""The adapter: shipped data, maps with the sides apart, seeds that stay local."""

import random

import networkx as nx
import numpy as np
import pytest

from sociophys.errors import MissingError
from sociophys.graphlib import layout as maps
from sociophys.graphlib.communities import edge_betweenness, leiden
from sociophys.graphlib.convert import ties_of
from sociophys.graphlib.layout import layout
from sociophys.graphlib.shipped import SHIPPED, shipped

COUNTS = {"karate": (34, 78), "florentine": (15, 20), "davis": (32, 89), "les_miserables": (77, 254)}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped(name):
    nodes, edges = shipped(name)
    assert (len(nodes), len(edges)) == COUNTS[name]
    assert all(isinstance(node, str) for node in nodes.index)
    assert nodes.index.is_unique
    assert edges.dtypes.astype(str).tolist() == ["int64", "int64", "float64"]


def test_karate_sides_and_near_miss():
    nodes, _ = shipped("karate")
    assert nodes.loc["member 1", "club"] == "Mr. Hi"
    assert nodes["club"].value_counts().to_dict() == {"Mr. Hi": 17, "Officer": 17}
    with pytest.raises(MissingError, match="Did you mean 'karate'"):
        shipped("karat")


def test_map_sets_the_sides_apart_and_repeats(karate):
    sides = karate.opinions.sides
    first = layout(karate.network, sides, seed=3)
    assert np.array_equal(first, layout(karate.network, sides, seed=3))
    assert first.shape == (34, 2)
    assert np.abs(first).max() <= 1
    assert np.mean(first[sides > 0, 0] < 0) >= 0.9
    assert np.mean(first[sides < 0, 0] > 0) >= 0.9


def test_map_keeps_tied_people_near(karate):
    places = layout(karate.network, karate.opinions.sides, seed=1)
    i, j = karate.network.edge_ends
    tied = np.hypot(*(places[i] - places[j]).T).mean()
    all_pairs = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)).mean()
    assert tied < 0.8 * all_pairs


@pytest.mark.parametrize("n", [1, 2, 5])
def test_map_of_hardly_anything(make, n):
    for sides in (np.zeros(n), np.ones(n), -np.ones(n)):
        places = layout(make.network_of([], n), sides, seed=0)
        assert places.shape == (n, 2)
        assert np.isfinite(places).all()


def test_large_maps_are_spectral(make, monkeypatch):
    monkeypatch.setattr(maps, "MAP_LIMIT", 100)
    graph = nx.planted_partition_graph(2, 100, 0.2, 0.01, seed=1)
    sides = np.repeat([1, -1], 100)
    places = layout(make.network_of(list(graph.edges)), sides, seed=0)
    assert np.isfinite(places).all()
    assert np.mean(places[sides > 0, 0] < 0) >= 0.9


def test_python_generator_is_left_alone(karate):
    random.seed(1)
    expected = random.random()
    random.seed(1)
    layout(karate.network, karate.opinions.sides, seed=9)
    leiden(karate.network, seed=9)
    assert random.random() == expected


def test_edge_betweenness_against_networkx(karate):
    graph = nx.karate_club_graph()
    expected = nx.edge_betweenness_centrality(graph)
    i, j, _ = ties_of(karate.network, positive=True)
    for a, b, found in zip(i, j, edge_betweenness(karate.network), strict=True):
        assert found == pytest.approx(expected[min(a, b), max(a, b)])


def test_hostile_ties_do_not_make_communities(make):
    clique = [(a, b) for a in range(5) for b in range(a)]
    ties = [*clique, *[(a + 5, b + 5) for a, b in clique], *[(a, a + 5, -1.0) for a in range(5)]]
    found = leiden(make.network_of(ties), seed=0)
    assert len(set(found[:5])) == len(set(found[5:])) == 1
    assert found[0] != found[5]
