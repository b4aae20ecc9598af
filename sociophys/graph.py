"""What was read: a node table and an edge table, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sociophys import merging
from sociophys.errors import GraphError, Mistake
from sociophys.merging import AS_DEFAULT, Policy, Rows


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
    edges: one row a tie: ``source``, ``target`` (int64 row numbers of ``nodes``) and ``weight`` (float64, signed:
        antagonism is negative). In a directed graph an arrow means *source influences target*; in an undirected
        one every tie stands once.
    directed: whether an arrow matters.
    reading: the loader's book-keeping.
    events: where times were read, the rows before they were merged into ties: the columns of ``edges`` and ``time``
        (float64), in the order of the file, without the self-loops that were dropped. Else None.
    policy: how rows about one pair were merged into a tie, and are again by :meth:`window`.
    stored: folder of the graph on disk, set by what keeps graphs; lost with any change made by ``replace``.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    directed: bool
    reading: Reading = field(default_factory=Reading)
    events: pd.DataFrame | None = None
    policy: Policy = AS_DEFAULT
    stored: Path | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not len(self.nodes):
            raise GraphError(Mistake(self.reading.source, "no node was read", "one node or more"))
        weight = self.edges["weight"].to_numpy(np.float64)
        bad = np.flatnonzero(~np.isfinite(weight))
        if len(bad):
            where = f"{self.reading.source} tie {bad[0] + 1}"
            raise GraphError(Mistake(where, f"weight {weight[bad[0]]} is not finite", "finite numbers"))

    def __repr__(self) -> str:
        kind = "directed" if self.directed else "undirected"
        return f"Graph({self.reading.source or 'unnamed'}: {self.n_nodes:,} nodes, {self.n_edges:,} ties, {kind})"

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
        """Return the graph of the rows with begin <= time < end, merged anew by the same policy; all nodes stay.

        Raises
        ------
        GraphError
            If no times were read, or the window is empty.
        """
        if self.events is None:
            raise GraphError(Mistake(self.reading.source, "ties have no times", "a graph read with a time column"))
        if not begin < end:
            raise GraphError(
                Mistake(f"{self.reading.source} window", f"{begin:g} is not before {end:g}", "begin < end")
            )
        inside = self.events["time"].between(begin, end, inclusive="left")
        events = self.events[inside].reset_index(drop=True)
        source, target, weight = (events[name].to_numpy() for name in ("source", "target", "weight"))
        rows = Rows(source, target, weight, np.arange(len(events)))
        merged = merging.merge(rows, self.n_nodes, self.directed, *self.policy, keep_loops=True)
        ties = {"source": merged.ties.source, "target": merged.ties.target, "weight": merged.ties.weight}
        graph = replace(self, edges=pd.DataFrame(ties), events=events)
        return replace(graph, reading=graph._windowed(merged.counts, len(self.events), begin, end))

    def _windowed(self, merged: dict[str, int], n_before: int, begin: float, end: float) -> Reading:
        """Return the book-keeping of a window: counts of the whole that say nothing of it are left out."""
        rows = len(self.events) if self.events is not None else 0
        earlier = self.reading.counts.get("rows_left_out_by_window", 0)
        of_whole = ("self_loops_dropped", "repeated_rows", "pairs_listed_both_ways", "pairs_listed_one_way")
        kept = {key: count for key, count in self.reading.counts.items() if key not in of_whole}
        now = {key: count for key, count in merged.items() if key not in of_whole}
        left_out = {"rows_left_out_by_window": earlier + n_before - rows}
        note = f"window: only rows with {begin:.12g} <= time < {end:.12g}; all nodes stay"
        example = ""
        if self.n_edges:
            source, target, weight = self.edges.iloc[0]
            one, other = self.names[[int(source), int(target)]]
            example = tie_in_words(one, other, float(weight), directed=self.directed)
        counts = kept | {"rows": rows} | left_out | now | self.counted()
        return replace(self.reading, counts=counts, example=example, notes=(*self.reading.notes, note))

    def counted(self) -> dict[str, int]:
        """Return the counts of the graph itself: nodes, ties, isolates; of arrows also how many pairs answer."""
        source, target, weight = (self.edges[name].to_numpy() for name in ("source", "target", "weight"))
        counts = {
            "nodes": self.n_nodes,
            "ties": self.n_edges,
            "negative_ties": int((weight < 0).sum()),
            "isolates": self.n_nodes - int(merging.tied(source, target, self.n_nodes).sum()),
        }
        if self.directed:
            rows = Rows(source, target, weight, source)
            found = merging.census(rows, self.n_nodes)
            counts |= {"one_sided_pairs": found.one_way, "mutual_pairs": found.mutual}
            if counts["negative_ties"]:
                counts["mutual_pairs_of_opposite_sign"] = merging.opposed_pairs(rows, self.n_nodes)
        return counts

    def attribute(self, name: str) -> pd.Series[Any]:
        """Return a node attribute; raises :class:`GraphError` naming the columns there are."""
        if name not in self.nodes.columns:
            known = ", ".join(map(str, self.nodes.columns)) or "none: this graph has no node attributes"
            raise GraphError(Mistake(self.reading.source, f"no node attribute '{name}'", known))
        return self.nodes[name]


def tie_in_words(one: str, other: str, weight: float, *, directed: bool) -> str:
    """Return a tie as a sentence.

    Examples
    --------
    >>> tie_in_words("ann", "bob", -2.0, directed=True)
    "'ann' influences 'bob' towards the opposite (weight -2)"
    """
    against = " towards the opposite" if weight < 0 else ""
    size = f" (weight {weight:g})" if abs(weight) != 1 else ""
    if directed:
        return f"'{one}' influences '{other}'{against}{size}"
    return f"'{one}' and '{other}' influence each other{against}{size}"
