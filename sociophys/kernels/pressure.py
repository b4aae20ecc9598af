"""Everybody's pressure, split: ties that agree, ties that oppose, and what presses from outside; by 16 replicas."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import inlined, jit
from sociophys.simd import cast, load, mask_of, splat, store, sum_, where

LANES = 16
_WIDTH = np.uint64(LANES)


@jit
def split(
    indptr: Any, indices: Any, couplings: Any, spins: Any, outside: Any, valid: Any, people: Any, means: Any,
    hardest: Any,
) -> None:  # fmt: skip
    """Add everybody's pressure on what they hold now, part by part, and say what presses hardest toward the other side.

    With f_i = sum_j J_ij s_j + sum_p h_ip: the agreeing ties' part is sum_j max(0, s_i J_ij s_j), the opposing ties'
    sum_j max(0, -s_i J_ij s_j), an outside part's s_i h_ip, so that agreeing - opposing + outside parts = s_i f_i.

    Parameters
    ----------
    spins: (n_nodes, 16) int8. outside: (n_parts, n_nodes, 1 or 16) float64, h of each part. valid: uint16, bit c
        where lane c is a replica; the others repeat one and are not summed over.
    people: (2 + 2 n_parts, n_nodes) float64, added to: agreeing, opposing, then s_i h_ip and |h_ip| of each part,
        summed over replicas. means: (2 + 2 n_parts, 16) float64, added to: the same summed over people.
    hardest: (n_nodes, 16) int8, written: 0 opposing ties, 1 + p an outside part, 1 + n_parts noise: the pressure as a
        whole is for what is held now, or nothing presses against it.
    """
    seen, flat, written, h = mask_of(valid), spins.reshape(-1), hardest.reshape(-1), outside.reshape(-1)
    none, nobody = splat(np.float64(0.0), mask_of(valid)), splat(np.int8(0), mask_of(valid))
    n, n_parts, wide = np.uint64(spins.shape[0]), np.uint64(outside.shape[0]), outside.shape[2] > 1
    of_person, of_lane = people.reshape(-1), means.reshape(-1)
    noise = splat(np.int8(1 + outside.shape[0]), mask_of(valid))
    for i in range(n):
        own = cast(load(flat, i * _WIDTH, nobody), np.float64)
        net, size = none, 0.0
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            coupling = np.float64(couplings[e])
            size += abs(coupling)
            net = net + cast(load(flat, np.uint64(indices[e]) * _WIDTH, nobody), np.float64) * coupling
        net = net * own
        total, most = net, (size - net) * 0.5
        _add(of_person, of_lane, n, np.uint64(0), i, (net + size) * 0.5, seen, none)
        _add(of_person, of_lane, n, np.uint64(1), i, most, seen, none)
        code = where(most > none, nobody, noise)
        for p in range(n_parts):
            at = p * n + i
            pressed = own * (load(h, at * _WIDTH, none) if wide else splat(h[at], mask_of(valid)))
            _add(of_person, of_lane, n, np.uint64(2) * p + np.uint64(2), i, pressed, seen, none)
            _add(of_person, of_lane, n, np.uint64(2) * p + np.uint64(3), i, abs(pressed), seen, none)
            total = total + pressed
            is_more = -pressed > most
            most = where(is_more, -pressed, most)
            code = where(is_more, splat(np.int8(p + np.uint64(1)), mask_of(valid)), code)
        store(written, i * _WIDTH, where(total > none, noise, code))


@inlined
def _add(people: Any, means: Any, n: Any, row: Any, i: Any, values: Any, seen: Any, none: Any) -> None:
    """Add the lanes' values to their sums over replicas and over people; arrays are flat."""
    people[row * n + i] += sum_(where(seen, values, none))
    store(means, row * _WIDTH, load(means, row * _WIDTH, none) + values)


@jit
def count_changes(spins: Any, before: Any, hardest: Any, places: Any, flips: Any) -> None:
    """Add to ``flips`` (2 + n_parts, n_seen) who has changed since ``before`` (n_nodes, 16), by what pressed hardest.

    Parameters
    ----------
    spins: (n_nodes, 16) int8. places: (n_used,) int64, where lane c stands in flips.
    """
    for i in range(np.uint64(spins.shape[0])):
        for c in range(np.uint64(places.size)):
            if spins[i, c] != before[i, c]:
                flips[np.uint64(hardest[i, c]), np.uint64(places[c])] += 1
