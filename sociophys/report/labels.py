"""Place labels beside marks so that they neither cover each other nor run out of the figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Array = np.ndarray
Box = tuple[float, float, float, float]

_LETTER, _LINE = 6.9, 15.0  # pixels
_TOO_MUCH = 60.0  # the cost of covering one mark on one screen
_PLACES = {
    "top center": (-0.5, 1.0),
    "bottom center": (-0.5, -1.0),
    "middle right": (0.0, 0.0),
    "middle left": (-1.0, 0.0),
    "top right": (0.0, 1.0),
    "top left": (-1.0, 1.0),
    "bottom right": (0.0, -1.0),
    "bottom left": (-1.0, -1.0),
}


def place(
    points: Array,
    radii: Array,
    which: Sequence[int],
    texts: Sequence[str],
    lines: Array,
    sizes: Sequence[tuple[float, float]],
    always: int = 0,
) -> list[str]:
    """Return where each label goes ('top center', ...), first labels first served; '' where one does not fit.

    Parameters
    ----------
    points: (n, 2) positions of all marks in 0..1. radii: (n,) pixels. which: marks with a label. texts: the labels.
    lines: (m, 2) positions in 0..1 of points along lines that a label should not cover.
    sizes: width and height in pixels of each screen on which the places must do; costs add up over them.
    always: so many labels get a place in any case, the others only one where they cover no label and no mark.
    """
    taken: list[list[Box]] = [[] for _ in sizes]
    chosen = []
    for k, (i, text) in enumerate(zip(which, texts, strict=True)):
        costs = dict.fromkeys(_PLACES, 0.0)
        for size, boxes in zip(sizes, taken, strict=True):
            pixels, crossed = points * size, lines * size
            for name, at in _PLACES.items():
                box = _box(pixels[i], radii[i], len(text), at)
                costs[name] += _cost(box, boxes, pixels, radii, size) + 4 * _inside(box, crossed)
        best = min(costs, key=lambda name: costs[name])
        if k >= always and costs[best] >= _TOO_MUCH:
            chosen.append("")
            continue
        chosen.append(best)
        for size, boxes in zip(sizes, taken, strict=True):
            boxes.append(_box(points[i] * size, radii[i], len(text), _PLACES[best]))
    return chosen


def _inside(box: Box, points: Array) -> float:
    x, y = points.T
    return float(np.count_nonzero((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])))


def _box(point: Array, radius: float, letters: int, place: tuple[float, float]) -> Box:
    width, gap = letters * _LETTER + 4, radius + 2
    left = point[0] + place[0] * width + gap * (2 * place[0] + 1) * (place[0] != -0.5)
    bottom = point[1] + (gap if place[1] > 0 else -gap - _LINE if place[1] < 0 else -_LINE / 2)
    return left, bottom, left + width, bottom + _LINE


def _cost(box: Box, taken: list[Box], points: Array, radii: Array, size: tuple[float, float]) -> float:
    outside = max(0.0, -box[0]) + max(0.0, -box[1]) + max(0.0, box[2] - size[0]) + max(0.0, box[3] - size[1])
    over_labels = sum(_overlap(box, other) for other in taken)
    dx = np.maximum(np.maximum(box[0] - points[:, 0], points[:, 0] - box[2]), 0)
    dy = np.maximum(np.maximum(box[1] - points[:, 1], points[:, 1] - box[3]), 0)
    hidden = float(np.count_nonzero(np.hypot(dx, dy) < radii))
    return 40 * outside + 8 * over_labels + 60 * hidden


def _overlap(a: Box, b: Box) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0
