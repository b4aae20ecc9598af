"""Differences with their intervals, one row each, around the line where nothing differs."""

from __future__ import annotations

import plotly.graph_objects as go

from sociophys.panels import Differences
from sociophys.report import rows
from sociophys.report.look import PALETTE, blank
from sociophys.report.text import label, number

MAX_ROWS = 40
_MARKS = 42  # pixels of a row for its mark
_DOWN = 0.2  # of a row: its mark lies below its words


def draw(panel: Differences) -> go.Figure:
    """Return the figure: a mark and its interval a row (hollow: not settled), its numbers above them at the right.

    A grey band holds what is too small to matter, a pale one the row that others are held against.
    """
    shown = min(len(panel.labels), MAX_ROWS)
    names, told = panel.labels[:shown], [", ".join(words.splitlines()) for words in panel.told[:shown]]
    whole = rows.height(names, told, _MARKS) * shown + rows.HEAD + rows.FOOT
    drawn = blank(whole, margin={"l": 14, "r": 14, "t": rows.HEAD, "b": rows.FOOT})
    span = _range(panel, shown)
    if panel.marked is not None and panel.marked < shown:
        _mark_row(drawn, panel.marked)
    if panel.smallest:
        _add_band(drawn, panel.smallest, span)
    rows.add_zero(drawn, panel.left, panel.right)
    rows.add_below(drawn, shown)
    drawn.add_trace(_intervals(panel, shown))
    drawn.add_trace(_marks(panel, shown))
    drawn.update_layout(**rows.axes(shown, span, panel.name))
    rows.add(drawn, names, told, _MARKS, panel.marked)
    return drawn


def _range(panel: Differences, shown: int) -> list[float]:
    """Return the ends of the axis: around zero, the band and all that is drawn."""
    known = [v for part in (panel.values, panel.low, panel.high) for v in part[:shown] if v is not None]
    ends = [0.0, *known, *([panel.smallest, -panel.smallest] if panel.smallest else [])]
    pad = 0.08 * (max(ends) - min(ends)) or 1.0
    return [min(ends) - pad, max(ends) + pad]


def _mark_row(drawn: go.Figure, row: int) -> None:
    drawn.add_shape(
        type="rect", x0=0, x1=1, xref="paper", y0=row - 0.5, y1=row + 0.5, layer="below",
        fillcolor=PALETTE["wash"], line={"width": 0},
    )  # fmt: skip


def _add_band(drawn: go.Figure, smallest: float, span: list[float]) -> None:
    drawn.add_shape(
        type="rect", x0=-smallest, x1=smallest, y0=0, y1=1, yref="paper", layer="below",
        fillcolor=PALETTE["chance"], line={"width": 0},
    )  # fmt: skip
    place = -span[0] / (span[1] - span[0])
    anchor = "left" if place < 0.25 else "right" if place > 0.75 else "center"
    drawn.add_annotation(
        text="too small to matter", x={"left": -smallest, "right": smallest, "center": 0}[anchor], xanchor=anchor,
        y=1, yref="paper", yshift=3, yanchor="bottom", showarrow=False, font={"color": PALETTE["mute"], "size": 12},
    )  # fmt: skip


def _intervals(panel: Differences, shown: int) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for k in range(shown):
        low, high = panel.low[k], panel.high[k]
        if low is not None and high is not None:
            x += [low, high, None]
            y += [k + _DOWN, k + _DOWN, None]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": PALETTE["ink"], "width": 2.6}, hoverinfo="skip")


def _marks(panel: Differences, shown: int) -> go.Scatter:
    colours = [PALETTE["ink"] if sure else PALETTE["paper"] for sure in panel.sure[:shown]]
    marker = {"color": colours, "size": 12, "symbol": "circle", "line": {"color": PALETTE["ink"], "width": 2}}
    return go.Scatter(
        x=panel.values[:shown], y=[k + _DOWN for k in range(shown)], mode="markers", marker=marker, meta="step",
        hoverinfo="text", hovertext=[_hover(panel, k) for k in range(shown)], cliponaxis=False,
    )  # fmt: skip


def _hover(panel: Differences, k: int) -> str:
    value, low, high = panel.values[k], panel.low[k], panel.high[k]
    text = f"{label(panel.labels[k])}: " + ("not defined" if value is None else number(value))
    if low is not None and high is not None:
        text += f", 95 % interval {number(low)} to {number(high)}"
    return f"{text}<br>{label(panel.told[k].splitlines()[-1], 60)}"
