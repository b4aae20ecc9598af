"""``sociophys compare``: graphs side by side, a file of many graphs, windows of time; every mistake at once."""

import json
import shlex
from pathlib import Path

import numpy as np
import pytest

from sociophys.cli import main

FAST = ("--nulls", "20", "--analyzer", "mixing")


@pytest.fixture(autouse=True)
def inside(tmp_path, monkeypatch):
    """Two networks with their sides beside them, and a table of nine years of which 4 to 6 are mixed."""
    monkeypatch.chdir(tmp_path)
    draw = np.random.default_rng(0)
    rows = ["year,when,source,target"]
    for year in range(9):
        stay = 0.55 if 4 <= year <= 6 else 0.95
        for _ in range(120):
            a, b, side = (*draw.integers(0, 20, 2), draw.integers(0, 2))
            other = side if draw.random() < stay else 1 - side
            rows.append(f"{year},{2000 + year}-03-01,p{a}{'lr'[side]},q{b}{'lr'[other]}")
    Path("years.csv").write_text("\n".join(rows) + "\n")
    people = [f"{kind}{k}{side},{side}" for kind in "pq" for k in range(20) for side in "lr"]
    Path("people.csv").write_text("id,side\n" + "\n".join(people) + "\n")
    for name, year in (("calm", "5"), ("split", "0")):
        own = [row for row in rows[1:] if row.startswith(f"{year},")]
        Path(f"{name}_edges.csv").write_text("source,target\n" + "\n".join(row.split(",", 2)[2] for row in own) + "\n")
        Path(f"{name}_sides.csv").write_text(Path("people.csv").read_text())


def run(capsys, *words):
    code = main(["compare", *words])
    out, err = capsys.readouterr()
    return code, out, err


def said(capsys, *words):
    code, out, err = run(capsys, *words)
    assert code == 0, err
    return out


def refused(capsys, *words):
    code, out, err = run(capsys, *words)
    assert code == 2
    assert "Traceback" not in err
    assert out == ""
    return err


def next_words(out):
    return shlex.split(out.rstrip().splitlines()[-1].removeprefix("Next: "))


GRAPHS = ("calm_edges.csv", "split_edges.csv", "--undirected", "--opinions", "{stem}_sides.csv:side", *FAST)


def test_two_graphs_with_sides_of_their_own(capsys):
    out = said(capsys, *GRAPHS)
    head, calm, split = out.splitlines()[:3]
    assert head.split() == ["network", "inside,", "of", "100", "by", "chance", "more", "than", "chance", "z"]
    assert (calm.split()[0], split.split()[0]) == ("calm", "split")
    assert "Measured against its own chance, split is more divided than calm" in out
    assert next_words(out)[:4] == ["sociophys", "compare", "calm_edges.csv", "split_edges.csv"]


def test_what_comes_next_runs(capsys):
    words = next_words(said(capsys, *GRAPHS))
    assert main([*words[1:], *FAST]) == 0
    report = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("report: "))
    assert Path(report.removeprefix("report: ")).exists()
    words = next_words(said(capsys, *GRAPHS, "--out", "reports"))
    assert words[:3] == ["sociophys", "analyze", "split_edges.csv"]
    assert "split_sides.csv:side" in words
    assert main([*words[1:], *FAST]) == 0


def test_a_file_of_many_graphs(capsys):
    given = ("years.csv", "--by", "year", "--undirected", "--time", "none", "--opinions", "people.csv:side", *FAST)
    plain = json.loads(said(capsys, *given, "--json", "--out", "reports"))
    assert [graph["label"] for graph in plain["graphs"]] == [str(year) for year in range(9)]
    assert [graph["time"] for graph in plain["graphs"]] == list(range(9))
    found = plain["change_points"]["ei_index"]
    assert found["windows"] == 9
    assert found["p"] is not None
    assert Path(plain["report"]).name == "report.html"
    words = next_words(said(capsys, *given, "--out", "reports"))
    assert words[words.index("--where") + 1].startswith("year=")
    assert main([*words[1:], *FAST]) == 0


def test_windows_of_time(capsys):
    given = ("years.csv", "--undirected", "--time", "when", "--opinions", "people.csv:side", *FAST, "--json")
    cut = ("--source", "source", "--target", "target", "--weight", "none")
    plain = json.loads(said(capsys, *given, *cut, "--windows", "3"))
    assert plain["graphs"][0]["label"].startswith("2000-03-01 to 2002-")
    assert "too few" in plain["change_points"]["ei_index"]["reason"]
    wide = json.loads(said(capsys, *given, *cut, "--width", "1000"))
    assert len(wide["graphs"]) == 3


def test_no_folder_is_told(capsys, tmp_path):
    words = [str(tmp_path / word) if word.endswith(".csv") else word for word in GRAPHS]
    out = said(capsys, *words, "--out", "reports")
    report = Path(next(line for line in out.splitlines() if line.startswith("report: ")).removeprefix("report: "))
    document = (report.parent / "document.json").read_text()
    assert str(tmp_path) not in document
    assert "sociophys compare calm_edges.csv split_edges.csv --undirected" in document


def test_files_of_one_name_are_told_by_their_folders(capsys):
    for name in ("one", "two"):
        Path(name).mkdir()
        Path(name, "ties.csv").write_text(Path("calm_edges.csv").read_text())
    given = ("--undirected", "--opinions", "people.csv:side", *FAST, "--json")
    plain = json.loads(said(capsys, "one/ties.csv", "two/ties.csv", *given))
    assert [graph["label"] for graph in plain["graphs"]] == ["one/ties", "two/ties"]


def test_data_sets_by_name_and_sides_that_are_found(capsys):
    out = said(capsys, "karate", "florentine", "--find", "spectral", *FAST)
    assert "karate" in out
    assert "cut in the same way" in out


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            ("karate", "--opinions", "club"),
            "karate has nothing beside it; allowed two graphs or more; or one with",
        ),
        (("karate", "les_miserables"), "nobody said where opinions stand; allowed --opinions ATTRIBUTE|FILE:COLUMN"),
        (("a.yaml", "b.yaml", "--find", "spectral"), "--find: says nothing about scenarios"),
        (("run", "karate", "--find", "spectral"), "run (run), karate (graph)"),
        (("karate", "karate", "--by", "x", "--find", "spectral"), "takes one graph apart, and 2 are given"),
        (("years.csv", "--by", "year", "--windows", "3", "--find", "spectral"), "--by --windows: are different ways"),
        (("years.csv", "--by", "yaer", "--opinions", "people.csv:side"), "Did you mean 'year'?"),
        (("people.csv", "--windows", "1", "--undirected", "--find", "spectral"), "its ties have no times"),
    ],
)
def test_mistakes_are_told(capsys, words, wanted):
    Path("run").mkdir()
    Path("run/manifest.json").write_text("{}")
    assert wanted in refused(capsys, *words)


def test_mistakes_of_all_graphs_at_once(capsys):
    err = refused(capsys, "nowhere.csv", "neither.csv", "--find", "spectral")
    assert "nowhere.csv" in err
    assert "neither.csv" in err
    err = refused(capsys, "calm_edges.csv", "split_edges.csv", "--undirected", "--opinions", "{stem}_camps.csv:side")
    assert "calm_camps.csv" in err
    assert "split_camps.csv" in err
    err = refused(capsys, "florentine", "karate", "--by", "x")
    assert len(err.splitlines()) == 2


def test_mistakes_of_some_graphs_name_them(capsys):
    Path("people.csv").write_text("id,side\np0l,l\n" + "".join(f"q{k}l,l\nq{k}r,r\n" for k in range(20)))
    Path("years.csv").write_text("year,source,target\n1,p0l,q1l\n2,q1l,q2r\n2,q3r,q4l\n")
    err = refused(capsys, "years.csv", "--by", "year", "--opinions", "people.csv:side", *FAST)
    assert err.startswith("1: people.csv side: the sides cannot be told from 1 value; allowed 'l' (2)")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--windows", "0"), "windows: 0 windows are asked for; allowed 2 to 1,000"),
        (("--windows", "x"), "'--windows': Input should be a valid integer"),
        (("--width", "nan"), "width: nan is no width of a window; allowed above 0"),
        (("--width", "1e-300"), "windows: width 1e-300 makes more than 1,000 windows; allowed 2 to 1,000"),
        (("--width", "1e9"), "windows: width 1e+09 makes one window; allowed 2 to 1,000"),
        (("--windows", "2", "--width", "3"), "--windows --width: are different ways"),
        (("--windows", "2", "--nulls", "-1"), "'--nulls': Input should be greater than or equal to 0"),
        (("--windows", "2", "--origin", "x"), "'x' is not one of 'independent'"),
        (("--windows", "2", "--between", "a..b"), "--between: 'a..b' is no scale"),
        (("--windows", "2", "--plus", "z"), "'z' does not occur"),
        (("--windows", "2", "--out", "people.csv"), "cannot be written (Not a directory)"),
    ],
)
def test_windows_that_cannot_be_meant(capsys, words, wanted):
    before = sorted(Path().iterdir())
    given = ("years.csv", "--time", "when", "--undirected", "--opinions", "people.csv:side")
    assert wanted in refused(capsys, *given, *FAST, *words)
    assert sorted(Path().iterdir()) == before


def test_what_was_not_measured_is_not_missing_opinions(capsys):
    out = said(capsys, *GRAPHS[:5], "--nulls", "20", "--analyzer", "opinion")
    assert "ties inside a side were not counted" in out
    assert "18 twins are too few to compare with, 19 are needed" in said(
        capsys, *GRAPHS[:5], "--nulls", "18", "--analyzer", "mixing"
    )


def test_nothing_is_written_where_something_is_wrong(capsys):
    refused(capsys, "calm_edges.csv", "split_edges.csv", "--undirected", "--opinions", "side", "--out", "reports")
    assert not Path("reports").exists()
