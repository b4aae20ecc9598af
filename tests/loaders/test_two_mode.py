"""Two-mode data: two kinds of nodes in two columns, and projections onto one of them."""

import numpy as np
import pytest

from sociophys.loaders.file import File
from sociophys.loaders.projection import Projection
from sociophys.parameters import read_member
from tests.loaders.seen import fails

VOTES = "voter,bill,vote\nann,1,1\nbob,1,1\ncid,1,-1\nann,2,-1\nbob,2,-1\ncid,2,-1\nann,3,1\ndan,4,1\n"


def test_ids_of_two_columns_are_of_two_kinds(read):
    graph = read("voter,bill\n1,1\n1,2\n3,2\n", source="voter", target="bill", two_mode=True)
    assert list(graph.names) == ["1 (voter)", "1 (bill)", "2", "3"]
    assert graph.nodes["mode"].tolist() == ["voter", "bill", "bill", "voter"]
    assert (graph.n_edges, graph.directed, graph.reading.counts["self_loops_dropped"]) == (3, False, 0)
    assert graph.reading.sniffed["directed"] == "no: ties join nodes of two kinds"
    assert "ids_in_both_columns" not in graph.reading.counts
    one_kind = read("voter,bill\n1,1\n1,2\n3,2\n", source="voter", target="bill", directed=False)
    assert (one_kind.n_nodes, one_kind.reading.counts["self_loops_dropped"]) == (3, 1)
    assert one_kind.reading.counts["ids_in_both_columns"] == 1


def test_columns_without_names_are_numbered(read):
    graph = read("a,a\na,b\n", two_mode=True)
    assert list(graph.names) == ["a (column 1)", "a (column 2)", "b"]
    assert graph.nodes["mode"].tolist() == ["1", "2", "2"]


def test_a_two_mode_file_never_needs_the_arrow(read):
    text = "follower,followee\nann,bob\ncid,ann\n"
    assert not read(text, two_mode=True).directed
    arrows = read(text, two_mode=True, arrow="source_listens")
    assert arrows.directed
    assert arrows.names[arrows.edges["target"].iloc[0]] == "ann (follower)"


def test_node_tables_in_two_mode(read, write):
    write("people.csv", "id,side\nzoe,left\nbob,right\n")
    graph = read(VOTES, source="voter", target="bill", sign="vote", two_mode=True, nodes="people.csv")
    assert graph.nodes["mode"].iloc[0] is np.nan or graph.nodes["mode"].isna().iloc[0]  # zoe has no vote
    assert graph.nodes["mode"].iloc[1] == "voter"
    write("people.csv", "id,side\n1,left\n")
    got = fails(read, "voter,bill\n1,1\n2,3\n", source="voter", target="bill", two_mode=True, nodes="people.csv")
    assert got == [
        "ties.csv: id '1' of the node table stands in both columns, 'voter' and 'bill'; "
        "allowed a node table of ids that stand in one column."
    ]
    write("people.csv", "id,mode\n7,left\n")
    got = fails(read, "voter,bill\n7,1\n", source="voter", target="bill", two_mode=True, nodes="people.csv")
    assert got[0].startswith("people.csv: the column 'mode' has the name of the attribute that two_mode makes")


def test_a_name_in_brackets_that_is_taken(read):
    got = fails(read, "voter,bill\n1,1\n1 (voter),2\n", source="voter", target="bill", two_mode=True)
    assert got == ["ties.csv: '1 (voter)' is an id, and would name another; allowed ids without it."]


def dense(graph):
    matrix = np.zeros((graph.n_nodes, graph.n_nodes))
    matrix[graph.edges["source"], graph.edges["target"]] = graph.edges["weight"]
    return matrix


def slow_projection(ties, weight):
    """Return the upper triangle of a projection of (n_people, n_things) signed ties, pair by pair."""
    expected = np.zeros((len(ties), len(ties)))
    people = (ties != 0).sum(axis=0)
    for i in range(len(ties)):
        for j in range(i + 1, len(ties)):
            both = np.flatnonzero((ties[i] != 0) & (ties[j] != 0))
            if not len(both):
                continue
            agreement = np.sign(ties[i, both] * ties[j, both]).sum()
            expected[i, j] = {
                "shared": len(both),
                "newman": sum(1 / (people[k] - 1) for k in both),
                "cosine": (ties[i] * ties[j]).sum() / np.sqrt((ties[i] ** 2).sum() * (ties[j] ** 2).sum()),
                "agreement": agreement,
                "agreement_share": agreement / len(both),
            }[weight]
    return expected


@pytest.fixture
def votes(write):
    """A random two-mode file with signs and weights, and its dense matrix (people, things)."""
    rng = np.random.default_rng(5)
    ties = rng.choice([0, 0, 0, 1.0, -1.0, 2.0], (12, 20))
    ties[3] = 0  # one person who votes on nothing but an own bill
    lines = [f"p{i},b{k},{ties[i, k]}\n" for i in range(12) for k in range(20) if ties[i, k]]
    path = write("votes.csv", "voter,bill,weight\n" + "".join(lines) + "p3,own,1\n")
    return path, ties


@pytest.mark.parametrize("weight", ["shared", "newman", "cosine", "agreement", "agreement_share"])
def test_projection_equals_its_slow_twin(votes, weight, monkeypatch):
    path, ties = votes
    inner = File(path=str(path), source="voter", target="bill", two_mode=True)
    for products in (20_000_000, 7):  # in one block, and in many
        monkeypatch.setattr("sociophys.loaders.projection._PRODUCTS", products)
        graph = Projection(of=inner, onto="voter", weight=weight).load(np.random.default_rng(0))
        order = [int(name[1:]) for name in graph.names]
        own = np.column_stack([ties, np.arange(12) == 3])[order]
        assert dense(graph) == pytest.approx(slow_projection(own, weight))
    assert graph.reading.counts["isolates"] == 1
    balanced = slow_projection(own, "shared")[slow_projection(own, "agreement") == 0]
    expected = int((balanced > 0).sum()) if weight.startswith("agreement") else 0
    if weight != "cosine":
        assert graph.reading.counts["pairs_too_weak_left_out"] == expected


def test_pairs_that_share_little_are_left_out_and_counted(votes):
    path, ties = votes
    inner = File(path=str(path), source="voter", target="bill", two_mode=True)
    shared = slow_projection(ties, "shared")
    graph = Projection(of=inner, onto="voter", min_shared=5).load(np.random.default_rng(0))
    assert graph.n_edges == (shared >= 5).sum()
    assert graph.reading.counts["pairs_sharing_too_few_left_out"] == ((shared > 0) & (shared < 5)).sum()
    strong = Projection(of=inner, onto="voter", threshold=4).load(np.random.default_rng(0))
    assert strong.reading.counts["pairs_too_weak_left_out"] == ((shared > 0) & (shared < 4)).sum()
    assert fails(Projection(of=inner, onto="voter", min_shared=99).load, None)[0].startswith(
        f"{path}: no two 'voter' are tied (pairs sharing too few left out: "
    )


def test_projection_of_a_shipped_network_by_any_attribute():
    graph = Projection(of="davis", attribute="kind", onto="woman", weight="newman").load(np.random.default_rng(0))
    assert (graph.n_nodes, graph.n_edges) == (18, 139)
    assert graph.nodes["kind"].tolist() == ["woman"] * 18
    counts = graph.reading.counts
    assert (counts["two_mode_nodes"], counts["two_mode_ties"], counts["ties"]) == (32, 89, 139)
    assert any(note.startswith("projected: 18 nodes with kind 'woman' of 32") for note in graph.reading.notes)
    events = Projection(of="davis", attribute="kind", onto="event").load(np.random.default_rng(0))
    assert events.n_nodes == 14


def test_projections_that_cannot_be(read):
    assert fails(Projection(of="karate", onto="member").load, None) == [
        "karate club (Zachary 1977): no node attribute 'mode' tells two kinds; allowed club. "
        "Read the file with two_mode: true, or name the attribute."
    ]
    assert fails(Projection(of="davis", attribute="kind", onto="women").load, None) == [
        "Southern Women (Davis et al. 1941): no node has kind 'women'; allowed 'woman', 'event'. Did you mean 'woman'?"
    ]


@pytest.mark.parametrize(
    ("of", "finding"),
    [
        ({"kind": "fil"}, (("of",), "'fil' is not a kind")),
        ({"kind": "file"}, (("of",), "'path' is missing")),
        ({"kind": "file", "path": "x", "arow": "ask"}, (("of", "arow"), "unknown key 'arow'")),
        ({"kind": "erdos_renyi", "n_nodes": 1, "mean_degree": 1}, (("of", "n_nodes"), "1 is below 2")),
        (3, (("of",), "3 is not a block with a kind")),
    ],
)
def test_the_inner_loader_is_checked_like_any(of, finding):
    _, findings = read_member("loaders", {"kind": "projection", "of": of, "onto": "a"})
    assert [(f.path, f.what) for f in findings] == [finding]


def test_inner_files_count_as_inputs_and_read_back():
    inner = {"kind": "file", "path": "votes.csv", "nodes": "people.csv", "two_mode": True}
    member, _ = read_member("loaders", {"kind": "projection", "of": inner, "onto": "voter"})
    assert member.inputs() == ("votes.csv", "people.csv")
    again, findings = read_member("loaders", member.explicit())
    assert not findings
    assert again == member


def test_a_scenario_finds_and_hashes_the_files_of_an_inner_loader(tmp_path):
    from sociophys.scenario.build import load_graph
    from sociophys.scenario.load import load
    from sociophys.scenario.resolve import resolve

    text = (
        "schema: sociophys/1\nnetwork:\n  load: {kind: projection, onto: voter, weight: agreement, of: {kind: file, "
        "path: votes.csv, source: voter, target: bill, sign: vote, two_mode: true}}\n"
        "dynamics: {kind: glauber, temperature: 1.0}\n"
    )
    ids = set()
    for name, votes in (("one", VOTES), ("two", VOTES), ("three", VOTES + "dan,1,1\n")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "votes.csv").write_text(votes)
        (folder / "run.yaml").write_text(text)
        resolved = resolve(load(folder / "run.yaml"))
        graph = load_graph(resolved.scenario)
        ids.add(resolved.run_id)
        assert graph.reading.source == "votes.csv"
        assert list(resolved.inputs) == ["votes.csv"]
    assert len(ids) == 2  # the folder does not matter, the votes do
    assert graph.n_nodes == 4


VOTES_OF = {100: 74779, 104: 89982, 108: 64724, 111: 67129, 113: 63291, 114: 48518, 117: 91283}


@pytest.mark.parametrize("congress", VOTES_OF)
def test_senate_votes_by_congress(shared_data, load_real, congress):
    path = shared_data / "signed" / "us_senate_rollcalls_100_117_votes.csv.gz"
    graph = load_real(
        path, source="icpsr", target="rollnumber", sign="vote", two_mode=True, where={"congress": congress}
    )
    assert graph.n_edges == VOTES_OF[congress]
    assert graph.reading.counts["rows_left_out_by_where"] == 1170911 - VOTES_OF[congress]
    assert set(graph.nodes["mode"]) == {"icpsr", "rollnumber"}


def test_senate_votes_as_a_whole(shared_data, load_real):
    path = shared_data / "signed" / "us_senate_rollcalls_100_117_votes.csv.gz"
    graph = load_real(path, source="icpsr", target="congress+rollnumber", sign="vote", two_mode=True)
    assert (graph.n_nodes, graph.n_edges, graph.reading.counts["negative_ties"]) == (12451, 1170911, 403545)
    assert graph.nodes["mode"].value_counts().to_dict() == {"congress+rollnumber": 12133, "icpsr": 318}


def test_senators_of_one_party_agree(shared_data):
    folder = shared_data / "signed"
    inner = {
        "kind": "file",
        "path": str(folder / "us_senate_rollcalls_100_117_votes.csv.gz"),
        "source": "icpsr",
        "target": "rollnumber",
        "sign": "vote",
        "two_mode": True,
        "where": {"congress": 114},
        "nodes": str(folder / "us_senate_rollcalls_100_117_members.csv.gz"),
        "node_id": "icpsr",
    }
    graph = Projection(of=inner, onto="icpsr", weight="agreement_share", min_shared=50).load(np.random.default_rng(0))
    assert graph.n_nodes == 100
    party = graph.nodes["party_code"].to_numpy()
    same = party[graph.edges["source"]] == party[graph.edges["target"]]
    assert graph.edges["weight"][same].mean() > 0.5 > 0.2 > graph.edges["weight"][~same].mean()


def test_bills_and_sponsors(shared_data, load_real):
    path = shared_data / "polarization" / "senate115_cosponsor_edges.csv.gz"
    nodes = str(shared_data / "polarization" / "senate115_cosponsor_nodes.csv.gz")
    graph = load_real(path, two_mode=True, nodes=nodes)
    assert graph.n_nodes == 3984
    assert graph.nodes["mode"].value_counts().to_dict() == {"target": 3874, "source": 110}
    senators = Projection(of=File(path=str(path), two_mode=True, nodes=nodes), onto="source")
    assert senators.load(np.random.default_rng(0)).n_nodes == 110


@pytest.mark.parametrize("two_mode", [False, True])
def test_reviewers_and_instruments(shared_data, load_real, two_mode):
    graph = load_real(shared_data / "signed" / "amazon_instruments_core5.csv.gz", two_mode=two_mode)
    assert (graph.n_nodes, graph.n_edges, graph.reading.counts["negative_ties"]) == (2329, 10261, 1239)
