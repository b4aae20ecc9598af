"""The class of a plug-in: found in its module, of a family, with the methods its family asks for."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from sociophys.errors import Mistake, PluginError, SociophysError, near_miss
from sociophys.plugins import FAMILIES, SUFFIX, Plugin
from sociophys.plugins.source import blame, imported

_loaded: dict[str, Plugin] = {}  # by the path of the copy


def class_name(kind: str) -> str:
    """Return what the class of a kind is called.

    Examples
    --------
    >>> class_name("my_feed")
    'MyFeed'
    """
    return "".join(part[:1].upper() + part[1:] for part in kind.split("_"))


def family_of(cls: type) -> str:
    """Return the family whose base a class has, or ''."""
    modules = {base.__module__ for base in cls.__mro__[1:]}
    return next((family for family in FAMILIES if f"sociophys.{family}" in modules), "")


@functools.cache
def of(plugin: Plugin) -> Any:
    """Import and return the class of a plug-in that may run; ``family`` of it may be unknown ('').

    Its ``plugin`` says where it is from, with its family.

    Raises
    ------
    PluginError
        If its module cannot be imported, holds no such class, or the class lacks what its family asks for.
    """
    if plugin.copy is not None:
        module = imported(plugin.copy, plugin.shown)
        found = _in_file(module, plugin)
    else:
        name, _, attribute = plugin.entry.partition(":")
        module = importlib.import_module(name)
        found = functools.reduce(getattr, attribute.split("."), module)
    _require_member(found, plugin)
    mistakes = [Mistake(_at(plugin, line), what) for line, what in _lacks(found)]
    if mistakes:
        raise PluginError(*mistakes)
    found.plugin = replace(plugin, family=family_of(found))
    if plugin.copy is not None:
        _loaded[str(plugin.copy)] = plugin
    try:
        found.model_rebuild()
    except Exception as error:  # an annotation that is no type, a default beyond its range
        raise PluginError(Mistake(_at(plugin, _line_of(found)), _why(error))) from error
    return found


def _in_file(module: ModuleType, plugin: Plugin) -> Any:
    name = class_name(plugin.kind)
    found = getattr(module, name, None)
    if isinstance(found, type):
        return found
    classes = [own for own, value in vars(module).items() if isinstance(value, type) and family_of(value)]
    own = [one for one in classes if getattr(module, one).__module__ == module.__name__]
    advice = near_miss(name, own) or (f"It holds {', '.join(own)}." if own else "")
    raise PluginError(
        Mistake(plugin.shown, f"holds no class '{name}'", f"a class named after {plugin.kind}{SUFFIX}", advice)
    )


def _require_member(found: Any, plugin: Plugin) -> None:
    family = family_of(found) if isinstance(found, type) else ""
    if not family or (plugin.family and family != plugin.family):
        what = f"'{getattr(found, '__name__', found)}' is no member of {plugin.family or 'a family'}"
        bases = ", ".join(f"sociophys.{one}" for one in ([plugin.family] if plugin.family else FAMILIES))
        line = _line_of(found) if isinstance(found, type) else 0
        raise PluginError(Mistake(_at(plugin, line), what, f"a class with a base from {bases}"))


def _lacks(cls: Any) -> Iterator[tuple[int, str]]:
    """Yield line and sentence of each method that is missing or cannot be called as the engine calls it."""
    for name in sorted(cls.__abstractmethods__):
        yield _line_of(cls), f"'{cls.__name__}' lacks the method '{name}{inspect.signature(getattr(cls, name))}'"
    for name, own in vars(cls).items():
        asked = _asked(cls, name)
        if asked is None or not inspect.isfunction(own):
            continue
        given = [p for p in inspect.signature(asked).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        try:
            inspect.signature(own).bind(*given)
        except TypeError:
            words = ", ".join(p.name for p in given)
            yield own.__code__.co_firstlineno, f"'{name}{inspect.signature(own)}' cannot be called with ({words})"


def _asked(cls: Any, name: str) -> Any:
    """Return the method of this name that the family declares, or None."""
    bases = (base for base in cls.__mro__[1:] if base.__module__.startswith("sociophys."))
    found = next((vars(base)[name] for base in bases if name in vars(base)), None)
    return found if inspect.isfunction(found) else None


def _line_of(cls: Any) -> int:
    try:
        return inspect.getsourcelines(cls)[1]
    except (OSError, TypeError):
        return 0


def _at(plugin: Plugin, line: int) -> str:
    return f"{plugin.shown}:{line}" if line and plugin.path else plugin.shown


def _why(error: Exception) -> str:
    first = next(iter(str(error).splitlines()), "")
    return f"a parameter cannot be declared so ({type(error).__name__}: {first})"


@contextlib.contextmanager
def blaming() -> Iterator[None]:
    """Say an error that arises in the file of a plug-in as a mistake at its line, whichever method it was in."""
    try:
        yield
    except SociophysError:
        raise
    except Exception as error:
        files = [frame.filename for frame in traceback.extract_tb(error.__traceback__) if frame.filename in _loaded]
        named = [file for file in _loaded if Path(file).name in str(error)]  # the compiler shows a traceback as text
        for file in [*files[-1:], *named]:
            raise PluginError(blame(error, Path(file), _loaded[file].shown, "failed")) from error
        raise
