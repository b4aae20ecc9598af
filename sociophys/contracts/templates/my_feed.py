"""A feed of your own: what a person is shown of their ties when asked. Rename the file and its class together."""

from typing import NamedTuple

from sociophys.accelerate import overload
from sociophys.feeds import Feed
from sociophys.kernels.extension import is_type, row
from sociophys.parameters import parameter


class _Row(NamedTuple):
    """What the compiled row reads: numbers and arrays."""

    posts: float


@overload(row)
def _my_row(feed, i, indptr, indices, couplings, spins):
    if not is_type(feed, _Row):  # another feed's turn
        return None

    def shown(feed, i, indptr, indices, couplings, spins):  # compiled, and run at every update of person i
        f = 0.0
        for e in range(indptr[i], indptr[i + 1]):  # the ties of i
            f += couplings[e] * spins[indices[e]]
        n_ties = indptr[i + 1] - indptr[i]
        gain = feed.posts / n_ties if n_ties > feed.posts else 1.0
        return f, gain  # the local field is h_i + gain f

    return shown


class MyFeed(Feed):
    """Limited attention: who has more than ``posts`` ties hears their mean as if they were ``posts``."""

    reads_ties_only = True  # a row looks at no spins but those of i and its ties
    singles_out_a_side = False  # turning all opinions turns f and keeps gain

    posts: int = parameter(5, ge=1, le=1_000_000, doc="How many ties anybody can follow.")

    def row(self, bound):
        """Return what the compiled row reads; ``bound`` is what ``bind`` returned, here nothing."""
        return _Row(float(self.posts))
