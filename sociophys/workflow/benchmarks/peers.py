"""What one would use instead: other packages, each in an interpreter that has it, and the plain loop.

A peer in another process stands still while we are measured, and we while it is.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.graph import Graph
from sociophys.workflow.benchmarks import contender
from sociophys.workflow.benchmarks.child import Child, ChildError

PLAIN = "plain_numba"
MODULES = {"graph-tool": "graph_tool", "dwave-samplers": "dwave.samplers", "ndlib": "ndlib.models.opinions"}
# Larger networks would measure how a peer takes its arguments (dwave-samplers), or take minutes an update (NDlib).
MOST_NODES = {"graph-tool": 10_000_000, "dwave-samplers": 200_000, "ndlib": 20_000}
_FIRST_UPDATES = {"graph-tool": 20_000, "dwave-samplers": 20_000, "ndlib": 5}
_HAS = "import importlib, sys; importlib.import_module(sys.argv[1])"


class Peer:
    """A package at work on one network in a process of its own; :meth:`close` ends it."""

    def __init__(self, name: str, python: str, graph: Graph, temperature: float) -> None:
        self.name = name
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        for part, kind in (("source", np.int64), ("target", np.int64), ("weight", np.float64)):
            np.save(folder / f"{part}.npy", graph.edges[part].to_numpy(kind))
        np.save(folder / "shape.npy", np.array([graph.n_nodes, graph.directed], np.int64))
        program = Path(contender.__file__).read_text(encoding="utf-8")
        self._child = Child([python, "-c", program, name, str(temperature)], folder)
        self._updates = _FIRST_UPDATES[name]

    def prepare(self, seconds: float) -> None:
        """Wait until it has its graph, and choose how many updates take about so long."""
        self._child.wait_ready()
        self.rate()  # whatever it does at the first call
        self._updates = max(1, round(seconds * self.rate()))

    def rate(self) -> float:
        """Return updates a second of one measurement."""
        self._child.ask(self._updates)
        made, seconds = self._child.answer().split()
        return int(made) / float(seconds)

    def close(self) -> None:
        """End the process and remove its files."""
        self._child.close()
        self._folder.cleanup()


def chosen(wanted: Sequence[str]) -> dict[str, str]:
    """Return the interpreter of each peer that is to be measured ('' for the plain loop).

    Parameters
    ----------
    wanted: ``NAME`` or ``NAME=PATH of an interpreter``; none means every peer that is found.

    Raises
    ------
    MissingError
        If a peer that was asked for is unknown, or no interpreter has it.
    """
    if not wanted:
        found = {name: interpreter(name) for name in MODULES}
        return {PLAIN: ""} | {name: path for name, path in found.items() if path}
    asked = dict(_split(word) for word in wanted)
    return {name: _required(name, path) for name, path in asked.items()}


def _split(word: str) -> tuple[str, str]:
    name, _, path = word.partition("=")
    return name, path


def _required(name: str, path: str) -> str:
    if name == PLAIN:
        return ""
    if name not in MODULES:
        known = (PLAIN, *MODULES)
        raise MissingError(Mistake("--peer", f"'{name}' is not known", ", ".join(known), near_miss(name, known)))
    found = path if path and _has(path, MODULES[name]) else "" if path else interpreter(name)
    if not found:
        where = f"{path} cannot import" if path else "no interpreter found here imports"
        advice = f"Name one that does: --peer {name}=/path/to/python."
        raise MissingError(Mistake("--peer", f"{where} {MODULES[name]}", "", advice))
    return found


@functools.cache
def interpreter(name: str) -> str:
    """Return the first interpreter that has a peer, this one first; '' if none has."""
    places = [sys.executable, shutil.which("python3") or "", "/usr/bin/python3"]
    return next((path for path in dict.fromkeys(places) if path and _has(path, MODULES[name])), "")


def _has(python: str, module: str) -> bool:
    """Return whether an interpreter imports a module; it is asked from an empty folder, free of our own paths."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run([python, "-c", _HAS, module], cwd=folder, capture_output=True, check=False)
        except OSError:
            return False
    return done.returncode == 0


def start(
    peers: dict[str, str], graph: Graph, temperature: float, seconds: float, note: Callable[[str], None]
) -> list[Any]:
    """Start the peers (but the plain loop) that can take a network, each ready to be measured."""
    started = []
    for name, python in peers.items():
        if name == PLAIN or graph.n_nodes > MOST_NODES[name]:
            continue
        peer = Peer(name, python, graph, temperature)
        try:
            peer.prepare(seconds)
        except (ChildError, OSError, ValueError) as error:
            note(f"{name} is left out: {error}")
            peer.close()
            continue
        started.append(peer)
    return started
