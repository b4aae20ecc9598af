"""Cutting a network along opinions: ties between known sides, bubbles of one opinion, communities of ties alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sociophys.graphlib.communities import leiden
from sociophys.kernels.pieces import connected
from sociophys.network import Network
from sociophys.opinions import Opinions, Sample

Array = np.ndarray


@dataclass(frozen=True)
class SidedTies:
    """Ties between two people who both have a side; loops and ties without weight are left out.

    Attributes
    ----------
    i, j: (n_ties,) ends, j acting on i. s_i, s_j: (n_ties,) int8 sides of the ends, -1 or +1.
    slots: (n_ties,) their CSR slots. share: of all ties, the part that is here (the rest has an end without a side).
    """

    i: Array
    j: Array
    s_i: Array
    s_j: Array
    slots: Array
    share: float

    @property
    def is_wall(self) -> Array:
        """Where the ends are on different sides, (n_ties,) bool."""
        return self.s_i != self.s_j

    def __len__(self) -> int:
        return len(self.i)


def sided_ties(sample: Sample, positive: bool = False) -> SidedTies:
    """Return the ties between people with a side; ``positive``: only friendly ones (weight above 0)."""
    network, sides = sample.network, sample.opinions.sides
    i, j = network.edge_ends
    weights = network.weights[network.edge_slots]
    s_i, s_j = sides[i], sides[j]
    counted = weights > 0 if positive else weights != 0
    keep = counted & (s_i != 0) & (s_j != 0)
    share = float(keep.sum() / max(1, counted.sum()))
    if keep.all():  # the common case, and nulls run through here hundreds of times
        return SidedTies(i, j, s_i, s_j, network.edge_slots, share)
    return SidedTies(i[keep], j[keep], s_i[keep], s_j[keep], network.edge_slots[keep], share)


def sided(sample: Sample) -> tuple[Network, Array]:
    """Return the people with a side and the friendly ties among them, and their sides, -1 or +1.

    What lies between two sides is measured here: people of neither side are left out with their ties, so a walk does
    not pass through them. Made once a sample. The names say who is who.
    """
    kept = vars(sample)
    if "sided" not in kept:
        sides = sample.opinions.sides
        has_side, network = sides != 0, sample.network.friendly
        everybody = bool(has_side.all())
        kept["sided"] = (network if everybody else network.among(has_side), sides[has_side])
    found: tuple[Network, Array] = kept["sided"]
    return found


def why_not_two_sides(sample: Sample) -> str:
    """Return why nothing can be measured between two sides along friendly ties; '' where it can."""
    sides = sample.opinions.sides
    if not np.any(sides):
        return "nobody has a side"
    if not (np.any(sides > 0) and np.any(sides < 0)):
        return "single side: everybody with a side is on the same one"
    network, sides = sided(sample)
    if not network.n_slots:
        return "no friendly tie joins two people with a side"
    tied = sides[network.degrees > 0]
    return "" if np.any(tied > 0) and np.any(tied < 0) else "single side: nobody of the other has a friendly tie"


def is_signed(network: Network) -> bool:
    """Whether any tie as read, or any coupling, is hostile."""
    return bool(np.any(network.weights < 0) or np.any(network.couplings < 0))


def domains(sample: Sample) -> Array:
    """Return the bubble of each person: connected people of one opinion over friendly ties, arrows ignored.

    Returns
    -------
    (n_nodes,) int32, bubbles numbered from 0; -1 for people without a side.
    """
    ties = sided_ties(sample, positive=True)
    inside = ~ties.is_wall
    return _clusters(ties.i[inside], ties.j[inside], sample.opinions)


def satisfied_clusters(sample: Sample) -> Array:
    """Return components of ties with J_ij s_i s_j > 0, (n_nodes,) int32, -1 without a side; unchanged by a gauge."""
    ties = sided_ties(sample)
    satisfied = sample.network.couplings[ties.slots] * ties.s_i * ties.s_j > 0
    return _clusters(ties.i[satisfied], ties.j[satisfied], sample.opinions)


def _clusters(i: Array, j: Array, opinions: Opinions) -> Array:
    """Return the number of each person's component under the given ties; -1 without a side."""
    n, sided = len(opinions.values), opinions.sides != 0
    label = connected(i, j, n)
    if sided.all():
        return label
    label[sided] = np.unique(label[sided], return_inverse=True)[1]
    label[~sided] = -1
    return label


def cluster_sizes(labels: Array) -> Array:
    """Return the sizes of clusters, largest first, (n_clusters,) int64; people labelled -1 do not count."""
    return np.sort(np.bincount(labels[labels >= 0]))[::-1]


def communities(network: Network, seed: int) -> Array:
    """Return groups found from friendly ties alone, opinions unseen, (n_nodes,) int32, largest first (Leiden)."""
    return leiden(network, seed)
