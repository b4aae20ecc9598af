"""A similarity feed: posts of those who agree with the reader are shown more often."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np

from sociophys.accelerate import overload
from sociophys.feeds import Feed
from sociophys.kernels.extension import is_type, row
from sociophys.parameters import parameter


class SimilarityRow(NamedTuple):
    """``boost``: how much more often an agreeing tie is shown than a disagreeing one."""

    boost: float


@overload(row)
def _similarity(feed: Any, i: Any, indptr: Any, indices: Any, couplings: Any, spins: Any) -> Any:
    if not is_type(feed, SimilarityRow):
        return None

    def shown(feed: Any, i: Any, indptr: Any, indices: Any, couplings: Any, spins: Any) -> Any:
        f = 0.0
        all_ties = 0.0
        seen_ties = 0.0
        for e in range(indptr[i], indptr[i + 1]):
            s = spins[indices[e]]
            shown_as = feed.boost if s == spins[i] else 1.0
            f += shown_as * couplings[e] * s
            all_ties += abs(couplings[e])
            seen_ties += shown_as * abs(couplings[e])
        return f, (all_ties / seen_ties if seen_ties > 0.0 else 1.0)

    return shown


class Similarity(Feed):
    """Ranking by agreement: tie j weighs ``boost`` if s_j = s_i now and 1 otherwise, at constant total attention.

    f_i = g sum_j w_ij J_ij s_j with w_ij = boost or 1 and g = sum_j |J_ij| / sum_j w_ij |J_ij|, so that a feed
    changes the mix but not the amount of influence. boost = 1 shows everybody alike.
    """

    reads_ties_only: ClassVar[bool] = True
    singles_out_a_side: ClassVar[bool] = False

    boost: float = parameter(
        2.0, gt=0, le=1000, doc="How much more often an agreeing tie is shown; below 1: less often."
    )

    def row(self, bound: Any) -> SimilarityRow:
        """Return the boost."""
        return SimilarityRow(np.float64(self.boost))
