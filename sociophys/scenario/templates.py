"""Scenarios to start from: the shipped ones with what they ask and show, and a new one for a user's own ties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sociophys
from sociophys import manifests
from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.scenario.load import parse
from sociophys.scenario.own_ties import from_graph

__all__ = ["Entry", "from_graph", "gallery", "template", "templates"]

_PACKAGE = Path(sociophys.__file__).parent
_FOLDERS = (_PACKAGE / "_scenarios", _PACKAGE.parent / "scenarios")  # in a wheel, in a checkout
_EXPECT = re.compile(r"^# Expect: (.+(?:\n#  .+)*)$", re.MULTILINE)  # goes on in lines that are indented


@dataclass(frozen=True)
class Entry:
    """A shipped scenario as the gallery shows it.

    Attributes
    ----------
    name, question: as in the file. expect: its line ``# Expect: ...``, the finding to look for.
    dataset: the data set it needs that no dependency ships, or ''. is_here: whether that is on this machine.
    thumbnail: a small picture in braille characters, lines of equal length, or ''.
    """

    name: str
    question: str
    expect: str
    dataset: str
    is_here: bool
    thumbnail: str

    @property
    def fetch(self) -> str:
        """The command that brings its data, or '' where none is needed."""
        return f"sociophys datasets fetch {self.dataset}" if self.dataset else ""


def _files() -> dict[str, Path]:
    """Return the shipped scenarios by name, the README's first."""
    folder = next((f for f in _FOLDERS if (f / "karate.yaml").is_file()), None)
    paths = sorted(folder.glob("*.yaml")) if folder else []
    return {path.stem: path for path in sorted(paths, key=lambda path: path.stem != "karate")}


def templates() -> dict[str, str]:
    """Return the question of each shipped scenario, by name."""
    documents = {name: parse(path.read_text("utf-8"), name).plain for name, path in _files().items()}
    return {name: str(document.get("question", "")) for name, document in documents.items()}


def gallery() -> list[Entry]:
    """Return the shipped scenarios with what they ask, what to expect, and a picture."""
    return [_entry(name, path) for name, path in _files().items()]


def _entry(name: str, path: Path) -> Entry:
    text = path.read_text("utf-8")
    plain = parse(text, name).plain
    found = _EXPECT.search(text)
    expect = " ".join(found[1].replace("#", " ").split()) if found else ""
    picture = path.parent / "gallery" / f"{name}.txt"
    thumbnail = picture.read_text("utf-8").rstrip("\n") if picture.is_file() else ""
    dataset = _fetched(plain["network"]["load"])
    is_here = not dataset or bool(manifests.locate(dataset))
    return Entry(name, str(plain.get("question", "")), expect, dataset, is_here, thumbnail)


def _fetched(load: Any) -> str:
    """Return the data set that a loader block needs and no dependency ships, or ''."""
    name = load.get("name", "") if isinstance(load, Mapping) and load.get("kind") == "dataset" else ""
    return str(name) if name and "shipped" not in manifests.manifest(name) else ""


def template(name: str) -> str:
    """Return the text of a shipped scenario, comments included; raises MissingError with the near miss."""
    files: Mapping[str, Path] = _files()
    if name not in files:
        advice = near_miss(name, files) or "See: sociophys init --list"
        raise MissingError(Mistake(name, "no shipped scenario is called so", ", ".join(files), advice))
    return files[name].read_text("utf-8")
