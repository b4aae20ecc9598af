"""Shrinking a dense linear system of a network: people who are not tied to one another are eliminated at once."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def strangers(indptr: Array, indices: Array, order: Array) -> Array:
    """Return people of whom no two are tied, (n_nodes,) bool: taken in the given order wherever that is so.

    Parameters
    ----------
    indptr, indices: a symmetric pattern. order: node numbers; few ties first makes many.
    """
    taken = np.zeros(len(indptr) - 1, np.bool_)
    for i in order:
        taken[i] = True
        for e in range(indptr[i], indptr[i + 1]):
            if taken[indices[e]]:
                taken[i] = False
                break
    return taken


@jit
def eliminate(indptr: Array, indices: Array, root: Array, place: Array, matrix: Array) -> None:
    """Subtract from the identity what the system I - S leaves for the others once strangers are eliminated, in place.

    Parameters
    ----------
    root: (n_nodes,), S_ij = root_i root_j for ties. place: (n_nodes,) row in ``matrix``, -1 for strangers.
    matrix: (n_left, n_left) the identity; becomes I - S_RR - S_RE S_ER with E the strangers, R the others.
    """
    for i in range(len(place)):
        for e in range(indptr[i], indptr[i + 1]):
            j = indices[e]
            if place[i] >= 0:
                if place[j] >= 0:
                    matrix[place[i], place[j]] -= root[i] * root[j]
            else:
                for f in range(indptr[i], indptr[i + 1]):
                    matrix[place[indices[f]], place[j]] -= root[i] * root[i] * root[indices[f]] * root[j]


@jit
def diagonal_of_inverse(indptr: Array, indices: Array, root: Array, place: Array, factor: Array, found: Array) -> None:
    """Fill the diagonal of (I - S)^-1 for the strangers and the others, in place.

    Parameters
    ----------
    As for :func:`eliminate`; factor: (n_left, n_left) K with K^T K the inverse of its matrix. found: (n_nodes,).

    Notes
    -----
    |K e_r|^2 for the others; 1 + |K S_Ri|^2 for a stranger i.
    """
    n_left = len(factor)
    column = np.empty(n_left)
    for i in range(len(place)):
        if place[i] >= 0:
            found[i] = 0.0
            for r in range(n_left):
                found[i] += factor[r, place[i]] ** 2
        else:
            for r in range(n_left):
                column[r] = 0.0
            for e in range(indptr[i], indptr[i + 1]):
                j = place[indices[e]]
                weight = root[i] * root[indices[e]]
                for r in range(n_left):
                    column[r] += weight * factor[r, j]
            found[i] = 1.0
            for r in range(n_left):
                found[i] += column[r] ** 2
