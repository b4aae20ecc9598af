"""The adapter: shipped data, maps with the sides apart, seeds that stay local."""

import random

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sociophys.errors import MissingError
from sociophys.graph import Graph
from sociophys.graphlib import communities as groups
from sociophys.graphlib.communities import leiden
from sociophys.graphlib.convert import friendly
from sociophys.graphlib.crowd import crowd
from sociophys.graphlib.layout import layout
from sociophys.graphlib.shipped import SHIPPED, shipped
from sociophys.kernels.forces import pushes
from sociophys.kernels.moving import move
from sociophys.network import Network

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


def test_who_has_no_ties_stands_in_rows_at_the_foot(make):
    clique = [(a, b) for a in range(30) for b in range(a)]
    sides = np.repeat([1, -1], [20, 40])
    places = layout(make.network_of([*clique, (30, 31)], 60), sides, seed=0)
    foot = places[30:]
    assert foot[:, 1].max() < places[:30, 1].min()
    assert len(np.unique(foot[:, 1].round(6))) <= 2
    assert len(np.unique(places.round(6), axis=0)) == 60


@pytest.fixture(scope="module")
def planted():
    graph = nx.planted_partition_graph(8, 60, 0.25, 0.004, seed=1)
    graph.add_nodes_from(range(480, 500))
    ties = pd.DataFrame([(a, b, 1.0) for a, b in graph.edges], columns=["source", "target", "weight"])
    network = Network.from_graph(Graph(pd.DataFrame(index=[f"p{k}" for k in range(500)]), ties, False))
    return network, np.repeat([1, -1, 0], [240, 240, 20])


def test_a_crowd_repeats_and_keeps_to_its_circles(planted):
    network, sides = planted
    found = crowd(network, sides, seed=0, width=1.2)
    again = crowd(network, sides, seed=0, width=1.2)
    assert np.array_equal(found.places, again.places)
    assert np.array_equal(found.circle, again.circle)
    assert np.bincount(found.circle + 1).tolist() == [20, *[60] * 8]
    inside = found.circle >= 0
    away = np.hypot(*(found.places[inside] - found.centres[found.circle[inside]]).T)
    assert (away <= found.radii[found.circle[inside]] + 1e-9).all()
    assert found.places.min() >= 0
    assert (found.places <= [1.2, 1.0]).all()
    gaps = np.hypot(*(found.centres[:, None] - found.centres[None]).transpose(2, 0, 1))
    apart = gaps - found.radii[:, None] - found.radii
    assert apart[np.triu_indices(8, 1)].min() > 0
    assert found.places[sides > 0, 0].mean() < found.places[sides < 0, 0].mean()


def test_a_crowd_of_strangers(make):
    found = crowd(make.network_of([(0, 1)], 30), np.zeros(30), seed=0, width=1.2)
    assert np.isfinite(found.places).all()
    assert np.isfinite(found.centres).all()


def test_quick_communities_are_those_planted(planted, monkeypatch):
    network, _ = planted
    monkeypatch.setattr(groups, "_MANY", 100)  # local moving comes first, as in large networks
    found = groups.quick_communities(network, seed=0)
    assert len({(int(c), k // 60) for k, c in enumerate(found[:480])}) == 8
    assert np.array_equal(found, groups.quick_communities(network, seed=0))


def test_local_moving_is_that_of_the_plain_loop(planted):
    ties = friendly(planted[0])
    strength = np.asarray(ties.sum(axis=1), np.float64).ravel()
    alone = np.arange(500, dtype=np.int32)
    found = move(ties.indptr, ties.indices, ties.data, strength, alone, 1.0, 1)
    group, dense = list(range(500)), ties.toarray()
    for i in range(500):
        gains = {}
        for c in dict.fromkeys([group[i], *(group[j] for j in np.flatnonzero(dense[i]))]):
            others = [j for j in range(500) if group[j] == c and j != i]
            gains[c] = dense[i, others].sum() - strength[i] * strength[others].sum() / strength.sum()
        best = group[i]
        for c, gain in gains.items():
            best = c if gain > gains[best] + 1e-12 else best
        group[i] = best
    assert found.tolist() == group


def test_pushes_are_those_of_every_pair():
    x, y, mass = np.random.default_rng(0).standard_normal((3, 40))
    push_x, push_y = pushes(x, y, mass, 0.01)
    for i in range(40):
        force = mass[i] * mass / ((x[i] - x) ** 2 + (y[i] - y) ** 2 + 0.01)
        assert push_x[i] == pytest.approx(np.sum(force * (x[i] - x)))
        assert push_y[i] == pytest.approx(np.sum(force * (y[i] - y)))


def test_python_generator_is_left_alone(karate):
    random.seed(1)
    expected = random.random()
    random.seed(1)
    layout(karate.network, karate.opinions.sides, seed=9)
    leiden(karate.network, seed=9)
    assert random.random() == expected


def test_hostile_ties_do_not_make_communities(make):
    clique = [(a, b) for a in range(5) for b in range(a)]
    ties = [*clique, *[(a + 5, b + 5) for a, b in clique], *[(a, a + 5, -1.0) for a in range(5)]]
    found = leiden(make.network_of(ties), seed=0)
    assert len(set(found[:5])) == len(set(found[5:])) == 1
    assert found[0] != found[5]
