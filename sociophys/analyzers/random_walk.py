"""How seldom a random walk ends on the other side: random-walk controversy, exactly."""

from __future__ import annotations

import numpy as np

from sociophys import rng as streams
from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.opinions import Sample
from sociophys.panels import Note, whole
from sociophys.parameters import parameter
from sociophys.partition import sided, why_not_two_sides
from sociophys.theory.absorption import at_the_limit, both_pulls, busiest, controversy, reaching, share_of, tied_of

_ORDERS = 10  # in which people with equally many ties are taken, to see how much that matters


class RandomWalk(Analyzer):
    """Measures whether walks along friendly ties end on the side they started from (random-walk controversy).

    Walks end at the people of each side with most ties. 1: no walk ends on the other side; 0: sides do not matter.
    Only people with a side and friendly ties among them; arrows and weights are not used. People without a tie, and
    those who reach nobody who absorbs, are left out; the coverage says how many are in.

    Notes
    -----
    ``rwc``: k people of each side absorb (Garimella et al. 2018, doi 10.1145/3140565; of the variants in
    use that with starts at everybody and at least one step). ``arwc``: a share of each side absorbs, rounded down
    (Salloum, Chen & Kivela 2022, doi 10.1145/3512962). Both in [-1, 1]. No walk is drawn: one linear system each.
    Among people with equally many ties those who stand first in the network absorb. Values for other k or other
    variants are not comparable.
    """

    nulls = ("rewired_ties",)
    people: int = parameter(10, ge=1, unit="people", doc="People of each side, with most ties, who end walks in rwc.")
    share: float = parameter(0.01, gt=0, le=1, unit="of a side", doc="Share of each side that ends walks in arwc.")

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the score for a number of absorbing people and for a share."""
        network, sides = sided(sample)
        reason = why_not_two_sides(sample)
        if reason:
            return dict.fromkeys(("rwc", "arwc"), reason)
        tied = tied_of(network, sides)
        shares = share_of(tied, self.share)
        ends = busiest(network, sides, shares)
        if min(tied.values()) < self.people:
            adaptive = controversy(network, sides, ends)
            few = f"one side has only {min(tied.values())} with ties, fewer than the {self.people} people who end walks"
            return {"rwc": few, "arwc": adaptive}
        counts = dict.fromkeys(tied, self.people)
        if counts == shares:
            return dict.fromkeys(("rwc", "arwc"), controversy(network, sides, ends))
        chosen = (busiest(network, sides, counts), ends)
        pulls = both_pulls(network, chosen)
        same, adaptive = (controversy(network, sides, own, p) for own, p in zip(chosen, pulls, strict=True))
        return {"rwc": same, "arwc": adaptive}

    def coverage(self, sample: Sample) -> float:
        """Return the share of all people whose walks end (in rwc)."""
        if why_not_two_sides(sample):
            return 0.0
        network, sides = sided(sample)
        ends = busiest(network, sides, dict.fromkeys((1, -1), self.people))
        return np.count_nonzero(reaching(network, ends) & (network.degrees > 0)) / sample.network.n_nodes

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Say which variant it is and what people with equally many ties do to it."""
        if estimates["arwc"].value is None:
            return Analysis(estimates)
        text = (
            f"Random-walk controversy: a walk ends at one of the {self.people} people of a side with most friendly "
            f"ties (rwc), or of the {100 * self.share:g} % with most (arwc, at least one). Walks start from everybody "
            "and make at least one step; P(started here | ended here) is solved for exactly, no walk is drawn. The "
            "value depends on how many absorb: compare it only with the same number and this variant."
        )
        notes = [Note(text + (self._limits(sample) if estimates["rwc"].value is not None else ""))]
        return Analysis(estimates, {"methods_notes": notes})

    def _limits(self, sample: Sample) -> str:
        """Return what becomes of the score when people with equally many ties are taken in other orders."""
        network, sides = sided(sample)
        counts = dict.fromkeys((1, -1), self.people)
        open_ends = {s: n for s, n in at_the_limit(network, sides, counts).items() if n[0] > n[1]}
        if not open_ends:
            return ""
        draw = streams.generator(0, "analyzers", "random_walk", "orders of ties")
        orders = [draw.permutation(network.n_nodes) for _ in range(_ORDERS)]
        others = [controversy(network, sides, busiest(network, sides, counts, order)) for order in orders]
        values = [value for value in others if not isinstance(value, str)]
        alike = " and ".join(
            f"{whole(n)} of {sample.opinions.name_of(side)} have as many ties as the last, {places} of them absorb"
            for side, (n, places) in open_ends.items()
        )
        spread = f"{min(values):.4f} to {max(values):.4f}" if values else "no value"
        return f" {alike}: those who stand first were taken; {_ORDERS} choices by lot give {spread}."
