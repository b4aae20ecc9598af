"""The file of a plug-in: read, looked at without running it, copied to the cache, imported from there."""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.util
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from sociophys import folders
from sociophys.errors import MissingError, Mistake, PluginError, near_miss
from sociophys.plugins import SUFFIX

MAX_BYTES = 1_000_000
_TELLING = ("No implementation", ">>>", "Unknown attribute", "NameError", "Untyped global", "Cannot unify")
_KIND = re.compile(r"[a-z][a-z0-9_]*")


def read(path: Path, shown: str) -> bytes:
    """Return the source of a plug-in; nothing of it runs. ``shown``: what messages call the file.

    Raises
    ------
    MissingError
        If there is no such file, or it cannot be read.
    PluginError
        If its name can be no kind, or it is too large.
    """
    if path.suffix != SUFFIX or not _KIND.fullmatch(path.stem):
        allowed = "small letters, digits and _, then .py"
        raise PluginError(Mistake(shown, "names no kind", allowed, "For example: my_field.py"))
    if os.path.lexists(path) and not path.is_file():
        raise MissingError(Mistake(shown, "this is no file", "one Python file"))
    try:
        with path.open("rb") as file:
            found = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        near = near_miss(path.name, (p.name for p in path.parent.glob("*.py"))) if path.parent.is_dir() else ""
        raise MissingError(Mistake(shown, "no such file", "", near)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise MissingError(Mistake(shown, f"cannot be read ({reason})")) from None
    if len(found) > MAX_BYTES:
        raise PluginError(Mistake(shown, "the file is too large", f"up to {MAX_BYTES} bytes"))
    return found


def sha256_of(source: bytes) -> str:
    """Return the sha256 of a source, 64 hex digits."""
    return hashlib.sha256(source).hexdigest()


def look(source: bytes, shown: str, folder: Path) -> None:
    """Look at a source without running it: that it is Python, and imports nothing that lies beside it.

    Only the file itself is hashed and copied, so code beside it could change and nobody would know.

    Raises
    ------
    PluginError
        With every such mistake and its line.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        reason = getattr(error, "msg", "") or str(error) or type(error).__name__
        raise PluginError(Mistake(f"{shown}{line}", f"is not readable as Python ({reason})")) from None
    advice = "Put that code into this file, or install it as a package."
    mistakes = [
        Mistake(f"{shown}:{line}", f"imports '{name}' from beside it, which is neither hashed nor copied", "", advice)
        for line, name in _imports(tree)
        if _is_beside(name, folder)
    ]
    if mistakes:
        raise PluginError(*mistakes)


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and first word of every import; relative ones begin with a dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "").split(".")[0]


def _is_beside(name: str, folder: Path) -> bool:
    if name.startswith("."):
        return True
    if name in sys.stdlib_module_names or name == "sociophys":
        return False
    return (folder / f"{name}{SUFFIX}").is_file() or any((folder / name).glob(f"*{SUFFIX}"))


@functools.cache
def copied(source: bytes) -> Path:
    """Return the copy of a source in the cache, made where there is none; its name is part of its hash."""
    folder = folders.cache() / "plugins"
    copy = folder / f"plugin_{sha256_of(source)[:12]}{SUFFIX}"
    if not copy.is_file() or copy.read_bytes() != source:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write(copy, source)
        except OSError:  # a read-only home
            copy = Path(tempfile.mkdtemp(prefix="sociophys-")) / copy.name
            _write(copy, source)
    return copy


def _write(copy: Path, source: bytes) -> None:
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    unfinished.write_bytes(source)
    unfinished.replace(copy)


def imported(copy: Path, shown: str) -> ModuleType:
    """Import the copy of a plug-in: here its code runs.

    Raises
    ------
    PluginError
        If that fails, with the line.
    """
    if copy.stem in sys.modules:
        return sys.modules[copy.stem]
    spec = importlib.util.spec_from_file_location(copy.stem, copy)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[copy.stem] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[copy.stem]
        raise PluginError(blame(error, copy, shown, "cannot be imported")) from error
    name_tuples(module, copy.stem.removeprefix("plugin_"))
    return module


def name_tuples(module: ModuleType, mark: str) -> None:
    """Give the NamedTuples of a plug-in names of their own: the compiler calls what it makes for a type by its name.

    Two of one name, those of a file before and after a change for example, would share code in one process.
    """
    for value in vars(module).values():
        is_own = isinstance(value, type) and issubclass(value, tuple) and value.__module__ == module.__name__
        if is_own and not value.__name__.endswith(mark):
            value.__name__ = f"{value.__name__}_{mark}"


def blame(error: BaseException, copy: Path, shown: str, what: str) -> Mistake:
    """Return an error that arose in a plug-in as a mistake at its line."""
    lines: list[Any] = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(copy)]
    told = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = told[0] if told else ""
    if not lines and copy.name in str(error):  # the compiler shows its own traceback as text
        mark = re.compile(rf'File "[^"]*{re.escape(copy.name)}", line (\d+)')
        lines = mark.findall(str(error))
        last = max((k for k, line in enumerate(told) if mark.search(line)), default=0)
        said = " ".join([line for line in told[:last] if line.startswith(_TELLING)][-2:]) or said
    line = f":{lines[-1]}" if lines else ""
    return Mistake(f"{shown}{line}", f"{what} ({type(error).__name__}{f': {said}' if said else ''})")
