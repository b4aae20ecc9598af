"""The coupling matrix: a CSR pattern fixed once, with the ties as read and the couplings made of them."""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sociophys import csr, mapped
from sociophys.errors import Mistake, StoreError
from sociophys.graph import Graph

if TYPE_CHECKING:
    import scipy.sparse as sp

Array = np.ndarray


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
        """Fix the pattern of a graph; couplings start as the weights. Parallel ties were merged by the loader.

        Where the graph is kept on disk its network is kept beside it, and mapped.
        """
        return _of_ties(graph) if graph.stored is None else _kept_beside(graph, graph.stored / "network")

    @classmethod
    def from_pairs(cls, old: Network, pairs: Array, weights: Array, couplings: Array) -> Network:
        """Return an undirected network of the same nodes with other ties, (n_edges, 2) node numbers."""
        values = (weights, couplings)
        indptr, indices, (weights, couplings) = csr.slots(pairs[:, 0], pairs[:, 1], values, old.n_nodes, False)
        return cls(indptr, indices, weights, couplings, False, old.names)

    def save(self, folder: Path | str) -> None:
        """Write the network to a folder that :meth:`open` maps; a network that lies there already is replaced."""
        folder = Path(folder)
        if folder.exists() and not (folder / "network.json").is_file():
            raise StoreError(Mistake(str(folder), "there is something else", "a new folder, or one with a network"))
        with mapped.writing(folder) as place:
            for name in ("indptr", "indices", "weights"):
                np.save(place / f"{name}.npy", getattr(self, name))
            if self.couplings is not self.weights:
                np.save(place / "couplings.npy", self.couplings)
            mapped.save_text(place / "names", self.names)
            (place / "network.json").write_text(json.dumps({"directed": self.directed}), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path | str) -> Network:
        """Return a saved network whose arrays stay on disk until they are touched: it may be larger than memory.

        Raises
        ------
        StoreError
            If the folder holds no network, or one that is not as it was written.
        """
        return cls(**_load(Path(folder)), names=mapped.load_text(Path(folder) / "names"))

    def without_loops(self) -> Network:
        """Return the network without self-couplings (the slots with j = i); itself where there are none."""
        if not self.has_self_coupling:
            return self
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

    def with_ties(self, pairs: Array, weight: float, coupling: float) -> Network:
        """Return the network with further ties, (k, 2) node numbers of pairs that had none; each goes both ways."""
        both = np.concatenate([pairs, pairs[:, ::-1]])
        rows, indices = np.concatenate([self.rows, both[:, 0]]), np.concatenate([self.indices, both[:, 1]])
        order = np.lexsort((indices, rows))
        weights = np.concatenate([self.weights, np.full(len(both), weight)])[order]
        couplings = np.concatenate([self.couplings, np.full(len(both), coupling)])[order]
        indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=self.n_nodes))]).astype(np.int64)
        return Network(indptr, indices[order].astype(np.int32), weights, couplings, self.directed, self.names)

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
    def weighted_degrees(self) -> Array:
        """Summed weights of each row, (n_nodes,) float64."""
        if self.has_unit_weights:
            return self.degrees.astype(np.float64)
        return np.asarray(self.matrix(self.weights) @ np.ones(self.n_nodes), np.float64)

    @cached_property
    def has_unit_weights(self) -> bool:
        """Whether every tie has weight 1."""
        return bool((self.weights == 1).all())

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

    @cached_property
    def pair(self) -> Array:
        """The number of the pair of people that each slot joins, arrows ignored, (n_slots,) int64."""
        low, high = np.minimum(self.rows, self.indices), np.maximum(self.rows, self.indices)
        return np.unique(low.astype(np.int64) * self.n_nodes + high, return_inverse=True)[1]

    @property
    def n_edges(self) -> int:
        """Number of ties: arrows if directed, else pairs."""
        n_others = self.n_slots - self._n_loops
        return n_others if self.directed else n_others // 2

    def matrix(self, values: Array | None = None) -> sp.csr_array:
        """Return J (or other slot values) as a SciPy CSR array."""
        import scipy.sparse as sp

        data = self.couplings if values is None else values
        return sp.csr_array((data, self.indices, self.indptr), shape=(self.n_nodes, self.n_nodes))

    @cached_property
    def friendly(self) -> Network:
        """The ties of positive weight, arrows ignored, loops left out: the network itself where it has no others.

        Arrows both ways become one tie of their summed weight. Couplings are the weights.
        """
        if not self.directed and self.weights.min(initial=1.0) > 0 and not self.has_self_coupling:
            return self
        keep = (self.weights > 0) & (self.indices != self.rows)
        indptr = np.concatenate([[0], np.cumsum(np.bincount(self.rows[keep], minlength=self.n_nodes))])
        one_way = replace(
            self, indptr=indptr.astype(np.int64), indices=self.indices[keep], weights=self.weights[keep], directed=False
        )
        ties = one_way.matrix(one_way.weights)
        if self.directed:
            ties = (ties + ties.T).tocsr()
            ties.sort_indices()
        indices, weights = ties.indices.astype(np.int32), ties.data
        return replace(
            self,
            indptr=ties.indptr.astype(np.int64),
            indices=indices,
            weights=weights,
            couplings=weights,
            directed=False,
        )

    def among(self, keep: Array) -> Network:
        """Return the ties among some of the nodes, ``keep`` (n_nodes,) bool, as a network of these nodes alone."""
        rows = self.rows
        inside = keep[rows] & keep[self.indices]
        number = np.cumsum(keep, dtype=np.int32) - np.int32(1)
        count = np.bincount(number[rows[inside]], minlength=np.count_nonzero(keep))
        return replace(
            self,
            indptr=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
            indices=number[self.indices[inside]],
            weights=self.weights[inside],
            couplings=self.couplings[inside],
            names=self.names[keep],
        )

    @cached_property
    def is_symmetric(self) -> bool:
        """Whether J_ij = J_ji for all pairs: the condition for an energy to exist."""
        if not self.directed and self.couplings is self.weights:
            return True
        matrix = self.matrix()
        difference = matrix - matrix.T
        return difference.nnz == 0 or float(abs(difference).max()) <= 1e-12 * float(abs(matrix).max())

    @cached_property
    def strength(self) -> float | None:
        """The one |J| that all ties have (0 without any), or None where they differ."""
        first = abs(float(self.couplings[0])) if self.n_slots else 0.0
        return first if all(bool((np.abs(part) == first).all()) for part in self._parts) else None

    @cached_property
    def has_whole_couplings(self) -> bool:
        """Whether every J_ij is a whole number: sums of them are then exact."""
        return all(np.array_equal(part, np.rint(part)) for part in self._parts)

    @cached_property
    def has_hostile(self) -> bool:
        """Whether any J_ij is negative."""
        return any(bool((part < 0).any()) for part in self._parts)

    @property
    def _parts(self) -> Iterator[Array]:
        """The couplings a part at a time: they may be larger than memory."""
        return (
            self.couplings[self.indptr[begin] : self.indptr[end]] for begin, end in csr.blocks(self.indptr, csr.BLOCK)
        )

    @cached_property
    def _n_loops(self) -> int:
        parts = csr.blocks(self.indptr, csr.BLOCK)
        return sum(csr.count_loops(self.indptr, self.indices, begin, end) for begin, end in parts)

    @property
    def has_self_coupling(self) -> bool:
        """Whether any J_ii is present."""
        return self._n_loops > 0

    @cached_property
    def components(self) -> Array:
        """Connected component of each node, arrows ignored, (n_nodes,) int32."""
        import scipy.sparse as sp

        return sp.csgraph.connected_components(self.matrix(np.ones(self.n_slots)), directed=False)[1]


def _of_ties(graph: Graph, make: csr.Make = csr.in_memory, block: int = csr.BLOCK) -> Network:
    source, target = (graph.edges[end].to_numpy(np.int64) for end in ("source", "target"))
    weight = graph.edges["weight"].to_numpy(np.float64)
    indptr, indices, (weights,) = csr.slots(source, target, (weight,), graph.n_nodes, graph.directed, make, block)
    return Network(indptr, indices, weights, weights, graph.directed, graph.names)


def _kept_beside(graph: Graph, place: Path) -> Network:
    """Return the network kept for a graph, made where there is none or it was made of other ties."""
    columns = [np.ascontiguousarray(graph.edges[name]).data for name in ("source", "target", "weight")]
    with ThreadPoolExecutor() as pool:
        ties = list(pool.map(zlib.crc32, columns))
    try:
        if json.loads((place / "network.json").read_text(encoding="utf-8")).get("ties") == ties:
            return Network(**_load(place), names=graph.names)
    except (OSError, ValueError):
        pass  # there is none, or it is damaged
    try:
        with mapped.writing(place) as unfinished:
            made = _of_ties(graph, functools.partial(mapped.create, unfinished), max(1 << 18, graph.n_edges // 16))
            np.save(unfinished / "indptr.npy", made.indptr)
            (unfinished / "network.json").write_text(json.dumps({"directed": graph.directed, "ties": ties}))
        return Network(**_load(place), names=graph.names)
    except OSError:
        return _of_ties(graph)


def _load(folder: Path) -> dict[str, Any]:
    """Return what a folder holds of a network, its names left out."""
    mapped.check(folder)
    arrays = {name: mapped.load(folder / f"{name}.npy") for name in ("indptr", "indices", "weights")}
    own = folder / "couplings.npy"
    couplings = mapped.load(own) if own.is_file() else arrays["weights"]
    facts = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    return arrays | {"couplings": couplings, "directed": bool(facts["directed"])}
