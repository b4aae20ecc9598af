"""Who was under what: a part of 'what happened'."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.panels import Bars, Curves, Details, Note, Panel, Sentence, Table
from sociophys.workflow.pressure import PressureSplit
from sociophys.workflow.sections import assumed, words
from sociophys.workflow.sections.context import Context

NAMES = {
    "agreeing": "agreeing ties",
    "opposing": "opposing ties",
    "media": "media",
    "crowd": "the crowd",
    "own_past": "their own past",
}
SHOWN = 50
_PERCENT = "\u00a0%"


def panels(context: Context) -> list[Panel]:
    """Return whose pressure came from where over time, what pressed at changes of mind, and the people most pressed."""
    split = context.point.pressure
    if split is None:
        return []
    return [
        Note("Who was under what: the pressure on people, split by where it came from."),
        Sentence("Simulated", _shares(split)),
        _over_time(context, split),
        *_changes(split),
        *(_people(context, split, part) for part in split.parts[1:]),
    ]


def _shares(split: PressureSplit) -> str:
    """Say which part the modelled pressure came from, the largest first."""
    known = {part: share for part, share in split.shares.items() if share.value is not None}
    if not known:
        return "nobody was under any pressure at the moments looked at."
    parts = sorted(known, key=lambda part: -(known[part].value or 0.0))
    told = [f"{NAMES[part]} {words.with_error(known[part], 100, _PERCENT, digits=1)}" for part in parts]
    first = known[parts[0]]
    luck = f" (± one standard error, {words.LUCK})" if first.error else " (too few independent runs for an error)"
    return (
        f"Of the modelled pressure on people (local field), the largest share is that of {NAMES[parts[0]]}: {words.listed(told)}{luck}. "
        f"Looked at {words.counted(len(split.sweeps), 'time')} in {words.counted(split.n_runs, 'run')}."
    )


def _over_time(context: Context, split: PressureSplit) -> Curves:
    curves = []
    for k, part in enumerate(split.parts):
        sign = -1.0 if part == "opposing" else 1.0
        heights, errors = (sign * split.course[k]).round(6), np.nan_to_num(split.errors[k]).round(6)
        curves.append((NAMES[part], split.sweeps.astype(float).tolist(), heights.tolist(), errors.tolist()))
    caption = (
        "Mean over people and runs of what pressed on them, by where it came from; above 0 toward the opinion that somebody held at "
        "that moment, below 0 away from it. A tie agrees where its pull is toward what is held: a hostile tie to somebody of the "
        f"other side does. Bars are one standard error, {words.LUCK}."
    )
    if context.model.feed is not None:
        caption += " Ties are counted as they are before the feed ranks them."
    return Curves(curves, assumed.axis_label(context), "pressure, in couplings", caption=caption)


def _changes(split: PressureSplit) -> list[Panel]:
    """Return what pressed hardest where people changed their mind in the sweep after a look."""
    total = sum(split.changes.values())
    if not total:
        return [Sentence("Simulated", "nobody changed their mind in the sweeps that were looked at.")]
    found = sorted(
        (name for name, n in split.changes.items() if name != "noise" and n), key=lambda k: -split.changes[k]
    )
    told = []
    if found:
        hardest = words.listed(f"{NAMES[name]} in {words.percent(split.changes[name] / total)}" for name in found)
        told.append(f"the largest share of the modelled pressure toward the new opinion was that of {hardest}")
    if split.changes["noise"]:
        told.append(f"{words.percent(split.changes['noise'] / total)} went against the pressure as a whole (noise)")
    labels = [NAMES.get(name, "against the pressure: noise") for name in split.changes]
    shares = [round(100 * n / total, 2) for n in split.changes.values()]
    caption = (
        "Changes of mind within one sweep after a look, by what had the largest share of the modelled pressure toward the new "
        "opinion as it stood at the look. People who changed twice in that sweep are not among them. It says what pressed, not why "
        "somebody changed."
    )
    counted = words.counted(total, "change of mind", "changes of mind")
    return [
        Sentence("Simulated", f"Of {counted} looked at, {'; '.join(told)}."),
        Bars(labels, shares, [0] * len(labels), "of 100 changes of mind looked at", caption),
    ]


def _people(context: Context, split: PressureSplit, part: str) -> Details:
    """Return the people of whose pressure a part has the largest share."""
    shares, k = split.person_shares, split.parts.index(part)
    own = np.nan_to_num(shares[k], nan=-1.0)
    order = np.lexsort((np.arange(len(own)), -own))[:SHOWN]
    order = order[own[order] > 0]
    rows: list[list[Any]] = [[context.labels[i]] for i in order]
    columns, kinds = ["person"], ["text"]
    cells: list[tuple[str, str, list[Any]]] = []
    if context.sides.any():
        cells.append(("side as recorded", "side", context.sides[order].tolist()))
    cells.append(("ties", "number", context.tie_counts[order].tolist()))
    others = (part, *(name for name in split.parts if name != part))
    cells += [(NAMES[name], "share", shares[split.parts.index(name)][order].round(4).tolist()) for name in others]
    for name, kind, values in cells:
        columns.append(name)
        kinds.append(kind)
        for row, value in zip(rows, values, strict=True):
            row.append(value)
    cut = words.first_of(len(rows), int((own > 0).sum()), "person", "people")
    caption = f"{cut}Simulated: share of each part in a person's modelled pressure, mean over looks and runs."
    return Details(f"Who was pressed most by {NAMES[part]}", Table(columns, rows, kinds, caption))
