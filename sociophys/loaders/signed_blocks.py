"""Planted camps: friendly ties inside, hostile ties across, with noise."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
from pydantic import field_validator, model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import draw_subset, model_graph, pair_of, refuse_too_many, text, words
from sociophys.parameters import parameter


class SignedBlocks(Loader):
    """Draw camps ('A', 'B', ... in attribute ``block``) that mostly like their own and mostly oppose the others.

    Notes
    -----
    Planted partition (Holland, Laskey & Leinhardt 1983, doi 10.1016/0378-8733(83)90021-7) with signs (as in Doreian
    & Mrvar 1996, doi 10.1016/0378-8733(95)00259-6). Expected: ``inside`` s (s - 1) / 2 ties in a camp of s, of which
    a share ``positive_inside`` is +1; ``across`` s s' ties between two camps, of which ``negative_across`` is -1.
    With two camps and both shares 1 the graph is balanced: frustration 0.
    """

    sizes: list[int] = parameter(doc="Number of people in each camp.", min_length=1)
    inside: float = parameter(0.3, doc="Probability of a tie between two people of one camp.", ge=0, le=1)
    across: float = parameter(0.05, doc="Probability of a tie between people of different camps.", ge=0, le=1)
    positive_inside: float = parameter(1.0, doc="Share of ties inside a camp that are friendly (+1).", ge=0, le=1)
    negative_across: float = parameter(1.0, doc="Share of ties across camps that are hostile (-1).", ge=0, le=1)

    @field_validator("sizes")
    @classmethod
    def _not_empty(cls, sizes: list[int]) -> list[int]:
        if min(sizes) < 1 or sum(sizes) > 10_000_000:
            raise ValueError(
                f"sizes {sizes} hold an empty camp or too many people; allowed 1 or more each, 10000000 in all"
            )
        return sizes

    @model_validator(mode="after")
    def _fits(self) -> SignedBlocks:
        n, within = sum(self.sizes), sum(size * (size - 1) for size in self.sizes) / 2
        refuse_too_many(self.inside * within + self.across * (n * (n - 1) / 2 - within))
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; ties weigh +1 or -1."""
        starts = np.concatenate([[0], np.cumsum(self.sizes)])
        parts = [self._between(a, b, starts, rng) for a, b in combinations_with_replacement(range(len(self.sizes)), 2)]
        first, second, weight = (np.concatenate(part) for part in zip(*parts, strict=True))
        camp = np.repeat(np.arange(len(self.sizes)), self.sizes)
        block = words([camp_name(k) for k in range(len(self.sizes))], camp)
        names = pd.Index(block + text(np.arange(1, starts[-1] + 1) - starts[camp]), dtype="str", name="id")
        nodes = pd.DataFrame({"block": block}).set_axis(names, axis=0)
        note = f"a model: {len(self.sizes)} planted camps; {self.positive_inside:.0%} of ties inside friendly, "
        note += f"{self.negative_across:.0%} of ties across hostile"
        return model_graph("signed blocks", nodes, (first, second), weight, note)

    def _between(
        self, a: int, b: int, starts: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        size, other = self.sizes[a], self.sizes[b]
        if a == b:
            low, high = pair_of(draw_subset(size * (size - 1) // 2, self.inside, rng))
            sign = np.where(rng.random(len(low)) < self.positive_inside, 1.0, -1.0)
        else:
            low, high = np.divmod(draw_subset(size * other, self.across, rng), other)
            sign = np.where(rng.random(len(low)) < self.negative_across, -1.0, 1.0)
        return low + starts[a], high + starts[b], sign


def camp_name(number: int) -> str:
    """Return 'A' .. 'Z', then 'A2', 'B2', ... with a trailing dash so that member numbers stay readable."""
    letter, again = chr(ord("A") + number % 26), number // 26
    return letter if not again else f"{letter}{again + 1}-"
