"""Short runs with a member in them: the same bits whole, cut into pieces, in parts and in another process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sociophys import registry
from sociophys.contracts.promise import Broken, Check
from sociophys.contracts.small import NAMES, setting
from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.errors import NotDefinedError
from sociophys.executors import processes
from sociophys.initial.random import Random
from sociophys.model import Model, RunSettings, bind
from sociophys.observables.m import M

Array = np.ndarray
SWEEPS, REPLICAS, BLOCK = 12, 8, 4
_PLACES = {"fields": "fields", "interventions": "interventions", "observables": "observables"}  # lists of a model
_PLAIN = "Whatever changes while it runs belongs into the arrays of 'memory'; numbers at random come from 'draw'."
_COLUMN = "A replica looks at its own column only."


def checks(member: Any) -> Mapping[str, Check]:
    """Return the checks of members that a model runs."""
    return {
        "runs on small networks, again with the same bits": lambda: _repeats(member),
        "a run cut into pieces has the same bits": lambda: _cut(member),
        "replicas run apart have the same bits": lambda: _apart(member),
        "a run in another process has the same bits": lambda: _elsewhere(member),
    }


def model_of(member: Any, name: str, **settings: Any) -> Model:
    """Return a small model with a member in it; ``name``: of the network."""
    family, (graph, network, opinions) = registry.family_of(member), setting(name)
    parts: dict[str, Any] = {"dynamics": Glauber(temperature=1.5), "observables": (M(),)}
    if family in _PLACES:
        parts[family] = (*parts.get(family, ()), member)
    else:
        parts["feed" if family == "feeds" else family] = member
    lengths = {"sweeps": SWEEPS, "burn_in": 3, "replicas": REPLICAS, "order_block": BLOCK} | settings
    return bind(
        graph=graph,
        network=network,
        opinions=opinions,
        initial=Random(),
        settings=RunSettings(**lengths),
        seed=3,
        **parts,
    )


def spins_of(model: Model, replicas: Array, segment: int = SWEEPS) -> Array:
    """Return the last spins, (n_nodes, n_replicas), of a run that is put down and taken up every ``segment`` sweeps."""
    cut = replace(plan(model), segment_sweeps=segment)
    state = start(model, replicas)
    while state.t < model.settings.sweeps:
        state = next(run(model, cut, state)).state  # nothing but the state survives
    return state.spins.copy()


def whole(member: Any, name: str) -> Array:
    """Return the last spins of all replicas."""
    return spins_of(model_of(member, name), np.arange(REPLICAS))


def _fitting(member: Any) -> Iterator[tuple[str, Array]]:
    """Yield the networks it works on with the spins it ends in; raises NotDefinedError if it works on none."""
    refusals = []
    for name in NAMES:
        try:
            yield name, whole(member, name)
        except NotDefinedError as error:  # some need symmetric ties, and say so
            refusals.append(error)
    if len(refusals) == len(NAMES):
        raise refusals[0]


def _differ(found: Array, expected: Array, what: str, mend: str = _PLAIN) -> Iterator[Broken]:
    differing = int(np.count_nonzero(found != expected))
    if differing:
        yield Broken(f"the same spins {what}", f"{differing} of {found.size} that differ", mend)


def _repeats(member: Any) -> Iterator[Broken]:
    for name, spins in _fitting(member):
        yield from _differ(whole(member, name), spins, f"in a second run ({name})")


def _cut(member: Any) -> Iterator[Broken]:
    for name, spins in _fitting(member):
        found = spins_of(model_of(member, name), np.arange(REPLICAS), segment=5)
        yield from _differ(found, spins, f"when the run is put down every five sweeps ({name})")


def _apart(member: Any) -> Iterator[Broken]:
    for name, spins in _fitting(member):
        model = model_of(member, name)
        parts = [spins_of(model, np.arange(low, low + BLOCK)) for low in range(0, REPLICAS, BLOCK)]
        found = np.concatenate(parts, axis=1)
        yield from _differ(found, spins, f"whoever runs beside ({name})", f"{_PLAIN} {_COLUMN}")


def _there(task: tuple[Any, str], report: Any, stopping: Any) -> Array:
    return whole(*task)


def _elsewhere(member: Any) -> Iterator[Broken]:
    name, spins = next(_fitting(member))
    found = processes.run(_there, [(member, name)], lambda number, done: None, 1)[0]
    if not isinstance(found, np.ndarray):
        yield Broken("a run", f"{type(found.error).__name__}: {found.error}", _PLAIN)
        return
    yield from _differ(found, spins, "in another process")
