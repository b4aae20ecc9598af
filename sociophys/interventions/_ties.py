"""Which ties a lever reaches: said in one way, shared by the levers that cut and those that strengthen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from pydantic import model_validator

from sociophys.errors import MissingError, Mistake, NotDefinedError, near_miss
from sociophys.interventions import Intervention
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.select import selection
from sociophys.setting import Draw, Setting

Array = np.ndarray
_SHOWN = 8


class Reach(NamedTuple):
    """What :meth:`TieLever.reached` works on.

    ``labels``: (n_nodes,) int64 group of each, -1 unknown, or None. ``one``, ``other``: (n_nodes,) bool, or None.
    ``pairs``: (k,) int64, smaller number times n_nodes plus the larger, or None.
    """

    labels: Array | None = None
    one: Array | None = None
    other: Array | None = None
    pairs: Array | None = None


class TieLever(Intervention):
    """A lever on ties, said in one way: across or within a split, between two selections, listed; else all ties."""

    across: str | None = parameter(
        None, doc="Ties between people who differ: in a node attribute, `sides` as imported, or `opinions` held now."
    )
    within: str | None = parameter(
        None, doc="Ties between people who are alike: in a node attribute, `sides` as imported, or `opinions` held now."
    )
    one: selection() | None = parameter(None, doc="Ties between these people and `other`.")
    other: selection() | None = parameter(None, doc="See `one`.")
    pairs: list[list[str]] | None = parameter(None, doc="Ties listed as pairs of ids.", min_length=1)

    @model_validator(mode="after")
    def _say_one_way(self) -> TieLever:
        if (self.one is None) != (self.other is None):
            raise ValueError("'one' and 'other' go together; allowed both or neither")
        given = [name for name in ("across", "within", "one", "pairs") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"ties are said by {' and '.join(given)}; allowed one of across, within, one/other, pairs")
        wrong = [pair for pair in self.pairs or () if len(pair) != 2]
        if wrong:
            raise ValueError(f"{wrong[0]} is no pair; allowed two ids each")
        return self

    @property
    def split(self) -> str | None:
        """The word after across or within."""
        return self.across if self.across is not None else self.within

    def bind(self, setting: Setting, draw: Draw) -> Reach:
        """Return what tells the ties; raises MissingError or NotDefinedError where that is not known."""
        if self.pairs is not None:
            return Reach(pairs=_keys(self.pairs, setting.network))
        if self.one is not None and self.other is not None:
            marks = np.zeros((2, setting.network.n_nodes), bool)
            for mark, who, name in zip(marks, (self.one, self.other), ("one", "other"), strict=True):
                mark[who.pick(setting.network, setting.graph, setting.opinions, draw(name))] = True
            return Reach(one=marks[0], other=marks[1])
        if self.split in (None, "opinions"):
            return Reach()
        return Reach(labels=_labels("within" if self.across is None else "across", str(self.split), setting))

    def reached(self, bound: Reach, network: Network, spins: Array | None = None) -> Array:
        """Return which slots are reached, (n_slots,) bool: both of an undirected tie; loops never.

        ``spins``: (n_nodes,) opinions held now, where the lever asks for them.
        """
        i, j = network.rows, network.indices
        is_tie = i != j
        if bound.pairs is not None:
            low, high = np.minimum(i, j).astype(np.int64), np.maximum(i, j)
            return is_tie & np.isin(low * network.n_nodes + high, bound.pairs)
        if bound.one is not None and bound.other is not None:
            return is_tie & ((bound.one[i] & bound.other[j]) | (bound.other[i] & bound.one[j]))
        labels = spins if self.split == "opinions" else bound.labels
        if labels is None:
            return is_tie
        alike = labels[i] == labels[j]
        known = True if self.split == "opinions" else (labels[i] >= 0) & (labels[j] >= 0)
        return is_tie & known & (alike if self.across is None else ~alike)

    @property
    def ties_in_words(self) -> str:
        """Which ties they are, in words."""
        if self.split is not None:
            return f"ties {'across' if self.across is not None else 'within'} {self.split}"
        return "listed ties" if self.pairs else "ties between two groups" if self.one is not None else "ties"


def count_ties(network: Network, slots: Array) -> float:
    """Return how many ties some slots are: arrows if directed, else pairs."""
    return float(np.count_nonzero(slots) // (1 if network.directed else 2))


def _keys(pairs: list[list[str]], network: Network) -> Array:
    number = {name: k for k, name in enumerate(network.names)}
    unknown = [name for name in dict.fromkeys(end for pair in pairs for end in pair) if name not in number]
    if unknown:
        shown = ", ".join(list(number)[:_SHOWN])
        raise MissingError(
            *(Mistake("pairs", f"'{name}' is not there", shown, near_miss(name, list(number))) for name in unknown[:8])
        )
    ends = np.sort([[number[name] for name in pair] for pair in pairs], axis=1).astype(np.int64)
    return np.unique(ends[:, 0] * network.n_nodes + ends[:, 1])


def _labels(place: str, word: str, setting: Setting) -> Array:
    """Return the group of each person by imported side or by an attribute, -1 where unknown; ``place``: who asks."""
    if word == "sides":
        if setting.opinions is None:
            raise NotDefinedError(Mistake(place, "there are no imported opinions", "", "Give network.opinions."))
        sides = setting.opinions.sides.astype(np.int64)
        return np.where(sides == 0, -1, (sides + 1) // 2)
    nodes = setting.graph.nodes
    known = ["opinions", "sides", *map(str, nodes.columns)]
    if word not in nodes:
        raise MissingError(Mistake(place, f"'{word}' is no attribute", ", ".join(known), near_miss(word, known)))
    return np.asarray(nodes[word].astype("category").cat.codes, np.int64)
