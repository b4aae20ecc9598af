"""Manifests of real networks: where each comes from, what it means, and where its bytes lie on this machine."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import model_validator

from sociophys import folders
from sociophys.errors import GraphError, MissingError, Mistake, near_miss
from sociophys.parameters import Strict, accepted, parameter, read_record
from sociophys.reading import packed

_PLACES = (Path(__file__).parent / "_datasets", Path(__file__).parent.parent / "datasets")
Collection = Literal["networkx", "papers", "SNAP", "KONECT"]


class Part(Strict):
    """One file of a data set, as it lies in the cache: unpacked."""

    file: str = parameter(doc="Its name in the cache and in a mirror (there also packed).", min_length=1)
    url: str = parameter(doc="Where it is downloaded from, packed or not.", min_length=1)
    member: str = parameter("", doc="Its name inside the archive behind the address; empty: the address is no archive.")
    bytes: int | None = parameter(None, doc="Length, unpacked; null: nobody has checked it.", ge=1)
    sha256: str | None = parameter(None, doc="Checksum, unpacked; null: nobody has checked it.")

    @model_validator(mode="after")
    def _check(self) -> Part:
        if not self.url.startswith(("https://", "http://")):
            raise ValueError(f"url '{self.url}' is not of the web; allowed https://..., http://...")
        if any(mark in self.file for mark in ("/", "\\", "..")):
            raise ValueError(f"file '{self.file}' is a path; allowed a bare name")
        if (self.sha256 is None) != (self.bytes is None):
            raise ValueError("bytes and sha256 belong together; allowed both, or both null")
        if self.sha256 is not None and (len(self.sha256) != 64 or set(self.sha256) - set("0123456789abcdef")):
            raise ValueError(f"sha256 '{self.sha256}' is no checksum; allowed 64 hexadecimal digits")
        return self

    def in_archive(self) -> str:
        """Return the name of the file behind the address."""
        return self.url.rpartition("/")[2]


class Known(Strict):
    """A published or certified number to test against, with its evidence."""

    what: str = parameter(doc="The quantity, e.g. triangles.", min_length=1)
    value: float = parameter(doc="Its value, to the digits given.")
    of: str = parameter(doc="The graph it is taken of, e.g. undirected simple graph.", min_length=1)
    evidence: str = parameter(doc="Who printed it, and whether it was recomputed.", min_length=1)


class Manifest(Strict):
    """What is known of a data set before its bytes are looked at."""

    name: str = parameter(doc="What scenarios and commands call it.", min_length=1)
    title: str = parameter(doc="What it is, in a line.", min_length=1)
    about: str = parameter("", doc="What a reader of a report should know.")
    collection: Collection = parameter(doc="Where it is from.")
    shipped: str = parameter("", doc="The loader that has it from a dependency; empty: it is fetched.")
    unchecked: bool = parameter(doc="Whether nobody has checked the bytes behind the address.")
    ties: Part | None = parameter(None, doc="The file of ties.")
    nodes: Part | None = parameter(None, doc="The node table, if there is one.")
    page: str = parameter("", doc="The page that describes it.")
    read: dict[str, Any] = parameter({}, doc="Options of the file loader.")
    directed: bool = parameter(doc="Whether an arrow matters.")
    direction: str = parameter(doc="Which way influence runs, in words.", min_length=1)
    rows: int | None = parameter(None, doc="Rows of the file of ties.", ge=1)
    n_nodes: int = parameter(doc="People.", ge=1)
    n_edges: int = parameter(doc="Ties (arrows if directed).", ge=1)
    n_negative: int | None = parameter(None, doc="Ties below zero; null: not printed.", ge=0)
    counts_from: str = parameter(doc="Who counted.", min_length=1)
    known: list[Known] = parameter([], doc="Numbers to test against.")
    opinions: dict[str, Any] = parameter({}, doc="The opinions block of a scenario, where sides are known.")
    licence: str = parameter(doc="What its source states.", min_length=1)
    citation: str = parameter(doc="Whom to cite.", min_length=1)
    source: str = parameter(doc="The repository or collection.", min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Manifest:
        if bool(self.shipped) == bool(self.ties):
            raise ValueError("a data set is shipped or has a file of ties; allowed one of shipped, ties")
        if self.unchecked != any(part.sha256 is None for part in self.parts):
            raise ValueError(f"unchecked is {self.unchecked}; allowed true if and only if a checksum is null")
        return self

    @property
    def parts(self) -> tuple[Part, ...]:
        """The files it consists of, the ties first."""
        return tuple(part for part in (self.ties, self.nodes) if part)


def read(document: Any, where: str) -> Manifest:
    """Return a manifest from a document; raises :class:`GraphError` with all mistakes."""
    return accepted(where, read_record(Manifest, document))


@functools.cache
def _all() -> dict[str, Manifest]:
    place = next((folder for folder in _PLACES if folder.is_dir()), _PLACES[0])
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(place.glob("*.json"))}
    found = [read(json.loads(text), name) for name, text in texts.items()]
    return {entry.name: entry for entry in found}


def names() -> tuple[str, ...]:
    """Return the names of all data sets, in alphabetical order."""
    return tuple(_all())


def record(name: str) -> Manifest:
    """Return the manifest of a data set; raises :class:`MissingError` with the near miss."""
    if name not in _all():
        advice = near_miss(name.lower(), names()) or "See: sociophys datasets list."
        raise MissingError(Mistake("data set", f"there is none called '{name}'", ", ".join(names()), advice))
    return _all()[name]


def manifest(name: str) -> dict[str, Any]:
    """Return the manifest of a data set as plain data, without what it does not say."""
    return record(name).model_dump(exclude_defaults=True)


def cache_folder() -> Path:
    """Return the folder for fetched data."""
    return folders.cache() / "data"


def mirror_folder() -> Path | None:
    """Return the folder named by ``SOCIOPHYS_DATA_MIRROR``, if any."""
    named = os.environ.get("SOCIOPHYS_DATA_MIRROR")
    return Path(named).expanduser() if named else None


def cached(name: str, part: Part) -> Path:
    """Return where a file of a data set lies, or will lie, in the cache."""
    return cache_folder() / name / part.file


def first_path(name: str, part: Part) -> Path:
    """Return where the first download of an unchecked file is recorded."""
    return cached(name, part).with_name(f"{part.file}.first.json")


def first_seen(name: str, part: Part) -> dict[str, Any]:
    """Return what was recorded when an unchecked file first came: sha256, bytes, date, origin; empty if it never did.

    From then on the file is compared with it, like a checked one with its manifest.
    """
    try:
        known = json.loads(first_path(name, part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) and isinstance(known.get("sha256"), str) else {}


def promised(name: str, part: Part) -> str | None:
    """Return the sha256 a file must have: the manifest's, else that of the first download, else None."""
    return part.sha256 or first_seen(name, part).get("sha256")


def in_mirror(name: str, part: Part) -> list[Path]:
    """Return the places in the mirror where a file may lie, plain or packed, flat or in one level of folders."""
    root = mirror_folder()
    if root is None or not root.is_dir():
        return []
    aliases = (part.file, f"{part.file}.gz", part.in_archive())
    folders = [root, root / name, *sorted(path for path in root.iterdir() if path.is_dir())]
    return list(dict.fromkeys(path for folder in folders for alias in aliases if (path := folder / alias).is_file()))


def checksum(path: Path) -> str:
    """Return the sha256 of a file's bytes, unpacked if it is packed; once for a file that has not changed."""
    state = path.stat()
    return _checksum(str(path), state.st_size, state.st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _checksum(path: str, size: int, changed: int) -> str:  # size and changed: is it still the same file?
    return packed.digest(Path(path))


def locate(name: str) -> dict[str, Path]:
    """Return the files on this machine that hold a data set, checked: ``ties`` and, if it has one, ``nodes``.

    Each is looked for in the user's cache, then in the mirror. Empty if one of them is nowhere, or if a
    dependency ships the data.
    """
    entry = record(name)
    places = [_place(name, part) for part in entry.parts]
    if not places or None in places:
        return {}
    return {role: path for role, path in zip(("ties", "nodes"), places, strict=False) if path}


def is_kept(name: str, part: Part) -> bool:
    """Whether a file lies in the cache and has the checksum it must have."""
    return _holds(cached(name, part), promised(name, part))


def _place(name: str, part: Part) -> Path | None:
    known = promised(name, part)
    outside = [path for path in in_mirror(name, part) if not packed.is_archive(path)]
    return next((path for path in (cached(name, part), *outside) if _holds(path, known)), None)


def _holds(path: Path, known: str | None) -> bool:
    """Whether a file is there and has a checksum; one that cannot be read or unpacked has not."""
    try:
        return known is not None and checksum(path) == known
    except (OSError, GraphError):
        return False


def require(name: str) -> Path:
    """Return the file of ties of a data set; raises :class:`MissingError` that says how to fetch it. No download."""
    return Path(read_options(name)["path"])


def read_options(name: str, **given: Any) -> dict[str, Any]:
    """Return the options with which the ``file`` loader reads a data set, those given before those of the manifest.

    An arrow that is given takes the place of the documented direction.

    Raises
    ------
    MissingError
        If its files are not on this machine; says how to fetch them.
    """
    places = locate(name)
    if not places:
        advice = f"Run: sociophys datasets fetch {name}"
        raise MissingError(Mistake(f"data set {name}", "its file is not on this machine", "", advice))
    documented = dict(record(name).read)
    if "arrow" in given or "directed" in given:
        documented = {key: value for key, value in documented.items() if key not in ("arrow", "directed")}
    paths = {"path": str(places["ties"])} | ({"nodes": str(places["nodes"])} if "nodes" in places else {})
    return paths | documented | given
