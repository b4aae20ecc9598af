"""The one door to Numba: compilation with a cache that cannot go stale.

Numba's own cache looks only at the file a function stands in; an edited callee in another module goes
unseen. Ours lies in a directory named by a hash of every package source that compiled code can reach and of
the tool versions.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import llvmlite
import numba
import numpy as np
from numba.core.runtime.nrt import rtsys
from numba.extending import overload

from sociophys import folders

__all__ = ["borrow", "cache_directory", "inlined", "is_reached", "jit", "overload", "sources_digest"]

Function = TypeVar("Function", bound=Callable[..., Any])
_PACKAGE = Path(__file__).parent
_NEVER_COMPILED = (
    "analyzers/", "cli/", "couplings/", "executors/", "fields/", "graphlib/", "initial/", "interventions/", "report/",
    "scenario/", "select/", "store/", "studies/", "triggers/", "verification/", "workflow/",
)  # fmt: skip
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


@functools.cache
def sources_digest() -> str:
    """Return the sha256 (hex) of every source that compiled code can reach and of the versions that compile it.

    Compiled code reaches what its module imports. Folders that only use it are left out but for files that name this
    module: a changed sentence in a report must not cost a minute of compiling.
    """
    digest = hashlib.sha256()
    versions = (sys.version, numba.__version__, llvmlite.__version__, np.__version__)
    digest.update(repr(versions).encode())
    for name in sorted(_sources(str(_PACKAGE))):
        with open(f"{_PACKAGE}/{name}", "rb") as file:  # noqa: PTH123  each process does this before its first kernel
            source = file.read()
        if is_reached(name, source):
            digest.update(name.encode())
            digest.update(source)
    return digest.hexdigest()


def is_reached(name: str, source: bytes) -> bool:
    """Return whether compiled code may depend on a source; ``name``: its path within the package."""
    return not name.startswith(_NEVER_COMPILED) or b"sociophys.accelerate" in source


def _sources(folder: str, prefix: str = "") -> Iterator[str]:
    """Yield the paths of all sources below a folder, relative to it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _sources(entry.path, f"{prefix}{entry.name}/")
            elif entry.name.endswith(".py"):
                yield prefix + entry.name


@functools.cache
def cache_directory() -> Path:
    """Return the kernel cache of this version."""
    return folders.cache() / "kernels" / sources_digest()[:16]


def _is_writable(directory: Path) -> bool:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(directory, os.W_OK)


def jit(function: Function) -> Function:
    """Compile a function of plain arrays: no Python objects, the GIL released, exact arithmetic, cached."""
    return _compiled(function, _OPTIONS)


def borrow(function: Function) -> Function:
    """Compile a function that makes no arrays and returns none: its own are borrowed, so nobody counts references.

    Counting costs more than the short functions that sit in hot loops; what such a function calls must borrow too.
    """
    return _compiled(function, {**_OPTIONS, "_nrt": False})


def inlined(function: Function) -> Function:
    """Compile a function that borrows into the code of its callers: vectors it takes and returns stay in registers."""
    options: dict[str, Any] = {**_OPTIONS, "_nrt": False, "forceinline": True}
    made: Function = numba.njit(**options)(function)
    return made


def _compiled(function: Function, options: dict[str, Any]) -> Function:
    if not _is_writable(cache_directory()):  # a read-only home costs compile time, not the run
        return numba.njit(**options)(function)
    config: Any = numba.config
    previous = config.CACHE_DIR  # read once, when a function is decorated
    config.CACHE_DIR = str(cache_directory())
    try:
        dispatcher: Function = numba.njit(cache=True, **options)(function)
    finally:
        config.CACHE_DIR = previous
    _guard_cache(dispatcher)
    return dispatcher


def _guard_cache(dispatcher: Any) -> None:
    """Let a dispatcher store and load nothing that was compiled for a type from outside the package, and load fast.

    Sources outside the package are not in the cache's key, so such code could be stale; and an index that names
    a plug-in's type cannot be read where the plug-in is not: one run with a plug-in would break all later ones.

    Before it loads a kernel, Numba makes ready all that a compiler needs, which takes half a second and four fifths of
    a second process's way to its first sweep. Code that is compiled already needs the runtime only, and not even that
    where it borrows; the compiler makes itself ready where there is nothing to load.
    """
    cache, counts_references = dispatcher._cache, dispatcher.targetoptions.get("_nrt", True)
    kept = cache.save_overload

    def load(signature: Any, target: Any) -> Any:
        if _is_foreign(signature):
            return None
        if counts_references:
            rtsys.initialize(target)
        try:
            return cache._load_overload(signature, target)
        except Exception:  # whatever a damaged file makes of itself: it is compiled anew
            with contextlib.suppress(OSError):
                cache.flush()
            return None

    def save(signature: Any, code: Any) -> None:
        if not _is_foreign(signature):
            with contextlib.suppress(OSError):  # a full disk costs compile time, not the run
                kept(signature, code)

    cache.load_overload, cache.save_overload = load, save


def _is_foreign(signature: Any) -> bool:
    """Return whether an argument is a NamedTuple (a law, a feed's row) of a class that is not the package's."""
    classes = [getattr(argument, "instance_class", None) for argument in getattr(signature, "args", signature)]
    return any(own is not None and own.__module__.split(".")[0] != "sociophys" for own in classes)
