"""Bots: accounts added to a network, tied to whom they are told to be tied to."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import field_validator, model_validator

from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import MOST_NODES, MOST_TIES, draw_fresh, numbered
from sociophys.network import Network
from sociophys.parameters import nested, parameter
from sociophys.select import Selection, selection

Array = np.ndarray
_EFFECT = {
    "speak": "bots influence people, nobody influences a bot",
    "listen": "people influence bots, no bot influences anybody",
    "both": "bots and the people they are tied to influence each other",
}


class WithBots(Loader):
    """Add bots to a network: new people, marked ``bot: yes``, each tied to ``ties`` of the chosen people at random.

    The bots stand in the node set from the start; what they want is said elsewhere: ``pin`` holds them at a side, a
    field heats or pushes them (``nodes: {attribute: bot, equals: yes}``). Other attributes of bots are missing.

    Notes
    -----
    Ferrara, Varol, Davis, Menczer & Flammini 2016, doi 10.1145/2818717, on what such accounts do. Each set of
    ``ties`` targets is equally likely; bots are not tied to each other. A chosen person gains
    bots times ties / chosen ties in the mean.
    """

    of: nested("loaders") = parameter(doc="The network that gets bots: a loader, such as {kind: file, path: ...}.")
    bots: int | float = parameter(doc="How many: a whole number, or a share of the people, below 1.")
    ties: int = parameter(doc="Ties of each bot.", ge=0, le=MOST_NODES)
    follow: selection() = parameter(
        Selection(), doc="Whom they tie to: all, {top_degree: 20}, {attribute: side, equals: blue}, {ids: [...]}, ..."
    )
    direction: Literal["speak", "listen", "both"] = parameter(
        "both", doc="In a directed network: speak (bots influence people), listen, both. Undirected ties are both."
    )
    weight: float = parameter(1.0, doc="Weight of a bot's tie; below 0 it opposes.", ge=-1e6, le=1e6)

    @field_validator("bots")
    @classmethod
    def _is_amount(cls, bots: float) -> float:
        if isinstance(bots, float) and not 0 < bots < 1:
            raise ValueError(f"{bots} is no share; allowed above 0 and below 1, or a whole number of bots")
        if isinstance(bots, int) and not 0 <= bots <= MOST_NODES:
            raise ValueError(f"{bots} is no number of bots; allowed 0 to {MOST_NODES}")
        return bots

    @model_validator(mode="after")
    def _makes_sense(self) -> WithBots:
        if self.weight == 0:
            raise ValueError("weight 0 is no tie; allowed any other number, or ties: 0")
        if self.follow.way in ("side", "border"):
            raise ValueError(
                "sides are not known yet when bots are added; allowed follow by attribute, ids, top_degree"
            )
        return self

    def inputs(self) -> tuple[str, ...]:
        """Return the files of the network that gets bots, and of whom they follow."""
        return (*self.of.inputs(), *self.follow.inputs())

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph with the bots behind its own nodes; times of ties are not kept."""
        given = self.of.load(rng)
        if self.direction != "both" and not given.directed:
            what = f"direction {self.direction} in a network whose ties are mutual"
            raise GraphError(Mistake("with_bots", what, "both, or a directed network"))
        n_bots = self.bots if isinstance(self.bots, int) else max(1, round(self.bots * given.n_nodes))
        chosen = self.follow.pick(Network.from_graph(given), given, None, rng)
        if self.ties > len(chosen):
            what = f"each bot has {self.ties} ties, but only {len(chosen)} people are chosen"
            raise GraphError(Mistake("with_bots", what, f"ties 0 to {len(chosen)}"))
        if n_bots * self.ties > MOST_TIES:
            raise GraphError(Mistake("with_bots", f"bots would have {n_bots * self.ties} ties", f"at most {MOST_TIES}"))
        bot = np.repeat(np.arange(given.n_nodes, given.n_nodes + n_bots), self.ties)
        edges = self._edges(given, bot, chosen[targets(n_bots, self.ties, len(chosen), rng)])
        note = f"{n_bots} bots added, {self.ties} ties each: {_EFFECT[self.direction]}"
        graph = Graph(_nodes(given, n_bots), edges, given.directed)
        counts = given.reading.counts | graph.counted() | {"bots": given.reading.counts.get("bots", 0) + n_bots}
        return replace(graph, reading=replace(given.reading, counts=counts, notes=(*given.reading.notes, note)))

    def _edges(self, given: Graph, bot: Array, person: Array) -> pd.DataFrame:
        spoken = self.direction != "listen"
        source, target = (bot, person) if spoken else (person, bot)
        if given.directed and self.direction == "both":
            source, target = np.concatenate([bot, person]), np.concatenate([person, bot])
        added = pd.DataFrame({"source": source, "target": target, "weight": np.full(len(source), self.weight)})
        return pd.concat([given.edges[["source", "target", "weight"]], added], ignore_index=True)


def targets(n_bots: int, ties: int, n_chosen: int, rng: np.random.Generator) -> Array:
    """Return ``ties`` different numbers below ``n_chosen`` for each bot, (n_bots ties,)."""
    if 4 * ties > n_chosen:  # drawing again would take long
        drawn = [rng.permutation(n_chosen)[:ties] for _ in range(n_bots)]
        return np.concatenate(drawn) if drawn else np.zeros(0, np.int64)
    owner = np.repeat(np.arange(n_bots), ties)
    offset, n = n_bots, n_bots + n_chosen  # bots come first, so that no pair looks like a loop
    _, second, _, _ = draw_fresh(lambda k: (owner[k], offset + rng.integers(n_chosen, size=len(k))), len(owner), n)
    return second - offset


def _nodes(given: Graph, n_bots: int) -> pd.DataFrame:
    nodes = given.nodes if "bot" in given.nodes else given.nodes.assign(bot="no").astype({"bot": "str"})
    for wave in count(1):
        prefix = "bot" if wave == 1 else f"wave {wave} bot"
        if not given.nodes.index.str.startswith(f"{prefix} ").any():
            break
    added = pd.DataFrame({"bot": "yes"}, index=numbered(prefix, n_bots), dtype="str")
    return pd.concat([nodes, added.reindex(columns=nodes.columns)]) if n_bots else nodes
