"""``sociophys bench --analyze``: scores, twins and reports beside igraph and networkx; no speed is asserted."""

import json

import numpy as np
import pytest

from sociophys.cli import main
from sociophys.network import Network
from sociophys.workflow.benchmarks import analyze
from sociophys.workflow.benchmarks.analyze import Case

KEYS = {"case", "n_edges", "score", "ms", "to_beat_ms", "peers", "peak_mb"}


@pytest.fixture
def small(monkeypatch):
    """Karate alone, one round, twenty twins."""
    monkeypatch.setattr(analyze, "CASES", (Case("karate", 34, True, 20),))
    monkeypatch.setattr(analyze, "QUICK_ROUNDS", 1)


@pytest.mark.long
def test_every_score_and_the_report_are_measured(small, capsys):
    assert main(["bench", "--analyze", "--quick", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {frozenset(row) for row in rows} == {frozenset(KEYS)}
    assert {row["n_edges"] for row in rows} == {78}
    assert all(row["ms"] > 0 for row in rows)
    named = {row["score"]: row for row in rows}
    assert set(analyze.TO_BEAT) < set(named)
    assert set(named["randomised twin"]["peers"]) == {"igraph", "networkx"}
    assert all(ratio > 0 for row in rows for ratio in row["peers"].values())
    assert rows[-1]["score"].startswith("report")
    assert rows[-1]["to_beat_ms"] == 3000
    assert rows[-1]["peak_mb"] > 20


def test_table_and_page_say_what_is_to_be_beaten(capsys, monkeypatch):
    row = {"case": "karate", "n_edges": 78, "score": "dip", "ms": 5.0, "to_beat_ms": 10, "peers": {}, "peak_mb": None}
    other = row | {"score": "report", "peers": {"igraph": 12.0}, "to_beat_ms": None, "peak_mb": 1234.5}
    monkeypatch.setattr(analyze, "bench", lambda **options: [row, other])
    assert main(["bench", "--analyze"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == "karate dip 5 ms 10 ms (2 x)".split()
    assert lines[2].split() == "karate report 5 ms 12 x igraph 1,234 MB".split()
    assert lines[-1] == "Next: sociophys bench --analyze --json"
    assert main(["bench", "--analyze", "--markdown"]) == 0
    assert capsys.readouterr().out.splitlines()[2] == "| karate | dip | 5 ms | 10 ms (2 x) |  |  |"


def test_cases_are_those_promised():
    assert [case.n_nodes for case in analyze.CASES if case.n_nodes > 10_000] == [200_000, 200_000]
    graph, opinions = analyze.graph_of(Case("halves", 400, True, 20))
    network = Network.from_graph(graph)
    assert network.n_edges == pytest.approx(5 * 400, rel=0.02)
    i, j = network.edge_ends
    assert np.mean(opinions.sides[i] != opinions.sides[j]) == pytest.approx(0.2, abs=0.02)
    graph, opinions = analyze.graph_of(Case("grown", 400, False, 20))
    assert graph.n_edges == pytest.approx(5 * 400, rel=0.02)
    assert 150 < np.count_nonzero(opinions.sides > 0) < 250
