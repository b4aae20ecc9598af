"""What each end of a command means to a shell: 0 done, 2 the user's mistake, 1 ours, 130 interrupted."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sociophys.cli import main
from sociophys.errors import Mistake, ScenarioError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def failing_list(monkeypatch):
    """Make ``sociophys list`` raise what a test wants."""
    from sociophys import registry

    def prepare(error):
        def kinds(family):
            raise error

        monkeypatch.setattr(registry, "kinds", kinds)

    return prepare


def test_users_mistake__is_a_message_and_2(failing_list, capsys):
    failing_list(ScenarioError(Mistake("a.yaml:3:1 seed", "-1 is below 0", "0 or more"), Mistake("b", "is wrong")))
    assert main(["list"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "a.yaml:3:1 seed: -1 is below 0; allowed 0 or more.\nb: is wrong.\n"


@pytest.mark.parametrize("text", ["boom", "boom\nand a page of details"])
def test_our_mistake__is_one_line_and_1(failing_list, capsys, text):
    failing_list(RuntimeError(text))
    assert main(["list"]) == 1
    err = capsys.readouterr().err
    assert err == (
        "sociophys failed with RuntimeError: boom. This is our mistake, not yours; run again with --debug.\n"
    )


@pytest.mark.parametrize("words", [["--debug", "list"], ["list", "--debug"]])
def test_debug__may_stand_anywhere_and_shows_where(failing_list, capsys, words):
    failing_list(RuntimeError("boom"))
    assert main(words) == 1
    err = capsys.readouterr().err
    assert "Traceback (most recent call last)" in err
    assert err.rstrip().endswith("run again with --debug.")


def test_interrupt__is_130_and_says_what_is_saved(failing_list, capsys):
    failing_list(KeyboardInterrupt())
    assert main(["list"]) == 130
    out, err = capsys.readouterr()
    assert "saved; the same command goes on from there" in err
    assert "Traceback" not in err + out


def test_termination__is_an_interrupt(failing_list, monkeypatch, capsys):
    from sociophys import registry

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(registry, "kinds", lambda family: os.kill(os.getpid(), signal.SIGTERM))
    try:
        assert main(["list"]) == 130
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "Interrupted." in capsys.readouterr().err


def test_place_that_cannot_be_used__is_the_users(failing_list, capsys):
    failing_list(PermissionError(13, "Permission denied", "/root/x"))
    assert main(["list"]) == 2
    assert capsys.readouterr().err == "/root/x: Permission denied. Name a path that can be used.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "No such command 'rnu'"),
        (["run"], "Missing argument"),
        (["run", "a.yaml", "--fast"], "--fast"),
        (["run", "a.yaml", "--workers", "0"], "--workers"),
        (["info", "a.csv", "--arrow", "left"], "left"),
        (["list", "feilds"], "Did you mean 'fields'?"),
        (["run", "a.yaml", "--set", "seed"], "--set seed: no '='; allowed key.path=value."),
    ],
)
def test_wrong_words__are_2(words, said, capsys):
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_two_wrong_settings__are_both_named(capsys):
    assert main(["validate", "a.yaml", "--set", "seed", "--set", "=3"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize("words", ["list --json", "--help", "list"])
def test_closed_pipe__is_quiet(words):
    command = f"set -o pipefail; {sys.executable} -m sociophys {words} | true"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
