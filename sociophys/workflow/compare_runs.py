"""Compare finished runs by what they stored: pair by pair where they shared their luck, else as they are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sociophys import registry
from sociophys.contrast import Contrasts
from sociophys.errors import Mistake, StoreError, near_miss
from sociophys.pairing import Question, Reading, contrast
from sociophys.scenario.load import parse
from sociophys.store import manifest as manifests
from sociophys.store.layout import RunDirectory
from sociophys.store.seal import read_sealed
from sociophys.workflow.contrasts import of_opinions, value_at
from sociophys.workflow.export import finished_run
from sociophys.workflow.result import RunResult

_SHARED = ("seed", "kernel family", "replicas", "order block", "sweeps", "record_every", "burn-in", "results version")


@dataclass(frozen=True)
class RunsCompared:
    """Finished runs side by side; ``notes`` say which of them share no luck, and why."""

    contrasts: Contrasts
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Stored:
    name: str
    result: RunResult
    plain: dict[str, Any]
    shared: tuple[Any, ...]


def compare_runs(
    directories: Sequence[str | os.PathLike[str]], *, measure: str = "default", at: str | int = "late"
) -> RunsCompared:
    """Compare finished runs with the first of them, from their records.

    Where seed, kernel family, replicas, order blocks, sweeps and burn-in agree, runs met the same coins and are
    compared pair by pair; else as independent ensembles.

    Parameters
    ----------
    directories: two run folders or more. measure: an observable all of them recorded; default: m, or abs_m where
        nothing singles out a side in any. at: ``end``, ``late``, ``peak`` or a sweep that was recorded.

    Raises
    ------
    StoreError
        If one is no finished run, has several points, or did not record the measure.
    """
    if len(directories) < 2:
        raise StoreError(Mistake("compare", "there is nothing beside it", "two runs or more"))
    stored = [_stored(directory) for directory in directories]
    _require_one_point(stored)
    if measure == "default":
        measure = "abs_m" if all(one.result.summary["sides_are_alike"] for one in stored) else "m"
    question = Question(measure, str(at))
    readings = [_reading(one, question) for one in stored]
    names = _names(stored)
    found, notes = [], []
    for name, one, read in zip(names[1:], stored[1:], readings[1:], strict=True):
        apart = [w for w, a, b in zip(_SHARED, stored[0].shared, one.shared, strict=True) if a != b]
        found.append(contrast(name, names[0], readings[0], read, question, are_paired=not apart))
        if apart:
            notes.append(f"{name} and {names[0]} are not paired: they differ in {', '.join(apart)}")
    return RunsCompared(Contrasts(tuple(names), tuple(found)), tuple(notes))


def _stored(directory: str | os.PathLike[str]) -> _Stored:
    run: RunDirectory = finished_run(os.fspath(directory))
    result, manifest = RunResult.of(run), manifests.read(run) or {}
    plain = parse(read_sealed(run.resolved).decode(), "").plain
    block, point = plain["run"], result.summary["points"][0]
    family = manifest["points"][0]["kernel"][0]
    version = manifest.get("results_version")
    times = (block["replicas"], block["order_block"], block["sweeps"], block["record_every"], point["burn_in"])
    return _Stored(str(plain["name"]), result, plain, (plain["seed"], family, *times, version))


def _require_one_point(stored: Sequence[_Stored]) -> None:
    many = [one for one in stored if len(one.result.summary["points"]) > 1]
    if many:
        what, advice = "has several points, and one is compared with one", "Its own report compares them."
        raise StoreError(*(Mistake(str(one.result.directory), what, "a run of one point", advice) for one in many))


def _names(stored: Sequence[_Stored]) -> list[str]:
    names = [one.name for one in stored]
    return names if len(set(names)) == len(names) else [f"{one.name}-{one.result.run_id[:8]}" for one in stored]


def _reading(one: _Stored, question: Question) -> Reading:
    table = one.result.table("observables").drop(columns="point")
    wide = table.pivot(index="replica", columns="sweep")
    names = [str(name) for name in dict.fromkeys(wide.columns.get_level_values(0))]
    recorded = {name: wide[name].to_numpy(np.float64) for name in names}
    if question.measure not in recorded:
        advice = near_miss(question.measure, names)
        what = f"'{question.measure}' was not recorded"
        raise StoreError(Mistake(str(one.result.directory), what, ", ".join(names), advice))
    sweeps = np.unique(table["sweep"].to_numpy(np.float64))
    series = recorded[question.measure]
    if question.at not in ("end", "late", "peak") and float(question.at) not in sweeps:
        what = f"nothing was recorded at sweep {question.at}"
        raise StoreError(Mistake(str(one.result.directory), what, "end, late, peak, or a sweep that was recorded"))
    known = registry.kinds("observables")
    is_odd = question.measure in known and registry.member("observables", question.measure).is_odd
    return Reading(
        values=value_at(series, sweeps, question.at),
        block=int(one.plain["run"]["order_block"]),
        sweeps=sweeps,
        series=series,
        recorded=of_opinions(recorded),
        cost=_cost(one),
        is_luck=bool(is_odd and one.result.summary["sides_are_alike"]),
    )


def _cost(one: _Stored) -> dict[str, float]:
    events = one.result.table("events")
    names = [str(name) for name in events if str(name).startswith("cost_")]
    return {name.removeprefix("cost_"): float(events[name].sum()) / one.plain["run"]["replicas"] for name in names}
