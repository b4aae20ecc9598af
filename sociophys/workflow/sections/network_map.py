"""2. The network: who is tied to whom, sides set apart, borders dark."""

from __future__ import annotations

import math

import numpy as np

from sociophys.panels import CommunityMap, NetworkMap, Section, Sentence
from sociophys.workflow.sections import borders, crowd_map, words
from sociophys.workflow.sections.context import Array, Context

MAX_PEOPLE = 5_000  # above: shades and communities; one mark a person would say nothing
MAX_TIES = 6_000
_LABELS = 6


def section(context: Context) -> Section:
    """Return the map with its sentence."""
    return Section("network", "The network", [_sentence(context), *context.panels("network"), draw_map(context)])


def draw_map(context: Context) -> NetworkMap | CommunityMap:
    """Return the map; without imported sides the end of the first run gives them."""
    sides, caption = context.sides, "Sides as recorded."
    if not sides.any() and context.run:
        sides = context.last_frame[:, 0].astype(np.int8)
        caption = "No sides were recorded: colours show the end of run 1 (simulated)."
    if not sides.any():
        caption = "No sides were recorded."
    if context.network.n_nodes > MAX_PEOPLE:
        return crowd_map.draw_crowd(context, sides, caption)
    return _draw_people(context, sides, caption)


def _draw_people(context: Context, sides: Array, caption: str) -> NetworkMap:
    labelled = _worth_a_label(context, sides)
    if labelled:
        caption += " Names stand beside people with most ties and, as far as they fit, most ties across."
    if {"x", "y"} - set(context.graph.nodes.columns) and _are_some_apart(context):
        caption += " In rows at the foot: people and small groups without a friendly tie to the others."
    place = positions(context, sides)
    largest = max(float(context.tie_counts.max(initial=0)), 1.0)
    ties, kinds = context.ties.T, _tie_kinds(context, sides)
    shown = _thinned(kinds)
    return NetworkMap(
        x=place[:, 0].round(4).tolist(),
        y=place[:, 1].round(4).tolist(),
        side=sides.astype(int).tolist(),
        size=np.sqrt(context.tie_counts / largest).round(3).tolist(),
        label=[str(name) for name in context.labels],
        ties=[(int(a), int(b)) for a, b in ties[shown]],
        tie_kinds=kinds[shown].tolist(),
        plus=context.plus,
        minus=context.minus,
        labelled=labelled,
        caption=caption,
        kind_counts={str(kind): int(n) for kind, n in zip(*np.unique(kinds, return_counts=True), strict=True)},
        degree=context.tie_counts.tolist(),
        across=np.bincount(ties[kinds == "border"].ravel(), minlength=len(sides)).tolist(),
    )


def _are_some_apart(context: Context) -> bool:
    """Return whether anybody has no friendly tie."""
    tied = np.zeros(context.network.n_nodes, bool)
    tied[context.ties[:, context.tie_signs > 0]] = True
    return not tied.all()


def _thinned(kinds: Array) -> Array:
    """Return which ties a map holds: all up to ``MAX_TIES``, else every kind with its share."""
    total = len(kinds)
    if total <= MAX_TIES:
        return np.arange(total)
    return np.argsort(kinds, kind="stable")[np.arange(MAX_TIES) * total // MAX_TIES]


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


def _tie_kinds(context: Context, sides: Array) -> Array:
    a, b = sides[context.ties]
    quiet = np.where((a == 0) | (b == 0), "plain", "inside")
    return np.where(a * b == -1, "border", np.where(context.tie_signs < 0, "tension", quiet))


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
    hostile, kind = context.n_hostile, context.tie_word
    text = f"{words.counted(network.n_nodes, 'person', 'people')}, {words.counted(network.n_edges, kind)}"
    text += f", {words.whole(hostile)} of them hostile." if hostile else "."
    if sides.any():
        across = int(np.count_nonzero(context.across))
        unknown = int(np.sum(sides == 0))
        text += (
            f" {words.whole(np.sum(sides == 1))} stand on the side of {context.plus}, {words.whole(np.sum(sides == -1))} on the side "
            f"of {context.minus}" + (f", {words.whole(unknown)} on neither or unknown" if unknown else "")
        )
        text += f"; {words.counted(across, kind)} {'crosses' if across == 1 else 'cross'} between the sides (borders)."
    return Sentence("Measured", text)
