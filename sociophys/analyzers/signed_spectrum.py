"""Extreme eigenvalues of signed ties, and how much tension there is at least."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import scipy.sparse as sp

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.opinions import Sample
from sociophys.panels import Table
from sociophys.signed import NO_HOSTILE, in_figures, kept_share, largest_part, signed_matrix
from sociophys.theory.spectra import UnsettledError, leading, smallest_laplacian

_EXTREMES = ("signed_eigenvalue_max", "signed_eigenvalue_min", "unsigned_eigenvalue_max")
_BOUND = ("signed_laplacian_min", "frustration_bound")
_MEANINGS = {
    "signed_laplacian_min": "how far the ties are from two camps; 0 if they fall into two camps without any tension "
    "(smallest eigenvalue of the signed Laplacian)",
    "frustration_bound": "a quick lower bound on the ties in tension, whatever the sides (spectral bound)",
    "signed_eigenvalue_min": "smallest eigenvalue of the signed ties",
    "signed_eigenvalue_max": "largest eigenvalue of the signed ties",
    "unsigned_eigenvalue_max": "the largest without the signs; no larger than the one above if there is no tension",
}


class SignedSpectrum(Analyzer):
    """Computes extreme eigenvalues of the signed adjacency matrix and of the signed Laplacian.

    Signs only, weights and arrows ignored. The Laplacian is that of the largest connected part. No null: it is
    computed once, for the bound.

    Notes
    -----
    A = signs, B = abs A, L = D - A with D = sum_j B_ij. ``signed_eigenvalue_max``, ``signed_eigenvalue_min`` of A;
    ``unsigned_eigenvalue_max`` of B; ``signed_laplacian_min`` of L, 0 if and only if that part is balanced.
    ``frustration_bound`` = n lambda_min(L) / 4, at most the frustration index: a split s has s'Ls = 4 x its ties in
    tension, and s's = n.
    """

    needs_opinions: ClassVar[bool] = False
    needs_signs: ClassVar[bool] = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the extreme eigenvalues and the bound."""
        signs = signed_matrix(sample.network)
        if not np.any(signs.data < 0):
            return dict.fromkeys((*_EXTREMES, *_BOUND), NO_HOSTILE)
        start = rng.standard_normal(signs.shape[0])
        numbers: dict[str, float | str] = {}
        for name, matrix, end in zip(_EXTREMES, (signs, signs, abs(signs)), (1, -1, 1), strict=True):
            numbers[name] = _extreme(matrix * end, start, end)
        return numbers | _laplacian(largest_part(signs))

    def coverage(self, sample: Sample) -> float:
        """Return the share of tied pairs whose arrows do not contradict each other."""
        return kept_share(sample.network)

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show the numbers with what each means."""
        if all(estimate.reason == NO_HOSTILE for estimate in estimates.values()):
            return Analysis(estimates)
        rows = [[text, in_figures(estimates[name])] for name, text in _MEANINGS.items()]
        return Analysis(estimates, {"signed": [Table(["what", "here"], rows, ["text", "text"], "Signs only.")]})


def _extreme(matrix: sp.csr_array, start: np.ndarray, sign: int) -> float | str:
    try:
        return sign * float(leading(matrix, 1, start)[0][-1])
    except UnsettledError as unsettled:
        return str(unsettled)


def _laplacian(signs: sp.csr_array) -> dict[str, float | str]:
    try:
        value = smallest_laplacian(signs)
    except UnsettledError as unsettled:
        return dict.fromkeys(_BOUND, str(unsettled))
    return {"signed_laplacian_min": value, "frustration_bound": signs.shape[0] * value / 4}
