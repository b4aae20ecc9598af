"""The grid: the same scenario at every combination of some values, and curves over them."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from sociophys import registry
from sociophys.analyzers import Analysis
from sociophys.chains import kinds_of_error
from sociophys.errors import Mistake, ScenarioError
from sociophys.estimate import Estimate
from sociophys.panels import Curves, Table
from sociophys.parameters import Finding
from sociophys.scenario.axes import axes
from sociophys.scenario.checks import check
from sociophys.scenario.document import Scenario, read_blocks
from sociophys.scenario.paths import get, parse, put, show
from sociophys.scenario.resolve import Resolved, plain_of, resolve

Settings = dict[str, Any]
Numbers = Mapping[str, Estimate]


def points(resolved: Resolved) -> list[tuple[Settings, Resolved]]:
    """Return every grid point: what the grid sets there, and the complete scenario without a grid.

    Points come in file order, the last axis fastest. Without a grid there is one, which sets nothing.

    Raises
    ------
    ScenarioError
        If values that are fine alone cannot stand together, or two points are the same scenario.
    """
    scenario = resolved.scenario
    grid = axes(scenario.grid)
    twin = {key: value for key, value in plain_of(scenario).items() if key != "grid"}
    found: list[tuple[Settings, Resolved]] = []
    mistakes: list[Mistake] = []
    for values in itertools.product(*grid.values()):
        settings = dict(zip(grid, values, strict=True))
        point, findings = changed(twin, settings, scenario)
        mistakes += [_mistake(finding, settings) for finding in findings]
        if point:
            found.append((settings, resolve(point, resolved.inputs)))
    mistakes += _same_twice(found)
    if mistakes:
        raise ScenarioError(*mistakes[:20])
    return found


def changed(twin: dict[str, Any], settings: Settings, base: Scenario) -> tuple[Scenario | None, list[Finding]]:
    """Return the scenario in which some values are set by path, and what is wrong with it; ``base``: where it is from.

    ``twin``: the explicit scenario without a grid and variants.
    """
    document: Any = twin
    for path, value in settings.items():
        document = put(document, parse(path), value)
    if "run.replicas" in settings and "run.order_block" not in settings:
        document = put(document, ("run", "order_block"), "auto")
    found, findings = read_blocks(document, base.base_dir)
    findings += check(found) if found else []
    return (None, findings) if findings or found is None else (replace(found, notes=base.notes, marked=base.marked), [])


def _label(settings: Settings) -> str:
    return ", ".join(f"{path}={value}" for path, value in settings.items())


def _mistake(finding: Finding, settings: Settings) -> Mistake:
    where = f"grid point {_label(settings)}: {show(finding.path)}"
    return Mistake(where, finding.what, finding.allowed, finding.advice)


def _same_twice(found: list[tuple[Settings, Resolved]]) -> list[Mistake]:
    first: dict[str, Settings] = {}
    mistakes = []
    for settings, point in found:
        if point.run_id in first:
            what = f"the same scenario as {_label(first[point.run_id])}"
            mistakes.append(Mistake(f"grid point {_label(settings)}", what, "values that change the numbers"))
        first.setdefault(point.run_id, settings)
    return mistakes


class Grid:
    """The study behind ``grid:``: every point once, then one curve an observable."""

    def plan(self, scenario: Scenario, done: Collection[str] = ()) -> list[Scenario]:
        """Return the points still to run, each a scenario of its own; ``done``: ids (8 digits) of finished ones."""
        return [point.scenario for _, point in points(resolve(scenario)) if point.id8 not in done]

    def conclude(
        self, results: Sequence[Any], numbers: Sequence[Numbers], plain: Mapping[str, Any] | None = None
    ) -> Analysis:
        """Return curves of the mean opinion and the borders, and a table of every observable, over the points.

        Parameters
        ----------
        results: finished points in grid order (``settings``, ``model``). numbers: the mean of each observable there.
        plain: the resolved scenario the grid belongs to; its own value is marked 'you are here'.
        """
        if not results or not results[0].settings:
            return Analysis()
        rows = [(result.settings, estimates) for result, estimates in zip(results, numbers, strict=True)]
        names = list(rows[0][1])
        frame = pd.DataFrame([_row(settings, estimates) for settings, estimates in rows])
        panels: list[Any] = [*_curves(rows, _telling(results[0].model, names), plain), _table(rows, names)]
        return Analysis(panels={"touchy": panels}, tables={"grid": frame})


def _row(settings: Mapping[str, Any], estimates: Numbers) -> dict[str, Any]:
    numbers = {name: estimate.value for name, estimate in estimates.items()}
    errors = {f"{name}_error": estimate.error for name, estimate in estimates.items()}
    return {**{path: _plain_number(value) for path, value in settings.items()}, **numbers, **errors}


def _plain_number(value: Any) -> Any:
    """Return the number a value stands for: a constant schedule counts as its number."""
    if isinstance(value, Mapping) and value.get("kind") == "constant":
        return value.get("value")
    return value if isinstance(value, (int, float, str)) else str(value)


def _telling(model: Any, names: list[str]) -> list[str]:
    """Return what tells most in a picture: m, or |m| where nothing singles out a side, and the borders."""
    return [name for name in ("abs_m" if model.aligns else "m", "walls") if name in names]


def _curves(rows: list[Any], names: list[str], plain: Mapping[str, Any] | None) -> list[Curves]:
    """Return a curve an observable over the grid's one number; none if there are more axes or it is no number."""
    paths = list(rows[0][0])
    x = [_plain_number(settings[paths[0]]) for settings, _ in rows]
    is_number = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in x)
    if len(paths) != 1 or not is_number or len(rows) < 2:
        return []
    mark = _here(plain, paths[0])
    return [_curve(rows, name, paths[0], [float(v) for v in x], mark) for name in names]


def _curve(rows: list[Any], name: str, path: str, x: list[float], mark: float | None) -> Curves:
    order = sorted((k for k in range(len(x)) if rows[k][1][name].value is not None), key=x.__getitem__)
    y = [float(rows[k][1][name].value) for k in order]
    error = [float(rows[k][1][name].error or 0.0) for k in order]
    observable = registry.member("observables", name) if name in registry.kinds("observables") else None
    meaning = getattr(observable, "meaning", "") or name
    kinds = kinds_of_error(rows[k][1][name] for k in order)
    caption = f"Bars: one standard error, luck of the simulation only, {kinds}."
    return Curves([(meaning, [x[k] for k in order], y, error)], path, meaning, mark=mark, caption=caption)


def _here(plain: Mapping[str, Any] | None, path: str) -> float | None:
    if plain is None:
        return None
    try:
        value = _plain_number(get(plain, parse(path)))
    except LookupError:
        return None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _table(rows: list[Any], names: list[str]) -> Table:
    paths = list(rows[0][0])
    cells = [
        [*(_plain_number(s[p]) for p in paths), *(str(estimates[name]) for name in names)] for s, estimates in rows
    ]
    kinds = ["number"] * len(paths) + ["text"] * len(names)
    return Table([*paths, *names], cells, kinds, "Means over the second half of each run, with one standard error.")
