"""Graph files read, and graphs measured, by igraph and by networkx themselves: the peers ours are measured beside."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sociophys.graphlib.convert import ties_of, to_igraph
from sociophys.network import Network

Array = np.ndarray
Measures = dict[str, Callable[[], object]]
_STEPS_PER_TIE = 5  # of rewiring, as a twin of ours


def read_igraph(path: str, form: str) -> int:
    """Read an edge list (form 'edges') or GraphML with igraph; return the number of ties."""
    import igraph

    read = igraph.Graph.Read_GraphML if form == "graphml" else igraph.Graph.Read_Ncol
    graph = read(path) if form == "graphml" else read(path, names=True, weights=False, directed=False)
    return graph.ecount()


def read_networkx(path: str, form: str) -> int:
    """Read an edge list (form 'edges') or GraphML with networkx; return the number of ties."""
    import networkx

    graph = networkx.read_graphml(path) if form == "graphml" else networkx.read_edgelist(path)
    return graph.number_of_edges()


def measures_igraph(network: Network, sides: Array) -> Measures:
    """Return what igraph measures of a network of two sides, (n_nodes,) -1 or +1, by the names of our table."""
    graph, side = to_igraph(network), (sides > 0).astype(int).tolist()
    inside = [edge.index for edge in graph.es if side[edge.source] == side[edge.target]]
    first = [k for k, own in enumerate(side) if own]

    def both_mixings() -> None:
        graph.modularity(side)
        graph.assortativity_nominal(side, directed=False)

    def both_pageranks() -> None:
        for start in (first, [k for k, own in enumerate(side) if not own]):
            graph.personalized_pagerank(reset_vertices=start, damping=0.85)

    return {
        "E-I index, modularity, assortativity": both_mixings,
        "domains": lambda: graph.subgraph_edges(inside, delete_vertices=False).connected_components(),
        "components": graph.connected_components,
        "diffusion": both_pageranks,
        "triangles": graph.transitivity_undirected,
        "communities": lambda: graph.community_leiden("modularity", weights="weight"),
        "randomised twin": lambda: graph.copy().rewire(n=_STEPS_PER_TIE * graph.ecount()),
    }


def measures_networkx(network: Network, sides: Array) -> Measures:
    """Return what networkx measures of a network of two sides, (n_nodes,) -1 or +1, by the names of our table."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from((k, {"side": int(side)}) for k, side in enumerate(sides))
    i, j, _ = ties_of(network)
    graph.add_edges_from(zip(i.tolist(), j.tolist(), strict=True))
    groups = [set(np.flatnonzero(sides == side).tolist()) for side in (1, -1)]
    inside = [(a, b) for a, b in graph.edges if sides[a] == sides[b]]

    def both_mixings() -> None:
        networkx.community.modularity(graph, groups, weight=None)
        networkx.attribute_assortativity_coefficient(graph, "side")

    def rewire() -> None:
        n_swaps = _STEPS_PER_TIE * graph.number_of_edges()
        networkx.double_edge_swap(graph.copy(), n_swaps, max_tries=100 * n_swaps, seed=1)

    def both_pageranks() -> None:
        for group in groups:
            networkx.pagerank(graph, alpha=0.85, personalization=dict.fromkeys(group, 1))

    return {
        "E-I index, modularity, assortativity": both_mixings,
        "domains": lambda: sum(1 for _ in networkx.connected_components(graph.edge_subgraph(inside))),
        "components": lambda: sum(1 for _ in networkx.connected_components(graph)),
        "conductance": lambda: networkx.conductance(graph, *groups),
        "diffusion": both_pageranks,
        "triangles": lambda: networkx.triangles(graph),
        "randomised twin": rewire,
    }
