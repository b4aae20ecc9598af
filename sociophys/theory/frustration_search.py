"""Splits of signed ties that violate few of them: annealing many times over, then what the best runs disagree on."""

from __future__ import annotations

import numpy as np

from sociophys.kernels.annealing import COIN, anneal, enumerate_splits
from sociophys.kernels.signed_ties import related
from sociophys.theory.reduction import Merged, SignedTies, merged, reduce

Array = np.ndarray
RUNS, SWEEPS, FEWEST_SWEEPS = 24, 3000, 100
ATTEMPTS = 4_000_000_000  # flips tried in all runs together, at effort 1: about a minute
HOT, COLD = 2.0, 0.15  # noise levels between which a run cools, in violated ties
ENUMERATED = 22  # people up to whom all splits are looked at
ROOM = 4096  # splits that are kept of an enumeration


def chances(sweeps: int, dearest: int = 48) -> Array:
    """Return the chances of flips that cost 0, 1, ... while a run cools evenly, (sweeps, dearest) uint64 of 2^32."""
    noise = np.linspace(HOT, COLD, sweeps)[:, None]
    table = np.exp(-np.arange(dearest) / noise)
    table[:, 0] = 0.5
    return np.floor(table * 2.0**32).astype(np.uint64)


def best_splits(ties: SignedTies, rng: np.random.Generator, effort: float = 1.0) -> Array:
    """Return the splits that searches ended in, the best first, (n_runs, n_nodes) int8.

    Components are judged one by one: the first split joins the best ones found of each.

    Notes
    -----
    What is common to the best runs is kept and the rest annealed again (Houdayer & Martin 1999,
    doi 10.1103/PhysRevLett.83.1030): the ties on which all of them agree are contracted, and the smaller ties reduced.
    """
    sweeps = int(np.clip(effort * ATTEMPTS / (RUNS * max(1, ties.n_nodes)), FEWEST_SWEEPS, SWEEPS))
    runs = np.stack([_annealed(ties, sweeps, rng) for _ in range(RUNS)])
    if not len(ties):
        return runs
    best = _joined(ties, runs)
    smaller, contraction = _agreed(ties, runs[_good(ties, runs)])
    rest = reduce(smaller)
    again = contraction.lift(rest.lift(_annealed(rest.core, sweeps, rng)))
    return np.concatenate([_joined(ties, np.stack([best, again]))[None], runs])


def wandered(ties: SignedTies, split: Array, sweeps: int, rng: np.random.Generator) -> Array:
    """Return a split after sweeps of turns that cost nothing, made by a coin; it violates no more than before."""
    spins = np.array(split, np.int8)
    _run(ties, np.full((sweeps, 1), COIN), spins, rng)
    return spins


def all_splits(ties: SignedTies, slack: int) -> tuple[Array, int]:
    """Return the splits within ``slack`` of the best and how many there are, up to a turn of each component.

    Returns
    -------
    (n_kept, n_nodes) int8, the first ``ROOM`` met, the best of them first; their number in all.
    """
    starts = np.unique(ties.components, return_index=True)[1]
    free = np.setdiff1d(np.arange(ties.n_nodes), starts)
    indptr, indices, edges = ties.wiring
    bits, cost, number = enumerate_splits(indptr, indices, ties.weights[edges], free, ROOM, slack)
    splits = np.ones((len(bits), ties.n_nodes), np.int8)
    splits[:, free] -= 2 * (bits[:, None] >> np.arange(len(free), dtype=np.uint64) & np.uint64(1)).astype(np.int8)
    return splits[np.argsort(cost, kind="stable")], int(number)


def _annealed(ties: SignedTies, sweeps: int, rng: np.random.Generator) -> Array:
    spins = rng.choice(np.array([-1, 1], np.int8), ties.n_nodes)
    _run(ties, chances(sweeps), spins, rng)
    return spins


def _run(ties: SignedTies, table: Array, spins: Array, rng: np.random.Generator) -> None:
    indptr, indices, edges = ties.wiring
    anneal(indptr, indices, ties.weights[edges], table, spins, rng.integers(2**63, dtype=np.uint64))


def _costs(ties: SignedTies, split: Array) -> Array:
    """Return the violated weight of each component."""
    violated = ties.is_violated(split)
    n = int(ties.components.max(initial=-1)) + 1
    return np.bincount(ties.components[ties.i[violated]], np.abs(ties.weights[violated]), n)


def _joined(ties: SignedTies, splits: Array) -> Array:
    """Return the split that takes each component from the first of those that do it best."""
    from_split = np.argmin([_costs(ties, split) for split in splits], axis=0)
    return splits[from_split[ties.components], np.arange(ties.n_nodes)]


def _good(ties: SignedTies, splits: Array) -> Array:
    """Return the better half of the splits, by number."""
    return np.argsort([ties.violated(split) for split in splits], kind="stable")[: (len(splits) + 1) // 2]


def _agreed(ties: SignedTies, splits: Array) -> tuple[SignedTies, Merged]:
    """Return the ties with those contracted whose ends all splits relate alike."""
    relation = splits[:, ties.i] * splits[:, ties.j]
    alike = (relation == relation[0]).all(axis=0)
    return merged(ties, *related(ties.i[alike], ties.j[alike], relation[0, alike], ties.n_nodes))
