"""A comparison that shows itself: as a document, a figure, JSON, files, in a notebook."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sociophys.errors import MissingError, Mistake
from sociophys.panels import Document
from sociophys.plain import to_plain
from sociophys.workflow.analyze import source_in_a_word
from sociophys.workflow.compared import SideBySide


@dataclass(frozen=True)
class Comparison(SideBySide):
    """Graphs side by side, or one graph at several times; attributes as in :class:`SideBySide`."""

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
                {"between": list(self.around(c.index)), "before": c.before, "after": c.after, "p": c.p}
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
        from sociophys.report.draw import draw
        from sociophys.report.text import csv_text
        from sociophys.store.seal import seal, to_json

        folder = Path(out) / f"{source_in_a_word(self.results[0].graph, 'graphs')}-comparison"
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
