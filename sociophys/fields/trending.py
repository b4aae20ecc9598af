"""Trending: everyone is shown what is popular now, or was a while ago, among everybody or among their own kind."""

from typing import Any, ClassVar, NamedTuple

import numpy as np

from sociophys.fields import Crowd, Feedback
from sociophys.kernels.remembering import count_words, sum_spins
from sociophys.parameters import parameter
from sociophys.schedules import schedule
from sociophys.select import group_numbers, grouping
from sociophys.setting import Draw, Setting


class Groups(NamedTuple):
    """``lines`` (n_nodes,) int32: the group of each, the last for those of none; ``sizes`` (n_groups + 1,) float64."""

    lines: np.ndarray
    sizes: np.ndarray


class Trending(Feedback):
    """What is popular presses: h_i(t) = strength(t) p_g(t - lag), p_g the mean opinion of i's group.

    Popularity as a second-hand signal about others (Perra & Rocha 2019, doi 10.1038/s41598-019-43830-2, where feeds
    are ordered by it), here as a pressure. Before sweep ``lag`` of the run nothing is popular; people without a group
    are not reached. A feedback from opinions to fields: there is no equilibrium and no energy.
    """

    part: ClassVar = "crowd"

    strength: schedule(ge=-100, le=100) = parameter(unit="couplings", doc="Pressure where all of a group agree.")
    among: grouping() = parameter(
        "everybody", doc="Whose opinions count: everybody's, one's community's, or alike people's."
    )
    lag: int = parameter(0, ge=0, le=10_000, unit="sweeps", doc="How long ago it was popular; 0: now.")

    def bind(self, setting: Setting, draw: Draw) -> Groups:
        """Return everybody's group and how large each is; raises MissingError where the attribute is not there."""
        numbers = group_numbers(self.among, setting.network, setting.graph)
        n_groups = int(numbers.max()) + 1
        lines = np.where(numbers < 0, n_groups, numbers).astype(np.int32)
        sizes = np.bincount(lines, minlength=n_groups + 1).astype(np.float64)
        return Groups(lines, sizes)

    def memory_for(self, bound: Groups, n_nodes: int, n_replicas: int) -> dict[str, np.ndarray]:
        """Return the popularity of the last ``lag`` sweeps and now, and what is shown, of each group, float32."""
        shape = (len(bound.sizes), n_replicas)
        return {"popular": np.zeros((self.lag + 1, *shape), np.float32), "shown": np.zeros(shape, np.float32)}

    def refresh(self, bound: Groups, memory: dict[str, np.ndarray], crowd: Crowd, t: int, draw: Draw) -> None:
        """Note what is popular now, and show what was."""
        popular = memory["popular"]
        is_everybody = len(bound.sizes) == 2 and not bound.sizes[1]
        sums = crowd.m[None] if is_everybody else _sums(bound, crowd)
        popular[t % len(popular), : len(sums)] = sums / np.maximum(bound.sizes[: len(sums), None], 1)
        memory["shown"][:-1] = popular[(t - self.lag) % len(popular), :-1]

    def remembered(self, bound: Groups, memory: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return what is shown, a line a group."""
        shown = memory["shown"]
        return shown if bound.sizes[-1] else shown[:-1], bound.lines


def _sums(bound: Groups, crowd: Crowd) -> np.ndarray:
    """Return the sum of spins of each group, (n_groups + 1, n_replicas) int64."""
    sums = np.zeros((len(bound.sizes), len(crowd.m)), np.int64)
    packed: Any = crowd.packed
    for words, low, count in packed:
        ups = np.zeros(len(sums) * 8 * words.itemsize, np.int32)
        count_words(words, bound.lines, ups)
        sums[:, low : low + count] = 2 * ups.reshape(len(sums), -1)[:, :count] - bound.sizes[:, None].astype(np.int64)
    if not packed:
        sum_spins(crowd.spins, bound.lines, sums)
    return sums
