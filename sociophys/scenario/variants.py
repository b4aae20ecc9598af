"""Variants: changes laid over a scenario.

Blocks are laid over key by key (as a whole where of another kind), lists replace, dotted paths set single values, and
``without`` takes away what the scenario has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sociophys.errors import near_miss
from sociophys.parameters import Finding
from sociophys.plugins.gate import Gate
from sociophys.scenario.checks import check
from sociophys.scenario.document import KEYS, Scenario, Variant, read_blocks
from sociophys.scenario.marks import moved
from sociophys.scenario.paths import Path as Location
from sociophys.scenario.paths import parse, put, show
from sociophys.scenario.resolve import plain_of

BASE, WITHOUT = "base", "without"
MAY_DIFFER = ("network", "dynamics", "initial", "feed", "fields", "interventions")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_WHY_SHARED = {
    "run": "pairs share sweeps, burn-in, records, replicas and visiting orders, else no run would have a partner",
    "seed": "pairs share their luck: one seed draws the visits and the coins of both",
    "analyze": "all are measured alike",
    "grid": "all are run at the same settings",
}
_EXAMPLE = "For example: variants: {campaign: {fields: [{kind: broadcast, toward: plus, strength: 0.3}]}}"
Places = list[tuple[Location, Location]]


def laid_over(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with changes laid over it, in their order; raises LookupError where a list place is missing.

    Examples
    --------
    >>> base = {"feed": {"kind": "similarity", "posts": 3}, "fields": [{"kind": "uniform", "strength": 1}]}
    >>> laid_over(base, {"feed": {"posts": 5}, "fields[0].strength": 2})
    {'feed': {'kind': 'similarity', 'posts': 5}, 'fields': [{'kind': 'uniform', 'strength': 2}]}
    >>> laid_over(base, {"without": ["feed"]})
    {'fields': [{'kind': 'uniform', 'strength': 1}]}
    """
    for path in changes.get(WITHOUT, ()):
        document = _taken_away(document, parse(path), path)
    for key, value in changes.items():
        if key == WITHOUT:
            continue
        value = {**document[key], **value} if _is_merged(document, key, value) else value
        document = put(document, parse(key), value)
    return dict(document)


def _taken_away(document: Mapping[str, Any], path: Location, text: str) -> dict[str, Any]:
    key, rest = str(path[0]), path[1:]
    if key not in document or (rest and not isinstance(document[key], Mapping)):
        raise LookupError(f"{text} is not there to be taken away")
    inner = {key: _taken_away(document[key], rest, text)} if rest else {}
    return {**{name: part for name, part in document.items() if name != key or rest}, **inner}


def touched(changes: Mapping[str, Any]) -> list[str]:
    """Return the paths that changes set or take away."""
    return [*(key for key in changes if key != WITHOUT), *changes.get(WITHOUT, ())]


def _is_merged(document: Mapping[str, Any], key: str, value: Any) -> bool:
    """Whether a block's keys are laid over those of the base: not where it is of another kind."""
    here = document.get(key)
    if not isinstance(here, Mapping) or not isinstance(value, Mapping):
        return False
    return bool(value.get("kind", here.get("kind")) == here.get("kind"))


def differences(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes that lead from one explicit scenario to another: whole keys of blocks, as dotted paths."""
    changes: dict[str, Any] = {}
    gone: list[str] = []
    for name in MAY_DIFFER:
        here, there = base.get(name), other.get(name)
        if here == there:
            continue
        if there is None:
            gone.append(name)
        elif not isinstance(here, Mapping) or not _is_merged(base, name, there):
            changes[name] = there
        else:
            gone += [f"{name}.{key}" for key in here if key not in there]
            changes |= {f"{name}.{key}": part for key, part in there.items() if here.get(key) != part}
    return changes | ({WITHOUT: gone} if gone else {})


def places(name: str, base: Mapping[str, Any], changes: Mapping[str, Any]) -> Places:
    """Return pairs of a path in a variant's complete scenario and the path that put it there."""
    found: Places = []
    for key, value in changes.items():
        if key == WITHOUT:
            continue
        written = ("variants", name, key)
        if _is_merged(base, key, value):
            found += [((key, inner), (*written, inner)) for inner in value]
        else:
            found.append((parse(key), written))
    return found


def read_variants(
    raw: Any, document: Mapping[str, Any], base: Scenario | None, gate: Gate
) -> tuple[dict[str, Variant], list[Finding]]:
    """Return the variants by name and what is wrong in them, at their own places.

    Parameters
    ----------
    raw: what stands under ``variants``. document: the scenario around it.
    base: the scenario itself, None where it is broken: then only what the variants bring is looked at.
    """
    if not isinstance(raw, Mapping):
        return {}, [Finding(("variants",), f"{raw!r} is not a block of names", "name: changes", _EXAMPLE)]
    twin = plain_of(base) if base else {key: value for key, value in document.items() if key in KEYS}
    found: dict[str, Variant] = {}
    findings: list[Finding] = []
    for name, changes in raw.items():
        wrong = [*_check_name(name, list(raw)), *_check_changes(name, changes)]
        if not wrong:
            scenario, wrong = _scenario(name, twin, changes, base, gate)
            if base and scenario:
                found[name] = Variant(differences(twin, plain_of(scenario)), scenario)
                wrong = _check_difference(name, found)
        findings += wrong
    return found, findings


def _check_name(name: str, names: list[str]) -> list[Finding]:
    place = ("variants", name)
    if name.casefold() == BASE:
        return [Finding(place, f"the key '{name}' is the scenario itself", "another name")]
    alike = next((other for other in names[: names.index(name)] if other.casefold() == name.casefold()), None)
    if alike is not None:
        return [Finding(place, f"the key '{name}' is '{alike}' in other letters", "another name")]
    if not _NAME.fullmatch(name):
        allowed = "a letter, then letters, digits, '-' and '_', up to 64"
        return [Finding(place, f"the key '{name}' cannot name a variant", allowed)]
    return []


def _check_changes(name: str, changes: Any) -> list[Finding]:
    place = ("variants", name)
    if not isinstance(changes, Mapping) or not changes:
        what = "nothing differs" if changes == {} else f"{changes!r} is not a block of changes"
        return [Finding(place, what, ", ".join(MAY_DIFFER), _EXAMPLE)]
    among = "between variants"
    found = [f for key in changes if key != WITHOUT for f in check_root((*place, key), key, MAY_DIFFER, among)]
    gone, where = changes.get(WITHOUT, []), (*place, WITHOUT)
    if not isinstance(gone, list) or not all(isinstance(path, str) for path in gone):
        return [*found, Finding(where, f"{gone!r} is not a list of paths", "for example [feed]")]
    return found + [f for k, path in enumerate(gone) for f in check_root((*where, k), path, MAY_DIFFER, among)]


def check_root(place: Location, key: str, allowed: tuple[str, ...], among: str) -> list[Finding]:
    """Return what is wrong with a path as such, or with the block it begins in."""
    try:
        root = str(parse(key)[0])
    except ValueError as error:
        return [Finding(place, str(error))]
    if root in allowed:
        return []
    listed = ", ".join(allowed)
    if root in _WHY_SHARED:
        what = f"'{root}' cannot differ {among}: {_WHY_SHARED[root]}"
        return [Finding(place, what, listed, "Set it at the top of the scenario, for all of them.")]
    if root in KEYS:
        return [Finding(place, f"'{root}' cannot differ {among}", listed)]
    return [Finding(place, f"unknown key '{key}'", listed, near_miss(root, allowed))]


def _scenario(
    name: str, twin: Mapping[str, Any], changes: Mapping[str, Any], base: Scenario | None, gate: Gate
) -> tuple[Scenario | None, list[Finding]]:
    """Return the complete scenario of a variant and its mistakes; with a broken base only those of its own lines."""
    own = places(name, twin, changes)
    try:
        document = laid_over(twin, changes)
    except LookupError as error:
        culprit = next(key for key in changes if _is_missing(twin, changes, key))
        return None, [Finding(("variants", name, culprit), str(error.args[0]))]
    found, findings = read_blocks(document, gate)
    findings += check(found) if found else []
    if base is None:
        return None, [f._replace(path=moved(f.path, own)) for f in findings if moved(f.path, own)]
    return found if not findings else None, [_moved(finding, name, changes, own) for finding in findings]


def _is_missing(twin: Mapping[str, Any], changes: Mapping[str, Any], key: str) -> bool:
    """Whether the changes up to this one cannot be laid over the base."""
    keys = list(changes)
    try:
        laid_over(twin, {k: changes[k] for k in keys[: keys.index(key) + 1]})
    except LookupError:
        return True
    return False


def _moved(finding: Finding, name: str, changes: Mapping[str, Any], own: Places) -> Finding:
    """Say a finding where the variant brought it in: at its own line, else at the change of the same block."""
    there = moved(finding.path, own)
    if there:
        return finding._replace(path=there)
    root = finding.path[0] if finding.path else ""
    same = [key for key in changes if parse(key)[0] == root]
    place = ("variants", name, same[0]) if same else ("variants", name)
    what = f"with it, {show(finding.path)}: {finding.what}" if finding.path else finding.what
    return finding._replace(path=place, what=what)


def _check_difference(name: str, found: Mapping[str, Variant]) -> list[Finding]:
    if found[name].changes:
        return []
    return [Finding(("variants", name), "it says the same as the scenario itself", "something that differs")]
