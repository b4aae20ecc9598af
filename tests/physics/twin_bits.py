"""The slow twin of the bit-sliced kernel: lane by lane from the definition, on plain integers, sharing no code."""

import math

import numpy as np

from tests.physics.twin import philox, sites_of

FULL = 2**64 - 1
COINS_LOW, BITS = 2, 16
LANES, LEAST_PLANES, PLANE_DEGREE = 512, 12, 31


class Coins:
    """Eight xoshiro256++ generators side by side; a draw is a number of 512 bits, generator 0 lowest."""

    def __init__(self, t, group, key):
        self.states = []
        for word in range(8):
            parts = [philox([2 * word + half, t & 0xFFFFFFFF, BITS, group], key) for half in range(2)]
            w = parts[0] + parts[1]
            self.states.append([w[2 * k] << 32 | w[2 * k + 1] for k in range(4)])

    def draw(self):
        return sum(_xoshiro(state) << 64 * word for word, state in enumerate(self.states))


def _rotl(x, k):
    return (x << k | x >> (64 - k)) & FULL


def _xoshiro(s):
    """One step in place as the authors write it (Blackman & Vigna 2021, figure 2)."""
    result = (_rotl((s[0] + s[3]) & FULL, 23) + s[0]) & FULL
    t = s[1] << 17 & FULL
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = _rotl(s[3], 45)
    return result


def heat_bath(f, s, beta):
    return 1 / (1 + math.exp(-2 * beta * f))


def threshold(law, f, s, beta, tie):
    """2^64 P(against the field), at f = 0 of +1, as (upper 32 bits, rest)."""
    if beta == math.inf:
        against = 0.5 if abs(f) <= tie else 0.0
    else:
        against = law(-abs(f), -s if f > 0 else s, beta)
    if against >= 1:
        return 2**32 - 1, 2**32
    whole = int(against * 2.0**32)
    return whole, math.ceil((against * 2.0**32 - whole) * 2.0**32)


def _planes(coins, thresholds, rising):
    """Coins bit by bit: planes are drawn until each lane's coin differs from its threshold, and at least 12."""
    ks, undecided = [0] * len(thresholds), set(range(len(thresholds)))
    for plane in range(32):
        bits = coins.draw()
        for lane in undecided:
            ks[lane] |= ((bits >> lane & 1) ^ rising[lane]) << (31 - plane)
        undecided = {lane for lane in undecided if (ks[lane] ^ thresholds[lane][0]) >> (31 - plane) == 0}
        if not undecided and plane + 1 >= LEAST_PLANES:
            break
    return ks


def _words(coins, rising):
    """Coins of a hub: a 32-bit word a lane, 16 lanes a draw."""
    draws = [coins.draw() for _ in range(LANES // 16)]
    return [(draws[k // 16] >> 32 * (k % 16) & 0xFFFFFFFF) ^ -up % 2**32 for k, up in enumerate(rising)]


def sweep(couplings, order, fixed, spins, h, beta, pins, t, replicas, group, block, key, law=heat_bath):
    """One sweep of a group; ``spins`` (n, lanes) in place; returns the flips of each lane.

    ``couplings``: one (neighbours, J_ij) pair of arrays a row, |J_ij| the same in each.
    """
    seen = spins.copy() if order == "synchronous" else spins
    flips = np.zeros(spins.shape[1], int)
    coins = Coins(t, group, key)
    for attempt, i in enumerate(sites_of(order, fixed, t, block, key)):
        if pins[i]:
            continue
        neighbours, own = couplings[i]
        size = float(np.abs(own).max(initial=0.0))
        sums = np.sign(own).astype(int) @ seen[neighbours].astype(int) if len(own) else np.zeros(spins.shape[1], int)
        fields = [h[i] + size * int(total) for total in sums]
        tie = 1e-6 * size * len(own) + 1e-12
        made = {}
        for f, s in {(f, int(s)) for f, s in zip(fields, spins[i], strict=True)}:
            made[f, s] = threshold(law, f, s, beta[i], tie)
        thresholds = [made[f, int(s)] for f, s in zip(fields, spins[i], strict=True)]
        rising = [int(f > 0) for f in fields]
        ks = _planes(coins, thresholds, rising) if len(own) <= PLANE_DEGREE else _words(coins, rising)
        for lane, (k, (whole, rest), up) in enumerate(zip(ks, thresholds, rising, strict=False)):
            against = k < whole
            if k == whole:
                number = attempt if order == "random" else i
                low = philox([number, t & 0xFFFFFFFF, COINS_LOW, int(replicas[lane])], key)[0] ^ -up % 2**32
                against = low < rest
            new = 1 if against != bool(up) else -1
            flips[lane] += new != spins[i, lane]
            spins[i, lane] = new
    return flips
