"""``analyze`` from Python: opinions in every form, results that show themselves, files that are written whole."""

import json

import numpy as np
import pandas as pd
import pytest

from sociophys import registry
from sociophys.errors import GraphError, MissingError
from sociophys.opinions import Opinions
from sociophys.workflow.analyze import analyze


@pytest.fixture(scope="module")
def graph():
    return registry.member("loaders", "karate")().load(np.random.default_rng(0))


@pytest.fixture(scope="module")
def result(graph):
    return analyze(graph, "club", nulls=20)


def test_opinions_in_every_form(graph, result):
    series = pd.Series(np.where(graph.nodes["club"] == "Mr. Hi", "a", "b"), index=graph.nodes.index)
    given = Opinions(np.where(graph.nodes["club"] == "Mr. Hi", 1.0, -1.0))
    for opinions in (series, given):
        found = analyze(graph, opinions, nulls=0).numbers["modularity"].value
        assert found == pytest.approx(result.numbers["modularity"].value, abs=1e-12)


def test_network_alone_is_described(graph):
    found = analyze(graph)
    assert found.numbers["communities"].value == 4
    assert found.numbers["chambers"].reason
    assert "ei_index" not in found.numbers
    assert found.json()["opinions"] is None
    assert found.document.sections


def test_tables_and_near_miss(result):
    people = result.table("border_people")
    assert people.iloc[0].to_dict() == {
        "person": "member 3", "side": people.iloc[0]["side"], "ties_across": 4, "ties": 10, "share": 0.4,
    }  # fmt: skip
    assert people["ties_across"].sum() == 2 * 11
    assert result.table("domains")["people"].tolist() == [17, 17]
    assert set(result.table("bridges")) == {"person_a", "side_a", "person_b", "side_b", "share_of_paths", "error"}
    with pytest.raises(MissingError, match="Did you mean 'domains'"):
        result.table("domain")


def test_json_is_plain_and_whole(result):
    plain = json.loads(result.to_json())
    assert plain["network"] == {"n_nodes": 34, "n_edges": 78, "n_negative": 0, "directed": False, "dropped": {}}
    assert plain["scores"]["walls"]["value"] == 11
    for entry in (*plain["scores"].values(), *plain["signed"].values()):
        assert set(entry) == {"value", "null", "effect", "z", "p", "coverage", "reason"}
    assert set(plain["scores"]["ei_index"]["null"]) == {"kind", "mean", "sd", "n", "observed", "beyond_all"}
    assert plain["domains"]["n"] == len(plain["domains"]["rows"]) == 2
    assert plain["walls"]["people"]["n"] > 10
    assert plain["opinions"]["scale"] == "binary"
    assert "67 of 78" in plain["verdict"]


def test_figures_and_notebook(result):
    assert type(result.figure("answer")).__name__ == "Figure"
    with pytest.raises(MissingError, match="allowed"):
        result.figure("answers")
    assert "67 of 78" in result._repr_html_()


def test_save_writes_report_and_numbers(result, tmp_path):
    report = result.save(tmp_path)
    assert report.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html")
    assert json.loads((report.parent / "analysis.json").read_text())["network"]["n_nodes"] == 34


def test_people_of_a_file_are_pseudonyms(graph):
    private = type(graph)(graph.nodes, graph.edges, False)
    assert analyze(private, "club", nulls=0).names == "pseudonym"
    assert analyze(private, "club", nulls=0, names="keep").names == "keep"
    assert analyze(graph, "club", nulls=0).names == "keep"


def test_bad_opinions(graph):
    with pytest.raises(GraphError, match="club"):
        analyze(graph, "clubs")
    with pytest.raises(MissingError, match="holds no opinions"):
        analyze(graph, 3)
    with pytest.raises(MissingError, match="below 0"):
        analyze(graph, "club", nulls=-1)
