"""Lift analyzers over nulls, frames and replicas: the one place where measured numbers become estimates.

Every twin is drawn from the seed, the kind of null and its number alone, so what else is asked for, and how many
threads measure, changes no estimate. Which score decides is said in :mod:`sociophys.verdict`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sociophys import registry, rng
from sociophys.analyzers import Analysis, Analyzer
from sociophys.errors import GraphError, Mistake, SociophysError
from sociophys.estimate import Estimate, Null
from sociophys.network import Network
from sociophys.nulls import NULLS, cut_again
from sociophys.opinions import IN_GROUPS, Opinions, Sample
from sociophys.parameters import read_member
from sociophys.partition import is_signed
from sociophys.statistics import block_estimate
from sociophys.verdict import verdict

Array = np.ndarray
Numbers = dict[str, float | str]
SHORT = ("opinion", "mixing", "domains", "walls", "neighbour_correlation")  # what scenarios measure unless told
DEFAULT = (  # in the order of the report
    *("opinion", "mixing", "neighbour_correlation"),
    *("diffusion", "random_walk", "dipole", "generalised_euclidean", "friedkin_johnsen", "conductance", "boundary"),
    *("domains", "chambers", "bubble_radius", "walls", "bridges"),
)
WHERE_SIGNED = (  # besides, where ties are hostile
    *("triads", "walk_balance", "frustration", "signed_modularity", "polarity", "signed_spectrum"),
)
P_FROM = 100  # fewer nulls give no p: it would be a statement about their number
_NULLS, _NULLS_UP_TO, _FEWEST_NULLS = 200, 100_000, 20  # up to so many ties that many twins; fewer of larger graphs
_THREADS_FROM = 5_000  # ties; below, starting threads costs more than they bring


def members(wanted: str | Iterable[Any] = "default", sample: Sample | None = None) -> tuple[Analyzer, ...]:
    """Return analyzers from members, words or ``{kind: ...}`` blocks.

    Parameters
    ----------
    wanted: ``'default'``: those of the default report of the sample; ``'all'``: every one there is; either may stand
        in a list. What is asked for twice is measured once.

    Raises
    ------
    SociophysError
        If a word names no analyzer; says which there are.
    """
    found, mistakes = [], []
    for item in _listed(wanted, sample):
        analyzer, findings = (item, []) if isinstance(item, Analyzer) else read_member("analyzers", item)
        found += [analyzer] if analyzer not in found else []
        where = ("analyzers", *(() if isinstance(item, Mapping) else (str(item),)))
        mistakes += [Mistake(".".join(where), f.what, f.allowed, f.advice) for f in findings]
    if mistakes:
        raise SociophysError(*mistakes)
    return tuple(found)


def _listed(wanted: str | Iterable[Any], sample: Sample | None) -> tuple[Any, ...]:
    """Return what is wanted with ``default`` and ``all`` spelled out; those about hostile ties only where there are."""
    if not isinstance(wanted, str):
        return tuple(each for item in wanted for each in (_listed(item, sample) if isinstance(item, str) else (item,)))
    signed = sample is not None and is_signed(sample.network)
    default = (*DEFAULT, *(WHERE_SIGNED if signed else ()))
    if wanted == "all":
        others = (kind for kind in registry.kinds("analyzers") if kind not in default)
        idle = () if signed or sample is None else _about_signs()
        return (*default, *(kind for kind in others if kind not in idle))
    return default if wanted == "default" else (wanted,)


def _about_signs() -> tuple[str, ...]:
    return tuple(kind for kind in registry.kinds("analyzers") if registry.member("analyzers", kind).needs_signs)


def enough_nulls(network: Network) -> int:
    """Return how many randomised twins an analysis draws unless told: 200, in large networks as few as 20."""
    return max(_FEWEST_NULLS, min(_NULLS, _NULLS * _NULLS_UP_TO // max(1, network.n_edges)))


def analyze(
    sample: Sample,
    analyzers: str | Iterable[Any] = "default",
    nulls: int | None = None,
    seed: int = 0,
    force: bool = False,
    workers: int | None = None,
) -> Analysis:
    """Measure a sample, compare it with chance, and say the verdict.

    Parameters
    ----------
    sample: network and opinions. analyzers: which; see :func:`members`.
    nulls: randomised twins per null kind, each drawn for no reason but (seed, number); :func:`enough_nulls` if not
        given. p needs 100.
    force: give a verdict even where fewer than half of the people have a known opinion.
    workers: threads that measure twins; one a core if not given. Results do not depend on it.

    Returns
    -------
    Numbers tagged Measured, panels by report section, tables by name (always ``numbers``).
    """
    chosen = members(analyzers, sample)
    _check_weights(sample.network)
    observed = [_measure(analyzer, sample, seed, "observed") for analyzer in chosen]
    compared = observed
    if sample.opinions.origin == "from_this_graph" and any(_null_kind(a, sample) == "repartitioned" for a in chosen):
        again = cut_again(sample)
        compared = [
            _measure(analyzer, again, seed, "observed") if _null_kind(analyzer, sample) == "repartitioned" else numbers
            for analyzer, numbers in zip(chosen, observed, strict=True)
        ]
    wanted = enough_nulls(sample.network) if nulls is None else nulls
    draws = _draw_nulls(chosen, sample, wanted, seed, workers or os.cpu_count() or 1)
    parts = []
    for analyzer, numbers, beside, drawn in zip(chosen, observed, compared, draws, strict=True):
        kind, coverage = _null_kind(analyzer, sample), analyzer.coverage(sample)
        estimates = {
            name: _estimate(value, beside.get(name, ""), kind, [d.get(name, "") for d in drawn], coverage)
            for name, value in numbers.items()
        }
        parts.append(analyzer.derive(estimates, sample))
    merged = _merge(parts)
    panels = {"answer": verdict(merged.numbers, sample, force), **merged.panels}
    tables = {"numbers": numbers_table(merged.numbers), **merged.tables}
    signed = {
        name for analyzer, numbers in zip(chosen, observed, strict=True) if analyzer.needs_signs for name in numbers
    }
    return Analysis(merged.numbers, panels, tables, frozenset(signed))


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
    chosen = members(SHORT if analyzers == "default" else analyzers)
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


def analyze_course(
    network: Network,
    frames: Iterable[tuple[int, Array]],
    analyzers: str | Iterable[Any] = "default",
    block: int = 1,
    opinions: Opinions | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure simulated states at several times: one row a sweep and number.

    Parameters
    ----------
    frames: (sweep, (n_nodes, n_replicas) int8 spins), read one at a time. The others as in :func:`analyze_frames`.

    Returns
    -------
    Columns sweep, number, value, error (one standard error over order blocks), coverage, reason.
    """
    rows = []
    for sweep, spins in frames:
        numbers = analyze_frames(network, spins, analyzers, block, opinions, seed).numbers
        shown = ("value", "error", "coverage", "reason")
        rows += [{"sweep": sweep, "number": n, **{k: getattr(e, k) for k in shown}} for n, e in numbers.items()]
    return pd.DataFrame(rows, columns=["sweep", "number", "value", "error", "coverage", "reason"])


def without_opinions(network: Network, analyzers: str | Iterable[Any], nulls: int | None, seed: int) -> Analysis:
    """Measure what needs nobody's opinion, as :func:`analyze` does."""
    nobody = Sample(network, Opinions(np.full(network.n_nodes, np.nan)))
    chosen = [analyzer for analyzer in members(analyzers, nobody) if not analyzer.needs_opinions]
    return analyze(nobody, chosen, nulls, seed) if chosen else Analysis()


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


def _check_weights(network: Network) -> None:
    """Refuse weights whose sum is no number: whoever adds them up would measure infinities."""
    with np.errstate(over="ignore"):
        total = float(np.abs(network.weights).sum()) + float(np.abs(network.couplings).sum())
    if not np.isfinite(total):
        what, advice = "together they are larger than a number can be", "Divide them all by the largest."
        raise GraphError(Mistake("weights", what, "a sum below 1e308", advice))


def _measure(analyzer: Analyzer, sample: Sample, seed: int, *what: object) -> Numbers:
    numbers = analyzer.measure(sample, rng.generator(seed, "analyzers", registry.kind_of(analyzer), *what))
    return numbers if _can_take(analyzer, sample) else dict.fromkeys(numbers, IN_GROUPS)


def _can_take(analyzer: Analyzer, sample: Sample) -> bool:
    return analyzer.takes_groups or not analyzer.needs_opinions or sample.opinions.codes is None


def _null_kind(analyzer: Analyzer, sample: Sample) -> str:
    """Return what an analyzer's numbers are compared with: sides made from the graph only with twins cut again."""
    kind = analyzer.nulls[0] if analyzer.nulls and _can_take(analyzer, sample) else ""
    labels = kind in ("shuffled_labels", "rewired_ties")
    return "repartitioned" if labels and sample.opinions.origin == "from_this_graph" else kind


def _draw_nulls(
    analyzers: Sequence[Analyzer], sample: Sample, nulls: int, seed: int, workers: int
) -> list[list[Numbers]]:
    """Return per analyzer the numbers of each randomised twin; analyzers of one null kind see the same twins."""
    draws: list[list[Numbers]] = [[] for _ in analyzers]
    kinds = [_null_kind(analyzer, sample) for analyzer in analyzers]
    threads = max(1, min(workers, nulls)) if sample.network.n_edges >= _THREADS_FROM else 1
    for kind in sorted(set(kinds) - {""}):
        asked = [k for k, own in enumerate(kinds) if own == kind]

        def of_twin(number: int, kind: str = kind, asked: list[int] = asked) -> list[Numbers]:
            twin = NULLS[kind](sample, rng.generator(seed, "nulls", kind, number))
            return [_measure(analyzers[k], twin, seed, kind, number) for k in asked]

        with ThreadPoolExecutor(threads) as pool:
            measured = list((pool.map if threads > 1 else map)(of_twin, range(nulls)))
        for twin in measured:
            for k, numbers in zip(asked, twin, strict=True):
                draws[k].append(numbers)
    return draws


def _as_floats(values: Sequence[float | str]) -> Array:
    return np.array([np.nan if isinstance(value, str) else value for value in values], np.float64)


def _estimate(
    value: float | str, beside: float | str, kind: str, drawn: Sequence[float | str], coverage: float
) -> Estimate:
    """Return a measured number beside its null; ``beside``: the number that stands where twins stand."""
    if isinstance(value, str):
        return Estimate.undefined(value, coverage=coverage)
    draws = _as_floats(drawn)
    draws = draws[np.isfinite(draws)]
    plain = Estimate(float(value), coverage=coverage)
    if not kind or len(draws) < 2 or isinstance(beside, str):
        return plain
    null = Null(kind, float(draws.mean()), float(draws.std(ddof=1)), len(draws), tuple(draws.tolist()), float(beside))
    effect, tiny = float(beside) - null.mean, 1e-12 * max(1.0, abs(null.mean))
    z = effect / null.sd if null.sd > tiny else None
    p = (1 + null.extreme(float(beside))) / (1 + null.n) if null.n >= P_FROM else None
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
