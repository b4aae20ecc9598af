"""Edge lists made into graphs: ends, weights and node table joined, rows merged, and the book-keeping of it all."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sociophys import merging
from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph, Reading
from sociophys.merging import Census, Merged, Policy, Rows
from sociophys.reading import columns, selection
from sociophys.reading.columns import Roles
from sociophys.reading.direction import Direction, TieOptions, decide_direction, in_words
from sociophys.reading.matching import JoinedTable, join_table
from sociophys.reading.numbering import Numbered, numbered
from sociophys.reading.tables import Table
from sociophys.reading.times import Times, read_times, window_ends
from sociophys.reading.times import in_words as time_in_words


@dataclass(frozen=True)
class Read:
    """What was found out about the rows on the way to a graph; ``left_out``: rows by what left them out."""

    table: Table
    roles: Roles
    times: Times | None
    found: Census
    direction: Direction
    left_out: dict[str, int]
    notes: tuple[str, ...] = ()


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
    table, filtered = selection.rows_where(table, options.where)
    return _build(table, filtered, options, selection.nodes_where(nodes, options.where), node_id)


def build_by(
    table: Table, column: str, options: TieOptions, nodes: Table | None = None, node_id: str = "auto"
) -> dict[str, Graph]:
    """Make one graph of each value of a column, by value as text, in the order of the file; see :func:`build`.

    A node table that has the column is taken apart likewise.

    Raises
    ------
    GraphError
        With the mistakes of all graphs, each once.
    """
    n_rows, mistakes = len(table.frame), dict[Mistake, None]()
    table, _ = selection.rows_where(table, options.where)
    nodes = selection.nodes_where(nodes, options.where)
    parts = selection.rows_by(table, column)
    of_nodes = selection.rows_by(nodes, column) if nodes is not None and column in nodes.frame.columns else None
    graphs = {}
    for value, rows in parts.items():
        own = options.model_copy(update={"where": {**options.where, column: value}})
        try:
            people = nodes if of_nodes is None else selection.of_value(of_nodes, value, str(nodes and nodes.name))
            graphs[value] = _build(rows, n_rows - len(rows.frame), own, people, node_id)
        except GraphError as error:
            mistakes |= dict.fromkeys(error.mistakes)
    if mistakes:
        raise GraphError(*mistakes)
    return graphs


def _build(table: Table, filtered: int, options: TieOptions, nodes: Table | None, node_id: str) -> Graph:
    """Make the graph of the rows that were asked for; ``filtered``: how many were not."""
    times, passed_over = find_times(table, options)
    roles = find_roles(table, options, times)
    ends = numbered(table, roles, nodes, node_id, options.two_mode)
    n_nodes = len(ends.names)
    rows = Rows(ends.source, ends.target, weights(table, roles), np.arange(len(table.frame), dtype=_small(table)))
    found = merging.census(rows, n_nodes)
    direction = decide_direction(table, roles, options, rows, ends.names, found)
    left_out = {"rows_left_out_by_where": filtered} if options.where else {}
    notes = tuple(note for note in (passed_over,) if note)
    if options.window:
        rows, window = _in_window(rows, options, times, table)
        left_out["rows_left_out_by_window"] = len(table.frame) - len(rows)
        notes, found = (*notes, window), merging.census(rows, n_nodes)
    read = Read(table, roles, times, found, direction, left_out, notes)
    return _graph(read, options, rows, ends, join_nodes(ends, nodes, node_id))


def _small(table: Table) -> type[np.signedinteger]:
    return np.int32 if len(table.frame) < 2**31 else np.int64


def find_times(table: Table, options: TieOptions) -> tuple[Times | None, str]:
    """Return the times of the rows, None where there are none, and a note; no column is time and something else."""
    asked = {role: getattr(options, role) for role in ("source", "target", "weight", "sign")}
    times, note = read_times(table, options.time)
    role = next((r for r, column in asked.items() if times and times.column in (column, *column.split("+"))), "")
    if role and times and options.time != "auto":
        raise GraphError(Mistake(table.name, f"{role} and time are both column '{times.column}'", "a column a role"))
    return (None, "") if role else (times, note)


def find_roles(table: Table, options: TieOptions, times: Times | None) -> Roles:
    """Return the role of each column but that of the times."""
    timeless = table if times is None else replace(table, frame=table.frame.drop(columns=times.column))
    asked = (options.source, options.target, options.weight, options.sign)
    return columns.pick_roles(timeless, *asked, used=tuple(options.where))


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


def _in_window(rows: Rows, options: TieOptions, times: Times | None, table: Table) -> tuple[Rows, str]:
    """Return the rows inside the window, and the window in words."""
    if times is None:
        known = ", ".join(map(str, table.frame.columns))
        what = "a window is asked for, and no column holds times"
        raise GraphError(Mistake(f"{table.name} window", what, known, "Name the column with time (--time COLUMN)."))
    begin, end = window_ends(options.window, times, table.name)
    inside = (times.values >= begin) & (times.values < end)
    ends = [time_in_words(t, times.are_days) for t in (begin, end)]
    return rows.take(inside), f"window: only rows with {ends[0]} <= time < {ends[1]}; all nodes stay"


def join_nodes(ends: Numbered, nodes: Table | None, node_id: str) -> JoinedTable:
    """Return the attributes of the nodes: those of the node table, and the mode in two-mode data."""
    joined = join_table(ends.names, nodes, node_id) if nodes is not None else None
    joined = joined or JoinedTable(pd.DataFrame(index=ends.names))
    if ends.mode is None:
        return joined
    if nodes is not None and "mode" in joined.frame:
        what = "the column 'mode' has the name of the attribute that two_mode makes"
        raise GraphError(Mistake(nodes.name, what, "another name"))
    mode = pd.Series(ends.mode, index=ends.names, dtype="str")
    return replace(joined, frame=joined.frame.assign(mode=mode.where(mode != "")))


def _graph(read: Read, options: TieOptions, rows: Rows, ends: Numbered, joined: JoinedTable) -> Graph:
    """Merge the rows and put the graph together."""
    merged, policy, said = _merged(read, options, rows, len(ends.names))
    if not len(merged.ties):
        raise GraphError(no_ties(read, merged))
    reading = keep_books(read, merged, joined, ends, said)
    edges = _frame(merged.ties, read.direction)
    events = None
    if read.times is not None:
        kept = rows if options.self_loops == "keep" else rows.take(rows.source != rows.target)
        events = _frame(kept, read.direction).assign(time=read.times.values[kept.row])
    if options.component == "largest":
        edges = edges.assign(row=merged.ties.row)
    graph = Graph(joined.frame, edges, read.direction.directed, reading, events, policy)
    return _described(largest_component(graph) if options.component == "largest" else graph, read, merged)


def _frame(ties: Rows, direction: Direction) -> pd.DataFrame:
    """Return ties as the table of a graph: an arrow points from who influences."""
    ends = (ties.target, ties.source) if direction.swap else (ties.source, ties.target)
    columns_ = {"source": ends[0].astype(np.int64), "target": ends[1].astype(np.int64), "weight": ties.weight}
    return pd.DataFrame(columns_, copy=False)


def no_ties(read: Read, merged: Merged) -> Mistake:
    """Say why nothing is left: a network needs two people with a tie."""
    lost = [f"{key.replace('_', ' ')}: {n:,}" for key, n in (read.left_out | merged.counts).items() if n]
    n_rows = len(read.table.frame) + read.left_out.get("rows_left_out_by_where", 0)
    what = f"no tie is left of {n_rows:,} rows" + (f" ({', '.join(lost)})" if lost else "")
    advice = f"Times run from {read.times.span()}." if read.times and "rows_left_out_by_window" in read.left_out else ""
    return Mistake(read.table.name, what, "one tie between two nodes or more", advice)


def choose_policy(read: Read, options: TieOptions) -> tuple[Policy, str, bool]:
    """Return how rows are merged, what ``duplicates: auto`` came to in words, and whether any pair has two rows."""
    roles, direction = read.roles, read.direction
    policy, said = options.duplicates, ""
    if policy == "auto":
        policy = "sum" if roles.weight and not roles.sign and not direction.is_listed_twice else "first"
        why = "every tie stands twice" if direction.is_listed_twice else "ties have weights"
        said = f"{policy} ({why})" if policy == "sum" or direction.is_listed_twice else "first (ties have no weights)"
    has_repeats = (read.found.arrows if direction.directed else read.found.pairs) < read.found.rows
    return Policy(options.conflicts, policy), said, has_repeats


def _merged(read: Read, options: TieOptions, rows: Rows, n_nodes: int) -> tuple[Merged, Policy, str]:
    """Merge the rows by the policies; the text says what ``duplicates: auto`` came to."""
    table = read.table
    policy, said, has_repeats = choose_policy(read, options)
    keep_loops = options.self_loops == "keep"
    merged = merging.merge(rows, n_nodes, read.direction.directed, *policy, keep_loops, has_repeats)
    mistakes: list[Mistake] = []
    for kind, what in (("conflicts", "has the opposite sign of"), ("duplicates", "repeats")):
        pairs = merged.disputed.get(kind, np.zeros((0, 2), int))
        earlier = {second: f"{what} {table.where(first)}" for first, second in pairs[: columns.SHOWN].tolist()}
        allowed = f"each tie once, or another policy for {kind}"
        mistakes += columns.rows_wrong(table, pairs[:, 1], earlier.__getitem__, allowed)
    if mistakes:
        raise GraphError(*mistakes)
    return merged, policy, said


def keep_books(read: Read, merged: Merged, joined: JoinedTable, ends: Numbered, policy: str) -> Reading:
    """Return what was recognised, counted and noted so far."""
    direction, found = read.direction, read.found
    sniffed = read.table.sniffed | read.roles.sniffed
    sniffed |= {"directed": direction.sniffed} if direction.sniffed else {}
    merged_any = merged.counts["duplicates_merged"] > 0
    sniffed |= {"duplicates": policy} if policy and merged_any else {}
    notes = (*read.roles.notes, *joined.notes, *read.notes)
    if read.times is not None:
        sniffed["time"] = f"'{read.times.column}' ({read.times.nature})"
        notes += (f"times run from {read.times.span()}",)
    if policy.startswith("first (ties") and merged_any:
        repeats = merged.counts["duplicates_merged"]
        notes += (f"{repeats:,} repeated rows counted once; duplicates: sum makes the number of repeats the weight",)
    n_rows = len(read.table.frame) - read.left_out.get("rows_left_out_by_window", 0)
    counts = {"rows": n_rows, **read.left_out, **merged.counts, "repeated_rows": found.repeats}
    if ends.mode is None:
        counts["ids_in_both_columns"] = ends.in_both
        if not direction.directed:
            counts |= {"pairs_listed_both_ways": found.mutual, "pairs_listed_one_way": found.one_way}
    return Reading(read.table.name, sniffed, counts | joined.counts, "", notes)


def largest_component(graph: Graph) -> Graph:
    """Return the largest connected component (arrows ignored; the first at equal size), counting what is left out."""
    source, target = graph.edges["source"].to_numpy(), graph.edges["target"].to_numpy()
    label = merging.components(source, target, graph.n_nodes)
    inside = label == np.argmax(np.bincount(label))
    number = np.cumsum(inside) - 1

    def within(ties: pd.DataFrame) -> pd.DataFrame:
        kept = ties[inside[ties["source"]] & inside[ties["target"]]].reset_index(drop=True)
        return kept.assign(source=number[kept["source"]], target=number[kept["target"]])

    edges = within(graph.edges)
    outside = {
        "nodes_outside_component_dropped": int((~inside).sum()),
        "ties_outside_component_dropped": graph.n_edges - len(edges),
    }
    reading = replace(graph.reading, counts=graph.reading.counts | outside)
    events = None if graph.events is None else within(graph.events)
    return replace(graph, nodes=graph.nodes[inside], edges=edges, reading=reading, events=events)


def _described(graph: Graph, read: Read, merged: Merged) -> Graph:
    """Add the counts of the finished graph and one tie in words."""
    direction = read.direction
    row = int(graph.edges["row"].iloc[0]) if "row" in graph.edges else int(merged.ties.row[0])
    graph = replace(graph, edges=graph.edges.drop(columns="row", errors="ignore"))
    counts = graph.reading.counts | graph.counted()
    ends = [int(graph.edges[end].iloc[0]) for end in ("source", "target")]
    one, other = (str(graph.nodes.index[k]) for k in (reversed(ends) if direction.swap else ends))
    sentence = in_words(one, other, float(graph.edges["weight"].iloc[0]), read.roles.verb, direction)
    example = f"{read.table.where(row)}: {sentence}"
    return replace(graph, reading=replace(graph.reading, counts=counts, example=example))
