"""What an analyzer must do: numbers by name, or in words why there are none, on whatever sample comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sociophys import nulls, registry, rng
from sociophys.analyzers import Analysis
from sociophys.contracts.promise import Broken, Check
from sociophys.contracts.small import NAMES, N, setting
from sociophys.estimate import Estimate
from sociophys.opinions import Opinions, Sample

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OPINIONS = {
    "two sides": np.where(np.arange(N) < N // 2, 1.0, -1.0),
    "one side": np.ones(N),
    "some unknown": np.where(np.arange(N) % 3, 1.0, np.nan),
    "nobody's known": np.full(N, np.nan),
    "a scale": np.linspace(-1, 1, N),
}


def checks(analyzer: Any) -> Mapping[str, Check]:
    """Return the checks of an analyzer."""
    return {
        "gives numbers, or reasons in words": lambda: _numbers(analyzer),
        "gives the same for the same draw": lambda: _repeats(analyzer),
        "is compared with chance that there is": lambda: _nulls(analyzer),
        "shows what it measured": lambda: _derives(analyzer),
    }


def _samples() -> Iterator[tuple[str, Sample]]:
    for name in NAMES:
        for words, values in _OPINIONS.items():
            scale = "continuous" if words == "a scale" else "binary"
            yield f"{name}, {words}", Sample(setting(name).network, Opinions(values, scale))


def _measured(analyzer: Any, sample: Sample) -> dict[str, float | str]:
    found: dict[str, float | str] = analyzer.measure(sample, rng.generator(1, "analyzers", registry.kind_of(analyzer)))
    return found


def _numbers(analyzer: Any) -> Iterator[Broken]:
    names: dict[int, set[str]] = {}  # by network: some numbers are about hostile ties, or arrows
    for where, sample in _samples():
        found = _measured(analyzer, sample)
        if names.setdefault(id(sample.network), set(found)) != found.keys():
            mend = "Give a name that has no number here its reason."
            yield Broken(f"the same names whatever people think ({where})", ", ".join(found), mend)
            return
        for name, value in found.items():
            if not _NAME.fullmatch(name):
                yield Broken("names of small letters, digits and _", name)
            elif isinstance(value, str) and not value.strip():
                yield Broken(f"a reason why '{name}' is undefined ({where})", "no words")
            elif not isinstance(value, str) and not np.isfinite(value):
                mend = "Return a text that says why in place of the number."
                yield Broken(f"a finite '{name}' ({where})", str(value), mend)


def _repeats(analyzer: Any) -> Iterator[Broken]:
    for where, sample in _samples():
        if _measured(analyzer, sample) != _measured(analyzer, sample):
            yield Broken(f"the same numbers ({where})", "others", "Draw numbers from the generator given, 'rng', only.")


def _nulls(analyzer: Any) -> Iterator[Broken]:
    for name in analyzer.nulls:
        if not callable(getattr(nulls, name, None)):
            known = "shuffled_labels, rewired_ties, shuffled_signs, repartitioned"
            yield Broken(f"nulls among {known}", name)


def _derives(analyzer: Any) -> Iterator[Broken]:
    for where, sample in _samples():
        found = _measured(analyzer, sample)
        estimates = {
            name: Estimate(None, reason=value) if isinstance(value, str) else Estimate(float(value))
            for name, value in found.items()
        }
        analysis = analyzer.derive(estimates, sample)
        if not isinstance(analysis, Analysis) or (estimates and not analysis.numbers):
            yield Broken(f"an Analysis with numbers ({where})", type(analysis).__name__)
            return
