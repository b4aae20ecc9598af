"""What an observable must do: one finite number a replica, of its own column and network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sociophys.contracts import runs
from sociophys.contracts.promise import Broken, Check
from sociophys.contracts.small import NAMES, N, setting, spins
from sociophys.engine.controls import Controls
from sociophys.errors import SociophysError
from sociophys.observables import Frame

Array = np.ndarray
_REPLICAS = 4


def checks(observable: Any) -> Mapping[str, Check]:
    """Return the checks of an observable."""
    return {
        "gives one finite number a replica": lambda: _shapes(observable),
        "measures each replica for itself": lambda: _apart(observable),
        "measures groups of replicas as one": lambda: _groups(observable),
        "turns its sign where it says so": lambda: _odd(observable),
        **runs.checks(observable),
    }


def _frame(name: str, s: Array, blocks: Array, parts: int = 1) -> Frame:
    """Return a frame of some replicas, as if levers had put them on networks of their own: ``parts`` groups."""
    network, columns = setting(name).network, np.arange(s.shape[1])
    counts = SimpleNamespace(m=s.sum(axis=0, dtype=np.int64), flips=np.full(len(columns), 3), bonds=np.zeros(0))
    groups = [(network, part) for part in np.array_split(columns, parts)]
    shared = (np.zeros((N, 1)), np.ones((N, 1)), np.ones(1), np.zeros((N, 1), np.int8))
    controls = Controls(*shared, groups=groups, blocks=blocks)
    return Frame(counts, groups, s.copy, controls, "random")


def _measured(observable: Any, name: str, s: Array, blocks: Array | None = None, parts: int = 1) -> Array:
    bound = observable.bind(setting(name))
    rows = np.arange(s.shape[1]) // 2 if blocks is None else blocks
    return np.asarray(observable.measure(_frame(name, np.ascontiguousarray(s), rows, parts), bound), np.float64)


def _here(observable: Any) -> Iterator[str]:
    """Yield the networks on which it can be measured."""
    for name in NAMES:
        try:
            observable.bind(setting(name))
        except SociophysError:  # it says why; the runs ask for one network at least
            continue
        if "energy" not in observable.needs or setting(name).network.is_symmetric:
            yield name


def _shapes(observable: Any) -> Iterator[Broken]:
    for name in _here(observable):
        found = _measured(observable, name, spins(_REPLICAS))
        if found.shape != (_REPLICAS,):
            mend = "Take sums and means over people: axis=0."
            yield Broken(f"the shape ({_REPLICAS},): one number a replica ({name})", str(found.shape), mend)
        elif not np.isfinite(found).all():
            yield Broken(f"finite numbers ({name})", str(found))


def _apart(observable: Any) -> Iterator[Broken]:
    for name in _here(observable):
        s = spins(_REPLICAS)
        whole = _measured(observable, name, s)
        pairs = [_measured(observable, name, s[:, low : low + 2], np.zeros(2, int)) for low in (0, 2)]  # whole blocks
        if not np.allclose(np.concatenate(pairs), whole, atol=1e-9):
            yield Broken(f"the same numbers whoever is measured beside ({name})", "others")


def _groups(observable: Any) -> Iterator[Broken]:
    for name in _here(observable):
        one, other = (_measured(observable, name, spins(_REPLICAS), parts=parts) for parts in (1, 2))
        if not np.allclose(one, other, atol=1e-9):
            mend = "Where ties count, take them from frame.each(lambda network, spins: ...)."
            yield Broken(f"the same numbers where levers gave replicas networks of their own ({name})", "others", mend)


def _odd(observable: Any) -> Iterator[Broken]:
    for name in _here(observable) if observable.is_odd else ():
        s, turned = spins(_REPLICAS), spins(_REPLICAS)
        turned[:, ::2] *= -1  # one run of each order block: what is measured between two runs turns too
        before, after = _measured(observable, name, s), _measured(observable, name, turned)
        if not np.allclose(after[::2], -before[::2], atol=1e-9):
            mend = "is_odd: ClassVar[bool] = False"
            yield Broken(f"-x for turned opinions, as is_odd says ({name})", "another number", mend)
