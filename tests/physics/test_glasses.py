"""Glasses without randomness and small random ones: ground states by annealing, energies, stability."""

import numpy as np
import pytest
from scipy.sparse.linalg import eigsh

from sociophys.couplings.random_sign import RandomSign
from sociophys.couplings.sherrington_kirkpatrick import SherringtonKirkpatrick
from sociophys.loaders.complete import Complete
from sociophys.network import Network
from sociophys.schedules.geometric import Geometric
from tests.physics import counted
from tests.physics.systems import model_of, replica_means, simulate, z_scores

GROUND = {
    "bimodal": {4: -20, 6: -50, 8: -90},
    "continuous": {4: -18.241608797, 6: -40.578226967, 8: -73.937352219},
}
ENERGY = {  # a site, L = 8
    "bimodal": {0.25: -0.48980091, 0.5: -0.9154061934, 1.0: -1.3182992135, 2.0: -1.40472111},
    "continuous": {0.25: -0.35132409, 0.5: -0.65909722, 1.0: -0.9896912557, 2.0: -1.12500607},
}
COOLING = {"absolute": Geometric(begin=3.0, end=0.05, factor=0.98)}


@pytest.mark.parametrize("kind", GROUND)
@pytest.mark.parametrize("length", [4, 6, 8])
def test_glass__published_ground_states_are_the_lowest_and_annealing_finds_them(kind, length):
    """T1-17, T1-18: by (min, +) products of rows, and by slow cooling with the heat bath; none goes below."""
    bonds = counted.glass(length, kind)
    lowest = GROUND[kind][length]
    assert counted.ground_state(*bonds) == pytest.approx(lowest, abs=1e-8)
    model = model_of(
        counted.dense(*bonds), None, COOLING, replicas=256, sweeps=400, burn_in=0, record_every=50, order_block=16
    )
    columns, _, _ = simulate(model)
    ends = columns["energy"][columns["sweep"] == 400]
    assert ends.min() == pytest.approx(lowest, abs=1e-4)  # couplings are float32 in kernels
    assert (ends > lowest - 1e-4).all()


@pytest.mark.parametrize("kind", ENERGY)
def test_glass__published_energies(kind):
    """T1-17, T1-18: internal energy a site by products of rows."""
    bonds = counted.glass(8, kind)
    for beta, energy in ENERGY[kind].items():
        assert counted.glass_energy(*bonds, beta) / 64 == pytest.approx(energy, abs=2e-8)


@pytest.mark.parametrize("kind", ENERGY)
@pytest.mark.parametrize("beta", [0.25, 0.5, 1.0])
def test_glass__simulated_energies(kind, beta):
    """T1-17, T1-18: the heat bath alone settles down to T = 1; below that it takes tempering."""
    couplings = counted.dense(*counted.glass(8, kind))
    settings = {"replicas": 512, "sweeps": 200, "burn_in": 1000 if beta == 1 else 100, "record_every": 4}
    columns, _, _ = simulate(model_of(couplings, None, 1 / beta, **settings, order_block=16))
    assert abs(z_scores(replica_means(columns, "energy") / 64, ENERGY[kind][beta])) < 4


def _everybody(n):
    rng = np.random.default_rng(0)
    graph = Complete(n_nodes=n).load(rng)
    return graph, Network.from_graph(graph)


@pytest.mark.parametrize(
    ("rule", "n", "samples", "published", "error"),
    [
        ("normal", 8, 1500, -0.5713, 0.0008),
        ("normal", 12, 300, -0.6180, 0.0009),
        ("normal", 16, 40, -0.6449, 0.0011),
        ("signs", 8, 1500, -0.5940, 0.0007),
        ("signs", 12, 300, -0.6337, 0.0007),
        ("signs", 16, 40, -0.6585, 0.0010),
    ],
)
def test_mean_field_glass__has_the_mean_ground_state_energy(rule, n, samples, published, error):
    """T1-19: pairs once, J ~ N(0, 1/n) or +-1/sqrt n, drawn by the package's own rules and enumerated."""
    rng = np.random.default_rng(n)
    graph, network = _everybody(n)
    member = SherringtonKirkpatrick() if rule == "normal" else RandomSign()
    half = counted.spins_of(n)[: 2 ** (n - 1)].astype(np.float32)  # the last spin may be held
    found = []
    for _ in range(samples):
        drawn = member.couple(network.couplings, network, graph, rng)
        couplings = network.matrix(drawn).toarray() / (1 if rule == "normal" else np.sqrt(n))
        found.append(-0.5 * ((half @ couplings.astype(np.float32)) * half).sum(axis=1).max() / n)
    own = np.std(found, ddof=1) / np.sqrt(samples)
    assert abs(np.mean(found) - published) < 4 * np.hypot(own, error)
    assert own < 0.03 * abs(published)


def test_mean_field_glass__annealing_finds_the_enumerated_ground_state():
    """T1-19: n = 12, one sample."""
    graph, network = _everybody(12)
    drawn = SherringtonKirkpatrick().couple(network.couplings, network, graph, np.random.default_rng(5))
    couplings = network.matrix(drawn).toarray()
    model = model_of(couplings, None, COOLING, replicas=64, sweeps=400, burn_in=0, record_every=400, order_block=16)
    ends = simulate(model)[0]["energy"][-64:]
    assert ends.min() == pytest.approx(counted.levels(couplings)[0].min(), abs=1e-4)


def test_mean_field_glass__is_marginally_stable_at_its_critical_noise():
    """T1-24: the largest eigenvalue of beta J - beta^2 diag(sum_j J_ij^2) peaks near 1 at beta = 1 (TAP 1977).

    Without the diagonal beta lambda_max = 1 would give beta = 1/2: wrong by 2.
    """
    n = 1500
    graph, network = _everybody(n)
    drawn = SherringtonKirkpatrick().couple(network.couplings, network, graph, np.random.default_rng(2))
    couplings = network.matrix(drawn).toarray()
    reaction = (couplings**2).sum(axis=1)
    start = np.random.default_rng(0).normal(size=n)

    def largest(beta):
        return eigsh(beta * couplings - beta**2 * np.diag(reaction), k=1, which="LA", tol=1e-6, v0=start)[0][0]

    found = {beta: largest(beta) for beta in (0.5, 0.8, 1.0, 1.2, 1.5)}
    assert max(found, key=found.get) == 1.0
    assert found[1.0] == pytest.approx(0.975, abs=0.03)  # one sample: its edge scatters by n^(-2/3) = 0.008
    assert found[0.5] < 0.8
    assert 0.5 * largest(0.001) / 0.001 == pytest.approx(1, abs=0.05)
