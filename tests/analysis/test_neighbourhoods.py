"""What people hear beside what they think: Moran, exposure, isolation, information, and the pictures of them."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from sociophys import analysis
from sociophys.analyzers._exposure import exposure, grid, information
from sociophys.analyzers.neighbour_correlation import NeighbourCorrelation
from sociophys.distribution import FEW
from sociophys.kernels.conjugate import solve
from sociophys.opinions import Sample
from sociophys.panels import Density, Document, Mirrored, Section
from sociophys.plain import from_plain, to_plain

RNG = np.random.default_rng(7)
PATH = [(0, 1), (1, 2), (2, 3)]


def measured(sample):
    return NeighbourCorrelation().measure(sample, RNG)


def derived(sample):
    return analysis.analyze(sample, ["neighbour_correlation"], nulls=0)


@pytest.fixture(scope="session")
def settled(karate):
    """Karate with the opinions that Friedkin and Johnsen's averaging ends at."""
    values = solve(karate.network, 1.0 + karate.network.degrees, karate.opinions.values)
    return Sample(karate.network, replace(karate.opinions, values=values, scale="continuous"))


def test_golden_karate(karate, settled):
    assert measured(karate)["moran"] == pytest.approx(0.717949, abs=1e-6)
    found = measured(settled)
    assert found["moran"] == pytest.approx(0.682453, abs=1e-6)
    assert found["bimodality_hom"] == pytest.approx(0.670672, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_equal_to_dense_formulas(make, seed):
    rng = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(30, 60, seed=seed)
    ties = [(a, b, rng.uniform(0.5, 2)) for a, b in graph.edges]
    values = rng.uniform(-1, 1, 30)
    sample = make.sample_of(ties, values, scale="continuous")
    weights = sample.network.matrix(sample.network.weights).toarray()
    found, x = measured(sample), values - values.mean()
    assert found["moran"] == pytest.approx(30 / weights.sum() * (x @ weights @ x) / (x @ x), abs=1e-12)
    sides, reached = np.sign(values), weights.sum(axis=1) > 0
    same = ((weights * (sides[:, None] == sides)).sum(axis=1)[reached]) / weights.sum(axis=1)[reached]
    plus = sides[reached] > 0
    assert found["isolation_index"] == pytest.approx(same[plus].mean() - (1 - same[~plus]).mean(), abs=1e-12)
    terms = [-sum(p * np.log2(p) for p in (e, 1 - e) if p > 0) for e in same]
    assert found["exposure_entropy"] == pytest.approx(np.mean(terms), abs=1e-12)
    own = sum(weights[a, b] for a in range(30) for b in range(30) if sides[a] == sides[b] == 1)
    part = np.mean(sides > 0)
    homophily = (own / weights[sides > 0].sum() - part) / (1 - part)
    assert derived(sample).numbers["inbreeding_plus"].value == pytest.approx(homophily, abs=1e-12)


def test_information_of_a_grid():
    own, heard = np.repeat([-1.0, 1.0], 8), np.repeat([-0.5, 0.5], 8)
    counts = grid(own, heard)
    assert counts[5, 0] == counts[15, 19] == 8
    assert information(counts) == pytest.approx(1)  # one bit: what one hears tells the side
    assert information(grid(own, heard[::-1])) == pytest.approx(1)
    assert information(grid(own, np.tile([-0.5, 0.5], 8))) == pytest.approx(0)
    assert grid(np.array([-1.0, 1.0]), np.array([1.0, -1.0])).sum() == 2


def test_separate_cliques_hear_themselves_alone(make):
    ties = [(a, b) for side in (0, 4) for a in range(side, side + 4) for b in range(a + 1, side + 4)]
    numbers = derived(make.sample_of(ties, [1] * 4 + [-1] * 4)).numbers
    for name in ("same_side_share", "isolation_index", "moran", "inbreeding_plus", "inbreeding_minus"):
        assert numbers[name].value == pytest.approx(1)
    assert numbers["exposure_entropy"].value == 0
    assert numbers["mutual_information"].value == pytest.approx(1)


def test_humps_of_few_values_are_not_looked_for(karate):
    found = measured(karate)
    assert found["bimodality_hom"] == FEW
    assert isinstance(found["dip_heard"], float) == (len(np.unique(exposure(karate).heard)) >= 20)


def test_sided_picture_counts_everybody_who_hears_a_side(karate, books):
    for sample in (karate, books):
        panel = next(p for p in derived(sample).panels["bubbles"] if isinstance(p, Mirrored))
        same = exposure(sample).same
        assert sum(panel.plus_counts) + sum(panel.minus_counts) == np.isfinite(same).sum()
        assert panel.plus_counts[-1] == np.sum((sample.opinions.sides > 0) & (same >= 0.95))
        assert [mark[0] for mark in panel.marks] == [1, -1]


def test_density_of_continuous_opinions_and_its_way_to_json(settled):
    found = derived(settled)
    panel = next(p for p in found.panels["bubbles"] if isinstance(p, Density))
    assert np.sum(panel.counts) == 34
    assert np.sum(np.array(panel.counts)[:, 10:]) == np.sum(settled.opinions.values > 0)
    document = Document("t", "s", {}, [Section("bubbles", "Bubbles", [panel])])
    assert from_plain(to_plain(document)) == document
    assert found.tables["exposure"]["people"].sum() == 34


@pytest.mark.parametrize(
    ("values", "ties", "names", "reason"),
    [
        ([np.nan] * 4, PATH, ("moran", "exposure_entropy", "isolation_index"), "fewer than two people"),
        ([1, 1, 1, 1], PATH, ("moran", "isolation_index"), "single side"),
        ([1, -1, 1, -1], [], ("moran", "mutual_information", "dip_heard"), "fewer than two people"),
        ([1, -1, 1, -1], [(0, 1, -1.0)], ("moran", "same_side_share"), "fewer than two people"),
    ],
)
def test_undefined(make, values, ties, names, reason):
    numbers = derived(make.sample_of(ties, values)).numbers
    assert all(reason in numbers[name].reason for name in names)
    assert all(e.value is None or np.isfinite(e.value) for e in numbers.values())


def test_one_side_alone_has_no_inbreeding(make):
    numbers = derived(make.sample_of(PATH, [1, 1, np.nan, 1])).numbers
    assert numbers["inbreeding_plus"].reason == numbers["inbreeding_minus"].reason == "single side or none"
    moderates = derived(make.sample_of(PATH, [0, 0, 0, 0], scale="continuous")).numbers
    assert moderates["same_side_share"].reason == "nobody has a side"
