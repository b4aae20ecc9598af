"""What else can be said of how runs ended: likeness to the sides as recorded, ties, levers, whether it still changes."""

from __future__ import annotations

import numpy as np

from sociophys.estimate import Estimate
from sociophys.statistics import align, block_estimate
from sociophys.workflow.sections import outcome, spans, words
from sociophys.workflow.sections.context import Context

_PERCENT = "\u00a0%"
_FEWEST = 5  # divided runs below which an average over them says little


def sentences(context: Context) -> list[str]:
    """Return what bears on the question most after the headline: levers, likeness to what was recorded, or ties."""
    luck = ["Nothing in the model prefers a side, so which one leads is luck."] if context.model.aligns else []
    first, *rest = _second(context) or [""]
    said = " ".join([*luck, first]).strip()
    place = "At the first grid point: " if len(context.finished.points) > 1 else ""
    return [*outcome.at_the_last_point(context), *(f"{place}{text}" for text in (said, *rest) if text)]


def further(context: Context) -> list[str]:
    """Return the sentences that had no room beside the answer."""
    said = _second(context)
    found = (
        *while_on(context)[:6],
        *one_sided(context),
        *still_falling(context),
        *like_recorded(context),
        *ties(context),
    )
    return [text for text in found if text not in said]


def _second(context: Context) -> list[str]:
    return while_on(context)[:2] or like_recorded(context) or ties(context)


def one_sided(context: Context) -> list[str]:
    """Return how large the larger side is at the end, over runs."""
    share = block_estimate((1 + np.abs(context.final_m)) / 2, context.model.settings.order_block)
    return [f"On average over runs the larger side holds {_percent(share)} of the people at the end."]


def still_falling(context: Context) -> list[str]:
    """Compare the runs without a winner at half time and at the end, where fewer are left at the end."""
    sweeps, m = context.series
    if len(sweeps) < 3:
        return []
    half = int(np.searchsorted(sweeps, sweeps[-1] / 2))
    before, after = (int(np.sum(~outcome.is_won(m[k]))) for k in (half, -1))
    if after >= before:
        return []
    return [
        f"Runs in which neither side has nine in ten still become fewer: {words.whole(before)} of {words.whole(m.shape[1])} after "
        f"{words.counted(int(sweeps[half]), 'sweep')}, {words.whole(after)} after {words.whole(sweeps[-1])}. Longer runs "
        "may leave fewer."
    ]


def like_recorded(context: Context) -> list[str]:
    """Compare the runs that stayed divided with the sides as recorded; where nearly all agree there is no likeness."""
    opinions, divided = context.opinions, ~outcome.is_won(context.final_m)
    if opinions is None or not opinions.sides.any() or divided.sum() < _FEWEST:
        return []
    known = opinions.sides != 0
    frame = context.last_frame
    if context.model.aligns:
        frame = align(frame, opinions.sides.astype(float))[0]
    agree = np.where(divided, (frame[known] == opinions.sides[known, None]).sum(axis=0), np.nan)
    n = int(known.sum())
    by_coin = n / 2 + (np.sqrt(n / (2 * np.pi)) if context.model.aligns else 0.0)  # mean of |sum of n fair signs|
    flip = " (each run flipped as a whole where that agrees better)" if context.model.aligns else ""
    number = block_estimate(agree, context.model.settings.order_block)
    told = f"{words.with_error(number)} ({words.LUCK})" if number.error else words.with_error(number)
    return [
        f"In the {words.counted(int(divided.sum()), 'run')} that stayed divided, on average {told} of "
        f"{words.counted(n, 'person', 'people')} stood at the end on the side they were recorded with{flip}; coin tosses "
        f"would give about {by_coin:.1f}.{'' if number.error else ' These are too few independent runs for an error.'}"
    ]


def _percent(share: Estimate) -> str:
    return words.with_luck(share, 100, _PERCENT)


def ties(context: Context) -> list[str]:
    """Return how many ties join people of one opinion at the end, friendly and hostile apart."""
    frame, told = context.last_frame, []
    for sign, word in ((1, "friendly ties"), (-1, "hostile ties")):
        a, b = context.ties[:, context.tie_signs == sign]
        if len(a):
            alike = np.array([np.mean(column[a] == column[b]) for column in np.ascontiguousarray(frame.T)])
            share = block_estimate(alike, context.model.settings.order_block)
            told.append(f"{_percent(share)} of {word}")
    if not told:
        return []
    return [f"At the end {words.listed(told)} join people of one side; if everyone tossed a coin it would be half."]


def while_on(context: Context) -> list[str]:
    """Compare before and after each span of a field or lever: times of the same runs, not worlds with and without."""
    sweeps, m = context.series
    told = []
    for text, begin, end in spans.timed(context):
        before, after = np.searchsorted(sweeps, [begin, end], side="right") - 1
        if not 0 <= before < after:
            continue
        shares = [block_estimate((1 + m[k]) / 2, context.model.settings.order_block) for k in (before, after, -1)]
        at = [words.with_error(share, 100, _PERCENT) for share in shares]
        later = f"; at the end of the run it was {at[2]}" if after < len(sweeps) - 1 else ""
        told.append(
            f"{text[:1].upper()}{text[1:]}, sweeps {words.whole(begin)} to {words.whole(end)}: the share of people on the side of "
            f"{context.plus} went from {at[0]} just before to {at[1]} at its end{later} (means over runs ± one standard error, {words.LUCK}). This "
            f"compares times within the same runs{'' if context.variants else '; no run without it was made'}."
        )
    return told
