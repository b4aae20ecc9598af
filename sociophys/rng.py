"""Named random streams over Philox4x32-10: every number is a pure function of what it is for.

Counter = (attempt or node, sweep, stream, replica or order block), key = 64-bit hash of the seed
(Salmon, Moraes, Dror & Shaw 2011, doi 10.1145/2063384.2063405). No generator carries state, so results
do not depend on threads, workers, chunks or on which other members a scenario lists.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from sociophys.accelerate import inlined, jit

STREAMS = {
    "order": 0,
    "coins": 1,
    "coins_low": 2,
    "initial": 3,
    "loaders": 4,
    "couplings": 5,
    "fields": 6,
    "interventions": 7,
    "feeds": 8,
    "nulls": 9,
    "analyzers": 10,
    "select": 11,
    "estimates": 12,
    "layout": 13,
    "benchmark": 14,
    "lanes": 15,
    "bits": 16,
    "samplers": 17,
    "verification": 18,
}
ORDER, COINS, COINS_LOW, SAMPLERS = (np.uint32(STREAMS[name]) for name in ("order", "coins", "coins_low", "samplers"))

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_KEY0, _KEY1 = (tuple(np.uint64(r * w) for r in range(10)) for w in (0x9E3779B9, 0xBB67AE85))  # what rounds add
_LOW, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32)
_ONE, _TWO, _THREE = np.uint64(1), np.uint64(2), np.uint64(3)


def digest(*parts: object) -> bytes:
    """Return the sha256 of the parts' text, unambiguous about where each ends."""
    return hashlib.sha256("\x1f".join(f"{len(str(p))}:{p}" for p in parts).encode()).digest()


def seed_key(seed: int) -> tuple[np.uint32, np.uint32]:
    """Return the Philox key of a seed: the first 64 bits of its hash."""
    words = np.frombuffer(digest("sociophys", seed)[:8], np.uint32)
    return words[0], words[1]


def generator(seed: int, stream: str, *parts: object) -> np.random.Generator:
    """Return a NumPy generator for set-up work, named by stream and any further parts (member, replica, sweep).

    Raises
    ------
    KeyError
        If the stream is not in :data:`STREAMS`: a stream must be listed before it is drawn from.
    """
    key = np.frombuffer(digest(seed, STREAMS[stream], *parts)[:16], np.uint64)
    return np.random.Generator(np.random.Philox(key=key))


@inlined
def _round(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Return the words after one round; words stand in 64 bits, the key's may have run over."""
    p0, p1 = c0 * _M0, c2 * _M1
    return (p1 >> _SHIFT) ^ c1 ^ (k0 & _LOW), p1 & _LOW, (p0 >> _SHIFT) ^ c3 ^ (k1 & _LOW), p0 & _LOW


@inlined
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Return four uint32 words of Philox4x32-10 for a counter of four words and a key of two.

    Rounds are written out and pasted into callers: only so do loops over counters vectorise (six times faster).
    """
    c0, c1, c2, c3 = np.uint64(c0) & _LOW, np.uint64(c1) & _LOW, np.uint64(c2) & _LOW, np.uint64(c3) & _LOW
    k0, k1 = np.uint64(k0) & _LOW, np.uint64(k1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0 + _KEY0[1], k1 + _KEY1[1])
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0 + _KEY0[2], k1 + _KEY1[2])
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0 + _KEY0[3], k1 + _KEY1[3])
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0 + _KEY0[4], k1 + _KEY1[4])
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0 + _KEY0[5], k1 + _KEY1[5])
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0 + _KEY0[6], k1 + _KEY1[6])
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0 + _KEY0[7], k1 + _KEY1[7])
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0 + _KEY0[8], k1 + _KEY1[8])
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0 + _KEY0[9], k1 + _KEY1[9])
    return np.uint32(c0), np.uint32(c1), np.uint32(c2), np.uint32(c3)


@inlined
def scale(high: Any, low: Any, n: Any) -> Any:
    """Return floor(u n / 2^64) for the 64-bit u = (high, low): a fair index below n (bias n / 2^64)."""
    n = np.uint64(n)
    carry = (np.uint64(low) * n) >> _SHIFT
    return np.int64((np.uint64(high) * n + carry) >> _SHIFT)


@jit
def fill_words(out: Any, count: Any, first: Any, t: Any, stream: Any, word: Any, key: Any) -> None:
    """Fill ``out[:count]`` (uint32, ``count`` a multiple of four), four words each from counters ``first`` on."""
    k0, k1 = key
    first = np.uint64(first)
    for q in range(np.uint64(count) >> _TWO):
        at = q << _TWO
        out[at], out[at + _ONE], out[at + _TWO], out[at + _THREE] = philox(first + q, t, stream, word, k0, k1)
