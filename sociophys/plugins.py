"""Plug-ins in files of the user's own: a path that ends in ``.py`` may stand where a kind may.

The file is copied to the cache under the hash of its content and imported from there, so what runs is what was hashed
into the run id, and compiled code of it cannot go stale. It holds one class, named after the file like any member's.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from sociophys import folders
from sociophys.errors import MissingError, Mistake, near_miss

SUFFIX = ".py"


def is_path(kind: object) -> bool:
    """Return whether a kind is the path of a file."""
    return isinstance(kind, str) and kind.endswith(SUFFIX)


def word(kind: str) -> str:
    """Return what a kind is called in tables: a file goes by its name without folder and ending."""
    return Path(kind).stem if is_path(kind) else kind


def member(family: str, kind: str, base: Path) -> Any:
    """Import and return the class in a user's file, its path starting at ``base``.

    Raises
    ------
    MissingError
        If there is no such file, it cannot be imported, or it holds no class of its name and family.
    """
    path = base / kind
    try:
        source = path.read_bytes()
    except (OSError, ValueError):
        near = near_miss(path.name, (p.name for p in path.parent.glob("*.py"))) if path.parent.is_dir() else ""
        raise MissingError(Mistake(kind, "no such file", "", near)) from None
    return of_copy(family, _copied(source), word(kind))


@functools.cache
def of_copy(family: str, copy: Path, stem: str) -> Any:
    """Return the class that a copy in the cache holds; ``stem``: the name of the file it is a copy of."""
    module = _imported(copy, stem)
    name = "".join(part.capitalize() for part in stem.split("_"))
    found = getattr(module, name, None)
    base = family.removesuffix("s").capitalize()
    if not isinstance(found, type) or base not in {cls.__name__ for cls in found.__mro__[1:]}:
        classes = [own for own, value in vars(module).items() if isinstance(value, type)]
        what = f"holds no class '{name}' that is an {base}"
        raise MissingError(Mistake(f"{stem}{SUFFIX}", what, name, near_miss(name, classes)))
    found.plugin = (family, stem, copy)
    return found


def _copied(source: bytes) -> Path:
    """Return the copy of a source in the cache, made where there is none."""
    digest = hashlib.sha256(source).hexdigest()[:12]
    folder = folders.cache() / "plugins"
    copy = folder / f"plugin_{digest}{SUFFIX}"
    if not copy.is_file() or copy.read_bytes() != source:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:  # a read-only home
            folder = Path(tempfile.mkdtemp(prefix="sociophys-"))
            copy = folder / copy.name
        unfinished = folder / f"{copy.name}.{os.getpid()}"
        unfinished.write_bytes(source)
        unfinished.replace(copy)
    return copy


def _imported(copy: Path, stem: str) -> ModuleType:
    if copy.stem in sys.modules:
        return sys.modules[copy.stem]
    spec = importlib.util.spec_from_file_location(copy.stem, copy)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[copy.stem] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[copy.stem]
        line = f" at line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        what = f"cannot be imported ({type(error).__name__}{line}: {getattr(error, 'msg', error)})"
        raise MissingError(Mistake(f"{stem}{SUFFIX}", what)) from error
    return module
