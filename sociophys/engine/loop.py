"""The simulation loop.

A run goes from sweep -burn_in to ``sweeps``; recorded time starts at 0. At every sweep t:

1. triggers are asked and levers act (not in burn-in);
2. schedules set the noise, then levers in force, the last listed last;
3. fields refresh their memories and write h, those that never change first, else in file order; levers that press
   add to it;
4. observables are recorded, if a record is due at t >= 0 (where none looks at spins, kernels count many records, and
   sweeps beyond one that a waiting lever answers are taken back);
5. one sweep of n_nodes attempts in the model's order;
6. t + 1; at fixed multiples of ``segment_sweeps`` a segment is handed out.

Steps 1-3 are skipped where nothing can have changed; the closing state at ``sweeps`` is recorded too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sociophys import rng
from sociophys.engine import controls as ctl
from sociophys.engine import levers
from sociophys.engine.mover import Mover, Tally
from sociophys.engine.plan import Plan
from sociophys.engine.pressure import Watch
from sociophys.engine.pressure import fresh as unpressed
from sociophys.engine.wiring import visits
from sociophys.model import Model, RunSettings
from sociophys.observables import Frame
from sociophys.trajectory import Bits, Event, Segment, State

Array = np.ndarray
Row = tuple[Array, dict[str, Array]]  # sweeps, and by observable (n_sweeps, n_replicas)
BONDS_FROM, BONDS_EVERY = 10, 64  # bonds are summed anew at records so many sweeps apart, else once in so many records
NODES_EVERY = 20  # sweeps between two looks at single people, where the run is long enough
NODES_LOOKS = 100
PATIENCE = 8  # as many records unanswered by waiting levers for each that is made before they are asked again


def start(model: Model, replicas: Array) -> State:
    """Return the state before the first sweep of some replicas (numbers within the point), burn-in resolved."""
    draws = (rng.generator(model.seed, "initial", model.initial.kind, int(r)) for r in replicas)
    spins = np.empty((model.network.n_nodes, len(replicas)), np.int8)
    for column, draw in enumerate(draws):
        spins[:, column] = model.initial.spins(model.network, model.opinions, draw)
    memory = {
        bound.name: bound.member.memory_of(bound.arrays, len(spins), np.asarray(replicas, np.int64))
        for bound in model.fields
    }
    records = model.settings.sweeps // nodes_every(model.settings) + 2
    narrow = next(kind for kind in (np.int8, np.int16, np.int32) if records <= np.iinfo(kind).max)
    sums = np.zeros(spins.shape, narrow)
    burn_in = int(model.settings.burn_in)  # 'auto' is resolved by engine.settle before
    numbers = np.asarray(replicas, np.int64)
    pressure = unpressed(model, numbers, nodes_every(model.settings))
    return State(-burn_in, spins, numbers, memory, spin_sums=sums, flips=_zeros(spins), pressure=pressure)


def _zeros(spins: Array) -> Array:
    return np.zeros(spins.shape[1], np.int64)


def nodes_every(settings: RunSettings) -> int:
    """Return the sweeps between two looks at single people: a look costs as much as several sweeps."""
    records = settings.sweeps // settings.record_every
    wanted = -(-NODES_EVERY // settings.record_every)
    return settings.record_every * max(1, min(wanted, records // NODES_LOOKS))


def bonds_every(model: Model) -> float:
    """Return the sweeps between two sums of all bonds anew: never where couplings are whole, they add up exactly."""
    every = model.settings.record_every
    if not model.tracks_bonds or model.network.has_whole_couplings:
        return math.inf
    return every if every >= BONDS_FROM else BONDS_EVERY * every


def run(model: Model, plan: Plan, state: State) -> Iterator[Segment]:
    """Yield segments from the state on until t reaches ``sweeps``; the state is advanced in place.

    A state taken from any segment and run again yields the same further segments, bit for bit.
    """
    yield from Machine(model, plan, state).segments()


def _next_multiple(t: int, step: int) -> int:
    return (t // step + 1) * step


@dataclass
class Due:
    """The next sweep at which noise, levers and fields each may change anything; infinity for never."""

    noise: float
    levers: float
    press: float

    @property
    def first(self) -> float:
        """The next sweep that is not quiet."""
        return min(self.noise, self.levers, self.press)


class Machine:
    """One unit's run: the model, its controls and the mover that holds its spins; ``noise`` for a pack of models."""

    def __init__(self, model: Model, plan: Plan, state: State, noise: ctl.Noise | None = None) -> None:
        self.model, self.plan, self.state = model, plan, state
        self.noise = noise or ctl.Noise((model,), np.zeros(len(state.replicas), np.int64))
        self.controls = ctl.fresh(model, state)
        key = rng.seed_key(model.seed)
        self.mover: Mover = plan.family(model, state, visits(model.network, model.dynamics.order), key)
        self.due, self.has_looked = Due(state.t, state.t, state.t), True
        self.quiet_until: float = state.t
        self.nodes_every = nodes_every(model.settings)
        self.bonds_every = bonds_every(model)
        self.waits = any(bound.member.when.is_condition for bound in model.interventions)
        self.unanswered = PATIENCE * NODES_EVERY  # records since a waiting lever answered one
        self.watch = Watch(model, state, self.noise.owner, self.nodes_every)

    def segments(self) -> Iterator[Segment]:
        """Yield segments until t reaches ``sweeps``."""
        sweeps = self.model.settings.sweeps
        while True:
            yield self.segment(min(_next_multiple(self.state.t, self.plan.segment_sweeps), sweeps))
            if self.state.t >= sweeps:
                return

    def segment(self, border: int) -> Segment:
        """Advance to ``border`` and return what was recorded on the way."""
        state, settings = self.state, self.model.settings
        rows: list[Row] = []
        frames: list[tuple[int, Bits]] = []
        events: list[Event] = []
        while state.t < border:
            self._prepare(events)
            self._record_if_due(rows, frames)
            self._sweep(int(min(self.quiet_until, border)), rows)
        if state.t == settings.sweeps:
            self._prepare(events, closing=True)
            levers.close(self.model, state, events)
            self._record_if_due(rows, frames)
        self.mover.store()
        return Segment(_stack(rows, state.replicas, list(self.model.observables)), frames, events, state)

    def advance(self, stop: int) -> None:
        """Advance to ``stop`` without recording."""
        while self.state.t < stop:
            self._prepare([])
            self._advance(int(min(self.quiet_until, stop)) - self.state.t)
        self.mover.store()

    def _prepare(self, events: list[Event], closing: bool = False) -> None:
        """Do steps 1 to 3 where something may have changed; the closing record pulls no lever any more."""
        t, due = self.state.t, self.due
        if t < self.quiet_until:
            return
        changed = min(due.noise, due.levers) <= t and self._obey(events, closing)
        if changed or due.press <= t:
            ctl.press(self.model, self.state, self.controls, self.mover)
            due.press = ctl.press_after(self.model, t)
            (self.mover.control if changed else self.mover.press)(self.controls)
        self.quiet_until = due.first

    def _obey(self, events: list[Event], closing: bool) -> bool:
        """Do steps 1 and 2; return whether noise, pins or ties have changed."""
        model, state, controls, due = self.model, self.state, self.controls, self.due
        made, turned, tied = controls.made_of, False, False
        if state.t >= 0 and not closing:
            turned = levers.pull(model, state, events, self.mover.store)
            tied = ctl.set_ties(model, state, controls)
        if turned:
            controls.made_of = None  # who is held stays as they are
        if ctl.set_levers(model, state, controls, self.noise.at(state.t), self.mover.store) or turned:
            self.mover.load()
            self.mover.recount()
        due.noise, due.levers = ctl.noise_after(self.noise, state.t), ctl.ask_after(model, state)
        return tied or controls.made_of is not made

    def _next_stop(self, *steps: float) -> int:
        """Return the next sweep that is a multiple of one of the steps; 0 in burn-in."""
        return max(0, min(_next_multiple(self.state.t, int(step)) for step in steps if 0 < step < math.inf))

    def _record_if_due(self, rows: list[Row], frames: list[tuple[int, Bits]]) -> None:
        """Do step 4: record observables and keep a frame, where due."""
        state, settings = self.state, self.model.settings
        last = state.t == settings.sweeps
        if state.t == 0:
            state.flips[:] = 0  # those of burn-in belong to no record
        if last or (state.t >= 0 and state.t % settings.record_every == 0):
            rows.append(self._record(last))
        every = settings.snapshot_every
        if state.t == 0 or last or (state.t > 0 and every and state.t % every == 0):
            self.mover.store()
            frames.append((state.t, Bits.of(state.spins)))

    def _record(self, last: bool) -> Row:
        state = self.state
        if state.t % self.bonds_every == 0:
            self.mover.store()
            self.mover.recount()  # rounding of added differences goes no further
        row = self._measured(self.mover.tally, np.array([state.t]))
        state.flips[:] = 0
        if self.waits:
            self._ask(row, last)
        if last or state.t % self.nodes_every == 0:
            state.spin_sums += self._spins()
            state.n_records += 1
            if self.watch.is_due(state.t):
                self.watch.look(self._spins(), self.controls)
        return row

    def _measured(self, tally: Tally, sweeps: Array) -> Row:
        """Return what observables say at some sweeps; note whether any had to look at spins."""
        state, watched = self.state, self.model.observables
        frame = Frame(tally, self.controls.groups, self._spins, self.controls, self.model.dynamics.order)
        found = {name: np.atleast_2d(seen.measure(frame)) for name, seen in watched.items()}
        self.has_looked = frame.has_looked or any(seen.is_foreign for seen in watched.values())
        state.recorded = {name: values[-1] for name, values in found.items()}
        return sweeps, found

    def _spins(self) -> Array:
        self.mover.store()
        return self.state.spins

    def _sweep(self, limit: int, rows: list[Row]) -> None:
        """Do step 5, up to the next stop: the next record, or a later one if those between need no look at spins."""
        t, every, frames = self.state.t, self.model.settings.record_every, self.model.settings.snapshot_every
        if self.watch.is_due(t):  # one sweep alone, for who changed in it
            self._advance(1)
            self.watch.count(self.mover.some)
            return
        strides = 0
        if t >= 0 and t % every == 0 and not self.has_looked:
            strides = (min(limit, self._next_stop(frames, self.nodes_every, self.bonds_every)) - t) // every
        if self.waits:
            strides = min(strides, self.unanswered // PATIENCE) if self.mover.follows else 0
        if strides < 2:
            self._advance(min(limit, self._next_stop(every, frames)) - t)
        elif self.waits:
            self._stride_waiting(strides, rows)
        else:
            rows.append(self._stride(strides))

    def _stride(self, strides: int) -> Row:
        """Go from one record to a later one; return those between."""
        t, every = self.state.t, self.model.settings.record_every
        seen = self._advance(every, strides)
        between = Tally(seen.m[:-1], seen.flips[:-1], seen.bonds[:-1])
        return self._measured(between, t + every * np.arange(1, strides))

    def _stride_waiting(self, strides: int, rows: list[Row]) -> None:
        """Do so up to a record that a waiting lever answers; sweeps beyond it are taken back."""
        kept, t = self.mover.keep(), self.state.t
        sweeps, found = self._stride(strides)
        first = levers.first_answered(self.model, self.state, found)
        self.unanswered += first
        if first < len(sweeps):
            self.mover.take_back(kept)
            self.state.t = t
            self._advance(self.model.settings.record_every, first + 1)  # the record itself is made next
        rows.append((sweeps[:first], {name: values[:first] for name, values in found.items()}))

    def _ask(self, row: Row, last: bool) -> None:
        """Let waiting levers answer a record one sweep later."""
        self.unanswered += 1
        if not last and levers.first_answered(self.model, self.state, row[1]) == 0:
            self.unanswered, self.due.levers = 0, self.state.t + 1
            self.quiet_until = self.state.t + 1

    def _advance(self, stride: int, n_records: int = 1) -> Tally:
        """Make sweeps with all controls frozen."""
        seen = self.mover.advance(self.state.t, stride, n_records)
        self.state.t += stride * n_records
        return seen


def _stack(rows: list[Row], replicas: Array, names: list[str]) -> dict[str, Array]:
    """Return the records of a segment as columns, sweep by sweep and replica by replica."""
    sweeps = np.concatenate([np.zeros(0, np.int64), *(sweeps for sweeps, _ in rows)])
    columns = {"replica": np.tile(replicas, len(sweeps)), "sweep": np.repeat(sweeps, len(replicas))}
    none = np.zeros(0)
    return columns | {name: np.concatenate([none, *(found[name].ravel() for _, found in rows)]) for name in names}
