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
        broken = tuple(check())
    except SociophysError as error:
        broken = tuple(Broken("no refusal", str(mistake).rstrip(".")) for mistake in error.mistakes)
    except Exception as error:
        broken = (Broken("no error", _said(error)),)
    return Outcome(name, broken, time.perf_counter() - begin)


def _said(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {' '.join(lines[:3])}" if lines else type(error).__name__


def broken(member: Any) -> list[str]:
    """Return everything that is wrong with a member, a sentence each: for tests."""
    outcomes = (run(name, check) for name, check in checks(member).items())
    return [f"{outcome.name}: {one}" for outcome in outcomes for one in outcome.broken]
