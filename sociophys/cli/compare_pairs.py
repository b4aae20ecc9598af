"""``sociophys compare`` of scenarios, and of finished runs: pair by pair."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from sociophys.cli.console import emit, next_step, say, tell
from sociophys.cli.contrasts import tell_comparison
from sociophys.cli.progress import progress
from sociophys.cli.run import finish
from sociophys.cli.scenario_options import parse_set
from sociophys.errors import MissingError, Mistake
from sociophys.importing import imported

WORKERS = typer.Option(min=1, help="Units at a time; never changes numbers.", show_default=False)
QUICK = typer.Option("--quick", help="A short run, to see whether it works.")
Given = dict[str, Any]
_GRAPHS = "graphs"


def _kind(name: str) -> str:
    if name.endswith((".yaml", ".yml")):
        return "scenarios"
    return "runs" if (Path(name) / "manifest.json").exists() else _GRAPHS


def others_of(names: list[str]) -> Callable[..., None] | None:
    """Return what compares these, where they are no graphs; raises MissingError where kinds are mixed."""
    kinds = {name: _kind(name) for name in names}
    if len(set(kinds.values())) > 1:
        said = ", ".join(f"{name} ({kind[:-1]})" for name, kind in kinds.items())
        what = f"different things cannot be put side by side: {said}"
        raise MissingError(Mistake("compare", what, "graphs, or scenarios, or runs"))
    return {"scenarios": _scenarios, "runs": _runs, _GRAPHS: None}[kinds[names[0]]]


def refuse_for_graphs(settings: Any, workers: Any, *, quick: bool, allow_plugins: bool) -> None:
    """Refuse options that say how to run a scenario."""
    given = {"--set": settings, "--workers": workers, "--quick": quick or None}
    given["--allow-plugins"] = allow_plugins or None
    _refuse([name for name, value in given.items() if value is not None], "graphs")


def _refuse(options: list[str], kind: str) -> None:
    if options:
        words = [option if option.startswith("--") else f"--{option.replace('_', '-')}" for option in options]
        raise MissingError(Mistake(" ".join(words), f"says nothing about {kind}", "", "Leave it out."))


def _scenarios(names: list[str], given: Given, foreign: list[str], *, as_json: bool) -> None:
    """Run scenarios against each other; the first is the base."""
    _refuse(foreign, "scenarios")
    if len(names) < 2:
        raise MissingError(Mistake("compare", f"{names[0]} has nothing beside it", "two scenarios or more"))
    if not as_json:
        say(f"comparing {', '.join(names)} (the first run compiles its kernels, later ones do not)")
    compare_scenarios = imported("sociophys.workflow.compare_scenarios", for_good=True).compare_scenarios
    how = {key: given[key] for key in ("seed", "workers", "quick", "out", "allow_plugins")}
    bar = progress()
    try:
        result = compare_scenarios(names, overrides=parse_set(given["settings"]), progress=bar, **how)
    finally:
        bar.end()
    finish(result, as_json=as_json)


def _runs(names: list[str], given: Given, foreign: list[str], *, as_json: bool) -> None:
    """Compare finished runs by their records."""
    own = ["set" if key == "settings" else key for key, value in given.items() if value not in (None, False)]
    _refuse([*foreign, *own], "runs that are finished")
    from sociophys.workflow.compare_runs import compare_runs
    from sociophys.workflow.contrasts import plain

    found = compare_runs(names)
    comparison = plain(found.contrasts)
    if as_json:
        emit({**comparison, "notes": found.notes})
        return
    tell_comparison(comparison)
    for note in found.notes:
        tell(f"{note}.")
    next_step("sociophys", "report", names[0], "--open")
