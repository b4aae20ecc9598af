"""Scenarios to start from: the shipped ones, and a new one for a user's own ties."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sociophys
from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.scenario.load import parse
from sociophys.scenario.own_ties import from_graph

__all__ = ["from_graph", "template", "templates"]

_PACKAGE = Path(sociophys.__file__).parent
_FOLDERS = (_PACKAGE / "_scenarios", _PACKAGE.parent / "scenarios")  # in a wheel, in a checkout


def _files() -> dict[str, Path]:
    """Return the shipped scenarios by name, the README's first."""
    folder = next((f for f in _FOLDERS if (f / "karate.yaml").is_file()), None)
    paths = sorted(folder.glob("*.yaml")) if folder else []
    return {path.stem: path for path in sorted(paths, key=lambda path: path.stem != "karate")}


def templates() -> dict[str, str]:
    """Return the question of each shipped scenario, by name."""
    documents = {name: parse(path.read_text("utf-8"), name).plain for name, path in _files().items()}
    return {name: str(document.get("question", "")) for name, document in documents.items()}


def template(name: str) -> str:
    """Return the text of a shipped scenario, comments included; raises MissingError with the near miss."""
    files: Mapping[str, Path] = _files()
    if name not in files:
        advice = near_miss(name, files) or "See: sociophys init --list"
        raise MissingError(Mistake(name, "no shipped scenario is called so", ", ".join(files), advice))
    return files[name].read_text("utf-8")
