"""The frustration index (line index of balance) of signed ties: how few any split into two sides violates.

The ground state of the +-J Ising model: E0 = 2 L - m for m ties of weight 1 (Harary 1959, doi 10.1002/bs.3830040405).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sociophys.network import Network
from sociophys.theory.frustration_bound import lower_bound
from sociophys.theory.frustration_search import ENUMERATED, all_splits, best_splits, wandered
from sociophys.theory.reduction import SignedTies, reduce

Array = np.ndarray
_WANDER = 30  # sweeps of free turns before a split counts as one of its own


@dataclass(frozen=True)
class Frustration:
    """What was found of the frustration index.

    Attributes
    ----------
    lower, upper: bounds of L. split: (n_nodes,) int8 -1 or +1, violates ``upper``; 0 for people without ties.
    why: the reason why the bounds do not meet; '' where they do.
    splits: (n_splits, n_nodes) int8, different splits within the tolerance, components turned to agree with ``split``;
        the first is ``split``. costs: (n_splits,) what each violates.
    number, best_number: how many there are, and how many of them violate ``upper``, if ``is_complete`` (all splits were
        looked at: ``splits`` may hold the best ones only); else how many the searches met.
    n_searches: searches made; 0 where all splits were looked at.
    """

    lower: int
    upper: int
    split: Array
    why: str
    splits: Array
    costs: Array
    number: int
    best_number: int
    is_complete: bool
    n_searches: int

    @property
    def is_certified(self) -> bool:
        """Whether the bounds meet, so that L is known exactly."""
        return self.lower == self.upper


def signs_of(network: Network) -> SignedTies:
    """Return the signs of the couplings as ties: arrows ignored, loops and pairs of both signs left out."""
    i, j = network.edge_ends
    sign = np.sign(network.couplings[network.edge_slots])
    i, j, sign = i[sign != 0].astype(np.int64), j[sign != 0].astype(np.int64), sign[sign != 0].astype(np.int64)
    pair = np.minimum(i, j) * network.n_nodes + np.maximum(i, j)
    pairs, which = np.unique(pair, return_inverse=True)
    low, high = np.ones(len(pairs), np.int64), -np.ones(len(pairs), np.int64)
    np.minimum.at(low, which, sign)
    np.maximum.at(high, which, sign)
    pairs, sign = pairs[low == high], low[low == high]
    n = max(1, network.n_nodes)
    return SignedTies(network.n_nodes, (pairs // n).astype(np.int32), (pairs % n).astype(np.int32), sign)


def frustration(
    ties: SignedTies, rng: np.random.Generator, effort: float = 1.0, tolerance: float = 0.01
) -> Frustration:
    """Return bounds of the least violated weight, a split that has the upper one, and other splits as good or nearly.

    Parameters
    ----------
    effort: how much work searches and bounds may do, in units of their own limits; never a time, so that a result is
        the same on every machine. tolerance: splits that violate up to this share more than the best are near-optimal.

    Notes
    -----
    The ties are reduced exactly first; the bound is the sum over the blocks that are left, each rounded up.
    """
    reduction = reduce(ties)
    pool = best_splits(reduction.core, rng, effort)
    lower, why, best = reduction.offset, "", pool[0].copy()
    for nodes, piece in reduction.core.pieces():
        bound = lower_bound(piece, best[nodes], effort)
        best[nodes] = best[nodes] if bound.split is None else bound.split
        lower, why = lower + bound.value, why or bound.why
    split = reduction.lift(best)
    upper = ties.violated(split)
    found = Frustration(lower, upper, split, why, split[None], np.array([upper]), 1, 1, False, len(pool))
    slack = int(tolerance * upper)
    n_tied = len(np.unique(np.concatenate([ties.i, ties.j])))
    if n_tied <= ENUMERATED:
        return _enumerated(found, ties, slack)
    return _sampled(found, ties, [reduction.lift(one) for one in pool[1:]], slack, rng)


def overlaps(splits: Array, ties: SignedTies) -> Array:
    """Return |q| of every pair of splits, (n_pairs,): the share of people alike less that of people unlike.

    Components turn as wholes, each to agree as far as it can; people without ties do not count.
    """
    total, n_tied = np.zeros((len(splits), len(splits))), 0
    for nodes, _ in ties.pieces():
        own = splits[:, nodes].astype(np.float64)
        total += np.abs(own @ own.T)
        n_tied += len(nodes)
    return total[np.triu_indices(len(splits), 1)] / max(1, n_tied)


def turned(splits: Array, to: Array, ties: SignedTies) -> Array:
    """Return the splits with every component turned to agree with ``to`` as far as it can, (n_splits, n_nodes)."""
    n = int(ties.components.max(initial=-1)) + 1
    agree = [np.bincount(ties.components, split.astype(np.int64) * to, n) for split in splits]
    return splits * np.where(np.array(agree) < 0, -1, 1).astype(np.int8)[:, ties.components]


def spectral_bound(ties: SignedTies) -> float:
    """Return n lambda_min / 4 of the signed Laplacian, summed over components: no split violates less.

    Four times the violated weight of a split s is s' L s >= lambda_min s' s. Eigenvalues of dense matrices.
    """
    total = 0.0
    for _, piece in ties.pieces():
        laplacian = np.zeros((piece.n_nodes, piece.n_nodes))
        laplacian[piece.i, piece.j] = laplacian[piece.j, piece.i] = -piece.weights
        np.fill_diagonal(laplacian, np.abs(laplacian).sum(axis=1))
        total += piece.n_nodes * max(0.0, float(np.linalg.eigvalsh(laplacian)[0])) / 4
    return total


def _enumerated(found: Frustration, ties: SignedTies, slack: int) -> Frustration:
    """Return the splits of few people by looking at all of them."""
    nodes, small = ties.part(np.ones(len(ties), bool))
    splits, number = all_splits(small, slack)
    best, best_number = all_splits(small, 0)
    kept = splits if number == len(splits) else best  # where there are too many to keep
    whole = np.ones((len(kept), ties.n_nodes), np.int8)
    whole[:, nodes] = kept
    seen = _with_splits(replace(found, is_complete=True, n_searches=0, why=""), ties, whole)
    return replace(seen, lower=seen.upper, number=number, best_number=best_number)


def _sampled(
    found: Frustration, ties: SignedTies, pool: list[Array], slack: int, rng: np.random.Generator
) -> Frustration:
    """Return the different ones of the searches' ends, after free turns, that are near the best."""
    ends = np.stack([found.split, *(wandered(ties, split, _WANDER, rng) for split in pool)])
    costs = np.array([ties.violated(split) for split in ends])
    near = ends[costs <= costs.min() + slack]
    splits = np.unique(turned(near, near[0], ties), axis=0)
    made = _with_splits(found, ties, splits)
    return replace(made, number=len(splits), best_number=int(np.count_nonzero(made.costs == made.upper)))


def _with_splits(found: Frustration, ties: SignedTies, splits: Array) -> Frustration:
    """Return the finding with its splits, the best first and the others turned to agree with it."""
    costs = np.array([ties.violated(split) for split in splits])
    order = np.argsort(costs, kind="stable")
    splits, costs = turned(splits[order], splits[order[0]], ties), costs[order]
    return replace(found, split=splits[0], upper=int(costs[0]), splits=splits, costs=costs)
