"""Rewire: ties are cut and tied anew: away from those who disagree, or toward them (bridges)."""

from typing import Any, ClassVar, Literal

import numpy as np

from sociophys.errors import Mistake, NotDefinedError
from sociophys.interventions import Change, Intervention, View
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.setting import Draw, Setting


class Rewire(Intervention):
    """At each firing every tie across opinions is cut with probability ``share`` and one end is tied elsewhere.

    Holme & Newman 2006, doi 10.1103/PhysRevE.74.056108 (rewiring step): the end that is kept takes a new partner,
    of its own opinion (``to: agreeing``) or anyone (``to: anyone``); its J goes with the tie. ``to: other_side`` is the
    step turned round: ties between people who agree are cut, and the new partner is of the other opinion (bridges).
    The number of ties is kept; a draw that would double a tie or loop, or a side without people, leaves the tie as it
    was. Undirected networks only. Costs ties.
    """

    acts: ClassVar[Literal["while", "each", "begin"]] = "each"
    rewires: ClassVar[bool] = True
    adds_ties: ClassVar[bool] = True

    share: float = parameter(ge=0, le=1, doc="Probability that a tie is rewired at a firing.")
    to: Literal["agreeing", "anyone", "other_side"] = parameter(
        "agreeing",
        doc="Among whom the new partner is drawn; other_side cuts ties between people who agree, the others across.",
    )

    @property
    def per_replica(self) -> bool:
        """Return True: it looks at opinions."""
        return True

    def bind(self, setting: Setting, draw: Draw) -> None:
        """Check that every tie has one coupling to move; raises NotDefinedError for directed J or self-couplings."""
        if setting.network.has_self_coupling:
            raise NotDefinedError(Mistake("rewire", "self-couplings are no ties to move", "self_coupling: drop"))
        if setting.network.directed or not setting.network.is_symmetric:
            raise NotDefinedError(Mistake("rewire", "J_ij and J_ji differ", "undirected networks with symmetric J"))

    def act(self, bound: None, view: View, who: np.ndarray, t: int, draw: Draw) -> Any:
        """Return the new networks of the replicas in which a tie moved."""
        changed: dict[int, Network] = {}
        moved = 0
        for c in np.flatnonzero(who):
            network, ties = self._rewired(view.networks[c], view.spins[:, c], draw(view.replicas[c], t))
            if ties:
                changed[int(c)] = network
                moved += ties
        return Change("ties rewired", networks=changed, cost={"ties": float(moved)}) if changed else None

    def _rewired(self, network: Network, spins: np.ndarray, rng: np.random.Generator) -> tuple[Network, int]:
        """Return the network after one firing and how many ties moved."""
        ends = np.stack([network.rows[network.edge_slots], network.indices[network.edge_slots]], 1).astype(np.int64)
        couplings = network.couplings[network.edge_slots]
        weights = network.weights[network.edge_slots]
        present = {(int(min(a, b)), int(max(a, b))) for a, b in ends}
        camps = {side: np.flatnonzero(spins == side) for side in (-1, 1)}
        differ = spins[ends[:, 0]] != spins[ends[:, 1]]
        loose = np.flatnonzero(~differ if self.to == "other_side" else differ)
        everybody = np.arange(len(spins))
        moved = 0
        for k in loose[rng.random(len(loose)) < self.share]:
            kept = int(ends[k, rng.integers(2)])
            own = int(spins[kept])
            pool = {"agreeing": camps[own], "other_side": camps[-own], "anyone": everybody}[self.to]
            if not len(pool):
                continue
            partner = int(pool[rng.integers(len(pool))])
            pair = (min(kept, partner), max(kept, partner))
            if partner == kept or pair in present:
                continue
            present.discard((int(ends[k].min()), int(ends[k].max())))
            present.add(pair)
            ends[k] = pair
            moved += 1
        return (Network.from_pairs(network, ends, weights, couplings) if moved else network), moved
