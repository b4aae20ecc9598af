"""Many replicas of several small systems side by side, and what the transition matrix says of each at every sweep.

The systems are separate parts of one network, so one run of a kernel meets them all: J of both kinds, fields, unequal
noise from 0 to infinity, pins and self-couplings. Who shares a visiting order is no independent witness: errors are
those of block means.
"""

import functools
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import stats
from scipy.linalg import block_diag

from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.engine.wiring import visits
from sociophys.fields.attribute import Attribute
from sociophys.initial.all_up import AllUp
from sociophys.interventions.pin import Pin
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.select import Selection
from sociophys.theory import exact
from tests.physics.systems import graph_of, instance_a

TRANSIENT, LATE = (1, 2, 3), tuple(range(8, 29, 4))
BOUND = 4.0  # |z| of a single comparison
POWER = stats.norm.isf(0.01)  # 0.99


@dataclass(frozen=True)
class Part:
    """One system of n <= 10: dense J, h, the noise of each person (0 to infinity) and who is pinned where."""

    couplings: np.ndarray
    h: np.ndarray
    noise: np.ndarray
    pins: dict = field(default_factory=dict)

    @property
    def start(self):
        return [self.pins.get(i, 1) for i in range(len(self.h))]

    def matrix(self, order, sequence, law, n_nodes, hotter=1.0):
        with np.errstate(divide="ignore"):
            beta = 1 / (hotter * self.noise)
        pinned = np.isin(np.arange(len(self.h)), list(self.pins))
        tie = 1e-6 * np.abs(self.couplings).sum(axis=1) + 1e-12
        field_of = exact.linear_field(self.couplings, self.h)
        return exact.sweep_matrix(field_of, beta, order, sequence, pinned, law, tie, n_nodes)


def _of_a(couplings, noise=None, pins=None):
    _, h, beta = instance_a()
    return Part(couplings, h, np.full(5, 1 / beta) if noise is None else np.array(noise), pins or {})


def _of_signs(seed, symmetric, pins=None, noise=1.7, n=6):
    """Ties of size 1 and both signs, fields of two sizes: what bit planes can serve."""
    rng = np.random.default_rng(seed)
    couplings = rng.choice([-1.0, 0.0, 1.0], (n, n), p=[0.25, 0.3, 0.45])
    couplings = np.triu(couplings, 1) + np.triu(couplings, 1).T if symmetric else couplings * (1 - np.eye(n))
    return Part(couplings, np.where(np.arange(n) % 2, 0.5, -0.25), np.broadcast_to(noise, n).astype(float), pins or {})


A = instance_a()[0]
SYSTEMS = {
    "weights": {
        "directed": _of_a(A),
        "symmetric": _of_a((A + A.T) / 2),
        "unequal noise": _of_a(A, noise=[0.8, 0.0, 1.3, 1e300, 2.0]),
        "self-couplings": _of_a(A + np.diag([0.4, -0.3, 0.2, -0.5, 0.3])),
        "pins": _of_a(A, pins={1: -1, 3: 1}),
    },
    "signs": {
        "symmetric": _of_signs(1, True),
        "directed": _of_signs(2, False),
        "pins": _of_signs(3, True, pins={0: -1, 4: 1}),
    },
    "signs, unequal noise": {
        "symmetric": _of_signs(4, True, noise=[0.0, 1.0, 2.0, 1e300, 2.0, 1.0]),
        "directed": _of_signs(5, False, noise=[1.0, 2.0, 0.0, 2.0, 1e300, 1.0]),
    },
}


def model_of_parts(parts, order, block, n_blocks, dynamics=Glauber, heat=1.0, seed=1):
    """All parts as one network; ``heat`` multiplies everybody's noise: a mistake to be caught."""
    couplings = block_diag(*(part.couplings for part in parts.values()))
    noise = np.concatenate([part.noise for part in parts.values()])
    pins = [(f"s{i}", s) for i, s in _pins(parts).items()]
    graph = graph_of(couplings, h=np.concatenate([part.h for part in parts.values()]), noise=noise)
    equal = len(set(noise)) == 1
    temperature = {"absolute": heat * noise[0]} if equal else {"absolute": heat, "per_node": "noise"}
    levers = [
        Pin(to=side, nodes=Selection(ids=[name for name, s in pins if s == sign]))
        for side, sign in (("plus", 1), ("minus", -1))
        if any(s == sign for _, s in pins)
    ]
    settings = RunSettings(
        sweeps=LATE[-1], replicas=block * n_blocks, order_block=block, record_every=LATE[-1], snapshot_every=1
    )
    return bind(
        graph=graph,
        network=Network.from_graph(graph),
        opinions=None,
        dynamics=dynamics(order=order, temperature=temperature, self_coupling="keep"),
        initial=AllUp(),
        fields=(Attribute(column="h"),),
        interventions=tuple(levers),
        observables=("m",),
        settings=settings,
        seed=seed,
    )


def _pins(parts):
    pins, first = {}, 0
    for part in parts.values():
        pins |= {first + i: s for i, s in part.pins.items()}
        first += len(part.h)
    return pins


def frames(model):
    """Run all replicas in one unit from all up; return {sweep: (n_nodes, n_replicas) spins}."""
    return dict(frame for segment in segments(model) for frame in segment.frames)


def segments(model):
    """Run all replicas in one unit from all up; yield its segments."""
    state = start(replace(model, settings=replace(model.settings, replicas=1)), np.arange(1))
    n, replicas = model.network.n_nodes, model.settings.replicas
    wide = {name: np.zeros((n, replicas), getattr(state, name).dtype) for name in ("spins", "spin_sums")}
    wide["spins"][:] = state.spins
    state = replace(state, replicas=np.arange(replicas), flips=np.zeros(replicas, np.int64), bonds=np.zeros(0), **wide)
    yield from run(model, plan(model), state)


def expected(parts, order, model, law=exact.heat_bath, hotter=1.0):
    """Exact <s_i> at sweeps 1, 2, 3 and averaged over the late sweeps, (4, n_nodes)."""
    sites, first, columns = visits(model.network, order).sites, 0, []
    for part in parts.values():
        n = len(part.h)
        own = [int(i) - first for i in sites if first <= i < first + n]
        matrix = part.matrix(order, own, law, model.network.n_nodes, hotter)
        at, late, spread = {}, 0.0, exact.at_state(part.start)
        for t in range(1, LATE[-1] + 1):
            spread = spread @ matrix
            at[t] = exact.means(spread, n)
        late = np.mean([at[t] for t in LATE], axis=0)
        columns.append(np.stack([*(at[t] for t in TRANSIENT), late]))
        first += n
    return np.concatenate(columns, axis=1)


def seen(model):
    """Measured <s_i> of every order block at sweeps 1, 2, 3 and over the late sweeps, (4, n_nodes, n_blocks)."""
    course = frames(model)
    late = np.mean([course[t] for t in LATE], axis=0)
    values = np.stack([*(course[t] for t in TRANSIENT), late])
    return values.reshape(*values.shape[:2], -1, model.settings.order_block).mean(axis=-1)


def errors(blocks):
    """Standard error of the mean over independent blocks, the last axis."""
    return blocks.std(axis=-1, ddof=1) / np.sqrt(blocks.shape[-1])


def z_of_blocks(blocks, exactly):
    """z of block means against exact values, Student's t made normal; where nothing varies 0 or infinite."""
    off, error, n = blocks.mean(axis=-1) - exactly, errors(blocks), blocks.shape[-1]
    t = np.divide(off, error, out=np.where(np.abs(off) < 1e-9, 0.0, np.inf), where=error > 0)
    return np.sign(t) * stats.norm.isf(stats.t.sf(np.abs(t), n - 1))


@functools.cache
def bound(n_comparisons, alarms=1e-4):
    """The |z| that the largest of so many comparisons exceeds once in 1/``alarms`` times when all is right."""
    return stats.norm.isf(alarms / (2 * n_comparisons))


def aimed(blocks, exactly, shift):
    """(z, size of the shift in standard errors) of the one comparison that looks along a shift feared, late means only.

    Every block's values are added with weights shift / (1 - m^2), so the comparison sees the shift best where many
    small ones point the same way; with a size of BOUND + POWER or more it is found with power 0.99.
    """
    late, exact_late, shift = blocks[-1], exactly[-1], shift[-1]
    weights = shift / np.maximum(1 - exact_late**2, 1e-2)
    sums = weights @ (late - exact_late[:, None])
    return sums.mean() / errors(sums), np.sum(weights * shift) / errors(sums)
