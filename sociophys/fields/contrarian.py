"""People who press against what most say."""

from typing import ClassVar

from sociophys.fields._crowd import Crowd
from sociophys.parameters import parameter
from sociophys.schedules import schedule


class Contrarian(Crowd):
    """Against the many: h_i(t) = -strength(t) m_g(i)(t - lag) for i in ``nodes``, m the mean opinion of the group.

    Contrarians take the side that fewer people are on (Galam 2004, doi 10.1016/j.physa.2003.10.041, who lets them
    reverse the majority of a small group; here a pressure against the mean of everybody, a community or people alike).
    Where ties are weak the group settles near even, and with a lag it may swing. A feedback from opinions to fields:
    there is no equilibrium and no energy.
    """

    sign: ClassVar[float] = -1.0

    strength: schedule(ge=0, le=100) = parameter(unit="couplings", doc="Pressure where all of the group agree.")
