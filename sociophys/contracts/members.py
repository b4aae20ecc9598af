"""What every member must do, whatever its family: say what it is, be written out and read again, travel."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from typing import Any

from sociophys.contracts.promise import Broken, Check
from sociophys.parameters import describe, explicit, read_record


def checks(member: Any) -> Mapping[str, Check]:
    """Return the checks of all members."""
    return {
        "says what it is and what each parameter means": lambda: _is_told(member),
        "is written out and read again as it was": lambda: _reads_back(member),
        "travels to other processes": lambda: _travels(member),
    }


def _is_told(member: Any) -> Iterator[Broken]:
    if not (type(member).__doc__ or "").strip() or type(member).__doc__ == type(member).__mro__[1].__doc__:
        yield Broken("a docstring of the class", "none", "Write what it does, with its formula and source.")
    for row in describe(type(member)):
        if not row["doc"]:
            yield Broken(f"a sentence on '{row['name']}'", "none", "parameter(..., doc='...')")


def _reads_back(member: Any) -> Iterator[Broken]:
    again, findings = read_record(type(member), explicit(member))
    if findings or again != member:
        came = findings[0].what if findings else str(again)
        yield Broken("the same member", came, "Parameters hold plain values: numbers, text, lists, blocks.")


def _travels(member: Any) -> Iterator[Broken]:
    if pickle.loads(pickle.dumps(member)) != member:
        yield Broken("the same member after pickling", "another", "Keep nothing in it but its parameters.")
