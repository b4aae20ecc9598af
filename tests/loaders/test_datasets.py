"""Data sets: manifests, the order of places, checksums, and what is said when something is not there."""

import errno
import gzip
import hashlib
import json
import urllib.error
from io import BytesIO

import numpy as np
import pytest

from sociophys import manifests
from sociophys.errors import GraphError, MissingError, StoreError
from sociophys.joining import OpinionsBlock
from sociophys.parameters import read_member
from sociophys.registry import kinds
from sociophys.workflow import datasets
from sociophys.workflow.reading import read_graph

TRIBES = "highland_tribes"
REQUIRED = {"name", "title", "n_nodes", "n_edges", "n_negative", "directed", "direction", "licence", "citation"}


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    """A cache of its own, no mirror, and no network."""
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("SOCIOPHYS_DATA_MIRROR", raising=False)

    def closed(*arguments, **options):
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr("urllib.request.urlopen", closed)
    return tmp_path


@pytest.fixture
def tiny(monkeypatch):
    """A manifest for a file of three ties, and the bytes it promises."""
    content = b"a,b,1\nb,c,-1\nc,a,1\n"
    entry = {
        "name": "tiny", "title": "three ties", "n_nodes": 3, "n_edges": 3, "file": "tiny.csv", "bytes": len(content),
        "url": "https://example.org/tiny.csv", "sha256": hashlib.sha256(content).hexdigest(),
        "read": {"directed": False},
    }  # fmt: skip
    monkeypatch.setattr(manifests, "_all", lambda: {"tiny": entry})
    return entry, content


def message(kind, work, *arguments):
    with pytest.raises(kind) as caught:
        work(*arguments)
    return str(caught.value)


def test_every_manifest_says_what_it_must():
    known = datasets.manifests()
    assert {"karate", "books", "bitcoin_alpha", "wiki_elec"} <= {entry["name"] for entry in known}
    assert datasets.list_datasets() == sorted(datasets.list_datasets())
    for entry in known:
        assert {
            "name",
            "title",
            "n_nodes",
            "n_edges",
            "n_negative",
            "directed",
            "direction",
            "licence",
            "citation",
        } <= set(entry)
        assert json.loads(json.dumps(entry)) == entry
        if "shipped" in entry:
            assert entry["shipped"] in kinds("loaders")
        else:
            assert len(entry["sha256"]) == 64
            assert entry["url"].startswith("https://")
            assert not read_member("loaders", {"kind": "file", "path": "x", **entry["read"]})[1]


def test_shipped_data_sets_are_what_their_manifests_say():
    for entry in datasets.manifests():
        if "shipped" in entry:
            graph = read_graph(entry["name"])
            assert (graph.n_nodes, graph.n_edges) == (entry["n_nodes"], entry["n_edges"])
            assert datasets.fetch(entry["name"]) is None
            assert datasets.info(entry["name"])["here"] == "shipped with networkx"


def test_pinned_files_are_what_their_manifests_say(shared_data, monkeypatch):
    monkeypatch.setenv("SOCIOPHYS_DATA_MIRROR", str(shared_data))
    for entry in datasets.manifests():
        if "shipped" in entry or entry["name"] == "wiki_elec":
            continue
        loader, _ = read_member("loaders", {"kind": "dataset", "name": entry["name"]})
        graph = loader.load(np.random.default_rng(0))
        negative = int((graph.edges["weight"] < 0).sum())
        found = (graph.n_nodes, graph.n_edges, negative, graph.directed, graph.reading.counts["rows"])
        assert found == tuple(entry[key] for key in ("n_nodes", "n_edges", "n_negative", "directed", "rows")), entry[
            "name"
        ]
        if "opinions" in entry:
            assert OpinionsBlock(**entry["opinions"]).join(graph).coverage == 1


def test_the_pinned_checksums_are_those_of_the_shared_list(shared_data):
    pinned = {row["sha256"] for row in json.loads((shared_data / "sources.json").read_text())}
    assert pinned == {entry["sha256"] for entry in datasets.manifests() if "sha256" in entry}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("folder", ["", "signed", "tiny"])
def test_fetch_from_a_mirror(tiny, places, monkeypatch, pack, folder):
    entry, content = tiny
    mirror = places / "mirror" / folder
    mirror.mkdir(parents=True)
    name = "tiny.csv.gz" if pack is gzip.compress else "tiny.csv"
    (mirror / name).write_bytes(pack(content))
    monkeypatch.setenv("SOCIOPHYS_DATA_MIRROR", str(places / "mirror"))
    path = datasets.fetch("tiny")
    assert path == places / "cache" / "data" / "tiny" / "tiny.csv"
    assert path.read_bytes() == content
    monkeypatch.delenv("SOCIOPHYS_DATA_MIRROR")
    assert datasets.fetch("tiny") == path  # now from the cache
    assert read_graph("tiny").n_edges == 3
    assert datasets.info("tiny")["here"] == str(path)


def test_fetch_from_the_network(tiny, monkeypatch):
    _, content = tiny
    monkeypatch.setattr("urllib.request.urlopen", lambda *a, **k: BytesIO(content))
    assert datasets.fetch("tiny").read_bytes() == content


def test_what_is_not_here_is_never_downloaded_by_a_run(tiny):
    assert message(MissingError, read_graph, "tiny") == (
        "data set tiny: its file is not on this machine. Run: sociophys datasets fetch tiny"
    )


def test_no_network(tiny):
    assert message(MissingError, datasets.fetch, "tiny") == (
        "data set tiny: https://example.org/tiny.csv cannot be reached (no route to host). "
        "Put 'tiny.csv' into a folder and name the folder in SOCIOPHYS_DATA_MIRROR."
    )


def test_a_moved_address(tiny, monkeypatch):
    def gone(*arguments, **options):
        raise urllib.error.HTTPError("https://example.org/tiny.csv", 404, "Not Found", None, None)

    monkeypatch.setattr("urllib.request.urlopen", gone)
    assert "answers 404 Not Found" in message(MissingError, datasets.fetch, "tiny")


def test_a_wrong_checksum_stores_nothing(tiny, places, monkeypatch):
    monkeypatch.setattr("urllib.request.urlopen", lambda *a, **k: BytesIO(b"<html>sign in</html>"))
    got = message(GraphError, datasets.fetch, "tiny")
    assert got.startswith("https://example.org/tiny.csv: 20 bytes with sha256 ")
    assert got.endswith("Nothing was stored. Fetch it again later, or use a mirror.")
    assert not list(places.rglob("*.csv"))


def test_a_cached_file_that_was_damaged_is_fetched_again(tiny, places, monkeypatch):
    _, content = tiny
    path = places / "cache" / "data" / "tiny" / "tiny.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(content[:-3])
    assert manifests.locate("tiny") is None
    monkeypatch.setattr("urllib.request.urlopen", lambda *a, **k: BytesIO(content))
    assert datasets.fetch("tiny").read_bytes() == content


@pytest.mark.parametrize(
    ("code", "said"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "cannot be written (Read-only file system)")]
)
def test_a_full_disk_and_a_read_only_folder(tiny, places, monkeypatch, code, said):
    _, content = tiny
    monkeypatch.setattr("urllib.request.urlopen", lambda *a, **k: BytesIO(content))

    def refuse(handle):
        raise OSError(code, "Read-only file system" if code == errno.EROFS else "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    got = message(StoreError, datasets.fetch, "tiny")
    assert said in got
    assert got.endswith("Name another folder in SOCIOPHYS_CACHE_DIR.")
    assert not [path for path in (places / "cache").rglob("*") if path.is_file()]


def test_names_that_are_not_there():
    assert "there is none called 'bitcoin_alfa'" in message(MissingError, datasets.fetch, "bitcoin_alfa")
    assert message(MissingError, datasets.info, "bitcoin_alfa").endswith("Did you mean 'bitcoin_alpha'?")
    loader, _ = read_member("loaders", {"kind": "dataset", "name": TRIBES})
    assert message(MissingError, loader.load, np.random.default_rng(0)).endswith(f"sociophys datasets fetch {TRIBES}")
