"""The plug-ins a scenario brings: files listed under ``plugins``, and files named in place of an observable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from sociophys.errors import SociophysError
from sociophys.parameters import Finding
from sociophys.plugins import SUFFIX, Plugin
from sociophys.plugins.gate import Gate
from sociophys.scenario.paths import Path, put


class Brought(NamedTuple):
    """What a document brings.

    Attributes
    ----------
    plain: the document, with every file in place of a kind called by its kind.
    own: plug-ins by kind, in the order they are named; None for one that was refused.
    """

    plain: Any
    own: dict[str, Plugin | None]

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """The plug-ins that may run."""
        return tuple(plugin for plugin in self.own.values() if plugin is not None)


def brought(plain: Mapping[str, Any], gate: Gate) -> tuple[Brought, list[Finding]]:
    """Let the files that a document names through the gate; return what they bring and what is wrong with them."""
    findings: list[Finding] = []
    files: dict[str, str] = {}  # by kind
    own: dict[str, Plugin | None] = {}
    document: Any = plain
    for place, file in _named(plain, findings):
        kind = FilePath(file).stem
        if place[0] != "plugins":
            document = put(document, place, kind)
        if files.setdefault(kind, file) != file:
            what = f"'{file}' and '{files[kind]}' would be one kind, '{kind}'"
            findings.append(Finding(place, what, "file names that differ"))
        elif kind not in own:
            own[kind], wrong = _admitted(file, place, gate)
            findings += wrong
    return Brought(document, own), findings


def _named(plain: Mapping[str, Any], findings: list[Finding]) -> Iterator[tuple[Path, str]]:
    """Yield every file that is named, with its place."""
    listed = plain.get("plugins", [])
    if not isinstance(listed, list):
        findings.append(Finding(("plugins",), f"{listed!r} is not a list", "a list of .py files"))
        listed = []
    for k, file in enumerate(listed):
        if not _is_file(file):
            findings.append(Finding(("plugins", k), f"{file!r} is not a plug-in", "the path of a .py file"))
        elif file in listed[:k]:
            findings.append(Finding(("plugins", k), f"{file!r} stands twice", "each file once"))
        else:
            yield ("plugins", k), file
    run = plain.get("run")
    observables = run.get("observables") if isinstance(run, Mapping) else None
    for k, item in enumerate(observables if isinstance(observables, list) else []):
        inside: Path = ("kind",) if isinstance(item, Mapping) else ()
        kind = item.get("kind") if isinstance(item, Mapping) else item
        if _is_file(kind):
            yield ("run", "observables", k, *inside), kind


def _is_file(kind: Any) -> bool:
    return isinstance(kind, str) and kind.endswith(SUFFIX)


def _admitted(file: str, place: Path, gate: Gate) -> tuple[Plugin | None, list[Finding]]:
    try:
        return gate.admit(file), []
    except SociophysError as error:
        return None, [Finding(place, f"{m.where} {m.what}", m.allowed, m.advice) for m in error.mistakes]
