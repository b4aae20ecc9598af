"""Structural balance over closed walks of every length: do chains of friends and foes agree with each other."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import ClassVar

import numpy as np
import scipy.sparse as sp

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.opinions import Sample
from sociophys.signed import NO_HOSTILE, kept_share, scores, signed_matrix, tied
from sociophys.theory.spectra import Spectrum, UnsettledError, random_signs, spectrum

Array = np.ndarray
_MEANINGS = {
    "walk_balance": "closed walks: balanced minus unbalanced, over all, long walks counted (walk balance, beta = 1)",
    "walk_balance_scaled": "the same where short walks decide (beta = 1 / largest eigenvalue without signs)",
    "walk_unbalance": "closed walks: unbalanced over balanced (beta = 1)",
    "walk_unbalance_scaled": "the same where short walks decide",
}
_NUMBERS = (*_MEANINGS, "walk_balance_log", "walk_beta")
_ERRORS = ("walk_balance_error", "walk_balance_scaled_error")


class WalkBalance(Analyzer):
    """Weighs balanced against unbalanced closed walks of every length; a walk is balanced if its signs multiply to +.

    Signs only, weights and arrows ignored; people without a tie are left out. ``walk_balance`` at beta = 1 follows
    the largest eigenvalues: dense networks look unbalanced there, so it is never shown without its beta, nor alone.

    Notes
    -----
    K(beta) = tr exp(beta A) / tr exp(beta B), B = abs A, in (0, 1], and U = (1 - K) / (1 + K) (Estrada & Benzi 2014,
    doi 10.1103/PhysRevE.90.042802; Estrada 2019). ``walk_balance``,
    ``walk_unbalance``: beta = 1; ``walk_balance_log`` = ln K(1), finite where K(1) is too small for a number;
    ``walk_balance_scaled``, ``walk_unbalance_scaled``: beta = ``walk_beta`` = 1 / lambda_1(B). Up to 400 people all
    eigenvalues are used; beyond, the largest ones and random vectors, and ``error`` holds one standard error.
    """

    nulls: ClassVar[tuple[str, ...]] = ("shuffled_signs",)
    needs_opinions: ClassVar[bool] = False
    needs_signs: ClassVar[bool] = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return K and U at both betas, ln K(1), the second beta, and the standard errors of both K."""
        signs = tied(signed_matrix(sample.network))
        reason = "" if np.any(signs.data < 0) else NO_HOSTILE
        if not reason:
            try:
                return _numbers(signs, rng)
            except UnsettledError as unsettled:
                reason = str(unsettled)
        return dict.fromkeys((*_NUMBERS, *_ERRORS), reason)

    def coverage(self, sample: Sample) -> float:
        """Return the share of tied pairs whose arrows do not contradict each other."""
        return kept_share(sample.network)

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Put the standard errors where they belong, and show both betas beside chance."""
        numbers = {name: estimates[name] for name in _NUMBERS}
        if numbers["walk_balance"].value is None:
            return Analysis(numbers)
        for name, error in zip(("walk_balance", "walk_balance_scaled"), _ERRORS, strict=True):
            numbers[name] = replace(numbers[name], error=estimates[error].value or None)
        caption = f"1: every closed walk is balanced. Signs only; the second beta here is {numbers['walk_beta']}."
        return Analysis(numbers, {"signed": [scores(numbers, _MEANINGS, caption)]})


def _numbers(signs: sp.csr_array, rng: np.random.Generator) -> dict[str, float | str]:
    probes = random_signs(signs.shape[0], rng)
    with_signs, without = spectrum(signs, probes), spectrum(abs(signs), probes)
    beta = 1.0 / without.largest
    log, error = _log_balance(with_signs, without, 1.0)
    scaled_log, scaled_error = _log_balance(with_signs, without, beta)
    return {
        "walk_balance": math.exp(log),
        "walk_balance_scaled": math.exp(scaled_log),
        "walk_unbalance": -math.tanh(log / 2),
        "walk_unbalance_scaled": -math.tanh(scaled_log / 2),
        "walk_balance_log": log,
        "walk_beta": beta,
        "walk_balance_error": math.exp(log) * error,
        "walk_balance_scaled_error": math.exp(scaled_log) * scaled_error,
    }


def _log_balance(with_signs: Spectrum, without: Spectrum, beta: float) -> tuple[float, float]:
    """Return ln K and its standard error; both traces met the same random vectors, so their errors partly cancel."""
    upper, draws = with_signs.log_trace(beta)
    lower, other_draws = without.log_trace(beta)
    error = float(np.std(draws - other_draws, ddof=1)) / math.sqrt(len(draws)) if len(draws) else 0.0
    return min(0.0, upper - lower), error
