"""Scores of walks between two sides: golden rows, slow twins, published tables and the cases that have no value."""

import numpy as np

from sociophys.partition import sided

PATH = [(0, 1), (1, 2), (2, 3)]


def test_sided_people_and_the_friendly_ties_among_them(make):
    ties = [(0, 1, 2.0), (1, 2), (2, 3), (3, 4, -1.0), (4, 0), (4, 4)]
    sample = make.sample_of(ties, [1, 1, np.nan, -1, -1], directed=True)
    network, sides = sided(sample)
    assert network.names.tolist() == ["p0", "p1", "p3", "p4"]
    assert sides.tolist() == [1, 1, -1, -1]
    assert not network.directed
    assert network.matrix(network.weights).toarray().tolist() == [
        [0, 2, 0, 1],
        [2, 0, 0, 0],
        [0, 0, 0, 0],
        [1, 0, 0, 0],
    ]
    assert sided(sample) is sided(sample)


def test_sided_is_the_network_itself_where_all_have_a_side(karate):
    assert sided(karate)[0] is karate.network
