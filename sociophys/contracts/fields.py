"""What a field must do: add to h, finite, at the times it says, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sociophys import registry, rng
from sociophys.contracts import runs
from sociophys.contracts.promise import Broken, Check
from sociophys.contracts.small import NAMES, N, setting, spins

Array = np.ndarray
_REPLICAS, _LAST = 4, 12


def checks(field: Any) -> Mapping[str, Check]:
    """Return the checks of a field."""
    return {
        "writes finite pressure that adds to others'": lambda: _adds(field),
        "changes no sooner than it says": lambda: _changes(field),
        "keeps its memory a replica apart": lambda: _remembers(field),
        "takes a side where it says so": lambda: _sides(field),
        **runs.checks(field),
    }


class Pressing:
    """A field bound to a small network, with memory of its own."""

    def __init__(self, field: Any, name: str, columns: Array) -> None:
        self.field, self.columns = field, columns
        self.bound = field.bind(setting(name), self._draw)
        memory = field.memory_of(self.bound, N, np.arange(_REPLICAS))
        self.memory = {key: np.ascontiguousarray(part[..., columns]) for key, part in memory.items()}

    def _draw(self, *parts: Any) -> np.random.Generator:
        return rng.generator(1, "fields", registry.kind_of(self.field), *parts)

    def look(self, at: Array, t: int) -> None:
        """Refresh the memory where the cadence says so."""
        if self.memory and self.field.cadence.active(t, {}):
            spins = np.ascontiguousarray(at[:, self.columns])
            crowd = SimpleNamespace(m=spins.sum(axis=0, dtype=np.int64), spins=spins, packed=[])
            self.field.refresh(self.bound, self.memory, crowd, t, self._draw)

    def written(self, t: int, base: float = 0.0) -> Array:
        """Return h after the field has written into one that held ``base`` everywhere."""
        h = np.full((N, len(self.columns) if self.field.per_replica else 1), base)
        self.field.write(self.bound, self.memory, t, h)
        return h


def _pressing(field: Any) -> Iterator[tuple[str, Pressing]]:
    for name in NAMES:
        yield name, Pressing(field, name, np.arange(_REPLICAS))


def _adds(field: Any) -> Iterator[Broken]:
    for name, pressing in _pressing(field):
        for t in range(3):
            pressing.look(spins(_REPLICAS, t), t)
            alone, beside = pressing.written(t), pressing.written(t, base=2.0)
            if not np.isfinite(alone).all():
                yield Broken(f"finite numbers at sweep {t} ({name})", f"{alone[~np.isfinite(alone)][0]}")
            elif not np.allclose(beside - 2.0, alone, atol=1e-9):
                yield Broken(
                    f"h to be added to ({name})", "what others wrote is changed", "Write h += ..., not h[:] = ..."
                )


def _changes(field: Any) -> Iterator[Broken]:
    if field.per_replica:
        return
    for name, pressing in _pressing(field):
        t = 0
        while t < _LAST:
            until = field.changes_after(t)
            if not until > t:
                yield Broken(
                    f"changes_after({t}) above {t} ({name})", f"{until}", "Return math.inf if it never changes."
                )
                return
            first = pressing.written(t)
            last = int(min(until, _LAST))
            early = [u for u in range(t + 1, last) if not np.array_equal(pressing.written(u), first)]
            if early:
                mend = "Return the first sweep after t at which it may differ from that at t."
                yield Broken(f"no change from sweep {t} to {until:g} ({name})", f"one at sweep {early[0]}", mend)
                return
            t = last


def _remembers(field: Any) -> Iterator[Broken]:
    for name in NAMES:
        both, parts = (
            Pressing(field, name, np.arange(_REPLICAS)),
            [Pressing(field, name, np.array([c])) for c in (0, 3)],
        )
        if both.memory and not field.per_replica:
            mend = "per_replica: ClassVar[bool] = True"
            yield Broken("a field that follows opinions to differ between replicas", "per_replica False", mend)
            return
        for t in range(4):
            for one in (both, *parts):
                one.look(spins(_REPLICAS, t), t)
        for part in parts if field.per_replica else ():
            if not np.array_equal(part.written(3), both.written(3)[:, part.columns]):
                yield Broken(
                    f"the same pressure whoever runs beside ({name})", "another", "Look at one's own column only."
                )


def _sides(field: Any) -> Iterator[Broken]:
    if not field.at_rest():
        return
    for name in NAMES:
        one, other = (Pressing(field, name, np.arange(_REPLICAS)) for _ in range(2))
        for t in range(3):
            one.look(spins(_REPLICAS, t), t)
            other.look(-spins(_REPLICAS, t), t)
        h, turned = one.written(3), other.written(3)
        size = max(1.0, float(np.nanmax(np.abs(h))) if h.size else 1.0)
        if not np.allclose(h, -turned, atol=1e-9 * size) and math.isfinite(size):
            mend = "at_rest says that nothing singles out a side; return False here."
            yield Broken(f"a pressure that turns with the opinions ({name})", "one that does not", mend)
