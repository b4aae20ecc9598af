"""Edge lists made into graphs: ends, weights and node table joined, rows merged, and the book-keeping of it all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sociophys import merging
from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph, Reading
from sociophys.merging import Merged, Rows
from sociophys.reading import columns
from sociophys.reading.columns import Ids, Roles
from sociophys.reading.direction import Direction, TieOptions, decide_direction, in_words
from sociophys.reading.matching import JoinedTable, id_column, join_table, match, nothing_matched
from sociophys.reading.tables import Table


def build(table: Table, options: TieOptions, nodes: Table | None = None, node_id: str = "auto") -> Graph:
    """Make the graph of an edge list.

    Parameters
    ----------
    table: the rows. nodes: a node table with attributes; its nodes come first and isolates stay.

    Raises
    ------
    GraphError
        If ends, weights or signs cannot be read, or the direction has to be asked for; names file and line.
    """
    roles = columns.pick_roles(table, options.source, options.target, options.weight, options.sign)
    first, second = columns.ids(table, roles.source, "source"), columns.ids(table, roles.target, "target")
    listed = node_ids(nodes, node_id)
    if nodes is not None:
        _require_match(nodes, listed, first, second)
    names, codes = _numbered(listed, first, second)
    n_rows = len(table.frame)
    rows = Rows(codes[:n_rows], codes[n_rows:], weights(table, roles), np.arange(n_rows))
    direction = decide_direction(table, roles, options, rows, names)
    merged, policy = _merged(table, options, roles, rows, direction, len(names))
    joined = join_table(names, nodes, node_id) if nodes is not None else JoinedTable(pd.DataFrame(index=names))
    ties = merged.ties
    if not len(ties):
        raise GraphError(_no_ties(table, merged))
    source, target = (ties.target, ties.source) if direction.swap else (ties.source, ties.target)
    edges = pd.DataFrame({"source": source, "target": target, "weight": ties.weight})
    reading = _reading(table, roles, direction, merged, joined, policy)
    graph = Graph(joined.frame, edges, direction.directed, reading)
    graph = largest_component(graph) if options.component == "largest" else graph
    return _described(graph, table, roles, merged, names, direction)


def _require_match(nodes: Table, listed: np.ndarray, first: Ids, second: Ids) -> None:
    """Refuse a node table that describes nobody who has a tie: its ids are of another kind."""
    tied = pd.Index(np.concatenate([first.names, second.names])).unique()
    if len(tied) and not tied.isin(listed).any():
        raise nothing_matched(nodes.name, tied, match(tied, listed))


def _no_ties(table: Table, merged: Merged) -> Mistake:
    """Say why nothing is left: a network needs two people with a tie."""
    lost = [f"{key.replace('_', ' ')}: {count:,}" for key, count in merged.counts.items() if count]
    what = f"no tie is left of {len(table.frame):,} rows" + (f" ({', '.join(lost)})" if lost else "")
    return Mistake(table.name, what, "one tie between two nodes or more")


def node_ids(nodes: Table | None, node_id: str) -> np.ndarray:
    """Return the distinct ids of a node table in its order, (n_listed,) object; empty without a table."""
    if nodes is None:
        return np.zeros(0, object)
    return columns.ids(nodes, id_column(nodes, node_id), "id").names


def _numbered(listed: np.ndarray, first: Ids, second: Ids) -> tuple[pd.Index, np.ndarray]:
    """Give numbers to ids, the listed ones first, then by appearance; return names and codes of both columns."""
    number, distinct = pd.factorize(np.concatenate([listed, first.names, second.names]))
    number = number.astype(np.int64)
    start = len(listed) + len(first.names)
    ends = np.empty(2 * len(first.code), np.int64)
    ends[0::2] = number[len(listed) : start][first.code]
    ends[1::2] = number[start:][second.code]
    codes, order = pd.factorize(np.concatenate([number[: len(listed)], ends]))
    codes = codes[len(listed) :].astype(np.int64)
    return pd.Index(distinct[order], dtype="str", name="id"), np.concatenate([codes[0::2], codes[1::2]])


def weights(table: Table, roles: Roles) -> np.ndarray:
    """Return the signed weight of every row, (n_rows,) float64: the weight, given the sign where there is one."""
    weight = columns.numbers(table, roles.weight, "weight") if roles.weight else np.ones(len(table.frame))
    if not roles.sign:
        return weight
    below = np.flatnonzero(weight < 0)
    if len(below):
        say = "weight {} is below 0 though column '{}' gives the signs".format
        wrong = columns.rows_wrong(table, below, lambda k: say(weight[k], roles.sign), "weights of 0 or more")
        raise GraphError(*wrong)
    return weight * columns.signs(table, roles.sign)


def _merged(
    table: Table, options: TieOptions, roles: Roles, rows: Rows, direction: Direction, n_nodes: int
) -> tuple[Merged, str]:
    """Merge the rows by the policies; the text says what ``duplicates: auto`` came to."""
    policy, said = options.duplicates, ""
    if policy == "auto":
        policy = "sum" if roles.weight and not roles.sign and not direction.is_listed_twice else "first"
        why = "every tie stands twice" if direction.is_listed_twice else "ties have weights"
        said = f"{policy} ({why})" if policy == "sum" or direction.is_listed_twice else "first (ties have no weights)"
    keep_loops = options.self_loops == "keep"
    merged = merging.merge(rows, n_nodes, direction.directed, options.conflicts, policy, keep_loops)
    mistakes: list[Mistake] = []
    for kind, what in (("conflicts", "has the opposite sign of"), ("duplicates", "repeats")):
        pairs = merged.disputed.get(kind, np.zeros((0, 2), int))
        earlier = {second: f"{what} {table.where(first)}" for first, second in pairs[: columns.SHOWN].tolist()}
        allowed = f"each tie once, or another policy for {kind}"
        mistakes += columns.rows_wrong(table, pairs[:, 1], earlier.__getitem__, allowed)
    if mistakes:
        raise GraphError(*mistakes)
    return merged, said


def _reading(
    table: Table, roles: Roles, direction: Direction, merged: Merged, joined: JoinedTable, policy: str
) -> Reading:
    sniffed = table.sniffed | roles.sniffed
    sniffed |= {"directed": direction.sniffed} if direction.sniffed else {}
    merged_any = merged.counts["duplicates_merged"] > 0
    sniffed |= {"duplicates": policy} if policy and merged_any else {}
    notes = (*roles.notes, *joined.notes)
    if policy.startswith("first (ties") and merged_any:
        repeats = merged.counts["duplicates_merged"]
        notes += (f"{repeats:,} repeated rows counted once; duplicates: sum makes the number of repeats the weight",)
    counts = {"rows": len(table.frame)} | merged.counts | joined.counts
    return Reading(table.name, sniffed, counts, "", notes)


def largest_component(graph: Graph) -> Graph:
    """Return the largest connected component (arrows ignored; the first at equal size), counting what is left out."""
    source, target = graph.edges["source"].to_numpy(), graph.edges["target"].to_numpy()
    label = merging.components(source, target, graph.n_nodes)
    inside = label == np.argmax(np.bincount(label))
    number = np.cumsum(inside) - 1
    kept = inside[source]
    edges = graph.edges[kept].reset_index(drop=True)
    edges = edges.assign(source=number[edges["source"]], target=number[edges["target"]])
    outside = {
        "nodes_outside_component_dropped": int((~inside).sum()),
        "ties_outside_component_dropped": int((~kept).sum()),
    }
    reading = replace(graph.reading, counts=graph.reading.counts | outside)
    return Graph(graph.nodes[inside], edges, graph.directed, reading)


def _described(
    graph: Graph, table: Table, roles: Roles, merged: Merged, names: pd.Index, direction: Direction
) -> Graph:
    """Add the counts of the finished graph and one tie in words."""
    tied = np.union1d(graph.edges["source"], graph.edges["target"])
    counts = graph.reading.counts | {
        "nodes": graph.n_nodes,
        "ties": graph.n_edges,
        "negative_ties": int((graph.edges["weight"] < 0).sum()),
        "isolates": graph.n_nodes - len(tied),
    }
    if direction.directed:
        found = merging.reciprocity(merged.ties, len(names))
        counts |= {"one_sided_pairs": found.one_way, "mutual_pairs": found.mutual}
    first = merged.ties
    one, other = names[first.source[0]], names[first.target[0]]
    sentence = in_words(one, other, float(first.weight[0]), roles.verb, direction)
    example = f"{table.where(int(first.row[0]))}: {sentence}"
    reading = replace(graph.reading, counts=counts, example=example)
    return replace(graph, reading=reading)
