"""Graphs remembered: the same graph the second time, and no graph where anything is not as it was."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from sociophys.graph import Graph, Reading
from sociophys.loaders.file import File
from sociophys.merging import Policy
from sociophys.network import Network
from sociophys.reading import cache


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """A cache of its own that keeps everything, however fast it was read; returns its folder."""
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("SOCIOPHYS_CACHE_GB", "1")
    monkeypatch.setattr(cache, "MIN_SECONDS", -1.0)
    return tmp_path / "cache" / "graphs"


@pytest.fixture
def ties(write):
    return write("ties.csv", "source,target,weight\nann,bob,2\nbob,cid,-1\ncid,dée,0.5\n")


class Reader:
    """Reads a file through the loader (or hands out a graph), and counts how often it was asked."""

    def __init__(self, path, graph=None, **options):
        self.path, self.graph, self.options, self.times = str(path), graph, options, 0

    def __call__(self):
        self.times += 1
        return self.graph or File(path=self.path, **self.options).load(np.random.default_rng(0))

    def get(self, **more):
        return cache.remembered([self.path], self.options | more, self)


def same_frame(one, other):
    if one is None or other is None:
        assert one is other
        return
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert [str(kind) for kind in one.dtypes] == [str(kind) for kind in other.dtypes]


def same_graph(one, other):
    for table in ("nodes", "edges", "events"):
        same_frame(getattr(one, table), getattr(other, table))
    assert (one.directed, one.reading, one.policy) == (other.directed, other.reading, other.policy)
    assert type(one.policy) is type(other.policy)
    assert type(one.reading.notes) is tuple


def rich_graph():
    """A graph in which every field holds something, attributes of several types among them."""
    names = pd.Index(["ann", "bob", "日本\n", ""], dtype="str", name="id")
    nodes = pd.DataFrame(
        {
            "side": pd.Series(["pro", "anti", None, ""], dtype="str").array,
            "age": [1.5, np.nan, 3, 4],
            "group": pd.Categorical(["b", "a", None, "b"], categories=["b", "a", "c"]),
            "count": np.arange(4),
            "is old": [True, False, True, True],
        },
        index=names,
    )
    edges = pd.DataFrame({"source": [0, 1], "target": [1, 2], "weight": [0.1, -2.0]})
    events = pd.DataFrame({"source": [0, 0, 1], "target": [1, 1, 2], "weight": [0.05, 0.05, -2], "time": [1.0, 2, 0.5]})
    reading = Reading("ties.csv", {"header": "no"}, {"rows": 3}, "'ann' influences 'bob'", ("a note", "another"))
    return Graph(nodes, edges, True, reading, events, Policy("sum", "max"))


def plain_graph():
    names = pd.Index(["1", "2"], dtype="str", name="id")
    return Graph(pd.DataFrame(index=names), pd.DataFrame({"source": [0], "target": [1], "weight": [1.0]}), False)


@pytest.mark.parametrize("make", [rich_graph, plain_graph])
def test_remembered_graph_is_the_same_in_every_field(kept, ties, make):
    graph = make()
    reader = Reader(ties, graph)
    same_graph(reader.get(), graph)
    again = reader.get()
    assert reader.times == 1
    same_graph(again, graph)
    assert again.stored.parent == kept


def test_every_field_of_a_graph_is_kept():
    """A field added to Graph or Reading has to be kept as well: then this list and the cache grow together."""
    assert [field.name for field in dataclasses.fields(Graph)] == [
        *("nodes", "edges", "directed", "reading", "events", "policy", "stored")
    ]


def test_columns_on_disk_are_ordinary_arrays_and_changing_them_changes_no_file(kept, ties):
    reader = Reader(ties, rich_graph())
    reader.get()
    graph = reader.get()
    weight = graph.edges["weight"].to_numpy()
    assert type(weight) is np.ndarray
    graph.edges.loc[0, "weight"] = 7.0
    assert reader.get().edges["weight"].tolist() == [0.1, -2.0]


def test_network_is_kept_beside_its_graph(kept, ties):
    reader = Reader(ties, rich_graph())
    first = Network.from_graph(reader.get())
    graph = reader.get()
    assert (graph.stored / "network" / "indices.npy").is_file()
    second, fresh = Network.from_graph(graph), Network.from_graph(rich_graph())
    assert graph.stored is not None
    for name in ("indptr", "indices", "weights", "couplings", "names"):
        assert np.array_equal(getattr(second, name), getattr(fresh, name)), name
        assert np.array_equal(getattr(first, name), getattr(fresh, name)), name
        assert getattr(second, name).dtype == getattr(fresh, name).dtype


def test_changed_graph_gets_its_own_network(kept, ties):
    reader = Reader(ties, rich_graph())
    graph = reader.get()
    Network.from_graph(graph)
    assert dataclasses.replace(graph, edges=graph.edges.iloc[:1]).stored is None
    graph.edges.loc[0, "weight"] = 7.0  # in place, as in a notebook
    assert sorted(Network.from_graph(graph).weights) == [-2.0, 7.0]
    assert sorted(Network.from_graph(reader.get()).weights) == [-2.0, 0.1]


@pytest.mark.parametrize("change", ["content", "option", "name", "sources"])
def test_anything_that_matters_makes_it_read_again(kept, ties, change, monkeypatch, tmp_path):
    reader = Reader(ties)
    assert reader.get().n_edges == 3
    more = {}
    if change == "content":
        ties.write_text(ties.read_text().replace("cid,bob", "cid,eve").replace("ann,bob", "ann,eve"))
    elif change == "option":
        more = {"duplicates": "max"}
    elif change == "name":
        reader.path = str(shutil.copy(ties, tmp_path / "copy.csv"))
    else:
        monkeypatch.setattr(cache, "_sources_digest", lambda: "another version")
    graph = reader.get(**more)
    assert reader.times == 2
    assert ("eve" in graph.names) is (change == "content")


def test_file_loader_remembers(kept, ties, monkeypatch):
    loader = File(path=str(ties), weight="none")
    first = loader.load(np.random.default_rng(0))
    monkeypatch.setattr(File, "_read", None)
    again = loader.load(np.random.default_rng(0))
    same_graph(again, first)
    assert again.stored == first.stored
    assert again.stored.parent == kept


def test_touched_file_of_the_same_content_is_not_read_again(kept, ties):
    reader = Reader(ties)
    reader.get()
    os.utime(ties, (1, 1))
    reader.get()
    assert reader.times == 1


def test_file_that_changes_while_it_is_read_is_not_kept(kept, ties):
    reader = Reader(ties, plain_graph())

    def read():
        ties.write_text("a,b\n")
        return reader()

    cache.remembered([str(ties)], {}, read)
    assert not kept.exists()


@pytest.mark.parametrize("name", ["edges.source.npy", "edges.weight.npy", "nodes.arrow", "graph.json", "contents.json"])
@pytest.mark.parametrize("how", ["cut", "flipped", "gone", "zeros"])
def test_damaged_entry_is_ignored_and_made_again(kept, ties, name, how):
    reader = Reader(ties, rich_graph())
    path = reader.get().stored / name
    content = path.read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    changed = {"cut": content[:middle], "flipped": flipped, "zeros": bytes(len(content))}
    path.unlink()
    if how in changed:
        path.write_bytes(changed[how])
    same_graph(reader.get(), rich_graph())
    assert reader.times == 2
    same_graph(reader.get(), rich_graph())
    assert reader.times == 2


def test_damaged_network_is_made_again(kept, ties):
    reader = Reader(ties, rich_graph())
    graph = reader.get()
    Network.from_graph(graph)
    indices = graph.stored / "network" / "indices.npy"
    indices.write_bytes(bytes(len(indices.read_bytes())))
    assert Network.from_graph(reader.get()).indices.tolist() == Network.from_graph(rich_graph()).indices.tolist()
    assert Network.from_graph(reader.get()).indices.any()


def test_unwritable_cache_is_no_obstacle(monkeypatch, ties, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setenv("SOCIOPHYS_CACHE_GB", "1")
    monkeypatch.setattr(cache, "MIN_SECONDS", -1.0)
    reader = Reader(ties)
    assert reader.get().n_edges == reader.get().n_edges == 3
    assert reader.times == 2


def test_full_disk_leaves_nothing_behind(kept, ties, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "save_rest", full)
    assert Reader(ties).get().n_edges == 3
    assert list(kept.iterdir()) == []


def test_what_is_read_fast_is_not_kept(kept, ties, monkeypatch):
    monkeypatch.setattr(cache, "MIN_SECONDS", 60.0)
    Reader(ties).get()
    assert not kept.exists()


@pytest.mark.parametrize("gigabytes", ["0", "1e-9"])
def test_cache_can_be_switched_off_and_bounded(kept, ties, monkeypatch, gigabytes):
    monkeypatch.setenv("SOCIOPHYS_CACHE_GB", gigabytes)
    reader = Reader(ties)
    reader.get()
    reader.get()
    assert reader.times == 2
    assert not kept.exists()


def test_entries_used_longest_ago_are_thrown_out_first(kept, write, monkeypatch):
    readers = [Reader(write(f"{k}.csv", f"source,target\na{k},b{'x' * k}\n"), plain_graph()) for k in range(4)]
    places = [reader.get().stored for reader in readers[:3]]
    for k, place in enumerate(places):
        os.utime(place, (100 + k, 100 + k))
    os.utime(places[0], (200, 200))  # used again since
    one = sum(path.stat().st_size for path in places[0].iterdir())
    (kept / ".left-by-a-killed-process").mkdir()
    os.utime(kept / ".left-by-a-killed-process", (1, 1))
    monkeypatch.setenv("SOCIOPHYS_CACHE_GB", str(2.5 * one / 1e9))
    newest = readers[3].get().stored
    assert sorted(kept.iterdir()) == sorted([places[0], newest])


def test_missing_file_and_device_are_left_to_the_reader(kept, tmp_path):
    from sociophys.errors import SociophysError

    for path in (tmp_path / "gone.csv", "/dev/zero", tmp_path):
        with pytest.raises(SociophysError):
            Reader(path).get()
    assert not kept.exists()


_AT_ONCE = """
import sys, numpy as np
from sociophys.loaders.file import File
from sociophys.reading import cache
cache.MIN_SECONDS, cache._sources_digest = -1.0, lambda: "of now"
sys.stdin.readline()
for _ in range(20):
    print(File(path=sys.argv[1]).load(np.random.default_rng(0)).edges["weight"].tolist())
"""


def test_processes_at_once_do_not_disturb_each_other(kept, ties):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = [subprocess.Popen([sys.executable, "-c", _AT_ONCE, str(ties)], **pipes) for _ in range(3)]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    got = [worker.communicate(timeout=120)[0].splitlines() for worker in workers]
    assert got == [["[2.0, -1.0, 0.5]"] * 20] * 3
    assert len(list(kept.iterdir())) == 1


def test_entry_is_plain_to_read(kept, ties):
    place = Reader(ties, rich_graph()).get().stored
    facts = json.loads((place / "graph.json").read_text())
    assert facts["reading"]["notes"] == ["a note", "another"]
