"""Every order simulated by every kernel family against its transition matrix: stationary means and transients.

The parts of `ensembles.SYSTEMS` hold directed and symmetric J, fields, noise from 0 to infinity, pins and
self-couplings. Order blocks of 1, 16 and 512 replicas are served by whatever family the plan picks for them.
"""

import numpy as np
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.dynamics.metropolis import Metropolis
from sociophys.theory import exact
from tests.physics.ensembles import (
    BOUND,
    POWER,
    SYSTEMS,
    aimed,
    bound,
    errors,
    expected,
    model_of_parts,
    seen,
    z_of_blocks,
)
from tests.physics.systems import instance_a

ORDERS = ("random", "permutation", "sequential", "checkerboard", "synchronous")
BLOCKS = {1: 8192, 16: 768, 512: 128}  # replicas of an order block: blocks
LAWS = {"glauber": (Glauber, exact.heat_bath), "metropolis": (Metropolis, exact.metropolis)}
CASES = [("weights", 1), ("signs", 16), ("signs", 512)]  # every family once; the rest is for `make long`
LONG = [("weights", 16), ("weights", 512), ("signs", 1)]


def long(*cases):
    return [pytest.param(*case, marks=pytest.mark.long) for case in cases]


def compared(system, block, order, rule, heat=1.0):
    """Return (block means, exact means, exact means at 5 % more noise)."""
    dynamics, law = LAWS[rule]
    parts = SYSTEMS[system]
    model = model_of_parts(parts, order, block, BLOCKS[block], dynamics, heat)
    return seen(model), expected(parts, order, model, law), expected(parts, order, model, law, hotter=1.05)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("system", "block"), [*CASES, *long(*LONG, ("signs, unequal noise", 512))])
def test_heat_bath__follows_the_transition_matrix(system, block, order):
    """Means of everybody at sweeps 1, 2, 3 and later; noise 5 % off would be seen with power 0.99 (10 % if unequal)."""
    blocks, exactly, hotter = compared(system, block, order, "glauber")
    assert np.abs(z_of_blocks(blocks, exactly)).max() < bound(exactly.size)
    z, size = aimed(blocks, exactly, hotter - exactly)
    assert abs(z) < BOUND
    assert (2 if "unequal" in system else 1) * size > BOUND + POWER
    assert errors(blocks)[-1].max() < 0.01  # of late means: a shift of 0.075 in a single person is seen, too


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("system", "block"), [("weights", 1), ("signs", 512), *long(("signs", 16), ("weights", 16))])
def test_metropolis__follows_the_transition_matrix(system, block, order):
    blocks, exactly, _ = compared(system, block, order, "metropolis")
    assert np.abs(z_of_blocks(blocks, exactly)).max() < bound(exactly.size)


@pytest.mark.parametrize(("system", "block"), [*CASES, *long(*LONG)])
def test_noise_five_percent_off__is_caught(system, block):
    blocks, exactly, hotter = compared(system, block, "random", "glauber", heat=1.05)
    z, _ = aimed(blocks, exactly, hotter - exactly)
    assert z > BOUND


def test_matrices__of_ten_people_are_stochastic_and_keep_boltzmanns_law():
    """n = 10, both laws; Peretto's law where all are asked at once."""
    rng = np.random.default_rng(0)
    couplings = np.triu(rng.normal(0, 0.4, (10, 10)), 1)
    couplings, h, beta = couplings + couplings.T, rng.normal(0, 0.3, 10), np.full(10, 1 / 1.5)
    field_of, law = exact.linear_field(couplings, h), exact.boltzmann(couplings, h, 1.5)
    for rule in (exact.heat_bath, exact.metropolis):
        matrix = exact.sweep_matrix(field_of, beta, "sequential", law=rule)
        assert matrix.sum(axis=1) == pytest.approx(np.ones(1024), abs=1e-12)
        assert law @ matrix == pytest.approx(law, abs=1e-12)
        assert law @ exact.attempt_matrix(field_of, beta, law=rule) == pytest.approx(law, abs=1e-12)
    fields = exact.states(10) @ couplings + h
    weight = np.exp(exact.states(10) @ h / 1.5 + np.log(2 * np.cosh(fields / 1.5)).sum(axis=1))
    peretto = weight / weight.sum()
    matrix = exact.sweep_matrix(field_of, beta, "synchronous")
    assert peretto @ matrix == pytest.approx(peretto, abs=1e-12)
    flow = peretto[:, None] * matrix
    assert np.abs(flow - flow.T).max() < 1e-12  # and it is reversible


def test_matrices__know_self_couplings_pins_and_a_network_around():
    """Against products written out: two sequences of two people, a pin, a part of a network of four."""
    couplings, h, beta = np.array([[0.3, 0.7], [-0.4, 0.2]]), np.array([0.1, -0.2]), np.array([1.0, 0.0])
    field_of = exact.linear_field(couplings, h)
    one, two = (exact.site_matrix(field_of, beta, i) for i in (0, 1))
    assert one[0, 1] == pytest.approx(1 / (1 + np.exp(-2 * (-0.3 - 0.7 + 0.1))))  # from (-, -) to (+, -)
    assert two[0, 2] == two[3, 1] == 0.5  # infinite noise
    both = exact.sweep_matrix(field_of, beta, "permutation")
    assert both == pytest.approx((one @ two + two @ one) / 2)
    attempt = (one + two) / 4 + np.eye(4) / 2
    assert exact.sweep_matrix(field_of, beta, "random", n_nodes=4) == pytest.approx(np.linalg.matrix_power(attempt, 4))
    for order in ("random", "permutation", "sequential", "synchronous"):
        held = exact.sweep_matrix(field_of, beta, order, pinned=np.array([True, False]))
        assert exact.means(exact.limit(held, exact.at_state([-1, 1])), 2) == pytest.approx([-1, 0])


def test_permutation__is_the_average_over_all_sequences():
    from itertools import permutations

    couplings, h, beta = instance_a()
    field_of = exact.linear_field(couplings, h)
    every = [exact.sweep_matrix(field_of, np.full(5, beta), "sequential", way) for way in permutations(range(5))]
    assert exact.sweep_matrix(field_of, np.full(5, beta), "permutation") == pytest.approx(np.mean(every, axis=0))
