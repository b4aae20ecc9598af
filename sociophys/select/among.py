"""Among whom something is counted: everybody, the members of one's community, or people alike in an attribute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BeforeValidator

from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import Strict, parameter

Array = np.ndarray
_LARGE = 200_000  # ties above which communities come by local moving first: Leiden alone would take minutes


class ByAttribute(Strict):
    """People with the same value of a node attribute belong together."""

    attribute: str = parameter(doc="node attribute whose values tell the groups apart; without a value: no group")


def grouping() -> Any:
    """Return the parameter type 'among whom': ``everybody``, ``community`` or ``{attribute: name}``."""
    return Annotated[Literal["everybody", "community"] | ByAttribute, BeforeValidator(_one_mistake)]


def _one_mistake(raw: Any) -> Any:
    """Refuse blocks that say no attribute in one sentence, not one for each form that they are not."""
    if isinstance(raw, Mapping) and list(raw) != ["attribute"]:
        advice = near_miss(next(iter(map(str, raw)), ""), ("attribute",))
        raise ValueError(f"{dict(raw)} says no group; allowed everybody, community, {{attribute: name}}. {advice}")
    return raw


def group_numbers(whom: Any, network: Network, graph: Graph) -> Array:
    """Return the group of each person, (n_nodes,) int64 from 0 on; -1 where the attribute is missing.

    Parameters
    ----------
    whom: ``everybody``, ``community`` or a :class:`ByAttribute`.

    Raises
    ------
    MissingError
        If there is no such attribute, or nobody has a value of it.

    Examples
    --------
    >>> from sociophys import read_graph
    >>> karate = read_graph("karate")
    >>> sorted(set(group_numbers(ByAttribute(attribute="club"), Network.from_graph(karate), karate).tolist()))
    [0, 1]
    """
    if whom == "everybody":
        return np.zeros(network.n_nodes, np.int64)
    if whom == "community":
        return community_numbers(network)
    column = column_of(graph, whom.attribute, "among.attribute")
    codes: Array = pd.factorize(column)[0].astype(np.int64)
    if (codes < 0).all():
        raise MissingError(Mistake("among.attribute", f"nobody has a value of '{whom.attribute}'", "one with values"))
    return codes


def community_numbers(network: Network) -> Array:
    """Return the community of each person, (n_nodes,) int64, 0 the largest; found from friendly ties, opinions unseen.

    A function of the network alone (no seed), so every member of a scenario and every variant means the same people;
    ``community`` in tables of people is this number plus 1. Found once a network.
    """
    kept = vars(network)
    if "community_numbers" not in kept:
        from sociophys.graphlib.communities import quick_communities  # imports kernels, which few selections need
        from sociophys.partition import communities

        label = (quick_communities if network.n_edges > _LARGE else communities)(network, 0)
        kept["community_numbers"] = label.astype(np.int64)
    found: Array = kept["community_numbers"]
    return found


def column_of(graph: Graph, name: str, where: str) -> Any:
    """Return a node attribute; raises MissingError that names those there are and the nearest."""
    columns = [str(column) for column in graph.nodes.columns]
    if name not in columns:
        allowed = ", ".join(columns) or "none: this graph has no node attributes"
        raise MissingError(Mistake(where, f"'{name}' is not there", allowed, near_miss(name, columns)))
    return graph.nodes[name]
