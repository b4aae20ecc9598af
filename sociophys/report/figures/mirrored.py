"""Two histograms back to back: one side upwards, the other downwards, in their colours."""

from __future__ import annotations

import plotly.graph_objects as go

from sociophys.panels import Mirrored
from sociophys.report.look import PALETTE, SIDE_COLOURS, axis, blank, titled
from sociophys.report.text import label, number, people, share

HEIGHT = 360


def draw(panel: Mirrored) -> go.Figure:
    """Return the figure; both halves have one scale, place and pattern tell the sides beside colour."""
    drawn = blank(HEIGHT, margin={"l": 14, "r": 24, "t": 26, "b": 52}, bargap=0.06, barmode="overlay")
    most = max([*panel.plus_counts, *panel.minus_counts, 1])
    for side, counts, name in ((1, panel.plus_counts, panel.plus), (-1, panel.minus_counts, panel.minus)):
        drawn.add_trace(_bars(panel, side, counts, name))
        _add_name(drawn, side, f"{label(name, 30)}, {people(sum(counts))}")
    for side, x in panel.marks:
        _add_mark(drawn, side, x, most)
    tick = _tick(most)
    values = [k * tick for k in range(-int(most // tick), int(most // tick) + 1)]
    shares = [k / 4 for k in range(5)]
    drawn.update_layout(
        xaxis=axis(
            title=titled(label(panel.x_label, 90)), range=[-0.01, 1.01], showgrid=False, tickmode="array",
            tickvals=shares, ticktext=[share(x) for x in shares],
        ),
        yaxis=axis(
            title=titled(label(panel.y_label)), range=[-1.3 * most, 1.3 * most], zeroline=True,
            zerolinecolor=PALETTE["mute"], tickmode="array", tickvals=values, ticktext=[number(abs(v)) for v in values],
        ),
    )  # fmt: skip
    return drawn


def step(panel: Mirrored, k: int) -> str:
    """Return the range of shares of a bar in words."""
    n = len(panel.plus_counts)
    return f"{share(k / n)} to {share((k + 1) / n)}"


def _tick(most: int) -> int:
    """Return a round distance of two ticks, of which three or four fit."""
    rough = max(most / 3, 1)
    power = 10 ** (len(str(int(rough))) - 1)
    return int(next((m for m in (5, 2) if m * power <= rough), 1) * power)


def _bars(panel: Mirrored, side: int, counts: list[int], name: str) -> go.Bar:
    n, colour = len(counts), SIDE_COLOURS[side]
    shape = "" if side > 0 else "/"
    pattern = {"shape": shape, "fgcolor": PALETTE["paper"], "bgcolor": colour, "size": 8, "solidity": 0.12}
    filled = [k for k in range(n) if counts[k]]
    words = label(panel.x_label, 90)
    hover = [f"{label(name, 30)}, {people(counts[k])}: {step(panel, k)}, {words}" for k in filled]
    return go.Bar(
        x=[(k + 0.5) / n for k in filled], y=[side * counts[k] for k in filled], width=0.94 / n, hoverinfo="text",
        hovertext=hover, meta="step", marker={"color": colour, "line": {"width": 0}, "pattern": pattern},
    )  # fmt: skip


def _add_name(drawn: go.Figure, side: int, words: str) -> None:
    up = side > 0
    drawn.add_annotation(
        text=words, x=0, xref="paper", xanchor="left", xshift=6, y=1 if up else 0, yref="paper",
        yanchor="top" if up else "bottom", showarrow=False, font={"color": PALETTE["ink"], "size": 13},
    )  # fmt: skip


def _add_mark(drawn: go.Figure, side: int, x: float, most: int) -> None:
    line = {"color": PALETTE["ink"], "width": 1.6, "dash": "dash"}
    drawn.add_shape(type="line", x0=x, x1=x, y0=0, y1=side * 1.12 * most, line=line)
    drawn.add_annotation(
        text=f"mean {share(x)}", x=x, y=side * 1.12 * most, yanchor="bottom" if side > 0 else "top", showarrow=False,
        xanchor="left" if x < 0.1 else "right" if x > 0.9 else "center", font={"color": PALETTE["ink"], "size": 12},
    )  # fmt: skip
