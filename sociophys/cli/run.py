"""``sociophys run SCENARIO``: simulate, measure, write the run directory and its report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, next_step, say, table, tell
from sociophys.cli.contrasts import tell_comparison
from sociophys.cli.opinion_options import JSON, OutOption
from sociophys.cli.progress import progress
from sociophys.cli.report import open_in_browser
from sociophys.cli.scenario_options import SCENARIO, AllowOption, SetOption, parse_set, set_words
from sociophys.importing import imported


def run(
    scenario: Annotated[Path, SCENARIO],
    settings: SetOption = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Replace the seed.", show_default=False)] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Units at a time; never changes numbers.")] = None,
    processes: Annotated[bool, typer.Option("--processes", help="Workers as processes instead of threads.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="A short run, to see whether it works.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say which kernel and how much work, then stop.")] = False,
    resume: Annotated[bool, typer.Option("--resume/--no-resume", help="Go on from a checkpoint.")] = True,
    allow_plugins: AllowOption = False,
    no_report: Annotated[bool, typer.Option("--no-report", help="Write no report.")] = False,
    open_it: Annotated[bool, typer.Option("--open", help="Show the report in the browser.")] = False,
    out: OutOption = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Run a scenario and write its report.

    What it leaves is one folder: the report, the numbers, the explicit scenario. Run it again to go on after a stop.
    """
    overrides = parse_set(settings)
    if explain:
        _explain(scenario, overrides, seed, quick=quick, allow_plugins=allow_plugins, as_json=as_json)
        if not as_json:
            next_step(
                "sociophys", "run", scenario, *set_words(settings), *_flags(quick=quick, allow_plugins=allow_plugins)
            )
        return
    if not as_json:
        say(f"running {scenario} (the first run compiles its kernels, later ones do not)")
    run_scenario = imported("sociophys.workflow.run", for_good=True).run

    options: dict[str, Any] = {"seed": seed, "workers": workers, "quick": quick, "resume": resume, "out": out}
    options |= {"processes": processes, "allow_plugins": allow_plugins}
    bar = progress()
    try:
        result = run_scenario(scenario, overrides=overrides, report=not no_report, progress=bar, **options)
    finally:
        bar.end()
    if open_it and result.report:
        open_in_browser(Path(result.report))
    finish(result, as_json=as_json)


def finish(result: Any, *, as_json: bool) -> None:
    """Say what a run left."""
    if as_json:
        keys = ("directory", "report", "run_id", "summary")
        directory, path, run_id, summary = (getattr(result, key) for key in keys)
        emit({"run_dir": directory, "report": path, "run_id": run_id, "summary": summary})
        return
    if "comparison" in result.summary:
        tell_comparison(result.summary["comparison"])
    else:
        _tell_summary(result.summary, _side_names(result.directory))
    tell(f"run:    {result.directory}")
    if result.report:
        tell(f"report: {result.report}")
    next_step("sociophys", "report", result.directory, "--open")


_HEADLINES = {
    "m": "mean opinion (magnetization)",
    "abs_m": "one-sidedness (|m|)",
    "wall_share": "ties across a border (walls)",
    "energy": "energy",
}


def _tell_summary(summary: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Tell the headline numbers of the first point; no mean over two outcomes where the sides are alike."""
    numbers, outcomes = summary["numbers"], summary["outcomes"]
    shown = [key for key in _HEADLINES if key in numbers and not (key == "m" and summary["sides_are_alike"])]
    ended = ", ".join(f"{outcomes[side]} {names.get(side, side)}" for side in ("plus", "minus", "even"))
    rows = [*((_HEADLINES[key], _number(numbers[key])) for key in shown), ("runs ended", ended)]
    if len(summary["points"]) > 1:
        tell(f"{len(summary['points'])} points; at the first:")
    table(rows)


def _side_names(directory: Path) -> dict[str, str]:
    """Return what the scenario calls the two sides, where it says so."""
    from sociophys.scenario.load import parse

    text = (directory / "scenario.resolved.yaml").read_text(encoding="utf-8")
    opinions = parse(text, "scenario.resolved.yaml").plain["network"].get("opinions") or {}
    return {side: str(opinions[side]) for side in ("plus", "minus") if opinions.get(side, "auto") != "auto"}


def _number(estimate: Mapping[str, Any]) -> str:
    from sociophys.estimate import Estimate

    value, error = estimate.get("value"), estimate.get("error")
    return str(Estimate(value, error, reason=str(estimate.get("reason", ""))))


def _flags(**said: bool) -> list[str]:
    return [f"--{name.replace('_', '-')}" for name, is_said in said.items() if is_said]


def _explain(path: Path, overrides: Any, seed: int | None, *, quick: bool, allow_plugins: bool, as_json: bool) -> None:
    """Say what the engine would do, and why; nothing is simulated."""
    from sociophys.scenario.explain import explain
    from sociophys.scenario.load import load
    from sociophys.scenario.resolve import resolve
    from sociophys.studies.variants import label, points

    resolved = resolve(load(path, overrides, quick=quick, seed=seed, allow_plugins=allow_plugins))
    named = {label(settings): point for settings, point in points(resolved)} if resolved.scenario.variants else {}
    lines = explain(resolved, named)
    if as_json:
        emit({"run_id": resolved.run_id, "explanation": lines})
    else:
        tell("\n".join(lines))
