"""Our engine as one that is measured: a state that goes on from measurement to measurement."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.model import Model
from sociophys.trajectory import Segment

_TRIED_SECONDS = 0.2


class Engine:
    """One work unit of a model, advanced by the engine as any run is, every record made; nothing is stored."""

    def __init__(self, model: Model, unit: int = 0) -> None:
        self._model, self._plan = model, plan(model)
        self.kernel = self._plan.kernel
        self._state = start(model, self._plan.units[unit])
        self._segments: Iterator[Segment] = self._cut(1)
        self.sweeps = 1  # of one measurement

    def _cut(self, sweeps: int) -> Iterator[Segment]:
        """Return the run from where it stands, in segments of so many sweeps; the first may be shorter."""
        return run(self._model, replace(self._plan, segment_sweeps=sweeps), self._state)

    @property
    def updates(self) -> int:
        """Updates of one measurement."""
        return self.sweeps * int(self._state.spins.size)

    def prepare(self, seconds: float) -> None:
        """Compile, and choose how many sweeps take about so long."""
        next(self._segments)
        next(self._segments)
        begin, made = time.perf_counter(), 0
        while made < 2 or time.perf_counter() - begin < _TRIED_SECONDS:
            next(self._segments)
            made += 1
        self.take(max(2, round(seconds * made / (time.perf_counter() - begin))))

    def take(self, sweeps: int) -> None:
        """Let a measurement be so many sweeps."""
        self.sweeps, self._segments = sweeps, self._cut(sweeps)
        if self._state.t % sweeps:
            next(self._segments)  # to the first border

    def advance(self) -> None:
        """Make the sweeps of one measurement."""
        next(self._segments)

    def rate(self) -> float:
        """Return updates a second of one measurement."""
        begin = time.perf_counter()
        self.advance()
        return self.updates / (time.perf_counter() - begin)
