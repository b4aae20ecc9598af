"""A real network by name: shipped with a dependency, or fetched once by ``sociophys datasets fetch``."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sociophys import manifests, registry
from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders.file import File
from sociophys.parameters import parameter


class Dataset(Loader):
    """Give a data set as its manifest describes it (``sociophys datasets info NAME``); never downloads."""

    name: str = parameter(doc="Name of the data set, as `sociophys datasets list` shows it.", min_length=1)
    arrow: Literal["documented", "source_listens", "source_influences", "mutual"] = parameter(
        "documented", doc="Which way influence runs; documented: as the manifest says."
    )
    component: Literal["largest", "all"] = parameter("all", doc="Keep the largest connected component only, or all.")

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; raises MissingError with the command that fetches it."""
        entry = manifests.manifest(self.name)
        if "shipped" in entry:
            graph: Graph = registry.member("loaders", entry["shipped"])().load(rng)
            return graph
        return self._file(entry).load(rng)

    def _file(self, entry: dict[str, Any]) -> File:
        options = dict(entry.get("read", {}))
        if self.arrow != "documented":
            options = {key: value for key, value in options.items() if key != "directed"} | {"arrow": self.arrow}
        return File(path=str(manifests.require(self.name)), component=self.component, **options)

    def inputs(self) -> tuple[str, ...]:
        """Return the path of the file, if the data set has one."""
        shipped = "shipped" in manifests.manifest(self.name)
        return () if shipped else (str(manifests.require(self.name)),)
