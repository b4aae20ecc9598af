"""Numbers as bit planes: bit k of the numbers of 512 lanes is one vector of 8 words of 64 bits.

Sums of bits use full adders on three vectors at a time (carry-save addition after Harley and Seal: Mula, Kurz &
Lemire 2018, doi 10.1093/comjnl/bxx046, section 4), two ternary operations each.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import borrow, inlined, overload
from sociophys.rng import STREAMS, philox
from sociophys.simd import any_, load, logic, rotate_left, splat, store

WORDS = 8  # a cache line, and the widest vector registers
LANES = 64 * WORDS
BLOCK = 16  # vectors that a counter takes at once
COUNTER_PLANES = 48
_BITS = np.uint32(STREAMS["bits"])
_LINE, _HALF = np.uint64(WORDS), np.uint64(32)
ZERO, ONE, ALL = np.uint64(0), np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF)
_KEYS = np.uint64(4)  # the line of the keys, after those of the states
_GOLDEN, _MIX1, _MIX2 = (np.uint64(k) for k in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def _table(function: Any) -> int:
    """Return a function of three bits as the truth table that ``logic`` takes."""
    return sum(int(bool(function(row >> 2 & 1, row >> 1 & 1, row & 1))) << row for row in range(8))


XOR3 = _table(lambda a, b, c: a ^ b ^ c)
MAJORITY = _table(lambda a, b, c: a + b + c >= 2)
CHOICE = _table(lambda a, b, c: b if a else c)
STILL_EQUAL = _table(lambda equal, coin, bit: equal and coin == bit)
_ALL3 = _table(lambda a, b, c: a & b & c)
_FOLD = _table(lambda bit, rising, carry: bit ^ (1 - rising) ^ carry)
_FOLD_LOWEST = _table(lambda bit, rising, even: bit ^ (1 - rising) ^ (rising & even))


@inlined
def vector(words: Any, at: Any) -> Any:
    """Return the 8 words from ``at`` on."""
    return load(words, at, 8)


@inlined
def spread(word: Any) -> Any:
    """Return a word 8 times."""
    return splat(word, 8)


@inlined
def full_add(a: Any, b: Any, c: Any) -> Any:
    """Return (sum, carry) of three bits."""
    return logic(a, b, c, XOR3), logic(a, b, c, MAJORITY)


@inlined
def sum_seven(x0: Any, x1: Any, x2: Any, x3: Any, x4: Any, x5: Any, x6: Any) -> Any:
    """Return the three planes of the sum of seven bits."""
    s0, c0 = full_add(x0, x1, x2)
    s1, c1 = full_add(x3, x4, s0)
    p0, c2 = full_add(x5, x6, s1)
    p1, p2 = full_add(c0, c1, c2)
    return p0, p1, p2


@inlined
def join_sevens(a: Any, b: Any, bit: Any) -> Any:
    """Return the four planes of the sum of two numbers of three planes and a bit."""
    p0, c0 = full_add(a[0], b[0], bit)
    p1, c1 = full_add(a[1], b[1], c0)
    p2, p3 = full_add(a[2], b[2], c1)
    return p0, p1, p2, p3


@inlined
def join_fifteens(a: Any, b: Any, bit: Any) -> Any:
    """Return the five planes of the sum of two numbers of four planes and a bit."""
    p0, c0 = full_add(a[0], b[0], bit)
    p1, c1 = full_add(a[1], b[1], c0)
    p2, c2 = full_add(a[2], b[2], c1)
    p3, p4 = full_add(a[3], b[3], c2)
    return p0, p1, p2, p3, p4


@inlined
def fold_two(p0: Any, p1: Any, rising: Any, even: Any) -> Any:
    """Return the planes of (p XOR NOT rising) + (rising AND even): the rank of |f| among its values.

    p are the planes below the top one, ``rising``, of a count whose middle is f = 0. Carries arise only where
    ``rising`` holds, so each plane is one ternary operation.
    """
    carry = logic(p0, rising, even, _ALL3)
    return logic(p0, rising, even, _FOLD_LOWEST), logic(p1, rising, carry, _FOLD)


@inlined
def fold_three(p0: Any, p1: Any, p2: Any, rising: Any, even: Any) -> Any:
    """Return ``fold_two`` of three planes."""
    q0, q1 = fold_two(p0, p1, rising, even)
    return q0, q1, logic(p2, rising, logic(p0, rising, even, _ALL3) & p1, _FOLD)


@inlined
def fold_four(p0: Any, p1: Any, p2: Any, p3: Any, rising: Any, even: Any) -> Any:
    """Return ``fold_two`` of four planes."""
    q0, q1, q2 = fold_three(p0, p1, p2, rising, even)
    return q0, q1, q2, logic(p3, rising, logic(p0, rising, even, _ALL3) & p1 & p2, _FOLD)


def choose(bits: Any, masks: Any, at: Any) -> Any:
    """Return in each lane the word of ``masks`` numbered by its bits, lowest plane first, from ``at`` on.

    A tree of choices: 2^k - 1 ternary operations for k planes.
    """
    raise TypeError("for compiled code only")


@overload(choose, jit_options={"forceinline": True, "_nrt": False})
def _choose(bits: Any, masks: Any, at: Any) -> Any:
    half = np.uint64(1 << (len(bits) - 1))

    def of_two(bits: Any, masks: Any, at: Any) -> Any:
        return logic(bits[0], spread(masks[at + ONE]), spread(masks[at]), CHOICE)

    def of_more(bits: Any, masks: Any, at: Any) -> Any:
        return logic(bits[-1], choose(bits[:-1], masks, at + half), choose(bits[:-1], masks, at), CHOICE)

    return of_two if len(bits) == 1 else of_more


@borrow
def seed_words(state: Any, t: Any, group: Any, key: Any) -> None:
    """Fill the states of 8 generators and 8 keys for :func:`draw_late`, (40,) uint64, by three Philox calls a word.

    Word j of state number k is at 8 k + j, the key of word j at 32 + j.
    """
    for j in range(np.uint64(WORDS)):
        for half in range(np.uint64(2)):
            w0, w1, w2, w3 = philox(np.uint64(2) * j + half, t, _BITS, group, key[0], key[1])
            at = half * np.uint64(2) * _LINE + j
            state[at] = np.uint64(w0) << _HALF | np.uint64(w1)
            state[at + _LINE] = np.uint64(w2) << _HALF | np.uint64(w3)
        w0, w1, _, _ = philox(np.uint64(2) * _LINE + j, t, _BITS, group, key[0], key[1])
        state[_KEYS * _LINE + j] = np.uint64(w0) << _HALF | np.uint64(w1)


@inlined
def read_state(state: Any) -> Any:
    """Return the states of 8 generators as four vectors."""
    return (
        vector(state, ZERO), vector(state, np.uint64(8)), vector(state, np.uint64(16)), vector(state, np.uint64(24))
    )  # fmt: skip


@inlined
def draw(a: Any) -> Any:
    """Return 512 fair bits and the next state of 8 generators side by side.

    xoshiro256++ (Blackman & Vigna 2021, doi 10.1145/3460772, figure 2), its chain of XORs gathered by threes.
    """
    bits = rotate_left(a[0] + a[3], 23) + a[0]
    a2 = logic(a[2], a[0], a[1] << 17, XOR3)
    a1 = logic(a[1], a[2], a[0], XOR3)
    a0 = logic(a[0], a[3], a[1], XOR3)
    return bits, (a0, a1, a2, rotate_left(a[3] ^ a[1], 45))


@inlined
def draw_late(state: Any, number: Any) -> Any:
    """Return 512 fair bits by their number alone: that of a generator's draws must not depend on who needs them.

    Number ``number`` of SplitMix64 (Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195, figure 17) from each key.
    """
    z = vector(state, _KEYS * _LINE) + number * _GOLDEN
    z = (z ^ z >> 30) * _MIX1
    z = (z ^ z >> 27) * _MIX2
    return z ^ z >> 31


@inlined
def count(planes: Any, words: Any, at: Any) -> None:
    """Add 16 vectors, from ``at`` on, to counters of one plane a line: 15 full adders, then carries while there are."""
    x = at
    low = sum_seven(
        vector(words, x), vector(words, x + np.uint64(8)), vector(words, x + np.uint64(16)),
        vector(words, x + np.uint64(24)), vector(words, x + np.uint64(32)), vector(words, x + np.uint64(40)),
        vector(words, x + np.uint64(48)),
    )  # fmt: skip
    x += np.uint64(56)
    high = sum_seven(
        vector(words, x), vector(words, x + np.uint64(8)), vector(words, x + np.uint64(16)),
        vector(words, x + np.uint64(24)), vector(words, x + np.uint64(32)), vector(words, x + np.uint64(40)),
        vector(words, x + np.uint64(48)),
    )  # fmt: skip
    both = join_sevens(low, high, vector(words, x + np.uint64(56)))
    p0, c = full_add(vector(planes, ZERO), both[0], vector(words, x + np.uint64(64)))
    p1, c = full_add(vector(planes, np.uint64(8)), both[1], c)
    p2, c = full_add(vector(planes, np.uint64(16)), both[2], c)
    p3, c = full_add(vector(planes, np.uint64(24)), both[3], c)
    store(planes, ZERO, p0)
    store(planes, np.uint64(8), p1)
    store(planes, np.uint64(16), p2)
    store(planes, np.uint64(24), p3)
    place = np.uint64(32)
    while any_(c):
        plane = vector(planes, place)
        store(planes, place, plane ^ c)
        c = plane & c
        place += _LINE


@borrow
def take_counts(planes: Any, totals: Any) -> None:
    """Add the counters to ``totals`` (512,) int64 and set them to zero."""
    for k in range(np.uint64(planes.size) // _LINE):
        for w in range(_LINE):
            word = planes[k * _LINE + w]
            if word != ZERO:
                planes[k * _LINE + w] = ZERO
                for b in range(np.uint64(64)):
                    totals[w * np.uint64(64) + b] += np.int64((word >> b & ONE) << k)
