"""Samplers against exact enumeration, exact chains and their slow twins; what they refuse; what survives a stop."""

import dataclasses

import numpy as np
import pytest

from sociophys import rng
from sociophys.dynamics.n_fold import NFold
from sociophys.dynamics.swendsen_wang import SwendsenWang
from sociophys.dynamics.tempering import Tempering
from sociophys.dynamics.wolff import Wolff
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.errors import NotDefinedError
from sociophys.feeds.similarity import Similarity
from sociophys.fields.personal_feed import PersonalFeed
from sociophys.fields.uniform import Uniform
from sociophys.interventions.heat import Heat
from sociophys.interventions.pin import Pin
from sociophys.interventions.rewire import Rewire
from sociophys.network import Network
from sociophys.select import Selection
from sociophys.store import checkpoint
from sociophys.theory import exact
from sociophys.triggers.between import Between
from tests.physics import twin_samplers as twins
from tests.physics.systems import graph_of, instance_a, lattice, model_with, replica_means, simulate, z_scores
from tests.physics.test_contracts import bound, undirected

NORMAL = np.random.default_rng(5).normal(size=(6, 6))
GLASS = np.triu(NORMAL, 1) + np.triu(NORMAL, 1).T
PULL = 0.3 * np.random.default_rng(6).normal(size=6)
SYSTEMS = {
    "ferromagnet": (lattice(3, 2), None, 2.5),
    "glass": (GLASS, None, 1.5),
    "glass in a field": (GLASS, PULL, 1.5),
}
SAMPLERS = {
    "n_fold": lambda t: NFold(temperature=t),
    "n_fold_metropolis": lambda t: NFold(temperature=t, rule="metropolis"),
    "wolff": lambda t: Wolff(temperature=t, clusters=4),
    "swendsen_wang": lambda t: SwendsenWang(temperature=t),
    "tempering": lambda t: Tempering(temperature=t, rungs=3, hottest=4.0, clusters="off"),
    "tempering_clusters": lambda t: Tempering(temperature=t, ladder=[4.0, 2.5], clusters="on"),
}


def law(couplings, h, temperature, held=()):
    """Boltzmann's law where ``held`` people stand on plus."""
    p = exact.boltzmann(couplings, np.zeros(len(couplings)) if h is None else h, temperature)
    p = p * (exact.states(len(couplings))[:, list(held)] > 0).all(axis=1)
    return p / p.sum()


def z_of(model, p, h):
    """z of <s_i>, of every <s_i s_j> through E, of <m^2> and <|m|>."""
    columns, means, _ = simulate(model)
    n = model.network.n_nodes
    states, pull = exact.states(n), np.zeros(n) if h is None else h
    energies, m = exact.energies(model.network.matrix().toarray(), pull), states.mean(axis=1)
    z = [z_scores(replica_means(columns, "energy"), p @ energies), z_scores(replica_means(columns, "m", 2), p @ m**2)]
    z.append(z_scores(replica_means(columns, "abs_m"), p @ np.abs(m)))
    moving = means.std(axis=1) > 0
    return np.array([*z, *z_scores(means[moving], (p @ states)[moving])])


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", SAMPLERS)
def test_law__is_boltzmanns(name, system):
    couplings, h, temperature = SYSTEMS[system]
    model = model_with(couplings, SAMPLERS[name](temperature), h)
    assert plan(model).kernel == "sampler"
    assert np.abs(z_of(model, law(couplings, h, temperature), h)).max() < 4


@pytest.mark.parametrize("name", SAMPLERS)
def test_law__of_the_others_where_people_are_pinned(name):
    pin = Pin(to="plus", nodes=Selection(ids=["s1", "s4"]))
    model = model_with(GLASS, SAMPLERS[name](1.5), PULL, interventions=(pin,), burn_in=0, sweeps=160)
    columns, means, last = simulate(model)
    assert (last[[1, 4]] == 1).all()
    late = {key: values[columns["sweep"] >= 20] for key, values in columns.items()}
    p = law(GLASS, PULL, 1.5, held=(1, 4))
    assert abs(z_scores(replica_means(late, "energy"), p @ exact.energies(GLASS, PULL))) < 4
    assert abs(z_scores(replica_means(late, "m"), p @ exact.states(6).mean(axis=1))) < 4


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_temperature_five_percent_off_is_caught(name):
    couplings, h, temperature = SYSTEMS["glass in a field"]
    model = model_with(couplings, SAMPLERS[name](1.05 * temperature), h, replicas=1000)
    assert np.abs(z_of(model, law(couplings, h, temperature), h)).max() > 6


# --- the n-fold way is the dynamics itself ------------------------------------------------------------------------


N_SHARES = 160_000


def shares(member, couplings, fields, beta, sweeps, n_replicas=N_SHARES, pinned=None):
    """Share of replicas in each state after sweeps under the field of each sweep, all up at first."""
    n = len(couplings)
    moves = member.moves(Network.from_graph(graph_of(couplings)), np.arange(n_replicas), rng.seed_key(3), {})
    moves.load(np.ones((n, n_replicas), np.int8))
    pins = np.zeros((n, 1), np.int8) if pinned is None else pinned[:, None].astype(np.int8)
    for t in range(sweeps):
        moves.control(fields[t][:, None], np.broadcast_to(beta, n)[:, None].copy(), pins)
        moves.advance(t, 1, np.zeros(n_replicas, np.int64))
    return np.bincount((moves.own > 0) @ (1 << np.arange(n)), minlength=2**n) / n_replicas


def deviation(found, p, n_replicas=N_SHARES):
    """Pearson's chi-square as a normal score, over states met often enough."""
    kept = p * n_replicas > 5
    chi2 = (n_replicas * (found - p)[kept] ** 2 / p[kept]).sum()
    return (chi2 - kept.sum()) / np.sqrt(2 * kept.sum())


@pytest.mark.parametrize("pinned", [None, np.array([0, 0, 1, 0, 0])])
def test_n_fold__equals_the_exact_chain_of_directed_couplings_at_every_instant(pinned):
    couplings, h, beta = instance_a()
    noise = beta * np.array([1.0, 0.5, 2.0, 1.0, 1.0])
    fields = [h + 0.5 * np.cos(2 * np.pi * t / 4) for t in range(4)]
    p = np.eye(32)[-1]
    for field in fields:
        p = p @ exact.sweep_matrix(exact.linear_field(couplings, field), noise, "random", pinned=pinned)
    assert abs(deviation(shares(NFold(temperature=1), couplings, fields, noise, 4, pinned=pinned), p)) < 4
    colder = shares(NFold(temperature=1), couplings, fields, 1.05 * noise, 4, pinned=pinned)
    assert deviation(colder, p) > 4


def test_n_fold__one_person_follows_glaubers_rate():
    """J = 0: <s>(t) = m + (1 - m)(1 - 1/n)^(n t), m = tanh(h / T)."""
    h, beta = np.full(4, 0.3), 1.25
    found = shares(NFold(temperature=1), np.zeros((4, 4)), [h] * 2, beta, 2) @ exact.states(4)
    m = np.tanh(beta * 0.3)
    want = m + (1 - m) * 0.75**8
    assert np.abs(found - want).max() < 4 * np.sqrt((1 - want**2) / N_SHARES)


def test_n_fold__ends_where_nobody_can_change_and_records_go_on():
    model = model_with(lattice(6, 6), NFold(temperature=0.0), replicas=8, sweeps=2000, record_every=100, seed=4)
    columns, _, last = simulate(model)
    fields = model.network.matrix() @ last
    assert (last * fields >= 0).all()
    frozen = (last * fields > 0).all(axis=0)
    assert frozen.any()
    assert (columns["flips"].reshape(-1, 8)[-5:, frozen] == 0).all()
    assert len(columns["m"]) == 21 * 8


def test_n_fold__trees_of_all_or_one_tree_in_turn_give_the_same_bits(monkeypatch):
    couplings, h, _ = instance_a()
    model = model_with(couplings, NFold(temperature=1.0), h, replicas=6, sweeps=30)
    kept = simulate(model)[2]
    monkeypatch.setattr("sociophys.dynamics.n_fold._KEPT_BYTES", 0)
    assert np.array_equal(simulate(model)[2], kept)


# --- slow twins ---------------------------------------------------------------------------------------------------


def at_work(member, couplings, h, beta, pinned, replicas):
    """A sampler's moves on a dense J under constant controls, all replicas random."""
    n = len(couplings)
    moves = member.moves(Network.from_graph(graph_of(couplings)), np.arange(replicas), rng.seed_key(9), {})
    moves.load(np.where(np.random.default_rng(1).random((n, replicas)) < 0.5, 1, -1).astype(np.int8))
    moves.control(h[:, None], np.full((n, 1), beta), pinned[:, None].astype(np.int8))
    return moves


@pytest.mark.parametrize("pinned", [np.zeros(6), np.array([0, 1, 0, 0, 0, 0])])
@pytest.mark.parametrize(
    ("member", "step"),
    [
        (NFold(temperature=1), twins.n_fold),
        (NFold(temperature=1, rule="metropolis"), lambda *args: twins.n_fold(*args, rule="metropolis")),
        (Wolff(temperature=1, clusters=1), twins.wolff),
        (SwendsenWang(temperature=1), twins.swendsen_wang),
    ],
)
def test_kernels__equal_their_slow_twins(member, step, pinned):
    moves = at_work(member, GLASS, PULL, 0.8, pinned, 5)
    slow, flips, slow_flips = moves.own.astype(int), np.zeros(5, np.int64), np.zeros(5, int)
    moves.advance(-3, 20, flips)
    for r in range(5):
        for t in range(-3, 17):
            slow_flips[r] += step(GLASS, PULL, 0.8, pinned, slow[r], t, twins.Coins(r, rng.seed_key(9)))
    assert np.array_equal(slow, moves.own)
    assert np.array_equal(slow_flips, flips)


@pytest.mark.parametrize("h", [PULL, np.zeros(6)])
@pytest.mark.parametrize("clusters", ["on", "off"])
def test_tempering__equals_its_slow_twin(clusters, h):
    member = Tempering(temperature=0.5, ladder=[1.0, 2.0, 3.0], clusters=clusters)
    moves = at_work(member, GLASS, h, 2.0, np.zeros(6), 3)
    first = moves.own.astype(int)
    moves.advance(-3, 20, np.zeros(3, np.int64))
    for r in range(3):
        slow = np.repeat(np.repeat(first[r][None, None], 4, 0), 2 if clusters == "on" else 1, 1)
        for t in range(-3, 17):
            twins.temper(GLASS, h, moves.betas, np.zeros(6), slow, t, twins.Coins(r, rng.seed_key(9)))
        assert np.array_equal(slow, moves.spins[r])
        energies = [[twins.energy(GLASS, h, s) for s in rung] for rung in slow]
        assert np.allclose(moves.energies[r], energies, atol=1e-12)


# --- what survives ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_resumed_run_has_the_same_bits(name, tmp_path):
    model = model_with(GLASS, SAMPLERS[name](1.5), PULL, replicas=5, sweeps=21, burn_in=6, seed=8)
    columns, _, whole = simulate(model)
    cut = dataclasses.replace(plan(model), segment_sweeps=4)
    state = start(model, np.arange(5))
    rows = []
    while state.t < 21:  # through a checkpoint on disk after every segment: nothing else survives
        segment = next(run(model, cut, state))
        rows.append(segment.rows["energy"])
        checkpoint.save(tmp_path / "state", checkpoint.Checkpoint("id", segment.state, False, 0))
        state = checkpoint.load(tmp_path / "state", model.network.names).state
    assert np.array_equal(state.spins, whole)
    assert np.array_equal(np.concatenate(rows), columns["energy"])


@pytest.mark.parametrize("name", SAMPLERS)
def test_one_unit_or_many__same_bits(name):
    model = model_with(GLASS, SAMPLERS[name](1.5), PULL, replicas=6, sweeps=12)
    parts = [simulate(model, np.arange(low, low + 2))[2] for low in (0, 2, 4)]
    assert np.array_equal(simulate(model)[2], np.concatenate(parts, axis=1))


# --- what is refused ----------------------------------------------------------------------------------------------

RING = undirected(lattice(6))
COOLING = {"kind": "ramp", "begin": 2.0, "end": 1.0, "stop": 9}
PULSE = {"kind": "pulse", "height": 0.4, "start": 3, "width": 4}
NOISY = dataclasses.replace(RING, nodes=RING.nodes.assign(noise=1.0))


@pytest.mark.parametrize("kind", [Wolff, SwendsenWang, Tempering])
@pytest.mark.parametrize(
    ("why", "parts"),
    [
        ("couplings divided by noise levels", {"graph": graph_of(instance_a()[0])}),
        ("the field or the feed follows the opinions", {"fields": (PersonalFeed(strength=0.5),)}),
        ("the field or the feed follows the opinions", {"feed": Similarity()}),
        ("the temperature changes in time", {"temperature": COOLING}),
        ("at a temperature of 0 runs freeze", {"temperature": 0.0}),
        ("the field changes in time", {"fields": (Uniform(strength=PULSE),)}),
        ("levers other than a pin", {"interventions": (Heat(to=2.0),)}),
        ("levers other than a pin", {"interventions": (Pin(to="plus", when=Between(start=3, end=9)),)}),
        ("people have noise levels of their own", {"temperature": {"absolute": 1.0, "per_node": "noise"}}),
    ],
)
def test_equilibrium_samplers__refuse_by_name_of_the_condition(kind, why, parts):
    parts = {"graph": NOISY, "temperature": 1.0} | parts
    member = kind(temperature=parts.pop("temperature"))
    wanted = rf"^dynamics: '{member.kind}' does not work here: {why}.*; allowed glauber, .*metropolis"
    with pytest.raises(NotDefinedError, match=wanted):
        bound(dynamics=member, **parts)


@pytest.mark.parametrize(
    ("why", "parts"),
    [
        ("a feed makes rates that nobody's flip announces", {"feed": Similarity()}),
        ("levers change ties during the run", {"interventions": (Rewire(share=0.1),)}),
    ],
)
def test_n_fold__refuses_by_name_of_the_condition(why, parts):
    with pytest.raises(NotDefinedError, match=f"'n_fold' does not work here: {why}"):
        bound(RING, dynamics=NFold(temperature=1.0), **parts)


def test_frustration_warns():
    glass = model_with(GLASS, Wolff(temperature=1))
    camps = np.sign(np.outer([1, 1, -1, -1, 1, -1], [1, 1, -1, -1, 1, -1])) - np.eye(6)
    assert any("frustration" in reason for reason in plan(glass).reasons)
    assert not any("frustration" in reason for reason in plan(model_with(camps, SwendsenWang(temperature=1))).reasons)
