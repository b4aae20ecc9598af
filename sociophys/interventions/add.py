"""Add ties: people who had none between them come to know each other."""

from typing import Any, ClassVar, Literal

import numpy as np

from sociophys.interventions import Change, Intervention, View, each_network
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.select import Selection, selection
from sociophys.setting import Draw, Setting


class Add(Intervention):
    """When its trigger begins to hold, ``number`` new ties are drawn between two selections, for good.

    Random links between camps (the intervention of Garimella et al. 2017, doi 10.1145/3018661.3018703, drawn and not
    optimised): one end from each selection, evenly, until there are enough pairs that were not tied. A tie goes both
    ways with J = ``coupling``; in a directed network it is two arrows, each hears the other. Where fewer pairs can be
    found the event says how many were tied. Costs ties.
    """

    acts: ClassVar[Literal["while", "each", "begin"]] = "begin"
    rewires: ClassVar[bool] = True
    keeps_number: ClassVar[bool] = False
    adds_ties: ClassVar[bool] = True

    number: int = parameter(ge=1, le=10_000_000, unit="ties", doc="New ties at each beginning.")
    one: selection() = parameter(Selection(), doc="Where one end is drawn; anybody if not given.")
    other: selection() = parameter(Selection(), doc="Where the other end is drawn; anybody if not given.")
    disagreeing: bool = parameter(False, doc="Only between people who disagree at that time.")
    coupling: float = parameter(1.0, ge=-100, le=100, unit="couplings", doc="J of a new tie.")

    @property
    def per_replica(self) -> bool:
        """Whether it looks at opinions."""
        return self.disagreeing

    def bind(self, setting: Setting, draw: Draw) -> tuple[np.ndarray, np.ndarray]:
        """Return the node numbers of both selections."""
        one, other = (
            who.pick(setting.network, setting.graph, setting.opinions, draw(name))
            for who, name in ((self.one, "one"), (self.other, "other"))
        )
        return one, other

    def act(self, bound: Any, view: View, who: np.ndarray, t: int, draw: Draw) -> Change:
        """Return the networks with the new ties."""
        cost = np.zeros(len(who))

        def tied(network: Network, columns: np.ndarray) -> Network:
            parts = (view.replicas[columns[0]], t) if self.per_replica else (t,)
            spins = view.spins[:, columns[0]] if self.per_replica else None
            pairs = self._drawn(bound, network, spins, draw(*parts))
            cost[columns] = len(pairs)
            return network.with_ties(pairs, 1.0, self.coupling) if len(pairs) else network

        networks = each_network(view, who, tied)
        return Change(f"ties added, {self.number} asked for", networks=networks, cost={"ties": cost})

    def _drawn(self, bound: Any, network: Network, spins: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
        """Return new pairs, (up to number, 2), smaller node first; draws that repeat a tie are drawn again."""
        one, other = bound
        n = network.n_nodes
        taken = np.minimum(network.rows, network.indices).astype(np.int64) * n + np.maximum(
            network.rows, network.indices
        )
        new = np.zeros(0, np.int64)
        for _ in range(_ROUNDS if len(one) and len(other) else 0):
            a, b = (np.asarray(pool[rng.integers(len(pool), size=2 * self.number)], np.int64) for pool in (one, other))
            keys = np.minimum(a, b) * n + np.maximum(a, b)
            fits = (a != b) & ~np.isin(keys, taken)
            keys = keys[fits if spins is None else fits & (spins[a] != spins[b])]
            both = np.concatenate([new, keys])
            new = both[np.sort(np.unique(both, return_index=True)[1])][: self.number]
            if len(new) == self.number:
                break
        return np.stack([new // n, new % n], axis=1)


_ROUNDS = 50  # of draws, twice the ties asked for each: then few such pairs are left
