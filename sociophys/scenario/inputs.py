"""The files a scenario reads: each hashed once, and every one that cannot be read named with its line."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.scenario.checks import parts_of
from sociophys.scenario.document import Scenario
from sociophys.select import Selection


def input_paths(scenario: Scenario) -> tuple[str, ...]:
    """Return the files a scenario reads, those of plug-ins and variants included, as it names them."""
    opinions = scenario.network.opinions
    own = [observable.own_file for observable in scenario.run.members if observable.own_file]
    chosen = [path for _, part in parts_of(scenario) if isinstance(part, Selection) for path in part.inputs()]
    joined = opinions.inputs() if opinions else ()
    of_variants = (path for variant in scenario.variants.values() for path in input_paths(variant.scenario))
    return tuple(dict.fromkeys((*scenario.network.load.inputs(), *joined, *own, *chosen, *of_variants)))


def hashed(scenario: Scenario, known: Mapping[str, str]) -> dict[str, str]:
    """Return the sha256 (hex) of each input file by its path as the scenario has it.

    ``known``: hashes found already. Raises MissingError with every file that cannot be read, each with its line.
    """
    found, mistakes = dict(known), []
    paths = input_paths(scenario)
    for path in paths:
        if path not in found:
            try:
                found[path] = _sha256(scenario.base_dir, path)
            except MissingError as error:
                mistakes += [_placed(scenario, path, mistake) for mistake in error.mistakes]
    if mistakes:
        raise MissingError(*mistakes)
    return {path: found[path] for path in paths}


def _placed(scenario: Scenario, path: str, mistake: Mistake) -> Mistake:
    """Say where in the scenario a file is named."""
    where = scenario.marked.where_is(path) if scenario.marked else ""
    return replace(mistake, where=f"{where} ({mistake.where})") if where else mistake


def _sha256(base: Path, name: str) -> str:
    path = base / name
    _require_inside(base, name)
    try:
        if os.path.exists(path) and not path.is_file():  # noqa: PTH110  read twice, and whole: no pipe, no device
            raise MissingError(Mistake(str(path), "this is no file", "one file"))
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except ValueError:
        raise MissingError(Mistake(repr(str(path)), "cannot be read (not a file name)")) from None
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            raise MissingError(Mistake(str(path), f"cannot be read ({error.strerror})")) from None
        raise MissingError(Mistake(str(path), "no such file", advice=_beside(path))) from None


def _beside(path: Path) -> str:
    folder = path.parent
    return near_miss(path.name, (p.name for p in folder.iterdir())) if folder.is_dir() else f"No folder '{folder}'."


def _require_inside(base: Path, name: str) -> None:
    """Refuse a plain path that a symbolic link leads out of the scenario's folder: what is read must be what is said.

    A scenario received from someone else names the files it reads; ``../`` and absolute paths can be seen in it.
    """
    if os.path.isabs(name) or ".." in Path(name).parts:  # noqa: PTH117  (answers for any text)
        return
    try:
        there = (base / name).resolve()
    except (OSError, ValueError, RuntimeError):  # a circle of links, or no file name: the reading says so
        return
    if not there.is_relative_to(base.resolve()):
        what = f"a symbolic link leads out of the scenario's folder, to {there}"
        advice = "Write the real path into the scenario if you trust it."
        raise MissingError(Mistake(str(base / name), what, "a file in the folder, or a path with ../", advice))
