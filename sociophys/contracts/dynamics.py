"""What a law must do: give probabilities, the mirrored ones for mirrored opinions, the same in every kernel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sociophys.contracts import runs
from sociophys.contracts.promise import Broken, Check
from sociophys.dynamics import Sampler
from sociophys.engine.plan import plan
from sociophys.kernels.asking import ask_law
from sociophys.theory import exact

Array = np.ndarray
_PULLS = 0.0 - np.array([0.0, 1e-9, 0.25, 0.5, 1.0, 2.0, 5.0, 20.0])
_BETAS = (0.2, 1.0, 3.0)
_BETA = 0.8
_REPLICAS, _LIMIT = 512, 5.0


def checks(dynamics: Any) -> Mapping[str, Check]:
    """Return the checks of a law; a sampler has none of its own beside its runs."""
    if isinstance(dynamics, Sampler):
        return runs.checks(dynamics)
    return {
        "gives probabilities": lambda: _probabilities(dynamics),
        "prefers no side": lambda: _symmetry(dynamics),
        "rises with the pressure where it says so": lambda: _monotone(dynamics),
        "keeps Boltzmann's law where it says so": lambda: _boltzmann(dynamics),
        "single and lanes agree": lambda: _kernels(dynamics),
        **runs.checks(dynamics),
    }


def _answers(dynamics: Any, f: Array, s: int, beta: float) -> Array:
    return np.asarray(ask_law(dynamics.law(), f.astype(np.float64), np.full(len(f), s, np.float64), beta))


def _probabilities(dynamics: Any) -> Iterator[Broken]:
    for beta in _BETAS:
        for s in (-1, 1):
            p = _answers(dynamics, _PULLS, s, beta)
            wrong = np.flatnonzero(~((p >= 0) & (p <= 1)))
            if len(wrong):
                k = wrong[0]
                at = f"f = {_PULLS[k]:g}, s = {s}, beta = {beta:g}"
                yield Broken(f"0 to 1 at {at}", f"{p[k]:g}", "Kernels ask a law at f <= 0 only.")


def _symmetry(dynamics: Any) -> Iterator[Broken]:
    """Find a law with a side: kernels ask against the pull and mirror the rest, so it would lose its side unseen."""
    mend = "A law prefers no side: P(+1) at (f, s) is 1 - P(+1) at (-f, -s). What presses to a side is a field."
    for beta in _BETAS:
        towards = {s: _answers(dynamics, -_PULLS, s, beta) for s in (-1, 1)}
        both = np.stack(list(towards.values()))
        is_whole = bool(((both >= 0) & (both <= 1)).all())  # some are written for f <= 0 alone, and no law beyond
        asked = np.full(len(_PULLS), True) if is_whole else _PULLS == 0
        for s, toward in towards.items():
            against = _answers(dynamics, _PULLS, -s, beta)
            wrong = np.flatnonzero(asked & ~np.isclose(toward, 1 - against, atol=1e-6))
            if len(wrong):
                k = wrong[0]
                expected = f"{1 - against[k]:.6g} at f = {-_PULLS[k]:g}, s = {s}, beta = {beta:g}"
                yield Broken(expected, f"{toward[k]:.6g}", mend)
                return


def _monotone(dynamics: Any) -> Iterator[Broken]:
    for beta in _BETAS if dynamics.is_monotone else ():
        for s in (-1, 1):
            p = _answers(dynamics, np.sort(_PULLS), s, beta)
            if np.any(np.diff(p) < -1e-12):
                mend = "is_monotone: ClassVar[bool] = False"
                yield Broken(f"P(+1) that never falls as f rises (beta = {beta:g}, s = {s})", "one that falls", mend)


def _boltzmann(dynamics: Any) -> Iterator[Broken]:
    if dynamics.stationary_law != "boltzmann":
        return
    couplings = np.array([[0, 1, -0.5, 0], [1, 0, 0.7, 0], [-0.5, 0.7, 0, 1], [0, 0, 1, 0.0]])
    h = np.array([0.2, 0, -0.3, 0.1])

    def law(f: Array, s: Array, beta: Array) -> Array:
        f, s = np.broadcast_arrays(f, s)
        sign = np.where(f > 0, 1.0, -1.0)  # as kernels ask: against the pull
        against = ask_law(dynamics.law(), -np.abs(f).ravel(), -(sign * s).ravel(), _BETA).reshape(f.shape)
        return np.where(f > 0, 1 - against, against)

    field = exact.linear_field(couplings, h)
    found = exact.stationary(exact.sweep_matrix(field, np.full(4, _BETA), "random", law=law))
    states = exact.states(4)
    weights = np.exp(_BETA * (0.5 * np.einsum("ki,ij,kj->k", states, couplings, states) + states @ h))
    worst = float(np.abs(found - weights / weights.sum()).max())
    if worst > 1e-6:
        mend = "Return 'unknown' from stationary_law: then nothing is said of equilibrium."
        yield Broken("the probabilities exp(-H/T)/Z on four people", f"others, by {worst:.2g}", mend)


def _kernels(dynamics: Any) -> Iterator[Broken]:
    """Two kernel families draw other numbers, so they agree in the mean over runs and not in the bits."""
    found = {}
    for block in (1, 64):
        model = runs.model_of(dynamics, "directed", replicas=_REPLICAS, order_block=block, sweeps=20, burn_in=0)
        flat = runs.spins_of(model, np.arange(_REPLICAS), 20).astype(float)
        bound = [np.abs(flat[:, k : k + 64].mean(axis=0)) for k in range(0, _REPLICAS, 64)]
        found[plan(model).kernel] = np.array([one.mean() for one in bound])
    if len(found) < 2:
        return
    (one, a), (other, b) = found.items()
    spread = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))
    z = abs(a.mean() - b.mean()) / max(spread, 1e-9)
    if z > _LIMIT:
        mend = "If the law's source does not serve vectors: vectorises: ClassVar[bool] = False"
        yield Broken(
            f"|m| = {a.mean():.3f} in '{other}' as in '{one}'", f"{b.mean():.3f} ({z:.1f} standard errors)", mend
        )
