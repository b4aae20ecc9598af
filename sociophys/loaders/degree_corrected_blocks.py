"""A network like a given one, of any size: its blocks, degrees and signs, and otherwise chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from pydantic import model_validator

from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import MOST_NODES, MOST_TIES, draw_fresh, model_graph, numbered, pair_keys
from sociophys.loaders._switches import switch
from sociophys.loaders.signed_blocks import camp_name
from sociophys.network import Network
from sociophys.parameters import nested, parameter
from sociophys.partition import communities
from sociophys.reading.tables import as_text

Array = np.ndarray
NOBODY = "no value"


class Fitted(NamedTuple):
    """What is taken from the given graph: a row a pair of blocks that has ties, blocks as numbers.

    out, into: (n_pairs,) the block of the source and of the target (undirected: out <= into). ties, negative: how
    many. block: (n_nodes,). sends, receives: (n_nodes,) arrows from and to each person (undirected: all ties, twice
    the same array).
    """

    out: Array
    into: Array
    ties: Array
    negative: Array
    block: Array
    sends: Array
    receives: Array


class DegreeCorrectedBlocks(Loader):
    """Draw a network with the blocks, tie counts and signs of a given one, at its size or another: a family of sizes.

    Each new person stands for one of the original: takes the attributes, the block and the expected number of ties.
    Attribute ``like`` says for whom, ``block`` which block. Mean degree and mixing of the blocks do not change with
    size; triangles, and in directed networks answered arrows, are not kept: what they do is the difference.

    Notes
    -----
    Degree-corrected block model (Karrer & Newman 2011, doi 10.1103/PhysRevE.83.016107) at its maximum-likelihood rates:
    ties between blocks r and s are Poisson with mean m_rs (what was observed) times n_nodes / n_observed; their ends
    are drawn with probability k_i / kappa_r. Directed: out- and in-degrees each with their own (Zhu, Yan & Moore 2014,
    doi 10.1093/comnet/cnt011). Each tie is -1 with the observed share of its pair of blocks, else +1. The people stood
    for are drawn systematically over the blocks: twice the size takes everybody twice. Where the model has a loop or a
    repeated pair, ends are switched with another tie of the same pair of blocks: degrees stay. Ties that cannot be
    switched are drawn again, those that find no free pair dropped and counted; so people tied to most of a block get
    fewer ties than observed (at its own size karate's 16 become about 13.7, at 300 times that 16).
    """

    of: nested("loaders") = parameter(doc="The network that is imitated: a loader, such as {kind: file, path: ...}.")
    blocks: str = parameter("found", doc="Node attribute that says the block; found: communities of friendly ties.")
    factor: float = parameter(1.0, doc="Size of the new network, in sizes of the given one.", gt=0, le=10_000)
    n_nodes: int | None = parameter(
        None, doc="Size of the new network in people, instead of factor.", ge=2, le=MOST_NODES
    )

    @model_validator(mode="after")
    def _one_size(self) -> DegreeCorrectedBlocks:
        if self.n_nodes is not None and self.factor != 1.0:
            raise ValueError("the size is said twice; allowed one of factor, n_nodes")
        return self

    def inputs(self) -> tuple[str, ...]:
        """Return the files of the network that is imitated."""
        return tuple(self.of.inputs())

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; ties weigh +1 or -1."""
        given = self.of.load(rng)
        label = _labels(given, self.blocks, rng)
        fit = fitted(given, label)
        n = self.n_nodes or max(2, round(self.factor * given.n_nodes))
        if n > MOST_NODES:
            raise GraphError(Mistake("degree_corrected_blocks", f"{n} people", f"2 to {MOST_NODES}"))
        if given.n_edges * n / given.n_nodes > MOST_TIES:
            what = f"about {given.n_edges * n / given.n_nodes:.3g} ties"
            raise GraphError(Mistake("degree_corrected_blocks", what, f"at most {MOST_TIES}"))
        like = stand_ins(fit.block, n, rng)
        first, second, pair, counts = wired(fit, like, given.directed, rng)
        weight = np.where(rng.random(len(pair)) < (fit.negative / fit.ties)[pair], -1.0, 1.0)
        nodes = given.nodes.iloc[like].set_axis(numbered("node", n), axis=0)
        nodes = nodes.assign(block=label[like], like=given.nodes.index[like].to_numpy(object))
        nodes = nodes.astype({"block": "str", "like": "str"})
        source = f"degree-corrected blocks like {given.reading.source}"
        notes = (self._note(given, len(np.unique(fit.block)), n), *_lost(given))
        return model_graph(source, nodes, (first, second), weight, *notes, directed=given.directed, counts=counts)

    def _note(self, given: Graph, n_blocks: int, n: int) -> str:
        by = "communities found in its friendly ties" if self.blocks == "found" else f"its attribute '{self.blocks}'"
        return f"a model: {n} people like the {given.n_nodes} of the given network; {n_blocks} blocks by {by}"


def _lost(given: Graph) -> tuple[str, ...]:
    weight = given.edges["weight"]
    return ("Weights are not imitated: every tie weighs 1 or -1",) if (weight.abs() != 1).any() else ()


def _labels(given: Graph, blocks: str, rng: np.random.Generator) -> Array:
    """Return each person's block as text, (n_nodes,) object."""
    if blocks != "found":
        return given.attribute(blocks).map(as_text).replace("", NOBODY).to_numpy(object)
    found = communities(Network.from_graph(given), int(rng.integers(2**31)))
    names = np.array([camp_name(k) for k in range(int(found.max()) + 1)], object)
    return names[found]


def fitted(given: Graph, label: Array) -> Fitted:
    """Return the maximum-likelihood rates of a graph with given blocks; loops are left out."""
    block = pd.factorize(label, sort=True)[0].astype(np.int64)
    n, n_blocks = given.n_nodes, int(block.max()) + 1
    source, target = (given.edges[end].to_numpy(np.int64) for end in ("source", "target"))
    real = source != target
    source, target, negative = source[real], target[real], (given.edges["weight"].to_numpy() < 0)[real]
    out, into = block[source], block[target]
    sends, receives = np.bincount(source, minlength=n), np.bincount(target, minlength=n)
    if not given.directed:
        out, into = np.minimum(out, into), np.maximum(out, into)
        sends = receives = sends + receives
    code, at, ties = np.unique(out * n_blocks + into, return_inverse=True, return_counts=True)
    share = np.bincount(at, negative, minlength=len(code))
    return Fitted(code // n_blocks, code % n_blocks, ties, share, block, sends, receives)


def stand_ins(block: Array, n: int, rng: np.random.Generator) -> Array:
    """Return the original person each new one stands for, (n,) rising: a systematic sample over the blocks."""
    order = rng.permutation(len(block))
    order = order[np.argsort(block[order], kind="stable")]
    at = ((np.arange(n) + rng.random()) * len(block) / n).astype(np.int64)
    return np.sort(order[np.minimum(at, len(block) - 1)])


def wired(
    fit: Fitted, like: Array, directed: bool, rng: np.random.Generator
) -> tuple[Array, Array, Array, dict[str, int]]:
    """Return the ends of the ties, the pair of blocks of each, and counts of what was left out."""
    n = len(like)
    senders, receivers = (_Halves.of(fit.block[like], degree[like]) for degree in (fit.sends, fit.receives))
    count = rng.poisson(fit.ties * n / len(fit.block))
    able = senders.any_of(fit.out) & receivers.any_of(fit.into)
    unable = int(count[~able].sum())
    pair = np.repeat(np.arange(len(count)), np.where(able, count, 0))

    def draw(which: Array) -> tuple[Array, Array]:
        return senders.draw(fit.out[pair[which]], rng), receivers.draw(fit.into[pair[which]], rng)

    first, second = draw(np.arange(len(pair)))
    ends = np.cumsum(np.bincount(pair, minlength=len(count)))
    ranges = np.append(0, ends)[pair], ends[pair]
    turn = np.zeros(len(pair), bool) if directed else (fit.out == fit.into)[pair]
    left = switch(first, second, n, rng, ranges=ranges, turn=turn, directed=directed)
    good = np.delete(np.arange(len(pair)), left)
    taken = pair_keys(first[good], second[good], n, directed)
    a, b, kept, dropped = draw_fresh(lambda which: draw(left[which]), len(left), n, taken, directed)
    first, second = np.concatenate([first[good], a]), np.concatenate([second[good], b])
    return first, second, pair[np.concatenate([good, left[kept]])], {"ties_dropped": dropped + unable}


class _Halves(NamedTuple):
    """Half-ties in the order of their blocks: drawing one uniformly draws a person by degree."""

    person: Array
    begin: Array
    size: Array

    @classmethod
    def of(cls, block: Array, degree: Array) -> _Halves:
        order = np.argsort(block, kind="stable")
        size = np.bincount(block, degree, minlength=int(block.max()) + 1).astype(np.int64)
        return cls(np.repeat(order, degree[order]), np.cumsum(size) - size, size)

    def any_of(self, block: Array) -> Array:
        known = block < len(self.size)
        return known & (self.size[np.where(known, block, 0)] > 0)

    def draw(self, block: Array, rng: np.random.Generator) -> Array:
        return self.person[self.begin[block] + (rng.random(len(block)) * self.size[block]).astype(np.int64)]
