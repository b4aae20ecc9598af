"""The noise level in words: its value, what it makes people do, and where it lies on its scale."""

from __future__ import annotations

import math

from sociophys.errors import NotDefinedError
from sociophys.theory.temperature import mean_field
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context

NOISE = "noise level (temperature) "
_CHEAP = 200_000  # ties up to which the largest eigenvalue is found while a report is written

REFERENCES = {
    "mean_field": "the mean-field estimate of the noise above which a common opinion breaks down here (critical noise)",
    "non_backtracking": "the non-backtracking estimate of the noise above which a common opinion breaks down here (critical noise)",
}


def scale(context: Context) -> str:
    """Return what the ends of the noise scale mean and, where no reference was given, about where order breaks down."""
    ends = "At noise 0 everybody follows their ties, at very high noise everybody tosses a coin"
    if context.model.temperature_reference or context.network.n_edges > _CHEAP:
        return f"{ends}."
    try:
        edge = mean_field(context.network)
    except NotDefinedError:
        return f"{ends}."
    return f"{ends}; a rough estimate, too high for small groups, of where a common opinion breaks down is noise {words.short(edge)}."


def level(context: Context) -> str:
    """Return the noise level: absolute value used and what it counts in."""
    model, plain = context.model, context.model.dynamics.explicit()["temperature"]
    text = f"{NOISE}{words.short(model.temperature_used)}"
    given = plain.get("relative") or plain["absolute"]
    changes = given["kind"] != "constant"
    text += f" at the first sweep, then {words.schedule(given)}" if changes else ""
    if model.temperature_reference:
        factor = "in units of" if changes else f"which is {words.schedule(given)} times"
        reference = REFERENCES.get(plain["to"], plain["to"])
        text += f", {factor} {words.short(model.temperature_reference)}, {reference}"
    if plain.get("per_node"):
        text += f", times {plain['per_node']} of each person"
    return text


def meaning(context: Context) -> str:
    """Return what the noise level means; at its extremes where it changes."""
    model = context.model
    bounds = model.dynamics.temperature.schedule.bounds()
    low, high = (bound * (model.temperature_reference or 1.0) for bound in bounds)
    if low == high or not math.isfinite(high):
        return words.noise(model.temperature_used, context.network) + "."
    parts = [
        f"at its {word} ({words.short(t)}) {words.noise(t, context.network)}"
        for word, t in (("lowest", low), ("highest", high))
    ]
    return f"{parts[0]}; {parts[1]}."
