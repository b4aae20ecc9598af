"""Walks that end at the people of each side with most ties: where they end follows from one linear system.

Walks go along friendly ties, each tie of a person equally likely. Nothing is drawn: where walks end is the harmonic
function with the absorbing people held at their side.
"""

from __future__ import annotations

import numpy as np

from sociophys.kernels.conjugate import solve, solve_both
from sociophys.kernels.walks import step_mean
from sociophys.network import Network
from sociophys.partition import pieces

Array = np.ndarray
Counts = dict[int, int]  # people by side, +1 and -1
_NEARLY = 1e-9  # 0.07 of 100 people are 7, whatever floating point says


def tied_of(network: Network, sides: Array) -> Counts:
    """Return how many people of each side have a tie."""
    tied = sides[network.degrees > 0]
    return {side: int(np.count_nonzero(tied == side)) for side in (1, -1)}


def share_of(counts: Counts, share: float) -> Counts:
    """Return a share of each side, rounded down, but at least one person.

    Examples
    --------
    >>> share_of({1: 17, -1: 700}, 0.01)
    {1: 1, -1: 7}
    """
    return {side: max(1, int(share * count + _NEARLY)) for side, count in counts.items()}


def busiest(network: Network, sides: Array, counts: Counts, order: Array | None = None) -> Array:
    """Return who absorbs: the people of each side with most ties, (n_nodes,) float64, their side or 0 for the others.

    Parameters
    ----------
    sides: (n_nodes,) -1 or +1. counts: how many of each side.
    order: (n_nodes,) node numbers, the order in which people with equally many ties are taken; as they stand if None.
    """
    listed = np.arange(network.n_nodes) if order is None else order
    ends = np.zeros(network.n_nodes)
    for side, count in counts.items():
        own = listed[sides[listed] == side]
        ends[own[np.argsort(-network.degrees[own], kind="stable")[:count]]] = side
    return ends


def at_the_limit(network: Network, sides: Array, counts: Counts) -> dict[int, tuple[int, int]]:
    """Return by side how many people have as many ties as the last who absorbs, and how many of them do absorb."""
    ends, found = busiest(network, sides, counts), {}
    for side in counts:
        last = network.degrees[ends == side].min()
        alike = (sides == side) & (network.degrees == last)
        found[side] = (int(alike.sum()), int(np.count_nonzero(alike & (ends == side))))
    return found


def reaching(network: Network, ends: Array) -> Array:
    """Return whose walks end, (n_nodes,) bool: those who can reach somebody who absorbs."""
    piece = pieces(network)
    return np.bincount(piece[ends != 0], minlength=int(piece.max(initial=0)) + 1)[piece] > 0


def pull(network: Network, ends: Array) -> Array:
    """Return the mean side at which walks from each person end, (n_nodes,) float64 in [-1, 1]; absorbers: their own.

    Notes
    -----
    r with sum_j A_ij (r_i - r_j) = 0 for all who do not absorb: P(end +) = (1 + r) / 2. 0 for those who reach nobody.
    """
    return solve(network, network.degrees, np.zeros(network.n_nodes), free=ends == 0, x=ends)


def both_pulls(network: Network, ends: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return :func:`pull` for two choices of who absorbs, in little more than the time of one."""
    nothing = np.zeros(network.n_nodes)
    free = (ends[0] == 0, ends[1] == 0)
    return solve_both(network, network.degrees, (nothing, nothing), free=free, x=ends)


def controversy(network: Network, sides: Array, ends: Array, pulls: Array | None = None) -> float | str:
    """Return the random-walk controversy between the sides for given absorbers, or why it is undefined.

    ``pulls``: :func:`pull` of these absorbers, where it is known.

    Notes
    -----
    Walks start at everybody who reaches an absorber, and make at least one step. With a, b the shares of walks from
    the + and the - side that end on their own side, and equal weight for both starting sides, P_XX P_YY - P_XY P_YX of
    P(started A | ended B) is (a + b - 1) / ((1 + a - b) (1 + b - a)) (Garimella et al. 2018, doi 10.1145/3140565).
    """
    ended = pull(network, ends) if pulls is None else pulls
    absorbing = np.flatnonzero(ends)
    absorbing = absorbing[network.degrees[absorbing] > 0]
    ended[absorbing] = step_mean(network.indptr, network.indices, ended, absorbing)
    counted = reaching(network, ends) & (network.degrees > 0)
    plus, minus = ended[counted & (sides > 0)], ended[counted & (sides < 0)]
    if not (len(plus) and len(minus)):
        return "no walk from one of the sides ends"
    a, b = (1 + plus.mean()) / 2, (1 - minus.mean()) / 2
    scale = (1 + a - b) * (1 + b - a)
    return float((a + b - 1) / scale) if scale > _NEARLY else "all walks end on the same side"
