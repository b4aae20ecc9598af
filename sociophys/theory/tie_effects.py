"""What one tie does to scores: the change if it were cut, muted or strengthened, all else kept as it is."""

from __future__ import annotations

import numpy as np

from sociophys.kernels.conjugate import solve
from sociophys.network import Network

Array = np.ndarray
CHANGES = {"cut": 0.0, "muted": 0.5, "strengthened": 2.0}  # what a tie weighs afterwards, over what it weighed
_LAST = 1e-6  # 1 - R below which a tie is the only way between its ends


def generalised_euclidean(ties: Network, opinions: Array) -> tuple[float, Array]:
    """Return delta = sqrt(o' L+ o) and the potentials y = L+ o, (n_nodes,); the mean of each component taken off.

    Hohmann, Devriendt & Coscia 2023 (doi 10.1126/sciadv.abq2044), eq. 3, weights used.

    Parameters
    ----------
    ties: undirected, all weights above 0. opinions: (n_nodes,), none missing.
    """
    part = ties.components
    mean = np.bincount(part, opinions) / np.bincount(part)
    centred = opinions - mean[part]
    potentials = _potentials(ties, centred)
    return float(np.sqrt(max(0.0, centred @ potentials))), potentials


def changes_of_ge(ties: Network, opinions: Array, i: Array, j: Array, weights: Array) -> dict[str, Array]:
    """Return delta, and by how much it changes where the tie (i, j) weighs 0, 1/2 or 2 times as much, (n_pairs,) each.

    NaN where a cut would separate what the tie holds together.

    Notes
    -----
    A change dw of one weight is one of rank one in L (Sherman & Morrison 1950): delta^2 changes by
    -dw (y_i - y_j)^2 / (1 + dw R_ij), R_ij the effective resistance between the ends.
    """
    delta, potentials = generalised_euclidean(ties, opinions)
    rise = potentials[i] - potentials[j]
    resistance = np.array([_resistance(ties, a, b) for a, b in zip(i.tolist(), j.tolist(), strict=True)])
    found = {"now": np.full(len(rise), delta)}
    for name, count in CHANGES.items():
        more = (count - 1) * weights
        room = 1 + more * resistance
        possible = room > _LAST
        squared = delta**2 - more * rise * (rise / np.where(possible, room, 1.0))  # rise^2 may be no number
        found[name] = np.where(possible, np.sqrt(np.maximum(0.0, squared)) - delta, np.nan)
    return found


def _resistance(ties: Network, a: int, b: int) -> float:
    """Return the effective resistance between two tied people, every tie of conductance its weight."""
    b_vector = np.zeros(ties.n_nodes)
    b_vector[a], b_vector[b] = 1.0, -1.0
    potentials = _potentials(ties, b_vector)
    return float(potentials[a] - potentials[b])


def _potentials(ties: Network, b: Array) -> Array:
    """Return x with L x = b, up to a constant in each component."""
    return solve(ties, ties.weighted_degrees, b, weighted=True)


def changes_of_ei(across: float, inside: float, is_across: Array, count: Array) -> dict[str, Array]:
    """Return (E - I) / (E + I), and by how much it changes where ties that count ``count`` do so 0, 1/2 or 2 times.

    Parameters
    ----------
    across, inside: E and I. is_across: (n_pairs,) bool. count: (n_pairs,) ties of each pair in E or I.
    """
    before = (across - inside) / max(1.0, across + inside)
    found = {"now": np.full(len(count), before)}
    for name, factor in CHANGES.items():
        more = (factor - 1) * count
        e, i = across + more * is_across, inside + more * ~is_across
        with np.errstate(invalid="ignore", divide="ignore"):
            found[name] = (e - i) / (e + i) - before
    return found
