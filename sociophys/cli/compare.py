"""``sociophys compare A B ...``: graphs, scenarios or runs side by side, or one graph at several times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from sociophys.cli.analyze import ANALYZERS, NULLS
from sociophys.cli.compare_pairs import QUICK, WORKERS, others_of, refuse_for_graphs
from sociophys.cli.console import emit, next_step, table, tell
from sociophys.cli.graph_options import as_words, with_graph_options
from sociophys.cli.opinion_options import JSON, OutOption, opinion_words, with_opinion_options
from sociophys.cli.progress import progress
from sociophys.cli.scenario_options import AllowOption, SetOption
from sociophys.errors import GraphError, MissingError, Mistake, SociophysError

GRAPHS = typer.Argument(
    metavar="GRAPH...|SCENARIO...|RUN...",
    help="Graph files or names of data sets; or scenarios; or run folders.",
    show_default=False,
)
SEED = typer.Option(min=0, help="Seed of what is drawn (0; of scenarios their own).", show_default=False)
BY = typer.Option("--by", metavar="COLUMN", help="One graph of each value of this column.", show_default=False)
WINDOWS = typer.Option("--windows", metavar="N", help="So many windows of time, equally wide.", show_default=False)
WIDTH = typer.Option("--width", metavar="W", help="Windows so wide (days for dates) instead.", show_default=False)
_LAST = ("_edges", "_ties", "-edges", "-ties")
_STEM = "{stem}"


@with_graph_options
@with_opinion_options
def compare(
    graphs: Annotated[list[str], GRAPHS],
    by: Annotated[str | None, BY] = None,
    windows: Annotated[int | None, WINDOWS] = None,
    width: Annotated[float | None, WIDTH] = None,
    analyzers: Annotated[list[str] | None, ANALYZERS] = None,
    nulls: Annotated[int | None, NULLS] = None,
    seed: Annotated[int | None, SEED] = None,
    force: Annotated[bool, typer.Option("--force", help="Judge even where most opinions are unknown.")] = False,
    settings: SetOption = None,
    allow_plugins: AllowOption = False,
    workers: Annotated[int | None, WORKERS] = None,
    quick: Annotated[bool, QUICK] = False,
    out: OutOption = None,
    as_json: Annotated[bool, JSON] = False,
    opinion_options: dict[str, Any] = {},  # noqa: B006  never changed
    graph_options: dict[str, Any] = {},  # noqa: B006  never changed
) -> None:
    """Put graphs, scenarios or runs side by side.

    Each graph, or one at several times, is compared with its own chance first. In --opinions and --nodes, {stem} stands
    for each GRAPH without its endings and a last _edges or _ties. Of scenarios (and runs) the first is what the others
    are compared with, run by run with the same luck; --set, --workers and --quick count for scenarios.
    """
    of_graphs = {"--by": by, "--windows": windows, "--width": width, "--analyzer": analyzers, "--nulls": nulls}
    of_graphs |= {"--force": force or None, **opinion_options, **graph_options}
    if others := others_of(graphs):
        given = {"seed": seed, "settings": settings, "workers": workers, "quick": quick, "out": out}
        given["allow_plugins"] = allow_plugins
        others(graphs, given, [name for name, value in of_graphs.items() if value is not None], as_json=as_json)
        return
    refuse_for_graphs(settings, workers, quick=quick, allow_plugins=allow_plugins)
    seed = seed or 0
    _check(graphs, by, windows, width, opinion_options)
    which = analyzers[0] if analyzers in (["all"], ["default"]) else analyzers or "default"
    measured: dict[str, Any] = {"analyzers": which, "nulls": nulls, "seed": seed, "force": force}
    cut = {"by": by, "windows": windows, "width": width}
    bar = progress("analysing", " graphs")
    measured["told"] = lambda done, n: bar.advance(1) if done else bar.begin(n)
    try:
        found = _compared(graphs, graph_options, opinion_options, cut, measured)
    finally:
        bar.end()
    split = [word for key, value in cut.items() if value is not None for word in (f"--{key}", f"{value}")]
    words = [*as_words(graph_options), *opinion_words(opinion_options)]
    found = replace(found, command=(*graphs, *split, *words))
    report = found.save(out) if out else None
    if as_json:
        emit({**found.json(), **({"report": report} if report else {})})
        return
    _tell(found)
    if report:
        tell(f"report: {report}")
        next_step("sociophys", "analyze", *_one(found, graphs, by, graph_options, opinion_options), "--out", "reports")
    else:
        next_step("sociophys", "compare", *graphs, *split, *words, "--out", "reports")


def _check(graphs: list[str], by: Any, windows: Any, width: Any, opinions: dict[str, Any]) -> None:
    """Refuse what cannot be put side by side, all at once."""
    cuts = {"--by": by, "--windows": windows, "--width": width}
    given = [name for name, value in cuts.items() if value is not None]
    mistakes: list[Mistake] = []
    if len(given) > 1:
        mistakes.append(
            Mistake(" ".join(given), "are different ways to take a graph apart", f"one of {', '.join(cuts)}")
        )
    if given and len(graphs) > 1:
        mistakes.append(Mistake(given[0], f"takes one graph apart, and {len(graphs)} are given", "one GRAPH"))
    if not given and len(graphs) == 1:
        allowed = "two graphs or more; or one with --by COLUMN, --windows N or --width W"
        mistakes.append(Mistake("compare", f"{graphs[0]} has nothing beside it", allowed))
    if not opinions:
        advice = "Or let each network be cut in two: --find spectral."
        mistakes.append(
            Mistake("compare", "nobody said where opinions stand", "--opinions ATTRIBUTE|FILE:COLUMN", advice)
        )
    if mistakes:
        raise MissingError(*mistakes)


def _compared(
    graphs: list[str], how_read: dict[str, Any], opinions: dict[str, Any], cut: dict[str, Any], measured: dict[str, Any]
) -> Any:
    from sociophys.workflow.compare import analyze_windows, are_moments, compare
    from sociophys.workflow.reading import join_opinions, read_graph, read_graphs

    first = graphs[0]
    if cut["by"] is not None:
        parts = read_graphs(first, cut["by"], **_filled(how_read, first))
        times = "labels" if are_moments(list(parts)) else None
        return compare(parts, times=times, by=cut["by"], **_filled(opinions, first), **measured)
    if cut["windows"] is not None or cut["width"] is not None:
        graph = read_graph(first, **_filled(how_read, first))
        windows = {"windows": cut["windows"], "width": cut["width"]}
        return analyze_windows(graph, **windows, **_filled(opinions, first), **measured)
    read = _each(graphs, lambda name: read_graph(name, **_filled(how_read, name)))
    pairs = dict(zip(graphs, read, strict=True))
    joined = _each(graphs, lambda name: join_opinions(pairs[name], **_filled(opinions, name)))
    return compare(read, joined, labels=_labels(graphs), **measured)


def _each(graphs: list[str], read: Callable[[str], Any]) -> list[Any]:
    """Return what is read of each graph, or raise the mistakes of all."""
    found, mistakes = [], dict[Mistake, None]()
    for name in graphs:
        try:
            found.append(read(name))
        except SociophysError as error:
            mistakes |= dict.fromkeys(error.mistakes)
    if mistakes:
        raise GraphError(*mistakes)
    return found


def _filled(options: dict[str, Any], graph: str) -> dict[str, Any]:
    """Return options in which {stem} is the path of a graph without its endings."""
    named = {key: str(options[key]).replace(_STEM, stem(graph)) for key in ("opinions", "nodes") if key in options}
    return {**options, **named}


def stem(graph: str) -> str:
    """Return the path of a graph without its endings and without a last _edges or _ties.

    Examples
    --------
    >>> stem("data/retweet_beefban_edges.csv.gz"), stem("karate")
    ('data/retweet_beefban', 'karate')
    """
    path = Path(graph)
    name = path.name.split(".")[0] or path.name
    return str(path.with_name(next((name.removesuffix(end) for end in _LAST if name.endswith(end)), name)))


def _labels(graphs: list[str]) -> list[str]:
    """Return what the graphs are called: file names without endings, with the folder where they would be alike."""
    stems = [Path(stem(graph)) for graph in graphs]
    names = [path.name for path in stems]
    return names if len(set(names)) == len(names) else ["/".join(path.parts[-2:]) for path in stems]


def _tell(found: Any) -> None:
    from sociophys.workflow.sections.compared import beside

    inside, missing = beside(found)
    if inside:
        heads = [found.by or "network", "inside, of 100", "by chance", "more than chance", "z"]
        rows = [
            [one.graph.label, f"{one.inside:.1f}", f"{one.chance:.1f}", f"{one.distance:+.1f}", _z(one)]
            for one in inside
        ]
        table([heads, *rows])
    if missing:
        table([f"{label}:", reason] for label, reason in missing)
    tell()
    tell(found.verdict.replace("\u202f", " "))


def _z(one: Any) -> str:
    z = one.graph.headline.z
    return "" if z is None else f"{abs(z) * (1 if one.distance >= 0 else -1):+.1f}"


def _one(found: Any, graphs: list[str], by: str | None, read: dict[str, Any], opinions: dict[str, Any]) -> list[str]:
    """Return the words that analyse the graph furthest from chance by itself."""
    from sociophys.workflow.sections.compared import beside

    inside, _ = beside(found)
    labels = list(found.labels)
    place = labels.index(max(inside, key=lambda one: one.distance).graph.label) if inside else 0
    graph = graphs[place] if len(graphs) > 1 else graphs[0]
    own = _filled(read, graph)
    if by is not None:
        own = {**own, "where": {**own.get("where", {}), by: [labels[place]]}}
    return [graph, *as_words(own), *opinion_words(_filled(opinions, graph))]
