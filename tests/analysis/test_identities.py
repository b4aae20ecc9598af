"""What must hold on any state: exact identities, networkx, gauge, order of ties, other implementations."""

import networkx as nx
import numpy as np
import pytest

from sociophys.analyzers.domains import Domains
from sociophys.analyzers.mixing import Mixing
from sociophys.analyzers.neighbour_correlation import NeighbourCorrelation
from sociophys.analyzers.opinion import Opinion
from sociophys.analyzers.walls import Walls

RNG = np.random.default_rng(5)


def values_of(sample, *analyzers):
    return {k: v for analyzer in analyzers for k, v in analyzer().measure(sample, RNG).items()}


@pytest.mark.parametrize("seed", range(5))
def test_binary_scores_are_two_numbers(make, seed):
    rng = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(40, 120, seed=seed)
    spins = rng.choice([-1, 1], 40, p=[0.3, 0.7])
    found = values_of(make.sample_of_networkx(graph, spins), Mixing, Walls, Opinion)
    c, mk, m0 = found["edge_correlation"], found["degree_mean_opinion"], found["opinion_mean"]
    assert c == pytest.approx(np.mean([spins[a] * spins[b] for a, b in graph.edges]), abs=1e-12)
    assert mk == pytest.approx(sum(d * spins[v] for v, d in graph.degree) / 240, abs=1e-12)
    assert found["ei_index"] == pytest.approx(-c, abs=1e-12)
    assert found["wall_share"] == pytest.approx((1 - c) / 2, abs=1e-12)
    assert found["energy_per_tie"] == pytest.approx(-c, abs=1e-12)
    assert found["modularity"] == pytest.approx((c - mk**2) / 2, abs=1e-12)
    assert found["assortativity"] == pytest.approx((c - mk**2) / (1 - mk**2), abs=1e-12)
    assert found["opinion_variance"] == pytest.approx(1 - m0**2, abs=1e-12)


@pytest.mark.parametrize("directed", [False, True])
def test_equal_to_networkx(make, directed):
    graph = nx.gnp_random_graph(50, 0.1, seed=3, directed=directed)
    spins = np.random.default_rng(3).choice([-1, 1], 50)
    found = values_of(make.sample_of_networkx(graph, spins), Mixing)
    sides = [{v for v in graph if spins[v] == side} for side in (1, -1)]
    nx.set_node_attributes(graph, dict(enumerate(spins.tolist())), "side")
    assert found["modularity"] == pytest.approx(nx.community.modularity(graph, sides), abs=1e-12)
    assert found["assortativity"] == pytest.approx(nx.attribute_assortativity_coefficient(graph, "side"), abs=1e-12)


def test_domains_against_networkx(make):
    graph = nx.gnm_random_graph(200, 260, seed=8)
    spins = np.random.default_rng(8).choice([-1, 1], 200)
    same = graph.edge_subgraph([e for e in graph.edges if spins[e[0]] == spins[e[1]]]).copy()
    same.add_nodes_from(graph)
    sizes = np.array(sorted(map(len, nx.connected_components(same)), reverse=True))
    found = values_of(make.sample_of_networkx(graph, spins), Domains)
    assert found["domains"] == len(sizes)
    assert found["largest_domain"] == pytest.approx(sizes[0] / 200)
    assert found["effective_domains"] == pytest.approx(1 / np.sum((sizes / 200) ** 2))
    assert found["mean_other_domain"] == pytest.approx(np.sum(sizes[1:] ** 2) / np.sum(sizes[1:]))


def test_neighbour_correlation_is_pearson_with_weights_along_influence(make):
    rng = np.random.default_rng(2)
    weight = rng.random((12, 12)) * (rng.random((12, 12)) < 0.5)  # weight[i, j]: j influences i
    np.fill_diagonal(weight, 0)
    ties = [(j, i, weight[i, j]) for i in range(12) for j in range(12) if weight[i, j]]
    opinions = rng.uniform(-1, 1, 12)
    found = values_of(make.sample_of(ties, opinions, directed=True, scale="continuous"), NeighbourCorrelation)
    heard = weight @ opinions / weight.sum(axis=1)
    assert found["neighbour_correlation"] == pytest.approx(np.corrcoef(opinions, heard)[0, 1], abs=1e-12)


def test_gauge_changes_walls_but_not_tension(make):
    rng = np.random.default_rng(4)
    graph = nx.gnm_random_graph(30, 90, seed=4)
    signs, spins, gauge = rng.choice([-1, 1], 90), rng.choice([-1, 1], 30), rng.choice([-1, 1], 30)
    ties = [(a, b, float(s)) for (a, b), s in zip(graph.edges, signs, strict=True)]
    turned = [(a, b, s * gauge[a] * gauge[b]) for a, b, s in ties]
    before = values_of(make.sample_of(ties, spins), Walls, Domains)
    after = values_of(make.sample_of(turned, spins * gauge), Walls, Domains)
    for name in ("frustrated_edges", "energy_per_tie", "satisfied_clusters", "largest_satisfied"):
        assert before[name] == after[name]
    assert before["walls"] != after["walls"]
    assert before["satisfied_clusters"] != before["domains"]


def test_two_hostile_camps_are_at_peace_but_two_bubbles(make):
    ties = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3, -1.0), (2, 5, -1.0)]
    found = values_of(make.sample_of(ties, [1, 1, 1, -1, -1, -1]), Walls, Domains, Mixing)
    assert (found["domains"], found["satisfied_clusters"], found["frustrated_edges"]) == (2, 1, 0)
    assert found["walls"] == 2
    assert found["ei_index"] == -1  # hostile ties do not enter: only friendly ones can be kept to one's side
