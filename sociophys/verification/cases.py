"""All cases of verification, and what of the list of systems is not among them."""

from __future__ import annotations

from collections.abc import Sequence

from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.verification import (
    directed,
    disorder,
    driven,
    kinetics,
    long_runs,
    memory,
    random_graphs,
    square,
    voting,
)
from sociophys.verification.case import Case

GROUPS = (square, random_graphs, kinetics, driven, voting, directed, memory, disorder, long_runs)
LEFT_OUT = {
    "T2-08": "the rewired small world has no closed form; T2-07 has one",
    "T3-06": "avalanches need a field that waits for each to end",
}


def every_case() -> list[Case]:
    """Return all cases in the order of their ids."""
    return sorted((case for group in GROUPS for case in group.CASES), key=lambda case: case.id)


def choose(ids: Sequence[str] = (), *, quick: bool = False, long: bool = False) -> list[Case]:
    """Return the cases that were named, or those of the quick, the full or the long form.

    Raises
    ------
    MissingError
        For an id that there is not; where a case was left out, with the reason.
    """
    known = {case.id: case for case in every_case()}
    unknown = [_unknown(name, known) for name in ids if name.upper() not in known]
    if unknown:
        raise MissingError(*unknown)
    if ids:
        return [known[name.upper()] for name in ids]
    return [case for case in known.values() if case.long == long and (case.quick or not quick)]


def _unknown(name: str, known: dict[str, Case]) -> Mistake:
    why = LEFT_OUT.get(name.upper())
    what = f"'{name}' was left out: {why}" if why else f"'{name}' is not a case"
    return Mistake("verify", what, ", ".join(known), near_miss(name.upper(), known))
