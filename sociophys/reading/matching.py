"""Node tables joined to nodes by id: what matched, what did not and what came near is counted and said."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake
from sociophys.reading import columns
from sociophys.reading.tables import Table

_ID_NAMES = (
    "id",
    "node",
    "node_id",
    "name",
    "user",
    "user_id",
    "username",
    "screen_name",
    "handle",
    "account",
    "label",
)
_OTHER_COLUMN = "Is it the right id column?"
_SHOWN = 3
_LONG = 100  # characters: longer ids are not compared letter by letter


@dataclass(frozen=True)
class JoinedTable:
    """Attributes of all nodes, (n_nodes) rows in the graph's order, with the counts and notes of the join."""

    frame: pd.DataFrame
    counts: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matching:
    """Which table row each node takes (-1 none), and the ids of rows that no node has."""

    row: np.ndarray
    unmatched: tuple[str, ...]
    near: tuple[str, ...] = ()


def id_column(table: Table, name: str = "auto") -> str:
    """Return the column of ids: the named one, else one called 'id', 'node', 'user' ..., else the first."""
    if name != "auto":
        table.parts(name, "id")
        return name
    plain = {str(column).lower().strip(): str(column) for column in table.frame.columns}
    return next((plain[word] for word in _ID_NAMES if word in plain), str(table.frame.columns[0]))


def join_table(names: pd.Index, table: Table, node_id: str = "auto") -> JoinedTable:
    """Join a node table to nodes (n_nodes ids); nodes without a row get empty attributes.

    Raises
    ------
    GraphError
        If an id stands twice with different attributes; names the line.
    """
    key = id_column(table, node_id)
    keys, rows = unique_rows(table, key, [str(c) for c in table.frame.columns])
    matching = match(names, keys)
    found = matching.row >= 0
    at = np.where(found, rows[matching.row], -1) if len(rows) else matching.row
    attributes = table.frame.drop(columns=key, errors="ignore")  # a key of two columns leaves them
    frame = pd.DataFrame({name: _attribute(attributes[name], at, names) for name in attributes}, index=names)
    without = int((~found).sum())
    counts = {"node_table_rows": len(table.frame), "nodes_without_row": without}
    notes = (f"{without:,} nodes have no row in {table.name}",) if without else ()
    return JoinedTable(frame, counts, notes)


def _attribute(column: pd.Series, rows: np.ndarray, names: pd.Index) -> pd.Series:
    """Return a column of the table as an attribute of the nodes, missing where a node has no row (-1)."""
    taken = column.reindex(rows).set_axis(names, axis=0)
    return taken if pd.api.types.is_numeric_dtype(column) else typed(taken.astype("str").fillna(""))


def typed(column: pd.Series) -> pd.Series:
    """Return a column of text as numbers if every field is one (empty: NaN), else as text (empty: missing)."""
    text = column.astype("str")
    filled = text[text != ""]
    coded = filled.str.fullmatch(r"0\d+").any()  # '0049' is a code, not a number
    numbers = pd.to_numeric(filled, errors="coerce")
    if len(filled) and not coded and numbers.notna().all():
        return pd.to_numeric(text.where(text != ""), errors="coerce")
    return text.where(text != "")


def unique_rows(table: Table, key: str, used: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct ids and the row of each; the same id twice is allowed only if it says the same twice."""
    ids = columns.ids(table, key, "id")
    n_rows = len(ids.code)
    first = np.empty(len(ids.names), np.int64)
    first[ids.code[::-1]] = np.arange(n_rows)[::-1]  # of equal ids the last written is the first row
    rows = np.flatnonzero(first[ids.code] != np.arange(n_rows))
    if len(rows):
        earlier = first[ids.code[rows]]
        differs = np.any([_differ(table.frame[name], rows, earlier) for name in used], axis=0)
        mistakes = columns.rows_wrong(
            table,
            rows[differs],
            lambda k: (
                f"id '{ids.names[ids.code[k]]}' stands already at {table.where(int(first[ids.code[k]]))}, "
                "with other values"
            ),
            "each id once",
        )
        if mistakes:
            raise GraphError(*mistakes)
    return ids.names, first


def _differ(column: pd.Series, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    one, other = column.iloc[rows].to_numpy(object), column.iloc[others].to_numpy(object)
    return (one != other) & ~(pd.isna(one) & pd.isna(other))


def match(names: pd.Index, keys: np.ndarray) -> Matching:
    """Match nodes (n_nodes ids) with the ids of a table, exactly; collects near misses of ids that no node has."""
    places = pd.Index(keys, dtype=object)
    row = places.get_indexer(pd.Index(names.to_numpy(object), dtype=object))
    unmatched = tuple(map(str, np.asarray(keys)[~np.isin(np.arange(len(keys)), row)]))
    free = [str(name) for name in names[row < 0]]
    return Matching(row, unmatched, near_misses(unmatched, free))


def plain_id(text: str) -> str:
    """Return an id without what people write differently: case, blanks, a leading @, a trailing '.0'."""
    return re.sub(r"\.0+$", "", text.strip().lstrip("@").casefold()).replace(" ", "")


def near_misses(unmatched: Sequence[str], free: Sequence[str]) -> tuple[str, ...]:
    """Return up to three sentences ``'Ann' looks like 'ann'`` for ids of a table that nearly match a node."""
    loose = {plain_id(name): name for name in free}
    found = [f"'{key}' looks like '{loose[plain_id(key)]}'" for key in unmatched if plain_id(key) in loose]
    if not found and len(free) <= 10_000:  # comparing letter by letter is slow
        for key in unmatched[:_SHOWN]:
            close = [] if key.isdigit() or len(key) > _LONG else difflib.get_close_matches(key, free, n=1, cutoff=0.8)
            found += [f"'{key}' looks like '{close[0]}'" for _ in close]
    return tuple(found[:_SHOWN])


def nothing_matched(source: str, names: pd.Index, matching: Matching) -> GraphError:
    """Return the error for a table of which no id is a node, with an id of each side to compare."""
    if not matching.unmatched:
        return GraphError(Mistake(source, "there is no id", "a row a node"))
    advice = f"For example {matching.near[0]}; capitals and blanks count." if matching.near else _OTHER_COLUMN
    what = f"no id is a node of the graph (ids such as '{matching.unmatched[0]}', nodes such as '{names[0]}')"
    return GraphError(Mistake(source, what, "ids written as in the graph", advice))
