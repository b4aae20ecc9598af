"""The identity of a run: a hash of all that affects its numbers, and of nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sociophys.scenario.axes import axes

COSMETIC = ("name", "question", "source", "report")
_FILE_OF_IDS = "ids_file"


def replaced(plain: Any, texts: Mapping[str, str]) -> Any:
    """Return plain data in which some texts (the paths of input files) are replaced by others."""
    if isinstance(plain, Mapping):
        return {key: replaced(part, texts) for key, part in plain.items()}
    if isinstance(plain, (list, tuple)):
        return [replaced(part, texts) for part in plain]
    return texts.get(plain, plain) if isinstance(plain, str) else plain


def with_files(plain: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Return a resolved scenario in which the paths of its input files are replaced, wherever it may name files."""
    found = {**plain, "network": replaced(plain["network"], texts)}
    found["run"] = {**plain["run"], "observables": replaced(plain["run"]["observables"], texts)}
    for name in ("fields", "interventions"):
        found[name] = _chosen_by_file(plain.get(name, []), texts)
    if "variants" in plain:
        found["variants"] = {name: _of_variant(changes, texts) for name, changes in plain["variants"].items()}
    return found


def _of_variant(changes: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Replace the paths of files in the changes of a variant: blocks, or values by dotted path."""
    return {
        key: replaced(part, texts)
        if key.startswith("network") or key.endswith(_FILE_OF_IDS)
        else _chosen_by_file(part, texts)
        for key, part in changes.items()
    }


def _chosen_by_file(plain: Any, texts: Mapping[str, str]) -> Any:
    """Replace the paths of files of ids, and no other text: a column may be called like a file."""
    if isinstance(plain, Mapping):
        return {
            key: texts.get(part, part) if key == _FILE_OF_IDS else _chosen_by_file(part, texts)
            for key, part in plain.items()
        }
    return [_chosen_by_file(part, texts) for part in plain] if isinstance(plain, list) else plain


def canonical(plain: Mapping[str, Any], inputs: Mapping[str, str]) -> str:
    """Return the canonical JSON of what affects the numbers: sorted keys, files as their sha256, no names."""
    hashes = {path: f"sha256:{digest}" for path, digest in inputs.items()}
    kept = {key: value for key, value in with_files(plain, hashes).items() if key not in COSMETIC}
    kept["run"] = {key: value for key, value in kept["run"].items() if key != "time_label"}
    kept["grid"] = {path: [_as_float(value) for value in values] for path, values in axes(plain["grid"]).items()}
    if "variants" in plain:  # a list: the first of them decides
        kept["variants"] = list(kept["variants"].items())
        kept["robustness"] = {path: [_as_float(value) for value in v] for path, v in plain["robustness"].items()}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _as_float(value: Any) -> Any:
    """Return whole numbers of an axis as floats: 1 and 1.0 are one value, however it is written."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def run_id(plain: Mapping[str, Any], inputs: Mapping[str, str]) -> str:
    """Return the sha256 (64 hex digits) of the canonical JSON of a resolved scenario."""
    return hashlib.sha256(canonical(plain, inputs).encode()).hexdigest()
