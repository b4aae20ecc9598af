"""Packs: models that differ in temperature alone run side by side, since one gather of a row serves them all.

A pack changes no number: visiting orders and coins know nothing of the grid point, so each model yields the
same segments, bit for bit, as if it ran alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from sociophys.engine.controls import Noise
from sociophys.engine.loop import Machine
from sociophys.engine.plan import Plan
from sociophys.engine.pressure import join as join_pressure
from sociophys.engine.pressure import part as part_of_pressure
from sociophys.model import Model, RunSettings
from sociophys.trajectory import Bits, Segment, State

Array = np.ndarray
LANES = 64  # replicas of one order block that a kernel serves at once
MOST_SPINS = 2**27  # of a pack


def pack_size(model: Model, plan: Plan) -> int:
    """Return how many models like this one are worth running in one pack; 1 where they cannot share a sweep."""
    remembers = any(bound.member.remembers for bound in model.fields)
    changes = model.dynamics.temperature.schedule.changes_after(0) < math.inf  # each at sweeps of its own
    if plan.kernel != "lanes" or model.interventions or remembers or changes:
        return 1
    spins = model.network.n_nodes * max(len(unit) for unit in plan.units)
    return max(1, min(LANES // model.settings.order_block, MOST_SPINS // spins))


def run_pack(models: Sequence[Model], plan: Plan, states: Sequence[State]) -> Iterator[list[Segment]]:
    """Yield the segments of every model, side by side, until t reaches ``sweeps``.

    Parameters
    ----------
    models: alike but for their temperature. plan: of any of them. states: one a model, all at the same sweep.
    """
    replicas = np.concatenate([state.replicas for state in states])
    owner = np.repeat(np.arange(len(states)), [len(state.replicas) for state in states])
    by_block = np.lexsort((replicas, owner, replicas // models[0].settings.order_block))  # blocks stand together
    owner, settings = owner[by_block], models[0].settings
    columns = [np.flatnonzero(owner == number) for number in range(len(models))]
    for segment in Machine(models[0], plan, _join(states, by_block, settings), Noise(models, owner)).segments():
        frames = segment.frames
        yield [_part(segment, frames, own, number, settings) for number, own in enumerate(columns)]


def _join(states: Sequence[State], order: Array, settings: RunSettings) -> State:
    """Return the states as one, their columns in ``order``."""

    def side_by_side(name: str) -> Array:
        return np.ascontiguousarray(np.concatenate([getattr(one, name) for one in states], axis=-1)[..., order])

    first = states[0]
    counted = ("bonds",) if first.bonds.size else ()
    arrays = {name: side_by_side(name) for name in ("spins", "replicas", "spin_sums", "flips", *counted)}
    memory: dict[str, dict[str, Array]] = {name: {} for name in first.memory}
    pressure = join_pressure(states, order, settings)
    return State(first.t, memory=memory, n_records=first.n_records, pressure=pressure, **arrays)


def _part(
    segment: Segment, frames: list[tuple[int, Array]], columns: Array, number: int, settings: RunSettings
) -> Segment:
    """Return what belongs to some columns of a pack, its model ``number``'s; ``frames``: its unpacked ones."""
    whole = segment.state
    width = len(whole.replicas)
    rows = {name: column.reshape(-1, width)[:, columns].ravel() for name, column in segment.rows.items()}
    packed = [(t, Bits.of(spins[:, columns])) for t, spins in frames]

    def own(name: str) -> Array:
        return np.ascontiguousarray(getattr(whole, name)[..., columns])

    arrays = {name: own(name) for name in ("spins", "replicas", "spin_sums", "flips")}
    bonds = own("bonds") if whole.bonds.size else whole.bonds
    recorded = {name: values[columns] for name, values in whole.recorded.items()}
    memory: dict[str, dict[str, Array]] = {name: {} for name in whole.memory}
    arrays |= {"bonds": bonds}
    pressure = part_of_pressure(whole, columns, number, settings)
    state = State(whole.t, memory=memory, recorded=recorded, n_records=whole.n_records, pressure=pressure, **arrays)
    return Segment(rows, packed, segment.events, state)
