"""Progress: plain lines once a minute off a terminal, a bar with rate and time left on one."""

import sys

from sociophys.cli.progress import Bar, Lines, progress


def test_lines__speak_once_a_minute(capsys):
    now = [0.0]
    lines = Lines(clock=lambda: now[0])
    lines.begin(1000.0)
    for second in range(1, 181):
        now[0] = float(second)
        lines.advance(2.0)
    lines.end()
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "12% done, 2 updates/s, 7.3 min left",
        "24% done, 2 updates/s, 6.3 min left",
        "36% done, 2 updates/s, 5.3 min left",
    ]


def test_bar__goes_and_leaves(capsys):
    bar = Bar()
    bar.begin(10.0)
    bar.advance(4.0)
    bar.note("settled after 100 sweeps [bold]")
    bar.advance(6.0)
    bar.end()
    out, err = capsys.readouterr()
    assert out == ""
    assert "settled after 100 sweeps [bold]" in err


def test_end_without_begin__is_harmless():
    Bar().end()
    Lines().end()


def test_progress__is_lines_off_a_terminal(monkeypatch):
    assert isinstance(progress(), Lines)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert isinstance(progress(), Bar)
