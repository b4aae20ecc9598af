"""Write plain data as YAML that reads back as the same data, short blocks on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sociophys.scenario import scalars

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def dump(document: Mapping[str, Any]) -> str:
    """Return a document as YAML text that ends in a line break.

    Examples
    --------
    >>> print(dump({"run": {"sweeps": 10, "observables": ["m"]}, "name": "no: colon"}), end="")
    run: {sweeps: 10, observables: [m]}
    name: "no: colon"
    """
    return "".join(_entry(key, value, 0) for key, value in document.items())


def _entry(key: Any, value: Any, depth: int) -> str:
    head = f"{'  ' * depth}{_text(str(key))}:"
    return f"{head}{_value(value, depth, len(head))}"


def _value(value: Any, depth: int, used: int) -> str:
    line = flow(value)
    if len(line) + used < _WIDTH or not value or not isinstance(value, (Mapping, list)):
        return f" {line}\n"
    if isinstance(value, list):
        return "\n" + "".join(f"{'  ' * (depth + 1)}-{_item(item, depth + 1)}" for item in value)
    return "\n" + "".join(_entry(key, part, depth + 1) for key, part in value.items())


def _item(item: Any, depth: int) -> str:
    line = flow(item)
    if len(line) + 2 * depth < _WIDTH or not item or not isinstance(item, Mapping):
        return f" {line}\n"
    lines = "".join(_entry(key, part, depth + 1) for key, part in item.items())
    return f" {lines.lstrip()}"


def flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(str(key))}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and _is_text(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _is_text(word: str) -> bool:
    try:
        return scalars.meaning(word) == word
    except scalars.Refused:
        return False
