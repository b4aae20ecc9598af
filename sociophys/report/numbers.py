"""The table behind each figure: every number that is drawn, for reading and for download."""

from __future__ import annotations

import base64
import itertools
import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from sociophys.panels import Bars, Chance, Curves, NetworkMap, Runs, Table
from sociophys.report.figures import bars, network_map, runs
from sociophys.report.text import csv_text, number

MAX_ROWS = 100
_DISTINCT = 60  # values of shuffles that are listed one by one
MAX_CSV = 600_000  # bytes; a larger table is in the run's own files


def numbers(panel: Any) -> Table:
    """Return the table shown behind a figure, all rows."""
    return _TABLES[type(panel).__name__](panel)


def download(panel: Any) -> str:
    """Return a data link with the figure's numbers as CSV, or an empty text if it would be too large."""
    table = _runs_wide(panel) if isinstance(panel, Runs) else numbers(panel)
    text = csv_text(table.columns, table.rows).encode()
    return "" if len(text) > MAX_CSV else "data:text/csv;charset=utf-8;base64," + base64.b64encode(text).decode()


def thinned(panel: Any) -> str:
    """Return a sentence saying what a figure leaves out, or an empty text."""
    if isinstance(panel, NetworkMap) and len(panel.x) > network_map.MAX_NODES:
        return (
            f"Down-sampled: {number(len(panel.x))} people are drawn as a density, darker where more of them are, "
            "in the colour of the side that is more frequent there; ties are not drawn."
        )
    if isinstance(panel, NetworkMap) and len(panel.ties) > network_map.MAX_TIES:
        shown = number(network_map.MAX_TIES)
        return f"Down-sampled: {shown} of {number(len(panel.ties))} ties are drawn, each kind in proportion."
    if isinstance(panel, Runs) and runs.stride(panel) > 1:
        return f"Down-sampled: one record in {runs.stride(panel)} is drawn."
    if isinstance(panel, Bars) and len(panel.values) > bars.MAX_BARS:
        return f"Down-sampled: the first {bars.MAX_BARS} of {number(len(panel.values))} bars are drawn."
    return ""


def legend(panel: NetworkMap) -> list[tuple[str, str]]:
    """Return the legend of a map: (class of the mark, words with counts)."""
    people = Counter(panel.side)
    ties = Counter(panel.tie_kinds)
    names = {1: panel.plus, -1: panel.minus, 0: "side unknown"}
    marks = {1: "plus", -1: "minus", 0: "unknown"}
    words = {
        "inside": ("tie", "tie inside a side"),
        "plain": ("tie", "tie"),
        "border": ("wall", "border: tie across"),
        "tension": ("tense", "hostile tie inside a side"),
    }
    lines = [(marks[side], f"{names[side]}, {number(people[side])}") for side in (1, -1, 0) if people[side]]
    return lines + [(mark, f"{text}, {number(ties[kind])}") for kind, (mark, text) in words.items() if ties[kind]]


def marks(panel: NetworkMap) -> list[tuple[float, int]]:
    """Return the key of the sizes in a map: (diameter in pixels, ties) of the smallest and the largest mark."""
    if not panel.ties or len(panel.x) > network_map.MAX_NODES:
        return []
    ties = network_map.tie_counts(panel)
    widths = 2 * network_map.radii(panel)
    ends = sorted({int(np.argmin(ties)), int(np.argmax(ties))}, key=lambda i: int(ties[i]))
    return [(round(float(widths[i]), 1), int(ties[i])) for i in ends] if np.ptp(ties) else []


def _map_table(panel: NetworkMap) -> Table:
    degree = network_map.tie_counts(panel).tolist()
    across = Counter(
        end for tie, kind in zip(panel.ties, panel.tie_kinds, strict=True) if kind == "border" for end in tie
    )
    rows: list[list[Any]] = [[panel.label[i], side, degree[i], across[i]] for i, side in enumerate(panel.side)]
    rows.sort(key=lambda row: -row[2])
    return Table(["person", "side", "ties", "ties across"], rows, ["text", "side", "number", "number"])


def _runs_table(panel: Runs) -> Table:
    last = len(panel.sweeps) - 1
    at = sorted({0, last // 2, last}) if panel.sweeps else []
    columns = ["run", *(f"at sweep {number(panel.sweeps[i])}" for i in at)]
    rows = [[k + 1, *(_three(values[i]) for i in at)] for k, values in enumerate(panel.values)]
    return Table(columns, rows, ["number"] * len(columns), _meaning(panel))


def _three(value: float) -> str:
    return f"{value:.3f}".replace("-", "\u2212")


def _meaning(panel: Runs) -> str:
    name = panel.name[:1].upper() + panel.name[1:]
    if panel.bounds is None:
        return f"{name}, one row a run; scroll for more."
    low, high = (number(bound) for bound in panel.bounds)
    return f"{name}: {low} is {panel.low_label}, {high} is {panel.high_label}. One row a run; scroll for more."


def _runs_wide(panel: Runs) -> Table:
    columns = ["sweep", *(f"run {k + 1}" for k in range(len(panel.values)))]
    rows = [[sweep, *(round(run[i], 6) for run in panel.values)] for i, sweep in enumerate(panel.sweeps)]
    return Table(columns, rows)


def _chance_table(panel: Chance) -> Table:
    rows: list[list[Any]] = [["observed", number(round(panel.observed, 4)), None]]
    rows += [["shuffles", name, count] for name, count in _counted(panel.draws)]
    return Table(["", panel.name, "shuffles"], rows, ["text", "text", "number"])


def _counted(draws: list[float]) -> list[tuple[str, int]]:
    """Return how many shuffles gave each value; in twenty even steps where most values are different."""
    found = Counter(round(value, 6) for value in draws)
    if len(found) <= _DISTINCT:
        return [(number(value), count) for value, count in sorted(found.items())]
    counts, edges = np.histogram(draws, 20)
    steps = [f"{number(float(a))} to {number(float(b))}" for a, b in itertools.pairwise(edges)]
    return [(step, int(count)) for step, count in zip(steps, counts, strict=True) if count]


def _curves_table(panel: Curves) -> Table:
    rows = [
        [name, a, b, e]
        for name, x, y, error in panel.curves
        for a, b, e in zip(x, y, error or [math.nan] * len(x), strict=True)
    ]
    return Table(["curve", panel.x_label, panel.y_label, "error"], rows, ["text", "number", "number", "number"])


def _bars_table(panel: Bars) -> Table:
    rows = [list(row) for row in zip(panel.labels, panel.side, panel.values, strict=True)]
    return Table(["", "side", panel.x_label], rows, ["text", "side", "number"])


_TABLES: dict[str, Callable[[Any], Table]] = {
    "NetworkMap": _map_table,
    "Runs": _runs_table,
    "Chance": _chance_table,
    "Curves": _curves_table,
    "Bars": _bars_table,
}
