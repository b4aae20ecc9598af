"""Progress on stderr: a bar with rate and time left on a terminal, else a plain line at most once a minute."""

from __future__ import annotations

import sys
import time
from typing import Any, Protocol

from sociophys.cli.console import harmless, magnitude, say

MINUTE = 60.0


class Progress(Protocol):
    """What a long job tells of itself."""

    def begin(self, total_updates: float) -> None:
        """Start, with the attempted updates to come."""

    def advance(self, updates: float) -> None:
        """Count updates as done."""

    def note(self, text: str) -> None:
        """Say something beside the bar."""

    def end(self) -> None:
        """Stop and clear up."""


class Lines:
    """Plain lines, at most one a minute."""

    def __init__(self, clock: Any = time.monotonic, unit: str = "updates") -> None:
        self._clock, self._unit = clock, unit
        self._total = 0.0
        self._done = 0.0
        self._begin = self._last = clock()

    def begin(self, total_updates: float) -> None:
        """Start, with the attempted updates to come."""
        self._total, self._done = total_updates, 0.0
        self._begin = self._last = self._clock()

    def advance(self, updates: float) -> None:
        """Count updates as done; a line if the last is a minute ago."""
        self._done += updates
        now = self._clock()
        if now - self._last >= MINUTE:
            self._last = now
            say(self._line(now - self._begin))

    def note(self, text: str) -> None:
        """Say something."""
        say(text)

    def end(self) -> None:
        """Nothing to clear up."""

    def _line(self, elapsed: float) -> str:
        share, rate = self._done / max(self._total, 1.0), self._done / elapsed
        left = max(self._total - self._done, 0.0) / max(rate, 1e-9)
        return f"{share:.0%} done, {magnitude(rate)}{self._unit}/s, {left / 60:.1f} min left"


class Bar:
    """A rich bar: share, rate, time left."""

    def __init__(self, what: str = "simulating", unit: str = "updates") -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        # Work comes in segments that may take half a minute each; the default window of 30 s would see no rate.
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=600.0)
        self._task, self._unit = self._bar.add_task(what, total=None, rate=""), unit

    def begin(self, total_updates: float) -> None:
        """Start, with the attempted updates to come."""
        self._bar.reset(self._task, total=max(total_updates, 1.0))
        self._bar.start()

    def advance(self, updates: float) -> None:
        """Count updates as done."""
        self._bar.advance(self._task, updates)
        speed = self._bar.tasks[0].speed
        if speed:
            self._bar.update(self._task, rate=f"{magnitude(speed)}{self._unit}/s")

    def note(self, text: str) -> None:
        """Say something above the bar."""
        self._bar.console.print(harmless(text), markup=False, highlight=False)

    def end(self) -> None:
        """Take the bar away."""
        self._bar.stop()


def progress(what: str = "simulating", unit: str = "updates") -> Progress:
    """Return the progress that fits stderr."""
    return Bar(what, unit) if sys.stderr.isatty() else Lines(unit=unit)
