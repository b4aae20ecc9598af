"""A real network by name: shipped with a dependency, or fetched once by ``sociophys datasets fetch``."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sociophys import manifests, registry
from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders.file import File
from sociophys.parameters import accepted, parameter, read_record
from sociophys.reading import edgelist

Value = str | int | float


class Dataset(Loader):
    """Give a data set as its manifest describes it (``sociophys datasets info NAME``); never downloads."""

    name: str = parameter(doc="Name of the data set, as `sociophys datasets list` shows it.", min_length=1)
    arrow: Literal["documented", "source_listens", "source_influences", "mutual"] = parameter(
        "documented", doc="Which way influence runs; documented: as the manifest says."
    )
    where: dict[str, Value | list[Value]] = parameter(
        {}, doc="Rows to read, by column: a value or a list of values; all columns must agree."
    )
    window: list[Value] = parameter(
        [], doc="Time window, [begin, end], where the data have times: rows with begin <= time < end become ties."
    )
    conflicts: Literal["drop", "sum", "negative", "error"] = parameter(
        "drop", doc="What becomes of a pair whose rows have opposite signs."
    )
    duplicates: Literal["auto", "sum", "max", "first", "error"] = parameter(
        "auto", doc="What becomes of repeated rows of one sign; auto: sum where there are weights, else counted once."
    )
    component: Literal["largest", "all"] = parameter("all", doc="Keep the largest connected component only, or all.")

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; raises MissingError with the command that fetches it."""
        shipped = manifests.record(self.name).shipped
        return self._shipped(shipped, rng) if shipped else self._file().load(rng)

    def _shipped(self, kind: str, rng: np.random.Generator) -> Graph:
        """Return a graph that a dependency ships, and refuse what has no meaning there."""
        said = {"arrow": self.arrow != "documented", "where": bool(self.where), "window": bool(self.window)}
        mistakes = [
            Mistake(
                f"{self.name} {key}", "this data set has neither arrows nor rows to choose from", "", "Leave it out."
            )
            for key, given in said.items()
            if given
        ]
        if mistakes:
            raise GraphError(*mistakes)
        graph: Graph = registry.member("loaders", kind)().load(rng)
        return edgelist.largest_component(graph) if self.component == "largest" else graph

    def _file(self) -> File:
        chosen: dict[str, Any] = {
            key: getattr(self, key) for key in ("where", "window", "conflicts", "duplicates", "component")
        }
        if self.arrow != "documented":
            chosen["arrow"] = self.arrow
        options = manifests.read_options(self.name, **chosen)
        record: File = accepted(f"data set {self.name}", read_record(File, options))
        return record

    def inputs(self) -> tuple[str, ...]:
        """Return the paths of the files, if the data set has any."""
        if manifests.record(self.name).shipped:
            return ()
        return tuple(str(path) for path in self._file().inputs())
