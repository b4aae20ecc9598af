"""A pressure on each person read from a column of the node table."""

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake
from sociophys.fields import Pressure
from sociophys.parameters import parameter
from sociophys.schedules import schedule
from sociophys.setting import Draw, Setting


class Attribute(Pressure):
    """Private bias from data: h_i(t) = strength(t) x_i, x the numbers of a node attribute.

    The random field of the random-field Ising model (Imry & Ma 1975, doi 10.1103/PhysRevLett.35.1399) when x
    scatters about 0.
    """

    column: str = parameter(doc="Node attribute holding one number a person.")
    strength: schedule(ge=-100, le=100) = parameter(1.0, unit="couplings", doc="Multiplies the column.")

    def bind(self, setting: Setting, draw: Draw) -> np.ndarray:
        """Return the column as (n_nodes, 1) float64; raises GraphError if it is not all finite numbers."""
        column = setting.graph.attribute(self.column)
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
        bad = np.flatnonzero(~np.isfinite(numbers))
        if len(bad):
            where = f"attribute field, node '{setting.graph.names[bad[0]]}'"
            raise GraphError(
                Mistake(where, f"'{column.iloc[bad[0]]}' in column '{self.column}' is no finite number", "numbers")
            )
        return numbers[:, None]
