"""Opinions of the nodes: numbers in [-1, 1] with their scale, side names and origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sociophys.errors import GraphError, Mistake
from sociophys.network import Network

Array = np.ndarray
Scale = Literal["binary", "categorical", "continuous"]
Origin = Literal["independent", "from_this_graph", "unknown"]


@dataclass(frozen=True)
class Opinions:
    """One opinion a node.

    Attributes
    ----------
    values: (n_nodes,) float64 in [-1, 1]; NaN where unknown. +1 is the side named ``plus``.
    scale: binary (-1 or +1), categorical (also 0 for neither) or continuous.
    plus, minus: what the user calls the sides.
    origin: whether the column is independent of this graph, was made from it, or nobody said. It decides the null.
    notes: what the join found: matched, unmatched with near misses, without opinion.
    counts: the same as whole numbers by name.
    column: where they were recorded, as the data call it; '' if nobody said.
    cut: how a graph is cut in two where the sides were made from it, for comparison with its randomised twins.
    """

    values: Array
    scale: Scale = "binary"
    plus: str = "plus"
    minus: str = "minus"
    origin: Origin = "unknown"
    notes: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    column: str = ""
    cut: Literal["spectral", "leiden"] = "spectral"

    def __post_init__(self) -> None:
        known = self.values[np.isfinite(self.values)]
        if np.isinf(self.values).any() or np.any(np.abs(known) > 1):
            worst = self.values[np.nanargmax(np.abs(self.values))]
            raise GraphError(Mistake("opinions", f"{worst} is outside the scale", "-1 to 1, missing as empty"))

    @property
    def is_known(self) -> Array:
        """Where an opinion is known, (n_nodes,) bool."""
        return np.isfinite(self.values)

    @property
    def coverage(self) -> float:
        """Share of nodes with a known opinion, 0 to 1."""
        return float(np.mean(self.is_known))

    @property
    def sides(self) -> Array:
        """Sign of each opinion as int8: +1, -1, and 0 for neither or unknown."""
        return np.sign(np.nan_to_num(self.values)).astype(np.int8)

    def name_of(self, side: int) -> str:
        """Return the user's name of a side (+1, -1) or 'unknown' (0)."""
        return {1: self.plus, -1: self.minus}.get(int(side), "unknown")

    def names_of(self, sides: Array) -> Array:
        """Return the names of many sides, an object array of their shape."""
        return np.array([self.minus, "unknown", self.plus], object)[np.asarray(sides, np.int64) + 1]


@dataclass(frozen=True)
class Sample:
    """What an analyzer measures: a network with one opinion a node (a frame of a run, or an imported graph)."""

    network: Network
    opinions: Opinions
