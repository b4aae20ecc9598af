"""Exact sums over all states, written for the tests: enumeration, layers of a torus, binomials, ground states.

None shares code with `sociophys.theory`.
"""

import numpy as np
from scipy.special import gammaln


def spins_of(n):
    return 1 - 2 * (np.arange(2**n)[:, None] >> np.arange(n) & 1)


def levels(couplings):
    """Energies and mean spins of all states of a symmetric J, n <= 16."""
    s = spins_of(len(couplings)).astype(np.float32)  # whole sums: exact
    return -0.5 * np.einsum("ki,ki->k", s @ couplings.astype(np.float32), s).astype(float), s.mean(axis=1, dtype=float)


def moments(energy, m, n, temperature):
    """Return e, c, <|m|> and U4 of levels."""
    weight = np.exp(-(energy - energy.min()) / temperature)
    p = weight / weight.sum()
    mean = p @ energy
    return {
        "e": mean / n,
        "c": p @ (energy - mean) ** 2 / temperature**2 / n,
        "abs_m": p @ np.abs(m),
        "u4": 1 - (p @ m**4) / (3 * (p @ m**2) ** 2),
    }


def cube(temperature):
    """Return e, <|m|> and U4 of the 3 x 3 x 3 torus: a trace over three layers of 512 states, by their magnetization.

    e = -d ln Z / d beta by a complex step, which has no rounding.
    """
    s = spins_of(9)
    number = np.arange(9).reshape(3, 3)
    inside = sum((s[:, number.ravel()] * s[:, np.roll(number, 1, axis).ravel()]).sum(axis=1) for axis in (0, 1))
    between, size = s @ s.T, s.sum(axis=1)
    beta = 1 / temperature + 1e-30j
    step = np.exp(beta * (inside[:, None] + between - 27))
    groups = [np.flatnonzero(size == value) for value in np.unique(size)]
    total, weights = [], []
    for a in groups:
        for b in groups:
            left = step[np.ix_(a, b)]
            for c in groups:
                weights.append(np.sum((left @ step[np.ix_(b, c)]) * step[np.ix_(c, a)].T))
                total.append((size[a[0]] + size[b[0]] + size[c[0]]) / 27)
    z, m = np.array(weights), np.array(total)
    p = z.real / z.real.sum()
    energy = -(z.sum().imag / z.sum().real) / 1e-30 / 27 - 3  # of the factor exp(-81 beta) taken out
    return energy, p @ np.abs(m), 1 - (p @ m**4) / (3 * (p @ m**2) ** 2)


def curie_weiss(n, temperature):
    """Return <|m|> and U4 of n people who all pull each other with 1/n, pairs once."""
    up = np.arange(n + 1)
    m = 2 * up / n - 1
    log = gammaln(n + 1) - gammaln(up + 1) - gammaln(n - up + 1) + n * m**2 / (2 * temperature)
    p = np.exp(log - log.max())
    p /= p.sum()
    return p @ np.abs(m), 1 - (p @ m**4) / (3 * (p @ m**2) ** 2)


def glass(length, kind):
    """Bonds of the two Edwards-Anderson tori without randomness: (right, down), each (L, L)."""
    r, c = np.mgrid[0:length, 0:length]
    if kind == "bimodal":
        right = np.where((3 * r * r + 5 * c * c + 2 * r * c + r + 7) % 11 < 5, -1.0, 1.0)
        return right, np.where((2 * r * r + 7 * c * c + 3 * r * c + 4 * c + 3) % 13 < 6, -1.0, 1.0)
    right = 1.3 * np.sin(1.7 * r * r + 2.9 * c + 0.3 * r * c + 1.0)
    return right, 1.3 * np.cos(2.3 * r + 1.1 * c * c - 0.7 * r * c + 0.5)


def dense(right, down):
    """Dense J of a torus of bonds."""
    length = len(right)
    number = np.arange(length**2).reshape(length, length)
    couplings = np.zeros((length**2, length**2))
    for bonds, other in ((right, np.roll(number, -1, 1)), (down, np.roll(number, -1, 0))):
        np.add.at(couplings, (number.ravel(), other.ravel()), bonds.ravel())
        np.add.at(couplings, (other.ravel(), number.ravel()), bonds.ravel())
    return couplings


def _rows(right, down):
    """Energy of each step from a row to the next: (L, 2^L, 2^L)."""
    s = spins_of(len(right))
    for r in range(len(right)):
        inside = -(s * np.roll(s, -1, axis=1)) @ right[r]
        yield inside[:, None] - (s * down[r]) @ s.T


def ground_state(right, down):
    """The lowest energy of a torus of bonds: rows multiplied in the (min, +) algebra, closed around."""
    best = None
    for step in _rows(right, down):
        best = step if best is None else np.stack([(row[:, None] + step).min(axis=0) for row in best])
    return float(np.diag(best).min())


def glass_energy(right, down, beta):
    """<E> of a torus of bonds: rows multiplied, closed around; the derivative by a complex step."""
    product, taken = None, 0.0
    for step in _rows(right, down):
        lowest = step.min()
        factor = np.exp(-(beta + 1e-30j) * (step - lowest))
        product, taken = factor if product is None else product @ factor, taken + lowest
    z = np.trace(product)
    return taken - z.imag / z.real / 1e-30
