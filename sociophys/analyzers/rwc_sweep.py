"""Random-walk controversy for several numbers of absorbing people: how much the choice decides."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pydantic import field_validator

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.opinions import Sample
from sociophys.panels import Details, Table
from sociophys.parameters import parameter
from sociophys.partition import sided, why_not_two_sides
from sociophys.theory.absorption import Counts, busiest, controversy, share_of, tied_of


class RwcSweep(Analyzer):
    """Measures the random-walk controversy of ``random_walk`` for several numbers and shares of absorbing people.

    Notes
    -----
    ``rwc_k<number>`` and ``rwc_<share>_percent``, e.g. ``rwc_k5`` and ``rwc_5_percent``; each in [-1, 1]. Definition
    and sources as in ``random_walk``.
    """

    nulls = ("rewired_ties",)
    people: tuple[int, ...] = parameter((1, 5, 10), unit="people", doc="Numbers of people of each side who end walks.")
    shares: tuple[float, ...] = parameter((0.05,), unit="of a side", doc="Shares of each side that end walks.")

    @field_validator("people", "shares", mode="before")
    @classmethod
    def _from_list(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return one score for each number and each share of absorbing people."""
        network, sides = sided(sample)
        tied, reason = tied_of(network, sides), why_not_two_sides(sample)
        found: dict[str, float | str] = {}
        for name, counts in self._choices(tied).items():
            few = any(count > tied[side] or count < 1 for side, count in counts.items())
            why = reason or ("fewer people on a side than are to end walks" if few else "")
            found[name] = why or controversy(network, sides, busiest(network, sides, counts))
        return found

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show the score by the number of absorbing people."""
        network, sides = sided(sample)
        rows = [
            {
                "score": name,
                "plus_people": counts[1],
                "minus_people": counts[-1],
                "value": estimates[name].value,
                "null_mean": null.mean if (null := estimates[name].null) else None,
            }
            for name, counts in self._choices(tied_of(network, sides)).items()
        ]
        table = pd.DataFrame(rows)
        shown = table.round(4).astype(object).where(table.notna(), "").to_numpy().tolist()
        names = [f"{sample.opinions.plus} who end walks", f"{sample.opinions.minus} who end walks"]
        columns = ["score", *names, "here", "by chance"]
        caption = "The more people end walks, the sooner walks end, and the nearer to where they started."
        panel = Table(columns, shown, ["text", "number", "number", "number", "number"], caption)
        title = "Random-walk controversy by the number of people who end walks"
        return Analysis(estimates, {"bubbles": [Details(title, panel)]}, {"rwc_sweep": table})

    def _choices(self, tied: Counts) -> dict[str, Counts]:
        """Return by the name of its score how many of each side absorb."""
        fixed = {f"rwc_k{k}": dict.fromkeys(tied, k) for k in self.people}
        return fixed | {f"rwc_{100 * share:g}_percent": share_of(tied, share) for share in self.shares}
