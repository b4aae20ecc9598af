"""Spans of fields and levers on a time axis: shaded, their labels above, none running into another."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from sociophys.report.look import PALETTE
from sociophys.report.text import label

ROW = 18  # pixels between two rows of labels
Span = tuple[str, float, float]


def label_rows(spans: Sequence[Span], first: float, last: float) -> list[int]:
    """Return the row of each span's label: a new row for each label that would run into one before it."""
    width = max(last - first, 1)
    ends: list[float] = []
    rows = []
    for text, begin, end in spans:
        half = min(len(text), 40) * 3.6 / 620 * width  # 3.6 px half a letter on a figure about 620 px wide
        middle = (begin + end) / 2
        row = next((r for r, taken in enumerate(ends) if middle - half > taken), len(ends))
        ends[row:] = [middle + half, *ends[row + 1 :]]
        rows.append(row)
    return rows


def add(drawn: go.Figure, spans: Sequence[Span], rows: list[int], first: float, last: float) -> None:
    """Shade the spans of a figure whose time runs from ``first`` to ``last``; ``rows``: where their labels stand."""
    for (text, begin, end), row in zip(spans, rows, strict=True):
        begin, end = max(begin, first), min(end, last)
        drawn.add_shape(
            type="rect", x0=begin, x1=end, y0=0, y1=1, yref="paper", layer="below",
            fillcolor=PALETTE["chance"], opacity=0.9, line={"width": 0},
        )  # fmt: skip
        middle = (begin + end) / 2
        place = (middle - first) / max(last - first, 1)
        anchor = "left" if place < 0.12 else "right" if place > 0.88 else "center"
        at = {"left": begin, "right": end, "center": middle}[anchor]
        drawn.add_annotation(
            text=label(text, 40), x=at, y=1, yref="paper", yshift=4 + ROW * row, xanchor=anchor, yanchor="bottom",
            showarrow=False, font={"color": PALETTE["mute"], "size": 12},
        )  # fmt: skip
