"""Opinions alone, the network ignored: mean, spread, who stands on which side, how many are known."""

from __future__ import annotations

import itertools

import numpy as np

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.opinions import Sample
from sociophys.panels import Bars, Table, whole

_BINS = np.linspace(-1, 1, 11)


class Opinion(Analyzer):
    """Describes the distribution of opinions.

    Notes
    -----
    Variance is the population form; for -1/+1 it is 1 - mean^2. Bimodality coefficient and dip say nothing about
    two-valued opinions (the first is 1 for any such data) and are not computed. No null: dealing opinions anew
    changes none of these numbers.
    """

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return mean, variance, shares of the sides among the known, and the share known."""
        opinions = sample.opinions
        values = opinions.values[opinions.is_known]
        coverage = {"opinion_coverage": opinions.coverage}
        if not len(values):
            undefined = ("opinion_mean", "opinion_variance", "share_plus", "share_minus")
            return {**dict.fromkeys(undefined, "nobody's opinion is known"), **coverage}
        return {
            "opinion_mean": float(values.mean()),
            "opinion_variance": float(values.var()),
            "share_plus": float(np.mean(values > 0)),
            "share_minus": float(np.mean(values < 0)),
            **coverage,
        }

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show how many stand where."""
        opinions = sample.opinions
        known = opinions.values[opinions.is_known]
        people = f"{whole(len(known))} of {whole(len(opinions.values))} people have a known opinion"
        neither = int((known == 0).sum())
        people += f", {whole(neither)} of them on neither side" if neither else ""
        if opinions.scale == "continuous":
            count = np.histogram(known, _BINS)[0]
            bins = list(itertools.pairwise(_BINS))
            labels = [f"{low:.1f} to {high:.1f}" for low, high in bins]
            sides = [int(np.sign(round(low + high, 9))) for low, high in bins]
            caption = f"{people}. \u22121 is {opinions.minus}, +1 is {opinions.plus}."
            panel = Bars(labels, [float(k) for k in count], sides, "people", caption)
            return Analysis(estimates, {"inputs": [panel]})
        rows = [[opinions.plus, int((known > 0).sum())], [opinions.minus, int((known < 0).sum())]]
        rows += [["neither", neither]] if neither else []
        rows += [["unknown", len(opinions.values) - len(known)]] if len(known) < len(opinions.values) else []
        return Analysis(estimates, {"inputs": [Table(["side", "people"], rows, ["side", "number"], people + ".")]})
