"""An observable of your own: one number a run, recorded while it goes on. Rename the file and its class together."""

from typing import ClassVar

import numpy as np

from sociophys.accelerate import jit
from sociophys.observables import Observable
from sociophys.parameters import parameter


@jit
def _lonely(indptr, indices, spins, fewest):
    """Return in each column of spins (n_nodes, n_replicas) how many have fewer agreeing ties than ``fewest``."""
    found = np.zeros(spins.shape[1])
    for i in range(spins.shape[0]):
        for c in range(spins.shape[1]):
            agreeing = 0
            for e in range(indptr[i], indptr[i + 1]):
                agreeing += spins[indices[e], c] == spins[i, c]
            found[c] += agreeing < fewest
    return found


class MyObservable(Observable):
    """Share of people with fewer than ``fewest`` ties to somebody of their own opinion."""

    unit: ClassVar[str] = "share"
    meaning: ClassVar[str] = "people alone with their opinion"

    fewest: int = parameter(1, ge=1, unit="ties", doc="Fewer agreeing ties than this are alone.")

    def measure(self, frame, bound):
        """Return one number a replica; each group of replicas has a network of its own."""
        counts = frame.each(lambda network, spins: _lonely(network.indptr, network.indices, spins, self.fewest))
        return counts / frame.spins.shape[0]
