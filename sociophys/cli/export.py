"""``sociophys export RUN|GRAPH``: tables, figures and the graph as files that other programs open."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, next_step, say, tell
from sociophys.cli.graph_options import as_words, with_graph_options
from sociophys.cli.opinion_options import JSON, OutOption, opinion_words, with_opinion_options
from sociophys.errors import MissingError, Mistake

_WHAT = typer.Argument(metavar="RUN|GRAPH", help="A run directory, a graph file or a data set.", show_default=False)


class Tables(StrEnum):
    """Forms of tables."""

    csv = "csv"
    parquet = "parquet"


class Figures(StrEnum):
    """Forms of figures."""

    svg = "svg"
    png = "png"


class GraphForm(StrEnum):
    """Forms of graphs."""

    graphml = "graphml"
    gexf = "gexf"


def _form(name: str, doc: str) -> Any:
    return typer.Option(name, help=doc, show_default=False)


@with_graph_options
@with_opinion_options
def export(
    what: Annotated[str, _WHAT],
    tables: Annotated[Tables | None, _form("--tables", "All tables; csv if nothing is asked for.")] = None,
    figures: Annotated[Figures | None, _form("--figures", "Figures of the report; needs Chrome or Chromium.")] = None,
    graph: Annotated[GraphForm | None, _form("--graph", "People and ties in one file, as Gephi opens it.")] = None,
    out: OutOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there with other content.")] = False,
    as_json: Annotated[bool, JSON] = False,
    opinion_options: dict[str, Any] = {},  # noqa: B006  never changed
    graph_options: dict[str, Any] = {},  # noqa: B006  never changed
) -> None:
    """Hand over tables, figures or the graph as files.

    Writes all files or none. Names stand in tables and graphs as they were read; figures are those of the report.
    """
    from sociophys.workflow.export import Wish, export_graph, export_run, is_run

    words = [*as_words(graph_options), *opinion_words(opinion_options)]
    wish = Wish(*(form and form.value for form in (tables, figures, graph)))
    if is_run(what):
        _require_no(words)
        done = export_run(what, wish, out, force=force)
    else:
        from sociophys.workflow.reading import join_opinions, read_graph

        read = read_graph(what, **graph_options)
        joined = join_opinions(read, **opinion_options) if opinion_options else None
        done = export_graph(read, wish, out or f"{_stem(what)}-export", joined, force=force)
    for note in done.notes:
        say(note)
    if as_json:
        emit({"files": done.files})
        return
    for path in done.files:
        tell(f"wrote {path}")
    next_step(*_after(what, words, done))


def _stem(graph: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in Path(graph).name.split(".")[0]).split()) or "graph"


def _require_no(words: list[str]) -> None:
    """Refuse options of graphs for a run: ignored, they would seem to have been obeyed."""
    if words:
        given = " ".join(word for word in words if word.startswith("--"))
        raise MissingError(Mistake(given, "a run says for itself how its network is read", "", "Leave it out."))


def _after(what: str, words: list[str], done: Any) -> list[object]:
    """Return the command that comes next: look at the graph that was written, or write it."""
    written = [path for path in done.files if path.suffix in (".graphml", ".gexf")]
    if not written:
        return ["sociophys", "export", what, *words, "--graph", "gexf"]
    return ["sociophys", "info", written[0], *(["--arrow", "source_influences"] if done.directed else [])]
