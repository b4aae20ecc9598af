"""Planted communities, block models fitted to a graph, bots: expectations as z-scores, and what is counted."""

import numpy as np
import pandas as pd
import pytest

from sociophys.errors import GraphError
from sociophys.graph import Graph
from sociophys.loaders._pairs import pair_keys, repeats
from sociophys.loaders.degree_corrected_blocks import fitted, stand_ins, wired
from sociophys.loaders.planted_communities import seats, shares
from sociophys.loaders.with_bots import targets
from sociophys.network import Network
from sociophys.parameters import read_member
from sociophys.plugins.gate import Gate
from sociophys.scenario.build import load_graph
from sociophys.scenario.reading import read
from sociophys.scenario.resolve import resolve
from tests.loaders.modelled import degrees, ends, load, z_of

LFR = {
    "n_nodes": 3000,
    "degrees": {"exponent": 2.5, "min": 6, "max": 60},
    "sizes": {"exponent": 1.5, "min": 30, "max": 120},
}
SIGNED = {"kind": "signed_blocks", "sizes": [120, 80], "inside": 0.1, "across": 0.05, "negative_across": 0.7}


def crossing(graph, attribute):
    group = graph.nodes[attribute].to_numpy()
    source, target = ends(graph)
    return group[source] != group[target]


@pytest.mark.parametrize("mixing", [0.1, 0.5])
def test_planted_communities_reach_their_mixing(mixing):
    graphs = [load("planted_communities", seed, mixing=mixing, **LFR) for seed in range(12)]
    share = [crossing(graph, "community").mean() for graph in graphs]
    assert abs(z_of(share, mixing)) < 4.5
    assert abs(z_of(share, 1.05 * mixing)) > 4.5
    for graph in graphs:
        assert graph.reading.counts["ties_across"] == crossing(graph, "community").sum()
        assert f"{crossing(graph, 'community').mean():.1%} of the ties lead out" in graph.reading.notes[0]


def test_planted_communities_have_the_sizes_and_degrees_asked_for():
    graph = load("planted_communities", 5, mixing=0.3, **LFR)
    sizes = graph.nodes["community"].value_counts()
    assert sizes.sum() == 3000
    assert sizes.min() >= 30
    assert sizes.max() <= 120
    assert sizes.idxmax() == "C1"
    counts = graph.reading.counts
    k = degrees(graph)
    assert k.sum() // 2 == graph.n_edges
    assert k.max() <= 61
    assert (k < 6).sum() <= 2 * counts["ties_dropped"]
    values = np.arange(6, 61.0)
    law = values**-2.5 / (values**-2.5).sum()
    assert k.mean() == pytest.approx(values @ law, rel=0.05)


@pytest.mark.parametrize(("n", "low", "high"), [(61, 20, 21), (62, 20, 31), (100, 20, 25), (90, 20, 100), (41, 20, 40)])
def test_no_community_is_larger_or_smaller_than_asked(n, low, high):
    small = {"degrees": {"exponent": 2.0, "min": 1, "max": 3}, "sizes": {"exponent": 1.5, "min": low, "max": high}}
    loader, _ = read_member("loaders", {"kind": "planted_communities", "n_nodes": n, "mixing": 0.2, **small})
    for seed in range(100):
        sizes = loader._sizes(np.random.default_rng(seed))
        assert sizes.sum() == n
        assert low <= sizes[-1] <= sizes[0] <= high
        assert np.all(np.diff(sizes) <= 0)


def test_shares_are_taken_in_turns():
    assert shares(np.array([5, 1, 3]), 6).tolist() == [3, 1, 2]
    assert shares(np.array([5, 1, 3]), 9).tolist() == [5, 1, 3]
    assert shares(np.array([0, 2]), 0).tolist() == [0, 0]


def test_people_sit_where_there_is_room():
    graph = load("planted_communities", 2, mixing=0.0, **LFR)
    assert not crossing(graph, "community").any()
    sizes = graph.nodes["community"].map(graph.nodes["community"].value_counts()).to_numpy()
    assert np.all(degrees(graph) < sizes)


def test_mixing_one_leaves_no_tie_inside():
    graph = load("planted_communities", 2, mixing=1.0, **LFR)
    assert crossing(graph, "community").all()


def slow_seats(limit, u):
    pool, seat, opened = [], [], 0
    for most, chance in zip(limit, u, strict=True):
        pool += range(opened, max(opened, most))
        opened = max(opened, most)
        if not pool:
            seat.append(-1)
            continue
        k = int(chance * len(pool))
        seat.append(pool[k])
        pool[k] = pool[-1]
        pool.pop()
    return seat


def test_seats_equal_their_slow_twin():
    rng = np.random.default_rng(3)
    limit = np.sort(rng.integers(0, 60, 60))
    limit[-1] = 60
    u = rng.random(60)
    assert seats(limit, u).tolist() == slow_seats(limit, u)
    assert seats(np.array([0, 0, 2]), u[:3])[:2].tolist() == [-1, -1]


def test_blocks_fitted_to_a_graph_keep_ties_and_signs_of_every_pair_of_blocks():
    given = load(seed=9, **SIGNED)
    fit = fitted(given, given.nodes["block"].to_numpy(object))
    rows = []
    # every copy must imitate one and the same graph, so the loader is drawn with a fixed inner seed
    for seed in range(60):
        graph = _like(given, seed)
        block, (source, target) = graph.nodes["block"].to_numpy(), ends(graph)
        pair = np.char.add(
            np.minimum(block[source], block[target]).astype("U1"), np.maximum(block[source], block[target]).astype("U1")
        )
        weight = graph.edges["weight"].to_numpy()
        rows.append([v for p in ("AA", "AB", "BB") for v in ((pair == p).sum(), ((pair == p) & (weight < 0)).sum())])
    found = np.array(rows, float)
    assert np.abs(z_of(found[:, 0::2], fit.ties)).max() < 4
    assert np.abs(z_of(found[:, 3], fit.negative[1])) < 4
    assert not found[:, [1, 5]].any()  # ties inside were all friendly
    assert np.abs(z_of(found[:, 0::2], 1.1 * fit.ties)).max() > 4


def _like(given, seed, **values):
    class Fixed:
        def load(self, rng):
            return given

        def inputs(self):
            return ()

    member, findings = read_member(
        "loaders", {"kind": "degree_corrected_blocks", "of": "karate", "blocks": "block", **values}
    )
    assert not findings
    return member.model_copy(update={"of": Fixed()}).load(np.random.default_rng(seed))


def test_blocks_keep_the_degree_of_each_person():
    given = load(seed=9, kind="signed_blocks", sizes=[600, 400], inside=0.01, across=0.004)
    k = degrees(given)
    found = np.array([degrees(_like(given, seed)) for seed in range(60)])
    known = k > 0
    assert not found[:, ~known].any()
    z = (found.mean(axis=0) - k)[known] / np.sqrt(k[known] / 60)  # Poisson
    assert np.abs(z).max() < 5
    assert abs((z**2).mean() - 1) < 4 * np.sqrt(2 / known.sum())
    wrong = (found.mean(axis=0) - 1.1 * k)[known] / np.sqrt(k[known] / 60)
    assert (wrong**2).mean() - 1 > 4 * np.sqrt(2 / known.sum())


def test_a_family_of_sizes_keeps_mean_degree_and_mixing():
    given = load(seed=9, **SIGNED)
    for factor in (0.5, 1.0, 4.0, 7.3):
        graph = _like(given, 1, factor=factor)
        assert graph.n_nodes == round(200 * factor)
        assert degrees(graph).mean() == pytest.approx(degrees(given).mean(), rel=0.1)
        assert crossing(graph, "block").mean() == pytest.approx(crossing(given, "block").mean(), abs=0.05)
        share = graph.nodes["block"].value_counts() / graph.n_nodes
        assert share["A"] == pytest.approx(0.6, abs=0.01)
    assert _like(given, 1, n_nodes=55).n_nodes == 55


@pytest.mark.parametrize("directed", [False, True])
def test_hubs_keep_their_ties_and_ties_their_blocks(directed):
    """Four hubs in two blocks: at the size given loops and double ties of theirs are frequent, and are no loss."""
    rng = np.random.default_rng(0)
    people = np.arange(4, 200)
    arms = np.stack([np.repeat(np.arange(4), 60), np.concatenate([rng.permutation(people)[:60] for _ in range(4)])])
    ring = np.stack([people, np.roll(people, 1)])
    arms = np.concatenate([arms, ring, np.stack([people, np.roll(people, 2)])], axis=1)
    side = np.where(np.arange(200) % 2, "a", "b").astype(object)
    edges = pd.DataFrame({"source": arms[0], "target": arms[1], "weight": np.ones(arms.shape[1])})
    fit = fitted(Graph(pd.DataFrame(index=[str(k) for k in range(200)]), edges, directed), side)
    drawn = []
    for seed in range(400):
        first, second, pair, counts = wired(fit, np.arange(200), directed, np.random.default_rng(seed))
        blocks = np.stack([fit.block[first], fit.block[second]])
        wanted = np.stack([fit.out, fit.into])[:, pair]
        assert np.array_equal(blocks, wanted) if directed else np.array_equal(np.sort(blocks, 0), wanted)
        assert not repeats(pair_keys(first, second, 200, directed)).any()
        assert not np.any(first == second)
        assert counts["ties_dropped"] == 0
        drawn.append(np.bincount(first if directed else np.r_[first, second], minlength=200)[:4])
    assert np.abs(z_of(drawn, 60)).max() < 4.5


def test_stand_ins_are_systematic():
    block = np.repeat([0, 1], [30, 10])
    rng = np.random.default_rng(0)
    assert stand_ins(block, 40, rng).tolist() == list(range(40))
    assert np.bincount(stand_ins(block, 120, rng)).tolist() == [3] * 40
    half = stand_ins(block, 20, rng)
    assert len(set(half)) == 20
    assert (half >= 30).sum() == 5


def test_new_people_take_the_attributes_of_those_they_stand_for():
    graph = load("degree_corrected_blocks", of="karate", blocks="club", factor=2.0)
    assert graph.nodes["club"].value_counts().to_dict() == {"Mr. Hi": 34, "Officer": 34}
    assert graph.nodes["block"].tolist() == graph.nodes["club"].tolist()
    assert graph.nodes["like"].value_counts().to_dict() == {f"member {k}": 2 for k in range(1, 35)}


def test_directed_blocks_keep_in_and_out_degrees():
    arrows = {
        "kind": "with_bots",
        "of": {"kind": "complete", "n_nodes": 30, "directed": True},
        "bots": 30,
        "ties": 15,
        "direction": "speak",
    }
    given = load(seed=1, **arrows)
    copies = [_like(given, seed, blocks="bot", factor=10.0) for seed in range(20)]
    assert all(copy.directed for copy in copies)
    for copy in copies:
        is_bot = copy.nodes["bot"].to_numpy() == "yes"
        assert not is_bot[ends(copy)[1]].any()  # nobody influences a bot
    ties = [copy.n_edges for copy in copies]
    assert abs(z_of(ties, 10 * given.n_edges)) < 4


def test_isolates_stay_isolates():
    given = load("configuration", degrees=[2, 2, 2, 0, 0])
    copy = _like(given.__class__(given.nodes.assign(block="A"), given.edges, False), 0, factor=100.0)
    lonely = copy.nodes["like"].isin(["node 4", "node 5"]).to_numpy()
    assert lonely.sum() == 200
    assert not degrees(copy)[lonely].any()


def test_blocks_found_by_communities():
    graph = load("degree_corrected_blocks", of=SIGNED)
    assert graph.nodes["block"].nunique() >= 2
    assert "communities found" in graph.reading.notes[0]


def test_bots_tie_to_whom_they_are_told():
    graph = load("with_bots", of="karate", bots=4, ties=6, follow={"attribute": "club", "equals": "Officer"})
    is_bot = graph.nodes["bot"].to_numpy() == "yes"
    assert (graph.n_nodes, is_bot.sum(), graph.n_edges) == (38, 4, 78 + 24)
    assert list(graph.names[34:]) == ["bot 1", "bot 2", "bot 3", "bot 4"]
    source, target = ends(graph)
    reached = target[is_bot[source]]
    assert set(graph.nodes["club"].iloc[reached]) == {"Officer"}
    assert degrees(graph)[is_bot].tolist() == [6] * 4
    assert graph.nodes["club"].isna().sum() == 4
    assert graph.reading.counts["bots"] == 4
    said = "4 bots added, 6 ties each: bots and the people they are tied to influence each other"
    assert said in graph.reading.notes


@pytest.mark.parametrize("ties", [5, 20])  # drawn again where two are the same, or as a part of a permutation
def test_bots_reach_everybody_alike(ties):
    rng = np.random.default_rng(0)
    drawn = targets(2000, ties, 34, rng)
    own = np.sort(drawn.reshape(2000, ties), axis=1)
    assert np.all(np.diff(own, axis=1) > 0)
    p = ties / 34
    z = (np.bincount(drawn, minlength=34) - 2000 * p) / np.sqrt(2000 * p * (1 - p))
    assert np.abs(z).max() < 4


def test_bots_at_the_top():
    graph = load("with_bots", of="karate", bots=2, ties=3, follow={"top_degree": 3})
    source, target = ends(graph)
    assert {graph.names[k] for k in target[source >= 34]} == {"member 1", "member 34", "member 33"}


@pytest.mark.parametrize(("direction", "out", "into"), [("speak", 5, 0), ("listen", 0, 5), ("both", 5, 5)])
def test_direction_of_bots(direction, out, into):
    of = {"kind": "complete", "n_nodes": 10, "directed": True}
    graph = load("with_bots", of=of, bots=3, ties=5, direction=direction, weight=-0.5)
    source, target = ends(graph)
    assert np.bincount(source, minlength=13)[10:].tolist() == [out] * 3
    assert np.bincount(target, minlength=13)[10:].tolist() == [into] * 3
    assert set(graph.edges["weight"]) == {1.0, -0.5}
    acting = Network.from_graph(graph).matrix().toarray() != 0  # row i: who influences i
    assert acting[10:, :10].sum() == 3 * into
    assert acting[:10, 10:].sum() == 3 * out
    assert not acting[10:, 10:].any()
    assert ("nobody influences a bot" in graph.reading.notes[-1]) == (into == 0)


def test_bots_on_bots_have_other_names():
    graph = load("with_bots", of={"kind": "with_bots", "of": "karate", "bots": 2, "ties": 1}, bots=0.25, ties=2)
    assert list(graph.names[34:37]) == ["bot 1", "bot 2", "wave 2 bot 1"]
    assert graph.reading.counts["bots"] == 2 + 9
    assert (graph.nodes["bot"] == "yes").sum() == 11


def test_wrapped_loaders_pass_on_their_files(write):
    path = str(write("ties.csv", "a,b\na,c\nb,c\n"))
    file = {"kind": "file", "path": path, "directed": False, "header": False}
    for raw in (
        {"kind": "with_bots", "of": file, "bots": 1, "ties": 2},
        {"kind": "degree_corrected_blocks", "of": file},
    ):
        member, findings = read_member("loaders", raw)
        assert not findings
        assert member.inputs() == (path,)
        assert member.explicit()["of"]["path"] == path
        assert member.load(np.random.default_rng(0)).n_nodes in (3, 4)


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"bots": 2, "ties": 35}, "each bot has 35 ties, but only 34 people are chosen; allowed ties 0 to 34"),
        ({"bots": 2, "ties": 2, "direction": "speak"}, "direction speak in a network whose ties are mutual"),
    ],
)
def test_bots_that_cannot_be_tied(values, what):
    with pytest.raises(GraphError, match=what):
        load("with_bots", of="karate", **values)


def test_files_of_a_wrapped_loader_start_at_the_scenario_and_count_by_content(tmp_path):
    ids = []
    for folder, name in (("here", "ties.csv"), ("there", "other.csv")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text("a,b\na,c\nb,c\n")
        file = {"kind": "file", "path": name, "directed": False, "header": False}
        load_ = {"kind": "with_bots", "of": file, "bots": 1, "ties": 2}
        plain = {"network": {"load": load_}, "dynamics": {"kind": "glauber", "temperature": 1.0}, "run": {"sweeps": 10}}
        scenario, findings = read(plain, Gate(tmp_path / folder))
        assert not findings
        graph = load_graph(scenario)
        assert (graph.n_nodes, graph.n_edges) == (4, 5)
        assert str(tmp_path) not in " ".join((graph.reading.source, *graph.reading.notes))
        ids.append(resolve(scenario).run_id)
    assert ids[0] == ids[1]
