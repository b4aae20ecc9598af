"""Whether the runs of a point have settled, how long they remember, and what their averages are worth.

Looked at in the second half of the records: |m|, the energy and an overlap above all (engine rule 19). Where nothing
singles out a side, a number that changes its sign with everybody's opinion is looked at by its size: m itself would
seem to move for ever, or never.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from sociophys.chains import burn_in_by_mser, is_still, memory, r_hat, time_estimate, time_variance, unit_means
from sociophys.estimate import Estimate
from sociophys.statistics import block_estimate, variance_estimate
from sociophys.workflow.finished import FinishedPoint

Array = np.ndarray
TELLING = ("abs_m", "energy", "abs_overlap", "overlap")  # in the order in which they are spoken of
DRIFT = 4.0  # standard errors between the last two quarters of the records
LIMIT = 1.05
_FEWEST = 8  # records below which nothing is said


@dataclass(frozen=True)
class Memory:
    """What the records of one number say.

    Attributes
    ----------
    tau_sweeps: integrated autocorrelation time in sweeps, None where nothing moves; tau_error: its standard error.
    tau_is_known: whether the record is long enough for it. worth: independent draws that all records are worth (ESS).
    error_from_tau: standard error of the mean by tau alone, for comparison with that between runs; None if unknown.
    r_hat: between runs and their halves, or 'frozen'. drift: difference of the last two quarters in standard errors.
    burn_in_sweeps: what MSER would leave out after sweep 0, None where the record is too short or still drifts.
    """

    tau_sweeps: float | None
    tau_error: float | None
    tau_is_known: bool
    worth: float
    error_from_tau: float | None
    r_hat: float | str
    drift: float | None
    burn_in_sweeps: int | None

    @property
    def drifts(self) -> bool:
        """Whether it was still on the move at the end."""
        return self.drift is not None and abs(self.drift) >= DRIFT


def second_half(values: Array) -> Array:
    """Return the later records, (n_replicas, n_late): what is left when the way there is not to be averaged in."""
    return values[:, values.shape[1] // 2 :]


class Settling:
    """What the records of a point say of its settling."""

    def __init__(self, point: FinishedPoint) -> None:
        self._point, self._block = point, max(1, point.model.settings.order_block)
        self._every = point.model.settings.record_every

    @cached_property
    def is_steady(self) -> bool:
        """Whether nothing from outside changes in time: else being on the move is no sign of anything."""
        model = self._point.model
        times = [model.dynamics.temperature.schedule.changes_after(0)]
        times += [bound.member.changes_after(0) for bound in model.fields if not bound.member.follows_opinions]
        return not model.interventions and min(times) == math.inf

    @cached_property
    def recorded(self) -> dict[str, Array]:
        """Each observable as recorded, (n_replicas, n_records)."""
        table = self._point.observables
        if not len(table):
            return {}
        wide = table.pivot(index="sweep", columns="replica").sort_index()
        names = dict.fromkeys(wide.columns.get_level_values(0))
        return {str(name): wide[name].to_numpy(np.float64).T for name in names}

    @cached_property
    def series(self) -> dict[str, Array]:
        """The same, by its size where its sign is luck; ``abs_`` stands before those."""
        found, observables = self.recorded, self._point.model.observables
        if not self._point.model.aligns:
            return found
        odd = [name for name in found if name in observables and observables[name].member.is_odd]
        steady = {name: values for name, values in found.items() if name not in odd}
        return steady | {f"abs_{name}": np.abs(found[name]) for name in odd}

    @cached_property
    def late(self) -> dict[str, Array]:
        """The second half of each series, (n_replicas, n_late)."""
        return {name: second_half(values) for name, values in self.series.items()}

    @cached_property
    def memories(self) -> dict[str, Memory]:
        """What there is to say of each number that is defined throughout; nothing where there are few records."""
        long = {name: late for name, late in self.late.items() if late.shape[1] >= _FEWEST}
        return {name: self._memory(name, late) for name, late in long.items() if np.isfinite(late).all()}

    def _memory(self, name: str, late: Array) -> Memory:
        found, by_tau = memory(late), time_estimate(unit_means(late, self._block))
        burn_in = burn_in_by_mser(self.series[name])
        moves, worth = not found.is_frozen, found.worth
        if by_tau.error:  # runs of a block share a visiting order, so all of them may be worth less than alone
            worth = min(worth, float(late.var()) / by_tau.error**2)
        return Memory(
            tau_sweeps=found.tau * self._every if moves else None,
            tau_error=found.error * self._every if moves else None,
            tau_is_known=found.is_known,
            worth=worth,
            error_from_tau=by_tau.error,
            r_hat=r_hat(late),
            drift=self._drift(late),
            burn_in_sweeps=None if burn_in is None else burn_in * self._every,
        )

    def _drift(self, late: Array) -> float | None:
        """Return how far the last quarter lies from the one before, in standard errors between independent units."""
        half = late.shape[1] // 2
        moved = block_estimate(late[:, -half:].mean(axis=1) - late[:, :half].mean(axis=1), self._block)
        return moved.value / moved.error if moved.value is not None and moved.error else None

    @cached_property
    def frozen_runs(self) -> int:
        """Runs in which nobody changed their mind any more in the second half."""
        if not self.late or next(iter(self.late.values())).shape[1] < 2:
            return 0
        if "flips" in self.late:
            return int(np.sum(self.late["flips"].sum(axis=1) == 0))
        return int(np.logical_and.reduce([is_still(values) for values in self.late.values()]).sum())

    @property
    def told(self) -> str | None:
        """The number that is spoken of: the first that tells and moves."""
        moving = [name for name in TELLING if name in self.memories and self.memories[name].tau_sweeps is not None]
        return moving[0] if moving else None

    @cached_property
    def drifting(self) -> list[str]:
        """The telling numbers that were still on the move at the end, though nothing outside changes."""
        telling = [name for name in TELLING if name in self.memories] if self.is_steady else []
        return [name for name in telling if self.memories[name].drifts]

    @cached_property
    def apart(self) -> list[str]:
        """The telling numbers in which runs keep apart for longer than a run lasts."""
        found = {name: self.memories[name].r_hat for name in TELLING if name in self.memories}
        return [name for name, value in found.items() if isinstance(value, float) and value > LIMIT]

    @property
    def is_too_short(self) -> bool:
        """Whether the records differ from part to part and there are no independent runs to tell a drift by."""
        drifts = [self.memories[name].drift for name in self.apart]
        return self.verdict == "apart" and all(drift is None for drift in drifts)

    @property
    def verdict(self) -> str:
        """One word: frozen, unsettled, drifting, apart, settled, driven (from outside), or unknown."""
        n_runs = self._point.model.settings.replicas
        if self.frozen_runs == n_runs:
            return "frozen"
        if self._point.settled is False:
            return "unsettled"
        if not self.is_steady:
            return "driven"
        if self.drifting:
            return "drifting"
        if self.apart:
            return "apart"
        return "settled" if self._point.settled else "unknown"

    def estimate(self, name: str, values: Array) -> Estimate:
        """Return the mean of a number over its late records (n_replicas, n_late) with its error.

        Between independent units where there are enough, else from the memory of the records in time: of a single run,
        or of few blocks. A number whose sign is luck has no such error.
        """
        found = block_estimate(values.mean(axis=1), self._block)
        if found.value is None or found.error is not None or not self.is_steady:
            return found
        if name in self.recorded and name not in self.series:
            what = f"no error: nothing singles out a side, so {name} has no one value to settle at"
            return Estimate(found.value, n_units=found.n_units, reason=what, tag="Simulated")
        if not np.isfinite(values).all() or values.shape[1] < _FEWEST:
            return found
        by_tau = time_estimate(unit_means(values, self._block))
        if by_tau.error is None:
            reason = f"{found.reason}; {by_tau.reason.removeprefix('no error: ')}"
            return Estimate(found.value, n_units=found.n_units, reason=reason, tag="Simulated")
        return Estimate(found.value, by_tau.error, by_tau.n_units, reason=by_tau.reason, tag="Simulated")

    def variance(self, values: Array, scale: float) -> Estimate:
        """Return ``scale`` times the variance of a late record (n_replicas, n_late); its error as :meth:`estimate`."""
        found = variance_estimate(values.T, self._block, scale)
        if found.error is not None or not self.is_steady:
            return found
        by_tau = time_variance(values, self._block, scale)
        if by_tau.error is None:
            return replace(found, reason=f"{found.reason}; {by_tau.reason.removeprefix('no error: ')}")
        return by_tau

    def plain(self) -> dict[str, Any]:
        """Return what ``summary.json`` says of it."""
        return {
            "verdict": self.verdict,
            "two_starts_r_hat": self._point.r_hats,
            "frozen_runs": self.frozen_runs,
            "drifting": self.drifting,
            "apart": self.apart,
            "numbers": {name: asdict(found) for name, found in self.memories.items()},
        }
