"""The text of a plug-in to start from."""

from __future__ import annotations

import re
from pathlib import Path

from sociophys.plugins.classes import class_name

_FOLDER = Path(__file__).parent / "templates"


def text(family: str, kind: str) -> str:
    """Return a documented plug-in of a family (``fields``), its class called after ``kind`` where that is a name."""
    shipped = f"my_{family if family == 'dynamics' else family.removesuffix('s')}"
    source = (_FOLDER / f"{shipped}.py").read_text("utf-8")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", kind) or kind == shipped:
        return source
    renamed = re.sub(rf"\b{class_name(shipped)}\b", class_name(kind), source)
    return renamed.replace(f"kind: {shipped}", f"kind: {kind}")
