"""A document as plain data, as ``document.json`` holds it, and back."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sociophys.panels import PANELS, Document, Panel, Section, Table


def _fields_of(record: Any) -> dict[str, Any]:
    """Return the fields of a record without copying what they hold; records inside become dicts too."""
    values = {one.name: getattr(record, one.name) for one in fields(record)}
    return {name: _fields_of(value) if isinstance(value, Table) else value for name, value in values.items()}


def to_plain(document: Document) -> dict[str, Any]:
    """Return the document as plain data for ``document.json``; it shares the panels' lists."""
    sections = [
        {"id": s.id, "title": s.title, "panels": [{"panel": type(p).__name__, **_fields_of(p)} for p in s.panels]}
        for s in document.sections
    ]
    return {**_fields_of(document), "sections": sections}


def _from_plain(name: str, plain: dict[str, Any]) -> Panel:
    values = {key: value for key, value in plain.items() if key != "panel"}
    if name == "Details":
        values["table"] = Table(**values["table"])
    return PANELS[name](**values)


def from_plain(plain: dict[str, Any]) -> Document:
    """Return the document that :func:`to_plain` wrote."""
    sections = [
        Section(s["id"], s["title"], [_from_plain(p["panel"], p) for p in s["panels"]]) for s in plain["sections"]
    ]
    return Document(**{**plain, "sections": sections})
