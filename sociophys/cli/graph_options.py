"""The graph options that ``info``, ``analyze`` and ``init --from`` share with the ``file`` loader."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


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


class Component(StrEnum):
    """Which part of the network is kept."""

    largest = "largest"
    all = "all"


_PANEL = "How to read GRAPH (each is recognised when not given, except the arrow)"


def _option(*names: str, doc: str) -> Any:
    return typer.Option(*names, help=doc, rich_help_panel=_PANEL, show_default=False)


_OPTIONS: dict[str, Any] = {
    "format": Annotated[str | None, _option("--format", doc="Form of the file, e.g. csv, tsv, graphml, gml.")],
    "delimiter": Annotated[str | None, _option("--delimiter", doc="What separates columns.")],
    "header": Annotated[bool | None, _option("--header/--no-header", doc="Whether the first line names columns.")],
    "source": Annotated[str | None, _option("--source", doc="Column of the one end of a tie.")],
    "target": Annotated[str | None, _option("--target", doc="Column of the other end.")],
    "weight": Annotated[str | None, _option("--weight", doc="Column of the strength of a tie.")],
    "sign": Annotated[str | None, _option("--sign", doc="Column that says whether a tie is friendly or hostile.")],
    "nodes": Annotated[Path | None, _option("--nodes", doc="Table of the nodes, with their attributes.")],
    "arrow": Annotated[Arrow | None, _option("--arrow", doc="Who listens to whom in a directed file; never guessed.")],
    "directed": Annotated[bool | None, _option("--directed/--undirected", doc="Whether ties have a direction.")],
    "conflicts": Annotated[Conflicts | None, _option("--conflicts", doc="A pair tied with both signs.")],
    "duplicates": Annotated[Duplicates | None, _option("--duplicates", doc="A tie named more than once.")],
    "component": Annotated[Component | None, _option("--component", doc="Which part to keep.")],
}


def with_graph_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options; it receives those that were given as its argument ``graph_options``."""
    own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "graph_options"]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _OPTIONS.items()
    ]

    @functools.wraps(command)
    def wrapper(**values: Any) -> None:
        given = {name: values.pop(name) for name in _OPTIONS}
        command(**values, graph_options={name: _plain(value) for name, value in given.items() if value is not None})

    keyword_only = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    wrapper.__signature__ = inspect.Signature([*keyword_only, *shared])  # type: ignore[attr-defined]
    return wrapper


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, Path) else value


def as_words(graph_options: dict[str, Any]) -> list[str]:
    """Return the options as the words of a command line, to repeat them in ``Next:``.

    Examples
    --------
    >>> as_words({"arrow": "source_listens", "header": False, "directed": True})
    ['--arrow', 'source_listens', '--no-header', '--directed']
    """
    switches = {("header", True): "--header", ("header", False): "--no-header"}
    switches |= {("directed", True): "--directed", ("directed", False): "--undirected"}
    words: list[str] = []
    for name, value in graph_options.items():
        words += [switches[name, value]] if isinstance(value, bool) else [f"--{name}", str(value)]
    return words


def after_reading(graph: str, words: list[str]) -> list[str]:
    """Return the command that comes after a graph was read: a scenario for it; data sets of files are explained."""
    from sociophys.registry import kinds

    if Path(graph).exists():
        return ["sociophys", "init", "--from", graph, *words]
    if graph in kinds("loaders"):
        return ["sociophys", "init", "--from", graph, *words, "--out", f"my-{graph}.yaml"]
    return ["sociophys", "datasets", "info", graph]
