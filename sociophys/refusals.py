"""What pydantic refuses, said in our words: what is wrong, what is allowed, what to do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sociophys import registry
from sociophys.errors import near_miss

_TYPES = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text",
    "string_unicode": "text in UTF-8",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a block of keys",
    "model_type": "a block of keys",
    "model_attributes_type": "a block of keys",
    "finite_number": "a finite number",
}


def sentence(detail: Any, cls: Any, holder: Any) -> tuple[str, str, str]:
    """Say one pydantic error in our words: (what, allowed, advice)."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        key, known = str(detail["loc"][-1]), _keys_beside(detail["loc"], cls, holder)
        return f"unknown key '{key}'", ", ".join(known), near_miss(key, known)
    if kind == "missing":
        return f"'{detail['loc'][-1]}' is missing", "", ""
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _tag_sentence(value, context)
    if kind in _TYPES:
        is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        advice = f"Write {int(value)}." if is_whole and kind.startswith("int") else ""
        return f"{shown(value)} is not {_TYPES[kind]}", "", advice
    if kind == "literal_error":
        choices = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return f"{shown(value)} is not a choice", choices, near_miss(value, choices.split(", "))
    if kind in ("too_short", "string_too_short"):
        return f"{shown(value)} is too short", f"a length of {context['min_length']} or more", ""
    if kind == "range":
        side = "below" if context["value"] < context["ge"] else "above"
        bound = context["ge"] if side == "below" else context["le"]
        return f"{context['value']:g} is {side} {bound:g}", _span(context["ge"], context["le"]), ""
    return _bound_sentence(detail, cls) or (str(detail["msg"]).removeprefix("Value error, "), "", "")


def _tag_sentence(value: Any, context: Any) -> tuple[str, str, str]:
    known = str(context.get("expected_tags", "")).replace("'", "")
    value = {"kind": value} if isinstance(value, str) else value  # a bare word names a kind
    if isinstance(value, Mapping) and "kind" in value:
        return f"{shown(value['kind'])} is not a kind", known, near_miss(str(value["kind"]), known.split(", "))
    return f"{shown(value)} is not a block with a kind", f"kind: {known}" if known else "", ""


_BOUNDS = {
    "greater_than_equal": ("ge", "is below {}", "{} or more"),
    "greater_than": ("gt", "is not above {}", "above {}"),
    "less_than_equal": ("le", "is above {}", "at most {}"),
    "less_than": ("lt", "is not below {}", "below {}"),
}


def _bound_sentence(detail: Any, cls: Any) -> tuple[str, str, str] | None:
    if detail["type"] not in _BOUNDS:
        return None
    key, what, allowed = _BOUNDS[detail["type"]]
    bound, field = detail["ctx"][key], cls.model_fields.get(str(detail["loc"][0]))
    rules = field.metadata if field else ()
    ends = {name: getattr(rule, name) for rule in rules for name in ("ge", "le") if hasattr(rule, name)}
    spanned = len(detail["loc"]) == 1 and len(ends) == 2
    sentence = f"{ends['ge']} to {ends['le']}" if spanned else allowed.format(bound)
    return f"{detail['input']} {what.format(bound)}", sentence, ""


def _keys_beside(loc: tuple[str | int, ...], cls: Any, holder: Any) -> list[str]:
    """Return the keys that may stand where an unknown one stood."""
    if len(loc) == 1:
        return list(cls.model_fields)
    if isinstance(holder, Mapping) and "kind" in holder:
        for family in ("schedules", "triggers", "loaders"):
            if holder["kind"] in registry.kinds(family):
                return list(registry.member(family, holder["kind"]).model_fields)
    model: Any = cls
    for part in loc[:-1]:
        field = getattr(model, "model_fields", {}).get(part)
        model = field.annotation if field else model
    return list(getattr(model, "model_fields", {}))


def _span(low: float, high: float) -> str:
    if math.isinf(high):
        return f"{low:g} or more"
    return f"at most {high:g}" if math.isinf(low) else f"{low:g} to {high:g}"


def shown(value: Any) -> str:
    """Return a value as a message shows it: as it would be written, long ones cut."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if isinstance(value, (str, Mapping, list)) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
