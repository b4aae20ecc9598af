"""The slow twin of the lanes kernel: the heat bath on Python integers and floats, one replica at a time.

What neighbours show is a whole multiple of a row's quantum, a field float32, a probability float64, a coin 16 bits of
xoshiro128++ and 64 of Philox. Shares the orders and Philox with the other twin, nothing with the kernels.
"""

import math

import numpy as np

from tests.physics.twin import COINS_LOW, MASK, philox, sites_of

LANES, BITS = 15, 80
CHUNK = 64


class Generator:
    """xoshiro128++ 1.0 (Blackman & Vigna 2019), from the Philox words of (0, sweep, stream, replica)."""

    def __init__(self, t, replica, key):
        self.s = philox([0, t & MASK, LANES, replica], key)

    def next(self):
        a, b, c, d = self.s
        word = (self.rotated((a + d) & MASK, 7) + a) & MASK
        shifted = (b << 9) & MASK
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        self.s = [a, b, c ^ shifted, self.rotated(d, 11)]
        return word

    @staticmethod
    def rotated(x, k):
        return ((x << k) | (x >> (32 - k))) & MASK


def against_field(f, beta, tie):
    """P(the new spin opposes f)."""
    if beta == math.inf:
        return 0.5 if abs(f) <= tie else 0.0
    return 1 / (1 + math.exp(min(2 * beta * abs(f), 700)))


def goes_up(f, beta, tie, coin, attempt, t, replica, key):
    """u < P(+1) with u of 80 bits, mirrored where f > 0; the first 16 are the complement of the coin."""
    high, low = philox([attempt, t & MASK, COINS_LOW, replica], key)[:2]
    u = ((coin ^ 0xFFFF) << 64) | (high << 32) | low
    if f > 0:
        u = 2**BITS - 1 - u
    opposes = u < int(against_field(f, beta, tie) * 2.0**BITS)
    return opposes != (f > 0)


def quantum_of(couplings):
    """The power of two of which the sum of |J| is 2^29 to 2^30; 2^-126 at least, for float32 to hold it."""
    size = sum(abs(c) for c in couplings)
    return 2.0 ** max(math.frexp(size)[1] - 30, -126) if size else 1.0


def sweep(wiring, order, fixed, spins, h, beta, pins, t, replica, block, key):
    """One sweep of one trajectory; returns its flips and the change of sum_i<j J_ij s_i s_j.

    ``beta``: float32 numbers, as the kernel rounds them. Changes of bonds are added in float32 for 64 attempts.
    """
    indptr, indices, couplings, tie = wiring
    seen = list(spins) if order == "synchronous" else spins
    generator = Generator(t, replica, key)
    flips, bonds, part = 0, 0.0, np.float32(0)
    for attempt, i in enumerate(sites_of(order, fixed, t, block, key)):
        if attempt % 2 == 0:
            word = generator.next()
        coin = (word >> 16 * (attempt % 2)) & 0xFFFF
        row = range(indptr[i], indptr[i + 1])
        quantum = quantum_of([float(couplings[e]) for e in row])
        total = sum(round(float(couplings[e]) / quantum) * seen[indices[e]] for e in row)
        total = np.float32(total) * np.float32(quantum)
        f = total + np.float32(h[i])
        new = spins[i]
        if not pins[i]:
            new = (
                1
                if goes_up(float(f), float(beta[i]), float(np.float32(tie[i])), coin, attempt, t, replica, key)
                else -1
            )
        if new != spins[i]:
            flips += 1
            part += total if new > 0 else -total
        spins[i] = new
        if attempt % CHUNK == CHUNK - 1 or attempt == len(fixed) - 1:
            bonds += 2 * float(part)
            part = np.float32(0)
    return flips, bonds
