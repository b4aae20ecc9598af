"""A number with its error, its null and, where it is undefined, the reason."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

_LARGE = 1e9  # from here on digits are counted, not places


@dataclass(frozen=True)
class Null:
    """The distribution of a score where only chance is at work: what was randomised, mean, sd, how often.

    ``observed``: what stands beside it: the value itself, or, for sides that were made from the graph, the score after
    the graph was cut in the same way as its twins.
    """

    kind: str
    mean: float
    sd: float
    n: int
    draws: tuple[float, ...] = ()
    observed: float | None = None

    @property
    def is_beyond_all(self) -> bool:
        """Whether no twin lies as far from the middle as what was observed; False where that was not kept."""
        return self.observed is not None and self.extreme(self.observed) == 0

    def extreme(self, observed: float) -> int:
        """Return how many twins lie at least as far from the middle as ``observed``, on either side.

        The middle is the mean of the twins and of what was observed: from that of the twins alone what was observed
        would lie further by construction, and with 20 twins chance would look rare 6 times in 100.
        """
        middle, tiny = (self.mean * self.n + observed) / (self.n + 1), 1e-12 * max(1.0, abs(self.mean))
        return sum(abs(draw - middle) >= abs(observed - middle) - tiny for draw in self.draws)


@dataclass(frozen=True)
class Estimate:
    """A measured or simulated number.

    Attributes
    ----------
    value: the number, or None where it is undefined; then ``reason`` says why.
    error: one standard error from independent units, or None where it has none (a full count has no luck in it).
    n_units: independent units behind the error. null: the score under chance.
    effect: what the null observed minus its mean. z: effect over the null's sd.
    p: (1 + nulls at least as extreme) / (1 + nulls), only from 100 nulls on.
    coverage: share of the nodes (or ties) that entered. tag: Measured, Simulated or Assumed.
    """

    value: float | None
    error: float | None = None
    n_units: int = 0
    null: Null | None = None
    effect: float | None = None
    z: float | None = None
    p: float | None = None
    coverage: float = 1.0
    reason: str = ""
    unit: str = ""
    tag: Literal["Measured", "Simulated", "Assumed"] = "Measured"

    @classmethod
    def undefined(cls, reason: str, **more: Any) -> Estimate:
        """Return an estimate without a value, with the reason."""
        return cls(None, reason=reason, **more)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: empty entries left out, the null without its draws."""
        plain = {key: value for key, value in asdict(self).items() if value not in (None, "", 0)}
        plain["value"] = self.value
        if self.null:
            plain["null"] = {k: v for k, v in asdict(self.null).items() if k != "draws"}
        return plain

    def __str__(self) -> str:
        if self.value is None:
            return f"undefined ({self.reason})"
        if abs(self.value) >= _LARGE:
            return f"{self.value:.6g}" + (f" ± {self.error:.2g}" if self.error else "")
        digits = 4 if not self.error else max(0, min(8, 1 - math.floor(math.log10(self.error))))
        return f"{self.value:.{digits}f}" + (f" ± {self.error:.{digits}f}" if self.error else "")
