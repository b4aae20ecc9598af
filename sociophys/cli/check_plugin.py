"""``sociophys check-plugin FILE``: run the contract of its family on a plug-in, and accept it once it passes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, next_step, tell
from sociophys.cli.opinion_options import JSON
from sociophys.cli.scenario_options import parse_set
from sociophys.errors import EXIT_USER

_FILE = typer.Argument(metavar="FILE", help="A Python file with one plug-in.", show_default=False)
_SET = typer.Option("--set", metavar="NAME=VALUE", help="Check it with this parameter.", show_default=False)


def check_plugin(
    file: Annotated[Path, _FILE],
    settings: Annotated[list[str] | None, _SET] = None,
    accept: Annotated[bool, typer.Option("--accept/--no-accept", help="Let it run here from now on.")] = True,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Check a plug-in of yours on small networks, and accept it.

    This runs the file: read it first. What is accepted is its content; a changed file is asked about again.
    """
    from sociophys.contracts.check import checks, run
    from sociophys.contracts.example import example
    from sociophys.plugins import classes, consent
    from sociophys.plugins.gate import admitted
    from sociophys.scenario.load import parse

    plugin = admitted(file, str(file), allows=True)
    with classes.blaming():
        given = {name: parse(value, "").plain for name, value in parse_set(settings)}
        member = example(classes.of(plugin), given)
        outcomes = []
        for name, check in checks(member).items():
            outcomes.append(run(name, check))
            if not as_json:
                _tell_outcome(outcomes[-1])
    passed = not any(outcome.broken for outcome in outcomes)
    accepted = passed and accept
    if accepted:
        consent.accept(plugin.sha256, file.name)
    if as_json:
        emit({**_facts(plugin), "passed": passed, "accepted": accepted, "checks": [_plain(one) for one in outcomes]})
    else:
        _tell_end(plugin, outcomes, accepted=accepted)
    if not passed:
        raise typer.Exit(EXIT_USER)


def _facts(plugin: Any) -> dict[str, Any]:
    return {"file": plugin.path, "family": plugin.family, "kind": plugin.kind, "sha256": plugin.sha256}


def _plain(outcome: Any) -> dict[str, Any]:
    broken = [one._asdict() for one in outcome.broken]
    return {"check": outcome.name, "broken": broken, "seconds": round(outcome.seconds, 3)}


def _tell_outcome(outcome: Any) -> None:
    word = "failed" if outcome.broken else "ok"
    tell(f"  {word:6}  {outcome.seconds:5.1f} s  {outcome.name}")
    for one in outcome.broken[:3]:
        tell(f"          {one}")


def _tell_end(plugin: Any, outcomes: Sequence[Any], *, accepted: bool) -> None:
    failed = sum(bool(outcome.broken) for outcome in outcomes)
    if failed:
        tell(f"\n{plugin.path}: {failed} of {len(outcomes)} checks of a member of {plugin.family} failed")
        next_step("sociophys", "check-plugin", plugin.path)
        return
    what = "accepted here as it stands" if accepted else "not accepted (--no-accept)"
    tell(f"\n{plugin.path} keeps all {len(outcomes)} promises of a member of {plugin.family}; {what}")
    tell(f"sha256 {plugin.sha256}")
    tell(f"In a scenario beside it: plugins: [{Path(plugin.path).name}], then kind: {plugin.kind}")
    next_step("sociophys", "list", plugin.family)
