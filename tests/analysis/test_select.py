"""Selections of people: each way, its short form, and the message when it cannot be."""

import numpy as np
import pandas as pd
import pytest

from sociophys.errors import MissingError
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.parameters import Member, explicit, parameter, read_record
from sociophys.select import (
    ByAttribute,
    Selection,
    community_numbers,
    group_numbers,
    grouping,
    selection,
    side_sign,
)


class Lever(Member):
    """A member that reaches people."""

    nodes: selection() = parameter("all", doc="whom it reaches")


TIES = [(0, 1), (0, 2), (0, 3), (1, 2), (4, 3)]
GRAPH = Graph(
    pd.DataFrame({"age": [30, 40, 30, 50, 60], "town": list("ababc")}, index=["ann", "bob", "cat", "dan", "eve"]),
    pd.DataFrame([(*tie, 1.0) for tie in TIES], columns=["source", "target", "weight"]),
    directed=False,
)
NETWORK = Network.from_graph(GRAPH)
OPINIONS = Opinions(np.array([1, -1, np.nan, 1, -1]), plus="pro", minus="anti")


def pick(raw, seed=0, opinions=OPINIONS):
    lever, findings = read_record(Lever, {"nodes": raw})
    assert not findings
    return lever.nodes.pick(NETWORK, GRAPH, opinions, np.random.default_rng(seed)).tolist()


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        ("all", [0, 1, 2, 3, 4]),
        ({}, [0, 1, 2, 3, 4]),
        ({"ids": ["eve", "ann", "ann"]}, [0, 4]),
        ({"attribute": "town", "equals": "b"}, [1, 3]),
        ({"attribute": "age", "equals": 30}, [0, 2]),
        ({"side": "pro"}, [0, 3]),
        ({"side": "minus"}, [1, 4]),
        ({"top_degree": 1}, [0]),
        ({"top_degree": 2}, [0, 1]),  # bob, cat and dan have two ties each: the first read comes first
        ({"top_degree": 0.6}, [0, 1, 2]),
        ({"random": 0}, []),
        ({"random": 1.0}, [0, 1, 2, 3, 4]),
        ({"attribute": "town", "equals": ["b", "c"]}, [1, 3, 4]),
        ({"attribute": "age", "above": 30}, [1, 3, 4]),
        ({"attribute": "age", "above": 30, "below": 60}, [1, 3]),
        ({"border": 2}, [1, 4]),  # all their ties to people with a side go across
        ({"border": 1.0}, [0, 1, 3, 4]),
        ({"around": {"id": "eve", "size": 1}}, [4]),
        ({"around": {"id": "eve", "size": 3}}, [0, 3, 4]),
        ({"around": {"id": "eve", "size": 4}}, [0, 1, 3, 4]),  # bob and cat are equally near: the first read
        ({"around": {"id": "eve", "size": 1.0}}, [0, 1, 2, 3, 4]),
    ],
)
def test_each_way(raw, people):
    assert pick(raw) == people


def test_random_is_a_function_of_the_generator():
    assert pick({"random": 2}, seed=1) == pick({"random": 2}, seed=1)
    assert len(pick({"random": 0.01})) == 1  # a share above 0 is at least one person
    assert {tuple(pick({"random": 2}, seed=k)) for k in range(20)} != {tuple(pick({"random": 2}))}


def test_arrows_of_both_ways_count():
    network = Network.from_graph(Graph(GRAPH.nodes, GRAPH.edges, directed=True))
    assert Selection(top_degree=1).pick(network, GRAPH, None, np.random.default_rng(0)).tolist() == [0]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            {"ids": ["anna", "bob"]},
            "nodes.ids: 'anna' is not there; allowed ann, bob, cat, dan, eve. Did you mean 'ann'?",
        ),
        ({"attribute": "twn", "equals": "b"}, "'twn' is not there; allowed age, town. Did you mean 'town'?"),
        ({"attribute": "town", "equals": "z"}, "'z' is not there; allowed a, b, c"),
        ({"side": "ant"}, "'ant' is not a side; allowed pro, anti, plus, minus. Did you mean 'anti'?"),
        ({"top_degree": 9}, "9 people are asked for; allowed 0 to 5"),
        ({"attribute": "town", "equals": ["a", "z", "y"]}, "'z' is not there; allowed a, b, c"),
        ({"attribute": "town", "above": 3}, "'town' holds no numbers"),
        ({"attribute": "age", "above": 90}, "nobody's 'age' lies in the range; allowed the column goes from 30 to 60"),
        ({"border": 5}, "5 people are asked for, and 4 have a tie to the other side; allowed 0 to 4"),
        ({"community": 9}, "9 is no community; allowed 1 (the largest) to"),
        (
            {"community": "anna"},
            "nodes.community: 'anna' is not there; allowed ann, bob, cat, dan, eve. Did you mean 'ann'?",
        ),
        ({"around": {"id": "evi", "size": 2}}, "nodes.around.id: 'evi' is not there"),
        ({"around": {"id": "eve", "size": 6}}, "6 people are asked for; allowed 0 to 5"),
    ],
)
def test_what_is_not_there_is_named(raw, message):
    with pytest.raises(MissingError) as caught:
        pick(raw)
    assert message in str(caught.value)


@pytest.mark.parametrize("raw", [{"side": "plus"}, {"border": 1}])
def test_sides_need_opinions(raw):
    with pytest.raises(MissingError, match="only in imported opinions"):
        pick(raw, opinions=None)


def test_border__by_share_or_by_number():
    opinions = Opinions(np.array([-1.0, 1, -1, 1, -1]))
    assert pick({"border": 3}, opinions=opinions) == [1, 3, 4]
    assert pick({"border": 3, "by": "ties"}, opinions=opinions) == [0, 1, 3]


def test_communities__by_size_or_by_one_of_their_people():
    """Two cliques of five and of three, joined by one tie."""
    pairs = [(i, j) for part in (range(3), range(3, 8)) for i in part for j in part if i < j] + [(2, 3)]
    people = pd.DataFrame(index=[str(k) for k in range(8)])
    graph = Graph(people, pd.DataFrame([(*p, 1.0) for p in pairs], columns=["source", "target", "weight"]), False)
    network, rng = Network.from_graph(graph), np.random.default_rng(0)
    found = {c: Selection(community=c).pick(network, graph, None, rng).tolist() for c in (1, 2, "2", "7")}
    assert found == {1: [3, 4, 5, 6, 7], 2: [0, 1, 2], "2": [0, 1, 2], "7": [3, 4, 5, 6, 7]}


def test_around__is_connected_and_a_drawn_centre_has_enough_people_within_reach():
    """A ring of nine and a pair apart."""
    ties = [(k, (k + 1) % 9) for k in range(9)] + [(9, 10)]
    people = pd.DataFrame(index=[f"p{k}" for k in range(11)])
    graph = Graph(people, pd.DataFrame([(*t, 1.0) for t in ties], columns=["source", "target", "weight"]), True)
    network, drawn = Network.from_graph(graph), set()
    for seed in range(60):
        around = Selection(around={"id": "random", "size": 4})
        chosen = around.pick(network, graph, None, np.random.default_rng(seed))
        assert sum((b - a) % 9 == 1 for a, b in zip(chosen, np.roll(chosen, -1), strict=True)) == 3
        drawn.add(tuple(chosen.tolist()))
    assert len(drawn) == 8  # p1 and p2 have the same
    with pytest.raises(MissingError, match="10 people are asked for around anybody, and ties lead to 9"):
        Selection(around={"id": "random", "size": 10}).pick(network, graph, None, np.random.default_rng(0))
    with pytest.raises(MissingError, match="3 people are asked for around 'p9', and ties lead to 2"):
        Selection(around={"id": "p9", "size": 3}).pick(network, graph, None, np.random.default_rng(0))


def test_ids_file__one_a_line(tmp_path):
    (tmp_path / "people.txt").write_text("eve\n\n ann \neve\n", encoding="utf-8")
    whom = Selection(ids_file="people.txt").beside(tmp_path)
    assert whom.pick(NETWORK, GRAPH, None, np.random.default_rng(0)).tolist() == [0, 4]
    (tmp_path / "people.txt").write_text("eva\n", encoding="utf-8")
    with pytest.raises(MissingError, match="ids_file 'people.txt': 'eva' is not there; .* Did you mean 'eve'"):
        whom.pick(NETWORK, GRAPH, None, np.random.default_rng(0))
    (tmp_path / "people.txt").write_text("\n", encoding="utf-8")
    with pytest.raises(MissingError, match="there is no id in it; allowed one id a line"):
        whom.pick(NETWORK, GRAPH, None, np.random.default_rng(0))
    (tmp_path / "people.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MissingError, match="not UTF-8 text"):
        whom.pick(NETWORK, GRAPH, None, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ("everybody", "'everybody' is not a selection"),
        ({"top_degre": 3}, "unknown key 'top_degre'"),
        ({"side": "pro", "random": 1}, "a selection says side and random"),
        ({"attribute": "town"}, "'attribute' goes with 'equals' or a range"),
        ({"attribute": "town", "equals": "a", "above": 1}, "'attribute' goes with 'equals' or a range"),
        ({"attribute": "age", "above": 3, "below": 2}, "nothing is above 3 and below 2"),
        ({"attribute": "town", "equals": []}, "'equals' lists no value"),
        ({"ids": ["ann"], "equals": "b"}, "'equals' goes with 'attribute'"),
        ({"top_degree": 1, "by": "ties"}, "'by' goes with 'border'"),
        ({"community": 0}, "community 0 is no community"),
        ({"around": {"id": "ann", "size": 1.5}}, "size 1.5 is neither"),
        ({"around": {"id": "ann"}}, "'size' is missing"),
        ({"random": 1.5}, "random 1.5 is neither"),
        ({"random": True}, "random True is not a number"),
        ({"top_degree": -1}, "-1 is below 0"),
        ({"ids": []}, "is too short"),
        (3, "3 is not a block of keys"),
    ],
)
def test_one_finding_for_one_mistake(raw, what):
    _, findings = read_record(Lever, {"nodes": raw})
    assert len(findings) == 1
    assert what in findings[0].what


def test_explicit_form_reads_back():
    ways = [{"ids": ["ann"]}, {"attribute": "town", "equals": ["b", 1]}, {"top_degree": 0.1}, {"community": "ann"}]
    ways += [
        {"border": 3},
        {"around": {"id": 7, "size": 2}},
        {"ids_file": "people.txt"},
        {"attribute": "a", "below": 1},
    ]
    for raw in ("all", *ways):
        lever = read_record(Lever, {"nodes": raw})[0]
        plain = explicit(lever.nodes)
        assert None not in plain.values()
        assert read_record(Lever, {"nodes": plain})[0] == lever


def test_side_words_without_opinions():
    assert (side_sign("plus"), side_sign("minus")) == (1, -1)
    with pytest.raises(MissingError, match="allowed plus, minus"):
        side_sign("pro")


def test_a_side_called_minus_wins_over_the_word():
    assert side_sign("minus", Opinions(np.array([1.0]), plus="minus", minus="plus")) == 1


class Crowd(Member):
    """A member that counts among some people."""

    among: grouping() = parameter("everybody", doc="among whom")


def groups_of(raw):
    crowd, findings = read_record(Crowd, {"among": raw})
    assert not findings
    return group_numbers(crowd.among, NETWORK, GRAPH).tolist()


def test_groups__of_everybody_of_an_attribute_and_of_communities():
    assert groups_of("everybody") == [0, 0, 0, 0, 0]
    assert groups_of({"attribute": "town"}) == [0, 1, 0, 1, 2]
    found = groups_of("community")
    assert sorted(set(found)) == list(range(len(set(found))))
    assert found == community_numbers(Network.from_graph(GRAPH)).tolist()


@pytest.mark.parametrize("raw", ["comunity", {"atribute": "town"}, {"attribute": "town", "equals": "a"}, 3, {}])
def test_groups__one_finding_for_one_mistake(raw):
    (finding,) = read_record(Crowd, {"among": raw})[1]
    assert "community" in f"{finding.what} {finding.allowed}"


def test_groups__an_unknown_attribute_is_named():
    with pytest.raises(MissingError, match="'twn' is not there; allowed age, town. Did you mean 'town'"):
        group_numbers(ByAttribute(attribute="twn"), NETWORK, GRAPH)
