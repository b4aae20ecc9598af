"""Everybody's pressure, split: ties that agree, ties that oppose, and what presses from outside; compiled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sociophys.accelerate import jit

_BITS = 29  # a row's sum of |J| in quanta is below 2^29, so that sums over a row are whole int32, in any order
_PLACE = np.int32(31)


@jit
def split(
    indptr: Any, indices: Any, couplings: Any, spins: Any, outside: Any, runs: Any, people: Any, means: Any,
    hardest: Any,
) -> None:  # fmt: skip
    """Add everybody's pressure on what they hold now, part by part, and say what presses hardest toward the other side.

    With f_i = sum_j J_ij s_j + sum_p h_ip: the agreeing ties' part is sum_j max(0, s_i J_ij s_j), the opposing ties'
    sum_j max(0, -s_i J_ij s_j), an outside part's s_i h_ip, so that agreeing - opposing + outside parts = s_i f_i.

    Parameters
    ----------
    spins: (n_nodes, n_columns) int8. outside: (n_parts, n_nodes, 1 or n_columns) float64, h of each part.
    runs: (n_runs, 3) int64, (owner, first column, one past the last) of each stretch of columns, by owner.
    people: (2 + 2 n_parts, n_nodes, n_owners) float64, added to: agreeing, opposing, then s_i h_ip and |h_ip| of each
        part, summed over the owner's columns. means: (2 + 2 n_parts, n_columns), the same summed over people.
    hardest: (n_nodes, n_columns) int8, written: 0 opposing ties, 1 + p an outside part, 1 + n_parts noise: the
        pressure as a whole is for what is held now, or nothing presses against it.
    """
    k = np.uint64(spins.shape[1])
    noise = np.int8(1 + outside.shape[0])
    row, pressed, total, most = np.empty(k, np.int32), np.empty(k), np.empty(k), np.empty(k)
    for i in range(np.uint64(spins.shape[0])):
        size, quantum = _pull(indptr, indices, couplings, spins, i, row)
        _add_ties(size, quantum, row, runs, people[:, i], means)
        for c in range(k):
            total[c] = quantum * row[c]
            most[c] = 0.5 * (size - total[c])
            hardest[i, c] = np.int8(0) if most[c] > 0 else noise
        for p in range(np.uint64(outside.shape[0])):
            _turn(outside[p, i], spins[i], pressed)
            _add_outside(p, pressed, outside[p, i], spins[i], runs, people[:, i], means)
            for c in range(k):
                total[c] += pressed[c]
                is_more = -pressed[c] > most[c]
                most[c] = -pressed[c] if is_more else most[c]
                hardest[i, c] = np.int8(p + np.uint64(1)) if is_more else hardest[i, c]
        for c in range(k):
            hardest[i, c] = noise if total[c] > 0 else hardest[i, c]


@jit
def _pull(indptr: Any, indices: Any, couplings: Any, spins: Any, i: Any, row: Any) -> Any:
    """Write s_i sum_j J_ij s_j into ``row`` (n_columns,) in quanta; return sum_j |J_ij| and the quantum."""
    row[:] = np.int32(0)
    begin, end = np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])
    size = 0.0
    for e in range(begin, end):
        size += abs(couplings[e])
    if size == 0.0:
        return 0.0, 0.0
    quantum = math.ldexp(1.0, math.frexp(size)[1] - _BITS)
    whole = 0
    for e in range(begin, end):
        j = np.uint64(indices[e])
        coupling = np.int32(np.rint(couplings[e] / quantum))
        whole += abs(np.int64(coupling))
        for c in range(np.uint64(row.size)):
            turned = np.int32(np.int32(spins[j, c]) >> _PLACE)
            row[c] += np.int32(np.int32(coupling ^ turned) - turned)
    for c in range(np.uint64(row.size)):
        turned = np.int32(np.int32(spins[i, c]) >> _PLACE)
        row[c] = np.int32(np.int32(row[c] ^ turned) - turned)
    return quantum * whole, quantum


@jit
def _add_ties(size: Any, quantum: Any, row: Any, runs: Any, people: Any, means: Any) -> None:
    """Add the ties' parts: half of sum |J_ij| plus and minus the net pull; whole sums, so owners may be interleaved."""
    net, count = 0, 0
    for r in range(len(runs)):
        owner, low, high = np.uint64(runs[r, 0]), np.uint64(runs[r, 1]), np.uint64(runs[r, 2])
        for c in range(low, high):
            net += row[c]
        count += np.int64(high - low)
        if r + 1 == len(runs) or runs[r + 1, 0] != runs[r, 0]:
            people[0, owner] += 0.5 * (count * size + quantum * net)
            people[1, owner] += 0.5 * (count * size - quantum * net)
            net, count = 0, 0
    for c in range(np.uint64(row.size)):
        net_here = quantum * row[c]
        means[0, c] += 0.5 * (size + net_here)
        means[1, c] += 0.5 * (size - net_here)


@jit
def _turn(h: Any, spins: Any, pressed: Any) -> None:
    """Write s_i h_ip of every column."""
    if h.size == 1:
        for c in range(np.uint64(pressed.size)):
            pressed[c] = h[0] * spins[c]
    else:
        for c in range(np.uint64(pressed.size)):
            pressed[c] = h[c] * spins[c]


@jit
def _add_outside(p: Any, pressed: Any, h: Any, spins: Any, runs: Any, people: Any, means: Any) -> None:
    """Add an outside part and its size."""
    signed, sized = np.uint64(2) * p + np.uint64(2), np.uint64(2) * p + np.uint64(3)
    for c in range(np.uint64(pressed.size)):
        means[signed, c] += pressed[c]
        means[sized, c] += abs(pressed[c])
    balance, count = 0, 0
    for r in range(len(runs)):
        owner, low, high = np.uint64(runs[r, 0]), np.uint64(runs[r, 1]), np.uint64(runs[r, 2])
        if h.size > 1:
            for c in range(low, high):
                people[signed, owner] += pressed[c]
                people[sized, owner] += abs(pressed[c])
            continue
        for c in range(low, high):
            balance += spins[c]
        count += np.int64(high - low)
        if r + 1 == len(runs) or runs[r + 1, 0] != runs[r, 0]:
            people[signed, owner] += h[0] * balance
            people[sized, owner] += abs(h[0]) * count
            balance, count = 0, 0
