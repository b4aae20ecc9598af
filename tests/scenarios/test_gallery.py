"""The shipped scenarios: each says what to expect, where its data come from, and has a picture."""

import re
from pathlib import Path

import numpy as np
import pytest

from sociophys.cli import main
from sociophys.cli.init import _tell_entry
from sociophys.graphlib.shipped import shipped
from sociophys.scenario.templates import gallery, template
from sociophys.workflow.gallery import COLUMNS, ROWS, braille, page

ROOT = Path(__file__).parents[2]
ENTRIES = {entry.name: entry for entry in gallery()}
FETCHED = [name for name, entry in ENTRIES.items() if entry.dataset]


def test_twenty_eight_and_karate_first():
    assert len(ENTRIES) == 28
    assert next(iter(ENTRIES)) == "karate"
    assert {path.stem for path in (ROOT / "scenarios" / "gallery").glob("*.txt")} == set(ENTRIES)


@pytest.mark.parametrize("name", ENTRIES)
def test_entry__says_what_to_expect_and_shows_it(name):
    entry, text = ENTRIES[name], template(name)
    assert entry.question.endswith("?")
    assert 20 < len(entry.expect) < 200
    assert entry.expect.endswith(".")
    assert entry.expect.isascii()
    assert len(re.findall("^# Expect: ", text, re.MULTILINE)) == 1
    assert "# What to expect before you run it\n# - " in text
    assert ("doi 10." in text) or "source:" in text
    assert re.search(r"^seed: \d+$", text, re.MULTILINE)
    assert len(text.splitlines()) <= 36
    lines = entry.thumbnail.splitlines()
    assert [len(line) for line in lines] == [COLUMNS] * ROWS
    assert all(0x2800 <= ord(character) < 0x2900 for line in lines for character in line)
    assert any(character != "\u2800" for line in lines for character in line)


@pytest.mark.parametrize("name", FETCHED)
def test_entry__says_how_its_data_come(name):
    assert f"# Data: {ENTRIES[name].fetch}\n" in template(name)


def test_run__says_how_its_data_come(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv("SOCIOPHYS_DATA_MIRROR", raising=False)
    path = ROOT / "scenarios" / "tribes-alliances.yaml"
    assert main(["run", str(path), "--out", str(tmp_path)]) == 2
    assert "sociophys datasets fetch highland_tribes" in capsys.readouterr().err
    assert not {entry.name for entry in gallery() if entry.is_here} & set(FETCHED)


def test_page_is_current():
    assert (ROOT / "docs" / "gallery.md").read_text("utf-8") == page(ROOT), "run: make gallery"


def test_list__draws_where_it_can(capsys):
    entry = ENTRIES["karate"]
    _tell_entry(entry, draws=False)
    assert entry.thumbnail.splitlines()[0] not in (text := capsys.readouterr().out)
    assert text.startswith(f"karate\n  {entry.question}\n")
    _tell_entry(entry, draws=True)
    assert entry.thumbnail.splitlines()[3] in capsys.readouterr().out


def test_braille__each_dot_has_its_place():
    field = np.zeros((16, 24), bool)
    field[15, 23] = True
    assert braille(field).splitlines()[3][-1] == chr(0x2880)
    assert braille(~field).count(chr(0x28FF)) == 47


def test_florentine__exact_over_all_states():
    """Mean opinion at T = 1.5 with both rivals held, over all 2^13 states of the other families."""
    nodes, edges = shipped("florentine")
    names = nodes.index.tolist()
    states = 2 * (np.arange(2**15)[:, None] >> np.arange(15) & 1) - 1
    held = (states[:, names.index("Medici")] == 1) & (states[:, names.index("Strozzi")] == -1)
    states = states[held]
    weight = np.exp((states[:, edges["source"]] * states[:, edges["target"]]).sum(axis=1) / 1.5)
    mean = weight @ states / weight.sum()
    assert mean.mean() == pytest.approx(0.09, abs=0.03)  # the run found 0.094
    lean = dict(zip(names, mean, strict=True))
    assert lean["Acciaiuoli"] > 0.5
    assert lean["Salviati"] > 0.5
    assert lean["Castellani"] < -0.5
    assert sum(value > 0 for value in mean) > sum(value < 0 for value in mean)
