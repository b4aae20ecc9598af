"""Heat or cool: set another noise level, for everybody, for a group, or where neighbours agree."""

from typing import Any, Literal

import numpy as np

from sociophys.interventions import Change, Intervention, View
from sociophys.kernels.agreement import agreeing_shares
from sociophys.parameters import parameter
from sociophys.select import Selection, selection
from sociophys.setting import Draw, Setting


class Heat(Intervention):
    """While it holds, T_i = ``to`` for the nodes selected: more independence of mind (heat) or less (cool).

    ``where: neighbours_agree`` reaches, in each run, those of whose neighbours at least ``share`` think as they do, and
    looks again every ``look_every`` sweeps: with a high ``to`` it heats bubbles from inside, with a low one it freezes
    them; ``neighbours_disagree`` does so at borders: the refrigerator. Who has no tie is not reached. A noise that
    follows opinions leaves no equilibrium. Costs |to - T_i| times people times sweeps (``noise_sweeps``).
    """

    to: float = parameter(ge=0, unit="couplings", doc="Noise level (temperature), absolute, while it holds.")
    nodes: selection() = parameter(Selection(), doc="Whose noise level changes; everybody's if not given.")
    where: Literal["anywhere", "neighbours_agree", "neighbours_disagree"] = parameter(
        "anywhere", doc="Which of them are reached: all, or those whose neighbours think alike, or otherwise."
    )
    share: float = parameter(
        0.5, ge=0, le=1, doc="At least this share of neighbours (dis)agrees with them; for `where`."
    )
    look_every: int = parameter(1, ge=1, unit="sweeps", doc="How often it looks again where that is; for `where`.")

    @property
    def per_replica(self) -> bool:
        """Whether it looks at neighbours."""
        return self.where != "anywhere"

    @property
    def asked_every(self) -> int:
        """Sweeps between two looks at neighbours."""
        return self.look_every if self.per_replica else 0

    def bind(self, setting: Setting, draw: Draw) -> np.ndarray:
        """Return the node numbers."""
        return self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())

    def act(self, bound: np.ndarray, view: View, who: np.ndarray, t: int, draw: Draw) -> Any:
        """Return the new noise level."""
        action = f"noise level set to {self.to:g}"
        if not self.per_replica:
            return Change(action, bound, self.to, cost={"people": float(len(bound))})
        shares = view.each(lambda net, spins: agreeing_shares(net.indptr, net.indices, spins, bound))
        told = shares >= self.share if self.where == "neighbours_agree" else 1 - shares >= self.share
        words = self.where.replace("_", " ")
        levels = np.where(told, self.to, np.nan)
        return Change(f"{action} where {words}", bound, levels, cost={"people": told.sum(axis=0).astype(np.float64)})
