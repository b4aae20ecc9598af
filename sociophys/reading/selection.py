"""Rows that a person asks for: those whose columns hold given values, the others left out and counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake, near_miss
from sociophys.reading.tables import Table, as_text

_SHOWN = 12
MOST_PARTS = 1_000  # graphs of one file


def rows_where(table: Table, where: Mapping[str, Any]) -> tuple[Table, int]:
    """Return the rows whose columns hold the values asked for, and how many were left out.

    ``where``: a value or a list of values by column; values are compared as text, all columns must agree.

    Raises
    ------
    GraphError
        If a column is not there, a value never occurs, or no row is left; says which values there are.
    """
    if not where:
        return table, 0
    mistakes: list[Mistake] = []
    keep = np.ones(len(table.frame), bool)
    for column, wanted in where.items():
        try:
            values = [as_text(value) for value in (wanted if isinstance(wanted, list) else [wanted])]
            keep &= _holds(table, column, values)
        except GraphError as error:
            mistakes += error.mistakes
    if mistakes:
        raise GraphError(*mistakes)
    if not keep.any():
        asked = ", ".join(f"{column} {in_words(wanted)}" for column, wanted in where.items())
        raise GraphError(Mistake(f"{table.name} where", f"no row has {asked} at once", "values that occur together"))
    return table.take(keep), int((~keep).sum())


def nodes_where(nodes: Table | None, where: Mapping[str, Any]) -> Table | None:
    """Return the rows of a node table that fit, where it has the columns: one row a person and year, say."""
    if nodes is None:
        return None
    shared = {column: wanted for column, wanted in where.items() if column in nodes.frame.columns}
    return rows_where(nodes, shared)[0]


def rows_by(table: Table, column: str) -> dict[str, Table]:
    """Return the rows of each value of a column, by value as text, in the order of the file; empty cells are a value.

    Raises
    ------
    GraphError
        If the column is not there, or has more values than anybody compares.
    """
    code, distinct = pd.factorize(table.column(column, "by"), use_na_sentinel=False)
    if len(distinct) > MOST_PARTS:
        what = f"column '{column}' has {len(distinct):,} values, a graph each"
        advice = "For times: --windows N."
        raise GraphError(Mistake(f"{table.name} by", what, f"up to {MOST_PARTS:,}", advice))
    order = np.argsort(code, kind="stable")
    ends = np.cumsum(np.bincount(code, minlength=len(distinct)))[:-1]
    texts = [as_text(value) for value in distinct]
    return {text: table.take(rows) for text, rows in zip(texts, np.split(order, ends), strict=True)}


def of_value(parts: Mapping[str, Table], value: str, name: str) -> Table:
    """Return the rows of a value; raises :class:`GraphError` with the values there are."""
    if value not in parts:
        shown = ", ".join(f"'{known}'" for known in list(parts)[:_SHOWN])
        raise GraphError(Mistake(f"{name} by", f"no row has the value '{value}'", shown))
    return parts[value]


def in_words(wanted: Any) -> str:
    """Return the values asked for in words.

    Examples
    --------
    >>> in_words(115), in_words(["a", "b"])
    ("'115'", "'a' or 'b'")
    """
    return " or ".join(f"'{as_text(value)}'" for value in (wanted if isinstance(wanted, list) else [wanted]))


def _instead(value: str, texts: np.ndarray, column: str) -> str:
    """Return advice on a value that never occurs: several at once, or a slip of the pen."""
    parts = [part.strip() for part in value.split(",")]
    if len(parts) > 1 and set(parts) <= set(texts):
        return f"For several values: {column}: [{', '.join(parts)}], or --where once for each."
    return near_miss(value, texts[:10_000])


def _holds(table: Table, column: str, wanted: list[str]) -> np.ndarray:
    """Return whether each row holds one of the values, (n_rows,) bool; each distinct value is looked at once."""
    code, distinct = pd.factorize(table.column(column, "where"), use_na_sentinel=False)
    texts = np.array([as_text(value) for value in distinct], object)
    absent = [value for value in wanted if value not in set(texts)]
    if absent:
        counts = np.bincount(code, minlength=len(texts))
        shown = [f"'{texts[k]}'" for k in np.argsort(-counts, kind="stable")[:_SHOWN]]
        more = f" and {len(texts) - _SHOWN:,} more" if len(texts) > _SHOWN else ""
        allowed = ", ".join(shown) + more
        say = f"column '{column}' has no value '{{}}'".format
        raise GraphError(*(Mistake(f"{table.name} where", say(v), allowed, _instead(v, texts, column)) for v in absent))
    fits: np.ndarray = np.isin(texts, wanted)[code]
    return fits
