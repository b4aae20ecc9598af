"""Hand over what a run or a network holds: tables, figures and the graph as files that other programs open."""

from __future__ import annotations

import csv
import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from sociophys.errors import Mistake, StoreError
from sociophys.graph import Graph
from sociophys.graphlib.write import Plain, write
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.panels import Document
from sociophys.plain import from_plain
from sociophys.store import manifest as manifests
from sociophys.store.layout import RunDirectory
from sociophys.store.seal import read_sealed, seal
from sociophys.store.segments import write_table
from sociophys.workflow.deliver import Write, deliver
from sociophys.workflow.people_table import node_table, tie_table
from sociophys.workflow.report_tables import report_tables
from sociophys.workflow.result import RunResult

Tables = Literal["csv", "parquet"]
Figures = Literal["svg", "png"]
GraphForm = Literal["graphml", "gexf"]


@dataclass(frozen=True)
class Wish:
    """What is asked for, each by its form; nothing asked for means tables as CSV."""

    tables: Tables | None = None
    figures: Figures | None = None
    graph: GraphForm | None = None

    @property
    def table_form(self) -> Tables | None:
        """The form of tables, where there are to be any."""
        return self.tables or (None if self.figures or self.graph else "csv")


@dataclass(frozen=True)
class Exported:
    """The files written, what a reader of them must know, and whether the graph among them, if any, has arrows."""

    files: list[Path]
    notes: list[str]
    directed: bool = False


def export_run(directory: str | Path, wish: Wish, out: str | Path | None = None, *, force: bool = False) -> Exported:
    """Write what a finished run holds into files (``<run>/export`` by default).

    Tables are its own (observables, events, nodes, numbers, points, contrasts of variants) and those of its report; the
    graph carries each person's opinions and what became of them. Names are as read; in figures and report tables as in
    the report.

    Raises
    ------
    SociophysError
        If it is no finished run, a file stands in the way, no browser is there for figures, or the network of the
        run can no longer be read for the graph.
    """
    run = finished_run(directory)
    document = from_plain(json.loads(read_sealed(run.document)))
    job = _Job(Path(out) if out else run.root / "export", wish, f"run {run.root.name}")
    if wish.table_form:
        result = RunResult.of(run)
        for name in ("observables", "events", "nodes", "numbers", "points"):
            job.add_table(name, result.table(name))
        if "comparison" in result.summary:
            job.add_table("contrasts", result.table("contrasts"))
        job.add_report_tables(document)
    if wish.figures:
        job.add_figures(document)
    if wish.graph:
        from sociophys.workflow.run_graph import run_graph

        graph, network, opinions, simulated, notes = run_graph(run)
        job.notes += notes
        job.add_graph(graph, network, opinions, simulated)
    return job.done(force=force)


def export_graph(
    graph: Graph, wish: Wish, out: str | Path, opinions: Opinions | None = None, *, force: bool = False
) -> Exported:
    """Write a network with its opinions into files: ``nodes``, ``ties``, figures of its report, the graph itself."""
    job = _Job(Path(out), wish, graph.reading.source or "a network")
    network = Network.from_graph(graph)
    if wish.table_form:
        job.add_table("nodes", node_table(graph, network, opinions))
        job.add_table("ties", tie_table(graph, opinions))
    if wish.figures:
        from sociophys.workflow.analyze import analyze

        job.add_figures(analyze(graph, opinions=opinions).document)
    if wish.graph:
        job.add_graph(graph, network, opinions)
    return job.done(force=force)


def is_run(path: str | Path) -> bool:
    """Return whether a path is meant as a run: graphs are files, runs are folders."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False


def finished_run(directory: str | Path) -> RunDirectory:
    """Return the layout of a finished run; raises StoreError unless there is one, whole."""
    run = RunDirectory(Path(directory))
    manifest = manifests.read(run) or {}
    if manifest.get("status") != "done":
        what = f"is no finished run (status {manifest['status']})" if "status" in manifest else "is no run directory"
        raise StoreError(Mistake(str(run.root), what, "", "A run directory is what `sociophys run` prints at its end."))
    damaged = manifests.damaged_files(run, manifest)
    if damaged:
        advice = "Run the scenario again."
        raise StoreError(*(Mistake(str(run.root / name), "is gone or damaged", "", advice) for name in damaged))
    return run


class _Job:
    """The files to come, by name, and what has to be said of them."""

    def __init__(self, folder: Path, wish: Wish, about: str) -> None:
        self.folder, self.wish, self.about = folder, wish, about
        self.writers: dict[str, Write] = {}
        self.notes: list[str] = []
        self.directed = False

    def done(self, *, force: bool) -> Exported:
        """Write all files, or none."""
        return Exported(deliver(self.folder, self.writers, force=force), self.notes, self.directed)

    def add_table(self, name: str, frame: pd.DataFrame) -> None:
        """Add a table in the form asked for."""
        form = self.wish.table_form
        writer: Callable[[Path, pd.DataFrame], object] = write_csv if form == "csv" else _write_parquet
        self.writers[f"{name}.{form}"] = functools.partial(_call, writer, frame)

    def add_report_tables(self, document: Document) -> None:
        """Add every table that the report shows, and the numbers behind its figures."""
        for name, frame in report_tables(document).items():
            self.add_table(name, frame)

    def add_figures(self, document: Document) -> None:
        """Draw the figures of a report now: a browser that is missing is said before anything is written."""
        from sociophys.report.figure import figures_of
        from sociophys.report.still import stills

        form = self.wish.figures
        assert form is not None
        for name, content in stills(figures_of(document), form).items():
            self.writers[f"figure-{name}.{form}"] = functools.partial(_call, seal, content)
        if not self.writers:
            self.notes.append("The report has no figures.")

    def add_graph(
        self, graph: Graph, network: Network, opinions: Opinions | None, simulated: pd.DataFrame | None = None
    ) -> None:
        """Add the graph as one file."""
        form, self.directed = self.wish.graph, graph.directed
        assert form is not None
        nodes = node_table(graph, network, opinions).drop(columns="name")
        nodes = nodes if simulated is None else pd.concat([nodes, simulated], axis=1)
        ends = (graph.edges["source"].to_numpy(), graph.edges["target"].to_numpy())
        edges = tie_table(graph, opinions).drop(columns=["source", "target"])
        plain = Plain(graph.names, nodes, *ends, edges, graph.directed, _told(self.about, graph.directed))
        content, written = write(plain, form)
        self.writers[f"network.{form}"] = functools.partial(_call, seal, content)
        if written.replaced:
            self.notes.append(f"{written.replaced} characters that XML cannot hold were replaced by U+FFFD.")
        if written.renamed:
            self.notes.append(f"{written.renamed} names then were alike and got a number.")
        if (edges["sign"] < 0).any():
            self.notes.append("Weights are positive and the sign of a tie stands in 'sign': Gephi draws none below 0.")


def _call(writer: Callable[[Path, Any], object], content: Any, path: Path) -> None:
    writer(path, content)


def _told(about: str, directed: bool) -> str:
    arrow = "An arrow runs from who influences to who is influenced. " if directed else "Ties have no direction. "
    return f"Made by sociophys from {about}. {arrow}weight is 0 or more; sign is -1 for a hostile tie, else 1."


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as CSV, exactly: UTF-8, line feeds, an empty field where a value is missing.

    Names are data and stay as they are, one that begins with ``=`` too: a spreadsheet may take it for a formula.
    """
    texts = [frame.iloc[:, k] for k in range(len(frame.columns)) if getattr(frame.dtypes.iloc[k], "kind", "O") == "O"]
    returns = any("\r" in str(value) for column in texts for value in column)  # Python 3.11 leaves these unquoted
    quoting: Any = csv.QUOTE_NONNUMERIC if returns else csv.QUOTE_MINIMAL
    frame.to_csv(path, index=False, lineterminator="\n", quoting=quoting, encoding="utf-8", errors="backslashreplace")


def _write_parquet(path: Path, frame: pd.DataFrame) -> None:
    write_table(path, frame, "")
