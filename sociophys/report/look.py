"""The look of figures: colours by role and the bare layout all of them share.

The colours are the light ones of ``style.css`` (a test compares them); in the report the script exchanges
them for those of the reader's scheme, so that figures follow light, dark and print.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

PALETTE = {
    "ink": "#1c2430",
    "mute": "#5b6675",
    "line": "#d9dee5",
    "paper": "#ffffff",
    "wash": "#f5f7f9",
    "chance": "#e3e8ee",
    "plus": "#1f6fb2",
    "minus": "#d9700f",
    "unknown": "#7d8896",
    "wall": "#1c2431",
    "tension": "#a8327e",
}
SIDE_COLOURS = {1: PALETTE["plus"], -1: PALETTE["minus"], 0: PALETTE["unknown"]}
SIDE_SYMBOLS = {1: "circle", -1: "square", 0: "circle-open"}
SERIES = (PALETTE["ink"], PALETTE["tension"], PALETTE["mute"])  # blue and orange are the sides' alone
SERIES_SYMBOLS = ("circle", "diamond", "triangle-up", "x", "star")
SERIES_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'


def axis(**more: Any) -> dict[str, Any]:
    """Return an axis with a hairline grid, grey ticks and room for its labels."""
    return {
        "gridcolor": PALETTE["line"],
        "linecolor": PALETTE["line"],
        "zeroline": False,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"color": PALETTE["mute"], "size": 12},
        "title": {"text": "", "font": {"color": PALETTE["mute"], "size": 13}, "standoff": 10},
        **more,
    }


def titled(text: str) -> dict[str, Any]:
    """Return the title of an axis."""
    return {"text": text, "font": {"color": PALETTE["mute"], "size": 13}, "standoff": 10}


def hidden_axis(low: float, high: float) -> dict[str, Any]:
    """Return an axis that only places things."""
    return {"visible": False, "range": [low, high], "fixedrange": True}


def blank(height: int, **layout: Any) -> go.Figure:
    """Return an empty figure in the look of the report, ``height`` in pixels."""
    base: dict[str, Any] = {
        "template": go.layout.Template(),
        "height": height,
        "autosize": True,
        "paper_bgcolor": PALETTE["paper"],
        "plot_bgcolor": PALETTE["paper"],
        "font": {"family": FONT, "size": 12, "color": PALETTE["ink"]},
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10, "autoexpand": True},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": PALETTE["paper"],
            "bordercolor": PALETTE["mute"],
            "font": {"color": PALETTE["ink"], "size": 13, "family": FONT},
            "align": "left",
        },
    }
    return go.Figure(layout={**base, **layout})
