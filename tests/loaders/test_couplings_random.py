"""Random coupling rules: symmetry, moments as z-scores, Hopfield overlaps, and the Nishimori line by enumeration."""

import math

import numpy as np
import pandas as pd
import pytest

from sociophys.couplings._ties import mates
from sociophys.errors import GraphError, NotDefinedError
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import read_member
from sociophys.plugins.gate import Gate
from sociophys.scenario.explain import explain
from sociophys.scenario.reading import read
from sociophys.scenario.resolve import resolve
from tests.loaders.modelled import load

RULES = (
    {"kind": "random_sign", "negative": 0.3},
    {"kind": "gaussian", "mean": 0.2, "sd": 1.5},
    {"kind": "sherrington_kirkpatrick", "j0": 0.5},
    {"kind": "nishimori", "temperature": 1.3},
    {"kind": "hebbian", "patterns": 3},
)


def couple(graph, raw, seed=0):
    """Return the coupling matrix that one rule makes of a graph."""
    network = Network.from_graph(graph)
    rule, findings = read_member("couplings", raw)
    assert not findings, findings
    return network.with_couplings(rule.couple(network.couplings, network, graph, np.random.default_rng(seed)))


def one_a_tie(graph, raw, seed=0):
    network = couple(graph, raw, seed)
    return network.couplings[network.edge_slots]


@pytest.mark.parametrize("raw", RULES, ids=lambda raw: raw["kind"])
def test_undirected_ties_pull_alike_both_ways(raw):
    graph = load("complete", n_nodes=30)
    network = couple(graph, raw)
    assert np.array_equal(network.matrix().toarray(), network.matrix().toarray().T)
    assert network.is_symmetric
    assert len(np.unique(network.couplings)) > 1
    assert np.array_equal(network.couplings, couple(graph, raw).couplings)
    assert not np.array_equal(network.couplings, couple(graph, raw, seed=1).couplings)


def test_symmetric_on_irregular_networks_with_loops():
    edges = pd.DataFrame({"source": [0, 3, 2, 2, 4], "target": [1, 1, 2, 0, 3], "weight": [1.0, 2.0, 1.0, -1.0, 1.0]})
    graph = Graph(pd.DataFrame(index=list("abcdef")), edges, False)
    network = couple(graph, {"kind": "gaussian"})
    matrix = network.matrix().toarray()
    assert np.array_equal(matrix, matrix.T)
    assert (matrix != 0).sum() == network.n_slots == 9
    slot = mates(network)
    assert np.array_equal(slot[slot], np.arange(9))
    assert np.array_equal(network.rows[slot], network.indices)


def test_arrows_draw_apart():
    graph = load("complete", n_nodes=40, directed=True)
    for raw in RULES[:3]:
        matrix = couple(graph, raw).matrix().toarray()
        above, below = matrix[np.triu_indices(40, 1)], matrix.T[np.triu_indices(40, 1)]
        r = np.corrcoef(above, below)[0, 1]
        assert abs(r) * math.sqrt(len(above)) < 4
    hebb = couple(graph, RULES[4]).matrix().toarray()
    assert np.array_equal(hebb, hebb.T)


@pytest.mark.parametrize(("p", "strength"), [(0.3, 1.0), (0.5, 2.0), (0.0, 1.0), (1.0, 0.5)])
def test_random_sign_has_its_share_of_hostile_ties(p, strength):
    found = one_a_tie(load("complete", n_nodes=300), {"kind": "random_sign", "negative": p, "strength": strength})
    assert set(np.abs(found)) == {strength}
    error = math.sqrt(p * (1 - p) / len(found))
    assert abs((found < 0).mean() - p) <= 4 * error
    if error:
        assert abs((found < 0).mean() - 1.05 * p) > 4 * error


def test_random_signs_frustrate_triangles_as_often_as_theory_says():
    p, n = 0.2, 120
    found = [
        np.sign(couple(load("complete", n_nodes=n), {"kind": "random_sign", "negative": p}, s).matrix().toarray())
        for s in range(30)
    ]
    share = [0.5 - (m @ m @ m).trace() / (2 * n * (n - 1) * (n - 2)) for m in found]
    z = (np.mean(share) - (1 - (1 - 2 * p) ** 3) / 2) / (np.std(share, ddof=1) / math.sqrt(30))
    assert abs(z) < 4


def test_gaussian_moments():
    found = one_a_tie(load("complete", n_nodes=300), {"kind": "gaussian", "mean": 0.4, "sd": 1.5})
    n = len(found)
    assert abs(found.mean() - 0.4) * math.sqrt(n) / 1.5 < 4
    assert abs(found.var(ddof=1) / 1.5**2 - 1) < 4 * math.sqrt(2 / n)
    assert abs(found.var(ddof=1) / (1.05 * 1.5) ** 2 - 1) > 4 * math.sqrt(2 / n)
    assert abs(((found - 0.4) ** 4).mean() / 1.5**4 - 3) < 4 * math.sqrt(96 / n)


@pytest.mark.parametrize("n", [50, 200])
def test_sherrington_kirkpatrick_scales_with_size(n):
    found = np.concatenate(
        [
            one_a_tie(load("complete", n_nodes=n), {"kind": "sherrington_kirkpatrick", "j0": 2.0, "j": 1.5}, s)
            for s in range(10)
        ]
    )
    error = 1.5 / math.sqrt(n) / math.sqrt(len(found))
    assert abs(found.mean() - 2 / n) < 4 * error
    assert abs(n * found.var(ddof=1) / 1.5**2 - 1) < 4 * math.sqrt(2 / len(found))
    assert abs((n - 3) * found.var(ddof=1) / 1.35**2 - 1) > 4 * math.sqrt(2 / len(found))


def test_sherrington_kirkpatrick_ground_states():
    # mean exact ground-state energy a spin at n = 12, by enumeration: -0.6180(9)
    n, graph = 12, load("complete", n_nodes=12)
    states = (((np.arange(2 ** (n - 1))[:, None] >> np.arange(n)) & 1) * 2 - 1).astype(float)
    lowest = []
    for seed in range(300):
        matrix = couple(graph, {"kind": "sherrington_kirkpatrick"}, seed).matrix().toarray()
        lowest.append(-0.5 * np.einsum("ki,ki->k", states @ matrix, states).max() / n)
    z = (np.mean(lowest) + 0.6180) / math.hypot(np.std(lowest, ddof=1) / math.sqrt(300), 0.0009)
    assert abs(z) < 4


def test_sherrington_kirkpatrick_refuses_other_networks():
    with pytest.raises(GraphError, match="of all pairs are tied; allowed a complete network. On other networks use"):
        couple(load("karate"), {"kind": "sherrington_kirkpatrick"})


def test_hebbian_couplings_are_the_agreement_of_positions():
    graph = load("square_lattice", length=4)
    party, view = ["red", "blue"] * 8, np.linspace(-1, 1, 16)
    view[3] = np.nan
    nodes = graph.nodes.assign(party=party, view=view)
    raw = {"kind": "hebbian", "attributes": ["party", "view"], "scale": "mean_degree", "strength": 2.0}
    found = couple(Graph(nodes, graph.edges, False), raw).matrix().toarray()
    one, two = np.array([1.0, -1.0] * 8), np.nan_to_num(view)
    expected = (np.outer(one, one) + np.outer(two, two)) * 2.0 / 4
    tied = Network.from_graph(graph).matrix().toarray() != 0
    assert found[tied] == pytest.approx(expected[tied])
    assert not found[~tied].any()


def test_one_pattern_is_a_ferromagnet_in_disguise():
    matrix = couple(load("complete", n_nodes=25), {"kind": "hebbian", "patterns": 1}).matrix().toarray()
    assert set(np.abs(matrix[np.triu_indices(25, 1)]).round(12)) == {0.04}
    assert (np.sign(matrix) @ np.sign(matrix) * np.sign(matrix)).sum() == 25 * 24 * 23  # no frustrated triangle


def test_random_patterns_have_the_moments_of_hopfield():
    n, p = 150, 6
    found = [one_a_tie(load("complete", n_nodes=n), {"kind": "hebbian", "patterns": p}, s) * n for s in range(20)]
    mean = np.array([f.mean() for f in found])
    assert abs(mean.mean()) / (mean.std(ddof=1) / math.sqrt(20)) < 4
    variance = np.array([f.var() for f in found])
    assert abs(variance.mean() - p) / (variance.std(ddof=1) / math.sqrt(20)) < 4


def test_a_stored_pattern_is_kept_at_low_load_and_lost_at_high_load():
    # zero-temperature overlap from a stored pattern at alpha = 0.05: 1.0000 (Amit, Gutfreund & Sompolinsky)
    n = 400
    overlaps = {}
    for load_ in (20, 120):
        rng = np.random.default_rng(5)
        issues = {f"issue{k}": rng.choice([-1, 1], n) for k in range(load_)}
        graph = load("complete", n_nodes=n)
        graph = Graph(pd.DataFrame(issues, index=graph.nodes.index), graph.edges, False)
        matrix = couple(graph, {"kind": "hebbian", "attributes": list(issues)}).matrix().toarray()
        spins = issues["issue0"].astype(float)
        for _ in range(20):
            for i in range(n):
                spins[i] = np.sign(matrix[i] @ spins) or spins[i]
        overlaps[load_] = spins @ issues["issue0"] / n
    assert overlaps[20] > 0.995
    assert overlaps[120] < 0.8


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (["a", "b", "c", None], "attribute 'side' holds a, b, c; allowed two values, or numbers from -1 to 1"),
        ([0.5, 2.0, 1.0, None], "attribute 'side' holds 0.5, 1, 2; allowed two values"),
        ([None] * 4, "attribute 'side' holds nothing"),
    ],
)
def test_positions_that_are_none(values, what):
    graph = load("complete", n_nodes=4)
    graph = Graph(graph.nodes.assign(side=pd.Series(values, dtype=object).to_numpy()), graph.edges, False)
    with pytest.raises(GraphError, match=what):
        couple(graph, {"kind": "hebbian", "attributes": ["side"]})


def test_the_nishimori_line_by_enumeration():
    """Average the exact energy over all signs of a tiny graph: -J tanh(J / T) a tie, and [<ss>] = [<ss>^2]."""
    strength, noise = 1.3, 0.9
    rule, _ = read_member("couplings", {"kind": "nishimori", "temperature": noise, "strength": strength})
    ties = np.array([(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (3, 4)])
    spins = ((np.arange(2**5)[:, None] >> np.arange(5)) & 1) * 2 - 1
    both = spins[:, ties[:, 0]] * spins[:, ties[:, 1]]
    for p, holds in ((rule.share, True), (1.05 * rule.share, False)):
        energy = square = first = 0.0
        for code in range(2 ** len(ties)):
            sign = np.where((code >> np.arange(len(ties))) & 1, -1.0, 1.0)
            chance = np.prod(np.where(sign < 0, p, 1 - p))
            weight = np.exp(strength * both @ sign / noise)
            correlation = weight @ both / weight.sum()
            energy += chance * -strength * (sign @ correlation)
            first, square = first + chance * correlation, square + chance * correlation**2
        exact = -strength * math.tanh(strength / noise) * len(ties)
        assert (energy == pytest.approx(exact, abs=1e-9)) == holds
        assert np.allclose(first, square, atol=1e-9) == holds
    assert rule.energy * len(ties) == pytest.approx(exact)


def test_nishimori_says_share_and_temperature():
    by_noise, _ = read_member("couplings", {"kind": "nishimori", "temperature": 2.0, "strength": 1.5})
    assert math.tanh(1.5 / 2.0) == pytest.approx(1 - 2 * by_noise.share)
    by_share, _ = read_member("couplings", {"kind": "nishimori", "negative": by_noise.share, "strength": 1.5})
    assert by_share.noise == pytest.approx(2.0)
    found = one_a_tie(load("complete", n_nodes=300), {"kind": "nishimori", "negative": 0.11})
    assert abs((found < 0).mean() - 0.11) < 4 * math.sqrt(0.11 * 0.89 / len(found))
    cold, _ = read_member("couplings", {"kind": "nishimori", "temperature": 1e-9})
    assert cold.share < 1e-300
    with pytest.raises(NotDefinedError, match="a directed network has not"):
        couple(load("complete", n_nodes=4, directed=True), {"kind": "nishimori", "negative": 0.2})


def test_nishimori_tells_the_reader_its_line(tmp_path):
    by_share, _ = read_member("couplings", {"kind": "nishimori", "negative": 0.11})
    noise = 2 / math.log(0.89 / 0.11)  # 0.956...
    said = f"the Nishimori line: noise level (temperature) {noise:.6g}, 0.11 of the ties hostile"
    assert by_share.note() == f"{said}; there, without fields, the mean energy is -0.78 a tie"
    assert math.tanh(1 / noise) == pytest.approx(0.78)
    assert read_member("couplings", "random_sign")[0].note() == ""
    network = {"load": {"kind": "ring", "n_nodes": 9}, "couple": ["uniform", {"kind": "nishimori", "negative": 0.11}]}
    plain = {"network": network, "dynamics": {"kind": "glauber", "temperature": 1.0}, "run": {"sweeps": 10}}
    scenario, findings = read(plain, Gate(tmp_path))
    assert not findings
    assert by_share.note() in explain(resolve(scenario))


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ({"kind": "nishimori"}, "of temperature and negative nothing is given; allowed one of them"),
        ({"kind": "nishimori", "temperature": 1.0, "negative": 0.1}, "of temperature and negative both is given"),
        ({"kind": "nishimori", "negative": 0.5}, "0.5 is not below 0.5"),
        ({"kind": "hebbian"}, "of patterns and attributes nothing is given"),
        ({"kind": "hebbian", "attributes": ["a", "a"]}, "an attribute is listed twice"),
        ({"kind": "random_sign", "negative": 1.5}, "1.5 is above 1"),
        ({"kind": "gaussian", "sd": -1.0}, "-1.0 is below 0"),
    ],
)
def test_random_rules_that_are_refused(raw, what):
    _, findings = read_member("couplings", raw)
    assert what in findings[0].what
