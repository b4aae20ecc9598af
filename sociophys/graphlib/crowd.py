"""Places of a crowd: communities as circles, tied circles near each other, and everybody inside their circle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from sociophys.graphlib.communities import quick_communities
from sociophys.graphlib.convert import friendly
from sociophys.graphlib.layout import layout_of
from sociophys.network import Network

Array = np.ndarray
CIRCLES = 120  # communities with a circle of their own, at most
_LEAST = 4e-4  # share of the people that a circle holds at least
_FILLED = 0.47  # share of the picture that circles fill, before they are fitted into it
_GAP = 1.16  # how far circles keep apart, in sums of their radii
_FOLD = 6  # times everybody moves towards those they are tied to
_SLICE = 2_000_000  # ties that are counted at a time
_SIDE = 0.2  # how far the sides part within a circle, in radii


@dataclass(frozen=True)
class Crowd:
    """A crowd on a picture of ``width`` x 1.

    Attributes
    ----------
    circle: (n_nodes,) int32 circle of each person, by falling size; -1 for all who share the foot of the picture.
    centres: (n_circles, 2). radii: (n_circles,); areas are as people. places: (n_nodes, 2).
    n_small: communities at the foot.
    """

    circle: Array
    centres: Array
    radii: Array
    places: Array
    n_small: int


def crowd(network: Network, sides: Array, seed: int, width: float) -> Crowd:
    """Place communities and the people in them, side +1 to the left and side -1 to the right.

    Parameters
    ----------
    network: ties; hostile ones do not attract. sides: (n_nodes,) +1, -1 or 0. seed: of the search for communities.
    width: of the picture, whose height is 1.

    Notes
    -----
    Time is proportional to the ties. Circles: forces on the graph of communities, then drawn together until they
    touch. People: everybody moves towards the mean of those they are tied to, and within a circle is then spread so
    that the middle is densest.
    """
    sides = np.asarray(sides)
    ties = friendly(network)
    community = quick_communities(network, seed)
    circle = _circles(community)
    n_circles = int(circle.max(initial=-1)) + 1
    size = np.bincount(circle[circle >= 0], minlength=n_circles)
    strip = 0.0 if (circle >= 0).all() else min(0.3, 0.04 + float(np.mean(circle < 0)))
    radii = np.sqrt(_FILLED * width * size / max(1, len(circle)) / np.pi)
    raw = layout_of(_links(ties, circle, n_circles), _leaning(circle, sides, n_circles), seed)
    centres, radii = _packed(raw, radii, width, 1 - strip)
    places = np.zeros((len(circle), 2))
    inside = circle >= 0
    spread = _folded(ties, circle, centres, radii, sides)
    places[inside] = centres[circle[inside]] + radii[circle[inside], None] * spread[inside]
    centres[:, 1] += strip
    places[inside, 1] += strip
    places[~inside] = _rows(np.flatnonzero(~inside), sides, width, strip)
    return Crowd(circle, centres, radii, places, int(community.max()) + 1 - n_circles)


def _circles(community: Array) -> Array:
    """Return the circle of each person; -1 in communities that are too small to be seen."""
    size = np.bincount(community)
    large = int(np.count_nonzero(size[:CIRCLES] >= max(2.0, _LEAST * len(community))))
    return np.where(community < large, community, -1).astype(np.int32)


def _links(ties: sp.csr_array, circle: Array, n_circles: int) -> sp.csr_array:
    """Return how much more circles are tied than their sizes say: weight / sqrt(product of strengths)."""
    rows, weights = np.repeat(circle, np.diff(ties.indptr)), np.zeros(n_circles**2)
    for begin in range(0, ties.nnz, _SLICE):  # a slice at a time, for memory
        part = slice(begin, begin + _SLICE)
        a, b = rows[part].astype(np.int64), circle[ties.indices[part]]
        keep = (a >= 0) & (b >= 0) & (a != b)
        weights += np.bincount(a[keep] * n_circles + b[keep], ties.data[part][keep], n_circles**2)
    between = weights.reshape(n_circles, n_circles)
    strength = np.maximum(between.sum(axis=1), 1e-12)
    return sp.csr_array(between / np.sqrt(strength[:, None] * strength))


def _leaning(circle: Array, sides: Array, n_circles: int) -> Array:
    """Return the mean side of each circle, -1 to 1."""
    inside = (circle >= 0) & (sides != 0)
    known = np.bincount(circle[inside], minlength=n_circles)
    return np.bincount(circle[inside], sides[inside], n_circles) / np.maximum(known, 1)


def _packed(raw: Array, radii: Array, width: float, height: float) -> tuple[Array, Array]:
    """Draw circles together until they nearly touch and fill the picture; return their centres and radii."""
    if not len(raw):
        return raw, radii
    centres = raw * np.array([width, height]) * 2.0
    for step in range(400):
        centres = centres * (0.985 if step < 300 else 1.0)
        centres = _unpiled(centres, radii)
    low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
    room = np.array([width, height]) - 0.06
    scale = float(np.min(room / (high - low)))
    stretch = np.minimum(room / (high - low) / scale, 1.25)  # gaps may grow, circles stay round
    centres = (centres - (low + high) / 2) * scale * stretch + np.array([width, height]) / 2
    return centres, radii * scale


def _unpiled(centres: Array, radii: Array) -> Array:
    """Push circles that cover each other apart, smaller ones further."""
    gap = centres[:, None] - centres[None]
    distance = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-9)
    missing = np.maximum(_GAP * (radii[:, None] + radii) - distance, 0.0)
    np.fill_diagonal(missing, 0.0)
    share = radii[None] ** 2 / (radii[:, None] ** 2 + radii[None] ** 2)
    return centres + 0.6 * ((missing * share / distance)[..., None] * gap).sum(axis=1)


def _folded(ties: sp.csr_array, circle: Array, centres: Array, radii: Array, sides: Array) -> Array:
    """Return everybody's place in their circle, (n_nodes, 2) in the unit disc: near those they are tied to."""
    n = len(circle)
    angle = 2.399963229728653 * np.arange(n)  # golden angle and plastic number: even, and the same every time
    even = np.sqrt((np.arange(n) * 0.7548776662466927) % 1.0)
    first = _round(even[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), circle)
    equal = sp.csr_array(((ties.data > 0).astype(np.float32), ties.indices, ties.indptr), shape=ties.shape)
    tied = np.asarray(equal.sum(axis=1)).ravel()
    home, size = centres[np.maximum(circle, 0)], radii[np.maximum(circle, 0)][:, None]
    placed = circle >= 0
    spread = first
    pull = _SIDE * np.column_stack([-sides.astype(np.float64), np.zeros(n)])
    for _ in range(_FOLD):
        absolute = (home + size * spread) * placed[:, None]
        mean = (equal @ absolute.astype(np.float32)) / np.maximum(tied, 1)[:, None]
        toward = np.clip((mean - home) / size, -3, 3)
        spread = _round(0.6 * toward + 0.4 * first + pull, circle)
    return spread


def _round(spread: Array, circle: Array) -> Array:
    """Spread the people of each circle over its disc: directions stay, distances become even ranks, densest inside."""
    shifted = np.where(circle >= 0, circle, circle.max(initial=0) + 1)
    size = np.maximum(np.bincount(shifted), 1)
    middle = np.column_stack([np.bincount(shifted, spread[:, k]) / size for k in (0, 1)])
    centred = spread - middle[shifted]
    distance = np.hypot(*centred.T)
    order = np.lexsort((distance, shifted))
    rank = np.empty(len(order))
    rank[order] = np.arange(len(order)) - (np.cumsum(size) - size)[shifted[order]]
    radius = ((rank + 0.5) / size[shifted]) ** 0.6
    return centred * (radius / np.maximum(distance, 1e-12))[:, None]


def _rows(who: Array, sides: Array, width: float, height: float) -> Array:
    """Return places in even rows at the foot: side + from the left, side - from the right, unknown between."""
    if not len(who):
        return np.zeros((0, 2))
    room = max(height - 0.04, 0.01)
    n_rows = max(1, int(np.sqrt(len(who) * room / width)))
    order = np.argsort(-sides[who], kind="stable")
    spot = np.empty(len(who), np.int64)
    spot[order] = np.arange(len(who))
    n_columns = -(-len(who) // n_rows)
    step = min(width * 0.94 / n_columns, 0.015)
    x = width / 2 + (spot // n_rows + 0.5 - n_columns / 2) * step
    return np.column_stack([x, 0.012 + (spot % n_rows + 0.5) * room / n_rows])
