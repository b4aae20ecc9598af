"""A work unit: some replicas of one grid point, run to the end, sealed segment by segment.

A unit is a pure function of its point's scenario and its replicas, so it may run here or in any process, be
killed at any instant and be run again: the files it leaves are the same bytes.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sociophys.engine.loop import run as engine_run
from sociophys.engine.loop import start
from sociophys.engine.pack import run_pack
from sociophys.engine.plan import Plan, plan, shared_family
from sociophys.model import Model
from sociophys.scenario.build import build
from sociophys.store import checkpoint as checkpoints
from sociophys.store.checkpoint import Checkpoint
from sociophys.store.layout import RunDirectory
from sociophys.store.seal import DamagedError, is_intact, quarantine, seal, to_json
from sociophys.store.segments import write_events, write_segment
from sociophys.store.snapshots import write_frames
from sociophys.trajectory import Segment, State

if TYPE_CHECKING:
    from sociophys.engine.settle import Settled

KEPT_MODELS = 32  # models of as many points are kept at a time
_building = threading.Lock()
_SAVING_SHARE = 0.05  # of the time may go to checkpoints; a killed run loses 20 times one saving at most


@dataclass(frozen=True)
class Shared:
    """What points that are compared have in common, so that the runs of a pair are alike but for what differs.

    ``family``: the kernel family and why, as :func:`~sociophys.engine.plan.shared_family` says.
    ``burn_in``: sweeps, the longest found for any of them.
    """

    family: tuple[str, ...]
    burn_in: int


@dataclass(frozen=True)
class Task:
    """One unit: where its run lies, its point's resolved scenario, its number, what it shares with other points."""

    root: Path
    resolved: Any
    unit: int = 0
    shared: Shared | None = None

    @property
    def point(self) -> str:
        """Id of the point."""
        return str(self.resolved.id8)


class _Key:
    """A resolved scenario as a key: equal ids, equal models."""

    def __init__(self, resolved: Any) -> None:
        self.resolved = resolved

    def __hash__(self) -> int:
        return hash(self.resolved.run_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.resolved.run_id == other.resolved.run_id


@functools.lru_cache(maxsize=KEPT_MODELS)
def _build(key: _Key) -> Model:
    return build(key.resolved)


def model_of(resolved: Any) -> Model:
    """Return the model of a point as its scenario says it, built once a process; burn-in may still be ``auto``."""
    with _building:  # two threads that ask for one model must not build it twice
        return _build(_Key(resolved))


def forget_models() -> None:
    """Free the models that :func:`model_of` kept."""
    _build.cache_clear()


class _StoppedError(Exception):
    """The search for a burn-in was asked to stop; its run ends and asks for no result."""


def settled_of(task: Task, model: Model, pause: Callable[[], None] = lambda: None) -> Settled | None:
    """Return the burn-in found for a point (found now if it is not in the store); None if the scenario says it."""
    if model.settings.burn_in != "auto":
        return None
    from sociophys.engine.settle import Settled, settle

    path = RunDirectory(task.root).settled(task.point)
    try:
        plain = json.loads(path.read_bytes())
        r_hat = math.nan if plain["r_hat"] is None else float(plain["r_hat"])
        return Settled(int(plain["burn_in"]), bool(plain["settled"]), r_hat, dict(plain["r_hats"]))
    except (OSError, ValueError, KeyError, TypeError):  # absent or damaged: it is found again, to the same bytes
        found = settle(model, pause)
        seal(path, to_json(dataclasses.asdict(found)))
        return found


def ready_model(task: Task) -> tuple[Model, Settled | None]:
    """Return the model of a point with its burn-in as a number, and what was found about it."""
    model = model_of(task.resolved)
    settled = settled_of(task, model)
    found = None if settled is None else settled.burn_in
    burn_in = found if task.shared is None else task.shared.burn_in
    return (model if burn_in is None else model.with_burn_in(burn_in)), settled


def tasks_of(root: Path, points: Sequence[tuple[dict[str, Any], Any]], are_compared: bool) -> list[Task]:
    """Return one task a point; points that are compared share kernel family and burn-in.

    What is not said in the scenario is found, or read where it was found before: every process sees the same.
    """
    tasks = [Task(root, resolved) for _, resolved in points]
    if not are_compared:
        return tasks
    models, burn_ins = {}, []
    for task, (settings, _) in zip(tasks, points, strict=True):
        model, _ = ready_model(task)
        models[", ".join(str(value) for value in settings.values())] = model
        burn_ins.append(int(model.settings.burn_in))
    shared = Shared(shared_family(models), max(burn_ins))
    return [dataclasses.replace(task, shared=shared) for task in tasks]


def burn_in_work(tasks: Sequence[Task], report: Callable[[int], None], stopping: Callable[[], bool]) -> None:
    """Find the burn-in of some points: a unit of its own, so that points settle side by side."""

    def pause() -> None:
        if stopping():
            raise _StoppedError

    for task in tasks:
        pause()
        settled_of(task, model_of(task.resolved), pause)


def work(tasks: Sequence[Task], report: Callable[[int], None], stopping: Callable[[], bool]) -> list[str]:
    """Run the same unit of some points from where each stands to its end; return the files found damaged on the way.

    Points at the same sweep run as a pack; what each leaves is as if it had run alone.

    Parameters
    ----------
    report: told the updates made so far, those of earlier processes included.
    stopping: asked at every border of segments; when it says yes, the unit saves its state and ends.
    """
    keepers = [_Keeper(task, *planned(task)) for task in tasks]
    starts = [keeper.resume() for keeper in keepers]
    waiting = sorted((at.state.t, number) for number, at in enumerate(starts) if not at.is_done)
    report(sum(keeper.updates for keeper in keepers))
    for _, group in itertools.groupby(waiting, key=lambda one: one[0]):
        if not _advance(
            [keepers[number] for _, number in group], lambda: report(sum(k.updates for k in keepers)), stopping
        ):
            break
    for keeper in keepers:
        keeper.close()
    return [name for keeper in keepers for name in keeper.damaged]


def planned(task: Task) -> tuple[Model, Plan]:
    """Return the model of a task's point, its burn-in a number, and its plan."""
    model, _ = ready_model(task)
    return model, plan(model, task.shared.family if task.shared else ())


def _advance(keepers: list[_Keeper], report: Callable[[], None], stopping: Callable[[], bool]) -> bool:
    """Run points that stand at the same sweep to their end; return False when asked to stop before."""
    models, states = [keeper.model for keeper in keepers], [keeper.state for keeper in keepers]
    segments = (
        run_pack(models, keepers[0].plan, states)
        if len(models) > 1
        else ([segment] for segment in engine_run(models[0], keepers[0].plan, states[0]))
    )
    for parts in segments:
        is_last = stopping()  # asked before anything is sealed: a worker whose run is gone must leave no trace
        for keeper, segment in zip(keepers, parts, strict=True):
            keeper.keep(segment)
        report()
        if is_last:
            return False
    return True


class _Keeper:
    """Seals what a unit yields and knows where it stands."""

    def __init__(self, task: Task, model: Model, made: Plan) -> None:
        self._directory = RunDirectory(task.root)
        self._task, self.model, self.plan = task, model, made
        self._replicas = np.asarray(made.units[task.unit], np.int64)
        self._path = self._directory.state(task.point, task.unit)
        self._saved_at, self._saving = time.perf_counter(), 0.0
        self._at: Checkpoint
        self._is_saved = True
        self.damaged: list[str] = []

    def resume(self) -> Checkpoint:
        """Return where the unit stands: its checkpoint if all is whole, else its start."""
        self._at = self._load() or self._fresh()
        return self._at

    def _fresh(self) -> Checkpoint:
        return Checkpoint(self._task.resolved.run_id, start(self.model, self._replicas), False, 0)

    def _load(self) -> Checkpoint | None:
        try:
            found = checkpoints.load(self._path, self.model.network.names)
        except DamagedError:
            self._set_aside(self._path)
            return None
        if found is None or found.scenario_id != self._task.resolved.run_id:
            return None
        if not np.array_equal(found.state.replicas, self._replicas):
            return None  # cut into other units: to go on would lose replicas in silence
        damaged = [name for name, digest in found.sealed.items() if not is_intact(self._directory.root / name, digest)]
        for name in damaged:
            self._set_aside(self._directory.root / name)
        # A state knows no way back to a lost segment: the unit starts again and seals the same bytes.
        return None if damaged else found

    def _set_aside(self, path: Path) -> None:
        quarantine(path)
        self.damaged.append(self._name(path))

    @property
    def state(self) -> State:
        """The state to go on from."""
        return self._at.state

    @property
    def updates(self) -> int:
        """The updates made so far, burn-in included."""
        sweeps = self.state.t + int(self.model.settings.burn_in)
        return sweeps * self.model.network.n_nodes * len(self._replicas)

    def keep(self, segment: Segment) -> None:
        """Seal a segment; save the state if that is worth its time."""
        number, sealed = self._at.segments, dict(self._at.sealed)
        point, unit, scenario_id = self._task.point, self._task.unit, self._at.scenario_id
        if len(segment.rows.get("sweep", ())):
            path = self._directory.segment(point, unit, number)
            sealed[self._name(path)] = write_segment(path, segment.rows, point, scenario_id)
        if segment.packed:
            path = self._directory.frames(point, unit, number)
            sealed[self._name(path)] = write_frames(path, segment.packed)
        if segment.events:
            path = self._directory.event_part(point, unit, number)
            sealed[self._name(path)] = write_events(path, [(point, event) for event in segment.events], scenario_id)
        is_done = segment.state.t >= self.model.settings.sweeps
        self._at = Checkpoint(scenario_id, segment.state, is_done, number + 1, sealed)
        self._is_saved = False
        if is_done or time.perf_counter() - self._saved_at > self._saving / _SAVING_SHARE:
            self._save()

    def _name(self, path: Path) -> str:
        return path.relative_to(self._directory.root).as_posix()

    def _save(self) -> None:
        begin = time.perf_counter()
        checkpoints.save(self._path, self._at)
        self._saved_at = time.perf_counter()
        self._saving = self._saved_at - begin
        self._is_saved = True

    def close(self) -> None:
        """Save what is not yet saved."""
        if not self._is_saved:
            self._save()
