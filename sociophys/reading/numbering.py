"""Numbers for ids: nodes in order of first appearance, those of a node table first; two kinds of nodes told apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake
from sociophys.reading import columns
from sociophys.reading.columns import Ids, Roles
from sociophys.reading.matching import id_column, match, nothing_matched
from sociophys.reading.tables import Table

Array = np.ndarray


@dataclass(frozen=True)
class Numbered:
    """Nodes and the rows that tie them.

    Attributes
    ----------
    names: (n_nodes,) ids. source, target: (n_rows,) int32 numbers of nodes.
    in_both: how many ids stand in both columns. mode: (n_nodes,) object, the column a node stands in; None if ids of
        the two columns are of one kind.
    """

    names: pd.Index
    source: Array
    target: Array
    in_both: int
    mode: Array | None = None


def numbered(table: Table, roles: Roles, nodes: Table | None, node_id: str, two_mode: bool) -> Numbered:
    """Give numbers to the ids of both ends and of the node table.

    Raises
    ------
    GraphError
        If an id is empty or damaged, the node table describes nobody who has a tie, or two kinds cannot be told apart.
    """
    first, second = columns.ids(table, roles.source, "source"), columns.ids(table, roles.target, "target")
    listed = node_ids(nodes, node_id)
    if two_mode:
        first, second = _told_apart(table, roles, first, second, listed)
    if nodes is not None:
        require_match(nodes, listed, pd.Index(np.concatenate([first.names, second.names])).unique())
    number, names = pd.factorize(np.concatenate([listed, first.names, second.names]).astype(object))
    end = len(listed) + len(first.names)
    parts = (number[: len(listed)], number[len(listed) : end], number[end:])
    order, rank = _by_appearance(len(names), *parts, first.code, second.code)
    index = pd.Index(names[order], dtype="str", name="id")
    in_first = np.zeros(len(names), bool)
    in_first[parts[1]] = True
    in_both = int(in_first[parts[2]].sum())
    mode = None
    if two_mode:
        mode = np.full(len(names), "", object)
        mode[rank[parts[1]]], mode[rank[parts[2]]] = roles.source, roles.target
    return Numbered(index, rank[parts[1]][first.code], rank[parts[2]][second.code], in_both, mode)


def node_ids(nodes: Table | None, node_id: str) -> Array:
    """Return the distinct ids of a node table in its order, (n_listed,) object; empty without a table."""
    if nodes is None:
        return np.zeros(0, object)
    return columns.ids(nodes, id_column(nodes, node_id), "id").names


def _by_appearance(
    n_names: int, listed: Array, first: Array, second: Array, source: Array, target: Array
) -> tuple[Array, Array]:
    """Return the order of nodes, and the place of each in it, both (n_nodes,): listed ones, then row by row."""
    place = np.full(n_names, np.iinfo(np.int64).max)
    np.minimum.at(place, first, 2 * _first_rows(source, len(first)))
    np.minimum.at(place, second, 2 * _first_rows(target, len(second)) + 1)
    place[listed] = np.arange(len(listed)) - len(listed)
    order = np.argsort(place, kind="stable")
    rank = np.empty(n_names, np.int32 if n_names < 2**31 else np.int64)
    rank[order] = np.arange(n_names)
    return order, rank


def _first_rows(code: Array, n_distinct: int) -> Array:
    """Return the row in which each code stands first, (n_distinct,) int64; codes mostly rise by first appearance."""
    highest = np.maximum.accumulate(code)
    rises = np.flatnonzero(highest[1:] != highest[:-1]) + 1
    rows = np.concatenate([np.zeros(min(len(code), 1), np.int64), rises])
    if len(rows) == n_distinct:
        return rows
    rows = np.full(n_distinct, len(code))
    rows[code[::-1]] = np.arange(len(code))[::-1]  # of equal codes the last written is the first row
    return rows


def _told_apart(table: Table, roles: Roles, first: Ids, second: Ids, listed: Array) -> tuple[Ids, Ids]:
    """Return the ids of two kinds of nodes; an id that stands in both columns gets its column in brackets."""
    clash = set(first.names) & set(second.names)
    if not clash:
        return first, second
    told = clash & set(listed)
    if told:
        one = min(told)
        what = f"id '{one}' of the node table stands in both columns, '{roles.source}' and '{roles.target}'"
        raise GraphError(Mistake(table.name, what, "a node table of ids that stand in one column"))
    label = "" if table.has_header else "column "
    taken = (set(first.names) | set(second.names)) - clash

    def renamed(ids: Ids, column: str) -> Ids:
        names = [f"{name} ({label}{column})" if name in clash else name for name in ids.names]
        spoilt = next((name for name, old in zip(names, ids.names, strict=True) if name != old and name in taken), "")
        if spoilt:
            raise GraphError(Mistake(table.name, f"'{spoilt}' is an id, and would name another", "ids without it"))
        return replace(ids, names=np.array(names, object))

    return renamed(first, roles.source), renamed(second, roles.target)


def require_match(nodes: Table, listed: Array, tied: pd.Index) -> None:
    """Refuse a node table that describes nobody who has a tie: its ids are of another kind."""
    if len(tied) and not tied.isin(listed).any():
        raise nothing_matched(nodes.name, tied, match(tied, listed))
