"""What a bare word of YAML means: the core schema of YAML 1.2, less what a scenario refuses.

``1e-3`` is a number; ``no``, ``on`` and ``12:30`` are text. Nulls, dates, NaN and infinities are refused.
Source: YAML 1.2.2, section 10.3.2.
"""

from __future__ import annotations

import math
import re
from typing import Any

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE, _FALSE = frozenset({"true", "True", "TRUE"}), frozenset({"false", "False", "FALSE"})
_INT = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?")
_MAX_DIGITS = 400


class Refused(ValueError):
    """A bare word that no scenario may hold: ``what`` is wrong and ``advice`` what to write."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what, self.advice = what, advice


def meaning(word: str) -> Any:
    """Return the bool, int, float or text that an unquoted word stands for.

    Raises
    ------
    Refused
        For nulls, dates, NaN, infinities and numbers too large for a float.

    Examples
    --------
    >>> meaning("1e-3"), meaning("no"), meaning("010")
    (0.001, 'no', 10)
    """
    if word in _NULL:
        raise Refused("nothing is given here", "Write a value, or leave the key out.")
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    if _DATE.fullmatch(word):
        raise Refused(f"{word} is a date", "Put it in quotes if text is meant.")
    if _NOT_FINITE.fullmatch(word):
        raise Refused(f"{word} is not a finite number", "Put it in quotes if text is meant.")
    return _number(word)


def _number(word: str) -> Any:
    if len(word) > _MAX_DIGITS:
        return word
    if _INT.fullmatch(word):
        return int(word)
    if _OTHER_BASE.fullmatch(word):
        return int(word, 0)
    if not _FLOAT.fullmatch(word):
        return word
    value = float(word)
    if math.isinf(value):
        raise Refused(f"{word} is too large for a number", "Numbers go up to 1.7e308.")
    return value
