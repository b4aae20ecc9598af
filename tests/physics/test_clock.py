"""Pressure, noise and levers that change in time, in every kernel family, against products of exact matrices.

A run begins in burn-in, where schedules hold their value at 0, fields press and levers do not. Then at each sweep
levers come first, then schedules and fields, then the record, then the sweep itself.
"""

import numpy as np
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.engine.plan import plan
from sociophys.engine.wiring import visits
from sociophys.fields.attribute import Attribute
from sociophys.fields.broadcast import Broadcast
from sociophys.fields.uniform import Uniform
from sociophys.initial.all_up import AllUp
from sociophys.interventions.cut import Cut
from sociophys.interventions.heat import Heat
from sociophys.interventions.mute import Mute
from sociophys.interventions.pin import Pin
from sociophys.interventions.remove import Remove
from sociophys.interventions.strengthen import Strengthen
from sociophys.interventions.tilt import Tilt
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.schedules.oscillation import Oscillation
from sociophys.schedules.pulse import Pulse
from sociophys.schedules.ramp import Ramp
from sociophys.select import Selection
from sociophys.theory import exact
from sociophys.triggers.at import At
from sociophys.triggers.between import Between
from tests.physics.ensembles import bound, segments, z_of_blocks
from tests.physics.systems import graph_of

ORDERS = ("random", "permutation", "sequential", "checkerboard", "synchronous")
BLOCKS = {1: 3072, 16: 160, 512: 20}
FAMILY = {1: "single", 16: "lanes", 512: "bit_sliced"}
N, BURN_IN, SWEEPS = 5, 2, 9
J = np.array([[0, 1, 0, -1, 1], [1, 0, 1, 0, 0], [0, 1, 0, 1, -1], [1, 0, -1, 0, 1], [1, 1, 0, 1, 0]], float)
H = np.array([0.5, -0.25, 0.5, -0.25, 0.5])
NOISE = Ramp(begin=1.0, end=2.5, start=0, stop=6)
SWING = Oscillation(amplitude=0.75, period=5.0, shape="square", phase=1.5)
SHOUT = Pulse(height=1.5, start=0, width=3, base=0.25)  # in burn-in the pulse of sweep 0 is on already


def those(*people):
    return Selection(ids=[f"s{i}" for i in people])


ALIKE = (
    Tilt(toward="minus", strength=1.0, nodes=those(0, 2), when=Between(start=0, end=2)),  # not before sweep 0
    Heat(to=0.5, nodes=those(1, 3), when=Between(start=2, end=4)),
    Pin(to="minus", nodes=those(4), when=Between(start=3, end=5)),
    Pin(to="plus", nodes=those(2), when=Between(start=5, end=6)),
)
TIES = (
    Strengthen(pairs=[["s0", "s1"], ["s2", "s3"]], by=-2.0, when=Between(start=0, end=2)),
    Mute(nodes=those(3), when=Between(start=2, end=5)),
    Remove(nodes=those(1), when=Between(start=4, end=7)),
    Cut(pairs=[["s3", "s4"]], when=At(times=(6,))),
)


def model(order, block, levers):
    graph = graph_of(J, h=H)
    return bind(
        graph=graph, network=Network.from_graph(graph), opinions=None, dynamics=Glauber(order=order, temperature=NOISE),
        initial=AllUp(), fields=(Attribute(column="h"), Uniform(strength=SWING), Broadcast(
            toward="minus", strength=SHOUT, nodes=those(1, 4))), interventions=levers, observables=("m",), seed=2,
        settings=RunSettings(sweeps=SWEEPS, burn_in=BURN_IN, replicas=block * BLOCKS[block], order_block=block,
                             snapshot_every=1),
    )  # fmt: skip


def in_force(t, levers):
    """Ties, added pressure, noise of those who have one of their own, who is held where, who has left: by hand."""
    ties, press, noise, held, gone = J.copy(), np.zeros(N), {}, {}, []
    if t < 0:
        return ties, press, noise, held, gone
    if levers is ALIKE:
        if t < 2:
            press[[0, 2]] -= 1.0
        if 2 <= t < 4:
            noise = {1: 0.5, 3: 0.5}
        held = {4: -1} if 3 <= t < 5 else {2: 1} if t == 5 else {}
        return ties, press, noise, held, gone
    if t < 2:
        ties[[0, 2], [1, 3]] *= -2.0  # arrows: the one said, and not the one that comes back
        ties[[1, 3], [0, 2]] *= -2.0
    if 2 <= t < 5:
        ties[:, 3] = 0.0
    if t >= 6:
        ties[3, 4] = ties[4, 3] = 0.0
    if 4 <= t < 7:
        ties[1], ties[:, 1], gone = 0.0, 0.0, [1]
    return ties, press, noise, held, gone


def course(order, levers, late=0):
    """Exact <s_i> at sweeps 0 to SWEEPS, (SWEEPS + 1, N), and <m> of those there; ``late``: all comes so much later."""
    graph = graph_of(J, h=H)
    sequence = [int(i) for i in visits(Network.from_graph(graph), order).sites]
    spread, means, m = exact.at_state([1] * N), [], []
    for t in range(-BURN_IN, SWEEPS + 1):
        at = t - late
        now = max(at, 0)
        # the closing record pulls no lever any more: what held at the last sweep still holds
        ties, press, noise, held, gone = in_force(min(at, SWEEPS - 1), levers)
        for i, s in held.items():
            spread = forced(spread, i, s)
        if t >= 0:
            means.append(exact.means(spread, N))
            m.append(np.delete(means[-1], gone).mean())
        h = H + SWING.at(now) + press
        h[[1, 4]] -= SHOUT.at(now)
        beta = np.array([1 / noise.get(i, NOISE.at(now)) for i in range(N)])
        stays = np.isin(np.arange(N), [*held, *gone])
        spread = spread @ exact.sweep_matrix(exact.linear_field(ties, h), beta, order, sequence, stays)
    return np.array(means), np.array(m)


def forced(spread, i, s):
    """The distribution once person i has been put on side s."""
    pairs = spread.reshape(-1, 2, 2**i)
    found = np.zeros_like(pairs)
    found[:, int(s > 0)] = pairs.sum(axis=1)
    return found.reshape(-1)


EACH = {f"alike-{block}": (ALIKE, block) for block in BLOCKS} | {f"ties-{block}": (TIES, block) for block in (1, 16)}
SHORT = {("alike-512", "checkerboard"), ("ties-16", "permutation"), ("ties-1", "synchronous")}
SHORT |= {(name, "random") for name in EACH}
CASES = [
    pytest.param(*EACH[name], order, id=f"{name}-{order}", marks=[] if (name, order) in SHORT else pytest.mark.long)
    for name in EACH
    for order in ORDERS
]


@pytest.mark.parametrize(("levers", "block", "order"), CASES)
def test_clock__everybody_at_every_sweep_is_where_the_exact_chain_has_them(levers, block, order):
    of = model(order, block, levers)
    assert plan(of).kernel == FAMILY[block]
    parts = list(segments(of))
    seen = dict(frame for part in parts for frame in part.frames)
    blocks = np.stack([seen[t].reshape(N, -1, block).mean(axis=-1) for t in range(SWEEPS + 1)])
    expected, m = course(order, levers)
    assert np.abs(z_of_blocks(blocks, expected)).max() < bound(expected.size)
    late, _ = course(order, levers, late=1)
    assert np.abs(z_of_blocks(blocks, late)).max() > 10  # one sweep too late would be seen
    recorded = np.concatenate([part.rows["m"] for part in parts]).reshape(SWEEPS + 1, -1, block).mean(axis=-1)
    assert np.abs(z_of_blocks(recorded, m)).max() < bound(len(m))
