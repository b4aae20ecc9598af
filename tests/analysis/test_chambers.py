"""Echo chambers: published counts, chance exactly and by drawing, networks with and without them, odd samples."""

import networkx as nx
import numpy as np
import pytest
from scipy.stats import hypergeom

from sociophys import analysis
from sociophys.analyzers.chambers import Chambers, smallest
from sociophys.groups import conductance_by_chance, groups
from sociophys.nulls import shuffled_labels
from sociophys.opinions import Opinions, Sample
from sociophys.theory.purity import hypergeometric, near_draws, near_median, stance_limits, stance_tail

RNG = np.random.default_rng(0)


@pytest.fixture(scope="session")
def sided_books(books):
    """The 92 books that are liberal or conservative."""
    has_side = books.opinions.sides != 0
    return Sample(books.network.among(has_side), Opinions(books.opinions.values[has_side]))


@pytest.fixture
def planted(make):
    """Four communities of 50, closed and without any opinion of their own."""
    graph = nx.planted_partition_graph(4, 50, 0.3, 0.01, seed=4)
    return make.sample_of_networkx(graph, np.tile([1, -1], 100))


# published rule, communities, chambers by our rule
COUNTS = {"karate": (4, 4, 2), "sided_books": (6, 6, 4), "polblogs": (7, 11, 2)}


@pytest.mark.parametrize("name", COUNTS)
def test_published_counts(name, request):
    sample = request.getfixturevalue(name)
    found = analysis.analyze(sample, ["chambers"], nulls=0)
    values = [found.numbers[key].value for key in ("published_chambers", "communities", "chambers")]
    assert tuple(values) == COUNTS[name]
    table = found.tables["chambers"]
    assert len(table) == values[1]
    assert table["published_rule"].sum() == values[0]
    assert (table["verdict"] == "echo chamber").sum() == values[2]
    assert table["people"].sum() == sample.network.n_nodes
    in_chambers = table.loc[table["verdict"] == "echo chamber", "people"].sum() / sample.network.n_nodes
    assert found.numbers["people_in_chambers"].value == pytest.approx(in_chambers)
    assert (table.loc[table["people"] < smallest(sample), "verdict"] == "too small to say").all()


def test_five_of_polblogs_seven_are_tiny(polblogs):
    table = analysis.analyze(polblogs, ["chambers"], nulls=0).tables["chambers"]
    assert (table.loc[table["published_rule"], "people"] <= 5).sum() == 5


def test_conductance_is_that_of_networkx(karate):
    graph, found = nx.karate_club_graph(), groups(karate.network, 0)
    for k, value in enumerate(found.conductance):
        members = np.flatnonzero(found.label == k).tolist()
        assert value == pytest.approx(nx.conductance(graph, members), abs=1e-12)  # networkx drops weights as we did
        assert found.inside[k] == graph.subgraph(members).number_of_edges()


def test_hypergeometric_is_that_of_scipy():
    for n, marked, size in ((34, 17, 11), (100, 3, 20), (10, 10, 4), (10, 0, 4), (6, 4, 6), (2000, 700, 900)):
        expected = hypergeom.pmf(np.arange(size + 1), n, marked, size)
        np.testing.assert_allclose(hypergeometric(n, marked, size), expected, rtol=1e-8, atol=1e-13)


def test_tail_of_the_most_frequent_stance_against_deals():
    counts, size, rng = (20, 9, 5), 10, np.random.default_rng(1)
    stances = np.repeat([0, 1, 2], counts)
    most = [np.bincount(rng.permutation(stances)[:size]).max() for _ in range(20_000)]
    found = stance_tail(size, counts)
    for k in range(6, 11):  # above half exact
        assert found[k] == pytest.approx(np.mean(np.array(most) >= k), abs=4 * 0.5 / np.sqrt(20_000))
    assert found[0] == 1
    (limit,) = stance_limits((size,), counts, 0.01)
    assert found[round(limit * size)] > 0.01 >= found[round(limit * size) + 1]


def test_share_near_the_median(make):
    values, group = np.array([0.0, 0.4, 1.0, -1.0, 0.5, 0.9]), np.array([0, 0, 0, 2, 2, 2])
    np.testing.assert_array_equal(near_median(values, group, 4), [2 / 3, np.nan, 2 / 3, np.nan])


def test_draws_of_groups_are_deals_without_replacement():
    rng = np.random.default_rng(2)
    values = np.sort(np.round(rng.uniform(-1, 1, 60), 2))
    found = near_draws((12, 20), values.tobytes(), 0)
    expected = np.sort([near_median(rng.permutation(values)[:12], np.zeros(12, int), 1)[0] for _ in range(2_000)])
    assert np.abs(found[0].mean() - expected.mean()) < 5 * found[0].std() / np.sqrt(len(expected))
    assert np.quantile(found[0], 0.99) == pytest.approx(np.quantile(expected, 0.99), abs=0.1)
    whole = near_draws((60,), values.tobytes(), 0)
    assert np.ptp(whole) == 0  # everybody: nothing left to chance


def test_chambers_planted_in_continuous_opinions_are_found(make):
    rng = np.random.default_rng(3)
    graph = nx.planted_partition_graph(4, 40, 0.3, 0.01, seed=1)
    opinions = np.clip(np.repeat([-0.8, 0.8, -0.8, 0.0], 40) + rng.normal(0, 0.1, 160), -1, 1)
    opinions[120:] = rng.uniform(-1, 1, 40)  # the last has all opinions
    found = analysis.analyze(make.sample_of_networkx(graph, opinions, scale="continuous"), ["chambers"], nulls=20)
    table = found.tables["chambers"]
    assert sorted(table["verdict"]) == ["closed, mixed", "echo chamber", "echo chamber", "echo chamber"]
    assert table.loc[table["verdict"] == "closed, mixed", "spread"].min() > 0.4
    assert table.loc[table["verdict"] == "echo chamber", "spread"].max() < 0.2
    assert found.numbers["chambers"].null.mean < 0.2


def test_communities_without_opinions_of_their_own_are_no_chambers(planted):
    found = analysis.analyze(planted, ["chambers"], nulls=0)
    assert found.numbers["chambers"].value == 0
    assert set(found.tables["chambers"]["verdict"]) == {"closed, mixed"}


def test_false_alarms_are_rare(planted):
    rng, analyzer = np.random.default_rng(5), Chambers()
    alarms = [analyzer.measure(shuffled_labels(planted, rng), rng)["chambers"] > 0 for _ in range(400)]
    assert np.mean(alarms) <= 0.05


def test_random_ties_are_no_chambers_even_where_a_group_agrees(make):
    graph = nx.gnm_random_graph(200, 800, seed=6)
    label = groups(make.sample_of_networkx(graph, np.ones(200)).network, 0).label
    found = analysis.analyze(make.sample_of_networkx(graph, np.where(label % 2, 1, -1)), ["chambers"], nulls=0)
    table = found.tables["chambers"]
    assert found.numbers["chambers"].value == 0
    assert set(table.loc[table["people"] >= 10, "verdict"]) == {"like-minded, not closed"}


def test_twins_are_made_once_and_repeat(karate):
    first = conductance_by_chance(karate.network, 0, 10)
    assert conductance_by_chance(karate.network, 0, 10) is first
    assert len(first) >= 100
    assert np.all(np.diff(first) >= 0)
    fresh = karate.network.with_couplings(karate.network.couplings)
    assert np.array_equal(conductance_by_chance(fresh, 0, 10), first)
    assert len(conductance_by_chance(karate.network, 0, 10, twins=5)) < 20


def test_few_twins_say_lowest_of_all(karate):
    found = analysis.analyze(karate, [Chambers(twins=8)], nulls=0)
    assert "leaves than in all" in repr(found.panels)
    assert found.tables["chambers"]["conductance_percentile"].isna().all()


def test_weights_count_in_what_leaves(make):
    ties = [*nx.complete_graph(5).edges, *((a + 5, b + 5) for a, b in nx.complete_graph(5).edges), (0, 5, 2.0)]
    found = groups(make.network_of(ties), 0)
    np.testing.assert_allclose(found.conductance, 2 / 22)


@pytest.mark.parametrize(
    ("values", "more", "reason"),
    [
        (np.full(34, np.nan), {}, "nobody's opinion is known"),
        (np.ones(34), {}, "single side: everybody whose opinion is known is of one"),
        (np.tile([1, -1], 17), {"origin": "from_this_graph"}, "sides were cut from these ties"),
        (np.r_[1, -1, np.full(32, np.nan)], {}, "no community has 10 people or more and half of their opinions known"),
    ],
)
def test_undefined_with_a_reason(karate, values, more, reason):
    found = analysis.analyze(Sample(karate.network, Opinions(values, **more)), [Chambers()], nulls=0)
    assert found.numbers["chambers"].reason.startswith(reason)
    assert found.numbers["communities"].value == 4
    assert not set(found.tables["chambers"]["verdict"]) - {"cannot say", "too small to say", "too few known"}
    assert "cannot be said" in repr(found.panels["bubbles"][0])


@pytest.mark.parametrize("ties", [[], [(0, 1, -1.0)]])
def test_no_friendly_ties(make, ties):
    numbers = analysis.analyze(make.sample_of(ties, [1, -1, 1]), ["chambers"], nulls=3).numbers
    assert {numbers[key].reason for key in ("chambers", "published_chambers", "communities")} == {"no friendly tie"}


def test_one_community_of_everybody_has_no_conductance(make):
    found = analysis.analyze(make.sample_of(list(nx.complete_graph(12).edges), [1, -1] * 6), ["chambers"], nulls=0)
    assert np.isnan(found.tables["chambers"]["conductance"]).all()
    assert found.numbers["published_chambers"].value == 0
