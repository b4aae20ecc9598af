"""Packs of temperatures: each model yields the same bits as alone."""

from dataclasses import replace

import numpy as np
import pytest

from sociophys.engine.loop import run, start
from sociophys.engine.pack import pack_size, run_pack
from sociophys.engine.plan import plan
from sociophys.fields.personal_feed import PersonalFeed
from sociophys.fields.uniform import Uniform
from tests.physics.systems import lattice, model_of


def at(temperature, **settings):
    defaults = {"replicas": 24, "order_block": 8, "sweeps": 40, "burn_in": 5, "snapshot_every": 10}
    return model_of(lattice(4, 4), None, temperature, **{**defaults, **settings})


@pytest.mark.parametrize("order", ["random", "permutation", "synchronous"])
def test_pack__of_temperatures_gives_the_bits_of_each_alone(order):
    h = 0.2 * np.cos(np.arange(16.0))
    models = [
        model_of(lattice(4, 4), h, t, order, replicas=24, order_block=8, sweeps=40, burn_in=5) for t in (0.0, 1.5, 2.7)
    ]
    made = replace(plan(models[0]), segment_sweeps=15)
    together = list(run_pack(models, made, [start(model, made.units[0]) for model in models]))
    for number, model in enumerate(models):
        alone = list(run(model, made, start(model, made.units[0])))
        assert len(alone) == len(together)
        for one, parts in zip(alone, together, strict=True):
            other = parts[number]
            assert one.rows.keys() == other.rows.keys()
            assert all(np.array_equal(one.rows[name], other.rows[name]) for name in one.rows)
            assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(one.frames, other.frames, strict=True))
        last, mine = alone[-1].state, together[-1][number].state
        for name in ("spins", "replicas", "spin_sums", "flips", "bonds"):
            assert np.array_equal(getattr(last, name), getattr(mine, name))
        assert (last.t, last.n_records, last.recorded.keys()) == (mine.t, mine.n_records, mine.recorded.keys())
    assert not np.array_equal(together[-1][1].state.spins, together[-1][2].state.spins)


def test_pack__fills_the_lanes_and_no_more():
    assert pack_size(at(1.0), plan(at(1.0))) == 8
    assert pack_size(at(1.0, order_block=1), plan(at(1.0, order_block=1))) == 1
    fed = at(1.0, fields=(PersonalFeed(strength=0.5),))
    assert pack_size(fed, plan(fed)) == 1
    pressed = at(1.0, fields=(Uniform(strength=0.5),))
    assert pack_size(pressed, plan(pressed)) == 8
