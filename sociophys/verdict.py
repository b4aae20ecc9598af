"""The verdict of an analysis in plain words: do ties keep to one's own side, compared with chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sociophys.estimate import Estimate, Null
from sociophys.nulls import IN_WORDS
from sociophys.opinions import Sample
from sociophys.panels import Chance, Sentence, whole
from sociophys.partition import is_signed

HEADLINE, SECOND = "ei_index", "neighbour_correlation"
ENOUGH = 0.5  # share of people whose opinion must be known for a verdict
RARE = 0.05  # share of shuffles, the observation counted in, below which it is not called chance
_STRENGTHS = ((0.3, "far more"), (0.1, "more"), (0.0, "slightly more"))  # by the distance from the null's mean
_ORIGINS = {
    "unknown": "Nobody said where the sides come from. It is assumed that they were not found from these same ties; "
    "otherwise ties inside a side are what the search looked for, and the comparison with chance says nothing.",
    "from_this_graph": "The sides were found from these same ties. Ties inside a side are then what the search looked "
    "for, and beating shuffled sides says nothing about people.",
}


def verdict(numbers: Mapping[str, Estimate], sample: Sample, force: bool = False) -> list[Any]:
    """Return the panels of the section 'answer': the headline, what it rests on, and chance beside it."""
    found = numbers.get(HEADLINE)
    if found is None:
        return []
    reason = _why_not(found, sample, force)
    if reason:
        text = f"Whether people keep to their own side cannot be said: {reason}."
        return [Sentence("Measured", text, headline=True)]
    panels: list[Any] = [Sentence("Measured", _headline(numbers, sample), headline=True)]
    second = _second(numbers)
    panels += [Sentence("Measured", second)] if second else []
    caveat = _ORIGINS.get(sample.opinions.origin)
    panels += [Sentence("Assumed", caveat)] if caveat else []
    return [*panels, _chance(numbers, found.null)] if found.null else panels


def _why_not(found: Estimate, sample: Sample, force: bool) -> str:
    coverage = sample.opinions.coverage
    if found.value is None:
        return found.reason
    if coverage < ENOUGH and not force:
        return f"only {100 * coverage:.0f} % of people have a known opinion, and half are needed"
    return ""


def _headline(numbers: Mapping[str, Estimate], sample: Sample) -> str:
    inside, total = _counts(numbers)
    ties = "friendly ties" if is_signed(sample.network) else "ties"
    count = f"{whole(inside)} of {whole(total)} {ties} stay inside"
    null, value = numbers[HEADLINE].null, float(numbers[HEADLINE].value or 0.0)
    if sample.opinions.origin == "from_this_graph":
        return (
            f"In this network {count} a side; the sides were found from these same ties, so shuffles are no yardstick."
        )
    if null is None:
        return f"In this network {count} a side; how many would after a shuffle was not asked for."
    effect, draws = value - null.mean, np.array(null.draws)
    extreme = int(np.sum(np.abs(draws - null.mean) >= abs(effect) - 1e-12))
    if (1 + extreme) / (1 + null.n) > RARE:
        return (
            f"In this network ties keep to one's own side about as much as when sides are shuffled: {count}; "
            f"{whole(extreme)} of {whole(null.n)} shuffles lie as far from the average shuffle."
        )
    strength = next(word for least, word in _STRENGTHS if abs(effect) >= least)
    side = "their own side" if effect < 0 else "the other side"
    beyond = f"all {whole(null.n)}" if not extreme else f"{whole(null.n - extreme)} of {whole(null.n)}"
    low, high = (whole(end) for end in np.quantile(_inside(draws, total), [0.025, 0.975]))
    return (
        f"In this network people are tied to {side} {strength} than when sides are shuffled among the same people: "
        f"{count}, beyond {beyond} shuffles ({low} to {high} in 95 of 100 shuffles)."
    )


def _second(numbers: Mapping[str, Estimate]) -> str:
    """Say whether the score that looks at people instead of ties agrees."""
    found, headline = numbers.get(SECOND), numbers[HEADLINE]
    if found is None or found.value is None or found.effect is None or found.p is None or headline.p is None:
        return ""
    same_way = (found.effect > 0) == ((headline.effect or 0.0) < 0)
    agrees = (found.p <= RARE) == (headline.p <= RARE) and (same_way or headline.p > RARE)
    says = "agrees; it shows the same fact person by person" if agrees else "does not agree; it looks person by person"
    shuffled = f"; after a shuffle {_decimal(found.null.mean)} on average" if found.null else ""
    return (
        f"A second score {says}: somebody's side and the mean side of those they are tied to correlate at "
        f"{_decimal(found.value)} (1: everybody agrees with their ties{shuffled})."
    )


def _chance(numbers: Mapping[str, Estimate], null: Null) -> Chance:
    """Return the picture: ties inside a side, counted as in the headline, beside those of each shuffle."""
    inside, total = _counts(numbers)
    caption = (
        f"How many of {whole(total)} ties stay inside a side. Dots: {IN_WORDS[null.kind]}, {whole(null.n)} times. "
        f"Those inside minus those across, as a share of all, are {_decimal(-float(numbers[HEADLINE].value or 0.0))} "
        "(the E-I index, sign turned: 1 when all stay inside, 0 when as many cross)."
    )
    return Chance(
        name="ties inside a side",
        observed=float(inside),
        draws=[float(round(count, 6)) for count in _inside(np.array(null.draws), total)],
        low_label="no tie stays inside a side",
        high_label="all ties stay inside a side",
        caption=caption,
        shown=f"{whole(inside)} of {whole(total)} ties inside",
        bounds=(0.0, float(total)),
    )


def _counts(numbers: Mapping[str, Estimate]) -> tuple[int, int]:
    """Return how many ties stay inside a side, and how many join two people with a side."""
    inside, across = (int(numbers[name].value or 0) for name in ("ties_inside", "ties_across"))
    return inside, inside + across


def _inside(draws: np.ndarray, total: int) -> np.ndarray:
    """Return the ties inside a side of each shuffle from its E-I index, (across - inside) / total."""
    return total * (1 - draws) / 2


def _decimal(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "\u2212")  # no minus before 0.00
