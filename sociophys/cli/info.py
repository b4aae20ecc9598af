"""``sociophys info GRAPH``: what was read, dropped, merged and joined, and one example in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from sociophys.cli.console import emit, in_words, next_step, table, tell
from sociophys.cli.graph_options import after_reading, as_words, with_graph_options
from sociophys.cli.opinion_options import GRAPH, JSON, opinion_words, with_opinion_options

Rows = list[tuple[str, Any]]


@with_graph_options
@with_opinion_options
def info(
    graph: Annotated[str, GRAPH],
    as_json: Annotated[bool, JSON] = False,
    opinion_options: dict[str, Any] = {},  # noqa: B006  never changed
    graph_options: dict[str, Any] = {},  # noqa: B006  never changed
) -> None:
    """Say what was read, dropped and merged, and one tie in words."""
    from sociophys.workflow.facts import network_facts
    from sociophys.workflow.reading import read_graph

    read = read_graph(graph, **graph_options)
    facts = network_facts(read)
    if opinion_options:
        facts = {**facts, "opinions": _opinion_facts(read, opinion_options)}
    if as_json:
        emit({"network": facts})
        return
    _tell_facts(graph, facts)
    next_step(*after_reading(graph, [*as_words(graph_options), *opinion_words(opinion_options)]))


def _opinion_facts(graph: Any, options: dict[str, Any]) -> dict[str, Any]:
    from sociophys.workflow.reading import join_opinions

    joined = join_opinions(graph, **options)
    counts = dict(joined.counts)
    named = {"side_plus": joined.plus, "side_minus": joined.minus, "scale": joined.scale, "coverage": joined.coverage}
    return {**named, **counts, "notes": list(joined.notes)}


def _tell_facts(graph: str, facts: Mapping[str, Any]) -> None:
    direction = "directed" if facts["directed"] else "undirected"
    negative = f"({_shown(facts['n_negative'])} negative)"
    tell(f"{graph}: {_shown(facts['n_nodes'])} nodes, {_shown(facts['n_edges'])} ties {negative}, {direction}")
    if facts["example"]:
        tell(f"  one tie: {facts['example']}")
    for heading, rows in _groups(facts):
        if rows:
            tell(f"\n{heading}")
            table((name, _shown(value)) for name, value in rows)
    for note in (*facts["notes"], *facts.get("opinions", {}).get("notes", ())):
        tell(f"\nNote: {note}")
    for hint in facts["hints"]:
        tell(f"\nHint: {hint}")


def _groups(facts: Mapping[str, Any]) -> Iterator[tuple[str, Rows]]:
    """Yield what is said, group by group: a heading and its rows."""
    yield "Read", [("rows", facts["rows"]), *_counts(facts["left_out"])]
    yield "Recognised, because nobody said", _named(facts["sniffed"])
    dropped = _counts(facts["dropped"])
    yield "Dropped and merged", dropped or [("nothing was dropped or merged", "")]
    yield "Direction" if facts["directed"] else "Pairs", _counts(facts["pairs"])
    yield "People", [*_people(facts), *_named(facts.get("opinions", {}))]


def _people(facts: Mapping[str, Any]) -> Rows:
    """Return what is said of nodes: how they hang together, their kinds and their attributes."""
    kinds = [(f"of kind '{kind}'", count) for kind, count in facts["modes"].items()]
    largest = f"{_shown(facts['components'])}, the largest with {_shown(facts['largest_component'])} nodes"
    table_counts = {
        key: facts["counts"][key] for key in ("node_table_rows", "nodes_without_row") if key in facts["counts"]
    }
    return [
        ("nodes", facts["n_nodes"]),
        *kinds,
        ("isolates", facts["isolates"]),
        ("components", largest),
        ("mean degree", facts["mean_degree"]),
        *_named(table_counts),
        *([("attributes", facts["attributes"])] if facts["attributes"] else []),
    ]


def _counts(counts: Mapping[str, int]) -> Rows:
    return [(_words(key), count) for key, count in counts.items() if count]


def _named(values: Mapping[str, Any]) -> Rows:
    return [(_words(key), value) for key, value in values.items() if key != "notes" and value not in ("", None, [], {})]


def _words(key: str) -> str:
    return key.replace("_", " ")


def _shown(value: Any) -> str:
    """Return a value as a person reads it, whole numbers with thousands apart."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return ", ".join(map(str, value)) if isinstance(value, list) else in_words(value)
