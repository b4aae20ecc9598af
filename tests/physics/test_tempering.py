"""Tempering on the deterministic glasses (ground states, energies), its ladders; every sampler on the karate table."""

import pickle

import numpy as np
import pytest

from sociophys.dynamics import _ladder as ladders
from sociophys.dynamics.glauber import Glauber
from sociophys.dynamics.metropolis import Metropolis
from sociophys.dynamics.n_fold import NFold
from sociophys.dynamics.swendsen_wang import SwendsenWang
from sociophys.dynamics.tempering import Tempering
from sociophys.dynamics.wolff import Wolff
from sociophys.engine.loop import Machine, start
from sociophys.engine.plan import plan
from sociophys.engine.temper import temper
from sociophys.errors import NotDefinedError
from sociophys.interventions.pin import Pin
from sociophys.kernels.wholes import quantum_for
from sociophys.network import Network
from sociophys.select import Selection
from tests.physics.systems import graph_of, lattice, model_with, replica_means, simulate, z_scores
from tests.physics.test_karate import EXACT, KARATE

BETAS = (0.25, 0.5, 1.0, 2.0)
ENERGIES = {  # per node at L = 8, at BETAS
    "bimodal": (-0.48980091, -0.9154061934, -1.3182992135, -1.40472111),
    "continuous": (-0.35132409, -0.65909722, -0.9896912557, -1.12500607),
}
LOWEST = {
    "bimodal": {4: -20.0, 6: -50.0, 8: -90.0},
    "continuous": {4: -18.241608797, 6: -40.578226967, 8: -73.937352219},
}


def glass(form, size):
    """The two deterministic Edwards-Anderson tori: right and down bonds of node (r, c)."""
    couplings = np.zeros((size, size, size, size))
    for r, c in np.ndindex(size, size):
        right = -1.0 if (3 * r * r + 5 * c * c + 2 * r * c + r + 7) % 11 < 5 else 1.0
        down = -1.0 if (2 * r * r + 7 * c * c + 3 * r * c + 4 * c + 3) % 13 < 6 else 1.0
        if form == "continuous":
            right = 1.3 * np.sin(1.7 * r * r + 2.9 * c + 0.3 * r * c + 1.0)
            down = 1.3 * np.cos(2.3 * r + 1.1 * c * c - 0.7 * r * c + 0.5)
        couplings[r, c, r, (c + 1) % size] = right
        couplings[r, c, (r + 1) % size, c] = down
    couplings = couplings.reshape(size**2, size**2)
    return couplings + couplings.T


def tempered(form, size, clusters="auto", **settings):
    """A ladder with the four noise levels of the table and some between."""
    member = Tempering(temperature=0.5, ladder=[0.7, 1.0, 1.4, 2.0, 2.8, 4.0], clusters=clusters)
    settings = {"replicas": 24, "sweeps": 800, "burn_in": 200, "record_every": 4} | settings
    return temper(model_with(glass(form, size), member, **settings))


@pytest.mark.parametrize("clusters", ["off", "auto"])
@pytest.mark.parametrize("form", ENERGIES)
def test_glass__energies_at_all_four_noise_levels_and_the_ground_state(form, clusters):
    found = tempered(form, 8, clusters)
    at = [int(np.argmin(np.abs(found.temperatures - 1 / beta))) for beta in BETAS]
    assert np.abs(z_scores(found.energy[at].mean(axis=1) / 64, ENERGIES[form])).max() < 4
    above = found.best_energy - LOWEST[form][8]
    assert above.min() > -2e-9  # nothing lies below
    assert (above < 2e-9).mean() > 0.75


@pytest.mark.parametrize("size", [4, 6])
@pytest.mark.parametrize("form", ENERGIES)
def test_glass__ground_states_of_the_smaller_ones(form, size):
    found = tempered(form, size, replicas=4, sweeps=200, burn_in=0)
    assert found.best_energy == pytest.approx(np.full(4, LOWEST[form][size]), abs=2e-9)
    best = found.best_spins[:, 0]
    assert -0.5 * best @ glass(form, size) @ best == pytest.approx(LOWEST[form][size], abs=2e-9)


def test_glass__a_temperature_five_percent_off_is_caught():
    found = tempered("bimodal", 8)
    at = [int(np.argmin(np.abs(found.temperatures - t))) for t in (4.0, 2.0)]
    energies, betas = np.array(ENERGIES["bimodal"]), np.array(BETAS)
    colder = energies[:2] + 0.05 * betas[:2] * np.gradient(energies, betas)[:2]
    assert np.abs(z_scores(found.energy[at].mean(axis=1) / 64, colder)).max() > 4


@pytest.mark.parametrize("burn_in", [0, 8])
def test_glass__the_lowest_energy_met_survives_a_stop_with_people_held(burn_in):
    """Of a run with pins and of one that is stopped and goes on: the same; and it is met with nobody off their pin."""
    pin = Pin(to="plus", nodes=Selection(ids=[f"s{i}" for i in range(6)]))
    couplings = glass("continuous", 8)
    member = Tempering(temperature=2.0, hottest=3.0, rungs=2)  # warm: the lowest comes by chance and seldom twice
    settings = {"replicas": 6, "sweeps": 24, "burn_in": burn_in}
    model = model_with(couplings, member, interventions=(pin,), **settings)

    def ended(*stops):
        state = start(model, np.arange(6))
        for stop in (*stops, 24):
            Machine(model, plan(model), state).segment(stop)
            state = pickle.loads(pickle.dumps(state))
        return state.memory["dynamics"]

    whole = ended()
    for stop in (-3, 0, 1, 13, 20):
        stopped = ended(stop)
        assert all(np.array_equal(array, stopped[name]) for name, array in whole.items()), stop
    assert (whole["best"][:6] == 1).all()
    lowest = [-0.5 * best @ couplings @ best for best in whole["best"].T.astype(float)]
    assert whole["best_energy"] * quantum_for(np.abs(couplings).sum()) == pytest.approx(lowest, abs=1e-9)


# --- ladders ------------------------------------------------------------------------------------------------------


def test_ladder__automatic_ones_exchange_often_enough():
    settings = {"replicas": 8, "sweeps": 600, "burn_in": 100, "record_every": 100}
    found = temper(model_with(glass("bimodal", 8), Tempering(temperature=0.7), **settings))
    assert found.temperatures[0] == pytest.approx(0.7)
    assert found.temperatures[-1] == pytest.approx(4.0, rel=1e-6)
    assert found.accepted.min() > 0.15
    assert found.accepted.mean() < 0.5


def test_ladder__expected_acceptance_is_that_of_gaussian_energies():
    rng = np.random.default_rng(2)
    for difference, means, variances in [(0.2, (-10.0, -8.0), (4.0, 6.0)), (0.5, (-10.0, -4.0), (9.0, 1.0))]:
        energies = [rng.normal(m, np.sqrt(v), 200_000) for m, v in zip(means, variances, strict=True)]
        drawn = np.minimum(1, np.exp(difference * (energies[0] - energies[1])))
        want = ladders.expected_acceptance(difference, means, variances)
        assert abs(drawn.mean() - want) < 4 * drawn.std() / np.sqrt(len(drawn))
    assert ladders.expected_acceptance(1.0, (-3.0, -1.0), (0.0, 0.0)) == pytest.approx(np.exp(-2))
    assert ladders.expected_acceptance(50.0, (-1e4, -1e3), (1e4, 1e4)) == 0.0


def test_ladder__as_given_or_even_in_ln_t():
    couplings = lattice(4, 4)
    settings = {"replicas": 1, "sweeps": 2, "burn_in": 0}
    given = temper(model_with(couplings, Tempering(temperature=2.0, ladder=[3.0, 1.0]), **settings))
    assert given.temperatures == pytest.approx([1.0, 2.0, 3.0])
    even = temper(model_with(couplings, Tempering(temperature=1.0, hottest=8.0, rungs=4), **settings))
    assert even.temperatures == pytest.approx([1.0, 2.0, 4.0, 8.0])
    warm = Network.from_graph(graph_of(couplings))
    assert ladders.warm_enough(warm, 1.0) == pytest.approx(4.0)


def test_ladder__pilot_is_the_same_for_all_units():
    model = model_with(glass("continuous", 4), Tempering(temperature=0.4), replicas=4, sweeps=20)
    parts = [simulate(model, np.arange(low, low + 2))[2] for low in (0, 2)]
    assert np.array_equal(simulate(model)[2], np.concatenate(parts, axis=1))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"ladder": [2.0], "rungs": 4}, "'ladder' stands in place of 'hottest' and 'rungs'"),
        ({"ladder": [2.0, 0.0]}, "'ladder' is no ladder"),
    ],
)
def test_ladder__what_is_none(words, why):
    with pytest.raises(ValueError, match=why):
        Tempering(temperature=1.0, **words)


def test_temper__needs_a_ladder_and_a_known_burn_in():
    with pytest.raises(NotDefinedError, match="'glauber' has no ladder; allowed tempering"):
        temper(model_with(KARATE, Glauber(temperature=1.0)))
    with pytest.raises(NotDefinedError, match="'auto' looks at one noise level only"):
        temper(model_with(KARATE, Tempering(temperature=1.0), burn_in="auto"))


# --- the karate club's exact table --------------------------------------------------------------------------------

CLUB = {
    "metropolis": lambda t: Metropolis(temperature=t),
    "n_fold": lambda t: NFold(temperature=t),
    "wolff": lambda t: Wolff(temperature=t),
    "swendsen_wang": lambda t: SwendsenWang(temperature=t),
    "tempering": lambda t: Tempering(temperature=t, hottest=12.0, rungs=6, clusters="off"),
}


@pytest.mark.parametrize("temperature", EXACT)
@pytest.mark.parametrize("name", CLUB)
def test_karate__every_column_at_every_noise_level(name, temperature):
    settings = {"replicas": 150, "sweeps": 400, "burn_in": 100, "record_every": 2}
    columns, _, _ = simulate(model_with(KARATE, CLUB[name](temperature), **settings))
    measured = [replica_means(columns, "abs_m"), replica_means(columns, "m", 2)]
    measured += [replica_means(columns, "energy") / 34, replica_means(columns, "walls") / 156]  # both ends' slots
    assert np.abs([z_scores(v, e) for v, e in zip(measured, EXACT[temperature], strict=True)]).max() < 4


def test_karate__one_ladder_has_the_whole_table():
    member = Tempering(temperature=2.0, ladder=[2.4, *EXACT], clusters="on")
    found = temper(model_with(KARATE, member, replicas=100, sweeps=600, burn_in=100, record_every=2))
    for temperature, exact in EXACT.items():
        k = int(np.argmin(np.abs(found.temperatures - temperature)))
        energy = found.energy[k].mean(axis=0) / 34
        walls = 0.5 * (1 + energy * 34 / 78)
        measured = [found.abs_m[k].mean(axis=0), (found.m[k] ** 2).mean(axis=0), energy, walls]
        assert np.abs([z_scores(v, e) for v, e in zip(measured, exact, strict=True)]).max() < 4
