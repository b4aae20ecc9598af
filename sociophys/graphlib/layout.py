"""Places of people on a map: tied people near each other, the sides apart, people without ties at the foot."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from sociophys.graphlib.convert import ties_of
from sociophys.kernels.forces import pushes
from sociophys.network import Network

Array = np.ndarray
_SMALL = 12  # a component of fewer people stands at the foot, if it has less than a tenth of the largest
_STEPS, _WORK = 400, 2.5e9  # rounds of forces at most, and pairs of people pushed in all
_PUSH, _GRAVITY, _SIDE = 2.0, 0.05, 1.2
_ASPECT = 0.82  # height of the picture over its width


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
    ForceAtlas2 (Jacomy et al. 2014) with a little pull of each side to its own half, for up to some ten thousand
    people: everybody pushes everybody. Then turned so that the sides lie left and right and moved apart until nine
    in ten of each stand on their own half. Isolates and small components stand in rows at the foot.
    """
    sides = np.asarray(sides)
    i, j, _ = ties_of(network, positive=True)
    foot = _at_foot(i, j, network.n_nodes)
    places = np.zeros((network.n_nodes, 2))
    main = np.flatnonzero(foot < 0)
    if len(main):
        number = np.cumsum(foot < 0) - 1
        inside = foot[i] < 0
        raw = _forces(number[i[inside]], number[j[inside]], sides[main], seed)
        apart = _part(_turn(_fit(raw), sides[main]), sides[main])
        places[main] = _fit(apart, keep_x=bool(np.any(sides > 0) and np.any(sides < 0)))
    return _with_rows(places, foot, sides)


def layout_of(links: sp.csr_array, leaning: Array, seed: int) -> Array:
    """Place groups, (n_groups, 2) in [-1, 1]: ``links``: their ties (symmetric), ``leaning``: mean side of each."""
    upper = sp.triu(links, 1).tocoo()
    i, j = upper.row.astype(np.int64), upper.col.astype(np.int64)
    return _fit(_turn(_forces(i, j, leaning, seed, upper.data), np.sign(np.round(leaning, 1))))


def _at_foot(i: Array, j: Array, n: int) -> Array:
    """Return (n,) the component of people who stand at the foot, -1 for all others."""
    ties = sp.coo_array((np.ones(len(i), np.int8), (i, j)), shape=(n, n))
    component = sp.csgraph.connected_components(ties, directed=False)[1].astype(np.int64)
    size = np.bincount(component)
    main = (size >= _SMALL) | ((size * 10 >= size.max()) & (size > 1))
    return np.where(main[component], -1, component)


def _forces(i: Array, j: Array, sides: Array, seed: int, weight: Array | None = None) -> Array:
    """Return raw places after rounds of pushes, pulls, gravity and the pull of each side to its half."""
    n = len(sides)
    weight = np.ones(len(i)) if weight is None else weight
    mass = 1.0 + np.bincount(i, weight, n) + np.bincount(j, weight, n)
    scatter = np.random.Generator(np.random.Philox(key=seed % 2**64)).standard_normal((n, 2))
    places = np.sqrt(n) * (scatter - 2 * np.column_stack([sides, np.zeros(n)]))
    speed, before = 1.0, np.zeros((n, 2))
    for _ in range(int(min(_STEPS, max(100, 2 * _WORK / n**2)))):
        x, y = np.ascontiguousarray(places.T, np.float32)
        push = np.column_stack(pushes(x, y, mass.astype(np.float32), np.float32(0.01)))
        force = _PUSH * push + _pulls(places, i, j, weight) - _GRAVITY * mass[:, None] * places
        force[:, 0] -= _SIDE * np.sqrt(mass) * sides
        places, speed = _moved(places, force, before, mass, speed)
        before = force
    return places


def _pulls(places: Array, i: Array, j: Array, weight: Array) -> Array:
    """Return how everybody is pulled by their ties: sum over ties of w (x_j - x_i) (Jacomy et al. 2014, eq. 3)."""
    pull = weight[:, None] * (places[j] - places[i])
    n = len(places)
    return np.column_stack([np.bincount(i, pull[:, k], n) - np.bincount(j, pull[:, k], n) for k in (0, 1)])


def _moved(places: Array, force: Array, before: Array, mass: Array, speed: float) -> tuple[Array, float]:
    """Return places and speed after a step: who swings goes slowly (sections on speed in Jacomy et al. 2014)."""
    swing = mass * np.hypot(*(force - before).T)
    travel = mass * np.hypot(*(force + before).T) / 2
    speed += min(travel.sum() / max(swing.sum(), 1e-9) - speed, 0.5 * speed)
    step = speed / (1 + np.sqrt(speed * swing))
    step = np.minimum(step, 10.0 / np.maximum(np.hypot(*force.T), 1e-9))
    return places + step[:, None] * force, speed


def _turn(places: Array, sides: Array) -> Array:
    """Turn the map so that the line from the plus side's centre to the minus side's points right.

    Without two sides its longest extent lies level.
    """
    if np.any(sides > 0) and np.any(sides < 0):
        line = places[sides < 0].mean(axis=0) - places[sides > 0].mean(axis=0)
    else:
        line = np.linalg.eigh(np.cov(places.T))[1][:, 1] if len(places) > 2 else np.zeros(2)
        line = line * (1 if line[np.argmax(np.abs(line))] > 0 else -1)
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
    far = np.maximum(np.hypot(*scaled.T) / 1.1, 1.0)  # drawn in along the ray, so that the rim stays round
    scaled *= ((1 + 0.5 * np.log(far)) / far)[:, None]
    return scaled / max(1.0, float(np.abs(scaled).max()))


def _with_rows(places: Array, foot: Array, sides: Array) -> Array:
    """Put who stands at the foot in even rows below the others: + from the left, - from the right, others between."""
    who = np.flatnonzero(foot >= 0)
    if not len(who):
        return places
    gap = max(0.024, 0.09 * min(1.0, (40 / len(foot)) ** 0.4))
    if len(who) == len(foot):
        gap = 2.0 / max(1.0, np.ceil(np.sqrt(len(who))))
    columns = max(1, int(2.0 / gap))
    size = np.bincount(foot[who], minlength=len(foot))[foot[who]]
    order = who[np.lexsort((who, foot[who], -size, -sides[who]))]
    spot = np.arange(len(order))
    n_rows = -(-len(order) // columns)
    x = np.empty(len(order))
    row = spot % n_rows  # column by column, so that each side is a block
    x = -1 + gap / 2 + gap * (spot // n_rows)
    right = sides[order] == -1
    x[right] = 1 - gap / 2 - gap * ((spot[-1] - spot[right]) // n_rows)
    row[right] = (spot[-1] - spot[right]) % n_rows
    height = gap / _ASPECT * n_rows
    lifted = places.copy()
    lifted[foot < 0, 1] = 1 - (1 - places[foot < 0, 1]) * (2 - height - 0.1) / 2
    lifted[order] = np.column_stack([x, -1 + gap / _ASPECT * (n_rows - 1 - row)])
    return lifted
