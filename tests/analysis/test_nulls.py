"""Chance: nulls centre where they must, p is uniform where nothing is there, the verdict says no more than it may."""

import numpy as np
import pytest

from sociophys import analysis
from sociophys.errors import SociophysError
from sociophys.nulls import shuffled_labels
from sociophys.opinions import Opinions, Sample
from sociophys.panels import Chance, Sentence


def test_shuffling_keeps_who_is_known_and_how_many(make):
    sample = make.sample_of([(0, 1)], [1, -1, np.nan, 1, 0])
    twin = shuffled_labels(sample, np.random.default_rng(1)).opinions.values
    assert np.isnan(twin[2])
    assert sorted(twin[[0, 1, 3, 4]]) == [-1, 0, 1, 1]


def z_of(null, mean, sd, n):
    """Return how many standard errors lie between our null's mean and one found elsewhere from ``n`` draws."""
    return (null.mean - mean) / np.hypot(null.sd / np.sqrt(null.n), sd / np.sqrt(n))


def test_nulls_stand_where_others_found_them(karate):
    numbers = analysis.analyze(karate, ["mixing"], nulls=400, seed=2).numbers
    assert abs(z_of(numbers["modularity"].null, -0.020, 0.047, 300)) < 4  # igraph's rewiring, labels fixed
    assert abs(z_of(numbers["edge_correlation"].null, -0.039, 0.094, 300)) < 4
    assert numbers["modularity"].null.sd == pytest.approx(0.047, rel=0.2)
    again = Sample(karate.network, Opinions(karate.opinions.values, origin="from_this_graph", cut="spectral"))
    found = analysis.analyze(again, ["mixing"], nulls=400, seed=2).numbers
    assert found["modularity"].null.kind == "repartitioned"
    assert found["modularity"].value == pytest.approx(0.358235, abs=1e-6)
    assert found["modularity"].null.observed == pytest.approx(0.3715, abs=5e-5)
    assert abs(z_of(found["modularity"].null, 0.213, 0.025, 300)) < 4  # every twin cut again
    assert abs(z_of(found["edge_correlation"].null, 0.451, 0.055, 300)) < 4
    assert numbers["modularity"].p == pytest.approx(1 / 401)
    assert numbers["modularity"].effect == pytest.approx(0.358235 - numbers["modularity"].null.mean, abs=1e-6)


def test_false_alarms_come_as_often_as_promised(karate):
    rng = np.random.default_rng(11)
    n, alarms = 60, 0
    for k in range(n):
        values = rng.permutation(karate.opinions.values)
        found = analysis.analyze(Sample(karate.network, Opinions(values)), ["mixing"], nulls=100, seed=k)
        alarms += found.numbers["modularity"].p <= 0.05
    assert abs(alarms - 0.05 * n) < 4 * np.sqrt(0.05 * 0.95 * n)


def test_no_p_below_a_hundred_nulls_and_none_without(karate):
    few = analysis.analyze(karate, ["mixing"], nulls=99).numbers["modularity"]
    assert few.p is None
    assert few.z > 5
    none = analysis.analyze(karate, nulls=0)
    assert none.numbers["modularity"].null is None
    assert "was not asked for" in none.panels["answer"][0].text


def test_same_seed_same_nulls_whatever_else_is_measured(karate):
    alone = analysis.analyze(karate, ["mixing"], nulls=30, seed=4).numbers["ei_index"]
    among = analysis.analyze(karate, nulls=30, seed=4).numbers["ei_index"]
    assert alone == among
    assert alone != analysis.analyze(karate, ["mixing"], nulls=30, seed=5).numbers["ei_index"]


def texts(found):
    return [panel.text for panel in found.panels["answer"] if isinstance(panel, Sentence)]


def test_verdict_of_karate(karate):
    opinions = Opinions(karate.opinions.values, origin="independent")
    found = analysis.analyze(Sample(karate.network, opinions))
    headline, others = texts(found)
    assert "their own side far more than" in headline
    assert "67 of 78 ties stay inside a side, beyond all 200 deals" in headline
    assert "agree with this: neighbour correlation" in others
    chance = found.panels["answer"][-1]
    assert isinstance(chance, Chance)
    assert (chance.observed, chance.bounds, chance.shown) == (67, (0, 78), "67 of 78 ties inside")
    assert max(chance.draws) < chance.observed


def test_verdict_on_shuffled_sides_is_no_finding(karate):
    values = np.random.default_rng(3).permutation(karate.opinions.values)
    found = analysis.analyze(Sample(karate.network, Opinions(values, origin="independent")))
    assert "about as much as when the same people's ties are dealt anew" in texts(found)[0]


def test_verdict_where_opposites_meet(make):
    ties = [(a, b) for a in range(0, 12, 2) for b in range(1, 12, 2)]
    found = analysis.analyze(make.sample_of(ties, [1, -1] * 6, origin="independent"))
    assert "tied to the other side far more" in texts(found)[0]


def test_verdict_cannot_say_below_half_coverage_unless_forced(karate):
    values = karate.opinions.values.copy()
    values[10:] = np.nan
    sample = Sample(karate.network, Opinions(values))
    found = analysis.analyze(sample)
    assert texts(found) == [
        "Whether people keep to their own side cannot be said: only 29 % of people have a known opinion, "
        "and half are needed (--force overrides)."
    ]
    assert "cannot be said" not in texts(analysis.analyze(sample, force=True))[0]


def test_verdict_knows_where_sides_come_from(karate):
    made = analysis.analyze(Sample(karate.network, Opinions(karate.opinions.values, origin="from_this_graph")))
    assert "can be cut in two more cleanly than when ties are dealt anew and the network is cut again" in texts(made)[0]
    assert "67 of 78 ties stay inside a side (modularity 0.37 when cut as its twins are" in texts(made)[0]
    assert made.panels["answer"][-1].name == "modularity of the cut"
    assert {e.null.kind for e in made.numbers.values() if e.null} == {"repartitioned"}
    unknown = analysis.analyze(Sample(karate.network, Opinions(karate.opinions.values)))
    assert any(text.startswith("Nobody said where the sides come from") for text in texts(unknown))


def test_unknown_analyzer_is_named_with_the_near_miss(karate):
    with pytest.raises(SociophysError, match=r"'mixin' is not a kind; .*Did you mean 'mixing'\?"):
        analysis.analyze(karate, ["mixin"])


def test_frames_give_means_over_replicas_with_errors(karate):
    rng = np.random.default_rng(6)
    frames = rng.choice(np.array([-1, 1], np.int8), (34, 32))
    frames[:, 5] = 1
    found = analysis.analyze_frames(karate.network, frames, block=1, opinions=karate.opinions)
    walls = found.numbers["wall_share"]
    assert walls.tag == "Simulated"
    assert walls.n_units == 32
    assert walls.value == pytest.approx(0.5 * 31 / 32, abs=5 * walls.error)
    assert found.numbers["modularity"].reason.startswith("undefined in 1 of 32 runs (single side")
    assert len(found.tables["replicas"]) == 32


def test_groups_are_shuffled_and_scores_of_two_sides_say_why_not(karate):
    codes = np.arange(34, dtype=np.int32) % 3 - (np.arange(34) == 5)
    values = np.where(codes >= 0, 0.0, np.nan)
    opinions = Opinions(values, "categorical", origin="independent", codes=codes, group_names=("a", "b", "c"))
    sample = Sample(karate.network, opinions)
    twin = shuffled_labels(sample, np.random.default_rng(1)).opinions
    assert sorted(twin.codes) == sorted(codes)
    assert twin.codes.tolist() != codes.tolist()
    assert np.isnan(twin.values).sum() == np.isnan(values).sum()
    found = analysis.analyze(sample, nulls=100)
    assert found.numbers["dsp"].reason == found.numbers["ge"].reason == "people are in groups, not on two sides"
    assert "tied to" in texts(found)[0] or "their own group" in texts(found)[0] or "one's own group" in texts(found)[0]
    i, j = karate.network.edge_ends
    known = (codes[i] >= 0) & (codes[j] >= 0)
    inside = np.mean(codes[i][known] == codes[j][known])
    shares = np.bincount(np.concatenate([codes[i][known], codes[j][known]]), minlength=3) / (2 * known.sum())
    expected = (inside - shares @ shares) / (1 - shares @ shares)
    assert found.numbers["assortativity"].value == pytest.approx(expected, abs=1e-12)
    assert found.numbers["ei_index"].value == pytest.approx(1 - 2 * inside, abs=1e-12)
