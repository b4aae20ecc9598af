"""Edge lists larger than memory: read in chunks, laid aside on disk, merged a bucket of pairs at a time.

The graph is that of :func:`sociophys.reading.edgelist.build`, to the bit; its ties are columns on disk, kept where
remembered graphs are. The distinct ids stay in memory, and so do a node table and the attributes of the nodes.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from sociophys import mapped
from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph
from sociophys.reading import cache, formats, packed, sniff
from sociophys.reading.outofcore import Build

SHARE = 8  # a text above this part of the memory is read out of core
_UNPACKED = 8  # times the size of a packed file, roughly
_UNSUPPORTED = (
    *(("where", {}), ("window", []), ("two_mode", False), ("component", "all")),
    *(("conflicts", ("drop", "sum", "negative")), ("duplicates", ("auto", "sum", "max", "first"))),
)


def memory() -> int:
    """Return the bytes that reading may count on: ``SOCIOPHYS_MEMORY_GB``, or the memory of the machine."""
    try:
        return int(float(os.environ["SOCIOPHYS_MEMORY_GB"]) * 1e9)
    except (KeyError, ValueError):
        return 4 * sniff.limit()


def text_size(path: Path) -> int:
    """Return the size of a file in bytes, unpacked: an estimate where it is packed."""
    return path.stat().st_size * (_UNPACKED if packed.packing(path) else 1)


def is_large(path: str, form: str) -> bool:
    """Whether a file is a delimited text too large for memory."""
    try:
        if not Path(path).is_file() or text_size(Path(path)) * SHARE <= memory():
            return False
    except (OSError, ValueError):
        return False
    return form in ("edges", "csv", "tsv") or (form == "auto" and formats.sniff_form(sniff.head(path), path) == "edges")


def read(options: Any) -> Graph:
    """Return the graph of a ``file`` loader whose file is larger than memory, from disk where it was read before."""
    kept = cache.Inputs(options.inputs(), options.model_dump())
    found = kept.recall()
    if found is not None:
        return found
    _refuse_unsupported(options)
    try:
        with (
            mapped.writing(kept.place) as unfinished,
            tempfile.TemporaryDirectory(dir=unfinished.parent, prefix=".") as aside,
        ):
            Build(options, Path(aside), unfinished, text_size(Path(options.path)), memory()).run()
        cache.throw_out(spare=kept.place)
        return cache.load(kept.place)
    except OSError as error:
        if isinstance(error, GraphError):
            raise
        what = f"a graph larger than memory is laid out in {cache.folder()}, and that failed ({error.strerror})"
        advice = "Name a folder with room: SOCIOPHYS_CACHE_DIR."
        raise GraphError(Mistake(options.path, what, "a folder that can be written", advice)) from None


def _refuse_unsupported(options: Any) -> None:
    advice = "Or let it be read in memory: SOCIOPHYS_MEMORY_GB."
    mistakes = []
    for name, allowed in _UNSUPPORTED:
        value, choices = getattr(options, name), allowed if isinstance(allowed, tuple) else (allowed,)
        if value not in choices:
            what = f"{name} {value} needs all rows in memory, and the file is too large for it"
            mistakes.append(Mistake(options.path, what, ", ".join(map(str, choices)), advice))
    if mistakes:
        raise GraphError(*mistakes)
