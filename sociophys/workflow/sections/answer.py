"""1. The answer on one screen: what happened in the simulation, what was measured, what was assumed, two pictures."""

from __future__ import annotations

from dataclasses import replace

from sociophys.panels import Panel, Section, Sentence
from sociophys.workflow.sections import assumed, ending, outcome, words
from sociophys.workflow.sections.context import Context


def section(context: Context) -> Section:
    """Return the answer; without a run the measured verdict leads."""
    own = context.panels("answer") or [Sentence("Measured", _without_verdict(context), headline=True)]
    if not context.run:
        return Section("answer", "The answer", own)
    told = [replace(panel, headline=False) for panel in own if isinstance(panel, Sentence)]
    panels: list[Panel] = [Sentence("Simulated", outcome.headline(context), headline=True), outcome.shares(context)]
    panels += [panel for panel in told if panel.tag == "Measured"]
    panels += [Sentence("Simulated", text) for text in ending.sentences(context)]
    panels.append(Sentence("Assumed", " ".join(assumed.sentences(context))))
    panels += [panel for panel in told if panel.tag != "Measured"]
    return Section("answer", "The answer", [*panels, *(panel for panel in own if not isinstance(panel, Sentence))])


def _without_verdict(context: Context) -> str:
    """Return what can be said where no analyzer gave a verdict."""
    parts = len(set(context.network.components.tolist()))
    size = (
        f"{words.counted(context.network.n_nodes, 'person', 'people')}, {words.counted(context.network.n_edges, 'tie')}"
    )
    text = (
        f"This network has {size}, {'all in one piece' if parts == 1 else f'in {words.whole(parts)} separate pieces'}"
    )
    if context.opinions is None:
        return f"{text}. No sides were recorded, so nothing is measured about them."
    inside, known = context.ties_inside()
    return f"{text}. {words.whole(inside)} of {words.counted(known, 'tie')} stay inside a side; no comparison with shuffles was asked for."
