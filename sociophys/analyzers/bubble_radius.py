"""How many steps a random walk takes to the other side: the radius of a bubble around each person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.kernels.conjugate import solve
from sociophys.kernels.pieces import slots_within
from sociophys.network import Network
from sociophys.nulls import BRIEFLY
from sociophys.opinions import Sample
from sociophys.panels import Details, Sentence, Table
from sociophys.partition import pieces, sided, why_not_two_sides

Array = np.ndarray
_SHOWN = 10
_STEPS = ("bubble_radius", "bubble_radius_median", "bubble_radius_max")


class BubbleRadius(Analyzer):
    """Measures how many steps a walk along friendly ties takes until it meets the other side (bubble radius).

    Mean, median and largest over the people who have a way across; ``no_way_across`` is the share of people with ties
    who have none, whose steps are infinite. Only people with a side and friendly ties among them; arrows and weights
    are not used.

    Notes
    -----
    t_i = 1 + sum_j A_ij t_j / k_i on one's own side, 0 on the other (Haddadan, Menghini, Riondato & Upfal 2021, doi
    10.1145/3437963.3441825, without their limit on the length); at least 1. One linear system a side.
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return mean, median and largest radius, and the share of people without a way across."""
        reason = why_not_two_sides(sample)
        if reason:
            return dict.fromkeys((*_STEPS, "no_way_across"), reason)
        network, sides = sided(sample)
        found = steps_across(network, sides)[network.degrees > 0]
        finite = found[np.isfinite(found)]
        share = 1 - len(finite) / len(found)
        if not len(finite):
            none = "no friendly tie joins the sides, so nobody has a way across"
            return {**dict.fromkeys(_STEPS, none), "no_way_across": share}
        values = (float(finite.mean()), float(np.median(finite)), float(finite.max()))
        return {**dict(zip(_STEPS, values, strict=True)), "no_way_across": share}

    def coverage(self, sample: Sample) -> float:
        """Return the share of all people who have a way across."""
        if why_not_two_sides(sample):
            return 0.0
        network, sides = sided(sample)
        return np.count_nonzero(_has_way(network, _inside(network, sides))) / sample.network.n_nodes

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Say how far the other side is and who stands deepest in their bubble."""
        mean, without = estimates["bubble_radius"], estimates["no_way_across"]
        if without.value == 1:
            text = "No friendly tie joins the two sides, so nobody has a way across."
            return Analysis(estimates, {"bubbles": [Sentence(without.tag, text)]})
        if mean.value is None:
            return Analysis(estimates)
        people = _deepest(sample)
        sentences = [Sentence(mean.tag, _sentence(estimates))]
        rows = people.head(_SHOWN).round(1).to_numpy(object).tolist()
        caption = "Expected steps of a random walk along friendly ties until it meets the other side (bubble radius)."
        table = Table(["person", "side", "steps across"], rows, ["text", "side", "number"], caption)
        panels = [*sentences, Details("Deepest in their bubbles", table)]
        return Analysis(estimates, {"bubbles": panels}, {"bubble_radius": people})


def steps_across(network: Network, sides: Array) -> Array:
    """Return the expected steps of a walk from each person to the other side, (n_nodes,) float64; inf without a way."""
    inside = _inside(network, sides)
    way = _has_way(network, inside)
    found = solve(inside, network.degrees, network.degrees, free=way)
    return np.where(way, found, np.inf)


def _inside(network: Network, sides: Array) -> Network:
    """Return the network without the ties between the sides."""
    indptr, indices = slots_within(network.indptr, network.indices, sides)
    ones = np.ones(len(indices))
    return replace(network, indptr=indptr, indices=indices, weights=ones, couplings=ones)


def _has_way(network: Network, inside: Network) -> Array:
    """Return who can reach the other side through their own, (n_nodes,) bool."""
    piece = pieces(inside)
    leads_across = network.degrees > inside.degrees
    return np.bincount(piece, leads_across)[piece] > 0


def _sentence(estimates: dict[str, Estimate]) -> str:
    mean, median, without = (estimates[name] for name in ("bubble_radius", "bubble_radius_median", "no_way_across"))
    text = f"A random walk along friendly ties meets the other side after {mean.value:.1f} steps on average"
    text += f" (median {median.value:.1f})"
    if mean.null:
        text += f"; {BRIEFLY[mean.null.kind]} after {mean.null.mean:.1f}"
    if without.value:
        text += f". For {100 * without.value:.0f} % of the people with ties there is no way across; they are left out"
    return text + "."


def _deepest(sample: Sample) -> pd.DataFrame:
    """Return one row a person with a way across: person, side, steps; most steps first."""
    network, sides = sided(sample)
    steps = steps_across(network, sides)
    who = np.flatnonzero(np.isfinite(steps))
    who = who[np.lexsort((who, -steps[who].round(9)))]  # rounding errors put nobody first
    side = sample.opinions.names_of(sides[who])
    return pd.DataFrame({"person": network.names[who], "side": side, "steps": steps[who]})
