"""A graph from a file of yours: an edge list with, if you like, a node table."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import field_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.parameters import Strict, parameter
from sociophys.reading import edgelist, formats, sniff
from sociophys.reading.direction import TieOptions
from sociophys.reading.tables import Table


class _Place(Strict):
    """Where the file is and how its rows are cut; declared first so that it is described first."""

    path: str = parameter(
        doc="The file, seen from the scenario's folder; .gz, .bz2, .xz and .zst are unpacked on the way.", min_length=1
    )
    format: Literal[
        "auto", "edges", "csv", "tsv", "parquet", "graphml", "gml", "gexf", "pajek", "mtx", "json", "npz"
    ] = parameter(
        "auto",
        doc="Form of the file, recognised from its first bytes: edges (an edge list), csv, tsv, parquet, graphml, gml, "
        "gexf, pajek, mtx (Matrix Market), json (node-link), npz (SciPy sparse).",
    )
    delimiter: str = parameter("auto", doc="What stands between columns: tab, comma, semicolon, bar, space.")
    header: bool | Literal["auto"] = parameter("auto", doc="Whether the first row names the columns.")
    nodes: str = parameter("", doc="Node table with attributes; its nodes without ties stay as isolates.")
    node_id: str = parameter("auto", doc="Column of the node table that holds the ids.")

    @field_validator("delimiter")
    @classmethod
    def _known(cls, word: str) -> str:
        if word != "auto" and sniff.delimiter_char(word) is None:
            raise ValueError(f"'{word}' is no delimiter; allowed auto, {', '.join(sniff.DELIMITERS)}")
        return word if word == "auto" else sniff.delimiter_word(str(sniff.delimiter_char(word)))


class File(TieOptions, _Place, Loader):
    r"""Read a file of ties; every option that is not given is recognised and said, except the arrow.

    Ids are text. Self-loops and ties of weight 0 are dropped, repeated ties merged, pairs with opposite signs
    settled by ``conflicts``; all is counted in the graph's reading. Nodes whose ties were all dropped stay.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "ties.csv"
    >>> _ = path.write_text("retweeter,author\nann,bob\ncid,bob\n")
    >>> graph = File(path=str(path), arrow="source_listens").load(np.random.default_rng(0))
    >>> graph.reading.example.split(": ", 1)[1]
    "'ann' retweets 'bob': 'bob' influences 'ann'"
    """

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph, from the cache where it was read before; draws nothing."""
        from sociophys.reading import cache, large

        if large.is_large(self.path, self.format):
            return large.read(self)
        return cache.remembered(self.inputs(), self.model_dump(), self._read)

    def load_by(self, column: str) -> dict[str, Graph]:
        """Return one graph of each value of a column, by value; the file is read once."""
        table, nodes = self._tables(column)
        return edgelist.build_by(table, column, self, nodes, self.node_id)

    def _read(self) -> Graph:
        table, nodes = self._tables()
        return edgelist.build(table, self, nodes, self.node_id)

    def _tables(self, *expected: str) -> tuple[Table, Table | None]:
        return formats.read(
            Path(self.path),
            form=self.format,
            delimiter=self.delimiter,
            header=self.header,
            expect=(*self.named_columns(), *expected),
            nodes=self.nodes,
        )

    def inputs(self) -> tuple[str, ...]:
        """Return the paths of the ties and of the node table."""
        return (self.path, self.nodes) if self.nodes else (self.path,)
