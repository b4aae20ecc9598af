"""Forces between people on a map: everybody pushes everybody."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit


@jit
def pushes(x: Any, y: Any, mass: Any, soft: Any) -> Any:
    """Return how everybody is pushed by all others, two (n,) arrays: sum over j of m_i m_j (x_i - x_j) / d_ij^2.

    Jacomy, Venturini, Heymann & Bastian 2014 (doi 10.1371/journal.pone.0098679), eq. 5: a force m_i m_j / d_ij.
    ``soft``: added to d^2, so that people on one spot do not fly apart. float32 halves the time.
    """
    n = x.size
    push_x, push_y = np.zeros_like(x), np.zeros_like(y)
    for j in range(n):  # the inner loop writes each person once, so that several are served at a time
        x_j, y_j, mass_j = x[j], y[j], mass[j]
        for i in range(n):
            dx, dy = x[i] - x_j, y[i] - y_j
            force = mass_j / (dx * dx + dy * dy + soft)
            push_x[i] += force * dx
            push_y[i] += force * dy
    return push_x * mass, push_y * mass
