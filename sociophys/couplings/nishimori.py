"""The +-J spin glass at the one temperature where much is known exactly."""

from __future__ import annotations

import math

import numpy as np
from pydantic import model_validator

from sociophys.couplings import Coupling
from sociophys.couplings._ties import per_tie
from sociophys.errors import Mistake, NotDefinedError
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import parameter


class Nishimori(Coupling):
    """Draw J_ij = +-strength with the share of hostile ties that puts a temperature on the Nishimori line.

    Give ``temperature`` (the share follows) or ``negative`` (the temperature follows); ``run --explain`` and the report
    say the other. The noise level of the run stays yours to set in ``dynamics``. In words: noise as strong as the luck
    with which friends and foes were drawn. Symmetric; refused on directed networks, which have no energy. Rules before
    it are forgotten.

    Notes
    -----
    Nishimori 1981, doi 10.1143/PTP.66.1169. With p = ``negative`` the line is tanh(J / T) = 1 - 2 p, T_N =
    2 J / ln((1 - p) / p). On it, without fields and in equilibrium, on any graph of any size, the mean over couplings
    of the energy is exactly -J tanh(J / T) a tie (self-couplings left out), and [<s_i s_j>] = [<s_i s_j>^2].
    """

    temperature: float | None = parameter(None, doc="Noise level that is to lie on the line.", unit="J", gt=0)
    negative: float | None = parameter(None, doc="Share of hostile ties, instead of temperature.", gt=0, lt=0.5)
    strength: float = parameter(1.0, doc="J, the size of every influence.", unit="J", gt=0, le=1e6)

    @model_validator(mode="after")
    def _say_one(self) -> Nishimori:
        if (self.temperature is None) == (self.negative is None):
            said = "nothing" if self.temperature is None else "both"
            raise ValueError(f"of temperature and negative {said} is given; allowed one of them")
        return self

    @property
    def share(self) -> float:
        """The share of hostile ties, p = 1 / (1 + exp(2 J / T))."""
        if self.negative is not None:
            return self.negative
        assert self.temperature is not None  # one of the two is given
        return 1 / (1 + math.exp(min(700.0, 2 * self.strength / self.temperature)))

    @property
    def noise(self) -> float:
        """The temperature on the line, T_N = 2 J / ln((1 - p) / p)."""
        if self.temperature is not None:
            return self.temperature
        return 2 * self.strength / math.log((1 - self.share) / self.share)

    @property
    def energy(self) -> float:
        """The exact mean energy of a tie at ``noise``, -J tanh(J / T_N)."""
        return -self.strength * (1 - 2 * self.share)

    def note(self) -> str:
        """Return the line in words."""
        return (
            f"the Nishimori line: noise level (temperature) {self.noise:.6g}, {self.share:.4g} of the ties hostile; "
            f"there, without fields, the mean energy is {self.energy:.6g} a tie"
        )

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings, symmetric; raises NotDefinedError on a directed network."""
        if network.directed:
            what = "the Nishimori line is one of energies, which a directed network has not"
            raise NotDefinedError(Mistake("nishimori", what, "an undirected network", "Use random_sign here."))
        return per_tie(network, lambda k: np.where(rng.random(k) < self.share, -self.strength, self.strength))
