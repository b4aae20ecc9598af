"""``sociophys report DIR``: draw the report of a run directory again from its ``document.json``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sociophys.cli.console import emit, next_step, tell
from sociophys.cli.opinion_options import JSON


def open_in_browser(path: Path) -> None:
    """Show a file in the person's browser."""
    import webbrowser

    webbrowser.open(path.resolve().as_uri())


def report(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A run directory.", show_default=False)],
    open_it: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Draw the report of a finished run again."""
    from sociophys.workflow.run import rebuild

    path = Path(rebuild(directory))
    if open_it:
        open_in_browser(path)
    if as_json:
        emit({"run_dir": directory, "report": path})
        return
    tell(f"report: {path}")
    next_step("sociophys", "run", directory / "scenario.resolved.yaml", "--set", "seed=8")
