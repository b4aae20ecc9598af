"""``sociophys info`` tells what was read, recognised, dropped, merged, joined; in words and as JSON."""

import json
import shlex
from pathlib import Path

import pytest

from sociophys.cli import main

RATINGS = (
    "year,source,target,rating,date,note\n"
    "81,ann,bob,2,2004-01-01,x\n"
    "81,bob,ann,3,2004-01-02,x\n"
    "81,ann,cid,-1,2004-01-03,x\n"
    "81,cid,ann,1,2004-01-04,x\n"
    "81,dan,dan,1,2004-01-05,x\n"
    "83,eve,ann,1,2004-01-06,x\n"
)
TWO_KINDS = "source,target\n" + "".join(f"p{k},b{k % 4}\np{k},b{(k + 1) % 4}\n" for k in range(8))


@pytest.fixture(autouse=True)
def inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("ties.csv").write_text(RATINGS)
    Path("votes.csv").write_text(TWO_KINDS)
    Path("users.csv").write_text("id,stance\nann,pro\nbob,anti\nCid,pro\ndan,\n")


def said(capsys, *words):
    code = main(["info", *words])
    out, err = capsys.readouterr()
    assert code == 0, err
    return out


def network(capsys, *words):
    return json.loads(said(capsys, *words, "--json"))["network"]


def groups(text):
    """Return the lines below each heading: ``{heading: {name: value}}``."""
    found, here = {}, {}
    for line in text.splitlines():
        if line and not line.startswith((" ", "Note", "Hint", "Next")):
            here = found.setdefault(line, {})
        elif line.startswith("  "):
            name, _, value = line.strip().partition("  ")
            here[name] = value.strip()
    return found


def test_everything_that_became_of_rows_is_said(capsys):
    text = said(capsys, "ties.csv", "--undirected", "--where", "year=81")
    assert text.startswith("ties.csv: 4 nodes, 1 ties (0 negative), undirected\n")
    assert "  one tie: ties.csv:2: 'ann' and 'bob' influence each other (weight 5)" in text
    told = groups(text)
    assert told["Read"] == {"rows": "5", "rows left out by where": "1"}
    assert told["Recognised, because nobody said"]["time"] == "'date' (ISO dates, as days since 1970-01-01)"
    assert told["Dropped and merged"] == {
        "self loops dropped": "1",
        "duplicates merged": "1",
        "conflicting pairs dropped": "1",
    }
    assert told["Pairs"] == {"pairs listed both ways": "2", "conflicting pairs": "1"}
    assert (told["People"]["nodes"], told["People"]["isolates"]) == ("4", "2")
    assert "Note: columns not read: note\n" in text
    assert "Note: times run from 2004-01-01 to 2004-01-05\n" in text


def test_arrows_tell_how_many_are_answered(capsys):
    told = groups(said(capsys, "ties.csv", "--arrow", "source_listens"))
    assert told["Direction"] == {"mutual pairs": "2", "one sided pairs": "1", "mutual pairs of opposite sign": "1"}


def test_what_matched_and_what_came_near(capsys):
    text = said(capsys, "ties.csv", "--undirected", "--opinions", "users.csv:stance")
    people = groups(text)["People"]
    assert (people["side plus"], people["side minus"], people["matched"]) == ("pro", "anti", "3")
    assert "'Cid' looks like 'cid'" in text
    facts = network(capsys, "ties.csv", "--undirected", "--opinions", "users.csv:stance")["opinions"]
    assert (facts["matched"], facts["unmatched_ids"], facts["without_opinion"]) == (3, 1, 3)


def test_json_keeps_its_names(capsys):
    facts = network(capsys, "ties.csv", "--undirected", "--where", "year=81", "--where", "year=83")
    names = ("n_nodes", "n_edges", "n_negative", "directed", "isolates", "rows")
    assert [facts[name] for name in names] == [5, 2, 0, False, 2, 6]
    dropped = {
        "self_loops_dropped": 1,
        "zero_weights_dropped": 0,
        "duplicates_merged": 1,
        "conflicting_pairs_dropped": 1,
    }
    assert facts["dropped"] == dropped
    assert facts["left_out"] == {"rows_left_out_by_where": 0}
    assert facts["time"] == {"first": 12418.0, "last": 12423.0}


def test_windows(capsys):
    facts = network(capsys, "ties.csv", "--undirected", "--window", "2004-01-01..2004-01-03", "--time", "date")
    assert (facts["rows"], facts["n_nodes"], facts["n_edges"], facts["isolates"]) == (2, 5, 1, 3)
    assert facts["left_out"] == {"rows_left_out_by_window": 4}
    for wrong in ("2004", "..", "1..", "..2"):
        assert main(["info", "ties.csv", "--undirected", "--window", wrong]) == 2
        assert f"--window: '{wrong}' is no window; allowed BEGIN..END" in capsys.readouterr().err


def test_two_columns_without_a_common_id_are_hinted_at_and_never_guessed(capsys):
    text = said(capsys, "votes.csv")
    assert "Hint: the two columns share no id: if they are of two kinds, say two_mode: true (--two-mode)" in text
    assert network(capsys, "votes.csv")["modes"] == {}
    told = said(capsys, "votes.csv", "--two-mode")
    assert "Hint" not in told
    assert groups(told)["People"]["of kind 'source'"] == "8"
    assert "Hint" not in said(capsys, "ties.csv", "--undirected")


def test_the_next_command_repeats_the_options(capsys):
    words = ["--undirected", "--where", "year=81", "--where", "year=83", "--where", "note=x", "--time", "date"]
    words += ["--window", "2004-01-01..2004-01-05", "--self-loops", "keep"]
    last = said(capsys, "ties.csv", *words).rstrip().splitlines()[-1]
    told = shlex.split(last.removeprefix("Next: sociophys "))
    assert told[:3] == ["init", "--from", "ties.csv"]
    assert sorted(told[3:]) == sorted(words)
    assert main(told[:3] + told[3:] + ["--out", "mine.yaml"]) == 0
    capsys.readouterr()
    assert main(["validate", "mine.yaml"]) == 0


def test_filters_without_a_value_are_refused(capsys):
    assert main(["info", "ties.csv", "--where", "year"]) == 2
    assert "--where: 'year' is no filter; allowed COLUMN=VALUE." in capsys.readouterr().err


def test_whole_numbers_have_their_thousands_apart(capsys):
    Path("many.csv").write_text("".join(f"a{k},a{k + 1}\n" for k in range(2000)))
    assert said(capsys, "many.csv").startswith("many.csv: 2,001 nodes, 2,000 ties (0 negative), undirected\n")
