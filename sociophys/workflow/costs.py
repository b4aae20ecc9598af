"""What levers have cost, in the units of :data:`sociophys.interventions.COSTS`."""

from __future__ import annotations

import numpy as np

from sociophys.estimate import Estimate
from sociophys.statistics import block_estimate
from sociophys.workflow.finished import FinishedPoint


def lever_costs(point: FinishedPoint) -> dict[str, dict[str, Estimate]]:
    """Return by lever and cost the mean over runs of what all its events have cost; a run without an event counts 0."""
    settings = point.model.settings
    totals: dict[str, dict[str, np.ndarray]] = {bound.name: {} for bound in point.model.interventions}
    for event in point.events:
        for unit, spent in event.cost:
            totals[event.name].setdefault(unit, np.zeros(settings.replicas))[event.replica] += spent
    return {
        name: {unit: block_estimate(values, settings.order_block) for unit, values in sorted(units.items())}
        for name, units in totals.items()
    }
