"""Rows that are asked for: values by column, compared as text; what is left out is counted."""

import pytest

from sociophys.errors import GraphError
from sociophys.loaders.file import File
from sociophys.parameters import read_member
from tests.loaders.seen import fails

ROWS = "year,layer,source,target,weight\n81,a,x,y,1\n81,b,x,z,2\n83,a,y,z,3\n83,a,z,x,4\n"


def test_rows_are_chosen_by_value_and_the_others_counted(read):
    graph = read(ROWS, where={"year": 83})
    assert (graph.n_nodes, graph.edges["weight"].tolist()) == (3, [3.0, 4.0])
    assert (graph.reading.counts["rows"], graph.reading.counts["rows_left_out_by_where"]) == (2, 2)
    assert graph.reading.example.startswith("ties.csv:4: ")
    assert graph.reading.notes == ("columns not read: layer",)
    assert read(ROWS, where={"year": [81, "83"], "layer": "a"}).reading.counts["rows"] == 3
    assert read(ROWS, where={"year": "81"}).n_nodes == 3
    assert "rows_left_out_by_where" not in read(ROWS, directed=False).reading.counts


def test_values_are_compared_as_text(read):
    text = "code,source,target\n007,a,b\n7,b,c\n7.0,c,d\n"
    assert [read(text, where={"code": value}).reading.counts["rows"] for value in ("007", 7, 7.0, "7.0")] == [
        1,
        1,
        1,
        1,
    ]
    assert read(text, where={"code": "007"}).names.tolist() == ["a", "b"]


def test_a_column_that_has_a_role_may_be_asked_for_too(read):
    graph = read("source,target,sign\na,b,1\nb,c,-1\nc,d,1\n", where={"sign": 1})
    assert graph.edges["weight"].tolist() == [1.0, 1.0]
    assert read("a,b\nb,c\na,c\n", where={"1": "a"}).reading.counts["rows"] == 2


@pytest.mark.parametrize(
    ("where", "messages"),
    [
        ({"yaer": 81}, ["ties.csv: no column 'yaer' for where; allowed year, layer, source, target, weight. "
                        "Did you mean 'year'?"]),
        ({"year": 82}, ["ties.csv where: column 'year' has no value '82'; allowed '81', '83'."]),
        ({"year": [80, 81], "layer": "c", "x": 1}, [
            "ties.csv where: column 'year' has no value '80'; allowed '81', '83'.",
            "ties.csv where: column 'layer' has no value 'c'; allowed 'a', 'b'.",
            "ties.csv: no column 'x' for where; allowed year, layer, source, target, weight.",
        ]),
        ({"layer": "aa"}, ["ties.csv where: column 'layer' has no value 'aa'; allowed 'a', 'b'. Did you mean 'a'?"]),
        ({"year": 83, "layer": "b"}, ["ties.csv where: no row has year '83', layer 'b' at once; "
                                      "allowed values that occur together."]),
    ],
)  # fmt: skip
def test_filters_that_fit_nothing(read, where, messages):
    got = fails(read, ROWS, where=where)
    assert [line.replace("'83'. Did you mean '83'?", "'83'.") for line in got] == messages


def test_many_values_are_not_all_printed(read):
    text = "k,source,target\n" + "".join(f"v{k},a{k},b{k}\n" for k in range(40))
    assert fails(read, text, where={"k": "none"})[0].endswith("'v11' and 28 more.")


def test_a_node_table_with_the_column_is_filtered_likewise(read, write):
    write("people.csv", "year,id,party\n81,x,left\n83,x,right\n83,y,right\n83,z,left\n")
    graph = read(ROWS, where={"year": 83}, nodes="people.csv", node_id="id")
    assert graph.nodes["party"].tolist() == ["right", "right", "left"]
    with pytest.raises(GraphError, match="id 'x' stands already at people.csv:2, with other values"):
        read(ROWS, nodes="people.csv", node_id="id", directed=False)


def test_options_say_what_is_wrong():
    _, findings = read_member("loaders", {"kind": "file", "path": "x", "where": {"a": []}})
    assert [f.what for f in findings] == ["no value of 'a' is asked for; allowed a value or a list of values"]
    _, findings = read_member("loaders", {"kind": "file", "path": "x", "where": "a=1"})
    assert findings[0].path == ("where",)
    plain = File(path="x", where={"year": [81, "83"]}, window=[0, "2004"], two_mode=True).explicit()
    member, findings = read_member("loaders", plain)
    assert not findings
    assert member.where == {"year": [81, "83"]}


SENATE = {100: 74779, 104: 89982, 108: 64724, 111: 67129, 113: 63291, 114: 48518, 117: 91283}


def test_real_files_cut_by_a_column(shared_data, load_real):
    path = shared_data / "polarization" / "senate_similarity_odd_edges.csv.gz"
    nodes = str(shared_data / "polarization" / "senate_similarity_odd_nodes.csv.gz")
    edges = {81: 1587, 93: 2069, 95: 2045, 103: 2328, 113: 2489}
    for congress, expected in edges.items():
        graph = load_real(path, where={"congress": congress}, nodes=nodes, node_id="id")
        assert graph.n_edges == expected
        assert graph.nodes["party"].notna().all()
    assert load_real(path, where={"congress": 81}, nodes=nodes, node_id="id").n_nodes == 93


def test_alliances_window_by_window(shared_data, load_real):
    path = shared_data / "signed" / "cow_alliances_evenwindows.csv.gz"
    starts = [*range(46, 98, 2)]
    graphs = [load_real(path, where={"window": f"{start}-{start + 3}"}) for start in starts]
    assert sum(graph.n_edges for graph in graphs) == 21136
    assert sum(graph.reading.counts["negative_ties"] for graph in graphs) == 2580
    for graph in graphs:
        counts = graph.reading.counts
        assert not graph.directed
        assert counts["duplicates_merged"] == counts["conflicting_pairs"] == counts["self_loops_dropped"] == 0


def test_monks_layer_by_layer(shared_data, load_real):
    path = shared_data / "signed" / "sampson_monastery_layers.csv.gz"
    layers = ("SAMPLK1", "SAMPLK2", "SAMPLK3", "SAMPDLK", "SAMPES", "SAMPDES", "SAMPIN", "SAMPNIN", "SAMPPR", "SAMNPR")
    graphs = [load_real(path, where={"layer": layer}, sign="layer_sign", arrow="source_listens") for layer in layers]
    assert [graph.n_nodes for graph in graphs] == [18, 18, 18, 17, 18, 17, 18, 18, 18, 15]
    assert sum(graph.n_edges for graph in graphs) == 510
    assert sum(graph.reading.counts["negative_ties"] for graph in graphs) == 196
