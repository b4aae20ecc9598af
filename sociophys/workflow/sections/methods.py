"""How the numbers were made: formulas, order, kernel, seed, versions; and what to cite."""

from __future__ import annotations

from typing import Any

from sociophys.dynamics import Sampler
from sociophys.nulls import IN_WORDS
from sociophys.panels import Details, Table
from sociophys.workflow.sections import assumed, noise, words
from sociophys.workflow.sections.context import Context
from sociophys.workflow.sections.network_map import MAX_PEOPLE

_HEAT_BATH = "P(s_i = +1) = 1 / (1 + exp(−2 f_i / T)), f_i = sum_j J_ij s_j + h_i."
LAWS = {
    "glauber": f"Heat bath (Glauber 1963): {_HEAT_BATH}",
    "metropolis": "Metropolis et al. 1953: P(flip) = min(1, exp(−2 s_i f_i / T)), f_i = sum_j J_ij s_j + h_i.",
    "n_fold": "The n-fold way (Bortz, Kalos & Lebowitz 1975): attempts that change nobody are skipped, not left out.",
    "wolff": "Clusters (Wolff 1989), for Boltzmann's law only: one cluster of satisfied ties after another is turned.",
    "swendsen_wang": "Clusters (Swendsen & Wang 1987), for Boltzmann's law only: all ties are cast, clusters set anew.",
    "tempering": f"Replica exchange (Hukushima & Nemoto 1996), for Boltzmann's law only; each copy by heat bath: {_HEAT_BATH}",
}


def details(context: Context) -> Details:
    """Return the fold-out of methods."""
    rows = [*_simulation(context)] if context.run else []
    rows.append(["map", _map(context)])
    rows += _measuring(context)
    rows += [[str(name), str(version)] for name, version in _versions(context).items()]
    return Details("Methods, versions, identity", Table(["what", "how"], rows, ["text", "text"]))


def _map(context: Context) -> str:
    """Return how places on the map were found."""
    if context.network.n_nodes > MAX_PEOPLE:
        return (
            "communities by modularity over friendly ties (local moving, then Leiden; seed 0), people near their ties"
        )
    return "columns x and y if there are, else forces along friendly ties (seed 0): only nearness means something"


def citation(context: Context) -> str:
    """Return what to cite."""
    version = _version(context)
    text = f"Cite: sociophys {version}".rstrip()
    if context.run:
        text += f", run {context.finished.run_id[:8]}, seed {context.model.seed}"
        source = str(context.finished.resolved.get("source") or "")
        text += f"; the scenario's source: {source}" if source else ""
    return f"{text}."


def _version(context: Context) -> str:
    from importlib.metadata import PackageNotFoundError, version

    given = str(_versions(context).get("sociophys") or "unknown")
    try:
        return version("sociophys") if given == "unknown" else given
    except PackageNotFoundError:  # run from a source tree that was never installed
        return ""


def _versions(context: Context) -> dict[str, Any]:
    versions = context.run.manifest.get("versions", {}) if context.run else {}
    return versions if isinstance(versions, dict) else {}


def _simulation(context: Context) -> list[list[str]]:
    model, run = context.model, context.finished
    block = model.settings.order_block
    return [
        ["rule", LAWS.get(model.dynamics.kind, model.dynamics.kind)],
        ["order", f"{model.dynamics.order}. {assumed.order(context)}"],
        ["noise level", noise.level(context)],
        ["kernel", " ".join(context.point.kernel) or "not recorded"],
        ["seed", str(model.seed)],
        ["run id", run.run_id],
        ["errors", _errors(block, model.settings.replicas)],
        *_comparison(context),
        ["a settled state (equilibrium)", _settled_state(context)],
        *_memories(context),
    ]


def _comparison(context: Context) -> list[list[str]]:
    """Return how variants were compared."""
    if context.contrasts is None:
        return []
    paired = _shared_luck(context)
    interval = (
        "Mean paired difference ± Student's t times its standard error over independent groups of pairs (order blocks), 95 %. "
        "Pairing was worth: variance of the difference were the runs independent, over that of the pairs."
    )
    return [["pairs of runs", paired], ["intervals of differences", interval]]


def _shared_luck(context: Context) -> str:
    """Return what a pair of runs shares: with waiting times in place of coins it is little after the first difference."""
    dynamics = context.model.dynamics
    if isinstance(dynamics, Sampler):
        return (
            f"Replica r of a variant and replica r of the other share the start and the seed; '{dynamics.kind}' draws moves, not a "
            "coin for each attempt, so their luck is common up to the first difference only."
        )
    shared = (
        "Replica r of a variant and replica r of the other share the start, the visiting order and every coin (common random "
        "numbers)"
    )
    if dynamics.kind != "glauber":
        return f"{shared}."
    return (
        f"{shared}; a coin is laid against the probability of + in both, so a stronger pull toward + never turns a person "
        "toward - (monotone coupling)."
    )


def _settled_state(context: Context) -> str:
    """Return whether a settled state exists in theory and whether the runs are known to have reached it."""
    failures = context.model.equilibrium_failures
    if failures:
        return f"none is known: {words.listed(failures)}"
    reached = {None: "not checked", True: "yes", False: "no"}[context.point.settled]
    if context.point.r_hats:
        told = (
            f"{value:.3f} ({name})" if isinstance(value, float) else f"{value} ({name})"
            for name, value in context.point.r_hats.items()
        )
        reached += f", by R-hat of runs from two opposite starts: {words.listed(told)}"
    return (
        f"exists in theory (symmetric couplings, constant noise and pressure); whether the runs reached it: {reached}"
    )


def _memories(context: Context) -> list[list[str]]:
    """Return the autocorrelation times of what was recorded, with what the records are worth."""
    rows = [
        f"{name} {words.short(found.tau_sweeps)} ± {words.short(found.tau_error or 0.0)} (worth {words.short(found.worth)})"
        for name, found in context.settlings[0].memories.items()
        if found.tau_sweeps is not None and found.tau_is_known
    ]
    if not rows:
        return []
    how = "1 + 2 sum of autocorrelations up to 5 times itself (Sokal); worth so many independent records"
    return [["memory (autocorrelation time, sweeps)", f"{'; '.join(rows)}. {how}."]]


def _errors(block: int, replicas: int) -> str:
    if block <= 1:
        return f"± is one standard error over {replicas} independent runs."
    return (
        f"± is one standard error over blocks of {block} runs that share a visiting order; below 16 blocks it cannot be "
        "trusted, and comes from the memory of the records in time or is left out."
    )


def _measuring(context: Context) -> list[list[str]]:
    estimates = context.measured.numbers.values() if context.measured else ()
    nulls = {(e.null.kind, e.null.n) for e in estimates if e.null}
    rows = [
        [
            f"by chance: {kind.replace('_', ' ')}",
            f"{IN_WORDS[kind]}, {words.counted(n, 'time')}; p = (1 + twins as extreme) / (1 + twins)",
        ]
        for kind, n in sorted(nulls)
    ]
    rows += [["how it was measured", note.text] for note in context.panels("methods_notes")]
    reasons = sorted({e.reason for e in estimates if e.value is None and e.reason})
    return rows + [["not given", reason] for reason in reasons]
