"""A personal feed: everyone is shown more of what they themselves said before."""

from typing import Any, ClassVar

import numpy as np

from sociophys.fields import Field
from sociophys.parameters import parameter
from sociophys.schedules import schedule
from sociophys.setting import Draw, Setting


class PersonalFeed(Field):
    """The filter bubble: h_i(t) = strength(t) a_i(t), a_i the exponentially remembered own past.

    a_i(t) = (1 - 1/memory_time) a_i(t-1) + s_i(t)/memory_time, from a_i = 0 at the start of the run: the memory of
    a personalised ranking (Perra & Rocha 2019, doi 10.1038/s41598-019-43830-2, in continuous form). A feedback
    from opinions to fields: there is no equilibrium and no energy.
    """

    part: ClassVar = "own_past"
    per_replica: ClassVar[bool] = True

    strength: schedule(ge=-100, le=100) = parameter(unit="couplings", doc="Pressure at a wholly one-sided past.")
    memory_time: float = parameter(20.0, ge=1, unit="sweeps", doc="Sweeps after which 1/e of the past is left, about.")

    def bind(self, setting: Setting, draw: Draw) -> None:
        """Need nothing of the network."""

    def memory(self, n_nodes: int, n_replicas: int) -> dict[str, np.ndarray]:
        """Return the remembered past, (n_nodes, n_replicas) float32 in [-1, 1]."""
        return {"past": np.zeros((n_nodes, n_replicas), np.float32)}

    def update(self, bound: None, memory: dict[str, np.ndarray], spins: np.ndarray, t: int, draw: Draw) -> None:
        """Mix the present opinion into the past."""
        memory["past"] += (spins - memory["past"]) * np.float32(1 / self.memory_time)

    def write(self, bound: None, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add the pressure of the past."""
        h += self.strength.at(t) * memory["past"]

    def at_rest(self) -> Any:
        """Return True: it follows each person's own past and singles out no side."""
        return True
