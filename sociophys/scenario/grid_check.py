"""Whether a grid can be run: its axes, its size, and every value tried on the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sociophys.parameters import Finding
from sociophys.scenario.axes import MAX_POINTS, axis
from sociophys.scenario.checks import check
from sociophys.scenario.document import Scenario, read_blocks
from sociophys.scenario.paths import Path as Location
from sociophys.scenario.paths import get, parse, put
from sociophys.scenario.resolve import plain_of

FIXED = ("schema", "name", "question", "source", "plugins", "grid", "report")
_EXAMPLE = "For example: grid: {dynamics.temperature: [1.0, 2.0]}"


def check_grid(grid: Any, base: Scenario | None) -> list[Finding]:
    """Return what is wrong with a grid: bad axes, too many points, paths and values no scenario can have.

    Every value of every axis is tried on the scenario alone, not in combination.
    """
    if not isinstance(grid, Mapping):
        return [Finding(("grid",), f"{grid!r} is not a block of paths", "path: values", _EXAMPLE)]
    findings: list[Finding] = []
    size = 1
    for path, raw in grid.items():
        values, wrong = axis(raw, ("grid", path))
        size *= len(values) or 1
        findings += wrong or _check_path(path)
    if size > MAX_POINTS:
        findings.append(Finding(("grid",), f"{size} points", f"up to {MAX_POINTS}", "Take fewer values."))
    if findings or base is None:
        return findings
    return [finding for path, raw in grid.items() for finding in _check_values(path, raw, base)]


def _check_path(path: str) -> list[Finding]:
    try:
        parts = parse(path)
    except ValueError as error:
        return [Finding(("grid", path), str(error))]
    if parts[0] in FIXED:
        return [Finding(("grid", path), f"'{parts[0]}' cannot vary within a run", "what changes the numbers")]
    return []


def _check_values(path: str, raw: Any, base: Scenario) -> list[Finding]:
    twin, where = plain_of(base), ("grid", path)
    values = axis(raw, where)[0]
    listed = (*where, "values") if isinstance(raw, Mapping) else where
    for k, value in enumerate(values):
        try:
            document = put(twin, parse(path), value)
        except LookupError as error:
            return [Finding(where, str(error.args[0]))]
        found, findings = read_blocks(document, base.gate)
        findings += check(found) if found else []
        if findings:
            return [_moved(f, path, (*listed, k), where, document) for f in findings]
    return []


def _moved(finding: Finding, path: str, item: Location, axis_place: Location, document: Any) -> Finding:
    """Say a finding of a point at the place of the grid that made it: its key if the path is wrong, else the value."""
    is_path = finding.what.startswith("unknown key") and finding.path[: len(parse(path))] in _prefixes(parse(path))
    if is_path:
        return finding._replace(path=axis_place)
    inside = finding.path[: len(parse(path))] == parse(path)
    what = finding.what if inside else f"with {_value(document, path)} {finding.what[0].lower() + finding.what[1:]}"
    return finding._replace(path=item, what=what)


def _value(document: Any, path: str) -> str:
    return f"{path} = {get(document, parse(path))!r}"


def _prefixes(path: Location) -> list[Location]:
    return [path[:length] for length in range(1, len(path) + 1)]
