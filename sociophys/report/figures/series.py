"""A number of each graph beside its own chance: in rows, or over time with the changes marked."""

from __future__ import annotations

import textwrap

import plotly.graph_objects as go

from sociophys.panels import Series
from sociophys.report.look import PALETTE, axis, blank, titled
from sociophys.report.text import label, number, shorten

HEIGHT = 360
MAX_ROWS = 60
_ROW, _LETTERS = 34, 26  # pixels of a row; letters of its label before it breaks
_TICKS = 12  # words on the time axis
_BAND = 15  # pixels


def draw(panel: Series) -> go.Figure:
    """Return the figure: a dark mark each, the band of its chance in grey, a thin mark for the mean of chance."""
    return _over_time(panel) if panel.times else _in_rows(panel)


def _in_rows(panel: Series) -> go.Figure:
    shown = min(len(panel.labels), MAX_ROWS)
    drawn = blank(_ROW * shown + 96, margin={"l": 14, "r": 30, "t": 30, "b": 48})
    rows = range(shown)
    drawn.add_trace(_bands(panel, [float(k) for k in rows], upright=False))
    drawn.add_trace(_middles(panel, [float(k) for k in rows], upright=False))
    drawn.add_trace(_dots(panel, [float(k) for k in rows], upright=False))
    names = ["<br>".join(label(line) for line in _lines(panel.labels[k])) for k in rows]
    ticks = {"tickmode": "array", "tickvals": list(rows), "ticktext": names}
    drawn.update_layout(
        xaxis=axis(title=titled(label(panel.name, 90)), range=_range(panel)),
        yaxis=axis(range=[shown - 0.5, -0.5], showgrid=False, ticklabelstandoff=8, **ticks),
        **_legend(),
    )
    return drawn


def _over_time(panel: Series) -> go.Figure:
    drawn = blank(HEIGHT, margin={"l": 14, "r": 14, "t": 48 if panel.changes else 30, "b": 48})
    drawn.add_trace(_bands(panel, panel.times, upright=True))
    drawn.add_trace(_middles(panel, panel.times, upright=True))
    drawn.add_trace(_dots(panel, panel.times, upright=True))
    every = -(-len(panel.times) // _TICKS)
    ticks = {"tickvals": panel.times[::every], "ticktext": [label(tick, 12) for tick in panel.ticks[::every]]}
    pad = 0.03 * ((panel.times[-1] - panel.times[0]) or 1.0)
    span = [panel.times[0] - pad, panel.times[-1] + pad]
    drawn.update_layout(
        xaxis=axis(title=titled(label(panel.time_label, 60)), range=span, showgrid=False, tickmode="array", **ticks),
        yaxis=axis(title=titled(label(panel.name, 60)), range=_range(panel)),
        **_legend(),
    )
    for index, words in panel.changes:
        _add_change(drawn, panel, index, words)
    return drawn


def _legend() -> dict[str, object]:
    place = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "yref": "paper", "itemclick": False}
    return {"showlegend": True, "legend": {**place, "itemdoubleclick": False, "font": {"color": PALETTE["ink"]}}}


def _range(panel: Series) -> list[float]:
    """Return the ends of the axis of numbers: those of the score if it has any, else around all that is drawn."""
    known = [value for part in (panel.values, panel.low, panel.high) for value in part if value is not None]
    low, high = panel.bounds or (min(known, default=0.0), max(known, default=1.0))
    pad = 0.04 * (high - low) or 1.0
    return [low - pad, high + pad]


def _bands(panel: Series, places: list[float], *, upright: bool) -> go.Scatter:
    """Return what chance gives as one trace: a thick grey stroke a graph."""
    along: list[float | None] = []
    across: list[float | None] = []
    for place, low, high in zip(places, panel.low, panel.high, strict=False):
        if low is not None and high is not None:
            along += [low, high, None]
            across += [place, place, None]
    x, y = (across, along) if upright else (along, across)
    line = {"color": PALETTE["chance"], "width": _BAND}
    return go.Scatter(x=x, y=y, mode="lines", line=line, name="chance, 95 of 100 twins", hoverinfo="skip")


def _middles(panel: Series, places: list[float], *, upright: bool) -> go.Scatter:
    pairs = [(a, b) for a, b in zip(places, panel.chance, strict=False) if b is not None]
    across, along = [a for a, _ in pairs], [b for _, b in pairs]
    x, y = (across, along) if upright else (along, across)
    symbol = "line-ew-open" if upright else "line-ns-open"
    marker = {"color": PALETTE["mute"], "size": _BAND, "symbol": symbol, "line": {"width": 1.6}}
    return go.Scatter(x=x, y=y, mode="markers", marker=marker, name="chance, mean", hoverinfo="skip")


def _dots(panel: Series, places: list[float], *, upright: bool) -> go.Scatter:
    along = panel.values[: len(places)]
    x, y = (places, along) if upright else (along, places)
    look = {"mode": "lines+markers" if upright else "markers", "line": {"color": PALETTE["ink"], "width": 1.2}}
    marker = {"color": PALETTE["ink"], "size": 10, "line": {"color": PALETTE["paper"], "width": 1.2}}
    hover = [_hover(panel, k) for k in range(len(places))]
    return go.Scatter(
        x=x, y=y, marker=marker, name="this network", hoverinfo="text", hovertext=hover, meta="step", **look
    )


def _hover(panel: Series, k: int) -> str:
    value, low, high, mean = panel.values[k], panel.low[k], panel.high[k], panel.chance[k]
    text = f"{label(panel.labels[k])}: " + ("undefined" if value is None else number(round(value, 3)))
    if low is None or high is None or mean is None:
        return text
    return f"{text}<br>by chance {number(round(mean, 3))} ({number(round(low, 3))} to {number(round(high, 3))})"


def _add_change(drawn: go.Figure, panel: Series, index: int, words: str) -> None:
    at = (panel.times[index - 1] + panel.times[index]) / 2
    place = (at - panel.times[0]) / ((panel.times[-1] - panel.times[0]) or 1.0)
    anchor = "left" if place < 0.12 else "right" if place > 0.88 else "center"
    line = {"color": PALETTE["tension"], "width": 1.6, "dash": "dash"}
    drawn.add_shape(type="line", x0=at, x1=at, y0=0, y1=1, yref="paper", line=line)
    drawn.add_annotation(
        text=label(words, 40), x=at, y=0, yref="paper", yshift=3, yanchor="bottom", xanchor=anchor, showarrow=False,
        font={"color": PALETTE["tension"], "size": 12}, bgcolor=PALETTE["paper"],
    )  # fmt: skip


def _lines(words: str) -> list[str]:
    return textwrap.wrap(shorten(words, 2 * _LETTERS), _LETTERS)
