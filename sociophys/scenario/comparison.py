"""What is compared: variants, the outcome that decides between them, and the settings at which it is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sociophys import registry
from sociophys.errors import near_miss
from sociophys.model import member_names
from sociophys.parameters import Finding, read_record
from sociophys.scenario.axes import MAX_POINTS, axis
from sociophys.scenario.blocks import Outcome
from sociophys.scenario.checks import check
from sociophys.scenario.document import COMPARISON, Scenario, Variant, read_blocks
from sociophys.scenario.paths import parse, put, show
from sociophys.scenario.resolve import plain_of
from sociophys.scenario.variants import BASE, MAY_DIFFER, check_root, read_variants, touched

MAY_BE_TRIED = ("seed", *MAY_DIFFER)


def read_comparison(
    document: Mapping[str, Any], base: Scenario | None, base_dir: Path
) -> tuple[dict[str, Any], list[Finding]]:
    """Return ``variants``, ``outcome`` and ``robustness`` of a scenario, and what is wrong with them.

    ``base``: the scenario around them, None where it is broken.
    """
    if "variants" not in document:
        lost = [key for key in COMPARISON if key in document]
        what, advice = "there is nothing to compare: 'variants' is missing", "Name what differs under variants."
        return {}, [Finding((key,), what, advice=advice) for key in lost]
    variants, findings = read_variants(document["variants"], document, base, base_dir)
    if document.get("grid"):
        what = "a grid does not go together with variants: a verdict needs one setting"
        findings.append(
            Finding(("grid",), what, "", "Try other settings under robustness, or run it without variants.")
        )
    named = [str(name) for name in document["variants"]] if isinstance(document["variants"], Mapping) else []
    outcome, more = _outcome(document.get("outcome", {}), named, base)
    findings += more
    sound = base if not findings else None
    robustness, more = _robustness(document.get("robustness", {}), sound, variants, outcome)
    return {"variants": variants, "outcome": outcome, "robustness": robustness}, [*findings, *more]


def pairs(variants: list[str], outcome: Outcome) -> list[str]:
    """Return what is compared with ``outcome.compared_with``, the deciding one first: variants in order, then base."""
    return [name for name in (*variants, BASE) if name != outcome.compared_with]


def _outcome(raw: Any, named: list[str], base: Scenario | None) -> tuple[Outcome, list[Finding]]:
    found, findings = read_record(Outcome, raw, ("outcome",))
    if findings:
        return Outcome(), findings
    if found.compared_with not in (BASE, *named):
        what = f"'{found.compared_with}' is no variant"
        names = (BASE, *named)
        findings.append(
            Finding(("outcome", "compared_with"), what, ", ".join(names), near_miss(found.compared_with, names))
        )
    findings += _check_at(found, base) if base else []
    if found.at == "default":
        found = found.model_copy(update={"at": "late" if _is_recorded(found.measure) else "end"})
    return found, findings


def _is_recorded(measure: str) -> bool:
    return measure == "default" or measure.split("#")[0] in registry.kinds("observables")


def _check_at(outcome: Outcome, base: Scenario) -> list[Finding]:
    run, place = base.run, ("outcome", "at")
    findings = []
    recorded = member_names(run.members) if run.members else registry.kinds("observables")
    if outcome.measure != "default" and outcome.measure not in recorded:
        if _is_recorded(outcome.measure):
            what, advice = f"'{outcome.measure}' is not recorded", "Add it to run.observables."
            findings.append(Finding(("outcome", "measure"), what, ", ".join(recorded), advice))
        elif outcome.at not in ("default", "end"):
            what = f"'{outcome.measure}' is no observable, and numbers of states are measured at the end"
            findings.append(Finding(place, what, "end", "Or take an observable: " + ", ".join(recorded) + "."))
    if isinstance(outcome.at, int) and (outcome.at > run.sweeps or outcome.at % run.record_every):
        what = f"nothing is recorded at sweep {outcome.at}"
        findings.append(Finding(place, what, f"multiples of {run.record_every} from 0 to {run.sweeps}"))
    return findings


def _robustness(
    raw: Any, base: Scenario | None, variants: Mapping[str, Variant], outcome: Outcome
) -> tuple[dict[str, list[Any]], list[Finding]]:
    """Return the values to try by path, and what is wrong with them; each is tried on both sides of the verdict."""
    if not isinstance(raw, Mapping):
        return {}, [Finding(("robustness",), f"{raw!r} is not a block of paths", "path: values")]
    found: dict[str, list[Any]] = {}
    findings: list[Finding] = []
    for path, listed in raw.items():
        place = ("robustness", path)
        values, wrong = axis(listed, place)
        wrong = wrong or check_root(place, path, MAY_BE_TRIED, "between settings")
        if base and not wrong:
            wrong = _check_settings(path, values, listed, base, variants, outcome)
        found[path] = values
        findings += wrong
    if sum(map(len, found.values())) > MAX_POINTS:
        findings.append(Finding(("robustness",), "too many settings", f"up to {MAX_POINTS}"))
    return found, findings


def _check_settings(
    path: str, values: list[Any], listed: Any, base: Scenario, variants: Mapping[str, Variant], outcome: Outcome
) -> list[Finding]:
    place = ("robustness", path)
    inside = (*place, "values") if isinstance(listed, Mapping) else place
    sides = [name for name in (pairs(list(variants), outcome)[0], outcome.compared_with) if name != BASE]
    for name in sides:
        if any(_overlap(path, key) for key in touched(variants[name].changes)):
            what = f"the variant '{name}' sets this itself, so trying it for both would undo the difference"
            return [Finding(place, what, "what the variants have in common")]
    for scenario in (base, *(variants[name].scenario for name in sides)):
        for k, value in enumerate(values):
            try:
                document = put(plain_of(scenario), parse(path), value)
            except LookupError as error:
                return [Finding(place, str(error.args[0]))]
            tried, findings = read_blocks(document, base.base_dir)
            findings += check(tried) if tried else []
            if findings:
                return [_moved(finding, path, (*inside, k)) for finding in findings]
    return []


def _overlap(one: str, other: str) -> bool:
    first, second = parse(one), parse(other)
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]


def _moved(finding: Finding, path: str, item: tuple[str | int, ...]) -> Finding:
    target = parse(path)
    if finding.path[: len(target)] == target:
        return finding._replace(path=item if not finding.what.startswith("unknown key") else item[:2])
    return finding._replace(path=item, what=f"with it, {show(finding.path)}: {finding.what}")
