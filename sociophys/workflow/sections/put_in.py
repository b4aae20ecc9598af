"""What each variant changes, in the words in which every assumption is told."""

from __future__ import annotations

from sociophys.workflow.sections import assumed, words
from sociophys.workflow.sections.context import Context
from sociophys.workflow.sections.contrast_words import quoted

_SENTENCES = (
    "outside pressure (field)",
    "lever (intervention)",
    "the start",
    "order of reconsidering",
    "influence (coupling)",
)
_CHOSEN = ("the network", "the feed", "length of a run", "runs (replicas)", "seed")


def sentences(context: Context) -> list[str]:
    """Return what sets each variant apart from the first one, one sentence a variant."""
    told = []
    for name in list(context.variants)[1:]:
        base, own, other = next(iter(context.variants)), context, context.of_variant(name)
        told.append(_sentence(name, base, _apart(other, own), _apart(own, other)))
    return told


def _sentence(name: str, base: str, put_in: list[str], left_out: list[str]) -> str:
    if not put_in and not left_out:
        return f"{quoted(name)} is {quoted(base)} with nothing changed that people or ties would feel."
    parts = [f"with: {_joined(put_in)}"] if put_in else []
    parts += [f"{'in place of' if put_in else 'without'}: {_joined(left_out)}"] if left_out else []
    return f"{quoted(name)} is {quoted(base)} {', '.join(parts)}."


def _apart(one: Context, other: Context) -> list[str]:
    """Return the settings of one that the other does not have, in words."""
    known = _rows(other)
    return [_told(*row) for row in _rows(one) if row not in known]


def _rows(context: Context) -> list[list[str]]:
    load = context.finished.resolved["network"]["load"]
    return [["the network", words.block(load), ""], *assumed.details(context).table.rows]


def _told(what: str, chosen: str, meaning: str) -> str:
    if what in _SENTENCES:
        text = f"{meaning[:1].lower()}{meaning[1:]}"
    elif what in _CHOSEN:
        text = f"{what}: {chosen}"
    else:
        text = f"{what} {chosen}: {meaning[:1].lower()}{meaning[1:]}"
    return text.rstrip(".").replace(". ", "; ")


def _joined(parts: list[str]) -> str:
    return words.listed(parts) if all("," not in part for part in parts) else "; ".join(parts)
