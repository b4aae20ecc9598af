"""Fields that follow opinions, exactly: three people as a Markov chain over all they have said since the start."""

import numpy as np
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.engine.wiring import visits
from sociophys.fields.attribute import Attribute
from sociophys.fields.contrarian import Contrarian
from sociophys.fields.fact_check import FactCheck
from sociophys.fields.personal_feed import PersonalFeed
from sociophys.fields.private_conviction import PrivateConviction
from sociophys.fields.trending import Trending
from sociophys.initial.all_up import AllUp
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.schedules.pulse import Pulse
from sociophys.select import ByAttribute, Selection
from sociophys.theory import exact
from tests.physics.ensembles import bound, z_of_blocks
from tests.physics.systems import graph_of

J = np.array([[0, 0.8, -0.4], [0.3, 0, 0.6], [-0.7, 0.5, 0]])
H, MOOD = np.array([0.2, -0.3, 0.1]), np.array([-0.5, 1.0, 0.25])
NOISE, BURN_IN, SWEEPS = 1.2, 1, 3
GAIN = Pulse(height=2.0, start=1, width=1, base=1.2)
PAIR = Selection(ids=["s0", "s2"])


def past(said, t):
    a = np.zeros(3)
    for s in said:
        a = (1 - 1 / 1.5) * a + s / 1.5
    return GAIN.at(max(t, 0)) * a


def popular(said, t):
    """Of everybody one sweep ago; the first sweep of burn-in has none before it."""
    return GAIN.at(max(t, 0)) * (said[-2].mean() if len(said) > 1 else 0.0) * np.ones(3)


def own_kind(said, t):
    """Against the mean of one's own kind, persons 0 and 2; those pressed are persons 0 and 1."""
    last = said[-2] if len(said) > 1 else np.zeros(3)
    return -1.5 * np.array([(last[0] + last[2]) / 2, last[1], 0.0])


def corrected(said, t):
    weights = np.abs(J)
    share = weights @ (said[-1] > 0) / weights.sum(axis=1)
    return -GAIN.at(max(t, 0)) * np.where(share >= 0.5, share, 0.0) * np.array([1, 0, 1])


def conviction(said, t):
    c = MOOD
    for s in said:
        c = c + 0.3 * (s - c) + 0.2 * (MOOD - c)
    return GAIN.at(max(t, 0)) * c


FIELDS = {
    "personal_feed": (PersonalFeed(strength=GAIN, memory_time=1.5), past),
    "trending": (Trending(strength=GAIN, lag=1), popular),
    "contrarian": (
        Contrarian(strength=1.5, among=ByAttribute(attribute="kind"), lag=1, nodes=Selection(ids=["s0", "s1"])),
        own_kind,
    ),
    "fact_check": (FactCheck(toward="minus", strength=GAIN, threshold=0.5, nodes=PAIR), corrected),
    "private_conviction": (PrivateConviction(strength=GAIN, column="mood", follow=0.3, recover=0.2), conviction),
}
CHAIN = {name: press for name, (_, press) in FIELDS.items()}
CHAIN["all"] = lambda said, t: sum(press(said, t) for _, press in FIELDS.values())


def model(name, order, block, n_blocks):
    graph = graph_of(J, h=H, mood=MOOD, kind=["a", "b", "a"])
    fields = [field for field, _ in FIELDS.values()] if name == "all" else [FIELDS[name][0]]
    return bind(
        graph=graph, network=Network.from_graph(graph), opinions=None, dynamics=Glauber(order=order, temperature=NOISE),
        initial=AllUp(), fields=(Attribute(column="h"), *fields), observables=("m",), seed=4,
        settings=RunSettings(sweeps=SWEEPS, burn_in=BURN_IN, replicas=block * n_blocks, order_block=block,
                             snapshot_every=1),
    )  # fmt: skip


def course(name, order, late=0):
    """Exact <s_i> at sweeps 0 to SWEEPS, (SWEEPS + 1, 3): every history has its own pressure; ``late``: looks back."""
    sequence = [int(i) for i in visits(Network.from_graph(graph_of(J)), order).sites]
    states, beta = exact.states(3), np.full(3, 1 / NOISE)
    histories, means = {(7,): 1.0}, []
    for t in range(-BURN_IN, SWEEPS + 1):
        here = np.zeros(8)
        for said, chance in histories.items():
            here[said[-1]] += chance
        if t >= 0:
            means.append(exact.means(here, 3))
        if t == SWEEPS:
            break
        longer = {}
        for said, chance in histories.items():
            heard = states[list(said)][: len(said) - late] if len(said) > late else states[[7]]
            field_of = exact.linear_field(J, H + CHAIN[name](heard, t))
            row = exact.sweep_matrix(field_of, beta, order, sequence)[said[-1]]
            longer |= {(*said, x): chance * float(row[x]) for x in range(8)}
        histories = longer
    return np.array(means)


CASES = [(name, 16, "random") for name in CHAIN]
CASES += [("all", 1, "random"), ("private_conviction", 1, "sequential"), ("fact_check", 1, "permutation")]
CASES += [("personal_feed", 16, "synchronous"), ("trending", 1, "synchronous")]


@pytest.mark.parametrize(("name", "block", "order"), CASES)
def test_field_that_follows__is_where_the_chain_over_histories_has_it(name, block, order):
    of = model(name, order, block, 8192 // block)
    assert plan(of).kernel == ("single" if block == 1 else "lanes")
    parts = run(of, plan(of), start(of, np.arange(of.settings.replicas)))
    seen = dict(frame for part in parts for frame in part.frames)
    blocks = np.stack([seen[t].reshape(3, -1, block).mean(axis=-1) for t in range(SWEEPS + 1)])
    expected = course(name, order)
    assert np.abs(z_of_blocks(blocks, expected)).max() < bound(expected.size)
    assert np.abs(z_of_blocks(blocks, course(name, order, late=1))).max() > 5  # opinions a sweep too old are noticed
