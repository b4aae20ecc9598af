"""Walk balance, spectra, polarity and signed modularity: published numbers, plain twins, and what has no answer."""

import itertools
import json
import math
import re

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sociophys import analysis, read_graph
from sociophys.analyzers.camps import Camps
from sociophys.analyzers.polarity import Polarity
from sociophys.analyzers.signed_modularity import SignedModularity
from sociophys.analyzers.signed_spectrum import SignedSpectrum
from sociophys.analyzers.triads import Triads
from sociophys.analyzers.walk_balance import WalkBalance
from sociophys.estimate import Estimate, Null
from sociophys.graph import Graph
from sociophys.kernels.camps import settle
from sociophys.network import Network
from sociophys.opinions import Opinions, Sample
from sociophys.signed import signed_matrix
from sociophys.theory import spectra

TRIBES, CONGRESS = "highland_tribes.csv.gz", "congress_convote.csv.gz"
OF_TIES = (Triads, WalkBalance, SignedSpectrum, Polarity, Camps)
TRIANGLE = [(0, 1), (1, 2), (0, 2)]


@pytest.fixture(scope="module")
def signed(shared_data):
    """Return the network of a signed file, arrows ignored, contradictions dropped; each is read once."""
    read = {}

    def network(name):
        if name not in read:
            read[name] = Network.from_graph(read_graph(str(shared_data / "signed" / name), directed=False))
        return read[name]

    return network


@pytest.fixture(scope="module")
def cloister(shared_data):
    """Sampson's monks: the eight layers of his third period summed as signs, and a pair is hostile if either is."""
    layers = pd.read_csv(shared_data / "signed" / "sampson_monastery_layers.csv.gz")
    layers = layers[~layers["layer"].isin(["SAMPLK1", "SAMPLK2"])]
    monks = sorted({*layers["source"], *layers["target"]})
    signs = layers.pivot_table("layer_sign", "source", "target", "sum", 0).reindex(monks)[monks].to_numpy()
    pair = np.where((signs < 0) | (signs.T < 0), -1.0, np.sign(signs + signs.T))
    ties = [(a, b, pair[a, b]) for a, b in itertools.combinations(range(len(monks)), 2) if pair[a, b]]
    edges = pd.DataFrame(ties, columns=["source", "target", "weight"])
    return Network.from_graph(Graph(pd.DataFrame(index=monks), edges, False))


def test_golden_cloister(cloister):
    assert (cloister.n_nodes, cloister.n_edges) == (18, 125)
    assert np.sum(cloister.weights < 0) / 2 == 69
    found = {}
    for analyzer in OF_TIES:
        found |= measured(analyzer, cloister)
    assert found["balanced_triads"] == pytest.approx(0.597015, abs=1e-6)
    assert found["walk_balance"] == pytest.approx(0.003126, abs=1e-6)
    assert found["walk_balance_scaled"] == pytest.approx(0.990835, abs=1e-6)
    assert found["polarity"] == pytest.approx(7.4545, abs=5e-5)
    assert found["frustration_bound"] == pytest.approx(22.5, abs=0.05)
    matrix = signed_matrix(cloister).toarray()
    splits = 1 - 2 * (np.arange(1 << 17)[:, None] >> np.arange(18) & 1).astype(np.int8)
    tension = (125 - np.einsum("ki,ij,kj->k", splits, np.triu(matrix), splits, optimize=True)) / 2
    assert (tension.min(), np.sum(tension == tension.min())) == (34, 2)
    modularity = [
        measured(SignedModularity, cloister, split)["signed_modularity"] for split in splits[tension == tension.min()]
    ]
    assert any(value == pytest.approx(0.121494, abs=1e-6) for value in modularity)


def measured(analyzer, network, sides=None, seed=0):
    sides = np.full(network.n_nodes, np.nan) if sides is None else np.asarray(sides, np.float64)
    return analyzer().measure(Sample(network, Opinions(sides)), np.random.default_rng(seed))


def estimates_of(values, nulls=()):
    null = Null("shuffled_signs", float(np.mean(nulls)), float(np.std(nulls)), len(nulls)) if len(nulls) else None
    return {k: Estimate.undefined(v) if isinstance(v, str) else Estimate(v, null=null) for k, v in values.items()}


def random_ties(n, degree, hostile, seed):
    graph = nx.gnm_random_graph(n, n * degree // 2, seed=seed)
    rng = np.random.default_rng(seed)
    return [(a, b, -1.0 if rng.random() < hostile else 1.0) for a, b in graph.edges]


def split_of(network):
    """Return opinions from the leading eigenvector, polished by flips that satisfy more ties."""
    matrix = signed_matrix(network).toarray()
    sides = np.where(np.linalg.eigh(matrix)[1][:, -1] < 0, -1.0, 1.0)
    while (sides * (matrix @ sides)).min() < 0:
        sides[np.argmin(sides * (matrix @ sides))] *= -1
    return sides


@pytest.mark.parametrize(("name", "balance", "scaled"), [(TRIBES, 0.357576, 0.996541), (CONGRESS, 0.614801, 0.999902)])
def test_golden_walk_balance(signed, name, balance, scaled):
    found = measured(WalkBalance, signed(name))
    assert found["walk_balance"] == pytest.approx(balance, abs=1e-6)
    assert found["walk_balance_scaled"] == pytest.approx(scaled, abs=1e-6)
    assert found["walk_unbalance"] == pytest.approx((1 - balance) / (1 + balance), abs=1e-6)
    assert found["walk_balance_log"] == pytest.approx(math.log(balance), abs=2e-6)
    assert found["walk_balance_error"] == 0


EIGENVALUES = {  # largest and smallest of A, largest of |A|; as printed
    TRIBES: ("6.48338", "-3.57738", "7.70139"),
    "bitcoin_alpha.csv.gz": ("41.9117", "-22.4000", "45.8722"),
    "wiki_elec.tsv.gz": ("108.3414", "-53.8295", "136.6174"),
    "slashdot_small.txt.gz": ("76.5678", "-33.0988", "78.6697"),
}


@pytest.mark.parametrize("name", EIGENVALUES)
def test_published_eigenvalues(signed, name):
    found = measured(SignedSpectrum, signed(name))
    numbers = ("signed_eigenvalue_max", "signed_eigenvalue_min", "unsigned_eigenvalue_max")
    for number, printed in zip(numbers, EIGENVALUES[name], strict=True):
        assert f"{found[number]:.{len(printed.split('.')[1])}f}" == printed


@pytest.mark.parametrize(
    ("name", "smallest", "frustrated"),
    [
        (TRIBES, 1.040289, 7),
        (CONGRESS, 0.158768, 18),
        ("bank_wiring.csv.gz", 0.339562, 2),
        ("slovene_parties_1994.txt.gz", 0.639073, 2),
    ],
)
def test_golden_laplacian(signed, name, smallest, frustrated):
    found = measured(SignedSpectrum, signed(name))
    assert found["signed_laplacian_min"] == pytest.approx(smallest, abs=1e-6)
    assert found["frustration_bound"] == pytest.approx(signed(name).n_nodes * smallest / 4, abs=1e-4)
    assert found["frustration_bound"] <= frustrated


@pytest.mark.parametrize(("name", "polarity", "poles"), [(TRIBES, 6.1818, (7, 4)), (CONGRESS, 6.5769, (28, 24))])
def test_golden_polarity(signed, name, polarity, poles):
    found = measured(Polarity, signed(name))
    assert found["polarity"] == pytest.approx(polarity, abs=5e-5)
    assert (found["first_pole"], found["second_pole"]) == poles
    assert found["polarity"] <= measured(SignedSpectrum, signed(name))["signed_eigenvalue_max"]


@pytest.mark.parametrize(("name", "tension"), [(TRIBES, (29, 7, 2)), ("cloister", (69, 34, 25))])
def test_golden_camps(signed, cloister, name, tension):
    network = cloister if name == "cloister" else signed(name)
    found = measured(Camps, network)
    assert tuple(found[f"camps_tension_{k}"] for k in (1, 2, 3)) == tension
    if name == TRIBES:
        assert found["camps"] == 3


@pytest.mark.parametrize("seed", range(4))
def test_camps_are_those_of_all_partitions(make, seed):
    network = make.network_of(random_ties(8, 5, 0.5, seed), 8)
    i, j = network.edge_ends
    hostile = network.weights[network.edge_slots] < 0
    found = measured(Camps, network)
    for k in (1, 2, 3):
        labels = np.array(list(itertools.product(range(k), repeat=8)))
        assert found[f"camps_tension_{k}"] == np.sum((labels[:, i] == labels[:, j]) == hostile, axis=1).min()


@pytest.mark.parametrize("seed", range(4))
def test_settling_is_its_plain_twin(make, seed):
    signs, rng = signed_matrix(make.network_of(random_ties(25, 6, 0.4, seed), 25)), np.random.default_rng(seed)
    order, camp = rng.permutation(25), rng.integers(0, 4, 25)
    plain, matrix, moved = camp.copy(), signs.toarray(), True
    while moved:
        moved = False
        for node in order:
            fit = [matrix[node, plain == k].sum() for k in range(4)]
            if max(fit) > fit[plain[node]]:
                plain[node], moved = int(np.argmax(fit)), True
    tension = settle(signs.indptr, signs.indices, signs.data, order, camp, 4)
    assert camp.tolist() == plain.tolist()
    together = np.equal.outer(plain, plain)
    assert tension == (np.sum(together & (matrix < 0)) + np.sum(~together & (matrix > 0))) / 2


@pytest.mark.parametrize(("name", "modularity", "frustrated"), [(TRIBES, 0.307967, 7), (CONGRESS, 0.465529, 18)])
def test_golden_signed_modularity(signed, name, modularity, frustrated):
    network = signed(name)
    sides = split_of(network)
    i, j = network.edge_ends
    assert np.sum(network.weights[network.edge_slots] * sides[i] * sides[j] < 0) == frustrated
    assert measured(SignedModularity, network, sides)["signed_modularity"] == pytest.approx(modularity, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("hostile", [0.15, 0.6])
def test_estimated_walk_balance_is_the_exact_one(make, monkeypatch, seed, hostile):
    network = make.network_of(random_ties(300, 8, hostile, seed), 300)
    exact = measured(WalkBalance, network)
    monkeypatch.setattr(spectra, "DENSE", 50)
    draws = [measured(WalkBalance, network, seed=k) for k in range(8)]
    for name in ("walk_balance", "walk_balance_scaled"):
        found = np.array([draw[name] for draw in draws])
        errors = np.array([draw[f"{name}_error"] for draw in draws])
        assert abs(found.mean() - exact[name]) < 4 * found.std(ddof=1) / math.sqrt(len(draws))
        assert found.std(ddof=1) < 0.1 * (1 - exact[name])
        assert 0.3 < np.sqrt(np.mean(errors**2)) / found.std(ddof=1) < 3
    assert draws[0]["walk_beta"] == pytest.approx(exact["walk_beta"], abs=1e-9)


def test_estimated_walk_balance_repeats_with_its_seed(make, monkeypatch):
    monkeypatch.setattr(spectra, "DENSE", 50)
    network = make.network_of(random_ties(200, 6, 0.3, 1), 200)
    assert measured(WalkBalance, network, seed=4) == measured(WalkBalance, network, seed=4)


def test_walks_too_many_for_a_number_have_a_logarithm(make):
    n = 380  # one hostile tie between everybody: the largest eigenvalue is n - 1 without signs, 1 with them
    network = make.network_of([(a, b, -1.0) for a, b in itertools.combinations(range(n), 2)])
    found = measured(WalkBalance, network)
    exact = math.log((n - 1) * math.e + math.exp(1 - n)) - (n - 1)
    assert found["walk_balance_log"] == pytest.approx(exact, rel=1e-12)
    assert found["walk_unbalance"] == 1
    wide = spectra.Spectrum(np.array([800.0, -3.0]), np.zeros((0, 0)), np.zeros((0, 0)), np.zeros(4))
    assert wide.log_trace(1.0)[0] == 800


def test_beside_chance(signed):
    sample = Sample(signed(TRIBES), Opinions(split_of(signed(TRIBES))))
    wanted = ["triads", "walk_balance", "polarity", "signed_modularity", "signed_spectrum"]
    found = analysis.analyze(sample, wanted, nulls=100)
    for name in ("balanced_triads", "walk_balance", "walk_balance_scaled", "polarity", "signed_modularity"):
        assert found.numbers[name].z > 3
        assert found.numbers[name].p == pytest.approx(1 / 101)
    assert found.numbers["frustration_bound"].null is None
    assert "87 are balanced" in found.panels["signed"][0].text
    assert re.search(r"with the signs dealt anew it is (4[5-9]|5\d)\.", found.panels["signed"][0].text)


@pytest.mark.parametrize("seed", range(3))
def test_large_spectra_are_those_of_dense_matrices(make, monkeypatch, seed):
    network = make.network_of(random_ties(200, 6, 0.3, seed), 203)
    exact = measured(SignedSpectrum, network)
    monkeypatch.setattr(spectra, "DENSE", 50)
    found = measured(SignedSpectrum, network)
    assert found == pytest.approx(exact, abs=1e-6)
    matrix = nx.to_numpy_array(nx.from_scipy_sparse_array(signed_matrix(network)))
    assert found["signed_eigenvalue_max"] == pytest.approx(np.linalg.eigvalsh(matrix).max(), abs=1e-6)


def test_iterations_that_do_not_settle_are_a_reason(make, monkeypatch):
    monkeypatch.setattr(spectra, "DENSE", 20)
    monkeypatch.setattr(spectra, "_RESIDUAL", 1e-30)
    found = measured(SignedSpectrum, make.network_of(random_ties(60, 6, 0.3, 0), 60))
    assert "did not settle" in found["signed_laplacian_min"]
    assert "did not settle" in found["frustration_bound"]

    def stall(*args, **more):
        raise spectra.UnsettledError("the eigenvalues did not settle")

    for module in ("polarity", "signed_spectrum", "walk_balance"):
        name = "spectrum" if module == "walk_balance" else "leading"
        monkeypatch.setattr(f"sociophys.analyzers.{module}.{name}", stall)
    network = make.network_of([(0, 1, -1.0), (1, 2, 1.0)])
    for analyzer in (WalkBalance, SignedSpectrum, Polarity):
        assert "did not settle" in next(iter(measured(analyzer, network).values()))


@pytest.mark.parametrize("seed", range(5))
def test_polarity_is_its_plain_twin(make, seed):
    network = make.network_of(random_ties(14, 5, 0.4, seed), 15)
    matrix = signed_matrix(network).toarray()
    vector = np.linalg.eigh(matrix)[1][:, -1]
    best = 0.0
    for threshold in np.abs(vector)[np.abs(vector) > 1e-9]:
        x = np.where(np.abs(vector) >= threshold - 1e-12, np.sign(vector), 0.0)
        best = max(best, x @ matrix @ x / (x @ x))
    most = max(np.array(x) @ matrix @ np.array(x) / np.abs(x).sum() for x in some_poles(15, seed))
    found = measured(Polarity, network)["polarity"]
    assert found == pytest.approx(best)
    assert max(most, found) <= np.linalg.eigvalsh(matrix).max() + 1e-9


def some_poles(n, seed):
    rng = np.random.default_rng(seed)
    return (x for x in rng.integers(-1, 2, (200, n)) if x.any())


@pytest.mark.parametrize("seed", range(4))
def test_signed_modularity_is_its_plain_twin(make, seed):
    network = make.network_of(random_ties(20, 6, 0.4, seed), 20)
    sides = np.random.default_rng(seed).choice([-1.0, 0.0, 1.0], 20)
    sides[:2] = 1, -1
    matrix = signed_matrix(network).toarray() * np.outer(sides != 0, sides != 0)
    plus, minus = np.maximum(matrix, 0), np.maximum(-matrix, 0)
    null = np.outer(plus.sum(0), plus.sum(0)) / plus.sum() - np.outer(minus.sum(0), minus.sum(0)) / minus.sum()
    same = np.equal.outer(sides, sides)
    sample = Sample(network, Opinions(sides, "categorical"))
    found = SignedModularity().measure(sample, np.random.default_rng(0))
    assert found["signed_modularity"] == pytest.approx(((matrix - null) * same).sum() / np.abs(matrix).sum())
    assert found["hostile_inside_share"] == pytest.approx((minus * same).sum() / minus.sum())
    assert SignedModularity().coverage(sample) == pytest.approx(np.abs(matrix).sum() / network.n_slots)


def test_unsigned_networks_have_no_hostile_tie(make):
    for ties, n in (([], 1), ([], 3), (TRIANGLE, 3), ([(0, 1), (0, 0, -2.0)], 2)):
        network = make.network_of(ties, n)
        for analyzer in (*OF_TIES, SignedModularity):
            found = measured(analyzer, network, np.resize([1.0, -1.0], n))
            assert set(found.values()) == {"no hostile tie"}
            panels = analyzer().derive(estimates_of(found), Sample(network, Opinions(np.ones(n)))).panels
            assert panels == {}


def test_signed_modularity_says_why_not(make):
    network = make.network_of([(0, 1, -1.0), (1, 2, 1.0), (2, 3, 1.0)])
    for sides, reason in (
        ([np.nan] * 4, "nobody has a side"),
        ([1, 1, 1, 1], "single side: everybody with a side is on the same one"),
        ([np.nan, 1, -1, 1], "no hostile tie joins two people with a side"),
    ):
        assert measured(SignedModularity, network, sides)["signed_modularity"] == reason
    hostile = make.network_of([(0, 1, -1.0), (1, 2, -1.0)])
    found = measured(SignedModularity, hostile, [1, -1, 1])
    assert found == {
        "signed_modularity": 0.5, "friendly_inside_share": "no friendly tie", "hostile_inside_share": 0.0
    }  # fmt: skip


def test_balanced_networks(make):
    network = make.network_of([(0, 1), (0, 2, -1.0), (1, 2, -1.0), (3, 4, -1.0)], 6)
    walks = measured(WalkBalance, network)
    assert (walks["walk_balance"], walks["walk_balance_scaled"]) == pytest.approx((1, 1))
    spectrum = measured(SignedSpectrum, network)
    assert spectrum["signed_laplacian_min"] == pytest.approx(0, abs=1e-12)
    assert spectrum["signed_eigenvalue_max"] == pytest.approx(spectrum["unsigned_eigenvalue_max"])
    assert measured(Polarity, network) == {
        "polarity": 2.0, "first_pole": 2.0, "second_pole": 1.0, "in_no_pole": 0.5
    }  # fmt: skip


def test_weights_arrows_and_loops_change_nothing(make):
    plain = [(0, 1, 1.0), (1, 2, -1.0), (0, 2, 1.0), (2, 3, -1.0)]
    more = [(a, b, 3.5 * w) for a, b, w in plain] + [(1, 0, 0.5), (3, 3, -1.0), (0, 3, 1.0), (3, 0, -2.0)]
    first, second = make.network_of(plain, 4), make.network_of(more, 4, directed=True)
    for analyzer in (WalkBalance, SignedSpectrum, Polarity, SignedModularity):
        sides = [1, 1, -1, -1]
        assert measured(analyzer, first, sides) == pytest.approx(measured(analyzer, second, sides))
    for analyzer in OF_TIES:
        assert analyzer().coverage(Sample(second, Opinions(np.full(4, np.nan)))) == pytest.approx(4 / 5)
        assert analyzer().coverage(Sample(first, Opinions(np.full(4, np.nan)))) == 1
        assert analyzer.needs_signs
        assert not analyzer.needs_opinions


@pytest.mark.parametrize("nulls", [(), (0.25, 0.5)])
@pytest.mark.parametrize("analyzer", [*OF_TIES, SignedModularity])
@pytest.mark.parametrize("ties", [random_ties(30, 6, 0.3, 0), [(0, 1, -1.0), (1, 2, 1.0)], [(0, 1, -1.0)]])
def test_reports_are_plain_words(make, analyzer, ties, nulls):
    network = make.network_of(ties)
    sides = np.resize([1.0, -1.0], network.n_nodes)
    estimates = estimates_of(measured(analyzer, network, sides), nulls)
    found = analyzer().derive(estimates, Sample(network, Opinions(sides)))
    assert set(found.panels) <= {"signed"}
    for estimate in found.numbers.values():
        json.dumps(estimate.to_dict(), allow_nan=False)
    words = repr(found.panels).lower().replace("'", " ").split()
    assert not {"causes", "proves", "will", "manipulated", "nan"} & {word.strip(".,;:()") for word in words}


def test_standard_errors_join_their_numbers(make, monkeypatch):
    monkeypatch.setattr(spectra, "DENSE", 50)
    network = make.network_of(random_ties(120, 6, 0.3, 0), 120)
    found = WalkBalance().derive(estimates_of(measured(WalkBalance, network)), Sample(network, Opinions(np.ones(120))))
    assert found.numbers["walk_balance"].error > 0
    assert not any("error" in name for name in found.numbers)


def test_one_circle_of_friends_is_said_to_be_one(make):
    clique = [(a, b, 1.0) for a, b in itertools.combinations(range(8), 2)]
    network = make.network_of([*clique, (8, 9, -1.0), (9, 10, 1.0)])
    found = Polarity().derive(estimates_of(measured(Polarity, network)), Sample(network, Opinions(np.ones(11))))
    assert "one circle of 8 friends" in found.panels["signed"][0].text
    assert found.tables["poles"]["person"].tolist() == [f"p{k}" for k in range(8)]
