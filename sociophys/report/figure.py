"""Turn one panel into a plotly figure, for the report and for Python users."""

from __future__ import annotations

import importlib
import re
from typing import Any

import plotly.graph_objects as go

from sociophys.errors import MissingError, Mistake
from sociophys.panels import PANELS, Document

FIGURES = (
    "NetworkMap",
    "CommunityMap",
    "Runs",
    "Chance",
    "Curves",
    "Bars",
    "Density",
    "Mirrored",
    "Closeness",
    "Series",
    "Differences",
    "Pairs",
    "Courses",
)


def file_of(kind: str) -> str:
    """Return the file name that draws a panel kind.

    Examples
    --------
    >>> file_of("NetworkMap")
    'network_map'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()


def is_figure(panel: Any) -> bool:
    """Return whether a panel is drawn by plotly (the others are plain HTML)."""
    return type(panel).__name__ in FIGURES


def figures_of(document: Document) -> dict[str, tuple[str, Any]]:
    """Return (title of its section, panel) of each figure by name: the section's id, from the second on numbered."""
    found: dict[str, tuple[str, Any]] = {}
    for section in document.sections:
        drawn = [panel for panel in section.panels if is_figure(panel)]
        found |= {f"{section.id}-{k + 1}" if k else section.id: (section.title, p) for k, p in enumerate(drawn)}
    return found


def figure(panel: Any) -> go.Figure:
    """Return the plotly figure of a panel.

    Raises
    ------
    MissingError
        If the panel is not a figure but text or a table.
    """
    kind = type(panel).__name__
    if kind not in FIGURES:
        allowed = ", ".join(FIGURES)
        what = "is not a figure" if kind in PANELS else "is not a panel"
        raise MissingError(Mistake("figure", f"{kind} {what}", allowed, "Text and tables are in .table(name)."))
    module = importlib.import_module(f"sociophys.report.figures.{file_of(kind)}")
    drawn: go.Figure = module.draw(panel)
    return drawn
