"""From the points of a run with variants to their contrasts: what is read of each, and whether that can be asked."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sociophys import registry
from sociophys.analysis import analyze_frames
from sociophys.contrast import Contrast, Contrasts
from sociophys.engine.plan import shared_family
from sociophys.errors import Mistake, ScenarioError, near_miss
from sociophys.model import Model
from sociophys.pairing import Question, Reading
from sociophys.studies.variants import Variants, deciding_pair, label, sides
from sociophys.workflow.costs import costs
from sociophys.workflow.finished import FinishedPoint
from sociophys.workflow.settling import Settling, second_half
from sociophys.workflow.unit import model_of

Array = np.ndarray
Frames = Callable[[], Iterator[tuple[int, Array]]]


def contrasts(resolved: Any, points: Sequence[FinishedPoint], frames: Sequence[Frames]) -> Contrasts | None:
    """Return what the variants of a finished run show; None for a scenario without variants.

    ``frames``: yields the kept frames of each point.
    """
    if not resolved.scenario.variants:
        return None
    question = _question(resolved)
    analyzers = resolved.plain["analyze"]["analyzers"]
    readings = {
        point.point: reading(point, question, analyzers, kept) for point, kept in zip(points, frames, strict=True)
    }
    return Variants().conclude(readings, question, resolved)


def require_outcome(resolved: Any, points: Sequence[tuple[dict[str, Any], Any]]) -> None:
    """Refuse, before anything is simulated, an outcome that these models cannot answer.

    Raises
    ------
    ScenarioError
        If the measure is unknown, is not recorded, or has a sign that is luck in both variants that decide; or if the
        points share no kernel family.
    """
    if not resolved.scenario.variants:
        return
    shared_family({label(settings): model_of(point) for settings, point in points})
    measure = _question(resolved).measure
    deciding = [side for side in sides(resolved) if side.variant in deciding_pair(resolved.scenario) and not side.path]
    models = [model_of(side.resolved) for side in deciding]
    mistakes = [_mistake(resolved, model, measure) for model in models]
    found = next((mistake for mistake in mistakes if mistake), None)
    if found is None and all(_is_luck(resolved, model, measure) for model in models):
        what = f"nothing singles out a side, so the sign of '{measure}' is luck in both variants that decide"
        found = Mistake("outcome.measure", what, "a measure without a side", f"For example abs_{measure}.")
    if found:
        marked = resolved.scenario.marked
        raise ScenarioError(marked.placed(found) if marked else found)


def _question(resolved: Any) -> Question:
    """Return the question with its measure by name."""
    outcome = resolved.scenario.outcome
    measure = outcome.measure
    if measure == "default":
        pair = deciding_pair(resolved.scenario)
        deciding = [model_of(side.resolved) for side in sides(resolved) if side.variant in pair and not side.path]
        measure = "abs_m" if all(model.aligns for model in deciding) else "m"
    return Question(measure, str(outcome.at), outcome.smallest_effect)


def _mistake(resolved: Any, model: Model, measure: str) -> Mistake | None:
    if _recorded_as(model, measure):
        return None
    missing = next((sentence for sentence in model.refused if sentence.startswith(f"{measure} ")), "")
    numbers = [] if missing else list(_at_start(resolved, model))
    if measure in numbers:
        return None
    known = [*model.observables, *numbers]
    what = missing or f"'{measure}' is neither recorded nor a number of the end states"
    return Mistake("outcome.measure", what, ", ".join(known), near_miss(measure, known))


def _recorded_as(model: Model, measure: str) -> str:
    """Return the observable behind a measure: itself, or what its size is of; empty where none is recorded."""
    names = (measure, measure.removeprefix("abs_"))
    return next((name for name in names if name in model.observables), "")


def _at_start(resolved: Any, model: Model) -> dict[str, float]:
    """Return the numbers of one state: what the end states will be measured by."""
    state = model.initial.spins(model.network, model.opinions, np.random.default_rng(0))[:, None]
    return _numbers(resolved.plain["analyze"]["analyzers"], model, state)


def _numbers(analyzers: Any, model: Model, state: Array) -> dict[str, float]:
    table = analyze_frames(model.network, state, analyzers, 1, model.opinions, model.seed).tables["replicas"]
    return {str(name): float(table[name].iloc[0]) for name in table if name != "replica"}


def _is_luck(resolved: Any, model: Model, measure: str) -> bool:
    return model.aligns and _is_sided(resolved.plain["analyze"]["analyzers"], model, measure)


def _is_sided(analyzers: Any, model: Model, measure: str) -> bool:
    """Whether a measure tells one side from the other: it changes when all opinions of some state are turned."""
    if measure in model.observables:
        return bool(model.observables[measure].member.is_odd)
    if _recorded_as(model, measure):
        return False
    state = np.where(np.arange(model.network.n_nodes) % 3 == 0, -1, 1).astype(np.int8)[:, None]
    here, there = (_numbers(analyzers, model, s).get(measure, math.nan) for s in (state, -state))
    return math.isfinite(here + there) and not math.isclose(here, there, rel_tol=1e-9, abs_tol=1e-12)


def reading(point: FinishedPoint, question: Question, analyzers: Any, frames: Frames) -> Reading:
    """Return what is read of a finished point for a question."""
    settling, model = Settling(point), point.model
    recorded = settling.recorded
    sweeps = np.unique(point.observables["sweep"].to_numpy(np.float64)) if len(point.observables) else np.zeros(0)
    name = _recorded_as(model, question.measure)
    if name:
        series = recorded[name] if name == question.measure else np.abs(recorded[name])
        values = value_at(series, sweeps, question.at)
    else:
        series = np.zeros((0, 0))
        last, block = point.frames[-1][1], model.settings.order_block
        measured = analyze_frames(model.network, last, analyzers, block, model.opinions, model.seed, point.networks)
        replicas = measured.tables["replicas"]
        lost = np.full(last.shape[1], np.nan)
        values = replicas[question.measure].to_numpy(np.float64) if question.measure in replicas else lost
    return Reading(
        values=values,
        block=model.settings.order_block,
        sweeps=sweeps,
        series=series,
        recorded=of_opinions(recorded),
        people=model.graph.names,
        frames=frames,
        cost=_cost(point),
        is_luck=model.aligns and _is_sided(analyzers, model, question.measure),
    )


def of_opinions(recorded: Mapping[str, Array]) -> Mapping[str, Array]:
    """Return what tells by people's opinions alone when two runs part; all that is recorded where nothing does."""
    known = set(registry.kinds("observables")) & recorded.keys()
    told = {name: recorded[name] for name in known if registry.member("observables", name).of_opinions_alone}
    return told or recorded


def value_at(series: Array, sweeps: Array, at: str) -> Array:
    """Return the measure of each replica at the time that decides, (n_replicas,) float64."""
    if at == "end":
        return series[:, -1]
    if at == "late":
        return second_half(series).mean(axis=1)
    if at == "peak":
        return series.max(axis=1)
    found: Array = series[:, int(np.flatnonzero(sweeps == float(at))[0])]
    return found


def _cost(point: FinishedPoint) -> dict[str, float]:
    """Return what was spent, by unit, mean over replicas."""
    total: dict[str, float] = defaultdict(float)
    for units in costs(point).values():
        for unit, spent in units.items():
            total[unit] += spent.value or 0.0
    return dict(sorted(total.items()))


def plain(found: Contrasts) -> dict[str, Any]:
    """Return what ``summary.json`` says of a comparison; numbers that are undefined are None."""
    return {
        "names": list(found.names),
        "contrasts": [{**_head(one), **_courses(one)} for one in found.contrasts],
        "settings": [
            {"path": tried.path, "value": tried.value, "holds": tried.holds, **_head(tried.contrast)}
            for tried in found.settings
        ],
        "holds": found.n_holds,
    }


def _head(one: Contrast) -> dict[str, Any]:
    shown = ("variant", "compared_with", "measure", "at", "verdict", "reason", "low", "high", "variance_ratio")
    sides_of = {name: getattr(one, name).to_dict() for name in ("base", "other", "difference")}
    head = {name: getattr(one, name) for name in (*shown, "smallest_effect", "cost")}
    parted = one.together.parted_at
    median = float(np.median(parted)) if len(parted) and np.isfinite(np.median(parted)) else None
    return {**head, **sides_of, "parted_at_median": median}


def _courses(one: Contrast) -> dict[str, Any]:
    together = {key: _plain(values) for key, values in dataclasses.asdict(one.together).items()}
    courses = {name: _plain(getattr(one, name)) for name in ("sweeps", "course", "course_low", "course_high")}
    return {"per_replica": _plain(one.per_replica), **courses, "together": together}


def _plain(values: Array) -> list[float | None]:
    return [float(value) if math.isfinite(value) else None for value in values]
