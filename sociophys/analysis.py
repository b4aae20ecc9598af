"""Lift analyzers over nulls, frames and replicas: the one place where measured numbers become estimates.

The headline is the E-I index beside shuffled opinions. Of the scores that two sides allow it is the one a person
can count by hand (ties inside, ties across), its null stands near no preference whatever the number of ties, and
modularity and assortativity are the same finding rescaled, so none of them can overrule it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sociophys import registry, rng
from sociophys.analyzers import Analysis, Analyzer
from sociophys.errors import Mistake, SociophysError
from sociophys.estimate import Estimate, Null
from sociophys.network import Network
from sociophys.nulls import NULLS
from sociophys.opinions import Opinions, Sample
from sociophys.parameters import read_member
from sociophys.statistics import block_estimate
from sociophys.verdict import verdict

Array = np.ndarray
Numbers = dict[str, float | str]
DEFAULT_ANALYZERS = ("opinion", "mixing", "domains", "walls", "bridges", "neighbour_correlation")
P_FROM = 100  # fewer nulls give no p: it would be a statement about their number


def members(wanted: str | Iterable[Any] = "default") -> tuple[Analyzer, ...]:
    """Return analyzers from members, words or ``{kind: ...}`` blocks; ``'default'``: the default report's.

    Raises
    ------
    SociophysError
        If a word names no analyzer; says which there are.
    """
    listed = DEFAULT_ANALYZERS if wanted == "default" else (wanted,) if isinstance(wanted, str) else tuple(wanted)
    found, mistakes = [], []
    for item in listed:
        analyzer, findings = (item, []) if isinstance(item, Analyzer) else read_member("analyzers", item)
        found.append(analyzer)
        where = ("analyzers", *(() if isinstance(item, Mapping) else (str(item),)))
        mistakes += [Mistake(".".join(where), f.what, f.allowed, f.advice) for f in findings]
    if mistakes:
        raise SociophysError(*mistakes)
    return tuple(found)


def analyze(
    sample: Sample,
    analyzers: str | Iterable[Any] = "default",
    nulls: int = 200,
    seed: int = 0,
    force: bool = False,
) -> Analysis:
    """Measure a sample, compare it with chance, and say the verdict.

    Parameters
    ----------
    sample: network and opinions. analyzers: which; see :func:`members`.
    nulls: randomised twins per null kind, drawn anew for no reason but (seed, number); p needs 100.
    force: give a verdict even where fewer than half of the people have a known opinion.

    Returns
    -------
    Numbers tagged Measured, panels by report section, tables by name (always ``numbers``).
    """
    chosen = members(analyzers)
    observed = [_measure(analyzer, sample, seed, "observed") for analyzer in chosen]
    draws = _draw_nulls(chosen, sample, nulls, seed)
    parts = []
    for analyzer, numbers, drawn in zip(chosen, observed, draws, strict=True):
        kind, coverage = _null_kind(analyzer), analyzer.coverage(sample)
        estimates = {
            name: _estimate(value, kind, [d.get(name, "") for d in drawn], coverage) for name, value in numbers.items()
        }
        parts.append(analyzer.derive(estimates, sample))
    merged = _merge(parts)
    panels = {"answer": verdict(merged.numbers, sample, force), **merged.panels}
    return Analysis(merged.numbers, panels, {"numbers": numbers_table(merged.numbers), **merged.tables})


def analyze_frames(
    network: Network,
    frames: Array,
    analyzers: str | Iterable[Any] = "default",
    block: int = 1,
    opinions: Opinions | None = None,
    seed: int = 0,
    networks: Mapping[int, Network] | None = None,
) -> Analysis:
    """Measure one simulated state of every replica and estimate the means over replicas.

    Parameters
    ----------
    network: the network of all replicas. frames: (n_nodes, n_replicas) int8 spins at one sweep.
    block: replicas per order block, the independent unit of the errors. opinions: gives the sides their names.
    networks: by column, those that levers have rewired.

    Returns
    -------
    Numbers tagged Simulated; table ``replicas``, one row a replica. A number undefined in some replicas is the
    mean over the others; its coverage and reason say so.
    """
    chosen = members(analyzers)
    plus, minus = (opinions.plus, opinions.minus) if opinions else ("plus", "minus")
    rows: list[Numbers] = []
    for replica in range(frames.shape[1]):
        spins = frames[:, replica].astype(np.float64)
        own = (networks or {}).get(replica, network)
        sample = Sample(own, Opinions(spins, "binary", plus, minus, origin="independent"))
        row: Numbers = {}
        for analyzer in chosen:
            row |= _measure(analyzer, sample, seed, "replica", replica)
        rows.append(row)
    keys = list(dict.fromkeys(name for row in rows for name in row))
    numbers = {name: _over_replicas([row.get(name, "") for row in rows], block) for name in keys}
    replicas = pd.DataFrame({name: _as_floats([row.get(name, "") for row in rows]) for name in keys})
    replicas.insert(0, "replica", np.arange(len(rows)))
    return Analysis(numbers, {}, {"replicas": replicas, "numbers": numbers_table(numbers)})


def numbers_table(numbers: Mapping[str, Estimate]) -> pd.DataFrame:
    """Return one row a number: value, error, null mean and sd, effect, z, p, coverage, reason, tag."""
    rows = []
    for name, found in numbers.items():
        null = {"null_mean": found.null.mean, "null_sd": found.null.sd, "nulls": found.null.n} if found.null else {}
        own = {key: getattr(found, key) for key in ("value", "error", "effect", "z", "p", "coverage", "reason", "tag")}
        rows.append({"number": name, **own, **null})
    own_columns = ["effect", "z", "p", "coverage", "reason", "tag"]
    columns = ["number", "value", "error", "null_mean", "null_sd", "nulls", *own_columns]
    return pd.DataFrame(rows).reindex(columns=columns)


def _measure(analyzer: Analyzer, sample: Sample, seed: int, *what: object) -> Numbers:
    return analyzer.measure(sample, rng.generator(seed, "analyzers", registry.kind_of(analyzer), *what))


def _null_kind(analyzer: Analyzer) -> str:
    return analyzer.nulls[0] if analyzer.nulls else ""


def _draw_nulls(analyzers: Sequence[Analyzer], sample: Sample, nulls: int, seed: int) -> list[list[Numbers]]:
    """Return per analyzer the numbers of each randomised twin; analyzers of one null kind see the same twins."""
    draws: list[list[Numbers]] = [[] for _ in analyzers]
    for kind in sorted({_null_kind(analyzer) for analyzer in analyzers} - {""}):
        for k in range(nulls):
            twin = NULLS[kind](sample, rng.generator(seed, "nulls", kind, k))
            for analyzer, drawn in zip(analyzers, draws, strict=True):
                if _null_kind(analyzer) == kind:
                    drawn.append(_measure(analyzer, twin, seed, kind, k))
    return draws


def _as_floats(values: Sequence[float | str]) -> Array:
    return np.array([np.nan if isinstance(value, str) else value for value in values], np.float64)


def _estimate(value: float | str, kind: str, drawn: Sequence[float | str], coverage: float) -> Estimate:
    """Return a measured number beside its null."""
    if isinstance(value, str):
        return Estimate.undefined(value, coverage=coverage)
    draws = _as_floats(drawn)
    draws = draws[np.isfinite(draws)]
    plain = Estimate(float(value), coverage=coverage)
    if not kind or len(draws) < 2:
        return plain
    null = Null(kind, float(draws.mean()), float(draws.std(ddof=1)), len(draws), tuple(draws.tolist()))
    effect, tiny = float(value) - null.mean, 1e-12 * max(1.0, abs(null.mean))
    z = effect / null.sd if null.sd > tiny else None
    extreme = int(np.sum(np.abs(draws - null.mean) >= abs(effect) - tiny))
    p = (1 + extreme) / (1 + null.n) if null.n >= P_FROM else None
    return replace(plain, null=null, effect=effect, z=z, p=p)


def _over_replicas(values: Sequence[float | str], block: int) -> Estimate:
    """Return the mean over replicas; says in how many it is undefined and why."""
    reasons = Counter(value for value in values if isinstance(value, str) and value)
    if not reasons:
        return block_estimate(_as_floats(values), block)
    why, missing = reasons.most_common(1)[0][0], sum(reasons.values())
    if missing == len(values):
        return Estimate.undefined(why, tag="Simulated")
    found = block_estimate(_as_floats(values), block)
    text = f"undefined in {missing} of {len(values)} runs ({why})"
    return replace(found, reason="; ".join(filter(None, (text, found.reason))))


def _merge(parts: Sequence[Analysis]) -> Analysis:
    """Join analyses in order; panels of one section follow one another."""
    whole = Analysis()
    for part in parts:
        whole.numbers.update(part.numbers)
        whole.tables.update(part.tables)
        for section, panels in part.panels.items():
            whole.panels.setdefault(section, []).extend(panels)
    return whole
