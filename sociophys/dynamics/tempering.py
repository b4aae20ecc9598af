"""Parallel tempering: copies at a ladder of noise levels exchange places, hot ones carry cold ones over barriers."""

from __future__ import annotations

from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from sociophys.dynamics import Key, Moves, Sampler
from sociophys.dynamics import _ladder as ladders
from sociophys.kernels.tempering import advance_tempering, fill_fields
from sociophys.kernels.wholes import quantum_for, wholes
from sociophys.network import Network
from sociophys.parameters import parameter

Array = np.ndarray
_NONE_YET = np.iinfo(np.int64).max
_PILOT, _PILOT_SWEEPS, _PILOT_DROP = np.int64(0xFFFFFFFF), 256, 64  # a replica number that no replica has
_OPEN = 0.25  # site percolation threshold from which clusters between copies stay apart


class Tempering(Sampler):
    """Equilibrium over barriers: every run is a ladder of copies, from the wanted noise level up, that change places.

    Hukushima & Nemoto 1996, doi 10.1143/JPSJ.65.1604: after each heat-bath sweep of all copies neighbouring rungs
    exchange with probability min(1, exp((1/T_k - 1/T_l)(E_k - E_l))). Recorded is the copy at ``temperature``; a
    sweep is one of every copy, no time. Made for hostile ties in loops (spin glasses), where other rules get stuck.
    On sparse networks two copies a rung also exchange clusters (Houdayer 2001, doi 10.1007/PL00011151; Zhu, Ochoa &
    Katzgraber 2015, doi 10.1103/PhysRevLett.115.077201). From Python ``engine.temper`` gives every noise level.
    """

    hottest: float | None = parameter(
        None, gt=0, doc="Top of the ladder; if not given, the leading eigenvalue of |J|: there nothing holds together."
    )
    rungs: int | None = parameter(
        None, ge=1, le=ladders.MOST_RUNGS, doc="Noise levels, even in ln T; if not given, as many as exchange in 25 %."
    )
    ladder: list[float] | None = parameter(
        None, doc="The noise levels besides `temperature` themselves, in place of `hottest` and `rungs`."
    )
    clusters: Literal["auto", "on", "off"] = parameter(
        "auto", doc="Clusters exchanged between two copies a rung; auto: where the network is sparse enough."
    )

    @model_validator(mode="after")
    def _one_ladder(self) -> Self:
        if self.ladder is not None and (self.hottest is not None or self.rungs is not None):
            raise ValueError("'ladder' stands in place of 'hottest' and 'rungs'; allowed one or the other")
        if self.ladder is not None and (len(self.ladder) >= ladders.MOST_RUNGS or min(self.ladder, default=1.0) <= 0):
            raise ValueError(f"'ladder' is no ladder; allowed at most {ladders.MOST_RUNGS - 1} numbers above 0")
        return self

    def moves(self, network: Network, replicas: Array, key: Key, memory: dict[str, Array]) -> Rungs:
        """Return the ladder at work on a network."""
        copies = 2 if self.clusters == "on" or (self.clusters == "auto" and is_open(network)) else 1
        return Rungs(network, replicas, key, memory, self, copies)

    def cautions(self, network: Network) -> tuple[str, ...]:
        """Return a sentence where the ladder would need too many rungs: their number grows as sqrt(n)."""
        many = network.n_nodes > 100 * ladders.MOST_RUNGS
        return ("so many people need more rungs than there are, exchanges will be rare",) if many else ()


def is_open(network: Network) -> bool:
    """Return whether clusters of people stay apart at a share of 1/4: 1 / (<k^2>/<k> - 1) (Cohen et al. 2000)."""
    degrees = network.degrees.astype(np.float64)
    branching = float((degrees**2).sum() / max(degrees.sum(), 1.0)) - 1.0
    return branching * _OPEN <= 1.0


class Rungs(Moves):
    """The ladders of a unit's replicas.

    Memory: ``ladder`` (n_rungs, n_replicas) inverse temperatures, coldest first; ``spins`` (n_rungs, copies, n,
    n_replicas) int8; ``exchanges`` (2, n_rungs, n_replicas) offered and made with the rung above; ``best``
    (n, n_replicas) and ``best_energy`` (n_replicas,), in quanta: the lowest energy met at any rung.
    """

    def __init__(
        self, network: Network, replicas: Array, key: Key, memory: dict[str, Array], member: Tempering, copies: int
    ) -> None:
        super().__init__(network, replicas, key, memory)
        self._member, self._copies = member, copies
        self._fresh = True  # spins have come from outside
        self._pins = np.zeros(network.n_nodes, np.int8)
        self._beta = np.nan

    def load(self, spins: Array) -> None:
        """Take over spins of the recorded rung."""
        super().load(spins)
        self._fresh = True

    def control(self, h: Array, beta: Array, pins: Array) -> None:
        """Take over field and pins, the same for all replicas and constant but for pins that begin at sweep 0."""
        if not np.array_equal(pins[:, 0], self._pins):
            self._pins, self._fresh = np.ascontiguousarray(pins[:, 0]), True
            self._forget_what_breaks_pins()
        self.h, self._beta = h[:, 0].copy(), float(beta[0, 0])
        sizes = float(np.abs(self.network.couplings).sum() + np.abs(self.h).sum())
        self.quantum = quantum_for(sizes)
        self._values, self._pull = wholes(self.network.couplings, self.quantum), wholes(self.h, self.quantum)

    def _forget_what_breaks_pins(self) -> None:
        """Start the search for the lowest energy anew where it was met with somebody on the wrong side.

        What was met under the same pins, before a stop, breaks none.
        """
        if "best_energy" in self.memory:
            held = self._pins != 0
            broken = (self.memory["best"][held] != self._pins[held, None]).any(axis=0)
            self.memory["best_energy"][broken] = _NONE_YET

    def advance(self, t: int, n_sweeps: int, flips: Array) -> None:
        """Sweep and exchange."""
        self._settle_in()
        mirrored = not self._pull.any() and not self._pins.any()
        advance_tempering(
            self._wiring, self.quantum, self._pull, self._pins, self._betas, self.target, (len(self._betas) + 1) // 2,
            mirrored, self.spins, self._fields, self._energy, self._exchanges, self._best, self._best_energy,
            self.replicas, flips, t, n_sweeps, self.key,
        )  # fmt: skip
        self.own[:] = self.spins[:, self.target, 0]

    @property
    def betas(self) -> Array:
        """Inverse temperatures of the rungs, falling, (n_rungs,) float64."""
        return self._betas

    @property
    def energies(self) -> Array:
        """Energy of every copy now, (n_replicas, n_rungs, copies) float64."""
        return self._energy * self.quantum

    @property
    def _wiring(self) -> tuple[Array, Array, Array]:
        return self.network.indptr, self.network.indices, self._values

    def _settle_in(self) -> None:
        """Set up the ladders where there are none, and put spins from outside into them."""
        if not self._fresh:
            return
        if "ladder" not in self.memory:
            self._begin(self._ladder())
        rows = {name: np.ascontiguousarray(np.moveaxis(part, -1, 0)) for name, part in self.memory.items()}
        self._betas = np.ascontiguousarray(rows["ladder"][0])
        self.spins, self._exchanges = rows["spins"], rows["exchanges"]
        self._best, self._best_energy = rows["best"], rows["best_energy"]
        self.memory.update({name: np.moveaxis(part, 0, -1) for name, part in rows.items()})  # views of the rows
        self.target = int(np.argmin(np.abs(self._betas - self._beta)))
        held = self._pins != 0
        self.spins[..., held] = self._pins[held]
        self.spins[:, self.target, 0] = self.own
        self._refill()
        self._fresh = False

    def _refill(self) -> None:
        """Sum fields and energies of all copies from their spins."""
        shape = self.spins.shape
        self._fields, self._energy = np.empty(shape, np.int64), np.empty(shape[:3], np.int64)
        for place in np.ndindex(*shape[:3]):
            self._energy[place] = fill_fields(self._wiring, self._pull, self.spins[place], self._fields[place])

    def _begin(self, betas: Array) -> None:
        """Fill the memory: every copy of a replica starts from the replica's spins."""
        n_replicas, n = self.own.shape
        shape = (n_replicas, len(betas), self._copies, n)
        rows = {
            "ladder": np.repeat(betas[None], n_replicas, axis=0),
            "spins": np.ascontiguousarray(np.broadcast_to(self.own[:, None, None], shape)),
            "exchanges": np.zeros((n_replicas, 2, len(betas)), np.int64),
            "best": self.own.copy(),
            "best_energy": np.full(n_replicas, _NONE_YET),
        }
        self.memory.update({name: np.moveaxis(part, 0, -1) for name, part in rows.items()})

    def _ladder(self) -> Array:
        """Return the inverse temperatures: as listed, even in ln T, or spaced by a pilot run."""
        member, coldest = self._member, 1.0 / self._beta
        if member.ladder is not None:
            others = [1.0 / t for t in member.ladder if abs(t - coldest) > 1e-12 * coldest]
            return np.array(sorted([self._beta, *others], reverse=True))
        hottest = member.hottest or ladders.warm_enough(self.network, coldest)
        rungs = member.rungs or (ladders.PROBES if hottest > coldest else 1)
        betas = 1.0 / ladders.geometric(coldest, hottest, rungs)
        betas[0] = self._beta
        return betas if member.rungs or rungs == 1 else ladders.spaced(betas, *self._pilot(betas))

    def _pilot(self, betas: Array) -> tuple[Array, Array]:
        """Return mean and variance of the energy at each rung of a short run of one ladder, the same in all units."""
        pilot = Rungs(self.network, np.array([_PILOT]), self.key, {}, self._member, 1)
        pilot.own[:] = 1
        pilot.control(self.h[:, None], np.array([[self._beta]]), self._pins[:, None])
        pilot._begin(betas)
        flips, seen = np.zeros(1, np.int64), []
        for t in range(_PILOT_SWEEPS):
            pilot.advance(t, 1, flips)
            seen.append(pilot.energies[0, :, 0])
        kept = np.array(seen[_PILOT_DROP:])
        return np.minimum.accumulate(kept.mean(axis=0)[::-1])[::-1], kept.var(axis=0)
