"""A personal feed: everyone is shown more of what they themselves said before."""

from typing import ClassVar

import numpy as np

from sociophys.fields import Crowd, Feedback
from sociophys.kernels.remembering import remember_spins, remember_words
from sociophys.parameters import parameter
from sociophys.schedules import schedule
from sociophys.setting import Draw, Setting

_OWN_LINES = np.zeros(0, np.int32)


class PersonalFeed(Feedback):
    """The filter bubble: h_i(t) = strength(t) a_i(t), a_i the exponentially remembered own past.

    a_i(t) = (1 - 1/memory_time) a_i(t-1) + s_i(t)/memory_time, from a_i = 0 at the start of the run: the memory of
    a personalised ranking (Perra & Rocha 2019, doi 10.1038/s41598-019-43830-2, in continuous form). A feedback
    from opinions to fields: there is no equilibrium and no energy.
    """

    part: ClassVar = "own_past"

    strength: schedule(ge=-100, le=100) = parameter(unit="couplings", doc="Pressure at a wholly one-sided past.")
    memory_time: float = parameter(20.0, ge=1, unit="sweeps", doc="Sweeps after which 1/e of the past is left, about.")

    def bind(self, setting: Setting, draw: Draw) -> None:
        """Need nothing of the network."""

    def memory(self, n_nodes: int, n_replicas: int) -> dict[str, np.ndarray]:
        """Return the remembered past, (n_nodes, n_replicas) float32 in [-1, 1]."""
        return {"past": np.zeros((n_nodes, n_replicas), np.float32)}

    def refresh(self, bound: None, memory: dict[str, np.ndarray], crowd: Crowd, t: int, draw: Draw) -> None:
        """Mix the present opinion into the past."""
        past, share, packed = memory["past"], np.float32(1 / self.memory_time), crowd.packed
        for words, low, count in packed:
            remember_words(words, low, count, share, past.shape[1], past.reshape(-1))
        if not packed:
            remember_spins(crowd.spins, share, past)

    def remembered(self, bound: None, memory: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return the past, a line a person."""
        return memory["past"], _OWN_LINES
