"""Damaged and hostile graph files: one clear message each, from a child process whose limits are stated."""

import io
import json
import pickle
import time
import zipfile

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from sociophys.errors import GraphError, SociophysError
from sociophys.reading import child, formats
from tests.loaders.format_samples import GEXF, GML, GRAPHML, MTX, PAJEK, archive, sparse_archive

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
XML = GRAPHML.format("undirected")
RUNS = type("Runs", (), {"__reduce__": lambda self: (print, ("it ran",))})


def objects(**arrays):
    out = io.BytesIO()
    np.savez(out, allow_pickle=True, **arrays)
    return out.getvalue()


def zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("source.npy", bytes(1 << 27))
    return out.getvalue()


def no_array():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("source.npy", b"no array")
        file.writestr("target.npy", b"no array")
    return out.getvalue()


def odd_header():
    head = b"{'descr': '<i8', 'fortran_order': False, 'shape': (\n"  # a bracket that is never closed
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("source.npy", b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head)
    return out.getvalue()


def claim(shape):
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": "<i8", "fortran_order": False, "shape": shape})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive_file:
        archive_file.writestr("source.npy", out.getvalue())
        archive_file.writestr("target.npy", out.getvalue())
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.gml", GML.replace("]\n]", "]"), "x.gml: a bracket '[' is never closed; allowed pairs of [ and ]."),
        ("x.gml", GML + "]", "x.gml:10: ']' is not expected here; allowed key value pairs."),
        ("x.gml", GML.replace("source 1", "origin 1"), "x.gml:8: edge has no 'source'; allowed source, target."),
        ("x.gml", GML.replace("target 1", "target 7"), "x.gml:7: 1 ties have an end that is no node, the first '7'"),
        ("x.gml", GML.replace("id 2", "id 1"), "x.gml:6: id '1' stands already at x.gml:5; allowed each id once."),
        ("x.gml", GML.replace("id 2", "idd 2"), "x.gml:6: node has no 'id'"),
        ("x.gml", GML.replace("directed 0", "directed 2"), "x.gml: directed is '2'; allowed 0 or 1."),
        ("x.gml", GML.replace("source 1", "source 1 source 2"), "x.gml: a node has two ids or a tie two sources"),
        ("x.gml", GML.replace('"Bob"', '"Bob'), "x.gml:"),
        ("x.gml", "node [ id 1 ] edge [ source 1 target 1 ]", "x.gml: the file holds 0 graphs"),
        ("x.gml", GML + GML, "x.gml: the file holds 2 graphs; allowed one graph [ ... ] block."),
        ("x.gml", "graph " + "[ a " * 100_000, "x.gml:1: blocks stand more than 16 deep in each other"),
        ("x.gml", "graph [ node [ id 1 ] ]", "x.gml: no tie is left of 0 rows"),
        ("x.gml", pickle.dumps(RUNS()), "x.gml: "),
        ("x.graphml", XML.replace("</graph>", ""), "x.graphml:8: is not well-formed XML (mismatched tag)"),
        ("x.graphml", XML.replace("<graphml", BOMB + "<graphml", 1), "x.graphml:2: the file declares a document type"),
        ("x.graphml", XML.replace('id="bob"', 'id="ann"'), "x.graphml:6: id 'ann' stands already at x.graphml:6"),
        ("x.graphml", XML.replace('target="bob"', 'target="eve"'), "x.graphml:7: 1 ties have an end that is no node"),
        ("x.graphml", XML.replace('<node id="cid"/>', '<node id="cid"><graph/></node>'),
         "x.graphml:6: a graph stands inside of another"),
        ("x.graphml", XML.replace("</graphml>", "<graph/></graphml>"), "x.graphml: the file holds 2 graphs"),
        ("x.graphml", XML.replace("<edge", "<hyperedge/><edge"), "x.graphml:7: a hyperedge ties more than two nodes"),
        ("x.graphml", XML.replace("<node", "<a>" * 100_000 + "<node", 1), "x.graphml:6: elements stand more than 64"),
        ("x.graphml", XML.replace('"1.0"', '"1.0" encoding="UTF-8"').replace("left", "é").encode("latin-1"),
         "x.graphml: declares UTF-8, but line 6 is not UTF-8"),
        ("x.graphml", XML.replace('"1.0"', '"1.0" encoding="unicode_escape"'), "x.graphml: declares the encoding"),
        ("x.xml", "<?xml version='1.0'?><svg></svg>", "x.xml: this is XML of another kind"),
        ("x.gexf", GEXF.replace("<nodes>", "<nodes><node id='q'><nodes><node id='r'/></nodes></node>"),
         "x.gexf:5: <nodes> stands outside of <graph>"),
        ("x.gexf", GEXF.replace('value="right"', 'value="right" start="1"'), "x.gexf:7: attribute 'side' changes over"),
        ("x.net", PAJEK.replace("2 4 3", "2 9 3"), "x.net:10: '9' is no vertex; allowed 1 to 4."),
        ("x.net", PAJEK.replace("Vertices 4", "Vertices 999999999"),
         "x.net:3: the header claims 999,999,999 nodes in a file of"),
        ("x.net", PAJEK.replace("1 2 -1.5", "1"), "x.net:8: '1' is no tie"),
        ("x.net", PAJEK + PAJEK, "x.net:12: a second network begins"),
        ("x.net", "*Matrix\n0 1\n1 0\n", "x.net:1: '*Matrix' is no section that is read"),
        ("x.mtx", MTX.replace("3 3 2", "999999999 999999999 2"), "x.mtx:3: the header claims 999,999,999 nodes"),
        ("x.mtx", MTX.replace("3 3 2", "3 3 999999999999"), "x.mtx:3: the header claims 999,999,999,999 entries"),
        ("x.mtx", MTX.replace("3 3 2", "3 3 3"), "x.mtx: is damaged (Truncated file"),
        ("x.mtx", MTX.replace("1 2 0.5", "1 9 0.5"), "x.mtx:4: is damaged"),
        ("x.mtx", MTX.replace("1 2 0.5", "1 2 0,5"), "x.mtx:4: '1 2 0,5' is no entry; allowed row column value, such"),
        ("x.mtx", MTX.rstrip() + "x", "x.mtx:5: "),
        ("x.mtx", MTX.replace("3 3 2", "3 4 2"), "x.mtx:3: its shape is (3, 4); allowed a square matrix."),
        ("x.mtx", MTX.replace("general", "skew-symmetric"), "x.mtx:1: a matrix that is 'skew-symmetric' is no graph"),
        ("x.mtx", MTX.replace("real", "complex"), "x.mtx:1: a matrix that is 'complex' is no graph here"),
        ("x.json", "[" * 200_000, "x.json: brackets stand too deep in each other"),
        ("x.json", '{"a": 1}', "x.json: is no graph: it holds 'a'"),
        ("x.json", '[["a", "b"],\n["a" "b"]]', "x.json:2: is not JSON"),
        ("x.json", '[["a", "b"], 3]', "x.json [1]: is no tie"),
        ("x.json", '{"nodes": [], "nodes": [], "edges": []}', "x.json: 'nodes' stands twice"),
        ("x.json", '{"nodes": [{"id": 1}, {"id": "1"}], "edges": []}', "x.json node 2: id '1' stands already"),
        ("x.json", '{"nodes": ["a"], "edges": [["a", "q"]]}', "x.json edge 1: 1 ties have an end that is no node"),
        ("x.json", '[["a\\u0000", "b"]]', "x.json: '1' holds text that is none (a\\x00)"),
        ("x.json", '[["a\\ud800", "b"]]', "x.json: '1' holds text that is none (a\\ud800)"),
        ("x.npz", objects(source=np.array([RUNS(), 1], object), target=np.array([1, 2])),
         "x.npz: the archive holds Python objects, which can run code"),
        ("x.npz", claim((10**12,)), "x.npz: "),
        ("x.npz", zip_bomb(), "x.npz: "),
        ("x.npz", odd_header(), "x.npz: is a damaged archive"),
        ("x.npz", no_array(), "x.npz: 'source' in the archive is no array"),
        ("x.npz", archive(source=np.array(1), target=np.array(1)), "x.npz: array 'source' has shape ()"),
        ("x.npz", archive(source=[1, 2], target=[1]), "x.npz: array 'target' has shape (1,)"),
        ("x.npz", archive(a=[1]), "x.npz: the archive holds a; allowed a SciPy sparse matrix"),
        ("x.npz", archive(format=np.array(b"csr"), shape=[2, 2], indptr=[0, 9, 1], indices=[0], data=[1.0]),
         "x.npz: is no sparse matrix"),
        ("x.npz", archive(format=np.array(b"coo"), shape=[2, 2], row=[0], col=[7], data=[1.0]), "x.npz: "),
        ("x.npz", sparse_archive(sp.csr_array(np.eye(3)))[:200], "x.npz: "),
    ],
)  # fmt: skip
def test_damaged_and_hostile_files(read, name, content, message, capfd):
    begin = time.monotonic()
    with pytest.raises(SociophysError) as caught:
        read(content, name=name)
    assert str(caught.value).startswith(message)
    assert "it ran" not in capfd.readouterr().out
    assert time.monotonic() - begin < 60  # seconds, on a busy machine


def test_a_parser_that_breaks_a_limit__is_one_sentence(monkeypatch):
    monkeypatch.setattr(child, "_BASE", 200 << 20)
    monkeypatch.setattr(child, "_TIMES", 0)
    wide = {"nodes": [], "edges": [{f"k{k}": "v" * 200} for k in range(900)] * 200}
    with pytest.raises(GraphError, match=r"x.json: the JSON parser (needs more than 200 MB|crashed)"):
        child.parse("json", json.dumps(wide).encode(), "x.json")
    monkeypatch.undo()
    monkeypatch.setattr(child, "_SECONDS", 1)
    monkeypatch.setattr(child, "_SECONDS_MB", 0.0)
    with pytest.raises(GraphError, match=r"x.gml: the GML parser takes more than 1 s for this file"):
        child.parse("gml", b"graph [ " + b"node [ id 1 ] " * 4_000_000 + b"]", "x.gml")


def test_a_parser_that_dies__is_one_sentence(monkeypatch):
    monkeypatch.setitem(child.PARSERS, "gml", ("GML", "gml", "read_gml"))
    monkeypatch.setattr(child, "_run", lambda folder, seconds: -11)
    with pytest.raises(GraphError, match=r"x.gml: the GML parser crashed on this file \(signal 11\). Is it damaged\?"):
        child.parse("gml", b"graph [ ]", "x.gml")


WHOLE = {
    "gml": GML.encode(), "graphml": XML.encode(), "gexf": GEXF.encode(), "pajek": PAJEK.encode(), "mtx": MTX.encode(),
    "json": b'{"nodes": [{"id": "a", "x": 1.5}], "links": [{"source": "a", "target": "a"}]}',
    "npz": archive(source=[1, 2], target=[2, 3], weight=[0.5, -1]),
}  # fmt: skip


@pytest.mark.parametrize("form", WHOLE)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_mutated_files__give_a_graph_or_a_message(form, data):
    content = bytearray(WHOLE[form])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    if form != "npz":
        content = bytes(content).decode("latin-1").encode()  # as it is given to parsers
    try:
        parsed = child.read(form, bytes(content), "x")
    except SociophysError:
        return
    ties, nodes = formats.as_tables(parsed, "x", {})
    assert {"source", "target"} <= set(ties.frame) or nodes is None
