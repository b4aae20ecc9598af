"""What is fuzzed: every reader, in this process, from bytes to a finished graph; and inputs to start from."""

from __future__ import annotations

import atexit
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sociophys.errors import SociophysError
from sociophys.joining import OpinionsBlock
from sociophys.loaders.file import File
from sociophys.plugins.gate import Gate
from sociophys.reading import child, edgelist, formats, tables
from sociophys.reading.direction import TieOptions
from sociophys.scenario.load import parse as parse_yaml
from sociophys.scenario.reading import read as read_scenario

_FOLDER = tempfile.TemporaryDirectory(prefix="fuzz-")
atexit.register(_FOLDER.cleanup)
_PATH = Path(_FOLDER.name) / "input"


class Target(NamedTuple):
    """A reader of bytes (raises nothing but SociophysError, which it swallows) and inputs it accepts."""

    read: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def _expecting(read: Callable[[bytes], object]) -> Callable[[bytes], None]:
    def checked(data: bytes) -> None:
        try:
            read(bytes(data))
        except SociophysError as error:
            if not str(error):
                raise AssertionError("an error without a message") from error

    return checked


def _file(**options: object) -> Callable[[bytes], object]:
    """Return a reader of files by the ``file`` loader; forms that need a child process are left to ``_form``."""

    def read(data: bytes) -> object:
        _PATH.write_bytes(data)
        return File(path=str(_PATH), format="edges", **options).load(np.random.default_rng(0))  # type: ignore[arg-type]

    return read


def _form(form: str) -> Callable[[bytes], object]:
    """Return what the child process and its parent do with the content of a graph file, in this process."""

    def read(data: bytes) -> object:
        if form != "npz":  # what arrives at a parser is UTF-8 without null characters
            data = data.decode("utf-8", "ignore").replace("\0", "").encode()
        ties, nodes = formats.as_tables(child.read(form, data, "input"), "input", {})
        return edgelist.build(ties, TieOptions(directed=False), nodes)

    return read


def _opinions(data: bytes) -> object:
    _PATH.write_bytes(data)
    graph = File(path=str(_TIES)).load(np.random.default_rng(0))
    return OpinionsBlock(file=str(_PATH), column="side").join(graph)


def _nodes(data: bytes) -> object:
    _PATH.write_bytes(data)
    return File(path=str(_TIES), nodes=str(_PATH)).load(np.random.default_rng(0))


def _parquet(data: bytes) -> object:
    _PATH.write_bytes(b"PAR1" + data)
    return tables.read_table(_PATH)


def _sniffed(data: bytes) -> object:
    return formats.sniff_form(data, "input")


def _scenario(data: bytes) -> object:
    return read_scenario(parse_yaml(data.decode("utf-8", "replace"), "input.yaml").plain, Gate(Path(_FOLDER.name)))


_TIES = Path(_FOLDER.name) / "ties.csv"
_TIES.write_text("source,target\nann,bob\nbob,cid\ncid,ann\n")


def _packed() -> bytes:
    out = io.BytesIO()
    np.savez(out, source=np.array([0, 1, 2]), target=np.array([1, 2, 0]), weight=np.array([1.0, -1.0, 2.0]))
    return out.getvalue()


def _columns() -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "weight": [1.0, -2.0]}).to_parquet(out)
    return out.getvalue()[4:]


GML = b"""graph [ directed 1
  node [ id 0 label "ann" value -1 ] node [ id 1 label "bob &amp; co" ] node [ id 2 label "cid" ]
  edge [ source 0 target 1 weight -2.5 ] edge [ source 1 target 2 ]
]"""
GRAPHML = b"""<?xml version="1.0" encoding="UTF-8"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="w" for="edge" attr.name="weight" attr.type="double"><default>1</default></key>
<graph edgedefault="undirected"><node id="a"/><node id="b"><data key="x">y</data></node>
<edge source="a" target="b"><data key="w">-1</data></edge></graph></graphml>"""
GEXF = b"""<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="undirected" mode="static">
<attributes class="node"><attribute id="0" title="side" type="string"/></attributes>
<nodes><node id="a" label="ann"><attvalues><attvalue for="0" value="x"/></attvalues></node><node id="b"/></nodes>
<edges><edge id="0" source="a" target="b" weight="2"/></edges></graph></gexf>"""
PAJEK = b'*Vertices 3\n1 "ann" 0.1 0.2 0.5\n2 "bob"\n*Edges\n1 2 -1\n*Arcslist\n2 3 1\n*Matrix\n'
JSON = (
    b'{"directed": false, "multigraph": false, "nodes": [{"id": "a", "side": 1}, {"id": 2}], "links": '
    b'[{"source": "a", "target": 2, "weight": -1.5}]}'
)
YAML = (Path(__file__).parents[2] / "scenarios" / "karate-broadcast.yaml").read_bytes()
EDGES = (
    b"source,target,weight\nann,bob,1\nbob,cid,-2.5\n",
    b"# 3\n# comment\n1 2\n2\t3\n3   1\n",
    b"\xef\xbb\xbf1,2,-1\r\n2,1,1\r\n",
    b'"a ""b""";"c;d";+\n"e\nf";g;-\n',
)

TARGETS = {
    "edges": Target(_expecting(_file(directed=False)), EDGES),
    "edges-asked": Target(_expecting(_file(header=False, delimiter="comma", weight="3", directed=False)), EDGES),
    "edges-timed": Target(
        _expecting(_file(time="when", window=["2004-01-01", "2005-01-01"], directed=False)),
        (b"source,target,when\na,b,2004-02-03\nb,c,2004-05-06T07:08:09Z\nc,a,2005-01-01\n",),
    ),
    "edges-two-mode": Target(_expecting(_file(two_mode=True)), EDGES),
    "nodes": Target(_expecting(_nodes), (b"id,side\nann,x\nbob,y\n", b"ann\nbob\n")),
    "opinions": Target(_expecting(_opinions), (b"id,side\nann,x\nbob,y\ncid,x\n", b"user\tside\nann\t0.5\nbob\t-1\n")),
    "parquet": Target(_expecting(_parquet), (_columns(),)),
    "sniff": Target(_expecting(_sniffed), (GML, GRAPHML, GEXF, PAJEK, JSON, EDGES[0])),
    "gml": Target(_expecting(_form("gml")), (GML,)),
    "graphml": Target(_expecting(_form("graphml")), (GRAPHML,)),
    "gexf": Target(_expecting(_form("gexf")), (GEXF,)),
    "pajek": Target(_expecting(_form("pajek")), (PAJEK,)),
    "json": Target(_expecting(_form("json")), (JSON, b'[["a", "b"], ["b", "c"]]', b'[{"source": 1, "target": 2}]')),
    "mtx": Target(
        _expecting(_form("mtx")), (b"%%MatrixMarket matrix coordinate real general\n3 3 2\n1 2 -1.5\n2 3 1\n",)
    ),
    "npz": Target(_expecting(_form("npz")), (_packed(),)),
    "scenario": Target(_expecting(_scenario), (YAML, b"schema: sociophys/1\nname: x\nnetwork: {load: karate}\n")),
}  # fmt: skip
