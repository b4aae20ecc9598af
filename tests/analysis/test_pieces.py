"""The compiled union-find against SciPy's search, and exposure against the sums written out."""

import numpy as np
import pytest
import scipy.sparse as sp

from sociophys.analyzers._exposure import exposure
from sociophys.kernels.pieces import connected
from sociophys.network import Network
from sociophys.opinions import Opinions, Sample

from .conftest import graph_of


@pytest.mark.parametrize("n_ties", [0, 1, 40, 90, 400])
def test_pieces_are_those_that_a_search_finds(n_ties: int) -> None:
    rng = np.random.default_rng(n_ties)
    i, j = rng.integers(0, 100, (2, n_ties)).astype(np.int32)
    ties = sp.coo_array((np.ones(n_ties), (i, j)), shape=(100, 100))
    assert connected(i, j, 100).tolist() == sp.csgraph.connected_components(ties, directed=False)[1].tolist()


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("scale", ["binary", "categorical", "continuous"])
def test_exposure_is_the_sum_over_friendly_ties_written_out(scale: str, directed: bool) -> None:
    rng = np.random.default_rng(3)
    n, opinions = 30, rng.uniform(-1, 1, 30)
    opinions = opinions if scale == "continuous" else np.sign(opinions) * (rng.random(n) < 0.8)
    opinions[rng.random(n) < 0.1] = np.nan
    pairs = [(a, b) for a in range(n) for b in range(n) if (a < b or (directed and a != b)) and rng.random() < 0.2]
    pairs += [(4, 4)]
    weights = rng.choice([-1.0, 0.5, 2.0], len(pairs))
    ties = [(a, b, w) for (a, b), w in zip(pairs, weights, strict=True)]
    network = Network.from_graph(graph_of(ties, n, directed))
    held = Opinions(opinions, scale)
    found = exposure(Sample(network, held))
    heard, same = found.heard, found.same
    known = held.is_known if scale == "continuous" else held.sides != 0
    for i in range(network.n_nodes):
        slots = range(network.indptr[i], network.indptr[i + 1])
        near = [(int(network.indices[e]), network.weights[e]) for e in slots]
        near = [(j, w) for j, w in near if w > 0 and j != i and known[j]]
        sided = [(j, w) for j, w in near if held.sides[j] != 0]
        if known[i] and near:
            mean = sum(w * held.values[j] for j, w in near) / sum(w for _, w in near)
            assert heard[i] == pytest.approx(mean)
        else:
            assert np.isnan(heard[i])
        if held.sides[i] != 0 and sided:
            mine = sum(w for j, w in sided if held.sides[j] == held.sides[i])
            assert same[i] == pytest.approx(mine / sum(w for _, w in sided))
        else:
            assert np.isnan(same[i])
