"""5. Variants compared: paired differences, how many pairs go which way, their course, and how long pairs stay together."""

from __future__ import annotations

import numpy as np

from sociophys.contrast import Contrast
from sociophys.panels import Courses, Differences, Note, Outcomes, Pairs, Panel, Section, Sentence, Table
from sociophys.workflow.sections import assumed, contrast_words, outcome, put_in, spans, words
from sociophys.workflow.sections.context import Array, Context

MAX_RECORDS, MAX_IN_ANSWER = 300, 4
NEARLY_NOTHING = 1.1  # ratio of variances below which pairing is not worth a word
WAYS = ("lower", "higher")


def section(context: Context) -> Section | None:
    """Return the comparison, or None without variants."""
    found = context.contrasts
    if found is None:
        return None
    put = put_in.sentences(context)
    panels: list[Panel] = [
        *(Sentence("Assumed", text) for text in put[MAX_IN_ANSWER:]),
        *([differences(context, found.contrasts)] if len(found.contrasts) > MAX_IN_ANSWER else []),
        *(Sentence("Simulated", contrast_words.headline(context, one)) for one in found.contrasts[1:]),
        *_pairs(context, found.contrasts),
        *_courses(context, found.contrasts),
        *_outcomes(context),
        *_together(context, found.contrasts),
        _table(context, found.contrasts),
        *_costs(found.contrasts),
        *([Note(HOW)] if any(len(one.per_replica) for one in found.contrasts) else []),
    ]
    return Section("variants", "Variants compared", panels)


HOW = (
    "How to read this: each run of a variant has a partner that meets the same luck, namely the same start, the same people "
    "asked in the same order and the same coins (common random numbers). So the difference of a pair shows what was put in and "
    "not who was lucky. In 95 of 100 repetitions of the whole simulation the 95 % interval would hold the mean difference that "
    f"endless pairs would have: {words.LUCK}; it says nothing of how well the model fits people. What "
    "pairing was worth: how many times as many runs without partners give an interval as short."
)


def differences(context: Context, contrasts: tuple[Contrast, ...]) -> Differences:
    """Return every comparison as a row: difference, interval, verdict."""
    told = contrast_words.measure(context, contrasts[0].measure)
    smallest = contrasts[0].smallest_effect
    band = " The grey band holds differences that were said to be too small to matter." if smallest else ""
    when = contrast_words.at(context, contrasts[0].at)
    return Differences(
        [label(one, contrasts) for one in contrasts],
        *rows(contrasts, told),
        told=[contrast_words.in_short(context, one) for one in contrasts],
        sure=[one.verdict in ("more", "less", "no_difference") for one in contrasts],
        name=told.axis, left=WAYS[0], right=WAYS[1],
        smallest=told.factor * smallest if smallest else None,
        caption=f"Simulated: mean difference {when}, each with its 95 % interval ({words.LUCK}). Filled: the verdict is "
        f"settled; hollow: it is not.{band}",
    )  # fmt: skip


def label(contrast: Contrast, contrasts: tuple[Contrast, ...]) -> str:
    """Return what a row is called: the variant, and what it is compared with."""
    return f"{contrast.variant} against {contrast.compared_with}"


def rows(contrasts: tuple[Contrast, ...], told: contrast_words.Measure) -> tuple[list[float | None], ...]:
    """Return values and both ends of the intervals as they are told."""
    number = (np.nan if one.difference.value is None else one.difference.value for one in contrasts)
    low, high = ([np.nan if end is None else end for end in side] for side in (
        [one.low for one in contrasts], [one.high for one in contrasts]))  # fmt: skip
    return tuple(contrast_words.scaled(told, list(part)) for part in (number, low, high))


def _pairs(context: Context, contrasts: tuple[Contrast, ...]) -> list[Panel]:
    """Return the difference of each single pair."""
    shown = [one for one in contrasts if np.isfinite(one.per_replica).any()]
    if not shown:
        return []
    told = contrast_words.measure(context, shown[0].measure)
    values = [[value for value in contrast_words.scaled(told, one.per_replica) if value is not None] for one in shown]
    counts = [contrast_words.pairs_told(one) for one in shown]
    sentence = f"Pair by pair, {told.subject} in “{shown[0].variant}” came out {counts[0]} ({words.LUCK})."
    caption = (
        "Simulated: each dot is one pair of runs that met the same luck, the dark line their mean. Single pairs scatter more "
        "than the mean: what holds on average need not hold in a single case."
    )
    figure = Pairs([one.variant for one in shown], values, [float(np.mean(part)) for part in values],
                   [count.replace(", ", "\n") for count in counts], told.axis, *WAYS, caption)  # fmt: skip
    return [Sentence("Simulated", sentence), figure]


def _courses(context: Context, contrasts: tuple[Contrast, ...]) -> list[Panel]:
    """Return the mean paired difference over time."""
    shown = [one for one in contrasts if len(one.sweeps) > 1]
    if not shown:
        return []
    told = contrast_words.measure(context, shown[0].measure)
    lines = [(one.variant, *_thin(told, one.sweeps, one.course, one.course_low, one.course_high)) for one in shown]
    smallest = shown[0].smallest_effect
    return [
        Courses(
            lines, told.axis, assumed.axis_label(context), _spans(context), told.factor * smallest if smallest else None,
            caption=f"Simulated: mean difference over pairs at each record with its 95 % interval ({words.LUCK}); "
            "0 means that the variants are alike on average then.",
        )
    ]  # fmt: skip


def _thin(
    told: contrast_words.Measure, sweeps: Array, *numbers: Array
) -> tuple[list[float], list[float | None], list[float | None], list[float | None]]:
    """Return times, values and interval of at most 300 records."""
    picked = slice(None, None, max(1, -(-len(sweeps) // MAX_RECORDS)))
    value, low, high = (contrast_words.scaled(told, part[picked]) if len(part) else [] for part in numbers)
    return sweeps[picked].tolist(), value, low, high


def _spans(context: Context) -> list[spans.Span]:
    """Return when fields and levers of any variant were at work, each once; those of one variant by its name."""
    owners: dict[spans.Span, list[str]] = {}
    for name in context.variants:
        for span in spans.of(context.of_variant(name)):
            owners.setdefault(span, []).append(name)
    return [
        (text if len(who) == len(context.variants) else f"{text} ({', '.join(who)})", begin, end)
        for (text, begin, end), who in owners.items()
    ]


def _outcomes(context: Context) -> list[Panel]:
    """Return where the runs of each variant ended, beside each other."""
    if not context.variants:
        return []
    bars = [
        (name, [(_kind(text), n, side) for text, n, side in outcome.shares(context.of_variant(name)).items])
        for name in context.variants
    ]
    sweeps = words.whole(context.model.settings.sweeps)
    return [Outcomes(bars, f"Simulated: runs by where people stood after {sweeps} sweeps, in each variant.")]


def _kind(text: str) -> str:
    return text.split(": ", 1)[-1]


def _together(context: Context, contrasts: tuple[Contrast, ...]) -> list[Panel]:
    """Return how long pairs stay together, in a sentence each and as curves."""
    panels: list[Panel] = [Sentence("Simulated", _stay(one)) for one in contrasts[:3] if len(one.together.parted_at)]
    time = assumed.axis_label(context)
    alike = [(one.variant, *_line(one.together.sweeps, one.together.correlation)) for one in contrasts]
    alike = [line for line in alike if any(value is not None for value in line[2])]
    if alike:
        caption = (
            "Simulated: how closely the two runs of a pair go together in this number: 1 all the way, 0 no more than strangers. "
            "The longer it stays high, the more pairing is worth."
        )
        panels.append(Courses(alike, "correlation within pairs", time, bounds=_bounds(alike), caption=caption))
    apart = [(one.variant, *_line(one.together.frame_sweeps, 100 * one.together.differing)) for one in contrasts]
    apart = [line for line in apart if len(line[1]) > 2]
    if apart:
        caption = (
            "Simulated: share of people who stand on different sides in the two runs of a pair, though they met the same luck "
            "(monotone coupling)."
        )
        panels.append(Courses(apart, "people who differ, %", time, caption=caption))
    return panels


def _line(
    sweeps: Array, values: Array
) -> tuple[list[float], list[float | None], list[float | None], list[float | None]]:
    step = max(1, -(-len(sweeps) // MAX_RECORDS))
    plain = [float(f"{value:.4g}") if np.isfinite(value) else None for value in values[::step]]
    return sweeps[::step].tolist(), plain, [], []


def _bounds(
    lines: list[tuple[str, list[float], list[float | None], list[float | None], list[float | None]]],
) -> tuple[float, float]:
    return (min(0.0, *(value for line in lines for value in line[2] if value is not None)), 1.0)


def _stay(contrast: Contrast) -> str:
    """Return how long the pairs of one comparison stay together."""
    parted = contrast.together.parted_at
    never, middle = int(np.sum(~np.isfinite(parted))), float(np.median(parted))
    who = f"“{contrast.variant}” and “{contrast.compared_with}”"
    if never == len(parted):
        return f"No pair of {who} ever differed in anything that was recorded."
    text = f"Pairs of {who} begin together; "
    first = middle <= contrast.sweeps[0] if len(contrast.sweeps) else False
    text += (
        f"half of them had parted {'by the first record' if first else f'at the record of sweep {words.whole(middle)}'}"
        if np.isfinite(middle)
        else f"{words.whole(len(parted) - never)} of {words.whole(len(parted))} parted at some time"
    )
    text += f" and {words.whole(never)} never differed in anything recorded" if never and np.isfinite(middle) else ""
    known = contrast.together.correlation[np.isfinite(contrast.together.correlation)]
    more = [f"the correlation within pairs is {words.short(round(float(known[-1]), 2))}"] if len(known) else []
    if len(contrast.together.differing):
        more.append(f"{words.percent(float(contrast.together.differing[-1]))} of people differ within a pair")
    return (
        f"{text}. At the end {words.listed(more)} ({words.LUCK}).{_worth(contrast)}"
        if more
        else f"{text}.{_worth(contrast)}"
    )


def _worth(contrast: Contrast) -> str:
    """Return in a sentence what pairing bought."""
    ratio = contrast.variance_ratio
    if ratio is None:
        return ""
    if ratio < NEARLY_NOTHING:
        return " Pairing bought nothing here: the runs of a pair went their own ways."
    return f" Pairing was worth {_times(ratio)} as many runs."


def _table(context: Context, contrasts: tuple[Contrast, ...]) -> Table:
    """Return every number of the comparison."""
    told = contrast_words.measure(context, contrasts[0].measure)
    unit = f", {told.step.strip()}" if told.step else ""
    lines = []
    for one in contrasts:
        low, high = contrast_words.ends(one, told)
        lines.append([
            one.variant, contrast_words.level(one, told, one.other.value), contrast_words.level(one, told, one.base.value),
            contrast_words.bare(one, told) if one.difference.value is not None else "not defined",
            f"{low} to {high}" if low else "none", contrast_words.pairs_told(one), _times(one.variance_ratio),
            contrast_words.SHORT[one.verdict],
        ])  # fmt: skip
    other = contrasts[0].compared_with
    heads = [
        "variant",
        "mean there",
        f"mean in {other}",
        f"difference{unit}",
        "95 % interval",
        "pairs",
        "worth",
        "verdict",
    ]
    caption = f"{told.subject[:1].upper()}{told.subject[1:]} {contrast_words.at(context, contrasts[0].at)}."
    return Table(heads, lines, ["text"] * len(heads), caption)


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{words.whole(ratio) if ratio >= 100 else words.short(ratio)} times"


def _costs(contrasts: tuple[Contrast, ...]) -> list[Panel]:
    lines = [
        [one.variant, name.replace("_", " "), float(f"{value:.4g}")]
        for one in contrasts
        for name, value in one.cost.items()
    ]
    caption = "What fields and levers of each variant spent, mean over runs."
    return [Table(["variant", "spent", "how much"], lines, ["text", "text", "number"], caption)] if lines else []
