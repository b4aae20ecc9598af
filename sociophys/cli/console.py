"""What a person or a script reads: results on stdout, narration on stderr, one JSON object under ``--json``."""

from __future__ import annotations

import json
import math
import os
import re
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

# Control characters, overrides of direction, halves of characters: in a name of the user's they act on a terminal.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    r"""Return text with every character that acts on a terminal spelled out, as JSON spells it.

    Examples
    --------
    >>> print(harmless("a\x1b[31mb"))
    a\u001b[31mb
    """
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(text: str) -> None:
    """Narrate on stderr."""
    typer.echo(harmless(text), err=True)


def tell(text: str = "") -> None:
    """Write a result to stdout; when the reader has gone (``| head``), go on in silence."""
    try:
        typer.echo(harmless(text))
    except BrokenPipeError:
        mute()


def mute() -> None:
    """Point stdout at nothing, so that neither we nor the interpreter's last flush complain of a closed pipe."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def emit(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """Write the one JSON object (or list) of a command; what is not a finite number becomes null."""
    tell(json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=2))


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: arrays as lists, paths as text, NaN and infinity as null."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(part) for part in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value) if isinstance(value, Path) else value


def next_step(*words: object) -> None:
    """Close with the one exact command that comes next, quoted for a shell."""
    tell(f"\nNext: {shlex.join(str(word) for word in words)}")


def table(rows: Iterable[Iterable[object]]) -> None:
    """Write rows with aligned columns, indented by two; the last column runs on."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        tell("  " + "  ".join([*padded, row[-1]]).rstrip())


def in_words(value: Any) -> str:
    """Return a value in words: blocks and lists spelled out.

    Examples
    --------
    >>> in_words({"rows_merged": 2, "kept": ["a", "b"]}), in_words(0.5)
    ('rows merged 2, kept a; b', '0.5')
    """
    if isinstance(value, Mapping):
        return ", ".join(f"{str(key).replace('_', ' ')} {in_words(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(map(in_words, value))
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def magnitude(number: float) -> str:
    """Return a number with three digits and a decimal prefix.

    Examples
    --------
    >>> magnitude(1_234_000_000), magnitude(56_000), magnitude(7)
    ('1.23 G', '56 k', '7 ')
    """
    for factor, prefix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= factor:
            return f"{number / factor:.3g} {prefix}"
    return f"{number:.3g} "
