"""Compare scenarios in files of their own: the first is the base, the others become its variants."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sociophys.errors import Mistake, ScenarioError, SociophysError
from sociophys.scenario.document import COMPARISON
from sociophys.scenario.identity import with_files
from sociophys.scenario.load import load
from sociophys.scenario.resolve import Resolved, resolve
from sociophys.scenario.variants import BASE, differences
from sociophys.workflow.result import RunResult
from sociophys.workflow.run import run
from sociophys.workflow.silence import Silence

_OF_THE_FIRST = {
    "seed": "seed",
    "run.replicas": "number of runs (run.replicas)",
    "run.order_block": "runs that share an order (run.order_block)",
    "run.record_every": "distance of records (run.record_every)",
    "run.burn_in": "burn-in (run.burn_in)",
    "run.snapshot_every": "distance of kept frames (run.snapshot_every)",
    "run.observables": "list of what is recorded (run.observables)",
    "analyze": "list of what is measured (analyze)",
}


@dataclass(frozen=True)
class Beside:
    """Scenarios as one: the ``document`` with variants, and what had to be taken from the first, a sentence each."""

    document: dict[str, Any]
    notes: list[str]


def compare_scenarios(
    scenarios: Sequence[str | os.PathLike[str] | Mapping[str, Any]],
    *,
    overrides: Iterable[tuple[str, str]] = (),
    seed: int | None = None,
    **how: Any,
) -> RunResult:
    """Run scenarios against each other, pair by pair: the first is the base, the others its variants.

    Parameters
    ----------
    scenarios: two files or dicts or more. Variants are called by the names of the scenarios.
    overrides: values set in every scenario, as for :func:`sociophys.run`; those of ``outcome`` and ``robustness`` in
        the comparison. seed: of all of them; the first one's if not given.
    how: workers, quick, out, resume, report, processes, allow_plugins, progress, as for :func:`sociophys.run`.

    Raises
    ------
    SociophysError
        With the mistakes of all scenarios, or why they cannot be compared.
    """
    together, own = _split(overrides)
    found = beside(scenarios, own, seed, allow_plugins=bool(how.get("allow_plugins")))
    progress = how.get("progress") or Silence()
    for note in found.notes:
        progress.note(note)
    return run(found.document, overrides=together, **how)


def _split(overrides: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the overrides of the comparison, and those of every scenario."""
    pairs = list(overrides)
    is_shared = [path.split(".")[0].split("[")[0] in COMPARISON for path, _ in pairs]
    return [p for p, s in zip(pairs, is_shared, strict=True) if s], [
        p for p, s in zip(pairs, is_shared, strict=True) if not s
    ]


def beside(
    scenarios: Sequence[str | os.PathLike[str] | Mapping[str, Any]],
    overrides: Iterable[tuple[str, str]] = (),
    seed: int | None = None,
    allow_plugins: bool = False,
) -> Beside:
    """Return scenarios as one with variants, and the plug-ins of all; paths of files start at the working folder.

    Raises
    ------
    SociophysError
        With the mistakes of all of them; if they differ in their sweeps, have variants or a grid of their own, or are
        the same scenario.
    """
    read = _read(scenarios, tuple(overrides), seed, allow_plugins)
    names = [_called(one, given, k) for k, (one, given) in enumerate(zip(read, scenarios, strict=True))]
    _require_comparable(read, names)
    kept: dict[str, str] = {}
    first, *others = [_rebased(one, kept) for one in read]
    files = [file for plain in (first, *others) for file in plain.pop("plugins", ())]
    own = {"plugins": list(dict.fromkeys(files))} if files else {}
    variants: dict[str, Any] = {}
    for plain, name in zip(others, names[1:], strict=True):
        variants[_free(name, variants)] = differences(first, plain)
    notes = [
        note for plain, name in zip(others, names[1:], strict=True) for note in _notes(first, plain, name, names[0])
    ]
    title = "-beside-".join([names[0], *variants])[:64].rstrip("-._")
    return Beside({**first, **own, "name": title, "variants": variants}, notes)


def _read(
    scenarios: Sequence[Any], overrides: tuple[tuple[str, str], ...], seed: int | None, allow_plugins: bool
) -> list[Resolved]:
    if len(scenarios) < 2:
        raise ScenarioError(Mistake("compare", "there is nothing beside it", "two scenarios or more"))
    found, mistakes = [], dict[Mistake, None]()
    for one in scenarios:
        try:
            found.append(resolve(load(one, overrides, seed=seed, allow_plugins=allow_plugins)))
        except SociophysError as error:
            mistakes |= dict.fromkeys(error.mistakes)
    if mistakes:
        raise ScenarioError(*mistakes)
    return found


def _called(one: Resolved, given: Any, number: int) -> str:
    """Return what a scenario is called: its name, made fit for a path."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", str(one.plain["name"]))
    name = name if re.match(r"[A-Za-z_]", name) else f"_{name}"
    return name if isinstance(given, (str, os.PathLike)) or "name" in given else f"{name}_{number + 1}"


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """Return a name that is not taken yet."""
    used = {BASE, *taken}
    return next(free for free in (name, *(f"{name}_{k}" for k in range(2, len(used) + 3))) if free not in used)


def _require_comparable(read: Sequence[Resolved], names: Sequence[str]) -> None:
    mistakes = []
    first = read[0].plain
    for one, name in zip(read, names, strict=True):
        own = [key for key in ("grid", "variants") if one.plain.get(key)]
        if own:
            what = f"has {' and '.join(own)} of its own, and one setting is compared with one"
            mistakes.append(Mistake(name, what, "", f"Run it by itself, or take {own[0]} out."))
        if one.plain["run"]["sweeps"] != first["run"]["sweeps"]:
            what = f"{one.plain['run']['sweeps']} sweeps beside the {first['run']['sweeps']} of {names[0]}"
            mistakes.append(Mistake(f"{name} run.sweeps", what, "as long runs", "For example --set run.sweeps=N."))
        if one is not read[0] and one.run_id == read[0].run_id:
            mistakes.append(Mistake(name, f"says the same as {names[0]}", "scenarios that differ"))
    if mistakes:
        raise ScenarioError(*mistakes)


def _rebased(one: Resolved, kept: dict[str, str]) -> dict[str, Any]:
    """Return a scenario as plain data whose paths start at the working folder; equal files go by the first's path.

    ``kept``: paths by sha256, of those before; added to.
    """
    moved = {}
    files = {plugin.path: plugin.sha256 for plugin in one.scenario.plugins}
    for path, digest in (one.inputs | files).items():
        there = Path(os.path.relpath(one.scenario.base_dir / path)).as_posix()
        moved[path] = kept.setdefault(digest, there)
    return with_files(one.plain, moved)


def _notes(first: Mapping[str, Any], other: Mapping[str, Any], name: str, base: str) -> list[str]:
    """Say what differs that pairs must share: it is taken from the first."""

    def at(plain: Mapping[str, Any], path: str) -> Any:
        block, _, key = path.partition(".")
        return plain[block][key] if key else plain[block]

    return [
        f"{name} has another {words}; all take that of {base}"
        for path, words in _OF_THE_FIRST.items()
        if at(first, path) != at(other, path)
    ]
