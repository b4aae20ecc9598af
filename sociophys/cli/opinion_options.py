"""The arguments that the commands on a graph share: the graph, its opinion column, the names of its sides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sociophys.errors import MissingError, Mistake

GRAPH = typer.Argument(metavar="GRAPH", help="A graph file, or the name of a data set.", show_default=False)
JSON = typer.Option("--json", help="Print one JSON object instead.")
OUT = typer.Option("--out", metavar="DIR", help="Folder for what is written.", show_default=False)

OpinionsOption = Annotated[
    str | None,
    typer.Option("--opinions", metavar="ATTRIBUTE|FILE:COLUMN", help="Where opinions stand.", show_default=False),
]
Plus = Annotated[
    str | None,
    typer.Option("--plus", metavar="A", help="Value that is the one side.", show_default=False),
]
Minus = Annotated[
    str | None,
    typer.Option("--minus", metavar="B", help="Value that is the other side.", show_default=False),
]
OutOption = Annotated[Path | None, OUT]


def require_opinions(opinions: str | None, plus: str | None, minus: str | None) -> None:
    """Refuse names of sides without opinions: ignored, they would seem to have been obeyed."""
    given = [name for name, value in (("--plus", plus), ("--minus", minus)) if value is not None]
    if given and opinions is None:
        raise MissingError(Mistake(" ".join(given), "there are no opinions to name the sides of", "with --opinions"))


def opinion_words(opinions: str | None, plus: str | None, minus: str | None) -> list[str]:
    """Return the given options as the words of a command line."""
    given = {"--opinions": opinions, "--plus": plus, "--minus": minus}
    return [word for name, value in given.items() if value is not None for word in (name, value)]
