"""Errors a person reads: where, what is wrong, what is allowed, what to do.

Every error that is the user's to mend is a :class:`SociophysError`. It carries *all* mistakes found,
in file order, and prints one line each. Anything else that escapes is a bug of ours.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

EXIT_OK, EXIT_BUG, EXIT_USER, EXIT_INTERRUPTED = 0, 1, 2, 130
_MAX_SHOWN = 2_000  # characters of one part of a message: labels may be a megabyte long
_STAND_IN = "\N{REPLACEMENT CHARACTER}"
# bidirectional overrides and isolates can make 'gpj.exe' read 'exe.jpg'
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?")


def clean(text: object) -> str:
    r"""Return text without terminal escapes, control characters and bidirectional overrides.

    Examples
    --------
    >>> clean("a\x1b[31mb\x00c").encode("unicode_escape")
    b'ab\\ufffdc'
    """
    plain = _ESCAPES.sub("", str(text))
    if plain.isascii() and plain.isprintable():
        return plain
    return "".join(_shown(character) for character in plain)


def _shown(character: str) -> str:
    if character in "\n\t":
        return " "
    hidden = character in _BIDI or unicodedata.category(character) in ("Cc", "Cs")
    return _STAND_IN if hidden else character


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: ``where: what; allowed ...; advice``.

    Examples
    --------
    >>> print(Mistake("run.yaml:3:9 seed", "-1 is below 0", "0 to 4294967295"))
    run.yaml:3:9 seed: -1 is below 0; allowed 0 to 4294967295.
    """

    where: str
    what: str
    allowed: str = ""
    advice: str = ""

    def __str__(self) -> str:
        where, what, allowed, advice = (
            clean(part[:_MAX_SHOWN]) for part in (self.where, self.what, self.allowed, self.advice)
        )  # labels of a hostile file stand in them
        sentence = f"{where}: {what}" if where else what
        if allowed:
            sentence += f"; allowed {allowed}"
        sentence = sentence if sentence.endswith((".", "?")) else sentence + "."
        return f"{sentence} {advice}".rstrip()


class SociophysError(Exception):
    """Base of all errors that are the user's to mend; prints one line a mistake."""

    def __init__(self, *mistakes: Mistake | str) -> None:
        self.mistakes: tuple[Mistake, ...] = tuple(m if isinstance(m, Mistake) else Mistake("", m) for m in mistakes)
        super().__init__(*self.mistakes)

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)

    def __reduce__(self) -> tuple[object, ...]:  # crosses process borders whole
        return (type(self), self.mistakes)


class ScenarioError(SociophysError, ValueError):
    """A scenario that cannot be read or does not say what it must."""


class GraphError(SociophysError, ValueError):
    """A graph file, table or opinion column that cannot be read or joined."""


class StoreError(SociophysError, OSError):
    """A run directory that cannot be written, read or resumed."""


class PluginError(SociophysError, ValueError):
    """A plug-in that may not run, cannot be imported, or does not do what its family asks for."""


class NotDefinedError(SociophysError, ValueError):
    """A physical quantity asked for where it is not defined; names the condition that failed."""


class MissingError(SociophysError, LookupError):
    """A file, data set, member or column that is not there."""


def near_miss(word: str, known: Iterable[str]) -> str:
    """Return ``'Did you mean 'x'?'`` for the nearest known word, or an empty string."""
    close = difflib.get_close_matches(str(word), [str(k) for k in known], n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'?" if close else ""
