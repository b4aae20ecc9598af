"""What fields share that answer groups of people: who belongs to whom, and what the groups said so many sweeps ago."""

from typing import Any, ClassVar, NamedTuple

import numpy as np

from sociophys.fields import Crowd, Feedback, PerReplica
from sociophys.kernels.remembering import count_words, sum_spins
from sociophys.parameters import parameter
from sociophys.select import Selection, group_numbers, grouping, selection
from sociophys.setting import Draw, Setting


class Groups(NamedTuple):
    """Who belongs to whom, and who is pressed by whom.

    ``group`` (n_nodes,) int32: the group of each, the last for those of none. ``pressed`` (n_nodes,) int32: the same
    for those who are pressed, the last for others. ``sizes`` (n_groups + 1,) float64: people of each group.
    """

    group: np.ndarray
    pressed: np.ndarray
    sizes: np.ndarray


class OfGroups(Feedback):
    """A field that answers what groups of people say: h_i(t) = sign strength(t) m_g(i)(t - lag), for i in ``nodes``.

    m_g is the mean opinion of the group of person i, -1 to 1. A member declares ``strength``, a schedule, and ``sign``:
    1 to go with the group, -1 to go against it. Before sweep ``lag`` of the run nobody has said anything (0); people of
    no group are not pressed.
    """

    part: ClassVar = "crowd"
    sign: ClassVar[float] = 1.0

    among: grouping() = parameter(
        "everybody", doc="Whose opinions count: everybody, one's community, or {attribute: name}: those alike in it."
    )
    lag: int = parameter(0, ge=0, le=10_000, unit="sweeps", doc="How long ago the opinions were that count; 0 is now.")
    nodes: selection() = parameter(Selection(), doc="Who is pressed; everybody if not given.")

    def bind(self, setting: Setting, draw: Draw) -> Groups:
        """Return the groups and who is pressed; raises MissingError if an attribute or a person is not there."""
        numbers = group_numbers(self.among, setting.network, setting.graph)
        n_groups = int(numbers.max()) + 1
        group = np.where(numbers < 0, n_groups, numbers).astype(np.int32)
        pressed = np.full(len(group), n_groups, np.int32)
        chosen = self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())
        pressed[chosen] = group[chosen]
        return Groups(group, pressed, np.bincount(group, minlength=n_groups + 1).astype(np.float64))

    def memory_of(self, bound: Groups, n_nodes: int, replicas: np.ndarray) -> dict[str, np.ndarray]:
        """Return what groups said in the last ``lag`` sweeps and now, and what of it presses now, float32."""
        shape = (len(bound.sizes), len(replicas))
        return {"said": np.zeros((self.lag + 1, *shape), np.float32), "pressing": np.zeros(shape, np.float32)}

    def refresh(self, bound: Groups, memory: dict[str, np.ndarray], crowd: Crowd, t: int, draw: Draw) -> None:
        """Note what the groups say now, and press with what they said."""
        said = memory["said"]
        is_everybody = len(bound.sizes) == 2 and not bound.sizes[1]
        sums = crowd.m[None] if is_everybody else _sums(bound, crowd)
        said[t % len(said), : len(sums)] = sums / np.maximum(bound.sizes[: len(sums), None], 1)
        memory["pressing"][:-1] = said[(t - self.lag) % len(said), :-1]

    def remembered(self, bound: Groups, memory: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return what presses, a line a group; the last is nobody's."""
        return memory["pressing"], bound.pressed

    def answer(self, bound: Groups, memory: dict[str, np.ndarray], t: int) -> PerReplica:
        """Return its pressure at sweep t >= 0, with the group or against it."""
        found = super().answer(bound, memory, t)
        return found._replace(gain=np.float32(self.sign * found.gain))


def _sums(bound: Groups, crowd: Crowd) -> np.ndarray:
    """Return the sum of spins of each group, (n_groups + 1, n_replicas) int64."""
    sums = np.zeros((len(bound.sizes), len(crowd.m)), np.int64)
    packed: Any = crowd.packed
    for words, low, count in packed:
        ups = np.zeros(len(sums) * 8 * words.itemsize, np.int32)
        count_words(words, bound.group, ups)
        sums[:, low : low + count] = 2 * ups.reshape(len(sums), -1)[:, :count] - bound.sizes[:, None].astype(np.int64)
    if not packed:
        sum_spins(crowd.spins, bound.group, sums)
    return sums
