"""The least time an update can take here: lines that must move over measured gathers, operations over measured peak.

A visit of a random node reads lines of 64 bytes: one of the node's own record, those of its row, one a neighbour for
spins, its own spins. What is charged for a line is what a random read costs in an array as large as the one it stands
in, measured in the same run with as many reads in flight as the core can hold. Arithmetic is charged at the peak of
vector integer operations, in lanes of 32 bits. Memory and arithmetic may overlap, so the larger of the two binds.
"""

from __future__ import annotations

import functools
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sociophys import rng
from sociophys.accelerate import jit
from sociophys.network import Network

Array = np.ndarray
LINE = 64  # bytes
_READS, _TRIALS = 2_000_000, 3
PLANES = 10.3  # coin planes that 512 lanes use before the last has decided: log2(512) + 1.3
# Operations a lane of 32 bits: Philox4x32-10 costs 80 for four words.
_PHILOX_WORD, _XOSHIRO_WORD, _LAW = 20, 10, 20


class Floor(NamedTuple):
    """Least seconds an update, what bounds it ('memory' or 'arithmetic'), and where the spins lie ('L1' to 'DRAM')."""

    seconds: float
    bound: str
    level: str


class Traffic(NamedTuple):
    """What one visit reads: lines in an array of so many bytes, for record, row, spins."""

    record: tuple[float, int]
    row: tuple[float, int]
    spins: tuple[float, int]


def floor(network: Network, couplings: str, kernel: str, n_replicas: int) -> Floor:
    """Return the floor of an update of a network in a kernel family, order random.

    couplings: 'unit', 'signed' (a bit that fits beside the index) or 'weighted' (4 bytes a slot).
    """
    moved = traffic(network, couplings, kernel, n_replicas)
    width = visit_width(kernel, n_replicas)
    memory = sum(lines * seconds_per_line(size) for lines, size in moved) / width
    arithmetic = operations(network.n_slots / network.n_nodes, kernel) / peak()
    bound = "memory" if memory > arithmetic else "arithmetic"
    return Floor(max(memory, arithmetic), bound, level(sum(size for _, size in moved)))


def visit_width(kernel: str, n_replicas: int) -> int:
    """Return the replicas that one visit of a node serves."""
    return 1 if kernel == "single" else n_replicas


def traffic(network: Network, couplings: str, kernel: str, n_replicas: int) -> Traffic:
    """Return the lines that a visit reads; spins take a byte in a single replica, else a bit a replica."""
    n, degree = network.n_nodes, network.n_slots / network.n_nodes
    slot = 8 if couplings == "weighted" else 4
    spin = 1 if kernel == "single" else -(-n_replicas // 8)
    row_lines = 1 + max(0.0, degree * slot - 4) / LINE  # a row may begin anywhere in its first line
    spin_lines = max(1.0, spin / LINE)
    return Traffic((1.0, 8 * n), (row_lines, slot * network.n_slots), ((degree + 1) * spin_lines, spin * n))


def operations(degree: float, kernel: str) -> float:
    """Return the operations of 32-bit lanes that an update needs, in the best form known here.

    single: three Philox words (site and coin), the law, a multiplication and an addition a neighbour. lanes: a coin,
    the law, a masked addition a neighbour. bit-sliced, for 512 bits at a time: full adders of two ternary operations
    a neighbour, minterms of the count, and a coin plane of generator, class masks and comparison until all is decided.
    """
    if kernel == "single":
        return 3 * _PHILOX_WORD + _LAW + 2 * degree
    if kernel == "lanes":
        return _XOSHIRO_WORD + _LAW + degree
    vectors = 2 * degree + 2 * (degree + 1) + PLANES * (_XOSHIRO_WORD + degree + 1 + 3)
    return vectors / 32  # a vector operation of 512 bits is 16 lanes of 32 bits, and serves 512 replicas


def level(n_bytes: int) -> str:
    """Return the smallest cache that holds so many bytes, as the system tells; 'DRAM' if none does."""
    return next((name for name, size in _caches() if n_bytes <= size), "DRAM")


@functools.cache
def _caches() -> tuple[tuple[str, int], ...]:
    """Return (name, bytes) of the data caches of the first core, smallest first; none where the system is silent."""
    found = []
    for place in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind, rank, size = ((place / part).read_text().strip() for part in ("type", "level", "size"))
        if kind != "Instruction":
            found.append((f"L{rank}", int(size.rstrip("KM")) << (20 if size.endswith("M") else 10)))
    return tuple(found)


def seconds_per_line(n_bytes: int) -> float:
    """Return what a random read of a line costs in an array of so many bytes: the fastest of some trials."""
    words = np.ones(max(LINE, n_bytes) // 8, np.uint64)
    start = rng.generator(3, "benchmark").integers(1 << 62, size=4, dtype=np.uint64)
    gather(words, start, 1000)
    return min(_seconds(gather, words, start, _READS) for _ in range(_TRIALS)) / _READS


def peak() -> float:
    """Return operations a second of 32-bit lanes: alternate xor and addition on numbers that stay in registers."""
    numbers = np.arange(512, dtype=np.uint32)
    churn(numbers, 10)
    rounds = 20_000
    return rounds * 512 * 32 / min(_seconds(churn, numbers, rounds) for _ in range(_TRIALS))


def _seconds(work: Any, *arguments: Any) -> float:
    begin = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begin


@jit
def gather(words: Any, start: Any, n_reads: Any) -> Any:
    """Read ``n_reads`` random lines of ``words`` (uint64), four at a time; the addresses do not wait for what is read.

    Addresses are the high bits of four linear congruential generators (multiplier of Steele & Vigna 2021,
    doi 10.1002/spe.3030), cheap enough to hide behind a read in L2.
    """
    lines = np.uint64(len(words) // 8)
    a, b, c, d = start[0], start[1], start[2], start[3]
    factor, shift, eight = np.uint64(0xD1342543DE82EF95), np.uint64(32), np.uint64(8)
    total = np.uint64(0)
    for _ in range(n_reads // 4):
        a, b = a * factor + np.uint64(1), b * factor + np.uint64(3)
        c, d = c * factor + np.uint64(5), d * factor + np.uint64(7)
        total += words[(((a >> shift) * lines) >> shift) * eight]
        total += words[(((b >> shift) * lines) >> shift) * eight]
        total += words[(((c >> shift) * lines) >> shift) * eight]
        total += words[(((d >> shift) * lines) >> shift) * eight]
    return total


@jit
def churn(numbers: Any, rounds: Any) -> None:
    """Do 32 operations on each of ``numbers`` (uint32) and round; the constants change, so none can be left out."""
    for r in range(rounds):
        one, other = np.uint32(r), np.uint32(r * 3)
        for k in range(numbers.size):
            x = numbers[k]
            for _ in range(8):
                x = np.uint32((x ^ one) + other)
                x = np.uint32((x ^ other) + one)
            numbers[k] = x


@jit
def add_to(numbers: Any, step: Any) -> None:
    """Add to every number in place."""
    for k in range(numbers.size):
        numbers[k] += step
