"""What the bit-sliced family makes of a network and of its controls: rows, tables of thresholds, places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sociophys.kernels import bit_tables as tables
from sociophys.kernels.bit_hubs import lines
from sociophys.kernels.bit_planes import WORDS
from sociophys.kernels.bit_rows import classify, fill_rows, place_rows, row_sizes
from sociophys.network import Network

Array = np.ndarray
SPELLED_WORDS = 2**15  # of masks spelled out, at most: a quarter of the nearer caches; the largest classes have them


@dataclass(frozen=True)
class Layout:
    """A network as rows of words (see kernels.bit_rows): |J| and ties of each row, where it starts, its shape."""

    sizes: Array
    degrees: Array
    starts: Array
    rows: Array
    turned: Array | None
    shapes: Array

    @classmethod
    def of(cls, network: Network) -> Layout:
        """Lay out a network whose rows have ties of one strength each."""
        n = network.n_nodes
        sizes, degrees, starts = np.zeros(n), np.zeros(n, np.int64), np.zeros(n, np.int64)
        signed = row_sizes(network.indptr, network.couplings, sizes, degrees)[1]
        room = place_rows(degrees, starts) + 64  # hubs and prefetches read on
        rows = lines(-(-room // 16)).view(np.uint32)
        rows[:] = n * WORDS
        fill_rows(network.indptr, network.indices, network.couplings, degrees, starts, rows)
        turned = np.repeat(np.array([0, 2**64 - 1], np.uint64), WORDS) if signed else None
        shapes = np.empty(n, np.int32)
        classify(degrees, sizes.view(np.int64), degrees, shapes, np.empty(n, np.int64))
        return cls(sizes, degrees, starts, rows, turned, shapes.astype(np.int64))

    @property
    def n_ties(self) -> int:
        """Ties of an undirected network."""
        return int(self.degrees.sum()) // 2

    @cached_property
    def one_size(self) -> float:
        """|J| if it is the same for all ties, else 0."""
        found = self.sizes[self.degrees > 0]
        return float(found[0]) if len(found) and np.all(found == found[0]) else 0.0

    @cached_property
    def reach(self) -> int:
        """How many entries of a row are worth asking for ahead of time."""
        return 15 if self.degrees.max(initial=0) > 7 else 7


def make_tables(law: Any, layout: Layout, h: Array, beta: Array, pins: Array) -> tuple[int | None, Array, Array]:
    """Return (whether the law looks at the own spin: 1 or None, records of all classes, a word for each node).

    A class is people of one degree, |J|, pressure and noise; h, beta, pins are (n,), h without -0.0.
    """
    classes, found = np.empty(len(h), np.int32), np.empty(len(h), np.int64)
    nodes = found[: classify(layout.shapes, h.view(np.int64), beta.view(np.int64), classes, found)]
    degrees, class_h = layout.degrees[nodes], h[nodes]
    kinds, widths = np.empty(len(nodes), np.int64), np.empty(len(nodes), np.int64)
    tables.fill_kinds(degrees, class_h, kinds, widths)
    first = np.cumsum(widths) - widths
    high, low = (np.zeros((2, int(widths.sum())), np.uint64) for _ in range(2))
    looks = tables.fill_thresholds(law, degrees, layout.sizes[nodes], class_h, beta[nodes], first, high, low)
    widths *= 2 if looks else 1
    spelled = _spelled(np.bincount(classes, minlength=len(nodes)), widths, kinds != tables.HUB)
    room = tables.HEADER + widths * (2 + tables.DEPTH * spelled)
    room = -(-room // WORDS) * WORDS
    starts = tables.SPELLED + np.cumsum(room) - room
    words, places = lines(int(tables.SPELLED + room.sum()) // WORDS), lines(-(-len(h) // WORDS))[: len(h)]
    tables.fill_records(degrees, class_h, first, high, low, looks, starts, spelled, words)
    kinds = kinds | np.where(spelled | (kinds == tables.HUB), 0, tables.SPARE)
    tables.fill_places(layout.starts, kinds, starts, classes, pins, places)
    return (1 if looks else None), words, places


def _spelled(people: Array, widths: Array, can: Array) -> Array:
    """Return which classes have their masks spelled out, (n_classes,) bool: the largest, while there is room."""
    order = np.argsort(-np.where(can, people, 0), kind="stable")
    room = np.cumsum(np.where(can, tables.DEPTH * widths, 0)[order])
    spelled = np.zeros(len(people), bool)
    spelled[order] = room <= SPELLED_WORDS
    return spelled & can
