"""What the tests of models share: draw one, count its degrees and triangles, compare means with an expectation."""

import numpy as np
import scipy.sparse as sp

from sociophys.parameters import read_member

# One small instance of every model, for what must hold for all of them.
SMALL = (
    {"kind": "barabasi_albert", "n_nodes": 60, "ties": 3},
    {"kind": "bethe_lattice", "branching": 2, "depth": 3},
    {"kind": "complete", "n_nodes": 9},
    {"kind": "complete", "n_nodes": 9, "directed": True},
    {"kind": "configuration", "degrees": [3, 3, 2, 2, 2, 0]},
    {"kind": "configuration", "n_nodes": 61, "degrees": {"poisson": 4.0}},
    {"kind": "configuration", "n_nodes": 90, "degrees": {"power_law": {"exponent": 2.1, "min": 1, "max": 80}}},
    {"kind": "cubic_lattice", "length": 3},
    {"kind": "cubic_lattice", "length": 2, "periodic": False},
    {"kind": "degree_corrected_blocks", "of": "karate", "factor": 1.7},
    {"kind": "degree_corrected_blocks", "of": {"kind": "complete", "n_nodes": 12, "directed": True}, "n_nodes": 40},
    {"kind": "erdos_renyi", "n_nodes": 50, "mean_degree": 5.0},
    {"kind": "planted_communities", "n_nodes": 150, "mixing": 0.3},
    {"kind": "random_regular", "n_nodes": 40, "degree": 5},
    {"kind": "random_regular", "n_nodes": 10, "degree": 7},
    {"kind": "ring", "n_nodes": 12, "neighbours": 2},
    {"kind": "ring", "n_nodes": 12, "neighbours": 2, "periodic": False},
    {"kind": "ring_shortcuts", "n_nodes": 40, "shortcuts": 1.5},
    {"kind": "signed_blocks", "sizes": [12, 20], "negative_across": 0.8},
    {"kind": "square_lattice", "length": 4},
    {"kind": "triangular_lattice", "length": 4},
    {"kind": "triangular_lattice", "length": 3, "periodic": False},
    {"kind": "watts_strogatz", "n_nodes": 40, "neighbours": 3, "rewire": 0.4},
    {"kind": "with_bots", "of": "karate", "bots": 5, "ties": 4},
    {"kind": "with_bots", "of": {"kind": "complete", "n_nodes": 7, "directed": True}, "bots": 0.3, "ties": 7},
)


def load(kind, seed=0, **values):
    """Draw a model by its kind and parameters."""
    loader, findings = read_member("loaders", {"kind": kind, **values})
    assert not findings, findings
    return loader.load(np.random.default_rng(seed))


def ends(graph):
    """Return sources and targets."""
    return graph.edges["source"].to_numpy(), graph.edges["target"].to_numpy()


def degrees(graph):
    """Return how many ties each node has."""
    return np.bincount(np.concatenate(ends(graph)), minlength=graph.n_nodes)


def triangles(graph):
    """Return the number of triangles and of wedges (pairs of ties that meet) of an undirected graph."""
    source, target = ends(graph)
    both = np.concatenate([source, target]), np.concatenate([target, source])
    a = sp.csr_array((np.ones(2 * len(source)), both), shape=(graph.n_nodes,) * 2)
    d = degrees(graph)
    return (a @ a).multiply(a).sum() / 6, float((d * (d - 1) / 2).sum())


def clustering(graph):
    """Return the share of wedges that are closed."""
    closed, wedges = triangles(graph)
    return 3 * closed / wedges


def z_of(values, expected):
    """Return by how many standard errors the mean of independent values (a row a draw) misses its expectation."""
    values = np.asarray(values, np.float64)
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return (values.mean(axis=0) - expected) / error
