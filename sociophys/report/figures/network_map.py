"""The network: circles and squares for the sides, dark dashed borders, hairlines for the other ties.

Above 5000 people single marks mean nothing to the eye: the map becomes a density of people, one colour a side.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sociophys.panels import NetworkMap
from sociophys.report.labels import place
from sociophys.report.look import PALETTE, SIDE_COLOURS, SIDE_SYMBOLS, blank, hidden_axis
from sociophys.report.text import label

HEIGHT, WIDTH = 480, 580
_SCREENS = ((580.0, 480.0), (345.0, 480.0))  # labels must do on a desktop and on a phone: the browser decides
MAX_NODES, MAX_TIES = 5_000, 6_000
_CELLS = 90
_LINES = {  # kind: colour, width, dash
    "inside": (PALETTE["mute"], 1.0, "solid"),
    "plain": (PALETTE["mute"], 1.0, "solid"),
    "tension": (PALETTE["tension"], 1.6, "dot"),
    "border": (PALETTE["wall"], 1.7, "5px,3px"),
}


def draw(panel: NetworkMap) -> go.Figure:
    """Return the map; positions have no unit, near means tied."""
    drawn = blank(HEIGHT, margin={"l": 6, "r": 6, "t": 6, "b": 6})
    points = _pixels(panel)
    drawn.update_layout(xaxis=hidden_axis(0, WIDTH), yaxis=hidden_axis(0, HEIGHT))
    if len(panel.x) > MAX_NODES:
        _add_density(drawn, panel, points)
        return drawn
    _add_ties(drawn, panel, points)
    _add_people(drawn, panel, points)
    _add_labels(drawn, panel, points)
    return drawn


def drawn_ties(panel: NetworkMap) -> list[int]:
    """Return the ties that are drawn: all up to 6000, else an even sample in which every kind keeps its share."""
    total = len(panel.ties)
    if len(panel.x) > MAX_NODES:
        return []
    if total <= MAX_TIES:
        return list(range(total))
    order = sorted(range(total), key=lambda e: panel.tie_kinds[e])  # stable: even within a kind
    return [order[int(k * total / MAX_TIES)] for k in range(MAX_TIES)]


def _pixels(panel: NetworkMap) -> np.ndarray:
    """Return (n_nodes, 2) positions scaled to the figure, with room for marks and labels at the rim."""
    points = np.column_stack([np.asarray(panel.x, float), np.asarray(panel.y, float)]).reshape(-1, 2)
    if not len(points):
        return points
    low, spread = points.min(axis=0), np.ptp(points, axis=0)
    unit = np.where(spread > 0, (points - low) / np.where(spread > 0, spread, 1), 0.5)
    rim = np.array([26.0, 26.0])
    return rim + unit * (np.array([WIDTH, HEIGHT]) - 2 * rim)


def _radii(panel: NetworkMap) -> np.ndarray:
    """Return (n_nodes,) pixels; smaller when many share the figure."""
    scale = min(1.0, max(0.3, (150 / max(len(panel.x), 1)) ** 0.4))
    return scale * (4.2 + 5.2 * np.asarray(panel.size, float))


def _add_ties(drawn: go.Figure, panel: NetworkMap, points: np.ndarray) -> None:
    shown = drawn_ties(panel)
    for kind, (colour, width, dash) in _LINES.items():
        ties = [panel.ties[e] for e in shown if panel.tie_kinds[e] == kind]
        if not ties:
            continue
        few = 400 if kind in ("inside", "plain") else 200
        crowd = min(1.0, max(0.12, (few / len(ties)) ** 0.6))  # many lines are drawn fainter, each kind for itself
        ends = points[np.asarray(ties)]
        gaps = np.full((len(ties), 1), np.nan)
        x = np.concatenate([ends[:, :, 0], gaps], axis=1).round(1).ravel()
        y = np.concatenate([ends[:, :, 1], gaps], axis=1).round(1).ravel()
        faint = 0.45 if kind in ("inside", "plain") else 0.95
        line = {"color": colour, "width": max(0.6, width * crowd**0.3), "dash": dash, "simplify": False}
        values = {"x": [None if v != v else v for v in x], "y": [None if v != v else v for v in y]}
        drawn.add_trace(go.Scatter(**values, mode="lines", line=line, opacity=faint * crowd, hoverinfo="skip"))


def _add_people(drawn: go.Figure, panel: NetworkMap, points: np.ndarray) -> None:
    radii = _radii(panel)
    names = {1: panel.plus, -1: panel.minus, 0: "side unknown"}
    ties = np.bincount(np.asarray(panel.ties, int).ravel(), minlength=len(panel.x)) if panel.ties else None
    for side in (1, -1, 0):
        who = [i for i, s in enumerate(panel.side) if s == side]
        if not who:
            continue
        hover = [
            f"<b>{label(panel.label[i])}</b><br>{label(names[side])}"
            + (f"<br>{ties[i]} ties" if ties is not None else "")
            for i in who
        ]
        rim = {"color": SIDE_COLOURS[side] if side == 0 else PALETTE["paper"], "width": 1.3}
        marker = {
            "color": SIDE_COLOURS[side], "symbol": SIDE_SYMBOLS[side], "size": (2 * radii[who]).round(1).tolist(),
            "line": rim, "opacity": 1,
        }  # fmt: skip
        x, y = points[who, 0].round(1).tolist(), points[who, 1].round(1).tolist()
        drawn.add_trace(
            go.Scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="text", hovertext=hover, meta="step")
        )


def _add_labels(drawn: go.Figure, panel: NetworkMap, points: np.ndarray) -> None:
    which = [i for i in panel.labelled if 0 <= i < len(panel.label)]
    if not which:
        return
    texts = [label(panel.label[i], 22) for i in which]
    radii = _radii(panel)
    unit = np.array([WIDTH, HEIGHT])
    places = place(points / unit, radii, which, texts, _along_borders(panel, points) / unit, _SCREENS)
    drawn.add_trace(
        go.Scatter(
            x=points[which, 0].round(1).tolist(), y=points[which, 1].round(1).tolist(), text=texts, mode="markers+text",
            textposition=places, cliponaxis=False, hoverinfo="skip",
            marker={"size": (2 * radii[which]).round(1).tolist(), "opacity": 0},
            textfont={"color": PALETTE["ink"], "size": 12.5},
        )
    )  # fmt: skip


def _along_borders(panel: NetworkMap, points: np.ndarray) -> np.ndarray:
    """Return (m, 2) points about every 12 pixels along the drawn borders: labels keep off them."""
    ties = np.asarray([panel.ties[e] for e in drawn_ties(panel) if panel.tie_kinds[e] == "border"], int).reshape(-1, 2)
    steps = np.linspace(0.0, 1.0, 24)[:, None, None]
    a, b = points[ties[:, 0]], points[ties[:, 1]]
    return (a + steps * (b - a)).reshape(-1, 2)


def _add_density(drawn: go.Figure, panel: NetworkMap, points: np.ndarray) -> None:
    """Draw where people are, shaded by number, in the colour of the side that is more frequent in each cell."""
    sides = np.asarray(panel.side)
    box = [[0, WIDTH], [0, HEIGHT]]
    counts = {
        s: np.histogram2d(points[sides == s, 0], points[sides == s, 1], bins=_CELLS, range=box)[0].T for s in (1, -1, 0)
    }
    x = (np.arange(_CELLS) + 0.5) * WIDTH / _CELLS
    y = (np.arange(_CELLS) + 0.5) * HEIGHT / _CELLS
    names = {1: panel.plus, -1: panel.minus, 0: "side unknown"}
    most = np.maximum.reduce([counts[1], counts[-1], counts[0]])
    deepest = max(float(np.log1p(most).max()), 1e-9)
    for side in (1, -1, 0):
        here = (counts[side] > 0) & (counts[side] == most)
        z = [[round(float(v), 3) if on else None for v, on in zip(r, o, strict=True)]
             for r, o in zip(np.log1p(counts[side]), here, strict=True)]  # fmt: skip
        hover = [[f"{int(n)} people, most {label(names[side])}" for n in row] for row in sum(counts.values())]
        colour = SIDE_COLOURS[side]
        drawn.add_trace(
            go.Heatmap(
                x=x.tolist(), y=y.tolist(), z=z, zmin=0, zmax=deepest, showscale=False, hoverinfo="text", text=hover,
                colorscale=[[0, PALETTE["paper"]], [0.25, colour], [1, colour]], opacity=0.85, hoverongaps=False,
            )
        )  # fmt: skip
