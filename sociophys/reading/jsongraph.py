"""Graphs in JSON: node-link (networkx, D3), nodes and edges (vis.js), bare lists of ties; numbers stay as written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from sociophys.errors import GraphError, Mistake
from sociophys.reading.parsed import Coded, Parsed, Rows, assemble, left_out

_ENDS = (("source", "target"), ("from", "to"))
_NAMES = ("name", "label", "key")
_ID = "\0id"


def read_json(content: bytes, name: str) -> Parsed:
    """Read a graph from JSON.

    Parameters
    ----------
    content: ``{"nodes": [...], "links" or "edges": [...], "directed": true}`` or a list of ``[a, b]``, ``[a, b, w]``
        or ``{"source": a, "target": b, ...}``.

    Raises
    ------
    GraphError
        If it is no JSON, or of another shape; names the line or the place (``links[3]``).
    """
    return _graph(_loaded(content, name), name)


def _loaded(content: bytes, name: str) -> Any:
    try:  # as text: 1.0 is no 1 and a long id keeps its digits
        return json.loads(
            content, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=lambda p: _object(p, name)
        )
    except json.JSONDecodeError as error:
        raise GraphError(Mistake(f"{name}:{error.lineno}", f"is not JSON ({error.msg})")) from None
    except RecursionError:
        raise GraphError(Mistake(name, "brackets stand too deep in each other", "a list of ties")) from None


def _object(pairs: list[tuple[str, Any]], name: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise GraphError(Mistake(name, f"'{twice}' stands twice in one {{...}}", "each key once"))
    return found


def _graph(found: Any, name: str) -> Parsed:
    if isinstance(found, list):
        return _bare(found, name)
    lists = [key for key in ("links", "edges") if key in found] if isinstance(found, dict) else []
    if len(lists) != 1:
        holds = ", ".join(map(repr, list(found)[:8])) if isinstance(found, dict) else "no list and no object"
        what = f"is no graph: it holds {holds or 'nothing'}"
        raise GraphError(Mistake(name, what, '{"nodes": [...], "edges": [...]} or a list of ties'))
    directed = found.get("directed")
    if directed not in (None, True, False):
        raise GraphError(Mistake(f"{name} directed", f"{directed!r} is neither true nor false", "true, false"))
    other: set[str] = set()
    ties, ends = _ties(_list(found, lists[0], name), f"{name} {lists[0]}", other)
    nodes, named = _nodes(_list(found, "nodes", name), ties, ends, other) if "nodes" in found else ({}, "")
    said = left_out(f"{key} (a list or an object)" for key in other)
    if "nodes" not in found:
        return Parsed(ties, None, directed, sniffed=said)
    nowhere = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    return assemble(name, nodes, ties, directed, keys=(_ID, *ends), label=named, lines=nowhere, sniffed=said)


def _list(found: dict[str, Any], key: str, name: str) -> list[Any]:
    if not isinstance(found[key], list):
        raise GraphError(Mistake(f"{name} {key}", "is no list", "a list"))
    return found[key]


def _bare(found: list[Any], name: str) -> Parsed:
    """Return the ties of a list without nodes; what its columns mean is recognised as in a table."""
    rows, other = Rows(), set()
    for k, tie in enumerate(found):
        if not isinstance(tie, (dict, list)) or isinstance(tie, dict) != isinstance(found[0], dict):
            raise GraphError(Mistake(f"{name} [{k}]", "is no tie", "[a, b] or {...}, all of one form"))
        pairs = tie.items() if isinstance(tie, dict) else ((str(at + 1), value) for at, value in enumerate(tie))
        rows.add(_plain(pairs, other), k)
    said = left_out(f"{key} (a list or an object)" for key in other)
    return Parsed(rows.columns(), sniffed=said, has_header=bool(found) and isinstance(found[0], dict))


def _ties(found: list[Any], place: str, other: set[str]) -> tuple[dict[str, Coded], tuple[str, str]]:
    """Return the columns of ties and the names of their ends."""
    rows = Rows()
    for k, tie in enumerate(found):
        if isinstance(tie, list) and len(tie) in (2, 3):
            tie = dict(zip(("source", "target", "weight"), tie, strict=False))
        if not isinstance(tie, dict):
            raise GraphError(Mistake(f"{place}[{k}]", "is no tie", '{"source": a, "target": b} or [a, b]'))
        rows.add(_plain(tie.items(), other), k)
    ends = next((pair for pair in _ENDS if pair[0] in rows and pair[1] in rows), _ENDS[0])
    return rows.columns(), ends


def _nodes(
    found: list[Any], ties: dict[str, Coded], ends: tuple[str, str], other: set[str]
) -> tuple[dict[str, Coded], str]:
    """Return the columns of nodes and which one names them; where no node has an id, ties may count them from 0."""
    records = [node if isinstance(node, dict) else {"id": node} for node in found]
    key, named = "id", ""
    if records and not any("id" in node for node in records):
        named = next((word for word in _NAMES if all(word in node for node in records)), "")
        used = {text for end in ends if end in ties for text in ties[end].names if text}
        key = _ID if not named or used <= set(map(str, range(len(records)))) else named
    rows = Rows()
    for k, node in enumerate(records):
        pairs = dict(_plain(node.items(), other))
        value = str(k) if key == _ID else pairs.pop(key, "")
        rows.add([(_ID, value), *pairs.items()], k)
    return rows.columns(), named if key == _ID else ""


def _plain(pairs: Iterable[tuple[str, Any]], other: set[str]) -> list[tuple[str, str]]:
    """Return what can stand in a table; names of the rest go to ``other``."""
    found = []
    for key, value in pairs:
        if isinstance(value, str):
            found.append((key, value))
        elif isinstance(value, bool):
            found.append((key, "true" if value else "false"))
        elif value is not None:
            other.add(key)
    return found
