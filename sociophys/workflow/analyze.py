"""Analyse a network as it stands: numbers beside chance, tables, figures and a report; nothing is simulated."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from sociophys import analysis as lifting
from sociophys import registry, rng
from sociophys.analyzers import Analysis
from sociophys.errors import GraphError, MissingError, Mistake, near_miss
from sociophys.estimate import Estimate
from sociophys.graph import Graph
from sociophys.graphlib.shipped import SHIPPED
from sociophys.joining import OpinionsBlock
from sociophys.network import Network
from sociophys.opinions import Opinions, Sample
from sociophys.panels import Document, Sentence
from sociophys.parameters import read_record
from sociophys.plain import to_plain
from sociophys.verdict import headline

Names = Literal["pseudonym", "keep"]
_SMALL = 200  # people; every shipped data set has fewer


@dataclass(frozen=True)
class AnalysisResult:
    """What was measured, with its tables and figures; shows itself in a notebook.

    Attributes
    ----------
    graph, network, opinions: what was analysed (opinions None: only the network was described).
    analysis: numbers, panels and tables. names: whether the report shows people's names or pseudonyms.
    command: the words that asked for it on a command line, network first; the report's next steps repeat them.
    """

    graph: Graph
    network: Network
    opinions: Opinions | None
    analysis: Analysis
    names: Names = "keep"
    command: tuple[str, ...] = ()

    @property
    def numbers(self) -> dict[str, Estimate]:
        """Estimates by stable name, e.g. ``numbers["ei_index"].value``."""
        return self.analysis.numbers

    @property
    def verdict(self) -> str:
        """The headline in one sentence, or an empty text without opinions."""
        panels = self.analysis.panels.get("answer", [])
        return next((p.text for p in panels if isinstance(p, Sentence) and p.headline), "")

    def table(self, name: str) -> pd.DataFrame:
        """Return a table: numbers, and what the analyzers made (domains, border_people, bridges)."""
        tables = self.analysis.tables
        if name not in tables:
            raise MissingError(Mistake("table", f"'{name}' is not a table", ", ".join(tables), near_miss(name, tables)))
        return tables[name]

    @cached_property
    def document(self) -> Document:
        """The report as plain panels."""
        from sociophys.workflow.document import analysis_document

        parts = (self.graph, self.network, self.opinions, self.analysis)
        return analysis_document(*parts, names=self.names, command=self.command)

    def figure(self, name: str) -> Any:
        """Return a plotly figure of the report by its section (``answer``, ``network``, ``bubbles``, ...)."""
        from sociophys.report.figure import figure, figures_of

        panels = {key: panel for key, (_, panel) in figures_of(self.document).items()}
        if name not in panels:
            advice = near_miss(name, panels)
            raise MissingError(Mistake("figure", f"'{name}' is not a figure", ", ".join(panels), advice))
        return figure(panels[name])

    def json(self) -> dict[str, Any]:
        """Return plain data under stable names; ``docs/analyze.md`` lists them.

        ``network``, ``opinions``, ``verdict``, ``scores`` and ``signed`` (one entry a number: value, null, effect, z,
        p, coverage, reason, unknown ones null), and ``domains``, ``walls``, ``chambers``: the first rows of tables.
        """
        graph, opinions = self.graph, self.opinions
        dropped = {key: count for key, count in graph.reading.counts.items() if "dropped" in key}
        facts = {
            "n_nodes": graph.n_nodes,
            "n_edges": graph.n_edges,
            "n_negative": int((graph.edges["weight"] < 0).sum()),
            "directed": graph.directed,
            "dropped": dropped,
        }
        plain: dict[str, Any] = {"network": facts, "opinions": None, "verdict": self.verdict, "headline": None}
        if opinions is not None:
            counts = {"n_plus": int((opinions.sides > 0).sum()), "n_minus": int((opinions.sides < 0).sum())}
            named = {"plus": opinions.plus, "minus": opinions.minus}
            if opinions.codes is not None:
                counts, named = {}, {"groups": dict(zip(opinions.group_names, _sizes(opinions), strict=True))}
            plain["headline"] = headline(opinions.origin)
            common = {"scale": opinions.scale, "origin": opinions.origin, "coverage": opinions.coverage}
            plain["opinions"] = {**named, **common, **counts}
        signed = self.analysis.signed
        scores = {name: _entry(found) for name, found in self.numbers.items()}
        plain["scores"] = {name: entry for name, entry in scores.items() if name not in signed}
        plain["signed"] = {name: entry for name, entry in scores.items() if name in signed} | _frustration(self.numbers)
        tables = self.analysis.tables
        plain["domains"] = _rows(tables.get("domains"))
        plain["walls"] = {key: _rows(tables.get(name)) for key, name in _WALLS.items()}
        plain["chambers"] = _rows(tables.get("chambers"))
        return plain

    def to_json(self) -> str:
        """Return :meth:`json` as text."""
        from sociophys.store.seal import to_json

        return to_json(self.json()).decode()

    def save(self, out: str | os.PathLike[str]) -> Path:
        """Write a folder below ``out`` and return the report in it.

        It holds ``report.html``, ``analysis.json``, ``document.json`` and every table as ``<name>.csv``; it is
        named after where the graph came from, e.g. ``retweets-analysis``. Files are whole or absent.
        """
        from sociophys.report.draw import draw
        from sociophys.store.seal import seal, to_json

        folder = Path(out) / f"{source_in_a_word(self.graph, 'graph')}-analysis"
        report = folder / "report.html"
        seal(folder / "analysis.json", to_json(self.json()))
        for name, table in self.analysis.tables.items():
            seal(folder / f"{name}.csv", table.to_csv(index=False).encode())
        seal(folder / "document.json", to_json(to_plain(self.document)))
        seal(report, draw(self.document).encode())
        return report

    def __repr__(self) -> str:
        return f"AnalysisResult({self.graph}, {len(self.numbers)} numbers: {self.verdict or 'no opinions given'})"

    def _repr_html_(self) -> str:
        shown = self.table("numbers").dropna(axis=1, how="all") if "numbers" in self.analysis.tables else pd.DataFrame()
        rows = shown.to_html(index=False, float_format=lambda number: f"{number:.4g}", na_rep="")
        return f"<p><b>{html.escape(self.verdict)}</b></p>{rows}"


def source_in_a_word(graph: Graph, nameless: str) -> str:
    """Return where a graph came from as a part of a folder's name."""
    stem = Path(graph.reading.source or nameless).name.split(".")[0]
    return "-".join("".join(c if c.isalnum() else " " for c in stem.lower()).split()) or nameless


def _frustration(numbers: dict[str, Estimate]) -> dict[str, Any]:
    """Return the bounds of the frustration index as one entry; nothing where it was not measured."""
    bounds = [numbers.get(f"frustration_{end}") for end in ("lower", "upper", "certified")]
    if None in bounds:
        return {}
    lower, upper, certified = (found.value for found in bounds if found)
    reason = next((found.reason for found in bounds if found and found.reason), "")
    is_certified = None if certified is None else bool(certified)
    return {"frustration_index": {"lower": lower, "upper": upper, "certified": is_certified, "reason": reason}}


_WALLS = {"people": "border_people", "bridges": "bridges", "borders": "borders", "tie_effects": "tie_effects"}
_ROWS = 1000
_ENTRY = ("value", "effect", "z", "p", "coverage", "reason")


def _entry(found: Estimate) -> dict[str, Any]:
    """Return a number with all keys that any has; what is unknown is None."""
    null = None
    if found.null:
        null = {key: getattr(found.null, key) for key in ("kind", "mean", "sd", "n", "observed")}
        null["beyond_all"] = found.null.is_beyond_all
    return {**{key: getattr(found, key) for key in _ENTRY}, "null": null}


def _rows(table: pd.DataFrame | None) -> dict[str, Any] | None:
    """Return how many rows a table has and the first of them as plain records; CSV files hold all."""
    if table is None:
        return None
    first = table.head(_ROWS)
    plain = first.astype(object).where(first.notna(), None)
    rows = [dict(zip(map(str, plain.columns), row, strict=True)) for row in plain.to_numpy(object).tolist()]
    return {"n": len(table), "rows": rows}


def _sizes(opinions: Opinions) -> list[int]:
    codes = opinions.groups
    return [int(n) for n in np.bincount(codes[codes >= 0], minlength=opinions.n_groups)]


def analyze(
    graph: Graph,
    opinions: str | pd.Series | OpinionsBlock | Opinions | None = None,
    *,
    plus: str | None = None,
    minus: str | None = None,
    analyzers: Any = "default",
    nulls: int | None = None,
    seed: int = 0,
    names: Names | None = None,
    force: bool = False,
) -> AnalysisResult:
    """Measure a network with opinions and compare each score with chance.

    Parameters
    ----------
    graph: as :func:`sociophys.read_graph` gives it.
    opinions: a node attribute's name, ``'FILE:COLUMN'``, a pandas series (index: node ids), an ``OpinionsBlock``, or
        ``Opinions``; None describes the network alone. plus, minus: values that are the two sides, where they cannot
        be told from the values.
    analyzers: ``'default'``, ``'all'`` or a list of kinds. seed: of what is drawn.
    nulls: randomised twins to compare with, 200 unless told and fewer of large graphs; p is given from 100 on.
    names: ``keep`` or ``pseudonym``; by default pseudonyms for people with opinions, unless the data set is public.
    force: give a verdict even where fewer than half of the people have a known opinion.

    Raises
    ------
    SociophysError
        With every mistake in the opinions or the analyzers.
    """
    _check(graph, nulls, names)
    lifting.members(analyzers)
    joined = _join(graph, opinions, {"plus": plus, "minus": minus})
    network = Network.from_graph(graph)
    if joined is None:
        measured = lifting.without_opinions(network, analyzers, nulls, seed)
    else:
        measured = lifting.analyze(Sample(network, joined), analyzers, nulls, seed, force)
    chosen: Names = names or ("pseudonym" if joined is not None and not _is_public(graph) else "keep")
    return AnalysisResult(graph, network, joined, measured, chosen)


def _check(graph: Any, nulls: Any, names: Any) -> None:
    """Refuse what is neither a graph nor a number of deals nor a way to show names."""
    if not isinstance(graph, Graph):
        advice = "Read it first: sociophys.read_graph(...)."
        library = type(graph).__module__.partition(".")[0]
        called = type(graph).__name__ if library == "builtins" else f"{library} {type(graph).__name__}"
        raise GraphError(Mistake("graph", f"a {called} is not a graph", "a Graph", advice))
    if nulls is not None and (not isinstance(nulls, (int, np.integer)) or nulls < 0):
        what = "is below 0" if isinstance(nulls, (int, np.integer)) else "is no whole number"
        raise MissingError(Mistake("nulls", f"{nulls!r} {what}", "0 or more; 100 for a p"))
    if names not in (None, "keep", "pseudonym"):
        raise GraphError(Mistake("names", f"{names!r} is not a choice", "keep, pseudonym"))


def _join(graph: Graph, opinions: Any, sides: dict[str, str | None]) -> Opinions | None:
    """Return opinions in any of their forms joined to the graph."""
    named: dict[str, Any] = {key: value for key, value in sides.items() if value is not None}
    if opinions is None or isinstance(opinions, (Opinions, OpinionsBlock)):
        if named:
            allowed = "opinions as a name, 'FILE:COLUMN' or a pandas series"
            raise GraphError(Mistake(", ".join(named), "there is nothing to name sides of", allowed))
        return opinions.join(graph) if isinstance(opinions, OpinionsBlock) else opinions
    if isinstance(opinions, str):
        file, _, column = opinions.rpartition(":")
        in_file = bool(file) and opinions not in graph.nodes.columns
        place = {"file": file, "column": column} if in_file else {"attribute": opinions}
        return _block(place | named).join(graph)
    if isinstance(opinions, pd.Series):
        return _block({"attribute": str(opinions.name or "opinions")} | named).join_series(graph, opinions)
    allowed = "an attribute's name, 'FILE:COLUMN', a pandas series, an OpinionsBlock or Opinions"
    raise MissingError(Mistake("opinions", f"{type(opinions).__name__} holds no opinions", allowed))


def _block(values: dict[str, Any]) -> OpinionsBlock:
    """Return where opinions stand and how the sides are called, or raise all mistakes in it."""
    block, findings = read_record(OpinionsBlock, values)
    if findings:
        raise GraphError(*(Mistake("opinions", f.what, f.allowed, f.advice) for f in findings))
    return block


def _is_public(graph: Graph) -> bool:
    """Return whether this is a shipped data set, whose people are known by name in the literature."""
    if graph.n_nodes > _SMALL:
        return False
    nothing = rng.generator(0, "loaders")  # they draw nothing
    known = (registry.member("loaders", kind)().load(nothing) for kind in SHIPPED)
    return any(graph.reading.source == public.reading.source for public in known)
