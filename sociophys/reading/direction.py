"""Which way influence runs: the options of a tie, and a direction that is asked for and never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sociophys import merging
from sociophys.errors import GraphError, Mistake
from sociophys.merging import Rows
from sociophys.parameters import Strict, parameter
from sociophys.reading.columns import Roles
from sociophys.reading.tables import Table

Arrow = Literal["ask", "source_listens", "source_influences", "mutual"]


class TieOptions(Strict):
    """How the rows of an edge list become ties; whatever is ``auto`` is recognised and said."""

    source: str = parameter("auto", doc="Column of the first end; columns without a header are numbered from 1.")
    target: str = parameter("auto", doc="Column of the second end.")
    weight: str = parameter("auto", doc="Column of the tie's weight, below 0 for antagonism; none: every tie weighs 1.")
    sign: str = parameter("auto", doc="Column of the tie's sign (1, -1, +, -, positive, negative); none: no signs.")
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


@dataclass(frozen=True)
class Direction:
    """What was decided about direction: whether arrows matter, whether ends are swapped, and how that is said."""

    directed: bool
    swap: bool = False
    sniffed: str = ""
    is_listed_twice: bool = False


def decide_direction(table: Table, roles: Roles, options: TieOptions, rows: Rows, names: pd.Index) -> Direction:
    """Decide whether arrows matter and which way influence runs; asks (by an error) rather than guess.

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
    if arrow != "ask":
        return Direction(arrow != "mutual", arrow == "source_listens")
    found = merging.reciprocity(rows, len(names))
    twice = found.mutual > 0 and found.one_way == 0 and found.weights_agree
    if directed is False:
        return Direction(False, is_listed_twice=twice)
    if directed is True:
        raise GraphError(_which_way(table, roles, rows, names, "the graph is directed, and"))
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
    advice = "Or arrow: mutual (directed: false) if ties run both ways. It is never guessed."
    return Mistake(table.where(k), f"{why} which way influence runs is not said", allowed, advice)


def in_words(one: str, other: str, weight: float, verb: str, direction: Direction) -> str:
    """Return one row as a sentence: ``'ann' retweets 'bob': 'bob' influences 'ann'``."""
    act = f"'{one}' {verb or 'listens to'} '{other}': " if direction.swap or verb else ""
    who, whom = (other, one) if direction.swap else (one, other)
    against = " towards the opposite" if weight < 0 else ""
    size = f" (weight {weight:g})" if abs(weight) != 1 else ""
    if direction.directed:
        return f"{act}'{who}' influences '{whom}'{against}{size}"
    return f"{act}'{one}' and '{other}' influence each other{against}{size}"
