"""Opinions alone, the network ignored: mean, spread, who stands on which side, how many are known."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from sociophys.analyzers import Analysis, Analyzer
from sociophys.distribution import FEW, bimodality, dip_of, dip_p, dispersion, has_many
from sociophys.estimate import Estimate
from sociophys.opinions import IN_GROUPS, Opinions, Sample
from sociophys.panels import Bars, Table, whole

Array = np.ndarray
_BINS = np.linspace(-1, 1, 11)
_SHOWN = 20
_HUMPS = ("dip", "bimodality")
_NUMBERS = ("opinion_mean", "opinion_variance", "share_plus", "share_minus", "opinion_dispersion", *_HUMPS)


class Opinion(Analyzer):
    """Describes the distribution of opinions.

    Notes
    -----
    ``opinion_mean``, ``opinion_variance`` (population form, in [0, 1]; for -1/+1 it is 1 - mean^2), ``share_plus``,
    ``share_minus``, ``opinion_coverage``. ``opinion_dispersion``: mean distance |o_i - o_j| over all pairs of people.
    ``dip``: Hartigan's dip in [1 / (2 n), 1/4], 0 for one hump, with ``dip_p`` from samples of a uniform distribution
    (Hartigan & Hartigan 1985, doi 10.1214/aos/1176346577). ``bimodality``: coefficient with moments corrected for
    bias, 5/9 for a uniform distribution (Pfister et al. 2013, doi 10.3389/fpsyg.2013.00700). Both say nothing about
    opinions with few values (for two the coefficient is 1 whatever they are) and need 20 different ones; ``dip_heard``
    and ``bimodality_heard`` of :class:`NeighbourCorrelation` are the same of the mean opinions that people hear. No
    null: dealing opinions anew changes none of these numbers.
    """

    takes_groups = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return mean, spread, humps, shares of the sides among the known, and the share known."""
        opinions = sample.opinions
        values = opinions.values[opinions.is_known]
        coverage = {"opinion_coverage": opinions.coverage}
        if not len(values):
            return {**dict.fromkeys(_NUMBERS, "nobody's opinion is known"), **coverage}
        if opinions.codes is not None:
            return {**dict.fromkeys(_NUMBERS, IN_GROUPS), **coverage}
        found = (values.mean(), values.var(), np.mean(values > 0), np.mean(values < 0))
        return {
            **dict(zip(_NUMBERS, map(float, found), strict=False)),
            "opinion_dispersion": _dispersion(values, opinions),
            **_humps(values, opinions),
            **coverage,
        }

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show how many stand where."""
        opinions = sample.opinions
        known = opinions.values[opinions.is_known]
        estimates = estimates | {"dip_p": _p_of(estimates["dip"], len(known))}
        people = f"{whole(len(known))} of {whole(len(opinions.values))} people have a known opinion"
        if opinions.codes is not None:
            return Analysis(estimates, {"inputs": [_groups(opinions, people)]})
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


def _groups(opinions: Opinions, people: str) -> Table:
    sizes = np.bincount(opinions.groups[opinions.is_known], minlength=opinions.n_groups)
    rows = [[name, int(size)] for name, size in zip(opinions.group_names, sizes, strict=True)]
    cut = f" The {_SHOWN} largest of {whole(len(rows))} groups." if len(rows) > _SHOWN else ""
    return Table(["group", "people"], rows[:_SHOWN], ["side", "number"], f"{people}.{cut}")


def _dispersion(values: Array, opinions: Opinions) -> float | str:
    """Return the mean distance of two people; of sides by counting, as frames of runs are measured by the hundred."""
    n = len(values)
    if n < 2:
        return "only one opinion is known"
    if opinions.scale == "continuous":
        return dispersion(values)
    plus, minus = np.count_nonzero(values > 0), np.count_nonzero(values < 0)
    between = 2 * plus * minus + (n - plus - minus) * (plus + minus)
    return between / (n * (n - 1) / 2)


def _humps(values: Array, opinions: Opinions) -> dict[str, float | str]:
    if opinions.scale != "continuous" or not has_many(values):
        return dict.fromkeys(_HUMPS, FEW)
    return {"dip": dip_of(values), "bimodality": bimodality(values)}


def _p_of(found: Estimate, n: int) -> Estimate:
    if found.value is None:
        return found
    return replace(found, value=dip_p(found.value, n))
