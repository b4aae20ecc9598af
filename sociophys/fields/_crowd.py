"""What fields share that answer groups of people: who belongs to whom, and what the groups said so many sweeps ago."""

from typing import ClassVar, NamedTuple

import numpy as np

from sociophys.fields import Field
from sociophys.kernels.crowds import add_levels, group_means
from sociophys.parameters import parameter
from sociophys.select import Selection, group_numbers, grouping, selection
from sociophys.setting import Draw, Setting


class Audience(NamedTuple):
    """Who is pressed by groups of people, and by which: ``group`` (n_nodes,) int64, ``reach`` (n_nodes,) float64."""

    group: np.ndarray
    reach: np.ndarray


class Crowd(Field):
    """A field that answers what groups of people say: h_i(t) = strength(t) m_g(i)(t - lag), for i in ``nodes``.

    m_g is the mean opinion of the group of person i, -1 to 1. A member declares ``strength``, a schedule, and ``sign``:
    1 to go with the group, -1 to go against it. Before the run nobody has said anything (0).
    """

    part: ClassVar = "crowd"
    per_replica: ClassVar[bool] = True
    sign: ClassVar[float] = 1.0

    among: grouping() = parameter(
        "everybody", doc="Whose opinions count: everybody, one's community, or {attribute: name}: those alike in it."
    )
    lag: int = parameter(0, ge=0, le=10_000, unit="sweeps", doc="How long ago the opinions were that count; 0 is now.")
    nodes: selection() = parameter(Selection(), doc="Who is pressed; everybody if not given.")

    def bind(self, setting: Setting, draw: Draw) -> Audience:
        """Return the groups and who is pressed; raises MissingError if an attribute or a person is not there."""
        reach = np.zeros(setting.network.n_nodes)
        reach[self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())] = self.sign
        return Audience(group_numbers(self.among, setting.network, setting.graph), reach)

    def memory_of(self, bound: Audience, n_nodes: int, replicas: np.ndarray) -> dict[str, np.ndarray]:
        """Return the mean opinions of the last sweeps, (lag + 1, n_groups, n_replicas), and where the next goes."""
        n_groups = int(bound.group.max()) + 1
        return {"said": np.zeros((self.lag + 1, n_groups, len(replicas))), "next": np.zeros(len(replicas), np.int64)}

    def update(self, bound: Audience, memory: dict[str, np.ndarray], spins: np.ndarray, t: int, draw: Draw) -> None:
        """Remember what the groups say now, in place of what they said lag + 1 sweeps ago."""
        group_means(spins, bound.group, memory["said"][memory["next"][0]])
        memory["next"][:] = (memory["next"] + 1) % (self.lag + 1)

    def write(self, bound: Audience, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add what the groups said, times the strength."""
        add_levels(h, bound.group, bound.reach, memory["said"][memory["next"][0]], float(self.strength.at(t)))

    def at_rest(self) -> bool:
        """Return True: it follows what people say and singles out no side."""
        return True
