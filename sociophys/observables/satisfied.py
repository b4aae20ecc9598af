"""Share of ties that agree with the opinions they join."""

from typing import Any, ClassVar

import numpy as np

from sociophys.observables import Frame, Observable


class Satisfied(Observable):
    """Share of the ties that pull (J_ij not 0) with J_ij s_i s_j > 0: friends who agree, foes who differ.

    1/2 if everybody tosses a coin, 1 where nothing is frustrated; undefined without a tie that pulls. Unchanged when
    a person and all their couplings are turned (gauge).
    """

    unit: ClassVar[str] = "share of ties"
    meaning: ClassVar[str] = "ties at ease (satisfied share)"

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return the satisfied share of each replica."""
        frustrated = frame.frustrated
        pulling = np.empty(frustrated.shape)
        for network, columns in frame.groups:
            pulling[..., columns] = np.count_nonzero(network.couplings[network.edge_slots])
        return np.divide(pulling - frustrated, pulling, out=np.full(pulling.shape, np.nan), where=pulling > 0)
