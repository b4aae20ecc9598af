"""What a score is where only chance is at work: randomised twins of a sample, by name.

Two questions must not be mixed (Salloum, Chen & Kivela 2022, doi 10.1145/3512962, section 4). Do ties follow labels
that come from elsewhere? Then labels stay and ties or labels are dealt anew. Is there a split at all, where the labels
were found by cutting this very graph? Then every twin is cut again in the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sociophys import rng as streams
from sociophys.kernels.rows import rows_of
from sociophys.kernels.swaps import swap, table_of
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.partition import communities
from sociophys.splits import split

Array = np.ndarray
STEPS_PER_TIE = 5  # afterwards about e^-10 of the ties are where they were
_CHUNK = 1 << 20


def shuffled_labels(sample: Sample, rng: np.random.Generator) -> Sample:
    """Deal the known opinions anew among the people who have one; ties, and who is unknown, stay.

    Tests whether opinions follow the ties at all. Only fair for opinions that were not made from these ties:
    sides found by cutting this graph beat every shuffle by construction.
    """
    opinions = sample.opinions
    known = np.flatnonzero(opinions.is_known)
    dealt = rng.permutation(known)
    values, codes = opinions.values.copy(), opinions.codes
    values[known] = opinions.values[dealt]
    if codes is not None:
        codes = codes.copy()
        codes[known] = codes[dealt]
    return Sample(sample.network, replace(opinions, values=values, codes=codes))


def rewired_ties(sample: Sample, rng: np.random.Generator) -> Sample:
    """Deal the ties anew; opinions stay. Everybody keeps their number of ties, friendly and hostile, in and out.

    Tests whether ties follow opinions beyond what the numbers of ties of each person bring about.
    """
    return Sample(rewired(sample.network, rng), sample.opinions)


def repartitioned(sample: Sample, rng: np.random.Generator) -> Sample:
    """Deal the ties anew and cut the twin again, in the way the sample's opinions say.

    Tests whether the graph has a split at all: what a cutter finds where there is none.
    """
    return cut_again(Sample(rewired(sample.network, rng), sample.opinions), rng)


def shuffled_signs(sample: Sample, rng: np.random.Generator) -> Sample:
    """Deal the signs anew among the tied pairs; who is tied to whom stays.

    Arrows both ways that agree go on agreeing, and those that contradict each other stay: dealt one by one, far more
    would contradict each other than among people. Loops stay.
    """
    network = sample.network
    signs = np.sign(network.weights)
    between = np.where(network.indices == network.rows, 0.0, signs)
    of_pair, ties = np.bincount(network.pair, between), np.bincount(network.pair, np.abs(between))
    agree = (ties > 0) & (np.abs(of_pair) == ties)
    of_pair[agree] = rng.permutation(np.sign(of_pair[agree]))
    dealt = np.where(agree[network.pair], of_pair[network.pair], signs)
    weights, turned = np.abs(network.weights) * dealt, np.where(signs * dealt < 0, -1.0, 1.0)
    couplings = weights if network.couplings is network.weights else network.couplings * turned
    return Sample(replace(network, weights=weights, couplings=couplings), sample.opinions)


def cut_again(sample: Sample, rng: np.random.Generator | None = None) -> Sample:
    """Return the network with sides cut from it in the way the opinions say, under their names.

    Groups become Leiden communities, as many as there are. ``rng``: what the cutter draws from; the same each time if
    not given.
    """
    opinions = sample.opinions
    drawn = rng or streams.generator(0, "nulls", "cut", opinions.cut)
    if opinions.codes is not None:
        codes = communities(sample.network.friendly, int(drawn.integers(2**31)))
        names = tuple(f"community {k + 1}" for k in range(int(codes.max()) + 1))
        values = np.zeros(sample.network.n_nodes)
        return Sample(sample.network, replace(opinions, values=values, codes=codes.astype(np.int32), group_names=names))
    values = split(sample.network, opinions.cut, drawn)
    return Sample(
        sample.network,
        replace(opinions, values=values, codes=None, group_names=(), scale="binary", origin="from_this_graph"),
    )


def rewired(network: Network, rng: np.random.Generator) -> Network:
    """Return a network with every degree kept and ties dealt anew; weights go with their ties.

    Friendly ties change ends with friendly ones, hostile with hostile. Arrows keep in- and out-degrees. Loops and ties
    of no weight are left out.
    """
    target, source = network.edge_ends
    weights = network.weights[network.edge_slots]
    place = np.concatenate([np.flatnonzero(weights > 0), np.flatnonzero(weights < 0)])
    ends = np.stack([source[place], target[place]], axis=1).astype(np.int32)
    _swap_all(ends, int(np.count_nonzero(weights > 0)), network.n_nodes, network.directed, rng)
    indptr, indices, tie = rows_of(ends, network.n_nodes, network.directed)
    dealt = _carried(weights[place], tie)
    own = network.couplings is not network.weights
    couplings = _carried(network.couplings[network.edge_slots[place]], tie) if own else dealt
    return Network(indptr, indices, dealt, couplings, network.directed, network.names)


def _carried(values: Array, tie: Array) -> Array:
    """Return the value of each slot's tie."""
    return values[tie] if len(values) and np.ptp(values) else np.full(len(tie), values[0] if len(values) else 0.0)


def _swap_all(ends: Array, n_friendly: int, n_nodes: int, directed: bool, rng: np.random.Generator) -> None:
    """Let pairs of ties exchange ends, in place: the first ``n_friendly`` among themselves, and the others."""
    table = table_of(ends, n_nodes, directed)
    for begin, end in ((0, n_friendly), (n_friendly, len(ends))):
        left = STEPS_PER_TIE * (end - begin) if end - begin > 1 else 0
        while left > 0:
            draws = rng.integers(0, 2**64, size=min(left, _CHUNK), dtype=np.uint64)
            swap(ends, table, draws, begin, end, n_nodes, directed)
            left -= len(draws)


NULLS: dict[str, Callable[[Sample, np.random.Generator], Sample]] = {
    "shuffled_labels": shuffled_labels,
    "rewired_ties": rewired_ties,
    "repartitioned": repartitioned,
    "shuffled_signs": shuffled_signs,
}
BRIEFLY = {
    "shuffled_labels": "with sides shuffled",
    "rewired_ties": "with ties dealt anew",
    "repartitioned": "with ties dealt anew and cut again",
    "shuffled_signs": "with the signs dealt anew",
}
IN_WORDS = {
    "shuffled_labels": "the same network with the known sides shuffled among the same people",
    "rewired_ties": "the same people with their ties dealt anew, everybody keeping their number of ties",
    "repartitioned": "ties dealt anew, everybody keeping their number of ties, and cut again",
    "shuffled_signs": "the same ties with friendly and hostile dealt anew among them",
}
