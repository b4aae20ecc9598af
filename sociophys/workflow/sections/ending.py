"""How runs ended: on which side, how one-sided, and how like the sides as read."""

from __future__ import annotations

import numpy as np

from sociophys.panels import Shares
from sociophys.statistics import align, block_estimate, wilson
from sociophys.workflow.sections import spans, words
from sociophys.workflow.sections.context import Context

NBSP_PERCENT = "\u00a0%"


def sentences(context: Context) -> list[str]:
    """Return where runs ended, then what bears on the question most: levers, likeness to what was read, or ties."""
    return [f"In this model, {_tally(context)} {one_sided(context)}", *_second(context)]


def further(context: Context) -> list[str]:
    """Return the sentences that had no room beside the answer."""
    said = _second(context)
    return [text for text in (*while_on(context)[:6], *like_read(context), *ties(context)) if text not in said]


def _second(context: Context) -> list[str]:
    return while_on(context)[:2] or like_read(context) or ties(context)


def shares(context: Context) -> Shares:
    """Return how many runs ended with which majority."""
    ends, settings = context.outcomes, context.model.settings
    items = [
        (f"{ends['plus']} most with {context.plus}", ends["plus"], 1),
        (f"{ends['even']} even", ends["even"], 0),
        (f"{ends['minus']} most with {context.minus}", ends["minus"], -1),
    ]
    return Shares(items, f"Runs by the side with more people after {words.whole(settings.sweeps)} sweeps (simulated).")


def _tally(context: Context) -> str:
    ends = context.outcomes
    total = sum(ends.values())
    text = (
        f"{ends['plus']} of {words.counted(total, 'run')} ended with more people on the side of {context.plus}, {ends['minus']} with "
        f"more on the side of {context.minus}, {ends['even']} even, after {words.whole(context.model.settings.sweeps)} sweeps"
    )
    if context.model.aligns:
        return f"{text}. Nothing in the model prefers a side, so which one leads is luck."
    return f"{text} ({_how_sure(context)})."


def _how_sure(context: Context) -> str:
    """Return the share of the commonest outcome with its interval; runs in order blocks are counted as one."""
    ends, total = context.outcomes, sum(context.outcomes.values())
    side = max(("plus", "minus", "even"), key=lambda s: ends[s])
    name = {"plus": context.plus, "minus": context.minus, "even": "even"}[side]
    units = -(-total // context.model.settings.order_block)
    low, high = wilson(ends[side] / total * units, units)
    return (
        f"{name}: {words.percent(ends[side] / total)} of runs, {words.percent(low)} to {words.percent(high)} with 95 % confidence, "
        f"{words.LUCK}"
    )


def one_sided(context: Context) -> str:
    """Return how large the larger side is at the end, over runs."""
    share = block_estimate((1 + np.abs(context.final_m)) / 2, context.model.settings.order_block)
    text = f"On average over runs the larger side then holds {words.with_error(share, 100, NBSP_PERCENT)} of the people"
    larger = (1 + np.abs(context.final_m)) / 2
    n_most, n_divided = int(np.sum(larger >= 0.9)), int(np.sum(larger < 0.75))
    text += (
        f": nine in ten or more in {words.counted(n_most, 'run')}, less than three quarters in {words.whole(n_divided)}"
    )
    why = f"± one standard error, {words.LUCK}" if share.error else share.reason
    return f"{text} ({why})." if why else f"{text}."


def like_read(context: Context) -> list[str]:
    """Compare the end states with the sides as read, beside what coins would give."""
    opinions = context.opinions
    if opinions is None or not opinions.sides.any():
        return []
    known = opinions.sides != 0
    frame = context.last_frame
    if context.model.aligns:
        frame = align(frame, opinions.sides.astype(float))[0]
    agree = (frame[known] == opinions.sides[known, None]).sum(axis=0).astype(float)
    n = int(known.sum())
    by_coin = n / 2 + (np.sqrt(n / (2 * np.pi)) if context.model.aligns else 0.0)  # mean of |sum of n fair signs|
    estimate = block_estimate(agree, context.model.settings.order_block)
    flip = ", whole runs flipped first where that agrees better" if context.model.aligns else ""
    return [
        f"At the end {words.with_error(estimate)} of {words.counted(n, 'person', 'people')} stand with the side they were read "
        f"with{flip}; if everyone tossed a coin it would be about {by_coin:.1f}.{_divided(context, agree, n)}"
    ]


def _divided(context: Context, agree: np.ndarray, n: int) -> str:
    """Return how like the sides as read those runs are in which no side holds three quarters."""
    divided = np.abs(context.final_m) < 0.5
    if not divided.any() or divided.all():
        return ""
    mean = (
        f"{agree[divided].mean():.0f} of {n} do, on average"
        if divided.sum() > 1
        else f"{agree[divided][0]:.0f} of {n} do"
    )
    who = f"{words.counted(int(divided.sum()), 'run')} that ended divided (neither side above three quarters)"
    return f" In the {who} {mean}."


def ties(context: Context) -> list[str]:
    """Return how many ties join people of one opinion at the end, friendly and hostile apart."""
    loops = context.ties[:, 0] == context.ties[:, 1]
    frame, told = context.last_frame, []
    for sign, word in ((1, "friendly ties"), (-1, "hostile ties")):
        a, b = context.ties[(context.tie_signs == sign) & ~loops].T
        if len(a):
            alike = np.array([np.mean(column[a] == column[b]) for column in frame.T])
            share = block_estimate(alike, context.model.settings.order_block)
            told.append(f"{words.with_error(share, 100, NBSP_PERCENT)} of {word}")
    if not told:
        return []
    return [
        f"At the end {words.listed(told)} join people of one opinion; if everyone tossed a coin it would be half ({words.LUCK})."
    ]


def while_on(context: Context) -> list[str]:
    """Compare before and after each span of a field or lever: times of the same runs, not worlds with and without."""
    sweeps, m = context.series
    told = []
    for text, begin, end in spans.of(context):
        before, after = np.searchsorted(sweeps, [begin, end], side="right") - 1
        if not 0 <= before < after:
            continue
        shares = [block_estimate((1 + m[k]) / 2, context.model.settings.order_block) for k in (before, after, -1)]
        at = [words.with_error(share, 100, NBSP_PERCENT) for share in shares]
        later = f"; at the end of the run it was {at[2]}" if after < len(sweeps) - 1 else ""
        told.append(
            f"{text[:1].upper()}{text[1:]}, sweeps {words.whole(begin)} to {words.whole(end)}: the share of people on the side of "
            f"{context.plus} went from {at[0]} just before to {at[1]} at its end{later} (means over runs, {words.LUCK}). This "
            "compares times within the same runs; no run without it was made."
        )
    return told
