"""The network: circles and squares for the sides, dark dashed borders, hairlines for the other ties.

Above 5000 people single marks mean nothing to the eye: :mod:`community_map` draws those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from sociophys.panels import NetworkMap
from sociophys.report.labels import place
from sociophys.report.look import PALETTE, SIDE_COLOURS, SIDE_SYMBOLS, blank, hidden_axis
from sociophys.report.text import label

Array = np.ndarray
HEIGHT, WIDTH = 480, 580
_SCREENS = ((580.0, 480.0), (345.0, 480.0))  # labels must do on a desktop and on a phone: the browser decides
MAX_TIES = 6_000
_MAX_APART, _ROUNDS, _NARROW = 600, 40, 1.08  # people up to which marks are pushed apart, rounds, how far
_DASHED = 400  # lines of one kind that are still told apart when dashed
_ALWAYS = 6  # labels that are shown in any case; the others only where they fit
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
    traces = [*_ties(panel, points), *_people(panel, points), *_labels(panel, points)]
    drawn.add_traces(traces)
    return drawn


def drawn_ties(panel: NetworkMap) -> dict[str, Array]:
    """Return (m, 2) ends of the ties that are drawn, by kind: all up to 6000, else every kind with its share."""
    total = len(panel.ties)
    if not total:
        return {}
    kinds = np.asarray(panel.tie_kinds)
    order = np.argsort(kinds, kind="stable") if total > MAX_TIES else np.arange(total)  # stable: even within a kind
    picked = order[np.arange(MAX_TIES) * total // MAX_TIES] if total > MAX_TIES else order
    ends, names = np.asarray(panel.ties, int)[picked], kinds[picked]
    return {str(kind): ends[names == kind] for kind in np.unique(names)}


def is_solid(panel: NetworkMap, kind: str) -> bool:
    """Return whether ties of a kind are so many that their dashes would run together."""
    return len(drawn_ties(panel).get(kind, ())) > _DASHED


def kind_counts(panel: NetworkMap) -> dict[str, int]:
    """Return how many ties there are of each kind, drawn or not."""
    return panel.kind_counts or dict(Counter(panel.tie_kinds))


def tie_counts(panel: NetworkMap) -> Array:
    """Return the ties of each person, (n_nodes,) int64."""
    return np.asarray(panel.degree, int) if panel.degree else _ends(panel.ties, len(panel.x))


def border_counts(panel: NetworkMap) -> Array:
    """Return the border ties of each person, (n_nodes,) int64."""
    if panel.across:
        return np.asarray(panel.across, int)
    borders = [tie for tie, kind in zip(panel.ties, panel.tie_kinds, strict=True) if kind == "border"]
    return _ends(borders, len(panel.x))


def _ends(ties: Sequence[tuple[int, int]], n: int) -> Array:
    return np.bincount(np.asarray(ties, int).ravel(), minlength=n)


def radii(panel: NetworkMap) -> Array:
    """Return (n_nodes,) pixels; smaller when many share the figure, those with few ties most of all."""
    crowd = 150 / max(len(panel.x), 1)
    low, high = 4.2 * min(1.0, max(0.33, crowd**0.4)), 9.4 * min(1.0, max(0.62, crowd**0.2))
    return np.asarray(low + (high - low) * np.asarray(panel.size, float))


def _pixels(panel: NetworkMap) -> Array:
    """Return (n_nodes, 2) positions scaled to the figure, with room for marks and labels at the rim."""
    points = np.column_stack([np.asarray(panel.x, float), np.asarray(panel.y, float)]).reshape(-1, 2)
    if not len(points):
        return points
    low, spread = points.min(axis=0), np.ptp(points, axis=0)
    unit = np.where(spread > 0, (points - low) / np.where(spread > 0, spread, 1), 0.5)
    rim = np.array([26.0, 26.0])
    placed = rim + unit * (np.array([WIDTH, HEIGHT]) - 2 * rim)
    return _apart(placed, radii(panel)) if len(points) <= _MAX_APART else placed


def _apart(points: Array, radius: Array) -> Array:
    """Push marks that cover each other apart, half the way each, in a few rounds; nothing else moves."""
    points = points + 1e-3 * np.column_stack([np.cos(np.arange(len(points))), np.sin(np.arange(len(points)))])  # twins
    need = (radius[:, None] + radius[None, :]) * _NARROW
    np.fill_diagonal(need, 0.0)
    for _ in range(_ROUNDS):
        gap = points[:, None, :] - points[None, :, :]
        distance = np.hypot(gap[..., 0], gap[..., 1])
        missing = np.maximum(need - distance, 0.0)
        if not missing.any():
            break
        step = missing / np.maximum(distance, 1e-9) / 2
        points = points + (step[..., None] * gap).sum(axis=1)
        points = np.clip(points, radius[:, None] + 2, np.array([WIDTH, HEIGHT]) - radius[:, None] - 2)
    return points


def _ties(panel: NetworkMap, points: Array) -> list[go.Scatter]:
    """Draw each kind as one line with gaps, those inside a side in its colour, borders last; many are drawn fainter."""
    traces, shown, sides = [], drawn_ties(panel), np.asarray(panel.side, int)
    for kind, (colour, width, dash) in _LINES.items():
        ends = shown.get(kind, np.zeros((0, 2), int))
        quiet = kind in ("inside", "plain")
        crowd = min(1.0, max(0.2, ((400 if quiet else 150) / max(len(ends), 1)) ** (0.6 if quiet else 0.7)))
        for side in (1, -1) if kind == "inside" else (0,):
            own = ends[sides[ends[:, 0]] == side] if side else ends
            if not len(own):
                continue
            lines = np.concatenate([points[own], np.full((len(own), 1, 2), np.nan)], axis=1).reshape(-1, 2)
            line = {"color": SIDE_COLOURS[side] if side else colour, "width": max(0.7, width * crowd**0.3),
                    "dash": dash if len(own) <= _DASHED else "solid", "simplify": False}  # fmt: skip
            x, y = lines.astype(np.float32).T
            opacity = (0.5 if quiet else 0.95) * crowd
            traces.append(go.Scatter(x=x, y=y, mode="lines", line=line, opacity=opacity, hoverinfo="skip"))
    return traces


def _people(panel: NetworkMap, points: Array) -> list[go.Scatter]:
    sides, radius = np.asarray(panel.side, int), radii(panel)
    names = {1: panel.plus, -1: panel.minus, 0: "side unknown"}
    ties = tie_counts(panel) if panel.ties else None
    thin = 1.3 if len(sides) <= 600 else 0.6
    traces = []
    for side in (1, -1, 0):
        who = np.flatnonzero(sides == side)
        if not len(who):
            continue
        below = f"<br>{label(names[side])}"
        hover = [
            f"<b>{label(panel.label[i])}</b>{below}" + (f"<br>{ties[i]} ties" if ties is not None else "")
            for i in who.tolist()
        ]
        rim = {"color": SIDE_COLOURS[side] if side == 0 else PALETTE["paper"], "width": thin}
        marker = {
            "color": SIDE_COLOURS[side], "symbol": SIDE_SYMBOLS[side], "line": rim, "opacity": 1,
            "size": (2 * radius[who]).astype(np.float32),
        }  # fmt: skip
        x, y = points[who].astype(np.float32).T
        traces.append(
            go.Scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="text", hovertext=hover, meta="step")
        )
    return traces


def _labels(panel: NetworkMap, points: Array) -> list[go.Scatter]:
    wanted = [i for i in panel.labelled if 0 <= i < len(panel.label)]
    if not wanted:
        return []
    texts = [label(panel.label[i], 22) for i in wanted]
    radius, unit = radii(panel), np.array([WIDTH, HEIGHT])
    lines = _along_borders(panel, points) / unit
    places = place(points / unit, radius, wanted, texts, lines, _SCREENS, always=_ALWAYS)
    kept = [k for k, at in enumerate(places) if at]
    which = [wanted[k] for k in kept]
    x, y = points[which].T
    return [
        go.Scatter(
            x=x, y=y, text=[texts[k] for k in kept], mode="markers+text", textposition=[places[k] for k in kept],
            cliponaxis=False, hoverinfo="skip", marker={"size": 2 * radius[which], "opacity": 0},
            textfont={"color": PALETTE["ink"], "size": 12.5},
        )
    ]  # fmt: skip


def _along_borders(panel: NetworkMap, points: Array) -> Array:
    """Return (m, 2) points about every 12 pixels along the drawn borders: labels keep off them."""
    ties = drawn_ties(panel).get("border", np.zeros((0, 2), int))
    steps = np.linspace(0.0, 1.0, 24)[:, None, None]
    a, b = points[ties[:, 0]], points[ties[:, 1]]
    return np.asarray(a + steps * (b - a)).reshape(-1, 2)
