"""``sociophys bench``: updates a second of the kernels on this machine, beside a plain Numba loop."""

from __future__ import annotations

from typing import Annotated

import typer

from sociophys.cli.console import emit, magnitude, next_step, say, table
from sociophys.cli.opinion_options import JSON


def bench(
    quick: Annotated[bool, typer.Option("--quick", help="10^4 nodes only.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Measure updates a second, beside a plain Numba loop."""
    from sociophys.workflow.bench import bench as measure

    rows = measure(quick=quick, note=say)
    if as_json:
        emit({"cases": rows})
        return
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
    table([head, *lines])
    next_step("sociophys", "bench", *(["--json"] if not quick else []))
