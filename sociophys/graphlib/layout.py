"""Places of people on a map: tied people near each other, the sides apart."""

from __future__ import annotations

import numpy as np

from sociophys.graphlib.convert import ties_of
from sociophys.graphlib.seeded import seeded
from sociophys.network import Network

Array = np.ndarray
MAP_LIMIT = 20_000  # above this many people the map is spectral: force layouts take minutes
_FINE_LIMIT = 600  # up to here every pair repels every other; above, a grid of neighbourhoods


def layout(network: Network, sides: Array, seed: int) -> Array:
    """Place people on a map, tied people near each other, side +1 to the left and side -1 to the right.

    Parameters
    ----------
    network: ties; hostile ones do not attract. sides: (n_nodes,) +1, -1, or 0 for unknown (no pull).
    seed: same seed, same map on one platform.

    Returns
    -------
    (n_nodes, 2) float64 in [-1, 1]; distances have no unit.

    Notes
    -----
    Force-directed (Fruchterman & Reingold 1991) with two invisible anchors that draw each side a little; spectral
    above ``MAP_LIMIT`` people. Then turned so that the sides lie left and right and moved apart until nine in ten
    of each stand on their own half.
    """
    sides = np.asarray(sides)
    raw = _forces(network, sides, seed) if network.n_nodes <= MAP_LIMIT else _spectral(network)
    apart = _part(_turn(_fit(raw), sides), sides)
    return _fit(apart, keep_x=bool(np.any(sides > 0) and np.any(sides < 0)))


def _forces(network: Network, sides: Array, seed: int) -> Array:
    n = network.n_nodes
    i, j, _ = ties_of(network, positive=True)
    anchored = np.flatnonzero(sides)
    anchor = np.where(sides[anchored] > 0, n, n + 1)
    pull = 0.1 + 0.1 * len(i) / max(1, n)
    start = np.column_stack([-np.sign(sides).astype(np.float64), np.linspace(-1, 1, n)]) + 0.1 * _scatter(n, seed)
    with seeded(seed) as igraph:
        edges = np.concatenate([np.column_stack([i, j]), np.column_stack([anchored, anchor])])
        graph = igraph.Graph(n=n + 2, edges=edges.tolist())
        places = graph.layout_fruchterman_reingold(
            weights=[1.0] * len(i) + [pull] * len(anchored),
            seed=np.concatenate([start, [[-3.0, 0.0], [3.0, 0.0]]]).tolist(),
            niter=500 if n <= _FINE_LIMIT else 300,
            grid="nogrid" if n <= _FINE_LIMIT else "grid",
        )
    return np.asarray(places.coords, np.float64)[:n]


def _scatter(n: int, seed: int) -> Array:
    return np.random.Generator(np.random.Philox(key=seed % 2**64)).standard_normal((n, 2))


def _spectral(network: Network) -> Array:
    """Return two leading non-trivial vectors of the regularised random walk (Amini et al. 2013): O(n_edges)."""
    import scipy.sparse as sp
    import scipy.sparse.linalg as spla

    i, j, _ = ties_of(network, positive=True)
    n = network.n_nodes
    ones = np.ones(2 * len(i))
    ties = sp.csr_array((ones, (np.concatenate([i, j]), np.concatenate([j, i]))), shape=(n, n))
    degrees = ties.sum(axis=1)
    scale = 1 / np.sqrt(degrees + max(1.0, degrees.mean()))
    walk = sp.diags_array(scale) @ ties @ sp.diags_array(scale)
    start = 1.0 + 0.5 * np.cos(0.754877666 * np.arange(n))
    values, vectors = spla.eigsh(walk, k=3, which="LA", v0=start, tol=1e-3)
    return vectors[:, np.argsort(-values)[1:]] * scale[:, None]


def _turn(places: Array, sides: Array) -> Array:
    """Turn the map so that the line from the plus side's centre to the minus side's points right."""
    if not (np.any(sides > 0) and np.any(sides < 0)):
        return places
    line = places[sides < 0].mean(axis=0) - places[sides > 0].mean(axis=0)
    length = float(np.hypot(*line))
    if length < 1e-12:
        return places
    cosine, sine = line / length
    return places @ np.array([[cosine, -sine], [sine, cosine]])


def _part(places: Array, sides: Array) -> Array:
    """Move the sides apart until nine in ten of each are on their own half; who stands across stays visible."""
    moved = places.copy()
    for side in (1, -1):
        mine = sides == side
        if mine.any():
            innermost = float(np.quantile(side * places[mine, 0], 0.9))
            moved[mine, 0] -= side * max(0.0, innermost + 0.06)
    return moved


def _fit(places: Array, keep_x: bool = False) -> Array:
    """Centre the map and scale it to [-1, 1]; far-flung people are drawn in so that the rest keeps its room."""
    middle = np.median(places, axis=0)
    centred = places - (np.array([0.0, middle[1]]) if keep_x else middle)
    reach = np.quantile(np.abs(centred), 0.97, axis=0)
    reach[reach <= 0] = 1.0
    scaled = centred / reach
    far = np.abs(scaled) > 1
    scaled[far] = np.sign(scaled[far]) * (1 + 0.15 * np.tanh(np.abs(scaled[far]) - 1))
    return scaled / max(1.0, float(np.abs(scaled).max()))
