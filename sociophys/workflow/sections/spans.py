"""When fields and levers were at work, as spans on the time axis."""

from __future__ import annotations

import math
from typing import Any

from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context

Span = tuple[str, float, float]
_MAX = 8
_FAINT = 0.01  # of its peak: what is left of a pressure that counts as over
_THIN = 200  # the least width of a span is so small a part of the axis


def of(context: Context) -> list[Span]:
    """Return (label, begin, end) of what has a begin or an end within the run; what acts throughout has no span.

    A lever that waits for a condition is marked from the first run in which it began to the last.
    """
    return [*timed(context), *_by_condition(context)][:_MAX]


def timed(context: Context) -> list[Span]:
    """Return those whose times were chosen."""
    model, last = context.model, float(context.model.settings.sweeps)
    found: list[Span] = []
    for bound in model.fields:
        plain = bound.member.explicit()
        schedule = plain.get("strength")
        if plain["kind"] == "campaign":
            found.append(
                (_label(context, bound.member), float(plain["start"]), float(plain["start"] + plain["sweeps"]))
            )
        found += [(_label(context, bound.member), *span) for span in _of_schedule(schedule, last)]
    for bound in model.interventions:
        found += [(_label(context, bound.member), *span) for span in _of_trigger(bound.member.explicit()["when"], last)]
    temperature = model.dynamics.temperature.explicit() if hasattr(model.dynamics.temperature, "explicit") else None
    noise = (temperature or model.dynamics.explicit()["temperature"]).get("absolute") or {}
    found += [("noise changes", *span) for span in _of_schedule(noise, last)]
    return [(text, begin, min(end, last)) for text, begin, end in found if begin < last][:_MAX]


def _by_condition(context: Context) -> list[Span]:
    """Return where levers that wait for a condition began, and in how many runs."""
    last, n_runs = float(context.model.settings.sweeps), context.model.settings.replicas
    found = []
    for bound in context.model.interventions:
        first: dict[int, int] = {}
        for event in context.point.events if bound.member.when.is_condition else ():
            if event.name == bound.name:
                first.setdefault(event.replica, event.sweep)
        if first:
            begin, end = float(min(first.values())), float(max(first.values()))
            label = f"{_label(context, bound.member)}, in {words.whole(len(first))} of {words.counted(n_runs, 'run')}"
            found.append((label, begin, min(max(end, begin + last / _THIN), last)))
    return found


def _label(context: Context, member: Any) -> str:
    plain = member.explicit()
    toward = plain.get("toward") or plain.get("to")
    toward = {"plus": context.plus, "minus": context.minus}.get(toward, toward) if isinstance(toward, str) else toward
    name = str(plain["kind"]).replace("_", " ")
    return f"{name} to {toward if isinstance(toward, str) else words.short(toward)}" if toward is not None else name


def _of_schedule(plain: Any, last: float) -> list[tuple[float, float]]:
    if not isinstance(plain, dict):
        return []
    kind = plain.get("kind")
    if kind == "pulse":
        return [(float(plain["start"]), float(plain["start"] + plain["width"]))]
    if kind == "ramp":
        return [(float(plain.get("start", 0)), float(plain["stop"]))]
    if kind == "life_cycle":
        return [(float(plain["start"]), min(last, _faded(plain)))]
    if kind == "warmup_decay":
        return [(float(plain.get("start", 0)), last)]
    if kind == "steps":
        times = [*plain["times"], last]
        spans = zip(times, times[1:], plain["values"], strict=False)
        return [(float(a), float(b)) for a, b, value in spans if value]
    return []


def _faded(plain: dict[str, Any]) -> float:
    """Return the sweep at which a tail has come down to a hundredth; whole runs later for most power laws."""
    logarithm = -math.log(_FAINT)
    is_power = plain["tail"] == "power_law"
    times = math.expm1(min(logarithm / plain["exponent"], 700.0)) if is_power else logarithm
    end: float = plain["start"] + plain["rise"] + plain["plateau"] + plain["decay"] * times
    return math.inf if plain["base"] else math.ceil(end)


def _of_trigger(plain: Any, last: float) -> list[tuple[float, float]]:
    if not isinstance(plain, dict):
        return []
    if plain.get("kind") == "between":
        return [(float(plain["start"]), float(plain["end"]))]
    if plain.get("kind") == "at":
        return [(float(t), float(t + 1)) for t in plain["times"]]
    if plain.get("kind") in ("after", "every") and plain.get("start", 0) > 0:
        return [(float(plain["start"]), last)]
    return []
