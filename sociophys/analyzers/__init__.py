"""Analyzers: each measures one thing on a sample and says what the numbers mean."""

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from sociophys.estimate import Estimate
from sociophys.opinions import Sample
from sociophys.parameters import Member


@dataclass(frozen=True)
class Analysis:
    """Numbers by stable name, and the panels and tables (records by name) that show them.

    ``signed``: the names of those numbers that are about hostile ties.
    """

    numbers: dict[str, Estimate] = field(default_factory=dict)
    panels: dict[str, list[Any]] = field(default_factory=dict)  # by report section id
    tables: dict[str, Any] = field(default_factory=dict)  # pandas frames
    signed: frozenset[str] = frozenset()


class Analyzer(Member):
    """Measures a sample; never simulates. Lifting over frames, replicas and nulls is ``analysis``'s work.

    ``nulls``: the null kinds that make sense for its numbers (names of ``sociophys.nulls``), first one default; for
    sides made from the graph ``analysis`` takes the repartitioned one instead. ``needs_opinions``: whether it
    measures nothing where nobody's opinion is known. ``needs_signs``: whether it is about hostile ties: its numbers
    stand under ``signed`` in JSON, those of others under ``scores``. ``takes_groups``: whether it can measure more than
    two groups; where not, its numbers are undefined there.
    """

    nulls: ClassVar[tuple[str, ...]] = ()
    needs_opinions: ClassVar[bool] = True
    needs_signs: ClassVar[bool] = False
    takes_groups: ClassVar[bool] = False

    @abstractmethod
    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return numbers by stable name; a text in place of a number is the reason why it is undefined."""

    def coverage(self, sample: Sample) -> float:
        """Return the share of people (or ties) that enter its numbers; people with a known opinion by default."""
        return sample.opinions.coverage

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Return the numbers with the panels and tables that show them."""
        return Analysis(numbers=estimates)
