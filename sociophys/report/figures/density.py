"""Where people stand on two axes: cells of a grid, stronger colour for more people, in the colours of the sides."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sociophys.panels import Density
from sociophys.report.look import PALETTE, SIDE_COLOURS, axis, blank, titled
from sociophys.report.text import label, number, people

HEIGHT = 460


def draw(panel: Density) -> go.Figure:
    """Return the figure, square on every screen; colour tells the side of people, as their place does."""
    drawn = blank(HEIGHT, margin={"l": 14, "r": 24, "t": 18, "b": 60})
    n = len(panel.counts)
    counts = np.asarray(panel.counts, np.float32).reshape(n, n)
    middle = (2 * np.arange(n, dtype=np.float32) + 1) / n - 1
    for side in (-1, 0, 1):
        columns = np.sign(middle) == side
        if counts[:, columns].any():
            drawn.add_trace(_cells(counts, columns, middle, side))
    drawn.add_trace(_steps(panel, middle))
    drawn.add_shape(
        type="line", x0=-1, y0=-1, x1=1, y1=1, line={"color": PALETTE["mute"], "width": 1.2, "dash": "dash"}
    )
    for text, x, y in panel.marks:
        _add_mark(drawn, label(text, 40), x, y)
    ticks = {"tickmode": "array", "tickvals": [-1, 0, 1], "range": [-1, 1], "zeroline": True, "constrain": "domain"}
    ends = ["\u22121", "0", "+1"]
    words = [f"{ends[0]}<br>{label(panel.minus, 18)}", ends[1], f"{ends[2]}<br>{label(panel.plus, 18)}"]
    look = {"zerolinecolor": PALETTE["line"], "showgrid": False, "showline": True, "mirror": True, **ticks}
    drawn.update_layout(
        xaxis=axis(title=titled(label(panel.x_label)), ticktext=words, **look),
        yaxis=axis(title=titled(label(panel.y_label)), ticktext=ends, ticklabelstandoff=4, scaleanchor="x", **look),
    )
    return drawn


def filled(panel: Density) -> list[tuple[int, int]]:
    """Return (row, column) of the cells with people in them, column by column."""
    n = len(panel.counts)
    return [(row, column) for column in range(n) for row in range(n) if panel.counts[row][column]]


def step(panel: Density, k: int) -> str:
    """Return the range of values of a row or column in words."""
    n = len(panel.counts)
    return f"{number(round(2 * k / n - 1, 4))} to {number(round(2 * (k + 1) / n - 1, 4))}"


def _cells(counts: np.ndarray, columns: np.ndarray, middle: np.ndarray, side: int) -> go.Heatmap:
    """Return the cells of one side; the root of the number sets the colour, so that single people are seen too."""
    colour = SIDE_COLOURS[side]
    depth = np.where(counts > 0, np.sqrt(counts), np.nan)[:, columns]
    return go.Heatmap(
        z=depth, x=middle[columns], y=middle, zmin=0, zmax=float(np.sqrt(counts.max())), showscale=False,
        colorscale=[(0.0, f"{colour}26"), (1.0, f"{colour}ff")], xgap=1, ygap=1, hoverinfo="skip",
    )  # fmt: skip


def _steps(panel: Density, middle: np.ndarray) -> go.Scatter:
    """Return marks that nobody sees: they answer to the pointer and to the arrow keys."""
    cells = filled(panel)
    hover = [
        f"{people(panel.counts[row][column])}: {label(panel.x_label)} {step(panel, column)}, "
        f"{label(panel.y_label)} {step(panel, row)}"
        for row, column in cells
    ]
    x, y = ([float(middle[cell[k]]) for cell in cells] for k in (1, 0))
    marker = {"size": 16, "symbol": "square", "color": PALETTE["paper"], "opacity": 0}
    return go.Scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="text", hovertext=hover, meta="step")


def _add_mark(drawn: go.Figure, words: str, x: float, y: float) -> None:
    away = -1 if x > 0 else 1  # of the dashed line, and of the other mark
    drawn.add_annotation(
        x=x, y=y, text=words, ax=60 * away, ay=46 * away, arrowcolor=PALETTE["ink"], arrowhead=6, arrowsize=1.2,
        arrowwidth=1.2, bgcolor=PALETTE["paper"], bordercolor=PALETTE["line"], borderpad=3,
        font={"color": PALETTE["ink"], "size": 12},
    )  # fmt: skip
