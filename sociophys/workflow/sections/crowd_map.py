"""2. The network where people are too many to draw one by one: communities as circles, people as shades."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter

from sociophys.panels import CommunityMap
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Array, Context

WIDTH, HEIGHT = 580, 480  # cells; one is a pixel where the report is read
MAX_LINKS = 140
_SHADES = 63
_MIXED = 0.4  # a cell is mixed where the rarer side has so many for one of the other
_DEEP = 0.97  # share of the cells with people that stay below the deepest shade


def draw_crowd(context: Context, sides: Array, caption: str) -> CommunityMap:
    """Return the map of a crowd; counts are of all people and ties, not of those drawn."""
    from sociophys.graphlib.crowd import crowd  # igraph is only loaded when a map is drawn

    found = crowd(context.network, sides, 0, WIDTH / HEIGHT)
    n = len(found.radii)
    crossing = context.crossing(sides)
    counts = _counted(context, found.circle, sides, crossing, n)
    links, n_links = _links(context, found.circle, crossing, n)
    best = _best_tied(context, found.circle, n)
    x, y = found.centres.T * HEIGHT
    return CommunityMap(
        shades=shades(found.places * HEIGHT, sides), width=WIDTH, height=HEIGHT,
        x=x.round(1).tolist(), y=y.round(1).tolist(), radius=(found.radii * HEIGHT).round(1).tolist(),
        people=counts["people"][:n], plus_people=counts["plus"][:n], minus_people=counts["minus"][:n],
        ties_inside=counts["inside"][:n], ties_out=counts["out"][:n], borders=counts["borders"][:n],
        names=[str(context.labels[i]) for i in best], links=links, n_links=n_links,
        others={"communities": found.n_small, **{key: column[n] for key, column in counts.items()}},
        totals=_totals(context, crossing), plus=context.plus, minus=context.minus, source=_source(context),
        caption=f"{caption} A circle is a community: people with more ties among themselves than chance would give, found from "
        f"friendly ties alone, opinions unseen, quickly and for this picture only.{_at_the_foot(found.n_small, counts['people'][n])}",
    )  # fmt: skip


def _at_the_foot(n_small: int, people: int) -> str:
    if not people:
        return ""
    who = words.counted(people, "person", "people")
    return f" The rows at the foot: {who} in {words.counted(n_small, 'smaller community', 'smaller communities')}."


def _source(context: Context) -> str:
    return "nodes.parquet beside this report" if context.run else "The network's own file"


def _totals(context: Context, crossing: Array) -> dict[str, int]:
    borders = int(np.count_nonzero(crossing))
    return {
        "people": context.network.n_nodes, "ties": len(crossing), "hostile": context.n_hostile, "borders": borders
    }  # fmt: skip


def _counted(context: Context, circle: Array, sides: Array, crossing: Array, n: int) -> dict[str, list[int]]:
    """Return counts of each circle, and last of all who are in none."""
    own = np.where(circle < 0, n, circle).astype(np.int32)
    a, b = own[context.ties]
    same = a == b
    counted: dict[str, Any] = {"people": own, "plus": own[sides > 0], "minus": own[sides < 0], "inside": a[same]}
    counted["out"] = np.concatenate([a[~same], b[~same]])
    counted["borders"] = np.concatenate([a[crossing], b[crossing & ~same]])
    return {key: np.bincount(values, minlength=n + 1).tolist() for key, values in counted.items()}


def _links(context: Context, circle: Array, crossing: Array, n: int) -> tuple[list[tuple[int, int, int, int]], int]:
    """Return (circle, circle, ties, borders) of the pairs with most ties, and how many pairs there are."""
    a, b = circle[context.ties]
    keep = (a >= 0) & (b >= 0) & (a != b)
    a, b = a[keep], b[keep]
    key = np.minimum(a, b).astype(np.int64) * n + np.maximum(a, b)
    ties = np.bincount(key, minlength=n * n)
    borders = np.bincount(key[crossing[keep]], minlength=n * n)
    tied = np.flatnonzero(ties)
    shown = tied[np.lexsort((tied, -ties[tied]))][:MAX_LINKS].tolist()
    return [(k // n, k % n, int(ties[k]), int(borders[k])) for k in shown], len(tied)


def _best_tied(context: Context, circle: Array, n: int) -> list[int]:
    """Return who has most ties in each circle; the first of several."""
    order = np.lexsort((np.arange(len(circle)), -context.tie_counts, circle))
    return order[np.searchsorted(circle[order], np.arange(n))].tolist()


def shades(points: Array, sides: Array) -> str:
    """Return the picture of where people are, as ``CommunityMap.shades`` holds it.

    Parameters
    ----------
    points: (n_nodes, 2) cells from the lower left corner. sides: (n_nodes,) +1, -1 or 0.
    """
    column = np.clip(points[:, 0], 0, WIDTH - 1).astype(np.int64)
    row = np.clip(HEIGHT - 1 - points[:, 1], 0, HEIGHT - 1).astype(np.int64)
    blur = float(np.clip(0.5 * np.sqrt(0.4 * WIDTH * HEIGHT / len(sides)), 0.5, 2.6))
    plus, minus, unknown = (
        gaussian_filter(_histogram(row[sides == side], column[sides == side]), blur) for side in (1, -1, 0)
    )
    known, total = plus + minus, plus + minus + unknown
    colour = np.where(plus >= minus, 0, 1)
    colour[np.minimum(plus, minus) > _MIXED * np.maximum(plus, minus)] = 3
    colour[unknown > known] = 2
    there = total > 0.02
    deepest = float(np.quantile(total[there], _DEEP)) if there.any() else 1.0
    level = 1 + ((_SHADES - 1) * np.minimum(total / deepest, 1.0) ** 0.7).astype(int)
    picture = np.where(there, _SHADES * colour + level, 0).astype(np.uint8)
    return base64.b64encode(zlib.compress(picture.tobytes(), 9)).decode()


def _histogram(row: Array, column: Array) -> Array:
    counts = np.bincount(row * WIDTH + column, minlength=HEIGHT * WIDTH)
    return counts.reshape(HEIGHT, WIDTH).astype(np.float32)
