"""The headline numbers of a run with their errors: what ``summary.json`` holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sociophys.chains import is_still
from sociophys.estimate import Estimate
from sociophys.statistics import outcome_shares
from sociophys.workflow.costs import costs
from sociophys.workflow.finished import FinishedPoint
from sociophys.workflow.settling import Settling, second_half

Array = np.ndarray


def point_numbers(point: FinishedPoint, settling: Settling) -> dict[str, Estimate]:
    """Return the mean of each observable over the second half of the records and all replicas.

    The error counts order blocks as the independent units, and of too few blocks, or one run, what the records in time
    are worth (:meth:`Settling.estimate`). ``wall_share`` is walls over ties; ``abs_`` stands before the size of a
    number whose sign is luck. Where levers change the number of ties there is no ``wall_share``.
    """
    late = {name: second_half(values) for name, values in (settling.recorded | settling.series).items()}
    keep_number = all(bound.member.keeps_number for bound in point.model.interventions)
    if "walls" in late and point.model.network.n_edges and keep_number:
        late["wall_share"] = late["walls"] / point.model.network.n_edges
    return {name: settling.estimate(name, values) for name, values in late.items()}


def frozen_names(settling: Settling) -> list[str]:
    """Return the observables that stood still in every replica over the second half: frozen, not settled."""
    late = {name: second_half(values) for name, values in settling.recorded.items()}
    return [name for name, values in late.items() if values.shape[1] > 1 and bool(is_still(values).all())]


def final_m(point: FinishedPoint) -> Array:
    """Return m of the people who are left in the last frame of each replica, (n_replicas,) float64."""
    spins = point.frames[-1][1]
    if not point.absent.size:
        return spins.mean(axis=0, dtype=np.float64)
    left = np.count_nonzero(~point.absent, axis=0)
    return np.where(point.absent, 0, spins).sum(axis=0) / np.where(left > 0, left, np.nan)


def point_summary(point: FinishedPoint) -> dict[str, Any]:
    """Return what ``summary.json`` says of one grid point.

    ``outcomes`` counts the replicas that ended with more people on plus, on minus, or even: as they ended, not
    aligned; ``sides_are_alike`` says that nothing in the scenario singled out a side, so that either was as likely.
    """
    settling = Settling(point)
    return {
        "point": point.point,
        "settings": point.settings,
        "numbers": {name: number.to_dict() for name, number in point_numbers(point, settling).items()},
        "outcomes": outcome_shares(final_m(point)),
        "sides_are_alike": bool(point.model.aligns),
        "frozen": frozen_names(settling),
        "costs": {name: _plain(units) for name, units in costs(point).items()},
        "burn_in": point.burn_in,
        "settled": point.settled,
        "settling": settling.plain(),
        "pressure": point.pressure.plain() if point.pressure else {},
        "temperature_used": point.model.temperature_used,
        "temperature_reference": point.model.temperature_reference,
    }


def summarise(
    run_id: str,
    name: str,
    points: list[FinishedPoint],
    measured: Mapping[str, Estimate] | None,
    simulated: Mapping[str, Estimate] | None,
    course: pd.DataFrame,
) -> dict[str, Any]:
    """Return the content of ``summary.json``: the first point's numbers in front, every point below."""
    each = [point_summary(point) for point in points]
    shown = ("numbers", "outcomes", "sides_are_alike", "frozen", "settling", "costs", "pressure")
    first = {key: each[0][key] for key in shown}
    return {
        "run_id": run_id,
        "name": name,
        **first,
        "measured": _plain(measured),
        "simulated": _plain(simulated),
        "course": _plain_course(course),
        "points": each,
    }


def _plain(numbers: Mapping[str, Estimate] | None) -> dict[str, Any]:
    return {name: number.to_dict() for name, number in (numbers or {}).items()}


def _plain_course(course: pd.DataFrame) -> dict[str, Any]:
    """Return ``sweeps``, and by number its values and errors there, None where undefined; empty without kept frames."""
    if course.empty:
        return {}
    numbers = {}
    for name, rows in course.groupby("number", sort=False):
        columns = {"values": rows["value"], "errors": rows["error"]}
        numbers[str(name)] = {
            key: [None if pd.isna(v) else float(v) for v in column] for key, column in columns.items()
        }
    return {"sweeps": [int(sweep) for sweep in course["sweep"].unique()], "numbers": numbers}


def _or_none(column: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in column]
