"""Friends inside, foes across: how well two sides fit friendly and hostile ties together."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.nulls import BRIEFLY
from sociophys.opinions import Sample
from sociophys.panels import Sentence
from sociophys.signed import NO_HOSTILE, signed_matrix

Array = np.ndarray
_NUMBERS = ("signed_modularity", "friendly_inside_share", "hostile_inside_share")


class SignedModularity(Analyzer):
    """Measures how many more friendly and fewer hostile ties stay inside a side than numbers of ties alone give.

    Signs only, weights and arrows ignored; only ties between two people with a side.

    Notes
    -----
    ``signed_modularity`` = sum_ij [A_ij - (k+_i k+_j / 2w+ - k-_i k-_j / 2w-)] delta(s_i, s_j) / (2w+ + 2w-), -1 to 1
    (Gomez, Jensen & Arenas 2009, doi 10.1103/PhysRevE.80.016114); w+, w- friendly and hostile ties, k+, k- a
    person's. ``friendly_inside_share``, ``hostile_inside_share``: of such ties, the part inside a side.
    """

    nulls: ClassVar[tuple[str, ...]] = ("shuffled_labels",)
    needs_signs: ClassVar[bool] = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the signed modularity and which ties stay inside."""
        signs, sides = signed_matrix(sample.network), sample.opinions.sides
        reason = _why_undefined(signs.data, sides)
        rows = np.repeat(np.arange(len(sides)), np.diff(signs.indptr))
        s_i, s_j = sides[rows], sides[signs.indices]
        counted = (s_i != 0) & (s_j != 0)
        if not reason and not np.any(signs.data[counted] < 0):
            reason = "no hostile tie joins two people with a side"
        if reason:
            return dict.fromkeys(_NUMBERS, reason)
        is_plus, inside, hostile = s_i[counted] > 0, (s_i == s_j)[counted], signs.data[counted] < 0
        friendly_excess, friendly_share = _excess(is_plus[~hostile], inside[~hostile])
        hostile_excess, hostile_share = _excess(is_plus[hostile], inside[hostile])
        return {
            "signed_modularity": (friendly_excess - hostile_excess) / len(inside),
            "friendly_inside_share": friendly_share if len(inside) > hostile.sum() else "no friendly tie",
            "hostile_inside_share": hostile_share,
        }

    def coverage(self, sample: Sample) -> float:
        """Return the share of ties that join two people with a side."""
        signs, sides = signed_matrix(sample.network), sample.opinions.sides
        sided = (np.repeat(sides, np.diff(signs.indptr)) != 0) & (sides[signs.indices] != 0)
        return float(sided.sum() / max(1, len(sided)))

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Say how many friendly and hostile ties stay inside a side."""
        friendly, hostile = estimates["friendly_inside_share"].value, estimates["hostile_inside_share"].value
        modularity = estimates["signed_modularity"]
        if modularity.value is None or friendly is None or hostile is None:
            return Analysis(estimates)
        text = f"{100 * friendly:.0f} % of friendly ties and {100 * hostile:.0f} % of hostile ties stay inside a side; "
        text += f"together {modularity.value:.3f} on a scale that ends at 1 (signed modularity)"
        text += f", {modularity.null.mean:.3f} {BRIEFLY[modularity.null.kind]}." if modularity.null else "."
        return Analysis(estimates, {"signed": [Sentence(modularity.tag, text.replace("-", "\u2212"))]})


def _why_undefined(signs: Array, sides: Array) -> str:
    if not np.any(signs < 0):
        return NO_HOSTILE
    if not np.any(sides):
        return "nobody has a side"
    return "" if np.any(sides > 0) and np.any(sides < 0) else "single side: everybody with a side is on the same one"


def _excess(is_plus: Array, inside: Array) -> tuple[float, float]:
    """Return the tie ends inside beyond chance, and the share inside; 0 where there is no such tie.

    ``is_plus``: (n_ends,) side of the person at each tie end; every tie has two.
    """
    ends, plus = len(is_plus), float(is_plus.sum())
    if not ends:
        return 0.0, 0.0
    by_chance = (plus**2 + (ends - plus) ** 2) / ends
    return float(inside.sum()) - by_chance, float(inside.mean())
