"""Replica exchange: one system at a ladder of noise levels, hot copies carrying cold ones over barriers.

Energies and fields are whole numbers of quanta, so they are the same however a run is cut. A rung may hold two
copies; between them clusters are exchanged that leave the sum of both energies as it is (Houdayer 2001).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.draws import ISOENERGETIC, SPINS, SWAPS, stream_of, two_uniforms
from sociophys.kernels.exponential import exp

_ONE = np.int64(1)
_TOP = 1.0 - 2.0**-53


@jit
def fill_fields(wiring: Any, h: Any, spins: Any, fields: Any) -> Any:
    """Fill f_i = h_i + sum_j J_ij s_j of one copy, all in quanta; return its energy."""
    indptr, indices, values = wiring
    twice = np.int64(0)
    for i in range(spins.size):
        f = h[i]
        for e in range(indptr[i], indptr[i + 1]):
            f += values[e] * spins[indices[e]]
        fields[i] = f
        twice += spins[i] * (f + h[i])
    return -(twice >> _ONE)  # J_ij s_i s_j and h_i s_i stand in it twice each


@jit
def _flip(wiring: Any, spins: Any, fields: Any, i: Any) -> Any:
    """Flip one spin, mend the fields around it, return the change of energy."""
    indptr, indices, values = wiring
    change = 2 * spins[i] * fields[i]
    spins[i] = -spins[i]
    twice = 2 * spins[i]
    for e in range(indptr[i], indptr[i + 1]):
        fields[indices[e]] += twice * values[e]  # symmetric: row i is column i
    return change


@jit
def _sweep(wiring: Any, quantum: Any, pins: Any, beta: Any, spins: Any, fields: Any, draw: Any) -> Any:
    """Make one heat-bath sweep in order of the nodes; return the change of energy and the flips."""
    t, stream, replica, k0, k1 = draw
    change, flips, u, v = np.int64(0), 0, 0.0, 0.0
    for i in range(spins.size):
        if not i & 1:
            u, v = two_uniforms(i >> 1, t, stream, replica, k0, k1)
        if pins[i] != 0:
            continue
        f = fields[i] * quantum
        coin = v if i & 1 else u
        coin = _TOP - coin if f > 0.0 else coin  # u < P(+1), compared on the improbable side
        opposes = coin * (1.0 + exp(2.0 * beta * abs(f))) < 1.0
        if opposes == ((f > 0.0) == (spins[i] > 0)):
            change += _flip(wiring, spins, fields, i)
            flips += 1
    return change, flips


@jit
def _exchange(ladder: Any, quantum: Any, spins: Any, fields: Any, energy: Any, tally: Any, t: Any, draw: Any) -> None:
    """Offer each second pair of neighbouring rungs an exchange, min(1, exp((b_k - b_l)(E_k - E_l)))."""
    replica, k0, k1 = draw
    copies = spins.shape[1]
    for k in range(t & 1, ladder.size - 1, 2):
        for a in range(copies):
            gain = (ladder[k] - ladder[k + 1]) * ((energy[k, a] - energy[k + 1, a]) * quantum)
            tally[0, k] += 1
            u, _ = two_uniforms(k, t, stream_of(SWAPS, a), replica, k0, k1)
            if gain < 0.0 and u >= np.exp(gain):
                continue
            tally[1, k] += 1
            energy[k, a], energy[k + 1, a] = energy[k + 1, a], energy[k, a]
            for i in range(spins.shape[2]):
                spins[k, a, i], spins[k + 1, a, i] = spins[k + 1, a, i], spins[k, a, i]
                fields[k, a, i], fields[k + 1, a, i] = fields[k + 1, a, i], fields[k, a, i]


@jit
def _swap_cluster(
    wiring: Any, mirrored: Any, one: Any, other: Any, one_fields: Any, other_fields: Any, joined: Any, members: Any,
    u: Any,
) -> Any:  # fmt: skip
    """Exchange between two copies the cluster of equal overlap around a random node; return the energy one gains.

    Where the copies differ the cluster's two states change places, and h cancels. Where they agree both turn over:
    the same after a global flip of one copy, so only where a state and its mirror image weigh alike.
    """
    indptr, indices, values = wiring
    seed = np.int64(u * one.size)
    overlap = one[seed] * other[seed]
    if overlap > 0 and not mirrored:
        return np.int64(0)
    joined[:] = False
    joined[seed] = True
    members[0], size, looked = seed, 1, 0
    while looked < size:
        i = members[looked]
        looked += 1
        for e in range(indptr[i], indptr[i + 1]):
            j = indices[e]
            if not joined[j] and values[e] != 0 and one[j] * other[j] == overlap:
                joined[j] = True
                members[size] = j
                size += 1
    change = np.int64(0)
    for k in range(size):
        change += _flip(wiring, one, one_fields, members[k])
        _flip(wiring, other, other_fields, members[k])
    return change


@jit
def _rung(wiring: Any, quantum: Any, pins: Any, beta: Any, spins: Any, fields: Any, energy: Any, lowest: Any,
          best: Any, draw: Any) -> Any:  # fmt: skip
    """Sweep one copy, keep its state where its energy is the lowest so far; return energy, lowest and flips."""
    change, flips = _sweep(wiring, quantum, pins, beta, spins, fields, draw)
    energy += change
    if energy < lowest:
        lowest = energy
        for i in range(spins.size):
            best[i] = spins[i]
    return energy, lowest, flips


@jit
def advance_tempering(
    wiring: Any, quantum: Any, h: Any, pins: Any, ladder: Any, target: Any, coldest: Any, mirrored: Any, spins: Any,
    fields: Any, energy: Any, tally: Any, best: Any, best_energy: Any, replicas: Any, flips: Any, t: Any,
    n_sweeps: Any, key: Any,
) -> None:  # fmt: skip
    """Advance the ladders of all replicas; adds to ``flips`` those of the target's first copy by its heat baths.

    Hukushima & Nemoto 1996 (doi 10.1143/JPSJ.65.1604): a heat-bath sweep of every copy, clusters exchanged between
    the copies of the ``coldest`` rungs, then exchanges between the even or the odd pairs of rungs in turn.

    Parameters
    ----------
    wiring: (indptr, indices, couplings int64 in quanta), symmetric. h (n,) int64 in quanta, pins (n,) int8.
    ladder: (n_rungs,) inverse temperatures, rising temperature. target: the rung that is recorded.
    mirrored: whether a state and its mirror image weigh alike.
    spins, fields: (n_replicas, n_rungs, copies, n) int8 and int64. energy: (n_replicas, n_rungs, copies) int64.
    tally: (n_replicas, 2, n_rungs) int64, exchanges offered and made between rung k and k + 1.
    best, best_energy: (n_replicas, n) int8 and (n_replicas,) int64, the lowest energy at a sweep's end, and where.
    """
    k0, k1 = key
    copies, n = spins.shape[2], spins.shape[3]
    joined, members = np.empty(n, np.bool_), np.empty(n, np.int64)
    for r in range(spins.shape[0]):
        replica, own, own_fields, own_energy = replicas[r], spins[r], fields[r], energy[r]
        for step in range(t, t + n_sweeps):
            for k in range(ladder.size):
                for a in range(copies):
                    draw = (step, stream_of(SPINS, k * copies + a), replica, k0, k1)
                    own_energy[k, a], best_energy[r], moved = _rung(
                        wiring, quantum, pins, ladder[k], own[k, a], own_fields[k, a], own_energy[k, a],
                        best_energy[r], best[r], draw,
                    )  # fmt: skip
                    flips[r] += moved if k == target and a == 0 else 0
                if copies > 1 and k < coldest:
                    u, _ = two_uniforms(k, step, stream_of(ISOENERGETIC, 0), replica, k0, k1)
                    change = _swap_cluster(
                        wiring, mirrored, own[k, 0], own[k, 1], own_fields[k, 0], own_fields[k, 1], joined, members, u
                    )
                    own_energy[k, 0] += change
                    own_energy[k, 1] -= change
            _exchange(ladder, quantum, own, own_fields, own_energy, tally[r], step, (replica, k0, k1))
