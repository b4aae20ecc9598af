"""Borders: ties across sides, tension under the couplings, and who stands at the border."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.graphlib.communities import edge_betweenness
from sociophys.graphlib.convert import ties_of
from sociophys.opinions import Sample
from sociophys.panels import Details, Note, Sentence, Table, whole
from sociophys.partition import is_signed, sided_ties

Array = np.ndarray
_SHOWN = 10
BRIDGE_LIMIT = 30_000_000  # people x ties up to which shortest paths are counted: about a second
_NUMBERS = ("walls", "wall_share", "frustrated_edges", "frustrated_share", "energy_per_tie", "people_at_border")


class Walls(Analyzer):
    """Counts walls (borders: ties with s_i != s_j, friendly or hostile) and frustrated edges (J_ij s_i s_j < 0).

    On unsigned networks the two counts are one; on signed networks both are shown. Ties are counted, the energy
    uses the couplings. Only ties between two people with a side.

    Notes
    -----
    Wall share W / m = (1 - c) / 2. Energy per tie -sum J s s / sum |J| over ties: -1 when all are satisfied;
    defined for symmetric couplings only.
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return wall and frustrated counts and shares, energy per tie, and the share of people with a border tie."""
        ties = sided_ties(sample)
        if not len(ties):
            reason = "no tie joins two people with a side" if np.any(sample.opinions.sides) else "nobody has a side"
            return dict.fromkeys(_NUMBERS, reason)
        walls = ties.is_wall
        at_border = np.zeros(sample.network.n_nodes, bool)
        at_border[ties.i[walls]] = at_border[ties.j[walls]] = True
        couplings = sample.network.couplings[ties.slots]
        bonds = couplings * (1.0 - 2.0 * walls)
        count, frustrated = np.count_nonzero(walls), np.count_nonzero(bonds < 0)
        return {
            "walls": float(count),
            "wall_share": count / len(ties),
            "frustrated_edges": float(frustrated),
            "frustrated_share": frustrated / len(ties),
            "energy_per_tie": _energy(bonds, couplings, sample),
            "people_at_border": float(at_border.sum() / np.count_nonzero(sample.opinions.sides)),
        }

    def coverage(self, sample: Sample) -> float:
        """Return the share of ties that join two people with a side."""
        return sided_ties(sample).share

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show who stands at the border and which border ties most shortest paths cross."""
        if estimates["walls"].value is None:
            return Analysis(estimates)
        people, bridges = border_people(sample), _bridges(sample)
        panels: list[object] = [Sentence(estimates["walls"].tag, _sentence(estimates, sample))]
        if len(people):
            panels.append(_panel(people, "Most ties across first."))
        if bridges is None:
            panels.append(Note("This network is too large to rank its bridges by the shortest paths that cross them."))
        elif len(bridges):
            panels.append(Details("Bridges: border ties that most shortest paths cross", _bridge_panel(bridges)))
        tables = {"border_people": people} | ({} if bridges is None else {"bridges": bridges})
        return Analysis(estimates, {"borders": panels}, tables)


def _energy(bonds: Array, couplings: Array, sample: Sample) -> float | str:
    if not sample.network.is_symmetric:
        return "couplings are not symmetric, so there is no energy"
    scale = float(np.abs(couplings).sum())
    return -float(bonds.sum()) / scale if scale else "all couplings are 0"


def _sentence(estimates: dict[str, Estimate], sample: Sample) -> str:
    walls, share, border = (estimates[name].value or 0.0 for name in ("walls", "wall_share", "people_at_border"))
    text = f"{whole(walls)} ties ({100 * share:.0f} %) cross from one side to the other; "
    text += f"{100 * border:.0f} % of people have such a tie"
    if is_signed(sample.network):
        text += f". {whole(estimates['frustrated_edges'].value or 0)} ties are in tension: friends apart or foes agreed"
    return text + "."


def border_people(sample: Sample) -> pd.DataFrame:
    """Return one row a person with a tie across: person, side, ties_across, ties, share; most ties across first."""
    network, opinions = sample.network, sample.opinions
    ties = sided_ties(sample)
    n, walls = network.n_nodes, ties.is_wall
    total = np.bincount(ties.i, minlength=n) + np.bincount(ties.j, minlength=n)
    across = np.bincount(ties.i[walls], minlength=n) + np.bincount(ties.j[walls], minlength=n)
    share = across / np.maximum(total, 1)
    who = np.flatnonzero(across)
    who = who[np.lexsort((who, -share[who], -across[who]))]
    side = opinions.names_of(opinions.sides[who])
    columns = {"person": network.names[who], "side": side, "ties_across": across[who], "ties": total[who]}
    return pd.DataFrame({**columns, "share": share[who]})


def _panel(people: pd.DataFrame, caption: str) -> Table:
    rows = people.head(_SHOWN).to_numpy(object).tolist()
    kinds = ["text", "side", "number", "number", "share"]
    return Table(["person", "side", "ties across", "ties", "share across"], rows, kinds, caption)


def _bridges(sample: Sample) -> pd.DataFrame | None:
    """Return the border ties by falling share of shortest paths over them, or None where counting takes too long."""
    network, opinions = sample.network, sample.opinions
    if network.n_nodes * network.n_edges > BRIDGE_LIMIT:
        return None
    i, j, _ = ties_of(network, positive=True)
    sides = opinions.sides.astype(np.int64)
    crossing = np.flatnonzero(sides[i] * sides[j] < 0)
    load = edge_betweenness(network)[crossing] if len(crossing) else np.zeros(0)
    order = np.lexsort((crossing, -load))
    crossing, load = crossing[order], load[order]
    ends = {"a": i[crossing], "b": j[crossing]}
    columns: dict[str, object] = {}
    for end, nodes in ends.items():
        columns[f"person_{end}"] = network.names[nodes]
        columns[f"side_{end}"] = opinions.names_of(sides[nodes])
    return pd.DataFrame({**columns, "share_of_paths": load})


def _bridge_panel(bridges: pd.DataFrame) -> Table:
    rows = bridges.head(_SHOWN).to_numpy(object).tolist()
    kinds = ["text", "side", "text", "side", "share"]
    caption = "Share of all pairs of people whose shortest path runs over the tie (edge betweenness)."
    return Table(["person", "side", "person at the other end", "side", "share of paths"], rows, kinds, caption)
