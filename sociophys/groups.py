"""Communities of friendly ties: who is in which, how closed each is, and how closed those of rewired twins are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sociophys import rng
from sociophys.graphlib.communities import quick_communities
from sociophys.network import Network
from sociophys.nulls import rewired
from sociophys.partition import communities

Array = np.ndarray
QUICK_FROM = 20_000  # friendly ties above which local moving begins: Leiden takes minutes for twins of larger networks
_TRIED_UP_TO, _TRIES = 2_000, 4  # friendly ties up to which the best of so many searches is taken
_POOL, _TWINS, _WORK = 200, (4, 200), 1_000_000  # communities wanted from twins; fewest and most twins; ties x twins


@dataclass(frozen=True)
class Groups:
    """Communities of friendly ties, largest first, opinions unseen; arrows ignored, weights used.

    Attributes
    ----------
    label: (n_nodes,) int32 community of each person. people: (n_groups,) int64.
    inside: (n_groups,) summed weight of the ties inside. out: (n_groups,) that of the ties that leave.
    conductance: (n_groups,) weight that leaves over the summed weights of the members, or of all others where that is
        less; 0 closed, NaN where one of the two has no ties.
    """

    label: Array
    people: Array
    inside: Array
    out: Array
    conductance: Array


def groups(network: Network, seed: int) -> Groups:
    """Return the communities of a network; found once a network and seed.

    Leiden (best of four searches by modularity in small networks, whose best cuts are many and near), above
    ``QUICK_FROM`` ties local moving first.
    """
    kept = vars(network)
    key = f"groups {seed}"
    if key not in kept:
        kept[key] = _measured(network.friendly, _found(network, seed))
    found: Groups = kept[key]
    return found


def conductance_by_chance(network: Network, seed: int, smallest: int, twins: int | None = None) -> Array:
    """Return the conductances of communities found anew in rewired twins, rising; made once a network.

    Parameters
    ----------
    smallest: people that a community must have to count. twins: how many; if not given, until there are 200
        communities, at most 200 twins and 10^6 ties in all, at least 4 twins.
    """
    kept, key = vars(network), f"conductance by chance {seed} {smallest} {twins}"
    if key not in kept:
        kept[key] = _pool(network.friendly, seed, smallest, twins)
    found: Array = kept[key]
    return found


def _pool(ties: Network, seed: int, smallest: int, twins: int | None) -> Array:
    fewest, most = _TWINS
    limit = twins or int(np.clip(_WORK // max(1, ties.n_edges), fewest, most))
    pool: list[float] = []
    for k in range(limit):
        if twins is None and len(pool) >= _POOL:
            break
        twin = rewired(ties, rng.generator(seed, "analyzers", "groups", k))
        found = _measured(twin, _found(twin, seed))
        pool += found.conductance[(found.people >= smallest) & np.isfinite(found.conductance)].tolist()
    return np.sort(np.array(pool, np.float64))


def _found(network: Network, seed: int) -> Array:
    ties = network.friendly
    if ties.n_edges > QUICK_FROM:
        return quick_communities(ties, seed, few=QUICK_FROM)
    tries = _TRIES if ties.n_edges <= _TRIED_UP_TO else 1
    found = [communities(ties, seed + k) for k in range(tries)]
    return max(found, key=lambda label: round(_modularity(_measured(ties, label)), 9)) if tries > 1 else found[0]


def _modularity(found: Groups) -> float:
    total = float((2 * found.inside + found.out).sum())
    return float(np.sum(2 * found.inside / total - ((2 * found.inside + found.out) / total) ** 2)) if total else 0.0


def _measured(ties: Network, label: Array) -> Groups:
    """Return communities with what stays in them and what leaves; ``ties``: friendly ones."""
    n_groups = int(label.max(initial=-1)) + 1
    own = label[ties.rows]
    leaves = own != label[ties.indices]
    volume = np.bincount(own, ties.weights, minlength=n_groups)
    out = np.bincount(own[leaves], ties.weights[leaves], minlength=n_groups)
    smaller = np.minimum(volume, volume.sum() - volume)
    conductance = np.where(smaller > 1e-12 * volume.sum(), out / np.maximum(smaller, 1e-300), np.nan)
    people = np.bincount(label, minlength=n_groups)
    return Groups(label, people, (volume - out) / 2, out, conductance)
