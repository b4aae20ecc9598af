"""A field of your own: pressure h on each person. Rename the file and its class together."""

import numpy as np

from sociophys.fields import Field
from sociophys.parameters import parameter


class MyField(Field):
    """A wave of attention that runs through the people: h_i(t) = strength cos(2 pi (t / period - i / n_nodes))."""

    # What a scenario may set: {kind: my_field, strength: 0.3}. Each has a default, a range and a sentence.
    strength: float = parameter(0.3, ge=0, le=100, unit="couplings", doc="Pressure at the crest of the wave.")
    period: float = parameter(50.0, gt=0, unit="sweeps", doc="Time of one turn.")

    def bind(self, setting, draw):
        """Return what is needed later, made once: here everybody's place in the wave, (n_nodes, 1)."""
        n = setting.network.n_nodes
        return np.arange(n)[:, None] / n

    def write(self, bound, memory, t, h):
        """Add to h, (n_nodes, 1): others have written into it before."""
        h += self.strength * np.cos(2 * np.pi * (t / self.period - bound))

    def changes_after(self, t):
        """Return the next sweep at which it changes: here every one; math.inf if never."""
        return t + 1

    def at_rest(self):
        """Return whether it never presses, so that no side is singled out."""
        return self.strength == 0
