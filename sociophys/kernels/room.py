"""Memory for what kernels read at random."""

from __future__ import annotations

import contextlib
import mmap
from typing import Any

import numpy as np

Array = np.ndarray
_LINE = 64  # bytes of a cache line
_PAGE = 2**21  # bytes of a large page


def aligned(size: int, dtype: Any) -> Array:
    """Return zeros that begin at a cache line; large ones lie in large pages, so that addresses cost no look-up."""
    n_bytes, border = size * np.dtype(dtype).itemsize, _LINE
    if n_bytes < _PAGE or not hasattr(mmap, "MADV_HUGEPAGE"):
        raw = np.zeros(n_bytes + border, np.uint8)
    else:
        border = _PAGE
        memory = mmap.mmap(-1, n_bytes + 2 * border, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        with contextlib.suppress(OSError):  # a system that has none
            memory.madvise(mmap.MADV_HUGEPAGE)
        raw = np.frombuffer(memory, np.uint8)
    start = -raw.ctypes.data % border
    return raw[start : start + n_bytes].view(dtype)
