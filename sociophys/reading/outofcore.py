"""The passes of a reading larger than memory: rows into buckets of pairs, buckets merged, ties back in file order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sociophys import mapped, merging
from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph
from sociophys.merging import Census, Merged, Policy, Rows
from sociophys.reading import cache, chunks, edgelist, numbering, tables
from sociophys.reading.columns import Roles
from sociophys.reading.direction import Direction, decide_direction, in_words
from sociophys.reading.numbering import Numbered
from sociophys.reading.tables import Table
from sociophys.spill import Spill

Array = np.ndarray
_FIELDS = {"source": "<i4", "target": "<i4", "weight": "<f8", "row": "<i8"}
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads pairs evenly over buckets
_WORKING = 80  # times the text: memory that merging takes at most, four buckets' worth
_SAMPLE = 200  # rows by which columns are recognised


@dataclass
class _Ids:
    """Numbers of ids in order of first appearance, those of a node table first; which stand in either column."""

    number: dict[str, int]
    stands: list[Array] = field(default_factory=lambda: [np.zeros(0, bool), np.zeros(0, bool)])

    def numbers(self, ends: Numbered) -> tuple[Array, Array]:
        """Return the ends of a chunk's rows as numbers of the whole."""
        known = self.number
        number = np.array([known.setdefault(name, len(known)) for name in ends.names], np.int32)
        for k, column in enumerate((ends.source, ends.target)):
            if len(self.stands[k]) < len(known):  # grown by doubling
                self.stands[k] = np.concatenate([self.stands[k], np.zeros(len(known), bool)])
            self.stands[k][number[column]] = True
        return number[ends.source], number[ends.target]

    def flags(self) -> tuple[Array, Array]:
        """Return whether each id stands in the first and in the second column, two (n_nodes,) bool."""
        first, second = (np.concatenate([flags, np.zeros(len(self.number), bool)]) for flags in self.stands)
        return first[: len(self.number)], second[: len(self.number)]


class _Totals:
    """The counts of :meth:`sociophys.graph.Graph.counted`, summed over buckets that share no pair."""

    def __init__(self, n_nodes: int, directed: bool) -> None:
        self.directed, self.tied = directed, np.zeros(n_nodes, bool)
        self.ties = self.negative = self.one_sided = self.mutual = self.opposed = 0

    def add(self, ties: Rows) -> None:
        """Count the merged ties of a bucket."""
        self.tied[ties.source], self.tied[ties.target] = True, True
        self.ties += len(ties)
        self.negative += int((ties.weight < 0).sum())
        if self.directed:
            found = merging.census(ties, len(self.tied))
            self.one_sided, self.mutual = self.one_sided + found.one_way, self.mutual + found.mutual
            self.opposed += merging.opposed_pairs(ties, len(self.tied))

    def counts(self) -> dict[str, int]:
        """Return the counts by name."""
        nodes = len(self.tied)
        counts = {"nodes": nodes, "ties": self.ties, "negative_ties": self.negative}
        counts["isolates"] = nodes - int(self.tied.sum())
        if self.directed:
            counts |= {"one_sided_pairs": self.one_sided, "mutual_pairs": self.mutual}
            counts |= {"mutual_pairs_of_opposite_sign": self.opposed} if self.negative else {}
        return counts


class Build:
    """One reading: rows go into ``pairs`` (by pair), ties into ``ties`` (by row), then into the files of an entry.

    Parameters
    ----------
    options: those of the ``file`` loader. aside: folder for what is laid aside. entry: where the graph is written.
    text: bytes of the file, unpacked, roughly. memory: bytes that may be used.
    """

    def __init__(self, options: Any, aside: Path, entry: Path, text: int, memory: int) -> None:
        self.options, self.aside, self.entry = options, aside, entry
        self.note = ""
        self.chunk = min(32 << 20, max(4096, memory // 256))
        self.n_buckets = min(256, max(2, _WORKING * text // memory))
        self.pairs = Spill(aside, "pairs", self.n_buckets, **_FIELDS)
        self.nodes = tables.read_table(options.nodes, least=1) if options.nodes else None
        self.listed = numbering.node_ids(self.nodes, options.node_id)
        self.ids = _Ids({name: k for k, name in enumerate(dict.fromkeys(self.listed))})

    def run(self) -> None:
        """Read, merge, and write the entry."""
        head, roles, n_rows, first_rows = self._lay_aside()
        names = pd.Index(list(self.ids.number), dtype="str", name="id")
        ends = Numbered(names, first_rows.source, first_rows.target, self._in_both(names))
        found, twice = self._census(len(names))
        direction = decide_direction(head, roles, self.options, first_rows, names, found, twice)
        whole = replace(head, frame=pd.DataFrame(index=pd.RangeIndex(n_rows)))
        read = edgelist.Read(whole, roles, None, found, direction, {}, (self.note,) if self.note else ())
        policy, said, has_repeats = edgelist.choose_policy(read, self.options)
        merged, counts = self._merge(len(names), direction, policy, has_repeats, n_rows)
        if not len(merged.ties):
            raise GraphError(edgelist.no_ties(read, merged))
        joined = edgelist.join_nodes(ends, self.nodes, self.options.node_id)
        reading = edgelist.keep_books(read, merged, joined, ends, said)
        first = merged.ties
        sentence = in_words(
            names[first.source[0]], names[first.target[0]], float(first.weight[0]), roles.verb, direction
        )
        example = f"{head.where(int(first.row[0]))}: {sentence}"
        reading = replace(reading, counts=reading.counts | counts, example=example)
        edges = cache.mapped_frame(self.entry, "edges", ["source", "target", "weight"])
        cache.save_rest(Graph(joined.frame, edges, direction.directed, reading, None, policy), self.entry)

    def _lay_aside(self) -> tuple[Table, Roles, int, Rows]:
        """Read the file into ``pairs``; return its first table, the roles of columns, the rows, and some of them."""
        options, n_rows, odd = self.options, 0, []
        asked = {"delimiter": options.delimiter, "header": options.header, "expect": options.named_columns()}
        char = {"csv": "comma", "tsv": "tab"}.get(options.format, "auto")
        asked |= {"delimiter": char} if options.delimiter == "auto" else {}
        for table in chunks.read_chunks(Path(options.path), self.chunk, **asked):
            if not n_rows:
                head, roles = table, self._roles(table)
            ends = self.ids.numbers(numbering.numbered(table, roles, None, "auto", two_mode=False))
            weight = edgelist.weights(table, roles)
            row = np.arange(n_rows, n_rows + len(weight))
            if not n_rows:
                first_rows = Rows(*ends, weight, row)
            self.pairs.add(self._bucket(*ends), *ends, weight, row)
            odd.append(_extremes(table, roles))
            n_rows += len(weight)
        said = {"format": "edges"} if options.format == "auto" else {}
        head = replace(head, sniffed=said | head.sniffed)
        sample = replace(head, frame=pd.concat([head.frame.iloc[:_SAMPLE], *odd], ignore_index=True))
        return head, self._same_roles(sample, roles), n_rows, first_rows

    def _roles(self, table: Table) -> Roles:
        times, self.note = edgelist.find_times(table, self.options)
        if times is not None:
            what = f"column '{times.column}' holds times, which need all rows in memory; the file is too large for it"
            raise GraphError(Mistake(self.options.path, what, "time: none"))
        return edgelist.find_roles(table, self.options, None)

    def _same_roles(self, sample: Table, roles: Roles) -> Roles:
        """Return the roles by the extremes of the whole file; refuses a file that its first rows did not tell of."""
        again = self._roles(sample)
        if (again.weight, again.sign) != (roles.weight, roles.sign):
            what = "what the columns hold is not what their first rows hold"
            raise GraphError(Mistake(self.options.path, what, "columns that are named", "Say weight and sign."))
        return again

    def _bucket(self, source: Array, target: Array) -> Array:
        """Return the bucket of each row: one for all rows about a pair."""
        low, high = np.minimum(source, target).astype(np.uint64), np.maximum(source, target).astype(np.uint64)
        mixed = (low << np.uint64(32) | high) * _MIX
        return (mixed >> np.uint64(40)) % np.uint64(self.n_buckets)

    def _in_both(self, names: pd.Index) -> int:
        """Count the ids that stand in both columns; refuses a node table that describes nobody who has a tie."""
        first, second = self.ids.flags()
        if self.nodes is not None:
            numbering.require_match(self.nodes, self.listed, names[first | second])
        return int((first & second).sum())

    def _each(self) -> Iterator[Rows]:
        return (Rows(*self.pairs.take(k)) for k in range(self.n_buckets))

    def _census(self, n_nodes: int) -> tuple[Census, bool]:
        """Return the census of all rows, and whether every pair is listed twice, each time with one weight."""
        found, twice = Census(0, 0, 0), True
        for rows in self._each():
            part = merging.census(rows, n_nodes)
            found = Census(*(a + b for a, b in zip(vars(found).values(), vars(part).values(), strict=True)))
            twice = twice and (not part.rows or merging.is_listed_twice(rows, n_nodes, part))
        return found, twice and found.rows > 0

    def _merge(
        self, n_nodes: int, direction: Direction, policy: Policy, has_repeats: bool, n_rows: int
    ) -> tuple[Merged, dict[str, int]]:
        """Merge bucket by bucket and write the ties; return the first tie with the counts, and those of the graph."""
        keep_loops = self.options.self_loops == "keep"
        ties, totals = Spill(self.aside, "ties", self.n_buckets, **_FIELDS), _Totals(n_nodes, direction.directed)
        counts: dict[str, int] = {}
        for rows in self._each():
            part = merging.merge(rows, n_nodes, direction.directed, *policy, keep_loops, has_repeats)
            counts = {key: counts.get(key, 0) + count for key, count in part.counts.items()}
            totals.add(part.ties)
            kept = part.ties
            ties.add(kept.row * self.n_buckets // n_rows, kept.source, kept.target, kept.weight, kept.row)
        self.pairs.remove()
        first = self._write(ties, totals.counts()["ties"], direction)
        return Merged(first, counts), totals.counts()

    def _write(self, ties: Spill, n_ties: int, direction: Direction) -> Rows:
        """Write the ties in the order of the file; return the first."""
        names = ("target", "source") if direction.swap else ("source", "target")
        files = [mapped.create(self.entry, f"edges.{name}", n_ties, np.int64) for name in names]
        files.append(mapped.create(self.entry, "edges.weight", n_ties, np.float64))
        begin, first = 0, Rows(*(np.zeros(0, np.int64) for _ in range(4)))
        for k in range(self.n_buckets):
            part = Rows(*ties.take(k))
            part = part.take(np.argsort(part.row))
            for file, column in zip(files, (part.source, part.target, part.weight), strict=True):
                file[begin : begin + len(part)] = column
            begin += len(part)
            first = first if len(first) else part.take(slice(0, 1))
        ties.remove()
        return first


def _extremes(table: Table, roles: Roles) -> pd.DataFrame:
    """Return the rows of a table by which its columns of weights and signs are recognised."""
    rows = set()
    for name in filter(None, (roles.weight, roles.sign)):
        column = pd.to_numeric(table.frame[name], errors="coerce").to_numpy(np.float64)
        finite = np.flatnonzero(np.isfinite(column))
        odd = finite[~np.isin(column[finite], (-1.0, 0.0, 1.0))][:1].tolist()
        rows |= (
            {int(finite[at]) for at in (np.argmin(column[finite]), np.argmax(column[finite]))} if len(finite) else set()
        )
        rows |= {*odd, *np.flatnonzero(~np.isfinite(column))[:1].tolist()}
    return table.frame.iloc[sorted(rows)]
