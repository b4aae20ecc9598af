"""Lines over time with a band each, fields and levers as shaded spans."""

from __future__ import annotations

import textwrap

import plotly.graph_objects as go

from sociophys.panels import Courses
from sociophys.report import spans
from sociophys.report.look import PALETTE, SERIES, SERIES_DASHES, axis, blank, titled
from sociophys.report.text import label, number, shorten

HEIGHT, MAX_LINES = 330, 5
_TITLE = 34  # letters before a title breaks
Course = tuple[str, list[float], list[float | None], list[float | None], list[float | None]]


def draw(panel: Courses) -> go.Figure:
    """Return the figure of at most five lines, told apart by colour and dash, with the line where nothing differs."""
    shown = panel.courses[:MAX_LINES]
    times = [x for _, along, *_ in shown for x in along]
    first, last = min(times, default=0.0), max(times, default=1.0)
    rows = spans.label_rows(panel.spans, first, last)
    above = 16 + (spans.ROW * (max(rows) + 1) if rows else 0)
    named = 26 if len(shown) > 1 else 0
    drawn = blank(HEIGHT + above + named, margin={"l": 14, "r": 14, "t": above + named, "b": 56})
    if panel.smallest:
        drawn.add_shape(
            type="rect", x0=0, x1=1, xref="paper", y0=-panel.smallest, y1=panel.smallest, layer="below",
            fillcolor=PALETTE["wash"], line={"color": PALETTE["line"], "width": 1},
        )  # fmt: skip
    for k, course in enumerate(shown):
        for part in _bands(k, course):
            drawn.add_trace(part)
    for k, course in enumerate(shown):
        drawn.add_trace(_line(k, course, panel))
    zero = {"color": PALETTE["mute"], "width": 1.2}
    drawn.add_shape(type="line", x0=0, x1=1, xref="paper", y0=0, y1=0, layer="below", line=zero)
    pad = 0.004 * max(last - first, 1)
    drawn.update_layout(
        xaxis=axis(title=titled(_broken(panel.time_label)), range=[first - pad, last + pad], showgrid=False),
        yaxis=axis(title=titled(_broken(panel.name)), **_bounds(panel)),
        **_legend(above - 16),
        showlegend=len(shown) > 1,
    )
    spans.add(drawn, panel.spans, rows, first, last)
    return drawn


def _broken(words: str) -> str:
    return "<br>".join(label(line) for line in textwrap.wrap(shorten(words, 90), _TITLE))


def _bounds(panel: Courses) -> dict[str, object]:
    if panel.bounds is None:
        return {"rangemode": "tozero"}
    pad = 0.04 * (panel.bounds[1] - panel.bounds[0])
    return {"range": [panel.bounds[0] - pad, panel.bounds[1] + pad]}


def _legend(above: int) -> dict[str, object]:
    y = 1.0 + above / HEIGHT + 0.01
    place = {"orientation": "h", "x": 0, "y": y, "yanchor": "bottom", "yref": "paper", "itemclick": False}
    return {"legend": {**place, "itemdoubleclick": False, "font": {"color": PALETTE["ink"]}}}


def _bands(k: int, course: Course) -> list[go.Scatter]:
    """Return the band of a line: one closed shape for each stretch over which it is defined."""
    _, x, _, low, high = course
    found, part = [], []
    for point in (*zip(x, low, high, strict=False), (0.0, None, None)):
        if point[1] is not None and point[2] is not None:
            part.append(point)
        elif part:
            found.append(_band(k, part))
            part = []
    return found


def _band(k: int, part: list[tuple[float, float, float]]) -> go.Scatter:
    x = [point[0] for point in part]
    low, high = ([point[end] for point in part] for end in (1, 2))
    return go.Scatter(
        x=[*x, *x[::-1]], y=[*low, *high[::-1]], mode="lines", line={"width": 0}, fill="toself", hoverinfo="skip",
        fillcolor=f"{SERIES[k % len(SERIES)]}2e", showlegend=False,
    )  # fmt: skip


def _line(k: int, course: Course, panel: Courses) -> go.Scatter:
    name, x, y, low, high = course
    line = {"color": SERIES[k % len(SERIES)], "width": 2.2, "dash": SERIES_DASHES[k % len(SERIES_DASHES)]}
    ends = zip(low, high, strict=True) if low and high else ((None, None) for _ in x)
    hover = [_hover(name, a, b, *band) for a, b, band in zip(x, y, ends, strict=True)]
    return go.Scatter(
        x=x, y=y, name=label(name, 30), mode="lines" if len(x) > 1 else "markers", line=line, hoverinfo="text",
        hovertext=hover, meta="step",
    )  # fmt: skip


def _hover(name: str, x: float, y: float | None, low: float | None, high: float | None) -> str:
    text = f"{label(name)}, sweep {number(x)}: " + ("not defined" if y is None else number(y))
    return text if low is None or high is None else f"{text} ({number(low)} to {number(high)})"
