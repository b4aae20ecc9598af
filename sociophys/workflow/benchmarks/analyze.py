"""Time of every score, of a randomised twin and of the whole report, beside igraph and networkx on the same ties.

Scores are measured on one core as processor time, on networks that remember nothing; ours and the peers' take turns.
The report is made by a process of its own, which tells its peak memory.
"""

from __future__ import annotations

import functools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sociophys import partition, registry, rng
from sociophys.distribution import dip_of
from sociophys.graph import Graph
from sociophys.graphlib.communities import quick_communities
from sociophys.graphlib.peers import measures_igraph, measures_networkx
from sociophys.groups import QUICK_FROM
from sociophys.kernels.swaps import swap, table_of
from sociophys.kernels.triangles import triangles
from sociophys.network import Network
from sociophys.nulls import STEPS_PER_TIE, rewired, shuffled_labels
from sociophys.opinions import Opinions, Sample
from sociophys.workflow.benchmarks.files import peak_mb

Array = np.ndarray
ROUNDS, QUICK_ROUNDS = 5, 3
MANY = 200_000  # ties above which networkx would take minutes and a peer is asked once
_PROGRAM = "import sys; from sociophys.workflow.benchmarks.analyze import report; report(int(sys.argv[1]))"
# Milliseconds to beat, on one core at 10^6 ties; of the report the goal on two.
TO_BEAT = {
    "E-I index, modularity, assortativity": 4,
    "domains": 120,
    "Friedkin-Johnsen": 80,
    "generalised Euclidean": 50,
    "random walk and dipole": 100,
    "diffusion": 3300,
    "dip": 10,
    "communities": 7800,
    "triangles": 4700,
    "randomised twin": 5000,
}
GOALS = {"large": 180_000.0, "small": 3_000.0}  # milliseconds of a report
_ANALYZERS = {
    "E-I index, modularity, assortativity": ("mixing",),
    "walls": ("walls",),
    "domains": ("domains",),
    "neighbour correlation": ("neighbour_correlation",),
    "conductance": ("conductance",),
    "boundary": ("boundary",),
    "Friedkin-Johnsen": ("friedkin_johnsen",),
    "generalised Euclidean": ("generalised_euclidean",),
    "random walk and dipole": ("random_walk", "dipole"),
    "diffusion": ("diffusion",),
    "bubble radius": ("bubble_radius",),
}


class Case(NamedTuple):
    """A network with sides: its name in the table, people, whether sides are planted, twins of the report."""

    name: str
    n_nodes: int
    is_planted: bool
    nulls: int


CASES = (
    Case("karate", 34, True, 200),
    Case("preferential attachment, 5e3 ties", 1_000, True, 200),
    Case("preferential attachment, 1e6 ties", 200_000, False, 20),
    Case("preferential attachment, 1e6 ties, planted sides", 200_000, True, 20),
)


def bench(*, quick: bool = False, note: Callable[[str], None] = lambda text: None) -> list[dict[str, Any]]:
    """Measure every case; one row a score.

    Columns: case, n_edges, score, ms, to_beat_ms (None where there is nothing to beat), peers (their time over ours
    by name), peak_mb (of the report alone).
    """
    table = []
    for place, case in enumerate(CASES):
        if not (quick and case.n_nodes > 10_000):
            note(f"measuring scores, {case.name}")
            table += scores(case, QUICK_ROUNDS if quick or case.n_nodes > 10_000 else ROUNDS)
            note(f"making the report, {case.name}")
            table.append(_report(place))
    return table


def graph_of(case: Case) -> tuple[Graph, Opinions]:
    """Return the graph of a case and its sides: dealt by lot, or two halves grown apart with a fifth of ties across."""
    draw = rng.generator(1, "benchmark", case.n_nodes)
    if case.name == "karate":
        graph = registry.member("loaders", "karate")().load(draw)
        sides = np.where(graph.nodes["club"] == "Officer", 1.0, -1.0)
    elif case.is_planted:
        graph, sides = _halves(case.n_nodes // 2, draw), np.repeat([1.0, -1.0], case.n_nodes // 2)
    else:
        graph = registry.member("loaders", "barabasi_albert")(n_nodes=case.n_nodes, ties=5).load(draw)
        sides = draw.choice((-1.0, 1.0), case.n_nodes)
    return graph, Opinions(sides, origin="independent")


def _halves(half: int, draw: np.random.Generator) -> Graph:
    """Return two networks grown by preferential attachment, 4 ties a person, and 2 ties a person across."""
    grown = registry.member("loaders", "barabasi_albert")(n_nodes=half, ties=4)
    first, second = (grown.load(draw).edges[["source", "target"]].to_numpy() for _ in range(2))
    twice = np.repeat(np.arange(half), 2)
    across = np.stack([twice, half + draw.permutation(twice)], axis=1)
    pairs = np.unique(np.concatenate([first, second + half, across]), axis=0)
    edges = pd.DataFrame({"source": pairs[:, 0], "target": pairs[:, 1], "weight": 1.0})
    return Graph(pd.DataFrame(index=pd.RangeIndex(2 * half).astype("str")), edges, False)


def scores(case: Case, rounds: int) -> list[dict[str, Any]]:
    """Return one row a score of a case, our time and the peers' taken in turns."""
    graph, opinions = graph_of(case)
    sample = Sample(Network.from_graph(graph), opinions)
    n_edges = sample.network.n_edges
    peers = {"igraph": measures_igraph(sample.network, opinions.sides)}
    if n_edges <= MANY:
        peers["networkx"] = measures_networkx(sample.network, opinions.sides)
    rows = []
    for name, ours in _ours(sample).items():
        others = {peer: measures[name] for peer, measures in peers.items() if name in measures}
        few = n_edges > MANY and bool(others)
        ours()
        seconds = _in_turns({"": ours, **others}, 1 if few else rounds)
        row = _row(case, n_edges, name, seconds[""], TO_BEAT.get(name) if n_edges > MANY else None)
        rows.append(row | {"peers": {peer: seconds[peer] / seconds[""] for peer in others}})
    return rows


def _row(case: Case, n_edges: int, score: str, seconds: float, to_beat: float | None) -> dict[str, Any]:
    times = {"ms": 1000 * seconds, "to_beat_ms": to_beat}
    return {"case": case.name, "n_edges": n_edges, "score": score, **times, "peers": {}, "peak_mb": None}


def _ours(sample: Sample) -> dict[str, Callable[[], object]]:
    """Return what is measured of ours by name; each call starts from a network that remembers nothing."""
    network = sample.network
    measures: dict[str, Callable[[], object]] = {
        name: functools.partial(_measure, [registry.member("analyzers", kind)() for kind in kinds], sample)
        for name, kinds in _ANALYZERS.items()
    }
    values = np.random.default_rng(1).uniform(-1, 1, network.n_nodes)
    chain = _Chain(network)
    return measures | {
        "dip": lambda: dip_of(values),
        "components": lambda: partition.pieces(replace(network)),
        "triangles": lambda: triangles(network.indptr, network.indices, network.weights),
        "communities": lambda: quick_communities(network, 1, few=QUICK_FROM),
        "randomised twin": lambda: rewired(network, np.random.default_rng(1)),
        "randomised twin, the exchanges alone": chain.advance,
        "sides dealt anew": lambda: shuffled_labels(sample, np.random.default_rng(1)),
    }


def _measure(analyzers: Sequence[Any], sample: Sample) -> None:
    fresh = Sample(replace(sample.network), sample.opinions)
    for analyzer in analyzers:
        analyzer.measure(fresh, np.random.default_rng(1))


class _Chain:
    """The exchanges of a twin without what stands around them."""

    def __init__(self, network: Network) -> None:
        self.ends = np.stack(network.edge_ends, axis=1).astype(np.int32)
        self.table = table_of(self.ends, network.n_nodes, False)
        self.n_nodes = network.n_nodes
        n_steps = STEPS_PER_TIE * len(self.ends)
        self.draws = np.random.default_rng(1).integers(0, 2**64, n_steps, dtype=np.uint64)

    def advance(self) -> None:
        """Make as many steps as a twin does."""
        swap(self.ends, self.table, self.draws, 0, len(self.ends), self.n_nodes, False)


def _in_turns(measures: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median processor seconds of each, taken in turns."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            begin = time.process_time()
            measure()
            found[name].append(time.process_time() - begin)
    return {name: statistics.median(seconds) for name, seconds in found.items()}


def _report(place: int) -> dict[str, Any]:
    """Return the row of the whole default report, made by a second process: kernels are compiled by a first."""
    case, runs = CASES[place], []
    is_large = case.n_nodes > MANY // 10
    for _ in range(1 if is_large else 2):
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(place)], stdout=subprocess.PIPE, text=True, check=True
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]) | {"seconds": time.perf_counter() - begin})
    goal = GOALS["large" if is_large else "small"]
    name = f"report, {case.nulls} twins (a process, wall)"
    row = _row(case, runs[-1]["n_edges"], name, runs[-1]["seconds"], goal)
    return row | {"peak_mb": runs[-1]["peak_mb"]}


def report(place: int) -> None:
    """Be the process: analyse a case as the command does, and write the report."""
    from sociophys.workflow.analyze import analyze

    case = CASES[place]
    graph, opinions = graph_of(case)
    with tempfile.TemporaryDirectory() as folder:
        analyze(graph, opinions, nulls=case.nulls).save(folder)
    sys.stdout.write(json.dumps({"n_edges": graph.n_edges, "peak_mb": peak_mb()}) + "\n")
