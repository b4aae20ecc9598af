"""Communities by how closed and how one-sided they are, beside what chance makes of both."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from sociophys.panels import Closeness
from sociophys.report.look import PALETTE, SIDE_COLOURS, axis, blank, titled
from sociophys.report.text import label, number, share

HEIGHT = 400
_LARGEST, _LEAST = 46.0, 9.0  # pixels across


def draw(panel: Closeness) -> go.Figure:
    """Return the figure: left closed, right open; up one side, down the other."""
    drawn = blank(HEIGHT, margin={"l": 14, "r": 14, "t": 26, "b": 48})
    right = min(1.0, 1.12 * max(*panel.x, panel.by_chance[1] if panel.by_chance else 0.0, 0.05))
    sides = [0, 0.25, 0.5, 0.75, 1]
    drawn.update_layout(
        xaxis=axis(
            title=titled("share of its ties that leave (conductance): left closed, right open"),
            range=[-0.06 * right, right],
            tickformat=".0%",
        ),
        yaxis=axis(
            title=titled(f"share of {label(panel.plus, 24)} (the others: {label(panel.minus, 24)})"),
            range=[-0.12, 1.12],
            tickvals=sides,
            tickformat=".0%",
        ),
    )
    if panel.by_chance:
        _add_band(drawn, panel.by_chance, right)
    drawn.add_shape(
        type="line", x0=0, x1=1, xref="x domain", y0=panel.overall, y1=panel.overall, layer="below",
        line={"color": PALETTE["mute"], "width": 1.2, "dash": "dash"},
    )  # fmt: skip
    for x, low, high in zip(panel.x, panel.low, panel.high, strict=True):
        drawn.add_shape(
            type="line", x0=x, x1=x, y0=low, y1=high, layer="below", opacity=0.45,
            line={"color": PALETTE["mute"], "width": 7},
        )  # fmt: skip
    drawn.add_trace(_circles(panel))
    return drawn


def _add_band(drawn: go.Figure, ends: tuple[float, float], right: float) -> None:
    """Shade where communities of randomised twins are."""
    left, stop = ends[0], min(ends[1], right)
    drawn.add_shape(
        type="rect", x0=left, x1=stop, y0=0, y1=1, yref="y domain", layer="below", fillcolor=PALETTE["wash"],
        line={"color": PALETTE["line"], "width": 1},
    )  # fmt: skip
    drawn.add_annotation(
        text="twins dealt at random", x=(left + stop) / 2, y=1, yref="y domain", yanchor="bottom", showarrow=False,
        font={"color": PALETTE["mute"], "size": 12},
    )  # fmt: skip


def _circles(panel: Closeness) -> go.Scatter:
    most = max(panel.people)
    colours = [SIDE_COLOURS[side] for side in panel.side]
    hover = [
        f"{label(name)}: {number(people)} people, {share(y)} {label(panel.plus, 30)} (by chance {share(low)} to "
        f"{share(high)}), {share(x)} of ties leave{'; echo chamber' if filled else ''}"
        for name, people, x, y, low, high, filled in zip(
            panel.labels, panel.people, panel.x, panel.y, panel.low, panel.high, panel.filled, strict=True
        )
    ]
    marker = {
        "size": [max(_LEAST, _LARGEST * math.sqrt(people / most)) for people in panel.people],
        "color": [colour if filled else PALETTE["paper"] for colour, filled in zip(colours, panel.filled, strict=True)],
        "symbol": ["square" if side < 0 else "circle" for side in panel.side],
        "opacity": 0.85,
        "line": {"color": colours, "width": 2},
    }
    return go.Scatter(
        x=panel.x, y=panel.y, mode="markers", marker=marker, hoverinfo="text", hovertext=hover, meta="step",
        cliponaxis=False,
    )  # fmt: skip
