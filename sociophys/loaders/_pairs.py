"""Random pairs drawn at once: what the models of networks have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from sociophys.graph import Graph, Reading, tie_in_words

Array = np.ndarray
ROUNDS = 200  # how often what cannot stand is drawn again; what is left then is dropped and counted
MOST_NODES = 10_000_000
MOST_TIES = 200_000_000


def refuse_too_many(ties: float) -> None:
    """Raise ValueError where a model would have more ties than fit in memory."""
    if ties > MOST_TIES:
        raise ValueError(f"about {ties:.3g} ties are too many; allowed {MOST_TIES}")


def draw_subset(n_items: int, probability: float, rng: np.random.Generator) -> Array:
    """Return each of ``n_items`` numbers with a probability, independently; rising int64.

    The size is drawn first (binomial), then that many distinct numbers: cost grows with what is drawn,
    not with ``n_items``. Given the size every subset is equally likely, because repeats are redrawn.
    """
    size = int(rng.binomial(n_items, probability)) if n_items else 0
    if 4 * size > n_items:  # rejection would redraw too often
        return np.sort(rng.permutation(n_items)[:size]).astype(np.int64)
    drawn = np.zeros(0, np.int64)
    while len(drawn) < size:
        more = rng.integers(n_items, size=int(1.1 * (size - len(drawn))) + 8)
        both = np.concatenate([drawn, more])
        drawn = both[np.sort(np.unique(both, return_index=True)[1])][:size]
    return np.sort(drawn)


def pair_of(number: Array) -> tuple[Array, Array]:
    """Return (low, high) with low < high of pairs numbered high (high - 1) / 2 + low."""
    high = ((1 + np.sqrt(1 + 8 * number.astype(np.float64))) / 2).astype(np.int64)
    high -= high * (high - 1) // 2 > number  # the square root may be off by one
    high += (high + 1) * high // 2 <= number
    return number - high * (high - 1) // 2, high


def pair_keys(first: Array, second: Array, n_nodes: int, directed: bool = False) -> Array:
    """Return one int64 number a pair, the same for (a, b) and (b, a) unless directed."""
    if directed:
        return first * np.int64(n_nodes) + second
    return np.minimum(first, second) * np.int64(n_nodes) + np.maximum(first, second)


def is_in(values: Array, rising: Array) -> Array:
    """Return which values stand in a rising array, bool in the shape of the values."""
    if not len(rising):
        return np.zeros(values.shape, bool)
    at = np.searchsorted(rising, values)
    at[at == len(rising)] = 0
    return rising[at] == values


def repeats(keys: Array, rising: Array | None = None) -> Array:
    """Return which keys stood there before, (n_keys,) bool: the first of equals is no repeat.

    ``rising``: the keys sorted, if that is done already. Values sort three times as fast as places, so only the few
    keys that stand twice are followed to their places.
    """
    rising = np.sort(keys) if rising is None else rising
    twice = rising[1:][rising[1:] == rising[:-1]]
    again = np.zeros(len(keys), bool)
    if len(twice):
        at = np.flatnonzero(is_in(keys, twice))
        order = at[np.argsort(keys[at], kind="stable")]
        again[order[1:]] = keys[order[1:]] == keys[order[:-1]]
    return again


def grouped(values: Array, group: Array, n_groups: int) -> Array:
    """Return values in the order of their groups, their own order kept: a bucket sort, O(n) where argsort is slow."""
    import scipy.sparse as sp

    one_row = sp.csr_array((values, group, [0, len(values)]), shape=(1, n_groups))
    return one_row.tocsc().data


def draw_fresh(
    draw: Callable[[Array], tuple[Array, Array]],
    count: int,
    n_nodes: int,
    taken: Array | None = None,
    directed: bool = False,
) -> tuple[Array, Array, Array, int]:
    """Draw ties one by one or all at once until no two are the same.

    Parameters
    ----------
    draw: given the numbers of the ties to draw, their two ends. count: how many ties.
    taken: keys (:func:`pair_keys`) of pairs that are tied already.

    Returns
    -------
    first, second: the ends. kept: their numbers, rising. dropped: how many could not be placed in ``ROUNDS`` draws
    (loops, pairs taken or drawn before are drawn again) and are left out.
    """
    first, second = np.zeros(count, np.int64), np.zeros(count, np.int64)
    used, todo = [np.sort(taken)] if taken is not None else [], np.arange(count)
    for _ in range(ROUNDS):
        if not len(todo):
            break
        a, b = draw(todo)
        keys = pair_keys(a, b, n_nodes, directed)
        fresh = (a != b) & ~repeats(keys)
        for earlier in used:
            fresh &= ~is_in(keys, earlier)
        first[todo[fresh]], second[todo[fresh]] = a[fresh], b[fresh]
        used.append(np.sort(keys[fresh]))
        todo = todo[~fresh]
    kept = np.delete(np.arange(count), todo)
    return first[kept], second[kept], kept, len(todo)


def model_graph(
    source: str,
    nodes: pd.DataFrame,
    ends: tuple[Array, Array],
    weight: Array,
    *notes: str,
    directed: bool = False,
    counts: Mapping[str, int] | None = None,
) -> Graph:
    """Return a model's graph with its book-keeping; ``counts`` says what was dropped or changed on the way."""
    first, second = (end.astype(np.int64, copy=False) for end in ends)
    edges = pd.DataFrame({"source": first, "target": second, "weight": weight}, copy=False)
    graph = Graph(nodes, edges, directed)
    one = ""
    if len(edges):
        a, b = str(nodes.index[first[0]]), str(nodes.index[second[0]])
        one = tie_in_words(a, b, float(weight[0]), directed=directed)
    found = {"rows": len(edges), **graph.counted(), **(counts or {})}
    return replace(graph, reading=Reading(source, {}, found, one, notes))


def text(values: Array) -> pd.Series[str]:
    """Return whole numbers as a column of text, made at once (a Python string each would cost ten times as much)."""
    return pd.Series(values).astype("str")


def words(vocabulary: list[str], at: Array) -> pd.Series[str]:
    """Return a column of text that holds few different words, by their number."""
    return pd.Series(vocabulary, dtype="str").take(at.astype(np.int64)).reset_index(drop=True)


def numbered(prefix: str, count: int, first: int = 1) -> pd.Index:
    """Return ids 'prefix 1', 'prefix 2', ..."""
    return pd.Index(f"{prefix} " + text(np.arange(first, first + count)), dtype="str", name="id")


def unnamed_nodes(count: int) -> pd.DataFrame:
    """Return a node table without attributes: 'node 1', 'node 2', ..."""
    return pd.DataFrame(index=numbered("node", count))
