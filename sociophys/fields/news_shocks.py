"""News: pulses of pressure that arrive by chance and fade."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np

from sociophys.fields import Field
from sociophys.parameters import parameter
from sociophys.schedules import NEVER
from sociophys.select import Selection, selection, side_sign
from sociophys.setting import Draw, Setting

BLOCK = 512  # sweeps whose news are drawn together: what is drawn depends on the block, never on the run's length


@dataclass
class News:
    """Who hears the news, (n_nodes, 1) float64, and what has been drawn of them: kept to be quick.

    ``kept``: by replicas (as bytes) the last block made, its number and the levels in it.
    """

    reach: np.ndarray
    draw: Draw
    kept: dict[bytes, tuple[int, np.ndarray]] = field(default_factory=dict)


class NewsShocks(Field):
    """Shots of news: h_i(t) = x(t) for i in ``nodes``, x(t) = exp(-1/decay) x(t - 1) + height n(t), from x(-1) = 0.

    n(t) is the sum of the sides of the news that arrive at sweep t: Poisson of mean ``rate``, each toward one side or,
    with ``either``, toward the side of a fair coin. Shot noise (Campbell's theorem; Rice 1944,
    doi 10.1002/j.1538-7305.1944.tb00874.x, part I), sweep by sweep. With q = exp(-1/decay):

        mean of x(t): side height rate (1 - q^(t+1)) / (1 - q), in the end about side height rate decay; 0 for either
        variance of x(t): height^2 rate (1 - q^(2t+2)) / (1 - q^2)

    One history of news is shared by all runs, which then differ by chance among people only: intervals say nothing of
    other news. With ``history: own`` every run has its own. What arrives depends neither on the length of the run nor
    on what people say.
    """

    no_side: ClassVar[tuple[str, ...]] = ("either",)  # what ``toward`` may say besides a side

    rate: float = parameter(ge=0, le=1000, unit="news a sweep", doc="How many arrive in a sweep, on average.")
    height: float = parameter(ge=0, le=100, unit="couplings", doc="Pressure of one piece of news when it arrives.")
    decay: float = parameter(gt=0, unit="sweeps", doc="Sweeps after which 1/e of it is left.")
    toward: str = parameter(
        "either", doc="Side they argue for: plus, minus, or the name the scenario gives a side; either: a coin decides."
    )
    history: Literal["shared", "own"] = parameter("shared", doc="The same news in all runs, or each run its own.")
    nodes: selection() = parameter(Selection(), doc="Who hears the news; everybody if not given.")

    @property
    def per_replica(self) -> bool:
        """Whether each run has news of its own."""
        return self.history == "own"

    @property
    def follows_opinions(self) -> bool:
        """Whether news depend on what people say: they do not."""
        return False

    def bind(self, setting: Setting, draw: Draw) -> News:
        """Return who hears the news; raises MissingError if a side or a person is not there."""
        reach = np.zeros((setting.network.n_nodes, 1))
        side = 1 if self.toward == "either" else side_sign(self.toward, setting.opinions)
        reach[self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())] = side
        return News(reach, draw)

    def memory_of(self, bound: News, n_nodes: int, replicas: np.ndarray) -> dict[str, np.ndarray]:
        """Return the numbers of the replicas where each has its own news, (n_replicas,) int64."""
        return {"replicas": np.array(replicas, np.int64)} if self.per_replica else {}

    def write(self, bound: News, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add what is left of the news at sweep t."""
        h += bound.reach * self.levels(bound, memory.get("replicas", np.zeros(0, np.int64)), t)

    def levels(self, bound: News, replicas: np.ndarray, t: int) -> np.ndarray:
        """Return x(t), (n_replicas,) float64, or (1,) for news that all replicas share (``replicas`` is then empty)."""
        number, key = t // BLOCK, replicas.tobytes()
        at, levels = bound.kept.get(key, (-1, np.zeros((1, max(len(replicas), 1)))))
        if at > number:
            at, levels = -1, np.zeros_like(levels)
        while at < number:
            at += 1
            levels = self._block(bound.draw, replicas, at, levels[-1])
        bound.kept[key] = at, levels
        found: np.ndarray = levels[t % BLOCK]
        return found

    def _block(self, draw: Draw, replicas: np.ndarray, number: int, before: np.ndarray) -> np.ndarray:
        """Return x over a block of sweeps, (BLOCK, n_replicas), given its value just before."""
        whose = [("own", int(r)) for r in replicas] or [("shared",)]
        arrived = [self._arrivals(draw("news", *who, number)) for who in whose]
        levels = self.height * np.stack(arrived, axis=1)
        left = np.exp(-1 / self.decay)
        for k in range(BLOCK):
            before = levels[k] = left * before + levels[k]
        return levels

    def _arrivals(self, rng: np.random.Generator) -> np.ndarray:
        """Return the sums of the sides of what arrives in each sweep of a block, (BLOCK,)."""
        count = rng.poisson(self.rate, BLOCK)
        return 2 * rng.binomial(count, 0.5) - count if self.toward == "either" else count

    def changes_after(self, t: int) -> float:
        """Return the next sweep: news fade all the time."""
        return NEVER if self.height == 0 or self.rate == 0 else t + 1

    def at_rest(self) -> Any:
        """Return whether it never presses, or presses each run toward either side alike."""
        return self.height == 0 or self.rate == 0 or (self.toward == "either" and self.history == "own")
