"""Graphs side by side and one graph over time: values as published, order by distance from chance, mistakes at once."""

import json

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import sociophys as sp
from sociophys.errors import GraphError, MissingError
from sociophys.opinions import Opinions
from sociophys.panels import Details, Sentence, Series, Table
from sociophys.workflow.compare import window_ends

ASSORTATIVITY = {81: 0.899, 87: 0.768, 91: 0.439, 95: 0.349, 99: 0.800, 103: 0.956, 105: 0.997, 111: 0.940, 115: 0.926}
TIES = {81: 1587, 93: 2069, 95: 2045, 103: 2328, 113: 2489}
DENSITY = {81: 0.37097, 113: 0.50283}


def split_graph(inside, n=40, ties=120, seed=0):
    """Return ties among two sides of n people each, a share ``inside`` of them within a side."""
    draw = np.random.default_rng(seed)
    found = set()
    while len(found) < ties:
        a, b = draw.integers(0, n, 2)
        side = draw.integers(0, 2)
        pair = (a + n * side, b + n * (side if draw.random() < inside else 1 - side))
        if pair[0] != pair[1]:
            found.add((min(pair), max(pair)))
    return pd.DataFrame([(f"p{a:02d}", f"p{b:02d}") for a, b in sorted(found)], columns=["source", "target"])


SIDES = pd.Series({f"p{k:02d}": "left" if k < 40 else "right" for k in range(80)}, name="side")


def graph_of(inside, seed=0):
    return sp.read_graph(split_graph(inside, seed=seed), directed=False, nodes=SIDES.to_frame())


def texts(comparison):
    return [panel.text for panel in comparison.document.sections[0].panels if isinstance(panel, Sentence)]


@pytest.fixture(scope="module")
def two():
    graphs = {"mixed": graph_of(0.55), "split": graph_of(0.95, seed=1)}
    return sp.compare(graphs, "side", nulls=100, analyzers=["mixing"], origin="independent")


@pytest.fixture(scope="module")
def years():
    """Ten years of which 4 to 6 are mixed: in one frame, by year, with a time of day each."""
    parts = [split_graph(0.6 if 4 <= year <= 6 else 0.9, seed=year).assign(year=year) for year in range(10)]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def course(years):
    graphs = sp.read_graphs(years, by="year", directed=False, nodes=SIDES.to_frame())
    return sp.compare(graphs, "side", times="labels", by="year", nulls=100, analyzers=["mixing"], origin="independent")


def test_the_more_divided_comes_first(two):
    assert texts(two)[0].startswith("Measured against its own chance, split is more divided than mixed: more ties of")
    assert "two randomised twins differ by as much in none of 100 pairs" in " ".join(texts(two))
    assert two.changes == {}
    assert two.times is None
    assert two.document.title == "Which network is more divided?"


def test_numbers_are_those_of_each_analysis_alone(two):
    alone = sp.analyze(graph_of(0.95, seed=1), "side", nulls=100, analyzers=["mixing"])
    row = two.scores.set_index(["graph", "score"]).loc[("split", "ei_index")]
    assert row["value"] == alone.numbers["ei_index"].value
    assert row["null_mean"] == alone.numbers["ei_index"].null.mean
    picture = next(p for p in two.document.sections[0].panels if isinstance(p, Series))
    assert picture.values[1] == pytest.approx(50 * (1 - row["value"]))
    assert picture.low[1] <= picture.chance[1] <= picture.high[1]


def test_alike_is_said_where_luck_is_enough():
    found = sp.compare([graph_of(0.8, seed=k) for k in (1, 2)], "side", nulls=100, analyzers=["mixing"])
    assert texts(found)[0].startswith(
        "Measured against their own chance, which of these networks is more divided cannot be told"
    )
    assert found.labels == ("frame (1)", "frame (2)")
    assert sum(isinstance(p, Sentence) and p.tag == "Assumed" for p in found.document.sections[0].panels) == 1


def test_three_are_put_in_order(two):
    third = sp.analyze(graph_of(0.75, seed=3), "side", nulls=100, analyzers=["mixing"])
    found = sp.compare([*two.results, third], labels=["a", "b", "c"])
    assert texts(found)[0].startswith("Measured against its own chance, b is most divided and a is least divided: more")
    assert found["b"] is two.results[1]


def test_a_change_is_found_over_time(course):
    assert course.times == tuple(map(float, range(10)))
    points = course.change_points[course.change_points.score == "ei_index"]
    assert points[["last_before", "first_after"]].to_numpy().tolist() == [["3", "4"], ["6", "7"]]
    assert texts(course)[0].startswith("Keeping to one's own side fell, then rose.")
    assert "from year 4 to 6" in texts(course)[0]
    picture = next(p for p in course.document.sections[0].panels if isinstance(p, Series))
    assert [index for index, _ in picture.changes] == [4, 7]
    assert picture.time_label == "year"


def test_graphs_are_put_in_the_order_of_time(years):
    graphs = sp.read_graphs(years[years.year < 3], by="year", directed=False, nodes=SIDES.to_frame())
    found = sp.compare(list(graphs.values()), "side", labels=["c", "a", "b"], times=[2.0, 0.0, 1.0], nulls=20)
    assert found.labels == ("a", "b", "c")
    assert found.changes["ei_index"].reason.startswith("3 windows are too few")
    assert texts(found)[0].startswith("Whether anything changed cannot be said: 3 windows are too few")


def test_windows_of_a_graph_with_times(years):
    graph = sp.read_graph(years.rename(columns={"year": "time"}), directed=False, nodes=SIDES.to_frame())
    found = sp.analyze_windows(graph, "side", windows=[*range(10), 9.5], nulls=100, analyzers=["mixing"])
    assert found.labels[4] == "4 to 5"
    assert [one.result.graph.n_nodes for one in found] == [80] * 10
    assert sum(one.result.graph.n_edges for one in found) == len(years)
    assert [change.index for change in found.changes["ei_index"].found] == [4, 7]
    halves = sp.analyze_windows(graph, SIDES, windows=2, nulls=0, plus="left")
    assert sum(len(one.result.graph.events) for one in halves) == len(years)
    assert halves.results[0].opinions.plus == "left"
    assert texts(halves)[0] == "These networks cannot be compared: nothing was drawn to compare with."


def test_window_ends_reach_the_last_time():
    assert window_ends(0.0, 1.0, 3, None)[-1] == 1.0
    assert window_ends(0.0, 9.0, None, 3.0) == [0.0, 3.0, 6.0, 9.0, 12.0]  # 9 itself falls into the last one
    for windows, width in ((None, None), (3, 1.0), (1, None), (None, 0.0), (None, 1e-9), ([2.0, 1.0], None)):
        with pytest.raises(GraphError):
            window_ends(0.0, 9.0, windows, width)


def test_a_window_without_ties_says_why():
    ties = pd.DataFrame({"source": list("abab"), "target": list("bccd"), "time": [0, 1, 9, 10]})
    graph = sp.read_graph(ties, directed=False)
    found = sp.analyze_windows(graph, Opinions(np.array([1.0, 1, -1, -1])), windows=3, nulls=20)
    empty = found.results[1]
    assert empty.graph.n_edges == 0
    assert empty.numbers["ei_index"].value is None
    assert any("Left out: 3.333" in text or "Left out: 3.3" in text for text in texts(found))
    assert found.changes["ei_index"].p is None


def test_opinions_of_a_file_are_taken_apart(tmp_path, monkeypatch, years):
    monkeypatch.chdir(tmp_path)
    rows = [(year, name, side if year else "left") for year in range(2) for name, side in SIDES.items()]
    table = pd.DataFrame(rows, columns=["year", "id", "side"])
    table.to_csv("people.csv", index=False)
    graphs = sp.read_graphs(years[years.year < 2], by="year", directed=False)
    found = sp.compare(graphs, "people.csv:side", by="year", nulls=0, plus="left", minus="right")
    assert found["0"].opinions.sides.min() == 1
    assert found["1"].opinions.sides.min() == -1
    table[table.year == 1].drop(columns="year").to_csv("all.csv", index=False)
    assert sp.compare(graphs, "all.csv:side", by="year", nulls=0)["0"].opinions.sides.min() == -1


def test_sides_from_the_graph_are_not_mixed_with_given_ones():
    graphs = [graph_of(0.9), graph_of(0.8, seed=2)]
    given = [sp.analyze(graphs[0], "side", nulls=20, analyzers=["mixing"])]
    found = sp.compare(graphs, find="spectral", nulls=20, analyzers=["mixing"])
    with pytest.raises(GraphError, match="made from its ties, those of .* were not; allowed one origin for all"):
        sp.compare([*given, *found.results])
    assert "can be cut in two" in texts(found)[0]
    assert "cut in the same way" in texts(found)[0]


def test_all_mistakes_at_once():
    graphs = {"a": graph_of(0.9), "b": graph_of(0.8)}
    with pytest.raises(GraphError) as error:
        sp.compare(graphs, ["sdie", "camp"], nulls=0)
    assert len(error.value.mistakes) == 2
    with pytest.raises(GraphError, match="a DataFrame is not a graph"):
        sp.compare([SIDES.to_frame()], "side")
    with pytest.raises(GraphError, match="1 are given for 2 graphs"):
        sp.compare(graphs, ["side"])
    with pytest.raises(GraphError, match="its ties have no times"):
        sp.analyze_windows(graphs["a"], "side", windows=3)
    with pytest.raises(GraphError, match="time 'a' is not a time"):
        sp.compare(graphs, "side", times="labels")


def test_too_many_graphs_by_a_column():
    ties = pd.DataFrame({"by": [f"v{k}" for k in range(1001)], "source": ["a"] * 1001, "target": ["b"] * 1001})
    with pytest.raises(GraphError, match="1,001 values, a graph each; allowed up to 1,000"):
        sp.read_graphs(ties, by="by")
    with pytest.raises(GraphError, match="no column 'bye' for by"):
        sp.read_graphs(ties, by="bye")


def test_one_graph_of_each_value_is_what_a_filter_reads(years):
    graphs = sp.read_graphs(years, by="year", directed=False)
    alone = sp.read_graph(years, directed=False, where={"year": 3})
    pd.testing.assert_frame_equal(graphs["3"].edges, alone.edges)
    assert graphs["3"].reading.counts == alone.reading.counts
    assert list(graphs) == [str(year) for year in range(10)]


def test_json_files_and_notebook(two, course, tmp_path):
    plain = json.loads(course.to_json())
    assert [graph["label"] for graph in plain["graphs"]] == [str(year) for year in range(10)]
    first = plain["graphs"][0]
    assert set(first) == {"label", "time", "network", "opinions", "verdict", "scores"}
    assert first["scores"]["ei_index"]["null"]["kind"] == "rewired_ties"
    assert [change["between"] for change in plain["change_points"]["ei_index"]["changes"]] == [["3", "4"], ["6", "7"]]
    report = two.save(tmp_path)
    assert sorted(path.name for path in report.parent.iterdir()) == [
        "comparison.json", "document.json", "report.html", "scores.csv",
    ]  # fmt: skip
    assert len(pd.read_csv(report.parent / "scores.csv")) == len(two.scores)
    assert "split" in two._repr_html_()
    assert type(two.figure()).__name__ == "Figure"
    assert repr(two) == "Comparison(2 graphs, mixed, split)"
    with pytest.raises(MissingError, match="Did you mean 'scores'"):
        two.table("score")
    with pytest.raises(MissingError, match="Did you mean 'split'"):
        two["splt"]


def test_half_of_the_people_must_have_an_opinion():
    graph = graph_of(0.9)
    few = SIDES.where(np.arange(80) % 10 < 4, "")
    found = sp.compare(
        {"a": graph, "b": graph}, [SIDES, few], nulls=20, analyzers=["mixing"], plus="left", minus="right"
    )
    assert "Left out: b (only 40\u00a0% of people have a known opinion" in texts(found)[1]
    forced = sp.compare([*found.results], labels=["a", "b"], force=True)
    assert not any("Left out" in text for text in texts(forced))


def test_every_table_of_a_report_is_rectangular(two, course):
    for comparison in (two, course):
        panels = [panel for section in comparison.document.sections for panel in section.panels]
        for table in [p.table if isinstance(p, Details) else p for p in panels if isinstance(p, (Details, Table))]:
            assert {len(row) for row in table.rows} <= {len(table.columns)}
            assert len(table.kinds) == len(table.columns)


@pytest.fixture(scope="module")
def senate(shared_data):
    folder = shared_data / "polarization"
    return sp.read_graphs(
        folder / "senate_similarity_odd_edges.csv.gz", by="congress", directed=False,
        nodes=folder / "senate_similarity_odd_nodes.csv.gz",
    )  # fmt: skip


def test_senate_as_published(senate):
    """Ties and density: Schoch and Brandes 2020; assortativity over all parties, also the small ones: recomputed."""
    assert list(senate) == [str(congress) for congress in range(81, 116, 2)]
    assert {congress: senate[str(congress)].n_edges for congress in TIES} == TIES
    for congress, density in DENSITY.items():
        graph = senate[str(congress)]
        assert graph.n_edges / (graph.n_nodes * (graph.n_nodes - 1) / 2) == pytest.approx(density, abs=5e-6)
    for congress, wanted in ASSORTATIVITY.items():
        graph = senate[str(congress)]
        known = nx.Graph(graph.edges[["source", "target"]].to_numpy().tolist())
        nx.set_node_attributes(known, dict(enumerate(graph.nodes["party"])), "party")
        assert nx.attribute_assortativity_coefficient(known, "party") == pytest.approx(wanted, abs=6e-4)


def test_senate_falls_and_rises(senate):
    found = sp.compare(
        senate, "party", times="labels", by="congress", plus="Republican", minus="Democrat", origin="independent",
        nulls=40, analyzers=["mixing"],
    )  # fmt: skip
    assert texts(found)[0].startswith("Keeping to one's own side fell, then rose.")
    scores = found.scores[found.scores.score == "assortativity"].set_index("graph")
    for congress in (81, 87, 91, 99, 103, 105):  # two parties only
        assert scores.loc[str(congress), "value"] == pytest.approx(ASSORTATIVITY[congress], abs=6e-4)
    for name in ("ei_index", "assortativity"):
        first, second = found.changes[name].found
        assert first.after > first.before if name == "ei_index" else first.after < first.before
        assert 83 <= int(found.labels[first.index]) <= 91
        assert found.labels[second.index] == "97"
        assert first.p == second.p <= 0.05
