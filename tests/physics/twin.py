"""The slow twin: Glauber dynamics as plain Python on Python integers and floats, written from the definition.

Own Philox, own orders, own sums: shares no code with the kernels, and must agree with them bit for bit.
"""

import math

import numpy as np

MASK = 0xFFFFFFFF
ORDER, COINS, COINS_LOW = 0, 1, 2


def philox(counter, key):
    """Philox4x32-10 of four words and two key words (Salmon et al. 2011, section 3.3)."""
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ c[3] ^ k[1], p0 & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def sites_of(order, fixed, t, block, key):
    n = len(fixed)
    if order == "random":
        sites = []
        for attempt in range(n):
            words = philox([attempt // 2, t & MASK, ORDER, block], key)
            high, low = words[:2] if attempt % 2 == 0 else words[2:]
            sites.append((((high << 32) | low) * n) >> 64)
        return sites
    if order == "permutation":
        sites = list(range(n))
        for last in range(n - 1, 0, -1):
            high, low = philox([last, t & MASK, ORDER, block], key)[:2]
            other = (((high << 32) | low) * (last + 1)) >> 64
            sites[last], sites[other] = sites[other], sites[last]
        return sites
    return list(fixed)


def goes_up(f, beta, tie, number, t, replica, key):
    """u < P(+1) with u of 64 bits, compared on the side against the field."""
    coin = philox([number // 4, t & MASK, COINS, replica], key)[number % 4]
    low = philox([number, t & MASK, COINS_LOW, replica], key)[0]
    u = (coin << 32) | low
    if beta == math.inf:
        against = 0.5 if abs(f) <= tie else 0.0
    else:
        against = 1 / (1 + math.exp(2 * beta * abs(f)))
    if f > 0:
        return ((MASK - coin) << 32 | (MASK - low)) >= int(against * 2.0**64)
    return u < int(against * 2.0**64)


def sweep(wiring, order, fixed, spins, h, beta, pins, t, replica, block, key):
    """One sweep of one trajectory; returns the flips."""
    indptr, indices, couplings, tie = wiring
    seen = list(spins) if order == "synchronous" else spins
    flips = 0
    for attempt, i in enumerate(sites_of(order, fixed, t, block, key)):
        if pins[i]:
            continue
        f = np.float32(0)
        for e in range(indptr[i], indptr[i + 1]):
            f += couplings[e] * np.float32(seen[indices[e]])
        number = attempt if order == "random" else i
        new = 1 if goes_up(h[i] + float(f), beta[i], tie[i], number, t, replica, key) else -1
        flips += new != seen[i]
        spins[i] = new
    return flips
