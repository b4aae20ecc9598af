"""Checks across blocks that need no network: times beyond the end, missing opinions, what is not recorded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sociophys import registry
from sociophys.errors import near_miss
from sociophys.model import member_names
from sociophys.parameters import Finding, Strict
from sociophys.reading.tables import as_text
from sociophys.scenario.document import Scenario
from sociophys.scenario.paths import Path as Location


def check(scenario: Scenario) -> list[Finding]:
    """Return everything that is wrong between the blocks of a scenario; broken blocks (None) are passed over."""
    parts = list(parts_of(scenario))
    checks = (*_check_run(scenario), *_check_opinions(scenario), *_check_repeats(scenario))
    return [
        *checks,
        *_check_times(scenario, parts),
        *_check_conditions(scenario, parts),
        *_check_sides(scenario, parts),
    ]


def parts_of(scenario: Scenario) -> Iterator[tuple[Location, Any]]:
    """Yield every member and record of a scenario with its path, outermost first."""
    blocks = {"dynamics": scenario.dynamics, "initial": scenario.initial, "feed": scenario.feed}
    lists = {"fields": scenario.fields, "interventions": scenario.interventions}
    for name, block in (*blocks.items(), *lists.items()):
        yield from _walk((name,), block)


def _walk(path: Location, value: Any) -> Iterator[tuple[Location, Any]]:
    if isinstance(value, tuple):
        for k, item in enumerate(value):
            yield from _walk((*path, k), item)
    elif isinstance(value, Strict):
        yield path, value
        for name in type(value).model_fields:
            yield from _walk((*path, name), getattr(value, name))


def _check_run(scenario: Scenario) -> Iterator[Finding]:
    run = scenario.run
    if run is None:
        return
    for name in ("record_every", "snapshot_every"):
        if getattr(run, name) > run.sweeps:
            what = f"{getattr(run, name)} is more than the {run.sweeps} sweeps of the run"
            yield Finding(("run", name), what, f"up to {run.sweeps}")
    if run.block > run.replicas:
        yield Finding(
            ("run", "order_block"), f"{run.block} is more than the {run.replicas} replicas", f"1 to {run.replicas}"
        )


def _check_opinions(scenario: Scenario) -> Iterator[Finding]:
    is_without = scenario.network is not None and scenario.network.opinions is None
    if is_without and getattr(scenario.initial, "needs_opinions", False):
        what = f"'{scenario.initial.kind}' needs opinions, and network.opinions is not given"
        yield Finding(("initial",), what, "random, all_up", "Add network.opinions, or begin otherwise.")
    opinions = scenario.network.opinions if scenario.network else None
    if opinions is not None and opinions.groups:
        what = "a run has two sides, and every value is a group"
        yield Finding(("network", "opinions", "groups"), what, "false", "Name the sides with plus and minus.")


def _check_repeats(scenario: Scenario) -> Iterator[Finding]:
    listed = scenario.analyze.analyzers if scenario.analyze else ()
    seen: list[str] = []
    for k, analyzer in enumerate(listed if isinstance(listed, tuple) else ()):
        if analyzer.kind in seen:
            yield Finding(("analyze", "analyzers", k), f"'{analyzer.kind}' stands twice", "each analyzer once")
        seen.append(analyzer.kind)


def first_time(member: Any) -> float | None:
    """Return the first sweep at which a trigger fires or a schedule does what it is for, or None."""
    if member.kind in ("at", "steps"):
        return min(member.times)
    return float(member.start) if hasattr(member, "start") else None


def _check_times(scenario: Scenario, parts: list[tuple[Location, Any]]) -> Iterator[Finding]:
    sweeps = scenario.run.sweeps if scenario.run else math.inf
    for path, member in parts:
        if member is not None and registry.family_of(member) == "fields":
            yield from _check_campaign(path, member, sweeps)
        if not is_timed(member):
            continue
        for k, time in enumerate(_must_happen(member)):
            place = (*path, "times", k) if hasattr(member, "times") else (*path, "start")
            if not 0 <= time < sweeps:
                where = f"beyond the {sweeps} sweeps of the run" if time > 0 else "before sweep 0"
                advice = "It would never happen: make the run longer or the time earlier." if time > 0 else ""
                yield Finding(place, f"{time:g} is {where}", f"0 to {sweeps - 1}", advice)


def _must_happen(member: Any) -> list[float]:
    """Return the times that must lie in the run: of a lever each, of a schedule the first."""
    if member.kind == "at":
        return list(dict.fromkeys(member.times))
    first = first_time(member)
    return [] if first is None else [first]


def _check_campaign(path: Location, field: Any, sweeps: float) -> Iterator[Finding]:
    """Check that a field with a budget, and so with a time to spend it in, ends with the run at the latest."""
    end = field.start + field.sweeps if hasattr(field, "budget") else 0
    if end > sweeps:
        what = f"the budget would be spent up to sweep {end}, and the run has {sweeps} sweeps"
        advice = "Make the run longer, or the campaign earlier or shorter."
        yield Finding((*path, "sweeps"), what, f"start + sweeps up to {sweeps}", advice)


def is_timed(member: Any) -> bool:
    """Whether a part of a scenario is a trigger or a schedule: what has times."""
    return registry.family_of(member) in ("triggers", "schedules")


def _check_conditions(scenario: Scenario, parts: list[tuple[Location, Any]]) -> Iterator[Finding]:
    named = scenario.run.members if scenario.run else ()
    recorded = member_names(named) if named else registry.kinds("observables")
    for path, member in parts:
        if getattr(member, "is_condition", False) and member.measure not in recorded:
            advice = near_miss(member.measure, recorded)
            if member.measure in registry.kinds("observables"):
                advice = "Add it to run.observables."
            yield Finding((*path, "measure"), f"'{member.measure}' is not recorded", ", ".join(recorded), advice)


def _check_sides(scenario: Scenario, parts: list[tuple[Location, Any]]) -> Iterator[Finding]:
    """Check words that name a side: the scenario's own names, or plus and minus."""
    if scenario.network is None:
        return
    opinions = scenario.network.opinions
    named = [as_text(opinions.plus), as_text(opinions.minus)] if opinions else []
    if "auto" in named:
        return  # the sides take their names from the data
    known = list(dict.fromkeys(["plus", "minus", *named]))
    for path, member in parts:
        for name in ("toward", "to", "side"):
            word = getattr(member, name, None)
            others = (*known, *getattr(member, "no_side", ()))
            if isinstance(word, str) and _is_free_word(member, name) and path[0] != "dynamics" and word not in others:
                yield Finding((*path, name), f"'{word}' is no side", ", ".join(known), near_miss(word, known))


def _is_free_word(member: Any, name: str) -> bool:
    """Whether a parameter takes any word, so that it may name a side, and not one of a list."""
    declared = type(member).model_fields.get(name)
    return declared is not None and declared.annotation in (str, str | None)
