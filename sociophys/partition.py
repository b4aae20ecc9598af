"""Cutting a network along opinions: ties between known sides, bubbles of one opinion, communities of ties alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sociophys.graphlib.communities import leiden
from sociophys.kernels.pieces import connected, connected_within
from sociophys.kernels.rows import tie_slots
from sociophys.network import Network
from sociophys.opinions import IN_GROUPS, Opinions, Sample

Array = np.ndarray


@dataclass(frozen=True)
class SidedTies:
    """Ties between two people who both have a side (or a group); loops and ties without weight are left out.

    Attributes
    ----------
    i, j: (n_ties,) ends, j acting on i. g_i, g_j: (n_ties,) groups of the ends; of two sides 0 is plus, 1 is minus.
    slots: (n_ties,) their CSR slots. share: of all ties, the part that is here (the rest has an end without a side).
    """

    i: Array
    j: Array
    g_i: Array
    g_j: Array
    slots: Array
    share: float

    @property
    def is_wall(self) -> Array:
        """Where the ends are on different sides (in different groups), (n_ties,) bool."""
        return self.g_i != self.g_j

    def __len__(self) -> int:
        return len(self.i)


def sided_ties(sample: Sample, positive: bool = False) -> SidedTies:
    """Return the ties between people with a side or group; ``positive``: only friendly ones (weight above 0).

    Made once a sample.
    """
    kept, friendly_only = vars(sample), positive and is_signed(sample.network)
    name = "friendly_sided_ties" if friendly_only else "sided_ties"
    if name not in kept:
        kept[name] = _sided_ties(sample, friendly_only)
    found: SidedTies = kept[name]
    return found


def _sided_ties(sample: Sample, positive: bool) -> SidedTies:
    network, groups = sample.network, sample.opinions.groups
    if not network.directed and "edge_ends" not in vars(network):  # compiled, a fifth of the time
        slots, *ends = tie_slots(network.indptr, network.indices)
        vars(network).update(edge_slots=slots, edge_ends=tuple(ends))
    i, j = network.edge_ends
    weights = network.weights[network.edge_slots]
    g_i, g_j = groups[i], groups[j]
    counted = weights > 0 if positive else weights != 0
    keep = counted & (g_i >= 0) & (g_j >= 0)
    share = float(keep.sum() / max(1, counted.sum()))
    if keep.all():  # the common case, and nulls run through here hundreds of times
        return SidedTies(i, j, g_i, g_j, network.edge_slots, share)
    return SidedTies(i[keep], j[keep], g_i[keep], g_j[keep], network.edge_slots[keep], share)


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


def voiced(sample: Sample) -> tuple[Network, Array]:
    """Return the people with a known opinion and the friendly ties among them, and their opinions, (n_known,) float64.

    People of unknown opinion are left out with their ties: 0 would make them moderates. Made once a sample.
    """
    kept = vars(sample)
    if "voiced" not in kept:
        opinions, network = sample.opinions, sample.network.friendly
        known = opinions.is_known
        kept["voiced"] = (network if known.all() else network.among(known), opinions.values[known])
    found: tuple[Network, Array] = kept["voiced"]
    return found


def pieces(network: Network) -> Array:
    """Return the component of each node of an undirected network, (n_nodes,) int32. Made once a network."""
    kept = vars(network)
    if "pieces" not in kept:
        everybody = np.zeros(network.n_nodes, np.int8)
        kept["pieces"] = connected_within(network.indptr, network.indices, everybody)
    found: Array = kept["pieces"]
    return found


def sided_share(sample: Sample) -> float:
    """Return the share of friendly ties, arrows ignored, that join two people with a side."""
    return sided(sample)[0].n_edges / max(1, sample.network.friendly.n_edges)


def why_not_two_sides(sample: Sample) -> str:
    """Return why nothing can be measured between two sides along friendly ties; '' where it can."""
    sides = sample.opinions.sides
    if sample.opinions.codes is not None:
        return IN_GROUPS
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
    satisfied = sample.network.couplings[ties.slots] * np.where(ties.is_wall, -1, 1) > 0
    return _clusters(ties.i[satisfied], ties.j[satisfied], sample.opinions)


def _clusters(i: Array, j: Array, opinions: Opinions) -> Array:
    """Return the number of each person's component under the given ties; -1 without a side."""
    n, sided = len(opinions.values), opinions.groups >= 0
    label = connected(i, j, n)
    if sided.all():
        return label
    label[sided] = np.unique(label[sided], return_inverse=True)[1]
    label[~sided] = -1
    return label


def cluster_sizes(labels: Array) -> Array:
    """Return the sizes of clusters, largest first, (n_clusters,) int64; people labelled -1 do not count."""
    return np.sort(np.bincount(labels[labels >= 0]))[::-1]


def by_size(labels: Array) -> Array:
    """Return clusters numbered by falling size, those alike by their first person, (n_nodes,) int64; -1 stays."""
    sizes = np.bincount(labels[labels >= 0], minlength=1)
    rank = np.empty(len(sizes) + 1, np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    rank[-1] = -1
    return rank[labels]


def communities(network: Network, seed: int) -> Array:
    """Return groups found from friendly ties alone, opinions unseen, (n_nodes,) int32, largest first (Leiden)."""
    return leiden(network, seed)
