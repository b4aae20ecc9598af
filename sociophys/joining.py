"""Opinions joined to a graph: from a node attribute or a table of its own, read as two sides or as a scale."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import model_validator

from sociophys.errors import GraphError, Mistake, near_miss
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.nulls import cut_again
from sociophys.opinions import Opinions, Sample, Scale
from sociophys.parameters import Strict, parameter
from sociophys.reading import tables
from sociophys.reading.matching import Matching, id_column, match, nothing_matched, unique_rows
from sociophys.reading.tables import as_text

Value = str | int | float
_ALWAYS_MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "<NA>"})
_SHOWN = 6


@dataclass(frozen=True)
class Found:
    """Opinions of the nodes as text ('' where there is no row), where they came from, counts and notes of the join."""

    text: pd.Series
    where: str
    column: str
    counts: dict[str, int]
    notes: tuple[str, ...] = ()


class OpinionsBlock(Strict):
    """Where the opinions of the nodes stand and how they are read.

    Give ``attribute`` (a column of the node table), or ``file`` and ``column``, or ``find`` (the graph is cut in two).
    Two sides: ``plus`` and ``minus`` name the values; any other value counts as neither (0). A scale: ``between: [low,
    high]`` maps low to -1 and high to +1. Groups: ``groups: true``, every value is a group and none a side.
    """

    attribute: str = parameter("", doc="Node attribute that holds the opinion; or give file and column.")
    file: str = parameter("", doc="Table with a row a node.")
    id: str = parameter("auto", doc="Column of the file that holds the node ids.")
    column: str = parameter("", doc="Column of the file that holds the opinion.")
    plus: Value = parameter("auto", doc="Value that is the side +1, and its name; on a scale the name of the high end.")
    minus: Value = parameter("auto", doc="Value that is the side -1, and its name; on a scale the name of the low end.")
    missing: Value | list[Value] = parameter([], doc="Value or values that mean 'not known'; empty fields always do.")
    between: list[float] = parameter([], doc="Ends of a scale, [low, high], for opinions that are numbers.")
    groups: bool = parameter(False, doc="Every value is a group of its own; scores of two sides are then undefined.")
    find: Literal["", "communities", "spectral"] = parameter(
        "", doc="Cut the graph in two: by joining its communities, or by the second eigenvector of its Laplacian."
    )
    origin: Literal["independent", "from_this_graph", "unknown"] = parameter(
        "unknown", doc="Whether the opinions were found independently of this graph or made from it (a clustering)."
    )

    @model_validator(mode="after")
    def _check(self) -> OpinionsBlock:
        if sum(map(bool, (self.attribute, self.file, self.find))) != 1:
            raise ValueError(
                "opinions stand in an attribute or in a file, or are found; allowed one of attribute, file, find"
            )
        if self.find and self != type(self).model_construct(find=self.find):
            raise ValueError("find stands beside other keys and needs none; allowed find alone")
        if self.groups and (self.between or self.plus != "auto" or self.minus != "auto"):
            raise ValueError("groups stand beside sides or a scale; allowed one of groups, plus and minus, between")
        if self.file and not self.column:
            raise ValueError("file is given without column; allowed the name of the column with the opinion")
        if self.between and (len(self.between) != 2 or self.between[0] >= self.between[1]):
            raise ValueError(f"between {self.between} is not a scale; allowed [low, high] with low < high")
        if self.between and not math.isfinite(self.between[1] - self.between[0]):
            raise ValueError(f"between {self.between} is wider than a number can be; allowed a width below 1e308")
        if self.plus != "auto" and as_text(self.plus) == as_text(self.minus):
            raise ValueError(f"plus and minus are both '{self.plus}'; allowed two different values")
        return self

    def inputs(self) -> tuple[str, ...]:
        """Return the paths read, for the run's identity."""
        return (self.file,) if self.file else ()

    def join(self, graph: Graph, base_dir: Path | str = Path()) -> Opinions:
        """Return one opinion a node.

        Parameters
        ----------
        graph: its nodes are matched by id, exactly. base_dir: folder that ``file`` starts from.

        Raises
        ------
        GraphError
            If the column is not there, no id matches, or a named side does not occur among the values.
        MissingError
            If the file is not there.
        """
        if self.find:
            return self._found_in(graph)
        found = self._from_file(graph, Path(base_dir)) if self.file else self._from_attribute(graph)
        return self.read(found)

    def join_series(self, graph: Graph, series: pd.Series) -> Opinions:
        """Return the opinions of a pandas series whose index holds node ids (``attribute`` is only its name here)."""
        keys = np.array([as_text(key) for key in series.index], object)
        if len(set(keys)) < len(keys):
            raise GraphError(Mistake("opinions", "an id stands twice in the index of the series", "each id once"))
        return self.read(_matched(graph, keys, series.map(as_text), "opinions", str(series.name or "opinions")))

    def _found_in(self, graph: Graph) -> Opinions:
        """Return the two sides of the graph itself."""
        nobody = Opinions(
            np.full(graph.n_nodes, np.nan), plus="larger part", minus="smaller part", cut=self.find or "communities"
        )
        found = cut_again(Sample(Network.from_graph(graph), nobody)).opinions
        way = "the second eigenvector of its Laplacian" if self.find == "spectral" else "joining its communities"
        note = f"nobody's opinion was read: the graph was cut in two by {way}"
        counts = {"plus": int(np.sum(found.sides > 0)), "minus": int(np.sum(found.sides < 0))}
        return replace(found, notes=(note,), counts=tuple(counts.items()))

    def _from_attribute(self, graph: Graph) -> Found:
        column = graph.attribute(self.attribute)
        source = graph.reading.source or "graph"
        return Found(column.map(as_text).reset_index(drop=True), source, self.attribute, {"matched": graph.n_nodes})

    def _from_file(self, graph: Graph, base_dir: Path) -> Found:
        named = (self.column,) if self.id == "auto" else (self.id, self.column)
        table = tables.read_table(base_dir / self.file, name=self.file, expect=named)
        values = table.column(self.column, "opinions")
        key = id_column(table, self.id)
        keys, rows = unique_rows(table, key, [self.column])
        texts = pd.Series([as_text(value) for value in values.iloc[rows]], dtype="str")
        return _matched(graph, keys, texts, self.file, self.column)

    def read(self, found: Found) -> Opinions:
        """Turn texts into numbers: two sides, or a scale."""
        missing = self.missing if isinstance(self.missing, list) else [self.missing]
        named = {as_text(self.plus), as_text(self.minus)} - {""}  # a side may be called 'NA' if the user says so
        hidden = (_ALWAYS_MISSING - named) | {as_text(value) for value in missing}
        known = (~found.text.isin(hidden)).to_numpy(bool)
        if not known.any():
            where, there = f"{found.where} {found.column}", f"Values there: {_listed(found.text)}."
            raise GraphError(Mistake(where, "no node has an opinion", "one or more", there))
        if self.groups:
            return self._grouped(found, known)
        plus, minus, between, said = self._sides(found.text[known], found)
        if between:
            values = _scaled(found, known, between)
        else:
            values = np.where(found.text == plus, 1.0, np.where(found.text == minus, -1.0, 0.0))
            values = np.where(known, values, np.nan)
        scale: Scale = "continuous" if between else "categorical" if np.any(values == 0) else "binary"
        counts, notes = _account(found, values, plus, minus, between)
        return Opinions(
            values, scale, plus, minus, self.origin, (*said, *found.notes, *notes), tuple(counts.items()), found.column
        )

    def _grouped(self, found: Found, known: np.ndarray) -> Opinions:
        """Return groups, largest first: people of a group are known, and on neither side."""
        sizes = Counter(found.text[known])
        names = tuple(sorted(sizes, key=lambda name: (-sizes[name], _numbers_first(name))))
        number = {name: k for k, name in enumerate(names)}
        codes = np.array([number[name] if is_known else -1 for name, is_known in zip(found.text, known, strict=True)])
        counts = found.counts | {"groups": len(names), "without_opinion": int(np.sum(~known))}
        notes = (*found.notes, f"{len(names)} groups: {_listed(found.text[known])}")
        return Opinions(
            np.where(known, 0.0, np.nan),
            "categorical",
            origin=self.origin,
            notes=notes,
            counts=tuple(counts.items()),
            column=found.column,
            codes=codes.astype(np.int32),
            group_names=names,
        )

    def _sides(self, text: pd.Series, found: Found) -> tuple[str, str, list[float], tuple[str, ...]]:
        """Return the names of the sides, the scale if there is one, and what was recognised rather than said."""
        plus, minus = as_text(self.plus), as_text(self.minus)
        if self.between:
            return "plus" if plus == "auto" else plus, "minus" if minus == "auto" else minus, self.between, ()
        distinct = sorted(text.unique(), key=_numbers_first)
        if plus == "auto" or minus == "auto":
            return _recognised(plus, minus, distinct, found)
        _check_sides(plus, minus, distinct, found)
        return plus, minus, [], ()


def _numbers_first(text: str) -> tuple[bool, float, str]:
    try:
        return (False, float(text), "")
    except ValueError:
        return (True, 0.0, text)


def _matched(graph: Graph, keys: np.ndarray, text: pd.Series, where: str, column: str) -> Found:
    matching = match(graph.nodes.index, keys)
    if not np.any(matching.row >= 0):
        raise nothing_matched(where, graph.nodes.index, matching)
    values = text.to_numpy(object)[np.maximum(matching.row, 0)]
    values[matching.row < 0] = ""
    matched = int((matching.row >= 0).sum())
    counts = {
        "matched": matched,
        "unmatched_ids": len(matching.unmatched),
        "nodes_without_row": graph.n_nodes - matched,
    }
    return Found(pd.Series(values, dtype="str"), where, column, counts, _unmatched_notes(matching, where))


def _unmatched_notes(matching: Matching, where: str) -> tuple[str, ...]:
    if not matching.unmatched:
        return ()
    shown = ", ".join(f"'{key}'" for key in matching.unmatched[:3])
    note = f"{len(matching.unmatched):,} ids of {where} are no nodes of the graph ({shown})"
    return (note + (": " + "; ".join(matching.near) if matching.near else ""),)


def _recognised(
    plus: str, minus: str, distinct: list[str], found: Found
) -> tuple[str, str, list[float], tuple[str, ...]]:
    """Tell the sides from the values: two values are two sides; -1 and 1 are sides; numbers from -1 to 1 a scale."""
    if "auto" not in (plus, minus) or (plus == minus == "auto" and {"-1", "1"} <= set(distinct) <= {"-1", "0", "1"}):
        return "1", "-1", [], ()
    given = {plus, minus} - {"auto"}
    others = [value for value in distinct if value not in given]
    numbers = np.array([_numbers_first(value)[1] if not _numbers_first(value)[0] else math.inf for value in distinct])
    if not given and len(distinct) > 2 and np.abs(numbers).max() <= 1:
        return "plus", "minus", [-1.0, 1.0], ("opinions read as a scale from -1 to 1",)
    if given and given <= set(distinct) and len(others) <= 1:
        other = others[0] if others else f"not {next(iter(given))}"
        sides = (plus, other) if plus != "auto" else (other, minus)
    elif not given and len(distinct) == 2:
        sides = (distinct[1], distinct[0])
    else:
        missing_side = next(iter(given - set(distinct)), "")
        what = (
            f"'{missing_side}' does not occur"
            if missing_side
            else f"the sides cannot be told from {len(distinct)} value{'s' if len(distinct) > 1 else ''}"
        )
        advice = (near_miss(missing_side, distinct) if missing_side else "") or _naming(numbers)
        raise GraphError(Mistake(f"{found.where} {found.column}", what, _listed(found.text), advice))
    return *sides, [], (f"sides recognised: '{sides[0]}' is +1, '{sides[1]}' is -1",)


def _naming(numbers: np.ndarray) -> str:
    """Return how to say what the values mean; ``numbers``: the distinct ones, infinite where they are words."""
    if len(numbers) > _SHOWN and np.isfinite(numbers).all():
        low, high = f"{numbers.min():.4g}", f"{numbers.max():.4g}"
        return f"Numbers are a scale with --between {low}..{high} (in a scenario between: [{low}, {high}])."
    return "Name them with plus and minus (--plus A --minus B), or say that each is a group: groups: true (--groups)."


def _check_sides(plus: str, minus: str, distinct: list[str], found: Found) -> None:
    """Refuse a side that does not occur while other values do: it is a slip of the pen, or the wrong column."""
    others = [value for value in distinct if value not in (plus, minus)]
    absent = [side for side in (plus, minus) if side not in distinct]
    if absent and (others or len(absent) == 2):
        where = f"{found.where} {found.column}"
        raise GraphError(
            *(
                Mistake(where, f"'{side}' does not occur", _listed(found.text), near_miss(side, others))
                for side in absent
            )
        )


def _listed(text: pd.Series) -> str:
    """Return the values with their counts, commonest first."""
    counts = Counter(value for value in text if value)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ", ".join(f"'{value}' ({count:,})" for value, count in ranked[:_SHOWN]) or "no value"
    return shown + (f" and {len(ranked) - _SHOWN} more" if len(ranked) > _SHOWN else "")


def _scaled(found: Found, known: np.ndarray, between: list[float]) -> np.ndarray:
    low, high = between
    numbers = pd.to_numeric(found.text.where(known), errors="coerce").to_numpy(np.float64)
    bad = np.flatnonzero(known & ~((numbers >= low) & (numbers <= high)))
    if len(bad):
        where = f"{found.where} {found.column}"
        what = f"{len(bad):,} values are no numbers on the scale, the first is '{found.text.iloc[bad[0]]}'"
        raise GraphError(Mistake(where, what, f"{low:g} to {high:g}", "Values that mean 'not known' go to missing."))
    return 2.0 * ((numbers - low) / (high - low)) - 1.0


def _account(
    found: Found, values: np.ndarray, plus: str, minus: str, between: list[float]
) -> tuple[dict[str, int], list[str]]:
    """Count the sides, and say in words what a reader must know of them."""
    n_plus, n_minus, n_neither = (int(np.sum(test)) for test in (values > 0, values < 0, values == 0))
    without = int(np.isnan(values).sum())
    sides = {"plus": n_plus, "minus": n_minus, "neither": n_neither, "without_opinion": without}
    notes = []
    if n_neither and not between:
        others = found.text[(values == 0)]
        notes.append(f"{n_neither:,} nodes are neither '{plus}' nor '{minus}' and count as 0: {_listed(others)}")
    if without:
        notes.append(f"{without:,} of {len(values):,} nodes have no opinion")
    if not n_plus or not n_minus:
        notes.append(f"one side only: no node is '{minus if n_plus else plus}'")
    return found.counts | sides, notes


def place_of(graph: Graph, opinions: str) -> dict[str, str]:
    """Return ``ATTRIBUTE`` or ``FILE:COLUMN`` as the keys of an opinions block."""
    known = [str(name) for name in graph.nodes.columns]
    file, colon, column = opinions.rpartition(":")
    if opinions in known:
        return {"attribute": opinions}
    if colon and file:
        return {"file": file, "column": column}
    allowed = ", ".join([*known, "FILE:COLUMN"])
    raise GraphError(Mistake("opinions", f"'{opinions}' is no node attribute", allowed, near_miss(opinions, known)))
