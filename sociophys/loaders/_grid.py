"""Regular lattices: places in rows and columns, each tied to the place a step away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.graph import Graph
from sociophys.loaders._pairs import model_graph, text

Array = np.ndarray
AXES = ("x", "y", "z")


def lattice(source: str, length: int, steps: tuple[tuple[int, ...], ...], periodic: bool) -> Graph:
    """Return a lattice of ``length`` places along each axis; node number x + length y (+ length^2 z), named 'x,y,...'.

    ``steps``: for each kind of tie the step to the other end along (x, y, ...).
    """
    axes = len(steps[0])
    number = np.arange(length**axes, dtype=np.int64).reshape((length,) * axes)  # the last axis is x
    ends = [_step(number, step[::-1], periodic) for step in steps]
    first, second = (np.concatenate(part) for part in zip(*ends, strict=True))
    note = f"a model: {'a periodic' if periodic else 'an open'} {source}"
    return model_graph(source, places(length, axes), (first, second), np.ones(len(first)), note)


def _step(number: Array, step: tuple[int, ...], periodic: bool) -> tuple[Array, Array]:
    if periodic:
        return number.ravel(), np.roll(number, tuple(-s for s in step), axis=tuple(range(number.ndim))).ravel()
    here = tuple(slice(0, -1) if s else slice(None) for s in step)
    there = tuple(slice(1, None) if s else slice(None) for s in step)
    return number[here].ravel(), number[there].ravel()


def places(length: int, axes: int) -> pd.DataFrame:
    """Return the node table of a lattice: names 'x,y,...' and attributes ``x``, ``y``, ..."""
    number = np.arange(length**axes)
    columns = {name: number // length**k % length for k, name in enumerate(AXES[:axes])}
    word = text(np.arange(length))
    names = word.iloc[columns["x"]].reset_index(drop=True)
    for name in AXES[1:axes]:
        names = names + ("," + word).iloc[columns[name]].reset_index(drop=True)
    return pd.DataFrame(columns, index=pd.Index(names, dtype="str", name="id"))


def refuse_double_ties(length: int, periodic: bool, shortest: int = 3) -> None:
    """Raise ValueError where a torus is so short that two steps lead to one place."""
    if periodic and length < shortest:
        raise ValueError(
            f"a periodic lattice of length {length} ties each pair twice; "
            f"allowed length {shortest} or more, or periodic: false"
        )
