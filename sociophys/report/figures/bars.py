"""Labelled bars, the first on top; colour and pattern tell the side."""

from __future__ import annotations

import plotly.graph_objects as go

from sociophys.panels import Bars
from sociophys.report.look import PALETTE, SIDE_COLOURS, axis, blank, titled
from sociophys.report.text import broken, label, number

MAX_BARS = 40
_PATTERNS = {1: "", -1: "/", 0: "."}  # a second channel beside colour


def draw(panel: Bars) -> go.Figure:
    """Return the figure of at most 40 bars."""
    shown = min(len(panel.values), MAX_BARS)
    values, sides = panel.values[:shown], panel.side[:shown]
    names = [label(text, 32) for text in panel.labels[:shown]]
    drawn = blank(88 + 26 * max(shown, 1), margin={"l": 14, "r": 36, "t": 6, "b": 58}, bargap=0.3)
    for side in (1, -1, 0):
        which = [k for k in range(shown) if sides[k] == side]
        if which:
            drawn.add_trace(_bars(which, [names[k] for k in which], [values[k] for k in which], side))
    ticks = {"tickmode": "array", "tickvals": list(range(shown)), "ticktext": names}
    drawn.update_layout(
        barmode="overlay",
        xaxis=axis(title=titled(broken(panel.x_label, 24)), rangemode="tozero"),
        yaxis=axis(range=[shown - 0.5, -0.5], showgrid=False, ticklabelstandoff=6, **ticks),
    )
    return drawn


def _bars(places: list[int], names: list[str], values: list[float], side: int) -> go.Bar:
    colour = SIDE_COLOURS[side]
    pattern = {"shape": _PATTERNS[side], "fgcolor": PALETTE["paper"], "bgcolor": colour, "size": 8, "solidity": 0.12}
    return go.Bar(
        x=values, y=places, width=0.7, orientation="h", hoverinfo="text", meta="step", cliponaxis=False,
        hovertext=[f"{name}: {number(value)}" for name, value in zip(names, values, strict=True)],
        text=[number(value) for value in values], textposition="outside",
        textfont={"color": PALETTE["ink"], "size": 12},
        marker={"color": colour, "line": {"width": 0}, "pattern": pattern},
    )  # fmt: skip
