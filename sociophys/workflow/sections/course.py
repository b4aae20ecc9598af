"""How bubbles and borders went in the course of the runs, where frames were kept."""

from __future__ import annotations

import pandas as pd

from sociophys.panels import Curves, Panel
from sociophys.workflow.sections import words
from sociophys.workflow.sections.bubbles import NAMES
from sociophys.workflow.sections.context import Context

SHOWN = ("largest_domain", "wall_share", "same_side_share")


def panels(context: Context) -> list[Panel]:
    """Return shares over time with their errors; nothing where frames were not kept between the first and the last."""
    rows = context.finished.course
    if rows.empty or rows["sweep"].nunique() < 3:
        return []
    curves = [_curve(NAMES[name][0], rows[rows["number"] == name]) for name in SHOWN]
    caption = (
        "Means over runs at kept frames of the first point; bars are one standard error, "
        f"{words.LUCK}. All analyzers at all kept frames: course in summary.json."
    )
    drawn = [curve for curve in curves if curve[1]]
    return [Curves(drawn, "sweep", "share", caption=caption)] if drawn else []


def _curve(name: str, rows: pd.DataFrame) -> tuple[str, list[float], list[float], list[float]]:
    known = rows[rows["value"].notna()]
    errors = known["error"].astype(float).fillna(0.0)
    return name, *([float(v) for v in column] for column in (known["sweep"], known["value"], errors))
