"""Whether people hear their own opinion: each person's opinion beside the mean of those they listen to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis, Analyzer, _exposure
from sociophys.analyzers._exposure import Exposure, exposure
from sociophys.distribution import FEW, bimodality, dip_of, has_many
from sociophys.estimate import Estimate
from sociophys.nulls import BRIEFLY
from sociophys.opinions import Opinions, Sample
from sociophys.panels import Density, Details, Mirrored, Panel, Sentence, Table, decimal, whole

Array = np.ndarray
_PAIRED = ("neighbour_correlation", "mutual_information", "bimodality_hom", "dip_heard", "bimodality_heard", "moran")
_SIDED = ("same_side_share", "exposure_entropy", "isolation_index")


class NeighbourCorrelation(Analyzer):
    """Correlates opinions with the weighted mean opinion of the neighbours that act on a person.

    Along friendly ties only, weights used; with arrows, the people one listens to. People without such a neighbour
    of known opinion are left out and counted (``people_with_neighbours``). On categories 'neither' counts as unknown.

    Notes
    -----
    ``neighbour_correlation``: Pearson's, of o_i and o_NN(i) = sum_j w_ij o_j / sum_j w_ij (Cinelli et al. 2021, doi
    10.1073/pnas.2023301118, draw their joint density). ``mutual_information`` of the two on a fixed grid of 20 x 20
    cells, in bits; few people give more by chance, so beside its null only. ``bimodality_hom``: bimodality coefficient
    along (o + o_NN) / sqrt 2, of 20 different opinions or more; ``bimodality_heard`` and ``dip_heard``: coefficient
    and Hartigan's dip of o_NN. ``moran``: Moran's I over people of known opinion (Moran 1950, doi 10.2307/2332142),
    about -1 / (n - 1) by chance.

    ``same_side_share``: mean over people of e_i, the weighted share of neighbours on their own side among those with a
    side; cross-exposure is its complement. ``exposure_entropy``: mean entropy of (e_i, 1 - e_i), in bits.
    ``isolation_index``: mean exposure of one side to itself less that of the other side to it, in [-1, 1] (Gentzkow &
    Shapiro 2011, doi 10.1093/qje/qjr044). ``inbreeding_plus``, ``inbreeding_minus``: (H - w) / (1 - w) with H the own
    share of all ties of a side and w its share of the people (Currarini, Jackson & Pin 2009, doi 10.3982/ECTA7528;
    Coleman 1958).
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return how what people think goes with what they hear, and who could be counted."""
        found = exposure(sample)
        counted = found.counted
        numbers: dict[str, float | str] = {"people_with_neighbours": float(counted.sum())}
        if counted.sum() < 2:
            reason = "fewer than two people have a neighbour with a known opinion"
            return {**dict.fromkeys((*_PAIRED, *_SIDED), reason), **numbers}
        own, heard = found.own[counted], found.heard[counted]
        numbers["neighbour_correlation"] = _exposure.correlation(own, heard)
        numbers["moran"] = _exposure.moran(found)
        numbers["mutual_information"] = _exposure.information(_exposure.grid(own, heard))
        return {**numbers, **_humps(own, heard, sample.opinions), **_of_sides(found)}

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show who hears what, and say how much of one's own side people hear."""
        found, same = exposure(sample), estimates["same_side_share"]
        apart = {
            f"inbreeding_{name}": _plain(_exposure.inbreeding(found, side), same)
            for name, side in (("plus", 1), ("minus", -1))
        }
        estimates = estimates | apart
        if same.value is None:
            return Analysis(estimates)
        panels: list[Panel] = [Sentence(same.tag, _sentence(same)), _picture(found, sample.opinions)]
        table = _by_side(found, sample.opinions, estimates)
        heads, kinds = (
            ["side", "people", "ties to the own side", "beyond its size"],
            ["side", "number", "share", "text"],
        )
        caption = (
            "Mean over people; beyond its size: 0 if ties ignored sides, 1 if none led across (inbreeding homophily)."
        )
        rows = [[*row[:3], _signed(row[3])] for row in table.itertuples(index=False)]
        panels.append(Details("How much each side hears of itself", Table(heads, rows, kinds, caption)))
        return Analysis(estimates, {"bubbles": panels}, {"exposure": table})


def _humps(own: Array, heard: Array, opinions: Opinions) -> dict[str, float | str]:
    many = opinions.scale == "continuous" and has_many(own)
    numbers: dict[str, float | str] = {"bimodality_hom": bimodality((own + heard) / np.sqrt(2)) if many else FEW}
    if not has_many(heard):
        return numbers | dict.fromkeys(("dip_heard", "bimodality_heard"), FEW)
    return numbers | {"dip_heard": dip_of(heard), "bimodality_heard": bimodality(heard)}


def _of_sides(found: Exposure) -> dict[str, float | str]:
    same = found.same[np.isfinite(found.same)]
    if not len(same):
        return dict.fromkeys(_SIDED, "nobody has a side" if not np.any(found.sides) else "nobody hears a side")
    entropy, isolation = _exposure.entropy(same), _exposure.isolation(found)
    return dict(zip(_SIDED, (float(same.mean()), entropy, isolation), strict=True))


def _plain(value: float | str, beside: Estimate) -> Estimate:
    """Return a number that belongs to a side, or why there is none, with the coverage of others."""
    if isinstance(value, str):
        return Estimate.undefined(value, coverage=beside.coverage)
    return Estimate(value, coverage=beside.coverage)


def _sentence(same: Estimate) -> str:
    text = f"On average {100 * (same.value or 0.0):.0f} % of the people someone is tied to are on the same side"
    if same.null:
        text += f"; {BRIEFLY[same.null.kind]} it is {100 * same.null.mean:.0f} %"
    return text + "."


def _picture(found: Exposure, opinions: Opinions) -> Panel:
    """Return the joint density of own opinion and opinion heard; of two sides, what share of their own they hear."""
    if opinions.scale != "continuous":
        return _mirrored(found, opinions)
    counted = found.counted
    own, heard = found.own[counted], found.heard[counted]
    marks = [
        (f"mean of {name}", float(own[own * side > 0].mean()), float(heard[own * side > 0].mean()))
        for name, side in ((opinions.plus, 1), (opinions.minus, -1))
        if np.any(own * side > 0)
    ]
    caption = (
        f"Where {whole(counted.sum())} people stand, from left to right, and the mean opinion of those they are tied "
        "to, upwards; stronger colour: more people. People in two groups along the dashed line hear what they think; "
        "one group in the middle, or one that lies flat, does not."
    )
    return Density(
        _exposure.grid(own, heard).tolist(), "own opinion", "mean opinion heard", opinions.plus, opinions.minus, marks,
        caption,
    )  # fmt: skip


def _mirrored(found: Exposure, opinions: Opinions) -> Mirrored:
    counts, marks = [], []
    for side in (1, -1):
        same = found.same[(found.sides == side) & np.isfinite(found.same)]
        counts.append(np.histogram(same, _exposure.CELLS, (0.0, 1.0))[0].tolist())
        if len(same):
            marks.append((side, float(same.mean())))
    caption = (
        "How many people have which share of their ties on their own side: one side upwards, the other downwards. "
        "Dashed: the mean of each side."
    )
    label = "share of one's ties that lead to one's own side"
    return Mirrored(counts[0], counts[1], label, "people", opinions.plus, opinions.minus, marks, caption)


def _by_side(found: Exposure, opinions: Opinions, estimates: dict[str, Estimate]) -> pd.DataFrame:
    """Return one row a side with neighbours: side, people, their mean share of ties inside, inbreeding homophily."""
    rows = []
    for name, side in (("plus", 1), ("minus", -1)):
        same = found.same[(found.sides == side) & np.isfinite(found.same)]
        if len(same):
            rows.append((opinions.name_of(side), len(same), same.mean(), estimates[f"inbreeding_{name}"].value))
    columns = ["side", "people", "same_side_share", "inbreeding"]
    return pd.DataFrame(rows, columns=columns).astype({"inbreeding": np.float64})


def _signed(value: float) -> str:
    return "undefined" if np.isnan(value) else decimal(value, 3)
