"""4. What happened: single runs, outcome shares, levers on the axis, and who held on."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sociophys.panels import Details, Note, Panel, Runs, Section, Sentence, Table
from sociophys.workflow.sections import assumed, ending, spans, words
from sociophys.workflow.sections.context import Context

MAX_RUNS, MAX_RECORDS = 64, 300


def section(context: Context) -> Section:
    """Return what happened in the first grid point."""
    panels: list[Panel] = []
    if len(context.finished.points) > 1:
        panels.append(
            Note(
                f"This scenario has {len(context.finished.points)} points; single runs are shown for the first: {_settings(context)}."
            )
        )
    panels += [
        _settled(context),
        *_runs(context),
        ending.shares(context),
        *_other_sentences(context),
        *_levers(context),
        *_people(context),
    ]
    return Section("happened", "What happened", panels)


def _settings(context: Context) -> str:
    return ", ".join(
        f"{key} = {words.short(v) if isinstance(v, float) else v}" for key, v in context.point.settings.items()
    )


def _settled(context: Context) -> Sentence:
    point = context.point
    if point.settled is None:
        thrown = (
            f"the first {words.counted(point.burn_in, 'sweep')} were thrown away"
            if point.burn_in
            else "no sweep was thrown away"
        )
        return Sentence(
            "Assumed", f"The runs are shown from their start on: {thrown}. Whether they have settled was not asked."
        )
    if point.settled:
        return Sentence(
            "Simulated",
            f"After {words.counted(point.burn_in, 'sweep')}, thrown away, runs from different starts looked alike (R-hat near 1).",
        )
    return Sentence(
        "Simulated",
        f"Warning: after {words.counted(point.burn_in, 'sweep')} runs from different starts still differed. They have not settled: "
        "where a run ends depends on where it began, and averages over runs describe no single society.",
    )


def _runs(context: Context) -> list[Panel]:
    sweeps, values = context.series
    if not len(sweeps):
        return []
    step = max(1, -(-len(sweeps) // MAX_RECORDS))
    shown = min(values.shape[1], MAX_RUNS)
    picked = slice(None, None, step)
    caption = (
        "Each line is one run of the same people and ties with its own luck; run 1 is drawn bold to follow. "
        f"The spread between lines is {words.LUCK}, not uncertainty about people or model."
    )
    if shown < values.shape[1]:
        caption += f" {shown} of {values.shape[1]} runs are drawn."
    if step > 1:
        caption += f" One record in {step} is drawn."
    return [
        Runs(
            sweeps=sweeps[picked].tolist(), values=[run.round(4).tolist() for run in values[picked, :shown].T],
            name="mean opinion (m)", low_label=f"all {context.minus}", high_label=f"all {context.plus}",
            spans=spans.of(context), time_label=assumed.axis_label(context), bounds=(-1.0, 1.0), caption=caption,
        )
    ]  # fmt: skip


def _other_sentences(context: Context) -> list[Panel]:
    """Return what the answer had no room for."""
    return [Sentence("Simulated", text) for text in ending.further(context)]


def _levers(context: Context) -> list[Panel]:
    """List what levers did, runs that did the same at the same sweep counted together."""
    events = Counter((e.sweep, e.name, e.action) for e in context.point.events)
    if not events:
        return []
    rows = [[sweep, name, action, n] for (sweep, name, action), n in sorted(events.items())]
    return [
        Details(
            "When levers acted",
            Table(["sweep", "lever", "what it did", "runs"], rows, ["number", "text", "text", "number"]),
        )
    ]


def _people(context: Context) -> list[Panel]:
    """Return who wavered most: share of time each person spent on the + side."""
    means = context.aligned_means
    if not means.size or not means.shape[1]:
        return []
    on_plus = (1 + means.mean(axis=1)) / 2
    waver = np.lexsort((np.arange(len(on_plus)), np.abs(on_plus - 0.5)))[:200]
    rows = [
        [context.labels[i], int(context.sides[i]), int(context.tie_counts[i]), round(float(on_plus[i]), 4)]
        for i in waver
    ]
    flipped = " Runs were flipped as a whole first." if context.model.aligns else ""
    caption = f"Simulated: share of time on the side of {context.plus}, averaged over runs; who wavers most comes first.{flipped}"
    columns = ["person", "side as read", "ties", f"time with {context.plus}"]
    return [Details("Who wavered and who held on", Table(columns, rows, ["text", "side", "number", "share"], caption))]
