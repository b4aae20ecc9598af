"""``sociophys verify``: the quick form passes, a temperature wrong by 5 % does not, and what is said about it."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from sociophys.cli import main
from sociophys.verification import cases, driven, errors, long_runs
from sociophys.verification.case import Case, Check
from sociophys.verification.laboratory import Laboratory, copies
from sociophys.verification.square import square
from sociophys.verification.verify import QUICK, verify

ROOT = Path(__file__).parents[2]
KEYS = {"id", "title", "quantity", "expected", "got", "error", "tolerance", "z", "passed", "source", "seconds"}
QUICK_CASES = cases.choose(quick=True)


@pytest.mark.parametrize("case", QUICK_CASES, ids=lambda case: case.id)
def test_quick_form_passes(case):
    (finding,) = verify([case], Laboratory(effort=QUICK))
    assert [row for row in finding.rows() if not row["passed"]] == []
    assert all(row.keys() == KEYS and row["error"] > 0 for row in finding.rows())


@pytest.mark.parametrize("case", [case for case in QUICK_CASES if not case.cold], ids=lambda case: case.id)
def test_temperature_wrong_by_5_percent_is_caught(case):
    (finding,) = verify([case], Laboratory(effort=QUICK, heat=1.05))
    assert not finding.passed


def fake(passed, **marks):
    def run(lab):
        return [Check("x | y", 1.0, 1.0 if passed else 2.0, 0.1)]

    return Case("T2-99", "made up", "nobody 1900", run, **marks)


@pytest.fixture
def only(monkeypatch):
    """Let the command see one made-up case."""

    def put(case):
        monkeypatch.setattr(cases, "choose", lambda *words, **options: [case])

    return put


def test_table__names_what_was_left_out_and_the_next_command(only, capsys):
    only(fake(passed=True))
    assert main(["verify"]) == 0
    said = capsys.readouterr()
    assert "T2-99  made up: x | y  1         1    0.1             +0.00" in said.out
    assert "Left out: T2-08, " in said.out
    assert said.out.splitlines()[-1].startswith("Next: sociophys verify ")
    assert "T2-99 made up: passed" in said.err


def test_failure__exits_1_and_says_which(only, capsys):
    only(fake(passed=False))
    assert main(["verify"]) == 1
    said = capsys.readouterr().out
    assert "+10.00" in said
    assert "FAILED" in said
    assert said.splitlines()[-1] == "Next: sociophys verify --seed 2 T2-99"


def test_long_case__gates_nothing(only):
    only(fake(passed=False, long=True))
    assert main(["verify", "--long"]) == 0


def test_json__is_a_list(only, capsys):
    only(fake(passed=False))
    assert main(["verify", "--json"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row.keys() == KEYS
    assert (row["id"], row["passed"], row["z"]) == ("T2-99", False, pytest.approx(10.0))


def test_markdown__is_a_table(only, capsys):
    only(fake(passed=True))
    assert main(["verify", "--markdown"]) == 0
    lines = capsys.readouterr().out.partition("\n| case |")[2].splitlines()
    assert lines[2].startswith(r"| T2-99 | made up: x \| y | 1 | 1 | 0.1 |  | +0.00 |")


def test_unknown_case__is_refused_with_the_nearest(capsys):
    assert main(["verify", "T2-1O"]) == 2
    assert "'T2-1O' is not a case" in capsys.readouterr().err
    assert main(["verify", "T2-08"]) == 2
    assert "was left out: the rewired small world has no closed form" in capsys.readouterr().err


def test_forms():
    ids = [case.id for case in cases.every_case()]
    assert len(set(ids)) == len(ids)
    assert [case.id for case in cases.choose(["t2-10", "T2-03"])] == ["T2-10", "T2-03"]
    assert all(case.id.startswith("T3") == case.long for case in cases.every_case())
    promised = {f"T2-{k:02}" for k in [*range(1, 15), *range(17, 25), 28, 29]}
    assert promised == {case.id for case in cases.choose()} | (cases.LEFT_OUT.keys() & promised)


def test_page__has_every_case_of_the_full_form():
    page = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| (T2-\d\d) ", page, re.MULTILINE)) == {case.id for case in cases.choose()}
    assert "FAILED" not in page
    assert set(re.findall(r"^\| (T3-\d\d) ", page, re.MULTILINE)) == {case.id for case in cases.choose(long=True)}


def test_limit_of_two_sizes__takes_the_first_correction_away():
    sizes = (8.0, 16.0)
    found = [(0.5 + 3.0 * size**-0.83, 0.01 * k) for k, size in enumerate(sizes, 1)]
    value, error = long_runs.beyond(found, 2**0.83)
    assert value == pytest.approx(0.5)
    share = 1 / (2**0.83 - 1)
    assert error == pytest.approx(math.hypot((1 + share) * 0.02, share * 0.01))


def test_z__counts_beyond_the_tolerated_band():
    assert Check("", 1.0, 1.3, 0.1).z == pytest.approx(3.0)
    assert Check("", 1.0, 0.7, 0.1, tolerance=0.1).z == pytest.approx(-2.0)
    assert Check("", 1.0, 1.05, 0.1, tolerance=0.1).z == 0.0
    assert not Check("", 1.0, 1.5, 0.1).passed
    assert not Check("", 1.0, 1.5, 0.0).passed
    assert not Check("", 1.0, math.nan, 0.1).passed


def test_jackknife__of_a_ratio_is_the_known_error():
    draw = np.random.default_rng(5)
    spread = [errors.jackknife(draw.normal([2.0, 4.0], 0.5, (200, 2)), lambda m: m[1] / m[0]) for _ in range(200)]
    got, error = np.array(spread).T
    assert got.mean() == pytest.approx(2.0, abs=0.02)
    assert error.mean() == pytest.approx(got.std(), rel=0.15)


def test_blocks_and_crossing():
    assert errors.by_block(np.arange(8.0), 4).tolist() == [1.5, 5.5]
    at = np.array([0.9, 1.0, 1.1, 1.2])
    assert errors.crossing(at, np.array([0.3, 0.1, -0.1, -0.7])) == pytest.approx(1.05)
    assert errors.crossing(at, np.array([0.3, 0.1, -0.1, 0.01])) == pytest.approx(1.05)
    assert errors.crossing(at, np.array([0.5, 0.4, 0.3, 0.2])) == pytest.approx(1.4)
    assert errors.cumulant(np.array([1.0, 1.0])) == pytest.approx(2 / 3)


def test_copies__are_side_by_side():
    whole = copies([square(3)] * 4)
    assert (whole.n_nodes, whole.n_edges) == (36, 72)
    assert np.all(whole.edges["source"] // 9 == whole.edges["target"] // 9)


def test_seeds__belong_to_case_and_part():
    lab = Laboratory(seed=3, name="T2-10")
    assert lab.seed_of("a") != lab.seed_of("b")
    assert lab.seed_of("a") == Laboratory(seed=3, name="T2-10").seed_of("a")
    assert lab.seed_of("a") != Laboratory(seed=3, name="T2-11").seed_of("a")
    assert not np.array_equal(lab.generator("a").random(3), lab.generator("b").random(3))


def test_controlled__is_unbiased_and_sharper():
    draw = np.random.default_rng(6)
    control = draw.normal(1.0, 1.0, 2000)
    units = 5 + 2 * (control - 1) + draw.normal(0, 0.5, 2000)
    value, error = errors.controlled(units, control, 1.0)
    assert value == pytest.approx(5.0, abs=4 * error)
    assert error == pytest.approx(0.5 / np.sqrt(2000), rel=0.1)


@pytest.mark.parametrize(("heat", "is_right"), [(1.0, True), (1.05, False)])
def test_swinging_pressure__is_followed_at_the_right_temperature_only(heat, is_right):
    """Single lines of T2-23 and T2-24, which take minutes in full."""
    lab = Laboratory(effort=0.25, heat=heat, name="T2-23")
    found = errors.jackknife(errors.moments(driven.period_means(lab, 16, 60), 2, 4), errors.cumulant)
    assert Check("U4", driven.LISTED[60][16], *found, tolerance=driven.LUCK[16]).passed == is_right
    few = Laboratory(effort=0.5, heat=heat, name="T2-24")
    band = 0.004  # 200 people lack 0.32 / 200
    assert Check("Q", driven.expected_of(0.2), *driven.swung(few, 200, 0.2), tolerance=band).passed == is_right
