"""The tables of a report as frames: those it shows, and the numbers behind its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from sociophys.panels import (
    Bars,
    Chance,
    Courses,
    Curves,
    Density,
    Details,
    Differences,
    Document,
    Mirrored,
    Pairs,
    Runs,
    Table,
)
from sociophys.report.figure import figures_of
from sociophys.report.numbers import numbers


def report_tables(document: Document) -> dict[str, pd.DataFrame]:
    """Return frames by name: ``table-<section>``, and ``figure-<name>`` as the figure is called.

    A map has none: its people are the nodes.
    """
    found: dict[str, pd.DataFrame] = {}
    for section in document.sections:
        tables = [table for panel in section.panels if (table := _table(panel))]
        found |= {f"table-{section.id}{'' if k == 0 else f'-{k + 1}'}": _frame(t) for k, t in enumerate(tables)}
    for name, (_, panel) in figures_of(document).items():
        behind = _BEHIND.get(type(panel).__name__)
        if behind is not None:
            found[f"figure-{name}"] = behind(panel)
    return found


def _table(panel: Any) -> Table | None:
    if isinstance(panel, Details):
        return panel.table
    return panel if isinstance(panel, Table) else None


def _frame(table: Table) -> pd.DataFrame:
    return pd.DataFrame(table.rows, columns=_distinct([column or "row" for column in table.columns]))


def _distinct(columns: list[str]) -> list[str]:
    """Return column names that are all different, as a file needs them.

    Examples
    --------
    >>> _distinct(["person", "side", "side"])
    ['person', 'side', 'side (2)']
    """
    return [c if columns[:k].count(c) == 0 else f"{c} ({columns[:k].count(c) + 1})" for k, c in enumerate(columns)]


def _chance(panel: Chance) -> pd.DataFrame:
    rows = [("observed", panel.observed), *(("by chance", value) for value in panel.draws)]
    return pd.DataFrame(rows, columns=["which", panel.name])


def _bars(panel: Bars) -> pd.DataFrame:
    return pd.DataFrame({"label": panel.labels, "side": panel.side, panel.x_label: panel.values})


def _curves(panel: Curves) -> pd.DataFrame:
    parts = []
    for name, x, y, error in panel.curves:
        columns = _distinct(["curve", panel.x_label or "x", panel.y_label or "y", "error"])
        values = (name, x, y, error or float("nan"))
        parts.append(pd.DataFrame(dict(zip(columns, values, strict=True)), index=range(len(x))))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _runs(panel: Runs) -> pd.DataFrame:
    values = {f"run {k + 1}": run for k, run in enumerate(panel.values)}
    return pd.DataFrame({"sweep": panel.sweeps, **values})


def _density(panel: Density) -> pd.DataFrame:
    """Return one row a cell with people in it, its middle on both axes."""
    n = len(panel.counts)
    rows = [
        ((2 * column + 1) / n - 1, (2 * row + 1) / n - 1, people)
        for row, line in enumerate(panel.counts)
        for column, people in enumerate(line)
        if people
    ]
    return pd.DataFrame(rows, columns=_distinct([panel.x_label, panel.y_label, "people"]))


def _mirrored(panel: Mirrored) -> pd.DataFrame:
    n = len(panel.plus_counts)
    columns = _distinct(["from", "to", panel.plus, panel.minus])
    steps = ([k / n for k in range(n)], [(k + 1) / n for k in range(n)])
    return pd.DataFrame(dict(zip(columns, (*steps, panel.plus_counts, panel.minus_counts), strict=True)))


def _shown(panel: Differences | Pairs | Courses) -> pd.DataFrame:
    """Return the table that stands behind the figure."""
    return _frame(numbers(panel))


_BEHIND: dict[str, Callable[[Any], pd.DataFrame]] = {
    "Chance": _chance,
    "Bars": _bars,
    "Curves": _curves,
    "Runs": _runs,
    "Density": _density,
    "Mirrored": _mirrored,
    "Differences": _shown,
    "Pairs": _shown,
    "Courses": _shown,
}
