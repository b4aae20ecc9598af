"""What a person has in Python (frames, graphs, matrices) as tables of ties and nodes, so that all are read alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake
from sociophys.graphlib import objects
from sociophys.reading.parsed import refuse_odd
from sociophys.reading.tables import Table, as_text

_READ = (
    "a path, a data set's name, a pandas or polars frame (or another Arrow table), a networkx or igraph graph, "
    "a square SciPy or NumPy matrix"
)
_NODES = "a frame with ids as index, or with a column of ids"
ID = "id of the node"  # no attribute is taken for it


def tables_of(source: Any, nodes: Any = None) -> tuple[Table, Table | None, str]:
    """Return ties, nodes and the name of the column of node ids.

    Parameters
    ----------
    source: a frame with a row a tie, a graph, or a matrix whose entry (i, j) is a tie from i to j.
    nodes: a frame of attributes; for a matrix its rows name the nodes in order.

    Raises
    ------
    GraphError
        If it is none of these, or holds what cannot be read.
    """
    if is_frame(source):
        return text_table(as_pandas(source), "frame"), *_node_table(nodes)
    if isinstance(source, np.ndarray) or _is_sparse(source):
        return _matrix(source, nodes)
    for fits, take in ((objects.is_networkx, objects.networkx_columns), (objects.is_igraph, objects.igraph_columns)):
        if fits(source):
            if nodes is not None:
                raise GraphError(Mistake("nodes", "a graph holds its own nodes", "nodes with frames and matrices only"))
            return _graph(*take(source))
    raise GraphError(Mistake("read_graph", f"a {type(source).__name__} is not a graph", _READ))


def is_frame(value: Any) -> bool:
    """Whether this is a frame: pandas, or whatever speaks the Arrow protocol (polars, pyarrow, duckdb)."""
    return isinstance(value, pd.DataFrame) or hasattr(value, "__arrow_c_stream__")


def as_pandas(frame: Any) -> pd.DataFrame:
    """Return a frame as a pandas frame."""
    if isinstance(frame, pd.DataFrame):
        return frame
    import pyarrow as pa

    try:
        table = pa.table(frame)
        if len(set(table.column_names)) < table.num_columns:
            raise GraphError(Mistake("frame", "two columns have the same name", "each column once"))
        return table.to_pandas(integer_object_nulls=True)
    except (pa.ArrowException, TypeError, NotImplementedError) as error:
        raise GraphError(
            Mistake("frame", f"cannot be read as a table ({error})", "columns of text and numbers")
        ) from None


def text_table(frame: pd.DataFrame, name: str) -> Table:
    """Return a frame as a table: whole and finite numbers as they are, all else as text."""
    if len(set(map(str, frame.columns))) < len(frame.columns):
        raise GraphError(Mistake(name, "two columns have the same name", "each column once"))
    columns = {str(key): _column(frame[key], f"{name} column '{key}'") for key in frame.columns}
    return Table(name, pd.DataFrame(columns), not isinstance(frame.columns, pd.RangeIndex))


def _column(column: pd.Series[Any], where: str) -> Any:
    kind = column.dtype.kind
    if kind in "iu" and isinstance(column.dtype, np.dtype) and (not len(column) or int(column.max()) < 2**63):
        return column.to_numpy(np.int64)
    if kind == "f" and isinstance(column.dtype, np.dtype) and _is_no_id(column.to_numpy(np.float64)):
        return column.to_numpy(np.float64)
    try:
        codes, distinct = pd.factorize(column, use_na_sentinel=True)
    except TypeError:
        what = f"holds a {type(column.dropna().iloc[0]).__name__}"
        raise GraphError(Mistake(where, what, "text, numbers, dates")) from None
    texts = [*map(_exact, distinct), ""]
    refuse_odd(texts, str(column.name), where)
    return np.array(texts, object)[codes]  # code -1: missing


def _is_no_id(values: np.ndarray) -> bool:
    """Whether numbers are finite and have fractions; whole floats may be ids, which are text."""
    return bool(np.isfinite(values).all() and (values % 1 != 0).any() and (np.abs(values) < 2**53).all())


def _exact(value: object) -> str:
    """Return a value as text; floats that cannot be exact ids would be damaged and show as such."""
    if isinstance(value, (float, np.floating)) and 2**53 <= abs(float(value)) < np.inf:
        return f"{value:.2E}"
    return as_text(value)


def _node_table(nodes: Any) -> tuple[Table | None, str]:
    """Return the table of a frame of nodes; ids are the index of a pandas frame, a column of any other."""
    if nodes is None:
        return None, "auto"
    if not is_frame(nodes):
        raise GraphError(Mistake("nodes", f"a {type(nodes).__name__} is not a node table", _NODES))
    if not isinstance(nodes, pd.DataFrame):
        return text_table(as_pandas(nodes), "nodes"), "auto"
    return _indexed(nodes), ID


def _indexed(nodes: pd.DataFrame) -> Table:
    """Return a frame with ids as index as a table."""
    columns = {str(key): nodes[key] for key in nodes.columns}
    if len(columns) < len(nodes.columns):
        raise GraphError(Mistake("nodes", "two columns have the same name", "each column once"))
    ids = pd.Series(nodes.index.to_numpy(object), dtype=object)
    return text_table(pd.DataFrame({ID: ids} | {k: c.reset_index(drop=True) for k, c in columns.items()}), "nodes")


def _graph(nodes: pd.DataFrame, ends: np.ndarray, columns: pd.DataFrame, directed: bool) -> tuple[Table, Table, str]:
    """Return the tables of a graph taken apart."""
    names = [as_text(node) for node in nodes.index]
    _require_distinct(names, "graph", "two nodes have the same name as text")
    taken = {"source", "target"}
    called = {key: f"attribute {key}" if str(key).lower() in taken else key for key in columns}
    ties = text_table(columns.rename(columns=called), "graph")
    frame = pd.DataFrame({"source": _coded(names, ends[:, 0]), "target": _coded(names, ends[:, 1])}).join(ties.frame)
    return Table("graph", frame, True, directed=directed), _indexed(nodes.set_axis(names, axis=0)), ID


def _coded(names: list[str], codes: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, pd.Index(names, dtype="str"))


def _require_distinct(names: list[str], where: str, what: str) -> None:
    if len(set(names)) < len(names):
        raise GraphError(Mistake(where, what, "distinct ids"))


def _is_sparse(value: Any) -> bool:
    import scipy.sparse as sp

    return bool(sp.issparse(value))


def _matrix(source: Any, nodes: Any) -> tuple[Table, Table, str]:
    import scipy.sparse as sp

    if source.dtype.kind not in "biuf":
        raise GraphError(Mistake("matrix", f"its entries are of type {source.dtype}", "real numbers"))
    if source.ndim != 2 or source.shape[0] != source.shape[1]:
        raise GraphError(Mistake("matrix", f"its shape is {source.shape}", "a square matrix"))
    matrix = sp.coo_array(source, copy=True)
    matrix.sum_duplicates()
    table, names = _named_rows(nodes, matrix.shape[0])
    data = matrix.data.astype(np.float64)
    first, second = matrix.coords
    for k in np.flatnonzero(~np.isfinite(data))[:1]:
        where = f"matrix entry ({first[k]}, {second[k]})"
        raise GraphError(Mistake(where, f"{data[k]} is no weight", "finite numbers"))
    ends = {"source": _coded(names, first), "target": _coded(names, second)}
    return Table("matrix", pd.DataFrame({**ends, "weight": data}), True), table, ID


def _named_rows(nodes: Any, n_nodes: int) -> tuple[Table, list[str]]:
    """Return the node table of a matrix and the names of its rows."""
    if nodes is None:
        names = list(map(str, range(n_nodes)))
        return Table("matrix", pd.DataFrame({ID: np.array(names, object)}), True), names
    table, _ = _node_table(nodes)
    if table is None or ID not in table.frame:
        raise GraphError(Mistake("nodes", "names no rows of a matrix", "a pandas frame with ids as index, in order"))
    names = [as_text(name) for name in table.frame[ID]]
    if len(names) != n_nodes:
        raise GraphError(Mistake("nodes", f"{len(names)} rows for {n_nodes} nodes", "a row a node, in order"))
    _require_distinct(names, "nodes", "two nodes have the same id")
    return table, names
