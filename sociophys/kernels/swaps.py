"""Ties dealt anew with every degree kept: random pairs of ties exchange ends, a compiled Markov chain.

A pair (a, b), (c, d) becomes (a, d), (c, b) or, without arrows, (a, c), (b, d), unless that makes a loop or a tie that
is there. Every simple graph with these degrees is then equally likely in the long run (Fosdick, Larremore, Nishimura &
Ugander 2018, doi 10.1137/16M1087175, section 3: a refused exchange counts as a step).

What is tied stands in a hash table of pairs; the places that coming steps will touch are asked for in advance, so that
the chain waits for no memory.
"""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit
from sociophys.simd import prefetch

Array = np.ndarray
_AHEAD = 32  # steps that are looked at before they are made
_MIX = np.uint64(0x9E3779B97F4A7C15)
_ONE, _32, _LOW31 = np.uint64(1), np.uint64(32), np.uint64(0x7FFFFFFF)
_SPREAD = np.uint64(29)


def table_of(ends: Array, n_nodes: int, directed: bool) -> Array:
    """Return the hash table of ties, (2^k,) uint64 at most half full; 0 is an empty place.

    Parameters
    ----------
    ends: (n_ties, 2) int32, no loop, no tie twice. directed: whether (a, b) and (b, a) are two ties.
    """
    size = 1 << max(4, int(2 * len(ends)).bit_length())
    table = np.zeros(size, np.uint64)
    _fill(table, ends, n_nodes, directed)
    return table


@jit
def swap(ends: Array, table: Array, draws: Array, begin: int, end: int, n_nodes: int, directed: bool) -> int:
    """Make one step a draw among the ties ``begin`` to before ``end``, in place; return how many exchanged ends.

    Parameters
    ----------
    ends: (n_ties, 2) int32, row = (source, target). table: their :func:`table_of`, kept in step.
    draws: (n_steps,) uint64: the high half says which first tie, the low half which second and which of the two ways.
    """
    n, made = np.uint64(end - begin), 0
    mask = np.uint64(len(table) - 1)
    for step in range(len(draws)):
        far = step + _AHEAD
        if far < len(draws):
            e, f = _pick(draws[far], n, begin)
            prefetch(ends, 2 * e)
            prefetch(ends, 2 * f)
        near = step + _AHEAD // 2
        if near < len(draws):
            e, f = _pick(draws[near], n, begin)
            (a, b), (c, d) = _exchanged(ends, e, f, draws[near], directed)
            prefetch(table, _place(_key(a, b, n_nodes, directed), mask))
            prefetch(table, _place(_key(c, d, n_nodes, directed), mask))
            prefetch(table, _place(_key(ends[e, 0], ends[e, 1], n_nodes, directed), mask))
            prefetch(table, _place(_key(ends[f, 0], ends[f, 1], n_nodes, directed), mask))
        e, f = _pick(draws[step], n, begin)
        (a, b), (c, d) = _exchanged(ends, e, f, draws[step], directed)
        if e == f or a == b or c == d:
            continue
        one, two = _key(a, b, n_nodes, directed), _key(c, d, n_nodes, directed)
        if one == two or _is_in(table, one, mask) or _is_in(table, two, mask):
            continue
        _take_out(table, _key(ends[e, 0], ends[e, 1], n_nodes, directed), mask)
        _take_out(table, _key(ends[f, 0], ends[f, 1], n_nodes, directed), mask)
        _put_in(table, one, mask)
        _put_in(table, two, mask)
        ends[e, 0], ends[e, 1], ends[f, 0], ends[f, 1] = a, b, c, d
        made += 1
    return made


@jit
def _pick(draw: int, n: int, begin: int) -> tuple[int, int]:
    """Return the two ties of a draw."""
    e = ((draw >> _32) * n) >> _32
    f = ((draw & _LOW31) * n) >> np.uint64(31)
    return begin + np.int64(e), begin + np.int64(f)


@jit
def _exchanged(ends: Array, e: int, f: int, draw: int, directed: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the two ties that a step wants to make."""
    a, b, c, d = ends[e, 0], ends[e, 1], ends[f, 0], ends[f, 1]
    if directed or (draw >> np.uint64(31)) & _ONE:
        return (a, d), (c, b)
    return (a, c), (b, d)


@jit
def _key(a: int, b: int, n_nodes: int, directed: bool) -> int:
    """Return the number of a pair, above 0; without arrows the same both ways."""
    low, high = (a, b) if directed or a < b else (b, a)
    return np.uint64(low) * np.uint64(n_nodes) + np.uint64(high) + _ONE


@jit
def _place(key: int, mask: int) -> int:
    """Return where a key belongs."""
    return ((key * _MIX) >> _SPREAD) & mask


@jit
def _is_in(table: Array, key: int, mask: int) -> bool:
    at = _place(key, mask)
    while table[at] != 0:
        if table[at] == key:
            return True
        at = (at + _ONE) & mask
    return False


@jit
def _put_in(table: Array, key: int, mask: int) -> None:
    at = _place(key, mask)
    while table[at] != 0:
        at = (at + _ONE) & mask
    table[at] = key


@jit
def _take_out(table: Array, key: int, mask: int) -> None:
    """Remove a key that is there; those after it move up, so that no mark of the removed is left (Knuth 6.4 R)."""
    at = _place(key, mask)
    while table[at] != key:
        at = (at + _ONE) & mask
    hole, at = at, (at + _ONE) & mask
    while table[at] != 0:
        home = _place(table[at], mask)
        if ((at - home) & mask) >= ((at - hole) & mask):
            table[hole] = table[at]
            hole = at
        at = (at + _ONE) & mask
    table[hole] = 0


@jit
def _fill(table: Array, ends: Array, n_nodes: int, directed: bool) -> None:
    mask = np.uint64(len(table) - 1)
    for e in range(len(ends)):
        _put_in(table, _key(ends[e, 0], ends[e, 1], n_nodes, directed), mask)
