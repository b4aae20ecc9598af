"""What the user chose: every assumption of a scenario in plain words, and the few that stand beside the answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sociophys.model import Bound
from sociophys.panels import Details, Table
from sociophys.parameters import read_member
from sociophys.workflow.sections import levers, noise, words
from sociophys.workflow.sections.context import Context
from sociophys.workflow.sections.pressed import OWN_WORDS

Row = list[str]
DEFAULT_TIME = "sweeps (one reconsideration per person on average)"

ORDERS = {
    "random": "People reconsider one at a time, in random order; some twice in a sweep, some not at all.",
    "permutation": "People reconsider one at a time, everyone once a sweep, in a new random order each sweep.",
    "sequential": "People reconsider one at a time, everyone once a sweep, always in the order of the file.",
    "checkerboard": "People who are not tied to each other reconsider together, one colour of a colouring after another.",
    "synchronous": "Everybody reconsiders at the same moment, looking at the sweep before.",
}
STARTS = {
    "random": "Before the first sweep every person's side is decided by a fair coin, anew in each run.",
    "all_up": "Before the first sweep everybody stands on the side of {plus}.",
    "opinions": "Every run starts from the sides as recorded{missing}.",
}
COUPLINGS = {
    "uniform": "Every tie pulls equally, whatever its weight",
    "from_weight": "A tie pulls as its weight says",
    "from_sign": "Only the sign of a tie counts: friendly or hostile",
    "homophily": "Ties between alike people are set apart from ties between different ones",
    "homophily_by_attribute": "Ties between alike people are set apart from ties between different ones",
    "degree_normalised": "Everybody listens to all their ties together with the same total strength",
    "random_sign": "Whether a tie is friendly or hostile was drawn by chance, all ties pull equally",
    "gaussian": "How a tie pulls was drawn from a normal law: some strongly, some hardly, some the other way",
    "sherrington_kirkpatrick": "How each pair pulls was drawn from a normal law, weaker the more people there are",
    "hebbian": "A tie pulls as two people's positions on issues agree",
    "nishimori": "Whether a tie is friendly or hostile was drawn by chance, as often as the Nishimori line asks",
}


def details(context: Context) -> Details:
    """Return the fold-out of settings with every assumption of the resolved scenario."""
    model = context.model
    rows = [
        *_ties(context),
        [
            "noise level (temperature)",
            noise.level(context).removeprefix(noise.NOISE),
            _first_upper(noise.meaning(context)),
        ],
        ["order of reconsidering", model.dynamics.order, order(context)],
        ["the start", words.block(model.initial.explicit()), start(context)],
        *(
            [["the feed", words.block(model.feed.explicit()), "It decides what people see of their ties."]]
            if model.feed
            else []
        ),
        *[["outside pressure (field)", words.block(f), said] for f, said in _pressures(context)],
        *[["lever (intervention)", words.block(f), levers.in_words(f)] for f in members(context, model.interventions)],
        *_length(context),
        *[
            ["varied over a grid", key, words.block(v)]
            for key, v in (context.finished.resolved.get("grid") or {}).items()
        ],
    ]
    return Details("Settings chosen for this run", Table(["what", "chosen", "what it means"], rows, ["text"] * 3))


def sentences(context: Context) -> list[str]:
    """Return the assumptions that an answer cannot be read without."""
    level = f"{_first_upper(noise.level(context))}: {noise.meaning(context)} {noise.scale(context)}"
    found = [level, coupling(context)]
    found += [said for _, said in _pressures(context)[:3]]
    found += [levers.in_words(plain) for plain in members(context, context.model.interventions)[:3]]
    return [*found, start(context)]


def coupling(context: Context) -> str:
    """Return what one person's tie does to them."""
    rules = context.finished.resolved["network"].get("couple") or []
    if not rules:
        return _own_weight(context)
    return "; ".join(_rule(rule) for rule in rules) + "."


def _own_weight(context: Context) -> str:
    """Return what a tie does where no rule sets its influence."""
    strengths = np.abs(context.network.couplings)
    if len(strengths) and np.ptp(strengths) > 1e-9 * strengths.max():
        return "A tie pulls with its weight as recorded."
    hostile = ", hostile ties the other way" if context.n_hostile else ""
    return f"Every tie pulls equally{hostile}."


def order(context: Context) -> str:
    """Return the order in which people reconsider."""
    if context.model.dynamics.is_timeless:
        return "People do not reconsider one by one: a sampler draws states as often as they occur in the long run."
    return ORDERS.get(context.model.dynamics.order, context.model.dynamics.order)


def start(context: Context) -> str:
    """Return how a run starts."""
    plain = context.model.initial.explicit()
    text = STARTS.get(plain["kind"], f"The start is {words.block(plain)}.")
    chosen = {"random": "decided by a fair coin", "plus": context.plus, "minus": context.minus}
    missing = f"; people without one: {chosen.get(plain.get('missing', ''), 'as the scenario says')}"
    return text.format(plus=context.plus, missing="" if context.sides.all() else missing)


def field(context: Context, plain: dict[str, Any]) -> str:
    """Return one outside pressure in words, translated."""
    kind, strength = plain["kind"], plain.get("strength", 1.0)
    peak = _peak(strength)
    meaning = words.pressure(peak, context.model.temperature_used)
    if kind == "broadcast":
        toward = _side(context, plain["toward"])
        return (
            f"A broadcast presses {words.selection(plain.get('nodes'))} toward {toward} with strength "
            f"{words.schedule(strength)}: {meaning}."
        )
    if kind == "uniform":
        toward = context.plus if peak >= 0 else context.minus
        constant = isinstance(strength, dict) and strength.get("kind") == "constant"
        size = words.short(abs(peak)) if constant else words.schedule(strength)
        return f"A climate of opinion presses everybody toward {toward} with strength {size}: {meaning}."
    if kind == "attribute":
        return f"Everybody is pressed by their own {plain['column']}, times {words.schedule(strength)}; at a value of 1 {meaning}."
    if kind == "personal_feed":
        memory = words.short(plain.get("memory_time", 20.0))
        return (
            f"A personal feed presses everybody toward what they said over the last {memory} sweeps, with strength "
            f"{words.schedule(strength)}; after a wholly one-sided past {meaning}."
        )
    if kind in OWN_WORDS:
        return OWN_WORDS[kind](_named(context, plain), words.short(peak), meaning)
    return f"{_first_upper(words.block(plain))}; at its strongest {meaning}."


def _pressures(context: Context) -> list[tuple[dict[str, Any], str]]:
    """Return the fields as plain data, each with its sentence and what it means for single people here."""
    bound = context.model.fields
    notes = [part.member.note(part.arrays) for part in bound]
    plains = members(context, bound)
    return [
        (plain, field(context, plain) + (f" {_first_upper(note)}." if note else ""))
        for plain, note in zip(plains, notes, strict=True)
    ]


def _named(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return a field with its side called by name."""
    toward = plain.get("toward")
    return {**plain, "toward": _side(context, toward)} if toward not in (None, "either") else plain


def members(context: Context, bound: Iterable[Bound]) -> list[dict[str, Any]]:
    """Return bound members as plain data with the names that may be shown."""
    return [hide_ids(part.member.explicit(), context) for part in bound]


def hide_ids(plain: Any, context: Context) -> Any:
    """Return plain data in which people's ids, in lists of them and in selections, are the names that may be shown."""
    if isinstance(plain, list):
        return [hide_ids(part, context) for part in plain]
    if not isinstance(plain, dict) or not context.hidden:
        return plain
    return {key: _shown(key, value, context) for key, value in plain.items()}


def _shown(key: str, value: Any, context: Context) -> Any:
    if key == "ids" and isinstance(value, list):
        return [context.shown_names.get(str(name), name) for name in value]
    if key in ("id", "community") and isinstance(value, str):
        return context.shown_names.get(value, value)
    return hide_ids(value, context)


def _ties(context: Context) -> list[Row]:
    plain = context.finished.resolved
    rules = plain["network"].get("couple") or []
    rows = [["influence (coupling)", words.block(rule), _rule(rule) + "."] for rule in rules]
    rows = rows or [["influence (coupling)", "none given", _own_weight(context)]]
    if context.model.dynamics.self_coupling == "keep":
        rows.append(["ties of people to themselves", "kept", "They act as inertia."])
    return rows


def _rule(rule: dict[str, Any]) -> str:
    settings = ", ".join(
        f"{key.replace('_', ' ')} {words.block(value)}"
        for key, value in rule.items()
        if key != "kind" and value is not None
    )
    member, _ = read_member("couplings", rule)
    note = f"; {member.note()}" if member is not None and member.note() else ""
    said = COUPLINGS.get(rule["kind"], _first_upper(rule["kind"].replace("_", " ")))
    return said + (f" ({settings})" if settings else "") + note


def _length(context: Context) -> list[Row]:
    model, settings = context.model, context.model.settings
    burn_in = context.point.burn_in
    thrown = (
        f"The first {whole_sweeps(burn_in)} are thrown away." if burn_in else "Nothing is thrown away at the start."
    )
    return [
        ["length of a run", whole_sweeps(settings.sweeps), f"{time_label(context)}. {thrown}"],
        ["runs (replicas)", words.whole(settings.replicas), "The same people and ties, each run with its own luck."],
        ["seed", str(model.seed), "Fixes the luck: the same seed gives the same numbers."],
    ]


def whole_sweeps(n: int) -> str:
    """Return a number of sweeps."""
    return words.counted(n, "sweep")


def time_label(context: Context) -> str:
    """Return what a sweep stands for."""
    given = axis_label(context)
    if context.model.dynamics.is_timeless:
        return "One sweep is a step of a sampler: no time passes, only the long run means something"
    if given == DEFAULT_TIME:
        return "One sweep is one reconsideration per person on average, not a day"
    return f"Time is called '{given}' as you say; in the model one sweep is one reconsideration per person on average"


def axis_label(context: Context) -> str:
    """Return the label of the time axis."""
    if context.model.dynamics.is_timeless:
        return "steps of the sampler (no time)"
    return str((context.finished.resolved.get("run") or {}).get("time_label") or DEFAULT_TIME)


def _side(context: Context, word: str) -> str:
    return {"plus": context.plus, "minus": context.minus}.get(word, word)


def _peak(strength: Any) -> float:
    """Return the value of a schedule that is largest in size."""
    member, _ = read_member("schedules", strength) if isinstance(strength, dict) else (None, [])
    return max(member.bounds(), key=abs) if member else float(strength)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
