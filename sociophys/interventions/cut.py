"""Cut: ties are dropped for good."""

from typing import Any, ClassVar, Literal

import numpy as np

from sociophys.interventions import Change, View, each_network, without_slots
from sociophys.interventions._ties import Reach, TieLever, count_ties
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.setting import Draw


class Cut(TieLever):
    """When its trigger begins to hold, each tie it reaches is cut with probability ``share``, for good.

    Unfriending, on a platform's or on people's own account (Sasahara et al. 2021, doi 10.1007/s42001-020-00084-7). An
    undirected tie is cut whole; in a directed network each arrow is a tie of its own. Couplings that were divided by
    numbers of ties are not divided anew. Costs ties.
    """

    acts: ClassVar[Literal["while", "each", "begin"]] = "begin"
    rewires: ClassVar[bool] = True
    keeps_number: ClassVar[bool] = False

    share: float = parameter(1.0, ge=0, le=1, doc="Probability that a tie it reaches is cut.")

    @property
    def per_replica(self) -> bool:
        """Whether it looks at the opinions held now."""
        return self.split == "opinions"

    def act(self, bound: Reach, view: View, who: np.ndarray, t: int, draw: Draw) -> Any:
        """Return the networks without the ties cut."""
        cost = np.zeros(len(who))

        def cut(network: Network, columns: np.ndarray) -> Network:
            parts = (view.replicas[columns[0]], t) if self.per_replica else (t,)
            spins = view.spins[:, columns[0]] if self.per_replica else None
            chance = draw(*parts).random(network.n_slots)
            if not network.directed:
                chance = chance[np.unique(network.pair, return_index=True)[1]][network.pair]
            gone = self.reached(bound, network, spins) & (chance < self.share)
            cost[columns] = count_ties(network, gone)
            return without_slots(network, gone) if gone.any() else network

        networks = each_network(view, who, cut)
        return Change(f"{self.ties_in_words} cut", networks=networks, cost={"ties": cost}) if cost.any() else None
