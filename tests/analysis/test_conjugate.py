"""Linear systems by conjugate gradients equal dense ones: fixed people, weights, first guesses, two at once."""

import numpy as np
import pytest

from sociophys.kernels import conjugate
from sociophys.kernels.conjugate import solve, solve_both

N = 50


@pytest.fixture
def network(make):
    rng = np.random.default_rng(4)
    pairs = [(a, b, w) for a in range(N) for b in range(a) for w in [rng.integers(1, 4)] if rng.random() < 0.12]
    return make.network_of(pairs, N)


def dense(network, diagonal, b, coupling, free, x, weighted):
    """Return the solution by elimination; who is not free keeps x."""
    ties = coupling * network.matrix(network.weights if weighted else np.ones(network.n_slots)).toarray()
    found = x.copy()
    right = b[free] + ties[np.ix_(free, ~free)] @ x[~free]
    found[free] = np.linalg.solve(np.diag(diagonal[free]) - ties[np.ix_(free, free)], right)
    return found


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("fixed", [0, 7])
@pytest.mark.parametrize("steps", [conjugate.MAX_STEPS, 1])
def test_solution_is_the_dense_one(network, weighted, fixed, steps, monkeypatch):
    monkeypatch.setattr(conjugate, "MAX_STEPS", steps)  # few: by factors
    rng = np.random.default_rng(fixed)
    free = np.arange(N) >= fixed
    x, b = rng.normal(size=N), rng.normal(size=N)
    diagonal = 0.5 + (network.weighted_degrees if weighted else network.degrees)
    found = solve(network, diagonal, b, 0.9, free, x, weighted)
    assert found == pytest.approx(dense(network, diagonal, b, 0.9, free, x, weighted), abs=1e-9)


@pytest.mark.parametrize("steps", [conjugate.MAX_STEPS, 1])
def test_two_systems_at_once_are_two_systems(network, steps, monkeypatch):
    monkeypatch.setattr(conjugate, "MAX_STEPS", steps)
    rng = np.random.default_rng(1)
    free = (rng.random(N) < 0.8, rng.random(N) < 0.3)
    x, b = (rng.normal(size=(2, N)) for _ in range(2))
    b[1] *= 1e6
    diagonal = 0.5 + network.degrees
    found = solve_both(network, diagonal, (b[0], b[1]), 0.9, free, (x[0], x[1]))
    for k in range(2):
        expected = dense(network, diagonal, b[k], 0.9, free[k], x[k], weighted=False)
        assert found[k] == pytest.approx(expected, rel=1e-8, abs=1e-8)
    nothing = solve_both(network, diagonal, (np.zeros(N), b[0]))
    assert not nothing[0].any()
    assert nothing[1] == pytest.approx(solve(network, diagonal, b[0]), abs=1e-8)


def test_laplacian_is_solved_up_to_the_mean(network):
    b = np.random.default_rng(2).normal(size=N)
    b -= b.mean()
    assert network.components.max() == 0
    found = solve(network, network.degrees, b)
    plain = np.diag(network.degrees) - network.matrix(np.ones(network.n_slots)).toarray()
    assert found - found.mean() == pytest.approx(np.linalg.pinv(plain) @ b, abs=1e-9)
