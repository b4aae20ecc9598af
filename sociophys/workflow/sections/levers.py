"""Levers in words: what each does, when it acted, and what it has cost."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sociophys.interventions import COSTS
from sociophys.panels import Details, Panel, Table
from sociophys.workflow.costs import costs
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context


def panels(context: Context) -> list[Panel]:
    """List what levers did, and what they and outside pressure have cost."""
    return [*_acted(context), *_costs(context)]


def _acted(context: Context) -> list[Panel]:
    """List what levers did, runs that did the same at the same sweep counted together."""
    events = Counter((e.sweep, e.name, e.action) for e in context.point.events)
    if not events:
        return []
    rows = [[sweep, name, action, n] for (sweep, name, action), n in sorted(events.items())]
    acted = Table(["sweep", "lever", "what it did", "runs"], rows, ["number", "text", "text", "number"])
    return [Details("When levers acted", acted)]


def _costs(context: Context) -> list[Panel]:
    rows = [
        [name, COSTS.get(unit, unit), words.with_error(cost, 1, "")]
        for name, units in costs(context.point).items()
        for unit, cost in units.items()
    ]
    if not rows:
        return []
    caption = (
        f"All of a run: what a lever did, mean over all runs \u00b1 one standard error, {words.LUCK}; what a field presses "
        "is known beforehand and has no error."
    )
    heads = ["lever or outside pressure", "what is counted", "a run"]
    return [Details("What levers and outside pressure cost", Table(heads, rows, ["text"] * 3, caption))]


def in_words(plain: dict[str, Any]) -> str:
    """Return one lever in words."""
    when = words.trigger(plain.get("when", {"kind": "after"}))
    told = _TOLD.get(plain["kind"])
    text = words.block({key: value for key, value in plain.items() if key != "when"}) if told is None else told(plain)
    return f"{text[:1].upper()}{text[1:]}, {when}."


def _heat(plain: dict[str, Any]) -> str:
    where = {
        "neighbours_agree": f", where at least {words.percent(plain.get('share', 0.5))} of their neighbours agree with them",
        "neighbours_disagree": f", where at least {words.percent(plain.get('share', 0.5))} of their neighbours disagree",
    }
    level = f"the noise level of {_who(plain)} is set to {words.schedule(plain['to'])}"
    return f"{level}{where.get(plain.get('where', ''), '')}"


def _rewire(plain: dict[str, Any]) -> str:
    across = "ties between people who agree" if plain.get("to") == "other_side" else "ties across opinions"
    partner = {"agreeing": "somebody who agrees", "other_side": "somebody of the other opinion"}
    return f"of the {across} {words.percent(plain['share'])} are cut and tied to {partner.get(plain.get('to', ''), 'anyone')}"


def _nucleate(plain: dict[str, Any]) -> str:
    hold = f" and held for {words.counted(plain['hold'], 'sweep')}" if plain.get("hold") else ", free afterwards"
    size = (
        f" and those nearest to them, {words.counted(plain['size'], 'person', 'people')} in all"
        if plain.get("size")
        else ""
    )
    return f"set to {plain['to']} at once{hold}: {_who(plain)}{size}"


def _add(plain: dict[str, Any]) -> str:
    ends = " and ".join(words.selection(plain.get(end)) for end in ("one", "other"))
    who = " who disagree" if plain.get("disagreeing") else ""
    return (
        f"{words.counted(plain['number'], 'new tie')} (influence {words.short(plain['coupling'])}) between {ends}{who}"
    )


def _ties(plain: dict[str, Any]) -> str:
    for way in ("across", "within"):
        if plain.get(way):
            return f"ties {way} {plain[way]}"
    if plain.get("pairs"):
        return words.counted(len(plain["pairs"]), "listed tie")
    if plain.get("one"):
        return f"ties between {words.selection(plain['one'])} and {words.selection(plain['other'])}"
    return "all ties"


def _who(plain: dict[str, Any]) -> str:
    return words.selection(plain.get("nodes"))


_TOLD = {
    "pin": lambda plain: f"held at {plain['to']}, whatever their ties say: {_who(plain)}",
    "heat": _heat,
    "rewire": _rewire,
    "tilt": lambda plain: f"pressed to {plain['toward']} by {words.short(plain['strength'])}: {_who(plain)}",
    "nucleate": _nucleate,
    "remove": lambda plain: f"removed, without ties and out of every count: {_who(plain)}",
    "mute": lambda plain: f"muted, nobody is influenced by them: {_who(plain)}",
    "cut": lambda plain: f"{words.percent(plain['share'])} of {_ties(plain)} are cut",
    "strengthen": lambda plain: f"the influence of {_ties(plain)} is multiplied by {words.short(plain['by'])}",
    "add": _add,
}
