"""The difference of every single pair of runs, one row a variant: how many pairs go which way."""

from __future__ import annotations

from collections import Counter

import plotly.graph_objects as go

from sociophys.panels import Pairs
from sociophys.report import rows
from sociophys.report.look import PALETTE, blank
from sociophys.report.text import label, number

MAX_ROWS, MAX_DOTS = 12, 1000  # dots of one row
_MARKS, _BINS = 72, 90  # pixels of a row for its dots; columns in which dots pile up
_DOWN = 0.1  # of a row: its dots lie below its words


def draw(panel: Pairs) -> go.Figure:
    """Return the figure: a dot a pair, piled up where many fall together, and a dark line at their mean."""
    shown = min(len(panel.labels), MAX_ROWS)
    names, told = panel.labels[:shown], [", ".join(words.splitlines()) for words in panel.told[:shown]]
    whole = rows.height(names, told, _MARKS) * shown + 12 + rows.FOOT
    drawn = blank(whole, margin={"l": 14, "r": 14, "t": 12, "b": rows.FOOT})
    known = [value for row in panel.values[:shown] for value in row]
    low, high = min([0.0, *known]), max([0.0, *known])
    pad = 0.06 * (high - low) or 1.0
    rows.add_zero(drawn, panel.left, panel.right)
    rows.add_below(drawn, shown)
    drawn.add_trace(_dots(panel, shown, high - low or 1.0))
    drawn.add_trace(_means(panel, shown))
    drawn.update_layout(**rows.axes(shown, [low - pad, high + pad], panel.name))
    rows.add(drawn, names, told, _MARKS)
    return drawn


def stride(panel: Pairs) -> int:
    """Return how many pairs one drawn dot stands for."""
    return max(1, -(-max((len(row) for row in panel.values), default=0) // MAX_DOTS))


def _dots(panel: Pairs, shown: int, width: float) -> go.Scatter:
    x: list[float] = []
    y: list[float] = []
    hover: list[str] = []
    step = stride(panel)
    for k in range(shown):
        values = panel.values[k][::step]
        x += values
        y += [k + _DOWN + 0.33 * shift for shift in _spread(values, width)]
        hover += [f"{label(panel.labels[k])}, pair {step * i + 1}: {number(value)}" for i, value in enumerate(values)]
    marker = {"color": PALETTE["mute"], "size": 6, "opacity": 0.6, "line": {"width": 0}}
    return go.Scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="text", hovertext=hover, cliponaxis=False)


def _spread(values: list[float], width: float) -> list[float]:
    """Return how far from the middle of its row each dot lies, -1 to 1: piled up where many fall together."""
    columns = [round(value / width * _BINS) for value in values]
    counts, seen = Counter(columns), Counter[int]()
    fullest = max([*counts.values(), 6])
    found = []
    for column in columns:
        seen[column] += 1
        found.append((2 * seen[column] - counts[column] - 1) / fullest)
    return found


def _means(panel: Pairs, shown: int) -> go.Scatter:
    marker = {"color": PALETTE["ink"], "size": 34, "symbol": "line-ns-open", "line": {"width": 2.6}}
    hover = [
        f"{label(panel.labels[k])}: mean {number(panel.means[k])}; {label(panel.told[k].replace(chr(10), ', '), 90)}"
        for k in range(shown)
    ]
    return go.Scatter(
        x=panel.means[:shown], y=[k + _DOWN for k in range(shown)], mode="markers", marker=marker, meta="step",
        hoverinfo="text", hovertext=hover,
    )  # fmt: skip
