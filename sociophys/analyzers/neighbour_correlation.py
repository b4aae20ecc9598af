"""Whether people hear their own opinion: each person's opinion beside the mean of those they listen to."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.network import Network
from sociophys.opinions import Opinions, Sample
from sociophys.panels import Sentence

Array = np.ndarray


class NeighbourCorrelation(Analyzer):
    """Correlates opinions with the weighted mean opinion of the neighbours that act on a person.

    Along friendly ties only, weights used; with arrows, the people one listens to. People without such a neighbour
    of known opinion are left out and counted. On categories 'neither' counts as unknown.

    Notes
    -----
    Pearson correlation of o_i and o_NN(i) = sum_j w_ij o_j / sum_j w_ij (Cinelli et al. 2021, doi
    10.1073/pnas.2023301118, draw their joint density). Same-side share: mean over people of the weighted share of
    neighbours on their own side; cross-exposure is its complement.
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the correlation, the mean share of neighbours on one's own side, and who could be counted."""
        own, heard, same = _exposure(sample.network, sample.opinions)
        counted = np.isfinite(heard)
        numbers: dict[str, float | str] = {"people_with_neighbours": float(counted.sum())}
        if counted.sum() < 2:
            reason = "fewer than two people have a neighbour with a known opinion"
            return {"neighbour_correlation": reason, "same_side_share": reason, **numbers}
        x, y = own[counted], heard[counted]
        x, y = x - x.mean(), y - y.mean()
        scale = float(np.sqrt(np.dot(x, x) * np.dot(y, y)))
        flat = "single side: opinions do not differ" if not np.any(x) else "everybody hears the same mean opinion"
        sided = np.isfinite(same)
        numbers["neighbour_correlation"] = float(np.dot(x, y) / scale) if scale > 1e-12 * len(x) else flat
        numbers["same_side_share"] = float(same[sided].mean()) if sided.any() else "nobody has a side"
        return numbers

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Say how much of one's own side people hear."""
        same = estimates["same_side_share"]
        if same.value is None:
            return Analysis(estimates)
        text = f"On average {100 * same.value:.0f} % of the people someone is tied to are on the same side"
        if same.null:
            text += f"; with sides shuffled it is {100 * same.null.mean:.0f} %"
        return Analysis(estimates, {"bubbles": [Sentence(same.tag, text + ".")]})


def _exposure(network: Network, opinions: Opinions) -> tuple[Array, Array, Array]:
    """Return own opinions, mean opinions heard and shares of same-side neighbours, each (n_nodes,), NaN if none."""
    known = opinions.is_known if opinions.scale == "continuous" else opinions.sides != 0
    values, sides = np.where(known, opinions.values, 0.0), opinions.sides.astype(np.float64)
    friends = network.matrix(_friendly(network))
    total, heard = friends @ known.astype(np.float64), friends @ values
    two_sides = np.array_equal(values, sides)
    voiced = total if two_sides else friends @ np.abs(sides)
    balance = sides * (heard if two_sides else friends @ sides)  # those of one's own side less those of the other
    same = np.clip((voiced + balance) / 2, 0.0, voiced)
    return values, _ratio(heard, total, known), _ratio(same, voiced, sides != 0)


def _friendly(network: Network) -> Array:
    """Return the weights of friendly ties, (n_slots,); 0 for hostile ones and loops."""
    if not network.has_self_coupling and network.weights.min(initial=1.0) >= 0:
        return network.weights
    return np.where((network.weights > 0) & (network.rows != network.indices), network.weights, 0.0)


def _ratio(part: Array, whole: Array, where: Array) -> Array:
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=where & (whole > 0))
