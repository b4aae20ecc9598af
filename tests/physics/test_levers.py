"""What every lever does, and what it leaves as it was."""

import numpy as np
import pytest

from sociophys import registry
from sociophys.dynamics.glauber import Glauber
from sociophys.engine.levers import charge
from sociophys.engine.loop import Machine, run, start
from sociophys.engine.plan import plan
from sociophys.errors import NotDefinedError
from sociophys.fields.attribute import Attribute
from sociophys.fields.broadcast import Broadcast
from sociophys.fields.uniform import Uniform
from sociophys.graph import Graph
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.interventions import COSTS
from sociophys.interventions.add import Add
from sociophys.interventions.cut import Cut
from sociophys.interventions.heat import Heat
from sociophys.interventions.mute import Mute
from sociophys.interventions.nucleate import Nucleate
from sociophys.interventions.pin import Pin
from sociophys.interventions.remove import Remove
from sociophys.interventions.rewire import Rewire
from sociophys.interventions.strengthen import Strengthen
from sociophys.interventions.tilt import Tilt
from sociophys.kernels.agreement import agreeing_shares, friendly_moments
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.observables.polarization import _assortativity
from sociophys.schedules.pulse import Pulse
from sociophys.select import Selection
from sociophys.store.checkpoint import Checkpoint, load, save
from sociophys.theory import exact
from sociophys.triggers.at import At
from sociophys.triggers.between import Between
from sociophys.triggers.every import Every
from sociophys.triggers.when import When
from tests.physics.systems import graph_of, lattice, z_scores

FEW = Selection(ids=["s0", "s1", "s5"])


def graph(couplings=None, **attributes):
    """An undirected graph; a periodic 4 x 4 lattice if no couplings are given."""
    couplings = lattice(4, 4) if couplings is None else couplings
    found = graph_of(np.triu(couplings), **attributes)
    return Graph(found.nodes, found.edges, directed=False)


def model(*levers, of=None, temperature=2.5, fields=(), initial=None, observables=None, **settings):
    of = graph() if of is None else of
    return bind(
        graph=of, network=Network.from_graph(of), opinions=None, dynamics=Glauber(temperature=temperature),
        initial=initial or Random(), fields=fields, interventions=levers, observables=observables,
        settings=RunSettings(**{"sweeps": 24, "replicas": 16, "order_block": 8, **settings}),
    )  # fmt: skip


def done(of, stop=None, keep=None):
    """Run; return rows by observable (n_records, R), events and the closing state; stopped and resumed if asked."""
    segments, state = [], start(of, np.arange(of.settings.replicas))
    if stop is not None:
        segments.append(Machine(of, plan(of), state).segment(stop))
        state = keep(state)
    segments += run(of, plan(of), state)
    rows = {
        name: np.concatenate([segment.rows[name] for segment in segments]).reshape(-1, of.settings.replicas)
        for name in segments[0].rows
    }
    return rows, [event for segment in segments for event in segment.events], segments[-1].state


def kept(state, of, tmp_path):
    """The state as a checkpoint gives it back."""
    save(tmp_path / "state", Checkpoint("id", state, False, 1))
    return load(tmp_path / "state", of.network.names).state


def costs(events, name):
    """What a lever has cost by name, all replicas together."""
    total = {}
    for event in events:
        for unit, spent in event.cost:
            total[unit] = total.get(unit, 0.0) + spent * (event.name == name)
    return total


# --- tilt ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [1, 8, 256])
def test_tilt__is_a_field_of_the_same_size_bit_for_bit(block):
    settings = {"replicas": max(16, block), "order_block": block, "temperature": 2.5}
    tilt = Tilt(toward="minus", strength=0.7, nodes=FEW, when=Between(start=3, end=11))
    field = Broadcast(toward="minus", strength=Pulse(height=0.7, start=3, width=8), nodes=FEW)
    (tilted, events, ours), (pressed, _, theirs) = (
        done(model(tilt, **settings)),
        done(model(fields=(field,), **settings)),
    )
    assert np.array_equal(ours.spins, theirs.spins)
    assert all(np.array_equal(tilted[name], pressed[name]) for name in pressed)
    assert dict(events[-1].cost) == {"field_sweeps": pytest.approx(0.7 * 3 * 8)}


@pytest.mark.parametrize("block", [1, 8])
def test_tilt__by_a_condition_touches_only_the_runs_that_met_it(block):
    tilt = Tilt(toward="plus", strength=3.0, when=When(measure="m", above=0.3))
    rows, _, state = done(model(tilt, order_block=block, temperature=4.0))
    _, _, plain = done(model(order_block=block, temperature=4.0))
    met = (rows["m"][:-1] > 0.3).any(axis=0)
    assert 0 < met.sum() < 16
    assert np.array_equal(state.spins[:, ~met], plain.spins[:, ~met])
    assert not np.array_equal(state.spins[:, met], plain.spins[:, met])


# --- nucleate ------------------------------------------------------------------------------------------------


def test_nucleate__sets_a_group_once_and_leaves_it_free():
    """All up at T = 0: a seed of two melts on a lattice, people without ties stay where they were put."""
    seed = Nucleate(to="minus", nodes=Selection(ids=["s0", "s1"]), when=At(times=(3,)))
    rows, events, state = done(model(seed, temperature=0.0, initial=AllUp()))
    assert rows["m"][3].tolist() == [1 - 4 / 16] * 16
    assert (state.spins == 1).all()
    assert [(event.sweep, event.action) for event in events] == [(3, "2 people set to minus")] * 16
    assert costs(events, "nucleate") == {"people": 32.0}


def test_nucleate__holds_as_long_as_it_says_and_acts_again():
    seed = Nucleate(to="minus", nodes=Selection(ids=["s0"]), size=5, hold=3, when=Every(n=10, start=2))
    rows, events, _ = done(model(seed, temperature=0.0, fields=(Uniform(strength=5.0),), initial=AllUp(), sweeps=30))
    assert (rows["m"][[2, 3, 4, 5, 12, 13, 14, 15]] <= 1 - 10 / 16).all()
    assert (rows["m"][-1] == 1).all()
    own = [(event.sweep, event.action, event.cost) for event in events if event.replica == 0]
    assert [sweep for sweep, _, _ in own] == [2, 5, 12, 15, 22, 25]
    assert own[1][1:] == ("ended", (("held_sweeps", 15.0),))


def test_nucleate__is_refused_where_the_group_falls_apart():
    with pytest.raises(NotDefinedError, match="fall into 2 groups"):
        model(Nucleate(to="plus", nodes=Selection(ids=["s0", "s10"])))


# --- what holds for every lever --------------------------------------------------------------------------------

CLUBS = np.repeat(["a", "b"], 8)
WHILE = Between(start=4, end=13)
ONCE = At(times=(5, 14))
LEVERS = {
    "heat": Heat(to=9.0, nodes=FEW, when=WHILE),
    "heat bubbles": Heat(to=9.0, where="neighbours_agree", share=0.75, look_every=3, when=WHILE),
    "cool borders": Heat(to=0.0, where="neighbours_disagree", when=When(measure="polarization", above=0.1, once=False)),
    "tilt": Tilt(toward="plus", strength=1.5, nodes=FEW, when=When(measure="m", above=0.2, once=False)),
    "pin": Pin(to="plus", nodes=FEW, when=WHILE),
    "nucleate": Nucleate(to="plus", nodes=FEW, hold=4, when=When(measure="m", below=0.0, once=False)),
    "remove": Remove(nodes=FEW, when=WHILE),
    "remove sometimes": Remove(nodes=FEW, when=When(measure="m", above=0.2, once=False)),
    "mute": Mute(nodes=FEW, when=WHILE),
    "mute sometimes": Mute(nodes=FEW, when=When(measure="polarization", above=0.0, once=False)),
    "cut": Cut(across="club", share=0.5, when=ONCE),
    "cut across opinions": Cut(across="opinions", share=0.5, when=ONCE),
    "cut between": Cut(one=FEW, other=Selection(), when=ONCE),
    "add": Add(number=9, one=FEW, when=ONCE),
    "add bridges": Add(number=5, disagreeing=True, when=ONCE),
    "rewire": Rewire(share=0.2, when=Every(n=5)),
    "rewire toward bridges": Rewire(share=0.2, to="other_side", when=Every(n=5)),
    "strengthen": Strengthen(across="club", by=-0.5, when=WHILE),
    "strengthen pairs": Strengthen(pairs=[["s0", "s1"], ["s4", "s0"]], by=3.0, when=When(measure="m", above=0.0)),
}
ONE_WAY = {"mute", "mute sometimes"}  # that is what they are for
OBSERVED = ("m", "walls", "flips", "polarization")


def clubs():
    return graph(club=CLUBS)


def test_every_kind_of_lever_stands_in_the_list():
    assert {lever.kind for lever in LEVERS.values()} == set(registry.kinds("interventions"))


@pytest.mark.parametrize("block", [1, 8])
@pytest.mark.parametrize("name", LEVERS)
def test_contract__a_stopped_run_goes_on_with_the_same_bits_and_costs(name, block, tmp_path):
    of = model(LEVERS[name], of=clubs(), observables=OBSERVED, order_block=block)
    rows, events, state = done(of)
    assert costs(events, of.interventions[0].name).keys() <= COSTS.keys()
    assert sum(costs(events, of.interventions[0].name).values()) > 0

    for stop in (5, 8, 14):
        again, other_events, other = done(of, stop, lambda state: kept(state, of, tmp_path))
        assert np.array_equal(other.spins, state.spins)
        assert all(np.array_equal(again[key], rows[key], equal_nan=True) for key in rows)
        assert sorted(map(repr, other_events)) == sorted(map(repr, events))


@pytest.mark.parametrize("name", LEVERS)
def test_contract__ties_stay_symmetric_and_what_holds_for_a_while_is_given_back(name):
    of = model(LEVERS[name], of=clubs(), observables=OBSERVED, order_block=1)
    state = start(of, np.arange(16))
    machine, seen = Machine(of, plan(of), state), 0
    for stop in range(1, 25):
        machine.segment(stop)
        for network in {id(net): net for net, _ in machine.controls.groups}.values():
            seen += network is not of.network
            assert network.is_symmetric or name in ONE_WAY
            assert not network.has_self_coupling
            assert (np.diff(network.indices)[np.diff(network.rows) == 0] > 0).all()
    lever = of.interventions[0].member
    assert (seen > 0) == lever.rewires
    if lever.acts == "while" and not lever.when.is_condition:
        assert state.standing == {}
        assert machine.controls.groups[0][0] is of.network
        assert not machine.controls.pins.any()
        assert not machine.controls.absent.size
        assert np.allclose(machine.controls.beta, 1 / 2.5)


@pytest.mark.parametrize("name", [name for name in LEVERS if LEVERS[name].rewires and not LEVERS[name].ties_differ])
def test_ties_of_all_replicas_alike__are_served_by_lanes_and_kept_once(name, tmp_path):
    of = model(LEVERS[name], of=clubs(), observables=OBSERVED)
    assert plan(of).kernel == "lanes"
    state = start(of, np.arange(16))
    machine = Machine(of, plan(of), state)
    machine.segment(7)
    (network, columns), *others = machine.controls.groups
    assert not others
    assert network is not of.network
    assert len(columns) == 16
    save(tmp_path / "state", Checkpoint("id", state, False, 1))
    kept = load(tmp_path / "state", of.network.names).state.networks
    assert len({id(net) for net in kept.values()}) == (LEVERS[name].acts != "while")


# --- one by one ----------------------------------------------------------------------------------------------


def test_heat__where_nobody_qualifies_is_a_plain_run():
    """All up at T = 0: no neighbour ever disagrees."""
    lever = Heat(to=50.0, where="neighbours_disagree", share=1.0)
    for block in (1, 8):
        heated, events, _ = done(model(lever, temperature=0.0, initial=AllUp(), order_block=block))
        plain, _, _ = done(model(temperature=0.0, initial=AllUp(), order_block=block))
        assert all(np.array_equal(heated[key], plain[key]) for key in plain)
        assert sum(costs(events, "heat").values()) == 0


def test_refrigerator__cools_borders_and_leaves_bubbles_alone():
    """At T = 0 where most disagree nobody leaves the majority around them: fewer borders than without."""
    lever = Heat(to=0.0, where="neighbours_disagree", share=0.5)
    of, plain = (model(*levers, temperature=4.0, replicas=64, sweeps=60) for levers in ((lever,), ()))
    walls = [done(one)[0]["walls"][20:].mean() for one in (of, plain)]
    assert walls[0] < 0.9 * walls[1]


def test_remove__counts_the_people_who_are_left():
    """Ten of sixteen are removed from an all-up lattice that is then pressed down: m is of the six."""
    gone = Selection(ids=[f"s{i}" for i in range(10)])
    down = Uniform(strength=Pulse(height=-50.0, start=2, width=50))
    of = model(Remove(nodes=gone, when=Between(start=1, end=9)), temperature=0.5, initial=AllUp(), fields=(down,))
    rows, events, _ = done(of)
    assert (rows["m"][:3] == 1).all()
    assert (rows["m"][8] == -1).all()
    assert (rows["m"][9] == (10 - 6) / 16).all()  # they return with the opinion they left with
    assert (rows["walls"][1:9][rows["m"][1:9] == -1] == 0).all()
    assert costs(events, "remove") == {"people": 160.0, "held_sweeps": 10 * 8 * 16.0}


def test_mute__others_no_longer_hear_them_and_they_still_listen():
    """A pinned pair of two: the one who hears the muted is free, the muted follows."""
    pair = graph(np.array([[0, 1.0], [1.0, 0]]))
    hold = Pin(to="minus", nodes=Selection(ids=["s0"]))
    settings = {"of": pair, "temperature": 0.5, "replicas": 400, "order_block": 1, "sweeps": 30}
    rows, _, _ = done(model(hold, Mute(nodes=Selection(ids=["s0"])), **settings))
    assert abs(rows["m"][20:].mean() + 0.5) < 0.05
    rows, _, _ = done(model(hold, Mute(nodes=Selection(ids=["s1"])), **settings))
    assert rows["m"][20:].mean() < -0.9


def test_strengthen__reaches_the_exact_law_of_the_stronger_couplings():
    couplings = np.array([[0, 0.4, 0.2], [0.4, 0, 0.3], [0.2, 0.3, 0]])
    stronger = couplings.copy()
    stronger[0, 1] = stronger[1, 0] = -0.8
    lever = Strengthen(pairs=[["s1", "s0"]], by=-2.0)
    h = np.array([0.3, 0.1, -0.2])
    of = graph(couplings, h=h)
    found = model(
        lever, of=of, temperature=1.0, fields=(Attribute(column="h"),), replicas=4000, order_block=1, sweeps=60
    )
    matrix = exact.sweep_matrix(lambda s: h + stronger @ s, np.ones(3), "random")
    z = z_scores(done(found)[2].spins, exact.means(exact.stationary(matrix), 3))
    assert np.abs(z).max() < 4


def test_strengthen__by_opinions_is_refused():
    with pytest.raises(NotDefinedError, match="opinions change all the time"):
        model(Strengthen(across="opinions", by=2.0))


def test_add__ties_the_pairs_it_says_and_no_more_than_there_are():
    lever = Add(number=3, one=Selection(ids=["s0"]), other=Selection(ids=["s1", "s10", "s15"]))
    _, events, state = done(model(lever, of=clubs()))
    assert costs(events, "add") == {"ties": 2.0 * 16}  # s1 is a neighbour already
    assert state.networks[0].n_edges == 34
    dense = state.networks[0].matrix().toarray()
    assert dense[0, 10] == dense[10, 0] == dense[0, 15] == 1.0


def test_cut__across_opinions_leaves_none_across():
    _, events, state = done(model(Cut(across="opinions"), sweeps=1, replicas=4, order_block=1, temperature=1e6))
    first = start(model(replicas=4, order_block=1), np.arange(4)).spins
    for c, network in state.networks.items():
        assert (first[network.rows, c] == first[network.indices, c]).all()
        assert network.n_edges == 32 - dict(events[c].cost)["ties"]


def test_rewire__toward_bridges_leaves_more_ties_across():
    levers = (Rewire(share=1.0, to="other_side", when=At(times=(0,))),)
    _, _, state = done(model(*levers, sweeps=1, replicas=4, order_block=1))
    first = start(model(replicas=4, order_block=1), np.arange(4)).spins
    for c, network in state.networks.items():
        before, after = ((first[net.rows, c] != first[net.indices, c]).sum() for net in (model().network, network))
        assert after > before
        assert network.n_edges == 32


def test_a_directed_network__is_cut_arrow_by_arrow_and_gets_arrows_both_ways():
    arrows = graph_of(np.array([[0, 1.0, 0], [0, 0, 1.0], [1.0, 0, 0]]))
    _, _, state = done(model(Cut(pairs=[["s0", "s1"]]), Add(number=1, when=At(times=(3,))), of=arrows, replicas=4))
    network = state.networks[0]
    assert network.directed
    assert network.n_edges == 4


# --- what conditions look at -----------------------------------------------------------------------------------


def test_polarization__equals_its_plain_twin_and_is_undefined_in_consensus():
    rng = np.random.default_rng(4)
    couplings = np.triu(rng.choice([-1.0, 0.0, 1.0], (9, 9), p=[0.2, 0.4, 0.4]), 1)
    network = Network.from_graph(graph(couplings + couplings.T))
    spins = rng.choice(np.array([-1, 1], np.int8), (9, 7))
    spins[:, 0] = 1
    found = friendly_moments(network.indptr, network.indices, network.couplings, spins, True)
    ties = [(i, j) for i in range(9) for j in range(i) if network.matrix().toarray()[i, j] > 0]
    assert found[0] == len(ties)
    values = _assortativity(network, spins)
    assert np.isnan(values[0])
    for c in range(1, 7):
        s = spins[:, c]
        assert found[1][c] == sum(int(s[i] * s[j]) for i, j in ties)
        assert found[2][c] == sum(int(s[i]) + int(s[j]) for i, j in ties)
        e = np.zeros((2, 2))
        for i, j in ties:
            e[(s[i] + 1) // 2, (s[j] + 1) // 2] += 0.5 / len(ties)
            e[(s[j] + 1) // 2, (s[i] + 1) // 2] += 0.5 / len(ties)
        square = (e.sum(axis=1) ** 2).sum()
        assert values[c] == pytest.approx((np.trace(e) - square) / (1 - square))


def test_agreeing_shares__equal_their_plain_twin():
    network = Network.from_graph(graph_of(np.array([[1.0, 1, 1], [0, 0, 1], [0, 0, 0]])))
    spins = np.array([[1, 1], [1, -1], [-1, 1]], np.int8)
    found = agreeing_shares(network.indptr, network.indices, spins, np.array([2, 0, 1]))
    assert np.array_equal(found, [[np.nan, np.nan], [0.5, 0.5], [0.0, 0.0]], equal_nan=True)


def test_condition_on_an_undefined_number__never_fires():
    """All up is consensus: there is no polarization; it is recorded because a lever waits for it."""
    lever = Heat(to=9.0, when=When(measure="polarization", below=2.0))
    rows, events, _ = done(model(lever, temperature=0.0, initial=AllUp()))
    assert np.isnan(rows["polarization"]).all()
    assert events == []


def test_costs__of_one_noise_level_for_all_count_people():
    entry = {"who": np.ones(2, bool), "nodes": np.arange(5), "temperature": np.array(4.0)}
    charge(entry, np.array([[1.5]]), 0)
    assert entry["rate/noise_sweeps"].tolist() == [12.5, 12.5]


def test_costs__do_not_depend_on_who_shares_a_unit():
    of = model(LEVERS["heat bubbles"], of=clubs(), order_block=8)
    _, events, _ = done(of)
    state = start(of, np.arange(8, 16))
    alone = [event for segment in run(of, plan(of), state) for event in segment.events]
    assert alone == [event for event in events if event.replica >= 8]


# --- waiting for a condition -----------------------------------------------------------------------------------

WAITING = {
    "comes and goes": [Tilt(toward="minus", strength=1.0, nodes=FEW, when=When(measure="m", above=0.3, once=False))],
    "once": [Pin(to="minus", nodes=FEW, when=When(measure="m", above=0.4))],
    "again and again": [
        Nucleate(to="plus", nodes=Selection(ids=["s5"]), size=4, hold=2, when=When(measure="m", below=-0.3, once=False))
    ],
    "two": [
        Heat(to=9.0, nodes=FEW, when=When(measure="flips", above=10.0)),
        Tilt(toward="plus", strength=0.5, when=When(measure="walls", below=8.0, once=False)),
    ],
    "a look": [Heat(to=9.0, when=When(measure="polarization", above=0.4))],
}


@pytest.mark.parametrize(
    ("block", "every"), [(8, 1), *(pytest.param(*case, marks=pytest.mark.long) for case in ((8, 3), (1, 1), (1, 3)))]
)
@pytest.mark.parametrize("levers", WAITING.values(), ids=WAITING)
def test_waiting_levers__answer_as_if_asked_record_by_record(levers, block, every, monkeypatch, tmp_path):
    of = model(*levers, temperature=3.2, sweeps=2040, order_block=block, record_every=every, snapshot_every=600)
    runs = [done(of), done(of, 1021, lambda state: kept(state, of, tmp_path))]
    monkeypatch.setattr("sociophys.engine.loop.PATIENCE", 10**9)
    rows, events, state = done(of)
    assert len({event.sweep for event in events}) > 5
    assert len({event.replica for event in events}) > 5
    for other_rows, other_events, other in runs:
        assert other_events == events
        assert np.array_equal(other.spins, state.spins)
        assert np.array_equal(other.spin_sums, state.spin_sums)
        assert all(np.array_equal(other_rows[key], rows[key], equal_nan=True) for key in rows)
