"""Lattices, rings, trees, complete networks: exact counts, degrees, clustering."""

import numpy as np
import pytest

from sociophys.loaders._degrees import is_graphical
from tests.loaders.modelled import clustering, degrees, ends, load, triangles


@pytest.mark.parametrize(
    ("length", "periodic", "ties"), [(3, True, 81), (5, True, 375), (2, False, 12), (4, False, 144)]
)
def test_cubic_lattice(length, periodic, ties):
    graph = load("cubic_lattice", length=length, periodic=periodic)
    assert (graph.n_nodes, graph.n_edges) == (length**3, ties)
    assert degrees(graph).max() == (6 if periodic or length > 2 else 3)
    assert degrees(graph).min() == (6 if periodic else 3)
    assert triangles(graph)[0] == (length**2 * 3 if length == 3 and periodic else 0)  # a circle of three closes
    steps = np.stack(
        [np.abs(np.subtract(*(graph.nodes[axis].to_numpy()[end] for end in ends(graph)))) for axis in "xyz"]
    )
    assert np.all((steps != 0).sum(axis=0) == 1)
    assert set(steps[steps != 0]) <= ({1, length - 1} if periodic else {1})
    assert graph.names[length + 1] == "1,1,0"


@pytest.mark.parametrize("length", [4, 5, 8])
def test_triangular_torus(length):
    graph = load("triangular_lattice", length=length)
    assert graph.n_edges == 3 * length**2
    assert set(degrees(graph)) == {6}
    assert clustering(graph) == pytest.approx(2 / 5)
    assert triangles(graph)[0] == 2 * length**2


def test_triangular_lattice_matches_the_antiferromagnet_of_the_literature():
    # 42 ground states and energy -1 a site on the 4 x 4 torus (reference values by enumeration)
    graph = load("triangular_lattice", length=4)
    source, target = ends(graph)
    states = ((np.arange(2**16)[:, None] >> np.arange(16)) & 1) * 2 - 1
    energy = (states[:, source] * states[:, target]).sum(axis=1)
    assert energy.min() == -16
    assert (energy == -16).sum() == 42


def test_open_triangular_lattice():
    graph = load("triangular_lattice", length=4, periodic=False)
    assert graph.n_edges == 2 * 4 * 3 + 9
    assert triangles(graph)[0] == 2 * 9
    assert sorted(degrees(graph))[:4] == [2, 2, 3, 3]


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_ring(k):
    graph = load("ring", n_nodes=40, neighbours=k)
    assert graph.n_edges == 40 * k
    assert set(degrees(graph)) == {2 * k}
    assert clustering(graph) == pytest.approx(3 * (k - 1) / (2 * (2 * k - 1)))
    row = load("ring", n_nodes=40, neighbours=k, periodic=False)
    assert row.n_edges == 40 * k - k * (k + 1) // 2
    assert degrees(row)[0] == k


@pytest.mark.parametrize(("branching", "depth", "nodes"), [(1, 5, 11), (2, 3, 22), (3, 4, 161), (9, 2, 101)])
def test_bethe_lattice(branching, depth, nodes):
    graph = load("bethe_lattice", branching=branching, depth=depth)
    assert (graph.n_nodes, graph.n_edges) == (nodes, nodes - 1)
    shell, leaf = graph.nodes["shell"].to_numpy(), graph.nodes["boundary"].to_numpy() == "yes"
    assert np.bincount(shell).tolist() == [1, *((branching + 1) * branching**s for s in range(depth))]
    assert set(degrees(graph)[leaf]) == {1}
    assert set(degrees(graph)[~leaf]) == {branching + 1}
    source, target = ends(graph)
    assert np.all(shell[target] - shell[source] == 1)


def test_complete():
    graph = load("complete", n_nodes=7)
    assert graph.n_edges == 21
    assert set(degrees(graph)) == {6}
    arrows = load("complete", n_nodes=7, directed=True)
    assert (arrows.n_edges, arrows.directed, arrows.reading.counts["mutual_pairs"]) == (42, True, 21)


def test_graphical_lists_are_those_that_enumeration_finds():
    possible = {tuple(sorted(np.bincount(graph, minlength=4))) for graph in _ends_of_all_graphs(4)}
    lists = np.stack(np.meshgrid(*[np.arange(5)] * 4), axis=-1).reshape(-1, 4)
    for row in lists:
        assert is_graphical(row) == (tuple(sorted(row)) in possible), row


def _ends_of_all_graphs(n):
    pairs = [(i, j) for i in range(n) for j in range(i)]
    chosen = [[p for k, p in enumerate(pairs) if code >> k & 1] for code in range(2 ** len(pairs))]
    return [np.array(graph, np.int64).ravel() for graph in chosen]
