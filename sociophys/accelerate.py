"""The one door to Numba: compilation with a cache that cannot go stale.

Numba's own cache looks only at the file a function stands in; an edited callee in another module goes
unseen. Ours lies in a directory named by a hash of *all* package sources and of the tool versions.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import llvmlite
import numba
import numpy as np
import platformdirs
from numba.extending import overload

__all__ = ["cache_directory", "jit", "overload", "sources_digest", "specialise"]

Function = TypeVar("Function", bound=Callable[..., Any])
_PACKAGE = Path(__file__).parent


@functools.cache
def sources_digest() -> str:
    """Return the sha256 (hex) of every source of the package and of the versions that compile it."""
    digest = hashlib.sha256()
    versions = (sys.version, numba.__version__, llvmlite.__version__, np.__version__)
    digest.update(repr(versions).encode())
    for path in sorted(_PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@functools.cache
def cache_directory() -> Path:
    """Return the kernel cache of this version: ``SOCIOPHYS_CACHE_DIR`` or the user's cache directory."""
    root = os.environ.get("SOCIOPHYS_CACHE_DIR") or platformdirs.user_cache_dir("sociophys")
    return Path(root) / "kernels" / sources_digest()[:16]


def _is_writable(directory: Path) -> bool:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(directory, os.W_OK)


def jit(function: Function, *, inline: bool = False) -> Function:
    """Compile a function of plain arrays: no Python objects, the GIL released, exact arithmetic, cached."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "inline": "always" if inline else "never"}
    if not _is_writable(cache_directory()):  # a read-only home costs compile time, not the run
        return numba.njit(**options)(function)
    config: Any = numba.config
    previous = config.CACHE_DIR  # read once, when a function is decorated
    config.CACHE_DIR = str(cache_directory())
    try:
        return numba.njit(cache=True, **options)(function)
    finally:
        config.CACHE_DIR = previous


@functools.cache
def _fresh(dispatcher: Any) -> Any:
    return numba.njit(nogil=True, error_model="numpy")(dispatcher.py_func)


def specialise(dispatcher: Function, *inlined: object) -> Function:
    """Return the dispatcher, or an uncached twin if an inlined law or feed is not part of the package.

    Sources outside the package are not in the cache's key, so code compiled from them is never stored.
    """
    ours = all(type(part).__module__.split(".")[0] == "sociophys" for part in inlined)
    return dispatcher if ours else _fresh(dispatcher)
