"""What becomes of rows: weights and signs, self-loops, repeats, conflicts, direction, node tables, components."""

import numpy as np
import pytest

from sociophys.loaders.file import File
from sociophys.network import Network
from sociophys.parameters import read_member
from tests.loaders.seen import fails, ties


def test_a_third_column_is_a_weight_a_sign_or_a_rating(read):
    weight = read("a,b,2\nb,c,0.5\n")
    assert ties(weight) == [("a", "b", 2.0), ("b", "c", 0.5)]
    assert weight.reading.sniffed["weight"] == "column 3 (no negative value)"
    sign = read("a,b,1\nb,c,-1.0\n")
    assert ties(sign) == [("a", "b", 1.0), ("b", "c", -1.0)]
    assert sign.reading.sniffed["sign"] == "column 3 (a sign: +1 agrees, -1 opposes)"
    rating = read("a,b,10\nb,c,-3\n")
    assert ties(rating) == [("a", "b", 10.0), ("b", "c", -3.0)]
    assert rating.reading.sniffed["weight"] == "column 3 (a rating from -3 to 10; below 0 opposes)"
    assert ties(read("a,b,friends\nb,c,cousins\n")) == [("a", "b", 1.0), ("b", "c", 1.0)]


def test_sign_words_and_weight_with_sign(read):
    graph = read("source,target,weight,sign\na,b,2,+\nb,c,3,-\nc,d,4,positive\nd,e,5,negative\n")
    assert [w for _, _, w in ties(graph)] == [2.0, -3.0, 4.0, -5.0]
    assert graph.reading.counts["negative_ties"] == 2


def test_none_switches_weight_off(read):
    graph = read("source,target,weight\na,b,2\nb,c,3\n", weight="none")
    assert [w for _, _, w in ties(graph)] == [1.0, 1.0]
    assert graph.reading.notes == ("columns not read: weight",)


def test_self_loops_and_zeros_are_dropped_counted_and_their_people_stay(read):
    graph = read("a,b,1\nc,c,2\nd,e,0\n")
    counts = graph.reading.counts
    assert (counts["self_loops_dropped"], counts["zero_weights_dropped"]) == (1, 1)
    assert (counts["nodes"], counts["ties"], counts["isolates"]) == (5, 1, 3)


REPEATED = "a,b,2\nb,a,3\na,c,-1\nc,a,4\nc,a,-2\n"


@pytest.mark.parametrize(
    ("duplicates", "conflicts", "expected"),
    [
        ("sum", "drop", [("a", "b", 5.0)]),
        ("max", "drop", [("a", "b", 3.0)]),
        ("first", "drop", [("a", "b", 2.0)]),
        ("auto", "drop", [("a", "b", 5.0)]),
        ("sum", "sum", [("a", "b", 5.0), ("a", "c", 1.0)]),
        ("sum", "negative", [("a", "b", 5.0), ("a", "c", -3.0)]),
        ("max", "negative", [("a", "b", 3.0), ("a", "c", -2.0)]),
        ("first", "negative", [("a", "b", 2.0), ("a", "c", -1.0)]),
    ],
)
def test_repeats_and_conflicts(read, duplicates, conflicts, expected):
    graph = read(REPEATED, directed=False, duplicates=duplicates, conflicts=conflicts)
    assert ties(graph) == expected
    assert graph.reading.counts["duplicates_merged"] == 1
    assert graph.reading.counts["conflicting_pairs"] == 1
    assert graph.reading.counts["conflicting_pairs_dropped"] == (conflicts == "drop")


def test_signs_that_cancel_drop_the_pair(read):
    graph = read("a,b,1\nb,a,-1\na,c,1\n", directed=False, conflicts="sum")
    assert ties(graph) == [("a", "c", 1.0)]
    assert graph.reading.counts["conflicting_pairs_dropped"] == 1


def test_directed_pairs_of_opposite_sign_are_two_arrows(read):
    graph = read("a,b,1\nb,a,-1\nb,a,-1\n", arrow="source_influences")
    assert ties(graph) == [("a", "b", 1.0), ("b", "a", -1.0)]
    assert graph.reading.counts["mutual_pairs"] == 1


def test_policies_that_report(read):
    assert fails(read, REPEATED, directed=False, duplicates="error", conflicts="error") == [
        "ties.csv:4: has the opposite sign of ties.csv:3; allowed each tie once, or another policy for conflicts.",
        "ties.csv:2: repeats ties.csv:1; allowed each tie once, or another policy for duplicates.",
    ]


def test_a_list_with_every_tie_twice_is_undirected_and_not_doubled(read):
    graph = read("a,b,2\nb,a,2\nb,c,1\nc,b,1\n")
    assert ties(graph) == [("a", "b", 2.0), ("b", "c", 1.0)]
    assert graph.reading.sniffed["directed"] == "no: every tie stands in both directions"


def test_repeats_without_weights_count_once_and_say_so(read):
    graph = read("a,b\na,b\nb,c\n")
    assert ties(graph) == [("a", "b", 1.0), ("b", "c", 1.0)]
    assert "1 repeated rows counted once; duplicates: sum makes the number of repeats the weight" in graph.reading.notes
    assert ties(read("a,b\na,b\nb,c\n", duplicates="sum"))[0] == ("a", "b", 2.0)


def test_arrow_means_source_influences_target(read):
    text = "retweeter,author\nann,bob\n"
    listens = read(text, arrow="source_listens")
    assert ties(listens) == [("bob", "ann", 1.0)]
    assert listens.reading.example == "ties.csv:2: 'ann' retweets 'bob': 'bob' influences 'ann'"
    network = Network.from_graph(listens)
    ann = list(network.names).index("ann")
    assert network.degrees[ann] == 1  # bob's influence stands in ann's row
    influences = read("source,target\nann,bob\n", arrow="source_influences")
    assert ties(influences) == [("ann", "bob", 1.0)]
    assert influences.reading.example == "ties.csv:2: 'ann' influences 'bob'"
    mutual = read(text, arrow="mutual")
    assert not mutual.directed
    assert mutual.reading.example.endswith("'ann' and 'bob' influence each other")


def test_example_of_a_hostile_tie(read):
    graph = read("ann,bob,-2\n", arrow="source_listens")
    assert graph.reading.example == (
        "ties.csv:1: 'ann' listens to 'bob': 'bob' influences 'ann' towards the opposite (weight -2)"
    )


ASKED = (
    "which way influence runs is not said; allowed arrow: source_listens ({}: 'bob' influences 'ann'), "
    "source_influences ('ann' influences 'bob'). Or arrow: mutual (directed: false) if ties run both ways. "
    "It is never guessed; say it with arrow (--arrow)."
)


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (
            "retweeter,author\nann,bob\n",
            {},
            "ties.csv:2: columns 'retweeter' and 'author' say who acts on whom, but "
            + ASKED.format("'ann' retweets 'bob'"),
        ),
        (
            "ann,bob\nbob,ann\nbob,cid\n",
            {},
            "ties.csv:1: 1 pairs stand in both directions, 1 in one: rows may have a direction; "
            + ASKED.format("the row 'ann', 'bob'"),
        ),
        (
            "ann,bob\n",
            {"directed": True},
            "ties.csv:1: the graph is directed, and " + ASKED.format("the row 'ann', 'bob'"),
        ),
        (
            "ann,bob\n",
            {"directed": True, "arrow": "mutual"},
            "ties.csv: arrow mutual says that ties run both ways, directed says that they do not; allowed one of them.",
        ),
        (
            "ann,bob\n",
            {"directed": False, "arrow": "source_listens"},
            "ties.csv: arrow source_listens needs a directed graph, and directed is false; allowed one of them.",
        ),
    ],
)
def test_the_arrow_is_never_guessed(read, content, options, message):
    assert fails(read, content, **options) == [message]


def test_undirected_by_default_is_said(read):
    assert read("ann,bob\n").reading.sniffed["directed"] == "no: nothing in the file speaks of a direction"


@pytest.mark.parametrize(
    ("content", "options", "messages"),
    [
        ("a,b,nan\nb,c,inf\nc,d,1\n", {"weight": "3"}, [
            "ties.csv:1: weight 'nan' is not a finite number; allowed finite numbers.",
            "ties.csv:2: weight 'inf' is not a finite number; allowed finite numbers.",
        ]),
        ("a,b,1\nb,c\n", {}, ["ties.csv:2: 2 fields where the rows above have 3; allowed 3 fields."]),
        ("a;b;0,5\nb;c;1,5\n", {"weight": "3"}, [
            "ties.csv:1: weight '0,5' is not a finite number; allowed finite numbers. Write 0.5, not 0,5.",
            "ties.csv:2: weight '1,5' is not a finite number; allowed finite numbers. Write 0.5, not 0,5.",
        ]),
        ("source,target,sign\na,b,1\nb,c,maybe\n", {}, [
            "ties.csv:3: sign 'maybe' is not a sign; allowed 1, -1, 0, +, -, or words such as positive, "
            "negative, friend, enemy, yea, nay. Rows that say neither are left out with where (--where COLUMN=VALUE)."
        ]),
        ("source,target,weight,sign\na,b,-2,1\n", {}, [
            "ties.csv:2: weight -2.0 is below 0 though column 'sign' gives the signs; allowed weights of 0 or more."
        ]),
        ("a,b\n,c\n", {}, ["ties.csv:2: the source is empty; allowed an id."]),
        ("1.23E+18,b\n1.24e+018,c\n", {}, [
            "ties.csv:1: id '1.23E+18' was damaged by a spreadsheet; allowed ids written out in full. "
            "Export again with ids as text.",
            "ties.csv:2: id '1.24e+018' was damaged by a spreadsheet; allowed ids written out in full. "
            "Export again with ids as text.",
        ]),
        ("a,a\nb,b\n", {}, [
            "ties.csv: no tie is left of 2 rows (self loops dropped: 2); allowed one tie between two nodes or more."
        ]),
        ("congress,roll,voter_no,vote\n1,2,3,1\n", {"header": True}, [
            "ties.csv: which columns hold the two ends of a tie cannot be told from their names; "
            "allowed congress, roll, voter_no, vote. Name them with source and target "
            "(--source COLUMN --target COLUMN)."
        ]),
        ("source,target\na,b\n", {"source": "sorce"}, [
            "ties.csv: no column 'sorce' for source; allowed source, target. Did you mean 'source'?"
        ]),
        ("a,b\nb,c\n", {"source": "source", "target": "2"}, [
            "ties.csv: no column 'source' for source (the file has no header: "
            "columns are numbered from 1); allowed 1, 2."
        ]),
        ("source,target\na,b\n", {"source": "target", "target": "target"}, [
            "ties.csv: source and target are both column 'target'; allowed two columns."
        ]),
        ("source,target,weight\na,b,1\n", {"delimiter": "tab"}, [
            "ties.csv: there is one column ('1'); a tie needs two ends; allowed two columns or more. "
            "Is the delimiter right?"
        ]),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_read(read, content, options, messages):
    assert fails(read, content, **options) == messages


def test_many_bad_rows_are_not_all_printed(read):
    got = fails(read, "".join(f"a{k},b{k},x\n" for k in range(9)), weight="3")
    assert len(got) == 6
    assert got[-1] == "ties.csv: 4 further rows have the same mistake."


NODES = "id,side,age,zip\nann,left,30,007\nbob,right,,010\neve,left,5,020\n"


def test_a_node_table_gives_attributes_order_and_isolates(read, write):
    write("people.csv", NODES)
    graph = read("bob,ann\nbob,zoe\n", nodes="people.csv")
    assert list(graph.names) == ["ann", "bob", "eve", "zoe"]
    assert graph.nodes["age"].tolist()[:3] == pytest.approx([30, np.nan, 5], nan_ok=True)
    assert graph.nodes["zip"].tolist()[:3] == ["007", "010", "020"]
    assert graph.nodes["side"].isna().tolist() == [False, False, False, True]
    counts = graph.reading.counts
    assert (counts["node_table_rows"], counts["nodes_without_row"], counts["isolates"]) == (3, 1, 1)
    assert graph.reading.notes == ("1 nodes have no row in people.csv",)


def test_node_tables_that_contradict_themselves(read, write):
    write("people.csv", NODES + "ann,right,30,007\n")
    assert fails(read, "ann,bob\n", nodes="people.csv") == [
        "people.csv:5: id 'ann' stands already at people.csv:2, with other values; allowed each id once."
    ]
    write("people.csv", NODES + "ann,left,30,007\n")
    assert read("ann,bob\n", nodes="people.csv").n_nodes == 3
    write("people.csv", NODES)
    assert fails(read, "ann,bob\n", nodes="people.csv", node_id="name") == [
        "people.csv: no column 'name' for id; allowed id, side, age, zip."
    ]


def test_largest_component(read):
    graph = read("a,b\nc,d\nd,e\ne,e\nf,f\n", component="largest")
    assert list(graph.names) == ["c", "d", "e"]
    assert ties(graph) == [("c", "d", 1.0), ("d", "e", 1.0)]
    counts = graph.reading.counts
    assert (counts["nodes_outside_component_dropped"], counts["ties_outside_component_dropped"]) == (3, 1)
    assert counts["isolates"] == 0


def test_options_are_checked_with_near_misses():
    _, findings = read_member("loaders", {"kind": "file", "path": "x", "arow": "mutual", "duplicates": "sun"})
    assert [(f.path, f.what) for f in findings] == [
        (("duplicates",), "'sun' is not a choice"),
        (("arow",), "unknown key 'arow'"),
    ]
    _, findings = read_member("loaders", {"kind": "file", "path": "x", "delimiter": "pipe"})
    assert findings[0].what == "'pipe' is no delimiter; allowed auto, tab, comma, semicolon, bar, space"
    assert File(path="x", nodes="y").inputs() == ("x", "y")


def test_explicit_options_read_back():
    plain = File(path="x").explicit()
    member, findings = read_member("loaders", plain)
    assert not findings
    assert member == File(path="x")
    assert None not in plain.values()
