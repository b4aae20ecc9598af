"""Edge lists larger than memory: graph and network of the ordinary way, to the bit, in a fraction of the memory."""

import gzip
import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from sociophys.errors import GraphError
from sociophys.loaders.file import File
from sociophys.network import Network
from sociophys.reading import large

RNG = np.random.default_rng(0)


@pytest.fixture
def both(monkeypatch, tmp_path):
    """Read a file the ordinary way and out of core; return the two graphs."""
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path / "cache"))

    def read(path, **options):
        loader = File(path=str(path), **options)
        monkeypatch.delenv("SOCIOPHYS_MEMORY_GB", raising=False)
        assert not large.is_large(str(path), "auto")
        ordinary = loader.load(RNG)
        monkeypatch.setenv("SOCIOPHYS_MEMORY_GB", "0.0001")  # chunks of 4 kB, many buckets
        assert large.is_large(str(path), "auto")
        return ordinary, loader.load(RNG)

    return read


@pytest.fixture
def outside_only(monkeypatch, tmp_path):
    """Read out of core only; returns the folder of graphs."""
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("SOCIOPHYS_MEMORY_GB", "0.0001")
    return tmp_path / "cache" / "graphs"


def rows(n_rows=3000, n_people=150, seed=1):
    """Rows with everything that is merged or dropped: loops, zeros, repeats, both directions, both signs."""
    draw = np.random.default_rng(seed)
    ends, weights = draw.integers(0, n_people, (n_rows, 2)), draw.integers(-3, 5, n_rows) / 2
    return [(f"u{a}", f"v{b}" if b % 3 else f"u{b}", weight) for (a, b), weight in zip(ends, weights, strict=True)]


def text_of(table, header="source,target,weight\n"):
    return header + "".join(f"{a},{b},{weight:g}\n" for a, b, weight in table)


def assert_same(ordinary, outside):
    pd.testing.assert_frame_equal(outside.edges, ordinary.edges, check_exact=True)
    pd.testing.assert_frame_equal(outside.nodes, ordinary.nodes, check_exact=True)
    assert outside.reading == ordinary.reading
    assert list(outside.reading.counts) == list(ordinary.reading.counts)
    assert (outside.directed, outside.policy, outside.events) == (ordinary.directed, ordinary.policy, None)
    assert outside.stored is not None
    assert ordinary.stored is None
    one, other = Network.from_graph(ordinary), Network.from_graph(outside)
    for name in ("indptr", "indices", "weights", "couplings", "names"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
        assert getattr(one, name).dtype == getattr(other, name).dtype


@pytest.mark.parametrize(
    "direction", [{"directed": False}, {"arrow": "source_listens"}, {"arrow": "source_influences"}]
)
@pytest.mark.parametrize("conflicts", ["drop", "sum", "negative"])
@pytest.mark.parametrize("duplicates", ["auto", "max", "first"])
def test_graph_is_that_of_the_ordinary_way(both, write, direction, conflicts, duplicates):
    path = write("ties.csv", text_of(rows()))
    assert_same(*both(path, conflicts=conflicts, duplicates=duplicates, **direction))


@pytest.mark.parametrize("loops", ["drop", "keep"])
def test_self_loops_are_dropped_or_kept(both, write, loops):
    assert_same(*both(write("ties.csv", text_of(rows())), directed=False, self_loops=loops))


def test_bare_list_with_comments_and_gaps(both, write):
    lines = [f"{7 * i} {j}" for i, j in np.random.default_rng(2).integers(0, 900, (5000, 2))]
    lines[1000:1000] = ["# a comment", "", "# another"]
    assert_same(*both(write("ties.txt", "# 900\n" + "\n".join(lines)), arrow="mutual"))


def test_packed_file_with_byte_order_mark_and_windows_line_ends(both, write):
    text = "\ufeff" + text_of(rows(), "").replace("\n", "\r\n")
    assert_same(*both(write("ties.csv.gz", gzip.compress(text.encode())), directed=False))


def test_every_tie_listed_twice_is_seen(both, write):
    table = [(f"{a}", f"{b}", 1 + a % 4) for a in range(60) for b in range(a)]
    table += [(b, a, weight) for a, b, weight in table]
    ordinary, outside = both(write("ties.csv", text_of(table)))
    assert_same(ordinary, outside)
    assert outside.n_edges == 60 * 59 // 2


def test_node_table_with_isolates_comes_first(both, write):
    nodes = write(
        "nodes.csv", "id,side\nnobody,pro\n" + "".join(f"u{k},{'pro' if k % 2 else 'anti'}\n" for k in range(90))
    )
    assert_same(*both(write("ties.csv", text_of(rows())), directed=False, nodes=str(nodes)))


def test_ratings_are_told_by_the_whole_file(both, write):
    table = [(f"{k}", f"{k + 1}", 3 if k == 5 else 1) for k in range(3000)]
    ordinary, outside = both(write("ties.csv", text_of([*table, ("a", "b", -7)])), directed=False)
    assert_same(ordinary, outside)
    assert "from -7 to 3" in outside.reading.sniffed["weight"]


def test_column_that_changes_its_nature_far_down_has_to_be_named(outside_only, write):
    table = [(f"{k}", f"{k + 1}", 1 if k % 3 else -1) for k in range(3000)]
    path = str(write("ties.csv", text_of([*table, ("a", "b", 7)])))
    with pytest.raises(GraphError, match="what the columns hold is not what their first rows hold"):
        File(path=path, directed=False).load(RNG)
    assert File(path=path, directed=False, weight="weight").load(RNG).n_edges == 3001


def test_second_reading_comes_from_disk(both, write, monkeypatch):
    path = write("ties.csv", text_of(rows()))
    _, outside = both(path, directed=False)
    monkeypatch.setattr(large, "Build", None)
    again = File(path=str(path), directed=False).load(RNG)
    assert again.stored == outside.stored
    pd.testing.assert_frame_equal(again.edges, outside.edges, check_exact=True)


def test_nothing_is_left_aside(both, write, tmp_path):
    _, outside = both(write("ties.csv", text_of(rows())), directed=False)
    assert list((tmp_path / "cache" / "graphs").iterdir()) == [outside.stored]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"component": "largest"}, "component largest needs all rows in memory"),
        ({"conflicts": "error", "duplicates": "error"}, "conflicts error needs.*\n.*duplicates error needs"),
        ({"window": [1, 2]}, "window .* needs all rows"),
        ({"where": {"weight": 1}}, "where .* needs all rows"),
        ({"two_mode": True}, "two_mode True needs all rows"),
        ({"source": "nobody"}, "no column 'nobody'"),
    ],
)
def test_what_is_not_supported_is_refused(outside_only, write, options, message):
    path = write("ties.csv", text_of(rows()))
    with pytest.raises(GraphError, match=message):
        File(path=str(path), **{"directed": False} | options).load(RNG)


def test_times_need_all_rows(outside_only, write):
    path = write("ties.csv", "source,target,time\n" + "a,b,3\nc,b,4\n" * 2000)
    with pytest.raises(GraphError, match="column 'time' holds times, which need all rows"):
        File(path=str(path), directed=False).load(RNG)
    assert File(path=str(path), directed=False, time="none").load(RNG).n_edges == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("u1,,2\n", r"ties.csv:5002: the target is empty"),
        ("u1,u2,many\n", r"ties.csv:5002: weight 'many' is not a finite number"),
        ("u1,u2,1,9\n", r"4 fields where the rows above have 3"),
        ("u1,u2,1.5\xff\n", "not UTF-8 text"),
        ("u1,u2,1.5\0\n", "not UTF-8 text"),
    ],
)
def test_mistake_far_down_names_its_line(outside_only, tmp_path, write, line, message):
    table = text_of(rows(5000)) + line + text_of(rows(500), "")
    path = write("ties.csv", table.encode("latin-1"))
    with pytest.raises(GraphError, match=message):
        File(path=str(path), directed=False).load(RNG)
    assert list(outside_only.iterdir()) == []


def test_folder_that_cannot_be_written_is_named(monkeypatch, tmp_path, write):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setenv("SOCIOPHYS_MEMORY_GB", "0.0001")
    with pytest.raises(GraphError, match="SOCIOPHYS_CACHE_DIR"):
        File(path=str(write("ties.csv", text_of(rows()))), directed=False).load(RNG)


_CHILD = """
import os, sys, json, threading, time
from pathlib import Path
import numpy as np
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.model import RunSettings, bind
from sociophys.network import Network
from sociophys.reading import cache, large
from sociophys.registry import member
from sociophys.loaders.file import File

def anonymous():  # megabytes of memory that no file stands behind
    line = next(l for l in Path("/proc/self/status").read_text().splitlines() if l.startswith("RssAnon"))
    return int(line.split()[1]) / 1024

def swept(path):
    graph = File(path=path, directed=False).load(np.random.default_rng(0))
    glauber = member("dynamics", "glauber").model_validate({"temperature": 5.0})
    model = bind(graph=graph, network=Network.from_graph(graph), opinions=None, dynamics=glauber,
                 initial=member("initial", "random")(), observables=("m",),
                 settings=RunSettings(1, replicas=1, order_block=1), seed=1)
    chosen = plan(model)
    return graph.n_edges, list(run(model, chosen, start(model, chosen.units[0])))[-1].rows["m"].tolist()

swept(sys.argv[2])  # loads the libraries and the kernels
before, peak, done = anonymous(), [0.0], threading.Event()
def watch():
    while not done.wait(0.003):
        peak[0] = max(peak[0], anonymous())
watcher = threading.Thread(target=watch)
watcher.start()
ties, m = swept(sys.argv[1])
done.set()
watcher.join()
print(json.dumps({"mb": peak[0] - before, "m": m, "ties": ties}))
"""


def in_child(path, small, folder, gigabytes):
    """Read and sweep a graph in a process of its own; return its peak of memory beyond its libraries, and results."""
    env = os.environ | {"SOCIOPHYS_CACHE_DIR": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    env |= {"SOCIOPHYS_MEMORY_GB": gigabytes} if gigabytes else {}
    words = [sys.executable, "-c", _CHILD, str(path), str(small)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.long
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_graph_is_built_and_swept_in_a_fraction_of_the_memory(tmp_path):
    from sociophys.workflow.benchmarks.files import write_edges

    path, small = tmp_path / "ties.txt", tmp_path / "small.txt"
    write_edges(path, 3_000_000, n_people=30_000)  # 48 MB of text
    write_edges(small, 100)
    ordinary = in_child(path, small, tmp_path, None)
    outside = in_child(path, small, tmp_path, "0.2")
    assert outside["m"] == ordinary["m"]
    assert outside["ties"] == ordinary["ties"] > 2_800_000
    assert outside["mb"] < 0.5 * ordinary["mb"], (outside["mb"], ordinary["mb"])
