"""Times of ties: numbers and ISO dates, what is no time, windows, and rows merged anew inside them."""

import numpy as np
import pytest

from sociophys.errors import GraphError
from sociophys.parameters import read_member
from tests.loaders.seen import fails, ties

DATED = (
    "source,target,weight,date\n"
    "ann,bob,1,2004-01-01\n"
    "bob,ann,2,2004-02-01\n"
    "bob,cid,-1,2004-02-15\n"
    "cid,cid,5,2004-03-01\n"
    "cid,bob,3,2004-03-01T12:00\n"
    "dan,eve,1,2004-06-01\n"
)
DAY = 12418  # 2004-01-01, in days since 1970-01-01


def test_dates_are_days_and_numbers_stay(read):
    graph = read(DATED, directed=False)
    assert graph.events["time"].tolist() == [DAY, DAY + 31, DAY + 45, DAY + 60.5, DAY + 152]
    assert graph.reading.sniffed["time"] == "'date' (ISO dates, as days since 1970-01-01)"
    assert "times run from 2004-01-01 to 2004-06-01" in graph.reading.notes
    numbers = read("a,b,3\nb,c,1.5\n", time="3")
    assert numbers.events["time"].tolist() == [3.0, 1.5]
    assert numbers.edges["weight"].tolist() == [1.0, 1.0]
    assert numbers.reading.sniffed["time"] == "'3' (numbers as they are)"
    assert "times run from 1.5 to 3" in numbers.reading.notes


@pytest.mark.parametrize("name", ["time", "timestamp", "date", "datetime", "ts", "unix", "Time"])
def test_a_column_of_times_is_recognised_by_its_name(read, name):
    graph = read(f"source,target,{name}\na,b,10\nb,c,20\n")
    assert graph.events["time"].tolist() == [10.0, 20.0]
    assert not any("columns not read" in note for note in graph.reading.notes)
    assert read(f"source,target,{name}\na,b,10\nb,c,20\n", time="none").events is None


def test_a_column_that_only_looks_like_times_is_passed_over_and_said(read):
    graph = read("source,target,date\na,b,monday\nb,c,tuesday\n")
    assert graph.events is None
    assert "column 'date' was not read as times: time 'monday' is not a time" in graph.reading.notes


def test_no_times_no_events(read):
    graph = read("a,b\nb,c\n")
    assert graph.events is None
    with pytest.raises(GraphError, match=r"ties.csv: ties have no times; allowed a graph read with a time column\."):
        graph.window(0, 1)


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("source,target,when\na,b,1\nb,c,x\n", {"time": "when"},
         "ties.csv:3: time 'x' is not a time; allowed numbers, or ISO dates such as 2004-01-31 or 2004-01-31T12:00."),
        ("source,target,when\na,b,2004-01-01\nb,c,\n", {"time": "when"},
         "ties.csv:3: the time is empty; allowed ISO dates such as 2004-01-31 or 2004-01-31T12:00."),
        ("source,target,when\na,b,01/02/2004\n", {"time": "when"},
         "ties.csv:2: time '01/02/2004' is not a time; allowed numbers, or ISO dates such as 2004-01-31 or "
         "2004-01-31T12:00. 01/02/2004 is February here and January there: write 2004-01-31."),
        ("source,target,when\na,b,2004-02-30\n", {"time": "when"},
         "ties.csv:2: time '2004-02-30' is not a time; allowed ISO dates such as 2004-01-31 or 2004-01-31T12:00."),
        ("source,target,when\na,b,inf\n", {"time": "when"},
         "ties.csv:2: time 'inf' is not a time; allowed numbers, or ISO dates such as 2004-01-31 or 2004-01-31T12:00."),
        ("source,target,when\na,b,1\n", {"time": "wen"},
         "ties.csv: no column 'wen' for time; allowed source, target, when. Did you mean 'when'?"),
        ("source,target,when\na,b,1\n", {"time": "when", "weight": "when"},
         "ties.csv: weight and time are both column 'when'; allowed a column a role."),
        ("source,target\na,b\n", {"window": [0, 1]},
         "ties.csv window: a window is asked for, and no column holds times; allowed source, target. "
         "Name the column with time (--time COLUMN)."),
        (DATED, {"directed": False, "window": [3, 5]},
         "ties.csv window: '3' is no time of column 'date', whose times are dates; allowed 2004-01-01 to 2004-06-01."),
        ("source,target,ts\na,b,1\nb,c,9\n", {"window": ["2004-01-01", 5]},
         "ties.csv window: '2004-01-01' is no time of column 'ts', whose times are numbers; allowed 1 to 9."),
        ("source,target,ts\na,b,1\nb,c,9\n", {"window": [5, 5]},
         "ties.csv window: 5 is not before 5; allowed [begin, end], begin first."),
        ("source,target,ts\na,b,1\nb,c,9\n", {"window": [10, 20]},
         "ties.csv: no tie is left of 2 rows (rows left out by window: 2); allowed one tie between two nodes or more. "
         "Times run from 1 to 9."),
    ],
)  # fmt: skip
def test_what_is_no_time_and_no_window(read, content, options, message):
    assert fails(read, content, **options) == [message]


def test_times_with_zones_are_in_universal_time(read):
    graph = read("source,target,date\na,b,2004-01-01T02:00+02:00\nb,c,2004-01-01T00:00Z\nc,d,2004-01-01 00:00\n")
    assert graph.events["time"].tolist() == [DAY, DAY, DAY]


def test_a_window_merges_anew_and_keeps_everybody(read):
    graph = read(DATED, directed=False)
    assert ties(graph) == [("ann", "bob", 3.0), ("dan", "eve", 1.0)]  # bob and cid disagree over the whole time
    early = graph.window(DAY, DAY + 31)
    assert ties(early) == [("ann", "bob", 1.0)]
    assert early.n_nodes == graph.n_nodes == 5
    spring = graph.window(DAY + 31, DAY + 60.5)
    assert ties(spring) == [("bob", "ann", 2.0), ("bob", "cid", -1.0)]
    counts = spring.reading.counts
    assert (counts["rows"], counts["rows_left_out_by_window"]) == (2, 3)
    assert (counts["ties"], counts["negative_ties"], counts["isolates"]) == (2, 1, 2)
    assert "self_loops_dropped" not in counts  # a count of the whole
    assert spring.reading.example == "'bob' and 'ann' influence each other (weight 2)"
    disputed = graph.window(DAY + 31, DAY + 61)
    assert disputed.reading.counts["conflicting_pairs_dropped"] == 1
    within = disputed.window(DAY + 31, DAY + 40)
    assert ties(within) == [("bob", "ann", 2.0)]
    assert within.reading.counts["rows_left_out_by_window"] == 4


def test_an_empty_window_is_a_graph_without_ties(read):
    graph = read(DATED, directed=False)
    nobody = graph.window(0, 1)
    assert (nobody.n_nodes, nobody.n_edges, nobody.reading.counts["isolates"]) == (5, 0, 5)
    with pytest.raises(GraphError, match=r"ties.csv window: 2 is not before 1; allowed begin < end\."):
        graph.window(2, 1)


def test_the_option_is_the_window_of_the_graph(read):
    for options in ({"directed": False}, {"arrow": "source_listens"}):
        whole = read(DATED, **options).window(DAY + 31, DAY + 61)
        asked = read(DATED, window=["2004-02-01", "2004-03-02"], **options)
        assert asked.edges.equals(whole.edges)
        assert asked.events.equals(whole.events)
        assert list(asked.names) == list(whole.names)
        for key in ("ties", "negative_ties", "isolates", "conflicting_pairs", "duplicates_merged"):
            assert asked.reading.counts[key] == whole.reading.counts[key]
        assert asked.reading.counts["rows"] == whole.reading.counts["rows"] + 1  # the self-loop
        assert "window: only rows with 2004-02-01 <= time < 2004-03-02; all nodes stay" in asked.reading.notes


def test_arrows_of_events_point_from_who_influences(read):
    graph = read("retweeter,author,ts\nann,bob,1\ncid,bob,2\n", arrow="source_listens")
    assert graph.names[graph.events["source"]].tolist() == ["bob", "bob"]
    assert ties(graph.window(2, 3)) == [("bob", "cid", 1.0)]


def test_windows_of_the_largest_component(read):
    graph = read("source,target,ts\na,b,1\nc,d,1\nd,e,2\n", component="largest")
    assert list(graph.names) == ["c", "d", "e"]
    assert len(graph.events) == 2
    assert ties(graph.window(2, 3)) == [("d", "e", 1.0)]
    assert graph.reading.example == "ties.csv:3: 'c' and 'd' influence each other"


def test_windows_with_loops_kept(read):
    graph = read("source,target,ts\na,a,1\na,b,2\n", self_loops="keep")
    assert ties(graph.window(1, 2)) == [("a", "a", 1.0)]


def test_a_window_has_two_ends():
    _, findings = read_member("loaders", {"kind": "file", "path": "x", "window": [1]})
    assert [(f.path, f.what) for f in findings] == [(("window",), "[1] is not a window; allowed [begin, end]")]


def test_windows_together_hold_every_event(read):
    rng = np.random.default_rng(3)
    rows = rng.integers(0, 30, (400, 2))
    text = "source,target,time\n" + "".join(f"n{a},n{b},{t}\n" for t, (a, b) in enumerate(rows))
    graph = read(text, arrow="source_influences")
    windows = [graph.window(begin, begin + 100) for begin in range(0, 400, 100)]
    assert sum(w.reading.counts["rows"] for w in windows) == len(graph.events)
    pairs = {pair for w in windows for pair in zip(w.edges["source"], w.edges["target"], strict=True)}
    assert pairs == set(zip(graph.edges["source"], graph.edges["target"], strict=True))
