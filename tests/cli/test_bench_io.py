"""``sociophys bench --io``: time and peak memory of the readers, each measurement in a process of its own."""

import json

import numpy as np
import pytest

from sociophys.cli import main
from sociophys.loaders.file import File
from sociophys.workflow.benchmarks import files as bench_io


@pytest.fixture
def small(monkeypatch):
    """Two small files instead of the large ones, each read once."""
    cases = [
        bench_io.Case("edges", "edges", 2000, lambda path: bench_io.write_edges(path, 2000)),
        bench_io.Case("GraphML", "graphml", 500, lambda path: bench_io.write_graphml(path, 500)),
    ]
    monkeypatch.setattr(bench_io, "cases", lambda quick: iter(cases))
    monkeypatch.setattr(bench_io, "ROUNDS", 1)


@pytest.mark.long
def test_every_reader_is_measured_on_every_file(small, capsys):
    assert main(["bench", "--io", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["cases"]
    assert [(row["case"], row["reader"]) for row in rows] == [
        (case, reader) for case in ("edges", "GraphML") for reader in bench_io.READERS
    ]
    assert all(row["seconds"] > 0 and 20 < row["peak_mb"] < 2000 for row in rows)
    assert [row["rows"] for row in rows] == [2000] * 4 + [500] * 4


def test_table_names_goals_and_the_next_command(capsys, monkeypatch):
    row = {"case": "ego_twitter", "reader": "sociophys", "seconds": 4.5, "peak_mb": 700.0, "rows": 1_342_310}
    cached = row | {"reader": "sociophys, cached", "seconds": 0.5, "peak_mb": 99.0}
    monkeypatch.setattr(bench_io, "bench", lambda **options: [row, cached, row | {"reader": "igraph"}])
    assert main(["bench", "--io"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == "ego_twitter sociophys 4.50 s 700 MB under 6 s and 600 MB: missed".split()
    assert lines[2].endswith("under 1 s and 600 MB: met")
    assert lines[3].endswith("700 MB")
    assert lines[-1] == "Next: sociophys bench --io --json"


def test_cases_are_those_promised(monkeypatch, tmp_path):
    monkeypatch.delenv("SOCIOPHYS_DATA_MIRROR", raising=False)
    assert [case.rows for case in bench_io.cases(quick=True)] == [100_000, 1_000_000]
    assert [case.rows for case in bench_io.cases(quick=False)][-1] == 10_000_000
    (tmp_path / "unsigned").mkdir()
    (tmp_path / "unsigned" / "ego_twitter.txt").write_text("# comment\n1\t2\n")
    monkeypatch.setenv("SOCIOPHYS_DATA_MIRROR", str(tmp_path))
    case = next(case for case in bench_io.cases(quick=True) if case.name == "ego_twitter")
    case.write(tmp_path / "plain.txt")
    assert (tmp_path / "plain.txt").read_text() == "1\t2\n"
    assert "networkx" in bench_io.readers(case)
    assert "networkx" not in bench_io.readers(case._replace(rows=10_000_000))


def test_generated_files_hold_what_they_say(tmp_path):
    bench_io.write_edges(tmp_path / "ties.txt", 3000)
    ends = np.loadtxt(tmp_path / "ties.txt", dtype=int)
    assert ends.shape == (3000, 2)
    assert 1_000_000 <= ends.min() <= ends.max() < 1_000_300
    bench_io.write_graphml(tmp_path / "ties.graphml", 300)
    graph = File(path=str(tmp_path / "ties.graphml")).load(np.random.default_rng(0))
    assert graph.reading.counts["rows"] == 300
