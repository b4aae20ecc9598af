"""``sociophys bench``: speed of the kernels, or of the readers, on this machine, beside what one would use instead."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, magnitude, next_step, say, table, tell
from sociophys.cli.opinion_options import JSON
from sociophys.errors import Mistake, SociophysError


def bench(
    io: Annotated[bool, typer.Option("--io", help="Readers of files instead: time and peak memory.")] = False,
    threads: Annotated[bool, typer.Option("--threads", help="Two threads beside two processes instead.")] = False,
    memory: Annotated[bool, typer.Option("--memory", help="Peak memory of a large run instead.")] = False,
    cold: Annotated[bool, typer.Option("--cold", help="A second process up to its first sweep instead.")] = False,
    analyze: Annotated[bool, typer.Option("--analyze", help="Scores, twins and reports of analyses instead.")] = False,
    fields: Annotated[bool, typer.Option("--fields", help="What fields and waiting levers cost instead.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="10^4 nodes only, short rounds.")] = False,
    cases: Annotated[str, typer.Option(metavar="PATTERN", help="Cases whose name holds it.")] = "",
    peer: Annotated[
        list[str] | None, typer.Option(metavar="NAME[=PYTHON]", help="Beside this one, in an interpreter that has it.")
    ] = None,
    markdown: Annotated[
        bool,
        typer.Option("--markdown", help="All of it as a page (docs/bench.md); with --analyze or --fields that table."),
    ] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Measure speed: kernels, fields, files, threads, memory."""
    wanted = {"files": io, "threads": threads, "memory": memory, "cold": cold, "analyze": analyze, "fields": fields}
    named = [name for name, is_wanted in wanted.items() if is_wanted]
    is_page = markdown and not (analyze or fields)
    if len(named) + is_page > 1:
        options = "--io, --threads, --memory, --cold, --analyze, --fields and --markdown"
        raise SociophysError(Mistake("bench", f"{options} are different things", "one of them"))
    if is_page:
        tell(_page(quick, cases, peer or []).rstrip())
        return
    what = named[0] if named else "rates"
    more = {"pattern": cases} if what == "fields" else {}
    rows = _rates(quick, cases, peer or []) if what == "rates" else _measure(what, quick, **more)
    if as_json:
        emit({"cases": rows} if what == "files" else rows)
        return
    if markdown:
        tell(_as_markdown(_TABLES[what](rows)))
        return
    table(_TABLES[what](rows))
    option = {"rates": [], "files": ["--io"]}.get(what, [f"--{what}"])
    next_step("sociophys", "bench", *option, *([] if quick else ["--json"]))


def _rates(quick: bool, cases: str, peers: list[str]) -> list[dict[str, Any]]:
    from sociophys.workflow.benchmarks.rates import bench as measure

    return measure(quick=quick, pattern=cases, peers=peers, note=say)


def _measure(what: str, quick: bool, **more: str) -> list[dict[str, Any]]:
    import importlib

    module = importlib.import_module(f"sociophys.workflow.benchmarks.{what}")
    rows: list[dict[str, Any]] = module.bench(quick=quick, note=say, **more)
    return rows


def _page(quick: bool, cases: str, peers: list[str]) -> str:
    from sociophys.workflow.benchmarks.page import page

    others = (_measure(what, quick) for what in ("threads", "memory", "cold"))
    return page(_rates(quick, cases, peers), *others)


def _kernels(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return the lines of the table of kernels."""
    head = ("case", "kernel", "replicas", "speed", "time over floor", "beside")
    lines = [
        (
            row["case"],
            row["kernel"],
            row["n_replicas"],
            f"{magnitude(row['updates_per_second'])}updates/s",
            f"{row['floor_ratio']:.2f} ({row['bound']}, {row['level']})",
            ", ".join(f"{ratio:.3g} x {name}" for name, ratio in row["peers"].items()),
        )
        for row in rows
    ]
    return [head, *lines]


def _files(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return the lines of the table of readers, with the goal of those that have one."""
    from sociophys.workflow.benchmarks.files import GOALS

    lines = []
    for row in rows:
        goal = GOALS.get((row["case"], row["reader"]))
        met = goal and row["seconds"] < goal.seconds and row["peak_mb"] < goal.peak_mb
        said = f"under {goal.seconds:g} s and {goal.peak_mb:,.0f} MB: {'met' if met else 'missed'}" if goal else ""
        lines.append((row["case"], row["reader"], f"{row['seconds']:.2f} s", f"{row['peak_mb']:,.0f} MB", said))
    return [("file", "reader", "time", "peak memory", "goal"), *lines]


def _threads(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return the lines of the table of threads."""
    lines = [
        (
            row["case"],
            row["kernel"],
            row["n_replicas"],
            f"{magnitude(row['updates_per_second'])}updates/s",
            f"{row['ratio']:.2f} of two processes (goal 0.93)",
        )
        for row in rows
    ]
    return [("case", "kernel", "replicas a block", "two threads", "ratio"), *lines]


def _memory(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return the lines of the table of memory."""
    keys = ("loaded_mb", "simulating_mb", "finishing_mb")
    lines = [(row["couplings"], *(f"{row[key]:,.0f} MB" for key in keys)) for row in rows]
    return [("couplings", "loaded", "beyond, simulating", "beyond, finishing (goal 500 MB)"), *lines]


def _cold(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return the lines of the table of starts."""
    head = ("kernel", "replicas", "first sweep after (goal 1.5 s)", "of it processor", "imports", "model")
    return [head, *((r["kernel"], r["n_replicas"], *(f"{r[k]:.2f} s" for k in _PARTS)) for r in rows)]


def _analyses(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return the lines of the table of scores: time, what is to be beaten, the peers' time over ours, peak memory."""
    lines = []
    for row in rows:
        beat = f"{row['to_beat_ms']:,.0f} ms ({row['to_beat_ms'] / row['ms']:.2g} x)" if row["to_beat_ms"] else ""
        beside = ", ".join(f"{ratio:.3g} x {name}" for name, ratio in row["peers"].items())
        peak = f"{row['peak_mb']:,.0f} MB" if row["peak_mb"] else ""
        lines.append((row["case"], row["score"], f"{row['ms']:,.4g} ms", beat, beside, peak))
    return [("case", "score", "time", "to beat", "faster than", "peak memory"), *lines]


def _loads(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return the lines of the table of fields and levers: time over that of the plain model, goal, floor."""
    lines = [
        (
            row["case"],
            row["kernel"],
            f"{row['milliseconds']:.2f} ms",
            f"{row['ratio']:.3f}",
            f"{row['least']:.3f}",
            f"{row['goal']:.2f}: {'met' if row['ratio'] < row['goal'] else 'missed'}",
            f"{row['floor']:.3f}",
        )
        for row in rows
    ]
    return [("case", "kernel", "a sweep", "times plain", "of least times", "goal", "floor"), *lines]


def _as_markdown(lines: list[tuple[object, ...]]) -> str:
    from sociophys.workflow.benchmarks.page import table as markdown_table

    head, *rows = ([str(cell) for cell in line] for line in lines)
    return markdown_table(head, rows)


_PARTS = ("seconds", "cpu", "imports", "model")
_TABLES = {
    "rates": _kernels,
    "files": _files,
    "threads": _threads,
    "memory": _memory,
    "cold": _cold,
    "analyze": _analyses,
    "fields": _loads,
}
