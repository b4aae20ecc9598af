"""The controls of a sweep: noise, pins and pressure, put together from schedules, levers and fields."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sociophys.engine import levers
from sociophys.errors import Mistake, PluginError
from sociophys.fields import Crowd, Feedback, PerReplica
from sociophys.kernels.room import aligned
from sociophys.model import Bound, Model
from sociophys.network import Network
from sociophys.trajectory import State

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
    ``groups``: (network, columns), columns rising and side by side: all share one network unless levers changed some.
    ``blocks``: (n_replicas,) int64, rising: equal for replicas of one model that share a visiting order.
    ``base``: (n_nodes, 1), the part of h that never changes. ``h_replica``: what fields that follow opinions add to
    h. ``room``: (n_nodes, n_replicas) float32 where several of them are added up; empty until then.
    ``absent``: (n_nodes, n_replicas) bool, who is out of every count, of no columns where nobody is; ``absent_m``:
    (n_replicas,) int64, the sum of their spins. The rest is what it was made of: noise
    and levers in force, and ties by the levers that made them.
    """

    h: Array
    beta_node: Array
    beta_replica: Array
    pins: Array
    groups: list[tuple[Network, Array]]
    blocks: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    base: Array = field(default_factory=lambda: np.zeros((0, 1)))
    h_replica: PerReplica = ALIKE
    room: Array = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    absent: Array = field(default_factory=lambda: np.zeros((0, 0), bool))
    absent_m: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    made_of: tuple[Array, list[levers.Entry]] | None = None
    made_ties: dict[Any, tuple[Network, Network]] = field(default_factory=dict)

    def is_made_of(self, noise: Array, entries: list[levers.Entry]) -> bool:
        """Return whether noise and pins are those of a scheduled noise and of levers in force."""
        if self.made_of is None or not np.array_equal(noise, self.made_of[0]):
            return False
        made = self.made_of[1]
        return len(made) == len(entries) and all(one is other for one, other in zip(made, entries, strict=True))

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
    """Return controls with no lever in force, and no wider than that."""
    n = len(state.spins)
    for bound in model.fields:
        state.memory[bound.name] = {name: _in_lines(values) for name, values in state.memory[bound.name].items()}
    blocks = np.cumsum(state.replicas % model.settings.order_block == 0)  # a unit, and a pack, holds whole blocks
    controls = Controls(np.zeros((n, 1)), np.ones((n, 1)), np.ones(1), np.zeros((n, 1), np.int8), [], blocks)
    controls.base = np.zeros((n, 1))
    controls.groups = levers.groups(model, state, controls.made_ties)
    for bound in model.fields:
        if not bound.member.per_replica and _is_steady(bound):
            bound.member.write(bound.arrays, state.memory[bound.name], 0, controls.base)
            _require_finite(bound, 0, controls.base)
    return controls


def _in_lines(values: Array) -> Array:
    """Return a memory that begins at a cache line, as kernels that read it at random like it."""
    room: Array = aligned(values.size, values.dtype).reshape(values.shape)
    room[:] = values
    return room


def set_levers(model: Model, state: State, controls: Controls, noise: Array, store: Callable[[], None]) -> bool:
    """Step 2: noise from the schedule, then what levers in force set, in file order: the last listed wins.

    ``noise``: (1,) or (n_replicas,) scheduled temperatures. ``store``: writes the moving spins into the state; called
    only if somebody comes to be held. Nothing is done where nothing has changed. Returns whether a pin has turned
    a spin.
    """
    entries = [entry for _, entry in levers.in_force(model, state)]
    if controls.is_made_of(noise, entries):
        return False
    factor = np.ones(1) if model.temperature_factor is None else model.temperature_factor
    _set_noise(model, state, controls, noise, factor, entries)
    for entry in entries:
        if "nodes" in entry:
            levers.charge(entry, noise * factor[entry["nodes"] if len(factor) > 1 else [0]][:, None], state.t)
    controls.made_of = (noise.copy(), entries)
    return _pin(state, controls, entries, store)


def _set_noise(
    model: Model, state: State, controls: Controls, noise: Array, factor: Array, entries: list[levers.Entry]
) -> None:
    if not model.interventions:
        controls.beta_node[:] = inverse(factor)[:, None]
        controls.beta_replica = inverse(noise)
        return
    n, replicas = state.spins.shape  # a lever sets a temperature as such, whatever the schedule says
    wide = any(levers.is_wide(entry, "temperature") for entry in entries)
    controls.beta_node = np.empty((n, replicas if wide else 1))
    controls.beta_node[:] = inverse(noise * factor)[:, None]
    for entry in entries:
        if "temperature" in entry:
            levers.set_part(
                entry, "temperature", controls.beta_node, lambda old, to: np.where(np.isnan(to), old, inverse(to))
            )


def _pin(state: State, controls: Controls, entries: list[levers.Entry], store: Callable[[], None]) -> bool:
    """Hold people; returns whether that has turned a spin."""
    n, replicas = state.spins.shape
    pinning = [entry for entry in entries if "pin" in entry]
    if not pinning and not controls.pins.any():
        return False
    wide = any(levers.is_wide(entry, "pin") for entry in pinning)
    controls.pins = np.zeros((n, replicas if wide else 1), np.int8)
    for entry in pinning:
        levers.set_part(entry, "pin", controls.pins, lambda old, to: np.where(to != 0, to, old))
    store()
    turned = (controls.pins != 0) & (controls.pins != state.spins)
    state.spins[turned] = np.broadcast_to(controls.pins, state.spins.shape)[turned]
    controls.absent = levers.absent(state)
    controls.absent_m = (
        np.where(controls.absent, state.spins, 0).sum(axis=0, dtype=np.int64)
        if controls.absent.size
        else controls.absent_m
    )
    return bool(turned.any())


def set_ties(model: Model, state: State, controls: Controls) -> bool:
    """Put together the network of each replica, where a lever may have changed one; returns whether one has."""
    if not any(bound.member.rewires for bound in model.interventions):
        return False
    before, controls.groups = controls.groups, levers.groups(model, state, controls.made_ties)
    pairs = zip(before, controls.groups, strict=False)
    same = all(old[0] is new[0] and np.array_equal(old[1], new[1]) for old, new in pairs)
    return not same or len(before) != len(controls.groups)


def press(model: Model, state: State, controls: Controls, crowd: Crowd) -> None:
    """Step 3: fields refresh their memory where due, then write pressure: those that stay as they are, then the rest.

    Each of the two in file order.
    """
    if controls.h.shape[1] > 1:  # a lever pressed in some replicas
        controls.h = np.empty((len(state.spins), 1))
    moving = _moving(model)
    if not moving:
        controls.h[:] = controls.base
    for bound in model.fields:
        memory = state.memory[bound.name]
        # in burn-in a cadence counts back from sweep 0, so that its phase is the same after it
        if memory and bound.member.cadence.active(abs(state.t), {}):
            bound.member.refresh(bound.arrays, memory, crowd, state.t, bound.draw)
    for k, bound in enumerate(moving):
        own = bound.arrays, state.memory[bound.name], max(state.t, 0), controls.h
        bound.member.write(*own) if k else bound.member.write_on(controls.base, *own)
        _require_finite(bound, max(state.t, 0), controls.h)
    _tilt(model, state, controls)
    following = [bound for bound in model.fields if bound.member.per_replica]
    if following:
        controls.h_replica = _added_up(following, state, controls)


def _require_finite(bound: Bound, t: int, h: Array) -> None:
    """Refuse what a field of the user's own has made of h where it is no number: kernels would take NaN for a side."""
    if bound.member.plugin is not None and not np.isfinite(h).all():
        what = f"'write' gave pressure that is no finite number on {(~np.isfinite(h)).any(axis=1).sum()} people"
        raise PluginError(Mistake(bound.member.plugin.shown, f"{what} at sweep {t}", "finite numbers"))


def _is_steady(bound: Bound) -> bool:
    """Return whether a field, shared by all replicas, presses the same throughout."""
    member = bound.member
    return not member.remembers and member.changes_after(0) == math.inf


def _moving(model: Model) -> list[Bound]:
    """Return the fields, shared by all replicas, whose pressure changes."""
    return [bound for bound in model.fields if not bound.member.per_replica and not _is_steady(bound)]


def _tilt(model: Model, state: State, controls: Controls) -> None:
    """Add the pressure of levers in force to that of the fields, in file order."""
    pressing = [entry for _, entry in levers.in_force(model, state) if "field" in entry]
    if controls.h.shape[1] == 1 and any(levers.is_wide(entry, "field") for entry in pressing):
        controls.h = np.repeat(controls.h, state.spins.shape[1], axis=1)
    for entry in pressing:
        levers.set_part(entry, "field", controls.h, lambda old, more: old + more)


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
        _require_finite(bound, t, controls.room)
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
    """Return the first sweep after t at which a lever may act, change or end, whatever is recorded until then."""
    t = state.t
    if t < 0 or not model.interventions:
        return 0 if model.interventions else math.inf
    times = [bound.member.when.changes_after(t) for bound in model.interventions]
    times += [_lever_acts(bound, state, t) for bound in model.interventions]
    return min(times)


def _lever_acts(bound: Bound, state: State, t: int) -> float:
    """Return the first sweep after t at which a lever acts, looks again or ends although no trigger changes."""
    member, entry = bound.member, state.standing.get(bound.name)
    if member.acts == "each" and state.latches.get(bound.name, np.zeros(1)).any():
        return t + 1
    if entry is not None and "until" in entry:
        return int(entry["until"][entry["who"]].min())
    return (t // member.asked_every + 1) * member.asked_every if entry is not None and member.asked_every else math.inf
