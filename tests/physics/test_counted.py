"""Tables of small systems that are counted to the end: first the published numbers, then the engine against them."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import gamma

from tests.physics import counted
from tests.physics.systems import lattice, model_of, replica_means, simulate, z_scores

T_C = 2 / np.log(1 + np.sqrt(2))
TRIANGLES = lattice(4, 4, diagonal=True)


@pytest.mark.parametrize(
    ("n", "temperature", "energy", "across"),
    [(8, 1.0, -0.8176628754, 0.6044453860), (16, 2.0, -0.4621245185, 0.0041595358)],
)
def test_ring__formulas_and_counting_agree(n, temperature, energy, across):
    """T1-01: e = -t (1 + t^(N-2)) / (1 + t^N), <s_0 s_{N/2}> = 2 t^(N/2) / (1 + t^N), t = tanh(1/T) (Ising 1925)."""
    t = np.tanh(1 / temperature)
    assert -t * (1 + t ** (n - 2)) / (1 + t**n) == pytest.approx(energy, abs=1e-10)
    assert 2 * t ** (n // 2) / (1 + t**n) == pytest.approx(across, abs=1e-10)
    levels, s = counted.levels(lattice(n))[0], counted.spins_of(n)
    p = np.exp(-levels / temperature)
    p /= p.sum()
    assert p @ levels / n == pytest.approx(energy, abs=1e-10)
    assert p @ (s[:, 0] * s[:, n // 2]) == pytest.approx(across, abs=1e-10)


@pytest.mark.parametrize(
    ("length", "temperature", "published"),
    [
        (3, 2.0, {"e": -1.767678466, "c": 0.5196627062, "u4": 0.6421250989}),
        (3, T_C, {"e": -1.611246382, "c": 0.6287361056, "u4": 0.6201465606}),
        (3, 2.5, {"e": -1.462122418, "c": 0.6530320263, "u4": 0.5953745268}),
        (4, 1.0, {"e": -1.99715844, "abs_m": 0.9992745837}),
        (4, 2.0, {"e": -1.755380289, "abs_m": 0.9189432674}),
        (4, T_C, {"e": -1.565623788, "abs_m": 0.8438604448, "u4": 0.6171993184, "c": 0.7832668259}),
        (4, 2.5, {"e": -1.379116482, "abs_m": 0.7647123932}),
        (4, 4.0, {"e": -0.6254861297, "abs_m": 0.418179226}),
    ],
)
def test_square_torus__published_and_simulated(length, temperature, published):
    """T1-02, T1-03: e, c, <|m|> and U4; c and U4 by jackknife over replicas."""
    n = length**2
    exactly = counted.moments(*counted.levels(lattice(length, length)), n, temperature)
    assert {name: exactly[name] for name in published} == pytest.approx(published, rel=2e-9, abs=1e-9)
    model = model_of(lattice(length, length), None, temperature, replicas=1024, sweeps=100, burn_in=100, order_block=4)
    columns, _, _ = simulate(model)
    energy, squared, m2, m4, abs_m = (
        replica_means(columns, *what) for what in (("energy",), ("energy", 2), ("m", 2), ("m", 4), ("abs_m",))
    )
    assert abs(z_scores(energy / n, exactly["e"])) < 4
    assert abs(z_scores(abs_m, exactly["abs_m"])) < 4
    assert abs(jackknife_z(lambda a, b: (b - a**2) / temperature**2 / n, exactly["c"], energy, squared)) < 4
    assert abs(jackknife_z(lambda a, b: 1 - b / (3 * a**2), exactly["u4"], m2, m4)) < 4


def jackknife_z(number, exactly, *values):
    """z of a function of means over replicas, its error from leaving out one replica at a time."""
    n = len(values[0])
    without = number(*((each.sum() - each) / (n - 1) for each in values))
    return (number(*(each.mean() for each in values)) - exactly) / (np.sqrt((n - 1) ** 2 / n) * without.std(ddof=1))


@pytest.mark.parametrize(
    ("temperature", "energy", "abs_m", "u4"),
    [
        (3.5, -2.359786, 0.86330619, 0.63629817),
        (1 / 0.221654626, -1.434444, 0.59082610, 0.50132295),
        (6.0, -0.750193, 0.35698600, 0.26682950),
    ],
)
def test_cubic_torus__published_and_simulated(temperature, energy, abs_m, u4):
    """T1-04: L = 3, by a trace over three layers."""
    assert counted.cube(temperature) == pytest.approx((energy, abs_m, u4), abs=1e-6)
    model = model_of(lattice(3, 3, 3), None, temperature, replicas=1024, sweeps=100, burn_in=60, order_block=4)
    columns, _, _ = simulate(model)
    assert abs(z_scores(replica_means(columns, "energy") / 27, energy)) < 4
    assert abs(z_scores(replica_means(columns, "abs_m"), abs_m)) < 4
    m2, m4 = replica_means(columns, "m", 2), replica_means(columns, "m", 4)
    assert abs(jackknife_z(lambda a, b: 1 - b / (3 * a**2), u4, m2, m4)) < 4


def test_triangles__published():
    """T1-05: friendly at T = 4 / ln 3; hostile at T = 1: E0 / N = -1, 42 ground states."""
    friendly = counted.moments(*counted.levels(TRIANGLES), 16, 4 / np.log(3))
    assert friendly["e"] == pytest.approx(-2.253968254, abs=1e-9)
    assert friendly["abs_m"] == pytest.approx(0.8365498195, abs=1e-9)
    energy, m = counted.levels(-TRIANGLES)
    assert counted.moments(energy, m, 16, 1.0)["e"] == pytest.approx(-0.8431105726, abs=1e-9)
    assert (energy.min() / 16, np.sum(energy == energy.min())) == (-1, 42)


@pytest.mark.parametrize(
    ("temperature", "abs_m", "u4"),
    [(0.8, 0.6644272447, 0.6190169951), (1.0, 0.2867964095, 0.3055846527), (1.2, 0.1794172217, 0.1172516485)],
)
def test_complete_graph__published_and_simulated(temperature, abs_m, u4):
    """T1-12: 100 people who all pull each other with 1/100."""
    assert counted.curie_weiss(100, temperature) == pytest.approx((abs_m, u4), abs=1e-9)
    couplings = (np.ones((100, 100)) - np.eye(100)) / 100
    model = model_of(couplings, None, temperature, replicas=512, sweeps=100, burn_in=100, record_every=2, order_block=4)
    columns, _, _ = simulate(model)
    assert abs(z_scores(replica_means(columns, "abs_m"), abs_m)) < 4
    m2, m4 = replica_means(columns, "m", 2), replica_means(columns, "m", 4)
    assert abs(jackknife_z(lambda a, b: 1 - b / (3 * a**2), u4, m2, m4)) < 4


def test_complete_graph__in_the_limit():
    """T1-12: m = tanh(m / T) at T = 0.8; at T_c the law exp(-n m^4 / 12) gives U4."""
    assert brentq(lambda m: np.tanh(m / 0.8) - m, 0.1, 1) == pytest.approx(0.7104117835, abs=1e-9)
    assert 1 - gamma(5 / 4) * gamma(1 / 4) / (3 * gamma(3 / 4) ** 2) == pytest.approx(0.2705201283, abs=1e-9)
    assert counted.curie_weiss(10**6, 1.0)[1] == pytest.approx(0.2705201283, abs=1e-3)


def test_fisher_information__of_the_gibbs_family():
    """T1-22: Var(E) / T^4 of the 4 x 4 torus at T = 2.5; dissimilarities of two temperatures converge to it."""
    energy, _ = counted.levels(lattice(4, 4))
    value, count = np.unique(energy, return_counts=True)

    def law(temperature):
        weight = count * np.exp(-(value - value.min()) / temperature)
        return weight / weight.sum()

    p, step = law(2.5), 1e-3
    fisher = (p @ value**2 - (p @ value) ** 2) / 2.5**4
    assert fisher == pytest.approx(2.0800389874, abs=1e-9)
    p, q = law(2.5 - step / 2), law(2.5 + step / 2)
    linear = 0.5 * np.sum((p - q) ** 2 / (p + q))
    shannon = 0.5 * (p @ np.log(2 * p / (p + q)) + q @ np.log(2 * q / (p + q)))
    assert [4 * linear / step**2, 8 * shannon / step**2] == pytest.approx([fisher, fisher], rel=1e-5)
    columns, _, _ = simulate(model_of(lattice(4, 4), None, 2.5, replicas=1024, sweeps=100, burn_in=60, order_block=4))
    first, second = replica_means(columns, "energy"), replica_means(columns, "energy", 2)
    assert abs(jackknife_z(lambda a, b: (b - a**2) / 2.5**4, fisher, first, second)) < 4
