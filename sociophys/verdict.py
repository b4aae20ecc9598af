"""The verdict of an analysis in plain words: do ties keep to one's own side, compared with chance.

One score decides. Where labels stay, the E-I index: of those that two sides allow it is the one a person can count by
hand, and modularity is then the same finding. Where every twin is cut again, modularity: parts of a cut may be of any
size, and cutting off a twig leaves nearly all ties inside. The others are asked whether they agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sociophys.estimate import Estimate, Null
from sociophys.nulls import IN_WORDS
from sociophys.opinions import Sample
from sociophys.panels import Chance, Sentence, decimal, whole
from sociophys.partition import is_signed

COUNTED = "ei_index"  # what sentences and pictures count ties by
OTHERS = {  # score that is no rewording of the first: (its name in words, +1 where more of it is deeper, its view)
    "neighbour_correlation": ("neighbour correlation", 1, "person by person"),
    "dsp": ("diffusion (DSP)", 1, "how far news travels"),
    "arwc": ("random-walk controversy (ARWC)", 1, "whom a wanderer along ties ends up with"),
    "ge": ("ideological distance (generalised Euclidean)", 1, "how far apart opinions lie in the network"),
    "fj_polarization": ("settled opinions (Friedkin-Johnsen)", 1, "what remains after everybody listened"),
}
ENOUGH = 0.5  # share of people whose opinion must be known for a verdict
RARE = 0.05  # share of twins, the observation counted in, below which it is not called chance
FEWEST = 19  # twins; of fewer none can be as rare as that, whatever is observed
_STRENGTHS = ((0.3, "far more"), (0.1, "more"), (0.0, "slightly more"))  # by the distance from the null's mean
_ORIGINS = {
    "unknown": "Nobody said where the sides come from. It is assumed that they were not found from these same ties; "
    "otherwise ties inside a side are what the search looked for, and this comparison with chance says nothing. "
    "Say origin: independent or from_this_graph (--origin).",
    "from_this_graph": "The sides were found from these same ties. So the question is only whether this network can be "
    "cut in two more cleanly than chance allows, not whether ties follow anybody's opinion.",
}
_DEALT = {
    "rewired_ties": ("when the same people's ties are dealt anew", "deal"),
    "repartitioned": ("when ties are dealt anew and the network is cut again", "deal"),
}


def headline(origin: str) -> str:
    """Return the name of the score that decides, by where the sides come from."""
    return "modularity" if origin == "from_this_graph" else COUNTED


def verdict(numbers: Mapping[str, Estimate], sample: Sample, force: bool = False) -> list[Any]:
    """Return the panels of the section 'answer': the headline, what it rests on, and chance beside it."""
    found = numbers.get(headline(sample.opinions.origin))
    if found is None:
        return []
    reason = _why_not(found, sample, force)
    if reason:
        text = f"Whether people keep to their own side cannot be said: {reason}."
        return [Sentence("Measured", text, headline=True)]
    panels: list[Any] = [Sentence("Measured", _headline(numbers, sample), headline=True)]
    others = _others(numbers, headline(sample.opinions.origin))
    panels += [Sentence("Measured", others)] if others else []
    caveat = _ORIGINS.get(sample.opinions.origin)
    panels += [Sentence("Assumed", caveat)] if caveat else []
    if found.null is None:
        return panels
    picture = _chance_of_cuts if sample.opinions.origin == "from_this_graph" else _chance
    return [*panels, picture(numbers, found.null)]


def says_split(numbers: Mapping[str, Estimate], origin: str) -> bool | None:
    """Return whether more ties keep inside a side than chance allows; None where too few twins were drawn."""
    name = headline(origin)
    null = numbers[name].null if name in numbers else None
    if null is None or null.observed is None or null.n < FEWEST:
        return None
    more = null.observed > null.mean if name == "modularity" else null.observed < null.mean
    return _rare(null) and more


def _rare(null: Null) -> bool:
    return (1 + null.extreme(null.observed or 0.0)) / (1 + null.n) <= RARE


def _why_not(found: Estimate, sample: Sample, force: bool) -> str:
    coverage = sample.opinions.coverage
    if found.value is None:
        return found.reason
    if coverage < ENOUGH and not force:
        return f"only {100 * coverage:.0f} % of people have a known opinion, and half are needed (--force overrides)"
    return ""


def _headline(numbers: Mapping[str, Estimate], sample: Sample) -> str:
    inside, total = _counts(numbers)
    own = "group" if sample.opinions.codes is not None else "side"
    ties = "friendly ties" if is_signed(sample.network) else "ties"
    count = f"{whole(inside)} of {whole(total)} {ties} stay inside a {own}"
    null = numbers[headline(sample.opinions.origin)].null
    if null is None or null.observed is None:
        return f"In this network {count}; how many would by chance was not asked for (--nulls)."
    when, deal = _DEALT[null.kind]
    if null.n < FEWEST:
        few = f"{whole(null.n)} {deal}s are too few to compare it with chance, {FEWEST} are needed (--nulls)"
        return f"In this network {count}; {few}."
    if sample.opinions.origin == "from_this_graph":
        return _of_cuts(count, null, "cut in two" if sample.opinions.codes is None else "cut into groups")
    if not _rare(null):
        return (
            f"In this network ties keep to one's own {own} about as much as {when}: {count}; "
            f"{whole(null.extreme(null.observed))} of {whole(null.n)} {deal}s lie as far from the average."
        )
    effect = null.observed - null.mean
    strength = next(word for least, word in _STRENGTHS if abs(effect) >= least)
    low, high = (whole(end) for end in np.quantile(_inside(np.array(null.draws), total), [0.025, 0.975]))
    chance = f"beyond {_beyond(null)} {deal}s ({low} to {high} in 95 of 100 {deal}s)"
    side = f"their own {own}" if effect < 0 else f"{'other groups' if own == 'group' else 'the other side'}"
    return f"In this network people are tied to {side} {strength} than {when}: {count}, {chance}."


def _of_cuts(count: str, null: Null, cut: str) -> str:
    """Say whether the network can be cut more cleanly than its twins, by modularity."""
    observed, (low, high) = float(null.observed or 0.0), np.quantile(null.draws, [0.025, 0.975])
    beside = (
        f"modularity {decimal(observed, 2)} when cut as its twins are, they {decimal(low, 2)} to {decimal(high, 2)}"
    )
    when, deal = _DEALT[null.kind]
    if not _rare(null):
        return f"This network can be {cut} about as cleanly as {when}: {count} ({beside} in 95 of 100 {deal}s)."
    effect = 2 * (observed - null.mean)  # modularity of two parts goes to 1/2, the E-I index to 1
    strength = next(word for least, word in _STRENGTHS if abs(effect) >= least)
    cleanly = f"{strength} cleanly" if effect > 0 else f"{strength.replace('more', 'less')} cleanly"
    text = f"This network can be {cut} {cleanly} than {when}: {count}"
    return f"{text} ({beside} in 95 of 100 {deal}s), beyond {_beyond(null)} {deal}s."


def _beyond(null: Null) -> str:
    extreme = null.extreme(null.observed or 0.0)
    return f"all {whole(null.n)}" if not extreme else f"{whole(null.n - extreme)} of {whole(null.n)}"


def _others(numbers: Mapping[str, Estimate], ruling_one: str) -> str:
    """Say which of the other scores agree with the headline, and which do not."""
    ruling = numbers[ruling_one].null
    if ruling is None or ruling.n < FEWEST:
        return ""
    deeper_is = 1 if ruling_one == "modularity" else -1
    way = deeper_is * np.sign((ruling.observed or 0.0) - ruling.mean) if _rare(ruling) else 0.0
    said: dict[bool, list[str]] = {True: [], False: []}
    for name, (words, deeper, looks_at) in OTHERS.items():
        null = numbers[name].null if name in numbers else None
        if null is not None and null.observed is not None:
            own = deeper * np.sign(null.observed - null.mean) if _rare(null) else 0.0
            said[own == way].append(f"{words}, which looks at {looks_at}")
    agree, differ = said[True], said[False]
    if not agree and not differ:
        return ""
    number = _number(len(agree), len(agree) + len(differ))
    text = f"{number} asked agree{'s' if len(agree) == 1 else ''} with this"
    text += f": {'; '.join(agree)}." if agree else "."
    return text + (f" Not: {'; '.join(differ)}." if differ else "")


def _number(part: int, total: int) -> str:
    if part == total:
        return "The other score" if total == 1 else f"All {total} other scores"
    return f"{part} of {total} other scores"


def _chance(numbers: Mapping[str, Estimate], null: Null) -> Chance:
    """Return the picture: ties inside a side, counted as in the headline, beside those of each twin."""
    inside, total = _counts(numbers)
    caption = (
        f"How many of {whole(total)} ties stay inside a side. Dots: {IN_WORDS[null.kind]}, {whole(null.n)} times. "
        "Those inside minus those across, as a share of all, are "
        f"{decimal(-float(numbers['ei_index'].value or 0.0), 2)} (the E-I index, sign turned: "
        "1 when all stay inside, \u22121 when none does)."
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


def _chance_of_cuts(numbers: Mapping[str, Estimate], null: Null) -> Chance:
    """Return the picture: how cleanly this network can be cut beside how cleanly each twin can."""
    observed = float(null.observed or 0.0)
    caption = (
        "Modularity: ties inside the two parts beyond what numbers of ties alone give; two parts have 0.5 at most. "
        f"Marked: this network, cut as its twins are; the sides as given have "
        f"{decimal(float(numbers['modularity'].value or 0.0), 2)}. Dots: {IN_WORDS[null.kind]}, {whole(null.n)} times."
    )
    return Chance(
        name="modularity of the cut",
        observed=observed,
        draws=[float(draw) for draw in null.draws],
        low_label="no cleaner than numbers of ties give",
        high_label="two parts without a tie between",
        caption=caption,
        shown=f"this network {decimal(observed, 2)}",
        bounds=(0.0, 0.5),
    )


def _counts(numbers: Mapping[str, Estimate]) -> tuple[int, int]:
    """Return how many ties stay inside a side, and how many join two people with a side."""
    inside, across = (int(numbers[name].value or 0) for name in ("ties_inside", "ties_across"))
    return inside, inside + across


def _inside(draws: np.ndarray, total: int) -> np.ndarray:
    """Return the ties inside a side of each twin from its E-I index, (across - inside) / total."""
    return total * (1 - draws) / 2
