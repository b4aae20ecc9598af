"""Directed couplings and unequal noise: what flows round in the stationary state, and fields that change in time.

Instance A is the five people of `systems.instance_a`.
"""

import numpy as np
import pytest

from sociophys.fields.uniform import Uniform
from sociophys.initial.all_up import AllUp
from sociophys.schedules.oscillation import Oscillation
from sociophys.theory import exact
from tests.physics.ensembles import frames
from tests.physics.systems import instance_a, lattice, model_of, z_scores

RING = np.roll(np.eye(6), -1, axis=1)  # J[i, i - 1] = 1
REPLICAS = 20_000


def course(couplings, h, temperature, order="random", sweeps=41, fields=(), **settings):
    """Spins (n, R) at every sweep of a run from all up."""
    settings = {"replicas": REPLICAS, "burn_in": 0, "record_every": sweeps, "snapshot_every": 1} | settings
    model = model_of(couplings, h, temperature, order, AllUp(), fields, sweeps=sweeps, **settings)
    return frames(model)


def production_an_attempt(spins, couplings, h, beta):
    """(1/n) sum_i g_i (tanh g_i - s_i) of each replica, g = f / T: its mean is the entropy production."""
    g = (couplings @ spins + np.asarray(h)[:, None]) * np.broadcast_to(beta, len(couplings))[:, None]
    return (g * (np.tanh(g) - spins)).mean(axis=0)


def late_production(course, couplings, h, beta):
    late = [production_an_attempt(course[t], couplings, h, beta) for t in range(25, 42, 4)]
    return np.mean(late, axis=0)


def test_symmetric_instance__is_boltzmanns_and_perettos():
    """T1-08: ln Z, <E> and means of (J + J^T) / 2; all at once its law is Peretto's."""
    couplings, h, beta = instance_a()
    couplings = (couplings + couplings.T) / 2
    energy = exact.energies(couplings, h)
    assert np.log(np.exp(-beta * energy).sum()) == pytest.approx(3.8326547973, abs=1e-9)
    law = exact.boltzmann(couplings, h, 1 / beta)
    assert law @ energy == pytest.approx(-0.8453549647, abs=1e-9)
    matrix = exact.sweep_matrix(exact.linear_field(couplings, h), np.full(5, beta), "synchronous")
    published = (0.3377988488, 0.1850556619, -0.3732960418, -0.0035473549, 0.3183921366)
    assert exact.means(exact.stationary(matrix), 5) == pytest.approx(published, abs=1e-9)


def test_entropy_production__of_all_at_once_is_what_flows_along_the_ties():
    """T1-09: sigma = beta sum_ij (J_ij - J_ji) D_ij, D_ij = cov(s_i(t + 1), s_j(t)); 0 for symmetric J."""
    couplings, h, beta = instance_a()
    for j in (couplings, couplings.T, couplings + couplings.T):
        matrix = exact.parallel_matrix(exact.linear_field(j, h), np.full(5, beta))
        flowing = beta * np.sum((j - j.T) * exact.delayed_covariance(matrix))
        assert flowing == pytest.approx(exact.entropy_production(matrix), abs=1e-11)
    assert flowing == pytest.approx(0, abs=1e-11)
    seen = course(couplings, h, 1 / beta, "synchronous", replicas=4 * REPLICAS)
    now, then = (seen[t] - seen[t].mean(axis=1, keepdims=True) for t in (41, 40))
    values = beta * np.einsum("ij,ir,jr->r", couplings - couplings.T, now, then)
    assert abs(z_scores(values, 1.3919978304)) < 4
    assert values.std() / np.sqrt(values.size) < 1.3919978304 / 50  # 8 % off would be seen


def test_entropy_production__an_attempt_is_what_people_give_up():
    """T1-06, T1-26: (1/n) sum_i <g_i (tanh g_i - s_i)> in order random, counted and simulated."""
    couplings, h, beta = instance_a()
    noise = np.array([1, 1, 1, 0.5, 0.5, 0.5])
    for j, field, b, published in ((couplings, h, beta, 0.1298630102), (lattice(6), np.zeros(6), noise, 0.0134447607)):
        b = np.broadcast_to(b, len(field)).astype(float)
        attempt = exact.attempt_matrix(exact.linear_field(j, field), b)
        assert exact.entropy_production(attempt) == pytest.approx(published, abs=1e-9)
        counted = exact.stationary(attempt) @ production_an_attempt(exact.states(len(field)).T, j, field, b)
        assert counted == pytest.approx(published, abs=1e-9)
        seen = course(j, field, {"values": 1 / b})
        assert abs(z_scores(late_production(seen, j, field, b), published)) < 4


def test_directed_ring__all_at_once_knows_no_preference():
    """T1-10: uniform law, D_{i,i-1} = tanh beta, sigma = N beta tanh beta."""
    matrix = exact.parallel_matrix(exact.linear_field(RING, np.zeros(6)), np.full(6, 0.8))
    assert exact.stationary(matrix) == pytest.approx(np.full(64, 1 / 64), abs=1e-12)
    assert exact.delayed_covariance(matrix) == pytest.approx(np.tanh(0.8) * RING, abs=1e-12)
    assert exact.entropy_production(matrix) == pytest.approx(3.1873764973, abs=1e-9)
    seen = course(RING, None, 1 / 0.8, "synchronous")
    delayed = (seen[41] * np.roll(seen[40], 1, axis=0)).mean(axis=0)
    assert abs(z_scores(delayed, np.tanh(0.8))) < 4
    assert np.abs(z_scores(seen[41], np.zeros(6))).max() < 4
    assert np.abs(z_scores(seen[41] * np.roll(seen[41], 1, axis=0), np.zeros(6))).max() < 4


def test_directed_ring__one_at_a_time():
    """T1-10: 0.2218664106 nats an attempt, <s_i s_{i-1}> = 0.3867037570."""
    attempt = exact.attempt_matrix(exact.linear_field(RING, np.zeros(6)), np.full(6, 0.8))
    assert exact.entropy_production(attempt) == pytest.approx(0.2218664106, abs=1e-9)
    s = exact.states(6)
    assert exact.stationary(attempt) @ (s[:, 1] * s[:, 0]) == pytest.approx(0.3867037570, abs=1e-9)
    seen = course(RING, None, 1 / 0.8)
    pairs = [(seen[t] * np.roll(seen[t], 1, axis=0)).mean(axis=0) for t in range(25, 42, 4)]
    assert abs(z_scores(np.mean(pairs, axis=0), 0.3867037570)) < 4
    assert abs(z_scores(late_production(seen, RING, np.zeros(6), 0.8), 0.2218664106)) < 4


def test_transient__of_instance_a_from_all_up():
    """T1-07: means of all asked at once after 1, 2 and 4 sweeps."""
    couplings, h, beta = instance_a()
    published = {
        1: (0.4911286755, 0.3860467576, -0.7495123872, 0.1601104797, -0.0476980460),
        2: (0.5451226794, 0.2942213011, -0.2810754498, -0.3057307412, 0.2728026552),
        4: (0.3720459611, 0.0320118734, -0.2914624437, -0.1498554208, 0.1940773827),
    }
    matrix = exact.parallel_matrix(exact.linear_field(couplings, h), np.full(5, beta))
    seen = course(couplings, h, 1 / beta, "synchronous", sweeps=4, replicas=4 * REPLICAS)
    for t, expected in published.items():
        there = exact.at_state([1] * 5) @ np.linalg.matrix_power(matrix, t)
        assert exact.means(there, 5) == pytest.approx(expected, abs=1e-9)
        assert np.abs(z_scores(seen[t], expected)).max() < 4


@pytest.mark.parametrize("tied", [True, False])
def test_scheduled_field__acts_in_the_sweep_it_is_due(tied):
    """T1-25: h_i + 0.5 cos(2 pi t / 4) in sweeps t = 0..3, all at once, from all up; without ties tanh(beta h_i(t))."""
    couplings, h, beta = instance_a()
    couplings = couplings if tied else np.zeros((5, 5))
    swing = Uniform(strength=Oscillation(amplitude=0.5, period=4.0, phase=np.pi / 2))
    there, expected = exact.at_state([1] * 5), {}
    for t, extra in enumerate((0.5, 0.0, -0.5, 0.0)):
        there = there @ exact.parallel_matrix(exact.linear_field(couplings, h + extra), np.full(5, beta))
        expected[t + 1] = exact.means(there, 5)
        if not tied:
            assert expected[t + 1] == pytest.approx(np.tanh(beta * (h + extra)), abs=1e-12)
    if tied:
        published = (0.3169434534, -0.0827316590, -0.1328158453, -0.1738741765, 0.2666070802)
        assert expected[4] == pytest.approx(published, abs=1e-9)
    seen = course(couplings, h, 1 / beta, "synchronous", sweeps=4, fields=(swing,), replicas=4 * REPLICAS)
    for t, means in expected.items():
        assert np.abs(z_scores(seen[t], means)).max() < 4
