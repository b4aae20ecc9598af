"""Plug-ins of installed packages: entry points of the groups ``sociophys.fields``, ``sociophys.feeds`` and so on.

Whoever installs a package lets its code run, so nothing is asked. Entry points are looked up only where a kind is
unknown, or a list is asked for: that reads a file of every installed package.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sociophys.errors import Mistake, PluginError
from sociophys.plugins import FAMILIES, Plugin, classes
from sociophys.plugins.source import name_tuples, sha256_of


@functools.cache
def _entries() -> dict[tuple[str, str], tuple[importlib.metadata.EntryPoint, ...]]:
    """Return the entry points of all families, by family and kind."""
    found: dict[tuple[str, str], tuple[importlib.metadata.EntryPoint, ...]] = {}
    everything = importlib.metadata.entry_points()
    for family in FAMILIES:
        for entry in everything.select(group=f"sociophys.{family}"):
            found[family, entry.name] = (*found.get((family, entry.name), ()), entry)
    return found


def kinds(family: str) -> tuple[str, ...]:
    """Return the kinds that installed packages bring to a family, in alphabetical order; none is imported."""
    return tuple(sorted(kind for of, kind in _entries() if of == family))


@functools.cache
def member(family: str, kind: str) -> Any:
    """Import and return the class of an installed plug-in.

    Raises
    ------
    PluginError
        If two packages bring it, it cannot be imported, or it is no member of the family.
    """
    entries = _entries()[family, kind]
    shown = f"{kind} ({' and '.join(_package(entry) for entry in entries)})"
    if len({entry.value for entry in entries}) > 1:
        raise PluginError(Mistake(shown, "two installed packages bring this kind", "one", "Remove one of them."))
    try:
        module = importlib.import_module(entries[0].module)
    except Exception as error:
        said = next(iter(str(error).splitlines()), "")
        raise PluginError(Mistake(shown, f"cannot be imported ({type(error).__name__}: {said})")) from error
    file = getattr(sys.modules[module.__name__], "__file__", None)
    sha256 = sha256_of(Path(file).read_bytes() if file else b"")
    name_tuples(module, sha256[:12])
    distribution = entries[0].dist
    name, version = (distribution.name, distribution.version) if distribution else ("unknown", "0")
    plugin = Plugin(kind, family, sha256, entry=entries[0].value, distribution=name, version=version)
    return classes.of(plugin)


def _package(entry: importlib.metadata.EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "unknown"


def package_of(family: str, kind: str) -> str:
    """Return name and version of the package that brings a kind."""
    return _package(_entries()[family, kind][0])


def named(words: Iterable[str]) -> dict[str, Plugin]:
    """Return the installed plug-ins that are called by one of these words, by ``family/kind``."""
    wanted = set(words)
    found = [(family, kind) for family, kind in _entries() if kind in wanted] if wanted else []
    return {f"{family}/{kind}": member(family, kind).plugin for family, kind in sorted(found)}
