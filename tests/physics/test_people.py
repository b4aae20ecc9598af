"""What a run says of single people, against plain loops."""

import numpy as np
import pytest

from sociophys.network import Network
from sociophys.workflow.finish import wall_shares
from tests.physics.systems import graph_of


def share_of(couplings, spins, i):
    """The share of the influences on i that think otherwise."""
    others = np.flatnonzero(couplings[i])
    return np.mean([spins[i] != spins[j] for j in others]) if len(others) else np.nan


@pytest.mark.parametrize("rewired", [{}, {1: 1, 2: 1, 4: 2}])
def test_wall_shares__are_those_of_plain_loops_where_levers_have_changed_ties_too(rewired):
    """Nobody influences the last two persons, in some replicas."""
    rng = np.random.default_rng(4)
    patterns = [(rng.random((9, 9)) < 0.4) * (1 - np.eye(9)) for _ in range(3)]
    for pattern in patterns:
        pattern[8] = 0
    patterns[1][7] = 0
    networks = [Network.from_graph(graph_of(pattern)) for pattern in patterns]
    spins = (2 * rng.integers(0, 2, (9, 6)) - 1).astype(np.int8)
    found = wall_shares(networks[0], {column: networks[k] for column, k in rewired.items()}, spins)
    for i in range(8):
        shares = [share_of(patterns[rewired.get(column, 0)], spins[:, column], i) for column in range(6)]
        assert found[i] == pytest.approx(np.nanmean(shares))
    assert np.isnan(found[8])
