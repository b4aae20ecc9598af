"""``--quick``: the same scenario cut to what ends in seconds; every cut is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sociophys.parameters import Strict
from sociophys.scenario.axes import axis
from sociophys.scenario.blocks import Run
from sociophys.scenario.checks import parts_of
from sociophys.scenario.document import Scenario, read_blocks
from sociophys.scenario.paths import Path, get, parse, put
from sociophys.scenario.reading import read
from sociophys.scenario.resolve import plain_of
from sociophys.scenario.variants import differences

SWEEPS, REPLICAS, VALUES, SETTINGS, NULLS = (100, 200, 400), 8, 3, 2, 100


def shortened(scenario: Scenario) -> Scenario:
    """Return the scenario cut short: fewer sweeps, replicas, values and nulls, all times shrunk alike.

    Times (of schedules, triggers, records) shrink with the sweeps, so that what happens keeps its order and its
    share of the run; where that would merge two times, fewer sweeps are cut.
    """
    plain, notes = _fewer_replicas(plain_of(scenario), scenario.run, [])
    plain, notes = _fewer_values(plain, notes)
    plain, notes = _fewer_nulls(plain, notes)
    for sweeps in SWEEPS:
        found, findings = read(_with_sweeps(plain, scenario, sweeps), scenario.gate)
        if sweeps < scenario.run.sweeps and found and not findings:
            notes.append(f"sweeps cut from {scenario.run.sweeps} to {sweeps}, all times with them")
            return replace(found, notes=tuple(notes))
    found, _ = read(plain, scenario.gate)
    return replace(found, notes=tuple(notes)) if found else scenario


def _fewer_replicas(plain: dict[str, Any], run: Run, notes: list[str]) -> tuple[dict[str, Any], list[str]]:
    if run.replicas <= REPLICAS:
        return plain, notes
    plain = put(plain, ("run", "replicas"), REPLICAS)
    if run.order_block != "auto" and run.order_block > REPLICAS:
        plain = put(plain, ("run", "order_block"), "auto")
    return plain, [*notes, f"replicas cut from {run.replicas} to {REPLICAS}"]


def _fewer_values(plain: dict[str, Any], notes: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Keep the first, a middle and the last value of each axis, and the ends of what is tried for robustness."""
    for path, raw in plain["grid"].items():
        values = axis(raw, ("grid", path))[0]
        if len(values) > VALUES:
            kept = [values[0], values[len(values) // 2], values[-1]]
            plain = {**plain, "grid": {**plain["grid"], path: kept}}
            notes = [*notes, f"values of {path} cut from {len(values)} to {VALUES}"]
    for path, values in plain.get("robustness", {}).items():
        if len(values) > SETTINGS:
            plain = {**plain, "robustness": {**plain["robustness"], path: [values[0], values[-1]]}}
            notes = [*notes, f"values of {path} to try cut from {len(values)} to {SETTINGS}"]
    return plain, notes


def _fewer_nulls(plain: dict[str, Any], notes: list[str]) -> tuple[dict[str, Any], list[str]]:
    nulls = plain["analyze"]["nulls"]
    if nulls <= NULLS:
        return plain, notes
    return put(plain, ("analyze", "nulls"), NULLS), [*notes, f"nulls cut from {nulls} to {NULLS}"]


def _with_sweeps(plain: dict[str, Any], scenario: Scenario, sweeps: int) -> dict[str, Any]:
    cut = _with_times(plain, scenario, sweeps)
    if not scenario.variants:
        return cut
    others = {name: _with_times(plain_of(v.scenario), v.scenario, sweeps) for name, v in scenario.variants.items()}
    cut["variants"] = {name: differences(cut, other) for name, other in others.items()}
    cut["robustness"] = {
        path: [_setting(scenario, path, value, sweeps) for value in values]
        for path, values in plain["robustness"].items()
    }
    at, every = plain["outcome"]["at"], cut["run"]["record_every"]
    if isinstance(at, int):  # a sweep that is recorded stays one
        cut["outcome"] = {**plain["outcome"], "at": round(at * sweeps / scenario.run.sweeps / every) * every}
    return cut


def _with_times(plain: dict[str, Any], scenario: Scenario, sweeps: int) -> dict[str, Any]:
    share = sweeps / scenario.run.sweeps
    for path, value in _times(scenario):
        cut = _shrunk(value, share)
        if isinstance(cut, list):  # the last sweeps of a run stay within it
            cut = [
                min(new, sweeps - 1) if old < scenario.run.sweeps else new for old, new in zip(value, cut, strict=True)
            ]
        plain = put(plain, path, cut)
    return put(plain, ("run", "sweeps"), sweeps)


def _setting(scenario: Scenario, path: str, value: Any, sweeps: int) -> Any:
    """Return a value that is tried, cut as the scenario is with it: it may hold times."""
    there = put(plain_of(scenario), parse(path), value)
    tried, findings = read_blocks(there, scenario.gate)
    return value if findings or tried is None else get(_with_times(there, tried, sweeps), parse(path))


def _shrunk(value: Any, share: float) -> Any:
    if isinstance(value, (list, tuple)):
        return [_shrunk(item, share) for item in value]
    if isinstance(value, int):
        return max(1, round(value * share)) if value else 0
    return value * share if isinstance(value, float) else value


def _times(scenario: Scenario) -> Iterator[tuple[Path, Any]]:
    """Yield path and value of every parameter that counts in sweeps."""
    twin = plain_of(replace(scenario, variants={}))
    for path, part in ((("run",), scenario.run), *parts_of(scenario)):
        for name in _in_sweeps(part):
            if getattr(part, name) is not None:
                yield (*path, name), get(twin, (*path, name))


def _in_sweeps(part: Strict) -> Iterator[str]:
    for name, field in type(part).model_fields.items():
        extra = field.json_schema_extra
        if isinstance(extra, dict) and str(extra.get("unit", "")).split(" x ")[-1] == "sweeps":  # a budget has them too
            yield name
