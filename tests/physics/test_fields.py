"""Every field keeps the contract of its family, equals a plain twin, and does what its docstring says."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sociophys import registry
from sociophys.dynamics.glauber import Glauber
from sociophys.engine import controls as ctl
from sociophys.engine.loop import Machine, run, start
from sociophys.engine.plan import plan
from sociophys.errors import SociophysError
from sociophys.fields.attribute import Attribute
from sociophys.fields.broadcast import Broadcast
from sociophys.fields.campaign import Campaign
from sociophys.fields.contrarian import Contrarian
from sociophys.fields.fact_check import FactCheck
from sociophys.fields.news_shocks import BLOCK, NewsShocks
from sociophys.fields.personal_feed import PersonalFeed
from sociophys.fields.private_conviction import PrivateConviction
from sociophys.fields.uniform import Uniform
from sociophys.graph import Graph
from sociophys.initial.random import Random
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.parameters import read_member
from sociophys.schedules.life_cycle import LifeCycle
from sociophys.schedules.pulse import Pulse
from sociophys.theory import exact
from tests.physics.systems import graph_of, simulate, z_scores

TOWN = {"attribute": "town"}
CASES = [
    Uniform(strength=Pulse(height=0.5, start=3, width=4)),
    Attribute(column="lean", strength=0.5),
    Broadcast(
        toward="pro", strength=LifeCycle(height=0.4, start=2, rise=3, plateau=2, decay=2.0), nodes={"ids": ["p1"]}
    ),
    Campaign(toward="anti", budget=6.0, start=2, sweeps=6, nodes={"ids": ["p0", "p3"]}),
    Campaign(toward="pro", budget=6.0, start=1, sweeps=8, pace=Pulse(height=3.0, start=2, width=3, base=1.0)),
    Campaign(toward="pro", budget=0.0, sweeps=4),
    Contrarian(strength=0.7),
    Contrarian(strength=0.7, among=TOWN, lag=3, nodes={"top_degree": 4}),
    Contrarian(strength=0.7, among="community", lag=1),
    FactCheck(toward="pro", strength=0.6),
    FactCheck(toward="anti", strength=0.6, threshold=0.5, nodes={"ids": ["p0", "p4", "p7"]}),
    NewsShocks(rate=0.3, height=0.5, decay=3.0),
    NewsShocks(rate=0.3, height=0.5, decay=3.0, toward="anti", history="own"),
    NewsShocks(rate=0.3, height=0.5, decay=3.0, history="own", nodes={"ids": ["p2"]}),
    NewsShocks(rate=0.0, height=0.5, decay=3.0, toward="pro"),
    PersonalFeed(strength=0.8, memory_time=5.0),
    PrivateConviction(strength=0.8),
    PrivateConviction(strength=0.8, column="lean", follow=0.2, recover=0.1),
]
KINDS = {case.kind for case in CASES}
CASES += [registry.member("fields", kind)(strength=0.5) for kind in registry.kinds("fields") if kind not in KINDS]
NAMES = [f"{case.kind}-{k}" for k, case in enumerate(CASES)]
SWEEPS, REPLICAS, N = 14, 3, 8


def network():
    """Eight people on a ring with three chords, one of them hostile; a leaning, a town (one unknown) and opinions."""
    ties = [(k, (k + 1) % N, 1.0) for k in range(N)] + [(0, 4, 2.0), (1, 5, -1.0), (2, 6, 0.5)]
    columns = {"lean": np.linspace(-1, 1, N), "town": ["a", "a", "b", "b", "a", None, "b", "c"]}
    nodes = pd.DataFrame(columns, index=[f"p{k}" for k in range(N)])
    return Graph(nodes, pd.DataFrame(ties, columns=["source", "target", "weight"]), directed=False)


OPINIONS = Opinions(np.array([1, -1, np.nan, 1, -1, 1, -1, 1]), plus="pro", minus="anti")


def model_with(*fields, **settings):
    graph = network()
    settings = {"sweeps": SWEEPS, "replicas": REPLICAS} | settings
    parts = {"opinions": OPINIONS, "initial": Random(), "dynamics": Glauber(order="sequential", temperature=1.5)}
    return bind(
        graph=graph, network=Network.from_graph(graph), fields=fields, settings=RunSettings(**settings), **parts
    )


def told(t, sign=1, replicas=REPLICAS):
    """What everybody says at sweep t: any opinions will do."""
    return sign * np.random.default_rng(t + 100).choice(np.array([-1, 1], np.int8), (N, replicas))


def pressed(model, sign=1, replicas=None, first=0):
    """h at every sweep, (sweeps, n_nodes, n_replicas), where people say what is told."""
    replicas = np.arange(REPLICAS) if replicas is None else replicas
    state = start(model, replicas)
    controls = ctl.fresh(model, state)
    found = []
    for t in range(first, SWEEPS):
        state.t, state.spins = t, np.ascontiguousarray(told(t, sign)[:, replicas])
        ctl.press(model, state, controls)
        found.append(np.broadcast_to(controls.h, state.spins.shape).copy())
    return np.array(found)


# --- the contract ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_contract__fields_add_up(case):
    other = Uniform(strength=0.25)
    assert pressed(model_with(case, other)) == pytest.approx(pressed(model_with(case)) + 0.25, abs=1e-12)
    twice = pressed(model_with(case, case))
    if case.kind != "news_shocks":  # the second has news of its own
        assert twice == pytest.approx(2 * pressed(model_with(case)), abs=1e-12)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_contract__pressure_is_frozen_within_a_sweep(case):
    model = model_with(case)
    machine = Machine(model, plan(model), start(model, np.arange(REPLICAS)))
    for _ in range(4):
        machine._prepare([])
        before = machine.controls.h.copy()
        again = np.zeros_like(before)
        (bound,) = model.fields
        bound.member.write(bound.arrays, machine.state.memory[bound.name], machine.state.t, again)
        assert np.array_equal(again, before)  # writing changes nothing but h
        machine._advance(1)
        assert np.array_equal(machine.controls.h, before)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_contract__a_run_in_pieces_has_the_same_bits(case):
    model = model_with(case, burn_in=3)
    whole = simulate(model)
    cut = replace(plan(model), segment_sweeps=5)
    state, rows = start(model, np.arange(REPLICAS)), []
    while state.t < SWEEPS:
        segment = next(run(model, cut, state))  # a new machine for every segment: nothing but the state survives
        state = segment.state
        rows.append(segment.rows["m"])
    assert np.array_equal(state.spins, whole[2])
    assert np.array_equal(np.concatenate(rows), whole[0]["m"])


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_contract__no_change_is_skipped(case):
    h = pressed(model_with(case))
    if case.follows_opinions:
        assert all(case.changes_after(t) == t + 1 for t in range(SWEEPS))
        return
    for t in range(SWEEPS):
        after = case.changes_after(t)
        assert after > t
        assert (h[t : int(min(after, SWEEPS))] == h[t]).all()


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_contract__at_rest_means_no_pressure_or_none_for_a_side(case):
    h = pressed(model_with(case))
    if not case.at_rest():
        assert (h != 0).any()
    elif case.follows_opinions:
        assert np.array_equal(pressed(model_with(case), sign=-1), -h)
    else:
        assert (h == 0).all() or (case.toward, case.history) == ("either", "own")


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_contract__a_replica_is_pressed_alike_in_any_company(case):
    model = model_with(case)
    together = pressed(model)
    assert np.array_equal(pressed(model, replicas=np.array([2])), together[:, :, 2:])
    if not case.per_replica:
        assert (together == together[:, :, :1]).all()


# --- plain twins ---------------------------------------------------------------------------------------------------


def group_of(case, graph):
    if case.among == "everybody":
        return [0] * N
    if case.among == "community":
        from sociophys.select import community_numbers

        return community_numbers(Network.from_graph(graph)).tolist()
    return [{"a": 0, "b": 1, "c": 2, None: None}[town] for town in ["a", "a", "b", "b", "a", None, "b", "c"]]


def twin_contrarian(case, r):
    graph = network()
    group = group_of(case, graph)
    who = case.nodes.pick(Network.from_graph(graph), graph, OPINIONS, None)
    rows = []
    for t in range(SWEEPS):
        row = [0.0] * N
        for i in who:
            if group[i] is not None and t >= case.lag:
                said = [int(told(t - case.lag)[j, r]) for j in range(N) if group[j] == group[i]]
                row[i] = -case.strength.at(t) * sum(said) / len(said)
        rows.append(row)
    return rows


def twin_fact_check(case, r):
    graph = network()
    side = {"pro": 1, "anti": -1}[case.toward]
    who = case.nodes.pick(Network.from_graph(graph), graph, OPINIONS, None)
    rows = []
    for t in range(SWEEPS):
        row = [0.0] * N
        for i in who:
            ties = [(int(a), int(b), abs(w)) for a, b, w in graph.edges.to_numpy() if i in (a, b)]
            shown = [(w, int(told(t)[a + b - i, r])) for a, b, w in ties]
            share = sum(w for w, s in shown if s == -side) / sum(w for w, _ in shown)
            row[i] = side * case.strength.at(t) * (share if share >= case.threshold else 0.0)
        rows.append(row)
    return rows


def twin_private_conviction(case, r):
    begun = np.nan_to_num(OPINIONS.values) if case.column is None else np.linspace(-1, 1, N)
    now, rows = [float(c) for c in begun], []
    for t in range(SWEEPS):
        now = [c + case.follow * (int(told(t)[i, r]) - c) + case.recover * (begun[i] - c) for i, c in enumerate(now)]
        rows.append([case.strength.at(t) * c for c in now])
    return rows


def twin_campaign(case, r):
    side, who = {"pro": 1, "anti": -1}[case.toward], case.nodes.ids or [f"p{k}" for k in range(N)]
    pace = [case.pace.at(u) for u in range(case.sweeps)]
    rows = []
    for t in range(SWEEPS):
        on = case.start <= t < case.start + case.sweeps
        each = case.budget / len(who) * pace[t - case.start] / sum(pace) if on else 0.0
        rows.append([side * each if f"p{i}" in who else 0.0 for i in range(N)])
    return rows


def twin_news_shocks(case, r):
    """Level by level from the arrivals, with nothing kept."""
    model = model_with(case)
    (bound,) = model.fields
    who = ("own", r) if case.history == "own" else ("shared",)
    rng = bound.draw("news", *who, 0)
    count = rng.poisson(case.rate, BLOCK)
    sides = 2 * rng.binomial(count, 0.5) - count if case.toward == "either" else count
    side = {"pro": 1, "anti": -1, "either": 1}[case.toward]
    ids = case.nodes.ids or [f"p{k}" for k in range(N)]
    rows = []
    for t in range(SWEEPS):
        level = sum(case.height * sides[u] * math.exp(-(t - u) / case.decay) for u in range(t + 1))
        rows.append([side * level if f"p{i}" in ids else 0.0 for i in range(N)])
    return rows


TWINS = {
    "contrarian": twin_contrarian,
    "fact_check": twin_fact_check,
    "private_conviction": twin_private_conviction,
    "campaign": twin_campaign,
    "news_shocks": twin_news_shocks,
}
TWINNED = [case for case in CASES if case.kind in TWINS]


@pytest.mark.parametrize("case", TWINNED, ids=[f"{case.kind}-{k}" for k, case in enumerate(TWINNED)])
def test_field_equals_its_plain_twin(case):
    fast = pressed(model_with(case))
    slow = np.stack([TWINS[case.kind](case, r) for r in range(REPLICAS)], axis=-1)
    assert fast == pytest.approx(slow, abs=3e-7)  # memories are float32


# --- what the docstrings say -----------------------------------------------------------------------------------------


def test_campaign__spends_its_budget_whoever_is_chosen_and_however_fast():
    for pace in (1.0, Pulse(height=2.0, start=1, width=2, base=0.5), LifeCycle(height=1.0, rise=3, decay=2.0)):
        for ids in (["p0"], ["p0", "p1", "p2", "p3"]):
            case = Campaign(toward="pro", budget=6.0, start=2, sweeps=7, nodes={"ids": ids}, pace=pace)
            h = pressed(model_with(case))[:, :, 0]
            assert h.sum() == pytest.approx(6.0)
            assert h[:, 0].sum() == pytest.approx(6.0 / len(ids))
    (bound,) = model_with(case).fields
    assert case.note(bound.arrays) == "4 people get a pressure of 0.2143 each, on average over 7 sweeps"


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"nodes": {"random": 0}}, "nobody is chosen to spend the budget on"),
        ({"pace": Pulse(height=1.0, start=5, width=2)}, "it is 0 throughout the 5 sweeps"),
    ],
)
def test_campaign__what_cannot_be_spent_is_refused(more, what):
    with pytest.raises(SociophysError, match=what):
        model_with(Campaign(toward="pro", budget=1.0, sweeps=5, **more))


@pytest.mark.parametrize(("toward", "side"), [("anti", -1), ("either", 0)])
def test_news__mean_and_variance_of_the_pressure(toward, side):
    case = NewsShocks(rate=0.2, height=0.5, decay=4.0, toward=toward, history="own")
    (bound,) = model_with(case).fields
    sign, q = -1 if toward == "anti" else 1, math.exp(-1 / 4)
    for t in (0, 5, BLOCK + 7):
        found = sign * case.levels(bound.arrays, np.arange(3000), t)
        mean = side * 0.5 * 0.2 * (1 - q ** (t + 1)) / (1 - q)
        assert abs(z_scores(found, mean)) < 4
        assert abs(z_scores((found - mean) ** 2, 0.25 * 0.2 * (1 - q ** (2 * t + 2)) / (1 - q * q))) < 4


def test_news__times_depend_on_nothing_but_the_seed():
    case = NewsShocks(rate=0.1, height=1.0, decay=5.0)
    nobody = np.zeros(0, np.int64)
    (one,), (other,) = model_with(case).fields, model_with(case, sweeps=5000, replicas=7).fields
    times = [3, 3 * BLOCK + 5, BLOCK, 2 * BLOCK - 1, 0]
    in_order = {t: case.levels(other.arrays, nobody, t) for t in sorted(times)}
    assert all(np.array_equal(case.levels(one.arrays, nobody, t), in_order[t]) for t in times)


def test_private_conviction__settles_where_its_two_rates_balance():
    case = PrivateConviction(strength=1.0, column="lean", follow=0.3, recover=0.1)
    (bound,) = model_with(case).fields
    memory = case.memory_of(bound.arrays, N, np.arange(2))
    spins = np.ones((N, 2), np.int8)
    for t in range(200):
        case.update(bound.arrays, memory, spins, t, bound.draw)
    assert memory["conviction"][:, 0] == pytest.approx((0.3 + 0.1 * np.linspace(-1, 1, N)) / 0.4, abs=1e-6)


def test_equilibrium__news_and_moving_convictions_have_none_for_their_own_reasons():
    failures = {
        "still": model_with(PrivateConviction(strength=1.0)).equilibrium_failures,
        "moving": model_with(PrivateConviction(strength=1.0, follow=0.1)).equilibrium_failures,
        "news": model_with(NewsShocks(rate=0.1, height=1.0, decay=5.0, history="own")).equilibrium_failures,
    }
    assert not any("field" in sentence for sentence in failures["still"])
    assert "the field or the feed follows the opinions" in failures["moving"]
    assert "the field or the feed follows the opinions" not in failures["news"]
    assert "the field changes in time" in failures["news"]


@pytest.mark.parametrize(
    ("plain", "what"),
    [
        ({"strength": 1, "follow": 0.7, "recover": 0.5}, "go more than the whole way in one sweep"),
        ({"strength": 1, "follow": -0.1}, "-0.1"),
    ],
)
def test_private_conviction__rates_stay_in_range(plain, what):
    _, (finding,) = read_member("fields", {"kind": "private_conviction", **plain})
    assert what in finding.what


def test_private_conviction__needs_somewhere_to_start():
    graph = graph_of(np.ones((2, 2)) - np.eye(2), mood=[0.5, 1.5])
    parts = {"graph": graph, "network": Network.from_graph(graph), "opinions": None, "initial": Random()}
    parts |= {"dynamics": Glauber(temperature=1.0), "settings": RunSettings(sweeps=2)}
    with pytest.raises(SociophysError, match="no opinions that convictions could start from"):
        bind(fields=(PrivateConviction(strength=1.0),), **parts)
    with pytest.raises(SociophysError, match="node 's1'.* '1.5' in column 'mood' is no conviction"):
        bind(fields=(PrivateConviction(strength=1.0, column="mood"),), **parts)


@pytest.mark.parametrize("kind", ["contrarian", "fact_check"])
def test_feedback__reaches_the_exact_law(kind):
    """With everybody deciding at the same moment a field of the sweep's opinions is a state-dependent local field."""
    i, j = np.mgrid[0:5, 0:5]
    couplings = 0.5 * np.sin(1.3 * i + 2.1 * j + 0.4)
    np.fill_diagonal(couplings, 0.0)
    own = 0.3 * np.cos(1.7 * np.arange(5))
    weights = np.abs(couplings) / np.abs(couplings).sum(1, keepdims=True)
    case, extra = {
        "contrarian": (Contrarian(strength=1.5), lambda s: -1.5 * s.mean()),
        "fact_check": (FactCheck(toward="plus", strength=1.5), lambda s: 1.5 * weights @ (s < 0)),
    }[kind]
    matrix = exact.sweep_matrix(lambda s: couplings @ s + own + extra(s), np.full(5, 0.9), "synchronous")
    expected = exact.means(exact.stationary(matrix), 5)
    graph = graph_of(couplings, h=own)
    model = bind(
        graph=graph,
        network=Network.from_graph(graph),
        opinions=None,
        dynamics=Glauber(order="synchronous", temperature=1 / 0.9),
        initial=Random(),
        fields=(Attribute(column="h"), case),
        settings=RunSettings(sweeps=100, burn_in=30, replicas=2000),
    )
    _, means, _ = simulate(model)
    assert np.abs(z_scores(means, expected)).max() < 4


def test_life_cycle__bounds_hold_and_no_change_is_skipped():
    trends = [
        LifeCycle(height=h, start=s, rise=r, plateau=p, decay=3.0, tail=tail, base=b)
        for h, b in ((1.0, 0.0), (-0.5, 0.25))
        for s, r, p in ((0, 0, 0), (4, 0, 3), (4, 3, 0), (2, 3, 4))
        for tail in ("exponential", "power_law")
    ]
    for trend in trends:
        values = [trend.at(t) for t in range(40)]
        low, high = trend.bounds()
        assert low <= min(values) <= max(values) <= high
        assert trend.height in values
        for t in range(40):
            assert values[t : int(min(trend.changes_after(t), 40))] == [values[t]] * int(
                min(trend.changes_after(t), 40) - t
            )
