"""Networks for the tests of analysis: built by hand, shipped, or real ones that stand beside the repository."""

import gzip
import re

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions, Sample


def graph_of(ties, n=None, directed=False):
    """Return a Graph of (a, b) or (a, b, weight) ties among nodes 0..n-1, named 'p0', 'p1', ..."""
    rows = [(*tie, 1.0) if len(tie) == 2 else tie for tie in ties]
    n = n if n is not None else 1 + max(max(a, b) for a, b, *_ in rows)
    edges = pd.DataFrame(rows, columns=["source", "target", "weight"])
    edges = edges.astype({"source": np.int64, "target": np.int64, "weight": np.float64})
    return Graph(pd.DataFrame(index=[f"p{k}" for k in range(n)]), edges, directed)


def network_of(ties, n=None, directed=False):
    return Network.from_graph(graph_of(ties, n, directed))


def sample_of(ties, values, directed=False, **more):
    values = np.array(values, np.float64)
    return Sample(network_of(ties, len(values), directed), Opinions(values, **more))


def sample_of_networkx(graph, values, **more):
    number = {node: k for k, node in enumerate(graph)}
    ties = [(number[a], number[b]) for a, b in graph.edges]
    return sample_of(ties, values, graph.is_directed(), **more)


def read_gml(path):
    text = gzip.decompress(path.read_bytes()).decode()  # networkx's reader takes ten seconds for polblogs
    graph = nx.Graph()
    for node, value in re.findall(r"id (\d+)\s+(?:label .*\s+)?value (-?\d+)", text):
        graph.add_node(int(node), value=int(value))
    graph.add_edges_from((int(a), int(b)) for a, b in re.findall(r"source (\d+)\s+target (\d+)", text))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph.subgraph(max(nx.connected_components(graph), key=len)).copy()


@pytest.fixture
def make():
    """The builders above, as one object."""
    builders = (graph_of, network_of, sample_of, sample_of_networkx, read_gml)
    return type("Make", (), {f.__name__: staticmethod(f) for f in builders})


@pytest.fixture(scope="session")
def karate():
    graph = nx.karate_club_graph()
    return sample_of_networkx(graph, [1 if graph.nodes[v]["club"] == "Mr. Hi" else -1 for v in graph])


@pytest.fixture(scope="session")
def books(shared_data):
    """All 105 books; the 13 neutral ones have opinion 0, on a scale of categories."""
    graph = read_gml(shared_data / "polarization" / "books.gml.gz")
    return sample_of_networkx(graph, [graph.nodes[v]["value"] for v in graph], scale="categorical")


@pytest.fixture(scope="session")
def polblogs(shared_data):
    graph = read_gml(shared_data / "polarization" / "polblogs_undirected.gml.gz")
    return sample_of_networkx(graph, [graph.nodes[v]["value"] for v in graph])
