"""Places in a document: ``fields[0].strength`` as text and as ``('fields', 0, 'strength')``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Path = tuple[str | int, ...]
_PART = re.compile(r"(?:^|\.)([A-Za-z_][A-Za-z0-9_-]*)|\[(\d{1,6})\]")


def show(path: Path) -> str:
    """Return a path as text.

    Examples
    --------
    >>> show(("fields", 1, "strength"))
    'fields[1].strength'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def parse(text: str) -> Path:
    """Return the path a text names; raises ValueError if it is none.

    Examples
    --------
    >>> parse("fields[1].strength")
    ('fields', 1, 'strength')
    """
    path: list[str | int] = []
    end = 0
    for match in _PART.finditer(text):
        if match.start() != end:
            break
        end = match.end()
        path.append(match[1] if match[1] is not None else int(match[2]))
    if end != len(text) or not path or isinstance(path[0], int):
        raise ValueError(f"'{text}' is not a path; allowed keys joined by dots, list places in brackets")
    return tuple(path)


def get(document: Any, path: Path) -> Any:
    """Return what stands at a path; raises LookupError if nothing does."""
    for part in path:
        is_there = isinstance(document, list if isinstance(part, int) else Mapping)
        if not is_there:
            raise LookupError(part)
        document = document[part]
    return document


def put(document: Any, path: Path, value: Any) -> Any:
    """Return a copy of a document with a value set at a path.

    A bare word on the way becomes ``{kind: word}``, a bare number gives way to a block, and a missing block is made;
    list places must be there. Raises LookupError with a sentence otherwise.
    """
    return _put(document, path, value, ())


def _put(here: Any, path: Path, value: Any, done: Path) -> Any:
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        return _put_item(here, part, rest, value, done)
    if isinstance(here, list):
        raise LookupError(f"{show(done)} is a list; allowed a place in brackets, such as {show((*done, 0))}")
    block = {"kind": here} if isinstance(here, str) else dict(here) if isinstance(here, Mapping) else {}
    block[part] = _put(block.get(part), rest, value, (*done, part))
    return block


def _put_item(here: Any, index: int, rest: Path, value: Any, done: Path) -> list[Any]:
    items = list(here) if isinstance(here, list) else []
    if index >= len(items):
        there = f"{show((*done, 0))} to {show((*done, len(items) - 1))}" if items else "none: the list is empty"
        raise LookupError(f"{show((*done, index))} is not there; allowed {there}")
    items[index] = _put(items[index], rest, value, (*done, index))
    return items
