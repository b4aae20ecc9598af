"""Who is under what: everybody's pressure split into its parts at some sweeps, and what pressed at changes of mind.

At a look at sweep t each person's pressure is split as it stands; after the one sweep to t + 1, those who have changed
are counted by what pressed hardest toward their new opinion at t. Nothing else of a run depends on it: looks draw no
numbers and move no spins. With a feed the split is of the ties as they are before the feed ranks them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sociophys.kernels.pressure import split
from sociophys.model import Model, RunSettings
from sociophys.network import Network
from sociophys.trajectory import State

Array = np.ndarray
LOOKS = 60  # at the most, beside the last record
RUNS = 64  # at the most: a look costs as much as some sweeps of those
OUTSIDE = ("media", "crowd", "own_past")


def looks(settings: RunSettings, nodes_every: int) -> Array:
    """Return the sweeps at which pressure is split, rising: looks at single people, thinned, and the last record."""
    step = nodes_every * max(1, -(-(settings.sweeps // nodes_every) // LOOKS))
    return np.append(np.arange(0, settings.sweeps, step), settings.sweeps)


def seen(replicas: Array, settings: RunSettings) -> Array:
    """Return which replicas are looked at, (n_replicas,) bool: the first few of each order block, of 64 blocks at most.

    Examples
    --------
    >>> seen(np.arange(6), RunSettings(sweeps=1, replicas=256, order_block=2)).tolist()
    [True, False, True, False, True, False]
    """
    block = settings.order_block
    a_block = max(1, RUNS // -(-settings.replicas // block))
    mask: Array = (replicas // block < RUNS) & (replicas % block < a_block)
    return mask


def outside_parts(model: Model) -> tuple[str, ...]:
    """Return the parts that come from fields, those there are."""
    found = {bound.member.part for bound in model.fields}
    return tuple(part for part in OUTSIDE if part in found)


def fresh(model: Model, replicas: Array, nodes_every: int) -> dict[str, Array]:
    """Return the sums before the first look, last axis the replica looked at or, of ``people``, the model of a pack.

    Returns
    -------
    ``people``: (2 + 2 n_parts, n_nodes, 1) float64, agreeing, opposing, then s_i h_ip and |h_ip| of each part, summed
    over looks and replicas. ``looks``: (n_looks, 2 + 2 n_parts, n_seen), the same summed over people at each look.
    ``flips``: (2 + n_parts, n_seen) int64, changes of mind by what pressed hardest: opposing ties, each part, noise.
    Nothing where it is not asked for.
    """
    if not model.settings.pressure:
        return {}
    n_parts, n_seen = len(outside_parts(model)), int(seen(replicas, model.settings).sum())
    return {
        "people": np.zeros((2 + 2 * n_parts, model.network.n_nodes, 1)),
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
        self._before, self._hardest = np.zeros((2, 0, 0), np.int8)

    def is_due(self, t: int) -> bool:
        """Return whether sweep t is one to look at."""
        return bool(self._state.pressure) and len(self._columns) > 0 and t in self._number

    def look(self, spins: Array, groups: list[tuple[Network, Array]]) -> None:
        """Split the pressure on everybody as it is now.

        ``spins``: (n_nodes, n_replicas); ``groups``: (network, columns) of the replicas that share it.
        """
        state = self._state
        self._before = self._of(spins)
        self._hardest = np.empty_like(self._before)
        outside, sums = self._outside(), state.pressure["looks"][self._number[state.t]]
        for network, columns in groups:
            here = np.flatnonzero(np.isin(self._columns, columns))
            if len(here) == len(self._columns):
                self._split(network, self._before, outside, self._owner, sums, self._hardest)
            elif len(here):  # replicas whose ties a lever has changed: one by one
                pressed = outside if outside.shape[2] == 1 else np.ascontiguousarray(outside[:, :, here])
                own, hardest = np.ascontiguousarray(self._before[:, here]), np.empty((len(spins), len(here)), np.int8)
                means = np.zeros((len(sums), len(here)))
                self._split(network, own, pressed, self._owner[here], means, hardest)
                sums[:, here], self._hardest[:, here] = means, hardest

    def _split(
        self, network: Network, spins: Array, outside: Array, owner: Array, means: Array, hardest: Array
    ) -> None:
        people = self._state.pressure["people"]
        rows = network.indptr, network.indices, network.couplings
        split(*rows, spins, outside, _runs(owner), people, means, hardest)

    def count(self, spins: Array) -> None:
        """Count who has changed in the sweep since the look, by what pressed hardest toward the new opinion."""
        person, column = np.nonzero(self._of(spins) != self._before)
        flips = self._state.pressure["flips"]
        cells = self._hardest[person, column].astype(np.int64) * flips.shape[1] + column
        flips += np.bincount(cells, minlength=flips.size).reshape(flips.shape)

    def _of(self, spins: Array) -> Array:
        """Return the columns that are looked at; a copy, for the spins go on."""
        return spins.copy() if len(self._columns) == spins.shape[1] else spins[:, self._columns]

    def _outside(self) -> Array:
        """Return what fields press, by part: (n_parts, n_nodes, 1 or the columns that are looked at) float64."""
        model, state = self._model, self._state
        wide = any(bound.member.per_replica for bound in model.fields)
        width = state.spins.shape[1] if wide else 1
        h = np.zeros((len(self._parts), model.network.n_nodes, width))
        for bound in model.fields:
            own = h[self._parts.index(bound.member.part)]
            bound.member.write(bound.arrays, state.memory[bound.name], max(state.t, 0), own)
        return np.ascontiguousarray(h[:, :, self._columns]) if width > 1 else h


def _runs(owner: Array) -> Array:
    """Return (owner, first, one past the last) of each stretch of one owner's columns, by owner, (n_runs, 3) int64."""
    begins = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    runs = np.stack([owner[begins], begins, np.append(begins[1:], len(owner))], axis=1).astype(np.int64)
    return runs[np.argsort(runs[:, 0], kind="stable")]


def join(states: Sequence[State], order: Array, settings: RunSettings) -> dict[str, Array]:
    """Return the sums of a pack's states as one, replicas in ``order`` of all of them."""
    if not states[0].pressure:
        return {}
    mask = seen(np.concatenate([state.replicas for state in states]), settings)
    places = (np.cumsum(mask) - 1)[order[mask[order]]]
    joined = {name: np.concatenate([one.pressure[name] for one in states], axis=-1) for name in states[0].pressure}
    return {name: array if name == "people" else array[..., places] for name, array in joined.items()}


def part(whole: State, columns: Array, number: int, settings: RunSettings) -> dict[str, Array]:
    """Return what belongs to some columns of a pack, those of its model ``number``."""
    if not whole.pressure:
        return {}
    mask = seen(whole.replicas, settings)
    places = (np.cumsum(mask) - 1)[columns[mask[columns]]]
    own = {name: array[..., places] for name, array in whole.pressure.items() if name != "people"}
    found = {"people": whole.pressure["people"][..., number : number + 1], **own}
    return {name: np.ascontiguousarray(array) for name, array in found.items()}
