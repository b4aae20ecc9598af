"""GML and GraphML read into the same tables, with their traps."""

import pytest

from sociophys.errors import GraphError

GML = """Creator "someone on 2004"
graph [
  directed 0
  node [ id 0 label "Ann &amp; co" value 1 ]
  node [ id 1 label "Bob" value -1 graphics [ x 1.0 y 2.0 ] ]
  node [ id 2 label "Cid" ]
  edge [ source 0 target 1 weight 2.5 ]
  edge [ source 1 target 0 weight 1.5 ]
]
"""
GRAPHML = """<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="side" attr.type="string"/>
<key id="d1" for="edge" attr.name="weight" attr.type="double"/>
<graph edgedefault="{}">
<node id="ann"><data key="d0">left</data></node><node id="bob"/><node id="cid"/>
<edge source="ann" target="bob"><data key="d1">-1</data></edge>
</graph></graphml>
"""


def test_gml(read):
    graph = read(GML, name="x.gml")
    assert list(graph.names) == ["Ann & co", "Bob", "Cid"]
    assert graph.edges["weight"].tolist() == [4.0]  # undirected: the file says so, the tie stands twice
    assert graph.nodes["value"].tolist()[:2] == [1, -1]
    assert graph.reading.counts["isolates"] == 1
    assert graph.reading.sniffed["format"] == "gml"
    assert graph.reading.example.startswith("x.gml:7: ")


def test_gml_in_latin_1_and_without_labels(read):
    text = GML.replace("Bob", "Jos\u00e9").encode("latin-1")
    assert read(text, name="x.gml").names[1] == "Jos\u00e9"
    twice = read(GML.replace("Cid", "Bob"), name="x.gml")
    assert list(twice.names) == ["0", "1", "2"]
    assert twice.reading.sniffed["nodes"] == "named by id"


def test_graphml(read):
    graph = read(GRAPHML.format("undirected"), name="x.graphml")
    assert list(graph.names) == ["ann", "bob", "cid"]
    assert graph.edges["weight"].tolist() == [-1.0]
    assert graph.nodes["side"].tolist()[0] == "left"
    with pytest.raises(GraphError, match="the graph is directed, and which way influence runs is not said"):
        read(GRAPHML.format("directed"), name="x.graphml")
    assert read(GRAPHML.format("directed"), name="x.graphml", arrow="source_listens").directed


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.gml", GML.replace("]\n]", "]"), "x.gml: a bracket '[' is never closed; allowed pairs of [ and ]."),
        ("x.gml", GML + "]", "x.gml:10: ']' is not expected here; allowed key value pairs."),
        ("x.gml", GML.replace("source 1", "origin 1"), "x.gml:8: edge has no 'source'; allowed source, target."),
        ("x.gml", GML.replace("target 1", "target 7"), "x.gml:7: 1 ties have an end that is no node"),
        ("x.gml", GML + GML, "x.gml: the file holds 2 graphs; allowed one graph [ ... ] block."),
        ("x.gml", "graph " + "[ a " * 40, "x.gml:1: '[' is not expected here"),
        ("x.gml", "graph [ node [ id 1 ] ]", "x.gml: no tie is left of 0 rows"),
        ("x.graphml", GRAPHML.format("undirected").replace("</graph>", ""), "x.graphml:8: is not well-formed XML"),
        ("x.graphml", GRAPHML.replace("<graphml", BOMB + "<graphml", 1),
         "x.graphml: the file declares a document type"),
        ("x.graphml", GRAPHML.replace('target="bob"', 'target="bob" directed="true"').format("undirected"),
         "x.graphml: some ties are directed and some are not"),
    ],
)  # fmt: skip
def test_damaged_files(read, name, content, message):
    with pytest.raises(GraphError) as caught:
        read(content, name=name)
    assert str(caught.value).startswith(message)


def test_a_node_table_beside_a_graph_file_is_refused(read, write):
    write("n.csv", "id,x\nann,1\n")
    with pytest.raises(GraphError, match="a gml file holds its own nodes; allowed nodes with edge lists only"):
        read(GML, name="x.gml", nodes="n.csv")
