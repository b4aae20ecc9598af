"""Bridges: borders between bubbles with their tension, ties that most paths cross, and what one tie does to scores."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis, Analyzer
from sociophys.bridges import Bridges as Loads
from sociophys.bridges import bridges
from sociophys.estimate import Estimate
from sociophys.opinions import Sample
from sociophys.panels import Details, Panel, Sentence, Table, whole
from sociophys.partition import SidedTies, by_size, domains, is_signed, sided, sided_ties, voiced
from sociophys.theory.tie_effects import CHANGES, changes_of_ei, changes_of_ge

Array = np.ndarray
_SHOWN = 10
_TRIED = (10, 5)  # ties across, and as many inside, that are changed one by one; fewer where one takes its time
_MANY = 200_000  # ties


class Bridges(Analyzer):
    """Finds the borders between bubbles (domains), the tension on each, and the ties that hold the sides together.

    Ties are counted, but for the distance, which uses weights, and tension, which uses couplings. Only ties between
    two people with a side; arrows are ignored on paths.

    Notes
    -----
    ``borders``: pairs of bubbles with a tie between people of different sides. ``tension``: sum of ``|J|`` over ties
    with J_ij s_i s_j < 0, over that of all ties, 0 to 1. Tables: ``borders``, a row a pair of bubbles, the ties
    expected from numbers of ties alone (k_A k_B / 2m) beside those that are there; ``bridges``, friendly ties across
    by the share of shortest paths over them (``sociophys.bridges``); ``tie_effects``, the change of the E-I index and
    of the generalised Euclidean distance if one tie weighed 0, 1/2 or 2 times as much (``sociophys.theory``).
    """

    takes_groups = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the number of borders between bubbles and the share of coupling in tension."""
        ties = sided_ties(sample)
        if not len(ties):
            reason = "no tie joins two people with a side" if np.any(sample.opinions.sides) else "nobody has a side"
            return dict.fromkeys(("borders", "tension"), reason)
        strength = np.abs(sample.network.couplings[ties.slots])
        tense, total = strength[_is_tense(ties, sample)].sum(), strength.sum()
        pair = _pairs(domains(sample), ties.i[ties.is_wall], ties.j[ties.is_wall])
        borders = float(len(np.unique(pair)))
        return {"borders": borders, "tension": float(tense / total) if total else "all couplings are 0"}

    def coverage(self, sample: Sample) -> float:
        """Return the share of ties that join two people with a side."""
        return sided_ties(sample).share

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show the bridges, the borders between bubbles, and what single ties do to the scores."""
        if estimates["borders"].value is None:
            return Analysis(estimates)
        bubble, loads = by_size(domains(sample)), bridges(sample.network)
        across = _bridge_table(loads, sample)
        found, effects = _border_table(bubble, across, sample), _effect_table(loads, sample)
        panels: list[Panel] = []
        if len(across):
            panels.append(Details("Bridges: border ties that most shortest paths cross", _bridge_panel(across, loads)))
        if len(found) > 1 or is_signed(sample.network):
            panels.append(Details("Borders between bubbles", _border_panel(found)))
        panels += _effect_panels(effects)
        across = across.drop(columns=["a", "b"])
        return Analysis(estimates, {"borders": panels}, {"bridges": across, "borders": found, "tie_effects": effects})


def _is_tense(ties: SidedTies, sample: Sample) -> Array:
    """Return where a tie is in tension: friends apart, or foes on one side."""
    return sample.network.couplings[ties.slots] * np.where(ties.is_wall, -1, 1) < 0


def _pairs(group: Array, i: Array, j: Array) -> Array:
    """Return one number for the two groups that a tie joins, whichever comes first."""
    a, b = group[i].astype(np.int64), group[j].astype(np.int64)
    return np.minimum(a, b) * (int(group.max(initial=0)) + 1) + np.maximum(a, b)


def _ends(a: Array, b: Array, sample: Sample) -> dict[str, Array]:
    """Return who stands at both ends of ties, and on which side."""
    names, opinions = sample.network.names, sample.opinions
    columns = {}
    for end, who in (("a", a), ("b", b)):
        columns[f"person_{end}"] = names[who]
        columns[f"side_{end}"] = opinions.names_of(opinions.sides[who])
    return columns


def _bridge_table(loads: Loads, sample: Sample) -> pd.DataFrame:
    """Return the friendly ties across by falling share of shortest paths over them; columns a, b: node numbers."""
    sides = sample.opinions.sides
    crossing = np.flatnonzero(sides[loads.i] * sides[loads.j] < 0)
    crossing = crossing[np.lexsort((crossing, -loads.share[crossing]))]
    a, b = loads.i[crossing], loads.j[crossing]
    columns = {**_ends(a, b, sample), "share_of_paths": loads.share[crossing], "error": loads.error[crossing]}
    return pd.DataFrame({**columns, "a": a, "b": b})


def _bridge_panel(table: pd.DataFrame, loads: Loads) -> Table:
    columns = ["person_a", "side_a", "person_b", "side_b", "share_of_paths"]
    rows = table[columns].head(_SHOWN).to_numpy(object).tolist()
    caption = f"The first {len(rows)} of {whole(len(table))} border ties. " if len(rows) < len(table) else ""
    caption += "Share of all pairs of people whose shortest path runs over the tie (edge betweenness)."
    if loads.error.any():
        worst = float(table["error"].head(_SHOWN).max())
        caption += (
            f" Paths were counted from {whole(loads.pivots)} people drawn by lot, so each share is an estimate; one "
            f"standard error is {100 * worst:.2g} % of paths or less."
        )
    heads = ["person", "side", "person at the other end", "side", "share of paths"]
    return Table(heads, rows, ["text", "side", "text", "side", "share"], caption)


def _border_table(bubble: Array, across: pd.DataFrame, sample: Sample) -> pd.DataFrame:
    """Return one row a pair of bubbles with ties across: most ties first.

    Columns: bubble, side and people of both; ``ties`` across, ``hostile`` ones among them, ``expected`` from numbers of
    ties alone; ``tension``: sum of ``|J|`` of those in tension; ``people_at_border``; ``most_ties``: who has most of
    them; the bridge that most shortest paths cross and its share.
    """
    ties, opinions = sided_ties(sample), sample.opinions
    volume = np.bincount(bubble[ties.i], minlength=int(bubble.max()) + 1)
    volume = volume + np.bincount(bubble[ties.j], minlength=len(volume))
    wall = np.flatnonzero(ties.is_wall)
    i, j, slots = ties.i[wall], ties.j[wall], ties.slots[wall]
    pair, which = np.unique(_pairs(bubble, i, j), return_inverse=True)
    first, second = np.divmod(pair, len(volume))
    count, strength = np.bincount(which, minlength=len(pair)), np.abs(sample.network.couplings[slots])
    people, busiest = _at_borders(which, i, j, len(pair), sample.network.n_nodes)
    columns: dict[str, object] = {}
    size = np.bincount(bubble[bubble >= 0])
    for end, own in (("a", first), ("b", second)):
        columns[f"bubble_{end}"] = [f"bubble {k + 1}" for k in own]
        columns[f"side_{end}"] = opinions.names_of(_side_of(bubble, opinions.sides)[own])
        columns[f"people_{end}"] = size[own]
    columns["ties"] = count
    columns["hostile"] = np.bincount(which, sample.network.weights[slots] < 0, minlength=len(pair)).astype(np.int64)
    columns["expected"] = volume[first] * volume[second] / (2 * len(ties))
    columns["tension"] = np.bincount(which, strength * _is_tense(ties, sample)[wall], minlength=len(pair))
    columns["people_at_border"] = people
    columns["most_ties"] = sample.network.names[busiest]
    frame = pd.DataFrame({**columns, **_first_bridges(pair, bubble, across)})
    order = np.lexsort((np.arange(len(pair)), -count))
    return frame.iloc[order].reset_index(drop=True)


def _side_of(bubble: Array, sides: Array) -> Array:
    """Return the side of each bubble."""
    side = np.zeros(int(bubble.max()) + 1, np.int8)
    side[bubble[bubble >= 0]] = sides[bubble >= 0]
    return side


def _at_borders(which: Array, i: Array, j: Array, n_pairs: int, n_nodes: int) -> tuple[Array, Array]:
    """Return how many people stand at each border, and who has most ties across it."""
    keys = np.concatenate([which, which]).astype(np.int64) * n_nodes + np.concatenate([i, j])
    standing, ties = np.unique(keys, return_counts=True)
    border, person = np.divmod(standing, n_nodes)
    order = np.lexsort((person, -ties, border))
    return np.bincount(border, minlength=n_pairs), person[order][np.searchsorted(border, np.arange(n_pairs))]


def _first_bridges(pair: Array, bubble: Array, across: pd.DataFrame) -> dict[str, Array]:
    """Return the friendly tie across each border that most shortest paths cross; empty where all are hostile."""
    found, first = np.unique(_pairs(bubble, across["a"].to_numpy(), across["b"].to_numpy()), return_index=True)
    row = np.full(len(pair), -1)
    row[np.searchsorted(pair, found)] = first
    has = row >= 0
    share = np.zeros(len(pair))
    share[has] = across["share_of_paths"].to_numpy()[row[has]]
    columns = {}
    for end in ("a", "b"):
        columns[f"bridge_{end}"] = np.full(len(pair), "", object)
        columns[f"bridge_{end}"][has] = across[f"person_{end}"].to_numpy(object)[row[has]]
    return {**columns, "share_of_paths": share}


def _border_panel(table: pd.DataFrame) -> Table:
    columns = ["bubble_a", "side_a", "bubble_b", "side_b", "ties", "expected", "tension", "people_at_border"]
    rows = table[columns].head(_SHOWN).round({"expected": 1, "tension": 3}).to_numpy(object).tolist()
    caption = f"The first {len(rows)} of {whole(len(table))} borders. " if len(rows) < len(table) else ""
    caption += (
        "Expected: ties there would be if only people's numbers of ties counted. Tension: summed strength of couplings "
        "that pull friends apart across the border; hostile ties across are at peace and add none."
    )
    heads = ["bubble", "side", "other bubble", "its side", "ties across", "expected", "tension", "people on it"]
    return Table(heads, rows, ["text", "side", "text", "side", *["number"] * 4], caption)


def _effect_table(loads: Loads, sample: Sample) -> pd.DataFrame:
    """Return one row a tried tie: who, kind, weight, and the change of both scores if it were cut, muted, strengthened.

    Tried are the ties across and inside that most shortest paths cross, of those inside the strongest first. ``ei_...``
    and ``ge_...`` are changes of the E-I index and of the generalised Euclidean distance, ``..._now`` what they are;
    empty where ``reason`` says why.
    """
    ties, sides = sample.network.friendly, sample.opinions.sides
    product, weight = sides[loads.i] * sides[loads.j], ties.weights[ties.edge_slots]
    across, inside = np.flatnonzero(product < 0), np.flatnonzero(product > 0)
    most = _TRIED[ties.n_edges > _MANY]
    across = across[np.lexsort((across, -loads.share[across]))][:most]
    inside = inside[np.lexsort((inside, -loads.share[inside], -weight[inside]))][:most]
    tried = np.concatenate([across, inside])
    i, j = loads.i[tried], loads.j[tried]
    columns: dict[str, object] = {**_ends(i, j, sample), "kind": np.where(product[tried] < 0, "across", "inside")}
    columns |= {"weight": weight[tried], "share_of_paths": loads.share[tried]}
    columns |= {f"ei_{name}": change for name, change in _ei(i, j, sample).items()}
    columns |= {f"ge_{name}": change for name, change in _ge(i, j, weight[tried], sample).items()}
    frame = pd.DataFrame(columns)
    gone = frame["ge_cut"].isna()
    frame["reason"] = np.where(gone, "it is the only way between its ends: a cut would separate the network", "")
    return frame


def _ei(i: Array, j: Array, sample: Sample) -> dict[str, Array]:
    """Return the changes of the E-I index; both arrows of a pair change together."""
    counted = sided_ties(sample, positive=True)
    n = sample.network.n_nodes
    everybody = np.sort(_pairs(np.arange(n), counted.i, counted.j))
    key = _pairs(np.arange(n), i, j)
    count = np.searchsorted(everybody, key, "right") - np.searchsorted(everybody, key, "left")
    across = float(np.count_nonzero(counted.is_wall))
    is_across = sample.opinions.sides[i] != sample.opinions.sides[j]
    return changes_of_ei(across, len(counted) - across, is_across, count)


def _ge(i: Array, j: Array, weights: Array, sample: Sample) -> dict[str, Array]:
    """Return the changes of the generalised Euclidean distance among those who enter it."""
    categorical = sample.opinions.scale == "categorical"
    ties, opinions = sided(sample) if categorical else voiced(sample)
    entering = sample.opinions.sides != 0 if categorical else sample.opinions.is_known
    number = np.cumsum(entering) - 1
    return changes_of_ge(ties, opinions.astype(np.float64), number[i], number[j], weights)


def _effect_panels(table: pd.DataFrame) -> list[Panel]:
    """Say what the most telling border tie does to both scores, and list the tried ones."""
    across = table[table["kind"] == "across"]
    shown = across.dropna(subset=["ge_cut"])
    if not len(shown):
        return []
    only = len(across) - len(shown)
    most = shown.loc[shown["ge_cut"].abs().idxmax()]
    words = (
        f"Of the {len(across)} border ties tried by cutting, one moves the scores most: without it the distance "
        f"between opinions along ties (generalised Euclidean distance), {most['ge_now']:.3g} now, "
        f"would be {_signed(most['ge_cut'])}, "
        f"and the E-I index {_signed(most['ei_cut'])}. "
    )
    words += f"{only} cannot be cut without separating the network. " if only else ""
    words += "This is arithmetic on the network as recorded, all else kept as it is, and no forecast."
    scores = ["ei_cut", *(f"ge_{name}" for name in CHANGES)]
    half = pd.concat([across.head(_SHOWN // 2), table[table["kind"] == "inside"].head(_SHOWN // 2)])
    columns = ["person_a", "side_a", "person_b", "side_b", *scores]
    rows = [[_cell(cell) for cell in row] for row in half[columns].to_numpy(object).tolist()]
    caption = (
        "Change of a score if one tie were cut (counts 0), muted (one of the two no longer listens: counts half) or "
        "strengthened (counts double). E-I index: minus 1 all ties inside, plus 1 all across. Distance: higher is "
        "further apart. First the border ties that most shortest paths cross, then such ties inside, strongest first; "
        "empty: a cut would separate the network."
    )
    heads = ["person", "side", "other person", "side", "E-I, cut", *(f"distance, {name}" for name in CHANGES)]
    details = Table(heads, rows, ["text", "side", "text", "side", *["text"] * len(scores)], caption)
    return [Sentence("Assumed", words), Details("What single ties do to the scores", details)]


def _signed(change: float) -> str:
    """Return a change in words, two digits that count."""
    return f"{_digits(abs(change))} {'higher' if change > 0 else 'lower'}" if change else "the same"


def _cell(cell: object) -> object:
    if not isinstance(cell, float):
        return cell
    return "" if np.isnan(cell) else ("+" if cell >= 0 else "\u2212") + _digits(abs(cell))


def _digits(value: float) -> str:
    """Return a number with two digits that count, no powers of ten."""
    return np.format_float_positional(value, precision=2, fractional=False, trim="-")
