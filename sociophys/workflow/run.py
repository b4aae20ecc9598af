"""Run a scenario: from its file to a finished run directory with its report."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sociophys.errors import Mistake, SociophysError, StoreError
from sociophys.executors.serial import Failure
from sociophys.store import manifest as manifests
from sociophys.store.layout import RunDirectory
from sociophys.store.lock import locked
from sociophys.store.seal import quarantine, read_sealed, remove_leftovers, seal, to_json
from sociophys.workflow.result import RunResult
from sociophys.workflow.silence import Silence
from sociophys.workflow.unit import (
    KEPT_MODELS,
    Task,
    burn_in_work,
    forget_models,
    model_of,
    planned,
    ready_model,
    tasks_of,
    work,
)

if TYPE_CHECKING:
    from sociophys.workflow.finished import FinishedRun  # what measures and reports is imported when sweeps are made

Points = list[tuple[dict[str, Any], Any]]
_ALONE_BELOW = 100_000_000  # updates; below, starting workers costs more than they save
_TO_SETTLE = 30_000_000  # updates, a guess: how long it takes is what is to be found out


def run(
    path_or_dict: str | os.PathLike[str] | Mapping[str, Any],
    *,
    overrides: Iterable[tuple[str, str]] = (),
    seed: int | None = None,
    workers: int | None = None,
    quick: bool = False,
    out: str | os.PathLike[str] | None = None,
    resume: bool = True,
    report: bool = True,
    processes: bool = False,
    progress: Any = None,
) -> RunResult:
    """Simulate a scenario, measure, and write the run directory with its report.

    A run that was interrupted goes on from its last checkpoint and ends in the same bytes; a finished one whose
    files are whole is returned at once.

    Parameters
    ----------
    path_or_dict: a scenario file, or the same as a dict.
    overrides: pairs of a dotted path and a value in YAML, e.g. ``("run.sweeps", "10")``. seed: in place of its own.
    workers: units at a time; by default one for a small run, else as many as there are cores. Numbers do not depend
        on it.
    quick: cut sweeps and replicas to what ends in seconds. out: folder of run directories (``reports``).
    resume: go on with what lies there; False begins anew.
    report: whether to draw ``report.html``; :func:`rebuild` can do so later.
    processes: let workers be processes instead of threads: slower to start, a copy of the network in each, and one that
        dies takes none with it.
    progress: an object with ``begin``, ``advance``, ``note`` and ``end``; silence by default.

    Raises
    ------
    SociophysError
        With every mistake of the scenario, or why the run cannot be stored.
    """
    from sociophys.scenario.load import load
    from sociophys.scenario.resolve import resolve
    from sociophys.studies.variants import points

    if workers is not None and workers < 1:
        raise SociophysError(Mistake("workers", f"{workers} is below 1", "1 or more, or None"))
    scenario = load(path_or_dict, tuple(overrides), quick=quick, seed=seed)
    resolved = resolve(scenario)
    directory = RunDirectory.of(out or "reports", resolved.plain["name"], resolved.run_id)
    if resume and _is_whole(directory, resolved, report):
        return RunResult.of(directory)
    planned = points(resolved)
    _try_models(resolved, planned)
    with locked(directory.lock):
        job = _Job(directory, resolved, planned, workers, processes, progress or Silence())
        job.prepare(resume)
        job.do(report)
    return RunResult.of(directory)


def _try_models(resolved: Any, planned: Points) -> None:
    """Build the models of the first points: mistakes in the data are said before a folder is made for the run."""
    from sociophys.workflow.contrasts import require_outcome

    try:
        for _, point in planned[:KEPT_MODELS]:
            model_of(point)
        require_outcome(resolved, planned)
    except BaseException:
        forget_models()
        raise


def _is_whole(directory: RunDirectory, resolved: Any, report: bool) -> bool:
    """Return whether a run lies finished here, said in the same words, with all its files whole."""
    manifest = manifests.read(directory)
    if not manifests.is_done(manifest, resolved.run_id) or manifests.damaged_files(directory, manifest):
        return False
    if report and not directory.report.exists():
        return False
    return read_sealed(directory.resolved) == resolved.to_yaml(directory.root).encode()


@dataclass
class _Job:
    """One run under its lock."""

    directory: RunDirectory
    resolved: Any
    points: Points
    workers: int | None
    processes: bool
    progress: Any
    begun: float = 0.0

    def prepare(self, resume: bool) -> None:
        """Make the folder ready: refuse what cannot be gone on with, set damaged files aside."""
        self.begun = time.perf_counter()
        manifest = manifests.read(self.directory)
        if not resume:
            self.directory.clear()
        else:
            manifests.require_same_results(self.directory, manifest, self.resolved.run_id)
            for name in manifests.damaged_files(self.directory, manifest):
                quarantine(self.directory.root / name)
                self._say_damaged(name)
        remove_leftovers(self.directory.root)
        self._write_manifest("running")

    def do(self, report: bool) -> None:
        """Bring every unit to its end and conclude; whatever stops us, the manifest says so and progress ends."""
        try:
            self._simulate()
            self._conclude(report)
        except BaseException:
            with contextlib.suppress(SociophysError):  # a full disk must not hide why we stop
                self._write_manifest("interrupted")
            raise
        finally:
            self.progress.end()
            forget_models()

    def _simulate(self) -> None:
        are_compared = bool(self.resolved.scenario.variants)
        alone = tasks_of(self.directory.root, self.points, are_compared=False)
        unsettled = [task for task in alone if task.resolved.plain["run"]["burn_in"] == "auto"]
        if unsettled:
            self.progress.note("finding out how long this takes to settle (burn-in)")
            self._execute(burn_in_work, [(task,) for task in unsettled], [_TO_SETTLE] * len(unsettled))
        units, sizes = _units(tasks_of(self.directory.root, self.points, are_compared) if are_compared else alone)
        self.progress.begin(float(sum(sizes)))
        for damaged in self._execute(work, units, sizes):
            for name in damaged:
                self._say_damaged(name)

    def _say_damaged(self, name: str) -> None:
        self.progress.note(f"{name} was damaged or gone: it is set aside as .corrupt and made again")

    def _execute(self, function: Any, tasks: list[tuple[Task, ...]], sizes: list[int]) -> list[Any]:
        """Run tasks one by one, in threads or in processes; raise what went wrong, after the others have ended."""
        counted = [0] * len(tasks)

        def advance(number: int, done: int) -> None:
            if done > counted[number]:
                self.progress.advance(float(done - counted[number]))
                counted[number] = done

        workers = min(len(tasks), self.workers or _fitting_workers(sum(sizes)))
        if workers <= 1:
            from sociophys.executors import serial

            return serial.run(function, tasks, advance)
        if self.processes:
            from sociophys.executors.processes import run as run_units
        else:
            from sociophys.executors.threads import run as run_units
        results = run_units(function, tasks, advance, workers)
        _raise_failures(tasks, results)
        return results

    def _conclude(self, report: bool) -> None:
        """Measure, and write what a person and a script look at; ``done`` is said last."""
        from sociophys.plain import from_plain, to_plain
        from sociophys.report.draw import draw
        from sociophys.workflow.document import run_document
        from sociophys.workflow.finish import finish

        finished = finish(self.directory, self.resolved, self.points)
        facts = self._facts(finished)
        stored = to_json(to_plain(run_document(replace(finished, manifest=facts))))
        seal(self.directory.document, stored)
        if report:  # drawn as `rebuild` will draw it, to the byte
            seal(self.directory.report, draw(from_plain(json.loads(stored))).encode())
        self._write_manifest("done", facts)

    def _facts(self, finished: FinishedRun) -> dict[str, Any]:
        """Return what the manifest says of a finished run beside status, files and timings."""
        chosen = [
            {
                "point": point.point,
                "settings": point.settings,
                "kernel": point.kernel,
                "burn_in": point.burn_in,
                "settled": point.settled,
                "temperature_used": point.model.temperature_used,
                "temperature_reference": point.model.temperature_reference,
                "not_recorded": list(point.model.refused),
            }
            for point in finished.points
        ]
        return {**self._head(), "points": chosen}

    def _head(self) -> dict[str, Any]:
        inputs = {_without_folder(name): digest for name, digest in self.resolved.inputs.items()}
        plain = self.resolved.plain
        return {
            "run_id": self.resolved.run_id,
            "name": plain["name"],
            "seed": plain["seed"],
            "inputs": inputs,
            "versions": manifests.versions(),
        }

    def _write_manifest(self, status: manifests.Status, facts: Mapping[str, Any] | None = None) -> None:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        timings = {"written": now, "seconds": round(time.perf_counter() - self.begun, 3), "workers": self.workers}
        files = manifests.sealed_files(self.directory) if status == "done" else {}
        manifest = {**(facts or self._head()), "status": status, "timings": timings, "files": files}
        manifests.write(self.directory, manifest)


def _units(tasks: list[Task]) -> tuple[list[tuple[Task, ...]], list[int]]:
    """Return the work units, each the same unit of one point or of a pack of points, and the updates each makes."""
    from sociophys.engine.pack import pack_size

    alike: dict[str, list[Task]] = {}
    for task in tasks:
        alike.setdefault(_but_for_temperature(task), []).append(task)
    units, sizes = [], []
    for points in alike.values():
        model, made = planned(points[0])
        most = pack_size(model, made)
        sweeps = model.settings.sweeps + int(model.settings.burn_in)
        for begin in range(0, len(points), most):
            part = points[begin : begin + most]
            for number, replicas in enumerate(made.units):
                units.append(tuple(replace(task, unit=number) for task in part))
                sizes.append(sweeps * model.network.n_nodes * len(replicas) * len(part))
    return units, sizes


def _but_for_temperature(task: Task) -> str:
    """Return a text that points share which differ in nothing but the scheduled temperature."""
    plain = task.resolved.plain
    dynamics = {key: value for key, value in plain["dynamics"].items() if key != "temperature"}
    per_node = (plain["dynamics"].get("temperature") or {}).get("per_node")
    model, _ = ready_model(task)
    changes = model.dynamics.temperature.schedule.changes_after(0)
    rest = [{**plain, "dynamics": dynamics}, per_node, changes, model.settings.burn_in]
    return json.dumps(rest, sort_keys=True, default=str)


def _fitting_workers(n_updates: int) -> int:
    if n_updates < _ALONE_BELOW:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _raise_failures(units: list[tuple[Task, ...]], results: list[Any]) -> None:
    """Raise what ended units before their time: mistakes of the user as such, dead workers by point and unit."""
    failed = [(tasks, r) for tasks, r in zip(units, results, strict=True) if isinstance(r, Failure)]
    for _, failure in failed:
        if not failure.is_death:
            raise failure.error
    if failed:
        advice = "Often the memory was too small. Run again to go on from the last checkpoint, with --workers 1."
        what = "the worker process died, twice"
        raise StoreError(
            *(
                Mistake(f"point {task.point} unit {task.unit}", f"{what} ({failure.error})", "", advice)
                for tasks, failure in failed
                for task in tasks
            )
        )


def _without_folder(name: str) -> str:
    return Path(name).name if Path(name).is_absolute() else name


def rebuild(directory: str | os.PathLike[str]) -> Path:
    """Draw the report of a run directory anew from its ``document.json``; return the path of the report.

    Raises
    ------
    StoreError
        If there is no document, or it is damaged.
    """
    from sociophys.plain import from_plain
    from sociophys.report.draw import draw

    run_directory = RunDirectory(Path(directory))
    manifest = manifests.read(run_directory) or {}
    content = read_sealed(run_directory.document, (manifest.get("files") or {}).get("document.json"))
    try:
        document = from_plain(json.loads(content))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        advice = "Run the scenario again."
        raise StoreError(Mistake(str(run_directory.document), "is no document", advice=advice)) from error
    seal(run_directory.report, draw(document).encode())
    return run_directory.report
