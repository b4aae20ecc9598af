"""Strengthen or weaken: ties across or within a split count for more, or less, while it holds."""

from typing import ClassVar

import numpy as np

from sociophys.errors import Mistake, NotDefinedError
from sociophys.interventions import Change, View
from sociophys.interventions._ties import Reach, TieLever, count_ties
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.setting import Draw, Setting


class Strengthen(TieLever):
    """While it holds, J_ij is multiplied by ``by`` on the ties it reaches: above 1 more influence, below 1 less.

    Below 0 agreement is turned into antagonism, and antagonism into agreement: people come to move away from those they
    followed. Both directions of an undirected tie change alike, so symmetric couplings stay symmetric. Costs ties.
    """

    rewires: ClassVar[bool] = True

    by: float = parameter(
        ge=-100, le=100, doc="Factor: above 1 strengthens, below 1 weakens, below 0 turns friend to foe."
    )

    def bind(self, setting: Setting, draw: Draw) -> Reach:
        """Return what tells the ties; raises NotDefinedError for ties across opinions, which change all the time."""
        if self.split == "opinions":
            what = "opinions change all the time, and these ties with them"
            raise NotDefinedError(
                Mistake(
                    "within" if self.across is None else "across", what, "sides, an attribute, one and other, pairs"
                )
            )
        return super().bind(setting, draw)

    def act(self, bound: Reach, view: View, who: np.ndarray, t: int, draw: Draw) -> Change:
        """Return how many ties are reached; they are those of :meth:`retie`."""
        known: dict[int, float] = {}
        for network in view.networks:
            if id(network) not in known:
                known[id(network)] = count_ties(network, self.reached(bound, network))
        cost = np.array([known[id(network)] for network in view.networks])
        said = "turned against each other, influence" if self.by < 0 else "influence"
        return Change(f"{self.ties_in_words}: {said} times {self.by:g}", cost={"ties": cost})

    def retie(self, bound: Reach, network: Network) -> Network:
        """Return the network with the couplings multiplied."""
        reached = self.reached(bound, network)
        return network.with_couplings(np.where(reached, self.by * network.couplings, network.couplings))
