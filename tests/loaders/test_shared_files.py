"""Counts of real files, traps and all, against the published ones; the files stand beside the repository."""

import numpy as np
import pytest

from sociophys.errors import GraphError
from sociophys.loaders.file import File
from sociophys.reading.edgelist import largest_component

# rows, nodes, positive and negative rows; undirected with conflicting pairs dropped: tied nodes, ties, negative ties;
# largest component: nodes, ties; conflicting pairs.
COUNTS = {
    "highland_tribes.csv.gz": (58, 16, 29, 29, 16, 58, 29, 16, 58, 0),
    "monastery_interactions.graphml.gz": (49, 18, 37, 12, 18, 49, 12, 18, 49, 0),
    "bank_wiring.csv.gz": (32, 14, 13, 19, 14, 32, 19, 14, 32, 0),
    "slovene_parties_1994.txt.gz": (45, 10, 18, 27, 10, 45, 27, 10, 45, 0),
    "congress_convote.csv.gz": (521, 219, 414, 107, 219, 521, 107, 219, 521, 0),
    "bitcoin_alpha.csv.gz": (24186, 3783, 22650, 1536, 3774, 13876, 1152, 3766, 13872, 248),
    "wiki_elec.tsv.gz": (103689, 7115, 81345, 22344, 7115, 100424, 21926, 7066, 100398, 338),
    "slashdot_small.txt.gz": (36338, 13182, 30914, 5424, 13182, 34247, 5372, 13182, 34247, 13),
    "amazon_instruments_core5.csv.gz": (10261, 2329, 9022, 1239, 2329, 10261, 1239, 2329, 10261, 0),
}


def load(path, **options):
    return File(path=str(path), **options).load(np.random.default_rng(0))


@pytest.mark.parametrize("name", COUNTS)
def test_signed_networks(shared_data, name):
    graph = load(shared_data / "signed" / name, directed=False)
    counts = graph.reading.counts
    largest = largest_component(graph)
    found = (counts["rows"], graph.n_nodes, graph.n_nodes - counts["isolates"], graph.n_edges, counts["negative_ties"])
    rows, nodes, plus, minus, tied, ties, negative, *component, conflicts = COUNTS[name]
    assert found == (rows, nodes, tied, ties, negative)
    assert [largest.n_nodes, largest.n_edges] == component
    assert counts["conflicting_pairs"] == conflicts
    weight = load(shared_data / "signed" / name, arrow="source_influences").edges["weight"]
    assert ((weight > 0).sum(), (weight < 0).sum()) == (plus, minus)


def test_directed_files_are_asked_about(shared_data):
    for name in ("bitcoin_alpha.csv.gz", "sampson_monastery_layers.csv.gz"):
        with pytest.raises(GraphError, match="which way influence runs is not said"):
            load(shared_data / "signed" / name)


def test_columns_that_cannot_be_told_are_asked_about(shared_data):
    path = shared_data / "signed" / "us_senate_rollcalls_100_117_members.csv.gz"
    with pytest.raises(GraphError, match="Name them with source and target"):
        load(path)


def test_one_window_a_row_is_noted(shared_data):
    graph = load(shared_data / "signed" / "cow_alliances_evenwindows.csv.gz")
    assert graph.reading.counts["rows"] == 21136
    assert graph.n_nodes == 178
    assert graph.reading.sniffed["ends"] == "'country_a' and 'country_b'"
    assert "columns not read: window" in graph.reading.notes


@pytest.mark.parametrize(
    ("name", "nodes", "ties"),
    [("karate.gml.gz", 34, 78), ("books.gml.gz", 105, 441), ("polblogs_undirected.gml.gz", 1490, 16715)],
)
def test_gml(shared_data, name, nodes, ties):
    graph = load(shared_data / "polarization" / name)
    assert (graph.n_nodes, graph.n_edges) == (nodes, ties)
    assert set(graph.nodes["value"]) <= {-1, 0, 1}


def test_political_blogs(shared_data):
    folder = shared_data / "polarization"
    nodes = str(folder / "polblogs_directed_nodes.csv.gz")
    graph = load(folder / "polblogs_directed_edges.csv.gz", nodes=nodes, directed=False)
    counts = graph.reading.counts
    assert (counts["rows"], counts["self_loops_dropped"], graph.n_nodes, graph.n_edges) == (19025, 3, 1490, 16715)
    assert counts["isolates"] == 266
    largest = load(folder / "polblogs_directed_edges.csv.gz", nodes=nodes, directed=False, component="largest")
    assert (largest.n_nodes, largest.n_edges) == (1222, 16714)
    assert largest.nodes["leaning"].value_counts().to_dict() == {"right": 636, "left": 586}


def test_retweet_graph_with_weights(shared_data):
    graph = load(shared_data / "polarization" / "retweet_beefban_edges.csv.gz")
    assert (graph.n_nodes, graph.n_edges) == (1610, 1978)
    assert graph.edges["weight"].min() == 2


@pytest.mark.parametrize(("name", "nodes", "ties"), [("ego_facebook", 4039, 88234), ("email_enron", 36692, 183831)])
def test_plain_snap_lists(shared_data, name, nodes, ties):
    graph = load(shared_data / "unsigned" / f"{name}.txt.gz")
    assert (graph.n_nodes, graph.n_edges) == (nodes, ties)


def test_a_million_rows_with_self_loops(shared_data):
    graph = load(shared_data / "unsigned" / "ego_twitter.txt.gz", directed=False)
    assert (graph.reading.counts["rows"], graph.reading.counts["self_loops_dropped"]) == (1342310, 14)
    assert graph.n_nodes == 81306
