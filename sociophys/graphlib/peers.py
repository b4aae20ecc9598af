"""Graph files read by igraph and by networkx themselves: the peers our readers are measured beside."""

from __future__ import annotations


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
