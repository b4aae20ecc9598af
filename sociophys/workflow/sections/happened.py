"""4. What happened: single runs, levers on the axis, and who changed sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sociophys.panels import Note, Panel, Runs, Section, Sentence
from sociophys.workflow.sections import (
    assumed,
    course,
    ending,
    levers,
    likeness,
    outcome,
    pressure,
    settled,
    spans,
    wavering,
    words,
)
from sociophys.workflow.sections.context import Array, Context

MAX_RUNS, MAX_RECORDS, MAX_VARIANTS = 64, 300, 4


def section(context: Context) -> Section:
    """Return what happened in the first grid point."""
    panels: list[Panel] = []
    if len(context.finished.points) > 1:
        total, first = words.whole(len(context.finished.points)), words.point(context.point.settings)
        panels.append(Note(f"This scenario has {total} points; what follows is the first: {first}."))
    panels += [
        *settled.panels(context),
        Note(independence(context)),
        *_of_first(context),
        *_runs(context),
        *_others(context),
        *(Sentence("Simulated", text) for text in _told(context)),
        *likeness.panels(context),
        *course.panels(context),
        *levers.panels(context),
        *pressure.panels(context),
        *wavering.details(context),
    ]
    return Section("happened", "What happened", panels)


def independence(context: Context) -> str:
    """Say which runs are independent of each other, for that is what errors count."""
    settings = context.model.settings
    n, block = settings.replicas, settings.order_block
    if n == 1:
        return "There is one run, so nothing here has an error."
    if block <= 1:
        return f"The {words.counted(n, 'run')} are independent of each other; errors count runs."
    return (
        f"{words.counted(n, 'run')} in {words.counted(-(-n // block), 'group')}: the runs of a group share a visiting order (who "
        "reconsiders when), different groups are independent, and errors count groups."
    )


def _of_first(context: Context) -> list[Panel]:
    """Say which variant is shown."""
    first, *others = list(context.variants) or [""]
    if not others:
        return []
    left = others[MAX_VARIANTS:]
    more = f"; of {words.listed(left)} where runs ended stands under Variants compared" if left else ""
    return [Note(f"The large figure and all other numbers of this part are those of {first}{more}.")]


def _others(context: Context) -> list[Panel]:
    """Return a small figure of single runs for each of the other variants."""
    found: list[Panel] = []
    partner = _typical(outcome.kinds(context.final_m)[: MAX_RUNS // 2])
    for name in list(context.variants)[1 : 1 + MAX_VARIANTS]:
        other = context.of_variant(name)
        caption = f"The same luck in {name}; run {partner + 1} is drawn bold. {outcome.headline(other)}"
        found += [
            replace(panel, is_small=True, highlight=partner, caption=caption) for panel in _runs(other, MAX_RUNS // 2)
        ]
    return found


def _told(context: Context) -> list[str]:
    """Return the sentences on how runs ended that the answer leaves out."""
    if not context.contrasts:
        return ending.further(context)
    said = [outcome.headline(context), *ending.sentences(context)]
    return [*(text for text in said if text), *ending.further(context)]


def _runs(context: Context, most: int = MAX_RUNS) -> list[Runs]:
    sweeps, values = context.series
    if not len(sweeps):
        return []
    step = max(1, -(-len(sweeps) // MAX_RECORDS))
    shown = min(values.shape[1], most)
    picked = slice(None, None, step)
    found = outcome.kinds(context.final_m)
    dark = _typical(found[:shown])
    caption = (
        f"Each line is one run of the same people and ties with its own luck; run {dark + 1}, one of the most common kind, is "
        "drawn bold. At the right: how many runs ended with at least nine in ten people on a side, and how many in between. "
        f"The spread between lines is {words.LUCK}, not uncertainty about people or model."
    )
    if shown < values.shape[1]:
        caption += f" {shown} of {words.counted(values.shape[1], 'run')} are drawn."
    if step > 1:
        caption += f" One record in {step} is drawn."
    return [
        Runs(
            sweeps=sweeps[picked].tolist(), values=[run.round(4).tolist() for run in values[picked, :shown].T],
            name="balance of opinion (m)", low_label=f"all {context.minus}", high_label=f"all {context.plus}",
            highlight=dark, spans=spans.of(context), time_label=assumed.axis_label(context), bounds=(-1.0, 1.0),
            caption=caption, ends=_ends(found),
        )
    ]  # fmt: skip


def _typical(found: Array) -> int:
    """Return the first run of the most common kind; runs without a winner are one kind."""
    rough = np.where(np.abs(found) == outcome.NEARLY_PLUS, found, 0)
    names, counts = np.unique(rough, return_counts=True)
    return int(np.flatnonzero(rough == names[np.argmax(counts)])[0])


def _ends(found: Array) -> tuple[str, str, str]:
    low, high = (int(np.sum(found == kind)) for kind in (outcome.NEARLY_MINUS, outcome.NEARLY_PLUS))
    middle = len(found) - low - high
    return words.counted(low, "run"), f"{words.counted(middle, 'run')} between", words.counted(high, "run")
