"""Slow twins of the samplers: plain Python from the definitions, on dense J; they share no code with the kernels.

Coins: uniform number k of a purpose and turn is half of the Philox call (k // 2, sweep, stream, replica).
"""

import math

import numpy as np

from tests.physics.twin import MASK, philox

SAMPLERS = 17
MOVES, TIES, CLUSTERS, SPINS, SWAPS, ISOENERGETIC = range(6)


class Coins:
    """Uniform numbers in [0, 1) of one replica, with 53 bits."""

    def __init__(self, replica, key):
        self.replica, self.key = replica, [int(word) for word in key]

    def __call__(self, number, t, purpose, turn=0):
        stream = SAMPLERS + (purpose << 8) + (turn << 16)
        words = philox([number // 2, t & MASK, stream, self.replica], self.key)
        high, low = words[:2] if number % 2 == 0 else words[2:]
        return ((high << 32 | low) >> 11) / 2**53


def slots(couplings):
    """Row by row, (i, j, J_ij): the numbering of slots."""
    return [(i, int(j), couplings[i, j]) for i in range(len(couplings)) for j in np.flatnonzero(couplings[i])]


def flip_chance(rule, f, s, beta):
    """P(flip) at an attempt; beta = inf follows the sign, a fair coin at 0."""
    if beta == math.inf:
        return 0.5 if f == 0 else float(s * f < 0)
    cost = 2 * beta * s * f
    if rule == "metropolis":
        return math.exp(-max(cost, 0.0))
    return 1 / (1 + math.exp(cost))


def n_fold(couplings, h, beta, pinned, spins, t, coins, rule="glauber"):
    """One sweep; returns the flips."""
    n, left, flips, event = len(spins), len(spins), 0, 0
    while True:
        fields = h + couplings @ spins
        rates = [0.0 if pinned[i] else flip_chance(rule, fields[i], spins[i], beta) for i in range(n)]
        total = math.fsum(rates)
        if total == 0:
            return flips
        wait, where = coins(2 * event, t, MOVES), coins(2 * event + 1, t, MOVES) * total
        left -= 1 if total >= n else math.floor(math.log1p(-wait) / math.log1p(-total / n)) + 1
        if left < 0:
            return flips
        i = next(k for k in range(n) if where < math.fsum(rates[: k + 1]))
        spins[i] = -spins[i]
        event, flips = event + 1, flips + 1


def swendsen_wang(couplings, h, beta, pinned, spins, t, coins, turn=0):
    """One decomposition; returns the flips."""
    n = len(spins)
    group = list(range(n))
    for number, (i, j, coupling) in enumerate(slots(couplings)):
        binds = coupling * spins[i] * spins[j] > 0 and coins(number, t, TIES, turn) < -math.expm1(
            -2 * abs(coupling) * beta
        )
        if j < i and binds and group[i] != group[j]:
            low, high = sorted((group[i], group[j]))
            group = [low if g == high else g for g in group]
    turned = []
    for root in sorted(set(group)):
        members = [i for i in range(n) if group[i] == root]
        pull = sum(h[i] * spins[i] for i in members)
        free = not any(pinned[i] for i in members)
        if free and coins(root, t, CLUSTERS, turn) < 1 / (1 + math.exp(2 * beta * pull)):
            turned += members
    for i in turned:
        spins[i] = -spins[i]
    return len(turned)


def wolff(couplings, h, beta, pinned, spins, t, coins, turn=0):
    """One cluster; returns the flips."""
    n, number = len(spins), 0
    members = [int(coins(0, t, MOVES, turn) * n)]
    for i in members:  # grows while it is walked
        if pinned[i]:
            return 0
        for j in np.flatnonzero(couplings[i]):
            if j in members or couplings[i, j] * spins[i] * spins[j] <= 0:
                continue
            coin, number = coins(number, t, TIES, turn), number + 1
            if coin < -math.expm1(-2 * abs(couplings[i, j]) * beta):
                members.append(int(j))
    pull = sum(h[i] * spins[i] for i in members)
    if coins(1, t, MOVES, turn) >= math.exp(min(0.0, -2 * beta * pull)):
        return 0
    for i in members:
        spins[i] = -spins[i]
    return len(members)


def energy(couplings, h, spins):
    """E = -1/2 s J s - h s."""
    return -0.5 * spins @ couplings @ spins - h @ spins


def temper(couplings, h, betas, pinned, spins, t, coins):
    """One sweep of a ladder; ``spins`` (n_rungs, copies, n)."""
    rungs, copies, n = spins.shape
    for k in range(rungs):
        for a in range(copies):
            own = spins[k, a]
            for i in range(n):
                f, u = h[i] + couplings[i] @ own, coins(i, t, SPINS, k * copies + a)
                if not pinned[i]:
                    own[i] = 1 if u < 1 / (1 + math.exp(-2 * betas[k] * f)) else -1
        if copies == 2 and k < (rungs + 1) // 2:
            _exchange_cluster(couplings, not (h.any() or pinned.any()), *spins[k], coins(2 * k, t, ISOENERGETIC))
    for k in range(t % 2, rungs - 1, 2):
        for a in range(copies):
            gain = (betas[k] - betas[k + 1]) * (
                energy(couplings, h, spins[k, a]) - energy(couplings, h, spins[k + 1, a])
            )
            if coins(2 * k, t, SWAPS, a) < math.exp(min(gain, 0.0)):
                spins[[k, k + 1], a] = spins[[k + 1, k], a]


def _exchange_cluster(couplings, mirrored, one, other, u):
    seed = int(u * len(one))
    overlap = one * other
    if overlap[seed] > 0 and not mirrored:
        return
    members = [seed]
    for i in members:
        members += [int(j) for j in np.flatnonzero(couplings[i]) if j not in members and overlap[j] == overlap[seed]]
    one[members] *= -1
    other[members] *= -1
