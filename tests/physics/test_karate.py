"""The karate club's exact Ising table (density of states of all 2^34 states): every order within 4 standard errors."""

import networkx as nx
import numpy as np
import pytest

from tests.physics.systems import model_of, replica_means, simulate, z_scores

EXACT = {  # T: <|m|>, <m^2>, E/n, W/m; J = 1, h = 0
    2: (0.859676, 0.748851, -2.004560, 0.063109),
    3: (0.687967, 0.500434, -1.610468, 0.149000),
    4: (0.505762, 0.300372, -1.176812, 0.243515),
    5: (0.371056, 0.180981, -0.832815, 0.318489),
    6: (0.294048, 0.122175, -0.617225, 0.365477),
    10: (0.195455, 0.058811, -0.292360, 0.436281),
}
KARATE = nx.to_numpy_array(nx.karate_club_graph(), weight=None)


def _z(temperature, order, assumed=None):
    settings = {"replicas": 400, "sweeps": 1000, "burn_in": 200, "record_every": 5}
    columns, _, _ = simulate(model_of(KARATE, None, assumed or temperature, order, **settings))
    measured = [
        replica_means(columns, "abs_m"),
        replica_means(columns, "m", 2),
        replica_means(columns, "energy") / 34,
        replica_means(columns, "walls") / 156,  # the model is read as directed: each tie counts twice
    ]
    return np.array([z_scores(values, exact) for values, exact in zip(measured, EXACT[temperature], strict=True)])


@pytest.mark.parametrize("temperature", EXACT)
def test_karate__random_order(temperature):
    assert np.abs(_z(temperature, "random")).max() < 4


@pytest.mark.parametrize("order", ["permutation", "sequential", "checkerboard"])
def test_karate__other_orders(order):
    assert np.abs(_z(4, order)).max() < 4


def test_karate__a_temperature_five_percent_off_is_caught():
    assert np.abs(_z(4, "random", assumed=4.2)).max() > 6
