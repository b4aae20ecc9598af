"""Who is friend and who is foe: every tie as a sign, arrows ignored, for the measures of structural balance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sociophys.estimate import Estimate
from sociophys.network import Network
from sociophys.panels import Table

if TYPE_CHECKING:
    import scipy.sparse as sp

Array = np.ndarray
NO_HOSTILE = "no hostile tie"
_SMALL = 1e-4  # below it numbers are shown as powers of ten


def signed_matrix(network: Network) -> sp.csr_array:
    """Return the signs of the ties, a symmetric (n_nodes, n_nodes) CSR array of -1.0 and +1.0 without a diagonal.

    Ties as read, not couplings; only their signs. Loops and ties of weight 0 are left out. Arrows both ways are one
    tie where their signs agree, and none where they contradict each other.
    """
    signs = network.matrix(np.sign(network.weights))
    if network.has_self_coupling:
        signs.data[network.indices == network.rows] = 0.0
    if network.directed:
        signs = (signs + signs.T).tocsr()
        np.sign(signs.data, out=signs.data)
    if not signs.data.all():
        signs = signs.copy()  # what follows moves entries in place, and the rows are the network's own
        signs.eliminate_zeros()
    return signs


def tied(signs: sp.csr_array) -> sp.csr_array:
    """Return the matrix without the people who have no tie in it."""
    has_tie = np.diff(signs.indptr) > 0
    return signs if has_tie.all() else signs[has_tie][:, has_tie]


def largest_part(signs: sp.csr_array) -> sp.csr_array:
    """Return the matrix of the largest connected component; the first of equal ones."""
    import scipy.sparse as sp

    part = sp.csgraph.connected_components(signs, directed=False)[1]
    largest = part == np.bincount(part).argmax()
    return signs if largest.all() else signs[largest][:, largest]


def kept_share(network: Network) -> float:
    """Return the share of tied pairs that have a sign: those whose arrows do not contradict each other, 0 to 1."""
    if not network.directed:
        return 1.0
    tied = network.matrix(np.where(network.indices == network.rows, 0.0, np.abs(network.weights)))
    n_pairs = (tied + tied.T).nnz
    return signed_matrix(network).nnz / n_pairs if n_pairs else 1.0


def is_hostile(network: Network) -> bool:
    """Return whether any tie as read is hostile; loops do not count."""
    hostile = network.weights < 0
    return bool(np.any(hostile & (network.indices != network.rows)) if network.has_self_coupling else hostile.any())


def scores(estimates: Mapping[str, Estimate], meanings: Mapping[str, str], caption: str) -> Table:
    """Return the table of some scores: in words what each is, its value, what chance gives."""
    rows = [[text, in_figures(estimates[name]), by_chance(estimates[name])] for name, text in meanings.items()]
    return Table(["score", "here", "signs dealt anew"], rows, ["text", "text", "text"], caption)


def in_figures(estimate: Estimate) -> str:
    """Return the value as a report shows it, with its error where it has one; the reason where it has no value."""
    if estimate.value is None:
        return f"undefined: {estimate.reason}"
    return _figures(estimate.value) + (f" ± {_figures(estimate.error)}" if estimate.error else "")


def by_chance(estimate: Estimate) -> str:
    """Return mean and spread of the null as a report shows them."""
    null = estimate.null
    return f"{_figures(null.mean)} (spread {_figures(null.sd)})" if null else "not computed"


def _figures(value: float) -> str:
    text = f"{value:.1e}" if 0 < abs(value) < _SMALL else f"{round(value, 6) + 0.0:.6g}"
    return text.replace("-", "\u2212")
