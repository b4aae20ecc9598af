"""The identity of a run: a hash of all that affects its numbers, and of nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from sociophys.scenario.axes import axes

NOTHING: Mapping[str, str] = MappingProxyType({})
COSMETIC = ("name", "question", "source", "report")


def replaced(plain: Any, texts: Mapping[str, str]) -> Any:
    """Return plain data in which some texts (the paths of input files) are replaced by others."""
    if isinstance(plain, Mapping):
        return {key: replaced(part, texts) for key, part in plain.items()}
    if isinstance(plain, (list, tuple)):
        return [replaced(part, texts) for part in plain]
    return texts.get(plain, plain) if isinstance(plain, str) else plain


def canonical(plain: Mapping[str, Any], inputs: Mapping[str, str], plugins: Mapping[str, str] = NOTHING) -> str:
    """Return the canonical JSON of what affects the numbers: sorted keys, files as their sha256, no names.

    ``plugins``: what each plug-in is, by its kind: the hash of its content, in place of its path.
    """
    kept = {key: value for key, value in plain.items() if key not in (*COSMETIC, "plugins")}
    kept |= {"plugins": dict(plugins)} if plugins else {}
    kept["run"] = {key: value for key, value in plain["run"].items() if key != "time_label"}
    kept["grid"] = {path: [_as_float(value) for value in values] for path, values in axes(plain["grid"]).items()}
    hashes = {path: f"sha256:{digest}" for path, digest in inputs.items()}
    kept["network"] = replaced(plain["network"], hashes)
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _as_float(value: Any) -> Any:
    """Return whole numbers of an axis as floats: 1 and 1.0 are one value, however it is written."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def words(plain: Any) -> Iterator[str]:
    """Yield every text of a document but its keys."""
    if isinstance(plain, Mapping):
        plain = plain.values()
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, Iterable):
        for part in plain:
            yield from words(part)


def kinds(plain: Any) -> Iterator[str]:
    """Yield every kind that a resolved document names, and every text of its grid, which may be one."""
    if isinstance(plain, Mapping):
        for key, part in plain.items():
            yield from words(part) if key in ("kind", "grid") else kinds(part)
    elif isinstance(plain, list):
        for part in plain:
            yield from kinds(part)


def run_id(plain: Mapping[str, Any], inputs: Mapping[str, str], plugins: Mapping[str, str] = NOTHING) -> str:
    """Return the sha256 (64 hex digits) of the canonical JSON of a resolved scenario."""
    return hashlib.sha256(canonical(plain, inputs, plugins).encode()).hexdigest()
