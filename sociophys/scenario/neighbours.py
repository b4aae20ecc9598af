"""Where an unknown key would belong: near misses across sibling blocks, families and kinds."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping

from sociophys import registry
from sociophys.errors import SociophysError
from sociophys.parameters import Finding
from sociophys.scenario.blocks import Analyze, Head, Outcome, Report, Run
from sociophys.scenario.paths import Path as Location

_SINGULAR = {  # where several families have a key, the first is named
    "dynamics": "dynamics",
    "schedules": "schedule",
    "triggers": "trigger",
    "loaders": "network.load",
    "couplings": "coupling",
    "initial": "initial",
    "fields": "field",
    "feeds": "feed",
    "interventions": "intervention",
    "analyzers": "analyzer",
}
_NEAR = 0.7
_FAMILY_OF = {"load": "loaders", "couple": "couplings", "feed": "feeds", "analyze": "analyzers"}


def advice_for(finding: Finding) -> str:
    """Return what an unknown key was meant to be: a near key of its block, or the place where it belongs.

    Examples
    --------
    >>> advice_for(Finding(("dynamics", "sweeps"), "unknown key 'sweeps'", "order, temperature"))
    "'sweeps' belongs to the block 'run'."
    """
    key, family = str(finding.path[-1]), _family(finding.path)
    own = difflib.get_close_matches(key, finding.allowed.split(", "), n=1, cutoff=_NEAR)
    if own:
        return f"Did you mean '{own[0]}'?"
    places = _places()
    if key in places:
        return f"'{key}' belongs to {_named(places[key], family)}."
    close = difflib.get_close_matches(key, places, n=1, cutoff=_NEAR)
    return f"Did you mean '{close[0]}' of {_named(places[close[0]], family)}?" if close else ""


def _family(path: Location) -> str:
    words = [part for part in path[:-1] if isinstance(part, str)]
    last = words[-1] if words else ""
    return _FAMILY_OF.get(last, last)


def _named(owners: Mapping[str, list[str]], nearest: str) -> str:
    """Name one owner: the block, else the family at hand, else the first family, with its kinds."""
    if "" in owners:
        return owners[""][0]
    family = nearest if nearest in owners else next(iter(owners))
    kinds = [f"'{kind}'" for kind in owners[family]]
    many = f" and {len(kinds) - 3} more" if len(kinds) > 3 else ""
    return f"{_SINGULAR[family]} kind{'s' if len(kinds) > 1 else ''} {', '.join(kinds[:3])}{many}"


@functools.cache
def _places() -> dict[str, dict[str, list[str]]]:
    """Return, by key, who has it: '' for blocks of the scenario, else kinds by family."""
    places: dict[str, dict[str, list[str]]] = {}
    for family in _SINGULAR:
        for kind in registry.kinds(family):
            for key in _keys(family, kind):
                places.setdefault(key, {}).setdefault(family, []).append(kind)
    blocks = {
        "run": tuple(Run.model_fields),
        "outcome": tuple(Outcome.model_fields),
        "analyze": tuple(Analyze.model_fields),
        "report": tuple(Report.model_fields),
    }
    blocks["network"] = ("load", "opinions", "couple")
    for block, keys in blocks.items():
        for key in keys:
            places.setdefault(key, {})[""] = [f"the block '{block}'"]
    tops = (
        *Head.model_fields,
        "network",
        "dynamics",
        "initial",
        "feed",
        "fields",
        "interventions",
        "run",
        "grid",
        "variants",
        "outcome",
        "robustness",
        "analyze",
    )
    for key in tops:
        places.setdefault(key, {})[""] = ["the top of the scenario"]
    for key in ("absolute", "relative", "to", "per_node"):
        places.setdefault(key, {}).setdefault("", ["the block 'dynamics.temperature'"])
    return places


def _keys(family: str, kind: str) -> tuple[str, ...]:
    try:
        return tuple(registry.member(family, kind).model_fields)
    except (SociophysError, ImportError, AttributeError):  # a broken plug-in must not hide the user's own mistake
        return ()
