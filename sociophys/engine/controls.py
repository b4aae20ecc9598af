"""The controls of a sweep: noise, pins and pressure, put together from schedules, levers and fields."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sociophys.fields import Crowd, Feedback, PerReplica
from sociophys.interventions import Change, View
from sociophys.kernels.room import aligned
from sociophys.model import Bound, Model
from sociophys.network import Network
from sociophys.trajectory import Event, State

Array = np.ndarray
ALIKE = PerReplica(np.zeros((0, 0), np.float32), np.float32(1), np.zeros(0, np.int32))
"""No pressure that differs between replicas."""


def inverse(temperature: Array | float) -> Array:
    """Return 1/T without forming it at 0: infinity there."""
    t = np.asarray(temperature, np.float64)
    return np.where(t > 0, 1.0 / np.where(t > 0, t, 1.0), np.inf)


@dataclass
class Controls:
    """Arrays for kernels, (n_nodes, 1) where all replicas share them, else (n_nodes, n_replicas).

    ``beta_replica``: (1,) or (n_replicas,) multiplies ``beta_node``: replicas of a pack differ in temperature alone.
    ``blocks``: (n_replicas,) int64, rising: equal for replicas of one model that share a visiting order.
    ``h_replica``: what fields that follow opinions add to h. ``room``: (n_nodes, n_replicas) float32 where several of
    them are added up; empty until then.
    """

    h: Array
    beta_node: Array
    beta_replica: Array
    pins: Array
    blocks: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    h_replica: PerReplica = ALIKE
    room: Array = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    @property
    def pressure(self) -> Array:
        """All pressure: h itself where replicas share it, else (n_nodes, n_replicas) float64."""
        values, gain, lines = self.h_replica
        return self.h + np.float64(gain) * (values[lines] if lines.size else values) if values.size else self.h

    @property
    def beta(self) -> Array:
        """Inverse temperature, (n_nodes, 1 or n_replicas) float64."""
        return self.beta_node * self.beta_replica


@dataclass(frozen=True)
class Noise:
    """Scheduled temperatures: of one model, or of a pack of models that differ in nothing else.

    ``owner``: (n_replicas,) int64, which model each replica belongs to.
    """

    models: Sequence[Model]
    owner: Array

    def at(self, t: int) -> Array:
        """Return the temperatures at sweep t, (1,) for one model, else (n_replicas,)."""
        found = np.array([model.temperature(t) for model in self.models])
        return found if len(found) == 1 else found[self.owner]

    def changes_after(self, t: int) -> float:
        """Return the first sweep after t at which one of them may change."""
        return min(model.dynamics.temperature.schedule.changes_after(t) for model in self.models)


def fresh(model: Model, state: State) -> Controls:
    """Return controls with no lever in force, wide enough for what the model may do to single replicas."""
    n, replicas = state.spins.shape
    for bound in model.fields:
        state.memory[bound.name] = {name: _in_lines(values) for name, values in state.memory[bound.name].items()}
    levers = [bound.member for bound in model.interventions]
    conditional = any(lever.when.is_condition for lever in levers)
    wide = replicas if conditional else 1
    blocks = np.cumsum(state.replicas % model.settings.order_block == 0)  # a unit, and a pack, holds whole blocks
    return Controls(np.zeros((n, 1)), np.ones((n, wide)), np.ones(1), np.zeros((n, wide), np.int8), blocks)


def _in_lines(values: Array) -> Array:
    """Return a memory that begins at a cache line, as kernels that read it at random like it."""
    room: Array = aligned(values.size, values.dtype).reshape(values.shape)
    room[:] = values
    return room


def pull(model: Model, state: State, events: list[Event]) -> None:
    """Step 1 of a sweep: ask every trigger, let levers act, log what began and what ended."""
    for bound in model.interventions:
        held = state.latches.get(bound.name, np.zeros(state.spins.shape[1], bool))
        now = _holds(bound, state, held)
        if bound.member.standing:
            _stand(bound, model, state, held, now, events)
        elif now.any():
            _fire(bound, model, state, now, events)
        state.latches[bound.name] = now


def _holds(bound: Bound, state: State, held: Array) -> Array:
    trigger = bound.member.when
    now = np.broadcast_to(trigger.active(state.t, state.recorded), held.shape).copy()
    return now | held if trigger.is_condition and trigger.once else now


def _view(model: Model, state: State) -> View:
    networks = [state.networks.get(c, model.network) for c in range(state.spins.shape[1])]
    return View(state.spins, networks, state.replicas, state.recorded)


def _stand(bound: Bound, model: Model, state: State, held: Array, now: Array, events: list[Event]) -> None:
    """Put a standing lever in force where its trigger began to hold, and end it where it ceased.

    It is asked when that changes and at no other time: what it chose, nothing included, is part of the state.
    """
    if now.any() and (bound.name not in state.standing or (now != held).any()):
        change = bound.member.act(bound.arrays, _view(model, state), now, state.t, bound.draw)
        state.standing[bound.name] = _chosen(now, change)
        if change is not None:
            _log(events, state, bound.name, now & ~held, change.action, change.cost)
    if (held & ~now).any():
        _log(events, state, bound.name, held & ~now, "ended", {})
    if not now.any():
        state.standing.pop(bound.name, None)


def _chosen(who: Array, change: Change | None) -> dict[str, Array]:
    """Return what a standing lever does while it holds, as arrays that a checkpoint can keep."""
    parts = {"nodes": change.nodes, "temperature": change.temperature, "pin": change.pin} if change else {}
    return {"who": who, **{name: np.array(part) for name, part in parts.items() if part is not None}}


def _fire(bound: Bound, model: Model, state: State, now: Array, events: list[Event]) -> None:
    """Let a lever act once; replicas are asked one by one so that each has its own cost."""
    for c in np.flatnonzero(now):
        who = np.zeros(len(now), bool)
        who[c] = True
        change = bound.member.act(bound.arrays, _view(model, state), who, state.t, bound.draw)
        if change is not None:
            state.networks.update(change.networks)
            _log(events, state, bound.name, who, change.action, change.cost)


def _log(events: list[Event], state: State, name: str, who: Array, action: str, cost: dict[str, float]) -> None:
    spent = tuple(sorted(cost.items()))
    events += [Event(state.t, int(state.replicas[c]), name, action, spent) for c in np.flatnonzero(who)]


def set_noise_and_pins(model: Model, state: State, controls: Controls, noise: Array) -> bool:
    """Step 2: noise from the schedule, then what standing levers set, in file order: the last listed wins.

    ``noise``: (1,) or (n_replicas,) scheduled temperatures. Returns whether a pin has turned a spin.
    """
    turned = False
    factor = np.ones(1) if model.temperature_factor is None else model.temperature_factor
    if model.interventions:  # a lever sets a temperature as such, whatever the schedule says
        controls.beta_node[:] = inverse(noise * factor)[:, None]
    else:
        controls.beta_node[:] = inverse(factor)[:, None]
        controls.beta_replica = inverse(noise)
    controls.pins[:] = 0
    for bound in model.interventions:
        chosen = state.standing.get(bound.name, {})
        if "nodes" not in chosen:
            continue
        who, nodes = np.flatnonzero(chosen["who"]), chosen["nodes"]
        columns = who if controls.beta_node.shape[1] > 1 else np.array([0])
        if "temperature" in chosen:
            controls.beta_node[np.ix_(nodes, columns)] = inverse(chosen["temperature"])
        if "pin" in chosen:
            sides, held = chosen["pin"][:, None], np.ix_(nodes, who)
            controls.pins[np.ix_(nodes, columns)] = sides
            turned = turned or bool(np.any(state.spins[held] != sides))
            state.spins[held] = sides
    return turned


def press(model: Model, state: State, controls: Controls, crowd: Crowd) -> None:
    """Step 3: fields refresh their memory where due, then write pressure (zeroed first, added in file order)."""
    controls.h[:] = 0.0
    for bound in model.fields:
        memory = state.memory[bound.name]
        # in burn-in a cadence counts back from sweep 0, so that its phase is the same after it
        if memory and bound.member.cadence.active(abs(state.t), {}):
            bound.member.refresh(bound.arrays, memory, crowd, state.t, bound.draw)
        if not bound.member.per_replica:
            bound.member.write(bound.arrays, memory, max(state.t, 0), controls.h)
    following = [bound for bound in model.fields if bound.member.per_replica]
    if following:
        controls.h_replica = _added_up(following, state, controls)


def _added_up(following: list[Bound], state: State, controls: Controls) -> PerReplica:
    """Return the pressure of fields that differ between replicas: what one remembers as it is, else a sum."""
    t, first = max(state.t, 0), following[0]
    if len(following) == 1 and isinstance(first.member, Feedback):
        return first.member.answer(first.arrays, state.memory[first.name], t)
    if not controls.room.size:
        controls.room = aligned(state.spins.size, np.float32).reshape(state.spins.shape)
    controls.room[:] = 0.0
    for bound in following:
        bound.member.write(bound.arrays, state.memory[bound.name], t, controls.room)
    return PerReplica(controls.room, ALIKE.gain, ALIKE.lines)


def press_after(model: Model, t: int) -> float:
    """Return the first sweep after t at which fields may press otherwise, or refresh what they remember."""
    if any(bound.member.per_replica for bound in model.fields):
        return t + 1
    if not model.fields:
        return math.inf
    return min(bound.member.changes_after(t) for bound in model.fields) if t >= 0 else 0


def noise_after(noise: Noise, t: int) -> float:
    """Return the first sweep after t at which the scheduled noise may differ."""
    return noise.changes_after(t) if t >= 0 else 0


def ask_after(model: Model, state: State) -> float:
    """Return the first sweep after t at which a lever may act, change or end."""
    t = state.t
    if t < 0 or not model.interventions:
        return 0 if model.interventions else math.inf
    times = [bound.member.when.changes_after(t) for bound in model.interventions]
    if any(bound.member.when.is_condition for bound in model.interventions):
        every = model.settings.record_every
        times += [((t - 1) // every + 1) * every + 1]  # the sweep after the next record
    acting = [b for b in model.interventions if not b.member.standing and state.latches.get(b.name, np.zeros(1)).any()]
    times += [t + 1] if acting else []
    return min(times)


def network_groups(model: Model, state: State) -> list[tuple[Network, Array]]:
    """Return (network, columns): one group for all, or one a column where levers have rewired some."""
    columns = np.arange(state.spins.shape[1])
    if not state.networks:
        return [(model.network, columns)]
    return [(state.networks.get(int(c), model.network), columns[c : c + 1]) for c in columns]
