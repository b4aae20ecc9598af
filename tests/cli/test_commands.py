"""Every command does its work, ends with ``Next:``, and prints one object under ``--json``."""

import json
import re
import shlex
from pathlib import Path

import pytest

from sociophys import registry
from sociophys.cli import main

ROOT = Path(__file__).parents[2]
KARATE = ROOT / "scenarios" / "karate.yaml"
TIES = "source,target\n" + "".join(f"p{i},p{(i + step) % 12}\n" for i in range(12) for step in (1, 2))
USERS = "id,stance\n" + "".join(f"p{i},{'pro' if i < 6 else 'anti'}\n" for i in range(12))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a network of one's own."""
    path = tmp_path_factory.mktemp("cli")
    (path / "ties.csv").write_text(TIES)
    (path / "users.csv").write_text(USERS)
    return path


@pytest.fixture(autouse=True)
def inside(folder, monkeypatch):
    """Stand in that folder."""
    monkeypatch.chdir(folder)


def said(capsys, *words):
    """Run a command that must succeed; return its stdout."""
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert code == 0, err
    return out


def as_object(capsys, *words):
    """Run a command with --json; return the one object it printed."""
    return json.loads(said(capsys, *words, "--json"))


def next_words(text):
    """Return the words of the command that an output ends with."""
    last = text.rstrip().splitlines()[-1]
    assert last.startswith("Next: sociophys ")
    return shlex.split(last)[2:]


def test_info__says_what_was_read(capsys):
    text = said(capsys, "info", "ties.csv", "--undirected", "--opinions", "users.csv:stance")
    assert "12 nodes, 24 ties (0 negative), undirected" in text
    assert next_words(text)[:3] == ["init", "--from", "ties.csv"]
    assert "--undirected" in next_words(text)
    assert "users.csv:stance" in next_words(text)


def test_info__json_has_the_stable_names(capsys):
    network = as_object(capsys, "info", "ties.csv", "--undirected")["network"]
    assert {"n_nodes", "n_edges", "n_negative", "directed", "dropped"} <= network.keys()
    assert (network["n_nodes"], network["n_edges"], network["directed"]) == (12, 24, False)
    assert isinstance(network["dropped"], dict)


def test_info__of_a_data_set(capsys):
    assert "34 nodes, 78 ties" in said(capsys, "info", "karate")


def test_info__arrow_is_never_guessed(capsys):
    Path("follows.csv").write_text("follower,followee\nann,bob\nbob,cid\n")
    assert main(["info", "follows.csv"]) == 2
    assert "arrow" in capsys.readouterr().err
    assert "'ann'" in said(capsys, "info", "follows.csv", "--arrow", "source_listens")


def test_analyze__numbers_and_report(capsys, folder):
    words = ("analyze", "ties.csv", "--undirected", "--opinions", "users.csv:stance", "--nulls", "20")
    text = said(capsys, *words)
    assert "modularity" in text
    assert next_words(text)[0] == "analyze"
    found = as_object(capsys, *words, "--out", folder / "measured")
    assert {"network", "scores", "signed", "verdict", "chambers"} <= found.keys()
    assert Path(found["report"]).read_text().lstrip().lower().startswith("<!doctype html>")


def test_init__list_names_every_shipped_scenario(capsys):
    shipped = {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}
    assert {entry["name"] for entry in as_object(capsys, "init", "--list")["templates"]} == shipped
    text = said(capsys, "init")
    assert next_words(text)[0] == "init"


def test_init__writes_once_and_never_over(capsys):
    text = said(capsys, "init", "karate", "--out", "first.yaml")
    assert next_words(text) == ["validate", "first.yaml"]
    Path("first.yaml").write_text("mine")
    assert main(["init", "karate", "--out", "first.yaml"]) == 2
    assert "first.yaml: is there already and stays as it is" in capsys.readouterr().err
    assert Path("first.yaml").read_text() == "mine"


def test_init__near_miss(capsys):
    assert main(["init", "karat"]) == 2
    assert "karate" in capsys.readouterr().err


def test_init__from_own_ties_validates(capsys):
    words = ("--opinions", "users.csv:stance", "--plus", "pro", "--minus", "anti", "--undirected")
    said(capsys, "init", "--from", "ties.csv", *words, "--out", "own.yaml")
    text = said(capsys, "validate", "own.yaml")
    assert next_words(text) == ["run", "own.yaml"]


def test_init__to_stdout(capsys):
    assert said(capsys, "init", "karate", "--out", "-") == (ROOT / "scenarios" / "karate.yaml").read_text()


def test_validate__resolved_is_itself_valid(capsys):
    Path("twin.yaml").write_text(said(capsys, "validate", KARATE, "--resolved"))
    first, second = (as_object(capsys, "validate", path) for path in (KARATE, "twin.yaml"))
    assert first["run_id"] == second["run_id"]
    assert first["valid"] is True


def test_validate__all_mistakes_at_once(capsys):
    assert main(["validate", str(KARATE), "--set", "run.sweps=3", "--set", "seed=-1"]) == 2
    err = capsys.readouterr().err
    assert "sweps" in err
    assert "seed" in err


@pytest.fixture(scope="module")
def finished(folder, request):
    """Run the karate scenario once; return what ``--json`` printed."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    import contextlib
    import io

    out = io.StringIO()
    with capture.global_and_fixture_disabled(), contextlib.redirect_stdout(out):
        assert main(["run", str(KARATE), "--quick", "--json", "--out", str(folder / "runs")]) == 0
    return json.loads(out.getvalue())


def test_run__json_has_the_stable_names(finished):
    assert set(finished) == {"run_dir", "report", "run_id", "summary"}
    assert re.fullmatch("[0-9a-f]{64}", finished["run_id"])
    assert Path(finished["report"]).parent == Path(finished["run_dir"])
    assert {"m", "wall_share"} <= finished["summary"]["numbers"].keys()


def test_run__again_is_said_at_once_and_for_people(capsys, finished, folder):
    text = said(capsys, "run", KARATE, "--quick", "--out", folder / "runs")
    assert f"report: {finished['report']}" in text
    assert "one-sidedness (|m|)" in text
    assert "mean opinion" not in text  # nothing singles out a side: no mean over two outcomes
    assert re.search(r"runs ended +\d+ Mr. Hi, \d+ Officer, \d+ even", text)
    assert next_words(text) == ["report", finished["run_dir"], "--open"]


def test_run__of_the_resolved_twin_has_the_same_id(capsys, finished):
    twin = Path(finished["run_dir"]) / "scenario.resolved.yaml"
    assert as_object(capsys, "validate", twin)["run_id"] == finished["run_id"]


def test_run__explain_simulates_nothing(capsys, folder):
    text = said(capsys, "run", KARATE, "--explain", "--out", folder / "never")
    assert "kernel" in text
    assert next_words(text) == ["run", str(KARATE)]
    assert not (folder / "never").exists()


def test_run__missing_file(capsys):
    assert main(["run", "nowhere.yaml"]) == 2
    assert "nowhere.yaml: no such file" in capsys.readouterr().err


def test_report__draws_the_same_again(capsys, finished):
    path = Path(finished["report"])
    before = path.read_bytes()
    path.unlink()
    assert Path(as_object(capsys, "report", finished["run_dir"])["report"]).read_bytes() == before


def test_report__opens(capsys, finished, monkeypatch):
    import webbrowser

    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    text = said(capsys, "report", finished["run_dir"], "--open")
    assert opened == [Path(finished["report"]).resolve().as_uri()]
    next_words(text)


def test_report__of_no_run(capsys):
    assert main(["report", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("family", registry.FAMILIES)
def test_list__of_a_family(family, capsys):
    text = said(capsys, "list", family)
    assert all(f"\n  {kind}: " in text for kind in registry.kinds(family))
    next_words(text)
    members = as_object(capsys, "list", family)[family]
    assert [member["kind"] for member in members] == list(registry.kinds(family))
    assert all(row["doc"] for member in members for row in member["parameters"])


def test_list__schema_is_a_json_schema(capsys):
    import jsonschema

    schema = json.loads(said(capsys, "list", "--schema"))
    jsonschema.validators.validator_for(schema).check_schema(schema)


def test_datasets(capsys):
    names = [entry["name"] for entry in as_object(capsys, "datasets", "list")["datasets"]]
    assert "karate" in names
    assert next_words(said(capsys, "datasets", "list"))[:2] == ["datasets", "info"]
    assert as_object(capsys, "datasets", "info", "karate")["name"] == "karate"
    assert next_words(said(capsys, "datasets", "info", "karate"))[:3] == ["analyze", "karate", "--opinions"]
    assert next_words(said(capsys, "datasets", "fetch", "karate")) == ["info", "karate"]
    assert main(["datasets", "info", "karat"]) == 2
    assert "Did you mean 'karate'?" in capsys.readouterr().err
