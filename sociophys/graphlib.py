"""The one door to igraph and networkx: shipped data sets, layouts, communities, betweenness.

Both are imported when first used. igraph draws its random numbers from Python's; here it gets a generator of
its own for the time of a call, so results depend on the seed given and nothing else is disturbed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, MissingError, Mistake, near_miss
from sociophys.network import Network

Array = np.ndarray
SHIPPED = {
    "karate": "karate_club_graph",
    "florentine": "florentine_families_graph",
    "davis": "davis_southern_women_graph",
    "les_miserables": "les_miserables_graph",
}
MAP_LIMIT = 20_000  # above this many people the map is spectral: force layouts take minutes
_FINE_LIMIT = 600  # up to here every pair repels every other; above, a grid of neighbourhoods


@contextmanager
def _seeded(seed: int) -> Iterator[Any]:
    """Give igraph a random generator of its own for the time of a call."""
    import igraph

    igraph.set_random_number_generator(random.Random(seed))
    try:
        yield igraph
    finally:
        igraph.set_random_number_generator(random)


def ties_of(network: Network, positive: bool = False) -> tuple[Array, Array, Array]:
    """Return the ends and weights of the ties without loops, each (n_ties,); ``positive``: friendly ties only."""
    i, j = network.edge_ends
    weights = network.weights[network.edge_slots]
    keep = (i != j) & ((weights > 0) if positive else True)
    return i[keep], j[keep], weights[keep]


def to_igraph(network: Network, positive: bool = False) -> Any:
    """Return the network as an undirected igraph graph with edge attribute ``weight``; ``positive``: as above."""
    import igraph

    i, j, weights = ties_of(network, positive)
    graph = igraph.Graph(n=network.n_nodes, edges=np.column_stack([i, j]).tolist(), directed=False)
    graph.es["weight"] = weights.tolist()
    return graph


def from_networkx(graph: Any) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Return (nodes, edges, directed) of a networkx graph.

    ``nodes``: text index, attributes as columns. ``edges``: ``source``, ``target`` (int64 row numbers of nodes),
    ``weight`` (float64, 1 where a tie has none). Arrows keep their direction.
    """
    number = {node: k for k, node in enumerate(graph.nodes)}
    nodes = pd.DataFrame([data for _, data in graph.nodes(data=True)], index=[str(node) for node in number])
    rows = [(number[a], number[b], _weight(a, b, data.get("weight", 1.0))) for a, b, data in graph.edges(data=True)]
    edges = pd.DataFrame(rows, columns=["source", "target", "weight"])
    return nodes, edges.astype({"source": np.int64, "target": np.int64, "weight": np.float64}), graph.is_directed()


def _weight(one: object, other: object, value: Any) -> float:
    """Return the weight of a tie; raises GraphError unless it is a finite number."""
    try:
        weight = float(value)
    except (TypeError, ValueError):
        weight = math.nan
    if not math.isfinite(weight):
        raise GraphError(Mistake(f"graph tie {one!r}, {other!r}", f"weight {value!r} is no number", "finite numbers"))
    return weight


def shipped(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (nodes, edges) of a data set that networkx ships, as :func:`from_networkx` does; no network is needed.

    Karate: people are 'member 1' .. 'member 34', attribute ``club``; weights are the counts of shared activities.
    Davis: attribute ``kind``, 'woman' or 'event'.
    """
    if name not in SHIPPED:
        advice = near_miss(name, SHIPPED)
        raise MissingError(Mistake("data set", f"'{name}' is not shipped", ", ".join(SHIPPED), advice))
    import networkx

    nodes, edges, _ = from_networkx(getattr(networkx, SHIPPED[name])())
    if name == "karate":
        nodes.index = pd.Index([f"member {int(node) + 1}" for node in nodes.index])
    if name == "davis":
        nodes = pd.DataFrame({"kind": np.where(nodes["bipartite"] == 0, "woman", "event")}, index=nodes.index)
    return nodes, edges


def communities(network: Network, seed: int, resolution: float = 1.0) -> Array:
    """Return Leiden communities over friendly ties, (n_nodes,) int32, numbered by falling size.

    Maximises weighted modularity (Traag, Waltman & van Eck 2019, doi 10.1038/s41598-019-41695-z) until stable.
    """
    graph = to_igraph(network, positive=True)
    options = {"objective_function": "modularity", "weights": "weight", "n_iterations": -1}
    with _seeded(seed):
        found = np.asarray(graph.community_leiden(resolution=resolution, **options).membership, np.int32)
    order = np.argsort(-np.bincount(found, minlength=1), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[found].astype(np.int32)


def edge_betweenness(network: Network) -> Array:
    """Return the share of shortest paths over each friendly tie, in the order of ``ties_of(network, True)``."""
    pairs = network.n_nodes * (network.n_nodes - 1) / 2
    return np.asarray(to_igraph(network, positive=True).edge_betweenness(directed=False)) / max(1.0, pairs)


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
    with _seeded(seed) as igraph:
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
