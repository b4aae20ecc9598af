"""Variants of a scenario beside the one they are compared with, replica by replica: plain records of what came out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from sociophys.estimate import Estimate

Array = np.ndarray
Verdict = Literal["more", "less", "no_difference", "undecided", "undefined"]


@dataclass(frozen=True)
class Together:
    """How long paired runs stay together: same network, same people asked in the same order, same coins.

    Attributes
    ----------
    parted_at: (n_replicas,) float64, the first record that tells of opinions that differ in a pair (m, flips); infinity
        where nothing ever does.
    sweeps, correlation: (n_records,) sweeps and, at each, the correlation over pairs of the measure in both variants;
        NaN where either stands still.
    frame_sweeps, differing: sweeps of the kept frames and the mean share of people who differ then within a pair, under
        the monotone coupling; empty where the people are not the same in both.
    """

    parted_at: Array
    sweeps: Array
    correlation: Array
    frame_sweeps: Array
    differing: Array


@dataclass(frozen=True)
class Contrast:
    """One variant beside another, in the measure that decides.

    Attributes
    ----------
    variant, compared_with: their names. measure: an observable, or a number of the end states by its analyzer's name.
    at: ``end``, ``late`` (mean of the second half of the records), ``peak``, or a sweep.
    base, other: means of both, with errors. difference: other minus base with its paired error.
    low, high: 95 % interval of the difference (Student's t over order blocks); None where there is no error.
    per_replica: (n_replicas,) difference of each pair.
    variance_ratio: variance of the difference were the runs independent over that of the pairs (above 1: pairing paid);
        None where the pairs do not differ at all, or there are too few.
    smallest_effect: below this size a difference does not matter to who asks; None where they did not say.
    verdict: ``more``, ``less`` (interval beyond 0, and beyond the smallest effect where one is said), ``no_difference``
        (interval within the smallest effect), ``undecided``, or ``undefined`` with ``reason``.
    sweeps, course, course_low, course_high: mean paired difference and its interval at each record; empty for a number
        of the end states only.
    cost: what the levers and fields of the variant spent, by name, mean over replicas.
    """

    variant: str
    compared_with: str
    measure: str
    at: str
    base: Estimate
    other: Estimate
    difference: Estimate
    low: float | None
    high: float | None
    per_replica: Array
    variance_ratio: float | None
    smallest_effect: float | None
    verdict: Verdict
    together: Together
    reason: str = ""
    sweeps: Array = field(default_factory=lambda: np.zeros(0))
    course: Array = field(default_factory=lambda: np.zeros(0))
    course_low: Array = field(default_factory=lambda: np.zeros(0))
    course_high: Array = field(default_factory=lambda: np.zeros(0))
    cost: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """The same comparison at another setting, to see whether the verdict holds there.

    ``path``, ``value``: what was changed. ``contrast``: what came out there; ``holds``: whether its verdict is that of
    the scenario as written; None where it is undecided there (neither for nor against).
    """

    path: str
    value: str
    contrast: Contrast
    holds: bool | None


@dataclass(frozen=True)
class Contrasts:
    """All variants beside what each is compared with, and the settings at which the first was tried again.

    ``names``: the variants in file order, ``base`` first.
    """

    names: tuple[str, ...]
    contrasts: tuple[Contrast, ...]
    settings: tuple[Tried, ...] = ()

    @property
    def deciding(self) -> Contrast:
        """The contrast that gives the verdict."""
        return self.contrasts[0]

    @property
    def n_holds(self) -> int:
        """In how many of the settings the verdict holds."""
        return sum(setting.holds is True for setting in self.settings)
