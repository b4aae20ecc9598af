"""Ties dealt anew with every degree kept: random pairs of ties exchange ends, a compiled Markov chain.

A pair (a, b), (c, d) becomes (a, d), (c, b) or, without arrows, (a, c), (b, d), unless that makes a loop or a tie that
is there. Every simple graph with these degrees is then equally likely in the long run (Fosdick, Larremore, Nishimura &
Ugander 2018, doi 10.1137/16M1087175, section 3: a refused exchange counts as a step).

What is tied stands in a hash table of pairs; the places that coming steps will touch are asked for in advance, so that
the chain waits for no memory. A pair is mixed by a function that can be undone: its high bits say where it belongs, and
only the low bits and how far it stands from there are kept, so that a place takes 32 bits and nothing is lost (Cleary
1984, doi 10.1109/TC.1984.1676499).
"""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import inlined, jit
from sociophys.simd import prefetch

Array = np.ndarray
_AHEAD = 32  # steps that are looked at before they are made
_MIX = np.uint64(0x9E3779B97F4A7C15)
_ZERO, _ONE, _32, _LOW31 = np.uint64(0), np.uint64(1), np.uint64(32), np.uint64(0x7FFFFFFF)
_MOST_LOW = 22  # low bits a place keeps; the other ten tell distances up to 1022, at a quarter full some dozens occur


def table_of(ends: Array, n_nodes: int, directed: bool) -> Array:
    """Return the hash table of ties, (2^k,) uint32 at most a quarter full; 0 is an empty place.

    Parameters
    ----------
    ends: (n_ties, 2) int32, no loop, no tie twice. directed: whether (a, b) and (b, a) are two ties.
    """
    bits = max((4 * len(ends)).bit_length(), (n_nodes * n_nodes).bit_length() - _MOST_LOW, 4)
    table = np.zeros(1 << bits, np.uint32)
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
    n, made, shape = np.uint64(end - begin), 0, _shape(table, n_nodes)
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
            prefetch(table, _place(a, b, n_nodes, directed, shape)[0])
            prefetch(table, _place(c, d, n_nodes, directed, shape)[0])
            prefetch(table, _place(ends[e, 0], ends[e, 1], n_nodes, directed, shape)[0])
            prefetch(table, _place(ends[f, 0], ends[f, 1], n_nodes, directed, shape)[0])
        e, f = _pick(draws[step], n, begin)
        (a, b), (c, d) = _exchanged(ends, e, f, draws[step], directed)
        if e == f or a == b or c == d:
            continue
        one, two = _place(a, b, n_nodes, directed, shape), _place(c, d, n_nodes, directed, shape)
        if one == two or _is_in(table, one, shape) or _is_in(table, two, shape):
            continue
        _take_out(table, _place(ends[e, 0], ends[e, 1], n_nodes, directed, shape), shape)
        _take_out(table, _place(ends[f, 0], ends[f, 1], n_nodes, directed, shape), shape)
        _put_in(table, one, shape)
        _put_in(table, two, shape)
        ends[e, 0], ends[e, 1], ends[f, 0], ends[f, 1] = a, b, c, d
        made += 1
    return made


@inlined
def _pick(draw: int, n: int, begin: int) -> tuple[int, int]:
    """Return the two ties of a draw."""
    e = ((draw >> _32) * n) >> _32
    f = ((draw & _LOW31) * n) >> np.uint64(31)
    return begin + np.int64(e), begin + np.int64(f)


@inlined
def _exchanged(ends: Array, e: int, f: int, draw: int, directed: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the two ties that a step wants to make."""
    a, b, c, d = ends[e, 0], ends[e, 1], ends[f, 0], ends[f, 1]
    if directed or (draw >> np.uint64(31)) & _ONE:
        return (a, d), (c, b)
    return (a, c), (b, d)


@inlined
def _shape(table: Array, n_nodes: int) -> tuple[int, int, int]:
    """Return the bits of a pair, how many of them are low, and the mask of places."""
    size, pairs = _ZERO, _ZERO
    while np.uint64(len(table)) >> (size + _ONE):
        size += _ONE
    while (np.uint64(n_nodes) * np.uint64(n_nodes)) >> pairs:
        pairs += _ONE
    bits = max(pairs, size)
    return bits, bits - size, np.uint64(len(table) - 1)


@inlined
def _place(a: int, b: int, n_nodes: int, directed: bool, shape: tuple[int, int, int]) -> tuple[int, int]:
    """Return where a pair belongs and its low bits; without arrows the same both ways.

    Multiplying by an odd number and folding high bits onto low ones can both be undone, so no two pairs have the same.
    """
    low, high = (a, b) if directed or a < b else (b, a)
    bits, n_low, _ = shape
    whole = (_ONE << bits) - _ONE
    mixed = ((np.uint64(low) * np.uint64(n_nodes) + np.uint64(high)) * _MIX) & whole
    mixed ^= mixed >> (bits >> _ONE)
    mixed = (mixed * _MIX) & whole
    return mixed >> n_low, mixed & ((_ONE << n_low) - _ONE)


@inlined
def _entry(place: tuple[int, int], shape: tuple[int, int, int]) -> tuple[int, int]:
    """Return what a pair is written as where it belongs, and by how much that grows a place further on."""
    return np.uint32(place[1] + _ONE), np.uint32(_ONE << shape[1])


@inlined
def _is_in(table: Array, place: tuple[int, int], shape: tuple[int, int, int]) -> bool:
    at, (entry, further) = place[0], _entry(place, shape)
    while table[at] != 0:
        if table[at] == entry:
            return True
        at, entry = (at + _ONE) & shape[2], np.uint32(entry + further)
    return False


@inlined
def _put_in(table: Array, place: tuple[int, int], shape: tuple[int, int, int]) -> None:
    at, (entry, further) = place[0], _entry(place, shape)
    while table[at] != 0:
        at, entry = (at + _ONE) & shape[2], np.uint32(entry + further)
    table[at] = entry


@inlined
def _take_out(table: Array, place: tuple[int, int], shape: tuple[int, int, int]) -> None:
    """Remove a pair that is there; those after it move up, so that no mark of the removed is left (Knuth 6.4 R)."""
    at, (entry, further) = place[0], _entry(place, shape)
    while table[at] != entry:
        at, entry = (at + _ONE) & shape[2], np.uint32(entry + further)
    hole, at = at, (at + _ONE) & shape[2]
    while table[at] != 0:
        from_home, gap = np.uint64(table[at] - np.uint32(1)) >> shape[1], (at - hole) & shape[2]
        if from_home >= gap:
            table[hole] = np.uint32(table[at] - np.uint32(gap << shape[1]))
            hole = at
        at = (at + _ONE) & shape[2]
    table[hole] = 0


@jit
def _fill(table: Array, ends: Array, n_nodes: int, directed: bool) -> None:
    shape = _shape(table, n_nodes)
    for e in range(len(ends)):
        _put_in(table, _place(ends[e, 0], ends[e, 1], n_nodes, directed, shape), shape)
