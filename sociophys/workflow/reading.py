"""Graphs read from whatever a person has: a file, a data set by name, a table, a networkx graph, a matrix."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from sociophys import manifests, registry
from sociophys.errors import GraphError, MissingError, Mistake, near_miss
from sociophys.graph import Graph
from sociophys.joining import OpinionsBlock, place_of
from sociophys.opinions import Opinions
from sociophys.parameters import accepted, read_record
from sociophys.reading import edgelist
from sociophys.reading.direction import TieOptions
from sociophys.reading.objects import tables_of

_SHIPPED = ("davis", "florentine", "karate", "les_miserables")


def read_graph(source: Any, /, *, nodes: Any = None, **options: Any) -> Graph:
    """Read a graph.

    Parameters
    ----------
    source: a path; the name of a data set (``'karate'``); a pandas or polars frame, or another Arrow table, with a row
        a tie; a networkx or igraph graph; a square SciPy or NumPy matrix whose entry (i, j) is a tie from i to j.
    nodes: a node table: a path for files; for frames a frame with ids as index, or a polars frame with an id column.
    options: those of the ``file`` loader, e.g. ``arrow='source_listens'``, ``weight='count'``; None means not given.

    Raises
    ------
    GraphError, MissingError
        With file and line, what is allowed, and what to do.

    Examples
    --------
    >>> import pandas as pd
    >>> graph = read_graph(pd.DataFrame({"source": ["ann", "cid"], "target": ["bob", "bob"]}))
    >>> graph.n_nodes, graph.n_edges, graph.directed
    (3, 2, False)
    """
    given = {key: value for key, value in options.items() if value is not None}
    if isinstance(source, Graph):
        return source
    if isinstance(source, (str, Path)):
        return _from_path(str(source), given | ({"nodes": str(nodes)} if nodes is not None else {}))
    return _from_object(source, nodes, given)


def _from_path(path: str, options: dict[str, Any]) -> Graph:
    rng = np.random.default_rng(0)  # neither files nor data sets draw
    is_name = not os.path.exists(path) and "/" not in path and "\\" not in path  # noqa: PTH110  (odd names: False)
    if is_name and path in _SHIPPED:
        if options:
            raise GraphError(*_without_effect(path, options))
        return registry.member("loaders", path)().load(rng)
    loader = registry.member("loaders", "file")
    if is_name and path in manifests.names():
        return accepted(path, read_record(loader, manifests.read_options(path, **options))).load(rng)
    try:
        return accepted(path, read_record(loader, {"path": path} | options)).load(rng)
    except MissingError as error:
        if is_name and not Path(path).suffix:
            known = (*manifests.names(), *_SHIPPED)
            advice = near_miss(path, known) or "Or the name of a data set: sociophys datasets list."
            raise MissingError(Mistake(path, "is neither a file here nor a data set", "", advice)) from None
        raise error


def _without_effect(name: str, options: dict[str, Any]) -> list[Mistake]:
    """Refuse options of files for a data set that is no file: ignored, they would leave a wrong picture."""
    advice = "Leave it out, or give a file of your own."
    return [Mistake(f"{name} {key}", "this data set is read as it is documented", "", advice) for key in options]


def _from_object(source: Any, nodes: Any, options: dict[str, Any]) -> Graph:
    """Return the graph of a frame, a graph of another library, or a matrix."""
    ties, listed, node_id = tables_of(source, nodes)
    return edgelist.build(ties, accepted(ties.name, read_record(TieOptions, options)), listed, node_id)


def join_opinions(graph: Graph, opinions: str | None = None, **how: Any) -> Opinions:
    """Join opinions named in words, ``ATTRIBUTE`` or ``FILE:COLUMN``, to a graph.

    Parameters
    ----------
    how: further keys of :class:`~sociophys.joining.OpinionsBlock`: plus, minus, missing, between, groups, origin; or
        ``find`` instead of ``opinions``.

    Raises
    ------
    GraphError, MissingError
        If there is neither such an attribute nor such a file.
    """
    given = {key: value for key, value in how.items() if value is not None}
    place = {} if opinions is None else place_of(graph, opinions)
    block: OpinionsBlock = accepted("opinions", read_record(OpinionsBlock, {**place, **given}))
    return block.join(graph)


def read_graphs(source: Any, /, by: str, *, nodes: Any = None, **options: Any) -> dict[str, Graph]:
    """Read one graph of each value of a column, by value, in the order of the file; the file is read once.

    Parameters
    ----------
    by: column that says which graph a tie belongs to, e.g. a year. A node table that has it is taken apart likewise.
    source, nodes, options: as for :func:`read_graph`.

    Examples
    --------
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"year": [1, 1, 2], "source": ["ann", "cid", "ann"], "target": ["bob", "bob", "cid"]})
    >>> read_graphs(ties, "year")
    {'1': Graph(frame: 3 nodes, 2 ties, undirected), '2': Graph(frame: 2 nodes, 1 ties, undirected)}
    """
    given = {key: value for key, value in options.items() if value is not None}
    if not isinstance(source, (str, Path)):
        ties, listed, node_id = tables_of(source, nodes)
        return edgelist.build_by(ties, by, accepted(ties.name, read_record(TieOptions, given)), listed, node_id)
    path = str(source)
    given |= {"nodes": str(nodes)} if nodes is not None else {}
    is_set = not Path(path).exists() and path in manifests.names()
    places = manifests.read_options(path, **given) if is_set else {"path": path} | given
    graphs: dict[str, Graph] = accepted(path, read_record(registry.member("loaders", "file"), places)).load_by(by)
    return graphs
