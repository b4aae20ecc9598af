"""The axes of a grid: which values each one takes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from sociophys.parameters import Finding, Strict, parameter, read_record
from sociophys.scenario.paths import Path as Location

MAX_POINTS = 10_000


class Spaced(Strict):
    """n values from start to stop, both included: evenly (linspace), or by a constant factor (geomspace, logspace).

    For ``logspace`` start and stop are powers of ten, as in NumPy.
    """

    kind: Literal["linspace", "geomspace", "logspace"] = parameter(doc="How the values are spaced.")
    start: float = parameter(doc="First value (logspace: its power of ten).")
    stop: float = parameter(doc="Last value (logspace: its power of ten).")
    n: int = parameter(ge=2, le=MAX_POINTS, doc="How many values.")

    def values(self) -> list[float]:
        """Return the values as plain numbers, rounded to 12 digits so that 0.3 is 0.3."""
        spaced: Any = {"linspace": np.linspace, "geomspace": np.geomspace, "logspace": np.logspace}[self.kind]
        return [float(f"{value:.12g}") for value in spaced(self.start, self.stop, self.n)]


def axis(raw: Any, place: Location) -> tuple[list[Any], list[Finding]]:
    """Return the values of one axis (a list, or a block with a kind) and what is wrong with it."""
    if isinstance(raw, Mapping) and raw.get("kind") == "list":
        unknown = [
            Finding((*place, key), f"unknown key '{key}'", "kind, values")
            for key in raw
            if key not in ("kind", "values")
        ]
        if unknown or not isinstance(raw.get("values"), list):
            return [], unknown or [Finding(place, "'values' is missing or not a list", "values: [ ]")]
        raw, place = raw["values"], (*place, "values")
    if isinstance(raw, list):
        return raw, _check_list(raw, place)
    if not isinstance(raw, Mapping):
        return [], [Finding(place, f"{raw!r} is not an axis", "a list, or kind: linspace, geomspace, logspace, list")]
    return _spaced(raw, place)


def _check_list(values: list[Any], place: Location) -> list[Finding]:
    if not values:
        return [Finding(place, "the list is empty", "one value or more")]
    twice = [k for k, value in enumerate(values) if value in values[:k]]
    return [Finding((*place, k), f"{values[k]!r} stands twice", "each value once") for k in twice]


def _spaced(raw: Mapping[str, Any], place: Location) -> tuple[list[Any], list[Finding]]:
    spaced, findings = read_record(Spaced, raw, place)
    if findings:
        return [], findings
    if spaced.kind == "geomspace" and spaced.start * spaced.stop <= 0:
        return [], [Finding(place, "geomspace meets zero", "start and stop above 0, or both below")]
    if spaced.kind == "logspace" and max(abs(spaced.start), abs(spaced.stop)) > 300:
        return [], [Finding(place, "logspace takes powers of ten beyond 300", "start and stop from -300 to 300")]
    if spaced.start == spaced.stop:
        return [], [Finding(place, f"start and stop are both {spaced.start:g}", "two different values")]
    return _whole_where_meant(raw, spaced.values()), []


def _whole_where_meant(raw: Mapping[str, Any], values: list[float]) -> list[Any]:
    """Return whole numbers as such if start and stop were written so and all between are: for counts and sweeps."""
    whole = isinstance(raw["start"], int) and isinstance(raw["stop"], int) and all(v.is_integer() for v in values)
    return [int(value) for value in values] if whole else list(values)


def axes(grid: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the values of every axis of a checked grid, by path, in file order."""
    return {path: axis(raw, ("grid", path))[0] for path, raw in grid.items()}


def n_points(grid: Mapping[str, Any]) -> int:
    """Return how many points a checked grid has; 1 without a grid."""
    return math.prod(len(values) for values in axes(grid).values())
