"""An observed score beside what chance gives: a dot each, a band for most of them, one mark."""

from __future__ import annotations

import math
import textwrap
from collections import Counter

import numpy as np
import plotly.graph_objects as go

from sociophys.panels import Chance
from sociophys.report.look import PALETTE, axis, blank, hidden_axis
from sociophys.report.text import label, number

HEIGHT = 204
_LINE = 18  # letters of an end label before it breaks, so that both fit on a phone
_MAX_DOTS = 400
_BINS = 90


def draw(panel: Chance) -> go.Figure:
    """Return the figure; the band holds the middle 95 of 100 twins."""
    draws = sorted(panel.draws)
    low, high = _range(panel)
    drawn = blank(HEIGHT, margin={"l": 8, "r": 8, "t": 34, "b": 84})
    ticks = axis(
        range=[low, high], showgrid=False, linecolor=PALETTE["line"], showline=True, nticks=8, automargin=False
    )
    drawn.update_layout(
        xaxis={**ticks, "ticks": "outside", "tickcolor": PALETTE["line"]}, yaxis=hidden_axis(-1.15, 1.15)
    )
    if draws:
        _add_band(drawn, draws, low, high)
        drawn.add_trace(_dots(draws[:: -(-len(draws) // _MAX_DOTS)], high - low))
    _add_observed(drawn, panel, low, high)
    for x, anchor, arrow, text in ((0, "left", "← {}", panel.low_label), (1, "right", "{} →", panel.high_label)):
        words = _broken(arrow.format(label(text, 42)))
        drawn.add_annotation(
            text=words, x=x, xref="paper", xanchor=anchor, y=0, yref="paper", yshift=-26, yanchor="top",
            showarrow=False, align=anchor, font={"color": PALETTE["mute"], "size": 12},
        )  # fmt: skip
    return drawn


def _broken(words: str) -> str:
    return "<br>".join(textwrap.wrap(words, _LINE, break_long_words=False))


def band(draws: list[float]) -> tuple[float, float]:
    """Return the ends of the middle 95 of 100 sorted scores of twins, outward to the next one."""
    out = math.floor(0.025 * len(draws))
    return draws[out], draws[-1 - out]


def _range(panel: Chance) -> tuple[float, float]:
    """Return the ends of the axis: those of the score if it has any, else around all that is drawn and 0."""
    low, high = panel.bounds or (min(0.0, panel.observed, *panel.draws), max(0.0, panel.observed, *panel.draws))
    pad = (0.02 if panel.bounds else 0.12) * (high - low) or 1.0
    return low - pad, high + pad


def _dots(draws: list[float], width: float) -> go.Scatter:
    """Spread twins that fall together over the height, widest where most are; no luck in it."""
    columns = [round(value / width * _BINS) for value in draws]
    counts = Counter(columns)
    fullest = max(max(counts.values()), 8)
    golden = (k * 0.6180339887 % 1.0 for k in range(len(draws)))
    y = [0.9 * (2 * g - 1) * counts[column] / fullest for g, column in zip(golden, columns, strict=True)]
    hover = [f"one twin: {number(value)}" for value in draws]
    marker = {"color": PALETTE["mute"], "size": 4.5, "opacity": 0.5}
    return go.Scatter(
        x=np.asarray(draws), y=np.asarray(y), mode="markers", marker=marker, hoverinfo="text", hovertext=hover
    )


def _add_band(drawn: go.Figure, draws: list[float], low: float, high: float) -> None:
    left, right = band(draws)
    drawn.add_shape(
        type="rect", x0=left, x1=right, y0=-1, y1=1, layer="below", fillcolor=PALETTE["chance"], line={"width": 0}
    )
    place = ((left + right) / 2 - low) / (high - low)
    drawn.add_annotation(
        text=f"by chance: {number(len(draws))} dots, the band holds 95 of 100", x=(left + right) / 2, y=0, yref="paper",
        yshift=-62, yanchor="top", xanchor=_anchor(place), showarrow=False, font={"color": PALETTE["mute"], "size": 12},
    )  # fmt: skip


def _add_observed(drawn: go.Figure, panel: Chance, low: float, high: float) -> None:
    x = panel.observed
    words = label(panel.shown, 56) or f"{label(panel.name, 56)}: {number(round(x, 4))}"
    drawn.add_shape(type="line", x0=x, x1=x, y0=-1.05, y1=1.05, line={"color": PALETTE["ink"], "width": 2})
    marker = {"color": PALETTE["ink"], "size": 13, "line": {"color": PALETTE["paper"], "width": 1.5}}
    hover = [f"observed, {words}"]
    drawn.add_trace(
        go.Scatter(x=[x], y=[0], mode="markers", marker=marker, hoverinfo="text", hovertext=hover, meta="step")
    )
    place = (x - low) / (high - low)
    drawn.add_annotation(
        text=f"<b>{words}</b>", x=x, y=1.05, yshift=3, yanchor="bottom", xanchor=_anchor(place), showarrow=False,
        font={"color": PALETTE["ink"], "size": 13},
    )  # fmt: skip


def _anchor(place: float) -> str:
    return "left" if place < 0.35 else "right" if place > 0.65 else "center"
