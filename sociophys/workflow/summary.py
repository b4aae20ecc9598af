"""The headline numbers of a run with their errors: what ``summary.json`` holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sociophys.estimate import Estimate
from sociophys.statistics import block_estimate, outcome_shares
from sociophys.workflow.finished import FinishedPoint

Array = np.ndarray
_KEYS = ("point", "replica", "sweep")


def second_half(observables: pd.DataFrame) -> pd.DataFrame:
    """Return the records of the second half: what is left when the way there is not to be averaged in."""
    sweeps = np.unique(observables["sweep"].to_numpy())
    return observables[observables["sweep"] >= sweeps[len(sweeps) // 2]] if len(sweeps) else observables


def point_numbers(point: FinishedPoint) -> dict[str, Estimate]:
    """Return the mean of each observable over the second half of the records and all replicas.

    The error counts order blocks as the independent units. ``wall_share`` is walls over ties.
    """
    late = second_half(point.observables)
    means = late.drop(columns=["sweep", *set(late.columns) & {"point"}]).groupby("replica", sort=True).mean()
    if "walls" in means and point.model.network.n_edges:
        means["wall_share"] = means["walls"] / point.model.network.n_edges
    block = point.model.settings.order_block
    return {str(name): block_estimate(means[name].to_numpy(np.float64), block) for name in means}


def frozen_names(point: FinishedPoint) -> list[str]:
    """Return the observables that stood still in every replica over the second half: frozen, not settled."""
    late = second_half(point.observables)
    moving = late.drop(columns=[key for key in _KEYS[::2] if key in late]).groupby("replica").nunique(dropna=False)
    return [str(name) for name in moving if bool((moving[name] <= 1).all())] if late["sweep"].nunique() > 1 else []


def final_m(point: FinishedPoint) -> Array:
    """Return m of each replica in the last frame, (n_replicas,) float64."""
    return point.frames[-1][1].mean(axis=0, dtype=np.float64)


def point_summary(point: FinishedPoint) -> dict[str, Any]:
    """Return what ``summary.json`` says of one grid point.

    ``outcomes`` counts the replicas that ended with more people on plus, on minus, or even: as they ended, not
    aligned; ``sides_are_alike`` says that nothing in the scenario singled out a side, so that either was as likely.
    """
    return {
        "point": point.point,
        "settings": point.settings,
        "numbers": {name: number.to_dict() for name, number in point_numbers(point).items()},
        "outcomes": outcome_shares(final_m(point)),
        "sides_are_alike": bool(point.model.aligns),
        "frozen": frozen_names(point),
        "burn_in": point.burn_in,
        "settled": point.settled,
        "temperature_used": point.model.temperature_used,
        "temperature_reference": point.model.temperature_reference,
    }


def summarise(
    run_id: str,
    name: str,
    points: list[FinishedPoint],
    measured: Mapping[str, Estimate] | None,
    simulated: Mapping[str, Estimate] | None,
) -> dict[str, Any]:
    """Return the content of ``summary.json``: the first point's numbers in front, every point below."""
    each = [point_summary(point) for point in points]
    first = {key: each[0][key] for key in ("numbers", "outcomes", "sides_are_alike", "frozen")}
    return {
        "run_id": run_id,
        "name": name,
        **first,
        "measured": _plain(measured),
        "simulated": _plain(simulated),
        "points": each,
    }


def _plain(numbers: Mapping[str, Estimate] | None) -> dict[str, Any]:
    return {name: number.to_dict() for name, number in (numbers or {}).items()}
