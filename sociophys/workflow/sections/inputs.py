"""3. What went in: what was read, merged, dropped and matched, and what was assumed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from sociophys.panels import Cards, Details, Note, Panel, Section, Sentence, Table, Tag
from sociophys.workflow.sections import assumed, words
from sociophys.workflow.sections.context import Context

_MEANING = re.compile(r": (they influence .*|'[^']*' influences '.*)$")


def section(context: Context) -> Section:
    """Return the inputs."""
    panels: list[Panel] = [_cards(context), *_book_keeping(context)]
    panels += _example(context)
    if not context.hidden:  # loaders' notes may name people
        panels += [Note(_ended(note)) for note in _notes(context)]
    panels += context.panels("inputs")
    if context.run:
        panels.append(Sentence("Assumed", _units(context)))
        panels.append(assumed.details(context))
    return Section("inputs", "What went in", panels)


def reading_example(context: Context) -> str:
    """Return the loader's example of one tie, unless names are hidden."""
    text, source = context.graph.reading.example, context.graph.reading.source
    if context.hidden:
        return ""
    return text.replace(source, Path(source).name, 1) if source and text.startswith(source) else text


def _example(context: Context) -> list[Panel]:
    """Return one tie as recorded, and apart from it what it is taken to mean: that people influence each other."""
    text = reading_example(context)
    if not text:
        return []
    split = _MEANING.search(text)
    if split and "'" in text[: split.start()]:
        recorded = Sentence("Measured", f"One tie as recorded: {_ended(text[: split.start()])}")
        return [recorded, Sentence("Assumed", f"What such a tie is taken to mean: {_ended(split[1])}")]
    tag: Tag = "Assumed" if "influence" in text else "Measured"
    return [Sentence(tag, f"One tie, in words: {_ended(text)}")]


def _cards(context: Context) -> Cards:
    dropped = sum(n for key, n in context.dropped.items() if not key.startswith("nodes"))
    people = context.dropped.get("nodes_outside_component_dropped", 0)
    items = [
        (
            words.whole(context.network.n_nodes),
            f"people kept, {words.whole(people)} left out" if people else "people recorded",
        ),
        (words.whole(context.network.n_edges), f"{context.tie_word}s kept, {words.whole(dropped)} dropped"),
    ]
    if context.opinions is not None:
        known = "people with a known side" if context.opinions.codes is None else "people with a known group"
        items.append((words.whole(np.sum(context.opinions.groups >= 0)), known))
    return Cards([*items, (words.whole(context.n_hostile), f"hostile {context.tie_word}s")])


def _book_keeping(context: Context) -> list[Panel]:
    reading = context.graph.reading
    rows: list[list[object]] = [[_words(key), count] for key, count in reading.counts.items()]
    if context.opinions is not None:
        rows += [[f"opinions: {_words(key)}", count] for key, count in context.opinions.counts]
    panels: list[Panel] = []
    if rows:
        panels.append(Details("Read, merged, dropped, matched", Table(["what", "how many"], rows, ["text", "number"])))
    if reading.sniffed:
        sniffed = [[_words(key), value] for key, value in reading.sniffed.items()]
        panels.append(Details("Recognised, because nobody said", Table(["what", "as"], sniffed, ["text", "text"])))
    return panels


def _notes(context: Context) -> list[str]:
    return [*context.graph.reading.notes, *(context.opinions.notes if context.opinions else ())]


def _units(context: Context) -> str:
    text = (
        f"The picture of people behind this: each person has one of two opinions and, when reconsidering, follows the pull of their "
        f"ties, up to noise. {assumed.order(context)} {assumed.time_label(context)}."
    )
    if context.model.aligns:
        text += (
            " Nothing here singles out a side, so a run and its mirror image are equally likely: for likeness to a side and for "
            "mean opinions of single people (nodes.parquet) runs are flipped as a whole to agree "
            + ("with the sides as recorded." if context.opinions else "with run 1.")
        )
    return text


def _words(key: str) -> str:
    return str(key).replace("_", " ")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
