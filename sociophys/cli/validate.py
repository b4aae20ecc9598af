"""``sociophys validate SCENARIO``: all mistakes at once, or the scenario with everything explicit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sociophys.cli.console import emit, next_step, tell
from sociophys.cli.opinion_options import JSON
from sociophys.cli.scenario_options import SCENARIO, AllowOption, SetOption, parse_set, set_words


def validate(
    scenario: Annotated[Path, SCENARIO],
    settings: SetOption = None,
    allow_plugins: AllowOption = False,
    resolved: Annotated[bool, typer.Option("--resolved", help="Print it with everything explicit.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Check a scenario; every mistake is named with its line."""
    from sociophys.scenario.load import load
    from sociophys.scenario.resolve import resolve

    explicit = resolve(load(scenario, overrides=parse_set(settings), allow_plugins=allow_plugins))
    if as_json:
        emit({"valid": True, "run_id": explicit.run_id, "resolved": explicit.plain})
    elif resolved:
        tell(explicit.to_yaml().rstrip())
    else:
        tell(f"{scenario} is valid; run id {explicit.run_id}")
        next_step("sociophys", "run", scenario, *set_words(settings), *(["--allow-plugins"] if allow_plugins else []))
