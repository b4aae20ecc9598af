"""The slow twin of the bit-sliced kernel: lane by lane from the definition, on plain integers, sharing no code."""

import math

import numpy as np

from tests.physics.twin import philox, sites_of

FULL = 2**64 - 1
COINS_LOW, BITS = 2, 16
LANES, DRAWN_PLANES, PLANE_DEGREE = 512, 12, 31


class Coins:
    """Eight xoshiro256++ generators side by side; a draw is a number of 512 bits, generator 0 lowest.

    Planes 12 and on of a coin are by their number, from eight SplitMix64 generators.
    """

    def __init__(self, t, group, key):
        self.states, self.keys = [], []
        for word in range(8):
            parts = [philox([2 * word + half, t & 0xFFFFFFFF, BITS, group], key) for half in range(2)]
            w = parts[0] + parts[1]
            self.states.append([w[2 * k] << 32 | w[2 * k + 1] for k in range(4)])
            last = philox([16 + word, t & 0xFFFFFFFF, BITS, group], key)
            self.keys.append(last[0] << 32 | last[1])

    def draw(self):
        return sum(_xoshiro(state) << 64 * word for word, state in enumerate(self.states))

    def late(self, number, plane):
        return sum(_splitmix(key, 32 * number + plane) << 64 * word for word, key in enumerate(self.keys))


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


def _splitmix(seed, number):
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014, figure 17), ``number`` steps from the seed."""
    z = seed + number * 0x9E3779B97F4A7C15 & FULL
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & FULL
    z = (z ^ z >> 27) * 0x94D049BB133111EB & FULL
    return z ^ z >> 31


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


def planes(coins, number, n_lanes):
    """Coins bit by bit, the highest first: 12 draws, then as many planes more by number."""
    bits = [coins.draw() if plane < DRAWN_PLANES else coins.late(number, plane) for plane in range(32)]
    lanes = zip(*(f"{plane:0512b}"[::-1] for plane in bits), strict=True)
    return [int("".join(lane), 2) for lane in lanes][:n_lanes]


def words(coins, n_lanes):
    """Coins of a hub: a 32-bit word a lane, 16 lanes a draw."""
    draws = [coins.draw() for _ in range(LANES // 16)]
    return [draws[k // 16] >> 32 * (k % 16) & 0xFFFFFFFF for k in range(n_lanes)]


def sweep(couplings, order, fixed, spins, h, beta, pins, t, replicas, group, block, key, law=heat_bath):
    """One sweep of a group; ``spins`` (n, lanes) in place; returns the flips of each lane.

    ``couplings``: one (neighbours, J_ij) pair of arrays a row, |J_ij| the same in each.
    """
    seen = spins.copy() if order == "synchronous" else spins
    flips = np.zeros(spins.shape[1], int)
    coins = Coins(t, group, key)
    for attempt, i in enumerate(sites_of(order, fixed, t, block, key)):
        neighbours, own = couplings[i]
        number = attempt if order == "random" else i
        hub = len(own) > PLANE_DEGREE
        ks = words(coins, spins.shape[1]) if hub else planes(coins, number, spins.shape[1])
        if pins[i]:
            continue
        size = float(np.abs(own).max(initial=0.0))
        sums = np.sign(own).astype(int) @ seen[neighbours].astype(int) if len(own) else np.zeros(spins.shape[1], int)
        fields = [float(h[i]) + size * total for total in sums.tolist()]
        tie = 1e-6 * size * len(own) + 1e-12
        old, new = spins[i].tolist(), []
        made = {(f, s): threshold(law, f, s, beta[i], tie) for f, s in set(zip(fields, old, strict=True))}
        thresholds = [made[f, s] for f, s in zip(fields, old, strict=True)]
        rising = [int(f > 0) for f in fields]
        for lane, (k, (whole, rest), up) in enumerate(zip(ks, thresholds, rising, strict=True)):
            k ^= -up % 2**32
            against = k < whole
            if k == whole:
                low = philox([number, t & 0xFFFFFFFF, COINS_LOW, int(replicas[lane])], key)[0] ^ -up % 2**32
                against = low < rest
            new.append(1 if against != bool(up) else -1)
        flips += np.not_equal(new, old)
        spins[i] = new
    return flips
