"""The verdict of an analysis in plain words: do ties keep to one's own side, compared with chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sociophys.estimate import Estimate, Null
from sociophys.nulls import IN_WORDS
from sociophys.opinions import Sample
from sociophys.panels import Chance, Sentence
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
    return [*panels, _chance(found, found.null)] if found.null else panels


def _why_not(found: Estimate, sample: Sample, force: bool) -> str:
    coverage = sample.opinions.coverage
    if found.value is None:
        return found.reason
    if coverage < ENOUGH and not force:
        return f"only {100 * coverage:.0f} % of people have a known opinion, and half are needed"
    return ""


def _headline(numbers: Mapping[str, Estimate], sample: Sample) -> str:
    inside, across = (int(numbers[name].value or 0) for name in ("ties_inside", "ties_across"))
    ties = "friendly ties" if is_signed(sample.network) else "ties"
    count = f"{inside} of {inside + across} {ties} stay inside"
    null, value = numbers[HEADLINE].null, float(numbers[HEADLINE].value or 0.0)
    if sample.opinions.origin == "from_this_graph":
        return f"In this network {count} a side; the sides were found from these same ties, so chance is no yardstick."
    if null is None:
        return f"In this network {count} a side; how many would by chance was not asked for."
    effect, draws = value - null.mean, np.array(null.draws)
    extreme = int(np.sum(np.abs(draws - null.mean) >= abs(effect) - 1e-12))
    if (1 + extreme) / (1 + null.n) > RARE:
        return (
            f"In this network ties keep to one's own side about as much as when sides are dealt at random: {count}; "
            f"{extreme} of {null.n} shuffles lie as far from the average shuffle."
        )
    strength = next(word for least, word in _STRENGTHS if abs(effect) >= least)
    side = "their own side" if effect < 0 else "the other side"
    beyond = f"all {null.n}" if not extreme else f"{null.n - extreme} of {null.n}"
    low, high = np.quantile((inside + across) * (1 - draws) / 2, [0.025, 0.975])
    return (
        f"In this network people are tied to {side} {strength} than when sides are dealt at random: "
        f"{count}, beyond {beyond} shuffles (by chance {low:.0f} to {high:.0f} in 95 of 100)."
    )


def _second(numbers: Mapping[str, Estimate]) -> str:
    """Say whether the score that looks at people instead of ties agrees."""
    found, headline = numbers.get(SECOND), numbers[HEADLINE]
    if found is None or found.value is None or found.effect is None or found.p is None or headline.p is None:
        return ""
    same_way = (found.effect > 0) == ((headline.effect or 0.0) < 0)
    agrees = (found.p <= RARE) == (headline.p <= RARE) and (same_way or headline.p > RARE)
    word = "agrees" if agrees else "does not agree"
    chance = found.null.mean if found.null else 0.0
    return (
        f"A second score {word}: people's opinions and the mean opinion of those they are tied to correlate at "
        f"{found.value:.2f}; with sides dealt at random at {chance:.2f}."
    )


def _chance(found: Estimate, null: Null) -> Chance:
    """Return the picture: the E-I index with its sign turned, so that more to the right is more to one's own side."""
    caption = (
        "Ties inside a side minus ties across, as a share of both (the E-I index, sign turned): 1 when all ties stay "
        f"inside, 0 when as many cross. Dots: {IN_WORDS[null.kind]}, {null.n} times."
    )
    return Chance(
        name="kept to one's own side",
        observed=-float(found.value or 0.0),
        draws=[-draw for draw in null.draws],
        low_label="ties go to the other side",
        high_label="ties keep to one's own side",
        caption=caption,
    )
