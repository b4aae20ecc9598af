"""``sociophys bench``: engine beside peers and floor, threads, memory, second process; no speed is asserted."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from sociophys.cli import main
from sociophys.errors import MissingError
from sociophys.network import Network
from sociophys.workflow.benchmarks import cases, cold, contender, fields, floor, memory, page, peers, rates, threads
from sociophys.workflow.benchmarks.cases import Case

KEYS = {"case", "kernel", "n_nodes", "n_replicas", "updates_per_second", "peers", "floor_ratio", "bound", "level"}
SMALL = [Case("Erdos-Renyi", 300, kind, replicas) for kind in ("unit", "weighted") for replicas in (1, 16)]
# a package by the peer's name: answers as graph-tool would, as far as the peer's program asks
STAND_IN = {
    "graph_tool/__init__.py": """
import numpy as np
class Values: a = None
class Graph:
    def __init__(self, directed): self.edges = None
    def add_vertex(self, n): self.n = n
    def add_edge_list(self, edges): assert edges.max() < self.n
    def new_edge_property(self, kind): return Values()
""",
    "graph_tool/dynamics.py": """
class IsingGlauberState:
    def __init__(self, graph, beta, w): assert beta == 0.1
    def iterate_async(self, niter): return 0
""",
}


@pytest.fixture
def small(monkeypatch):
    """Four small cases, one short round."""
    monkeypatch.setattr(rates, "cases", lambda **_: iter(SMALL))
    monkeypatch.setattr(rates, "QUICK_ROUNDS", 1)
    monkeypatch.setattr(rates, "QUICK_SECONDS", 0.02)


@pytest.fixture
def graph_tool(monkeypatch, tmp_path):
    """An interpreter that has a package by that name."""
    for name, text in STAND_IN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    return sys.executable


def test_every_case_is_measured_beside_peers_and_floor(small, graph_tool, capsys):
    assert main(["bench", "--quick", "--peer", f"graph-tool={graph_tool}", "--peer", "plain_numba", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [set(row) for row in rows] == [KEYS] * 4
    assert [row["kernel"] for row in rows] == ["single", "lanes"] * 2
    assert all(set(row["peers"]) == {"graph-tool", "plain_numba"} for row in rows)
    assert all(row["updates_per_second"] > 0 and row["floor_ratio"] > 0 for row in rows)


def test_a_peer_that_breaks_is_left_out_and_named(small, graph_tool, tmp_path, capsys):
    (tmp_path / "graph_tool/dynamics.py").write_text("raise ImportError('no such symbol')")
    assert main(["bench", "--quick", "--peer", f"graph-tool={graph_tool}", "--json"]) == 0
    said = capsys.readouterr()
    assert [row["peers"] for row in json.loads(said.out)] == [{}] * 4
    assert "graph-tool is left out: ImportError: no such symbol" in said.err


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("graphtool", "Did you mean 'graph-tool'?"),
        ("ndlib=/no/such/python", "/no/such/python cannot import ndlib"),
        (f"graph-tool={sys.executable}", "cannot import graph_tool"),
    ],
)
def test_a_peer_that_is_not_there_is_refused(wanted, said):
    with pytest.raises(MissingError, match=said.replace("?", r"\?")):
        peers.chosen([wanted])


def test_options_that_exclude_each_other(capsys):
    assert main(["bench", "--threads", "--cold"]) == 2
    assert "one of them" in capsys.readouterr().err


def test_cases_are_those_promised():
    quick, every = list(cases.cases(quick=True)), list(cases.cases(quick=False))
    assert set(quick) < set(every)
    assert {case.n_nodes for case in quick} == {10_000}
    assert {(case.network, case.n_nodes) for case in every} >= {
        (name, n) for name in ("Erdos-Renyi", "Barabasi-Albert", "square lattice") for n in (10_000, 1_000_000)
    }
    assert {case.couplings for case in every} == {"unit", "signed", "weighted"}
    assert all("T = " in case.name for case in every)
    assert [case.couplings for case in cases.cases(quick=True, pattern="erdos*weighted")] == ["weighted"] * 2
    assert cases.model(SMALL[2]).network.weights.min() >= 0.5


def ring(n):
    ends = np.arange(n)
    network = Network(np.arange(n + 1), ends.astype(np.int32), np.ones(n), np.ones(n), True, ends.astype(str))
    return Network.from_pairs(network, np.stack([ends, (ends + 1) % n], axis=1), np.ones(n), np.ones(n))


def test_traffic_of_a_ring():
    n = 1 << 16
    seen = floor.traffic(ring(n), "unit", "single", 1)
    assert seen.record == (1, 8 * n)
    assert seen.row == (1 + 4 / 64, 8 * n)  # two indices of four bytes
    assert seen.spins == (3, n)  # two neighbours and one's own
    assert floor.traffic(ring(n), "weighted", "lanes", 64).row == (1 + 12 / 64, 16 * n)
    assert floor.traffic(ring(n), "unit", "lanes", 64).spins == (3, 8 * n)
    assert floor.traffic(ring(n), "unit", "bit_sliced", 512).spins == (3, 64 * n)


def test_floor_names_what_binds(monkeypatch):
    monkeypatch.setattr(floor, "seconds_per_line", lambda n_bytes: 1e-9)
    monkeypatch.setattr(floor, "peak", lambda: 1e10)
    least = floor.floor(ring(64), "unit", "single", 1)
    assert least.bound == "arithmetic"  # 84 operations beside 5.06 lines
    assert least.seconds == pytest.approx(8.4e-9)
    monkeypatch.setattr(floor, "peak", lambda: 1e12)
    least = floor.floor(ring(64), "unit", "single", 1)
    assert (least.bound, least.seconds) == ("memory", pytest.approx(5.0625e-9))


def test_what_the_machine_does_is_measured():
    assert 0 < floor.seconds_per_line(1 << 14) < 1e-6
    assert floor.peak() > 1e8
    assert floor.level(0) != "DRAM" or not floor._caches()
    assert floor.level(1 << 50) == "DRAM"


def test_two_threads_beside_two_processes(monkeypatch):
    monkeypatch.setattr(threads, "ROUNDS", 1)
    row = threads.measure(Case("Erdos-Renyi", 10_000, "unit", 1), rounds=1, seconds=0.02)
    assert row["kernel"] == "single"
    assert row["ratio"] > 0


def test_memory_of_a_run_is_watched(capsys, tmp_path, monkeypatch):
    small = memory.scenario("signed", n_nodes=200, replicas=8)
    monkeypatch.setattr(memory, "scenario", lambda couplings: small)
    memory.run_one("signed", str(tmp_path))
    row = json.loads(capsys.readouterr().out)
    assert row["loaded_mb"] > 20
    assert row["finishing_mb"] >= row["simulating_mb"] >= 0


def test_a_second_process_says_when_it_swept():
    row = cold._process(1)
    assert row["kernel"] == "single"
    assert 0 < row["imports"] < row["seconds"]


def test_fields_and_levers_are_measured_beside_the_plain_model(capsys, monkeypatch):
    monkeypatch.setattr(fields, "case_for", lambda quick: Case("Erdos-Renyi", 300, "unit", 16))
    monkeypatch.setattr(fields, "QUICK_ROUNDS", 1)
    assert main(["bench", "--fields", "--quick", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(fields.LOADS)
    assert {row["kernel"] for row in rows} == {"lanes"}
    assert all(row["ratio"] > 0 and row["least"] > 0 and row["floor"] >= 1 for row in rows)
    assert main(["bench", "--fields", "--quick", "--cases", "waiting", "--markdown"]) == 0
    assert capsys.readouterr().out.count("Erdos-Renyi, 16 replicas: ") == 2


def test_page_holds_every_figure():
    row = {
        "case": "Erdos-Renyi 1e4, unit couplings, T = 10",
        "kernel": "single",
        "n_nodes": 10_000,
        "n_replicas": 1,
        "updates_per_second": 4.1e7,
        "peers": {"graph-tool": 6.1},
        "floor_ratio": 1.5,
        "bound": "memory",
        "level": "L2",
    }
    text = page.page(
        [row, row | {"peers": {"graph-tool": 3.9}}],
        [row | {"ratio": 0.95}],
        [{"couplings": "unit", "loaded_mb": 700.0, "simulating_mb": 400.0, "finishing_mb": 450.0}],
        [{"kernel": "single", "n_replicas": 1, "seconds": 1.3, "imports": 1.0}],
    )
    assert "| Erdos-Renyi 1e4, unit couplings, T = 10 | single | 1 | 41 | 6.1 | 1.50 | memory (L2) |" in text
    assert "| single | 10,000 | 4 | 3.9 | 6.1 | missed |" in text
    assert "**single** with its data in L2 (2 cases) is bound by memory and takes 1.50 times the floor." in text
    assert all(figure in text for figure in ("| 0.95 |", "| 400 MB | 450 MB |", "| 1.30 | 1.00 |"))


def test_the_program_of_a_peer_imports_nothing_of_ours():
    assert "sociophys" not in Path(contender.__file__).read_text(encoding="utf-8")
