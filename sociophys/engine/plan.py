"""Choose the kernel and cut the work: a function of model and replicas only, never of the machine."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from sociophys.dynamics import Sampler
from sociophys.engine.mover import Mover
from sociophys.errors import Mistake, NotDefinedError
from sociophys.model import Model

BITS_FROM = 256  # of 512 lanes at least half are in use
LANES_FROM = 4  # narrower blocks gain less from a shared gather than they lose in bookkeeping
RATES = {"sampler": 5e6, "bit_sliced": 2e9, "lanes": 5e8, "single": 2e7}  # updates a second, roughly, lanes full
WIDTHS = {"bit_sliced": 512, "lanes": 64}
SEGMENT_SECONDS = 1.5  # roughly, between two checkpoints
SEGMENT_ROWS = 500_000
SEGMENT_BYTES = 200_000_000  # of frames
UNITS = 8  # at most this many work units a point: enough for the cores of one machine
UNIT_SECONDS = 1.0  # less than this is not worth a unit of its own

SWEEPERS = {"bit_sliced": BITS_FROM, "lanes": LANES_FROM, "single": 1}
"""Families that make sweeps, the fastest first, and the least replicas of an order block that pay."""
MOVERS = {"sampler": "SamplerMover", "bit_sliced": "BitSliced", "lanes": "Lanes", "single": "Single"}


@dataclass(frozen=True)
class Plan:
    """Which kernel family runs and why, the replica numbers of each work unit, and the sweeps between checkpoints."""

    kernel: str
    reasons: list[str]
    units: list[np.ndarray]
    segment_sweeps: int

    @property
    def family(self) -> type[Mover]:
        """The mover of the kernel family."""
        found: type[Mover] = getattr(_module(self.kernel), MOVERS[self.kernel])
        return found


def _module(family: str) -> ModuleType:
    """Import the file of a family; its kernels come with it, so only those that are asked are imported."""
    return importlib.import_module(f"sociophys.engine.movers.{family}")


def plan(model: Model, shared: tuple[str, ...] = ()) -> Plan:
    """Return the plan of a model; ``shared``: what :func:`shared_family` found for the models it is compared with."""
    kernel, reasons = (shared[0], list(shared[1:])) if shared else _choose(model)
    rate = RATES[kernel] * min(1.0, model.settings.order_block / WIDTHS.get(kernel, 1))
    units = _units(model, rate)
    return Plan(kernel, reasons, units, _segment_sweeps(model, max(len(unit) for unit in units), rate))


def _choose(model: Model) -> tuple[str, list[str]]:
    """Return the first family that can serve and pays, and one sentence on each up to it."""
    if isinstance(model.dynamics, Sampler):
        return "sampler", _module("sampler").reasons(model)
    block, passed_by = model.settings.order_block, []
    for name, least in SWEEPERS.items():
        few = f"{block} replica(s) share a visiting order, it pays from {least} on" if block < least else ""
        why = few or _module(name).why_not(model)
        if not why:
            return name, [f"{name}: {block} replica(s) share a visiting order", *passed_by]
        passed_by.append(f"not {name}: {why}")
    raise AssertionError("single serves every model")


def shared_family(models: Mapping[str, Model]) -> tuple[str, ...]:
    """Return the first family that can serve all models, by name, and one sentence on each family up to it.

    Paired runs must meet the same coins, and how coins are laid out is the family's own.

    Raises
    ------
    NotDefinedError
        If some are drawn by a sampler, which has no coins to share with what moves in time.
    """
    samplers = [name for name, model in models.items() if isinstance(model.dynamics, Sampler)]
    if samplers and len(samplers) < len(models):
        rest = next(name for name in models if name not in samplers)
        what = f"'{samplers[0]}' draws by a sampler and '{rest}' moves in time: they share no coins and no time"
        raise NotDefinedError(Mistake("variants", what, "samplers only, or none"))
    if samplers:
        return "sampler", "sampler: all that is compared is drawn by a sampler"
    passed_by = []
    block = next(iter(models.values())).settings.order_block
    for family, least in SWEEPERS.items():
        why = f"{block} replica(s) share a visiting order, it pays from {least} on" if block < least else ""
        why = why or _why_not_all(family, models)
        if not why:
            return family, f"{family}: runs that are compared share coins, and it serves all of them", *passed_by
        passed_by.append(f"not {family}: {why}")
    raise AssertionError("single serves every model")


def _why_not_all(family: str, models: Mapping[str, Model]) -> str:
    reasons = ((name, _module(family).why_not(model)) for name, model in models.items())
    return next((f"in '{name}' {why}" for name, why in reasons if why), "")


def _segment_sweeps(model: Model, replicas: int, rate: float) -> int:
    """Return the sweeps of a segment: few enough for its updates, its rows and its frames."""
    settings, spins = model.settings, model.network.n_nodes * replicas
    by_updates = int(SEGMENT_SECONDS * rate) // max(1, spins)
    by_rows = SEGMENT_ROWS // replicas * settings.record_every
    by_frames = max(1, SEGMENT_BYTES // max(1, spins)) * settings.snapshot_every or by_rows
    records = min(by_updates, by_rows, by_frames) // settings.record_every
    return max(1, records) * settings.record_every


def _units(model: Model, rate: float) -> list[np.ndarray]:
    """Cut the replicas into runs of whole order blocks, as even as they come, none too small to be worth it."""
    settings = model.settings
    n_blocks = -(-settings.replicas // settings.order_block)
    worth = model.network.n_nodes * settings.replicas * settings.sweeps // max(1, int(UNIT_SECONDS * rate))
    parts = np.array_split(np.arange(n_blocks), max(1, min(UNITS, n_blocks, worth)))
    ends = [min(settings.replicas, int(part[-1] + 1) * settings.order_block) for part in parts]
    return [np.arange(low, high, dtype=np.int64) for low, high in zip([0, *ends], ends, strict=False)]
