"""Two-mode data seen from one side: people tied by what they share."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
import scipy.sparse as sp

from sociophys.errors import GraphError, Mistake, near_miss
from sociophys.graph import Graph, Reading, tie_in_words
from sociophys.loaders import Loader
from sociophys.parameters import nested, parameter
from sociophys.reading.tables import as_text

Array = np.ndarray
_PRODUCTS = 20_000_000  # of a block of rows: what a sparse product holds at a time
_MAX_TIES = 50_000_000
_OF_THE_PAIRS = ("nodes", "ties", "negative_ties", "isolates", "mutual_pairs", "one_sided_pairs")


@dataclass(frozen=True)
class _Pairs:
    """Pairs first < second that share a neighbour: how many they share, and the strength of their tie."""

    first: Array
    second: Array
    shared: Array
    weight: Array

    def __len__(self) -> int:
        return len(self.first)

    def take(self, keep: Array) -> _Pairs:
        return _Pairs(self.first[keep], self.second[keep], self.shared[keep], self.weight[keep])


class Projection(Loader):
    r"""Tie the nodes of one kind of a two-mode network (voters, reviewers) by the neighbours they share (roll calls).

    How strongly i and j are tied, with a_ik the tie of person i to thing k, N_i the things of i, n_k the people of k:
    **shared** \|N_i & N_j\|. **newman** sum of 1 / (n_k - 1) over shared things: one of many people ties each pair
    less. **cosine** sum_k a_ik a_jk / (\|a_i\| \|a_j\|). **agreement** sum_k sign(a_ik a_jk): agreements minus
    disagreements, below 0 where two mostly oppose each other. **agreement_share** the same divided by the number of
    shared things, -1 to 1. Ties have no direction; nodes and their attributes stay, isolates too.

    Notes
    -----
    newman: Newman 2001, doi 10.1103/PhysRevE.64.016132, eq. (2). The null of agreement is not taken off: people who
    mostly vote yes agree by that alone.

    Examples
    --------
    >>> graph = Projection(of={"kind": "davis"}, attribute="kind", onto="woman").load(np.random.default_rng(0))
    >>> graph.n_nodes, graph.n_edges, graph.reading.example
    (18, 139, "'Evelyn Jefferson' and 'Laura Mandeville' share 6 neighbours: they influence each other (weight 6)")
    """

    of: nested("loaders") = parameter(  # type: ignore[valid-type]
        doc="The two-mode network: a loader, such as `{kind: file, path: votes.csv, two_mode: true}`."
    )
    onto: str | int = parameter(doc="Kind of the nodes that stay: a value of the attribute.")
    attribute: str = parameter("mode", doc="Node attribute that says the kind of a node.")
    weight: Literal["shared", "newman", "cosine", "agreement", "agreement_share"] = parameter(
        "shared", doc="What a tie weighs; signs count in cosine, agreement and agreement_share."
    )
    min_shared: int = parameter(1, doc="Pairs with fewer shared neighbours are left out and counted.", ge=1)
    threshold: float = parameter(0.0, doc="Ties weaker than this, signs aside, are left out and counted.", ge=0)

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph of the nodes of one kind; draws only what the inner loader draws."""
        return self.project(self.of.load(rng))

    def inputs(self) -> tuple[str, ...]:
        """Return the paths that the inner loader reads."""
        paths: tuple[str, ...] = self.of.inputs()
        return paths

    def project(self, graph: Graph) -> Graph:
        """Return a two-mode graph as its nodes of one kind see each other.

        Raises
        ------
        GraphError
            If no node is of that kind, no tie leads out of it, no pair is left, or ties are too many for memory.
        """
        stays = self._stays(graph)
        ties, inside = _ties_across(graph, stays)
        if not ties.nnz:
            raise GraphError(Mistake(graph.reading.source, f"no tie leads from a '{self.onto}' to another kind"))
        pairs, weak = self._pairs(ties, graph.reading.source)
        left_out = weak | {"ties_inside_a_kind_left_out": inside}
        if not len(pairs):
            said = ", ".join(f"{key.replace('_', ' ')}: {n:,}" for key, n in left_out.items() if n)
            raise GraphError(
                Mistake(graph.reading.source, f"no two '{self.onto}' are tied ({said})", "one pair or more")
            )
        nodes = graph.nodes[stays]
        edges = pd.DataFrame({"source": pairs.first, "target": pairs.second, "weight": pairs.weight}, copy=False)
        projected = Graph(nodes, edges, False)
        return replace(projected, reading=self._reading(graph, projected, pairs, left_out))

    def _stays(self, graph: Graph) -> Array:
        """Return which nodes are of the kind asked for, (n_nodes,) bool."""
        if self.attribute == "mode" and "mode" not in graph.nodes:
            known = ", ".join(map(str, graph.nodes.columns)) or "none: its nodes have no attributes"
            advice = "Read the file with two_mode: true, or name the attribute."
            raise GraphError(Mistake(graph.reading.source, "no node attribute 'mode' tells two kinds", known, advice))
        kinds = graph.attribute(self.attribute).map(as_text)
        stays: Array = (kinds == as_text(self.onto)).to_numpy(bool)
        if not stays.any():
            there = [kind for kind in kinds.value_counts().index if kind][:12]
            what = f"no node has {self.attribute} '{self.onto}'"
            listed = ", ".join(f"'{kind}'" for kind in there)
            raise GraphError(Mistake(graph.reading.source, what, listed, near_miss(str(self.onto), there)))
        return stays

    def _pairs(self, ties: sp.csr_array, source: str) -> tuple[_Pairs, dict[str, int]]:
        """Return the tied pairs, and how many were left out because they share little or weigh little."""
        present = _with_data(ties, np.ones(ties.nnz))
        left, right, norm = self._factors(ties)
        found: list[_Pairs] = []
        few = weak = 0
        for rows in _blocks(present):
            block = _product(present, left, right, rows)
            enough = block.take(block.shared >= self.min_shared)
            enough = replace(enough, weight=_normalised(enough, norm, by_shared=self.weight == "agreement_share"))
            strong = enough.take((np.abs(enough.weight) >= self.threshold) & (enough.weight != 0))
            few, weak = few + len(block) - len(enough), weak + len(enough) - len(strong)
            found.append(strong)
            if sum(map(len, found)) > _MAX_TIES:
                advice = "Raise min_shared or threshold, or read fewer rows with where."
                raise GraphError(Mistake(source, f"more than {_MAX_TIES:,} pairs are tied", "fewer", advice))
        names = ("first", "second", "shared", "weight")
        pairs = _Pairs(*(np.concatenate([getattr(one, name) for one in found]) for name in names))
        return pairs, {"pairs_sharing_too_few_left_out": few, "pairs_too_weak_left_out": weak}

    def _factors(self, ties: sp.csr_array) -> tuple[sp.csr_array, sp.csr_array, Array | None]:
        """Return two matrices (n_stay, n_others) whose product of rows is the strength, and norms to divide it by."""
        present = _with_data(ties, np.ones(ties.nnz))
        if self.weight == "shared":
            return present, present, None
        if self.weight == "newman":
            people = np.bincount(ties.indices, minlength=ties.shape[1])
            return _with_data(ties, 1 / np.maximum(people - 1, 1)[ties.indices]), present, None
        if self.weight == "cosine":
            return ties, ties, np.sqrt(np.asarray(ties.multiply(ties).sum(axis=1)))
        signs = _with_data(ties, np.sign(ties.data))
        return signs, signs, None

    def _reading(self, graph: Graph, projected: Graph, pairs: _Pairs, left_out: dict[str, int]) -> Reading:
        """Return the book-keeping: that of the two-mode network, and what became of its pairs."""
        earlier = {key: n for key, n in graph.reading.counts.items() if key not in _OF_THE_PAIRS}
        two_mode = {"two_mode_nodes": graph.n_nodes, "two_mode_ties": graph.n_edges}
        counts = earlier | two_mode | left_out | projected.counted()
        one, other = projected.names[[pairs.first[0], pairs.second[0]]]
        weight = float(f"{pairs.weight[0]:.4g}")
        tie = tie_in_words("", "", weight, directed=False).removeprefix("'' and ''")
        example = f"'{one}' and '{other}' share {pairs.shared[0]:,} neighbours: they{tie}"
        note = (
            f"projected: {projected.n_nodes:,} nodes with {self.attribute} '{self.onto}' of {graph.n_nodes:,}, tied by "
            f"the neighbours they share (weight: {self.weight}); the others are no nodes here"
        )
        directed = ("arrows of the two-mode network count as ties: sharing has no direction",) if graph.directed else ()
        notes = (*graph.reading.notes, note, *directed)
        return replace(graph.reading, counts=counts, example=example, notes=notes)


def _ties_across(graph: Graph, stays: Array) -> tuple[sp.csr_array, int]:
    """Return the ties (n_stay, n_others) between the kind that stays and the others, and the number of other ties."""
    source, target = (graph.edges[end].to_numpy() for end in ("source", "target"))
    across = stays[source] != stays[target]
    source, target, weight = source[across], target[across], graph.edges["weight"].to_numpy()[across]
    person, thing = np.where(stays[source], source, target), np.where(stays[source], target, source)
    place = np.where(stays, np.cumsum(stays), np.cumsum(~stays)) - 1
    n_stay = int(stays.sum())
    matrix = sp.coo_array((weight, (place[person], place[thing])), shape=(n_stay, max(len(stays) - n_stay, 1)))
    ties = matrix.tocsr()  # arrows both ways are summed
    ties.eliminate_zeros()
    return ties, int((~across).sum())


def _blocks(present: sp.csr_array) -> list[slice]:
    """Cut the rows so that the product of a block with all rows takes bounded memory."""
    people = np.bincount(present.indices, minlength=present.shape[1])
    cost = np.cumsum(np.add.reduceat(np.append(people[present.indices], 0), present.indptr[:-1]))
    cuts = np.unique(np.append(np.flatnonzero(np.diff(cost // _PRODUCTS)) + 1, [0, present.shape[0]]))
    return [slice(a, b) for a, b in itertools.pairwise(cuts.tolist())]


def _with_data(ties: sp.csr_array, data: Array) -> sp.csr_array:
    return sp.csr_array((data, ties.indices, ties.indptr), shape=ties.shape)


def _product(present: sp.csr_array, left: sp.csr_array, right: sp.csr_array, rows: slice) -> _Pairs:
    """Return the pairs of a block of rows with later rows: how many they share, and the product of their rows."""
    key, counts = _later(present[rows] @ present.T, rows.start)
    at, products = _later(left[rows] @ right.T, rows.start)
    weight = np.zeros(len(key))  # SciPy leaves out sums that are 0: they are pairs all the same
    weight[np.searchsorted(key, at)] = products
    n = present.shape[0]
    return _Pairs(key // n, key % n, counts.astype(np.int64), weight)


def _later(product: sp.csr_array, start: int) -> tuple[Array, Array]:
    """Return the entries above the diagonal, by row and column: numbers row n + column, and values."""
    entries = product.tocoo()
    row = entries.row.astype(np.int64) + start
    later = entries.col > row
    key = row[later] * product.shape[1] + entries.col[later]
    order = np.argsort(key)
    return key[order], entries.data[later][order]


def _normalised(pairs: _Pairs, norm: Array | None, *, by_shared: bool) -> Array:
    if by_shared:
        return pairs.weight / pairs.shared
    return pairs.weight if norm is None else pairs.weight / (norm[pairs.first] * norm[pairs.second])
