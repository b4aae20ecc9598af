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
_CHOSEN = ("the feed", "length of a run", "runs (replicas)", "seed")


def sentences(context: Context) -> list[str]:
    """Return what sets each variant apart from the first one, one sentence a variant."""
    told = []
    for name in list(context.variants)[1:]:
        base, own, other = next(iter(context.variants)), context, context.of_variant(name)
        put_in, left_out = _apart(other, own), _apart(own, other)
        parts = [f"put in: {_joined(put_in)}"] if put_in else []
        parts += [f"instead of, in {quoted(base)}: {_joined(left_out)}"] if left_out else []
        same = "nothing that people or ties would feel"
        told.append(
            f"{quoted(name)} differs from {quoted(base)} in what was {'; '.join(parts)}."
            if parts
            else f"{quoted(name)} changes {same}."
        )
    return told


def _apart(one: Context, other: Context) -> list[str]:
    """Return the settings of one that the other does not have, in words."""
    known = [tuple(row) for row in assumed.details(other).table.rows]
    return [_told(*row) for row in assumed.details(one).table.rows if tuple(row) not in known]


def _told(what: str, chosen: str, meaning: str) -> str:
    if what in _SENTENCES:
        text = meaning
    elif what in _CHOSEN:
        text = f"{what}: {chosen}"
    else:
        text = f"{what} {chosen}: {meaning[:1].lower()}{meaning[1:]}"
    return text.rstrip(".")


def _joined(parts: list[str]) -> str:
    return words.listed(parts) if all("," not in part for part in parts) else "; ".join(parts)
