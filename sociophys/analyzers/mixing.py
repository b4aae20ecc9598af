"""How strongly ties keep to one side: one number, and what is derived from it."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.opinions import IN_GROUPS, Sample
from sociophys.panels import Details, Note, Table, decimal
from sociophys.partition import SidedTies, is_signed, sided_ties

_SCORES = {
    "edge_correlation": "how alike tied people are: mean product of their opinions (c)",
    "degree_mean_opinion": "mean opinion, each person counted once a tie (m_k)",
    "ei_index": "ties across minus ties inside, over both (E-I index)",
    "modularity": "ties inside beyond what numbers of ties alone give (modularity)",
    "assortativity": "modularity over the most it could be here (assortativity)",
}
_NUMBERS = (*_SCORES, "ties_inside", "ties_across")


class Mixing(Analyzer):
    """Measures the E-I index, modularity and assortativity of two sides or more groups.

    Ties are counted, weights are not used; both ends must have a side; on signed networks only friendly ties.

    Notes
    -----
    With e_gg the share of ties inside group g and a_g its share of ties' ends: E-I index, ties across minus ties inside
    over both, 1 - 2 sum e_gg (Krackhardt & Stern 1988); Q = sum e_gg - sum a_g^2 (Newman 2006); r = Q / (1 - sum a_g^2)
    (Newman 2003, doi 10.1103/PhysRevE.67.026126, eq. 2). For two sides all follow from c = mean s_i s_j over ties and
    the tie-weighted mean opinion m_k: E-I = -c, Q = (c - m_k^2) / 2, r = (c - m_k^2) / (1 - m_k^2): one finding, not
    three. With arrows a_g^2 is the product of the shares among targets and sources (Leicht & Newman 2008), and m_k an
    average over both.
    """

    nulls = ("rewired_ties",)
    takes_groups = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return c, m_k and the derived block, and the ties inside and across they come from."""
        ties = sided_ties(sample, positive=True)
        reason = self._why_undefined(ties, sample)
        if reason:
            return dict.fromkeys(_NUMBERS, reason)
        across = float(np.count_nonzero(ties.is_wall))
        product, mean = self._expected(ties, sample)
        inside = 1 - across / len(ties)
        grouped = sample.opinions.codes is not None
        return {
            "edge_correlation": IN_GROUPS if grouped else 2 * inside - 1,
            "degree_mean_opinion": IN_GROUPS if grouped else mean,
            "ei_index": 1 - 2 * inside,
            "modularity": inside - product,
            "assortativity": (inside - product) / (1 - product) if product < 1 else "all ties are in one group",
            "ties_inside": len(ties) - across,
            "ties_across": across,
        }

    @staticmethod
    def _expected(ties: SidedTies, sample: Sample) -> tuple[float, float]:
        """Return the share of ties inside that numbers of ties alone make, and the mean opinion over ties' ends."""
        n = sample.opinions.n_groups
        targets, sources = (np.bincount(ends, minlength=n) / len(ties) for ends in (ties.g_i, ties.g_j))
        either = (targets + sources) / 2
        if not sample.network.directed:
            targets = sources = either
        return float(targets @ sources), float(either[0] - either[1])

    @staticmethod
    def _why_undefined(ties: SidedTies, sample: Sample) -> str:
        groups = sample.opinions.groups
        if not np.any(groups >= 0):
            return "nobody has a side"
        if len(np.unique(groups[groups >= 0])) < 2:
            return "single side: everybody with a side is on the same one"
        return "" if len(ties) else "no friendly tie joins two people with a side"

    def coverage(self, sample: Sample) -> float:
        """Return the share of friendly ties that join two people with a side."""
        return sided_ties(sample, positive=True).share

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show the block as one table that says it is one finding, and what was counted where that is not plain."""
        rows = [[text, _shown(estimates[name]), _by_chance(estimates[name])] for name, text in _SCORES.items()]
        caption = "With two sides these are one finding written in several ways, not several findings."
        table = Table(["score", "here", "by chance"], rows, ["text", "text", "text"], caption)
        panels = [Details("The same finding in other scores", table), *(Note(text) for text in _notes(sample))]
        return Analysis(estimates, {"bubbles": panels})


def _shown(estimate: Estimate) -> str:
    return f"undefined: {estimate.reason}" if estimate.value is None else decimal(estimate.value, 3)


def _by_chance(estimate: Estimate) -> str:
    null = estimate.null
    return f"{decimal(null.mean, 3)} (spread {null.sd:.3f})" if null else "not computed"


def _notes(sample: Sample) -> list[str]:
    network, notes = sample.network, []
    if len(np.unique(np.abs(network.weights))) > 1:
        notes.append("Ties are counted in E-I index, modularity and assortativity; their weights are not used there.")
    if is_signed(network):
        notes.append("Bubbles and the ties kept to one's own side are measured on friendly ties only.")
    if network.directed:
        notes.append("Each arrow counts as one tie; bubbles ignore the direction of arrows.")
    return notes
