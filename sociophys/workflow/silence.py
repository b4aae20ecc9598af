"""What a long job tells of itself, told to nobody."""

from __future__ import annotations


class Silence:
    """Progress nobody watches; also says what a progress must be able to do."""

    def begin(self, total: float) -> None:
        """Start, with the work to come (attempted updates, bytes)."""

    def advance(self, done: float) -> None:
        """Count work as done."""

    def note(self, text: str) -> None:
        """Say something beside the bar."""

    def end(self) -> None:
        """Stop and clear up."""
