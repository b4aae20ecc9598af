"""Opinions joined to a graph: sides, scales, what matched and what did not, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from sociophys.errors import GraphError, MissingError
from sociophys.graph import Graph
from sociophys.joining import OpinionsBlock
from sociophys.parameters import read_record
from sociophys.registry import member

SILENT = "user,stance\nann,pro\nBob,anti\ncid,anti\ndan,unknown\nzoe,pro\n"
NAMES = ["ann", "bob", "cid", "dan"]


def graph_with(**attributes):
    nodes = pd.DataFrame(attributes, index=pd.Index(NAMES, name="id"))
    edges = pd.DataFrame({"source": [0, 1, 2], "target": [1, 2, 3], "weight": [1.0, 1.0, 1.0]})
    return Graph(nodes, edges, False)


def from_file(write, content, graph=None, **options):
    path = write("users.csv", content)
    block = OpinionsBlock(file="users.csv", column=options.pop("column", "stance"), **options)
    return block.join(graph or graph_with(), path.parent)


def refused(work, *arguments, **options):
    with pytest.raises((GraphError, MissingError)) as caught:
        work(*arguments, **options)
    return str(caught.value)


def test_karate_sides():
    graph = member("loaders", "karate")().load(np.random.default_rng(0))
    opinions = OpinionsBlock(attribute="club", plus="Mr. Hi", minus="Officer", origin="independent").join(graph)
    assert (opinions.scale, opinions.plus, opinions.minus, opinions.origin) == (
        "binary",
        "Mr. Hi",
        "Officer",
        "independent",
    )
    assert opinions.values[0] == 1
    assert opinions.values[33] == -1
    assert dict(opinions.counts)["plus"] == 17


def test_a_table_with_strangers_and_silent_people(write):
    opinions = from_file(write, SILENT, missing="unknown", plus="pro", minus="anti")
    assert opinions.values.tolist() == pytest.approx([1, np.nan, -1, np.nan], nan_ok=True)
    counts = dict(opinions.counts)
    assert counts == {
        "matched": 3, "unmatched_ids": 2, "nodes_without_row": 1, "plus": 1, "minus": 1, "neither": 0,
        "without_opinion": 2,
    }  # fmt: skip
    assert opinions.notes == (
        "2 ids of users.csv are no nodes of the graph ('Bob', 'zoe'): 'Bob' looks like 'bob'",
        "2 of 4 nodes have no opinion",
    )
    assert opinions.coverage == 0.5


def test_values_that_are_neither_are_counted_and_listed(write):
    opinions = from_file(write, "id,stance\nann,pro\nbob,anti\ncid,meh\ndan,meh\n", plus="pro", minus="anti")
    assert opinions.scale == "categorical"
    assert opinions.values.tolist() == [1, -1, 0, 0]
    assert opinions.notes == ("2 nodes are neither 'pro' nor 'anti' and count as 0: 'meh' (2)",)


def test_sides_are_recognised_where_there_are_two_values(write):
    opinions = from_file(write, "id,stance\nann,pro\nbob,anti\ncid,\ndan,pro\n")
    assert (opinions.plus, opinions.minus) == ("pro", "anti")
    assert opinions.notes[0] == "sides recognised: 'pro' is +1, 'anti' is -1"
    numbers = OpinionsBlock(attribute="x").join(graph_with(x=[0, 1, 1.0, np.nan]))
    assert (numbers.plus, numbers.minus) == ("1", "0")
    books = OpinionsBlock(attribute="x").join(graph_with(x=[-1, 0, 1, 1]))
    assert (books.scale, books.plus, books.values.tolist()) == ("categorical", "1", [-1, 0, 1, 1])
    one = OpinionsBlock(attribute="x", plus="pro").join(graph_with(x=["pro", "anti", "anti", "pro"]))
    assert (one.plus, one.minus) == ("pro", "anti")


def test_scales():
    graph = graph_with(score=[1, 3, 5, np.nan])
    opinions = OpinionsBlock(attribute="score", between=[1, 5], plus="warm", minus="cold").join(graph)
    assert opinions.scale == "continuous"
    assert opinions.values.tolist() == pytest.approx([-1, 0, 1, np.nan], nan_ok=True)
    assert (opinions.plus, opinions.minus) == ("warm", "cold")
    found = OpinionsBlock(attribute="x").join(graph_with(x=[-0.5, 0.25, 1, 0.0]))
    assert found.values.tolist() == [-0.5, 0.25, 1, 0]
    assert found.notes[0] == "opinions read as a scale from -1 to 1"


def test_one_side_only_is_allowed_and_noted():
    graph = graph_with(x=["pro"] * 4)
    opinions = OpinionsBlock(attribute="x", plus="pro", minus="anti").join(graph)
    assert opinions.notes == ("one side only: no node is 'anti'",)
    assert OpinionsBlock(attribute="x", plus="pro").join(graph).values.tolist() == [1, 1, 1, 1]


def test_numbers_match_as_text(write):
    nodes = pd.DataFrame(index=pd.Index(["1", "2"]))
    graph = Graph(nodes, pd.DataFrame({"source": [0], "target": [1], "weight": [1.0]}), False)
    opinions = from_file(write, "id,side\n1,0\n2,1\n", graph, column="side", plus=1, minus=0)
    assert opinions.values.tolist() == [-1, 1]


def test_a_series():
    series = pd.Series({"ann": "pro", "bob": "anti"}, name="stance")
    opinions = OpinionsBlock(attribute="stance").join_series(graph_with(), series)
    assert opinions.values.tolist() == pytest.approx([1, -1, np.nan, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("id,stance\nann,pro\n", {"column": "stanse"},
         "users.csv: no column 'stanse' for opinions; allowed id, stance. Did you mean 'stance'?"),
        ("id,stance\nann,pro\n", {"id": "user"}, "users.csv: no column 'user' for id; allowed id, stance."),
        ("id,stance\nAnn,pro\nBOB,anti\n", {},
         "users.csv: no id is a node of the graph (ids such as 'Ann', nodes such as 'ann'); "
         "allowed ids written as in the graph. For example 'Ann' looks like 'ann'; capitals and blanks count."),
        ("id,stance\nx1,pro\nx2,anti\n", {},
         "users.csv: no id is a node of the graph (ids such as 'x1', nodes such as 'ann'); "
         "allowed ids written as in the graph. Is it the right id column?"),
        ("id,stance\nann,pro\nann,anti\n", {},
         "users.csv:3: id 'ann' stands already at users.csv:2, with other values; allowed each id once."),
        ("id,stance\nann,pro\nbob,anti\ncid,anti\n", {"plus": "Pro", "minus": "anti"},
         "users.csv stance: 'Pro' does not occur; allowed 'anti' (2), 'pro' (1). Did you mean 'pro'?"),
        ("id,stance\nann,pro\nbob,anti\n", {"plus": "yes", "minus": "no"},
         "users.csv stance: 'yes' does not occur; allowed 'anti' (1), 'pro' (1).\n"
         "users.csv stance: 'no' does not occur; allowed 'anti' (1), 'pro' (1)."),
        ("id,stance\nann,a\nbob,b\ncid,c\n", {},
         "users.csv stance: the sides cannot be told from 3 values; allowed 'a' (1), 'b' (1), 'c' (1). "
         "Name them with plus and minus (--plus A --minus B), or say that each is a group: groups: true (--groups)."),
        ("id,stance\nann,\nbob,NA\n", {}, "users.csv stance: no node has an opinion; allowed one or more. "
         "Values there: 'NA' (1)."),
        ("id,stance\nann,3\nbob,9\ncid,x\n", {"between": [1, 5]},
         "users.csv stance: 2 values are no numbers on the scale, the first is '9'; allowed 1 to 5. "
         "Values that mean 'not known' go to missing."),
        ("id,stance\n1.2E+17,pro\n", {},
         "users.csv:2: id '1.2E+17' was damaged by a spreadsheet; allowed ids written out in full. "
         "Export again with ids as text."),
    ],
)  # fmt: skip
def test_tables_that_cannot_be_joined(write, content, options, message):
    assert refused(from_file, write, content, **options) == message


def test_attributes_and_files_that_are_not_there(tmp_path):
    assert refused(OpinionsBlock(attribute="club").join, graph_with(side=list("abab"))).endswith(
        "no node attribute 'club'; allowed side."
    )
    got = refused(OpinionsBlock(file="no.csv", column="x").join, graph_with(), tmp_path)
    assert "no.csv: there is no such file" in got


@pytest.mark.parametrize(
    ("block", "what"),
    [
        ({}, "opinions stand in an attribute or in a file, or are found; allowed one of attribute, file, find"),
        ({"attribute": "a", "file": "f", "column": "c"}, "opinions stand in an attribute or in a file"),
        ({"file": "f"}, "file is given without column"),
        (
            {"attribute": "a", "between": [2, 1]},
            "between [2.0, 1.0] is not a scale; allowed [low, high] with low < high",
        ),
        ({"attribute": "a", "plus": "x", "minus": "x"}, "plus and minus are both 'x'; allowed two different values"),
        ({"attribute": "a", "origin": "graph"}, "'graph' is not a choice"),
        ({"attribut": "a"}, "unknown key 'attribut'"),
    ],
)
def test_blocks_that_say_too_little_or_too_much(block, what):
    _, findings = read_record(OpinionsBlock, block)
    assert any(finding.what.startswith(what) for finding in findings), findings
