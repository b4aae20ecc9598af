"""The verdict where only chance is at work: 200 randomised networks, at most 5 in 100 of them called split."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from sociophys import analysis
from sociophys.estimate import Null
from sociophys.nulls import cut_again, rewired
from sociophys.opinions import Opinions, Sample
from sociophys.partition import communities
from sociophys.verdict import RARE, says_split

SHARED = Path(__file__).parents[2].parent / "shared"
N = 200
TWINS = 40


def blocks(make, seed, n_blocks=4, size=10, inside=0.6, across=0.04):
    """Return dense groups with few ties between them; the first half of the groups is one side."""
    probability = np.full((n_blocks, n_blocks), across) + np.eye(n_blocks) * (inside - across)
    graph = nx.stochastic_block_model([size] * n_blocks, probability, seed=seed)
    return make.sample_of_networkx(graph, np.where(np.arange(n_blocks * size) < n_blocks * size // 2, 1, -1))


def books_or_blocks(make):
    """Return the network of books with its people of neither side where the data are there."""
    path = SHARED / "data" / "polarization" / "books.gml.gz"
    if not path.is_file():
        return blocks(make, 0)
    graph = make.read_gml(path)
    return make.sample_of_networkx(graph, [graph.nodes[v]["value"] for v in graph], scale="categorical")


def shuffled(sample, rng):
    return Sample(sample.network, Opinions(rng.permutation(sample.opinions.values), origin="independent"))


def dealt(sample, rng):
    return Sample(rewired(sample.network, rng), Opinions(sample.opinions.values, origin="independent"))


def dealt_and_cut(cut):
    def make_twin(sample, rng):
        again = Sample(
            rewired(sample.network, rng), Opinions(sample.opinions.values, origin="from_this_graph", cut=cut)
        )
        return cut_again(again, rng)

    return make_twin


def verdict_of(sample, seed, nulls=TWINS):
    found = analysis.analyze(sample, ["mixing"], nulls=nulls, seed=seed)
    return says_split(found.numbers, sample.opinions.origin), found.panels["answer"][0].text


@pytest.mark.parametrize(
    ("nulls", "deal"), [(20, "standard_normal"), (20, "standard_exponential"), (100, "standard_normal")]
)
def test_few_twins_promise_no_less(nulls, deal):
    n = 10_000
    draws = getattr(np.random.default_rng(5), deal)((n, nulls + 1))
    rare = 0
    for observed, *twins in draws.tolist():
        null = Null("rewired_ties", float(np.mean(twins)), 1.0, nulls, tuple(twins), observed)
        rare += (1 + null.extreme(observed)) / (1 + nulls) <= RARE
    assert rare <= RARE * n + 3 * np.sqrt(RARE * (1 - RARE) * n)


@pytest.mark.long
def test_chance_is_called_split_in_at_most_five_of_a_hundred(karate, make):
    """By exchangeability at most 5 of 100 in the mean, of which about half on the side of a split: of 200 at most 10.

    A rule that erred 5 times in 100 would exceed 10 of 200 in 4 of 10 such tests, one that erred 10 times in 98 of 100.
    """
    networks = {"karate": lambda k: karate, "blocks": lambda k: blocks(make, k), "books": lambda k: books}
    books = books_or_blocks(make)
    plan = [
        *(("karate", shuffled, 35), ("karate", dealt, 35), ("blocks", shuffled, 35), ("blocks", dealt, 25)),
        *(("books", shuffled, 15), ("books", dealt, 15), ("karate", dealt_and_cut("spectral"), 25)),
        *(("blocks", dealt_and_cut("spectral"), 10), ("karate", dealt_and_cut("communities"), 5)),
    ]
    assert sum(often for _, _, often in plan) == N
    alarms, number = [], 0
    for name, chance, often in plan:
        for _ in range(often):
            number += 1
            sample = chance(networks[name](number), np.random.default_rng((1, number)))
            is_split, text = verdict_of(sample, number)
            assert is_split is ("more" in text.split(":")[0] and "their own side" in text or "more cleanly" in text)
            alarms += [(name, chance.__name__)] if is_split else []
    assert len(alarms) <= RARE * N, alarms


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("cut", ["", "spectral", "communities"])
def test_planted_sides_are_called_split(make, seed, cut):
    sample = blocks(make, seed, n_blocks=2, size=20, inside=0.4, across=0.08)
    if cut:
        sample = cut_again(Sample(sample.network, Opinions(sample.opinions.values, cut=cut)))
    is_split, text = verdict_of(sample, seed)
    assert is_split
    assert f"beyond all {TWINS} deals" in text


def test_groups_that_chance_alone_fills_are_no_split_though_the_network_has_one(make):
    """The same ties: sides dealt at random say nothing, sides cut from them do."""
    sample = blocks(make, 3, n_blocks=2, size=20, inside=0.4, across=0.08)
    assert not verdict_of(shuffled(sample, np.random.default_rng(2)), 0)[0]
    assert verdict_of(cut_again(sample), 0)[0]


def grouped(sample, codes):
    names = tuple(f"group {k}" for k in range(int(codes.max()) + 1))
    values = np.zeros(sample.network.n_nodes)
    found = Opinions(values, "categorical", codes=codes.astype(np.int32), group_names=names, origin="from_this_graph")
    return Sample(sample.network, found)


def test_communities_of_a_random_network_are_no_split(make):
    """Beside twins that keep these groups they would be: the search looked for ties inside. Twins are searched too."""
    for seed in range(5):
        plain = make.sample_of_networkx(nx.gnm_random_graph(40, 120, seed=seed), np.ones(40))
        is_split, text = verdict_of(grouped(plain, communities(plain.network, seed)), seed, nulls=40)
        assert not is_split
        assert text.startswith("This network can be cut into groups")
    planted = blocks(make, 1)
    assert verdict_of(grouped(planted, communities(planted.network, 1)), 1, nulls=40)[0]


def test_too_few_twins_say_nothing(karate):
    found = analysis.analyze(karate, ["mixing", "neighbour_correlation"], nulls=18)
    text = found.panels["answer"][0].text
    assert "67 of 78 ties stay inside a side; 18 deals are too few to compare it with chance, 19 are needed" in text
    assert says_split(found.numbers, "independent") is None
    assert "agree" not in repr(found.panels["answer"])
    assert "beyond all 19 deals" in analysis.analyze(karate, ["mixing"], nulls=19).panels["answer"][0].text
