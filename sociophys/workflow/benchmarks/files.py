"""Time and peak memory from a file to a network, beside the readers of igraph and networkx.

Every measurement is a process of its own that reads one file once; readers take turns, so that a busy machine slows all
of them, and medians are kept. Libraries are imported before the clock starts; their memory counts.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROUNDS = 3
MANY = 10_000_000  # rows; networkx would need some 10 GB and minutes
READERS = ("sociophys", "sociophys, cached", "igraph", "networkx")
_SEED = 1


class Case(NamedTuple):
    """A file to read: its name in the table, form ('edges' or 'graphml'), rows, and what writes it."""

    name: str
    form: str
    rows: int
    write: Callable[[Path], object]


class Goal(NamedTuple):
    """What the table is to show of a case: seconds and peak MB not to be passed."""

    seconds: float
    peak_mb: float


GOALS = {
    ("ego_twitter", "sociophys"): Goal(6, 600),
    ("edge list, 10^7 rows", "sociophys"): Goal(40, 3000),
    ("ego_twitter", "sociophys, cached"): Goal(1, 600),
    ("edge list, 10^7 rows", "sociophys, cached"): Goal(1, 3000),
}


def cases(*, quick: bool) -> Iterator[Case]:
    """Yield the files: generated edge lists and GraphML, and ego_twitter where a mirror of the data has it."""
    yield Case("GraphML, 10^5 ties", "graphml", 100_000, lambda path: write_graphml(path, 100_000))
    yield Case("edge list, 10^6 rows", "edges", 1_000_000, lambda path: write_edges(path, 1_000_000))
    mirrored = _ego_twitter()
    if mirrored is not None:
        yield Case("ego_twitter", "edges", 1_342_310, lambda path: _write_plain(path, mirrored))
    if not quick:
        yield Case("edge list, 10^7 rows", "edges", MANY, lambda path: write_edges(path, MANY))


def readers(case: Case) -> tuple[str, ...]:
    """Return who reads a case: networkx is left out where it would take minutes and 10 GB."""
    return READERS[:-1] if case.rows >= MANY else READERS


def bench(*, quick: bool = False, note: Callable[[str], None] = lambda text: None) -> list[dict[str, Any]]:
    """Measure every case by every reader; one row each: case, reader, seconds, peak_mb, rows."""
    table = []
    for case in cases(quick=quick):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ties.txt"
            note(f"writing {case.name}")
            case.write(path)
            table += _measured(case, path, 1 if quick else ROUNDS, note)
    return table


def _measured(case: Case, path: Path, rounds: int, note: Callable[[str], None]) -> list[dict[str, Any]]:
    """Let the readers of a case take turns over one file; the cache is filled once, unmeasured."""
    found: dict[str, list[tuple[float, float]]] = {reader: [] for reader in readers(case)}
    in_own_process("sociophys, cached", path, case.form)
    for _ in range(rounds):
        for reader, results in found.items():
            note(f"reading {case.name} with {reader}")
            results.append(in_own_process(reader, path, case.form))
    return [
        {
            "case": case.name,
            "reader": reader,
            "seconds": statistics.median(seconds for seconds, _ in results),
            "peak_mb": statistics.median(peak for _, peak in results),
            "rows": case.rows,
        }
        for reader, results in found.items()
    ]


def in_own_process(reader: str, path: Path, form: str) -> tuple[float, float]:
    """Return seconds and peak MB of one reading in a fresh process; caches lie beside the file and go with it."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(measure, reader, str(path), form).result()


def measure(reader: str, path: str, form: str) -> tuple[float, float]:
    """Read a file in this process, which does nothing else; return seconds and the peak of its memory in MB."""
    kept = reader == "sociophys, cached"
    os.environ |= {"SOCIOPHYS_CACHE_DIR": str(Path(path).parent), "SOCIOPHYS_CACHE_GB": "100" if kept else "0"}
    read = _reader(reader)
    begin = time.perf_counter()
    read(path, form)
    return time.perf_counter() - begin, peak_mb()


def _reader(reader: str) -> Callable[[str, str], object]:
    if not reader.startswith("sociophys"):
        importlib.import_module(reader)
        return getattr(importlib.import_module("sociophys.graphlib.peers"), f"read_{reader}")
    from sociophys.network import Network
    from sociophys.reading import cache
    from sociophys.workflow.reading import read_graph

    cache.MIN_SECONDS = 0.0  # so that a fast machine measures the cache too
    return lambda path, form: Network.from_graph(read_graph(path, format=form, directed=False))


def peak_mb() -> float:
    """Return the most memory this process has held, in MB.

    Linux counts in ``ru_maxrss`` what the parent held when it started the child; ``VmHWM`` is the child's own.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def write_edges(path: Path, n_rows: int, n_people: int = 0) -> None:
    """Write random ties among people (n_rows / 10 if not said), two ids of seven digits a row, a tab between."""
    import numpy as np

    draw = np.random.default_rng(_SEED)
    with path.open("wb") as file:
        for begin in range(0, n_rows, 1 << 20):
            size = min(1 << 20, n_rows - begin)
            text = np.empty((size, 16), np.uint8)
            for column, last in ((0, b"\t"), (8, b"\n")):
                ids = 1_000_000 + draw.integers(0, n_people or n_rows // 10, size)
                text[:, column : column + 7] = ids[:, None] // 10 ** np.arange(6, -1, -1) % 10 + ord("0")
                text[:, column + 7] = ord(last)
            file.write(text.tobytes())


def write_graphml(path: Path, n_ties: int) -> None:
    """Write random ties among n_ties / 10 people as GraphML."""
    import numpy as np

    people = n_ties // 10
    ends = np.random.default_rng(_SEED).integers(0, people, (n_ties, 2)).tolist()
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        file.write('<graph edgedefault="undirected">\n')
        file.writelines(f'<node id="p{k}"/>\n' for k in range(people))
        file.writelines(f'<edge source="p{i}" target="p{j}"/>\n' for i, j in ends)
        file.write("</graph>\n</graphml>\n")


def _ego_twitter() -> Path | None:
    from sociophys import manifests

    root = manifests.mirror_folder()
    found = [path for form in ("", "*/") for path in sorted(root.glob(f"{form}ego_twitter.txt*"))] if root else []
    return found[0] if found else None


def _write_plain(path: Path, packed: Path) -> None:
    """Unpack an edge list and leave out its comment lines, which igraph does not read."""
    import gzip

    opener = gzip.open if packed.suffix == ".gz" else open
    with opener(packed, "rb") as lines, path.open("wb") as file:
        first = lines.readline()
        file.write(b"" if first.startswith(b"#") else first)
        shutil.copyfileobj(lines, file)
