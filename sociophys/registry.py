"""Find the members of a plug-in family by file name, importing only the one asked for.

A family is a sub-package (``sociophys.fields``); a member is a file in it (``broadcast.py``) holding a class
of the same name in camel case (``Broadcast``). The file name is the ``kind`` that scenarios use.
"""

from __future__ import annotations

import functools
import importlib
from pathlib import Path
from typing import Any

from sociophys.errors import MissingError, Mistake, near_miss

FAMILIES = (
    "schedules",
    "triggers",
    "loaders",
    "couplings",
    "initial",
    "dynamics",
    "fields",
    "feeds",
    "interventions",
    "observables",
    "analyzers",
)
_PACKAGE = Path(__file__).parent


@functools.cache
def kinds(family: str) -> tuple[str, ...]:
    """Return the kinds of a family, in alphabetical order, without importing them."""
    if family not in FAMILIES:
        raise MissingError(Mistake(family, "no such family", ", ".join(FAMILIES), near_miss(family, FAMILIES)))
    return tuple(sorted(p.stem for p in (_PACKAGE / family).glob("*.py") if not p.stem.startswith("_")))


@functools.cache
def member(family: str, kind: str) -> Any:
    """Import and return the class of one member; raises :class:`MissingError` with the near miss."""
    if kind not in kinds(family):
        raise MissingError(
            Mistake(family, f"'{kind}' is not a kind", ", ".join(kinds(family)), near_miss(kind, kinds(family)))
        )
    module = importlib.import_module(f"sociophys.{family}.{kind}")
    return getattr(module, "".join(part.capitalize() for part in kind.split("_")))


def kind_of(value: object) -> str:
    """Return the kind (file name without ending) of a member's class or instance."""
    cls = value if isinstance(value, type) else type(value)
    own = getattr(cls, "plugin", None)
    return str(own.kind if own else cls.__module__.rsplit(".", 1)[-1])


def family_of(value: object) -> str:
    """Return the family (folder) of a member's class or instance."""
    cls = value if isinstance(value, type) else type(value)
    own = getattr(cls, "plugin", None)
    return str(own.family if own else cls.__module__.rsplit(".", 2)[-2])
