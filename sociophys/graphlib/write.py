"""GraphML and GEXF, written line by line: any size, any name; networkx, igraph and Gephi read them back.

Both carry the same: a node has its name as id and label, an edge has a positive ``weight`` and a ``sign`` of 1 or -1,
for Gephi draws no negative weights. An arrow runs from who influences to who is influenced, and the file says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd

Array = np.ndarray
Form = Literal["graphml", "gexf"]
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2, Char
_STAND_IN = "\N{REPLACEMENT CHARACTER}"
_CHUNK = 20_000
_TYPES = {"b": "boolean", "i": "long", "u": "long", "f": "double"}  # the names are one in GraphML and GEXF
_INFINITE = {np.inf: "INF", -np.inf: "-INF"}


@dataclass(frozen=True)
class Written:
    """What the file could not hold as it was: characters replaced, and names that had to be told apart by a number."""

    replaced: int
    renamed: int


@dataclass(frozen=True)
class Plain:
    """A graph as it is written.

    Attributes
    ----------
    names: (n_nodes,) text. nodes: a row a node, columns are attributes; missing values are left out of the file.
    source, target: (n_edges,) node numbers, source influences target. edges: a row an edge, with ``weight`` >= 0.
    directed: whether arrows matter. about: a sentence or two for who opens the file.
    """

    names: Array
    nodes: pd.DataFrame
    source: Array
    target: Array
    edges: pd.DataFrame
    directed: bool
    about: str


def write(graph: Plain, form: Form) -> tuple[Iterator[bytes], Written]:
    r"""Return a file in pieces, and what it could not hold as it was.

    Examples
    --------
    >>> names, nothing = np.array(["a", "b\x01"], object), pd.DataFrame(index=range(2))
    >>> tie = pd.DataFrame({"weight": [2.0], "sign": [-1]})
    >>> pieces, told = write(Plain(names, nothing, np.array([0]), np.array([1]), tie, True, ""), "gexf")
    >>> told.replaced, b'<edge id="0" source="a" target="b\xef\xbf\xbd" weight="2.0">' in b"".join(pieces)
    (1, True)
    """
    columns = [graph.nodes.iloc[:, k] for k in range(len(graph.nodes.columns))]
    texts = [graph.names, graph.nodes.columns, *(values[values.notna()] for values in columns if not _kind(values))]
    count = sum(len(_FORBIDDEN.findall(str(text))) for listed in texts for text in listed)
    names, renamed = _unique([_xml(str(name)) for name in graph.names])
    lines = _graphml(graph, names) if form == "graphml" else _gexf(graph, names)
    return _pieces(lines), Written(count, renamed)


def _xml(text: str) -> str:
    """Return text with a stand-in for each character that XML 1.0 cannot hold, not even escaped."""
    return _FORBIDDEN.sub(_STAND_IN, text)


def _unique(names: list[str]) -> tuple[list[str], int]:
    """Return names that are all different: where stand-ins made two alike, a number is added to the later ones."""
    if len(set(names)) == len(names):
        return names, 0
    seen, found, renamed = set[str](), list[str](), 0
    for name in names:
        unique, k = name, 1
        while unique in seen:
            k += 1
            unique = f"{name} ({k})"
        renamed += unique != name
        seen.add(unique)
        found.append(unique)
    return found, renamed


def _kind(values: pd.Series[Any]) -> str | None:
    """Return the type of a column in both forms; None for text."""
    return _TYPES.get(getattr(values.dtype, "kind", "O"))


def _types(frame: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    """Yield (number, quoted name, type) of each column."""
    for k, name in enumerate(frame.columns):
        kind = _kind(frame.iloc[:, k])
        yield k, quoteattr(_xml(str(name))), kind or "string"


def _rows(frame: pd.DataFrame, before: str, after: str, quote: Callable[[str], str]) -> Iterator[str]:
    """Yield the values of each row, each between ``before`` (with the column's number) and ``after``, as one text."""
    if not len(frame.columns):
        yield from ("" for _ in range(len(frame)))
        return
    for begin in range(0, len(frame), _CHUNK):
        part = frame.iloc[begin : begin + _CHUNK]
        columns = [_cells(part.iloc[:, k], before.format(k), after, quote) for k in range(len(frame.columns))]
        yield from map("".join, zip(*columns, strict=True))


def _cells(values: pd.Series[Any], before: str, after: str, quote: Callable[[str], str]) -> list[str]:
    """Return one column as XML, '' where a value is missing."""
    kind, there = _kind(values), values.notna().to_numpy(bool)
    known = values[there].tolist()
    if kind == "long":
        texts = [str(int(value)) for value in known]
    elif kind == "boolean":
        texts = ["true" if value else "false" for value in known]
    elif kind == "double":
        texts = [_INFINITE.get(value, repr(value)) for value in map(float, known)]
    else:
        texts = [quote(_xml(str(value))) for value in known]
    cells = np.full(len(values), "", object)
    cells[there] = [f"{before}{text if kind is None else quote(text)}{after}" for text in texts]
    return cells.tolist()


def _body(text: str) -> str:
    return escape(text, {"\r": "&#13;"})  # a parser would turn a bare carriage return into a line feed


def _graphml(graph: Plain, names: list[str]) -> Iterator[str]:
    """Yield the lines of http://graphml.graphdrawing.org (version 1.0)."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield f"  <desc>{_body(_xml(graph.about))}</desc>\n"
    yield '  <key id="label" for="node" attr.name="label" attr.type="string"/>\n'
    for owner, frame in (("node", graph.nodes), ("edge", graph.edges)):
        for k, name, kind in _types(frame):
            yield f'  <key id="{owner[0]}{k}" for="{owner}" attr.name={name} attr.type="{kind}"/>\n'
    yield f'  <graph edgedefault="{"directed" if graph.directed else "undirected"}">\n'
    ids = [quoteattr(name) for name in names]
    for key, name, data in zip(ids, names, _rows(graph.nodes, '<data key="n{}">', "</data>", _body), strict=True):
        yield f'<node id={key}><data key="label">{_body(name)}</data>{data}</node>\n'
    rows = _rows(graph.edges, '<data key="e{}">', "</data>", _body)
    for a, b, data in zip(graph.source.tolist(), graph.target.tolist(), rows, strict=True):
        yield f"<edge source={ids[a]} target={ids[b]}>{data}</edge>\n"
    yield "  </graph>\n</graphml>\n"


def _gexf(graph: Plain, names: list[str]) -> Iterator[str]:
    """Yield the lines of https://gexf.net 1.2draft, which Gephi and networkx read; ``weight`` is its own attribute."""
    about, direction = _body(_xml(graph.about)), "directed" if graph.directed else "undirected"
    weights, others = graph.edges[["weight"]], graph.edges.drop(columns="weight")
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield f"  <meta><creator>sociophys</creator><description>{about}</description></meta>\n"
    yield f'  <graph mode="static" defaultedgetype="{direction}">\n'
    for owner, frame in (("node", graph.nodes), ("edge", others)):
        kinds = (f'      <attribute id="{k}" title={name} type="{kind}"/>\n' for k, name, kind in _types(frame))
        yield f'    <attributes class="{owner}">\n{"".join(kinds)}    </attributes>\n'
    yield "    <nodes>\n"
    value = ('<attvalue for="{}" value=', "/>", quoteattr)
    ids = [quoteattr(name) for name in names]
    for name, data in zip(ids, _rows(graph.nodes, *value), strict=True):
        yield f"<node id={name} label={name}>{_attvalues(data)}</node>\n"
    yield "    </nodes>\n    <edges>\n"
    rows = zip(_rows(weights, "weight=", "", quoteattr), _rows(others, *value), strict=True)
    ends = zip(graph.source.tolist(), graph.target.tolist(), rows, strict=True)
    for e, (a, b, (weight, data)) in enumerate(ends):
        yield f'<edge id="{e}" source={ids[a]} target={ids[b]} {weight}>{_attvalues(data)}</edge>\n'
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _attvalues(data: str) -> str:
    return f"<attvalues>{data}</attvalues>" if data else ""


def _pieces(lines: Iterator[str]) -> Iterator[bytes]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) >= _CHUNK:
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()
