"""Scenarios to start from: the shipped ones, and one for a user's own ties."""

import pytest

from sociophys.errors import GraphError, MissingError
from sociophys.scenario.build import build
from sociophys.scenario.explain import explain
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve
from sociophys.scenario.templates import from_graph, template, templates


@pytest.fixture
def folder(tmp_path, monkeypatch):
    ties = "source,target,weight\nann,bob,2\nbob,cid,1\ncid,ann,3\ncid,dan,1\n"
    (tmp_path / "ties.csv").write_text(ties)
    (tmp_path / "people.csv").write_text("user,stance\nann,pro\nbob,pro\ncid,anti\nzoe,anti\n")
    (tmp_path / "retweets.csv").write_text("retweeter,author\nann,bob\ncid,bob\nbob,ann\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder, text):
    path = folder / "mine.yaml"
    path.write_text(text, "utf-8")
    return load(path)


def test_karate_comes_first_and_all_have_questions():
    known = templates()
    assert next(iter(known)) == "karate"
    assert len(known) == 28
    assert all(question.endswith("?") for question in known.values())


def test_template_is_a_valid_scenario(tmp_path):
    for name in templates():
        assert written(tmp_path, template(name)).name == name


def test_unknown_template_names_the_near_one():
    with pytest.raises(MissingError, match="Did you mean 'karate'"):
        template("karrate")


def test_own_ties_and_opinions_make_a_scenario_that_builds(folder):
    scenario = written(folder, from_graph("ties.csv", "people.csv:stance"))
    assert scenario.name == "ties"
    assert scenario.initial.kind == "opinions"
    assert (scenario.network.opinions.plus, scenario.network.opinions.minus) == ("pro", "anti")
    model = build(resolve(scenario))
    assert model.network.n_nodes == 4
    assert model.opinions.coverage == 0.75
    assert model.temperature_used == 2.0  # half of the median total influence: 1, 3, 5, 5


def test_own_ties_alone_start_from_coins(folder):
    scenario = written(folder, from_graph("ties.csv"))
    assert scenario.initial.kind == "random"
    assert scenario.network.opinions is None


def test_own_ties_say_what_was_read(folder):
    text = from_graph("ties.csv", "people.csv:stance")
    assert "# Read: 4 people, 4 ties." in text
    assert "zoe" in text


def test_paths_start_at_the_scenario(folder):
    (folder / "sub").mkdir()
    text = from_graph("ties.csv", "people.csv:stance", beside="sub")
    path = folder / "sub" / "mine.yaml"
    path.write_text(text)
    assert build(resolve(load(path))).network.n_nodes == 4


def test_arrow_of_a_directed_file_is_asked_for(folder):
    with pytest.raises(GraphError, match="which way influence runs"):
        from_graph("retweets.csv")
    scenario = written(folder, from_graph("retweets.csv", options={"arrow": "source_listens"}))
    assert build(resolve(scenario)).network.directed


def test_sides_can_be_named(folder):
    scenario = written(folder, from_graph("ties.csv", "people.csv:stance", plus="anti", minus="pro"))
    assert scenario.network.opinions.plus == "anti"


def test_data_set_by_name(folder):
    scenario = written(folder, from_graph("karate", "club"))
    assert scenario.network.load.kind == "karate"
    assert build(resolve(scenario)).opinions.coverage == 1.0


def test_neither_file_nor_data_set(folder):
    with pytest.raises(MissingError, match="Did you mean 'karate'"):
        from_graph("karrate")


def test_hostile_names_stay_in_comments(folder):
    (folder / "odd.csv").write_text('source,target\n"a\u2028run: {sweeps: 1}",b\nb,c\n', "utf-8")
    assert written(folder, from_graph("odd.csv")).run.sweeps == 500


def test_explain_says_what_would_run(folder):
    lines = explain(resolve(load({"network": {"load": "karate"}, "dynamics": {"kind": "glauber", "temperature": 2}})))
    text = "\n".join(lines)
    assert "34 people, 78 ties" in text
    assert "1,088,000 updates in all (500 sweeps a replica)" in text
    assert "kernel" in text


def test_explain_counts_grid_points(folder):
    document = {
        "network": {"load": "karate"},
        "dynamics": {"kind": "glauber", "temperature": 2},
        "grid": {"seed": [1, 2]},
    }
    assert "2 points: 2 values of seed" in "\n".join(explain(resolve(load(document))))


def test_build_keeps_the_users_path_in_what_is_read(folder):
    model = build(resolve(written(folder, from_graph("ties.csv"))))
    assert model.graph.reading.source == "ties.csv"
    assert str(folder) not in repr(model.graph.reading)
