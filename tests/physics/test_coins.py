"""Coins have all their bits, and every attempt its own: rare events at their rates, flips of people without ties."""

import numpy as np
import pytest

from sociophys import rng
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.fields.uniform import Uniform
from sociophys.initial.all_up import AllUp
from tests.physics import twin
from tests.physics.systems import model_of, simulate

NUMBER, SWEEP, REPLICA, COIN = 30, 0, 187771, 224  # a coin of seed 1 that is rarely so small


def alone(n, against, **settings):
    """People without ties, all up, who turn down against the field with a given probability, asked in turn."""
    temperature = 2 / np.log(1 / against - 1)
    settings = {"burn_in": 0, "initial": AllUp(), "order": "sequential"} | settings
    return model_of(np.zeros((n, n)), None, temperature, fields=(Uniform(strength=1.0),), **settings)


def test_single_coin__decides_with_its_last_bits():
    """A coin of some 100 in 2^32, cut to 24 bits, would be 0: found once in 2^24 coins, and looked at here."""
    words = twin.philox([NUMBER // 4, SWEEP, twin.COINS, REPLICA], [int(word) for word in rng.seed_key(1)])
    assert words[NUMBER % 4] ^ twin.MASK == COIN
    for threshold, goes_down in ((COIN + 1.5, True), (COIN - 0.5, False), (COIN / 2, False)):
        model = alone(64, threshold / 2**32, sweeps=SWEEP + 1, record_every=SWEEP + 1, replicas=REPLICA + 1)
        assert plan(model).kernel == "single"
        state = start(model, np.array([REPLICA]))
        for _ in run(model, plan(model), state):
            pass
        assert (state.spins[NUMBER, 0] == -1) is np.bool_(goes_down)
        assert state.spins[:, 0].sum() == 64 - 2 * goes_down


@pytest.mark.parametrize(("block", "updates", "against"), [(1, 22, 12), (16, 22, 12), (512, 24, 13)])
def test_rare_events__come_at_their_rate(block, updates, against):
    """4 standard errors of some 1000 to 2000 events: 13 % and less; coins of an order in turn are independent."""
    n, replicas = 1024, 512
    sweeps = 2**updates // (n * replicas)
    events = _events(n, replicas, sweeps, 2.0**-against, block)
    expected = 2.0 ** (updates - against)
    assert abs(events - expected) < 4 * np.sqrt(expected)


@pytest.mark.long
@pytest.mark.parametrize("block", [64, 512])
def test_rarest_events__come_as_rarely_as_they_should(block):
    """P = 2^-32 in 2^27 attempts: one event in 33 such runs; coins of 24 bits would bring 8, two or more in 99.7 %."""
    assert _events(2**14, 512, 16, 2.0**-32, block) <= 1


@pytest.mark.parametrize("block", [64, 512])
def test_rarer_events_than_24_bits_hold__are_not_lost(block):
    """P = 192 / 2^32 in 2^27 attempts: 6 events; with thresholds cut to 24 bits there would be none, here in 0.2 %."""
    assert 1 <= _events(2**14, 512, 16, 192.01 * 2.0**-32, block) <= 16


def _events(n, replicas, sweeps, against, block):
    """Turns against the field: who turned down turns up again one sweep later."""
    model = alone(n, against, sweeps=sweeps, record_every=sweeps, replicas=replicas, order_block=block)
    columns, _, last = simulate(model)
    return (columns["flips"].sum() + (last < 0).sum()) / 2


@pytest.mark.parametrize("block", [1, 16, 512])
def test_attempts__each_toss_a_coin_of_their_own(block):
    """Pure noise, order random: half of all attempts flip. One coin a person and sweep would give n (1 - 1/e) / 2."""
    n, blocks = 8, 32
    model = model_of(
        np.zeros((n, n)), None, 1e9, sweeps=100, burn_in=0, record_every=100, replicas=block * blocks, order_block=block
    )
    columns, _, _ = simulate(model)
    flips = columns["flips"][columns["sweep"] == 100]
    assert abs(flips.mean() / 100 - n / 2) < 4 * np.sqrt(n / 4 / 100 / len(flips))
