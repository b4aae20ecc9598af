"""While, or once, a recorded observable lies beyond a bound."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import model_validator

from sociophys.parameters import parameter
from sociophys.triggers import NEVER, TriggerBase


class When(TriggerBase):
    """True in each replica whose last recorded observable is above (or below) a bound.

    Evaluated on what was recorded *before* sweep t, so a lever answers one record later. With ``once`` (the
    default) it stays true in a replica after it was true there for the first time; without, it ends when the number
    is back, and may begin again. A number that is undefined (NaN) is neither above nor below.

    Examples
    --------
    >>> import numpy as np
    >>> When(measure="m", above=0.5).active(7, {"m": np.array([0.4, 0.6])})
    array([False,  True])
    """

    is_condition: ClassVar[bool] = True

    measure: str = parameter(doc="Name of a recorded observable.")
    above: float | None = parameter(None, doc="True above this value.")
    below: float | None = parameter(None, doc="True below this value.")
    once: bool = parameter(True, doc="Stay true in a replica once it was true there.")

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("give one of 'above' and 'below'; allowed exactly one")
        return self

    def active(self, t: int, recorded: Mapping[str, Any]) -> Any:
        """Return bool of the shape of what was recorded; False everywhere before the first record."""
        if self.measure not in recorded:
            return False
        values = np.asarray(recorded[self.measure])
        return values > self.above if self.above is not None else values < self.below

    def changes_after(self, t: int) -> float:
        """Return infinity: it changes with the records, not with time."""
        return NEVER
