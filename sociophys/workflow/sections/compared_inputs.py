"""Graphs side by side: what was read of each, and what a comparison of them cannot say."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from sociophys.panels import Bullets, Commands, Details, Note, Panel, Section, Table
from sociophys.workflow.compared import SERIES, SideBySide
from sociophys.workflow.sections import words

_ROWS = 24  # of a table that is not folded
_TOLD = {  # what became of opinions, without anybody's name
    "unmatched_ids": "people with an opinion who are not in the network",
    "nodes_without_row": "people without a row among the opinions",
    "neither": "people who are of neither side",
}


def inputs(comparison: SideBySide) -> Section:
    """Return what went in, a row a graph."""
    rows, left_out = [], []
    for one in comparison.graphs:
        graph, opinions = one.result.graph, one.result.opinions
        sides = opinions.sides if opinions is not None else None
        counts = [0, 0, graph.n_nodes] if sides is None else [int((sides == side).sum()) for side in (1, -1, 0)]
        hostile = int((graph.edges["weight"] < 0).sum())
        arrows = "yes" if graph.directed else "no"
        rows.append(
            [one.label, Path(graph.reading.source).name, graph.n_nodes, graph.n_edges, *counts, hostile, arrows]
        )
        dropped = {key: n for key, n in graph.reading.counts.items() if n and key.endswith(("_dropped", "_merged"))}
        left_out += [[one.label, key.replace("_", " "), n] for key, n in dropped.items()]
        joined = opinions.counts if opinions is not None else ()
        left_out += [[one.label, _TOLD[key], n] for key, n in joined if n and key in _TOLD]
    heads = ["network", "read from", "people", "ties", *_sides(comparison), "no side", "hostile ties", "arrows"]
    kinds = ["text", "text", *["number"] * 6, "text"]
    dull = {
        k
        for k, plain in ((1, None), (7, 0), (8, "no"))
        if len({row[k] for row in rows}) == 1 and rows[0][k] in (plain, rows[0][1])
    }
    keep = [k for k in range(len(heads)) if k not in dull]
    table = Table([heads[k] for k in keep], [[row[k] for k in keep] for row in rows], [kinds[k] for k in keep])
    panels: list[Panel] = [Note(f"All read from {rows[0][1]}.")] if 1 in dull else []
    panels.append(Details("What was read, graph by graph", table) if len(rows) > _ROWS else table)
    if left_out:
        table = Table(["network", "what", "how many"], left_out, ["text", "text", "number"])
        panels.append(Details("Dropped, merged and not matched while reading", table))
    return Section("inputs", "What went in", panels)


def _sides(comparison: SideBySide) -> tuple[str, str]:
    """Return the names of the sides where all graphs have the same."""
    named = {(one.opinions.plus, one.opinions.minus) for one in comparison.results if one.opinions is not None}
    if len(named) == 1:
        plus, minus = named.pop()
        return f"side {plus}", f"side {minus}"
    return "one side", "other side"


def limits(comparison: SideBySide) -> Section:
    """Return what a comparison cannot say, methods and next steps."""
    over_time = comparison.times is not None
    items = [
        "Whether two networks were recorded in the same way: other rules of what counts as a tie give other numbers.",
        "Why one is further from chance than another: people may choose ties that suit them, take over the sides of their ties, or both follow from something else.",
        "More than the headline: the scores look at different things and need not agree; all of them are in the table.",
    ]
    if over_time:
        items += [
            "Whether the same people stayed: who belongs to which moment is as recorded, and a change may be one of people, not of ties.",
            "Whether a change was sudden: a steady drift shows as one step or more.",
            "Anything faster than the distance between two moments.",
            "How sure a change is where each moment hangs together with the one before: the random orders take them as apart, and p is then too small.",
        ]
    else:
        items.append("Which is more divided in a raw score: size and number of ties alone move those.")
    items.append("Ties that were not recorded, and how strongly a real tie counts.")
    panels: list[Panel] = [Bullets(items), _methods(comparison), Commands(_next(comparison))]
    return Section("limits", "What this cannot say", panels)


def _methods(comparison: SideBySide) -> Details:
    nulls = {(e.null.kind, e.null.n) for one in comparison.results for e in one.numbers.values() if e.null}
    rows = [[f"chance: {kind.replace('_', ' ')}", words.counted(n, "twin")] for kind, n in sorted(nulls)]
    rows.append(
        [
            "distance",
            "score minus the mean of its twins; z: in standard deviations of its twins (Salloum, Chen & Kivelä 2022, doi 10.1145/3512962)",
        ]
    )
    if comparison.times is not None:
        rows.append([
            "changes",
            "circular binary segmentation of the distances (Olshen, Venkatraman, Lucito & Wigler 2004, doi 10.1093/biostatistics/kxh008), weighted by the spread "
            "of each graph's twins; p: share of 1\u202f000 random orders with as sharp a change, the real one counted in; a change is told at 0.05 or less; the headline decides, the other scores are not corrected for their number",
        ])  # fmt: skip
    return Details("Methods", Table(["what", "how"], rows, ["text", "text"]))


def _next(comparison: SideBySide) -> list[tuple[str, str]]:
    given = _without_folders(comparison.command)
    if not given:
        return [("sociophys compare --help", "Other graphs side by side:")]
    return [(f"sociophys compare {shlex.join(given)} --nulls 1000 --out reports", "The same with more twins:")]


def _without_folders(command: Sequence[str]) -> list[str]:
    """Return the words of a command line, files without the folders they lie in."""
    options = next((k for k, word in enumerate(command) if word.startswith("--")), len(command))
    files = {*range(options), *(k + 1 for k, word in enumerate(command) if word in ("--opinions", "--nodes"))}
    return [Path(word).name if k in files else word for k, word in enumerate(command)]


def change_table(comparison: SideBySide) -> list[Details]:
    """Return where each score changed, and why none was looked for."""
    if not comparison.times:
        return []
    rows: list[list[object]] = []
    for name in SERIES:
        found = comparison.changes.get(name)
        if found is None:
            continue
        for change in found.found:
            at = f"{comparison.labels[change.index - 1]} | {comparison.labels[change.index]}"
            rows.append([name.replace("_", " "), at, round(change.before, 3), round(change.after, 3), change.p])
        if not found.found:
            rows.append([name.replace("_", " "), found.reason or "none", None, None, found.p])
    table = Table(
        ["score", "changed between", "distance before", "after", "p"], rows, ["text", "text", *["number"] * 3]
    )
    return [Details("Where the scores changed", table)]
