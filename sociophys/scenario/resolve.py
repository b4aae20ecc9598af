"""Resolve a scenario: its explicit twin, in which every default is written out, and its run id."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sociophys import registry
from sociophys.analysis import SHORT
from sociophys.parameters import explicit
from sociophys.scenario import write
from sociophys.scenario.blocks import LANGUAGE
from sociophys.scenario.document import Scenario
from sociophys.scenario.identity import run_id, with_files
from sociophys.scenario.inputs import hashed


@dataclass(frozen=True)
class Resolved:
    """An explicit scenario and its identity.

    Attributes
    ----------
    scenario: the record, with ``auto`` and ``default`` replaced by what they stand for.
    plain: the same as plain data, every default written out, in the order of the language.
    inputs: sha256 of each input file, by its path as the scenario has it.
    run_id: 64 hex digits, the hash of all that affects the numbers.
    """

    scenario: Scenario
    plain: dict[str, Any]
    inputs: dict[str, str]
    run_id: str

    @property
    def id8(self) -> str:
        """The first 8 digits of the run id: what folders are called."""
        return self.run_id[:8]

    def to_yaml(self, directory: str | os.PathLike[str] | None = None) -> str:
        """Return the twin as YAML; with ``directory``, input paths start there, so the text works as a file in it."""
        plain = self.plain
        if directory is not None:
            moved = {path: _relative(self.scenario.base_dir / path, Path(directory)) for path in self.inputs}
            plain = with_files(plain, moved)
        return write.dump(plain)


def _relative(path: Path, directory: Path) -> str:
    try:
        return Path(os.path.relpath(path, directory)).as_posix()
    except ValueError:  # another drive on Windows
        return path.resolve().as_posix()


def resolve(scenario: Scenario, known: Mapping[str, str] = MappingProxyType({})) -> Resolved:
    """Return the explicit twin of a scenario; raises MissingError naming every input file that
    cannot be read, with its line.

    ``known``: sha256 of input files by path, where they were found already.
    """
    settled = made_explicit(scenario)
    plain = plain_of(settled)
    inputs = hashed(scenario, known)
    return Resolved(settled, plain, inputs, run_id(plain, inputs))


def made_explicit(scenario: Scenario) -> Scenario:
    """Return the scenario with ``auto`` order blocks and the default analyzers written out."""
    run = scenario.run.model_copy(update={"order_block": scenario.run.block})
    analyze = scenario.analyze
    if analyze.analyzers == "default":
        analyze = analyze.model_copy(update={"analyzers": default_analyzers()})
    return replace(scenario, run=run, analyze=analyze)


@functools.cache
def default_analyzers() -> tuple[Any, ...]:
    """Return the analyzers of a scenario that lists none."""
    return tuple(registry.member("analyzers", kind)() for kind in sorted(SHORT))


def plain_of(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain data, every default written out; what is not given (feed, opinions) is left out."""
    network = {"load": explicit(scenario.network.load)}
    if scenario.network.opinions is not None:
        network["opinions"] = explicit(scenario.network.opinions)
    network["couple"] = explicit(scenario.network.couple)
    blocks = ("dynamics", "initial", "feed", "fields", "interventions", "run", "grid", "analyze", "report")
    parts = {name: explicit(getattr(scenario, name)) for name in blocks if getattr(scenario, name) is not None}
    if scenario.variants:
        compared = {name: dict(variant.changes) for name, variant in scenario.variants.items()}
        parts |= {"variants": compared, "outcome": explicit(scenario.outcome), "robustness": dict(scenario.robustness)}
    head = {"schema": LANGUAGE, **{name: getattr(scenario, name) for name in ("name", "question", "source", "seed")}}
    return {**head, "network": network, **parts}
