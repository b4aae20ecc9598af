"""Run work units one after another, in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Advance = Callable[[int, int], None]
"""``advance(number, done)``: unit ``number`` has made ``done`` updates so far."""


@dataclass(frozen=True)
class Failure:
    """A unit that gave no result: what was raised, or how its worker died (``is_death``)."""

    error: BaseException
    is_death: bool = False


def _never() -> bool:
    return False


def run(work: Callable[..., Any], tasks: Sequence[Any], advance: Advance) -> list[Any]:
    """Return ``work(task, report, stopping)`` of every task, in order.

    ``report(done)`` tells progress in updates; ``stopping()`` says whether to end at the next border (never here:
    Ctrl-C arrives as an exception). An error of a unit ends the run: nobody else is working.
    """
    results = []
    for number, task in enumerate(tasks):
        results.append(work(task, lambda done, number=number: advance(number, done), _never))
    return results
