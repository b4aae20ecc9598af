"""The graph options that ``info``, ``analyze`` and ``init --from`` share with the ``file`` loader."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from sociophys.cli.shared_options import with_shared
from sociophys.errors import MissingError, Mistake


class Arrow(StrEnum):
    """What an arrow of the file means: who listens to whom."""

    source_listens = "source_listens"
    source_influences = "source_influences"
    mutual = "mutual"


class Conflicts(StrEnum):
    """What becomes of a pair that is tied with both signs."""

    drop = "drop"
    sum = "sum"
    negative = "negative"
    error = "error"


class Duplicates(StrEnum):
    """What becomes of a tie that is named twice."""

    sum = "sum"
    max = "max"
    first = "first"
    error = "error"


class SelfLoops(StrEnum):
    """What becomes of a tie of someone to themselves."""

    drop = "drop"
    keep = "keep"


class Component(StrEnum):
    """Which part of the network is kept."""

    largest = "largest"
    all = "all"


_PANEL = "How to read GRAPH (each is recognised when not given, except the arrow)"


def _option(*names: str, doc: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, help=doc, metavar=metavar, rich_help_panel=_PANEL, show_default=False)


_OPTIONS: dict[str, Any] = {
    "format": Annotated[str | None, _option("--format", doc="Form of the file, e.g. csv, parquet, graphml, gexf.")],
    "delimiter": Annotated[str | None, _option("--delimiter", doc="What separates columns.")],
    "header": Annotated[bool | None, _option("--header/--no-header", doc="Whether the first line names columns.")],
    "source": Annotated[str | None, _option("--source", doc="Column of the one end of a tie.")],
    "target": Annotated[str | None, _option("--target", doc="Column of the other end.")],
    "weight": Annotated[str | None, _option("--weight", doc="Column of the strength of a tie.")],
    "sign": Annotated[str | None, _option("--sign", doc="Column that says whether a tie is friendly or hostile.")],
    "where": Annotated[
        list[str] | None,
        _option("--where", metavar="COLUMN=VALUE", doc="Read these rows only; may be said again, for more values too."),
    ],
    "time": Annotated[str | None, _option("--time", doc="Column of the time of a row: numbers or ISO dates.")],
    "window": Annotated[
        str | None, _option("--window", metavar="BEGIN..END", doc="Only rows with BEGIN <= time < END become ties.")
    ],
    "two_mode": Annotated[
        bool | None, _option("--two-mode", doc="The two columns hold nodes of different kinds (bipartite).")
    ],
    "nodes": Annotated[Path | None, _option("--nodes", doc="Table of the nodes, with their attributes.")],
    "node_id": Annotated[str | None, _option("--node-id", doc="Column of that table that holds the ids.")],
    "arrow": Annotated[Arrow | None, _option("--arrow", doc="Who listens to whom in a directed file; never guessed.")],
    "directed": Annotated[bool | None, _option("--directed/--undirected", doc="Whether ties have a direction.")],
    "conflicts": Annotated[Conflicts | None, _option("--conflicts", doc="A pair tied with both signs.")],
    "duplicates": Annotated[Duplicates | None, _option("--duplicates", doc="A tie named more than once.")],
    "self_loops": Annotated[SelfLoops | None, _option("--self-loops", doc="A tie of someone to themselves.")],
    "component": Annotated[Component | None, _option("--component", doc="Which part to keep.")],
}


def with_graph_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options; it receives those that were given as its argument ``graph_options``."""
    return with_shared(command, "graph_options", _OPTIONS, _taken)


def _taken(said: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(name, value) for name, value in said.items()}


def _plain(name: str, value: Any) -> Any:
    """Return an option as the ``file`` loader takes it."""
    if name == "where":
        return _where(value)
    if name == "window":
        return _window(value)
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, Path) else value


def _where(pairs: list[str]) -> dict[str, list[str]]:
    """Return ``['year=1', 'year=2']`` as ``{'year': ['1', '2']}``."""
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise MissingError(*(Mistake("--where", f"'{pair}' is no filter", "COLUMN=VALUE") for pair in wrong))
    wanted: dict[str, list[str]] = {}
    for pair in pairs:
        column, _, value = pair.partition("=")
        wanted.setdefault(column.strip(), []).append(value.strip())
    return wanted


def _window(text: str) -> list[str]:
    begin, dots, end = text.partition("..")
    if not (dots and begin.strip() and end.strip()):
        example = "BEGIN..END, such as 0..100 or 2004-01-01..2004-06-01"
        raise MissingError(Mistake("--window", f"'{text}' is no window", example))
    return [begin.strip(), end.strip()]


_SWITCHES = {
    ("header", True): ["--header"],
    ("header", False): ["--no-header"],
    ("directed", True): ["--directed"],
    ("directed", False): ["--undirected"],
    ("two_mode", True): ["--two-mode"],
}


def as_words(graph_options: dict[str, Any]) -> list[str]:
    """Return the options as the words of a command line, to repeat them in ``Next:``.

    Examples
    --------
    >>> as_words({"arrow": "source_listens", "header": False, "node_id": "name", "where": {"year": ["1", "2"]}})
    ['--arrow', 'source_listens', '--no-header', '--node-id', 'name', '--where', 'year=1', '--where', 'year=2']
    """
    words: list[str] = []
    for name, value in graph_options.items():
        if name == "where":
            pairs = [f"{column}={one}" for column, wanted in value.items() for one in wanted]
            words += [word for pair in pairs for word in ("--where", pair)]
        elif name == "window":
            words += ["--window", "..".join(value)]
        elif isinstance(value, bool):
            words += _SWITCHES[name, value]
        else:
            words += [f"--{name.replace('_', '-')}", str(value)]
    return words


def after_reading(graph: str, words: list[str]) -> list[str]:
    """Return the command that comes after a graph was read: a scenario for it."""
    named = [] if Path(graph).exists() else ["--out", f"my-{graph}.yaml"]
    return ["sociophys", "init", "--from", graph, *words, *named]
