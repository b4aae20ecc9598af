"""A member to check, made of its class: defaults where it has some, what was given, a guess for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sociophys import registry
from sociophys.errors import Mistake, PluginError
from sociophys.parameters import describe, read_record

_WORDS = {"toward": "plus", "to": "plus", "side": "plus", "column": "score", "attribute": "score"}


def example(cls: Any, given: Mapping[str, Any]) -> Any:
    """Return a member of a class with the parameters ``given``; numbers and schedules that are required are guessed.

    Raises
    ------
    PluginError
        With every parameter that is wrong, or that nobody can guess.
    """
    values = dict(given)
    unknown = []
    for row in describe(cls):
        if row["default"] == "required" and row["name"] not in values:
            guess = _guess(row)
            unknown += [row["name"]] if guess is None else []
            values[row["name"]] = guess
    kind = registry.kind_of(cls)
    if unknown:
        advice = " ".join(["Say a value:", *(f"--set {name}=..." for name in unknown)])
        raise PluginError(
            *(Mistake(f"{kind}.{name}", "is required, and no value is given", "", advice) for name in unknown)
        )
    found, findings = read_record(cls, values)
    if findings:
        raise PluginError(
            *(Mistake(".".join([kind, *map(str, f.path)]), f.what, f.allowed, f.advice) for f in findings)
        )
    return found


def _guess(row: Mapping[str, Any]) -> Any:
    if row["name"] in _WORDS and row["type"] in ("string", "choice"):
        return _WORDS[row["name"]]
    if row["name"] == "nodes":
        return {"random": 0.5}
    if row["name"] == "temperature":
        return 1.5
    if row["type"] in ("number", "integer"):
        return _within(row["range"], 2 if row["type"] == "integer" else 0.5)
    return 0.5 if row["type"] == "choice" else None


def _within(span: str, number: float) -> float:
    """Return a number, moved to the nearest end if it lies outside the range that a table shows."""
    ends = dict(part.rsplit(" ", 1) for part in span.split(", ") if part.count(" ") == 1)
    low = max((float(ends[sign]) for sign in (">=", ">") if sign in ends), default=number)
    high = min((float(ends[sign]) for sign in ("<=", "<") if sign in ends), default=number)
    return type(number)(min(max(number, low), high))
