"""A finished run, as summaries, documents and users see it: all that was simulated and measured, no files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis
from sociophys.contrast import Contrasts
from sociophys.model import Model
from sociophys.network import Network
from sociophys.trajectory import Event
from sociophys.workflow.people import MeanSpins
from sociophys.workflow.pressure import PressureSplit

Array = np.ndarray


@dataclass(frozen=True)
class FinishedPoint:
    """One grid point of a run (the only one, without a grid).

    Attributes
    ----------
    point: id of the point (first 8 hex digits of its resolved scenario's hash).
    settings: what the grid set here, e.g. ``{"dynamics.temperature.relative": 0.9}``, or ``variant`` and
        what was tried; empty without either.
    model: what was simulated. burn_in: sweeps thrown away; settled: whether R-hat said so (None: not asked).
    observables: tidy rows: replica, sweep, one column an observable, all replicas.
    events: what levers did. frames: (sweep, (n_nodes, n_replicas) int8 spins), the first and the last at least.
    mean_spins: time averages of everybody's spins.
    kernel: what the engine chose and why, one sentence each.
    r_hats: the last R-hat of two opposite starts by what was looked at; empty where that was not asked.
    pressure: everybody's pressure by where it came from; None where it was not split.
    networks: by column, the last networks of replicas that levers have rewired (the others': ``model.network``).
    absent: (n_nodes, n_replicas) bool, who is out of every count at the end; of no columns where nobody is.
    """

    point: str
    settings: dict[str, Any]
    model: Model
    burn_in: int
    settled: bool | None
    observables: pd.DataFrame
    events: list[Event]
    frames: list[tuple[int, Array]]
    mean_spins: MeanSpins
    kernel: list[str] = field(default_factory=list)
    networks: dict[int, Network] = field(default_factory=dict)
    r_hats: dict[str, float | str] = field(default_factory=dict)
    pressure: PressureSplit | None = None
    absent: Array = field(default_factory=lambda: np.zeros((0, 0), bool))


@dataclass(frozen=True)
class FinishedRun:
    """All points of a run, with what was measured on the imported opinions and on the simulated states.

    ``resolved`` is the explicit scenario (plain data), ``manifest`` what ``manifest.json`` holds, ``measured``
    the analysis of the imported opinions (None without any), ``simulated`` that of the final frames of the first
    point, ``summary`` every headline number (plain data, as in ``summary.json``), ``course`` the simulated numbers at
    each kept frame of the first point (empty where only the first and the last frame were kept), ``contrasts`` what
    its variants show (None without any).
    """

    run_id: str
    resolved: dict[str, Any]
    manifest: dict[str, Any]
    points: list[FinishedPoint]
    measured: Analysis | None
    simulated: Analysis | None
    summary: dict[str, Any]
    course: pd.DataFrame = field(default_factory=pd.DataFrame)
    contrasts: Contrasts | None = None
