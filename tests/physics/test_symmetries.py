"""Gauge, global flip, transposition and trees: what must hold of any couplings (T1-23)."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sociophys.engine.wiring import wire
from sociophys.theory import exact
from tests.physics import twin
from tests.physics.systems import instance_a, model_of, simulate, z_scores

ORDERS = ("random", "permutation", "sequential", "synchronous")
few = settings(max_examples=10, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)


def drawn(seed, n=5):
    """Directed J, h, unequal beta and a gauge."""
    generator = np.random.default_rng(seed)
    couplings = generator.normal(0, 0.7, (n, n)) * (1 - np.eye(n))
    return couplings, generator.normal(0, 0.4, n), generator.uniform(0.3, 1.5, n), generator.choice([-1, 1], n)


def turned(couplings, h, gauge):
    return gauge[:, None] * couplings * gauge[None, :], gauge * h


@given(seed=seeds)
@few
def test_gauge__keeps_the_spectrum(seed):
    """T1-23: J_ij -> e_i e_j J_ij, h_i -> e_i h_i only renames the states."""
    couplings, h, _, gauge = drawn(seed)
    couplings = couplings + couplings.T
    here, there = (exact.energies(*system) for system in ((couplings, h), turned(couplings, h, gauge)))
    assert np.sort(here) == pytest.approx(np.sort(there), abs=1e-12)


@pytest.mark.parametrize("law", [exact.heat_bath, exact.metropolis])
@pytest.mark.parametrize("order", ORDERS)
@given(seed=seeds)
@few
def test_gauge__renames_the_states_of_every_transition_matrix(order, law, seed):
    """T1-23; with a gauge of -1 for all and h = 0 it is the global flip."""
    couplings, h, beta, gauge = drawn(seed)
    number = ((exact.states(5) * gauge > 0) << np.arange(5)).sum(axis=1)
    here = exact.sweep_matrix(exact.linear_field(couplings, h), beta, order, law=law)
    there = exact.sweep_matrix(exact.linear_field(*turned(couplings, h, gauge)), beta, order, law=law)
    assert there[np.ix_(number, number)] == pytest.approx(here, abs=1e-12)


@pytest.mark.parametrize("order", ["sequential", "permutation", "synchronous"])
@given(seed=seeds)
@few
def test_gauge__renames_every_trajectory_with_the_coins_of_the_turned_people_turned(order, seed):
    """T1-23, the kernel's slow twin: u < P(+1) becomes 1 - u < P(+1) for whom the gauge turns."""
    couplings, h, beta, gauge = drawn(seed)
    plain = twin.philox

    def folded(counter, key):
        words = plain(counter, key)
        if counter[2] == twin.COINS:
            return [w ^ twin.MASK if gauge[(4 * counter[0] + k) % 5] < 0 else w for k, w in enumerate(words)]
        turn = counter[2] == twin.COINS_LOW and gauge[counter[0]] < 0
        return [w ^ twin.MASK for w in words] if turn else words

    ends = []
    for system, signs, words in (
        ((couplings, h), np.ones(5, int), plain),
        (turned(couplings, h, gauge), gauge, folded),
    ):
        twin.philox = words
        try:
            spins = [int(s) for s in signs]
            wiring = tuple(np.asarray(part) for part in wire(model_of(system[0]).network))
            for t in range(6):
                twin.sweep(
                    wiring, order, range(5), spins, [float(x) for x in system[1]], beta, np.zeros(5), t, 0, 0, (1, 2)
                )
        finally:
            twin.philox = plain
        ends.append(np.array(spins) * signs)
    assert ends[0].tolist() == ends[1].tolist()


def test_transposed_couplings__are_another_society():
    """T1-23: on directed J who influences whom matters; on symmetric J it cannot be told."""
    couplings, h, beta = instance_a()
    means = [
        exact.means(exact.stationary(exact.sweep_matrix(exact.linear_field(j, h), np.full(5, beta), "random")), 5)
        for j in (couplings, couplings.T)
    ]
    assert np.abs(means[0] - means[1]).max() > 0.1
    _, seen, _ = simulate(model_of(couplings.T, h, 1 / beta))
    assert np.abs(z_scores(seen, means[1])).max() < 4
    assert np.abs(z_scores(seen, means[0])).max() > 20


def belief_propagation(couplings, h, beta):
    """<s_i> on a tree: messages u_{j -> i} = atanh(tanh(beta J_ij) tanh(beta h_j + sum of the others')), to the end."""
    n = len(h)
    messages = np.zeros((n, n))  # [i, j]: from j to i
    tied = couplings != 0
    for _ in range(n):
        cavity = beta * h[None, :] + messages.sum(axis=1)[None, :] - messages.T
        messages = np.where(tied, np.arctanh(np.tanh(beta * couplings) * np.tanh(cavity)), 0.0)
    return np.tanh(beta * h + messages.sum(axis=1))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tree__belief_propagation_enumeration_and_simulation_agree(seed):
    """T1-23: messages are exact on a tree of ten people with random ties and pressures."""
    generator = np.random.default_rng(seed)
    couplings = nx.to_numpy_array(nx.random_labeled_tree(10, seed=seed))
    couplings *= np.triu(generator.normal(0, 1, (10, 10)), 1) + np.tril(np.ones((10, 10)), -1)
    couplings = np.triu(couplings, 1) + np.triu(couplings, 1).T
    h = generator.normal(0, 0.5, 10)
    exactly = exact.means(exact.boltzmann(couplings, h, 1.2), 10)
    assert belief_propagation(couplings, h, 1 / 1.2) == pytest.approx(exactly, abs=1e-10)
    _, seen, _ = simulate(model_of(couplings, h, 1.2, replicas=1000, burn_in=60))
    assert np.abs(z_scores(seen, exactly)).max() < 4
