"""A document as read, and where in its file each key and value stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sociophys.errors import Mistake, ScenarioError
from sociophys.parameters import Finding
from sociophys.scenario.paths import Path, get, parse, show

Place = tuple[int, int]  # line and column, both from 1
_OUTSIDE = (1 << 30, 0)  # sorts after every line of the file


@dataclass(frozen=True)
class Marked:
    """Plain data with the place of every key and value, and the mistakes found while it was read as text.

    Attributes
    ----------
    plain: dicts, lists, text, numbers, booleans; None only where a mistake was found.
    source: the file as the user named it; empty for a document that came from Python.
    keys, values: line and column by path. labels: the option that set a path instead of the file.
    findings: mistakes of the text itself (nulls, duplicate keys, ...).
    moved: of a variant, pairs of a path in its complete scenario and the path in this document that put it there.
    """

    plain: Any
    source: str = ""
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    labels: dict[Path, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    moved: tuple[tuple[Path, Path], ...] = ()

    def with_option(self, path: Path, label: str, plain: Any) -> Marked:
        """Return the document with other data, of which ``path`` was set by an option."""
        kept = tuple(f for f in self.findings if f.path[: len(path)] != path)
        return replace(self, plain=plain, labels={**self.labels, path: label}, findings=kept)

    def label_of(self, path: Path) -> tuple[Path, str]:
        """Return the option that set a path (and the path it set), or two empty values."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.labels:
                return path[:length], self.labels[path[:length]]
        return (), ""

    def place(self, finding: Finding) -> Place:
        """Return line and column of a finding: an unknown key's key, a wrong value, a block that lacks something."""
        path = finding.path
        if self.label_of(path)[1]:
            return _OUTSIDE
        is_about_the_key = finding.what.startswith(("unknown key", "the key '"))
        if is_about_the_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        is_block = isinstance(_found(self.plain, path), (dict, list))
        return self.keys.get(path, self.values.get(path, (1, 1))) if is_block else self.values.get(path, (1, 1))

    def mistake(self, finding: Finding) -> Mistake:
        """Return a finding as a mistake with ``file:line:column path``."""
        set_here, label = self.label_of(finding.path)
        shown = show(_existing(self.plain, finding.path))
        if label:
            where = label if set_here == finding.path else f"{label} {shown}"
        elif self.source:
            line, column = self.place(finding)
            where = f"{self.source}:{line}:{column} {shown}".rstrip()
        else:
            where = shown or "scenario"
        return Mistake(where, finding.what, finding.allowed, finding.advice)

    def placed(self, mistake: Mistake) -> Mistake:
        """Return a mistake found on the network, whose place begins with a path of this document, with its line."""
        text, _, rest = mistake.where.partition(" ")
        try:
            path = parse(text)
        except ValueError:
            return mistake
        path = moved(path, self.moved) or path
        if _found(self.plain, path[:2]) is None:
            return mistake
        found = self.mistake(Finding(path, mistake.what, mistake.allowed, mistake.advice))
        return replace(found, where=f"{found.where} {rest}".rstrip())

    def where_is(self, text: str) -> str:
        """Return ``file:line:column path`` of the first value that is this text; '' if none is."""
        path = next((path for path in self.values if _found(self.plain, path) == text), None)
        return "" if path is None else self.mistake(Finding(path, "")).where

    def error(self, findings: Iterable[Finding]) -> ScenarioError:
        """Return the error of all mistakes, in file order, each once."""
        ordered = sorted(findings, key=self.place)
        mistakes = dict.fromkeys(self.mistake(finding) for finding in ordered)
        return ScenarioError(*mistakes)

    def is_spoilt(self, path: Path) -> bool:
        """Whether a mistake of the text at or above a path already explains what is wrong there."""
        above = [f for f in self.findings if path[: len(f.path)] == f.path]
        return any(f.path == path or _found(self.plain, f.path) is None for f in above)


def moved(path: Path, places: Iterable[tuple[Path, Path]]) -> Path:
    """Return where a path of a complete scenario was written, the last that fits; empty where none does."""
    fitting = [there + path[len(target) :] for target, there in places if path[: len(target)] == target]
    return fitting[-1] if fitting else ()


def _found(document: Any, path: Path) -> Any:
    try:
        return get(document, path)
    except (LookupError, TypeError):
        return None


def _existing(document: Any, path: Path) -> Path:
    """Return a path without the ``kind`` or ``value`` that a bare word or number leaves unsaid."""
    while path and path[-1] in ("kind", "value") and not isinstance(_found(document, path[:-1]), dict):
        path = path[:-1]
    return path
