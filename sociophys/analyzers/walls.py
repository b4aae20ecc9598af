"""Borders: ties across sides, tension under the couplings, and who stands at the border."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.opinions import Sample
from sociophys.panels import Sentence, Table, whole
from sociophys.partition import is_signed, sided_ties

Array = np.ndarray
_SHOWN = 10
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
    takes_groups = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return wall and frustrated counts and shares, energy per tie, and the share of people with a border tie."""
        ties = sided_ties(sample)
        if not len(ties):
            reason = (
                "no tie joins two people with a side" if np.any(sample.opinions.groups >= 0) else "nobody has a side"
            )
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
            "people_at_border": float(at_border.sum() / np.count_nonzero(sample.opinions.groups >= 0)),
        }

    def coverage(self, sample: Sample) -> float:
        """Return the share of ties that join two people with a side."""
        return sided_ties(sample).share

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show who stands at the border."""
        if estimates["walls"].value is None:
            return Analysis(estimates)
        people = border_people(sample)
        panels: list[object] = [Sentence(estimates["walls"].tag, _sentence(estimates, sample))]
        if len(people):
            panels.append(_panel(people, "Most ties across first."))
        return Analysis(estimates, {"borders": panels}, {"border_people": people})


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
    side = opinions.group_names_of(who)
    columns = {"person": network.names[who], "side": side, "ties_across": across[who], "ties": total[who]}
    return pd.DataFrame({**columns, "share": share[who]})


def _panel(people: pd.DataFrame, caption: str) -> Table:
    rows = people.head(_SHOWN).to_numpy(object).tolist()
    kinds = ["text", "side", "number", "number", "share"]
    return Table(["person", "side", "ties across", "ties", "share across"], rows, kinds, caption)
