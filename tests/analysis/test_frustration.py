"""The frustration index against enumeration, published values, and plain Python twins of its kernels."""

import math
from collections import deque
from itertools import product

import networkx as nx
import numpy as np
import pytest

from sociophys import analysis
from sociophys.analyzers.frustration import Frustration
from sociophys.kernels.annealing import anneal
from sociophys.kernels.negative_cycles import negative_cycles
from sociophys.kernels.signed_ties import blocks, followers, related
from sociophys.opinions import Opinions, Sample
from sociophys.theory import exact, frustration_bound
from sociophys.theory import frustration as solver
from sociophys.theory.frustration import frustration, overlaps, signs_of, spectral_bound
from sociophys.theory.frustration_bound import lower_bound
from sociophys.theory.frustration_search import all_splits, chances
from sociophys.theory.reduction import SignedTies, reduce

from .frustration_rows import rows

QUICK = [row for row in rows() if not row.slow]
SLOW = [row for row in rows() if row.slow]
MASK = 2**64 - 1


def ties_of(n, pairs, weights):
    i, j = (np.array([pair[end] for pair in pairs], np.int32) for end in (0, 1))
    return SignedTies(n, i, j, np.array(weights, np.int64))


def random_ties(rng, n, m, heaviest=1):
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
    chosen = [pairs[k] for k in rng.permutation(len(pairs))[:m]]
    return ties_of(n, chosen, rng.choice([-1, 1], len(chosen)) * rng.integers(1, heaviest + 1, len(chosen)))


def complete(n, sign):
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
    return ties_of(n, pairs, [sign] * len(pairs))


def splits_of(n):
    return [np.array((1, *rest), np.int8) for rest in product((1, -1), repeat=max(0, n - 1))]


def least(ties):
    return min(ties.violated(split) for split in splits_of(ties.n_nodes))


def solved(ties, seed=0, **more):
    return frustration(ties, np.random.default_rng(seed), **more)


@pytest.fixture
def blind(monkeypatch):
    """Let the solver look at no small network whole, so that searches and bounds have to find it out."""
    monkeypatch.setattr(solver, "ENUMERATED", 0)


# --- the index


@pytest.mark.parametrize("seed", range(40))
def test_index_is_what_enumeration_finds(blind, seed):
    rng = np.random.default_rng(seed)
    ties = random_ties(rng, int(rng.integers(2, 12)), int(rng.integers(0, 40)), heaviest=1 + seed % 3)
    found = solved(ties)
    assert (found.lower, found.upper) == (least(ties), least(ties))
    assert found.upper == sum(
        abs(w) for a, b, w in zip(ties.i, ties.j, ties.weights, strict=True) if w * found.split[a] * found.split[b] < 0
    )


@pytest.mark.parametrize("n", [3, 4, 5, 6, 7, 8, 9])
def test_foes_all_around_need_branching_and_are_closed(blind, n):
    """The complete hostile graph: two equal camps leave C(a, 2) + C(b, 2); the cycles' programme says C(n, 2) / 3."""
    found = solved(complete(n, -1))
    assert found.lower == found.upper == math.comb(n // 2, 2) + math.comb(n - n // 2, 2)


def test_what_is_left_open_says_why(blind, monkeypatch):
    monkeypatch.setattr(frustration_bound, "BRANCHED_TIES", 0)
    found = solved(complete(7, -1))
    assert (found.lower, found.upper) == (7, 9)
    assert "too large to branch" in found.why
    monkeypatch.setattr(frustration_bound, "CUTTING_TIES", 0)
    found = solved(complete(7, -1))
    assert found.lower <= 7
    assert "packing" in found.why


@pytest.mark.parametrize("seed", range(6))
def test_switching_people_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    ties = random_ties(rng, 40, 120)
    gauge = rng.choice(np.array([-1, 1], np.int8), 40)
    one, other = solved(ties), solved(ties.switched(gauge))
    assert (one.lower, one.upper) == (other.lower, other.upper)


def test_components_and_blocks_add_up():
    rng = np.random.default_rng(1)
    parts = [random_ties(rng, 12, 40) for _ in range(3)]
    alone = sum(solved(part).upper for part in parts)
    for shared in (0, 1):  # apart, and hanging together at one person
        i = np.concatenate([part.i + (12 - shared) * k for k, part in enumerate(parts)])
        j = np.concatenate([part.j + (12 - shared) * k for k, part in enumerate(parts)])
        joined = SignedTies(36, i.astype(np.int32), j.astype(np.int32), np.concatenate([p.weights for p in parts]))
        found = solved(joined)
        assert found.lower == found.upper == alone


@pytest.mark.parametrize("effort", [1e-9, 0.01])
def test_bounds_hold_whatever_the_effort(effort):
    ties = random_ties(np.random.default_rng(7), 40, 90)
    full, poor = solved(ties), solved(ties, seed=3, effort=effort)
    assert full.is_certified
    assert poor.lower <= full.upper <= poor.upper
    assert poor.is_certified or poor.why


def test_same_seed_same_finding():
    ties = random_ties(np.random.default_rng(7), 40, 90)
    one, other = solved(ties, 5), solved(ties, 5)
    assert one.split.tolist() == other.split.tolist()
    assert one.number == other.number


def test_ground_state_energy_is_twice_the_index_less_the_ties():
    ties = random_ties(np.random.default_rng(3), 9, 25)
    couplings = np.zeros((9, 9))
    couplings[ties.i, ties.j] = couplings[ties.j, ties.i] = ties.weights
    assert exact.energies(couplings, np.zeros(9)).min() == 2 * solved(ties).upper - len(ties)


def test_spectral_bound_is_below_and_sums_over_components():
    rng = np.random.default_rng(2)
    for _ in range(10):
        ties = random_ties(rng, 10, 30)
        assert spectral_bound(ties) <= solved(ties).upper + 1e-9
    assert spectral_bound(complete(5, -1)) == pytest.approx(5 * 3 / 4)  # D + A: eigenvalues 8 and 3


# --- published and certified values


@pytest.mark.parametrize("row", QUICK, ids=[row.name for row in QUICK])
def test_known_index_is_found_and_certified(shared_data, row):
    ties = row.ties_of(shared_data)
    found = solved(ties)
    assert row.ties in (0, len(ties))
    assert (found.lower, found.upper, found.is_certified) == (row.index, row.index, True)
    assert ties.violated(found.split) == row.index


@pytest.mark.parametrize("row", SLOW, ids=[row.name for row in SLOW])
def test_known_split_is_reached_with_little_work(shared_data, row):
    """Their bounds take too long for a test: ``python -m tests.analysis.frustration_rows``."""
    ties = row.ties_of(shared_data)
    found = solved(ties, effort=0.01)
    assert len(ties) == row.ties
    assert found.lower <= found.upper == ties.violated(found.split)
    assert found.upper == row.index


def test_tribes_and_monks_have_one_best_split(shared_data):
    for row in QUICK[:2]:
        found = solved(row.ties_of(shared_data), tolerance=0.0)
        assert (found.number, found.is_complete) == (1, True)


def test_spectral_bounds_of_the_reference(shared_data):
    values = {row.name: spectral_bound(row.ties_of(shared_data)) for row in QUICK[:5]}
    assert values["highland_tribes"] == pytest.approx(16 * 1.040289 / 4, abs=2e-6)
    assert values["bank_wiring"] == pytest.approx(14 * 0.339562 / 4, abs=2e-6)
    assert values["slovene_parties_1994"] == pytest.approx(10 * 0.639073 / 4, abs=2e-6)
    assert values["congress_convote"] == pytest.approx(219 * 0.158768 / 4, abs=5e-5)


# --- many splits


@pytest.mark.parametrize("seed", range(8))
def test_enumeration_lists_every_split_near_the_best(seed):
    rng = np.random.default_rng(seed)
    ties, slack = random_ties(rng, 8, 12), seed % 3
    splits, number = all_splits(ties, slack)
    first = {int(np.flatnonzero(ties.components == c)[0]) for c in ties.components}
    every = [s for s in splits_of(8) if all(s[node] == 1 for node in first)]
    costs = [ties.violated(split) for split in every]
    wanted = {tuple(s.tolist()) for s, cost in zip(every, costs, strict=True) if cost <= min(costs) + slack}
    assert {tuple(s.tolist()) for s in splits} == wanted
    assert number == len(wanted)


def test_a_hostile_square_with_a_friend_has_four_best_splits():
    found = solved(ties_of(4, [(0, 1), (1, 2), (2, 3), (0, 3)], [-1, -1, -1, 1]))
    assert (found.upper, found.number, found.is_complete) == (1, 4, True)


def test_more_splits_than_are_kept_are_counted_and_the_best_kept():
    squares = [(4 * k + a, 4 * k + b) for k in range(5) for a, b in ((0, 1), (1, 2), (2, 3), (0, 3))]
    found = solved(ties_of(20, squares, [-1, 1, 1, 1] * 5), tolerance=0.5)
    assert (found.upper, found.best_number, found.is_complete) == (5, 4**5, True)
    assert found.number == 4**5 + 5 * 4**5  # two more violated: one square has three of them
    assert set(found.costs.tolist()) == {5}


def test_overlaps_turn_components_as_wholes():
    ties = ties_of(5, [(0, 1), (2, 3)], [1, -1])
    splits = np.array([[1, 1, 1, -1, 1], [-1, -1, 1, -1, 1], [1, 1, 1, 1, -1]], np.int8)
    assert overlaps(splits, ties).tolist() == [1.0, 0.5, 0.5]


# --- reductions and kernels beside their twins


@pytest.mark.parametrize("seed", range(30))
def test_reduction_keeps_the_least_violated_weight(seed):
    rng = np.random.default_rng(seed)
    ties = random_ties(rng, 11, int(rng.integers(5, 22)), heaviest=1 + seed % 4)
    made = reduce(ties)
    costs = {made.core.violated(s): s for s in splits_of(made.core.n_nodes)[: 2**13]}
    assert made.core.n_nodes > 14 or least(ties) == min(costs) + made.offset
    for cost, split in costs.items():
        assert ties.violated(made.lift(split)) <= cost + made.offset


def test_trees_and_chains_vanish():
    tree = [(0, 1), (1, 2), (1, 3), (3, 4), (3, 5)]
    made = reduce(ties_of(6, tree, [-1, 1, -1, 1, 1]))
    assert (len(made.core), made.offset) == (0, 0)
    ring = reduce(ties_of(6, [(k, (k + 1) % 6) for k in range(6)], [-1, 1, -1, 1, -1, 1]))
    assert (len(ring.core), ring.offset) == (0, 1)


def test_relations_are_those_that_a_search_finds():
    rng = np.random.default_rng(4)
    for _ in range(20):
        a, b = rng.integers(0, 15, (2, 12)).astype(np.int32)
        hidden = rng.choice([-1, 1], 15)
        group, side = related(a, b, (hidden[a] * hidden[b]).astype(np.int8), 15)
        graph = nx.Graph(zip(a.tolist(), b.tolist(), strict=True))
        graph.add_nodes_from(range(15))
        found = sorted(nx.connected_components(graph), key=min)
        assert [set(np.flatnonzero(group == k).tolist()) for k in range(len(found))] == found
        for nodes in found:
            assert all(side[node] == hidden[node] * hidden[min(nodes)] for node in nodes)


def test_followers_are_those_with_one_tie_that_outweighs_the_others():
    ties = random_ties(np.random.default_rng(8), 20, 40, heaviest=9)
    nodes, whom, sign = followers(ties.i, ties.j, ties.weights, 20)
    weight = np.zeros((20, 20), np.int64)
    weight[ties.i, ties.j] = weight[ties.j, ties.i] = ties.weights
    heavy = [k for k in range(20) if 0 < np.abs(weight[k]).sum() <= 2 * np.abs(weight[k]).max()]
    assert nodes.tolist() == heavy
    for k, other, s in zip(nodes, whom, sign, strict=True):
        assert abs(weight[k, other]) == np.abs(weight[k]).max()
        assert s == np.sign(weight[k, other])


@pytest.mark.parametrize("seed", range(10))
def test_blocks_are_those_of_networkx(seed):
    ties = random_ties(np.random.default_rng(seed), 14, 8 + 2 * seed)
    block = blocks(*ties.wiring, len(ties))
    graph = nx.Graph(zip(ties.i.tolist(), ties.j.tolist(), strict=True))
    wanted = {frozenset(frozenset(pair) for pair in part) for part in nx.biconnected_component_edges(graph)}
    found = {
        frozenset(frozenset((int(ties.i[e]), int(ties.j[e]))) for e in np.flatnonzero(block == k))
        for k in range(block.max() + 1)
    }
    assert found == wanted


def slow_anneal(ties, table, spins, key):
    """The annealing written out: SplitMix64 from its paper, every cost counted anew at each attempt."""
    state, t, moved = key, 0, True

    def bits():
        z = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        return (z ^ z >> 31) >> 32

    while t < len(table) or moved:
        moved = False
        for i in range(len(spins)):
            other = spins.copy()
            other[i] = -other[i]
            cost = ties.violated(other) - ties.violated(spins)
            if cost >= 0:
                chance = int(table[t, cost]) if t < len(table) and cost < table.shape[1] else 0
                if chance == 0:
                    continue
                state = (state + 0x9E3779B97F4A7C15) & MASK
                if bits() >= chance:
                    continue
            spins, moved = other, True
        t += 1
    return spins


@pytest.mark.parametrize("seed", range(4))
def test_annealing_equals_its_slow_twin(seed):
    rng = np.random.default_rng(seed)
    ties, key = random_ties(rng, 15, 45, heaviest=3), int(rng.integers(2**63))
    start = rng.choice(np.array([-1, 1], np.int8), 15)
    wanted, spins = slow_anneal(ties, chances(30, 6), start.copy(), key), start.copy()
    indptr, indices, edges = ties.wiring
    cost = anneal(indptr, indices, ties.weights[edges], chances(30, 6), spins, np.uint64(key))
    assert spins.tolist() == wanted.tolist()
    assert cost == ties.violated(spins)


def slow_lightest(ties, length, source):
    """Weight of the lightest negative closed walk through a node, by networkx in the doubled graph."""
    graph = nx.Graph()
    for a, b, w, x in zip(ties.i.tolist(), ties.j.tolist(), ties.weights, length, strict=True):
        for parity in (0, 1):
            graph.add_edge((a, parity), (b, parity ^ int(w < 0)), weight=float(x))
    try:
        return nx.dijkstra_path_length(graph, (source, 0), (source, 1))
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return math.inf


@pytest.mark.parametrize("seed", range(12))
def test_cycles_are_negative_and_the_lightest(seed):
    rng = np.random.default_rng(seed)
    ties = random_ties(rng, 12, 18)
    length = rng.random(len(ties))
    wiring = (*ties.wiring, (ties.weights < 0).astype(np.int64))
    lightest = min(slow_lightest(ties, length, source) for source in range(12))
    for source in range(12):
        plenty = np.full(len(ties), 99)
        found, begins, _, _ = negative_cycles(wiring, length.copy(), plenty, 0.0, 1e9, np.array([source]), 1, 10**9)
        walk = slow_lightest(ties, length, source)
        assert len(begins) - 1 == (walk < math.inf)
        if len(found):
            assert np.prod(ties.weights[found]) == -1
            assert lightest - 1e-12 <= length[found].sum() <= walk + 1e-12
            ends = np.concatenate([ties.i[found], ties.j[found]])
            assert not np.any(np.bincount(ends) % 2)
            assert len(set(found.tolist())) == len(found)


def test_packed_cycles_share_no_tie_beyond_its_weight():
    ties = random_ties(np.random.default_rng(5), 20, 70, heaviest=3)
    left = np.abs(ties.weights)
    wiring = (*ties.wiring, (ties.weights < 0).astype(np.int64))
    found, begins, weights, _ = negative_cycles(wiring, np.ones(len(ties)), left, 0.0, 1e9, np.arange(20), 99, 10**9)
    used = np.zeros(len(ties), np.int64)
    for k in range(len(weights)):
        used[found[begins[k] : begins[k + 1]]] += weights[k]
    assert (used + left).tolist() == np.abs(ties.weights).tolist()
    assert weights.sum() <= solved(ties).upper
    assert is_balanced_without(ties, left == 0)


def is_balanced_without(ties, gone):
    """Whether the ties that are left can all be satisfied, by walking through them."""
    side = {}
    near = {node: [] for node in range(ties.n_nodes)}
    for a, b, w in zip(ties.i[~gone].tolist(), ties.j[~gone].tolist(), ties.weights[~gone], strict=True):
        near[a].append((b, np.sign(w)))
        near[b].append((a, np.sign(w)))
    for start in range(ties.n_nodes):
        queue = deque([start] if side.setdefault(start, 1) else [])
        while queue:
            node = queue.popleft()
            for other, sign in near[node]:
                if other not in side:
                    side[other] = side[node] * sign
                    queue.append(other)
                elif side[other] != side[node] * sign:
                    return False
    return True


def test_a_balanced_piece_has_bound_zero():
    ties = complete(5, 1)
    assert lower_bound(ties, np.ones(5, np.int8)).value == 0


# --- the analyzer


SQUARE = [(0, 1, -1.0), (1, 2, -2.0), (2, 3, -0.5), (0, 3, 3.0)]


def test_numbers_tables_and_words(make):
    sample = make.sample_of(SQUARE, [1, -1, 1, -1])
    found = analysis.analyze(sample, [Frustration()], nulls=20)
    values = {name: estimate.value for name, estimate in found.numbers.items()}
    assert (values["frustration_lower"], values["frustration_upper"], values["frustration_certified"]) == (1, 1, 1)
    assert values["balance"] == values["frustration_share"] * -2 + 1 == 0.5
    assert (values["optimal_splits"], values["near_optimal_splits"], values["all_splits_seen"]) == (4, 4, 1)
    assert values["near_optimal_overlap"] == pytest.approx(np.mean([0.5, 0.5, 0.5, 0.5, 0.0, 0.0]), abs=0.5)
    assert values["frustration_of_sides"] == 1
    assert values["split_agreement"] in (0.5, 0.75, 1.0)
    assert len(found.tables["frustrated_ties"]) == 1
    assert len(found.tables["best_split"]) == 4
    assert len(found.tables["overlaps"]) == 6
    said = " ".join(panel.text for panel in found.panels["frustration"] if hasattr(panel, "text"))
    assert "1 of 4 ties stay in tension" in said
    assert "4 are best" in said


def test_without_opinions_only_the_sides_are_undefined(make):
    sample = make.sample_of(SQUARE, [np.nan] * 4)
    numbers = Frustration().measure(sample, np.random.default_rng(0))
    assert numbers["frustration_upper"] == 1.0
    assert {name for name, value in numbers.items() if isinstance(value, str)} == {
        "frustration_of_sides",
        "split_agreement",
    }


def test_sides_are_turned_to_agree(make):
    sample = make.sample_of([(0, 1), (1, 2), (3, 4, -1.0), (5, 6)], [1, 1, -1, 1, -1, -1, -1, 1])
    numbers = Frustration().measure(sample, np.random.default_rng(0))
    assert numbers["frustration_of_sides"] == 1.0
    assert numbers["split_agreement"] == pytest.approx(6 / 7)
    assert (numbers["frustration_upper"], numbers["balance"], numbers["undecided_people"]) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("ties", "reason"), [([], "no hostile tie"), ([(0, 1), (1, 2)], "no hostile tie"), ([(1, 1, -1.0)], "no hostile")]
)
def test_without_hostile_ties_the_reason_is_said(make, ties, reason):
    found = analysis.analyze(make.sample_of(ties, [1, -1, 1]), [Frustration()])
    assert all(reason in estimate.reason for estimate in found.numbers.values())
    assert "borders" not in found.panels


def test_a_pair_with_both_signs_is_no_tie(make):
    arrows = [(0, 1, 1.0), (1, 0, -1.0), (1, 2, -1.0), (2, 1, -4.0), (0, 2, 1.0), (2, 0, 0.0)]
    ties = signs_of(make.network_of(arrows, 3, directed=True))
    assert list(zip(ties.i.tolist(), ties.j.tolist(), ties.weights.tolist(), strict=True)) == [(0, 2, 1), (1, 2, -1)]
    only = make.sample_of([(0, 1, 1.0), (1, 0, -1.0)], [1, -1], directed=True)
    assert "no hostile tie that" in Frustration().measure(only, np.random.default_rng(0))["frustration_upper"]


def test_large_networks_leave_out_the_spectrum(make, monkeypatch):
    monkeypatch.setattr("sociophys.analyzers.frustration.SPECTRAL_PEOPLE", 3)
    numbers = Frustration().measure(make.sample_of(SQUARE, [1, -1, 1, -1]), np.random.default_rng(0))
    assert "more than 3 people" in numbers["frustration_spectral"]


def test_an_open_bound_says_why(blind, monkeypatch):
    from .conftest import network_of

    monkeypatch.setattr(frustration_bound, "BRANCHED_TIES", 0)
    network = network_of([(a, b, -1.0) for a in range(7) for b in range(a)])
    found = analysis.analyze(Sample(network, Opinions(np.ones(7))), [Frustration()])
    assert found.numbers["frustration_certified"].value == 0
    assert "too large to branch" in found.numbers["frustration_lower"].reason
    assert "The least possible lies between the two" in found.panels["frustration"][0].text
