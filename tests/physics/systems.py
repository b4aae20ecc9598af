"""Small systems as models, and the comparison of a run with an exact value as z-scores over independent replicas."""

import numpy as np
import pandas as pd

from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.fields.attribute import Attribute
from sociophys.graph import Graph
from sociophys.initial.random import Random
from sociophys.model import RunSettings, bind
from sociophys.network import Network


def instance_a():
    """The asymmetric five-spin instance: J_ij, h_i, beta = 0.9."""
    i, j = np.mgrid[0:5, 0:5]
    couplings = 0.5 * np.sin(1.3 * i + 2.1 * j + 0.4)
    np.fill_diagonal(couplings, 0.0)
    return couplings, 0.3 * np.cos(1.7 * np.arange(5)), 0.9


def lattice(*shape, diagonal=False):
    """Dense J of a periodic lattice with J = 1; ``diagonal`` adds +x+y (triangular)."""
    n = int(np.prod(shape))
    number = np.arange(n).reshape(shape)
    couplings = np.zeros((n, n))
    moves = [tuple(int(a == b) for b in range(len(shape))) for a in range(len(shape))]
    for move in moves + ([(1, 1)] if diagonal else []):
        other = np.roll(number, [-m for m in move], axis=tuple(range(len(shape))))
        np.add.at(couplings, (number.ravel(), other.ravel()), 1.0)
        np.add.at(couplings, (other.ravel(), number.ravel()), 1.0)
    return couplings


def graph_of(couplings, **attributes):
    """A directed graph whose arrow j -> i carries J[i, j]."""
    target, source = np.nonzero(couplings)
    edges = pd.DataFrame({"source": source, "target": target, "weight": couplings[target, source]})
    names = pd.Index([f"s{i}" for i in range(len(couplings))])
    return Graph(pd.DataFrame(attributes, index=names), edges, directed=True)


def model_of(
    couplings, h=None, temperature=1.0, order="random", initial=None, fields=(), seed=1, observables=None, **settings
):
    """A bound model of a dense J with a field h read from a node attribute."""
    attributes = {} if h is None else {"h": h}
    if isinstance(temperature, dict) and "values" in temperature:
        attributes["noise"] = temperature["values"]
        temperature = {"absolute": 1.0, "per_node": "noise"}
    graph = graph_of(couplings, **attributes)
    own = () if h is None else (Attribute(column="h"),)
    defaults = {"sweeps": 100, "burn_in": 40, "replicas": 2000, "record_every": 1}
    return bind(
        graph=graph,
        network=Network.from_graph(graph),
        opinions=None,
        dynamics=Glauber(order=order, temperature=temperature),
        initial=initial or Random(),
        fields=(*own, *fields),
        observables=observables,
        settings=RunSettings(**{**defaults, **settings}),
        seed=seed,
    )


def model_with(couplings, dynamics, h=None, fields=(), seed=1, initial=None, interventions=(), **settings):
    """A bound model of a dense J with any dynamics and a field h read from a node attribute."""
    graph = graph_of(couplings, **({} if h is None else {"h": h}))
    return bind(
        graph=graph,
        network=Network.from_graph(graph),
        opinions=None,
        dynamics=dynamics,
        initial=initial or Random(),
        fields=(*(() if h is None else (Attribute(column="h"),)), *fields),
        interventions=interventions,
        settings=RunSettings(**{"sweeps": 100, "burn_in": 40, "replicas": 500, "record_every": 1, **settings}),
        seed=seed,
    )


def simulate(model, replicas=None):
    """Run all units; return the records as a dict of columns, time-averaged spins (n, R) and the last spins."""
    the_plan = plan(model)
    units = the_plan.units if replicas is None else [np.asarray(replicas)]
    rows, means, last = [], [], []
    for unit in units:
        state = start(model, unit)
        rows += [segment.rows for segment in run(model, the_plan, state)]
        means.append(state.spin_sums / state.n_records)
        last.append(state.spins.copy())
    columns = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    return columns, np.concatenate(means, axis=1), np.concatenate(last, axis=1)


def z_scores(values, exact):
    """z of the mean over replicas, the last axis of ``values``, against an exact value."""
    values = np.asarray(values, np.float64)
    error = values.std(axis=-1, ddof=1) / np.sqrt(values.shape[-1])
    return (values.mean(axis=-1) - np.asarray(exact)) / error


def replica_means(columns, name, power=1):
    """Time average of an observable's power in each replica, (R,)."""
    frame = pd.DataFrame({"replica": columns["replica"], "x": columns[name] ** power})
    return frame.groupby("replica")["x"].mean().to_numpy()
