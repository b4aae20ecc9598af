"""What a test sees of a graph, and of a refusal."""

import pytest

from sociophys.errors import GraphError


def ties(graph):
    """Return the ties as (source, target, weight) by name."""
    names = graph.names
    rows = zip(graph.edges["source"], graph.edges["target"], graph.edges["weight"], strict=True)
    return [(names[s], names[t], w) for s, t, w in rows]


def fails(act, *arguments, **options):
    """Return the lines of the message with which something is refused."""
    with pytest.raises(GraphError) as caught:
        act(*arguments, **options)
    return str(caught.value).split("\n")
