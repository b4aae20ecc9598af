"""The scenario as one frozen record, read from plain data with every mistake found at its path.

Members of plug-in families are read by name, so only the kinds asked for are imported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sociophys import registry
from sociophys.errors import near_miss
from sociophys.parameters import Finding, explicit, read_member, read_record
from sociophys.scenario.blocks import LANGUAGE, Analyze, Head, Outcome, Report, Run
from sociophys.scenario.marks import Marked
from sociophys.scenario.neighbours import advice_for
from sociophys.scenario.paths import Path as Location

HEAD = tuple(Head.model_fields)
BLOCKS = ("network", "dynamics", "initial", "feed", "fields", "interventions", "run", "grid", "analyze", "report")
COMPARISON = ("variants", "outcome", "robustness")
KEYS = ("schema", *HEAD, *BLOCKS[:-2], *COMPARISON, *BLOCKS[-2:])
NETWORK = ("load", "opinions", "couple")


@dataclass(frozen=True)
class NetworkBlock:
    """Which graph, which opinions joined to it, and the rules that turn ties into influences (none: J = weight)."""

    load: Any
    opinions: Any = None
    couple: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Variant:
    """A variant: ``changes`` by top-level key or dotted path, all explicit, and the complete scenario they lead to."""

    changes: Mapping[str, Any]
    scenario: Scenario


@dataclass(frozen=True)
class Scenario:
    """A checked scenario: short forms are resolved, members are frozen records, ``auto`` and ``default`` still stand.

    ``variants`` are compared with it in what ``outcome`` says, also at the settings of ``robustness`` (values by path).
    ``base_dir`` is the folder its paths start from; ``notes`` say what ``--quick`` cut; ``marked`` knows the lines of
    its file (None for a point of a grid). None of them is its identity.
    """

    name: str
    question: str
    source: str
    seed: int
    network: NetworkBlock
    dynamics: Any
    initial: Any
    run: Run
    analyze: Analyze
    report: Report
    feed: Any = None
    fields: tuple[Any, ...] = ()
    interventions: tuple[Any, ...] = ()
    grid: Mapping[str, Any] = field(default_factory=dict)
    variants: Mapping[str, Variant] = field(default_factory=dict)
    outcome: Outcome | None = None
    robustness: Mapping[str, list[Any]] = field(default_factory=dict)
    base_dir: Path = Path()
    notes: tuple[str, ...] = ()
    marked: Marked | None = field(default=None, compare=False, repr=False)


class Origin(NamedTuple):
    """Where a document is from: the name of its file without ending, and the folder that its paths start from."""

    stem: str
    base_dir: Path


def read_blocks(plain: Any, base_dir: Path, stem: str = "") -> tuple[Scenario | None, list[Finding]]:
    """Return the scenario but for grid and variants, and what is wrong in its blocks; broken blocks are None in it.

    Parameters
    ----------
    plain: the document: blocks, lists, text, numbers, booleans.
    base_dir: folder that paths in the scenario start from. stem: the name if none is given.
    """
    if not isinstance(plain, Mapping):
        return None, [Finding((), "this is not a block of keys", ", ".join(KEYS), "See: sociophys init --list")]
    findings = list(_unknown(plain, KEYS, ()))
    if plain.get("schema", LANGUAGE) != LANGUAGE:
        findings.append(Finding(("schema",), f"{plain['schema']!r} is not a language this version reads", LANGUAGE))
    parts: dict[str, Any] = {}
    for name, reader in _READERS.items():
        parts[name], more = reader(plain, Origin(stem, base_dir))
        findings += more
        parts[name] = None if more else parts[name]
    _add_neighbours(findings)
    head = parts.pop("head") or Head()
    values = {name: getattr(head, name) for name in HEAD}
    return Scenario(**values, **parts, base_dir=base_dir), findings


def _add_neighbours(findings: list[Finding]) -> None:
    """Say of each unknown key what was meant: a near key of its own block, else where it would belong."""
    for k, finding in enumerate(findings):
        if finding.what.startswith("unknown key"):
            findings[k] = finding._replace(advice=advice_for(finding))


def _unknown(block: Mapping[str, Any], known: tuple[str, ...], path: Location) -> list[Finding]:
    return [
        Finding((*path, key), f"unknown key '{key}'", ", ".join(known), near_miss(key, known))
        for key in block
        if key not in known
    ]


def _head(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    given = {key: plain[key] for key in HEAD if key in plain}
    if origin.stem:
        given = {"name": re.sub(r"[^A-Za-z0-9_.-]+", "-", origin.stem).strip("-._")[:64] or "scenario", **given}
    return read_record(Head, given)


def _network(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    block, path = plain.get("network"), ("network",)
    if "network" not in plain:
        return None, [Finding((), "'network' is missing", advice="For example: network: {load: karate}")]
    if not isinstance(block, Mapping):
        return None, [Finding(path, f"{block!r} is not a block", ", ".join(NETWORK), "For example: {load: karate}")]
    findings = _unknown(block, NETWORK, path)
    if "load" not in block:
        findings.append(Finding(path, "'load' is missing", f"kind: {', '.join(registry.kinds('loaders'))}"))
        loader = None
    else:
        loader, more = read_member("loaders", block["load"], (*path, "load"))
        findings += more
    opinions, more = _opinions(block)
    couple, yet_more = _members(block, "couple", "couplings", path)
    findings += more + yet_more
    return NetworkBlock(load=loader, opinions=opinions, couple=couple), findings


def _opinions(block: Mapping[str, Any]) -> tuple[Any, list[Finding]]:
    if "opinions" not in block:
        return None, []
    from sociophys.joining import OpinionsBlock

    return read_record(OpinionsBlock, block["opinions"], ("network", "opinions"))


def _members(
    block: Mapping[str, Any], key: str, family: str, path: Location = (), base: Path | None = None
) -> tuple[tuple[Any, ...], list[Finding]]:
    raw, place = block.get(key, []), (*path, key)
    if not isinstance(raw, list):
        what = "a block" if isinstance(raw, Mapping) else repr(raw)
        return (), [Finding(place, f"{what} is not a list", "a list in [ ], or lines that begin with '- '")]
    pairs = [read_member(family, item, (*place, k), base) for k, item in enumerate(raw)]
    return tuple(member for member, _ in pairs), [finding for _, more in pairs for finding in more]


def _dynamics(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    if "dynamics" not in plain:
        example = "For example: dynamics: {kind: glauber, temperature: 2.0}"
        return None, [Finding((), "'dynamics' is missing", advice=example)]
    return read_member("dynamics", plain["dynamics"], ("dynamics",))


def _initial(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    return read_member("initial", plain.get("initial", "random"), ("initial",))


def _feed(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    return read_member("feeds", plain["feed"], ("feed",)) if "feed" in plain else (None, [])


def _fields(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    return _members(plain, "fields", "fields")


def _interventions(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    return _members(plain, "interventions", "interventions")


def _run(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    run, findings = _run_record(plain.get("run", {}), origin.base_dir)
    initial = plain.get("initial", "random")
    kind = initial.get("kind") if isinstance(initial, Mapping) else initial
    if run and kind == "opinions" and "burn_in" not in run.model_fields_set:
        run = run.model_copy(update={"burn_in": 0})  # 'what next from here'
    return run, findings


def _run_record(raw: Any, base_dir: Path) -> tuple[Any, list[Finding]]:
    """Return the block 'run'; what it records may be a file of the user's own."""
    listed = raw.get("observables") if isinstance(raw, Mapping) else None
    if not isinstance(listed, list):
        return read_record(Run, raw, ("run",))
    place = ("run", "observables")
    members, findings = _members(raw, "observables", "observables", ("run",), base_dir)
    first = {}
    for k, member in enumerate(members):
        if member is not None and first.setdefault(repr(explicit(member)), k) < k:
            findings.append(Finding((*place, k), f"'{member.kind}' stands twice", "each observable once"))
    record, more = read_record(Run, {**raw, "observables": members or listed}, ("run",))
    return (None if findings else record), findings + more


def _analyze(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    raw = plain.get("analyze", {})
    listed = raw.get("analyzers") if isinstance(raw, Mapping) else raw
    if not isinstance(listed, list):
        return read_record(Analyze, raw, ("analyze",))
    inside = {"analyzers": listed} if isinstance(raw, list) else raw
    members, findings = _members(inside, "analyzers", "analyzers", ("analyze",))
    if isinstance(raw, list):  # the short form: its items stand directly under the block
        findings = [f._replace(path=("analyze", *f.path[2:])) for f in findings]
    record, more = read_record(Analyze, {**inside, "analyzers": members}, ("analyze",))
    return record, findings + more


def _report(plain: Mapping[str, Any], origin: Origin) -> tuple[Any, list[Finding]]:
    raw = plain.get("report", {})
    return read_record(Report, {"names": default_names(plain), **raw} if isinstance(raw, Mapping) else raw, ("report",))


def default_names(plain: Mapping[str, Any]) -> str:
    """Return 'pseudonym' for people in a user's own file with opinions, else 'keep'."""
    network = plain.get("network")
    network = network if isinstance(network, Mapping) else {}
    loader = network.get("load")
    kind = loader.get("kind") if isinstance(loader, Mapping) else loader
    return "pseudonym" if kind == "file" and "opinions" in network else "keep"


_READERS = {
    "head": _head,
    "network": _network,
    "dynamics": _dynamics,
    "initial": _initial,
    "feed": _feed,
    "fields": _fields,
    "interventions": _interventions,
    "run": _run,
    "analyze": _analyze,
    "report": _report,
}
