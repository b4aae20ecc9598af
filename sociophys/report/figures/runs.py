"""Single runs over time: thin lines, one dark line to follow, levers as shaded spans."""

from __future__ import annotations

import plotly.graph_objects as go

from sociophys.panels import Runs
from sociophys.report.look import PALETTE, axis, blank, titled
from sociophys.report.text import label, number

HEIGHT = 360
MAX_POINTS = 40_000
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
    top = 14 + (_ROW * (max(rows) + 1) if rows else 0)
    drawn.update_layout(margin={"l": 14, "r": 14, "t": top, "b": 48}, xaxis=_x_axis(panel), yaxis=_y_axis(panel))
    _add_spans(drawn, panel, rows)
    return drawn


def stride(panel: Runs) -> int:
    """Return how many records one drawn point stands for."""
    total = len(panel.values) * len(panel.sweeps)
    return max(1, -(-total // MAX_POINTS))


def _thin_lines(panel: Runs, which: list[int], step: int) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    hover: list[str] = []
    for k in which:
        x += [*panel.sweeps[::step], None]
        y += [*panel.values[k][::step], None]
        hover += [*(_hover(panel, k, i) for i in range(0, len(panel.sweeps), step)), ""]
    opacity = min(0.5, max(0.25, 10 / max(len(which), 1)))
    line = {"color": PALETTE["mute"], "width": 1, "simplify": True}
    return go.Scatter(x=x, y=y, mode="lines", line=line, opacity=opacity, hoverinfo="text", hovertext=hover)


def _dark_line(panel: Runs, step: int) -> go.Scatter:
    k = panel.highlight
    hover = [_hover(panel, k, i) for i in range(0, len(panel.sweeps), step)]
    line = {"color": PALETTE["ink"], "width": 2}
    x, y = panel.sweeps[::step], panel.values[k][::step]
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="text", hovertext=hover, meta="step")


def _hover(panel: Runs, k: int, i: int) -> str:
    return f"run {k + 1}, sweep {number(panel.sweeps[i])}: {number(round(panel.values[k][i], 3))}"


def _x_axis(panel: Runs) -> dict[str, object]:
    first, last = (panel.sweeps[0], panel.sweeps[-1]) if panel.sweeps else (0, 1)
    pad = 0.004 * max(last - first, 1)
    return axis(title=titled(label(panel.time_label, 90)), range=[first - pad, last + pad], showgrid=False)


def _y_axis(panel: Runs) -> dict[str, object]:
    if panel.bounds is None:
        return axis(title=titled(label(panel.name)))
    low, high = panel.bounds
    pad = 0.03 * (high - low)
    middle = "even" if low == -high else number((low + high) / 2)
    words = [label(panel.low_label, 24), middle, label(panel.high_label, 24)]
    ticks = {"tickmode": "array", "tickvals": [low, (low + high) / 2, high], "ticktext": words, "side": "right"}
    return axis(range=[low - pad, high + pad], ticklabelstandoff=6, showline=False, **ticks)


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
