"""2. The network: who is tied to whom, sides set apart, borders dark."""

from __future__ import annotations

import math

import numpy as np

from sociophys.panels import NetworkMap, Section, Sentence
from sociophys.workflow.sections import borders, words
from sociophys.workflow.sections.context import Array, Context

_LABELS = 6


def section(context: Context) -> Section:
    """Return the map with its sentence."""
    return Section("network", "The network", [_sentence(context), *context.panels("network"), draw_map(context)])


def draw_map(context: Context) -> NetworkMap:
    """Return the map; without imported sides the end of the first run gives them."""
    sides, caption = context.sides, "Sides as recorded."
    if not sides.any() and context.run:
        sides = context.last_frame[:, 0].astype(np.int8)
        caption = "No sides were recorded: colours show the end of run 1 (simulated)."
    if not sides.any():
        caption = "No sides were recorded."
    labelled = _worth_a_label(context, sides)
    caption += (
        " Names stand beside people with most ties and, as far as they fit, most ties across." if labelled else ""
    )
    place = positions(context, sides)
    largest = max(float(context.tie_counts.max(initial=0)), 1.0)
    return NetworkMap(
        x=place[:, 0].round(4).tolist(),
        y=place[:, 1].round(4).tolist(),
        side=sides.astype(int).tolist(),
        size=np.sqrt(context.tie_counts / largest).round(3).tolist(),
        label=[str(name) for name in context.labels],
        ties=[(int(a), int(b)) for a, b in context.ties if a != b],
        tie_kinds=_tie_kinds(context, sides),
        plus=context.plus,
        minus=context.minus,
        labelled=labelled,
        caption=caption,
    )


def positions(context: Context, sides: Array) -> Array:
    """Return (n_nodes, 2): columns x and y of the node table where they are numbers, else a seeded layout."""
    from sociophys.graphlib.layout import layout  # igraph is only loaded when a map is drawn

    nodes = context.graph.nodes
    if {"x", "y"} <= set(nodes.columns):
        try:
            given = nodes[["x", "y"]].to_numpy(np.float64)
        except (TypeError, ValueError):
            given = np.full((1, 2), math.nan)
        if np.isfinite(given).all():
            return given
    return np.asarray(layout(context.network, sides, 0), np.float64)


def _tie_kinds(context: Context, sides: Array) -> list[str]:
    keep = context.ties[:, 0] != context.ties[:, 1]
    a, b = sides[context.ties[keep]].T
    signs = context.tie_signs[keep]
    kinds = np.where(a == b, np.where(signs < 0, "tension", "inside"), "border")
    return [str(kind) for kind in np.where((a == 0) | (b == 0), "plain", kinds)]


def _worth_a_label(context: Context, sides: Array) -> list[int]:
    """Return the people with most ties, an equal number a side, then those at the border; nobody where all have as many."""
    if np.ptp(context.tie_counts) == 0 and len(sides) > _LABELS:
        return []
    order = np.lexsort((np.arange(len(sides)), -context.tie_counts))
    chosen: list[int] = []
    for side in (1, -1):
        chosen += [int(i) for i in order if sides[i] == side][: _LABELS // 2]
    chosen = chosen or [int(i) for i in order[:_LABELS]]
    chosen.sort(key=lambda i: -int(context.tie_counts[i]))
    return list(dict.fromkeys([*chosen, *borders.first_people(context)]))


def _sentence(context: Context) -> Sentence:
    network, sides = context.network, context.sides
    hostile = int(np.sum(context.tie_signs < 0))
    kind = "arrow" if network.directed else "tie"
    text = f"{words.counted(network.n_nodes, 'person', 'people')}, {words.counted(network.n_edges, kind)}"
    text += f", {words.whole(hostile)} of them hostile." if hostile else "."
    if sides.any():
        ends = sides[context.ties]
        across = int(np.sum(ends[:, 0] * ends[:, 1] == -1))
        unknown = int(np.sum(sides == 0))
        text += (
            f" {words.whole(np.sum(sides == 1))} stand on the side of {context.plus}, {words.whole(np.sum(sides == -1))} on the side "
            f"of {context.minus}" + (f", {words.whole(unknown)} on neither or unknown" if unknown else "")
        )
        text += f"; {words.counted(across, kind)} {'crosses' if across == 1 else 'cross'} between the sides (borders)."
    return Sentence("Measured", text)
