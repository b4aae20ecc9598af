"""Graphs remembered: what took long to read is kept, by the content of its files, in the user's cache folder.

An entry is a sealed folder named ``<bytes>-<digest>``: bytes of the input files, and the sha256 of their content, of
the options, and of the package's own reading sources, so that a changed reader never serves an old graph.
``SOCIOPHYS_CACHE_DIR`` moves the cache; ``SOCIOPHYS_CACHE_GB`` bounds it (4 if not given; 0 keeps nothing).
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import mmap
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sociophys import folders, mapped
from sociophys.errors import SociophysError
from sociophys.graph import Graph, Reading
from sociophys.merging import Policy

MIN_SECONDS = 0.5  # what is read faster is not kept
MAX_GIGABYTES = 4.0
_PACKAGE = Path(__file__).parents[1]
_DAY = 86400.0
_PART = 1 << 24
TABLES = ("edges", "events")
_FAILED = (OSError, ValueError, TypeError, KeyError, pa.ArrowException, SociophysError)


def remembered(paths: Sequence[str], options: Mapping[str, Any], read: Callable[[], Graph]) -> Graph:
    """Return the graph that ``read`` returns, from the cache where the same files were read in the same way before.

    Parameters
    ----------
    paths: all files that are read, as the user named them (names stand in messages). options: plain values.
    """
    if max_bytes() <= 0:
        return read()
    inputs = Inputs(paths, options)
    found = inputs.recall()
    if found is not None:
        return found
    begin = time.perf_counter()
    graph = read()
    if time.perf_counter() - begin > MIN_SECONDS:
        return inputs.keep(graph) or graph
    return graph


class Inputs:
    """The files and options of one reading, and where its graph is kept.

    ``stamp`` tells whether a file changed meanwhile; it is None where an input is no plain file, and nothing is kept.
    """

    def __init__(self, paths: Sequence[str], options: Mapping[str, Any]) -> None:
        self.paths, self.options = [Path(path) for path in paths], options
        self.stamp = self._stamp()

    def _stamp(self) -> list[tuple[int, int]] | None:
        """Return size and time of change of every file; None where one is no plain file."""
        try:
            stats = [path.stat() for path in self.paths if path.is_file()]
        except (OSError, ValueError):
            return None
        return [(stat.st_size, stat.st_mtime_ns) for stat in stats] if len(stats) == len(self.paths) else None

    @property
    def _size(self) -> int:
        return sum(size for size, _ in self.stamp or ())

    @functools.cached_property
    def place(self) -> Path:
        """Where the entry lies; the files are read through for it."""
        digest = hashlib.sha256(_sources_digest().encode())
        digest.update(json.dumps([list(map(str, self.paths)), self.options], sort_keys=True, default=str).encode())
        for path in self.paths:
            digest.update(_content(path))
        return folder() / f"{self._size}-{digest.hexdigest()[:32]}"

    def recall(self) -> Graph | None:
        """Return the kept graph; files are read through only where one of their size was kept."""
        if self.stamp is None or not any(folder().glob(f"{self._size}-*")):
            return None
        try:
            return load(self.place)
        except _FAILED:  # damaged, or thrown out this moment: it is read again
            return None

    def keep(self, graph: Graph) -> Graph | None:
        """Keep a graph and return it as kept, its arrays on disk; None where it cannot be kept."""
        try:
            tables = [frame for frame in (graph.nodes, graph.edges, graph.events) if frame is not None]
            size = sum(frame.memory_usage().sum() for frame in tables)
            if self.stamp is None or 2 * size > max_bytes() or not self.place or self._stamp() != self.stamp:
                return None
            save(graph, self.place)
            throw_out(spare=self.place)
            return load(self.place)
        except _FAILED:
            return None


def _content(path: Path) -> bytes:
    """Return the sha256 of every 16 MB of a file, end to end: all cores work on it."""
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return b""
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole, memoryview(whole) as text:
            starts = range(0, len(text), _PART)
            with ThreadPoolExecutor() as pool:
                return b"".join(pool.map(lambda at: hashlib.sha256(text[at : at + _PART]).digest(), starts))


def folder() -> Path:
    """Return the folder of remembered graphs."""
    return folders.cache() / "graphs"


def max_bytes() -> float:
    """Return how many bytes of graphs are kept."""
    try:
        return float(os.environ.get("SOCIOPHYS_CACHE_GB", MAX_GIGABYTES)) * 1e9
    except ValueError:
        return MAX_GIGABYTES * 1e9


@functools.cache
def _sources_digest() -> str:
    """Return the sha256 of all sources a graph can depend on, and of the libraries that read."""
    digest = hashlib.sha256(repr((np.__version__, pd.__version__, pa.__version__)).encode())
    for part in ("*.py", "reading/*.py", "graphlib/*.py", "loaders/*.py"):
        for path in sorted(_PACKAGE.glob(part)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def save(graph: Graph, place: Path) -> None:
    """Write a graph into an entry; raises what :data:`_FAILED` lists where it would not come back the same."""
    with mapped.writing(place) as unfinished:
        for table in TABLES:
            for name, column in _columns(getattr(graph, table)):
                np.save(unfinished / f"{table}.{name}.npy", column, allow_pickle=False)
        save_rest(graph, unfinished)
        _require_same(load_parts(unfinished), graph)


def load(place: Path) -> Graph:
    """Return the graph of an entry, and mark the entry as used."""
    mapped.check(place)
    graph = load_parts(place)
    object.__setattr__(graph, "stored", place)
    with contextlib.suppress(OSError):  # a read-only cache serves all the same
        os.utime(place)
    return graph


def load_parts(place: Path) -> Graph:
    """Return the graph whose parts lie in a folder, sealed or not."""
    facts = json.loads((place / "graph.json").read_text(encoding="utf-8"))
    edges, events = (None if (names := facts[table]) is None else mapped_frame(place, table, names) for table in TABLES)
    reading = Reading(**facts["reading"] | {"notes": tuple(facts["reading"]["notes"])})
    nodes, policy = _load_nodes(place / "nodes.arrow"), Policy(*facts["policy"])
    return Graph(nodes, edges, facts["directed"], reading, events, policy)


def mapped_frame(place: Path, table: str, names: list[str]) -> pd.DataFrame:
    """Return a table of numbers whose columns are files of a folder."""
    return pd.DataFrame({name: mapped.load(place / f"{table}.{name}.npy") for name in names}, copy=False)


def _columns(frame: pd.DataFrame | None) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the columns of a frame of numbers; raises :class:`TypeError` for any other frame."""
    if frame is None:
        return
    if not isinstance(frame.index, pd.RangeIndex) or not all(isinstance(kind, np.dtype) for kind in frame.dtypes):
        raise TypeError("ties that are no plain columns of numbers are not kept")
    for name in frame:
        yield str(name), frame[name].to_numpy()


def save_rest(graph: Graph, place: Path) -> None:
    """Write all of a graph but the numbers of its ties: node table, and facts."""
    table = pa.Table.from_pandas(graph.nodes)
    with pa.OSFile(str(place / "nodes.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    columns = {name: None if (frame := getattr(graph, name)) is None else list(frame) for name in TABLES}
    facts = {"directed": graph.directed, "reading": vars(graph.reading), "policy": graph.policy} | columns
    (place / "graph.json").write_text(json.dumps(facts), encoding="utf-8")


def _load_nodes(path: Path) -> pd.DataFrame:
    with pa.memory_map(str(path)) as file:
        nodes = pa.ipc.open_file(file).read_all().to_pandas()
    return nodes if len(nodes.columns) else pd.DataFrame(index=nodes.index)


def _require_same(kept: Graph, graph: Graph) -> None:
    """Raise :class:`ValueError` unless what was written reads back as it was: then it is not kept."""
    one, other = kept.nodes, graph.nodes
    same_nodes = one.equals(other) and one.index.equals(other.index) and one.index.name == other.index.name
    same_types = one.index.dtype == other.index.dtype and one.columns.dtype == other.columns.dtype
    if not (same_nodes and same_types and kept.reading == graph.reading):
        raise ValueError("the graph does not come back as it was")


def throw_out(spare: Path) -> None:
    """Remove the entries used longest ago until the rest is within bounds, and what killed processes left."""
    for left in folder().glob(".*"):
        if time.time() - left.stat().st_mtime > _DAY:
            shutil.rmtree(left, ignore_errors=True)
    entries = sorted(folder().glob("[0-9]*-*"), key=lambda place: place.stat().st_mtime, reverse=True)
    total = 0
    for place in sorted(entries, key=lambda place: place != spare):  # stable: the spared one first
        total += sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        if total > max_bytes() and place != spare:
            shutil.rmtree(place, ignore_errors=True)
