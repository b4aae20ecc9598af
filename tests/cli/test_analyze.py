"""``sociophys analyze``: what cannot be meant is refused in one line that says where, what and what is allowed."""

import errno
from pathlib import Path

import pytest

from sociophys.cli import main

FAST = ("--nulls", "2", "--analyzer", "mixing")
STANCE = ("--opinions", "users.csv:stance")
SCORE = ("--opinions", "users.csv:score")


@pytest.fixture(autouse=True)
def inside(tmp_path, monkeypatch):
    """Six people, two triangles, one tie between; a stance and a score of each."""
    monkeypatch.chdir(tmp_path)
    Path("ties.csv").write_text("a,b\nb,c\nc,a\nc,d\nd,e\ne,f\nf,d\n")
    rows = [f"{who},{'x' if k < 3 else 'y'},{k + 1},v{k}" for k, who in enumerate("abcdef")]
    Path("users.csv").write_text("id,stance,score,word\n" + "\n".join(rows) + "\n")
    Path("strangers.csv").write_text("id,stance\n1,x\n2,y\n")
    Path("twice.csv").write_text("id,stance\na,x\na,y\n")
    Path("afile").write_text("")


def run(capsys, *words):
    code = main(["analyze", *words])
    out, err = capsys.readouterr()
    return code, out, err


REFUSED = [
    (("--find", "spectral", *STANCE), "--opinions: sides are to be found in the ties (--find); allowed one of"),
    (("--find", "spectral", "--origin", "independent"), "--origin: sides are to be found in the ties"),
    (("--find", "spectral", "--groups", "--missing", "x"), "--missing --groups: sides are to be found in the ties"),
    (("--find", "cutter"), "'cutter' is not one of "),
    ((*STANCE, "--groups", "--plus", "x"), "groups stand beside sides or a scale; allowed one of groups"),
    ((*SCORE, "--groups", "--between", "1..7"), "groups stand beside sides or a scale"),
    ((*SCORE, "--between", "nonsense"), "--between: 'nonsense' is no scale; allowed LOW..HIGH, such as 1..7"),
    ((*SCORE, "--between", "1"), "--between: '1' is no scale"),
    ((*SCORE, "--between", "7..1"), "is not a scale; allowed [low, high] with low < high"),
    ((*SCORE, "--between", "1..inf"), "inf is not a finite number"),
    ((*SCORE, "--between=-1e308..1e308"), "is wider than a number can be; allowed a width below 1e308"),
    ((*SCORE, "--between", "1..5"), "the first is '6'; allowed 1 to 5. Values that mean 'not known' go to missing"),
    ((*STANCE, "--between", "1..5"), "6 values are no numbers on the scale, the first is 'x'"),
    (SCORE, "the sides cannot be told from 6 values; allowed '1' (1)"),
    ((*STANCE, "--missing", "x"), "the sides cannot be told from 1 value; allowed"),
    ((*STANCE, "--missing", "x", "--missing", "y"), "no node has an opinion; allowed one or more"),
    ((*STANCE, "--plus", "x", "--minus", "x"), "plus and minus are both 'x'; allowed two different values"),
    ((*STANCE, "--plus", "z", "--minus", "y"), "users.csv stance: 'z' does not occur; allowed 'x' (3), 'y' (3)"),
    (("--plus", "x"), "--plus: there are no opinions to name the sides of; allowed with --opinions"),
    (("--origin", "independent"), "--origin: there are no opinions to name the sides of"),
    ((*STANCE, "--origin", "x"), "'x' is not one of 'independent', 'from_this_graph', 'unknown'"),
    ((*STANCE, "--nulls", "-1"), "'--nulls': Input should be greater than or equal to 0"),
    ((*STANCE, "--nulls", "1.5"), "'--nulls': Input should be a valid integer"),
    ((*STANCE, "--seed", "-1"), "'--seed': Input should be greater than or equal to 0"),
    ((*STANCE, "--names", "x"), "'x' is not one of 'pseudonym', 'keep'"),
    ((*STANCE, "--analyzer", "mixin"), "'mixin' is not a kind; allowed "),
    (("--analyzer", "mixin"), "Did you mean 'mixing'?"),
    (("--opinions", "nofile.csv:stance"), "nofile.csv: there is no such file"),
    (("--opinions", "users.csv:stanc"), "users.csv: no column 'stanc' for opinions; allowed id, stance"),
    (("--opinions", "users.csv:"), "file is given without column; allowed the name of the column"),
    (("--opinions", "stance"), "opinions: 'stance' is no node attribute; allowed FILE:COLUMN"),
    (("--opinions", "strangers.csv:stance"), "strangers.csv: no id is a node of the graph"),
    (("--opinions", "twice.csv:stance"), "twice.csv:3: id 'a' stands already at twice.csv:2, with other values"),
    ((*STANCE, "--out", "afile"), "cannot be written (Not a directory). Choose another folder with --out"),
    ((*STANCE, "--time", "when"), "no column 'when' for time"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_refused(capsys, words, message):
    before = sorted(Path().iterdir())
    code, out, err = run(capsys, "ties.csv", *FAST, *words)
    assert code == 2
    assert message in err
    assert out == ""
    assert "Traceback" not in err
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        ("tiez.csv", "tiez.csv: there is no such file. Did you mean 'ties.csv'?"),
        ("karat", "karat: is neither a file here nor a data set. Did you mean 'karate'?"),
        ("afile", "afile: the file is empty"),
        (".", "this is a folder, not a file"),
    ],
)
def test_no_graph(capsys, graph, message):
    code, out, err = run(capsys, graph, *STANCE, *FAST)
    assert (code, out) == (2, "")
    assert message in err


def test_a_scale_that_is_not_said_is_proposed(capsys):
    Path("users.csv").write_text("id,score\n" + "\n".join(f"{who},{k}" for k, who in enumerate("abcdefgh")) + "\n")
    Path("ties.csv").write_text("a,b\nb,c\nc,d\nd,e\ne,f\nf,g\ng,h\n")
    code, _, err = run(capsys, "ties.csv", *SCORE, *FAST)
    assert code == 2
    assert "Numbers are a scale with --between 0..7" in err
    assert run(capsys, "ties.csv", *SCORE, *FAST, "--between", "0..7")[0] == 0


@pytest.mark.parametrize("nulls", ["0", "1", "2", "18"])
def test_few_deals_are_not_taken_for_chance(capsys, nulls):
    code, out, _ = run(capsys, "ties.csv", *STANCE, "--nulls", nulls, "--analyzer", "mixing")
    assert code == 0
    assert "6 of 7 ties stay inside a side; " in out
    assert "about as much" not in out


def test_analyzers_beside_the_usual_ones(capsys):
    code, out, _ = run(
        capsys, "ties.csv", *STANCE, "--nulls", "0", "--analyzer", "default", "--analyzer", "esteban_ray"
    )
    assert code == 0
    assert "esteban ray" in out
    assert "dsp" in out


def test_nothing_half_written_where_the_disk_is_full(capsys, monkeypatch):
    from sociophys.store import seal

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(seal.os, "replace", full)
    code, out, err = run(capsys, "ties.csv", *STANCE, *FAST, "--out", "reports")
    assert (code, out) == (2, "")
    assert "analysis.json: cannot be written, the disk is full" in err
    assert not [path for path in Path("reports").rglob("*") if path.is_file()]
