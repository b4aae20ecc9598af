"""Single runs over time: thin lines, one dark line to follow, levers as shaded spans."""

from __future__ import annotations

import textwrap

import numpy as np
import plotly.graph_objects as go

from sociophys.panels import Runs
from sociophys.report.look import PALETTE, axis, blank, titled
from sociophys.report.text import label, number, shorten

HEIGHT = 360
MAX_POINTS = 40_000
_LETTERS, _TITLE = 11, 34  # of a label at the right, and of a title, before it breaks
_ROW = 18  # pixels between two rows of span labels


def draw(panel: Runs) -> go.Figure:
    """Return the figure of single runs; thinned in time so that at most 40 000 points are drawn."""
    rows = _label_rows(panel)
    drawn = blank(HEIGHT + _ROW * max(rows, default=0))
    step = stride(panel)
    others = [k for k in range(len(panel.values)) if k != panel.highlight]
    drawn.add_trace(_thin_lines(panel, others, step))
    if panel.values:
        drawn.add_trace(_dark_line(panel, step))
    top = 26 + (_ROW * (max(rows) + 1) if rows else 0)
    drawn.update_layout(margin={"l": 14, "r": 14, "t": top, "b": 62}, xaxis=_x_axis(panel), **_y_axes(panel))
    _add_spans(drawn, panel, rows)
    return drawn


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
    first, last = (panel.sweeps[0], panel.sweeps[-1]) if panel.sweeps else (0, 1)
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


def _label_rows(panel: Runs) -> list[int]:
    """Return the row of each span's label: a new row for each label that would run into one before it."""
    if not panel.sweeps:
        return []
    width = max(panel.sweeps[-1] - panel.sweeps[0], 1)
    ends: list[float] = []
    rows = []
    for text, begin, end in panel.spans:
        half = min(len(text), 40) * 3.6 / 620 * width  # 3.6 px half a letter on a figure about 620 px wide
        middle = (begin + end) / 2
        row = next((r for r, taken in enumerate(ends) if middle - half > taken), len(ends))
        ends[row:] = [middle + half, *ends[row + 1 :]]
        rows.append(row)
    return rows


def _add_spans(drawn: go.Figure, panel: Runs, rows: list[int]) -> None:
    first, last = (panel.sweeps[0], panel.sweeps[-1]) if panel.sweeps else (0, 1)
    for (text, begin, end), row in zip(panel.spans, rows, strict=True):
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
            text=label(text, 40), x=at, y=1, yref="paper", yshift=4 + _ROW * row, xanchor=anchor, yanchor="bottom",
            showarrow=False, font={"color": PALETTE["mute"], "size": 12},
        )  # fmt: skip
