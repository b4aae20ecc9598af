"""Metropolis' rule: its law to the last edge, its stationary laws, and what it shares with the heat bath."""

import math

import numpy as np
import pytest

from sociophys.accelerate import jit
from sociophys.dynamics.metropolis import Metropolis, Relief
from sociophys.kernels.coin import against_field, goes_up
from sociophys.kernels.extension import law
from sociophys.simd import load, store
from sociophys.theory import exact
from tests.physics.systems import instance_a, model_with, replica_means, simulate, z_scores

ORDERS = ("random", "permutation", "sequential", "checkerboard")


def chance_up(f, s, beta):
    """P(+1) from the definition: s turns with min(1, exp(-2 beta s f))."""
    turns = min(1.0, math.exp(-2 * beta * s * f))
    return turns if s < 0 else 1 - turns


@pytest.mark.parametrize("s", [-1, 1])
@pytest.mark.parametrize("f", [-3.0, -0.4, 0.0, 0.4, 3.0])
def test_law__is_the_formula(f, s):
    against = against_field(Relief(), f, np.int8(s), 0.7, 1e-9)
    assert (1 - against if f > 0 else against) == pytest.approx(chance_up(f, s, 0.7), rel=1e-12, abs=1e-15)


@jit
def of_vectors(rule, f, s, beta, out):
    store(out, 0, law(rule, load(f, 0, 16), load(s, 0, 16), load(beta, 0, 16)))


def test_law__serves_vectors_alike():
    f = -np.linspace(0, 3, 16, dtype=np.float32)
    s, beta = np.resize(np.array([-1, 1], np.float32), 16), np.full(16, 0.7, np.float32)
    out = np.zeros(16, np.float32)
    of_vectors(Relief(), f, s, beta, out)
    assert out == pytest.approx([chance_up(*args) for args in zip(f, s, beta, strict=True)], rel=4e-6, abs=1e-9)


@pytest.mark.parametrize("coin", [0, 1, 2**31, 2**32 - 1])
@pytest.mark.parametrize("s", [-1, 1])
def test_without_pressure_one_always_changes(s, coin):
    against = against_field(Relief(), 0.0, np.int8(s), 0.7, 1e-9)
    up = goes_up(against, 0.0, np.uint32(coin), 3, 5, 7, np.uint32(11), np.uint32(13))
    assert bool(up) is (s < 0)


@pytest.mark.parametrize("block", [1, 8])
def test_without_ties_everybody_changes_at_every_attempt(block):
    model = model_with(np.zeros((4, 4)), Metropolis(order="sequential", temperature=2.0), replicas=8, order_block=block)
    columns, _, _ = simulate(model)
    assert (columns["flips"][8:] == 4).all()  # all but the first record, before any sweep


@pytest.mark.parametrize("order", ORDERS)
def test_every_order__keeps_boltzmanns_law(order):
    couplings, h, beta = instance_a()
    couplings = (couplings + couplings.T) / 2
    model = model_with(couplings, Metropolis(order=order, temperature=1 / beta), h, replicas=1000)
    columns, means, _ = simulate(model)
    p = exact.boltzmann(couplings, h, 1 / beta)
    assert np.abs(z_scores(means, exact.means(p, 5))).max() < 4
    assert abs(z_scores(replica_means(columns, "energy"), p @ exact.energies(couplings, h))) < 4


@pytest.mark.parametrize("order", ["random", "sequential"])
def test_directed_couplings__its_own_law_and_not_the_heat_baths(order):
    couplings, h, beta = instance_a()
    sites = [site_matrix(couplings, h, beta, i) for i in range(5)]
    sweep = np.linalg.matrix_power(sum(sites) / 5, 5) if order == "random" else np.linalg.multi_dot(sites)
    model = model_with(couplings, Metropolis(order=order, temperature=1 / beta), h, replicas=2000, order_block=8)
    _, means, _ = simulate(model)
    assert np.abs(z_scores(means, exact.means(exact.stationary(sweep), 5))).max() < 4
    heat_bath = exact.sweep_matrix(exact.linear_field(couplings, h), np.full(5, beta), order)
    assert np.abs(z_scores(means, exact.means(exact.stationary(heat_bath), 5))).max() > 6


def site_matrix(couplings, h, beta, i):
    """P[old, new] of one Metropolis attempt on site i."""
    all_states = exact.states(len(h))
    matrix = np.zeros((len(all_states), len(all_states)))
    for k, s in enumerate(all_states):
        turns = min(1.0, math.exp(-2 * beta * s[i] * (couplings[i] @ s + h[i])))
        matrix[k, k ^ (1 << i)], matrix[k, k] = turns, 1 - turns
    return matrix


def test_a_temperature_five_percent_off_is_caught():
    couplings, h, beta = instance_a()
    couplings = (couplings + couplings.T) / 2
    model = model_with(couplings, Metropolis(temperature=1.05 / beta), h, replicas=2000)
    columns, _, _ = simulate(model)
    exact_energy = exact.boltzmann(couplings, h, 1 / beta) @ exact.energies(couplings, h)
    assert abs(z_scores(replica_means(columns, "energy"), exact_energy)) > 6


def test_claims():
    assert [Metropolis(order=o, temperature=1).stationary_law for o in (*ORDERS, "synchronous")] == [
        *["boltzmann"] * 4,
        "unknown",
    ]
    assert [Metropolis(order=o, temperature=1).is_reversible for o in ORDERS] == [True, True, False, False]
