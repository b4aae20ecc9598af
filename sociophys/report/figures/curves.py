"""Curves with error bars: one colour, mark and dash each, named at the side."""

from __future__ import annotations

import plotly.graph_objects as go

from sociophys.panels import Curves
from sociophys.report.look import PALETTE, SERIES, SERIES_DASHES, SERIES_SYMBOLS, axis, blank, titled
from sociophys.report.text import broken, label, number

HEIGHT = 360


def draw(panel: Curves) -> go.Figure:
    """Return the figure; ``mark`` stands as a dashed line with 'you are here'."""
    drawn = blank(HEIGHT, margin={"l": 14, "r": 14, "t": 30, "b": 62})
    for k, (name, x, y, error) in enumerate(panel.curves):
        drawn.add_trace(_curve(k, label(name), x, y, error))
    kind = "log" if panel.log_x else "linear"
    drawn.update_layout(
        xaxis=axis(title=titled(broken(panel.x_label, 36)), type=kind, showgrid=False),
        yaxis=axis(title=titled(label(panel.y_label, 60)), rangemode="tozero"),
        showlegend=len(panel.curves) > 1,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"color": PALETTE["ink"]}},
    )
    if panel.mark is not None:
        drawn.add_vline(
            x=panel.mark, line={"color": PALETTE["ink"], "width": 1.5, "dash": "dash"},
            annotation={"text": "you are here", "font": {"color": PALETTE["ink"], "size": 12}},
        )  # fmt: skip
    return drawn


def _curve(k: int, name: str, x: list[float], y: list[float], error: list[float]) -> go.Scatter:
    colour = SERIES[k % len(SERIES)]
    bars = {"type": "data", "array": error, "color": colour, "thickness": 1.2, "width": 3, "visible": any(error)}
    errors = error or [0.0] * len(x)
    hover = [
        f"{name}: {number(b)}" + (f" ± {number(e)}" if e else "") + f" at {number(a)}"
        for a, b, e in zip(x, y, errors, strict=True)
    ]
    return go.Scatter(
        x=x, y=y, name=name, mode="lines+markers", error_y=bars, hoverinfo="text", hovertext=hover, meta="step",
        line={"color": colour, "width": 1.8, "dash": SERIES_DASHES[k % len(SERIES_DASHES)]},
        marker={"color": colour, "size": 7, "symbol": SERIES_SYMBOLS[k % len(SERIES_SYMBOLS)]},
    )  # fmt: skip
