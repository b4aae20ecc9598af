"""Run the checks of a member and time them."""

from __future__ import annotations

import importlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sociophys import registry
from sociophys.contracts import members
from sociophys.contracts.promise import Broken, Check
from sociophys.errors import SociophysError
from sociophys.parameters import Member
from sociophys.plugins.classes import blaming


@dataclass(frozen=True)
class Outcome:
    """A check that was made: what it looks at, what it found (nothing: kept), how long it took in seconds."""

    name: str
    broken: tuple[Broken, ...]
    seconds: float


def checks(member: Member) -> Mapping[str, Check]:
    """Return the checks of a member by what they look at: those of all members, and those of its family."""
    family = importlib.import_module(f"sociophys.contracts.{registry.family_of(member)}")
    own: Mapping[str, Check] = family.checks(member)
    return {**members.checks(member), **own}


def run(name: str, check: Check) -> Outcome:
    """Make a check; an error that it meets is a promise broken too."""
    begin = time.perf_counter()
    try:
        with blaming():
            broken = tuple(check())
    except SociophysError as error:
        broken = tuple(Broken("no error", str(mistake).rstrip(".")) for mistake in error.mistakes)
    except Exception as error:
        first = next(iter(str(error).splitlines()), "")
        broken = (Broken("no error", f"{type(error).__name__}: {first}".rstrip(": ")),)
    return Outcome(name, broken, time.perf_counter() - begin)


def broken(member: Any, passing_by: tuple[str, ...] = ()) -> list[str]:
    """Return everything that is wrong with a member, a sentence each; ``passing_by``: words in names of checks."""
    wanted = {name: one for name, one in checks(member).items() if not any(word in name for word in passing_by)}
    outcomes = (run(name, check) for name, check in wanted.items())
    return [f"{outcome.name}: {one}" for outcome in outcomes for one in outcome.broken]
