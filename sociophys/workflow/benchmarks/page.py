"""The page ``docs/bench.md``: tables and what they say, every figure filled in by the command."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]
# Goals against graph-tool's asynchronous Ising state, by kernel family: at 10^4 nodes, at 10^6.
GOALS = {"single": (4, 14), "lanes": (100, 500), "bit_sliced": (300, 1800)}


def page(rates: list[Row], threads: list[Row], memory: list[Row], cold: list[Row]) -> str:
    """Return the page as Markdown."""
    parts = [
        "# Speed\n\nMade by `sociophys bench --markdown`; every figure is of one run on one machine.",
        f"Machine: {processor()}, {os.cpu_count()} core(s), Python {platform.python_version()}.",
        "## Updates a second\n\nOne core, heat bath, order `random`, reproducible random numbers, m recorded at every "
        "sweep. Engine and peers run in turns, each one core; a number beside a peer is our rate over its rate, the "
        "median of paired rounds. `floor` is our time for an update over the least that this machine allows.",
        kernels(rates),
        "## Goals\n\nAgainst graph-tool's asynchronous `IsingGlauberState`, Erdos-Renyi, degree 10.",
        goals(rates),
        f"## What bounds it\n\n{roofline(rates)}",
        "## Two threads\n\nTwo order blocks in two threads of one process, over two processes of one thread at work "
        "together (goal: 0.93).",
        table(("kernel", "nodes", "replicas a block", "updates/s", "ratio"), map(_thread, threads)),
        "## Memory\n\n10^6 people, 10^7 ties, 64 replicas: MB held with the network loaded, and the peaks beyond it "
        "(goal: under 500).",
        table(("couplings", "loaded", "simulating", "finishing"), map(_memory, memory)),
        "## Second process\n\nSeconds from the start of a process to its first sweep, kernels compiled before "
        "(goal: 1.5).",
        table(("kernel", "replicas", "seconds", "of it imports"), map(_cold, cold)),
        "## Fields and levers\n\nMeasured apart, by `sociophys bench --fields`: a model with them beside the same "
        "model without, in turns, processor time, m recorded at every sweep. Goals, over the plain sweep: 1.05 for "
        "pressure that replicas share, 1.40 for personal feed and trending, 1.02 for levers that wait. The floor adds "
        "the bytes that must move: a memory is read, written, and read again by the kernel, "
        "12 bytes a person and replica.",
    ]
    return "\n\n".join(parts) + "\n"


def kernels(rows: Sequence[Row]) -> str:
    """Return the table of kernels, a column a peer."""
    names = sorted({name for row in rows for name in row["peers"]})
    head = ("case", "kernel", "replicas", "million updates/s", *(f"x {name}" for name in names), "floor", "bound by")
    return table(head, (_kernel(row, names) for row in rows))


def _kernel(row: Row, names: Sequence[str]) -> tuple[str, ...]:
    ratios = (f"{row['peers'][name]:,.3g}" if name in row["peers"] else "" for name in names)
    speed = f"{row['updates_per_second'] / 1e6:,.4g}"
    bound = f"{row['bound']} ({row['level']})"
    return row["case"], row["kernel"], str(row["n_replicas"]), speed, *ratios, f"{row['floor_ratio']:.2f}", bound


def goals(rows: Iterable[Row]) -> str:
    """Return the table of goals: the worst ratio among the couplings of a family, beside what was to be reached."""
    lines = []
    for kernel, goal in GOALS.items():
        for n_nodes, wanted in zip((10_000, 1_000_000), goal, strict=True):
            found = [
                row["peers"]["graph-tool"]
                for row in rows
                if row["kernel"] == kernel and row["n_nodes"] == n_nodes and _counts(row)
            ]
            if found:
                said = "met" if min(found) >= wanted else "missed"
                lines.append((kernel, f"{n_nodes:,}", f"{wanted}", f"{min(found):,.4g}", f"{max(found):,.4g}", said))
    return table(("kernel", "nodes", "goal", "lowest", "highest", ""), lines)


def _counts(row: Row) -> bool:
    return row["case"].startswith("Erdos-Renyi") and "graph-tool" in row["peers"]


def roofline(rows: Iterable[Row]) -> str:
    """Return the paragraph on what bounds each family where."""
    said = [
        "The floor of an update is the larger of two times: lines of 64 bytes that must move (the node's record, its "
        "row, its neighbours' spins), each charged what a random read costs in an array of that size, measured in the "
        "same run; and arithmetic, charged at the measured peak of vector operations."
    ]
    groups: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        groups.setdefault((row["kernel"], row["bound"], row["level"]), []).append(row["floor_ratio"])
    for (kernel, bound, level), ratios in groups.items():
        many = f"{len(ratios)} case{'s' if len(ratios) > 1 else ''}"
        said.append(
            f"**{kernel}** with its data in {level} ({many}) is bound by {bound} and takes "
            f"{statistics.median(ratios):.2f} times the floor."
        )
    return " ".join(said)


def _thread(row: Row) -> tuple[str, ...]:
    speed = f"{row['updates_per_second'] / 1e6:,.4g} M"
    return row["kernel"], f"{row['n_nodes']:,}", str(row["n_replicas"]), speed, f"{row['ratio']:.2f}"


def _memory(row: Row) -> tuple[str, ...]:
    return row["couplings"], *(f"{row[key]:,.0f} MB" for key in ("loaded_mb", "simulating_mb", "finishing_mb"))


def _cold(row: Row) -> tuple[str, ...]:
    return row["kernel"], str(row["n_replicas"]), f"{row['seconds']:.2f}", f"{row['imports']:.2f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def processor() -> str:
    """Return the name of the processor, as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
