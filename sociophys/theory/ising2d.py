"""The Ising model on the square lattice, J = 1: infinite (Onsager, Yang) and on a torus of any length (Kaufman)."""

from __future__ import annotations

import numpy as np
from scipy.special import ellipe, ellipk

from sociophys.theory.exact import states

Array = np.ndarray
CRITICAL = 2 / float(np.log(1 + np.sqrt(2)))  # Kramers & Wannier 1941, doi 10.1103/PhysRev.60.252
BINDER = 0.61069  # U4 at T_c of the square torus: Salas & Sokal 2000, doi 10.1023/A:1018611122166


def energy(temperature: float) -> float:
    """Return the energy a site of the infinite lattice (Onsager 1944, doi 10.1103/PhysRev.65.117, eq. 116)."""
    twice, k1, _ = _elliptic(temperature)
    return float(-(1 + 2 / np.pi * (2 * np.tanh(twice) ** 2 - 1) * k1) / np.tanh(twice))


def specific_heat(temperature: float) -> float:
    """Return the specific heat a site of the infinite lattice (Onsager 1944, eq. 117)."""
    twice, k1, e1 = _elliptic(temperature)
    t2 = np.tanh(twice) ** 2
    bracket = k1 - e1 - (1 - t2) * (np.pi / 2 + (2 * t2 - 1) * k1)
    return float(4 / np.pi * (twice / 2 / np.tanh(twice)) ** 2 * bracket)


def _elliptic(temperature: float) -> tuple[float, float, float]:
    """Return 2 K and the complete elliptic integrals K(k), E(k) of modulus k = 2 sinh 2K / cosh^2 2K, K = 1 / T."""
    twice = 2 / temperature
    modulus = 2 * np.sinh(twice) / np.cosh(twice) ** 2
    return twice, float(ellipk(modulus**2)), float(ellipe(modulus**2))


def magnetization(temperature: float) -> float:
    """Return the spontaneous magnetization (Yang 1952, doi 10.1103/PhysRev.85.808, eq. 96); 0 from T_c on."""
    return float((1 - np.sinh(2 / temperature) ** -4) ** 0.125) if temperature < CRITICAL else 0.0


def torus(length: int, temperature: float) -> tuple[float, float]:
    """Return energy and specific heat a site of the periodic length x length lattice.

    Kaufman 1949 (doi 10.1103/PhysRev.76.1232) as in Ferdinand & Fisher 1969 (doi 10.1103/PhysRev.185.832, eq. 2.1):
    Z = (2 sinh 2K)^(n/2) (Z_1 + Z_2 + Z_3 + Z_4) / 2, Z_a = prod_r 2 cosh or 2 sinh (L gamma_l / 2), odd or even l.
    """
    k, n = 1 / temperature, length**2
    sinh, cosh = np.sinh(2 * k), np.cosh(2 * k)
    parts = [_product(length, k, first, odd) for first in (1, 0) for odd in (False, True)]
    scale = max(log for log, *_ in parts)
    z, slope, bend = (sum(np.exp(part[0] - scale) * part[i] for part in parts) for i in (1, 2, 3))
    first = n * cosh / sinh + slope / z
    second = -2 * n / sinh**2 + bend / z - (slope / z) ** 2
    return float(-first / n), float(k**2 * second / n)


def _product(length: int, k: float, first: int, odd: bool) -> tuple[float, float, float, float]:
    """Return ln A, then Z / A, Z' / A and Z'' / A of prod_r 2 cosh (``odd``: 2 sinh) of L gamma_l / 2, by K.

    l = first, first + 2, ...; A is the product without its first factor, which vanishes at T_c where l = 0.
    """
    gamma, slope, bend = _gammas(length, k, first + 2 * np.arange(length))
    x, dx, ddx = (length / 2 * part for part in (gamma, slope, bend))
    same, other = (np.sinh, np.cosh) if odd else (np.cosh, np.sinh)
    head, head1 = 2 * same(x[0]), 2 * other(x[0]) * dx[0]
    head2 = 2 * same(x[0]) * dx[0] ** 2 + 2 * other(x[0]) * ddx[0]
    rest = x[1:]
    log = np.sum(rest + np.log1p(-np.exp(-2 * rest) if odd else np.exp(-2 * rest)))
    ratio = 1 / np.tanh(rest) if odd else np.tanh(rest)  # (ln f)'
    a, b = np.sum(ratio * dx[1:]), np.sum((1 - ratio**2) * dx[1:] ** 2 + ratio * ddx[1:])
    return float(log), head, head1 + head * a, head2 + 2 * head1 * a + head * (b + a**2)


def _gammas(length: int, k: float, orders: Array) -> tuple[Array, Array, Array]:
    """Return gamma_l and its first two derivatives by K: cosh gamma_l = cosh 2K coth 2K - cos(pi l / L)."""
    sinh, cosh = np.sinh(2 * k), np.cosh(2 * k)
    zero = orders == 0
    level = np.where(zero, 2.0, cosh**2 / sinh - np.cos(np.pi * orders / length))
    gamma = np.arccosh(level)
    slope = 2 * cosh * (1 - sinh**-2) / np.sinh(gamma)
    bend = (4 * sinh - 4 / sinh + 8 * cosh**2 / sinh**3 - level * slope**2) / np.sinh(gamma)
    own = 2 * k + np.log(np.tanh(k)), 2 + 2 / sinh, -4 * cosh / sinh**2  # gamma_0 changes its sign at T_c
    return tuple(np.where(zero, mine, part) for mine, part in zip(own, (gamma, slope, bend), strict=True))


def torus_order(length: int, temperature: float) -> tuple[float, float]:
    """Return <|m|> and U4 = 1 - <m^4> / (3 <m^2>^2) of the periodic lattice, length <= 10, by transfer matrices.

    The generating function sum_M Z(M) e^(i theta (n + M) / 2) is the trace of a product of row-to-row matrices;
    its discrete Fourier transform gives the law of M.
    """
    n, rows = length**2, states(length)
    within = np.exp(np.sum(rows * np.roll(rows, 1, axis=1), axis=1) / temperature)
    between = np.exp(rows @ rows.T / temperature)
    ups = np.sum(rows > 0, axis=1)
    traces = np.zeros(n + 1, complex)
    for k in range(n // 2 + 1):  # the other half is conjugate
        step = (within * np.exp(2j * np.pi * k / (n + 1) * ups))[:, None] * between
        traces[k] = np.trace(np.linalg.matrix_power(step, length))
        traces[-k] = traces[k].conjugate()
    weight = np.maximum(np.fft.fft(traces).real, 0.0)
    m, p = 2 * np.arange(n + 1) / n - 1, weight / weight.sum()
    return float(p @ np.abs(m)), float(1 - p @ m**4 / (3 * (p @ m**2) ** 2))
