"""1. The answer on one screen: one verdict a tag, chance beside the observation, where runs ended."""

from __future__ import annotations

from sociophys.panels import Chance, Panel, Section, Sentence
from sociophys.workflow.sections import assumed, ending, words
from sociophys.workflow.sections.context import Context


def section(context: Context) -> Section:
    """Return the answer: measured, simulated, assumed, then the pictures."""
    own = context.panels("answer") or [Sentence("Measured", _without_verdict(context), headline=context.run is None)]
    told = [panel for panel in own if isinstance(panel, Sentence)]
    panels: list[Panel] = [panel for panel in told if panel.tag == "Measured"]
    if context.run:
        large = context.opinions is None  # then there is no measured verdict to lead with
        panels += [Sentence("Simulated", text, large and k == 0) for k, text in enumerate(ending.sentences(context))]
        panels.append(Sentence("Assumed", " ".join(assumed.sentences(context))))
    panels += [panel for panel in told if panel.tag != "Measured"]
    panels += [panel for panel in own if not isinstance(panel, Sentence)]
    if context.run and not any(isinstance(panel, Chance) for panel in panels):
        panels.append(ending.shares(context))
    return Section("answer", "The answer", panels)


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
        return f"{text}. No opinions were read, so nothing is measured about sides."
    inside, known = context.ties_inside()
    return f"{text}. {words.whole(inside)} of {words.counted(known, 'tie')} stay inside a side; no comparison with chance was asked for."
