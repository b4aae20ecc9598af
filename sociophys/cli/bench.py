"""``sociophys bench``: speed of the kernels, or of the readers, on this machine, beside what one would use instead."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, magnitude, next_step, say, table
from sociophys.cli.opinion_options import JSON


def bench(
    io: Annotated[bool, typer.Option("--io", help="Readers of files instead: time and peak memory.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="10^4 nodes only; with --io no file of 10^7 rows.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Measure speed: kernels, or with --io readers of files."""
    if io:
        from sociophys.workflow.bench_io import bench as measure
    else:
        from sociophys.workflow.bench import bench as measure
    rows = measure(quick=quick, note=say)
    if as_json:
        emit({"cases": rows})
        return
    table(_files(rows) if io else _kernels(rows))
    next_step("sociophys", "bench", *(["--io"] if io else []), *([] if quick else ["--json"]))


def _kernels(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return the lines of the table of kernels."""
    head = ("case", "kernel", "nodes", "replicas", "speed", "beside")
    lines = [
        (
            row["case"],
            row["kernel"],
            row["n_nodes"],
            row["n_replicas"],
            f"{magnitude(row['updates_per_second'])}updates/s",
            ", ".join(f"{ratio:.2f} x {name}" for name, ratio in row["peers"].items()),
        )
        for row in rows
    ]
    return [head, *lines]


def _files(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return the lines of the table of readers, with the goal of those that have one."""
    from sociophys.workflow.bench_io import GOALS

    lines = []
    for row in rows:
        goal = GOALS.get((row["case"], row["reader"]))
        met = goal and row["seconds"] < goal.seconds and row["peak_mb"] < goal.peak_mb
        said = f"under {goal.seconds:g} s and {goal.peak_mb:,.0f} MB: {'met' if met else 'missed'}" if goal else ""
        lines.append((row["case"], row["reader"], f"{row['seconds']:.2f} s", f"{row['peak_mb']:,.0f} MB", said))
    return [("file", "reader", "time", "peak memory", "goal"), *lines]
