"""Structural balance of closed triads: whether friends of friends are friends, and foes of foes."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd

from sociophys import csr
from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.kernels.triangles import triangles
from sociophys.network import Network
from sociophys.nulls import BRIEFLY
from sociophys.opinions import Sample
from sociophys.panels import Details, Note, Sentence, Table, whole
from sociophys.signed import NO_HOSTILE, is_hostile, kept_share, signed_matrix

Array = np.ndarray
_KINDS = {  # by the number of hostile ties
    "ppp": "three friends",
    "ppm": "two friends of one person are foes of each other",
    "pmm": "two friends share a foe",
    "mmm": "three foes",
}
_COUNTS = tuple(f"triads_{kind}" for kind in _KINDS)
_BALANCED = np.array([True, False, True, False])


class Triads(Analyzer):
    """Counts closed triads by their signs; balanced ones have an even number of hostile ties.

    All ties, friendly and hostile; weights are not used. Arrows are ignored: both ways they are one tie, none where
    their signs contradict each other (the coverage says how many pairs are left). The null deals the signs anew among
    the ties, so the triads stay where they are.

    Notes
    -----
    ``balanced_triads`` = (tr A^3 + tr B^3) / (2 tr B^3), B = abs A, 0 to 1 (Cartwright & Harary 1956, doi
    10.1037/h0046049); ``triads_ppp``, ``triads_ppm``, ``triads_pmm``, ``triads_mmm`` count the kinds, p for plus.
    With arrows also ``directed_triads`` and ``directed_triads_ppp`` ...: a triple of people times every choice of one
    arrow a pair, so that arrows both ways count twice (Leskovec, Huttenlocher & Kleinberg 2010, doi
    10.1145/1753326.1753532, whose 790,532 in the Wikipedia votes it gives), and ``directed_balanced_triads``.
    """

    nulls: ClassVar[tuple[str, ...]] = ("shuffled_signs",)
    needs_opinions: ClassVar[bool] = False
    needs_signs: ClassVar[bool] = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the share of balanced triads and the count of each kind."""
        signs = signed_matrix(sample.network)
        if not np.any(signs.data < 0):
            return dict.fromkeys(("balanced_triads", *_COUNTS), NO_HOSTILE)
        return _numbers(triangles(signs.indptr, signs.indices, signs.data), "")

    def coverage(self, sample: Sample) -> float:
        """Return the share of tied pairs whose arrows do not contradict each other."""
        return kept_share(sample.network)

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Say how many triads are balanced, and show the kinds beside chance."""
        balanced = estimates["balanced_triads"]
        if balanced.value is None:
            reason = balanced.reason
            panels = (
                [] if reason == NO_HOSTILE else [Note("No three people are tied to each other: nothing to balance.")]
            )
            return Analysis(estimates, {"signed": panels} if panels else {})
        panels = [Sentence(balanced.tag, _sentence(balanced)), _table(estimates)]
        if sample.network.directed and is_hostile(sample.network):
            by_arrow = directed_triads(sample.network)
            estimates = estimates | {name: _plain(value) for name, value in _numbers(by_arrow, "directed_").items()}
            panels.append(Details("Counted arrow by arrow", _directed_table(by_arrow)))
        return Analysis(estimates, {"signed": panels}, {"triads": _frame(estimates)})


def directed_triads(network: Network) -> Array:
    """Return the triads of single arrows by hostile ties, (4,) int64: every choice of one arrow a pair counts."""
    slots = network.edge_slots[network.weights[network.edge_slots] != 0]
    ends = network.rows[slots], network.indices[slots]
    indptr, indices, (signs,) = csr.slots(*ends, (network.weights[slots],), network.n_nodes, directed=False)
    return triangles(indptr, indices, signs)


def _numbers(counts: Array, prefix: str) -> dict[str, float | str]:
    total = float(counts.sum())
    share = float(counts[_BALANCED].sum()) / total if total else "no three people are tied to each other"
    numbers: dict[str, float | str] = {f"{prefix}balanced_triads": share}
    numbers |= {f"{prefix}{name}": float(count) for name, count in zip(_COUNTS, counts, strict=True)}
    return numbers | ({f"{prefix}triads": total} if prefix else {})


def _plain(value: float | str) -> Estimate:
    return Estimate.undefined(value) if isinstance(value, str) else Estimate(value)


def _sentence(balanced: Estimate) -> str:
    text = f"Of every 100 triads of mutually tied people {_of_100(balanced.value or 0.0)} are balanced: friends of "
    text += "friends are friends, foes of friends are foes (structural balance)"
    return text + (f"; {BRIEFLY[balanced.null.kind]} it is {_of_100(balanced.null.mean)}." if balanced.null else ".")


def _of_100(share: float) -> str:
    """Return a share of 100; with a digit where whole numbers would claim all or none."""
    rounded = round(100 * share)
    return f"{rounded}" if rounded not in (0, 100) or share in (0.0, 1.0) else f"{100 * share:.1f}"


def _frame(estimates: dict[str, Estimate]) -> pd.DataFrame:
    """Return one row a kind: kind, signs, balanced, count, share, and the null's mean count and share."""
    counts = np.array([estimates[name].value for name in _COUNTS], np.float64)
    nulls = [estimates[name].null for name in _COUNTS]
    chance = np.array([null.mean if null else np.nan for null in nulls])
    signs = ["+++", "++\u2212", "+\u2212\u2212", "\u2212\u2212\u2212"]
    columns = {"kind": list(_KINDS.values()), "signs": signs, "balanced": _BALANCED, "triads": counts.astype(np.int64)}
    shares = {"share": counts / counts.sum(), "null_triads": chance, "null_share": chance / counts.sum()}
    return pd.DataFrame({**columns, **shares})


def _table(estimates: dict[str, Estimate]) -> Table:
    rows = []
    for row in _frame(estimates).itertuples():
        by_chance = f"{100 * row.null_share:.1f} %" if np.isfinite(row.null_share) else "not computed"
        rows.append([row.kind, row.signs, "yes" if row.balanced else "no", row.triads, row.share, by_chance])
    columns = ["three people tied to each other", "signs", "balanced", "triads", "share", "signs dealt anew"]
    return Table(columns, rows, ["text", "text", "text", "number", "share", "text"], "Weights are not used.")


def _directed_table(counts: Array) -> Table:
    rows = [
        [kind, int(count), float(count / counts.sum())] for kind, count in zip(_KINDS.values(), counts, strict=True)
    ]
    caption = f"{whole(counts.sum())} triads: three people and one arrow of each pair, in every combination."
    return Table(["three people", "triads", "share"], rows, ["text", "number", "share"], caption)
