"""A promise that is not kept, and a check that looks for some."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Broken(NamedTuple):
    """A promise that is not kept: what was expected, what came, how to mend it."""

    expected: str
    came: str
    mend: str = ""

    def __str__(self) -> str:
        return f"expected {self.expected}; came {self.came}.{f' {self.mend}' if self.mend else ''}"


Check = Callable[[], Iterable[Broken]]
