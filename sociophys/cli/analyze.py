"""``sociophys analyze GRAPH``: measure echo chambers, borders and polarization of a network as it stands."""

from __future__ import annotations

import itertools
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, next_step, say, table, tell
from sociophys.cli.graph_options import after_reading, as_words, with_graph_options
from sociophys.cli.opinion_options import GRAPH, JSON, OutOption, opinion_words, with_opinion_options


class NamesShown(StrEnum):
    """How people are called in the report."""

    pseudonym = "pseudonym"
    keep = "keep"


ANALYZERS = typer.Option(
    "--analyzer", metavar="KIND", help="Measure this; may be said again; also 'default', 'all'.", show_default="default"
)
NULLS = typer.Option(min=0, help="Randomised copies that scores are compared with.", show_default="200, fewer if large")
NAMES = typer.Option("--names", help="People's names in the report.", show_default="pseudonym for people of a file")

_TINY = 5e-5  # shown with four places it would be 0


@with_graph_options
@with_opinion_options
def analyze(
    graph: Annotated[str, GRAPH],
    analyzers: Annotated[list[str] | None, ANALYZERS] = None,
    nulls: Annotated[int | None, NULLS] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of what is drawn.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Judge even where most opinions are unknown.")] = False,
    out: OutOption = None,
    names: Annotated[NamesShown | None, NAMES] = None,
    as_json: Annotated[bool, JSON] = False,
    opinion_options: dict[str, Any] = {},  # noqa: B006  never changed
    graph_options: dict[str, Any] = {},  # noqa: B006  never changed
) -> None:
    """Measure bubbles and borders of a network as it stands.

    Each score stands beside what chance alone gives; --out writes the report.
    """
    from sociophys.workflow.analyze import analyze as analyze_graph
    from sociophys.workflow.reading import join_opinions, read_graph

    read = read_graph(graph, **graph_options)
    joined = join_opinions(read, **opinion_options) if opinion_options else None
    words = [*as_words(graph_options), *opinion_words(opinion_options)]
    shown = names.value if names else None
    result = analyze_graph(
        read, opinions=joined, analyzers=_wanted(analyzers), nulls=nulls, seed=seed, names=shown, force=force
    )
    result = replace(result, command=(graph, *words))
    report = result.save(out) if out else None
    if as_json:
        emit({**result.json(), **({"report": report} if report else {})})
        return
    _tell(result, report, has_opinions=joined is not None, everything=bool(analyzers))
    if report:
        next_step(*after_reading(graph, words))
    else:
        more = ["--out", "reports"] if joined is not None else _sides(read) or ["--out", "reports"]
        next_step("sociophys", "analyze", graph, *words, *more)


def _wanted(analyzers: list[str] | None) -> Any:
    """Return the analyzers asked for: by word, or ``default`` or ``all``."""
    if not analyzers:
        return "default"
    return analyzers[0] if len(analyzers) == 1 and analyzers[0] in ("default", "all") else analyzers


def _sides(graph: Any) -> list[str]:
    """Return the option that names the first node attribute of two values, as words; none where there is none."""
    two = [str(name) for name, column in graph.nodes.items() if column.nunique() == 2]
    return ["--opinions", two[0]] if two else []


def _tell(result: Any, report: Any, *, has_opinions: bool, everything: bool) -> None:
    from sociophys.workflow.sections.scores import MEANINGS, SIGNED

    panels = result.analysis.panels
    said = [panels.get("answer", []), panels.get("signed", [])[:1], panels.get("frustration", [])[:1]]
    for panel in itertools.chain(*said):
        if type(panel).__name__ == "Sentence":
            tell(f"{panel.tag}: {panel.text}\n")
    first = [name for name in (*MEANINGS, *SIGNED) if name in result.numbers]
    shown = list(result.numbers) if everything else first
    if shown:
        table((name.replace("_", " "), _line(result.numbers[name])) for name in shown)
        left = len(result.numbers) - len(shown)
        if left:
            say(f"\n{left} more numbers: --json, or the files that --out writes.")
    elif not has_opinions:
        known = ", ".join(map(str, result.graph.nodes.columns))
        there = f" (this graph has {known})" if known else ""
        say(f"Scores need opinions: name them with --opinions ATTRIBUTE{there} or --opinions FILE:COLUMN,")
        say("or let the network be cut in two: --find communities.")
    else:
        say("Nothing could be measured; the reasons are in the report (--out).")
    if report:
        tell(f"report: {report}")


def _line(estimate: Any) -> str:
    """Return an estimate with what chance alone gives and how far off it is."""
    value = estimate.value
    is_count = value is not None and not estimate.error and abs(value) >= 2 and value == round(value)
    text = f"{value:,.0f}" if is_count else f"{value:.1e}" if value and abs(value) < _TINY else str(estimate)
    if estimate.null and estimate.z is not None:
        mean = estimate.null.mean
        chance = f"{mean:,.1f}" if abs(mean) >= 2 else f"{mean:.1e}" if mean and abs(value) < _TINY else f"{mean:.4f}"
        text += f"   chance {chance}, z = {estimate.z:+.1f}"
    return text
