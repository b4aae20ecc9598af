"""8. How touchy: the response over a grid of one number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sociophys.chains import kinds_of_error
from sociophys.estimate import Estimate
from sociophys.panels import Curves, Details, Note, Panel, Section, Sentence
from sociophys.studies.grid import Grid
from sociophys.workflow.finished import FinishedPoint
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context
from sociophys.workflow.settling import Settling, second_half
from sociophys.workflow.summary import point_numbers

_TOUCHINESS = (
    "Simulated: how far the lead of the larger side answers a small push, from its own wavering: n times the variance of |m| (of m "
    f"where a field presses) over time and runs, over T. Bars are one standard error, {words.LUCK}, "
)
_FEWEST = 8  # records below which nothing is said
Curve = tuple[str, list[float], list[float], list[float]]


def section(context: Context) -> Section | None:
    """Return the curves over a grid of one numeric key, else None."""
    points, settlings = context.finished.points, context.settlings
    numbers = [_recorded(point, settling) for point, settling in zip(points, settlings, strict=True)]
    panels = list(Grid().conclude(points, numbers, context.finished.resolved).panels.get("touchy", []))
    if not any(isinstance(panel, Curves) for panel in panels):
        return None
    *curves, table = panels
    key = next(iter(points[0].settings))
    curves = [replace(curve, x_label=_axis(key)) for curve in curves]
    return Section(
        "touchy", "How touchy", [*_fluctuations(points, settlings, key), *curves, Details("Every point", table)]
    )


def _recorded(point: FinishedPoint, settling: Settling) -> dict[str, Estimate]:
    """Return the mean of each observable as it was recorded."""
    numbers = point_numbers(point, settling)
    return {name: numbers[name] for name in settling.recorded}


def _fluctuations(points: list[FinishedPoint], settlings: list[Settling], key: str) -> list[Panel]:
    """Return the susceptibility where equilibrium language holds, else why not."""
    failures = _why_not(points)
    if failures:
        return [Note(f"Touchiness (susceptibility) from fluctuations is not given: {words.listed(failures)}.")]
    rising = sorted(range(len(points)), key=lambda k: points[k].settings[key])
    estimates = [_variance(points[k], settlings[k]) for k in rising]
    known = [estimate for estimate in estimates if estimate is not None]
    if len(known) < len(estimates):
        return []
    heights = [round(e.value or 0.0, 6) for e in known]
    touchy = (
        "touchiness",
        [float(points[k].settings[key]) for k in rising],
        heights,
        [round(e.error or 0.0, 6) for e in known],
    )
    caption = f"{_TOUCHINESS}{kinds_of_error(known)}."
    curve = Curves([touchy], _axis(key), "touchiness (susceptibility)", caption=caption)
    return [Sentence("Simulated", _peak(touchy, key)), curve]


def _axis(key: str) -> str:
    """Return the key of the scenario, a plain word before it where there is one."""
    plain = {
        "dynamics.temperature.relative": "noise level, in units of its reference",
        "dynamics.temperature.absolute": "noise level",
        "dynamics.temperature": "noise level",
    }
    return f"{plain[key]} ({key})" if key in plain else key


def _peak(touchy: Curve, key: str) -> str:
    k = int(np.argmax(touchy[2]))
    height = words.with_error(Estimate(touchy[2][k], error=touchy[3][k] or None), digits=None if touchy[3][k] else 2)
    return (
        f"Of the points tried, touchiness (susceptibility) is largest at {key} = {words.short(touchy[1][k])}: "
        f"{height} ({words.LUCK}). There a small push moves the lead of the larger side most."
    )


def _variance(point: FinishedPoint, settling: Settling) -> Estimate | None:
    """Return n (<m^2> - <|m|>^2) / T over late records and runs (Binder & Heermann 2010, eq. 2.34); m where h presses."""
    m = second_half(settling.recorded["m"]) if "m" in settling.recorded else np.zeros((1, 0))
    if m.shape[1] < _FEWEST:
        return None
    model = point.model
    pressed = not all(bound.member.at_rest() for bound in model.fields)
    return settling.variance(m if pressed else np.abs(m), model.network.n_nodes / model.temperature_used)


def _why_not(points: list[FinishedPoint]) -> list[str]:
    """Return why fluctuations say nothing about the answer to a push (engine rule 6)."""
    found = {sentence for point in points for sentence in point.model.equilibrium_failures}
    if any(point.model.temperature_factor is not None for point in points):
        found.add("people differ in their noise level")
    if any(point.settled is False for point in points):
        found.add("runs had not settled")
    return sorted(found)
