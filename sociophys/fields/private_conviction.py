"""A conviction beside what is said in public."""

from typing import Any, ClassVar

import numpy as np
import pandas as pd
from pydantic import model_validator

from sociophys.errors import GraphError, MissingError, Mistake
from sociophys.fields import Field
from sociophys.parameters import parameter
from sociophys.schedules import schedule
from sociophys.setting import Draw, Setting


class PrivateConviction(Field):
    """What people believe beside what they say: h_i(t) = strength(t) c_i(t), c_i in [-1, 1] the conviction.

    c_i starts at the imported opinion (0 where unknown) or at a node attribute, and at every sweep

        c_i <- c_i + follow (s_i - c_i) + recover (c_i(0) - c_i):

    it slowly follows what one says in public and is drawn back to where it began; it would settle at
    (follow <s_i> + recover c_i(0)) / (follow + recover). Opinions held in private beside those expressed under a
    pressure to conform: Ye, Qin, Govaert, Anderson & Cao 2019, doi 10.1016/j.automatica.2019.05.059; here what is said
    is s_i = +-1, and people are moved by what they say themselves, where theirs are moved by what others say.

    With ``follow`` 0 the conviction never moves: the same pressure in every run, and equilibrium language holds. Above
    0 it is a feedback from opinions to fields: there is no equilibrium and no energy, and every run remembers 4 bytes
    a person.
    """

    part: ClassVar = "own_past"

    strength: schedule(ge=0, le=100) = parameter(unit="couplings", doc="Pressure of a full conviction.")
    column: str | None = parameter(
        None,
        doc="Node attribute, numbers from -1 to 1, that convictions start from; the imported opinions if not given.",
    )
    follow: float = parameter(
        0.0, ge=0, le=1, doc="Share of the way to what is said that a conviction goes in a sweep."
    )
    recover: float = parameter(0.0, ge=0, le=1, doc="Share of the way back to its start that it goes in a sweep.")

    @model_validator(mode="after")
    def _stays_in_range(self) -> "PrivateConviction":
        if self.follow + self.recover > 1:
            raise ValueError(
                f"follow {self.follow:g} and recover {self.recover:g} go more than the whole way in one sweep; "
                "allowed follow + recover up to 1"
            )
        return self

    @property
    def per_replica(self) -> bool:
        """Whether convictions move, each run's in its own way."""
        return self.follow > 0

    def bind(self, setting: Setting, draw: Draw) -> np.ndarray:
        """Return the convictions at the start, (n_nodes, 1) float32.

        Raises
        ------
        MissingError, GraphError
            If there are no opinions to start from, or the column holds other things than numbers from -1 to 1.
        """
        if self.column is None:
            if setting.opinions is None:
                advice = "Give network.opinions, or a column of the node table."
                raise MissingError(
                    Mistake("column", "there are no opinions that convictions could start from", "", advice)
                )
            return np.nan_to_num(setting.opinions.values).astype(np.float32)[:, None]
        column = setting.graph.attribute(self.column)
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
        bad = np.flatnonzero(~(np.abs(numbers) <= 1))
        if len(bad):
            where = f"private_conviction field, node '{setting.graph.names[bad[0]]}'"
            what = f"'{column.iloc[bad[0]]}' in column '{self.column}' is no conviction"
            raise GraphError(Mistake(where, what, "numbers from -1 to 1"))
        return numbers.astype(np.float32)[:, None]

    def memory_of(self, bound: np.ndarray, n_nodes: int, replicas: np.ndarray) -> dict[str, np.ndarray]:
        """Return the convictions at the start, (n_nodes, n_replicas) float32 in [-1, 1]; nothing where none moves."""
        return {"conviction": np.repeat(bound, len(replicas), axis=1)} if self.per_replica else {}

    def update(self, bound: np.ndarray, memory: dict[str, np.ndarray], spins: np.ndarray, t: int, draw: Draw) -> None:
        """Move the convictions a little toward what is said, and back."""
        now = memory["conviction"]
        now += np.float32(self.follow) * (spins - now) + np.float32(self.recover) * (bound - now)

    def write(self, bound: np.ndarray, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add the pressure of the convictions."""
        h += self.strength.at(t) * memory.get("conviction", bound)

    def changes_after(self, t: int) -> float:
        """Return the next sweep where convictions move, else when the strength changes."""
        return t + 1 if self.per_replica else self.strength.changes_after(t)

    def at_rest(self) -> Any:
        """Return whether the strength is zero throughout."""
        return self.strength.bounds() == (0.0, 0.0)
