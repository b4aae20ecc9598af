"""Graphs read from whatever a person has: a file, a data set by name, a table, a networkx graph, a matrix."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from sociophys import manifests, merging, registry
from sociophys.errors import GraphError, MissingError, Mistake, near_miss
from sociophys.graph import Graph
from sociophys.joining import OpinionsBlock
from sociophys.opinions import Opinions
from sociophys.parameters import read_record
from sociophys.reading import edgelist
from sociophys.reading.direction import TieOptions
from sociophys.reading.tables import Table, as_text

_SHIPPED = ("davis", "florentine", "karate", "les_miserables")


def read_graph(source: Any, /, *, nodes: Any = None, **options: Any) -> Graph:
    """Read a graph.

    Parameters
    ----------
    source: a path; the name of a data set (``'karate'``); a pandas frame with a row a tie; a networkx graph; a square
        SciPy or NumPy matrix whose entry (i, j) is a tie from i to j.
    nodes: a node table: a path for files, a frame with the ids as index for frames.
    options: those of the ``file`` loader, e.g. ``arrow='source_listens'``, ``weight='count'``; None means not given.

    Raises
    ------
    GraphError, MissingError
        With file and line, what is allowed, and what to do.

    Examples
    --------
    >>> graph = read_graph(pd.DataFrame({"source": ["ann", "cid"], "target": ["bob", "bob"]}))
    >>> graph.n_nodes, graph.n_edges, graph.directed
    (3, 2, False)
    """
    given = {key: value for key, value in options.items() if value is not None}
    if isinstance(source, Graph):
        return source
    if isinstance(source, (str, Path)):
        return _from_path(str(source), given | ({"nodes": str(nodes)} if nodes is not None else {}))
    if isinstance(source, pd.DataFrame):
        return _from_frame(source, nodes, given)
    if sp.issparse(source) or isinstance(source, np.ndarray):
        if source.dtype.kind not in "biuf":
            raise GraphError(Mistake("matrix", f"its entries are of type {source.dtype}", "real numbers"))
        return _from_matrix(sp.coo_array(source), nodes, given)
    if hasattr(source, "edges") and hasattr(source, "is_directed"):
        return _from_networkx(source, given)
    what = f"a {type(source).__name__} is not a graph"
    raise GraphError(
        Mistake("read_graph", what, "a path, a data set's name, a pandas frame, a networkx graph, a matrix")
    )


def _from_path(path: str, options: dict[str, Any]) -> Graph:
    rng = np.random.default_rng(0)  # neither files nor data sets draw
    is_name = not os.path.exists(path) and "/" not in path and "\\" not in path  # noqa: PTH110  (odd names: False)
    if is_name and path in _SHIPPED:
        if options:
            raise GraphError(*_without_effect(path, options))
        return registry.member("loaders", path)().load(rng)
    loader = registry.member("loaders", "file")
    if is_name and path in manifests.names():
        documented = manifests.manifest(path).get("read", {})
        if "arrow" in options or "directed" in options:
            documented = {key: value for key, value in documented.items() if key not in ("arrow", "directed")}
        return _record(loader, {"path": str(manifests.require(path))} | documented | options, path).load(rng)
    try:
        return _record(loader, {"path": path} | options, path).load(rng)
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


def _record(cls: Any, values: dict[str, Any], where: str) -> Any:
    """Return the record, or raise all mistakes in the options at once."""
    record, findings = read_record(cls, values)
    if findings:
        raise GraphError(
            *(Mistake(" ".join([where, *map(str, f.path)]), f.what, f.allowed, f.advice) for f in findings)
        )
    return record


def _from_frame(frame: pd.DataFrame, nodes: Any, options: dict[str, Any]) -> Graph:
    _require_frame(nodes)
    table = _text_table(frame, "frame")
    checked = _record(TieOptions, options, "frame")
    if nodes is None:
        return edgelist.build(table, checked)
    key = "id" if "id" not in nodes.columns else "id of the node"
    return edgelist.build(table, checked, _text_table(nodes.rename_axis(key).reset_index(), "nodes"), key)


def _require_frame(nodes: Any) -> None:
    if nodes is not None and not isinstance(nodes, pd.DataFrame):
        raise GraphError(Mistake("nodes", f"a {type(nodes).__name__} is not a node table", "a frame with ids as index"))


def _text_table(frame: pd.DataFrame, name: str) -> Table:
    """Return a frame as a table of text; floats that cannot be exact ids would be damaged and show as such."""
    columns = {str(column): frame[column].map(_exact).to_numpy(object) for column in frame.columns}
    if len(columns) < len(frame.columns):
        raise GraphError(Mistake(name, "two columns have the same name", "each column once"))
    has_names = not isinstance(frame.columns, pd.RangeIndex)
    return Table(name, pd.DataFrame(columns), has_names)


def _exact(value: object) -> str:
    if isinstance(value, (float, np.floating)) and 2**53 <= abs(float(value)) < np.inf:
        return f"{value:.2E}"
    return as_text(value)


def _from_matrix(matrix: Any, nodes: Any, options: dict[str, Any]) -> Graph:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise GraphError(Mistake("matrix", f"its shape is {matrix.shape}", "a square matrix"))
    _require_frame(nodes)
    matrix.sum_duplicates()
    names = [as_text(k) for k in (range(matrix.shape[0]) if nodes is None else nodes.index)]
    if len(names) != matrix.shape[0]:
        raise GraphError(Mistake("nodes", f"{len(names)} rows for {matrix.shape[0]} nodes", "a row a node, in order"))
    if len(set(names)) < len(names):
        raise GraphError(Mistake("nodes", "two nodes have the same id", "distinct ids"))
    data = matrix.data.astype(np.float64)
    first, second = matrix.coords
    for k in np.flatnonzero(~np.isfinite(data))[:1]:
        raise GraphError(
            Mistake(f"matrix entry ({first[k]}, {second[k]})", f"{data[k]} is no weight", "finite numbers")
        )
    ends = np.array(names, object)
    frame = pd.DataFrame({"source": ends[first], "target": ends[second], "weight": data})
    listed = pd.DataFrame(index=names) if nodes is None else nodes.set_axis(names, axis=0)
    return _from_frame(frame, listed, options)


def _from_networkx(graph: Any, options: dict[str, Any]) -> Graph:
    from sociophys.graphlib.convert import from_networkx

    nodes, edges, directed = from_networkx(graph)
    names = nodes.index.to_numpy(object)
    if len(set(names)) < len(names):
        raise GraphError(Mistake("graph", "two nodes have the same name as text", "distinct ids"))
    frame = edges.assign(source=names[edges["source"]], target=names[edges["target"]])
    if "arrow" not in options:
        options = {"directed": directed} | options
    return _from_frame(frame, nodes, options)


def join_opinions(graph: Graph, opinions: str, *, plus: str | None = None, minus: str | None = None) -> Opinions:
    """Join opinions named in words, ``ATTRIBUTE`` or ``FILE:COLUMN``, to a graph.

    Raises
    ------
    GraphError, MissingError
        If there is neither such an attribute nor such a file.
    """
    values: dict[str, Any] = {"plus": plus, "minus": minus}
    known = [str(name) for name in graph.nodes.columns]
    file, colon, column = opinions.rpartition(":")
    if opinions in known:
        values |= {"attribute": opinions}
    elif colon and file:
        values |= {"file": file, "column": column}
    else:
        allowed = ", ".join([*known, "FILE:COLUMN"])
        raise GraphError(Mistake("opinions", f"'{opinions}' is no node attribute", allowed, near_miss(opinions, known)))
    given = {key: value for key, value in values.items() if value is not None}
    block: OpinionsBlock = _record(OpinionsBlock, given, "opinions")
    return block.join(graph)


def network_facts(graph: Graph) -> dict[str, Any]:
    """Return what ``sociophys info`` says of a graph: sizes, direction, what was dropped and recognised, an example."""
    edges, reading = graph.edges, graph.reading
    label = merging.components(edges["source"].to_numpy(), edges["target"].to_numpy(), graph.n_nodes)
    sizes = np.bincount(label)
    dropped = {key: count for key, count in reading.counts.items() if key.endswith(("_dropped", "_merged"))}
    ends = np.concatenate([edges["source"], edges["target"]]).astype(np.int64)
    return {
        "n_nodes": graph.n_nodes,
        "n_edges": graph.n_edges,
        "n_negative": int((edges["weight"] < 0).sum()),
        "directed": graph.directed,
        "dropped": dropped,
        "rows": reading.counts.get("rows", graph.n_edges),
        "components": len(sizes),
        "largest_component": int(sizes.max()),
        "isolates": graph.n_nodes - len(np.unique(ends)),
        "mean_degree": round(len(ends) / graph.n_nodes, 6),
        "attributes": [str(name) for name in graph.nodes.columns],
        "sniffed": dict(reading.sniffed),
        "example": reading.example,
        "notes": list(reading.notes),
        "source": reading.source,
    }
