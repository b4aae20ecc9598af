"""``sociophys info GRAPH``: what was read, dropped, merged and joined, and one example in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from sociophys.cli.console import emit, in_words, next_step, table, tell
from sociophys.cli.graph_options import after_reading, as_words, with_graph_options
from sociophys.cli.opinion_options import GRAPH, JSON, Minus, OpinionsOption, Plus, opinion_words, require_opinions


@with_graph_options
def info(
    graph: Annotated[str, GRAPH],
    opinions: OpinionsOption = None,
    plus: Plus = None,
    minus: Minus = None,
    as_json: Annotated[bool, JSON] = False,
    graph_options: dict[str, Any] = {},  # noqa: B006  never changed
) -> None:
    """Say what was read, dropped and merged, and one tie in words."""
    from sociophys.workflow.reading import network_facts, read_graph

    require_opinions(opinions, plus, minus)
    read = read_graph(graph, **graph_options)
    facts = network_facts(read)
    if opinions is not None:
        facts = {**facts, "opinions": _opinion_facts(read, opinions, plus, minus)}
    if as_json:
        emit({"network": facts})
        return
    _tell_facts(graph, facts)
    next_step(*after_reading(graph, [*as_words(graph_options), *opinion_words(opinions, plus, minus)]))


def _opinion_facts(graph: Any, opinions: str, plus: str | None, minus: str | None) -> dict[str, Any]:
    from sociophys.workflow.reading import join_opinions

    joined = join_opinions(graph, opinions, plus=plus, minus=minus)
    named = {"plus": joined.plus, "minus": joined.minus, "scale": joined.scale, "coverage": joined.coverage}
    return {**named, **dict(joined.counts), "notes": list(joined.notes)}


def _tell_facts(graph: str, facts: Mapping[str, Any]) -> None:
    direction = "directed" if facts["directed"] else "undirected"
    tell(f"{graph}: {facts['n_nodes']} nodes, {facts['n_edges']} ties ({facts['n_negative']} negative), {direction}")
    dropped = {key: count for key, count in facts["dropped"].items() if count}
    shown = {**facts, "dropped": dropped}
    kept = {key: value for key, value in shown.items() if key not in _SAID and value not in ("", None, [], {})}
    table((_NAMES.get(key, key.replace("_", " ")), in_words(value)) for key, value in kept.items())
    if not dropped:
        tell("  nothing was dropped or merged")


_SAID = ("n_nodes", "n_edges", "n_negative", "directed", "source")
_NAMES = {"sniffed": "recognised", "dropped": "dropped, merged"}
