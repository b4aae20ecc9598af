"""The arguments that the commands on a graph share: the graph, where its opinions stand and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from sociophys.cli.shared_options import with_shared
from sociophys.errors import MissingError, Mistake

GRAPH = typer.Argument(metavar="GRAPH", help="A graph file, or the name of a data set.", show_default=False)
JSON = typer.Option("--json", help="Print one JSON object instead.")
OUT = typer.Option("--out", metavar="DIR", help="Folder for what is written.", show_default=False)
OutOption = Annotated[Path | None, OUT]


class Origin(StrEnum):
    """Where the sides come from."""

    independent = "independent"
    from_this_graph = "from_this_graph"
    unknown = "unknown"


class Find(StrEnum):
    """How sides are found where none are recorded."""

    communities = "communities"
    spectral = "spectral"


_PANEL = "Opinions"


def _option(*names: str, doc: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, help=doc, metavar=metavar, rich_help_panel=_PANEL, show_default=False)


_OPTIONS: dict[str, Any] = {
    "opinions": Annotated[
        str | None, _option("--opinions", metavar="ATTRIBUTE|FILE:COLUMN", doc="Where opinions stand.")
    ],
    "plus": Annotated[str | None, _option("--plus", metavar="A", doc="Value that is the one side.")],
    "minus": Annotated[str | None, _option("--minus", metavar="B", doc="Value that is the other side.")],
    "missing": Annotated[
        list[str] | None, _option("--missing", metavar="VALUE", doc="Value that means 'not known'; may be said again.")
    ],
    "between": Annotated[
        str | None, _option("--between", metavar="LOW..HIGH", doc="Opinions are numbers on this scale.")
    ],
    "groups": Annotated[
        bool | None, _option("--groups", doc="Every value is a group of its own, not one of two sides.")
    ],
    "origin": Annotated[
        Origin | None, _option("--origin", doc="Whether the opinions were found independently of these ties.")
    ],
    "find": Annotated[Find | None, _option("--find", doc="Cut the graph in two instead: nobody's opinion is needed.")],
}


def with_opinion_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options; it receives those that were given as its argument ``opinion_options``."""
    return with_shared(command, "opinion_options", _OPTIONS, _taken)


def _taken(said: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in said.items() if value != []}
    _check(given)
    return {name: _plain(name, value) for name, value in given.items()}


def _check(given: dict[str, Any]) -> None:
    """Refuse how opinions are read without opinions: ignored, it would seem to have been obeyed."""
    how = [f"--{name}" for name in given if name not in ("opinions", "find")]
    if "find" in given and len(given) > 1:
        others = " ".join(f"--{name}" for name in given if name != "find")
        raise MissingError(Mistake(others, "sides are to be found in the ties (--find)", "one of --find, --opinions"))
    if how and "opinions" not in given:
        raise MissingError(Mistake(" ".join(how), "there are no opinions to name the sides of", "with --opinions"))


def _plain(name: str, value: Any) -> Any:
    """Return an option as ``join_opinions`` takes it."""
    if name == "between":
        low, _, high = value.partition("..")
        try:
            return [float(low), float(high)]
        except ValueError:
            allowed = "LOW..HIGH, such as 1..7"
            raise MissingError(Mistake("--between", f"'{value}' is no scale", allowed)) from None
    return value.value if isinstance(value, StrEnum) else value


def opinion_words(options: dict[str, Any]) -> list[str]:
    """Return the options as the words of a command line.

    Examples
    --------
    >>> opinion_words({"opinions": "users.csv:vote", "missing": ["0", "?"], "between": [1.0, 7.0], "groups": True})
    ['--opinions', 'users.csv:vote', '--missing', '0', '--missing', '?', '--between', '1..7', '--groups']
    """
    words: list[str] = []
    for name, value in options.items():
        if name == "missing":
            words += [word for one in value for word in ("--missing", one)]
        elif name == "between":
            words += ["--between", f"{value[0]:g}..{value[1]:g}"]
        elif value is True:
            words += [f"--{name}"]
        else:
            words += [f"--{name}", str(value)]
    return words
