"""Who is under what: everybody's pressure split into its parts at some sweeps, and what pressed at changes of mind.

At a look at sweep t each person's pressure is split as it stands; after the one sweep to t + 1, those who have changed
are counted by what pressed hardest toward their new opinion at t. Nothing else of a run depends on it: looks draw no
numbers and move no spins. With a feed the split is of the ties as they are before the feed ranks them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sociophys.engine import levers
from sociophys.engine.controls import Controls
from sociophys.kernels.pressure import LANES, count_changes, split
from sociophys.model import Model, RunSettings
from sociophys.network import Network
from sociophys.trajectory import State

Array = np.ndarray
LOOKS = 30  # at the most, beside the last record: each costs as much as a few sweeps
RUNS = 16  # at the most: one in each order block, where there are as many
OUTSIDE = ("media", "crowd", "own_past")


def looks(settings: RunSettings, nodes_every: int) -> Array:
    """Return the sweeps at which pressure is split, rising: looks at single people, thinned, and the last record."""
    step = nodes_every * max(1, -(-(settings.sweeps // nodes_every) // LOOKS))
    return np.append(np.arange(0, settings.sweeps, step), settings.sweeps)


def seen(replicas: Array, settings: RunSettings) -> Array:
    """Return which replicas are looked at, (n_replicas,) bool: the first of each order block, or first few.

    Examples
    --------
    >>> seen(np.arange(6), RunSettings(sweeps=1, replicas=64, order_block=4)).tolist()
    [True, False, False, False, True, False]
    """
    mask: Array = (replicas // settings.order_block < RUNS) & (replicas % settings.order_block < block_seen(settings))
    return mask


def block_seen(settings: RunSettings) -> int:
    """Return how many replicas of an order block are looked at: what errors over blocks count in."""
    n_blocks = -(-settings.replicas // settings.order_block)
    return min(settings.order_block, max(1, RUNS // n_blocks))


def outside_parts(model: Model) -> tuple[str, ...]:
    """Return the parts that come from fields and levers, those there are."""
    found = {bound.member.part for bound in model.fields}
    found |= {"media" for bound in model.interventions if bound.member.presses}
    return tuple(part for part in OUTSIDE if part in found)


def fresh(model: Model, replicas: Array, nodes_every: int) -> dict[str, Array]:
    """Return the sums before the first look, by replica looked at, ``people`` by model of a pack.

    Returns
    -------
    ``people``: (1, 2 + 2 n_parts, n_nodes) float64, agreeing, opposing, then s_i h_ip and |h_ip| of each part, summed
    over looks and replicas. ``looks``: (n_looks, 2 + 2 n_parts, n_seen), the same summed over people at each look.
    ``flips``: (2 + n_parts, n_seen) int64, changes of mind by what pressed hardest: opposing ties, each part, noise.
    Nothing where it is not asked for.
    """
    if not model.settings.pressure:
        return {}
    n_parts, n_seen = len(outside_parts(model)), int(seen(replicas, model.settings).sum())
    return {
        "people": np.zeros((1, 2 + 2 * n_parts, model.network.n_nodes)),
        "looks": np.zeros((len(looks(model.settings, nodes_every)), 2 + 2 * n_parts, n_seen)),
        "flips": np.zeros((2 + n_parts, n_seen), np.int64),
    }


class Watch:
    """Looks at the pressure of a unit's people; adds to the state's ``pressure``."""

    def __init__(self, model: Model, state: State, owner: Array, nodes_every: int) -> None:
        self._model, self._state = model, state
        self._number = {int(t): k for k, t in enumerate(looks(model.settings, nodes_every))}
        self._columns = np.flatnonzero(seen(state.replicas, model.settings))
        self._owner = owner[self._columns]
        self._parts = outside_parts(model)
        self._grouped: tuple[list[tuple[Network, Array]], list[_Group]] = [], []
        self._before: list[tuple[_Group, Array, Array]] = []

    def is_due(self, t: int) -> bool:
        """Return whether sweep t is one to look at."""
        return t in self._number and bool(self._state.pressure) and len(self._columns) > 0

    def look(self, spins: Array, controls: Controls) -> None:
        """Split the pressure on everybody as it is now; ``spins``: (n_nodes, n_replicas)."""
        pressure, outside = self._state.pressure, self._outside(controls)
        sums = pressure["looks"][self._number[self._state.t]]
        self._before = []
        for group in self._groups(controls):
            before, network = np.take(spins, group.columns, axis=1), group.network
            hardest, means = np.empty(before.shape, np.int8), np.zeros((len(sums), LANES))
            h = outside if outside.shape[2] == 1 else np.ascontiguousarray(outside[:, :, group.columns])
            people = pressure["people"][group.owner]
            rows = network.indptr, network.indices, network.couplings
            split(*rows, before, h, np.uint16(2**group.size - 1), people, means, hardest)
            sums[:, group.places] = means[:, : group.size]
            self._before.append((group, before, hardest))

    def count(self, some: Callable[[Array], Array]) -> None:
        """Count who has changed in the sweep since the look, by what pressed hardest toward the new opinion.

        ``some``: returns the spins of columns, (n_nodes, n_columns).
        """
        flips = self._state.pressure["flips"]
        for group, before, hardest in self._before:
            count_changes(some(group.columns), before, hardest, group.places, flips)
        self._before = []

    def _groups(self, controls: Controls) -> list[_Group]:
        """Return the replicas looked at, 16 at a time, those of one network and one model of a pack together."""
        if self._grouped[0] is controls.groups:
            return self._grouped[1]
        found: list[_Group] = []
        for network, columns in controls.groups:
            here = np.flatnonzero(np.isin(self._columns, columns))
            for owner in np.unique(self._owner[here]):
                places = here[self._owner[here] == owner]
                parts = (places[low : low + LANES] for low in range(0, len(places), LANES))
                found += [_Group(network, int(owner), part, self._columns[part]) for part in parts]
        self._grouped = controls.groups, found
        return found

    def _outside(self, controls: Controls) -> Array:
        """Return what fields and levers press, by part: (n_parts, n_nodes, 1 or n_replicas) float64.

        Who has been removed is under no pressure.
        """
        model, state = self._model, self._state
        is_wide = controls.absent.size > 0 or any(bound.member.per_replica for bound in model.fields)
        width = state.spins.shape[1] if is_wide else controls.h.shape[1]
        h = np.zeros((len(self._parts), model.network.n_nodes, width))
        for bound in model.fields:
            own = h[self._parts.index(bound.member.part)]
            room = own if bound.member.per_replica else np.zeros((len(own), 1))  # of the shape that a field is promised
            bound.member.write(bound.arrays, state.memory[bound.name], max(state.t, 0), room)
            if room is not own:
                own += room
        for _, entry in levers.in_force(model, state):
            if "field" in entry:
                levers.set_part(entry, "field", h[self._parts.index("media")], lambda old, more: old + more)
        if controls.absent.size:
            h[:, controls.absent] = 0.0
        return h


class _Group:
    """Up to 16 replicas: of one ``network``, of model ``owner`` of a pack, at ``places`` among those looked at."""

    def __init__(self, network: Network, owner: int, places: Array, columns: Array) -> None:
        self.network, self.owner, self.places, self.size = network, owner, places, len(places)
        self.columns = columns[np.minimum(np.arange(LANES), len(columns) - 1)]  # lanes left over repeat the last


def join(states: Sequence[State], order: Array, settings: RunSettings) -> dict[str, Array]:
    """Return the sums of a pack's states as one, replicas in ``order`` of all of them."""
    if not states[0].pressure:
        return {}
    mask = seen(np.concatenate([state.replicas for state in states]), settings)
    places = (np.cumsum(mask) - 1)[order[mask[order]]]

    def side_by_side(name: str, axis: int) -> Array:
        return np.concatenate([one.pressure[name] for one in states], axis=axis)

    ordered = {name: np.ascontiguousarray(side_by_side(name, -1)[..., places]) for name in ("looks", "flips")}
    return {"people": side_by_side("people", 0), **ordered}


def part(whole: State, columns: Array, number: int, settings: RunSettings) -> dict[str, Array]:
    """Return what belongs to some columns of a pack, those of its model ``number``."""
    if not whole.pressure:
        return {}
    mask = seen(whole.replicas, settings)
    places = (np.cumsum(mask) - 1)[columns[mask[columns]]]
    own = {name: np.ascontiguousarray(whole.pressure[name][..., places]) for name in ("looks", "flips")}
    return {"people": whole.pressure["people"][number : number + 1].copy(), **own}
