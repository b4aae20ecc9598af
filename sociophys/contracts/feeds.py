"""What a feed must do: show everybody something finite at every state, and look no further than it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sociophys.contracts import runs
from sociophys.contracts.promise import Broken, Check
from sociophys.contracts.small import NAMES, N, setting, spins
from sociophys.engine.wiring import wire
from sociophys.kernels.asking import ask_row

Array = np.ndarray
_STATES = 6


def checks(feed: Any) -> Mapping[str, Check]:
    """Return the checks of a feed."""
    return {
        "shows finite pulls, and changes nothing": lambda: _finite(feed),
        "looks at ties only where it says so": lambda: _looks(feed),
        "takes a side where it says so": lambda: _sides(feed),
        **runs.checks(feed),
    }


class _Shown:
    """A feed bound to a small network."""

    def __init__(self, feed: Any, name: str) -> None:
        self.network = setting(name).network
        self.wiring = wire(self.network)
        self.row = feed.row(feed.bind(setting(name)))

    def at(self, s: Array) -> Array:
        """Return (n_nodes, 2): f and gain of each person."""
        parts = (self.wiring.indptr, self.wiring.indices, self.wiring.couplings)
        return np.asarray(ask_row(self.row, *parts, s))


def _finite(feed: Any) -> Iterator[Broken]:
    for name in NAMES:
        shown = _Shown(feed, name)
        before = shown.wiring.couplings.copy()
        for s in spins(_STATES).T.copy():
            given = s.copy()
            found = shown.at(s)
            wrong = np.argwhere(~np.isfinite(found))
            if len(wrong):
                i, column = wrong[0]
                mend = "Somebody may have no ties: keep divisions from 0."
                yield Broken(f"a finite {('f', 'gain')[column]} ({name})", f"{found[i, column]} at person {i}", mend)
                return
            if not (np.array_equal(given, s) and np.array_equal(before, shown.wiring.couplings)):
                yield Broken(f"spins and couplings left alone ({name})", "changed ones", "A row reads only.")
                return


def _looks(feed: Any) -> Iterator[Broken]:
    for name in NAMES if feed.reads_ties_only else ():
        shown, s = _Shown(feed, name), spins(1)[:, 0].copy()
        before, ties = shown.at(s), _seen(shown)
        for j in range(N):
            turned = s.copy()
            turned[j] *= -1
            changed = (shown.at(turned) != before).any(axis=1)
            beyond = np.flatnonzero(changed & ~ties[:, j])
            if len(beyond):
                mend = "reads_ties_only: ClassVar[bool] = False"
                yield Broken(f"a row of one's own ties ({name})", f"person {beyond[0]} sees a stranger", mend)
                return


def _seen(shown: _Shown) -> Array:
    """Return who may see whom, (n_nodes, n_nodes) bool: oneself and one's influences."""
    seen = np.eye(N, dtype=bool)
    for i in range(N):
        seen[i, shown.wiring.indices[shown.wiring.indptr[i] : shown.wiring.indptr[i + 1]]] = True
    return seen


def _sides(feed: Any) -> Iterator[Broken]:
    for name in () if feed.singles_out_a_side else NAMES:
        shown = _Shown(feed, name)
        for s in spins(_STATES).T.copy():
            if not np.allclose(shown.at(-s) * np.array([-1.0, 1.0]), shown.at(s), atol=1e-6):
                mend = "singles_out_a_side: ClassVar[bool] = True"
                yield Broken(f"(-f, gain) for turned opinions ({name})", "another", mend)
                return
