"""8. How touchy: the response over a grid of one number."""

from __future__ import annotations

import numpy as np

from sociophys.estimate import Estimate
from sociophys.panels import Curves, Note, Panel, Section, Sentence
from sociophys.statistics import block_estimate
from sociophys.workflow.finished import FinishedPoint
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context, series

_TOUCHINESS = (
    "Simulated: how far the lead of the larger side answers a small push, from its own wavering: n times the variance of |m| in time, "
    f"over T. Bars are one standard error, {words.LUCK}."
)
Curve = tuple[str, list[float], list[float], list[float]]


def section(context: Context) -> Section | None:
    """Return the curves over a grid of one numeric key, else None."""
    points = context.finished.points
    keys = {key for point in points for key in point.settings}
    if len(keys) != 1 or len(points) < 2:
        return None
    key = keys.pop()
    if not all(isinstance(point.settings.get(key), (int, float)) for point in points):
        return None
    points = sorted(points, key=lambda point: point.settings[key])
    x = [float(point.settings[key]) for point in points]
    panels: list[Panel] = [Curves(_shares(x, points), _axis(key), "share", caption=_caption(points))]
    failures = sorted({sentence for point in points for sentence in point.model.equilibrium_failures})
    touchy = _touchiness(x, points) if not failures else None
    if touchy:
        panels.insert(0, Sentence("Simulated", _peak(touchy, key)))
        panels.append(Curves([touchy], _axis(key), "touchiness (susceptibility)", caption=_TOUCHINESS))
    elif failures:
        panels.append(Note(f"Touchiness (susceptibility) from fluctuations is not given: {words.listed(failures)}."))
    return Section("touchy", "How touchy", panels)


def _axis(key: str) -> str:
    """Return the key of the scenario, a plain word before it where there is one."""
    plain = {"relative": "noise level, in units of its reference", "absolute": "noise level"}
    word = plain.get(key.removeprefix("dynamics.temperature."), "")
    return f"{word} ({key})" if word else key


def _peak(touchy: Curve, key: str) -> str:
    k = int(np.argmax(touchy[2]))
    height = words.with_error(Estimate(touchy[2][k], error=touchy[3][k] or None), digits=None if touchy[3][k] else 2)
    return (
        f"Of the points tried, touchiness (susceptibility) is largest at {key} = {words.short(touchy[1][k])}: "
        f"{height} ({words.LUCK}). There a small push moves the lead of the larger side most."
    )


def _caption(points: list[FinishedPoint]) -> str:
    return (
        f"Simulated: means over the second half of {words.counted(len(points), 'point')}, {points[0].model.settings.replicas} runs each; "
        f"bars are one standard error, {words.LUCK}. One-sided: the lead of the larger side, |m|."
    )


def _late(point: FinishedPoint, name: str) -> np.ndarray:
    values = series(point.observables, name)[1]
    return values[len(values) // 2 :]


def _shares(x: list[float], points: list[FinishedPoint]) -> list[Curve]:
    curves = [_curve("one-sided (|m|)", x, points, [np.abs(_late(p, "m")).mean(axis=0) for p in points])]
    if all("walls" in point.observables.columns for point in points):
        walls = [_late(p, "walls").mean(axis=0) / max(p.model.network.n_edges, 1) for p in points]
        curves.append(_curve("ties that are borders", x, points, walls))
    return curves


def _touchiness(x: list[float], points: list[FinishedPoint]) -> Curve | None:
    """Return n (<m^2> - <|m|>^2) / T of each run over its late records (reference: Binder & Heermann 2010, eq. 2.34)."""
    if any(point.model.temperature_used <= 0 or len(_late(point, "m")) < 8 for point in points):
        return None
    values = [p.model.network.n_nodes * np.abs(_late(p, "m")).var(axis=0) / p.model.temperature_used for p in points]
    return _curve("touchiness", x, points, values)


def _curve(name: str, x: list[float], points: list[FinishedPoint], values: list[np.ndarray]) -> Curve:
    pairs = zip(values, points, strict=True)
    estimates = [block_estimate(v, p.model.settings.order_block) for v, p in pairs]
    return name, x, [round(e.value or 0.0, 6) for e in estimates], [round(e.error or 0.0, 6) for e in estimates]
