"""Write reports: what was read, measured and simulated becomes a document of plain panels."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from sociophys.analyzers import Analysis
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.panels import Document, Section
from sociophys.scenario.paths import parse, put
from sociophys.workflow.finished import FinishedRun
from sociophys.workflow.sections import (
    answer,
    assumed,
    background,
    borders,
    bubbles,
    happened,
    holds,
    inputs,
    limits,
    network_map,
    touchy,
    variants,
    words,
)  # fmt: skip
from sociophys.workflow.sections.context import Context

Names = Literal["keep", "pseudonym"]
Write = Callable[[Context], Section | None]
_LONG = 100  # members of a list that the resolved scenario shows, a list of pinned people for one
OF_RUN: tuple[Write, ...] = (
    answer.section,
    network_map.section,
    inputs.section,
    happened.section,
    variants.section,
    bubbles.section,
    borders.section,
    touchy.section,
    holds.section,
    limits.section,
)
_NEEDS_RUN = (happened.section, variants.section, touchy.section, holds.section)
OF_ANALYSIS: tuple[Write, ...] = tuple(write for write in OF_RUN if write not in _NEEDS_RUN)


def run_document(finished: FinishedRun, names: Names | None = None) -> Document:
    """Return the report of a finished run.

    Parameters
    ----------
    finished: the run. names: keep people's names or show pseudonyms; the scenario's ``report.names`` if not given.
    """
    resolved = finished.resolved
    model = finished.points[0].model
    chosen = names or (resolved.get("report") or {}).get("names", "keep")
    hidden, runs = chosen == "pseudonym", _variants(finished)
    first = next(iter(runs.values()), finished)
    context = Context(model.graph, model.network, model.opinions, finished.measured, hidden, first, variants=runs)
    title = str(resolved.get("question") or resolved.get("name") or "A run")
    subtitle = (
        f"{words.counted(model.network.n_nodes, 'person', 'people')}, "
        f"{words.counted(model.network.n_edges, context.tie_word)}; "
        f"{words.counted(model.settings.replicas, 'run')} of {words.counted(model.settings.sweeps, 'sweep')}: about "
        f"{words.counted(model.settings.sweeps, 'reconsideration')} a person"
    )
    facts = {"scenario": str(resolved.get("name", "")), "run": finished.run_id[:8], "seed": str(model.seed)}
    if runs:
        subtitle += f", in each of {words.counted(len(runs), 'variant')}"
    elif len(finished.points) > 1:
        subtitle += f", at each of {words.whole(len(finished.points))} points"
    told = background.sentences(context)
    return Document(title, f"{subtitle}.", facts, _written(context, OF_RUN), _resolved_text(context), told)


def _variants(finished: FinishedRun) -> dict[str, FinishedRun]:
    """Return the run cut into its variants, the first being the one that the others are compared with."""
    found = {}
    for name in finished.contrasts.names if finished.contrasts else ():
        points = [point for point in finished.points if point.settings == {"variant": name}]
        if points:
            changes = (finished.resolved.get("variants") or {}).get(name) or {}
            found[name] = replace(finished, points=points, resolved=_changed(finished.resolved, changes))
    return found


def _changed(plain: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data with the changes of a variant (values by dotted path) put in."""
    found: Any = plain
    for path, value in changes.items():
        found = put(found, parse(path), value)
    return dict(found)


def analysis_document(
    graph: Graph,
    network: Network,
    opinions: Opinions | None,
    analysis: Analysis,
    *,
    names: Names = "keep",
    title: str = "",
    facts: dict[str, str] | None = None,
    command: tuple[str, ...] = (),
) -> Document:
    """Return the report of an analysis without a run.

    Parameters
    ----------
    names: pseudonyms hide who is who. title: else made from where the graph came from. facts: shown under it.
    command: the words that analysed it from a command line, network first.
    """
    context = Context(graph, network, opinions, analysis, names == "pseudonym", command=command)
    size = f"{words.counted(network.n_nodes, 'person', 'people')}, {words.counted(network.n_edges, context.tie_word)}"
    where = Path(graph.reading.source).name or "this network"
    question = title or (f"Do ties follow opinions in {where}?" if opinions else f"What is in {where}?")
    sections, told = _written(context, OF_ANALYSIS), background.sentences(context)
    return Document(question, f"{size}. Nothing was simulated.", facts or {}, sections, background=told)


def _written(context: Context, parts: tuple[Write, ...]) -> list[Section]:
    written = [write(context) for write in parts]
    return [section for section in written if section is not None]


def _resolved_text(context: Context) -> str:
    """Return the resolved scenario as text, ids of people as they may be shown, long lists cut."""
    shown: dict[str, Any] = _cut(assumed.hide_ids(context.finished.resolved, context))
    return json.dumps(shown, indent=2, ensure_ascii=False, default=_plain)


def _cut(plain: Any) -> Any:
    """Return plain data in which a long list says how many more there are."""
    if isinstance(plain, dict):
        return {key: _cut(value) for key, value in plain.items()}
    if not isinstance(plain, list) or len(plain) <= _LONG:
        return plain
    return [*plain[:_LONG], f"and {words.whole(len(plain) - _LONG)} more: see scenario.resolved.yaml"]


def _plain(value: Any) -> Any:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else str(value)
