"""Trending: everyone is shown what is popular now, or was a while ago, among everybody or among their own kind."""

from sociophys.fields._crowd import OfGroups
from sociophys.parameters import parameter
from sociophys.schedules import schedule


class Trending(OfGroups):
    """What is popular presses: h_i(t) = strength(t) p_g(i)(t - lag) for i in ``nodes``, p the group's mean opinion.

    Popularity as a second-hand signal about others (Perra & Rocha 2019, doi 10.1038/s41598-019-43830-2, where feeds
    are ordered by it), here as a pressure. A feedback from opinions to fields: there is no equilibrium and no energy.
    """

    strength: schedule(ge=-100, le=100) = parameter(unit="couplings", doc="Pressure where all of the group agree.")
