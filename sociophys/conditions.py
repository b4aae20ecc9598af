"""Why a number or an order is not defined for a network and its members: a sentence each, empty where it is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sociophys.dynamics import Dynamics
from sociophys.errors import Mistake
from sociophys.feeds import Feed
from sociophys.network import Network

Array = np.ndarray


def why_no_colours(dynamics: Dynamics, feed: Feed | None, interventions: Any) -> list[Mistake]:
    """Return why people of one colour would not be independent of each other (engine rule 4)."""
    if dynamics.order != "checkerboard":
        return []
    allowed = "random, permutation, sequential, synchronous"
    reasons = []
    if feed is not None and not feed.reads_ties_only:
        reasons.append(f"the feed '{feed.kind}' looks beyond a person's ties")
    if any(lever.adds_ties for lever in interventions):
        reasons.append("levers add ties, and the colouring is that of the first network")
    return [Mistake("dynamics.order", f"checkerboard: {reason}", allowed) for reason in reasons]


def why_no_energy(network: Network, feed: Feed | None, fields: Any, interventions: Any) -> str:
    """Return why there is no energy to record."""
    if not network.is_symmetric:
        return "the couplings are not symmetric"
    if feed is not None or any(f.follows_opinions for f in fields):
        return "the field or the feed follows the opinions"
    if any(lever.presses and lever.differs for lever in interventions):
        return "a lever presses by the opinions"
    return "levers change ties" if any(lever.rewires for lever in interventions) else ""


def why_no_heat(
    network: Network, dynamics: Dynamics, factor: Array | None, feed: Feed | None, fields: Any, interventions: Any
) -> str:
    """Return why entropy production is not known in closed form (engine rule 15)."""
    schedule = dynamics.temperature.schedule
    is_cold = factor is not None and bool(np.any(factor <= 0))
    reasons = {
        f"the rule '{dynamics.kind}' is not the heat bath": dynamics.kind != "glauber",
        f"the order is {dynamics.order}, not random or synchronous": dynamics.order not in ("random", "synchronous"),
        "the temperature is 0 at some time": schedule.bounds()[0] <= 0,
        "somebody's temperature is 0": is_cold,
        "a lever sets a temperature of 0": any(getattr(i, "to", None) == 0 for i in interventions),
        "the temperature changes in time": schedule.changes_after(0) < math.inf,
        "the field or the feed follows the opinions": feed is not None or any(f.follows_opinions for f in fields),
        "the field changes in time": any(f.changes_after(0) < math.inf for f in fields if not f.follows_opinions),
        "levers change ties": any(i.rewires for i in interventions),
        "a lever presses for a time": any(i.presses for i in interventions),
        "self-couplings are kept": network.has_self_coupling,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
