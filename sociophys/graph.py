"""What was read: a node table and an edge table, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake


@dataclass(frozen=True)
class Reading:
    """The book-keeping of a loader: what was sniffed, read, dropped and merged, and one tie in words.

    Attributes
    ----------
    source: where the graph came from, as the user named it.
    sniffed: what was not said and was recognised instead, e.g. ``{"delimiter": "comma"}``.
    counts: whole numbers by name, e.g. ``{"rows": 78, "self_loops_dropped": 0}``; every dropped thing is here.
    example: one tie in words ("'bob' influences 'ann' with weight 2").
    notes: further sentences for the person who reads the report.
    """

    source: str = ""
    sniffed: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    example: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """A network as read.

    Attributes
    ----------
    nodes: one row a node, unique text index (the ids); columns are attributes as read.
    edges: one row a tie: ``source``, ``target`` (int64 row numbers of ``nodes``), ``weight`` (float64, signed:
        antagonism is negative), and, where it was read, ``time`` (float64). In a directed graph an arrow means
        *source influences target*; in an undirected one every tie stands once.
    directed: whether an arrow matters.
    reading: the loader's book-keeping.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    directed: bool
    reading: Reading = field(default_factory=Reading)

    def __post_init__(self) -> None:
        if not len(self.nodes):
            raise GraphError(Mistake(self.reading.source, "no node was read", "one node or more"))
        weight = self.edges["weight"].to_numpy(np.float64)
        bad = np.flatnonzero(~np.isfinite(weight))
        if len(bad):
            where = f"{self.reading.source} tie {bad[0] + 1}"
            raise GraphError(Mistake(where, f"weight {weight[bad[0]]} is not finite", "finite numbers"))

    @property
    def n_nodes(self) -> int:
        """Number of nodes, isolates included."""
        return len(self.nodes)

    @property
    def n_edges(self) -> int:
        """Number of ties (arrows if directed)."""
        return len(self.edges)

    @property
    def names(self) -> np.ndarray:
        """Node ids, (n_nodes,) object array of text."""
        return self.nodes.index.to_numpy(object)

    def window(self, begin: float, end: float) -> Graph:
        """Return the graph of the ties with begin <= time < end; all nodes stay.

        Raises
        ------
        GraphError
            If the ties have no times.
        """
        if "time" not in self.edges:
            raise GraphError(Mistake(self.reading.source, "ties have no times", "a graph read with a time column"))
        inside = self.edges["time"].between(begin, end, inclusive="left")
        return replace(self, edges=self.edges[inside].reset_index(drop=True))

    def attribute(self, name: str) -> pd.Series[Any]:
        """Return a node attribute; raises :class:`GraphError` naming the columns there are."""
        if name not in self.nodes.columns:
            known = ", ".join(map(str, self.nodes.columns)) or "none: this graph has no node attributes"
            raise GraphError(Mistake(self.reading.source, f"no node attribute '{name}'", known))
        return self.nodes[name]
