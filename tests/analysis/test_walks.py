"""Scores of walks between two sides: golden rows, slow twins, published tables and the cases that have no value."""

import csv
import gzip
import itertools

import networkx as nx
import numpy as np
import pytest

from sociophys import analysis
from sociophys.analyzers.bubble_radius import BubbleRadius, steps_across
from sociophys.analyzers.diffusion import Diffusion, polarization
from sociophys.analyzers.dipole import Dipole, moment
from sociophys.analyzers.random_walk import RandomWalk
from sociophys.analyzers.rwc_sweep import RwcSweep
from sociophys.kernels.elimination import strangers
from sociophys.kernels.pieces import connected_within, slots_within
from sociophys.kernels.walks import step_mean
from sociophys.nulls import rewired_ties
from sociophys.partition import sided
from sociophys.theory.absorption import busiest, controversy, pull, reaching, share_of, tied_of
from sociophys.theory.returning import returns_exact, returns_series

PATH = [(0, 1), (1, 2), (2, 3)]
RNG = np.random.default_rng(0)
WALKS = (RandomWalk, Dipole, Diffusion, BubbleRadius)

# rows: rwc, arwc, dipole, dsp, bubble radius: mean, median, largest
GOLDEN = {
    "karate": (0.775831, 0.6076, 0.609751, 0.223317, 10.09, 9.55, 17.25),
    "books": (0.9008, 0.7141, 0.796133, 0.412970, 69.4, 53.6, 106.6),
    "polblogs": (0.5089, 0.3984, 0.665795, 0.249558, 13.2, 14.0, 20.2),
}
DIGITS = {0.775831: 1e-6, 10.09: 0.006, 9.55: 0.006, 17.25: 0.006}
# exact walks from all who do not absorb, 10 absorb a side, a + b - 1; dipole with 5 % of a side rounded up
PUBLISHED = {
    "retweet_beefban": (0.837, 0.9431),
    "retweet_baltimore": (0.804, 0.9829),
    "retweet_indiana": (0.784, 0.9373),
    "retweet_ultralive": (0.664, 0.9086),
    "retweet_sxsw": (0.732, 0.9629),
    "retweet_nationalkissingday": (0.486, 0.4860),
    "retweet_germanwings": (0.677, 0.9738),
    "guerra_facebook_friends": (0.344, 0.2171),
    "guerra_political_blogs": (0.608, 0.7111),
}


def numbers_of(sample, *analyzers):
    return {k: v for analyzer in analyzers or WALKS for k, v in analyzer().measure(sample, RNG).items()}


def random_sample(make, seed, n=40, p=0.12):
    rng = np.random.default_rng(seed)
    ties = [tie for tie in itertools.combinations(range(n - 2), 2) if rng.random() < p]  # the last two have no tie
    return make.sample_of(ties, rng.choice([-1, 1], n))


def dense(sample):
    """Return the matrix of ties, the sides and who is tied, of the people with a side."""
    network, sides = sided(sample)
    return (network.matrix().toarray() != 0).astype(float), sides, network.degrees > 0


def absorbing(ties, sides, counts):
    """Return +1, -1 and 0 by sorting people as a reader would."""
    ends = np.zeros(len(sides))
    for side, count in counts.items():
        own = sorted(np.flatnonzero(sides == side), key=lambda i: (-ties[i].sum(), i))
        ends[own[:count]] = side
    return ends


def spread(ties, start):
    """Return who is reached from the start, everybody telling their neighbours again and again."""
    while not np.array_equal(start, wider := start | (ties @ start > 0)):
        start = wider
    return start


def dense_pull(ties, ends):
    """Return P(end +) - P(end -) from every person, and who reaches anybody, from the fundamental matrix."""
    free = (ends == 0) & (ties.sum(1) > 0)
    step = ties / np.maximum(ties.sum(1), 1)[:, None]
    there = spread(ties, ends != 0)
    free &= there
    q = step[np.ix_(free, free)]
    pulled = ends.copy()
    pulled[free] = np.linalg.solve(np.eye(free.sum()) - q, step[free] @ ends)
    return pulled, there & (ties.sum(1) > 0)


def dense_rwc(sample, counts):
    ties, sides, _ = dense(sample)
    ends = absorbing(ties, sides, counts)
    pulled, counted = dense_pull(ties, ends)
    ended = ties[counted] @ pulled / ties[counted].sum(1)
    p_x = [np.mean((1 + ended[sides[counted] == s]) / 2) for s in (1, -1)]  # P(end + | start +), P(end + | start -)
    joint = np.array([[p_x[0], 1 - p_x[0]], [p_x[1], 1 - p_x[1]]]) / 2  # start, end; both starts alike
    started = joint / joint.sum(0)
    return started[0, 0] * started[1, 1] - started[0, 1] * started[1, 0]


def naive_dsp(sample, follow=0.85):
    """Return DSP as the double sum over people that defines it."""
    ties, sides, tied = dense(sample)
    ties, sides = ties[np.ix_(tied, tied)], sides[tied]
    n = len(sides)
    rank = (1 - follow) * np.linalg.inv(np.eye(n) - follow * ties / ties.sum(1)[:, None])
    np.fill_diagonal(rank, 0)
    q = rank / rank.sum(1)[:, None]
    total = 0.0
    for side in (1, -1):
        own = sides == side
        inside = np.mean([q[own, j].sum() / q[:, j].sum() for j in np.flatnonzero(own)])
        total += (inside - (own.sum() - 1) / (n - 1)) / 2
    return total


def dense_steps(sample):
    ties, sides, _ = dense(sample)
    steps = np.full(len(sides), np.inf)
    for side in (1, -1):
        ends = np.where(sides == side, 0.0, 1.0)
        inner = ties * np.outer(sides == side, sides == side)
        way = spread(inner, ties @ ends > 0)
        own = way & (sides == side)
        q = (ties / np.maximum(ties.sum(1), 1)[:, None])[np.ix_(own, own)]
        steps[own] = np.linalg.solve(np.eye(own.sum()) - q, np.ones(own.sum()))
    return steps


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_row(name, request):
    sample = request.getfixturevalue(name)
    found = numbers_of(sample)
    names = ("rwc", "arwc", "dipole", "dsp", "bubble_radius", "bubble_radius_median", "bubble_radius_max")
    for number, value in zip(names, GOLDEN[name], strict=True):
        places = 1e-6 if number in ("dipole", "dsp") else 0.06 if "bubble" in number else 6e-5
        assert found[number] == pytest.approx(value, abs=DIGITS.get(value, places)), number
    tied = tied_of(*sided(sample))
    assert found["rwc"] == pytest.approx(dense_rwc(sample, dict.fromkeys(tied, 10)), abs=1e-9)
    assert found["arwc"] == pytest.approx(dense_rwc(sample, share_of(tied, 0.01)), abs=1e-9)
    assert found["dsp"] == pytest.approx(naive_dsp(sample), abs=1e-9)
    assert found["no_way_across"] == 0


def test_dsp_of_karate_to_all_digits(karate):
    assert numbers_of(karate, Diffusion)["dsp"] == pytest.approx(0.2233168112637311, abs=1e-13)


def test_number_of_people_who_end_walks_decides(polblogs):
    found = numbers_of(polblogs, RwcSweep)
    expected = {"rwc_k1": 0.117, "rwc_k5": 0.386, "rwc_k10": 0.509, "rwc_5_percent": 0.672}
    assert found == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize("seed", range(5))
def test_solves_equal_the_definitions(make, seed):
    sample = random_sample(make, seed)
    tied = tied_of(*sided(sample))
    found = numbers_of(sample)
    assert found["rwc"] == pytest.approx(dense_rwc(sample, dict.fromkeys(tied, 10)), abs=1e-10)
    assert found["arwc"] == pytest.approx(dense_rwc(sample, share_of(tied, 0.01)), abs=1e-10)
    assert found["dsp"] == pytest.approx(naive_dsp(sample), abs=1e-12)
    ties, sides, _ = dense(sample)
    pulled, counted = dense_pull(ties, absorbing(ties, sides, share_of(tied, 0.05)))
    assert found["dipole"] == pytest.approx(moment(pulled[counted]), abs=1e-10)
    assert steps_across(*sided(sample)) == pytest.approx(dense_steps(sample), abs=1e-8)


def test_parts_without_anybody_who_absorbs_are_left_out(make):
    rng = np.random.default_rng(1)
    ties = [tie for tie in itertools.combinations(range(20), 2) if rng.random() < 0.5]
    values = rng.choice([-1, 1], 26)
    alone = make.sample_of(ties, values[:20])
    more = make.sample_of([*ties, (20, 21), (22, 23)], values)  # two pairs, and two people without a tie
    few = RandomWalk(people=3)
    assert few.measure(more, RNG) == pytest.approx(few.measure(alone, RNG), abs=1e-10)
    assert Dipole().measure(more, RNG) == pytest.approx(Dipole().measure(alone, RNG), abs=1e-10)
    assert few.coverage(more) == Dipole().coverage(more) == pytest.approx(20 / 26)
    assert Diffusion().coverage(more) == pytest.approx(24 / 26)
    assert Diffusion().measure(more, RNG)["dsp"] == pytest.approx(naive_dsp(more), abs=1e-12)


def test_solve_equals_simulated_walks(karate):
    network, sides = sided(karate)
    ends = busiest(network, sides, {1: 10, -1: 10})
    rng = np.random.default_rng(5)

    def walk(starts):
        at = starts.copy()
        moving = np.ones(len(at), bool)
        while moving.any():
            who = at[moving]
            at[moving] = network.indices[network.indptr[who] + rng.integers(0, network.degrees[who])]
            moving[moving] = ends[at[moving]] == 0
        return ends[at]

    values = []
    for _ in range(50):
        p_plus, p_minus = (np.mean(walk(rng.choice(np.flatnonzero(sides == s), 1000)) > 0) for s in (1, -1))
        started = np.array([[p_plus, 1 - p_plus], [p_minus, 1 - p_minus]])
        started /= started.sum(0)
        values.append(started[0, 0] * started[1, 1] - started[0, 1] * started[1, 0])
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    exact = controversy(network, sides, ends)
    assert abs(np.mean(values) - exact) < 4 * error
    assert error < 0.003


@pytest.mark.parametrize("seed", range(3))
def test_names_and_order_of_people_do_not_matter_except_where_ties_are_equal(make, seed):
    rng = np.random.default_rng(seed)
    ties = [tie for tie in itertools.combinations(range(60), 2) if rng.random() < 0.02 + 0.9 * (tie[0] + tie[1] < 24)]
    values = rng.choice([-1, 1], 60)
    move = rng.permutation(60)
    other = make.sample_of([(move[a], move[b]) for a, b in ties], values[np.argsort(move)])
    sample = make.sample_of(ties, values)
    invariant = numbers_of(sample, Diffusion, BubbleRadius)
    assert numbers_of(other, Diffusion, BubbleRadius) == pytest.approx(invariant, abs=1e-9)
    network, sides = sided(sample)
    for count in range(1, 6):
        limits = [np.sort(network.degrees[sides == side])[::-1] for side in (1, -1)]
        same = controversy(*sided(other), busiest(*sided(other), {1: count, -1: count}))
        if all(degrees[count - 1] > degrees[count] for degrees in limits):
            assert same == pytest.approx(controversy(network, sides, busiest(network, sides, {1: count, -1: count})))


def test_people_with_equally_many_ties_are_taken_as_they_stand_and_their_spread_is_told(karate):
    network, sides = sided(karate)
    rng = np.random.default_rng(2)
    values = [
        controversy(network, sides, busiest(network, sides, {1: 5, -1: 5}, rng.permutation(34))) for _ in range(100)
    ]
    assert (min(values), max(values)) == pytest.approx((0.756, 0.784), abs=6e-4)
    note = analysis.analyze(karate, ["random_walk"], nulls=0).panels["methods_notes"][0].text
    assert "3 of plus have as many ties as the last, 1 of them absorb" in note
    assert "10 choices by lot give 0.7758 to 0.7783" in note


@pytest.mark.parametrize("name", ["karate", "polblogs"])
def test_series_of_returns_is_near_the_exact_ones(name, request):
    network, sides = sided(request.getfixturevalue(name))
    found = polarization(network, sides, 0.85, returns_series(network, 0.85))
    assert found == pytest.approx({"karate": 0.225607, "polblogs": 0.250134}[name], abs=1e-6)
    assert abs(found - polarization(network, sides, 0.85, returns_exact(network, 0.85))) < 0.003


@pytest.mark.parametrize("n_plus", [1, 4, 10, 19])
def test_everybody_tied_to_everybody_is_not_polarized(make, n_plus):
    sample = make.sample_of_networkx(nx.complete_graph(20), [1] * n_plus + [-1] * (20 - n_plus))
    assert numbers_of(sample, Diffusion)["dsp"] == pytest.approx(0, abs=1e-12)


def test_two_cliques_with_one_tie_are_nearly_as_polarized_as_can_be(make):
    graph = nx.disjoint_union(nx.complete_graph(20), nx.complete_graph(20))
    graph.add_edge(0, 20)
    found = numbers_of(make.sample_of_networkx(graph, [1] * 20 + [-1] * 20))
    assert found["dsp"] == pytest.approx(0.4966, abs=6e-5)
    assert found["dsp"] < 40 / 78


def read_sides(shared_data, name, make):
    def rows(what):
        with gzip.open(shared_data / "polarization" / f"{name}_{what}.csv.gz", "rt") as file:
            return list(csv.reader(file))[1:]

    ties, number = [row[:2] for row in rows("edges")], {}
    for person in itertools.chain.from_iterable(ties):
        number.setdefault(person, len(number))
    sides = {person: 2 * int(side) - 1 for person, side in rows("sides")}
    graph = nx.Graph((number[a], number[b]) for a, b in ties if a != b)
    return make.sample_of(list(graph.edges), [sides[person] for person in number])


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_table(name, shared_data, make):
    sample = read_sides(shared_data, name, make)
    network, sides = sided(sample)
    ends = busiest(network, sides, {1: 10, -1: 10})
    pulled, others = pull(network, ends), ends == 0
    stays = {side: (1 + side * pulled[others & (sides == side)].mean()) / 2 for side in (1, -1)}
    score, dipole = PUBLISHED[name]
    assert stays[1] + stays[-1] - 1 == pytest.approx(score, abs=0.0011)
    up = {side: int(np.ceil(0.05 * count)) for side, count in tied_of(network, sides).items()}
    assert moment(pull(network, busiest(network, sides, up))) == pytest.approx(dipole, abs=1e-4)
    assert numbers_of(sample, Dipole)["dipole"] == pytest.approx(dipole, abs=0.02)


def test_chance_alone_is_near_nothing(karate):
    twins = [numbers_of(rewired_ties(karate, np.random.default_rng(k)), RandomWalk, Diffusion) for k in range(200)]
    for name, sd in {"rwc": 0.098, "arwc": 0.061, "dsp": 0.016}.items():
        values = np.array([twin[name] for twin in twins])
        assert abs(values.mean()) < 0.04
        assert values.std() == pytest.approx(sd, rel=0.2)


def test_arrows_weights_and_hostile_ties_change_nothing(make):
    rng = np.random.default_rng(3)
    ties = [tie for tie in itertools.combinations(range(30), 2) if rng.random() < 0.3]
    values = rng.choice([-1, 1], 30)
    expected = numbers_of(make.sample_of(ties, values))
    turned = [(b, a, 0.5 + k % 3) if k % 2 else (a, b, 2.0) for k, (a, b) in enumerate(ties)]
    hostile = [(*tie, -1.0) for tie in itertools.combinations(range(30), 2) if tie not in set(ties)][:40]
    more = make.sample_of([*turned, *hostile, (4, 4, 1.0)], values, directed=True)
    assert numbers_of(more) == pytest.approx(expected, abs=1e-9)


def test_people_without_a_side_are_left_out_with_their_ties(books, make):
    network, sides = sided(books)
    assert (network.n_nodes, network.n_edges) == (92, 374)
    pairs = np.stack(network.edge_ends, axis=1).tolist()
    assert numbers_of(books) == pytest.approx(numbers_of(make.sample_of(pairs, sides)), abs=1e-9)
    for analyzer in WALKS:
        assert analyzer().coverage(books) == pytest.approx(92 / 105)


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


@pytest.mark.parametrize(
    ("ties", "values", "reason"),
    [
        (PATH, [1, 1, 1, 1], "single side"),
        (PATH, [np.nan] * 4, "nobody has a side"),
        ([], [1, -1, 1], "no friendly tie joins two people with a side"),
        ([(0, 1, -1.0), (1, 2, -2.0)], [1, -1, 1], "no friendly tie joins two people with a side"),
        ([(0, 1)], [1, 1, -1], "nobody of the other has a friendly tie"),
    ],
)
def test_undefined_says_why(make, ties, values, reason):
    found = analysis.analyze(make.sample_of(ties, values), [*(a() for a in WALKS), RwcSweep()], nulls=2)
    for name, estimate in found.numbers.items():
        assert estimate.value is None, name
        assert reason in estimate.reason


def test_sides_in_separate_parts(make):
    sample = make.sample_of([(0, 1), (1, 2), (3, 4), (4, 5)], [1, 1, 1, -1, -1, -1])
    found = numbers_of(sample)
    assert (found["arwc"], found["dipole"], found["no_way_across"]) == (1, 1, 1)
    assert "only 3 with ties, fewer than the 10 people who end walks" in found["rwc"]
    assert found["dsp"] == pytest.approx((1 - 2 / 5), abs=1e-12)
    assert "nobody has a way across" in found["bubble_radius"]
    panels = analysis.analyze(sample, ["bubble_radius"], nulls=0).panels["bubbles"]
    assert [panel.text for panel in panels] == ["No friendly tie joins the two sides, so nobody has a way across."]


def test_fewer_people_than_are_to_end_walks(make):
    sample = make.sample_of(PATH, [1, 1, -1, -1])
    assert RandomWalk(people=2).measure(sample, RNG)["rwc"] == pytest.approx(0.5)  # everybody absorbs: a = b = 3/4
    assert "only 2 with ties, fewer than the 3" in RandomWalk(people=3).measure(sample, RNG)["rwc"]
    sweep = RwcSweep().measure(sample, RNG)
    assert isinstance(sweep["rwc_k1"], float)
    assert "fewer people" in sweep["rwc_k5"]


def test_all_walks_end_on_one_side(make):
    sample = make.sample_of([(0, 1), (0, 2)], [1, -1, -1])
    assert RandomWalk().measure(sample, RNG)["arwc"] == pytest.approx(-2 / 3)  # a = 1/2, b = 0
    network, sides = sided(sample)
    assert controversy(network, sides, np.array([1.0, 0, 0])) == "all walks end on the same side"
    assert controversy(network, sides, np.zeros(3)) == "no walk from one of the sides ends"


def test_who_has_no_way_across_is_counted(make):
    sample = make.sample_of([*PATH, (4, 5)], [1, 1, -1, -1, 1, 1, 1])
    found = BubbleRadius().measure(sample, RNG)
    assert found["no_way_across"] == pytest.approx(2 / 6)
    assert found["bubble_radius_max"] == pytest.approx(4)  # from an end of the path
    assert BubbleRadius().coverage(sample) == pytest.approx(4 / 7)
    table = analysis.analyze(sample, ["bubble_radius"], nulls=0).tables["bubble_radius"]
    assert table["person"].tolist() == ["p0", "p3", "p1", "p2"]
    assert table["steps"].tolist() == pytest.approx([4, 4, 3, 3])


def test_kernels_equal_their_slow_twins(make):
    network, _ = sided(random_sample(make, 7, p=0.05))
    rng = np.random.default_rng(0)
    graph = nx.from_scipy_sparse_array(network.matrix())
    group = (rng.random(40) < 0.4).astype(np.int8)
    inner = nx.Graph([(a, b) for a, b in graph.edges if group[a] == group[b]])
    inner.add_nodes_from(graph)
    pieces = {frozenset(piece) for piece in nx.connected_components(inner)}
    label = connected_within(network.indptr, network.indices, group)
    assert {frozenset(np.flatnonzero(label == k).tolist()) for k in range(label.max() + 1)} == pieces
    assert (np.diff(np.unique(label, return_index=True)[1]) > 0).all()
    indptr, indices = slots_within(network.indptr, network.indices, group)
    rows = np.split(indices, indptr[1:-1])
    assert [row.tolist() for row in rows] == [sorted(inner[i]) for i in range(40)]
    values, nodes = rng.random(40), np.flatnonzero(network.degrees)
    means = [np.mean([values[j] for j in graph[i]]) for i in nodes]
    assert step_mean(network.indptr, network.indices, values, nodes) == pytest.approx(means)
    assert reaching(network, np.zeros(40)).sum() == 0


@pytest.mark.parametrize("p", [0.02, 0.1, 0.5, 1.0])
def test_elimination_of_strangers_changes_no_return(make, p):
    sample = random_sample(make, 3, p=p)
    network, _ = sided(sample)
    taken = strangers(network.indptr, network.indices, np.argsort(network.degrees))
    ties, _, tied = dense(sample)
    assert not ties[np.ix_(taken, taken)].any()
    assert (ties[~taken][:, taken].sum(1) > 0).all()  # no further one could be taken
    rank = 0.15 * np.linalg.inv(np.eye(40) - 0.85 * ties / np.maximum(ties.sum(1), 1)[:, None])
    assert returns_exact(network, 0.85) == pytest.approx(np.where(tied, np.diag(rank), 1.0), abs=1e-14)


def test_half_way_people_stand_on_neither_side():
    assert moment(np.array([1.0, 1e-9, -1e-9, -1.0])) == 1
    assert moment(np.array([1.0, 1.0, 0.0, -1.0])) == pytest.approx(0.75)


def test_twins_and_sentences(karate):
    found = analysis.analyze(karate, [a() for a in WALKS] + [RwcSweep()], nulls=20)
    assert found.numbers["dsp"].null.kind == "rewired_ties"
    assert found.numbers["rwc"].effect > 0.4
    sentence = found.panels["bubbles"][0].text
    assert sentence.startswith("A random walk along friendly ties meets the other side after 10.1 steps on average")
    assert "with ties dealt anew after" in sentence
    assert len(found.panels["methods_notes"]) == 3
    assert list(found.tables["rwc_sweep"]["score"]) == ["rwc_k1", "rwc_k5", "rwc_k10", "rwc_5_percent"]
