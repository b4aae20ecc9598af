"""Burn-in by R-hat: what has settled, and what only looks so."""

import networkx as nx
import numpy as np
import pytest

from sociophys.engine.settle import settle
from sociophys.fields.uniform import Uniform
from sociophys.theory.slow import slow_direction
from tests.physics.systems import lattice, model_of

CROWD = nx.to_numpy_array(nx.gnm_random_graph(100, 400, seed=1))


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr("sociophys.engine.settle.MOST_UPDATES", 10_000_000)


def test_noisy_society__settles_at_once():
    found = settle(model_of(CROWD, None, 20.0))
    assert (found.burn_in, found.settled) == (64, True)


def test_mirror_images__count_as_one_where_no_side_is_singled_out():
    """Far below the critical noise runs sit on either side for ever, and that is where they settle."""
    assert settle(model_of(CROWD, None, 2.5)).settled


def test_society_that_holds_out_against_a_field__has_not_settled():
    """At low noise all-up chains stay up against h = -0.3, random ones mostly go down: equal |m|, opposite m."""
    assert not settle(model_of(CROWD, None, 1.5, fields=(Uniform(strength=-0.3),))).settled


def test_frozen_apart__is_not_settled():
    found = settle(model_of(lattice(12, 12), None, 0.0))
    assert not found.settled


def test_answer__depends_on_no_order_block():
    blocks = [settle(model_of(CROWD, None, 6.0, order_block=block)) for block in (1, 16)]
    assert blocks[0] == blocks[1]


def test_slow_direction__of_two_hostile_camps_is_the_camps():
    camps = np.repeat([1.0, -1.0], 20)
    couplings = np.outer(camps, camps) - np.eye(40)
    found = slow_direction(model_of(couplings).network)
    assert np.abs(found) == pytest.approx(np.ones(40), abs=1e-6)
    assert abs(found @ camps) == pytest.approx(40, abs=1e-6)
