"""Dynamics against exact stationary laws, transients and published values: z-scores over independent replicas.

Every comparison would fail with a temperature 5 % off; ``test_power`` shows it.
"""

import numpy as np
import pytest

from sociophys.theory import exact
from tests.physics.systems import instance_a, lattice, model_of, replica_means, simulate, z_scores

A_PARALLEL = (0.3276716057, 0.0460191290, -0.2659522389, -0.1058440689, 0.1797826483)
A_RANDOM = (0.3113927987, 0.0373544622, -0.2598137808, -0.1012569856, 0.1880965655)
A_ORDERED = (0.3128800240, 0.0379077466, -0.2715475239, -0.1035388614, 0.1845036812)
ORDERS = ("random", "permutation", "sequential", "checkerboard", "synchronous")


def _matrix(order, couplings, h, beta, model=None):
    from sociophys.engine.wiring import visits

    sequence = visits(model.network, order).sites if order == "checkerboard" else None
    field = exact.linear_field(couplings, h)
    return exact.sweep_matrix(field, np.broadcast_to(beta, len(h)).astype(float), order, sequence)


@pytest.mark.parametrize(
    ("order", "published"), [("synchronous", A_PARALLEL), ("random", A_RANDOM), ("sequential", A_ORDERED)]
)
def test_exact__stationary_means_of_instance_a_are_the_published_ones(order, published):
    """T1-06."""
    couplings, h, beta = instance_a()
    assert exact.means(exact.stationary(_matrix(order, couplings, h, beta)), 5) == pytest.approx(published, abs=1e-9)


def test_exact__entropy_production_of_instance_a():
    """T1-06."""
    couplings, h, beta = instance_a()
    field = exact.linear_field(couplings, h)
    attempt = sum(exact.site_matrix(field, np.full(5, beta), i) for i in range(5)) / 5
    assert exact.entropy_production(attempt) == pytest.approx(0.1298630102, abs=1e-9)
    assert exact.entropy_production(exact.parallel_matrix(field, np.full(5, beta))) == pytest.approx(
        1.3919978304, abs=1e-9
    )


def test_exact__unequal_noise_on_a_symmetric_ring_produces_entropy():
    """T1-26."""
    ring = lattice(6)
    field = exact.linear_field(ring, np.zeros(6))
    beta = np.array([1, 1, 1, 0.5, 0.5, 0.5])
    attempt = sum(exact.site_matrix(field, beta, i) for i in range(6)) / 6
    assert exact.entropy_production(attempt) == pytest.approx(0.0134447607, abs=1e-9)
    equal = sum(exact.site_matrix(field, np.ones(6), i) for i in range(6)) / 6
    assert exact.entropy_production(equal) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("order", ORDERS)
def test_every_order__reaches_its_own_stationary_law_on_directed_couplings(order):
    """T1-06."""
    couplings, h, beta = instance_a()
    model = model_of(couplings, h, 1 / beta, order)
    expected = exact.means(exact.stationary(_matrix(order, couplings, h, beta, model)), 5)
    _, means, _ = simulate(model)
    # time averages over records at sweep borders: the stationary law of the sweep chain
    assert np.abs(z_scores(means, expected)).max() < 4


@pytest.mark.parametrize("order", ORDERS)
def test_every_order__reaches_its_own_stationary_law_with_unequal_noise(order):
    couplings, h, _ = instance_a()
    noise = np.array([0.8, 1.0, 1.3, 1.7, 2.0])
    model = model_of(couplings, h, {"values": noise}, order)
    expected = exact.means(exact.stationary(_matrix(order, couplings, h, 1 / noise, model)), 5)
    _, means, _ = simulate(model)
    assert np.abs(z_scores(means, expected)).max() < 4


@pytest.mark.parametrize("order", ["random", "permutation", "sequential", "checkerboard"])
def test_symmetric_couplings__give_boltzmann_in_asynchronous_orders(order):
    """T1-08."""
    couplings, h, beta = instance_a()
    couplings = (couplings + couplings.T) / 2
    law = exact.boltzmann(couplings, h, 1 / beta)
    published = (0.3322456723, 0.1832583068, -0.3633367874, -0.0007891044, 0.3124809973)
    assert exact.means(law, 5) == pytest.approx(published, abs=1e-9)
    columns, means, _ = simulate(model_of(couplings, h, 1 / beta, order))
    assert np.abs(z_scores(means, published)).max() < 4
    assert abs(z_scores(replica_means(columns, "energy"), -0.8453549647)) < 4


def test_symmetric_couplings__give_peretto_in_the_synchronous_order():
    """T1-08."""
    couplings, h, beta = instance_a()
    _, means, _ = simulate(model_of((couplings + couplings.T) / 2, h, 1 / beta, "synchronous"))
    published = (0.3377988488, 0.1850556619, -0.3732960418, -0.0035473549, 0.3183921366)
    assert np.abs(z_scores(means, published)).max() < 4


@pytest.mark.parametrize(
    ("couplings", "temperature", "energy", "abs_m"),
    [
        (lattice(8), 1.0, -0.8176628754, None),
        (lattice(16), 2.0, -0.4621245185, None),
        (lattice(4, 4, diagonal=True), 4 / np.log(3), -2.253968254, 0.8365498195),
        (-lattice(4, 4, diagonal=True), 1.0, -0.8431105726, None),
    ],
)
def test_rings_and_triangles__have_the_exact_energy_and_magnetization(couplings, temperature, energy, abs_m):
    """T1-01, T1-05."""
    n = len(couplings)
    model = model_of(couplings, None, temperature, replicas=1000, sweeps=200, burn_in=200, record_every=2)
    columns, _, _ = simulate(model)
    assert abs(z_scores(replica_means(columns, "energy") / n, energy)) < 4
    if abs_m is not None:
        assert abs(z_scores(replica_means(columns, "abs_m"), abs_m)) < 4


def test_gauge__flipping_a_person_and_their_ties_changes_nothing_else():
    """T1-23."""
    couplings, h, beta = instance_a()
    couplings = (couplings + couplings.T) / 2
    gauge = np.array([1, -1, -1, 1, -1])
    turned = gauge[:, None] * couplings * gauge[None, :]
    here = np.sort(exact.energies(couplings, h))
    assert here == pytest.approx(np.sort(exact.energies(turned, gauge * h)), abs=1e-12)
    _, means, _ = simulate(model_of(turned, gauge * h, 1 / beta))
    published = np.array([0.3322456723, 0.1832583068, -0.3633367874, -0.0007891044, 0.3124809973])
    assert np.abs(z_scores(means, gauge * published)).max() < 4


def test_power__every_mutation_of_the_physics_is_caught():
    """The comparison with instance A's exact means sees each classic bug far beyond 4 standard errors."""
    couplings, h, beta = instance_a()
    mutants = {
        "right": (couplings, h, 1 / beta, 4000),
        "temperature 5 % high": (couplings, h, 1.05 / beta, 4000),
        "temperature 5 % low": (couplings, h, 0.95 / beta, 4000),
        "couplings transposed": (couplings.T, h, 1 / beta, 1000),
        "signs dropped": (np.abs(couplings), h, 1 / beta, 1000),
        "beta on J but not on h": (couplings, h / beta, 1 / beta, 1000),
    }
    worst = {}
    for name, (j, field, temperature, replicas) in mutants.items():
        model = model_of(j, field, temperature, replicas=replicas, sweeps=400, record_every=4, observables=("m",))
        _, means, _ = simulate(model)
        worst[name] = np.abs(z_scores(means, A_RANDOM)).max()
    assert worst.pop("right") < 4
    assert min(worst.values()) > 6, worst
