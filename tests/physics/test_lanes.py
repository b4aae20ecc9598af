"""The lanes kernel against its slow twin, bit for bit: orders, widths, noise of nodes and of replicas, pins, counts."""

from dataclasses import replace

import numpy as np
import pytest

from sociophys import rng
from sociophys.dynamics.majority_vote import MajorityVote
from sociophys.dynamics.metropolis import Metropolis
from sociophys.engine.controls import Controls
from sociophys.engine.loop import start
from sociophys.engine.movers.lanes import Lanes, group_columns
from sociophys.engine.movers.single import Single
from sociophys.engine.plan import plan
from sociophys.engine.wiring import visits, wire
from sociophys.observables import bonds
from tests.physics import twin_lanes
from tests.physics.systems import instance_a, lattice, model_of, simulate

ORDERS = ("random", "permutation", "sequential", "checkerboard", "synchronous")
SWEEPS = 4


def weighted(n=40, seed=3):
    """A symmetric J of mean degree 6 with numbers that have no short binary form, one node alone."""
    draw = np.random.default_rng(seed)
    couplings = np.triu(draw.normal(size=(n, n)) * (draw.random((n, n)) < 6 / n), 1)
    couplings[:, -1] = 0
    return couplings + couplings.T


class Case:
    """A mover of ``lanes`` replicas, and the same start for the twin."""

    def __init__(self, couplings, order, lanes, h=None, family=Lanes, dynamics=None):
        model = model_of(couplings, h, 1.0, order, replicas=lanes, order_block=lanes, seed=5)
        self.model = model if dynamics is None else replace(model, dynamics=dynamics)
        self.state = start(self.model, np.arange(lanes))
        self.first = self.state.spins.copy()
        self.key = rng.seed_key(self.model.seed)
        self.mover = family(self.model, self.state, visits(self.model.network, order), self.key)
        self.mover.tracks_bonds = not self.model.network.has_self_coupling
        self.mover.recount()
        self.order, self.h = order, np.zeros(len(couplings)) if h is None else np.asarray(h)

    def run(self, beta_node, beta_replica, pins=None, sweeps=SWEEPS, h=None):
        n, lanes = self.first.shape
        self.pins = np.zeros((n, 1), np.int8) if pins is None else pins
        self.controls = Controls(self.h[:, None] if h is None else h, beta_node, beta_replica, self.pins)
        self.mover.control(self.controls)
        self.mover.advance(-1, 1)  # t is signed in burn-in
        self.mover.advance(0, sweeps - 1)
        self.mover.store()
        return self

    def twin(self, sweeps=SWEEPS):
        """Return the spins, flips and bonds of the twin."""
        n, lanes = self.first.shape
        wiring = [part.tolist() for part in wire(self.model.network)]
        wiring[2] = wire(self.model.network).couplings
        fixed = visits(self.model.network, self.order).sites.tolist()
        key = [int(word) for word in self.key]
        wide = [np.broadcast_to(part, (n, lanes)) for part in (self.controls.h, self.beta(), self.pins)]
        spins, flips, change = self.first.copy(), np.zeros(lanes, int), bonds(self.model.network, self.first)
        for r in range(lanes):
            own = [int(s) for s in spins[:, r]]
            for t in range(-1, sweeps - 1):
                counted = twin_lanes.sweep(wiring, self.order, fixed, own, *(p[:, r] for p in wide), t, r, 0, key)
                flips[r] += counted[0]
                change[r] += counted[1]
            spins[:, r] = own
        return spins, flips, change

    def beta(self):
        if self.controls.beta_node.shape[1] > 1:
            return self.controls.beta.astype(np.float32)
        return self.controls.beta_node.astype(np.float32) * self.controls.beta_replica.astype(np.float32)

    def check(self):
        spins, flips, change = self.twin()
        assert np.array_equal(self.state.spins, spins)
        assert np.array_equal(self.mover.tally.flips, flips)
        assert np.array_equal(self.mover.tally.m, spins.sum(axis=0))
        assert flips.sum() > 0
        if self.mover.tracks_bonds:  # who flip together share ties: then they are counted anew
            change = bonds(self.model.network, spins) if self.order == "synchronous" else change
            assert self.mover.tally.bonds == pytest.approx(change, rel=1e-12, abs=1e-9)
        return self


@pytest.mark.parametrize("order", ORDERS)
def test_lanes__equal_the_slow_twin(order):
    n = 40
    Case(weighted(n), order, 24, np.linspace(-0.3, 0.3, n)).run(np.ones((n, 1)), np.array([0.7])).check()


def test_couplings_of_any_size__equal_the_slow_twin():
    """Rows from 10^-34 to 10^18, and rows that hold both: each has a quantum of its own."""
    n = 40
    size = 10.0 ** np.linspace(-34, 18, n)
    case = Case(weighted(n) * np.minimum.outer(size, size), "random", 24)
    case.mover.tracks_bonds = False
    case.run(np.minimum(0.3 / size, 1e30)[:, None], np.ones(1)).check()


@pytest.mark.parametrize("lanes", [5, 17, 64, 65, 130])
def test_blocks_of_any_width__equal_the_slow_twin(lanes):
    n = 16
    Case(lattice(4, 4), "random", lanes).run(np.ones((n, 1)), np.array([0.4])).check()


@pytest.mark.parametrize("order", ["random", "synchronous"])
def test_noise_of_nodes_and_replicas__is_a_product(order):
    """T = 0 in some lanes, infinite in others, and a factor of its own for each node."""
    n = 40
    of_node = np.linspace(0.5, 2.0, n)[:, None]
    of_replica = np.array([0.0, 0.1, 0.5, 1.0, 2.0, np.inf, np.inf, 30.0])
    Case(weighted(n), order, 8).run(of_node, of_replica).check()


def test_ties_at_zero_temperature__are_fair_coins():
    case = Case(lattice(4, 4), "random", 64).run(np.full((16, 1), np.inf), np.ones(1)).check()
    assert (case.mover.tally.flips > 0).all()


def test_noise_and_pressure_that_levers_give_single_replicas__are_wide():
    n, lanes = 40, 20
    draw = np.random.default_rng(8)
    beta, h = draw.random((n, lanes)) * 2, draw.normal(size=(n, lanes))
    beta[3, 4] = np.inf
    Case(weighted(n), "permutation", lanes).run(beta, np.ones(1), h=h).check()


@pytest.mark.parametrize("wide", [False, True])
def test_pins__hold_and_cost_their_coins(wide):
    n, lanes = 40, 12
    pins = np.zeros((n, lanes if wide else 1), np.int8)
    pins[::3, : lanes // 2] = 1
    case = Case(weighted(n), "random", lanes).run(np.ones((n, 1)), np.array([0.3]), pins).check()
    held = np.broadcast_to(pins != 0, (n, lanes))
    assert np.array_equal(case.state.spins[held], case.first[held])


@pytest.mark.parametrize("order", ORDERS)
def test_asymmetric_couplings__are_read_by_rows(order):
    couplings, h, beta = instance_a()
    case = Case(couplings, order, 32, h)
    case.mover.tracks_bonds = False
    case.run(np.full((5, 1), beta), np.ones(1)).check()


def test_counts_of_bonds__are_those_of_the_spins():
    n = 300
    case = Case(weighted(n), "random", 64).run(np.ones((n, 1)), np.array([0.2]), sweeps=20)
    assert case.mover.tally.bonds == pytest.approx(bonds(case.model.network, case.state.spins), rel=1e-5, abs=1e-3)


def test_low_probabilities__keep_their_size():
    """A flip against a strong field is as rare as the law says, 1.9e-5, and a 5 % wrong temperature is seen."""
    lanes, sweeps, strength = 64, 3000, 5.435
    case = Case(np.zeros((64, 64)), "sequential", lanes, np.full(64, strength))
    case.run(np.ones((64, 1)), np.ones(1), sweeps=sweeps)
    found = (case.mover.tally.flips.sum() - (case.first < 0).sum()) / 2  # each flip against the field, and its undoing
    right, wrong = (64 * lanes * sweeps / (1 + np.exp(2 * strength * factor)) for factor in (1, 1.05))
    assert abs(found - right) < 4 * np.sqrt(right) < abs(found - wrong)


@pytest.mark.parametrize(
    "dynamics", [Metropolis(temperature=1.0), pytest.param(MajorityVote(temperature=1.0), marks=pytest.mark.long)]
)
def test_other_laws__agree_with_the_single_kernel(dynamics):
    """Mean magnetisation in a field, where coins differ: z of the difference over independent blocks."""
    couplings, h, _ = instance_a()
    found = []
    for family in (Lanes, Single):
        model = replace(model_of(couplings, h, 1.0, "random", replicas=4096, order_block=16), dynamics=dynamics)
        state = start(model, np.arange(4096))
        mover = family(model, state, visits(model.network, "random"), rng.seed_key(7 if family is Lanes else 8))
        mover.control(Controls(h[:, None], np.full((5, 1), 0.9), np.ones(1), np.zeros((5, 1), np.int8)))
        mover.advance(0, 30)
        mover.store()
        found.append(state.spins.reshape(5, 256, 16).mean(axis=2))
    one, other = found
    error = np.sqrt((one.var(axis=1, ddof=1) + other.var(axis=1, ddof=1)) / 256)
    assert (abs(one.mean(axis=1) - other.mean(axis=1)) < 4 * error).all()


def test_groups__are_even_and_of_one_block():
    blocks = np.repeat([0, 1, 2], [130, 64, 3])
    assert group_columns(blocks) == [(0, 44), (44, 43), (87, 43), (130, 64), (194, 3)]


def test_synchronous__bonds_are_those_of_the_spins():
    """Who flip together share ties: changes of bonds do not add up."""
    model = model_of(lattice(6, 6), None, 2.5, "synchronous", replicas=16, order_block=8, sweeps=20, burn_in=0)
    columns, _, last = simulate(model)
    assert plan(model).kernel == "lanes"
    bonds = np.einsum("ic,ij,jc->c", last.astype(float), lattice(6, 6), last.astype(float)) / 2
    assert columns["energy"][columns["sweep"] == 20].tolist() == (-bonds).tolist()


def test_fields__turn_with_all_spins_to_the_bit():
    """Majorities of equal ties of 0.1 on a complete graph: a rounding of one sign made majorities of ties."""
    couplings = 0.1 * (1 - np.eye(15))
    model = model_of(couplings, None, 4.0, replicas=4096, order_block=16, sweeps=30, burn_in=0)
    _, _, last = simulate(replace(model, dynamics=MajorityVote(temperature=4.0)))
    blocks = last.mean(axis=0).reshape(-1, 16).mean(axis=1)
    assert abs(blocks.mean()) < 4 * blocks.std() / np.sqrt(len(blocks))
