"""When things act: burn-in, pulses, spans, records and their order within a sweep (engine rule 12).

People without ties at temperature 0 do exactly what the field says, so every record is known.
"""

import numpy as np
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import Machine, start
from sociophys.engine.plan import plan
from sociophys.fields.uniform import Uniform
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.interventions.heat import Heat
from sociophys.interventions.pin import Pin
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.schedules.oscillation import Oscillation
from sociophys.schedules.pulse import Pulse
from sociophys.schedules.ramp import Ramp
from sociophys.select import Selection
from sociophys.triggers.at import At
from sociophys.triggers.between import Between
from sociophys.triggers.every import Every
from sociophys.triggers.when import When
from tests.physics.systems import graph_of, lattice, simulate

ALONE = np.zeros((6, 6))


def model(couplings=ALONE, levers=(), fields=(), temperature=0.0, order="sequential", initial=None, **settings):
    graph = graph_of(couplings)
    defaults = {"sweeps": 8, "burn_in": 0, "replicas": 4}
    return bind(
        graph=graph,
        network=Network.from_graph(graph),
        opinions=None,
        dynamics=Glauber(order=order, temperature=temperature),
        initial=initial or Random(),
        fields=fields,
        interventions=levers,
        settings=RunSettings(**{**defaults, **settings}),
    )


def course(of, name="m"):
    """One value a record, the same in every replica."""
    columns, _, _ = simulate(of)
    table = columns[name].reshape(-1, of.settings.replicas)
    assert (table == table[:, :1]).all()
    return table[:, 0].tolist()


@pytest.mark.parametrize("burn_in", [1, 5])
def test_pulse_at_sweep_zero__holds_through_burn_in_and_acts_in_sweep_zero_only(burn_in):
    pulse = Uniform(strength=Pulse(height=1.0, start=0, width=1, base=-1.0))
    assert course(model(fields=(pulse,), burn_in=burn_in, sweeps=3)) == [1, 1, -1, -1]


def test_pulse__is_seen_in_the_record_after_the_sweep_it_acted_in():
    pulse = Uniform(strength=Pulse(height=1.0, start=3, width=2, base=-1.0))
    assert course(model(fields=(pulse,), burn_in=2, sweeps=7)) == [-1, -1, -1, -1, 1, 1, -1, -1]


def test_pin__acts_before_the_record_of_its_first_sweep_and_is_released_at_its_end():
    """Held in [2, 4): records 2, 3 and 4 (before sweep 4 is made) show it; the field then takes them back."""
    pin = Pin(to="minus", when=Between(start=2, end=4))
    assert course(model(levers=(pin,), fields=(Uniform(strength=1.0),), burn_in=3, sweeps=6)) == [
        1,
        1,
        -1,
        -1,
        -1,
        1,
        1,
    ]


@pytest.mark.parametrize("burn_in", [1, 3])
def test_levers__do_not_act_in_burn_in(burn_in):
    of = model(levers=(Pin(to="minus"),), fields=(Uniform(strength=1.0),), burn_in=burn_in, sweeps=2)
    state = start(of, np.arange(4))
    Machine(of, plan(of), state).advance(0)
    assert (state.spins == 1).all()
    assert course(of) == [-1, -1, -1]


@pytest.mark.parametrize(
    ("when", "m"), [(At(times=(2,)), [1, 1, -1, -1, 1, 1, 1]), (Every(n=4, start=1), [1, -1, -1, 1, 1, -1, -1])]
)
def test_at_and_every__act_in_their_sweeps_only(when, m):
    """Held in one sweep: the record before it and the record after it show it."""
    assert (
        course(model(levers=(Pin(to="minus", when=when),), fields=(Uniform(strength=1.0),), burn_in=1, sweeps=6)) == m
    )


@pytest.mark.parametrize("burn_in", [0, 1, 4])
def test_burn_in__makes_as_many_sweeps_as_it_says(burn_in):
    """All at once at T = 0, everybody follows the one before: the pressure on the first travels one person a sweep."""
    line = np.diag(np.ones(5), -1)
    of = model(line, fields=(Uniform(strength=-0.5),), order="synchronous", initial=AllUp(), burn_in=burn_in, sweeps=2)
    assert course(of) == [(6 - 2 * min(6, burn_in + t)) / 6 for t in range(3)]


def test_last_listed__wins_while_it_holds_and_gives_back_what_it_covered():
    levers = (Pin(to="plus"), Pin(to="minus", when=Between(start=2, end=4)))
    assert course(model(levers=levers, sweeps=5)) == [1, 1, -1, -1, 1, 1]


def test_noise__follows_its_schedule_in_the_sweep_it_is_due():
    """T = 0 until sweep 3, hot in sweep 3: the record at 4 is the first that is not all up."""
    noise = Pulse(height=1000.0, start=3, width=1)
    columns, _, _ = simulate(model(lattice(6), temperature=noise, initial=AllUp(), replicas=64, sweeps=5))
    m = columns["m"].reshape(-1, 64)
    assert (m[:4] == 1).all()
    assert abs(m[4].mean()) < 4 / np.sqrt(64 * 6)


def test_energy__is_that_of_the_recorded_state_under_the_field_of_the_coming_sweep():
    pulse = Uniform(strength=Pulse(height=0.5, start=2, width=1))
    assert course(model(lattice(6), fields=(pulse,), initial=AllUp(), sweeps=4), "energy") == [-6, -6, -9, -6, -6]


def test_closing_state__is_recorded_although_no_record_is_due():
    columns, _, last = simulate(model(temperature=1.0, sweeps=10, record_every=4))
    assert columns["sweep"].reshape(-1, 4)[:, 0].tolist() == [0, 4, 8, 10]
    assert columns["m"].reshape(-1, 4)[-1].tolist() == last.mean(axis=0).tolist()


def test_flips__of_burn_in_are_in_no_record():
    columns, _, _ = simulate(model(temperature=1.0, burn_in=50, sweeps=2))
    flips = columns["flips"].reshape(-1, 4)
    assert (flips[0] == 0).all()
    assert (flips[1:] <= 6).all()


@pytest.mark.parametrize(("period", "phase", "first"), [(4.0, 0.0, "++--++--++--"), (10.0, np.pi, "-----+++++-----")])
def test_square_wave__has_halves_of_one_length(period, phase, first):
    """Its edges lie where the sine is a rounding error."""
    wave = Oscillation(amplitude=1.0, period=period, phase=phase, shape="square")
    assert "".join("+" if wave.at(t) > 0 else "-" for t in range(len(first))) == first
    far = 10_000 * int(period)
    assert [wave.at(far + t) for t in range(20)] == [wave.at(t) for t in range(20)]


@pytest.mark.parametrize(
    "schedule",
    [
        Ramp(begin=0.0, end=1.0, start=2, stop=6),
        Pulse(height=1.0, start=3, width=2),
        Oscillation(amplitude=1.0, period=6.0, shape="square"),
        Oscillation(amplitude=1.0, period=5.3, phase=-2.0, shape="square"),
        Oscillation(amplitude=1.0, period=0.7, shape="square"),
    ],
)
def test_changes_after__skips_no_change(schedule):
    t, seen = 0, {0: schedule.at(0)}
    while schedule.changes_after(t) < 20:
        t = schedule.changes_after(t)
        seen[t] = schedule.at(t)
    for t in range(20):
        assert schedule.at(t) == seen[max(k for k in seen if k <= t)]


@pytest.mark.parametrize("block", [1, 8])
def test_conditional_heat__touches_only_the_replicas_that_pulled_it(block):
    """Runs that were never above the bound have the bits of a run without the lever, in both kernels."""
    lever = Heat(to=50.0, when=When(measure="m", above=0.5), nodes=Selection(ids=["s0", "s1"]))
    settings = {"temperature": 3.0, "replicas": 16, "sweeps": 12, "order_block": block}
    with_it, _, last = simulate(model(lattice(6), levers=(lever,), **settings))
    _, _, without = simulate(model(lattice(6), **settings))
    met = (with_it["m"].reshape(-1, 16)[:-1] > 0.5).any(axis=0)
    assert 0 < met.sum() < 16
    assert np.array_equal(last[:, ~met], without[:, ~met])
    assert not np.array_equal(last[:, met], without[:, met])
