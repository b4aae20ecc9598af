"""Coupling rules: what each makes of a small signed network, how they stack, and symmetry."""

import numpy as np
import pandas as pd
import pytest

from sociophys import registry
from sociophys.errors import GraphError
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import read_member

RNG = np.random.default_rng(0)


@pytest.fixture
def graph():
    """A path a - b - c - d with weights 2, -3, 0.5; c and d of another party, no party known for b."""
    nodes = pd.DataFrame({"party": ["red", None, "blue", "blue"]}, index=list("abcd"))
    edges = pd.DataFrame({"source": [0, 1, 2], "target": [1, 2, 3], "weight": [2.0, -3.0, 0.5]})
    return Graph(nodes, edges, False)


def matrix(graph, *rules):
    network = Network.from_graph(graph)
    for raw in rules:
        rule, findings = read_member("couplings", raw)
        assert not findings
        network = network.with_couplings(rule.couple(network.couplings, network, graph, RNG))
    return network.matrix().toarray()


def path_of(ab, bc, cd):
    expected = np.zeros((4, 4))
    for (i, j), value in zip(((0, 1), (1, 2), (2, 3)), (ab, bc, cd), strict=True):
        expected[i, j] = expected[j, i] = value
    return expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["uniform"], (1, 1, 1)),
        ([{"kind": "uniform", "strength": -0.5}], (-0.5, -0.5, -0.5)),
        (["from_sign"], (1, -1, 1)),
        ([{"kind": "from_sign", "positive": 2.0, "negative": -0.3}], (2, -0.3, 2)),
        (["from_weight"], (2, -3, 0.5)),
        ([{"kind": "from_weight", "transform": "log1p"}], (np.log(3), -np.log(4), np.log(1.5))),
        ([{"kind": "from_weight", "transform": "tanh", "scale": 2.0}], (np.tanh(1), -np.tanh(1.5), np.tanh(0.25))),
        ([{"kind": "from_weight", "transform": "sqrt", "strength": 3.0}], (3 * 2**0.5, -3 * 3**0.5, 3 * 0.5**0.5)),
        ([{"kind": "homophily", "attribute": "party", "same": 2, "different": -1}], (2, -3, 1)),
        (["from_sign", {"kind": "homophily", "attribute": "party", "unknown": 0.5, "same": 3.0}], (0.5, -0.5, 3)),
        ([{"kind": "from_weight", "transform": "log1p"}, "uniform"], (1, 1, 1)),
    ],
)
def test_rules(graph, rules, expected):
    assert matrix(graph, *rules) == pytest.approx(path_of(*expected))


def test_homophily_sets_ties_across_parties(graph):
    known = Graph(graph.nodes.assign(party=list("rrbb")), graph.edges, False)
    rules = ["uniform", {"kind": "homophily", "attribute": "party", "same": 1.0, "different": -0.3}]
    assert matrix(known, *rules) == pytest.approx(path_of(1, -0.3, 1))


def test_degree_normalised_rows_sum_to_one_and_empty_rows_stay_zero(graph):
    lonely = Graph(pd.concat([graph.nodes, pd.DataFrame(index=["e"])]), graph.edges, False)
    found = matrix(lonely, "degree_normalised")
    assert np.abs(found).sum(axis=1) == pytest.approx([1, 1, 1, 1, 0])
    assert found[1] == pytest.approx([0.4, 0, -0.6, 0, 0])
    assert found[1, 0] != found[0, 1]  # unequal degrees: no longer symmetric


NEEDED = {"homophily": {"attribute": "party"}, "hebbian": {"patterns": 2}, "nishimori": {"negative": 0.2}}
NOT_HERE = ("degree_normalised", "sherrington_kirkpatrick")  # not symmetric; for complete networks only


@pytest.mark.parametrize("kind", [k for k in registry.kinds("couplings") if k not in NOT_HERE])
def test_symmetric_in_symmetric_out(graph, kind):
    found = matrix(graph, {"kind": kind, **NEEDED.get(kind, {})})
    assert np.array_equal(found, found.T)


def test_directed_influences_stand_in_the_row_of_who_is_influenced():
    edges = pd.DataFrame({"source": [0], "target": [1], "weight": [-4.0]})
    graph = Graph(pd.DataFrame(index=["a", "b"]), edges, True)
    assert matrix(graph, "from_sign").tolist() == [[0, 0], [-1, 0]]


def test_an_attribute_that_is_not_there(graph):
    with pytest.raises(GraphError, match="no node attribute 'side'; allowed party"):
        matrix(graph, {"kind": "homophily", "attribute": "side"})


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ({"kind": "from_weight", "transform": "log"}, "'log' is not a choice"),
        ({"kind": "from_weight", "scale": 0}, "0 is not above 0"),
        ({"kind": "from_sign", "negative": 0.5}, "0.5 is above 0"),
        ({"kind": "uniform", "strength": float("inf")}, "inf is not a finite number"),
        ({"kind": "homophily"}, "'attribute' is missing"),
        ({"kind": "from_wheight"}, "'from_wheight' is not a kind"),
    ],
)
def test_rules_that_are_refused(raw, what):
    _, findings = read_member("couplings", raw)
    assert what in findings[0].what
