"""A correction shown to those who are shown the claim."""

from typing import Any, ClassVar, NamedTuple

import numpy as np

from sociophys.fields import Field
from sociophys.kernels.exposure import shown_by_ties
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.schedules import schedule
from sociophys.select import Selection, selection, side_sign
from sociophys.setting import Draw, Setting


class Checked(NamedTuple):
    """Ties as bound, who is checked (k,) int64, and the side that the correction argues for."""

    network: Network
    who: np.ndarray
    side: int


class FactCheck(Field):
    """A correction in proportion to the claim: h_i(t) = side strength(t) x_i(t) for i in ``nodes``, 0 elsewhere.

    x_i = sum_j |J_ij| [s_j = -side] / sum_j |J_ij| is the share of the other claim in what a person is shown by their
    ties now, 0 where it is below ``threshold``: who hears the claim only here and there is not corrected. Ties are
    those at the start of the run, also where a lever rewires them later. It is a pressure, not a source's truth: what
    a correction does to beliefs is disputed (Walter, Cohen, Holbert & Morag 2020, doi 10.1080/10584609.2019.1668894).
    A feedback from opinions to fields: there is no equilibrium and no energy.
    """

    per_replica: ClassVar[bool] = True

    toward: str = parameter(doc="Side it argues for: plus, minus, or the name the scenario gives a side.")
    strength: schedule(ge=0, le=100) = parameter(
        unit="couplings", doc="Pressure on a person whose ties all show the other claim."
    )
    threshold: float = parameter(0.0, ge=0, le=1, doc="Share of the other claim below which nobody is corrected.")
    nodes: selection() = parameter(Selection(), doc="Who is shown the correction; everybody if not given.")

    def bind(self, setting: Setting, draw: Draw) -> Checked:
        """Return the ties, the people and the side; raises MissingError if a side or a person is not there."""
        who = self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())
        return Checked(setting.network, who, side_sign(self.toward, setting.opinions))

    def memory(self, n_nodes: int, n_replicas: int) -> dict[str, np.ndarray]:
        """Return how much of the other claim each person is shown, (n_nodes, n_replicas) float32 in [0, 1]."""
        return {"shown": np.zeros((n_nodes, n_replicas), np.float32)}

    def update(self, bound: Checked, memory: dict[str, np.ndarray], spins: np.ndarray, t: int, draw: Draw) -> None:
        """Look at what everybody's ties say now."""
        ties = bound.network.indptr, bound.network.indices, bound.network.couplings
        shown_by_ties(*ties, bound.who, spins, -bound.side, self.threshold, memory["shown"])

    def write(self, bound: Checked, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add the correction."""
        h += bound.side * self.strength.at(t) * memory["shown"]

    def at_rest(self) -> Any:
        """Return whether the strength is zero throughout."""
        return self.strength.bounds() == (0.0, 0.0)
