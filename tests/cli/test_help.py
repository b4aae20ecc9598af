"""Starting is cheap: neither ``--help`` nor ``import sociophys`` loads what computes or draws."""

import subprocess
import sys
from pathlib import Path

import pytest

from sociophys.cli import main

ROOT = Path(__file__).parents[2]
HEAVY = {"numpy", "numba", "scipy", "pandas", "plotly", "igraph", "networkx", "pyarrow", "llvmlite", "jinja2"}
COMMANDS = ("init", "info", "analyze", "run", "report", "export", "validate", "list", "bench", "verify", "datasets")


def loaded_by(code):
    """Return which heavy modules a fresh interpreter has loaded after some code."""
    tail = "\nimport sys; print('LOADED', *sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", code + tail], cwd=ROOT, capture_output=True, text=True, check=True)
    return HEAVY & set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["list"], []])
def test_help__loads_nothing_heavy(words):
    assert loaded_by(f"from sociophys.cli import main; main({words!r})") == set()


def test_import__loads_nothing_heavy():
    assert loaded_by("import sociophys, sociophys.registry; dir(sociophys)") == set()


def test_help__names_every_command(capsys):
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in COMMANDS)
    assert "..." not in text.split("Commands:")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_help__of_every_command(name, capsys):
    assert main([name, "--help"]) == 0
    assert f"sociophys {name}" in capsys.readouterr().out


def test_version(capsys):
    import sociophys

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"sociophys {sociophys.__version__}\n"


def test_public_names_are_pinned():
    import sociophys

    public = [
        "analyze",
        "analyze_windows",
        "compare",
        "compare_runs",
        "compare_scenarios",
        "read_graph",
        "read_graphs",
        "run",
    ]
    assert dir(sociophys) == ["__version__", *public]
    with pytest.raises(AttributeError, match=f"no attribute 'simulate'; it has {', '.join(public)}"):
        sociophys.simulate  # noqa: B018


def test_version__is_said_once():
    import tomllib

    import sociophys

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == sociophys.__version__
    assert f"version: {sociophys.__version__}" in (ROOT / "CITATION.cff").read_text()
