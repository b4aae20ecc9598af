"""``sociophys analyze GRAPH``: measure echo chambers, borders and polarization of a network as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, next_step, say, table, tell
from sociophys.cli.graph_options import after_reading, as_words, with_graph_options
from sociophys.cli.opinion_options import (
    GRAPH,
    JSON,
    Minus,
    OpinionsOption,
    OutOption,
    Plus,
    opinion_words,
    require_opinions,
)


@with_graph_options
def analyze(
    graph: Annotated[str, GRAPH],
    opinions: OpinionsOption = None,
    plus: Plus = None,
    minus: Minus = None,
    nulls: Annotated[int, typer.Option(min=0, help="Shuffled copies that a score is compared with.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the shuffles.")] = 0,
    out: OutOption = None,
    as_json: Annotated[bool, JSON] = False,
    graph_options: dict[str, Any] = {},  # noqa: B006  never changed
) -> None:
    """Measure bubbles and borders of a network as it stands.

    Each score stands beside what chance alone gives; --out writes the report.
    """
    from sociophys.workflow.analyze import analyze as analyze_graph
    from sociophys.workflow.reading import join_opinions, read_graph

    require_opinions(opinions, plus, minus)
    read = read_graph(graph, **graph_options)
    joined = join_opinions(read, opinions, plus=plus, minus=minus) if opinions is not None else None
    words = [*as_words(graph_options), *opinion_words(opinions, plus, minus)]
    result = replace(analyze_graph(read, opinions=joined, nulls=nulls, seed=seed), command=(graph, *words))
    report = result.save(out) if out else None
    if as_json:
        emit({**result.json(), **({"report": report} if report else {})})
        return
    _tell(result, report, has_opinions=opinions is not None)
    if report:
        next_step(*after_reading(graph, words))
    else:
        more = ["--out", "reports"] if opinions is not None else _sides(read) or ["--out", "reports"]
        next_step("sociophys", "analyze", graph, *words, *more)


def _sides(graph: Any) -> list[str]:
    """Return the option that names the first node attribute of two values, as words; none where there is none."""
    two = [str(name) for name, column in graph.nodes.items() if column.nunique() == 2]
    return ["--opinions", two[0]] if two else []


def _tell(result: Any, report: Any, *, has_opinions: bool) -> None:
    rows = [(name.replace("_", " "), _line(estimate)) for name, estimate in result.numbers.items()]
    if rows:
        table(rows)
    elif not has_opinions:
        known = ", ".join(map(str, result.graph.nodes.columns))
        there = f" (this graph has {known})" if known else ""
        say(f"Scores need opinions: name them with --opinions ATTRIBUTE{there} or --opinions FILE:COLUMN.")
    else:
        say("Nothing could be measured; the reasons are in the report (--out).")
    if report:
        tell(f"report: {report}")


def _line(estimate: Any) -> str:
    """Return an estimate with what chance alone gives and how far off it is."""
    value = estimate.value
    is_count = value is not None and not estimate.error and abs(value) >= 2 and value == round(value)
    text = f"{value:,.0f}" if is_count else str(estimate)
    if estimate.null and estimate.z is not None:
        mean = estimate.null.mean
        text += f"   chance {mean:{',.1f' if abs(mean) >= 2 else '.4f'}}, z = {estimate.z:+.1f}"
    return text
