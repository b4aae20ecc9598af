"""A karate run with two variants, compared by hand: as a report sees it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from scipy import stats

from sociophys.contrast import Contrast, Contrasts, Together, Tried
from sociophys.estimate import Estimate
from sociophys.fields.broadcast import Broadcast
from sociophys.model import bind
from sociophys.statistics import block_estimate
from sociophys.workflow.finished import FinishedPoint, FinishedRun
from sociophys.workflow.sections.context import series

from .conftest import broadcast_model, finished_of, point_of


def pressed(strength: Any) -> FinishedPoint:
    """Return karate under a broadcast of this strength, its starts, orders and coins those of every other."""
    model = broadcast_model(sweeps=120, replicas=32, temperature=4.0)
    fields = (Broadcast.model_validate({"toward": "Officer", "strength": strength}),) if strength else ()
    settings = {key: getattr(model, key) for key in ("graph", "network", "opinions", "seed")}
    initial, dynamics = model.initial, model.dynamics
    return point_of(bind(**settings, initial=initial, dynamics=dynamics, fields=fields, settings=model.settings))


def contrast(name: str, other: FinishedPoint, base: FinishedPoint, smallest: float | None = 0.05) -> Contrast:
    """Return one variant beside the base, in m at the end."""
    sweeps, here = series(other.observables, "m")
    there = series(base.observables, "m")[1]
    gap = (here - there).T
    n, mean = len(gap), gap.mean(axis=0)
    error = gap.std(axis=0, ddof=1) / np.sqrt(n)
    reach = stats.t.ppf(0.975, n - 1) * error
    low, high = float(mean[-1] - reach[-1]), float(mean[-1] + reach[-1])
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.array(
            [np.corrcoef(a, b)[0, 1] if a.std() and b.std() else np.nan for a, b in zip(here, there, strict=True)]
        )
    differs = gap != 0
    parted = np.where(differs.any(axis=1), sweeps[differs.argmax(axis=1)].astype(float), np.inf)
    ends = [(frame[0], np.mean(frame[1] != other_[1])) for frame, other_ in zip(base.frames, other.frames, strict=True)]
    together = Together(parted, sweeps, alike, *(np.array(part, float) for part in zip(*ends, strict=True)))
    verdict: Any = "less" if high < -(smallest or 0) else "more" if low > (smallest or 0) else "undecided"
    apart = here[-1].var(ddof=1) + there[-1].var(ddof=1)
    return Contrast(
        name, "base", "m", "end", block_estimate(there[-1], 1), block_estimate(here[-1], 1),
        Estimate(float(mean[-1]), float(error[-1]), n, tag="Simulated"), low, high, gap[:, -1],
        float(apart / gap[:, -1].var(ddof=1)), smallest, verdict, together, "",
        sweeps, mean, mean - reach, mean + reach,
        {"broadcast: field times time": 18.0},
    )  # fmt: skip


STRENGTHS: dict[str, Any] = {
    "base": None,
    "steady": 0.4,
    "pulse": {"kind": "pulse", "height": 1.2, "start": 60, "width": 15},
}


@cache
def compared_run() -> FinishedRun:
    """Return a finished run of three variants."""
    points = {name: replace(pressed(strength), settings={"variant": name}) for name, strength in STRENGTHS.items()}
    found = tuple(contrast(name, points[name], points["base"]) for name in ("steady", "pulse"))
    first = found[0]
    other = replace(first, low=-0.3, high=0.2, difference=replace(first.difference, value=-0.05), verdict="undecided")
    against = replace(first, low=0.1, high=0.3, difference=replace(first.difference, value=0.2), verdict="more")
    tried = (
        Tried("dynamics.order", "synchronous", first, True),
        Tried("dynamics.temperature.absolute", "8", other, None),
        Tried("dynamics.temperature.absolute", "2", against, False),
    )
    run = finished_of(list(points.values()), "Does a steady broadcast move a club that has already split?",
                      variants={name: {"fields": [{"kind": "broadcast", "toward": "Officer", "strength": strength}]}
                                for name, strength in STRENGTHS.items() if strength})  # fmt: skip
    return replace(run, contrasts=Contrasts(tuple(STRENGTHS), found, tried))
