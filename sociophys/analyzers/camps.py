"""How many camps: into how many groups people fall so that friends are together and foes apart."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
import scipy.sparse as sp

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.kernels.camps import settle
from sociophys.opinions import Sample
from sociophys.panels import Sentence, Table, whole
from sociophys.parameters import parameter
from sociophys.signed import NO_HOSTILE, by_chance, kept_share, signed_matrix

Array = np.ndarray
_PEOPLE = 20_000  # started from in all for each number of camps: randomised twins are searched too


class Camps(Analyzer):
    """Sorts people into 1, 2, 3 ... camps with as few ties in tension as it can: friends apart or foes together.

    Signs only, weights and arrows ignored. Counts are the least that the search found, so the true ones may be lower.

    Notes
    -----
    ``camps_tension_k``: least over partitions into at most k camps of friendly ties between plus hostile ties within
    (correlation clustering; Bansal, Blum & Chawla 2004, doi 10.1023/B:MACH.0000033116.57574.95), by moving people one
    by one from random starts; k = 2 is the frustration index. ``camps``: the smallest k that reaches the least of all.
    """

    up_to: int = parameter(5, ge=2, le=20, unit="camps", doc="Camps at the most.")
    starts: int = parameter(
        50, ge=1, unit="starts", doc="Random starts for each number of camps; fewer above 400 people."
    )

    nulls: ClassVar[tuple[str, ...]] = ("shuffled_signs",)
    needs_opinions: ClassVar[bool] = False
    needs_signs: ClassVar[bool] = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the ties in tension for each number of camps, and the number of camps with the least."""
        signs = signed_matrix(sample.network)
        names = [f"camps_tension_{k}" for k in range(1, self.up_to + 1)]
        if not np.any(signs.data < 0):
            return dict.fromkeys((*names, "camps"), NO_HOSTILE)
        tension = [int(np.count_nonzero(signs.data < 0)) // 2]
        for k in range(2, self.up_to + 1):  # whoever may leave a camp empty does no worse with one more
            tension.append(min(tension[-1], self._least(signs, k, rng)))
        camps = 1 + int(np.argmin(tension))
        return {**{name: float(least) for name, least in zip(names, tension, strict=True)}, "camps": float(camps)}

    def _least(self, signs: sp.csr_array, n_camps: int, rng: np.random.Generator) -> int:
        n, tensions = signs.shape[0], []
        for _ in range(min(self.starts, max(1, _PEOPLE // n))):
            order, camp = rng.permutation(n), rng.integers(0, n_camps, n)
            tensions.append(settle(signs.indptr, signs.indices, signs.data, order, camp, n_camps))
        return min(tensions)

    def coverage(self, sample: Sample) -> float:
        """Return the share of tied pairs whose arrows do not contradict each other."""
        return kept_share(sample.network)

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Say how many camps fit best, and show the tension for each number of camps beside chance."""
        camps = estimates["camps"]
        if camps.value is None:
            return Analysis(estimates)
        found = [estimates[f"camps_tension_{k}"] for k in range(1, self.up_to + 1)]
        least = found[int(camps.value) - 1].value or 0.0
        text = f"The ties fit {whole(camps.value)} camps best: {whole(least)} at the most are then in tension, friends "
        text += "apart or foes together (correlation clustering)."
        rows = [[k, int(one.value or 0), by_chance(one)] for k, one in enumerate(found, 1)]
        columns = ["camps at the most", "ties in tension", "signs dealt anew"]
        table = Table(columns, rows, ["number", "number", "text"], "The least that the search found.")
        frame = pd.DataFrame({"camps": range(1, self.up_to + 1), "tension": [int(one.value or 0) for one in found]})
        return Analysis(estimates, {"signed": [Sentence(camps.tag, text), table]}, {"camps": frame})
