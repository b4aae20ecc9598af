"""A process that is asked by lines and answers by lines: says 'ready', then one answer a question."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path


class ChildError(Exception):
    """A child that could not start or died: the last line it said."""


class Child:
    """A process with a folder of its own as working folder; it stands still but for the time of an answer."""

    def __init__(self, words: Sequence[str], folder: Path | None = None) -> None:
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  closed in close()
        self._process = subprocess.Popen(
            words,
            cwd=folder,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )

    def wait_ready(self) -> None:
        """Wait for 'ready'; what is said before it is passed over."""
        while self.answer() != "ready":
            pass

    def ask(self, question: object) -> None:
        """Put a question; :meth:`answer` waits for what comes back."""
        if self._process.stdin is not None:
            self._process.stdin.write(f"{question}\n")
            self._process.stdin.flush()

    def answer(self) -> str:
        """Return the next line; raises :class:`ChildError` where there is none."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if line:
            return line.strip()
        self._said.seek(0)
        raise ChildError((self._said.read().strip().splitlines() or ["it ended without a word"])[-1])

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
        self._said.close()
