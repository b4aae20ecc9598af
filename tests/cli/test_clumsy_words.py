"""Clumsy and hostile words on the command line: a sentence and exit 2, nothing obeyed in part, nothing left behind."""

import errno
import json
import os
from pathlib import Path

import pytest

from sociophys.cli import main
from sociophys.cli.console import harmless

TIES = "source,target\na,b\nb,c\nc,a\nc,d\n"
USERS = "id,side\na,x\nb,x\nc,y\nd,y\n"
SCENARIO = """schema: sociophys/1
name: small
seed: 7
network:
  load: {kind: file, path: ties.csv, directed: false, nodes: users.csv}
  opinions: {attribute: side, plus: x, minus: y}
dynamics: {kind: glauber, order: random, temperature: 1.0}
run: {burn_in: 0, sweeps: 10, replicas: 2}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Stand in a folder with a small network and a scenario for it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ties.csv").write_text(TIES)
    (tmp_path / "users.csv").write_text(USERS)
    (tmp_path / "small.yaml").write_text(SCENARIO)
    return tmp_path


def refused(capsys, *words):
    """Run a command that must be refused; return what it said, less the line that says what runs."""
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert (code, out) == (2, ""), (out, err)
    assert "Traceback" not in err
    return "\n".join(line for line in err.splitlines() if not line.startswith("running "))


def test_source_option__names_a_column(capsys):
    assert main(["info", "ties.csv", "--source", "target", "--target", "source"]) == 0
    capsys.readouterr()
    said = refused(capsys, "info", "ties.csv", "--source", "sorce")
    assert said == "ties.csv: no column 'sorce' for source; allowed source, target. Did you mean 'source'?"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["info", "ties.csv", "--weight", "target"], "ties.csv: target and weight are both column 'target'"),
        (["info", "ties.csv", "--plus", "x"], "--plus: there are no opinions to name the sides of"),
        (["analyze", "ties.csv", "--minus", "x"], "--minus: there are no opinions to name the sides of"),
        (["init", "--from", "ties.csv", "--plus", "x"], "--plus: there are no opinions to name the sides of"),
        (["analyze", "ties.csv", "--opinions", ""], "opinions: '' is no node attribute; allowed FILE:COLUMN."),
        (["info", "karate", "--directed"], "karate directed: this data set is read as it is documented."),
        (["init", "--from", "karate", "--source", "x"], "karate source: unknown key 'source'"),
        (["init", "--from", "erdos_renyi"], "erdos_renyi: 'n_nodes' is missing."),
        (["init", "--from", "ties.csv", "--delimiter", "::"], "ties.csv delimiter: '::' is no delimiter"),
        (["list", "nope", "--schema"], "nope: no such family"),
        (["info", "/dev/zero"], "/dev/zero: this is a device, not a file"),
    ],
)
def test_clumsy_words__are_refused(words, sentence, capsys):
    assert refused(capsys, *words).startswith(sentence)


def test_names_no_file_can_have__are_refused(capsys):
    assert refused(capsys, "info", "a" * 5000 + ".csv").endswith("cannot be read (File name too long).")
    assert refused(capsys, "info", "a\0b.csv") == "a�b.csv: cannot be read (not a file name)."


def test_an_empty_folder__is_not_said_to_be_missing(folder, capsys, monkeypatch):
    (folder / "empty").mkdir()
    monkeypatch.chdir(folder / "empty")
    assert refused(capsys, "info", "ties.csv") == "ties.csv: there is no such file."


def test_analyze_without_opinions__asks_for_them(capsys):
    assert main(["analyze", "ties.csv", "--nodes", "users.csv"]) == 0
    err = capsys.readouterr().err
    assert "--opinions ATTRIBUTE (this graph has side) or --opinions FILE:COLUMN" in err


def test_labels_that_act_on_a_terminal__are_spelled_out(folder, capsys):
    rows = "".join(f"n{i},n{i + 1}\n" for i in range(300))
    (folder / "evil.csv").write_text("source,target\n\x1b[31mred,\x9b31m\u202eb\n" + rows, encoding="utf-8")
    assert main(["info", "evil.csv"]) == 0
    out = capsys.readouterr().out
    assert "\\u001b[31mred" in out
    assert not set(out) & set("\x1b\x9b\u202e")
    assert main(["info", "evil.csv", "--json"]) == 0
    text = capsys.readouterr().out
    assert not set(text) & set("\x1b\x9b\u202e")
    assert "'\x1b[31mred' and '\x9b31m\u202eb'" in json.loads(text)["network"]["example"]


def test_harmless__leaves_letters_of_any_script_alone():
    text = "Jos\u00e9 \u05d0\u05d1 \U0001f469\u200d\U0001f4bb\n\ttab"
    assert harmless(text) == text


def test_counts_of_nothing__are_not_told(capsys):
    assert main(["info", "ties.csv"]) == 0
    out = capsys.readouterr().out
    assert "nothing was dropped or merged" in out
    assert "self loops dropped" not in out


def test_full_disk__leaves_no_half_scenario(folder, capsys, monkeypatch):
    class Full:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def write(self, text):
            (folder / "karate.yaml").write_text(text[:10])

    whole = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, mode="r", *a, **k: Full() if mode == "x" else whole(path, mode, *a, **k)
    )
    assert main(["init", "karate"]) == 2
    assert capsys.readouterr().err == "karate.yaml: No space left on device. Name a path that can be used.\n"
    assert not (folder / "karate.yaml").exists()


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("network.load.source=nope", "ties.csv: no column 'nope' for source"),
        ("network.opinions.attribute=nope", "ties.csv: no node attribute 'nope'"),
        ("network.load.path=/dev/zero", "(/dev/zero): this is no file"),
        ('network.load.path="a\\0b"', "('a\\x00b'): cannot be read (not a file name)"),
        ("run.sweeps=1e3", "--set run.sweeps: 1000.0 is not a whole number. Write 1000."),
    ],
)
def test_mistakes_in_the_data__leave_no_run_directory(setting, sentence, folder, capsys):
    assert sentence in refused(capsys, "run", "small.yaml", "--set", setting, "--out", "runs")
    assert not (folder / "runs").exists()


def test_a_side_without_people__cannot_be_chosen(folder, capsys):
    (folder / "users.csv").write_text(USERS.replace("y", "x"))
    field = "fields=[{kind: broadcast, toward: x, strength: 0.1, nodes: {side: y}}]"
    assert "nodes.side: nobody is on the side 'y'" in refused(capsys, "run", "small.yaml", "--set", field)
    assert not (folder / "reports").exists()


def test_long_file_names__make_valid_scenarios(folder, capsys):
    long = "a" * 100
    (folder / f"{long}.csv").write_text(TIES)
    assert main(["init", "--from", f"{long}.csv"]) == 0
    assert main(["validate", f"{long}.yaml"]) == 0
    assert capsys.readouterr().err == ""


def test_an_attribute_with_a_colon__is_an_attribute(folder, capsys):
    (folder / "users.csv").write_text(USERS.replace("side", "a:b"))
    assert main(["init", "--from", "ties.csv", "--nodes", "users.csv", "--opinions", "a:b"]) == 0
    assert main(["validate", "ties.yaml"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("text", ["[" * 100_000, "{}", "[1]", '{"files": [1]}'])
def test_odd_documents__are_none(text, folder, capsys):
    (folder / "document.json").write_text(text)
    (folder / "manifest.json").write_text(text)
    assert refused(capsys, "report", ".") == "document.json: is no document. Run the scenario again."
