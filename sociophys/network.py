"""The coupling matrix: a CSR pattern fixed once, with the ties as read and the couplings made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from sociophys.graph import Graph

Array = np.ndarray


def _pattern(source: Array, target: Array, n_nodes: int, directed: bool) -> tuple[Array, Array, Array]:
    """Return indptr, indices and, for every slot, the number of its tie; an undirected tie fills two slots."""
    tie = np.arange(len(source))
    if not directed:
        twice = source != target
        source, target = np.concatenate([source, target[twice]]), np.concatenate([target, source[twice]])
        tie = np.concatenate([tie, tie[twice]])
    order = np.lexsort((source, target))
    indptr = np.zeros(n_nodes + 1, np.int64)
    np.cumsum(np.bincount(target, minlength=n_nodes), out=indptr[1:])
    return indptr, source[order].astype(np.int32), tie[order]


@dataclass(frozen=True)
class Network:
    """Influences in CSR form: row i holds the influences *on* i, ``couplings[e]`` = J_ij for j = ``indices[e]``.

    Attributes
    ----------
    indptr: (n_nodes + 1,) int64. indices: (n_slots,) int32, rising in each row.
    weights: (n_slots,) float64, the tie as read. couplings: (n_slots,) float64, J; positive agrees.
    directed: whether the pattern came from arrows; an undirected tie fills two slots.
    names: (n_nodes,) node ids as text.
    """

    indptr: Array
    indices: Array
    weights: Array
    couplings: Array
    directed: bool
    names: Array

    @classmethod
    def from_graph(cls, graph: Graph) -> Network:
        """Fix the pattern of a graph; couplings start as the weights. Parallel ties were merged by the loader."""
        source = graph.edges["source"].to_numpy(np.int64)
        target = graph.edges["target"].to_numpy(np.int64)
        weight = graph.edges["weight"].to_numpy(np.float64)
        indptr, indices, order = _pattern(source, target, graph.n_nodes, graph.directed)
        return cls(indptr, indices, weight[order], weight[order], graph.directed, graph.names)

    @classmethod
    def from_pairs(cls, old: Network, pairs: Array, weights: Array, couplings: Array) -> Network:
        """Return an undirected network of the same nodes with other ties, (n_edges, 2) node numbers."""
        indptr, indices, order = _pattern(pairs[:, 0], pairs[:, 1], old.n_nodes, directed=False)
        return cls(indptr, indices, weights[order], couplings[order], False, old.names)

    def without_loops(self) -> Network:
        """Return the network without self-couplings (the slots with j = i)."""
        keep = self.indices != self.rows
        indptr = np.concatenate([[0], np.cumsum(np.bincount(self.rows[keep], minlength=self.n_nodes))])
        return Network(
            indptr.astype(np.int64),
            self.indices[keep],
            self.weights[keep],
            self.couplings[keep],
            self.directed,
            self.names,
        )

    def with_couplings(self, couplings: Array) -> Network:
        """Return the same pattern with other couplings, (n_slots,) float64."""
        return replace(self, couplings=np.ascontiguousarray(couplings, np.float64))

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.indptr) - 1

    @property
    def n_slots(self) -> int:
        """Number of CSR slots: arrows, or twice the undirected ties."""
        return len(self.indices)

    @cached_property
    def degrees(self) -> Array:
        """Slots per row (in-degree of influence), (n_nodes,) int64."""
        return np.diff(self.indptr)

    @cached_property
    def rows(self) -> Array:
        """The row i of every slot, (n_slots,) int32."""
        return np.repeat(np.arange(self.n_nodes, dtype=np.int32), self.degrees)

    @cached_property
    def edge_slots(self) -> Array:
        """One slot a tie: all if directed, else those with j < i, (n_edges,) int64; a self-loop is no tie."""
        return np.flatnonzero(self.indices != self.rows if self.directed else self.indices < self.rows)

    @cached_property
    def edge_ends(self) -> tuple[Array, Array]:
        """Nodes (i, j) of each tie, j acting on i, two (n_edges,) int32."""
        return self.rows[self.edge_slots], self.indices[self.edge_slots]

    @property
    def n_edges(self) -> int:
        """Number of ties: arrows if directed, else pairs."""
        return len(self.edge_slots)

    def matrix(self, values: Array | None = None) -> sp.csr_array:
        """Return J (or other slot values) as a SciPy CSR array."""
        data = self.couplings if values is None else values
        return sp.csr_array((data, self.indices, self.indptr), shape=(self.n_nodes, self.n_nodes))

    @cached_property
    def is_symmetric(self) -> bool:
        """Whether J_ij = J_ji for all pairs: the condition for an energy to exist."""
        matrix = self.matrix()
        difference = matrix - matrix.T
        return difference.nnz == 0 or float(abs(difference).max()) <= 1e-12 * float(abs(matrix).max())

    @cached_property
    def has_self_coupling(self) -> bool:
        """Whether any J_ii is present."""
        return bool(np.any(self.indices == self.rows))

    @cached_property
    def components(self) -> Array:
        """Connected component of each node, arrows ignored, (n_nodes,) int32."""
        return sp.csgraph.connected_components(self.matrix(np.ones(self.n_slots)), directed=False)[1]
