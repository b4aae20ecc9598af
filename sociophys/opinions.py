"""Opinions of the nodes: numbers in [-1, 1] with their scale, side names and origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sociophys.errors import GraphError, Mistake
from sociophys.network import Network

Array = np.ndarray
Scale = Literal["binary", "categorical", "continuous"]
IN_GROUPS = "people are in groups, not on two sides"
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
    codes: (n_nodes,) int32 group of each person, -1 unknown, where every value is a group (then ``values`` are 0 where
        known: nobody is on a side). group_names: what the user calls them.
    """

    values: Array
    scale: Scale = "binary"
    plus: str = "plus"
    minus: str = "minus"
    origin: Origin = "unknown"
    notes: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    column: str = ""
    cut: Literal["communities", "spectral"] = "communities"
    codes: Array | None = None
    group_names: tuple[str, ...] = ()

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

    @property
    def groups(self) -> Array:
        """The group of each person, (n_nodes,) int32; of two sides 0 is plus, 1 is minus; -1 unknown or neither."""
        return np.array([1, -1, 0], np.int32)[self.sides + 1] if self.codes is None else self.codes

    @property
    def stances(self) -> Array:
        """What people are told apart by, (n_nodes,) float64: the values, or the number of the group; NaN unknown."""
        return self.values if self.codes is None else np.where(self.codes >= 0, self.codes, np.nan)

    @property
    def n_groups(self) -> int:
        """How many groups there can be."""
        return len(self.group_names) or 2

    def group_names_of(self, who: Array) -> Array:
        """Return the name of the side or group of some people, an object array."""
        names = np.array([*(self.group_names or (self.plus, self.minus)), "unknown"], object)
        return names[self.groups[who]]

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
