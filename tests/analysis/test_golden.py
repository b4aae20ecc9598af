"""Published and independently computed numbers of real networks, to 1e-6."""

import numpy as np
import pytest

from sociophys import analysis
from sociophys.partition import cluster_sizes, communities, domains
from sociophys.theory.temperature import mean_field, non_backtracking

# rows: -EI, Q, r, walls, ties, W/m, rho(o, o_NN), same-side share, lambda_1, T_NB
GOLDEN = {
    "karate": (0.717949, 0.358235, 0.717531, 11, 78, 0.141026, 0.913344, 0.888233, 6.725698, 5.229191),
    "books": (0.935829, 0.466756, 0.935680, 12, 374, 0.032086, 0.973874, 0.964466, None, None),
    "polblogs": (0.811535, 0.405248, 0.811339, 1575, 16714, 0.094232, 0.907131, 0.904023, 74.082019, 72.554908),
}
SIZES = {"karate": [17, 17], "books": [49, 43], "polblogs": [622, 569, 4]}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_row(name, request):
    sample = request.getfixturevalue(name)
    ei, q, r, walls, ties, share, rho, same, mf, nb = GOLDEN[name]
    found = {key: e.value for key, e in analysis.analyze(sample, nulls=0).numbers.items()}
    assert found["ei_index"] == pytest.approx(-ei, abs=1e-6)
    assert found["modularity"] == pytest.approx(q, abs=1e-6)
    assert found["assortativity"] == pytest.approx(r, abs=1e-6)
    assert (found["walls"], found["ties_inside"] + found["ties_across"]) == (walls, ties)
    assert found["wall_share"] == pytest.approx(share, abs=1e-6)
    assert found["neighbour_correlation"] == pytest.approx(rho, abs=1e-6)
    assert found["same_side_share"] == pytest.approx(same, abs=1e-6)
    if mf:
        assert mean_field(sample.network) == pytest.approx(mf, abs=1e-6)
        assert non_backtracking(sample.network) == pytest.approx(nb, abs=1e-6)
    assert cluster_sizes(domains(sample))[: len(SIZES[name])].tolist() == SIZES[name]


def test_polblogs_has_28_bubbles(polblogs):
    assert analysis.analyze(polblogs, ["domains"], nulls=0).numbers["domains"].value == 28


def test_leiden_reaches_the_maximum_modularity_of_karate(karate):
    found = communities(karate.network, seed=1)
    i, j = karate.network.edge_ends
    degree = karate.network.degrees
    inside = np.mean(found[i] == found[j])
    q = inside - np.sum((np.bincount(found, weights=degree) / degree.sum()) ** 2)
    assert q == pytest.approx(0.419790, abs=1e-6)
    assert np.all(np.diff(np.bincount(found)) <= 0)


def test_neutral_people_enter_no_tie_measure_and_are_counted(books):
    numbers = analysis.analyze(books, nulls=0).numbers
    assert numbers["ei_index"].coverage == pytest.approx(374 / 441)
    assert numbers["people_with_neighbours"].value == 92
