"""Which way influence runs: the options of a tie, and a direction that is asked for and never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import field_validator

from sociophys import merging
from sociophys.errors import GraphError, Mistake
from sociophys.graph import tie_in_words
from sociophys.merging import Census, Rows
from sociophys.parameters import Strict, parameter
from sociophys.reading.columns import Roles
from sociophys.reading.tables import Table

Arrow = Literal["ask", "source_listens", "source_influences", "mutual"]
Value = str | int | float


class TieOptions(Strict):
    """How the rows of an edge list become ties; whatever is ``auto`` is recognised and said."""

    source: str = parameter("auto", doc="Column of the first end; columns without a header are numbered from 1.")
    target: str = parameter("auto", doc="Column of the second end.")
    weight: str = parameter("auto", doc="Column of the tie's weight, below 0 for antagonism; none: every tie weighs 1.")
    sign: str = parameter(
        "auto", doc="Column of the tie's sign: 1, -1, or words such as positive, foe, yea; none: none."
    )
    where: dict[str, Value | list[Value]] = parameter(
        {},
        doc="Rows to read, by column: a value or a list of values, compared as text, `{congress: [114, 115]}`; all "
        "columns must agree. The others are left out and counted. A node table with such a column is read likewise.",
    )
    time: str = parameter(
        "auto",
        doc="Column of the time of a row: numbers as they are, or ISO dates as days since 1970-01-01. auto: a column "
        "called time, timestamp, datetime, date, ts, unix, created_at or when, if all of it can be read; none: "
        "no times.",
    )
    window: list[Value] = parameter(
        [],
        doc="Time window, [begin, end]: rows with begin <= time < end become ties; all nodes stay. Numbers, or dates "
        "in quotes: `['2004-01-01', '2004-06-01']`.",
    )
    two_mode: bool = parameter(
        False,
        doc="Two-mode (bipartite) data: the two columns hold different kinds of nodes (voters and roll calls), even "
        "where ids coincide; then the name carries its column in brackets. Node attribute `mode` says the column. "
        "Ties have no direction unless an arrow is given.",
    )
    arrow: Arrow = parameter(
        "ask",
        doc="Which way influence runs in a row: source_listens (a retweeter), source_influences, mutual (both). "
        "Never guessed: a directed file without it is refused.",
    )
    directed: bool | Literal["auto"] = parameter("auto", doc="Whether a row has a direction; implied by an arrow.")
    conflicts: Literal["drop", "sum", "negative", "error"] = parameter(
        "drop", doc="What becomes of a pair whose rows have opposite signs."
    )
    duplicates: Literal["auto", "sum", "max", "first", "error"] = parameter(
        "auto", doc="What becomes of repeated rows of one sign; auto: sum where there are weights, else counted once."
    )
    self_loops: Literal["drop", "keep"] = parameter(
        "drop", doc="Rows that tie someone to themselves; kept, they act only with `self_coupling: keep`."
    )
    component: Literal["largest", "all"] = parameter("all", doc="Keep the largest connected component only, or all.")

    @field_validator("where")
    @classmethod
    def _some_value(cls, where: dict[str, Value | list[Value]]) -> dict[str, Value | list[Value]]:
        empty = next((column for column, wanted in where.items() if wanted == []), None)
        if empty is not None:
            raise ValueError(f"no value of '{empty}' is asked for; allowed a value or a list of values")
        return where

    @field_validator("window")
    @classmethod
    def _two_ends(cls, window: list[Value]) -> list[Value]:
        if len(window) not in (0, 2):
            raise ValueError(f"{window} is not a window; allowed [begin, end]")
        return window

    def named_columns(self) -> tuple[str, ...]:
        """Return the columns that were named, not numbered: a first row that holds one is a header."""
        named = (self.source, self.target, self.weight, self.sign, self.time, *self.where)
        parts = dict.fromkeys(part for name in named for part in (name, *name.split("+")))
        return tuple(part for part in parts if part not in ("auto", "none") and not part.isdigit())


@dataclass(frozen=True)
class Direction:
    """What was decided about direction: whether arrows matter, whether ends are swapped, and how that is said."""

    directed: bool
    swap: bool = False
    sniffed: str = ""
    is_listed_twice: bool = False


def decide_direction(
    table: Table,
    roles: Roles,
    options: TieOptions,
    rows: Rows,
    names: pd.Index,
    found: Census,
    is_listed_twice: bool | None = None,
) -> Direction:
    """Decide whether arrows matter and which way influence runs; asks (by an error) rather than guess.

    ``found``: how often pairs stand in both directions in the rows. ``is_listed_twice``: known where these are not all.

    Raises
    ------
    GraphError
        If the file is directed and no arrow was given, or the options contradict each other.
    """
    arrow, directed = options.arrow, options.directed
    if directed == "auto" and arrow == "ask" and table.directed is not None:
        directed = table.directed
    if arrow == "mutual" and directed is True:
        raise GraphError(
            Mistake(
                table.name, "arrow mutual says that ties run both ways, directed says that they do not", "one of them"
            )
        )
    if arrow in ("source_listens", "source_influences") and directed is False:
        raise GraphError(
            Mistake(table.name, f"arrow {arrow} needs a directed graph, and directed is false", "one of them")
        )
    if arrow in ("source_listens", "source_influences"):
        return Direction(True, arrow == "source_listens")
    if directed is True:
        raise GraphError(_which_way(table, roles, rows, names, "the graph is directed, and"))
    if options.two_mode:
        said = "" if arrow == "mutual" or directed is False else "no: ties join nodes of two kinds"
        return Direction(False, sniffed=said)
    twice = merging.is_listed_twice(rows, len(names), found) if is_listed_twice is None else is_listed_twice
    if arrow == "mutual" or directed is False:
        return Direction(False, is_listed_twice=twice)
    if roles.is_directional:
        why = f"columns '{roles.source}' and '{roles.target}' say who acts on whom, but"
        raise GraphError(_which_way(table, roles, rows, names, why))
    if found.mutual and not twice:
        why = f"{found.mutual:,} pairs stand in both directions, {found.one_way:,} in one: rows may have a direction;"
        raise GraphError(_which_way(table, roles, rows, names, why))
    said = "no: every tie stands in both directions" if twice else "no: nothing in the file speaks of a direction"
    return Direction(False, sniffed=said, is_listed_twice=twice)


def _which_way(table: Table, roles: Roles, rows: Rows, names: pd.Index, why: str) -> Mistake:
    k = int(np.flatnonzero(rows.source != rows.target)[0]) if np.any(rows.source != rows.target) else 0
    one, other = names[rows.source[k]], names[rows.target[k]]
    act = f"'{one}' {roles.verb} '{other}'" if roles.verb else f"the row '{one}', '{other}'"
    allowed = (
        f"arrow: source_listens ({act}: '{other}' influences '{one}'), source_influences ('{one}' influences '{other}')"
    )
    advice = (
        "Or arrow: mutual (directed: false) if ties run both ways. It is never guessed; say it with arrow (--arrow)."
    )
    return Mistake(table.where(k), f"{why} which way influence runs is not said", allowed, advice)


def in_words(one: str, other: str, weight: float, verb: str, direction: Direction) -> str:
    """Return one row as a sentence: ``'ann' retweets 'bob': 'bob' influences 'ann'``."""
    act = f"'{one}' {verb or 'listens to'} '{other}': " if direction.swap or verb else ""
    ends = (other, one) if direction.swap else (one, other)
    return act + tie_in_words(*ends, weight, directed=direction.directed)
