"""A campaign: a budget of pressure spent on chosen people."""

from typing import Any, NamedTuple

import numpy as np

from sociophys.errors import MissingError, Mistake
from sociophys.fields import Field
from sociophys.parameters import parameter
from sociophys.schedules import NEVER, schedule, total
from sociophys.schedules.constant import Constant
from sociophys.select import Selection, selection, side_sign
from sociophys.setting import Draw, Setting


class Targets(NamedTuple):
    """Who is pressed and where to, (n_nodes, 1) float64 of -1, 0 or 1, and how many they are."""

    direction: np.ndarray
    n_people: int


class Campaign(Field):
    """A budget shared by k people: h_i(t) = side budget/k w(t) for i in ``nodes``, from ``start`` on for ``sweeps``.

    The weights w sum to 1 over the campaign: 1/sweeps when it is spent evenly, p(t - start)/sum_u p(u) along a ``pace``
    p. The budget counts pressure times people times sweeps, so twice the people get half the pressure each, and twice
    the time too. Choosing whom to press with a budget is influence maximisation in an Ising model (Lynn & Lee 2016,
    arXiv 1608.06850): few people hard or many a little is what a comparison of variants tells.
    """

    toward: str = parameter(doc="Side it argues for: plus, minus, or the name the scenario gives a side.")
    budget: float = parameter(ge=0, unit="couplings x people x sweeps", doc="Pressure times people times sweeps spent.")
    nodes: selection() = parameter(Selection(), doc="The targets; everybody if not given.")
    start: int = parameter(0, ge=0, unit="sweeps", doc="First sweep of the campaign.")
    sweeps: int = parameter(gt=0, le=1_000_000, unit="sweeps", doc="How long it lasts.")
    pace: schedule(ge=0) = parameter(
        Constant(value=1.0), doc="How the spending is spread, counted from the start; its height does not matter."
    )

    def bind(self, setting: Setting, draw: Draw) -> Targets:
        """Return the targets; raises MissingError if there are none, or nothing is ever spent."""
        chosen = self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())
        if not len(chosen) and self.budget > 0:
            raise MissingError(Mistake("nodes", "nobody is chosen to spend the budget on", "one person or more"))
        if self._whole() <= 0:
            what = f"it is 0 throughout the {self.sweeps} sweeps of the campaign, so nothing could be spent"
            raise MissingError(Mistake("pace", what, "a schedule above 0 at some sweep"))
        direction = np.zeros((setting.network.n_nodes, 1))
        direction[chosen] = side_sign(self.toward, setting.opinions)
        return Targets(direction, len(chosen))

    def _whole(self) -> float:
        """Return the sum of the pace over the campaign."""
        return total(self.pace, self.sweeps)

    def pressure(self, n_people: int, t: int) -> float:
        """Return the pressure on each of so many people at sweep t.

        Examples
        --------
        >>> campaign = Campaign(toward="plus", budget=60, start=10, sweeps=20)
        >>> campaign.pressure(3, 10), campaign.pressure(6, 10), campaign.pressure(6, 30)
        (1.0, 0.5, 0.0)
        """
        since = t - self.start
        if not 0 <= since < self.sweeps or not n_people:
            return 0.0
        return self.budget / n_people * (self.pace.at(since) / self._whole())

    def write(self, bound: Targets, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add the pressure of this sweep on the targets."""
        h += self.pressure(bound.n_people, t) * bound.direction

    def changes_after(self, t: int) -> float:
        """Return the start, the next change of pace, or the end."""
        end = self.start + self.sweeps
        if t < self.start:
            return self.start
        return min(end, self.start + self.pace.changes_after(t - self.start)) if t < end else NEVER

    def at_rest(self) -> Any:
        """Return whether there is no budget."""
        return self.budget == 0

    def note(self, bound: Targets) -> str:
        """Return the pressure that each person gets."""
        mean = self.budget / max(bound.n_people, 1) / self.sweeps
        people = f"{bound.n_people:,} {'person gets' if bound.n_people == 1 else 'people get'}"
        return f"{people} a pressure of {mean:.4g} each, on average over {self.sweeps:,} sweeps"
