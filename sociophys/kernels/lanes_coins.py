"""Coins of the lanes kernel: a generator a lane, set anew each sweep; and decisions, by a bound, then exactly.

An attempt has 16 bits a lane, half a word of xoshiro128++: the law in single precision bounds P(against the field)
to a bin of 2^-16 or two, and most coins lie outside. The others are decided by the law in double precision and
64 more bits. So no result depends on the rounding of the vectors, and probabilities are right down to 2^-80.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import inlined, jit, overload
from sociophys.kernels.coin import against_field
from sociophys.rng import COINS_LOW, STREAMS, philox
from sociophys.simd import bitcast, cast, fma, load, rotate_left, splat, store

LANES = np.uint32(STREAMS["lanes"])
BINS = np.float32(65536.0)
_ZERO, _ONE, _TWO, _THREE = (np.uint64(k) for k in range(4))
_M0, _M1, _SHIFT = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57), np.uint64(32)
_W0, _W1 = np.uint32(0x9E3779B9), np.uint32(0xBB67AE85)
_SIGN, _SLACK = np.int32(31), np.float32(0.5)
_COIN = np.uint32(0xFFFF)
_WHOLE = 2.0**64


@jit
def seed_lanes(state: Any, replicas: Any, t: Any, key: Any, like: Any) -> None:
    """Set xoshiro's ``state`` (4 lanes,) uint32 of each lane to the Philox words of (0, t, stream, replica; seed)."""
    lanes = np.uint64(replicas.size)
    c0, c1, c2 = splat(np.uint32(0), like), splat(np.uint32(t), like), splat(LANES, like)
    c3 = load(replicas, _ZERO, like)
    k0, k1 = np.uint32(key[0]), np.uint32(key[1])
    for _ in range(10):
        p0, p1 = cast(c0, np.uint64) * _M0, cast(c2, np.uint64) * _M1
        c0, c2 = cast(p1 >> _SHIFT, np.uint32) ^ c1 ^ k0, cast(p0 >> _SHIFT, np.uint32) ^ c3 ^ k1
        c1, c3 = cast(p1, np.uint32), cast(p0, np.uint32)
        k0, k1 = np.uint32(k0 + _W0), np.uint32(k1 + _W1)
    store(state, _ZERO, c0)
    store(state, lanes, c1)
    store(state, _TWO * lanes, c2)
    store(state, _THREE * lanes, c3)


@inlined
def toss(state: Any, coins: Any, count: Any, like: Any) -> None:
    """Fill ``coins`` with ``count`` words a lane: xoshiro128++ (Blackman & Vigna 2021, doi 10.1145/3460772)."""
    lanes = np.uint64(state.size) >> _TWO
    a, b = load(state, _ZERO, like), load(state, lanes, like)
    c, d = load(state, _TWO * lanes, like), load(state, _THREE * lanes, like)
    for k in range(count):
        store(coins, k * lanes, rotate_left(a + d, 7) + a)
        shifted = b << np.uint32(9)
        c = c ^ a
        d = d ^ b
        b = b ^ c
        a = a ^ d
        c = c ^ shifted
        d = rotate_left(d, 11)
    store(state, _ZERO, a)
    store(state, lanes, b)
    store(state, _TWO * lanes, c)
    store(state, _THREE * lanes, d)


def fraction(p: Any, f: Any) -> Any:
    """Return a probability as vectors (a, b), p = -(a + 1/2) / (2^16 b): a law may leave the division undone."""
    raise TypeError("compiled functions only")


@overload(fraction, jit_options={"forceinline": True})
def _fraction(p: Any, f: Any) -> Any:
    def divided(p: Any, f: Any) -> Any:
        return -(p * BINS + _SLACK), splat(np.float32(1.0), f)

    def left(p: Any, f: Any) -> Any:
        return splat(-(p[0] * BINS + _SLACK), f), p[1]

    return left if hasattr(p, "types") else divided


@inlined
def bound(a: Any, b: Any, f: Any, coins: Any) -> Any:
    """Return integers whose signs say: negative where the new spin opposes f; negative where that is not certain.

    Opposes iff k < 2^16 p, k the complement of the coin's bits, mirrored where f > 0. For p as :func:`fraction` says,
    k b + a < 0 is necessary and (k + 2) b + a < 0 sufficient, both with half a bin to spare for the rounding of p.
    """
    falls = bitcast(bitcast(f, np.int32) >> _SIGN, np.uint32)
    k = bitcast((coins ^ falls) & _COIN, np.int32)
    low = fma(cast(k, np.float32), b, a)
    high = bitcast(fma(b, np.float32(2.0), low), np.int32)
    opposes = bitcast(low, np.int32)
    return opposes, opposes & ~high


@jit
def decide(
    rule: Any, f: Any, s: Any, beta: Any, tie: Any, coin: Any, attempt: Any, t: Any, replica: Any, key: Any
) -> Any:
    """Return whether the new spin is +1: u < P(+1) with u of 80 bits, the coin's 16 on top."""
    f = np.float64(f)
    against = against_field(rule, f, s, np.float64(beta), np.float64(tie))
    rising = f > 0.0
    high, low, _, _ = philox(attempt, t, COINS_LOW, replica, key[0], key[1])
    rest = np.uint64(high) << _SHIFT | np.uint64(low)
    k = ~np.uint64(coin) & np.uint64(0xFFFF)
    if rising:
        k, rest = k ^ np.uint64(0xFFFF), ~rest
    threshold = against * 65536.0
    whole = np.uint64(threshold)
    opposes = k < whole or (k == whole and np.float64(rest) < (threshold - np.float64(whole)) * _WHOLE)
    return opposes != rising
