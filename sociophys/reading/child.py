"""Parsers of graph formats run in a process of their own, with limits on memory and time.

The parent writes the file's text (UTF-8, unpacked) and an order into a private folder; the child puts columns there as
NumPy arrays (text as one blob of UTF-8 with its ends) and facts as JSON. Nothing is pickled. What kills the child
becomes one sentence. The limits: memory 512 MB and 40 times the file, at most 4 GB; computing time 8 s and 1 s a MB;
four times that and 20 s on the clock. Where a system has no such limits on a process, the clock alone holds.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from sociophys.errors import GraphError, Mistake, SociophysError
from sociophys.reading.parsed import Array, Coded, Column, Parsed, refuse_odd

# form: (how it is called, module, function)
PARSERS = {
    "gml": ("GML", "gml", "read_gml"),
    "graphml": ("GraphML", "graphml", "read_graphml"),
    "gexf": ("GEXF", "gexf", "read_gexf"),
    "pajek": ("Pajek", "pajek", "read_pajek"),
    "json": ("JSON", "jsongraph", "read_json"),
    "mtx": ("Matrix Market", "matrices", "read_mtx"),
    "npz": ("NumPy archive", "matrices", "read_npz"),
}
_BASE, _TIMES, _MOST = 512 << 20, 40, 4 << 30  # bytes of memory
_SECONDS, _SECONDS_MB = 8, 1.0  # of computing time
_ADVICE = "Is it damaged? Otherwise save it as an edge list (CSV), which takes less."
_NEEDED = (
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "TMPDIR",
    "TEMP",
    "TMP",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "NUMBA_CACHE_DIR",
)


def parse(form: str, content: bytes, name: str) -> Parsed:
    """Parse a file's content in a child process.

    Parameters
    ----------
    form: one of :data:`PARSERS`. content: UTF-8 text (bytes of the archive for npz). name: how messages call the file.

    Raises
    ------
    GraphError
        With the parser's own mistakes, or one that says what limit the parser broke.
    """
    memory = min(_MOST, _BASE + _TIMES * len(content))
    seconds = int(_SECONDS + _SECONDS_MB * len(content) / 1e6)
    with tempfile.TemporaryDirectory(prefix="sociophys-") as private:
        folder = Path(private)
        (folder / "content").write_bytes(content)
        order = {"form": form, "name": name, "memory": memory, "seconds": seconds}
        (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
        try:
            status = _run(folder, 4 * seconds + 20)
        except subprocess.TimeoutExpired:
            status = "took too long"
        facts = _facts(folder)
        if "mistakes" in facts:
            raise GraphError(*(Mistake(*mistake) for mistake in facts["mistakes"]))
        if "ties" not in facts:
            raise GraphError(_crash(form, name, facts.get("crash", status), memory, seconds))
        return _unpack(folder, facts)


def _run(folder: Path, seconds: int) -> int:
    """Run the child to its end and return its status."""
    environment = {key: os.environ[key] for key in _NEEDED if key in os.environ}
    environment |= {"PYTHONPATH": str(Path(__file__).parents[2]), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    environment |= {"MALLOC_ARENA_MAX": "2"}
    command = [sys.executable, "-P", "-s", "-W", "ignore", "-m", __name__, str(folder)]
    quiet = subprocess.DEVNULL
    done = subprocess.run(
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, timeout=seconds, check=False
    )
    return done.returncode


def _facts(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _crash(form: str, name: str, status: int | str, memory: int, seconds: int) -> Mistake:
    """Say what ended the child: a limit, a signal, or a mistake of the parser."""
    called = PARSERS[form][0]
    if status == "memory":
        return Mistake(name, f"the {called} parser needs more than {memory >> 20:,} MB for this file", "", _ADVICE)
    if status in (-24, "took too long"):  # SIGXCPU
        return Mistake(name, f"the {called} parser takes more than {seconds:,} s for this file", "", _ADVICE)
    why = f"signal {-status}" if isinstance(status, int) and status < 0 else f"{status}"
    return Mistake(name, f"the {called} parser crashed on this file ({why})", "", _ADVICE)


def pack(parsed: Parsed, folder: Path) -> None:
    """Write what was parsed into a folder: arrays, and facts last."""
    arrays: dict[str, Array] = {"tie_lines": parsed.tie_lines, "node_lines": parsed.node_lines}
    facts: dict[str, Any] = {"directed": parsed.directed, "sniffed": parsed.sniffed, "has_header": parsed.has_header}
    for kind, columns in (("ties", parsed.ties), ("nodes", parsed.nodes)):
        facts[kind] = None if columns is None else list(columns)
        for k, column in enumerate((columns or {}).values()):
            key = f"{kind}{k}"
            if not isinstance(column, Coded):
                arrays[key] = column
                continue
            ends = np.cumsum(np.fromiter(map(len, column.names), np.int64, len(column.names)))
            blob = np.frombuffer("".join(column.names).encode(), np.uint8)
            arrays |= {f"{key}.codes": column.codes, f"{key}.ends": ends, f"{key}.blob": blob}
    np.savez(folder / "columns.npz", **arrays)  # type: ignore[arg-type]
    _write_facts(folder, facts)


def _write_facts(folder: Path, facts: dict[str, Any]) -> None:
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def _unpack(folder: Path, facts: dict[str, Any]) -> Parsed:
    with np.load(folder / "columns.npz", allow_pickle=False) as arrays:
        tables = {kind: None if facts[kind] is None else
                  {name: _column(arrays, f"{kind}{k}") for k, name in enumerate(facts[kind])}
                  for kind in ("ties", "nodes")}  # fmt: skip
        lines = (arrays["tie_lines"], arrays["node_lines"])
    return Parsed(
        tables["ties"] or {}, tables["nodes"], facts["directed"], *lines, facts["sniffed"], facts["has_header"]
    )


def _column(arrays: Any, key: str) -> Column:
    if key in arrays.files:
        return arrays[key]
    text, ends = arrays[f"{key}.blob"].tobytes().decode(), arrays[f"{key}.ends"].tolist()
    names = [text[begin:end] for begin, end in zip([0, *ends[:-1]], ends, strict=True)] if ends else []
    return Coded(names, arrays[f"{key}.codes"])


def limit(memory: int, seconds: int) -> None:
    """Limit the memory (bytes) and the computing time of this process, as far as the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main(folder: Path) -> None:
    """Carry out the order in a folder."""
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    limit(order["memory"], order["seconds"])
    try:
        pack(read(order["form"], (folder / "content").read_bytes(), order["name"]), folder)
    except SociophysError as error:
        rows = [[mistake.where, mistake.what, mistake.allowed, mistake.advice] for mistake in error.mistakes]
        _write_facts(folder, {"mistakes": rows})
    except MemoryError:
        _write_facts(folder, {"crash": "memory"})
    except Exception as error:  # whatever it is, the parent says it in one sentence
        _write_facts(folder, {"crash": type(error).__name__})


def read(form: str, content: bytes, name: str) -> Parsed:
    """Parse a file's content in this process; raises as :func:`parse` does, but knows no limits."""
    _, module, function = PARSERS[form]
    parsed: Parsed = getattr(importlib.import_module(f"sociophys.reading.{module}"), function)(content, name)
    for columns in (parsed.ties, parsed.nodes or {}):
        for key, column in columns.items():
            refuse_odd([key, *(column.names if isinstance(column, Coded) else ())], key, name)
    return parsed


if __name__ == "__main__":
    main(Path(sys.argv[1]))
