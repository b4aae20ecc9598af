"""The frustration index: how few ties stay in tension in the best split into two camps, and how many splits do."""

from __future__ import annotations

import weakref
from dataclasses import replace
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.panels import Bars, Details, Note, Sentence, Table, whole
from sociophys.parameters import parameter
from sociophys.signed import NO_HOSTILE
from sociophys.theory.frustration import Frustration as Finding
from sociophys.theory.frustration import frustration, overlaps, signs_of, spectral_bound, turned
from sociophys.theory.reduction import SignedTies

Array = np.ndarray
Solved = tuple[SignedTies, Finding]
COMPARED = 200  # splits, the best, that are compared with each other
SPECTRAL_PEOPLE = 2_000
_SHOWN, _BINS = 10, 10
_SEED = 0  # the finding is a property of the network: seeds of a report change nothing in it
_NUMBERS = (
    "frustration_lower",
    "frustration_upper",
    "frustration_certified",
    "frustration_share",
    "frustration_spectral",
    "balance",
    "near_optimal_splits",
    "optimal_splits",
    "all_splits_seen",
    "near_optimal_overlap",
    "undecided_people",
    "frustration_of_sides",
    "split_agreement",
)
_solved: dict[tuple[int, float, float], Solved] = {}  # while their networks live: measure and derive ask for one


class Frustration(Analyzer):
    """Finds the frustration index L (line index of balance): the fewest ties any split into two camps violates.

    A tie is violated where friends are apart or foes together. Signs of couplings are counted, weights are not.
    Arrows are ignored; of two arrows of one sign one counts, and a pair with both signs is left out (``conflicts:
    drop``), since the index is of simple undirected ties. Opinions are not needed.

    Notes
    -----
    ``frustration_lower`` <= L <= ``frustration_upper``, ties; ``frustration_certified`` 1 where they meet, else 0. The
    upper one is counted on an explicit split (table ``best_split``), the lower one is certain: exact reductions, then
    per block edge-disjoint negative cycles, cutting planes over negative cycles and, up to 120 ties, branching.
    Beyond 40,000 ties or 5,000 violated ones in a block (at effort 1) the packing alone is the bound.
    ``frustration_share`` L / m; ``balance`` 1 - 2 L / m in [0, 1] (Aref & Wilson 2018, doi 10.1093/comnet/cnx044), both
    of the upper bound. ``frustration_spectral`` sum over components of n lambda_min(signed Laplacian) / 4 <= L.
    ``near_optimal_splits`` within ``tolerance`` of the best and ``optimal_splits``, up to a turn of each component. Up
    to 22 people all splits are looked at (``all_splits_seen`` 1); else they are those that 25 searches ended in, and
    there are at least so many. ``near_optimal_overlap`` mean of |q|, q = sum s_i s'_i / n, over pairs of the best 200.
    ``undecided_people`` share of people with a tie who change camps among them. Where there are sides:
    ``frustration_of_sides`` their violated ties; ``split_agreement`` share of people on the same side in the best
    split, each component turned to agree. Searches draw from a seed of their own: results depend on the network alone.
    Tables: ``frustrated_ties`` and ``best_split`` of the best split, ``near_optimal`` splits, their ``overlaps`` |q|.
    """

    needs_opinions: ClassVar[bool] = False
    needs_signs: ClassVar[bool] = True
    effort: float = parameter(
        1.0, gt=0, le=1000, doc="Work that searches and bounds may do, over the default; never a time."
    )
    tolerance: float = parameter(
        0.01, ge=0, le=1, unit="of the best", doc="How many more violated ties a near-optimal split may have."
    )

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return bounds, balance, numbers of splits, how alike they are, and how the given sides compare."""
        if not np.any(sample.network.couplings < 0):
            return dict.fromkeys(_NUMBERS, NO_HOSTILE)
        ties, found = self._solve(sample.network)
        if not np.any(ties.weights < 0):
            return dict.fromkeys(_NUMBERS, "no hostile tie that is not friendly the other way")
        share = found.upper / len(ties)
        alike = overlaps(found.splits[:COMPARED], ties)
        large = f"more than {SPECTRAL_PEOPLE} people: the packing of cycles bounds better"
        return {
            "frustration_lower": float(found.lower),
            "frustration_upper": float(found.upper),
            "frustration_certified": float(found.is_certified),
            "frustration_share": share,
            "frustration_spectral": spectral_bound(ties) if ties.n_nodes <= SPECTRAL_PEOPLE else large,
            "balance": 1 - 2 * share,
            "near_optimal_splits": float(found.number),
            "optimal_splits": float(found.best_number),
            "all_splits_seen": float(found.is_complete),
            "near_optimal_overlap": float(alike.mean()) if len(alike) else "one split only",
            "undecided_people": float(_undecided(found)[_is_tied(ties)].mean()),
            **_beside_sides(sample, ties, found),
        }

    def coverage(self, sample: Sample) -> float:
        """Return the share of people with a tie."""
        return float(np.mean(_is_tied(signs_of(sample.network)))) if sample.network.n_nodes else 0.0

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show the bounds, the violated ties of the best split, and how many ways the network could divide."""
        if estimates["frustration_upper"].value is None:
            return Analysis(estimates)
        ties, found = self._solve(sample.network)
        if found.why:
            lower = replace(estimates["frustration_lower"], reason=found.why)
            estimates = {**estimates, "frustration_lower": lower}
        violated = _violated(sample.network, ties, found)
        pairs = _pairs(ties, found)
        tag = estimates["frustration_upper"].tag
        panels = [
            Sentence(tag, _bounds_in_words(ties, found)),
            Sentence(tag, self._ways_in_words(ties, found)),
            *([_ways(pairs)] if len(pairs) else []),
            Details("Ties in tension in the best split", _first(violated)),
            Note("Friendly and hostile ties are counted, not weighed; arrows are ignored."),
        ]
        tables = {"frustrated_ties": violated, "best_split": _people(sample.network, ties, found)}
        return Analysis(
            estimates, {"frustration": panels}, tables | {"overlaps": pairs, "near_optimal": _splits(ties, found)}
        )

    def _solve(self, network: Network) -> Solved:
        key = (id(network), self.effort, self.tolerance)
        if key not in _solved:
            ties = signs_of(network)
            _solved[key] = ties, frustration(ties, np.random.default_rng(_SEED), self.effort, self.tolerance)
            weakref.finalize(network, _solved.pop, key, None)
        return _solved[key]

    def _ways_in_words(self, ties: SignedTies, found: Finding) -> str:
        best, near = found.best_number, found.number
        share = f"{100 * _undecided(found)[_is_tied(ties)].mean():.0f} % of people change camps between them"
        if found.is_complete:
            said = f"Of all ways to divide, {whole(best)} {'is' if best == 1 else 'are'} best"
            said += f" and {whole(near)} within {100 * self.tolerance:g} % of the best"
        else:
            said = f"{found.n_searches} searches met {whole(near)} different ways to divide within "
            said += (
                f"{100 * self.tolerance:g} % of the best, {whole(best)} of them as good as the best; there may be more"
            )
        return f"{said}; {share}." if near > 1 else f"{said}."


def _is_tied(ties: SignedTies) -> Array:
    return np.bincount(np.concatenate([ties.i, ties.j]), minlength=ties.n_nodes) > 0


def _undecided(found: Finding) -> Array:
    """Return who is on different sides in different near-optimal splits, (n_nodes,) bool."""
    return (found.splits != found.splits[0]).any(axis=0)


def _beside_sides(sample: Sample, ties: SignedTies, found: Finding) -> dict[str, float | str]:
    """Return how many ties the given sides violate, and how far the best split agrees with them."""
    sides = sample.opinions.sides
    if not sides.any():
        return dict.fromkeys(("frustration_of_sides", "split_agreement"), "nobody has a side")
    judged = _is_tied(ties) & (sides != 0)
    if not judged.any():
        agreement: float | str = "nobody with a side has a tie"
    else:
        split = turned(found.split[None], sides, ties)[0]
        agreement = float(np.mean(split[judged] == sides[judged]))
    return {"frustration_of_sides": float(ties.violated(sides)), "split_agreement": agreement}


def _bounds_in_words(ties: SignedTies, found: Finding) -> str:
    upper, m = whole(found.upper), whole(len(ties))
    if found.upper == 0:
        return f"Two camps satisfy all {m} ties: friends inside, foes across (the network is balanced)."
    text = f"Split into two camps as well as can be, {upper} of {m} ties stay in tension"
    if found.is_certified:
        return f"{text} (frustration index); no split has fewer."
    text = f"The best split found leaves {upper} of {m} ties in tension; any split leaves at least {whole(found.lower)}"
    return f"{text} (frustration index). The least possible lies between the two."


def _violated(network: Network, ties: SignedTies, found: Finding) -> pd.DataFrame:
    """Return one row a violated tie of the best split: person_a, person_b, tension."""
    where = ties.is_violated(found.split)
    tension = np.where(ties.weights[where] > 0, "friends apart", "foes together")
    ends = {"person_a": network.names[ties.i[where]], "person_b": network.names[ties.j[where]]}
    return pd.DataFrame({**ends, "tension": tension})


def _people(network: Network, ties: SignedTies, found: Finding) -> pd.DataFrame:
    """Return one row a person with a tie: person, side, undecided, ties, ties_in_tension."""
    where, n = ties.is_violated(found.split), ties.n_nodes
    total = np.bincount(np.concatenate([ties.i, ties.j]), minlength=n)
    tense = np.bincount(np.concatenate([ties.i[where], ties.j[where]]), minlength=n)
    columns = {"side": found.split, "undecided": _undecided(found), "ties": total, "ties_in_tension": tense}
    return pd.DataFrame({"person": network.names, **columns})[total > 0].reset_index(drop=True)


def _pairs(ties: SignedTies, found: Finding) -> pd.DataFrame:
    """Return one row a pair of near-optimal splits: split_a, split_b, overlap."""
    kept = found.splits[:COMPARED]
    a, b = np.triu_indices(len(kept), 1)
    return pd.DataFrame({"split_a": a, "split_b": b, "overlap": overlaps(kept, ties)})


def _splits(ties: SignedTies, found: Finding) -> pd.DataFrame:
    """Return one row a near-optimal split that was compared: split, ties_in_tension, smaller_camp."""
    kept = found.splits[:COMPARED][:, _is_tied(ties)]
    minus = (kept < 0).sum(axis=1)
    smaller = np.minimum(minus, kept.shape[1] - minus)
    columns = {"split": np.arange(len(kept)), "ties_in_tension": found.costs[: len(kept)], "smaller_camp": smaller}
    return pd.DataFrame(columns)


def _first(violated: pd.DataFrame) -> Table:
    rows = violated.head(_SHOWN).to_numpy(object).tolist()
    caption = f"The first {_SHOWN} of {whole(len(violated))}." if len(violated) > _SHOWN else ""
    return Table(["person", "person", "tension"], rows, ["text", "text", "text"], caption)


def _ways(pairs: pd.DataFrame) -> Bars:
    """Return how alike the near-optimal splits are."""
    counts, edges = np.histogram(pairs["overlap"].clip(0, 1), _BINS, (0.0, 1.0))
    labels = [f"{low:.1f} to {high:.1f}" for low, high in pairwise(edges)]
    caption = (
        "How many ways could this society divide? Pairs of near-optimal splits by how alike they are (overlap |q|): "
    )
    caption += "at 1 two splits differ in nobody, near 0 in half of all people."
    return Bars(labels, counts.astype(float).tolist(), [0] * _BINS, "pairs of splits", caption)
