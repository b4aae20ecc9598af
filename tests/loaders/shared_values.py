"""Published and certified numbers of real networks, computed again from the files with SciPy and igraph.

Triangles, transitivity and clustering are igraph's, extreme eigenvalues ARPACK's, the frustration index is the
minimum over all assignments (16 and 18 nodes: 2^15 and 2^17).
"""

from dataclasses import dataclass

import igraph
import numpy as np
import scipy.sparse as sp
from scipy.sparse import linalg

from sociophys import manifests
from sociophys.loaders.file import File
from sociophys.reading.edgelist import largest_component

SNAP, AGAIN = "printed on the SNAP page", "recomputed from the file with one tool"
CERTIFIED = "certified: an exact lower bound equals the energy of an explicit split"
# What no manifest of a pinned data set can say: name, then file, evidence, known values.
MORE = {
    "bank_wiring": ("signed/bank_wiring.csv.gz", {CERTIFIED: {"frustration_index": 2}}),
    "ego_facebook": (
        "unsigned/ego_facebook.txt.gz",
        {
            SNAP: {"triangles": 1612010, "mean_clustering": 0.6055},
            AGAIN: {"largest_eigenvalue": 162.37394, "degree_assortativity": 0.06358},
        },
    ),
    "email_enron": (
        "unsigned/email_enron.txt.gz",
        {
            SNAP: {"triangles": 727044, "mean_clustering": 0.4970},
            AGAIN: {"largest_eigenvalue": 118.41771, "degree_assortativity": -0.11076},
        },
    ),
    "ego_twitter": (
        "unsigned/ego_twitter.txt.gz",
        {
            SNAP: {"triangles": 13082506, "mean_clustering": 0.5653},
            AGAIN: {"largest_eigenvalue": 209.25147, "degree_assortativity": -0.03902},
        },
    ),
}
SLOW = {"ego_twitter"}  # ten seconds: only for the page
SIMPLE = "undirected simple graph"


@dataclass(frozen=True)
class Value:
    """A known number: of which data set and graph, what, how much, who says so."""

    name: str
    of: str
    what: str
    value: float
    evidence: str

    @property
    def tolerance(self):
        """One unit in the last digit given: printed values are rounded or cut."""
        text = f"{self.value:.9g}"
        return 0.0 if "." not in text else 1.01 * 10.0 ** -len(text.partition(".")[2])


def known():
    """Return all known numbers that are computed here."""
    found = []
    for entry in map(manifests.record, manifests.names()):
        if not entry.unchecked:
            found += [Value(entry.name, k.of, k.what, k.value, k.evidence) for k in entry.known if k.what in MEASURES]
    for name, (_, told) in MORE.items():
        found += [Value(name, SIMPLE, what, value, who) for who, kv in told.items() for what, value in kv.items()]
    return found


def graph_of(value, folder):
    """Return the undirected simple graph (opposite signs dropped) that a number is about."""
    if value.name in MORE:
        return File(path=str(folder / MORE[value.name][0]), directed=False).load(np.random.default_rng(0))
    entry = manifests.record(value.name)
    if entry.shipped:
        from sociophys.workflow.reading import read_graph

        graph = read_graph(value.name)
    else:
        place = next(folder.glob(f"*/{entry.ties.file}.gz"))
        options = {key: word for key, word in entry.read.items() if key != "arrow"} | {"directed": False}
        graph = File(path=str(place), **options).load(np.random.default_rng(0))
    return largest_component(graph) if value.of.startswith("largest component") else graph


class Simple:
    """A graph as arrays for the measures: signs only."""

    def __init__(self, graph, entry):
        self.graph, self.entry, self.n = graph, entry, graph.n_nodes
        source, target = (graph.edges[end].to_numpy() for end in ("source", "target"))
        sign = np.sign(graph.edges["weight"].to_numpy())
        both = np.concatenate
        pairs = (both([source, target]), both([target, source]))
        self.matrix = sp.csr_array((both([sign, sign]), pairs), shape=(self.n, self.n))
        self.source, self.target, self.sign = source, target, sign

    def igraph(self):
        """The same for igraph."""
        return igraph.Graph(n=self.n, edges=np.stack([self.source, self.target], axis=1))

    def labels(self):
        """The recorded side of each person as a whole number."""
        column = self.graph.nodes[self.entry.opinions["attribute"]]
        return np.unique(column.to_numpy().astype(str), return_inverse=True)[1]

    def mixing(self):
        """Return the shares of ties between the sides, each tie counted both ways."""
        side = self.labels()
        shares = np.zeros((side.max() + 1,) * 2)
        np.add.at(shares, (side[self.source], side[self.target]), 1.0)
        shares = shares + shares.T
        return shares / shares.sum()


def triangles(g):
    """Three quarters of what transitivity counts: T = c W / 3 with W open and closed wedges."""
    return round(g.igraph().transitivity_undirected() * wedges(g) / 3)


def wedges(g):
    """Pairs of ties that share a person."""
    degree = np.diff(g.matrix.indptr)
    return int((degree * (degree - 1) // 2).sum())


def eigenvalue(g, which):
    """The largest (LA) or smallest (SA) eigenvalue of the signed adjacency matrix."""
    start = np.ones(g.n)
    return linalg.eigsh(g.matrix.astype(float), k=1, which=which, v0=start, return_eigenvectors=False)[0]


def algebraic_connectivity(g):
    """The second eigenvalue of the Laplacian."""
    dense = g.matrix.toarray()
    return np.linalg.eigvalsh(np.diag(dense.sum(axis=1)) - dense)[1]


def balanced_triangle_share(g):
    """(tr |A|^3 + tr A^3) / (2 tr |A|^3)."""
    plain = abs(g.matrix)
    signed, all_of_them = ((m @ m).multiply(m).sum() for m in (g.matrix, plain))
    return (all_of_them + signed) / (2 * all_of_them)


def frustration_index(g):
    """The least number of violated ties over all ways to split the people in two."""
    splits = np.arange(1 << (g.n - 1), dtype=np.int64)
    violated = np.zeros(len(splits), np.int32)
    for i, j, sign in zip(g.source, g.target, g.sign, strict=True):
        apart = (splits >> i ^ splits >> j) & 1
        violated += apart if sign > 0 else 1 - apart
    return int(violated.min())


def side_modularity(g):
    """Sum over sides of e_ss - a_s^2."""
    shares = g.mixing()
    return np.trace(shares) - (shares.sum(axis=0) ** 2).sum()


def side_assortativity(g):
    """Newman's coefficient of nominal assortativity."""
    return side_modularity(g) / (1 - (g.mixing().sum(axis=0) ** 2).sum())


MEASURES = {
    "triangles": triangles,
    "wedges": wedges,
    "transitivity": lambda g: g.igraph().transitivity_undirected(),
    "mean_clustering": lambda g: g.igraph().transitivity_avglocal_undirected(mode="zero"),
    "degree_assortativity": lambda g: g.igraph().assortativity_degree(directed=False),
    "largest_eigenvalue": lambda g: eigenvalue(g, "LA"),
    "smallest_eigenvalue": lambda g: eigenvalue(g, "SA"),
    "algebraic_connectivity": algebraic_connectivity,
    "balanced_triangle_share": balanced_triangle_share,
    "frustration_index": frustration_index,
    "conflicting_pairs": lambda g: g.graph.reading.counts["conflicting_pairs"],
    "largest_component_nodes": lambda g: largest_component(g.graph).n_nodes,
    "largest_component_ties": lambda g: largest_component(g.graph).n_edges,
    "side_modularity": side_modularity,
    "side_assortativity": side_assortativity,
    "cross_ties": lambda g: int(np.sum(g.labels()[g.source] != g.labels()[g.target])),
}
ENUMERABLE = 18  # people; beyond, the frustration index needs a solver


def compute(values, folder):
    """Return (value, what was computed) of numbers about one graph; what needs a solver is left out."""
    graph = graph_of(values[0], folder)
    entry = manifests.record(values[0].name) if values[0].name in manifests.names() else None
    simple = Simple(graph, entry)
    return [
        (value, float(MEASURES[value.what](simple)))
        for value in values
        if value.what != "frustration_index" or simple.n <= ENUMERABLE
    ]


def groups():
    """Return the known numbers by data set and graph, so that each graph is read once."""
    found = {}
    for value in known():
        found.setdefault((value.name, value.of), []).append(value)
    return found


def lines(folder):
    """Yield the table of known values, a row each."""
    yield "| data set | of | quantity | known | got | | evidence |"
    yield "|---|---|---|---|---|---|---|"
    for values in groups().values():
        for value, found in compute(values, folder):
            mark = "agrees" if abs(found - value.value) <= value.tolerance else "**differs**"
            what = value.what.replace("_", " ")
            numbers = f"{value.value:.9g} | {found:.9g} | {mark}"
            yield f"| {value.name} | {value.of} | {what} | {numbers} | {value.evidence} |"
