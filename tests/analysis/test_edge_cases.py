"""Undefined is said with its reason; nothing raises, warns or turns into NaN."""

import json
import math

import numpy as np
import pytest

from sociophys import analysis

PATH = [(0, 1), (1, 2), (2, 3)]
MIXING = ("edge_correlation", "ei_index", "modularity", "assortativity")


def numbers_of(sample, nulls=20):
    found = analysis.analyze(sample, nulls=nulls)
    for estimate in found.numbers.values():
        assert (estimate.value is None) == bool(estimate.reason)
        assert estimate.value is None or math.isfinite(estimate.value)
        json.dumps(estimate.to_dict(), allow_nan=False)
    return found.numbers


def test_one_side_only(make):
    numbers = numbers_of(make.sample_of(PATH, [1, 1, 1, 1]))
    for name in (*MIXING, "neighbour_correlation"):
        assert "single side" in numbers[name].reason
    assert numbers["walls"].value == 0
    assert numbers["domains"].value == 1
    assert numbers["second_domain"].reason == "there is one bubble only"


def test_no_ties(make):
    numbers = numbers_of(make.sample_of([], [1, -1, 1]))
    assert "no friendly tie" in numbers["modularity"].reason
    assert "no tie" in numbers["walls"].reason
    assert numbers["domains"].value == 3
    assert numbers["opinion_mean"].value == pytest.approx(1 / 3)


def test_nobody_known(make):
    numbers = numbers_of(make.sample_of(PATH, [np.nan] * 4))
    assert numbers["opinion_mean"].reason == "nobody's opinion is known"
    assert numbers["opinion_coverage"].value == 0
    assert all(numbers[name].reason == "nobody has a side" for name in (*MIXING, "walls", "domains"))


def test_one_person(make):
    numbers = numbers_of(make.sample_of([], [1]))
    assert numbers["domains"].value == 1
    assert numbers["neighbour_correlation"].value is None


def test_fully_split_in_separate_parts(make):
    numbers = numbers_of(make.sample_of([(0, 1), (2, 3)], [1, 1, -1, -1]))
    assert numbers["ei_index"].value == -1
    assert numbers["assortativity"].value == 1
    assert numbers["walls"].value == 0


def test_isolates_count_as_bubbles_not_as_neighbours(make):
    numbers = numbers_of(make.sample_of(PATH, [1, 1, -1, -1, 1]))
    assert numbers["domains"].value == 3
    assert numbers["people_with_neighbours"].value == 4


def test_self_loops_and_weightless_ties_do_not_count(make):
    plain = numbers_of(make.sample_of(PATH, [1, 1, -1, -1]), nulls=0)
    more = numbers_of(make.sample_of([*PATH, (0, 0), (0, 3, 0.0)], [1, 1, -1, -1]), nulls=0)
    assert {k: e.value for k, e in plain.items()} == {k: e.value for k, e in more.items()}


def test_all_ties_hostile(make):
    numbers = numbers_of(make.sample_of([(0, 1, -1.0), (1, 2, -2.0)], [1, -1, 1]))
    assert "no friendly tie" in numbers["modularity"].reason
    assert numbers["frustrated_edges"].value == 0
    assert numbers["satisfied_clusters"].value == 1


def test_missing_people_lower_the_coverage(make):
    numbers = numbers_of(make.sample_of(PATH, [1, -1, np.nan, 1]))
    assert numbers["opinion_mean"].coverage == 0.75
    assert numbers["walls"].coverage == pytest.approx(1 / 3)


def test_asymmetric_couplings_have_no_energy(make):
    numbers = numbers_of(make.sample_of([(0, 1), (1, 2)], [1, -1, 1], directed=True))
    assert numbers["energy_per_tie"].reason == "couplings are not symmetric, so there is no energy"


@pytest.mark.parametrize("values", [[1, -1, 1, -1], [np.nan] * 4, [1, 1, 1, np.nan], [0.3, -0.2, 0.9, 0.0]])
def test_panels_say_nothing_forbidden(make, values):
    scale = "continuous" if 0.3 in values else "binary"
    found = analysis.analyze(make.sample_of(PATH, values, scale=scale), nulls=10)
    words = repr(found.panels).lower().replace("'", " ").split()
    assert not {"causes", "proves", "will", "manipulated", "nan"} & {word.strip(".,;:()") for word in words}
