"""Who was under what: everybody's pressure by where it came from, and what pressed hardest at changes of mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sociophys.engine.loop import nodes_every
from sociophys.engine.pressure import block_seen, looks, outside_parts
from sociophys.estimate import Estimate
from sociophys.model import Model
from sociophys.statistics import block_estimate
from sociophys.trajectory import State

Array = np.ndarray
PARTS = ("agreeing", "opposing", "media", "crowd", "own_past")


@dataclass(frozen=True)
class PressureSplit:
    """The pressure on people at looks spread over a run, split into parts; amounts in units of the couplings.

    ``agreeing``: ties that press toward what the person holds at that moment; ``opposing``: ties that press against it,
    as a positive amount; ``media``, ``crowd``, ``own_past``: what fields of that part press, positive toward what is
    held. agreeing - opposing + the others is s_i f_i. Shares are of the sum of all sizes.

    Attributes
    ----------
    parts: those there are. sweeps: (n_looks,) int64. n_runs: runs that were looked at.
    course, errors: (n_parts, n_looks), mean over people and runs, and its error over independent units; NaN for none.
    means, shares: by part, over all looks, people and runs.
    person, sizes: (n_parts, n_nodes), mean over looks and runs, with its sign and of its size.
    changes: people who had changed in the sweep after a look, by what pressed hardest toward their new opinion at the
        look: ``opposing`` ties, another part, or ``noise`` where the pressure as a whole was against it.
    """

    parts: tuple[str, ...]
    sweeps: Array
    n_runs: int
    course: Array
    errors: Array
    means: dict[str, Estimate]
    shares: dict[str, Estimate]
    person: Array
    sizes: Array
    changes: dict[str, int]

    @property
    def person_shares(self) -> Array:
        """Share of each part in a person's pressure, (n_parts, n_nodes); NaN where nothing presses."""
        total = self.sizes.sum(axis=0)
        return np.divide(self.sizes, total, out=np.full(self.sizes.shape, np.nan), where=total > 0)

    @property
    def dominant(self) -> Array:
        """The part with the largest share of each person's pressure, (n_nodes,) str; empty where nothing presses."""
        names = np.array(self.parts, object)[np.argmax(self.sizes, axis=0)]
        return np.where(self.sizes.sum(axis=0) > 0, names, "")

    def columns(self) -> dict[str, Array]:
        """Return what ``nodes.parquet`` says of each person."""
        nothing = np.zeros(self.person.shape[1])
        amounts = dict(zip(self.parts, self.person, strict=True))
        return {f"pressure_{part}": amounts.get(part, nothing) for part in PARTS} | {"pressure_dominant": self.dominant}

    def plain(self) -> dict[str, Any]:
        """Return what ``summary.json`` says of it."""
        parts = {
            part: {
                "mean": self.means[part].to_dict(),
                "share": self.shares[part].to_dict(),
                "values": self.course[k].tolist(),
                "errors": [None if np.isnan(error) else float(error) for error in self.errors[k]],
            }
            for k, part in enumerate(self.parts)
        }
        return {"sweeps": self.sweeps.tolist(), "runs": self.n_runs, "parts": parts, "changes": self.changes}


def pressure_split(model: Model, states: Sequence[State]) -> PressureSplit | None:
    """Return the split from the closing states of a point's units, in order; None where none was made."""
    if not model.settings.pressure:
        return None
    outside, block = outside_parts(model), block_seen(model.settings)
    parts = ("agreeing", "opposing", *outside)
    signed = [0, 1, *(2 + 2 * k for k in range(len(outside)))]
    sized = [0, 1, *(3 + 2 * k for k in range(len(outside)))]
    seen = np.concatenate([state.pressure["looks"] for state in states], axis=-1) / model.network.n_nodes
    people = np.sum([state.pressure["people"][0] for state in states], axis=0) / (len(seen) * seen.shape[-1])
    flips = np.sum([state.pressure["flips"].sum(axis=1) for state in states], axis=0)
    course = [[block_estimate(seen[look, row], block) for look in range(len(seen))] for row in signed]
    sizes = seen.mean(axis=0)[sized]
    total = sizes.sum(axis=0)
    shares = np.divide(sizes, total, out=np.full(sizes.shape, np.nan), where=total > 0)
    return PressureSplit(
        parts=parts,
        sweeps=looks(model.settings, nodes_every(model.settings)),
        n_runs=int(seen.shape[-1]),
        course=np.array([[found.value for found in row] for row in course], np.float64),
        errors=np.array([[np.nan if found.error is None else found.error for found in row] for row in course]),
        means={part: block_estimate(seen[:, row].mean(axis=0), block) for part, row in zip(parts, signed, strict=True)},
        shares={part: block_estimate(share, block) for part, share in zip(parts, shares, strict=True)},
        person=people[signed],
        sizes=people[sized],
        changes={name: int(n) for name, n in zip((*parts[1:], "noise"), flips, strict=True)},
    )
