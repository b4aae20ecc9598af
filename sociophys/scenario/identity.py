"""The identity of a run: a hash of all that affects its numbers, and of nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sociophys.scenario.axes import axes

COSMETIC = ("name", "question", "source", "report")


def replaced(plain: Any, texts: Mapping[str, str]) -> Any:
    """Return plain data in which some texts (the paths of input files) are replaced by others."""
    if isinstance(plain, Mapping):
        return {key: replaced(part, texts) for key, part in plain.items()}
    if isinstance(plain, (list, tuple)):
        return [replaced(part, texts) for part in plain]
    return texts.get(plain, plain) if isinstance(plain, str) else plain


def with_files(variants: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Return variants (changes by name) in which paths of input files are replaced where a change may name one."""
    return {
        name: {key: replaced(part, texts) if key.startswith("network") else part for key, part in changes.items()}
        for name, changes in variants.items()
    }


def canonical(plain: Mapping[str, Any], inputs: Mapping[str, str]) -> str:
    """Return the canonical JSON of what affects the numbers: sorted keys, files as their sha256, no names."""
    kept = {key: value for key, value in plain.items() if key not in COSMETIC}
    kept["run"] = {key: value for key, value in plain["run"].items() if key != "time_label"}
    kept["grid"] = {path: [_as_float(value) for value in values] for path, values in axes(plain["grid"]).items()}
    hashes = {path: f"sha256:{digest}" for path, digest in inputs.items()}
    kept["network"] = replaced(plain["network"], hashes)
    kept["run"]["observables"] = replaced(plain["run"]["observables"], hashes)
    if "variants" in plain:  # a list: the first of them decides
        kept["variants"] = list(with_files(plain["variants"], hashes).items())
        kept["robustness"] = {path: [_as_float(value) for value in v] for path, v in plain["robustness"].items()}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _as_float(value: Any) -> Any:
    """Return whole numbers of an axis as floats: 1 and 1.0 are one value, however it is written."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def run_id(plain: Mapping[str, Any], inputs: Mapping[str, str]) -> str:
    """Return the sha256 (64 hex digits) of the canonical JSON of a resolved scenario."""
    return hashlib.sha256(canonical(plain, inputs).encode()).hexdigest()
