"""Differences with their intervals, one row each, around the line where nothing differs."""

from __future__ import annotations

import textwrap

import plotly.graph_objects as go

from sociophys.panels import Differences
from sociophys.report.look import PALETTE, axis, blank, titled
from sociophys.report.text import label, number, shorten

MAX_ROWS = 40
_ROW, _LETTERS = 46, 18  # pixels of a row; letters of its label before it breaks


def draw(panel: Differences) -> go.Figure:
    """Return the figure: a mark and its interval a row (hollow: not settled), numbers at the right.

    A grey band holds what is too small to matter, a pale one the row that others are held against.
    """
    shown = min(len(panel.labels), MAX_ROWS)
    drawn = blank(_ROW * shown + 116, margin={"l": 14, "r": 14, "t": 30, "b": 66})
    span = _range(panel, shown)
    if panel.marked is not None and panel.marked < shown:
        _mark_row(drawn, panel.marked)
    if panel.smallest:
        _add_band(drawn, panel.smallest, span)
    zero = {"color": PALETTE["mute"], "width": 1.4}
    drawn.add_shape(type="line", x0=0, x1=0, y0=0, y1=1, yref="paper", layer="below", line=zero)
    drawn.add_trace(_intervals(panel, shown))
    drawn.add_trace(_marks(panel, shown))
    drawn.update_layout(
        xaxis=axis(range=span, nticks=6), **axes([_bold(panel, k) for k in range(shown)], panel.told[:shown])
    )
    add_sides(drawn, panel.name, panel.left, panel.right)
    return drawn


def axes(names: list[str], told: list[str]) -> dict[str, dict[str, object]]:
    """Return the axes of rows: names at the left, words at the right."""
    n = len(names)
    rows = {"tickmode": "array", "tickvals": list(range(n)), "range": [n - 0.5, -0.5], "showgrid": False}
    words = ["<br>".join(label(line) for line in shorten(text, 90).split("\n")) for text in told]
    right = {
        "side": "right",
        "overlaying": "y",
        "ticktext": words,
        "ticklabelstandoff": 6,
        "ticklabeloverflow": "allow",
    }
    return {"yaxis": axis(ticktext=names, ticklabelstandoff=6, **rows), "yaxis2": axis(**right, **rows)}


def broken(text: str) -> str:
    """Return a name broken so that it leaves room for the figure on a phone."""
    return "<br>".join(label(line) for line in textwrap.wrap(shorten(text, 3 * _LETTERS), _LETTERS)) or "-"


def add_sides(drawn: go.Figure, name: str, left: str, right: str) -> None:
    """Write below the axis of numbers what it counts, and at its ends what the two sides of zero mean."""
    drawn.update_xaxes(title={**titled(label(name, 70)), "standoff": 24})
    for x, anchor, words in ((0, "left", f"\u2190 {label(left, 30)}"), (1, "right", f"{label(right, 30)} \u2192")):
        drawn.add_annotation(
            text=words, x=x, xref="paper", xanchor=anchor, y=0, yref="paper", yshift=-22, yanchor="top",
            showarrow=False, font={"color": PALETTE["mute"], "size": 12},
        )  # fmt: skip


def _bold(panel: Differences, k: int) -> str:
    name = broken(panel.labels[k])
    return f"<b>{name}</b>" if k == panel.marked else name


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
            y += [k, k, None]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": PALETTE["ink"], "width": 2.6}, hoverinfo="skip")


def _marks(panel: Differences, shown: int) -> go.Scatter:
    colours = [PALETTE["ink"] if sure else PALETTE["paper"] for sure in panel.sure[:shown]]
    marker = {"color": colours, "size": 12, "symbol": "circle", "line": {"color": PALETTE["ink"], "width": 2}}
    return go.Scatter(
        x=panel.values[:shown], y=list(range(shown)), mode="markers", marker=marker, hoverinfo="text", meta="step",
        hovertext=[_hover(panel, k) for k in range(shown)], yaxis="y2", cliponaxis=False,
    )  # fmt: skip


def _hover(panel: Differences, k: int) -> str:
    value, low, high = panel.values[k], panel.low[k], panel.high[k]
    text = f"{label(panel.labels[k])}: " + ("not defined" if value is None else number(value))
    if low is not None and high is not None:
        text += f", 95 % interval {number(low)} to {number(high)}"
    return f"{text}<br>{label(panel.told[k].splitlines()[-1], 60)}"
