"""Graph formats other than tables, read in a child process into the same tables, with their traps."""

import json

import igraph
import networkx as nx
import numpy as np
import pytest
import scipy.io
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from sociophys.errors import GraphError
from sociophys.reading import child
from tests.loaders.format_samples import GEXF, GML, GRAPHML, MTX, PAJEK, archive, sparse_archive


def ties(graph):
    names = graph.names
    rows = zip(graph.edges["source"], graph.edges["target"], graph.edges["weight"], strict=True)
    return sorted((names[s], names[t], w) for s, t, w in rows)


def test_gml(read):
    graph = read(GML, name="x.gml")
    assert list(graph.names) == ["Ann & co", "Bob", "Cid"]
    assert graph.edges["weight"].tolist() == [4.0]  # undirected: the file says so, the tie stands twice
    assert graph.nodes["value"].tolist()[:2] == [1, -1]
    assert list(graph.nodes) == ["value"]
    assert graph.reading.counts["isolates"] == 1
    assert graph.reading.sniffed["format"] == "gml"
    assert graph.reading.sniffed["not read"] == "graphics (more than one value)"
    assert graph.reading.example.startswith("x.gml:7: ")


def test_gml_in_latin_1_and_without_labels(read):
    text = GML.replace("Bob", "Jos\u00e9").encode("latin-1")
    assert read(text, name="x.gml").names[1] == "Jos\u00e9"
    twice = read(GML.replace("Cid", "Bob"), name="x.gml")
    assert list(twice.names) == ["0", "1", "2"]
    assert twice.nodes["label"].tolist() == ["Ann & co", "Bob", "Bob"]
    assert twice.reading.sniffed["nodes"] == "named by id: labels are missing or not distinct"


def test_gml__changes_nothing_that_igraph_changes(read):
    text = """graph [ comment "a [ b"
# a comment with a ] in it
node [ id "x" label 7 v 12345678901234567 ] node [ id 900 label "#8 &#233;&copy &eacute;" v "007" ]
edge [ source "x" target 900 w 1 w 2 sign -1 ] ]"""
    graph = read(text, name="x.gml")
    assert list(graph.names) == ["7", "#8 é&copy é"]
    assert graph.nodes["v"].tolist() == ["12345678901234567", "007"]
    assert graph.nodes["file id"].tolist() == ["x", "900"]  # not a running number, so it is kept
    assert ties(graph) == [("7", "#8 é&copy é", -1.0)]
    assert graph.reading.sniffed["not read"] == "w (more than one value)"
    assert graph.reading.example.startswith("x.gml:4: ")


def test_graphml(read):
    graph = read(GRAPHML.format("undirected"), name="x.graphml")
    assert list(graph.names) == ["ann", "bob", "cid"]
    assert graph.edges["weight"].tolist() == [-1.0]
    assert graph.nodes["side"].tolist()[0] == "left"
    assert graph.reading.example.startswith("x.graphml:7: ")
    with pytest.raises(
        GraphError, match="x.graphml:7: the graph is directed, and which way influence runs is not said"
    ):
        read(GRAPHML.format("directed"), name="x.graphml")
    assert read(GRAPHML.format("directed"), name="x.graphml", arrow="source_listens").directed


def test_graphml__keeps_what_igraph_loses(read):
    text = (
        '<g:graphml xmlns:g="x" xmlns:y="y">'
        '<g:key id="k" for="node" attr.name="side"><g:default>left</g:default></g:key>'
        '<g:key id="k2" for="node" attr.name="side"/><g:key id="long" for="edge" attr.name="n" attr.type="long"/>'
        '<g:key id="pic" yfiles.type="nodegraphics" for="node"/>'
        '<g:graph edgedefault="directed"><g:node id="a"><g:data key="pic"><y:Shape>z</y:Shape></g:data></g:node>\n'
        '<g:node id="b"><g:data key="k">right</g:data><g:data key="k2">&lt;b&gt;</g:data>'
        '<g:data key="new">true</g:data></g:node>'
        '<g:edge source="a" target="b"><g:data key="weight">-2</g:data></g:edge>\n'
        '<g:edge source="b" target="c" directed="false"/><g:node id="c"/></g:graph></g:graphml>'
    )
    graph = read(text, name="x.graphml", arrow="source_influences", weight="none")
    assert graph.nodes["side"].tolist() == ["left", "right", "left"]
    assert graph.nodes["side (k2)"].tolist()[1] == "<b>"
    assert graph.nodes["new"].tolist()[1] == "true"
    assert ties(graph) == [("a", "b", 1.0), ("b", "c", 1.0), ("c", "b", 1.0)]
    assert graph.reading.sniffed["mixed directions"] == "1 ties without direction stand in both directions"
    assert graph.reading.sniffed["not read"] == "<y:Shape>"
    negative = (
        text.replace("</g:edge>\n", "</g:edge>")
        .replace(' directed="false"/>', "/>")
        .replace('"b" target="c"', '"b" target="a"')
    )
    with pytest.raises(GraphError, match="x.graphml:2: the weight is empty"):
        read(negative, name="x.graphml", arrow="source_influences")


def test_gexf(read):
    graph = read(GEXF, name="x.gexf", arrow="source_influences")
    assert list(graph.names) == ["ann", "bob"]
    assert graph.nodes["file id"].tolist() == ["a7", "a9"]
    assert graph.nodes["side"].tolist() == ["left", "right"]
    assert ties(graph) == [("ann", "bob", -2.0), ("bob", "ann", 1.0)]  # a tie without a weight has weight 1
    assert graph.reading.sniffed["not read"] == "colours, sizes and positions"
    assert graph.reading.example.startswith("x.gexf:9: ")
    mutual = GEXF.replace('target="a7"/>', 'target="a9" type="mutual"/>').replace('source="a9"', 'source="a7"')
    assert len(read(mutual, name="x.gexf", arrow="source_influences", conflicts="sum").edges) == 2
    assert not read(GEXF.replace("directed", "undirected"), name="x.gexf", conflicts="sum").directed


def test_pajek(read):
    graph = read(PAJEK, name="x.net", arrow="source_influences")
    assert list(graph.names) == ["1", "2", "3", "4"]  # vertex 3 has no label
    assert ties(graph) == [("1", "2", -1.5), ("2", "4", 3.0), ("4", "2", 3.0)]
    assert graph.reading.sniffed["format"] == "pajek"
    assert graph.reading.sniffed["not read"] == (
        "coordinates, shapes and times of vertices, labels, colours and times of ties"
    )
    labelled = read(PAJEK.replace("*Arcs", "3 c\n*Arcs"), name="x.net", arrow="source_influences")
    assert list(labelled.names) == ["ann lee", "bob", "c", "dan"]


def test_pajek__lists_relations_and_two_modes(read):
    text = '*vertices 4 2\n1 "a"\n2 "b"\n3 "c"\n4 "d"\n*Arcslist :1 "likes"\n1 3 4\n*arcs :2 "hates"\n2 3 -1\n'
    graph = read(text, name="x.net", arrow="source_listens")
    assert ties(graph) == [("c", "a", 1.0), ("c", "b", -1.0), ("d", "a", 1.0)]
    assert graph.nodes["mode"].tolist() == [1, 1, 2, 2]
    assert ties(read(text, name="x.net", arrow="source_listens", where={"relation": "hates"})) == [("c", "b", -1.0)]
    edges = read("*Vertices 3\n*Edgeslist\n1 2 3\n*Partition x\n*Vertices 3\n1\n2\n1\n", name="x.net")
    assert (ties(edges), edges.directed) == ([("1", "2", 1.0), ("1", "3", 1.0)], False)
    assert edges.reading.sniffed["not read"] == "*Partition"


def test_matrix_market(read):
    graph = read(MTX, name="x.mtx", arrow="source_influences")
    assert (ties(graph), list(graph.names)) == ([("1", "2", 0.5), ("3", "1", -2.0)], ["1", "2", "3"])
    assert graph.reading.example.startswith("x.mtx:4: ")
    symmetric = MTX.replace("general", "symmetric").replace("3 3 2\n1 2 0.5", "4 4 3\n2 1 0.5\n2 2 7")
    graph = read(symmetric, name="x.mtx")
    assert (graph.directed, graph.n_nodes, graph.reading.counts["rows"]) == (False, 4, 3)
    assert (ties(graph), graph.reading.counts["self_loops_dropped"]) == ([("2", "1", 0.5), ("3", "1", -2.0)], 1)
    dense = "%%MatrixMarket matrix array integer general\n2 2\n0\n1\n0\n0\n"
    assert ties(read(dense, name="x.mtx", arrow="source_influences")) == [("2", "1", 1.0)]


def test_archives(read):
    matrix = np.array([[0, -1.5, 0], [2, 0, 0], [0, 0, 0]])
    for form in ("csr", "csc", "coo", "bsr", "dia"):
        graph = read(sparse_archive(sp.coo_array(matrix).asformat(form)), name="x.npz", arrow="source_influences")
        assert (ties(graph), graph.n_nodes) == ([("0", "1", -1.5), ("1", "0", 2.0)], 3)
    graph = read(archive(source=["ann", "bob"], target=["bob", "cid"], sign=[1, -1]), name="x.npz")
    assert ties(graph) == [("ann", "bob", 1.0), ("bob", "cid", -1.0)]
    graph = read(archive(source=[1, 2**60], target=[2, 1], weight=[0.5, 1]), name="x.npz")
    assert ties(graph) == [("1", "2", 0.5), (str(2**60), "1", 1.0)] or graph.names[1] == "2"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"nodes": [{"id": "a", "x": 1}, {"id": "b"}], "links": [{"source": "a", "target": "b", "weight": -2}]},
         [("a", "b", -2.0)]),
        ({"nodes": ["a", "b"], "edges": [["a", "b", 3]]}, [("a", "b", 3.0)]),
        ({"nodes": [{"name": "a"}, {"name": "b"}], "links": [{"source": 1, "target": 0, "value": 4}]},
         [("b", "a", 4.0)]),  # D3: ties count the nodes
        ({"nodes": [{"name": "a"}, {"name": "b"}], "links": [{"source": "b", "target": "a"}]}, [("b", "a", 1.0)]),
        ({"nodes": [{"id": 1, "label": "a"}, {"id": 2, "label": "b"}], "edges": [{"from": 1, "to": 2}]},
         [("1", "2", 1.0)]),
        ({"edges": [["a", "b"]]}, [("a", "b", 1.0)]),
        ([["a", "b"], ["b", "c"]], [("a", "b", 1.0), ("b", "c", 1.0)]),
        ([{"retweeter": "a", "author": "b", "weight": 2}], [("b", "a", 2.0)]),
        ([[12345678901234567890, 1.5]], [("12345678901234567890", "1.5", 1.0)]),
    ],
)  # fmt: skip
def test_json(read, content, expected):
    graph = read(json.dumps(content), name="x.json", arrow="source_listens" if "retweeter" in str(content) else "ask")
    assert ties(graph) in (expected, [(b, a, w) for a, b, w in expected])


def test_json__says_its_direction_and_leaves_out_what_is_no_text(read):
    graph = {
        "directed": True,
        "nodes": [{"id": "a", "tags": [1]}, {"id": "b", "ok": True}],
        "links": [{"source": "a", "target": "b"}],
    }
    with pytest.raises(GraphError, match="the graph is directed, and which way influence runs is not said"):
        read(json.dumps(graph), name="x.json")
    found = read(json.dumps(graph), name="x.json", arrow="source_listens")
    assert ties(found) == [("b", "a", 1.0)]
    assert found.reading.sniffed["not read"] == "tags (a list or an object)"
    assert found.nodes["ok"].tolist()[1] == "true"


def club():
    graph = nx.karate_club_graph()
    for k, (_, _, data) in enumerate(graph.edges(data=True)):
        data["sign"] = -1 if k % 3 == 0 else 1
    return nx.relabel_nodes(graph, {k: f"Zo\u00eb {k}" for k in graph})


def expected_ties(graph):
    return {frozenset((a, b)): data["weight"] * data["sign"] for a, b, data in graph.edges(data=True)}


@pytest.mark.parametrize("form", ["gml", "graphml", "gexf", "json", "net", "igraph gml", "igraph graphml"])
def test_what_others_write__is_read_back_whole(read, tmp_path, form):
    graph, path = club(), tmp_path / f"x.{form.split()[-1]}"
    if form == "json":
        path.write_text(json.dumps(nx.node_link_data(graph)))
    elif form == "net":
        signed = igraph.Graph.from_networkx(graph)
        signed.vs["name"] = signed.vs["_nx_name"]  # igraph keeps the name in Pajek's label
        signed.es["weight"] = [w * s for w, s in zip(signed.es["weight"], signed.es["sign"], strict=True)]
        signed.write_pajek(str(path))
    elif form.startswith("igraph"):
        other = igraph.Graph.from_networkx(graph)
        other.vs["label"] = other.vs["_nx_name"]
        getattr(other, f"write_{form.split()[1]}")(str(path))
    else:
        getattr(nx, f"write_{form}")(graph, path)
    found = read(path.read_bytes(), name=path.name)
    names = found.nodes["label"].to_numpy() if form == "igraph graphml" else found.names
    pairs = zip(found.edges["source"], found.edges["target"], strict=True)
    got = {frozenset((names[a], names[b])): w for (a, b), w in zip(pairs, found.edges["weight"], strict=True)}
    assert got == expected_ties(graph)
    assert not found.directed
    if form != "net":
        assert dict(zip(names, found.nodes["club"], strict=True)) == dict(graph.nodes(data="club"))


def test_what_scipy_writes__is_read_back_whole(read, tmp_path):
    matrix = nx.to_scipy_sparse_array(club())
    scipy.io.mmwrite(tmp_path / "x.mtx", matrix)
    for name, content in (("x.mtx", (tmp_path / "x.mtx").read_bytes()), ("x.npz", sparse_archive(matrix))):
        found = read(content, name=name)
        back = sp.coo_array((found.edges["weight"], (found.edges["source"], found.edges["target"])), matrix.shape)
        assert (abs(back + back.T - matrix) > 0).nnz == 0
        assert not found.directed


@pytest.mark.parametrize(
    ("file", "n_nodes", "n_edges", "n_negative"),
    [
        ("polarization/karate.gml.gz", 34, 78, 0),
        ("polarization/books.gml.gz", 105, 441, 0),
        ("polarization/polblogs_undirected.gml.gz", 1490, 16715, 0),
        ("polarization/beefban_opinion.gml.gz", 799, 6026, 0),
        ("signed/monastery_interactions.graphml.gz", 18, 49, 12),
    ],
)
def test_real_files(shared_data, file, n_nodes, n_edges, n_negative):
    from sociophys.workflow.reading import read_graph

    graph = read_graph(shared_data / file, directed=False, duplicates="first")
    negative = int((graph.edges["weight"] < 0).sum())
    assert (graph.n_nodes, graph.n_edges, negative) == (n_nodes, n_edges, n_negative)


def named_graphs():
    letters = st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co"))
    names = st.lists(st.text(letters, min_size=1, max_size=6), min_size=2, max_size=6, unique=True)
    return names.flatmap(
        lambda found: st.tuples(
            st.just(found),
            st.dictionaries(
                st.tuples(st.integers(0, len(found) - 1), st.integers(0, len(found) - 1)),
                st.sampled_from([-2.5, -1.0, 0.5, 3.0]),
                min_size=1,
            ),
        )
    )


def written(graph, form):
    """Return a networkx graph as another library writes it."""
    if form == "json":
        return json.dumps(nx.node_link_data(graph)).encode()
    if form in ("gml", "graphml"):
        lines = nx.generate_gml(graph) if form == "gml" else nx.generate_graphml(graph)
    else:
        lines = nx.generate_gexf(graph)
    return "\n".join(lines).encode()


@pytest.mark.parametrize("form", ["gml", "graphml", "gexf", "json"])
@settings(max_examples=40, deadline=None)
@given(drawn=named_graphs())
def test_any_names_and_signs__come_back(form, drawn):
    names, found = drawn
    graph = nx.DiGraph()
    graph.add_nodes_from((name, {"side": f"{name}!"}) for name in names)
    graph.add_weighted_edges_from((names[a], names[b], weight) for (a, b), weight in found.items())
    parsed = child.read(form, written(graph, form), "x")
    assert parsed.directed
    assert parsed.nodes["id"].text == names
    assert parsed.nodes["side"].text == [f"{name}!" for name in names]
    columns = (parsed.ties[key].text for key in ("source", "target", "weight"))
    got = {(a, b): float(weight) for a, b, weight in zip(*columns, strict=True)}
    assert got == {(names[a], names[b]): weight for (a, b), weight in found.items()}


def test_a_node_table_beside_a_graph_file_is_refused(read, write):
    write("n.csv", "id,x\nann,1\n")
    with pytest.raises(GraphError, match="a GML file holds its own nodes; allowed nodes with edge lists only"):
        read(GML, name="x.gml", nodes="n.csv")
