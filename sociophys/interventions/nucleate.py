"""Nucleate: turn a connected group to a side at once and see whether it grows or melts."""

from typing import Any, ClassVar, Literal

import numpy as np

from sociophys.errors import Mistake, NotDefinedError
from sociophys.interventions import Change, Intervention, View
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.select import selection, side_sign
from sociophys.setting import Draw, Setting


class Nucleate(Intervention):
    """When its trigger begins to hold, a connected group is set to a side; free afterwards, or held for some sweeps.

    A droplet of the other phase: below a critical size its border pulls it back, above it grows (Rikvold, Tomita,
    Miyashita & Sides 1994, doi 10.1103/PhysRevE.49.5080). Acts again whenever the trigger begins anew.
    """

    acts: ClassVar[Literal["while", "each", "begin"]] = "begin"

    to: str = parameter(doc="Side the group is set to: plus, minus, or the name the scenario gives a side.")
    nodes: selection() = parameter(doc="The group, connected by ties; or one person to grow it from, with `size`.")
    size: int | None = parameter(
        None,
        ge=1,
        doc="Grow the group from the people selected to this many, the nearest first; if not given, they are it.",
    )
    hold: int = parameter(0, ge=0, unit="sweeps", doc="For how long they are held there; 0: free at once.")

    def bind(self, setting: Setting, draw: Draw) -> tuple[np.ndarray, np.ndarray]:
        """Return the node numbers and the side of each; raises NotDefinedError where the group is not connected."""
        seed = self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())
        nodes = seed if self.size is None else _grown(setting.network, seed, self.size)
        if self.size is not None and len(nodes) != self.size:
            what = f"{self.size} people are asked for, and {len(nodes)} can be reached"
            raise NotDefinedError(Mistake("size", what, f"{len(seed)} to {max(len(seed), len(nodes))}"))
        keep = np.zeros(setting.network.n_nodes, bool)
        keep[nodes] = True
        pieces = len(np.unique(setting.network.among(keep).components))
        if pieces != 1:
            what = f"the {len(nodes)} people selected fall into {pieces} groups without ties between them"
            advice = "Select one person and give a size, or use pin for people anywhere."
            raise NotDefinedError(Mistake("nodes", what, "one connected group", advice))
        return nodes, np.full(len(nodes), side_sign(self.to, setting.opinions, "to"), np.int8)

    def act(self, bound: Any, view: View, who: np.ndarray, t: int, draw: Draw) -> Change:
        """Return who is set to the side."""
        nodes, sides = bound
        held = f" and held for {self.hold} sweeps" if self.hold else ""
        action = f"{len(nodes)} people set to {self.to}{held}"
        cost = {"people": float(len(nodes))}
        pin = sides if self.hold else None
        return Change(action, nodes, pin=pin, spins=sides, sweeps=self.hold, cost=cost)

    @property
    def singles_out_a_side(self) -> bool:
        """Return True: the group is set to a side."""
        return True


def _grown(network: Network, seed: np.ndarray, size: int) -> np.ndarray:
    """Return the seed and the people nearest to it, in order of distance, of equals the first read first."""
    matrix = network.matrix(np.ones(network.n_slots))
    ties = (matrix + matrix.T).tocsr()
    found = np.zeros(network.n_nodes, bool)
    found[seed] = True
    shell, count = seed, len(seed)
    while count < size and len(shell):
        reached = np.unique(np.concatenate([ties.indices[ties.indptr[i] : ties.indptr[i + 1]] for i in shell]))
        shell = reached[~found[reached]][: size - count]
        found[shell] = True
        count += len(shell)
    return np.flatnonzero(found)
