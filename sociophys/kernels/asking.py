"""Ask a law or a feed's row for single numbers: for checks, which look at what kernels inline."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.extension import law, row


@jit
def ask_law(rule: Any, f: Any, s: Any, beta: float) -> Any:
    """Return P(s_i = +1) after an attempt at each local field f (n,) <= 0 for present spins s (n,)."""
    answers = np.empty(len(f))
    for k in range(len(f)):
        answers[k] = law(rule, f[k], s[k], beta)
    return answers


@jit
def ask_row(feed: Any, indptr: Any, indices: Any, couplings: Any, spins: Any) -> Any:
    """Return (n_nodes, 2) float64: (f, gain) of what each person is shown at ``spins`` (n_nodes,) int8."""
    answers = np.empty((len(spins), 2))
    for i in range(len(spins)):
        f, gain = row(feed, i, indptr, indices, couplings, spins)
        answers[i, 0] = f
        answers[i, 1] = gain
    return answers
