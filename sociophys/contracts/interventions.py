"""What a lever must do: change what is there, by finite amounts, at a cost, and take a side only where it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sociophys import registry, rng
from sociophys.contracts import runs
from sociophys.contracts.promise import Broken, Check
from sociophys.contracts.small import NAMES, N, setting, spins
from sociophys.errors import SociophysError
from sociophys.interventions import Change, View

Array = np.ndarray
_REPLICAS = 4
_SIGNED = ("pin", "field", "spins")  # what turns with the opinions


def checks(lever: Any) -> Mapping[str, Check]:
    """Return the checks of a lever."""
    return {
        "changes what is there, by finite amounts": lambda: _changes(lever),
        "says its cost": lambda: _costs(lever),
        "takes a side where it says so": lambda: _sides(lever),
        "looks at opinions where it says so": lambda: _looks(lever),
        **runs.checks(lever),
    }


def _act(lever: Any, name: str, s: Array) -> Change | None:
    """Return what a lever does at sweep 0 in all replicas."""

    def draw(*parts: Any) -> np.random.Generator:
        return rng.generator(1, "interventions", registry.kind_of(lever), *parts)

    where = setting(name)
    view = View(s.copy(), [where.network] * _REPLICAS, np.arange(_REPLICAS), {"m": s.mean(axis=0)})
    found = lever.act(lever.bind(where, draw), view, np.ones(_REPLICAS, bool), 0, draw)
    if found is not None and not isinstance(found, Change):
        raise TypeError(f"act returned {type(found).__name__}, not a Change or None")
    return found


def _acts(lever: Any) -> Iterator[tuple[str, Change]]:
    """Yield what it does on each network on which it works."""
    for name in NAMES:
        try:
            found = _act(lever, name, spins(_REPLICAS))
        except SociophysError:  # some need symmetric ties, and say so; the runs ask for one network at least
            continue
        if found is not None:
            yield name, found


def _changes(lever: Any) -> Iterator[Broken]:
    for name, change in _acts(lever):
        if not change.action.strip():
            yield Broken(f"words for what it does ({name})", "none", "Change('ties cut', ...)")
        nodes = change.nodes
        if nodes is not None and not (np.asarray(nodes) < N).all():
            yield Broken(f"people 0 to {N - 1} ({name})", str(np.max(nodes)))
        for part, allowed in (("temperature", (0, np.inf)), ("pin", (-1, 1)), ("spins", (-1, 1)), ("field", None)):
            yield from _part(getattr(change, part, None), part, allowed, nodes, name)
        for network in getattr(change, "networks", {}).values():
            if network.n_nodes != N:
                yield Broken(f"{N} people in the new network ({name})", str(network.n_nodes))
            elif not np.isfinite(network.couplings).all():
                yield Broken(f"finite couplings in the new network ({name})", "others")


def _part(value: Any, part: str, allowed: Any, nodes: Any, name: str) -> Iterator[Broken]:
    """Look at one thing that a change sets for ``nodes``; NaN leaves a temperature as it is."""
    if value is None:
        return
    found = np.asarray(value, np.float64)
    if found.ndim and nodes is not None and found.shape[0] != len(nodes):
        yield Broken(f"one {part} a person, {len(nodes)} ({name})", str(found.shape))
    known = found[~np.isnan(found)] if part == "temperature" else found
    low, high = allowed or (-np.inf, np.inf)
    if not (np.isfinite(known) & (known >= low) & (known <= high)).all():
        yield Broken(f"{part} finite, {low:g} to {high:g} ({name})", "another number")


def _costs(lever: Any) -> Iterator[Broken]:
    for name, change in _acts(lever):
        amounts = np.concatenate([np.ravel(np.asarray(cost, np.float64)) for cost in change.cost.values()] or [[]])
        if not (np.isfinite(amounts) & (amounts >= 0)).all():
            yield Broken(f"finite costs of 0 or more ({name})", str(dict(change.cost)))
        if not change.cost:
            yield Broken(f"a cost by name ({name})", "none", "For example cost={'people': float(len(nodes))}.")


def _sides(lever: Any) -> Iterator[Broken]:
    for name, change in () if lever.singles_out_a_side else _acts(lever):
        turned = _act(lever, name, -spins(_REPLICAS))
        for part in _SIGNED:
            one, other = getattr(change, part, None), getattr(turned, part, None)
            if one is not None and (other is None or not np.array_equal(-np.asarray(one), np.asarray(other))):
                mend = "Return True from singles_out_a_side."
                yield Broken(f"{part} turned with the opinions ({name})", "the same side", mend)


def _looks(lever: Any) -> Iterator[Broken]:
    """Find a lever that is asked for one replica in the name of all, and yet depends on opinions."""
    for name, change in () if lever.per_replica else _acts(lever):
        other = _act(lever, name, spins(_REPLICAS, seed=1))
        for part in ("nodes", "temperature", *_SIGNED):
            one, two = (None if c is None else getattr(c, part, None) for c in (change, other))
            if (one is None) != (two is None) or (one is not None and not np.array_equal(one, two)):
                mend = "Return True from per_replica."
                yield Broken(f"the same {part} whatever people think ({name})", "another", mend)
