"""A network as two tables, people and ties, with what opinions make of them: side, bubble, border share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions, Sample
from sociophys.partition import domains, sided_ties
from sociophys.select import community_numbers
from sociophys.workflow.pressure import PARTS

Array = np.ndarray
_OURS = {"name", "id", "label", "opinion", "side", "bubble", "border_share", "community", "point"}
_OURS |= {"degree", "in_degree", "out_degree", "mean_opinion", "rarer_share", "wall_share"}
_OURS |= {"mean_opinion_error", "variance_in_time", "variance_between_runs", "pressure_dominant"}
_OURS |= {f"pressure_{part}" for part in PARTS}  # Gephi ignores case


def node_table(graph: Graph, network: Network, opinions: Opinions | None) -> pd.DataFrame:
    """Return one row a node.

    Returns
    -------
    ``name``; the attributes as read (``attribute_<name>`` where a name is taken); with opinions ``opinion`` (-1 to 1),
    ``side`` (its name, missing where unknown), ``bubble`` (1 is the largest) and ``border_share`` (of the ties to
    people with a side, those across); ``degree`` (ties, arrows of both ways counted; with arrows also ``in_degree``,
    how many influence the person, and ``out_degree``); ``community`` (from friendly ties alone; 1 is the largest).
    """
    read = {_free(str(name)): graph.nodes[name].to_numpy() for name in graph.nodes.columns}
    columns = {"name": graph.names, **read, **(_of_opinions(network, opinions) if opinions is not None else {})}
    return pd.DataFrame({**columns, **_degrees(graph), "community": community_numbers(network) + 1})


def tie_table(graph: Graph, opinions: Opinions | None) -> pd.DataFrame:
    """Return one row a tie: ``source``, ``target`` (names), ``weight`` (0 or more), ``sign`` (1, -1), ``is_border``.

    In a directed graph the source influences the target. ``is_border``: whether the two are on different sides,
    missing where a side is unknown.
    """
    source, target, weight = (graph.edges[name].to_numpy() for name in ("source", "target", "weight"))
    columns: dict[str, object] = {"source": graph.names[source], "target": graph.names[target]}
    columns |= {"weight": np.abs(weight), "sign": np.where(weight < 0, -1, 1)}
    columns |= {str(c): graph.edges[c].to_numpy() for c in graph.edges if c not in ("source", "target", "weight")}
    if opinions is not None:
        one, other = opinions.sides[source], opinions.sides[target]
        columns["is_border"] = _masked(one != other, (one != 0) & (other != 0), "boolean")
    return pd.DataFrame(columns)


def _free(name: str) -> str:
    return f"attribute_{name}" if name.lower() in _OURS else name


def _masked(values: Array, known: Array, dtype: str) -> pd.Series:
    """Return a column that can hold missing values, missing where not known."""
    return pd.Series(values).astype(dtype).where(pd.Series(known))


def _of_opinions(network: Network, opinions: Opinions) -> dict[str, object]:
    sides, sample = opinions.sides, Sample(network, opinions)
    names = np.array([opinions.minus, "", opinions.plus], object)[sides + 1]
    bubble = _bubbles(sample)
    return {
        "opinion": opinions.values,
        "side": pd.Series(names, dtype="str").where(pd.Series(sides != 0)),
        "bubble": _masked(bubble, bubble > 0, "Int64"),
        "border_share": _border_shares(sample),
    }


def _bubbles(sample: Sample) -> Array:
    """Return the number of each person's bubble as the report counts them, 1 the largest; 0 without a side."""
    labels, degrees = domains(sample), sample.network.degrees
    people = np.flatnonzero(labels >= 0)
    order = people[np.lexsort((people, -degrees[people], labels[people]))]
    found, first, size = np.unique(labels[order], return_index=True, return_counts=True)
    number = np.zeros(int(labels.max(initial=-1)) + 2, np.int64)
    number[found[np.lexsort((order[first], -size))]] = np.arange(1, len(found) + 1)
    return np.where(labels >= 0, number[labels], 0)


def _border_shares(sample: Sample) -> Array:
    """Return for each person the share of ties across, (n_nodes,) float64; NaN without a tie that joins two sides."""
    ties, n = sided_ties(sample), sample.network.n_nodes
    total, across = (np.bincount(np.concatenate([ties.i[k], ties.j[k]]), minlength=n) for k in (..., ties.is_wall))
    return np.divide(across, total, out=np.full(n, np.nan), where=total > 0)


def _degrees(graph: Graph) -> dict[str, Array]:
    out, into = (np.bincount(graph.edges[end].to_numpy(np.int64), minlength=graph.n_nodes) for end in _ENDS)
    return {"degree": out + into, **({"in_degree": into, "out_degree": out} if graph.directed else {})}


_ENDS = ("source", "target")
