"""Reference temperatures against exact values, a brute-force operator, and each other."""

import networkx as nx
import numpy as np
import pytest
import scipy.optimize

from sociophys.errors import NotDefinedError
from sociophys.network import Network
from sociophys.theory import temperature
from sociophys.theory.temperature import mean_field, non_backtracking


def of(make, graph, couplings=None):
    network = make.network_of([(a, b) for a, b in nx.convert_node_labels_to_integers(graph).edges])
    return network if couplings is None else network.with_couplings(couplings(network))


def brute_force(network):
    """Return T of rho = 1 from the dense operator on arrows, built entry by entry."""
    i, j = network.rows, network.indices
    follows = (i[None, :] == j[:, None]) & (j[None, :] != i[:, None])  # k -> j, then j -> i, k not i

    def radius(t):
        return np.linalg.eigvals(np.tanh(network.couplings / t)[:, None] * follows).real.max() - 1

    return scipy.optimize.brentq(radius, 0.3, 30)


@pytest.mark.parametrize("degree", [3, 4])
def test_regular_graphs_are_exact(make, degree):
    network = of(make, nx.random_regular_graph(degree, 600, seed=1))
    assert mean_field(network) == pytest.approx(degree)
    assert non_backtracking(network) == pytest.approx({3: 1.820478, 4: 2.885390}[degree], abs=1e-6)


def test_scaling_of_couplings_scales_temperatures(make):
    graph = nx.gnm_random_graph(60, 150, seed=2)
    network, tripled = of(make, graph), of(make, graph, lambda n: 3 * n.couplings)
    assert mean_field(tripled) == pytest.approx(3 * mean_field(network))
    assert non_backtracking(tripled) == pytest.approx(3 * non_backtracking(network))


@pytest.mark.parametrize("kind", ["weighted", "signed", "asymmetric"])
def test_general_couplings_against_brute_force(make, kind):
    graph, rng = nx.gnm_random_graph(14, 35, seed=3), np.random.default_rng(3)
    site, gauge = rng.uniform(0.5, 1.5, 14), rng.choice([-1, 1], 14)
    rules = {
        "weighted": lambda n: site[n.rows] * site[n.indices],
        "signed": lambda n: site[n.rows] * site[n.indices] * gauge[n.rows] * gauge[n.indices],
        "asymmetric": lambda n: 1 / n.degrees[n.rows],
    }
    network = of(make, graph, rules[kind])
    expected = brute_force(of(make, graph, rules["weighted"]) if kind == "signed" else network)
    assert non_backtracking(network) == pytest.approx(expected, rel=1e-7)  # a gauge changes no temperature


def test_the_three_ways_agree_and_so_does_arpack(make):
    network = of(make, nx.barabasi_albert_graph(400, 3, seed=4))
    matrix = temperature._cyclic_part(temperature._without_diagonal(network), "")
    expected = non_backtracking(network)
    assert temperature._root(lambda t: temperature._bethe_eigenvalue(matrix, t), matrix) == pytest.approx(expected)
    assert temperature._root(lambda t: temperature._arc_eigenvalue(matrix, t), matrix) == pytest.approx(expected)
    dense = np.linalg.eigvalsh(network.matrix().toarray())[-1]
    assert mean_field(network) == pytest.approx(dense, rel=1e-9)


def test_directed_spectral_abscissa(make):
    graph = nx.gnp_random_graph(24, 0.14, seed=5, directed=True)
    network = make.network_of(list(graph.edges), 24, directed=True)
    assert mean_field(network) == pytest.approx(np.linalg.eigvals(network.matrix().toarray()).real.max())
    assert non_backtracking(network) == pytest.approx(brute_force(network), rel=1e-7)


def test_self_coupling_does_not_enter(make):
    ties = [(0, 1), (1, 2), (2, 0), (0, 3), (3, 2)]
    assert mean_field(make.network_of([*ties, (1, 1, 9.0)])) == mean_field(make.network_of(ties))


@pytest.mark.parametrize(
    ("ties", "function", "why"),
    [
        ([(0, 1), (1, 2), (1, 3)], non_backtracking, "two cycles"),
        ([(0, 1), (1, 2), (2, 0), (2, 3)], non_backtracking, "two cycles"),
        ([(0, 0)], mean_field, "no coupling"),
        ([(0, 0)], non_backtracking, "two cycles"),
        ([(a, b, -1.0) for a in range(6) for b in range(a)], non_backtracking, "signs"),
    ],
)
def test_refused_with_the_condition_that_failed(make, ties, function, why):
    with pytest.raises(NotDefinedError, match=why):
        function(make.network_of(ties))


def test_influence_that_never_comes_back(make):
    network = make.network_of([(0, 1), (1, 2), (0, 2)], directed=True)
    with pytest.raises(NotDefinedError, match="one way only"):
        mean_field(network)
    layers = [(10 * k + a, 10 * (k + 1) + b) for k in range(6) for a in range(10) for b in range(10)]
    with pytest.raises(NotDefinedError, match="two cycles"):
        non_backtracking(Network.from_graph(make.graph_of(layers, directed=True)))
