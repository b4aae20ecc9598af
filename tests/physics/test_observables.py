"""Observables against plain loops and exact laws, what they refuse, and a user's own in a file."""

import pickle
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.dynamics.tempering import Tempering
from sociophys.engine.loop import start
from sociophys.engine.pack import run_pack
from sociophys.engine.plan import plan
from sociophys.errors import NotDefinedError, SociophysError
from sociophys.feeds.similarity import Similarity
from sociophys.initial.random import Random
from sociophys.kernels.measure import bond_sums, local_fields, spin_sums, tie_counts, weighted_sums
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.observables import Frame, Watched
from sociophys.observables.energy import Energy
from sociophys.observables.entropy_production import EntropyProduction
from sociophys.observables.frustrated import Frustrated
from sociophys.observables.overlap import Overlap
from sociophys.observables.replica_overlap import ReplicaOverlap
from sociophys.observables.satisfied import Satisfied
from sociophys.observables.walls import Walls
from sociophys.parameters import read_member
from sociophys.plugins.gate import Gate
from sociophys.theory import exact
from sociophys.workflow.run import run
from tests.physics.systems import graph_of, instance_a, lattice, model_of, model_with, replica_means, simulate, z_scores


def signed(n, seed, directed=False):
    """A dense J with unequal, signed and missing ties, symmetric unless directed."""
    rng = np.random.default_rng(seed)
    couplings = np.round(rng.normal(size=(n, n)), 2) * (rng.random((n, n)) < 0.6)
    couplings = couplings if directed else np.triu(couplings, 1) + np.triu(couplings, 1).T
    np.fill_diagonal(couplings, 0.0)
    return couplings


def spins_of(n, replicas, seed):
    return (2 * np.random.default_rng(seed).integers(0, 2, (n, replicas)) - 1).astype(np.int8)


def frame_of(couplings, spins, h=None, beta=1.0, pins=None, order="random", tracked=False):
    """A frame over the network of a dense J; ``tracked``: with bonds as kernels count them."""
    network = Network.from_graph(graph_of(couplings))
    n, replicas = spins.shape
    h = np.zeros(n) if h is None else np.asarray(h, float)
    pins = np.zeros(n, np.int8) if pins is None else np.asarray(pins, np.int8)
    bonds = np.einsum("ic,ij,jc->c", spins, couplings, spins.astype(float)) / 2 if tracked else np.zeros(0)
    counts = SimpleNamespace(m=spin_sums(spins), flips=np.zeros(replicas, np.int64), bonds=bonds)
    groups = [(network, np.arange(replicas))]
    beta = np.broadcast_to(np.asarray(beta, float), n).reshape(n, 1)
    controls = SimpleNamespace(h=h[:, None], pressure=h[:, None], beta=beta, pins=pins[:, None])
    return Frame(counts, groups, lambda: spins, controls, order)


# --- slow twins: loops over pairs, in plain Python ---------------------------------------------------------------


def twin(couplings, spins, once):
    """Walls, frustrated ties and the sum of bonds of each replica, arrow by arrow or pair by pair."""
    found = []
    for s in spins.T.astype(int):
        walls = tense = 0
        bonds = 0.0
        for i in range(len(couplings)):
            for j in range(i if once else len(couplings)):
                if i != j and couplings[i, j]:
                    walls += s[i] != s[j]
                    tense += couplings[i, j] * s[i] * s[j] < 0
                    bonds += couplings[i, j] * s[i] * s[j]
        found.append((walls, tense, bonds))
    return np.array(found).T


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize("replicas", [1, 7, 64])
def test_tie_sums__equal_a_plain_loop(once, replicas):
    couplings, spins = signed(40, 1, directed=not once), spins_of(40, replicas, 2)
    network = Network.from_graph(graph_of(couplings))
    csr = (network.indptr, network.indices, network.couplings)
    walls, tense, bonds = twin(couplings, spins, once)
    counted = tie_counts(*csr, spins, once)
    assert counted[0].tolist() == walls.tolist()
    assert counted[1].tolist() == tense.tolist()  # more than 127 ties: small counts were carried over
    assert walls.sum() > 127
    assert bond_sums(*csr, spins, once) == pytest.approx(bonds, abs=1e-12)


def test_sums_over_people__equal_a_plain_loop():
    couplings, spins = signed(12, 3, directed=True), spins_of(12, 5, 4)
    network = Network.from_graph(graph_of(couplings))
    for width in (1, 5):
        h = np.random.default_rng(width).normal(size=(12, width))
        assert weighted_sums(h, spins) == pytest.approx((h * spins).sum(axis=0), abs=1e-12)
        f = local_fields(network.indptr, network.indices, network.couplings, spins, h)
        assert f == pytest.approx(couplings @ spins + h, abs=1e-12)


# --- what they say --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("couplings", [lattice(4, 4), -lattice(4, 4), 0.3 * np.sign(signed(16, 5)), signed(16, 6)])
def test_counted_bonds__tell_the_same_as_a_look(couplings):
    """Where all |J| are equal the tension follows from the bonds that kernels track: to the tie."""
    spins, h = spins_of(16, 9, 7), 0.2 * np.arange(16)
    for observable in (Walls(), Frustrated(), Satisfied(), Energy()):
        looked, told = (observable.measure(frame_of(couplings, spins, h, tracked=t), None) for t in (False, True))
        assert told == pytest.approx(looked, abs=1e-9), observable.kind


def test_frustrated_and_satisfied__are_gauge_invariant_and_walls_are_not():
    couplings, spins = signed(16, 8), spins_of(16, 6, 9)
    gauge = spins_of(16, 1, 10)
    turned, other = gauge * couplings * gauge.T, gauge * spins
    for observable, same in ((Frustrated(), True), (Satisfied(), True), (Walls(), False)):
        here, there = (observable.measure(frame_of(*pair), None) for pair in ((couplings, spins), (turned, other)))
        assert np.array_equal(here, there) is same
    tense = Frustrated().measure(frame_of(couplings, spins), None)
    share = Satisfied().measure(frame_of(couplings, spins), None)
    assert share == pytest.approx(1 - tense / np.count_nonzero(couplings), abs=1e-12)


def test_satisfied__is_undefined_without_a_tie():
    assert np.isnan(Satisfied().measure(frame_of(np.zeros((4, 4)), spins_of(4, 2, 1)), None)).all()


def test_overlap__with_attributes_opinions_and_the_slow_direction():
    graph = graph_of(lattice(2, 3), wealth=[1.0, -2.0, np.nan, 0.0, 3.0, 1.0], word=list("abcdef"))
    more = {"network": Network.from_graph(graph), "opinions": None, "dynamics": Glauber(temperature=1.0)}
    more |= {"initial": Random(), "settings": RunSettings(sweeps=1)}

    def model(pattern):
        return bind(graph=graph, observables=(Overlap(pattern=pattern),), **more)

    spins = spins_of(6, 4, 11)
    watched = model("wealth").observables["overlap"]
    weights = np.array([1, -2, 0, 0, 3, 1]) / 7
    assert watched.measure(frame_of(lattice(2, 3), spins)) == pytest.approx(weights @ spins, abs=1e-12)
    slow = model("slow").observables["overlap"].measure(frame_of(lattice(2, 3), np.ones((6, 1), np.int8)))
    assert slow == pytest.approx([1.0], abs=1e-12)  # of a friendly network the common opinion
    for pattern, what in (("opinions", "no opinions"), ("word", "not made of numbers"), ("welth", "mean 'wealth'")):
        with pytest.raises(NotDefinedError, match=what):
            model(pattern)


def test_default__records_tension_only_where_there_is_a_hostile_tie():
    friendly, hostile = (set(model_of(sign * lattice(4, 4)).observables) for sign in (1, -1))
    assert friendly == {"m", "abs_m", "energy", "flips", "walls"}
    assert hostile == friendly | {"frustrated", "overlap"}


# --- entropy production ---------------------------------------------------------------------------------------------


def weighted(couplings, h, beta, order, law):
    """Entropy production a person and sweep, averaged over all states with the weights of a law."""
    states = exact.states(len(h)).astype(np.int8)
    frame = frame_of(couplings, np.ascontiguousarray(states.T), h, beta, order=order)
    return float(law @ EntropyProduction().measure(frame, None))


def test_entropy_production__of_instance_a_is_the_published_one():
    """0.1298630102 nats an attempt in random order, 1.3919978304 nats a step in parallel (exact 32-state chains)."""
    couplings, h, beta = instance_a()
    field = exact.linear_field(couplings, h)
    attempt = sum(exact.site_matrix(field, np.full(5, beta), i) for i in range(5)) / 5
    law = exact.stationary(attempt)
    assert weighted(couplings, h, beta, "random", law) == pytest.approx(0.1298630102, abs=1e-9)
    step = exact.parallel_matrix(field, np.full(5, beta))
    assert 5 * weighted(couplings, h, beta, "synchronous", exact.stationary(step)) == pytest.approx(
        1.3919978304, abs=1e-9
    )


def test_entropy_production__parallel_identity():
    """beta sum_ij (J_ij - J_ji) D_ij, D_ij = cov(s_i(t+1), s_j(t)): the same number from delayed correlations."""
    couplings, h, beta = instance_a()
    step = exact.parallel_matrix(exact.linear_field(couplings, h), np.full(5, beta))
    law, states = exact.stationary(step), exact.states(5)
    delayed = np.einsum("k,kl,li,kj->ij", law, step, states, states) - np.outer(law @ states, law @ states)
    identity = beta * float(np.sum((couplings - couplings.T) * delayed))
    assert identity == pytest.approx(exact.entropy_production(step), abs=1e-10)
    assert 5 * weighted(couplings, h, beta, "synchronous", law) == pytest.approx(identity, abs=1e-10)


def test_entropy_production__of_unequal_noise_and_of_balance():
    ring, h = lattice(6), np.zeros(6)
    field = exact.linear_field(ring, h)
    for beta, expected in ((np.array([1, 1, 1, 0.5, 0.5, 0.5]), 0.0134447607), (np.ones(6), 0.0)):
        law = exact.stationary(sum(exact.site_matrix(field, beta, i) for i in range(6)) / 6)
        assert weighted(ring, h, beta, "random", law) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("order", ["random", "synchronous"])
def test_entropy_production__held_people_take_no_part(order):
    """A chain over the free people alone, who feel the held ones as a field, has the same production."""
    couplings, h, beta = instance_a()
    free, held = np.arange(4), 4
    inner = exact.linear_field(couplings[:4, :4], h[:4] + couplings[:4, held])
    attempt = sum(exact.site_matrix(inner, np.full(4, beta), i) for i in free) / 4
    matrix = attempt if order == "random" else exact.parallel_matrix(inner, np.full(4, beta))
    law = exact.stationary(matrix)
    spins = np.vstack([exact.states(4).T, np.ones((1, 16))]).astype(np.int8)
    frame = frame_of(couplings, spins, h, beta, pins=[0, 0, 0, 0, 1], order=order)
    per_sweep = exact.entropy_production(matrix) * (4 if order == "random" else 1)
    assert 5 * float(law @ EntropyProduction().measure(frame, None)) == pytest.approx(per_sweep, abs=1e-9)


@pytest.mark.parametrize(("order", "published"), [("random", 0.1298630102), ("synchronous", 1.3919978304 / 5)])
def test_entropy_production__of_a_run(order, published):
    couplings, h, beta = instance_a()
    model = model_of(couplings, h, 1 / beta, order, replicas=400, sweeps=400, observables=("entropy_production",))
    columns, _, _ = simulate(model)
    assert abs(z_scores(replica_means(columns, "entropy_production"), published)) < 4
    wrong = model_of(couplings, h, 1.05 / beta, order, replicas=400, sweeps=400, observables=("entropy_production",))
    assert abs(z_scores(replica_means(simulate(wrong)[0], "entropy_production"), published)) > 6


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"temperature": 0.0}, "the temperature is 0"),
        ({"temperature": {"kind": "ramp", "begin": 2.0, "end": 1.0, "stop": 50}}, "the temperature changes in time"),
        ({"order": "sequential"}, "the order is sequential"),
        ({"feed": Similarity(boost=2.0)}, "the field or the feed follows the opinions"),
    ],
)
def test_entropy_production__is_refused_where_it_is_not_known(change, reason):
    graph = graph_of(lattice(6))
    feed = change.pop("feed", None)
    with pytest.raises(NotDefinedError, match=reason):
        bind(
            graph=graph, network=Network.from_graph(graph), opinions=None, initial=Random(), feed=feed,
            dynamics=Glauber(**{"temperature": 1.0, **change}), settings=RunSettings(sweeps=100),
            observables=("entropy_production",),
        )  # fmt: skip


# --- the overlap of replicas ---------------------------------------------------------------------------------------


def test_replica_overlap__equals_a_plain_loop_over_the_pairs_of_each_block():
    spins, blocks = spins_of(30, 8, 3), np.array([1, 1, 1, 2, 2, 2, 2, 3])
    frame = frame_of(lattice(5, 6), spins)
    frame.controls.blocks = blocks
    found = ReplicaOverlap().measure(frame, None)
    for own in (np.flatnonzero(blocks == block) for block in (1, 2)):
        for k, a in enumerate(own):
            b = own[(k + 1) % len(own)]
            assert found[a] == sum(int(x) * int(y) for x, y in zip(spins[:, a], spins[:, b], strict=True)) / 30
    assert np.isnan(found[7])


@pytest.mark.parametrize("family", ["lanes", "bit_sliced", "sampler"])
def test_replica_overlap__moments_in_equilibrium_are_those_of_two_independent_societies(family):
    """[<q^2>] and [<q^4>] over all pairs of states of a frustrated glass, each drawn from Boltzmann's law."""
    block = {"lanes": 16, "bit_sliced": 512, "sampler": 16}[family]
    couplings = np.sign(signed(8, 12))
    dynamics = (Tempering if family == "sampler" else Glauber)(temperature=1.5)
    settings = {"replicas": 64 * block if block < 512 else 16 * block, "order_block": block}
    model = model_with(couplings, dynamics, sweeps=60, burn_in=40, record_every=10, **settings)
    model = replace(model, observables={"replica_overlap": Watched(ReplicaOverlap(), None)})
    assert plan(model).kernel == family
    states = exact.states(8)
    law = np.exp(0.5 * np.einsum("ki,ij,kj->k", states, couplings, states) / 1.5)
    law /= law.sum()
    q = states @ states.T / 8
    columns, _, _ = simulate(model)
    for power in (2, 4):
        by_block = replica_means(columns, "replica_overlap", power).reshape(-1, block).mean(axis=1)
        assert abs(z_scores(by_block, law @ q**power @ law)) < 4
        assert abs(z_scores(by_block, 1.2 * (law @ q**power @ law))) > 6  # a fifth too much is seen


def test_replica_overlap__is_the_same_in_any_cut_and_alone_or_in_a_pack():
    def point(temperature):
        names = ("m", "replica_overlap")
        return model_of(signed(20, 4), None, temperature, observables=names, replicas=12, order_block=4, sweeps=20)

    whole = [simulate(point(t))[0] for t in (1.0, 2.0)]
    for k, t in enumerate((1.0, 2.0)):
        parts = [simulate(point(t), np.arange(begin, begin + 4))[0] for begin in (0, 4, 8)]
        for number, part in enumerate(parts):
            own = whole[k]["replica"] // 4 == number
            assert np.array_equal(whole[k]["replica_overlap"][own], part["replica_overlap"])
    models = [point(t) for t in (1.0, 2.0)]
    states = [start(model, np.arange(12)) for model in models]
    packed = list(run_pack(models, plan(models[0]), states))
    for k in range(2):
        rows = np.concatenate([segments[k].rows["replica_overlap"] for segments in packed])
        assert np.array_equal(rows, whole[k]["replica_overlap"])


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"replicas": 1}, "a single run has no other to be compared with"),
        ({"replicas": 8}, "every run is its own .run.order_block: 2 or more"),
    ],
)
def test_replica_overlap__is_refused_without_a_partner(settings, why):
    with pytest.raises(NotDefinedError, match=f"replica_overlap is not defined here: .*{why}"):
        model_of(lattice(6), observables=("replica_overlap",), **settings)


# --- a user's own ---------------------------------------------------------------------------------------------------

OWN = '''
from typing import ClassVar

import numpy as np

from sociophys.accelerate import jit
from sociophys.observables import Observable
from sociophys.parameters import parameter


@jit
def plus_among(who, spins):
    counts = np.zeros(spins.shape[1])
    for i in who:
        for c in range(spins.shape[1]):
            counts[c] += spins[i, c] > 0
    return counts / max(1, who.size)


class BusyShare(Observable):
    """Share of plus among people with many ties."""

    unit: ClassVar[str] = "share"
    ties: int = parameter(5, ge=0, unit="ties", doc="From how many ties on somebody is busy.")

    def bind(self, setting):
        return np.flatnonzero(setting.network.degrees >= self.ties)

    def measure(self, frame, bound):
        return plus_among(bound, frame.spins)
'''
SCENARIO = {
    "network": {"load": "karate"},
    "dynamics": {"kind": "glauber", "temperature": 3.0},
    "run": {"sweeps": 40, "replicas": 32, "burn_in": 0},
    "analyze": {"analyzers": [], "nulls": 0},
}


def scenario(*observables):
    return {**SCENARIO, "run": {**SCENARIO["run"], "observables": list(observables)}}


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder to stand in, with a user's own observable; its cache is its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "busy_share.py").write_text(OWN)
    return tmp_path


def test_own_observable__is_recorded_here_and_in_workers(own):
    plain = scenario("m", {"kind": "busy_share.py", "ties": 9}, "busy_share.py")
    found = [
        run(plain, out=own / str(workers), workers=workers, report=False, allow_plugins=True) for workers in (1, 2)
    ]
    tables = [result.table("observables") for result in found]
    assert tables[0].columns.tolist()[3:] == ["m", "busy_share", "busy_share#2"]
    assert tables[0].equals(tables[1])
    assert tables[0]["busy_share"].between(0, 1).all()
    assert found[0].summary["numbers"]["busy_share"]["error"] > 0
    twin = found[0].directory / "scenario.resolved.yaml"
    again = run(twin, out=own / "again", report=False, allow_plugins=True)
    assert again.run_id == found[0].run_id


def test_own_observable__enters_the_run_id_by_content(own):
    options = {"out": own / "out", "report": False, "allow_plugins": True}
    first = run(scenario("busy_share.py"), **options)
    (own / "sub").mkdir()
    (own / "sub" / "busy_share.py").write_text(OWN)
    assert run(scenario("sub/busy_share.py"), **options).run_id == first.run_id
    (own / "busy_share.py").write_text(OWN.replace("> 0", "< 0"))
    other = run(scenario("busy_share.py"), **options)
    assert other.run_id != first.run_id
    sums = first.table("observables")["busy_share"] + other.table("observables")["busy_share"]
    assert (sums - 1).abs().max() < 1e-12


def test_own_observable__travels(own):
    gate = Gate(own, allows=True)
    plugin = gate.admit("busy_share.py")
    member, findings = read_member("observables", {"kind": "busy_share", "ties": 3}, (), {"busy_share": plugin})
    assert findings == []
    copy = pickle.loads(pickle.dumps(member))
    assert copy == member
    assert (copy.kind, copy.ties, copy.plugin) == ("busy_share", 3, plugin)
    assert copy.explicit() == {"kind": "busy_share", "ties": 3}


@pytest.mark.parametrize(
    ("source", "ties", "message"),
    [
        (OWN, -1, "ties: -1 is below 0"),
        ("class Other: ...\n", 1, "holds no class 'BusyShare'; allowed a class named after busy_share.py"),
        ("def broken(:\n", 1, "busy_share.py:1 is not readable as Python"),
        ("\nimport nothing_like_it\n", 1, "busy_share.py:2 cannot be imported .ModuleNotFoundError"),
        (OWN.replace("plus_among(bound, frame.spins)", "frame.spins"), 1, "one number a replica"),
        (OWN.replace("plus_among(bound, frame.spins)", "1 / 0"), 1, "measure failed .ZeroDivisionError"),
    ],
)
def test_own_observable__that_is_wrong_is_refused_in_words(own, source, ties, message):
    (own / "busy_share.py").write_text(source)
    options = {"out": own / "out", "report": False, "workers": 1, "allow_plugins": True}
    with pytest.raises(SociophysError, match=message):
        run(scenario({"kind": "busy_share.py", "ties": ties}), **options)
    with pytest.raises(SociophysError, match=r"busi_share.py no such file.*Did you mean 'busy_share.py'"):
        run(scenario("busi_share.py"), **options)
