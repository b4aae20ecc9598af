"""The table behind each figure: every number that is drawn, for reading and for download."""

from __future__ import annotations

import base64
import itertools
import math
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sociophys.panels import (
    Bars,
    Chance,
    Closeness,
    CommunityMap,
    Courses,
    Curves,
    Density,
    Differences,
    Mirrored,
    NetworkMap,
    Pairs,
    Runs,
    Series,
    Table,
    whole,
)
from sociophys.report.figures import bars, courses, density, differences, mirrored, network_map, pairs, runs, series
from sociophys.report.text import csv_text, number

MAX_ROWS = 100
_DISTINCT = 60  # values of twins that are listed one by one
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
    if isinstance(panel, CommunityMap):
        return _thinned_crowd(panel)
    if isinstance(panel, NetworkMap) and sum(network_map.kind_counts(panel).values()) > network_map.MAX_TIES:
        total, shown = sum(network_map.kind_counts(panel).values()), number(network_map.MAX_TIES)
        return f"Down-sampled: {shown} of {number(total)} ties are drawn, each kind in proportion."
    if isinstance(panel, Runs) and runs.stride(panel) > 1:
        return f"Down-sampled: one record in {runs.stride(panel)} is drawn."
    if isinstance(panel, Bars) and len(panel.values) > bars.MAX_BARS:
        return f"Down-sampled: the first {bars.MAX_BARS} of {number(len(panel.values))} bars are drawn."
    if isinstance(panel, Series) and not panel.times and len(panel.values) > series.MAX_ROWS:
        return f"Down-sampled: the first {series.MAX_ROWS} of {number(len(panel.values))} networks are drawn."
    return _thinned_variants(panel)


def _thinned_variants(panel: Any) -> str:
    """Return what a comparison of variants leaves out."""
    if isinstance(panel, Pairs) and pairs.stride(panel) > 1:
        return f"Down-sampled: one pair in {pairs.stride(panel)} is drawn."
    if isinstance(panel, Courses) and len(panel.courses) > courses.MAX_LINES:
        return f"Down-sampled: the first {courses.MAX_LINES} of {number(len(panel.courses))} lines are drawn."
    most = {Differences: differences.MAX_ROWS, Pairs: pairs.MAX_ROWS}.get(type(panel), 0)
    if most and len(panel.labels) > most:
        return f"Down-sampled: the first {most} of {number(len(panel.labels))} rows are drawn."
    return ""


def _thinned_crowd(panel: CommunityMap) -> str:
    text = f"Down-sampled: {number(panel.totals['people'])} people are drawn as shades, not one by one"
    if panel.n_links > len(panel.links):
        text += f"; of {number(panel.n_links)} pairs of tied communities the {len(panel.links)} strongest have a line"
    return f"{text}. {panel.source} holds everybody." if panel.source else f"{text}."


def legend(panel: NetworkMap | CommunityMap) -> list[tuple[str, str]]:
    """Return the legend of a map: (class of the mark, words with counts)."""
    return _crowd_legend(panel) if isinstance(panel, CommunityMap) else _map_legend(panel)


def _map_legend(panel: NetworkMap) -> list[tuple[str, str]]:
    people, ties = Counter(panel.side), network_map.kind_counts(panel)
    words = {
        "inside": ("inside", "tie inside a side"),
        "plain": ("tie", "tie"),
        "border": ("walls" if network_map.is_solid(panel, "border") else "wall", "border: tie across"),
        "tension": ("tense", "hostile tie inside a side" if people[1] or people[-1] else "hostile tie"),
    }
    return _people(panel, people) + [
        (mark, f"{text}, {number(ties[kind])}") for kind, (mark, text) in words.items() if ties.get(kind)
    ]


def _people(panel: NetworkMap | CommunityMap, people: Mapping[int, int]) -> list[tuple[str, str]]:
    names = {1: ("plus", panel.plus), -1: ("minus", panel.minus), 0: ("unknown", "side unknown")}
    if not people[1] and not people[-1]:
        names[0] = ("unknown", "people, no side recorded")
    return [(mark, f"{name}, {number(people[side])}") for side, (mark, name) in names.items() if people[side]]


def _crowd_legend(panel: CommunityMap) -> list[tuple[str, str]]:
    plus, minus = (
        sum(counts) + panel.others[key] for counts, key in ((panel.plus_people, "plus"), (panel.minus_people, "minus"))
    )
    lines = _people(panel, {1: plus, -1: minus, 0: panel.totals["people"] - plus - minus})
    if plus and minus:
        lines.append(("mixed", "both sides mixed"))
    if any(2 * borders <= ties for _, _, ties, borders in panel.links):
        lines.append(("tie", "ties between communities"))
    if any(2 * borders > ties for _, _, ties, borders in panel.links):
        lines.append(("wall", "ties between communities, most of them borders"))
    return lines


def how(panel: NetworkMap | CommunityMap) -> str:
    """Return how to read a map, in a sentence or two."""
    if not isinstance(panel, CommunityMap):
        return "Size of a mark: number of ties. Position has no unit; near means tied."
    ring = " Its rim: the share of each side." if sum(panel.plus_people) + sum(panel.minus_people) else ""
    return (
        f"A circle is a community, its area the number of people.{ring} Stronger colour: more people. Width of a line: "
        "number of ties. Near means tied."
    )


def marks(panel: Any) -> list[tuple[float, int]]:
    """Return the key of the sizes in a map: (diameter in pixels, ties) of the smallest and the largest mark."""
    if not isinstance(panel, NetworkMap) or not panel.ties:
        return []
    ties = network_map.tie_counts(panel)
    widths = 2 * network_map.radii(panel)
    ends = sorted({int(np.argmin(ties)), int(np.argmax(ties))}, key=lambda i: int(ties[i]))
    return [(round(float(widths[i]), 1), int(ties[i])) for i in ends] if np.ptp(ties) else []


def _map_table(panel: NetworkMap) -> Table:
    degree, across = network_map.tie_counts(panel).tolist(), network_map.border_counts(panel).tolist()
    rows: list[list[Any]] = [[panel.label[i], side, degree[i], across[i]] for i, side in enumerate(panel.side)]
    rows.sort(key=lambda row: -row[2])
    heads, kinds = ["person", "side", "ties", "ties across"], ["text", "side", "number", "number"]
    if not any(panel.side):  # nobody has a side: nothing can be across
        heads, kinds, rows = heads[::2], kinds[::2], [row[::2] for row in rows]
    return Table(heads, rows, kinds)


def _crowd_table(panel: CommunityMap) -> Table:
    """Return one row a circle and one for all who stand at the foot; people add up to everybody."""
    names = [str(k + 1) for k in range(len(panel.people))]
    counts = zip(names, panel.people, panel.plus_people, panel.minus_people, panel.ties_inside, panel.ties_out,
                 panel.borders, panel.names, strict=True)  # fmt: skip
    rows: list[list[Any]] = [
        [name, people, plus / people, minus / people, inside, out, borders, best]
        for name, people, plus, minus, inside, out, borders, best in counts
    ]
    rest = panel.others
    if rest["people"]:
        people, kind = rest["people"], f"{whole(rest['communities'])} smaller, at the foot"
        rows.append([kind, people, rest["plus"] / people, rest["minus"] / people, rest["inside"], rest["out"],
                     rest["borders"], ""])  # fmt: skip
    heads = ["community", "people", panel.plus, panel.minus, "ties inside", "ties out", "borders", "most ties has"]
    kinds = ["text", "number", "share", "share", "number", "number", "number", "text"]
    if not sum(panel.plus_people) + sum(panel.minus_people) + rest["plus"] + rest["minus"]:
        keep = [0, 1, 4, 5, 7]
        heads, kinds, *rows = ([line[k] for k in keep] for line in (heads, kinds, *rows))
    caption = "Communities: groups with more ties among themselves than their numbers of ties make likely (modularity)."
    return Table(heads, rows, kinds, caption)


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
    rows += [["by chance", name, count] for name, count in _counted(panel.draws)]
    return Table(["", panel.name, "how often"], rows, ["text", "text", "number"])


def _counted(draws: list[float]) -> list[tuple[str, int]]:
    """Return how many twins gave each value; in twenty even steps where most values are different."""
    found = Counter(round(value, 6) for value in draws)
    if len(found) <= _DISTINCT:
        return [(number(value), count) for value, count in sorted(found.items())]
    counts, edges = np.histogram(draws, 20)
    edges = edges.round() if edges[1] - edges[0] > 2 else edges
    steps = [f"{number(float(a))} to {number(float(b))}" for a, b in itertools.pairwise(edges)]
    return [(step, int(count)) for step, count in zip(steps, counts, strict=True) if count]


def _curves_table(panel: Curves) -> Table:
    rows = [
        [name, a, b, e]
        for name, x, y, error in panel.curves
        for a, b, e in zip(x, y, error or [math.nan] * len(x), strict=True)
    ]
    return Table(["curve", panel.x_label, panel.y_label, "error"], rows, ["text", "number", "number", "number"])


def _series_table(panel: Series) -> Table:
    rows = [list(row) for row in zip(panel.labels, panel.values, panel.chance, panel.low, panel.high, strict=True)]
    heads = [panel.time_label if panel.times else "network", panel.name, "by chance", "chance, low", "chance, high"]
    return Table(heads, rows, ["text", *["number"] * 4], "Low and high: the middle 95 of 100 randomised twins.")


def _bars_table(panel: Bars) -> Table:
    if not any(panel.side):
        plain = [list(row) for row in zip(panel.labels, panel.values, strict=True)]
        return Table(["", panel.x_label], plain, ["text", "number"])
    rows = [list(row) for row in zip(panel.labels, panel.side, panel.values, strict=True)]
    return Table(["", "side", panel.x_label], rows, ["text", "side", "number"])


def _density_table(panel: Density) -> Table:
    rows: list[list[Any]] = [
        [density.step(panel, column), density.step(panel, row), panel.counts[row][column]]
        for row, column in density.filled(panel)
    ]
    return Table([panel.x_label, panel.y_label, "people"], rows, ["text", "text", "number"])


def _mirrored_table(panel: Mirrored) -> Table:
    rows: list[list[Any]] = [
        [mirrored.step(panel, k), plus, minus]
        for k, (plus, minus) in enumerate(zip(panel.plus_counts, panel.minus_counts, strict=True))
    ]
    return Table([panel.x_label, panel.plus, panel.minus], rows, ["text", "number", "number"])


def _closeness_table(panel: Closeness) -> Table:
    columns = (panel.labels, panel.people, panel.y, panel.low, panel.high, panel.x)
    rows = [[*row, "yes" if filled else "no"] for *row, filled in zip(*columns, panel.filled, strict=True)]
    heads = ["community", "people", panel.plus, "by chance from", "to", "ties leaving", "echo chamber"]
    return Table(heads, rows, ["text", "number", "share", "share", "share", "share", "text"])


def _differences_table(panel: Differences) -> Table:
    columns = (panel.labels, panel.values, panel.low, panel.high)
    rows = [[*row, told.splitlines()[-1]] for *row, told in zip(*columns, panel.told, strict=True)]
    heads = ["", panel.name, "95 % interval, low", "high", "verdict"]
    return Table(heads, rows, ["text", "number", "number", "number", "text"])


def _pairs_table(panel: Pairs) -> Table:
    rows: list[list[Any]] = [
        [name, k + 1, value]
        for name, row in zip(panel.labels, panel.values, strict=True)
        for k, value in enumerate(row)
    ]
    return Table(["variant", "pair", panel.name], rows, ["text", "number", "number"])


def _courses_table(panel: Courses) -> Table:
    """Return one row a time of each line; low and high where any line has a band."""
    banded = any(low for *_, low, _ in panel.courses)
    rows: list[list[Any]] = []
    for name, x, y, low, high in panel.courses:
        ends = (low or [None] * len(x), high or [None] * len(x)) if banded else ()
        rows += [[name, *row] for row in zip(x, y, *ends, strict=True)]
    heads = ["line", "sweep", panel.name, *(["low", "high"] if banded else [])]
    return Table(heads, rows, ["text", *["number"] * (len(heads) - 1)])


_TABLES: dict[str, Callable[[Any], Table]] = {
    "NetworkMap": _map_table,
    "CommunityMap": _crowd_table,
    "Runs": _runs_table,
    "Chance": _chance_table,
    "Curves": _curves_table,
    "Series": _series_table,
    "Bars": _bars_table,
    "Density": _density_table,
    "Mirrored": _mirrored_table,
    "Closeness": _closeness_table,
    "Differences": _differences_table,
    "Pairs": _pairs_table,
    "Courses": _courses_table,
}
