"""A comparison of two variants in words: what came out higher or lower, by how much, how sure, and whether it matters."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sociophys import registry
from sociophys.contrast import Contrast
from sociophys.panels import decimal
from sociophys.workflow.sections import words
from sociophys.workflow.sections.bubbles import NAMES
from sociophys.workflow.sections.context import Array, Context

_POINTS, _PERCENT = " percentage points", "\u00a0%"
SHORT = {
    "more": "higher",
    "less": "lower",
    "no_difference": "alike, to within what matters",
    "undecided": "undecided",
    "undefined": "not defined",
}


SETTLED = ("more", "less", "no_difference")  # verdicts that may hold elsewhere, or not


@dataclass(frozen=True)
class Measure:
    """How a recorded number is told: ``told = shift + factor x recorded``.

    ``subject``: what came out higher or lower. ``unit`` of a level, ``step`` of a difference.
    """

    subject: str
    factor: float = 1.0
    shift: float = 0.0
    unit: str = ""
    step: str = ""

    @property
    def axis(self) -> str:
        """Title of an axis of differences."""
        return f"difference in {self.subject}{f', {self.step.strip()}' if self.step else ''}"


def measure(context: Context, name: str) -> Measure:
    """Return how a number is told: mean opinions as shares of people, shares in percent, others as recorded."""
    if name == "m":
        return Measure(f"the share of people {context.beside(1)}", 50.0, 50.0, _PERCENT, _POINTS)
    if name == "abs_m":
        return Measure("the share of people on the larger side", 50.0, 50.0, _PERCENT, _POINTS)
    if name in NAMES:
        subject, scale, unit = NAMES[name]
        return (
            Measure(f"the share of {subject}", scale, 0.0, unit, _POINTS)
            if unit
            else Measure(f"the number of {subject}")
        )
    kind = name.split("#")[0]
    if kind not in registry.kinds("observables"):
        return Measure(f"“{name.replace('_', ' ')}”")
    member = registry.member("observables", kind)
    subject = member.meaning or f"“{name.replace('_', ' ')}”"
    if member.unit.startswith("share"):
        return Measure(f"the share of {subject}", 100.0, 0.0, _PERCENT, _POINTS)
    unit = f" {member.unit}" if member.unit and member.unit != "per person" else ""
    return Measure(subject, 1.0, 0.0, unit, unit)


def headline(context: Context, contrast: Contrast) -> str:
    """Return the verdict of one comparison in words, with its interval and whose luck that is."""
    told = measure(context, contrast.measure)
    variant, base = quoted(contrast.variant), quoted(contrast.compared_with)
    when = at(context, contrast.at)
    if contrast.verdict == "undefined" or contrast.difference.value is None:
        reason = contrast.reason or contrast.difference.reason or "there is no interval"
        found = (
            "" if contrast.difference.value is None else f"; the difference came out as {difference(contrast, told)}"
        )
        return f"Whether {variant} and {base} differ in {told.subject} {when} cannot be said: {reason}{found} ({words.LUCK})."
    if contrast.verdict == "no_difference" and not contrast.smallest_effect:
        return (
            f"In {variant}, {told.subject} came out exactly as in {base} {when}, in every pair of runs ({words.LUCK})."
        )
    if contrast.verdict == "no_difference":
        limit = _size(told, contrast.smallest_effect or 0.0)
        return (
            f"In {variant}, {told.subject} came out as in {base} {when}, to within the {limit} below which a difference was "
            f"said not to matter: the difference is {difference(contrast, told)}{_interval(contrast, told)}."
        )
    if contrast.verdict == "undecided":
        return _undecided(contrast, told, when)
    way = SHORT[contrast.verdict]
    return (
        f"In {variant}, {told.subject} came out {amount(contrast, told)} {way} {when} than in {base}: "
        f"{level(contrast, told, contrast.other.value)} against {level(contrast, told, contrast.base.value)}"
        f"{_interval(contrast, told)}. {_matters(contrast, told)}"
    )


def _undecided(contrast: Contrast, told: Measure, when: str) -> str:
    variant, base = quoted(contrast.variant), quoted(contrast.compared_with)
    found = f"the difference is {difference(contrast, told)}{_interval(contrast, told)}"
    low, high = contrast.low, contrast.high
    if low is None or high is None:
        why = contrast.reason or "there are too few independent pairs for an interval"
        return f"Whether {told.subject} came out higher or lower in {variant} than in {base} {when} is undecided: {found}; {why}."
    if low <= 0 <= high:
        return (
            f"Whether {told.subject} came out higher or lower in {variant} than in {base} {when} is undecided: {found}, and the "
            "interval holds zero. More runs narrow it."
        )
    way, limit = "higher" if low > 0 else "lower", _size(told, contrast.smallest_effect or 0.0)
    return (
        f"In {variant}, {told.subject} came out {way} {when} than in {base}, but whether by enough to matter is undecided: "
        f"{found}, and the interval reaches below the {limit} said to matter. More runs narrow it."
    )


def _matters(contrast: Contrast, told: Measure) -> str:
    if contrast.smallest_effect is None:
        return "Nobody said from which size on a difference matters."
    return f"All of the interval is beyond the {_size(told, contrast.smallest_effect)} said to matter."


def in_short(context: Context, contrast: Contrast) -> str:
    """Return difference and interval without unit, and in a second line the verdict, for the right end of a row."""
    told = measure(context, contrast.measure)
    if contrast.difference.value is None:
        return SHORT["undefined"]
    low, high = ends(contrast, told)
    span = f" ({low} to {high})" if low else ""
    return f"{bare(contrast, told)}{span}\n{SHORT[contrast.verdict].split(',')[0]}"


def way_of_pairs(contrast: Contrast) -> tuple[int, int, int]:
    """Return in how many pairs the variant came out higher, lower and alike."""
    known = contrast.per_replica[np.isfinite(contrast.per_replica)]
    return int(np.sum(known > 0)), int(np.sum(known < 0)), int(np.sum(known == 0))


def pairs_told(contrast: Contrast) -> str:
    """Return in how many pairs the variant came out which way."""
    higher, lower, alike = way_of_pairs(contrast)
    if not higher + lower + alike:
        return "no pairs"
    counts = ((higher, "higher"), (lower, "lower"), (alike, "alike"))
    total = words.counted(higher + lower + alike, "pair")
    (n, way), *rest = sorted(counts, key=lambda count: -count[0])
    others = words.listed(f"{other} in {words.whole(k)}" for k, other in rest if k)
    return f"{way} in {words.whole(n)} of {total}" + (f", {others}" if others else "")


def at(context: Context, when: str) -> str:
    """Return when the measure was taken."""
    last = words.counted(context.model.settings.sweeps, "sweep")
    known = {"end": f"at the end (after {last})", "late": "over the second half of the records", "peak": "at its peak"}
    return known.get(when, f"at sweep {when}")


def quoted(name: str) -> str:
    """Return the name of a variant as it stands in a sentence."""
    return f"“{name}”"


def difference(contrast: Contrast, told: Measure) -> str:
    """Return the difference with its sign and unit."""
    value = told.factor * (contrast.difference.value or 0.0)
    return f"{'+' if value > 0 else ''}{decimal(value, places(contrast, told))}{told.step}"


def bare(contrast: Contrast, told: Measure) -> str:
    """Return the difference with its sign, without unit."""
    return difference(contrast, replace(told, step=""))


def amount(contrast: Contrast, told: Measure) -> str:
    """Return the size of the difference with its unit."""
    return f"{decimal(abs(told.factor * (contrast.difference.value or 0.0)), places(contrast, told))}{told.step}"


def level(contrast: Contrast, told: Measure, value: float | None) -> str:
    """Return the number itself in one of the variants."""
    if value is None:
        return "not defined"
    return f"{decimal(told.shift + told.factor * value, places(contrast, told))}{told.unit}"


def ends(contrast: Contrast, told: Measure) -> tuple[str, str]:
    """Return both ends of the interval, empty without one."""
    if contrast.low is None or contrast.high is None:
        return "", ""
    n = places(contrast, told)
    low, high = sorted((told.factor * contrast.low, told.factor * contrast.high))
    return decimal(low, n), decimal(high, n)


def scaled(told: Measure, values: Array | list[float]) -> list[float | None]:
    """Return differences as they are told, rounded to six digits that count; None where undefined."""
    found = told.factor * np.asarray(values, np.float64)
    return [float(f"{value:.6g}") if math.isfinite(value) else None for value in found]


def places(contrast: Contrast, told: Measure) -> int:
    """Return how many places count: two digits of half the interval, else three of the difference."""
    value = abs(told.factor * (contrast.difference.value or 0.0))
    if contrast.low is not None and contrast.high is not None and contrast.high > contrast.low:
        return _places(told.factor * (contrast.high - contrast.low) / 2, 2)
    return _places(value, 3) if value else 2


def _places(size: float, digits: int) -> int:
    return int(min(6, max(0, digits - 1 - math.floor(math.log10(abs(size))))))


def _size(told: Measure, size: float) -> str:
    text = words.short(told.factor * size)
    return f"{text}{told.step.removesuffix('s') if text == '1' else told.step}"


def _interval(contrast: Contrast, told: Measure) -> str:
    low, high = ends(contrast, told)
    if not low:
        return f" (no interval: {contrast.difference.reason.removeprefix('no error: ') or 'too few independent pairs'})"
    if contrast.verdict in ("more", "less"):
        near, far = sorted((low.removeprefix("\u2212"), high.removeprefix("\u2212")), key=float)
        return f" (95\u00a0% interval {near} to {far} {SHORT[contrast.verdict]}, {words.LUCK})"
    return f" (95\u00a0% interval {low} to {high}, {words.LUCK})"
