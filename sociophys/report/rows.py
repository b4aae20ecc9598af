"""Rows around a line at zero: the name above each at the left, its numbers at the right, room for marks below them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from sociophys.report.look import PALETTE, axis, titled
from sociophys.report.text import label, shorten

_LINE, _TITLE, _WIDE = 17, 42, 46  # pixels of a line; letters of a title; letters of name and words on one line
FOOT, HEAD = 66, 26  # pixels below and above the rows


def height(names: Sequence[str], told: Sequence[str], marks: int) -> int:
    """Return the height of a row in pixels: its words on one line or two, ``marks`` pixels below."""
    lines = 2 if any(len(name) + len(words) > _WIDE for name, words in zip(names, told, strict=True)) else 1
    return marks + lines * _LINE


def add(drawn: go.Figure, names: Sequence[str], told: Sequence[str], marks: int, bold: int | None = None) -> None:
    """Write names and words above the marks of each row; row k lies at k, its marks in the middle of it."""
    lines = (height(names, told, marks) - marks) // _LINE
    for k, (name, words) in enumerate(zip(names, told, strict=True)):
        text = f"<b>{label(name, 60)}</b>" if k == bold else label(name, 60)
        look = {"y": k, "xref": "paper", "yanchor": "bottom", "showarrow": False, "borderpad": 0}
        look |= {} if k == bold else {"bgcolor": PALETTE["paper"]}  # over the grid, not over a shaded row
        up = marks / 2 - 4
        drawn.add_annotation(
            text=text, x=0, xanchor="left", yshift=up + (lines - 1) * _LINE - lines * _LINE / 2, xshift=6, **look,
            font={"color": PALETTE["ink"], "size": 13},
        )  # fmt: skip
        drawn.add_annotation(
            text=label(words, 80), x=1, xanchor="right", yshift=up - lines * _LINE / 2, xshift=-6, **look,
            font={"color": PALETTE["mute"], "size": 12.5},
        )  # fmt: skip


def axes(n: int, span: list[float], name: str) -> dict[str, dict[str, Any]]:
    """Return the axes of n rows: numbers below with their title, rows from the top down."""
    title = "<br>".join(label(line) for line in textwrap.wrap(shorten(name, 2 * _TITLE), _TITLE))
    return {
        "xaxis": axis(range=span, nticks=6, title={**titled(title), "standoff": 26}),
        "yaxis": {"visible": False, "range": [n - 0.5, -0.5], "fixedrange": True},
    }


def add_zero(drawn: go.Figure, left: str, right: str) -> None:
    """Draw the line at zero and write at the ends of the axis what its two sides mean."""
    zero = {"color": PALETTE["mute"], "width": 1.4}
    drawn.add_shape(type="line", x0=0, x1=0, y0=0, y1=1, yref="paper", layer="below", line=zero)
    for x, anchor, words in ((0, "left", f"\u2190 {label(left, 30)}"), (1, "right", f"{label(right, 30)} \u2192")):
        drawn.add_annotation(
            text=words, x=x, xref="paper", xanchor=anchor, y=0, yref="paper", yshift=-22, yanchor="top",
            showarrow=False, font={"color": PALETTE["mute"], "size": 12},
        )  # fmt: skip


def add_below(drawn: go.Figure, n: int) -> None:
    """Draw a hairline between rows."""
    for k in range(1, n):
        drawn.add_shape(
            type="line", x0=0, x1=1, xref="paper", y0=k - 0.5, y1=k - 0.5, layer="below",
            line={"color": PALETTE["line"], "width": 1},
        )  # fmt: skip
