"""Two poles and those between them: who stands with friends against common foes, and who belongs to neither."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
import scipy.sparse as sp

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.nulls import BRIEFLY
from sociophys.opinions import Sample
from sociophys.panels import Details, Note, Sentence, Table, whole
from sociophys.signed import NO_HOSTILE, kept_share, signed_matrix
from sociophys.theory.spectra import UnsettledError, leading

Array = np.ndarray
_SHOWN = 10
_NUMBERS = ("polarity", "first_pole", "second_pole", "in_no_pole")
_PLACES = 9  # of the eigenvector: people who differ by less are equal


class Polarity(Analyzer):
    """Finds two poles, friendly inside and hostile across, with everybody else in neither, from the ties alone.

    Signs only, weights and arrows ignored. The larger pole is the first one. Poles that are found from the ties are
    not anybody's stated side.

    Notes
    -----
    ``polarity`` = max x'Ax / x'x over x in {-1, 0, 1}^n, at most lambda_1(A) (Bonchi, Galimberti, Gionis, Ordozgoiti
    & Ruffo 2019, doi 10.1145/3357384.3357977), here by rounding: signs of the leading eigenvector for the k people
    furthest from 0, best of all k. It is twice the ties that fit minus those that do not, per person in a pole.
    ``first_pole``, ``second_pole``: people in them; ``in_no_pole``: share of all people.
    """

    nulls: ClassVar[tuple[str, ...]] = ("shuffled_signs",)
    needs_opinions: ClassVar[bool] = False
    needs_signs: ClassVar[bool] = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the polarity, the sizes of both poles, and the share of people in neither."""
        try:
            found = _poles(signed_matrix(sample.network))
        except UnsettledError as unsettled:
            return dict.fromkeys(_NUMBERS, str(unsettled))
        if found is None:
            return dict.fromkeys(_NUMBERS, NO_HOSTILE)
        pole, polarity = found
        first, second = np.count_nonzero(pole > 0), np.count_nonzero(pole < 0)
        neither = float(np.mean(pole == 0))
        return dict(zip(_NUMBERS, (polarity, float(first), float(second), neither), strict=True))

    def coverage(self, sample: Sample) -> float:
        """Return the share of tied pairs whose arrows do not contradict each other."""
        return kept_share(sample.network)

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Say how large the poles are and list who stands in them."""
        found = _poles(signed_matrix(sample.network)) if estimates["polarity"].value is not None else None
        if found is None:
            return Analysis(estimates)
        people = _people(sample, found[0])
        panels = [
            Sentence(estimates["polarity"].tag, _sentence(estimates)),
            Note("The poles are found from the ties; they are not sides that anybody stated."),
            Details("Who stands in a pole, most ties that fit first", _table(people)),
        ]
        return Analysis(estimates, {"signed": panels}, {"poles": people})


def _poles(signs: sp.csr_array) -> tuple[Array, float] | None:
    """Return the pole of each person, (n_nodes,) int8 in {-1, 0, 1}, and the polarity; None without a hostile tie."""
    if not np.any(signs.data < 0):
        return None
    n = signs.shape[0]
    degrees = np.diff(signs.indptr)
    vector = leading(signs, 1, 1.0 + degrees + 0.5 * np.cos(0.754877666 * np.arange(n)))[1][:, -1]
    size = np.round(np.abs(vector), _PLACES)
    order = np.argsort(-size, kind="stable")
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    camp = np.where(size > 0, np.sign(vector), 0.0)
    rows = np.repeat(np.arange(n), degrees)
    fits = signs.data * camp[rows] * camp[signs.indices]
    gained = np.bincount(np.maximum(place[rows], place[signs.indices]), weights=fits, minlength=n)
    polarity = np.cumsum(gained) / np.arange(1, n + 1)
    best = int(np.argmax(polarity))
    pole = np.where(place <= best, camp, 0.0).astype(np.int8)
    return (pole if pole.sum() >= 0 else -pole), float(polarity[best])


def _sentence(estimates: dict[str, Estimate]) -> str:
    first, second, neither = (estimates[name].value or 0.0 for name in ("first_pole", "second_pole", "in_no_pole"))
    polarity = estimates["polarity"]
    text = f"The ties single out two poles, of {whole(first)} and {whole(second)} people, friendly inside and hostile "
    text += "across; "
    if 0 < second < first / 20:
        text = (
            f"The ties single out one circle of {whole(first)} friends and {whole(second)} people it is hostile to, "
            "hardly two poles; "
        )
    if not second:
        text = f"The ties single out one circle of {whole(first)} friends, and no second pole against it; "
    text += (
        f"{100 * neither:.0f} % of people are outside. A person inside has on average {polarity.value:.1f} more ties "
    )
    text += "that fit this picture than ties that do not (polarity)"
    return text + (f"; {BRIEFLY[polarity.null.kind]} it is {polarity.null.mean:.1f}." if polarity.null else ".")


def _people(sample: Sample, pole: Array) -> pd.DataFrame:
    """Return one row a person in a pole: person, pole (1 or 2), ties_that_fit, ties_against; most that fit first."""
    signs = signed_matrix(sample.network)
    rows = np.repeat(np.arange(len(pole)), np.diff(signs.indptr))
    product = signs.data * pole[rows] * pole[signs.indices]
    fit, against = (np.bincount(rows[part], minlength=len(pole)) for part in (product > 0, product < 0))
    who = np.flatnonzero(pole)
    who = who[np.lexsort((who, -(fit - against)[who]))]
    columns = {"person": sample.network.names[who], "pole": np.where(pole[who] > 0, 1, 2)}
    return pd.DataFrame({**columns, "ties_that_fit": fit[who], "ties_against": against[who]})


def _table(people: pd.DataFrame) -> Table:
    shown = pd.concat([part.head(_SHOWN) for _, part in people.groupby("pole")])
    columns = ["person", "pole", "ties that fit", "ties against"]
    return Table(columns, shown.to_numpy(object).tolist(), ["text", "text", "number", "number"])
