"""Read a scenario: text to marked data to a checked :class:`Scenario`. The one door to YAML.

The text is read event by event, so that nothing is ever built that a scenario may not hold: anchors, aliases,
tags, directives, nulls and duplicate keys are refused where they stand, before any value exists.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sociophys.errors import MissingError, Mistake, ScenarioError, near_miss
from sociophys.parameters import Finding
from sociophys.plugins.gate import Gate
from sociophys.scenario import scalars
from sociophys.scenario.document import Scenario
from sociophys.scenario.marks import Marked, Place
from sociophys.scenario.overrides import apply
from sociophys.scenario.paths import Path as Location
from sociophys.scenario.quick import shortened
from sociophys.scenario.reading import read

MAX_BYTES, MAX_DEPTH, MAX_VALUES = 1_000_000, 50, 10_000


def load(
    scenario: str | os.PathLike[str] | Mapping[str, Any],
    overrides: Iterable[tuple[str, str]] = (),
    *,
    quick: bool = False,
    seed: int | None = None,
    allow_plugins: bool = False,
) -> Scenario:
    """Return the scenario that a file or a dict says, checked as far as it can be without its network.

    Parameters
    ----------
    scenario: path of a YAML file, or the same as a dict.
    overrides: pairs of a dotted path and a value in YAML, as in ``--set run.sweeps=10``.
    quick: cut sweeps, replicas and grid to what ends in seconds; ``Scenario.notes`` say what was cut.
    seed: in place of the scenario's own.
    allow_plugins: let plug-ins run that nobody here has accepted, this once.

    Raises
    ------
    ScenarioError
        With every mistake, in file order, each with file, line, column and path.
    """
    if isinstance(scenario, Mapping):
        marked, base, stem = from_python(scenario), Path(), ""
    else:
        marked, base = read_file(scenario), Path(scenario).parent
        stem = Path(scenario).name.removesuffix(".yaml").removesuffix(".yml").removesuffix(".resolved")
    marked, findings = apply(marked, overrides, seed, parse)
    found, more = read(marked.plain, Gate(base, allow_plugins), stem)
    findings += [*marked.findings, *(f for f in more if not marked.is_spoilt(f.path))]
    if findings or found is None:
        raise marked.error(findings)
    found = replace(found, marked=marked)
    return shortened(found) if quick else found


def read_file(path: str | os.PathLike[str]) -> Marked:
    """Return the marked data of a YAML file; raises MissingError or ScenarioError."""
    name = os.fspath(path)
    if os.path.exists(name) and not os.path.isfile(name):  # noqa: PTH110, PTH113  (a pipe would be waited for)
        raise ScenarioError(Mistake(name, "this is a folder, a pipe or a device", "one YAML file"))
    try:
        with Path(name).open("rb") as file:
            is_empty = not os.fstat(file.fileno()).st_size  # as are the files of /proc, some of which never end
            content = b"" if is_empty else file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise MissingError(Mistake(name, "no such file", advice=_neighbour(name))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise ScenarioError(Mistake(name, f"cannot be read ({reason})")) from None
    if len(content) > MAX_BYTES:
        raise ScenarioError(Mistake(name, "the file is too large", f"up to {MAX_BYTES} bytes"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ScenarioError(Mistake(f"{name}:{line}:1", "not UTF-8 text", "UTF-8")) from None
    return parse(text, name)


def _neighbour(name: str) -> str:
    folder = Path(name).parent
    return near_miss(Path(name).name, (p.name for p in folder.glob("*.y*ml"))) if folder.is_dir() else ""


def parse(text: str, source: str) -> Marked:
    """Return the marked data of a YAML text; raises ScenarioError where it is not YAML at all."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    reader = _Reader(source)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reader.take(event)
    except ScenarioError:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else reader.last
        raise reader.stop(f"not readable as YAML: {error.problem or error.context}", place) from None
    except Exception as error:  # the parser lets errors of any class escape on odd text
        reason = str(getattr(error, "reason", "")) or "text it cannot make sense of"
        place = _place_in(text, error.position) if hasattr(error, "position") else reader.last
        raise reader.stop(f"not readable as YAML: {reason}", place) from None
    return reader.result()


def _place_in(text: str, position: int) -> Place:
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")


class _Reader:
    """Builds plain data from parser events, with a stack in place of recursion."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root: list[Any] = []
        self.stack: list[tuple[Any, Location]] = []  # open blocks and their paths
        self.key: list[str | None] = []  # of each open block, the key that waits for its value
        self.keys: dict[Location, Place] = {}
        self.values: dict[Location, Place] = {}
        self.findings: list[Finding] = []
        self.last: Place = (1, 1)

    def stop(self, what: str, place: Place, allowed: str = "", advice: str = "") -> ScenarioError:
        """Return the error that ends the reading here, after the mistakes found so far."""
        earlier = self.result(whole=False).error(self.findings).mistakes
        where = f"{self.source}:{place[0]}:{place[1]}" if self.source else ""
        return ScenarioError(*earlier, Mistake(where, what, allowed, advice))

    def result(self, whole: bool = True) -> Marked:
        """Return what was read; raises ScenarioError if there is no document."""
        if whole and not self.root:
            raise self.stop("the file is empty", (1, 1), advice="See: sociophys init")
        plain = self.root[0] if self.root else {}
        return Marked(plain, self.source, self.keys, self.values, findings=tuple(self.findings))

    def take(self, event: Any) -> None:
        """Take one event of the parser."""
        self.last = (event.start_mark.line + 1, event.start_mark.column + 1)
        kind = type(event).__name__.removesuffix("Event")
        if kind == "DocumentStart":
            self._start_document(event)
        elif kind in ("MappingStart", "SequenceStart"):
            self._open({} if kind == "MappingStart" else [], event)
        elif kind in ("MappingEnd", "SequenceEnd"):
            self.stack.pop()
            self.key.pop()
        elif kind in ("Scalar", "Alias"):
            self._take_word(event, is_alias=kind == "Alias")

    def _start_document(self, event: Any) -> None:
        if self.root:
            raise self.stop("a second document begins", self.last, "one document a file")
        if event.version or event.tags:
            raise self.stop("a % directive", self.last, "no directives: scenarios are YAML 1.2", "Remove the line.")

    def _is_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.key[-1] is None

    def _take_word(self, event: Any, is_alias: bool) -> None:
        if self._is_key() and not is_alias:
            self._check(event, (*self.stack[-1][1], event.value))
            self._take_key(event.value)
        elif self._is_key():
            raise self.stop("an alias in place of a key", self.last, "text")
        elif is_alias:
            path = self._next_path()
            self.findings.append(Finding(path, f"the alias *{event.anchor}", "values written out"))
            self._place(None, path)
        else:
            self._take_value(event, self._next_path())

    def _take_value(self, event: Any, path: Location) -> None:
        self._check(event, path)
        if not event.value and event.style in (None, ""):
            self.last = self.keys.get(path, self.last)  # nothing stands on the next line at the earliest
        self._place(self._meaning(event, path), path)

    def _meaning(self, event: Any, path: Location) -> Any:
        if event.style not in (None, ""):
            return event.value
        try:
            return scalars.meaning(event.value)
        except scalars.Refused as refused:
            self.findings.append(Finding(path, refused.what, advice=refused.advice))
            return None

    def _take_key(self, word: str) -> None:
        block, path = self.stack[-1]
        here = (*path, word)
        if word in block:
            first = self.keys[here]
            what = f"the key '{word}' stands here and on line {first[0]}"
            self.keys[here] = self.last
            self.findings.append(Finding(here, what, "each key once"))
        self.keys[here] = self.last
        self.key[-1] = word

    def _check(self, event: Any, path: Location) -> None:
        if getattr(event, "anchor", None):
            self.findings.append(Finding(path, f"the anchor &{event.anchor}", "values written out"))
        if getattr(event, "tag", None):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.findings.append(Finding(path, f"the tag {tag}", "plain values without tags"))

    def _next_path(self) -> Location:
        if not self.stack:
            return ()
        block, path = self.stack[-1]
        return (*path, len(block)) if isinstance(block, list) else (*path, self.key[-1] or "")

    def _open(self, block: Any, event: Any) -> None:
        if self._is_key():
            raise self.stop("a block in place of a key", self.last, "text")
        if len(self.stack) >= MAX_DEPTH:
            raise self.stop("blocks too deep", self.last, f"{MAX_DEPTH} levels")
        path = self._next_path()
        self._check(event, path)
        self._place(block, path)
        self.stack.append((block, path))
        self.key.append(None)

    def _place(self, value: Any, path: Location) -> None:
        if len(self.values) >= MAX_VALUES:
            raise self.stop("too many values", self.last, f"{MAX_VALUES}", "Keep tables in files of their own.")
        self.values[path] = self.last
        if not self.stack:
            self.root.append(value)
        elif isinstance(self.stack[-1][0], list):
            self.stack[-1][0].append(value)
        else:
            self.stack[-1][0][path[-1]] = value
            self.key[-1] = None


def from_python(document: Mapping[str, Any]) -> Marked:
    """Return a dict from Python as marked data: tuples become lists, NumPy numbers plain ones, nulls are refused."""
    findings: list[Finding] = []
    plain = _plain(document, (), findings)
    return Marked(plain, findings=tuple(findings))


def _plain(value: Any, path: Location, findings: list[Finding]) -> Any:
    if len(path) > MAX_DEPTH:
        raise ScenarioError(Mistake("scenario", "blocks too deep", f"{MAX_DEPTH} levels"))
    if isinstance(value, Mapping):
        return {str(key): _plain(part, (*path, str(key)), findings) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part, (*path, k), findings) for k, part in enumerate(value)]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "tolist") and not isinstance(value, (str, bytes)):  # NumPy numbers and arrays
        return _plain(value.tolist(), path, findings)
    if value is None or not isinstance(value, (str, int, float, bool)):
        what = "nothing is given here" if value is None else f"{type(value).__name__} is not plain data"
        findings.append(Finding(path, what, "text, numbers, true, false, lists and blocks"))
        return None
    return value
