"""GML and GraphML read into tables of text, by parsers that build no graph object and know no entities."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET  # DTDs are refused before it sees a byte
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake
from sociophys.reading.tables import Table

_TOKEN = re.compile(r'"(?P<text>[^"]*)"|(?P<open>\[)|(?P<close>\])|(?P<word>[^\s\[\]"]+)|(?P<stray>")')
_MAX_DEPTH = 16


@dataclass(frozen=True)
class Parsed:
    """Ties and nodes as tables of text, and whether the file says that ties have a direction."""

    ties: Table
    nodes: Table


def read_gml(text: bytes, name: str, sniffed: dict[str, str]) -> Parsed:
    """Read GML (Himsolt 1997); node names are the labels where they are distinct, else the ids.

    Raises
    ------
    GraphError
        If brackets do not match, a node has no id or a tie no ends; names the line.
    """
    source = re.sub(r"(?m)^\s*#.*$", "", text.decode())
    tops = [value for key, value, _ in _gml_list(source, name) if key == "graph" and isinstance(value, list)]
    if len(tops) != 1:
        raise GraphError(Mistake(name, f"the file holds {len(tops)} graphs", "one graph [ ... ] block"))
    directed = any(key == "directed" and value == "1" for key, value, _ in tops[0])
    records = {kind: [(dict(_flat(v)), at) for key, v, at in tops[0] if key == kind] for kind in ("node", "edge")}
    lines = np.flatnonzero(np.frombuffer(source.encode("latin-1", "replace"), np.uint8) == 10)
    number = {kind: np.searchsorted(lines, [at for _, at in found]) + 1 for kind, found in records.items()}
    nodes, ties = ([record for record, _ in records[kind]] for kind in ("node", "edge"))
    _require(nodes, ("id",), "node", number["node"], name)
    _require(ties, ("source", "target"), "edge", number["edge"], name)
    labels = [node.get("label", "") for node in nodes]
    use_labels = len(set(labels)) == len(labels) and all(label.strip() for label in labels)
    names = {node["id"]: label if use_labels else node["id"] for node, label in zip(nodes, labels, strict=True)}
    node_rows = [{"id": names[node.pop("id")], **node} for node in nodes]
    tie_rows = [{**tie, "source": names.get(tie["source"]), "target": names.get(tie["target"])} for tie in ties]
    said = {"nodes": "named by label" if use_labels else "named by id"}
    return _parsed(name, node_rows, tie_rows, directed, sniffed | said, number)


def _gml_list(source: str, name: str) -> list[tuple[str, Any, int]]:
    """Return the (key, value, place) triples of a GML text; a value is text or again such a list."""
    stack: list[list[tuple[str, Any, int]]] = [[]]
    key, at = "", 0
    for token in _TOKEN.finditer(source):
        kind, value = token.lastgroup, token[token.lastgroup or 0]
        wrong = ""
        if kind == "word" and not key:
            key, at = value, token.start()
        elif kind == "open" and key and len(stack) <= _MAX_DEPTH:
            inner: list[tuple[str, Any, int]] = []
            stack[-1].append((key, inner, at))
            stack.append(inner)
            key = ""
        elif kind == "close" and not key and len(stack) > 1:
            stack.pop()
        elif kind in ("word", "text") and key:
            stack[-1].append((key, html.unescape(value), at))
            key = ""
        else:
            wrong = f"'{token[0][:20]}' is not expected here"
        if wrong:
            raise GraphError(Mistake(f"{name}:{source.count(chr(10), 0, token.start()) + 1}", wrong, "key value pairs"))
    if len(stack) > 1:
        raise GraphError(Mistake(name, "a bracket '[' is never closed", "pairs of [ and ]", "Is the file cut short?"))
    return stack[0]


def _flat(block: Any) -> list[tuple[str, str]]:
    return [(key, value) for key, value, _ in block if isinstance(value, str)] if isinstance(block, list) else []


def _require(records: list[dict[str, str]], keys: tuple[str, ...], kind: str, lines: np.ndarray, name: str) -> None:
    mistakes = [
        Mistake(f"{name}:{line}", f"{kind} has no '{key}'", ", ".join(keys))
        for record, line in zip(records, lines, strict=True)
        for key in keys
        if key not in record
    ]
    if mistakes:
        raise GraphError(*mistakes[:5])


def read_graphml(text: bytes, name: str, sniffed: dict[str, str]) -> Parsed:
    """Read GraphML (Brandes et al. 2002, doi 10.1007/3-540-45848-4_59): nodes, ties and their flat data.

    Raises
    ------
    GraphError
        If it is not well-formed, declares a DTD (entities change data in silence), or mixes directions.
    """
    if re.search(rb"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise GraphError(Mistake(name, "the file declares a document type or entities", "GraphML without <!DOCTYPE>"))
    try:
        root = ET.fromstring(text)  # no DTD, so no entities
    except ET.ParseError as error:
        raise GraphError(Mistake(f"{name}:{error.position[0]}", f"is not well-formed XML ({error})")) from None
    keys = {key.get("id"): key for key in root.iter() if _tag(key) == "key"}
    graphs = [part for part in root if _tag(part) == "graph"]
    if len(graphs) != 1:
        raise GraphError(Mistake(name, f"the file holds {len(graphs)} graphs", "one <graph>"))
    directed = graphs[0].get("edgedefault", "undirected") == "directed"
    nodes = [{"id": part.get("id", ""), **_data(part, keys)} for part in graphs[0] if _tag(part) == "node"]
    edges = [part for part in graphs[0] if _tag(part) == "edge"]
    said = {edge.get("directed", str(directed).lower()) for edge in edges}
    if said - {str(directed).lower()}:
        raise GraphError(Mistake(name, "some ties are directed and some are not", "one edgedefault for all ties"))
    ties = [{"source": edge.get("source"), "target": edge.get("target"), **_data(edge, keys)} for edge in edges]
    return _parsed(name, nodes, ties, directed, sniffed, {})


def _tag(part: ET.Element) -> str:
    return part.tag.rsplit("}", 1)[-1]


def _data(part: ET.Element, keys: dict[str | None, ET.Element]) -> dict[str, str]:
    """Return the data of a node or tie by attribute name."""
    found = {}
    for data in part:
        if _tag(data) == "data":
            key = keys.get(data.get("key"))
            label = key.get("attr.name") if key is not None else data.get("key")
            found[f"{label}"] = (data.text or "").strip()
    return {key: value for key, value in found.items() if key not in ("id", "source", "target")}


def _parsed(
    name: str,
    nodes: list[dict[str, Any]],
    ties: list[dict[str, Any]],
    directed: bool,
    sniffed: dict[str, str],
    lines: dict[str, np.ndarray],
) -> Parsed:
    known = {node["id"] for node in nodes}
    where = lines.get("edge", np.zeros(0, int))
    lost = [k for k, tie in enumerate(ties) if tie["source"] not in known or tie["target"] not in known]
    if lost:
        place = f"{name}:{where[lost[0]]}" if len(where) else f"{name} tie {lost[0] + 1}"
        raise GraphError(Mistake(place, f"{len(lost)} ties have an end that is no node", "ids of nodes in the file"))
    tie_frame = pd.DataFrame(ties, columns=None if ties else ["source", "target"]).fillna("").astype(object)
    node_frame = pd.DataFrame(nodes, columns=None if nodes else ["id"]).fillna("").astype(object)
    return Parsed(
        Table(name, tie_frame, True, sniffed, numbers=where, directed=directed),
        Table(name, node_frame, True, numbers=lines.get("node", np.zeros(0, int))),
    )
