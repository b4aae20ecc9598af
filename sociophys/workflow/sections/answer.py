"""1. The answer on one screen: what happened in the simulation, what was measured, what was assumed, two pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sociophys.contrast import Contrasts
from sociophys.panels import Panel, Section, Sentence
from sociophys.workflow.sections import (
    assumed,
    contrast_words,
    ending,
    holds,
    outcome,
    put_in,
    scores,
    settled,
    variants,
    words,
)
from sociophys.workflow.sections.context import Context


def section(context: Context) -> Section:
    """Return the answer; without a run the measured verdict leads."""
    own = context.panels("answer") or [Sentence("Measured", _without_verdict(context), headline=True)]
    if not context.run:
        return Section("answer", "The answer", [*own, *_of_foes(context), *scores.panels(context)])
    told = [replace(panel, headline=False) for panel in own if isinstance(panel, Sentence)]
    panels, further = _compared(context, context.contrasts) if context.contrasts else _ended(context)
    panels += [Sentence("Simulated", text) for text in (*settled.warnings(context), *_warnings_elsewhere(context))]
    panels += [panel for panel in told if panel.tag == "Measured"]
    panels += further
    panels.append(Sentence("Assumed", " ".join(assumed.sentences(context))))
    panels += [panel for panel in told if panel.tag != "Measured"]
    return Section("answer", "The answer", [*panels, *(panel for panel in own if not isinstance(panel, Sentence))])


def _ended(context: Context) -> tuple[list[Panel], list[Panel]]:
    """Return how runs ended: what leads, and what follows."""
    first: list[Panel] = [Sentence("Simulated", outcome.headline(context), headline=True), outcome.shares(context)]
    return first, [Sentence("Simulated", text) for text in ending.sentences(context)]


def _compared(context: Context, contrasts: Contrasts) -> tuple[list[Panel], list[Panel]]:
    """Return the verdict between variants: what leads, and what was put in."""
    every = contrasts.contrasts[: variants.MAX_IN_ANSWER]
    text = f"{contrast_words.headline(context, contrasts.deciding)} {holds.count(context)}".strip()
    first: list[Panel] = [
        Sentence("Simulated", text, headline=True),
        variants.differences(context, every),
    ]
    put = put_in.sentences(context)[: variants.MAX_IN_ANSWER]
    return first, [Sentence("Assumed", " ".join(put))] if put else []


def _warnings_elsewhere(context: Context) -> list[str]:
    """Return the warnings of the other variants, each under its name; one that all share is said once."""
    said = settled.warnings(context)
    found: dict[str, list[str]] = {}
    for name in list(context.variants)[1:]:
        for text in settled.warnings(context.of_variant(name)):
            if text not in said:
                found.setdefault(text, []).append(contrast_words.quoted(name))
    return [f"In {words.listed(names)}: {text[:1].lower()}{text[1:]}" for text, names in found.items()]


def _of_foes(context: Context) -> list[Panel]:
    """Return what there is to say first of hostile ties: balance, and how many ties stay in tension however one divides."""
    if not context.n_hostile:
        return []
    said = [[p for p in context.panels(key) if isinstance(p, Sentence)][:1] for key in ("signed", "frustration")]
    return [panel for panels in said for panel in panels]


def _without_verdict(context: Context) -> str:
    """Return what can be said where no analyzer gave a verdict."""
    network = context.network
    size = f"{words.counted(network.n_nodes, 'person', 'people')}, {words.counted(network.n_edges, context.tie_word)}"
    hostile = f", {words.whole(context.n_hostile)} of them hostile" if context.n_hostile else ""
    text = f"This network has {size}{hostile}, {_pieces(context)}"
    if context.opinions is None:
        return f"{text}. No sides were recorded, so whether ties follow them cannot be asked."
    inside, known = context.ties_inside()
    return (
        f"{text}. {words.whole(inside)} of {words.counted(known, context.tie_word)} stay inside a side; no comparison with "
        "chance was asked for."
    )


def _pieces(context: Context) -> str:
    """Return in how many pieces the network is, people without any tie apart."""
    sizes = np.bincount(context.network.components)
    alone = int(np.count_nonzero(context.tie_counts == 0))
    parts = len(sizes) - alone
    if not parts:
        return "nobody tied to anybody"
    everybody = "everybody with a tie" if alone else "all"
    text = f"{everybody} in one piece" if parts == 1 else f"in {words.whole(parts)} separate pieces"
    if parts > 1:
        text += f", {words.percent(sizes.max() / sizes.sum())} of the people in the largest"
    return f"{text}; {words.counted(alone, 'person has', 'people have')} no tie" if alone else text
