"""What a comparison holds: graphs that were each compared with their own chance, side by side."""

from __future__ import annotations

import html
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sociophys.analysis import numbers_table
from sociophys.changes import Changes
from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.estimate import Estimate
from sociophys.panels import Document
from sociophys.verdict import HEADLINE, OTHERS
from sociophys.workflow.analyze import AnalysisResult

SERIES = (HEADLINE, "assortativity", *OTHERS)  # scores in whose course changes are looked for


@dataclass(frozen=True)
class Compared:
    """One graph of a comparison: what it is called, its moment if it has one, what was measured."""

    label: str
    result: AnalysisResult
    time: float | None = None

    @property
    def headline(self) -> Estimate | None:
        """The score that decides, None without opinions."""
        return self.result.numbers.get(HEADLINE)


@dataclass(frozen=True)
class Comparison:
    """Graphs side by side, or one graph at several times; shows itself in a notebook.

    Attributes
    ----------
    graphs: in order, each with label, moment and :class:`AnalysisResult`.
    changes: where graphs have moments, the changes of each score's distance from chance, by name of the score.
    force: whether graphs count in which most opinions are unknown.
    command: the words that asked for it on a command line; the report's next steps repeat them.
    """

    graphs: tuple[Compared, ...]
    changes: Mapping[str, Changes] = field(default_factory=dict)
    force: bool = False
    command: tuple[str, ...] = ()

    @property
    def results(self) -> tuple[AnalysisResult, ...]:
        """The analysis of each graph, in order."""
        return tuple(one.result for one in self.graphs)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the graphs are called, in order."""
        return tuple(one.label for one in self.graphs)

    @property
    def times(self) -> tuple[float, ...] | None:
        """The moments of the graphs, None if they have none."""
        moments = tuple(one.time for one in self.graphs if one.time is not None)
        return moments if len(moments) == len(self.graphs) else None

    @property
    def scores(self) -> pd.DataFrame:
        """One row a graph and score: value, null_mean, null_sd, effect, z, p, coverage, reason."""
        parts = [
            numbers_table(one.result.numbers).assign(graph=one.label, time=one.time).rename(columns={"number": "score"})
            for one in self.graphs
        ]
        own = ["value", "null_mean", "null_sd", "nulls", "effect", "z", "p", "coverage", "reason"]
        whole = pd.concat([part.astype(object) for part in parts], ignore_index=True)
        columns = ["graph", *(["time"] if self.times else []), "score", *own]
        numeric = [name for name in own if name != "reason"]
        return whole.reindex(columns=columns).astype(dict.fromkeys(numeric, float))

    @property
    def change_points(self) -> pd.DataFrame:
        """One row a change: score, the graphs it lies between, mean effect before and after, p."""
        rows = [
            [score, *self._around(change.index), change.before, change.after, change.p]
            for score, found in self.changes.items()
            for change in found.found
        ]
        return pd.DataFrame(rows, columns=["score", "last_before", "first_after", "before", "after", "p"])

    def _around(self, index: int) -> tuple[str, str]:
        return self.labels[index - 1], self.labels[index]

    def __iter__(self) -> Iterator[Compared]:
        return iter(self.graphs)

    def __len__(self) -> int:
        return len(self.graphs)

    def __getitem__(self, label: str) -> AnalysisResult:
        if label not in self.labels:
            raise MissingError(
                Mistake("graph", f"'{label}' is none of them", ", ".join(self.labels), near_miss(label, self.labels))
            )
        return self.results[self.labels.index(label)]

    def table(self, name: str) -> pd.DataFrame:
        """Return the table ``scores`` or ``change_points``."""
        known = {"scores": self.scores, "change_points": self.change_points}
        if name not in known:
            raise MissingError(Mistake("table", f"'{name}' is not a table", ", ".join(known), near_miss(name, known)))
        return known[name]

    @cached_property
    def document(self) -> Document:
        """The report as plain panels."""
        from sociophys.workflow.sections.compared import document

        return document(self)

    @property
    def verdict(self) -> str:
        """The first sentence of the report."""
        return str(self.document.sections[0].panels[0].text)

    def figure(self) -> Any:
        """Return the plotly figure: each graph beside what chance gives."""
        from sociophys.report.figure import figure, figures_of

        drawn = [panel for _, panel in figures_of(self.document).values()]
        if not drawn:
            raise MissingError(Mistake("figure", "no score could be compared with chance", "", "See .scores: reason."))
        return figure(drawn[0])

    def json(self) -> dict[str, Any]:
        """Return plain data: ``verdict``, ``graphs`` and ``change_points``."""
        graphs = []
        for one in self.graphs:
            plain = one.result.json()
            scores = {name: estimate.to_dict() for name, estimate in one.result.numbers.items()}
            about = {key: plain[key] for key in ("network", "opinions", "verdict")}
            graphs.append({"label": one.label, "time": one.time, **about, "scores": scores})
        points = {}
        for score, found in self.changes.items():
            listed = [
                {"between": list(self._around(c.index)), "before": c.before, "after": c.after, "p": c.p}
                for c in found.found
            ]
            points[score] = {"windows": found.n, "p": found.p, "reason": found.reason, "changes": listed}
        return {"verdict": self.verdict, "graphs": graphs, "change_points": points}

    def to_json(self) -> str:
        """Return :meth:`json` as text."""
        from sociophys.store.seal import to_json

        return to_json(self.json()).decode()

    def save(self, out: str | os.PathLike[str]) -> Path:
        """Write ``report.html``, ``comparison.json``, ``document.json`` and ``scores.csv`` below ``out``.

        Returns the path of the report. The folder is named after where the first graph came from. Files are whole or
        absent.
        """
        from sociophys.panels import to_plain
        from sociophys.report.draw import draw
        from sociophys.report.text import csv_text
        from sociophys.store.seal import seal, to_json

        stem = Path(self.results[0].graph.reading.source or "graphs").name.split(".")[0]
        plain = "-".join("".join(c if c.isalnum() else " " for c in stem.lower()).split()) or "graphs"
        folder = Path(out) / f"{plain}-comparison"
        drawn, scores = draw(self.document), self.scores.astype(object).where(self.scores.notna(), None)
        seal(folder / "comparison.json", to_json(self.json()))
        seal(folder / "document.json", to_json(to_plain(self.document)))
        seal(folder / "scores.csv", csv_text(list(scores.columns), scores.to_numpy().tolist()).encode())
        seal(folder / "report.html", drawn.encode())
        return folder / "report.html"

    def __repr__(self) -> str:
        return f"Comparison({len(self)} graphs, {', '.join(self.labels[:6])}{', ...' if len(self) > 6 else ''})"

    def _repr_html_(self) -> str:
        wide = self.scores.pivot_table("value", "graph", "score", sort=False)
        shown = wide.to_html(float_format=lambda number: f"{number:.4g}", na_rep="")
        return f"<p><b>{html.escape(self.verdict)}</b></p>{shown}"
