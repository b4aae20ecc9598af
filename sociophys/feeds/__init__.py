"""Feeds: what each person is shown of their ties, ranked at the moment of update."""

from abc import abstractmethod
from typing import Any, ClassVar

from sociophys.parameters import Member
from sociophys.setting import Setting


class Feed(Member):
    """Decides the ties' part of the local field at the moment of update; at most one a model.

    ``row`` returns a NamedTuple whose type selects compiled code registered with
    ``@overload(sociophys.kernels.extension.row)``: (feed, i, indptr, indices, couplings, spins) -> (f, gain), and the
    local field is h_i + gain f. With a feed J depends on the spins: no energy, no equilibrium language.

    ``reads_ties_only``: whether a row reads no spins but those of i and of those who influence i.
    ``singles_out_a_side``: whether (f, gain) becomes anything but (-f, gain) when all opinions are turned.
    """

    reads_ties_only: ClassVar[bool] = False
    singles_out_a_side: ClassVar[bool] = True

    def bind(self, setting: Setting) -> Any:
        """Return the arrays it needs on this network."""
        return None

    @abstractmethod
    def row(self, bound: Any) -> Any:
        """Return the NamedTuple of plain values and arrays that the compiled row reads."""
