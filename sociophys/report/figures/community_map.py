"""A large network: shades where people are, circles for communities, lines for the ties between them, borders dark."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import plotly.graph_objects as go

from sociophys.panels import CommunityMap
from sociophys.report.look import PALETTE, SIDE_COLOURS, blank, hidden_axis
from sociophys.report.text import label, number, share

Array = np.ndarray
HEIGHT = 480
_SHADES = 63  # of each colour; 0 is nobody
_COLOURS = (SIDE_COLOURS[1], SIDE_COLOURS[-1], SIDE_COLOURS[0], PALETTE["wall"])
_SPOKEN = 25.0  # radius in cells from which a circle has its number written on it
_STEPS = 4  # widths of lines
_WIDEST = 7.0


def draw(panel: CommunityMap) -> go.Figure:
    """Return the map; both axes have one scale, so that circles stay round on every screen."""
    drawn = blank(HEIGHT, margin={"l": 6, "r": 6, "t": 6, "b": 6})
    across = {**hidden_axis(0, panel.width), "constrain": "domain"}
    up = {**hidden_axis(0, panel.height), "scaleanchor": "x", "constrain": "domain"}
    drawn.update_layout(xaxis=across, yaxis=up)
    drawn.add_traces([_people(panel), *_lines(panel), *_rims(panel), *_labels(panel), _steps(panel)])
    return drawn


def _people(panel: CommunityMap) -> go.Heatmap:
    shades = np.frombuffer(zlib.decompress(base64.b64decode(panel.shades)), np.uint8)
    stops: list[tuple[float, str]] = [(0.0, f"{PALETTE['paper']}00")]
    for k, colour in enumerate(_COLOURS):
        first = 1 + _SHADES * k
        deepest = "99" if colour == PALETTE["wall"] else "f2"  # numbers stay legible on it
        stops += [(first / 255, f"{colour}26"), ((first + _SHADES - 1) / 255, f"{colour}{deepest}")]
    stops.append((1.0, f"{PALETTE['wall']}99"))
    return go.Heatmap(
        z=shades.reshape(panel.height, panel.width)[::-1], x0=0.5, dx=1, y0=0.5, dy=1, zmin=0, zmax=255,
        colorscale=stops, showscale=False, hoverinfo="skip",
    )  # fmt: skip


def _lines(panel: CommunityMap) -> list[go.Scatter]:
    """Draw ties between circles as bows of a few widths; dark and dashed where most of them are borders."""
    if not panel.links:
        return []
    a, b, ties, borders = np.asarray(panel.links, np.float64).T
    bows = [_bow(panel, int(i), int(j)) for i, j in zip(a, b, strict=True)]
    width = np.sqrt(ties / ties.max())
    step = np.minimum((width * _STEPS).astype(int), _STEPS - 1)
    dark = 2 * borders > ties
    traces = []
    for is_dark in (False, True):
        for k in range(_STEPS):
            own = [bows[e] for e in np.flatnonzero((step == k) & (dark == is_dark))]
            if not own:
                continue
            x, y = np.concatenate(own).astype(np.float32).T
            thick = 0.8 + (_WIDEST - 0.8) * (k / (_STEPS - 1))
            look = {"color": PALETTE["wall" if is_dark else "mute"], "width": thick, "simplify": False}
            look["dash"] = f"{4 + thick:.0f}px,{2 + thick / 2:.0f}px" if is_dark else "solid"
            opacity = 0.75 if is_dark else 0.32
            traces.append(go.Scatter(x=x, y=y, mode="lines", line=look, opacity=opacity, hoverinfo="skip"))
    return traces


def _bow(panel: CommunityMap, i: int, j: int) -> Array:
    """Return a bow from the rim of one circle to the rim of another, (n, 2), a gap at its end."""
    ends = np.array([[panel.x[i], panel.y[i]], [panel.x[j], panel.y[j]]])
    line = ends[1] - ends[0]
    middle = ends.mean(axis=0) + 0.12 * np.array([-line[1], line[0]])
    t = np.linspace(0, 1, 25)[:, None]
    bow = (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * middle + t**2 * ends[1]
    outside = np.hypot(*(bow - ends[0]).T) > panel.radius[i] + 1
    outside &= np.hypot(*(bow - ends[1]).T) > panel.radius[j] + 1
    return np.concatenate([bow[outside], [[np.nan, np.nan]]])


def _rims(panel: CommunityMap) -> list[go.Scatter]:
    """Draw the share of each side along the rim: + from the left, - from the right, unknown between."""
    people = np.maximum(np.asarray(panel.people, float), 1)
    plus, minus = (np.asarray(counts, float) / people for counts in (panel.plus_people, panel.minus_people))
    traces = []
    for large in (True, False):
        which = [k for k, radius in enumerate(panel.radius) if (radius >= 12) == large]
        for side, begin, extent in ((0, 0 * plus, 1 + 0 * plus), (1, 0.5 - plus / 2, plus), (-1, -minus / 2, minus)):
            arcs = [_arc(panel, k, begin[k], extent[k]) for k in which if extent[k] > 0]
            if not arcs:
                continue
            x, y = np.concatenate(arcs).astype(np.float32).T
            width = (3.5 if large else 1.8) if side else 1.0
            line = {"color": SIDE_COLOURS[side], "width": width, "simplify": False}
            traces.append(go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip"))
    return traces


def _arc(panel: CommunityMap, k: int, begin: float, extent: float) -> Array:
    """Return part of the rim of a circle, begin and extent in turns, (n, 2) with a gap at its end."""
    angle = 2 * np.pi * (begin + extent * np.linspace(0, 1, max(3, int(60 * extent))))
    rim = np.column_stack([np.cos(angle), np.sin(angle)]) * panel.radius[k] + [panel.x[k], panel.y[k]]
    return np.concatenate([rim, [[np.nan, np.nan]]])


def _words(panel: CommunityMap, k: int) -> str:
    """Return the share of the more frequent side, or who has most ties where nobody has a side."""
    plus, minus = panel.plus_people[k], panel.minus_people[k]
    if not plus + minus:
        return f"around {label(panel.names[k], 16)}" if panel.radius[k] > 1.4 * _SPOKEN else ""
    more, name = max((plus, panel.plus), (minus, panel.minus), key=lambda pair: pair[0])
    return f"{share(more / panel.people[k])} {label(name, 14)}"


def _labels(panel: CommunityMap) -> list[go.Scatter]:
    which = [k for k, radius in enumerate(panel.radius) if radius >= _SPOKEN]
    if not which:
        return []
    texts = [f"<b>{number(panel.people[k])}</b><br>{_words(panel, k)}".removesuffix("<br>") for k in which]
    x, y = ([values[k] for k in which] for values in (panel.x, panel.y))
    font = {"color": PALETTE["ink"], "size": 12.5}
    return [go.Scatter(x=x, y=y, text=texts, mode="text", textfont=font, cliponaxis=False, hoverinfo="skip")]


def _steps(panel: CommunityMap) -> go.Scatter:
    """Return marks that nobody sees: they answer to the pointer and to the arrow keys."""
    sizes = [max(8.0, 2 * radius) for radius in panel.radius]
    marker = {"size": sizes, "color": PALETTE["paper"], "opacity": 0}
    hover = [_hover(panel, k) for k in range(len(panel.x))]
    return go.Scatter(
        x=panel.x, y=panel.y, mode="markers", marker=marker, hoverinfo="text", hovertext=hover, meta="step"
    )


def _hover(panel: CommunityMap, k: int) -> str:
    sides = [
        f"{share(count / panel.people[k])} {label(name, 30)}"
        for count, name in ((panel.plus_people[k], panel.plus), (panel.minus_people[k], panel.minus))
        if count
    ]
    lines = [f"<b>community {k + 1}: {number(panel.people[k])} people</b>", *sides]
    lines.append(f"{number(panel.ties_inside[k])} ties inside, {number(panel.ties_out[k])} to others")
    if panel.borders[k]:
        lines.append(f"{number(panel.borders[k])} borders")
    return "<br>".join([*lines, f"most ties: {label(panel.names[k], 30)}"])
