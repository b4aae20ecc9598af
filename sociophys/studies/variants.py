"""Variants of a scenario: each a point of one run, and so are the settings at which the verdict is tried again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sociophys.contrast import Contrast, Contrasts, Tried
from sociophys.errors import Mistake, ScenarioError
from sociophys.pairing import Question, Reading, contrast
from sociophys.scenario.comparison import pairs
from sociophys.scenario.document import Scenario
from sociophys.scenario.paths import show
from sociophys.scenario.resolve import Resolved, plain_of, resolve
from sociophys.scenario.variants import BASE, places
from sociophys.scenario.write import flow
from sociophys.studies import grid

Settings = dict[str, Any]


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a variant (or ``base``) as written, or at another setting; ``resolved``: its point."""

    variant: str
    resolved: Resolved
    path: str = ""
    value: Any = None

    @property
    def settings(self) -> Settings:
        """What tells this point from the others."""
        return {"variant": self.variant} | ({self.path: self.value} if self.path else {})


def sides(resolved: Resolved) -> list[Side]:
    """Return the base, every variant, and the two that decide at each setting that is tried; sides may be one point.

    Raises
    ------
    ScenarioError
        If a setting cannot stand together with a variant.
    """
    scenario = resolved.scenario
    alone = _alone(scenario)
    named = {BASE: alone, **{name: _of_variant(v.scenario, name, alone) for name, v in scenario.variants.items()}}
    found = [Side(name, _resolve(one, resolved)) for name, one in named.items()]
    deciding = deciding_pair(scenario)
    mistakes: list[Mistake] = []
    for path, values in scenario.robustness.items():
        for value in values:
            for name in deciding:
                there, findings = grid.changed(plain_of(named[name]), {path: value}, named[name])
                where = f"'{name}' with {path} = {value}"
                mistakes += [Mistake(f"{where}: {show(f.path)}", f.what, f.allowed, f.advice) for f in findings]
                found += [Side(name, _resolve(there, resolved), path, value)] if there else []
    mistakes += _as_written(found)
    if mistakes:
        raise ScenarioError(*mistakes[:20])
    return found


def _as_written(found: list[Side]) -> list[Mistake]:
    """Return the settings that change neither side: they would count as holding without having been tried."""
    written = {side.variant: side.resolved.run_id for side in found if not side.path}
    changed: dict[tuple[str, str], bool] = {}
    for side in (one for one in found if one.path):
        key = (side.path, str(side.value))
        changed[key] = changed.get(key, False) or side.resolved.run_id != written[side.variant]
    return [
        Mistake(f"robustness.{path}", f"{value} is the value as written, which is compared anyway", "other values")
        for (path, value), is_changed in changed.items()
        if not is_changed
    ]


def deciding_pair(scenario: Scenario) -> tuple[str, str]:
    """Return what the deciding variant is compared with, and the variant."""
    assert scenario.outcome is not None  # a scenario with variants has one
    return scenario.outcome.compared_with, pairs(list(scenario.variants), scenario.outcome)[0]


def _alone(scenario: Scenario) -> Scenario:
    return replace(scenario, variants={}, outcome=None, robustness={})


def _of_variant(variant: Scenario, name: str, base: Scenario) -> Scenario:
    """Return a variant's scenario as the run sees it; mistakes on its network are said at the variant's own lines."""
    marked = base.marked
    if marked is not None:
        marked = replace(marked, moved=tuple(places(name, plain_of(base), marked.plain["variants"][name])))
    head = {key: getattr(base, key) for key in ("run", "analyze", "report", "name", "question", "source")}
    return replace(variant, **head, notes=base.notes, marked=marked)


def _resolve(scenario: Scenario, whole: Resolved) -> Resolved:
    return resolve(scenario, whole.inputs)


def points(resolved: Resolved) -> list[tuple[Settings, Resolved]]:
    """Return every point of a run: of variants each that differs from the others once, else those of the grid."""
    if not resolved.scenario.variants:
        return grid.points(resolved)
    found: dict[str, tuple[Settings, Resolved]] = {}
    for side in sides(resolved):
        found.setdefault(side.resolved.run_id, (side.settings, side.resolved))
    return list(found.values())


def label(settings: Settings) -> str:
    """Return what a point of a comparison is called.

    Examples
    --------
    >>> label({"variant": "campaign", "seed": 2})
    'campaign, seed = 2'
    """
    tried = [f"{path} = {value}" for path, value in settings.items() if path != "variant"]
    return ", ".join([str(settings.get("variant", "")), *tried])


class Variants:
    """The study behind ``variants:``: every side once, then each beside what it is compared with."""

    def plan(self, scenario: Scenario, done: Collection[str] = ()) -> list[Scenario]:
        """Return the points still to run, each a scenario of its own; ``done``: ids (8 digits) of finished ones."""
        return [point.scenario for _, point in points(resolve(scenario)) if point.id8 not in done]

    def conclude(self, readings: Mapping[str, Reading], question: Question, resolved: Resolved) -> Contrasts:
        """Return what came out: every variant beside the one it is compared with, then the deciding pair elsewhere.

        ``readings``: what is read of each point, by its id.
        """
        scenario, found = resolved.scenario, sides(resolved)
        read = {(side.variant, side.path, str(side.value)): readings[side.resolved.id8] for side in found}
        compared_with, deciding = deciding_pair(scenario)

        def beside(name: str, path: str = "", value: Any = None) -> Contrast:
            pair = (read[one, path, str(value)] for one in (compared_with, name))
            return contrast(name, compared_with, *pair, question)

        contrasts = tuple(beside(name) for name in pairs(list(scenario.variants), scenario.outcome))
        tried = []
        for path, values in scenario.robustness.items():
            for value in values:
                there = beside(deciding, path, value)
                tried.append(Tried(path, _shown(value), there, _holds(contrasts[0], there)))
        return Contrasts((BASE, *scenario.variants), contrasts, tuple(tried))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else flow(value)


def _holds(written: Contrast, there: Contrast) -> bool | None:
    """Whether the verdict is the same at another setting; None where it is open there."""
    return None if there.verdict in ("undecided", "undefined") else there.verdict == written.verdict
