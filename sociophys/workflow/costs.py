"""What levers and outside pressure have cost, in the units of :data:`sociophys.interventions.COSTS`."""

from __future__ import annotations

import numpy as np

from sociophys.estimate import Estimate
from sociophys.statistics import block_estimate
from sociophys.workflow.finished import FinishedPoint

Costs = dict[str, dict[str, Estimate]]


def costs(point: FinishedPoint) -> Costs:
    """Return by lever, or by field from outside, and unit what a run has cost: the mean over runs, with its error."""
    return {**_of_levers(point), **_of_fields(point)}


def _of_levers(point: FinishedPoint) -> Costs:
    """Return what all events of a lever have cost; a run without an event counts 0."""
    settings = point.model.settings
    totals: dict[str, dict[str, np.ndarray]] = {bound.name: {} for bound in point.model.interventions}
    for event in point.events:
        for unit, spent in event.cost:
            totals[event.name].setdefault(unit, np.zeros(settings.replicas))[event.replica] += spent
    return {
        name: {unit: block_estimate(values, settings.order_block) for unit, values in sorted(units.items())}
        for name, units in totals.items()
    }


def _of_fields(point: FinishedPoint) -> Costs:
    """Return the pressure from outside, sweeps 0 to the end: known beforehand, so without an error."""
    model, found = point.model, {}
    for bound in (one for one in model.fields if one.member.part == "media"):
        spent = bound.member.spent(bound.arrays, model.network.n_nodes, model.settings.sweeps)
        if spent:
            found[bound.name] = {"field_sweeps": Estimate(float(spent), tag="Assumed")}
    return found
