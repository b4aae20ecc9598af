"""Signed ties made smaller without changing how few of them can be violated.

Two steps, in turns until neither finds anything, each with its way back from the splits of the smaller ties:

- a node with a tie that weighs as much as all its others together follows that tie; the two become one, and ties
  that come to lie side by side become one of their summed weight, less the violations they force (``offset``). That
  takes away pendant people, trees and chains.
- blocks that hang together at one node only share no cycle, so each gets a copy of that node.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sociophys.kernels.pieces import connected
from sociophys.kernels.signed_ties import blocks, followers, related

Array = np.ndarray


@dataclass(frozen=True)
class SignedTies:
    """Undirected ties with whole signed weights, at most one a pair, no loops.

    Attributes
    ----------
    i, j: (n_ties,) int32 ends. weights: (n_ties,) int64, none 0; positive: friendly.
    """

    n_nodes: int
    i: Array
    j: Array
    weights: Array

    def __len__(self) -> int:
        return len(self.i)

    @cached_property
    def wiring(self) -> tuple[Array, Array, Array]:
        """CSR of both ways: (n_nodes + 1,) int64 indptr, (2 n_ties,) int32 indices, int64 number of each slot's tie."""
        rows = np.concatenate([self.i, self.j])
        order = np.argsort(rows, kind="stable")
        indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=self.n_nodes))])
        return indptr.astype(np.int64), np.concatenate([self.j, self.i])[order], order % max(1, len(self))

    @cached_property
    def components(self) -> Array:
        """Component of each node, (n_nodes,) int32."""
        return connected(self.i, self.j, self.n_nodes)

    def is_violated(self, split: Array) -> Array:
        """Return where friends are apart or foes together, (n_ties,) bool; ``split``: (n_nodes,) -1 or +1."""
        return self.weights * split[self.i] * split[self.j] < 0

    def violated(self, split: Array) -> int:
        """Return the weight of the violated ties."""
        return int(np.abs(self.weights[self.is_violated(split)]).sum())

    def switched(self, split: Array) -> SignedTies:
        """Return the ties as they look from a split: those that it violates are hostile (a gauge)."""
        return SignedTies(self.n_nodes, self.i, self.j, self.weights * split[self.i] * split[self.j])

    def part(self, keep: Array) -> tuple[Array, SignedTies]:
        """Return the nodes of some ties, and these ties among them numbered from 0; ``keep``: bool or numbers."""
        nodes, ends = np.unique(np.concatenate([self.i[keep], self.j[keep]]), return_inverse=True)
        i, j = np.split(ends.astype(np.int32), 2)
        return nodes, SignedTies(len(nodes), i, j, self.weights[keep])

    def pieces(self) -> list[tuple[Array, SignedTies]]:
        """Return the nodes and ties of every component that has ties, by first nodes."""
        of_tie = self.components[self.i]
        order = np.argsort(of_tie, kind="stable")
        begin = np.flatnonzero(np.diff(of_tie[order], prepend=-1))
        return [self.part(ties) for ties in np.split(order, begin[1:])] if len(self) else []


@dataclass(frozen=True)
class Merged:
    """Nodes made one: split s of the groups is ``side * s[group]`` of the nodes, and ``offset`` more is violated."""

    group: Array
    side: Array
    offset: int

    def lift(self, split: Array) -> Array:
        """Return the nodes' split of one of the groups."""
        return self.side * split[self.group]


@dataclass(frozen=True)
class Parted:
    """Blocks taken apart: ``original`` (n_copies,) node of each copy, ``first`` (n_copies,) first copy of its block."""

    n_nodes: int
    original: Array
    first: Array
    offset: int = 0

    def lift(self, split: Array) -> Array:
        """Return the nodes' split of one of the copies: blocks turn as wholes until the copies of a node agree."""
        sign = split * split[self.first]
        return related(self.original[self.first], self.original, sign, self.n_nodes)[1]


@dataclass(frozen=True)
class Reduction:
    """What is left of signed ties (``core``), the violations that are certain, and the way back."""

    core: SignedTies
    steps: tuple[Merged | Parted, ...]

    @property
    def offset(self) -> int:
        """Weight that is violated beyond that in the core."""
        return sum(step.offset for step in self.steps)

    def lift(self, split: Array) -> Array:
        """Return the split of all nodes that belongs to a split of the core, (n_nodes,) int8."""
        for step in reversed(self.steps):
            split = step.lift(split)
        return split


def merged(ties: SignedTies, group: Array, side: Array) -> tuple[SignedTies, Merged]:
    """Make every group one node; what it violates inside, and between ties side by side, is the offset."""
    a, b = group[ties.i].astype(np.int64), group[ties.j].astype(np.int64)
    weights = ties.switched(side).weights
    across, n = a != b, int(group.max(initial=-1)) + 1
    offset = -int(np.minimum(weights[~across], 0).sum())
    pair = (np.minimum(a, b) * n + np.maximum(a, b))[across]
    order = np.argsort(pair, kind="stable")
    pair, weights = pair[order], weights[across][order]
    begin = np.flatnonzero(np.diff(pair, prepend=-1))
    summed = np.add.reduceat(weights, begin) if len(begin) else weights
    offset += int(np.abs(weights).sum() - np.abs(summed).sum()) // 2
    pair, summed = pair[begin][summed != 0], summed[summed != 0]
    made = SignedTies(n, (pair // n).astype(np.int32), (pair % n).astype(np.int32), summed)
    return made, Merged(group, side, offset)


def parted(ties: SignedTies) -> tuple[SignedTies, Parted] | None:
    """Take biconnected blocks apart; None where no node is in two. Nodes without ties are left out."""
    block = blocks(*ties.wiring, len(ties)).astype(np.int64)
    copies, ends = np.unique(
        np.concatenate([block * ties.n_nodes + ties.i, block * ties.n_nodes + ties.j]), return_inverse=True
    )
    original, of_block = (copies % ties.n_nodes).astype(np.int32), copies // ties.n_nodes
    if len(copies) == len(np.unique(original)):
        return None
    i, j = np.split(ends.astype(np.int32), 2)
    first = np.searchsorted(of_block, of_block)
    return SignedTies(len(copies), i, j, ties.weights), Parted(ties.n_nodes, original, first)


def reduce(ties: SignedTies) -> Reduction:
    """Contract and take apart until nothing is left to do; the least violated weight is the core's plus the offset.

    Notes
    -----
    That blocks add up is Harary 1959 (doi 10.1002/bs.3830040405); the heavy ties are the edge criterion of Lange,
    Andres & Swoboda 2018 (arXiv 1812.01426) for maximum cuts, which these are after a gauge.
    """
    steps: list[Merged | Parted] = []
    while len(ties):
        a, b, sign = followers(ties.i, ties.j, ties.weights, ties.n_nodes)
        made = merged(ties, *related(a, b, sign, ties.n_nodes)) if len(a) else parted(ties)
        if made is None:
            break
        ties = made[0]
        steps.append(made[1])
    return Reduction(ties, tuple(steps))
