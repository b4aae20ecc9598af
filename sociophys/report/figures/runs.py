"""Single runs over time: thin lines, one dark line to follow, levers as shaded spans."""

from __future__ import annotations

import textwrap

import numpy as np
import plotly.graph_objects as go

from sociophys.panels import Runs
from sociophys.report import spans
from sociophys.report.look import PALETTE, axis, blank, titled
from sociophys.report.text import label, number, shorten

HEIGHT, SMALL = 360, 230
MAX_POINTS = 40_000
_LETTERS, _TITLE = 11, 34  # of a label at the right, and of a title, before it breaks


def draw(panel: Runs) -> go.Figure:
    """Return the figure of single runs; thinned in time so that at most 40 000 points are drawn."""
    rows = spans.label_rows(panel.spans, *_ends(panel))
    drawn = blank((SMALL if panel.is_small else HEIGHT) + spans.ROW * max(rows, default=0))
    step = stride(panel)
    others = [k for k in range(len(panel.values)) if k != panel.highlight]
    drawn.add_trace(_thin_lines(panel, others, step))
    if panel.values:
        drawn.add_trace(_dark_line(panel, step))
    top = 26 + (spans.ROW * (max(rows) + 1) if rows else 0)
    drawn.update_layout(margin={"l": 14, "r": 14, "t": top, "b": 62}, xaxis=_x_axis(panel), **_y_axes(panel))
    spans.add(drawn, panel.spans, rows, *_ends(panel))
    return drawn


def _ends(panel: Runs) -> tuple[float, float]:
    return (panel.sweeps[0], panel.sweeps[-1]) if panel.sweeps else (0, 1)


def stride(panel: Runs) -> int:
    """Return how many records one drawn point stands for."""
    total = len(panel.values) * len(panel.sweeps)
    return max(1, -(-total // MAX_POINTS))


def _thin_lines(panel: Runs, which: list[int], step: int) -> go.Scatter:
    """Return all runs but the bold one as one line with gaps; the bold one alone answers to the pointer."""
    x = np.asarray(panel.sweeps, np.float32)[::step]
    y = np.asarray([panel.values[k] for k in which], np.float32).reshape(len(which), len(panel.sweeps))[:, ::step]
    x = np.tile(np.append(x, np.nan), len(which))
    y = np.column_stack([y, np.full(len(which), np.nan, np.float32)]).ravel()
    opacity = min(0.75, max(0.5, 16 / max(len(which), 1)))
    line = {"color": PALETTE["mute"], "width": 1, "simplify": True}
    return go.Scatter(x=x.astype(np.float32), y=y, mode="lines", line=line, opacity=opacity, hoverinfo="skip")


def _dark_line(panel: Runs, step: int) -> go.Scatter:
    k = panel.highlight
    hover = [_hover(panel, k, i) for i in range(0, len(panel.sweeps), step)]
    line = {"color": PALETTE["ink"], "width": 2.4}
    x, y = np.asarray(panel.sweeps[::step], float), np.asarray(panel.values[k][::step], float)
    right = {"yaxis": "y2"} if panel.bounds else {}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="text", hovertext=hover, meta="step", **right)


def _hover(panel: Runs, k: int, i: int) -> str:
    return f"run {k + 1}, sweep {number(panel.sweeps[i])}: {number(round(panel.values[k][i], 3))}"


def _x_axis(panel: Runs) -> dict[str, object]:
    first, last = _ends(panel)
    pad = 0.004 * max(last - first, 1)
    return axis(title=titled(_lines(panel.time_label, _TITLE)), range=[first - pad, last + pad], showgrid=False)


def _y_axes(panel: Runs) -> dict[str, dict[str, object]]:
    """Return numbers on the left and, where the ends have a meaning, words with numbers of runs on the right."""
    title = titled(label(panel.name))
    if panel.bounds is None:
        return {"yaxis": axis(title=title)}
    low, high = panel.bounds
    pad = 0.03 * (high - low)
    middle = "even" if low == -high else ""
    words = [_lines(panel.low_label), label(middle), _lines(panel.high_label)]
    words = [f"{word}<br>{_lines(runs)}" for word, runs in zip(words, panel.ends or ("", "", ""), strict=True)]
    ticks = {"tickmode": "array", "tickvals": [low, (low + high) / 2, high], "range": [low - pad, high + pad]}
    numbers = [number(value) for value in ticks["tickvals"]]
    left = axis(title=title, ticktext=numbers, showline=False, **ticks)
    apart = {"side": "right", "overlaying": "y", "ticklabelstandoff": 12, "ticklabeloverflow": "allow"}
    right = axis(ticktext=words, showline=False, showgrid=False, **apart, **ticks)
    return {"yaxis": left, "yaxis2": right}


def _lines(words: str, letters: int = _LETTERS) -> str:
    """Return words broken so that they fit beside or below the figure on a phone."""
    return "<br>".join(label(line) for line in textwrap.wrap(shorten(words, 90), letters))
