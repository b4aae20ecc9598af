"""Tables of the bit-sliced family: one record for each class of people with the same |J|, degree, field and noise.

A record begins with a header of 8 words (even, degree, width), then holds ``width`` thresholds in the upper halves
of words, then as many low halves, then, where it is spelled out, 32 rows of ``width`` masks: row b says for each
threshold its bit 31 - b, all ones or none. Thresholds are numbered by the planes that choose among them:

- folded (no field): the rank of |f|, compared with the coin XOR (f > 0): q = P(against the field);
- plain: the count of up entries; where f > 0 the threshold is turned instead, so the coins decide alike;
- hubs: the count of up ties.

Where the law looks at the own spin, thresholds for a spin that is up follow those for one that is down (folded:
up or down seen from the side of f <= 0). A coin k means +1 (folded: against) where k < high, or k = high and a second
draw is below low, 0 to 2^32 (engine rule 9).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.bit_rows import planes_of, ups_of
from sociophys.kernels.extension import law

HEADER = 8
EVEN, DEGREE, WIDTH = 0, 1, 2
PINNED, HUB = 0, 1  # kinds; then 2 (planes - 3) + 2, one more where plain
SPARE = 8  # a kind's bit: its masks are not spelled out
DEPTH = 32
SPELLED = DEPTH * 64  # words at the start of the tables where the masks of a spare record are spelled out
_RANGE = 4294967296.0
_ALL = np.uint64(0xFFFFFFFF)
_FULL = np.uint64(0x100000000)
_HALF = np.uint64(32)


@jit
def fill_kinds(degrees: Any, h: Any, kinds: Any, widths: Any) -> None:
    """Fill the kind of each class and how many thresholds it has for one own spin, (n_classes,) int64."""
    for k in range(degrees.size):
        planes = planes_of(degrees[k])
        kinds[k] = HUB if planes == 0 else 2 * (planes - 3) + 2 + (h[k] != 0.0)
        widths[k] = width_of(degrees[k], h[k])


@jit
def width_of(degree: Any, h: Any) -> Any:
    """Return how many thresholds a class has for each own spin."""
    planes = planes_of(degree)
    if planes == 0:
        return degree + 1
    return 1 << (planes - (h == 0.0))


@jit
def _threshold(rule: Any, f: Any, s: Any, beta: Any, tie: Any) -> Any:
    """Return 2^32 P(the new spin opposes f), at f = 0 P(+1), as (whole, rest in units of 2^-32)."""
    size = abs(f)
    if beta == np.inf:
        against = 0.5 if size <= tie else 0.0
    else:
        against = law(rule, -size, np.float64(-s if f > 0.0 else s), beta)
    scaled = against * _RANGE
    if scaled >= _RANGE:
        return _ALL, _FULL
    whole = np.floor(scaled)
    return np.uint64(whole), np.uint64(np.ceil((scaled - whole) * _RANGE))


@jit
def _field(degree: Any, size: Any, h: Any, number: Any) -> Any:
    """Return the local field that belongs to a threshold's number; folded: minus its size."""
    planes = planes_of(degree)
    if planes > 0 and h == 0.0:
        return -size * (2 * number + degree % 2)
    return h + size * (2 * (number - ups_of(degree)) - degree)


@jit
def fill_thresholds(rule: Any, degrees: Any, sizes: Any, h: Any, beta: Any, first: Any, high: Any, low: Any) -> Any:
    """Fill the thresholds of all classes, (2, n_thresholds) uint64 by own spin; return whether that matters.

    Parameters
    ----------
    degrees, sizes, h, beta: of each class. first: (n_classes,) int64, number of its first threshold.
    """
    matters = False
    for k in range(degrees.size):
        tie = 1e-6 * sizes[k] * degrees[k] + 1e-12
        for number in range(width_of(degrees[k], h[k])):
            f = _field(degrees[k], sizes[k], h[k], number)
            at = first[k] + number
            for up in range(2):
                whole, rest = _threshold(rule, f, 2 * up - 1, beta[k], tie)
                high[up, at] = _ALL - whole if f > 0.0 else whole
                low[up, at] = _FULL - rest if f > 0.0 else rest
            matters = matters or high[0, at] != high[1, at] or low[0, at] != low[1, at]
    return matters


@jit
def fill_records(
    degrees: Any, h: Any, first: Any, high: Any, low: Any, looks: Any, starts: Any, spelled: Any, tables: Any
) -> None:
    """Write the records of all classes to ``tables`` uint64 from ``starts`` on, with masks where ``spelled``.

    ``looks``: whether the law looks at the own spin. Others as for :func:`fill_thresholds`.
    """
    for k in range(degrees.size):
        width = width_of(degrees[k], h[k])
        at = starts[k]
        wide = 2 * width if looks else width
        tables[at + EVEN] = np.uint64(0) if degrees[k] % 2 else ~np.uint64(0)
        tables[at + DEGREE] = degrees[k]
        tables[at + WIDTH] = wide
        for number in range(wide):
            up, of = number // width, first[k] + number % width
            tables[at + HEADER + number] = high[up, of] << _HALF
            tables[at + HEADER + wide + number] = low[up, of]
            if spelled[k]:
                for b in range(DEPTH):
                    bit = high[up, of] >> np.uint64(DEPTH - 1 - b) & np.uint64(1)
                    tables[at + HEADER + (2 + b) * wide + number] = np.uint64(0) - bit


@jit
def fill_places(row_starts: Any, kinds: Any, starts: Any, classes: Any, pins: Any, places: Any) -> None:
    """Fill one word a node: where its row starts (32 bits), its record (28), both in eights, its kind (4)."""
    for i in range(places.size):
        k = classes[i]
        kind = np.uint64(PINNED) if pins[i] != 0 else np.uint64(kinds[k])
        row, record = np.uint64(row_starts[i]), np.uint64(starts[k])
        places[i] = row >> np.uint64(3) << _HALF | record >> np.uint64(3) << np.uint64(4) | kind
