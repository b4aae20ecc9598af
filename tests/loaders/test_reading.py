"""Graphs from whatever a person has in Python, and what is said of them."""

import json

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse as sp

from sociophys.errors import GraphError, MissingError
from sociophys.workflow.facts import network_facts
from sociophys.workflow.reading import join_opinions, read_graph


def ties(graph):
    names = graph.names
    rows = zip(graph.edges["source"], graph.edges["target"], graph.edges["weight"], strict=True)
    return sorted((names[s], names[t], w) for s, t, w in rows)


def test_a_frame_and_a_node_table():
    frame = pd.DataFrame({"user_a": [1, 2], "user_b": [2, 3], "weight": [0.5, 2]})
    nodes = pd.DataFrame({"side": ["x", "y", "x", "y"]}, index=[1, 2, 3, 4])
    graph = read_graph(frame, nodes=nodes)
    assert ties(graph) == [("1", "2", 0.5), ("2", "3", 2.0)]
    assert graph.nodes["side"].tolist() == ["x", "y", "x", "y"]
    assert graph.reading.counts["isolates"] == 1


def test_a_networkx_graph():
    club = nx.karate_club_graph()
    graph = read_graph(club, weight=None)
    assert (graph.n_nodes, graph.n_edges) == (34, 78)
    assert graph.edges["weight"].sum() == 231
    assert graph.nodes["club"].iloc[0] == "Mr. Hi"
    path = nx.path_graph(3, create_using=nx.DiGraph)
    with pytest.raises(GraphError, match="the graph is directed, and which way influence runs is not said"):
        read_graph(path)
    assert ties(read_graph(path, arrow="source_listens")) == [("1", "0", 1.0), ("2", "1", 1.0)]


def test_a_networkx_graph_whose_nodes_have_an_attribute_called_id():
    graph = nx.Graph([("a", "b")])
    nx.set_node_attributes(graph, {"a": 7, "b": 8}, "id")
    assert read_graph(graph).nodes["id"].tolist() == [7, 8]


def test_matrices():
    symmetric = sp.csr_array(np.array([[0, 2.0, 0], [2.0, 0, -1], [0, -1, 0]]))
    assert ties(read_graph(symmetric)) == [("0", "1", 2.0), ("1", "2", -1.0)]
    arrows = np.array([[0, 1], [0, 0]])
    assert ties(read_graph(arrows, arrow="source_influences")) == [("0", "1", 1.0)]
    with pytest.raises(GraphError, match=r"its shape is \(2, 3\); allowed a square matrix"):
        read_graph(np.ones((2, 3)))


def test_frames_of_others():
    columns = {"retweeter": ["ann", "bob", "ann"], "author": ["bob", "cid", "bob"], "weight": [1.5, -2.0, 1.0]}
    people = {"id": ["ann", "bob", "cid", "dan"], "side": [1, None, -1, 1]}
    for frame, nodes in (
        (pl.DataFrame(columns), pl.DataFrame(people)),
        (pa.table(columns), pa.table(people)),
        (pd.DataFrame(columns), pl.DataFrame(people)),
        (pl.DataFrame(columns), pd.DataFrame(people).set_index("id")),
    ):
        graph = read_graph(frame, nodes=nodes, arrow="source_listens")
        assert ties(graph) == [("bob", "ann", 2.5), ("cid", "bob", -2.0)]
        assert graph.nodes["side"].isna().tolist() == [False, True, False, False]
        assert graph.reading.counts["isolates"] == 1
    codes = pd.DataFrame({"source": pd.Categorical(["007", "x"]), "target": [2**62, 2**62 + 1]})
    assert list(read_graph(codes).names) == ["007", str(2**62), "x", str(2**62 + 1)]
    with pytest.raises(GraphError, match="frame column 'target': holds a list; allowed text, numbers, dates"):
        read_graph(pd.DataFrame({"source": ["a"], "target": [["b"]]}))


def test_an_igraph_graph():
    graph = igraph.Graph([(0, 1), (0, 1), (2, 0)], directed=True)
    graph.es["weight"] = [1, 2, -1]
    with pytest.raises(GraphError, match="the graph is directed, and which way influence runs is not said"):
        read_graph(graph)
    found = read_graph(graph, arrow="source_influences")
    assert ties(found) == [("0", "1", 3.0), ("2", "0", -1.0)]
    assert found.reading.counts["duplicates_merged"] == 1
    graph.vs["label"] = ["a", "b", "c"]
    graph.vs["side"] = ["x", None, "y"]
    named = read_graph(graph, arrow="source_influences")
    assert ties(named) == [("a", "b", 3.0), ("c", "a", -1.0)]
    assert named.nodes["side"].isna().tolist() == [False, True, False]
    graph.vs["name"] = ["n", "n", "n"]  # tells nobody apart
    assert list(read_graph(graph, arrow="source_influences").names) == ["a", "b", "c"]
    with pytest.raises(GraphError, match="nodes: a graph holds its own nodes"):
        read_graph(graph, nodes=pd.DataFrame(index=["a"]))


def test_a_multigraph__counts_every_tie():
    graph = nx.MultiGraph()
    graph.add_edge("a", "b", sign=1, time=3)
    graph.add_edge("a", "b", sign=-1, time=5)
    graph.add_edge("b", "c", sign=-1, time=7, source="news")
    found = read_graph(graph, conflicts="negative")
    assert ties(found) == [("a", "b", -1.0), ("b", "c", -1.0)]
    assert (found.reading.counts["rows"], found.reading.counts["conflicting_pairs"]) == (3, 1)
    assert read_graph(graph, time="time", conflicts="sum").events["time"].tolist() == [3.0, 5.0, 7.0]
    assert read_graph(graph).nodes.index.tolist() == ["a", "b", "c"]


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil", "dok", "dia", "bsr"])
@pytest.mark.parametrize("kind", [bool, np.int8, np.float32])
def test_sparse_matrices_of_any_form(form, kind):
    matrix = sp.coo_array(np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], kind)).asformat(form)
    assert ties(read_graph(matrix, arrow="source_influences")) == [("0", "1", 1.0), ("1", "2", 1.0)]


def test_a_file_and_the_name_of_a_data_set(write):
    path = write("ties.csv", "ann,bob\nbob,cid\n")
    assert read_graph(path, directed=None).n_edges == 2
    assert read_graph("karate").n_nodes == 34
    graph = read_graph("karate")
    assert read_graph(graph) is graph


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (pd.DataFrame({"source": [], "target": []}), {}, "frame: no tie is left of 0 rows"),
        (pd.DataFrame({"source": ["a", None], "target": ["b", "c"]}), {}, "frame row 2: the source is empty"),
        (pd.DataFrame({"source": [1.23e18, 2.0], "target": ["b", "c"]}), {}, "frame row 1: id '1.23E+18' was damaged"),
        (pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [np.nan]}), {"weight": "weight"},
         "frame row 1: the weight is empty"),
        (pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [np.inf]}), {},
         "frame row 1: weight 'inf' is not a finite number"),
        (pd.DataFrame({"source": ["a"], "target": ["b"]}), {"conflict": "sum"},
         "frame conflict: unknown key 'conflict'"),
        (pd.DataFrame({"source": ["a"]}), {}, "frame: there is one column ('source'); a tie needs two ends"),
        (7, {}, "read_graph: a int is not a graph"),
    ],
)  # fmt: skip
def test_what_is_no_graph(frame, options, message):
    with pytest.raises(GraphError) as caught:
        read_graph(frame, **options)
    assert str(caught.value).startswith(message)


def test_names_that_are_neither_file_nor_data_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MissingError, match=r"karat: is neither a file here nor a data set. Did you mean 'karate'\?"):
        read_graph("karat")
    with pytest.raises(MissingError, match=r"ties.csv: there is no such file"):
        read_graph("ties.csv")


def test_facts_are_plain_data(write):
    path = write("ties.csv", "ann,bob,1\nbob,ann,1\nbob,cid,-1\ncid,bob,-1\ndan,dan,1\n")
    facts = network_facts(read_graph(path))
    assert json.loads(json.dumps(facts)) == facts
    assert (facts["n_nodes"], facts["n_edges"], facts["n_negative"], facts["directed"]) == (4, 2, 1, False)
    assert facts["dropped"] == {
        "self_loops_dropped": 1, "zero_weights_dropped": 0, "duplicates_merged": 2, "conflicting_pairs_dropped": 0,
    }  # fmt: skip
    assert (facts["components"], facts["largest_component"], facts["isolates"], facts["rows"]) == (2, 3, 1, 5)
    assert facts["example"].endswith("'ann' and 'bob' influence each other")
    assert facts["sniffed"]["directed"] == "no: every tie stands in both directions"


def test_opinions_in_words(write):
    graph = read_graph("karate")
    assert join_opinions(graph, "club").plus == "Officer"
    assert join_opinions(graph, "club", plus="Mr. Hi").minus == "Officer"
    users = write("users.csv", "id,stance\nmember 1,pro\nmember 2,anti\n")
    assert join_opinions(graph, f"{users}:stance").coverage == pytest.approx(2 / 34)
    with pytest.raises(
        GraphError, match=r"opinions: 'clubb' is no node attribute; allowed club, FILE:COLUMN. Did you mean"
    ):
        join_opinions(graph, "clubb")
    with pytest.raises(MissingError, match="there is no such file"):
        join_opinions(graph, "nothing.csv:stance")
