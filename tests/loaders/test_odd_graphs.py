"""Graphs no one should count with: what would be read wrongly in silence is refused with a sentence."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sociophys.errors import GraphError, SociophysError
from sociophys.joining import OpinionsBlock
from sociophys.workflow.analyze import analyze
from sociophys.workflow.reading import read_graph

TIES = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
NAMED = pd.DataFrame({"x": [1, 2, 3]}, index=["a", "a", "b"])


def test_columns_by_keyword__may_be_called_source():
    frame = TIES.rename(columns={"source": "who", "target": "whom"}).assign(more="z")
    assert read_graph(frame, source="who", target="whom").n_edges == 2


@pytest.mark.parametrize(
    ("graph", "options", "sentence"),
    [
        (np.array([[0, np.nan], [np.nan, 0]]), {}, "matrix entry (0, 1): nan is no weight; allowed finite numbers."),
        (np.array([["a", "b"], ["c", "d"]]), {}, "matrix: its entries are of type <U1; allowed real numbers."),
        (np.eye(2) * 1j, {}, "matrix: its entries are of type complex128; allowed real numbers."),
        (1 - np.eye(3), {"nodes": ["a", "b", "c"]}, "nodes: a list is not a node table"),
        (1 - np.eye(3), {"nodes": NAMED}, "nodes: two nodes have the same id; allowed distinct ids."),
        (nx.Graph([(1, 2, {"weight": float("nan")})]), {}, "graph tie 1, 2: weight nan is no number"),
        (nx.Graph([(1, 2, {"weight": "x"})]), {}, "graph tie 1, 2: weight 'x' is no number"),
        (pd.DataFrame(), {}, "frame: there is no column; a tie needs two ends"),
        (TIES, {"nodes": pd.DataFrame()}, "nodes: there is no id; allowed a row a node."),
        (TIES, {"nodes": pd.DataFrame({"x": [1]}, index=["q"])}, "nodes: no id is a node of the graph"),
        (TIES, {"weight": "target"}, "frame: target and weight are both column 'target'"),
        (TIES.assign(weight=[1e308, 1]), {}, "frame row 1: weight '1.00E+308' is out of all proportion"),
        (TIES.assign(weight=[1, 1e-320]), {}, "frame row 2: weight '1e-320' is out of all proportion"),
    ],
)
def test_odd_graphs__are_refused(graph, options, sentence):
    with pytest.raises(GraphError) as raised:
        read_graph(graph, **options)
    assert str(raised.value).startswith(sentence)


def test_weights_below_fifty_empty_rows__are_not_overlooked(tmp_path):
    rows = "".join(f"a{k},b{k},\n" for k in range(60)) + "a,b,5\n"
    (tmp_path / "ties.csv").write_text("source,target,weight\n" + rows)
    with pytest.raises(GraphError, match="ties.csv:2: the weight is empty"):
        read_graph(tmp_path / "ties.csv")


def test_a_side_may_be_called_na_if_it_is_named():
    nodes = pd.DataFrame({"region": ["NA", "EU", "EU"]}, index=["a", "b", "c"])
    graph = read_graph(TIES, nodes=nodes)
    joined = OpinionsBlock(attribute="region", plus="NA", minus="EU").join(graph)
    assert joined.values.tolist() == [1.0, -1.0, -1.0]
    assert np.isnan(OpinionsBlock(attribute="region", plus="EU", minus="other").join(graph).values[0])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"nulls": 1.5}, "nulls: 1.5 is no whole number"),
        ({"nulls": "5"}, "nulls: '5' is no whole number"),
        ({"names": "secret"}, "names: 'secret' is not a choice; allowed keep, pseudonym."),
        ({"opinions": pd.Series([], dtype=float)}, "opinions: there is no id"),
    ],
)
def test_odd_wishes_of_an_analysis__are_refused(options, sentence):
    with pytest.raises(SociophysError) as raised:
        analyze(read_graph("karate"), **{"opinions": "club", **options})
    assert str(raised.value).startswith(sentence)


def test_a_name_is_not_a_graph_yet():
    with pytest.raises(GraphError, match="graph: a str is not a graph; allowed a Graph. Read it first"):
        analyze("karate")
