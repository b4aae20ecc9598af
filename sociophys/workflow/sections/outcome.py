"""Where runs ended, in one sentence and one bar: nearly everybody on one side, more on one side, or even."""

from __future__ import annotations

import numpy as np

from sociophys.panels import Shares
from sociophys.statistics import MIN_BLOCKS, wilson
from sociophys.workflow.finished import FinishedPoint
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Array, Context

NEARLY = 0.9  # share of people on one side from which on a run counts as won
_SLACK = 1e-9  # nine of ten people are nine in ten, whatever the rounding
NEARLY_PLUS, MORE_PLUS, EVEN, MORE_MINUS, NEARLY_MINUS = 2, 1, 0, -1, -2


def kinds(m: Array) -> Array:
    """Return how each run ended, (n_replicas,) int: 2 nearly all plus, 1 more plus, 0 even, -1 more minus, -2 nearly all.

    Parameters
    ----------
    m: (n_replicas,) mean opinions.
    """
    side = np.where(np.abs(m) < _SLACK, 0, np.sign(m)).astype(int)
    return side * np.where(is_won(m), 2, 1)


def is_won(m: Array) -> Array:
    """Return in which runs at least nine in ten people stand on one side, (n_replicas,) bool, from mean opinions m."""
    return (1 + np.abs(m)) / 2 >= NEARLY - _SLACK


def interval(hits: Array, block: int) -> tuple[float, float]:
    """Return the 95 % interval of the share of runs in which something happened.

    Parameters
    ----------
    hits: (n_replicas,) bool. block: replicas per order block.

    Notes
    -----
    Wilson's interval; where runs share visiting orders they count as so many independent runs as the scatter between
    blocks says (design effect, Kish 1965, section 8.2; effective size as in Korn & Graubard 1998): no fewer than
    there are blocks, no more than there are runs.
    """
    n, share = len(hits), float(np.mean(hits))
    unit = np.arange(n) // max(1, block)
    size = np.bincount(unit)
    worth = float(len(size)) if block > 1 else float(n)
    if block > 1 and len(size) >= MIN_BLOCKS and 0 < share < 1:
        distance = np.bincount(unit, hits) / size - share
        variance = len(size) / (len(size) - 1) * float(np.sum((size / n * distance) ** 2))
        worth = min(float(n), max(worth, share * (1 - share) / variance)) if variance else float(n)
    return wilson(share * int(worth), int(worth))


def headline(context: Context) -> str:
    """Return what happened in the simulation; with a grid, at its first point."""
    return _at(context, 0)


def at_the_last_point(context: Context) -> list[str]:
    """Return what happened at the last point of a grid."""
    return [_at(context, -1)] if len(context.finished.points) > 1 else []


def shares(context: Context) -> Shares:
    """Return the bar of outcomes; what never happened is left out."""
    found = kinds(context.final_m)
    labels = {
        NEARLY_PLUS: f"nine in ten or more {context.beside(1)}",
        MORE_PLUS: f"more {context.beside(1)}, less than nine in ten",
        EVEN: "even",
        MORE_MINUS: f"more {context.beside(-1)}, less than nine in ten",
        NEARLY_MINUS: f"nine in ten or more {context.beside(-1)}",
    }
    counts = {kind: int(np.sum(found == kind)) for kind in labels}
    items = [(f"{words.counted(n, 'run')}: {labels[kind]}", n, kind) for kind, n in counts.items() if n]
    points = context.finished.points
    at = f", at {words.point(points[0].settings)}" if len(points) > 1 else ""
    sweeps = words.whole(context.model.settings.sweeps)
    return Shares(items, f"Simulated: runs by where people stood after {sweeps} sweeps{at}.")


def _at(context: Context, k: int) -> str:
    points = context.finished.points
    ended = _ended(context, points[k])
    if len(points) < 2:
        return ended
    which = f"At the {'first' if k == 0 else 'last'} of {words.whole(len(points))} grid points"
    return f"{which} ({words.point(points[k].settings)}), {ended[:1].lower()}{ended[1:]}"


def _ended(context: Context, point: FinishedPoint) -> str:
    """Return which outcome is the rule, how sure that is, and what happened in the other runs."""
    found = kinds(point.frames[-1][1].mean(axis=0, dtype=np.float64))
    lead = 1 if np.sum(found > 0) >= np.sum(found < 0) else -1
    block = point.model.settings.order_block
    if not point.model.aligns and (interval(found * lead > 0, block)[0] > 0.5 or np.all(found * lead > 0)):
        return _one_side(context, found, lead, block)
    if 2 * np.sum(np.abs(found) == NEARLY_PLUS) >= len(found):
        return _agreed(context, found, block)
    return _divided(context, found, block)


def _one_side(context: Context, found: Array, lead: int, block: int) -> str:
    most, nearly = found * lead > 0, found * lead == NEARLY_PLUS
    whole = bool(np.all(nearly[most]))
    who = "at least nine in ten people" if whole else "most people"
    text = f"{_in(most)} {who} ended {context.beside(lead)}{_sure(most, block)}"
    if not whole:
        text += (
            f", in {words.whole(nearly.sum())} of them at least nine in ten"
            if nearly.any()
            else ", but fewer than nine in ten"
        )
    against, even = int(np.sum(found * lead < 0)), int(np.sum(found == EVEN))
    parts = [f"in {words.whole(against)} most ended {context.beside(-lead)}"] if against else []
    parts += [f"in {words.whole(even)} it was even"] if even else []
    return f"{text}.{_sentence(parts)}"


def _agreed(context: Context, found: Array, block: int) -> str:
    won = np.abs(found) == NEARLY_PLUS
    sides = {side: int(np.sum(found == 2 * side)) for side in (1, -1)}
    both = all(sides.values())
    where = "on one side" if both else context.beside(1 if sides[1] else -1)
    text = f"{_in(won)} at least nine in ten people ended {where}{_sure(won, block)}"
    if both:
        text += f": {words.listed(f'{words.whole(n)} {context.beside(side)}' for side, n in sides.items())}"
    rest = int(np.sum(~won))
    divided = f" In {words.whole(rest)} nobody won: they stayed divided, with less than nine in ten on either side."
    return f"{text}.{divided if rest else ''}"


def _divided(context: Context, found: Array, block: int) -> str:
    divided = np.abs(found) != NEARLY_PLUS
    text = (
        f"{_in(divided)} nobody won: people stayed divided, less than nine in ten on either side{_sure(divided, block)}"
    )
    counts = {side: int(np.sum(found == side)) for side in (1, -1)}
    parts = [f"{words.whole(n)} with more people {context.beside(side)}" for side, n in counts.items() if n]
    even = int(np.sum(found == EVEN))
    parts += [f"{words.whole(even)} even"] if even else []
    won = {side: int(np.sum(found == 2 * side)) for side in (1, -1)}
    others = [f"in {words.whole(n)} at least nine in ten ended {context.beside(side)}" for side, n in won.items() if n]
    return f"{text}{': ' + words.listed(parts) if len(found) > 1 else ''}.{_sentence(others)}"


def _in(hits: Array) -> str:
    n, k = len(hits), int(np.sum(hits))
    if n == 1:
        return "In the one simulated run"
    return f"In {'all ' if k == n else words.whole(k) + ' of '}{words.whole(n)} simulated runs"


def _sure(hits: Array, block: int) -> str:
    if len(hits) == 1:
        return " (one run: how far luck reaches cannot be said)"
    low, high = (100 * end for end in interval(hits, block))
    return f" (95 % confidence {low:.0f} to {high:.0f}\u00a0% of runs, {words.LUCK})"


def _sentence(parts: list[str]) -> str:
    text = words.listed(parts)
    return f" {text[:1].upper()}{text[1:]}." if text else ""
