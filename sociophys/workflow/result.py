"""A finished run as Python users hold it: its folder, numbers, tables and figures."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.store.layout import RunDirectory
from sociophys.store.seal import read_sealed
from sociophys.store.segments import read_segments, read_table

_TABLES = ("observables", "events", "nodes", "numbers", "points", "contrasts", "pressure")


@dataclass(frozen=True)
class RunResult:
    """What a run left.

    Attributes
    ----------
    directory: its folder. report: its report, or None if none was drawn. run_id: 64 hex digits.
    summary: every headline number with its error, as in ``summary.json``.
    """

    directory: Path
    report: Path | None
    run_id: str
    summary: dict[str, Any]

    @classmethod
    def of(cls, directory: RunDirectory) -> RunResult:
        """Return the result that lies in a run directory."""
        summary = json.loads(read_sealed(directory.summary))
        report = directory.report if directory.report.exists() else None
        return cls(directory.root, report, summary["run_id"], summary)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by name.

        observables, events, nodes, numbers (with errors), points (of a grid or of variants), contrasts (of variants;
        empty without any), or pressure (empty where it was not split).
        """
        directory = RunDirectory(self.directory)
        if name == "observables":
            return read_segments(sorted(directory.observables.glob("*.parquet")))
        if name in ("events", "nodes"):
            return read_table(self.directory / f"{name}.parquet")
        if name == "numbers":
            return pd.DataFrame(_number_rows(self.summary))
        if name == "points":
            return pd.DataFrame(_point_rows(self.summary))
        if name == "pressure":
            return pd.DataFrame(_pressure_rows(self.summary), columns=["point", "sweep", "part", "value", "error"])
        if name == "contrasts":
            return pd.DataFrame(_contrast_rows(self.summary.get("comparison")))
        raise MissingError(Mistake("table", f"'{name}' is not a table", ", ".join(_TABLES), near_miss(name, _TABLES)))

    def figure(self, name: str) -> Any:
        """Return a figure of the report as a plotly figure; an unknown name is answered with those there are."""
        from sociophys.plain import from_plain
        from sociophys.report.figure import figure, figures_of

        directory = RunDirectory(self.directory)
        document = from_plain(json.loads(read_sealed(directory.document)))
        panels = {key: panel for key, (_, panel) in figures_of(document).items()}
        if name not in panels:
            raise MissingError(
                Mistake("figure", f"'{name}' is not a figure", ", ".join(panels), near_miss(name, panels))
            )
        return figure(panels[name])

    def __repr__(self) -> str:
        return f"RunResult({self.summary['name']}, run {self.run_id[:8]}: {self.report or self.directory})"

    def _repr_html_(self) -> str:
        """Show itself in a notebook: the numbers, and where the report lies."""
        shown = self.table("numbers").to_html(index=False, float_format=lambda number: f"{number:.4g}", na_rep="")
        where = html.escape(str(self.report or self.directory))
        return f"<p><b>{html.escape(self.summary['name'])}</b> <code>{self.run_id[:8]}</code></p>{shown}<p>{where}</p>"


def _number_rows(summary: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for group in ("numbers", "measured", "simulated"):
        for name, number in summary[group].items():
            row = {"number": name, "value": number["value"], "error": number.get("error")}
            rows.append({**row, "tag": number["tag"], "reason": number.get("reason", "")})
    return rows


def _point_rows(summary: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for point in summary["points"]:
        values = {name: number["value"] for name, number in point["numbers"].items()}
        errors = {f"{name}_error": number.get("error") for name, number in point["numbers"].items()}
        rows.append({"point": point["point"], **point["settings"], **values, **errors, **point["outcomes"]})
    return rows


def _pressure_rows(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """Return one row a point, look and part; none where pressure was not split."""
    return [
        {"point": point["point"], "sweep": sweep, "part": part, "value": value, "error": error}
        for point in summary["points"]
        for part, found in point["pressure"].get("parts", {}).items()
        for sweep, value, error in zip(point["pressure"]["sweeps"], found["values"], found["errors"], strict=True)
    ]


def _contrast_rows(comparison: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return one row a contrast, those at other settings after them."""
    found = []
    for one in (*comparison["contrasts"], *comparison["settings"]) if comparison else ():
        row = {name: one[name] for name in ("variant", "compared_with", "measure", "at")}
        row |= {"path": one.get("path", ""), "value": one.get("value", "")}
        for name in ("base", "other", "difference"):
            row |= {name: one[name]["value"], f"{name}_error": one[name].get("error")}
        row |= {name: one[name] for name in ("low", "high", "variance_ratio", "verdict", "reason")}
        found.append({**row, "holds": one.get("holds"), **{f"cost_{k}": v for k, v in one["cost"].items()}})
    return found
