"""Data sets: what manifests say, the order of places, the loader, and the commands."""

import gzip
import hashlib
import json
import re

import numpy as np
import pytest

from sociophys import manifests
from sociophys.cli import main
from sociophys.errors import GraphError, MissingError
from sociophys.joining import OpinionsBlock
from sociophys.parameters import read_member, read_record
from sociophys.registry import kinds
from sociophys.scenario.own_ties import from_graph
from sociophys.workflow import datasets
from sociophys.workflow.reading import read_graph

TRIBES = "highland_tribes"
CONTENT = b"a,b,1\nb,c,-1\nc,a,1\n"
TINY = {
    "name": "tiny", "title": "three ties", "collection": "papers", "unchecked": False,
    "ties": {
        "file": "tiny.csv", "url": "https://example.org/tiny.csv", "bytes": len(CONTENT),
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
    },
    "directed": False, "direction": "undirected", "n_nodes": 3, "n_edges": 3, "n_negative": 1, "rows": 3,
    "counts_from": "by hand", "licence": "none stated", "citation": "nobody", "source": "a test",
    "read": {"header": False, "directed": False},
}  # fmt: skip
LABELS = b"a red\nb red\nc blue\n"


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    """A cache of its own, no mirror, and no network."""
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("SOCIOPHYS_DATA_MIRROR", raising=False)

    def closed(url, *arguments, **options):
        raise AssertionError(f"the network was asked for {url}")

    monkeypatch.setattr("sociophys.workflow.download.download", closed)
    monkeypatch.setattr(datasets, "download", closed)
    return tmp_path


def use(monkeypatch, **changes):
    """Make the manifest of a file of three ties the only one."""
    entry = manifests.read({**TINY, **changes}, "tiny.json")
    monkeypatch.setattr(manifests, "_all", lambda: {"tiny": entry})
    return entry


@pytest.fixture
def tiny(monkeypatch):
    return use(monkeypatch)


@pytest.fixture
def mirror(places, monkeypatch):
    """Put a file into a mirror folder."""
    monkeypatch.setenv("SOCIOPHYS_DATA_MIRROR", str(places / "mirror"))

    def put(name, content):
        path = places / "mirror" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return put


def message(kind, work, *arguments):
    with pytest.raises(kind) as caught:
        work(*arguments)
    return str(caught.value)


def load(name, **options):
    loader, findings = read_member("loaders", {"kind": "dataset", "name": name, **options})
    assert findings == []
    return loader.load(np.random.default_rng(0))


# Manifests


def test_every_manifest_is_valid_and_says_what_it_must():
    known = datasets.manifests()
    assert {"karate", "books", "bitcoin_alpha", "wiki_elec", "soc_sign_epinions", "konect_gama"} <= {
        entry["name"] for entry in known
    }
    assert datasets.list_datasets() == sorted(datasets.list_datasets())
    for entry in map(manifests.record, datasets.list_datasets()):
        assert re.fullmatch("[a-z0-9_]+", entry.name)
        assert json.loads(json.dumps(manifests.manifest(entry.name))) == manifests.manifest(entry.name)
        assert entry.direction.startswith("directed" if entry.directed else "undirected")
        assert entry.unchecked or entry.collection not in ("SNAP", "KONECT")
        assert not entry.shipped or entry.shipped in kinds("loaders")
        if entry.ties:
            options = {"kind": "file", "path": "x", **entry.read}
            assert not read_member("loaders", options)[1], entry.name
            # A directed file says which way influence runs; what scenarios choose is not chosen here.
            assert not entry.directed or entry.read["arrow"] in ("source_listens", "source_influences")
            assert not {"conflicts", "duplicates", "component", "where", "window"} & entry.read.keys()
        if entry.opinions:
            assert not read_record(OpinionsBlock, entry.opinions)[1]


def test_manifest_files_are_called_like_their_data_set():
    folder = next(place for place in manifests._PLACES if place.is_dir())
    assert sorted(path.stem for path in folder.glob("*.json")) == datasets.list_datasets()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"titel": "x"}, "unknown key 'titel'"),
        ({"n_nodes": "3"}, "'3' is not a whole number"),
        ({"unchecked": True}, "unchecked is True; allowed true if and only if a checksum is null"),
        ({"shipped": "karate"}, "allowed one of shipped, ties"),
        ({"ties": {**TINY["ties"], "sha256": "abc"}}, "sha256 'abc' is no checksum"),
        ({"ties": {**TINY["ties"], "bytes": None}}, "bytes and sha256 belong together"),
        ({"ties": {**TINY["ties"], "url": "file:///etc/passwd"}}, "is not of the web"),
        ({"ties": {**TINY["ties"], "file": "../x"}}, "is a path; allowed a bare name"),
    ],
)
def test_a_mistake_in_a_manifest_is_said(changes, said):
    assert said in message(GraphError, manifests.read, {**TINY, **changes}, "tiny.json")


def test_shipped_data_sets_are_what_their_manifests_say():
    for entry in map(manifests.record, datasets.list_datasets()):
        if entry.shipped:
            graph = read_graph(entry.name)
            assert (graph.n_nodes, graph.n_edges) == (entry.n_nodes, entry.n_edges)
            assert datasets.fetch(entry.name) is None
            assert datasets.info(entry.name)["here"] == "shipped with networkx"
            if entry.opinions:
                assert OpinionsBlock(**entry.opinions).join(graph).coverage == 1


def test_pinned_files_come_from_the_mirror_and_are_what_their_manifests_say(shared_data, monkeypatch):
    monkeypatch.setenv("SOCIOPHYS_DATA_MIRROR", str(shared_data))
    pinned = [entry for entry in map(manifests.record, datasets.list_datasets()) if entry.ties and not entry.unchecked]
    fetched = datasets.fetch_all([entry.name for entry in pinned])
    assert len(fetched) == 11
    monkeypatch.delenv("SOCIOPHYS_DATA_MIRROR")  # the cache is enough from here on
    for entry in pinned:
        content = fetched[entry.name].read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (entry.ties.sha256, entry.ties.bytes)
        graph = load(entry.name)
        negative = int((graph.edges["weight"] < 0).sum())
        found = (graph.n_nodes, graph.n_edges, negative, graph.directed, graph.reading.counts["rows"])
        said = (entry.n_nodes, entry.n_edges, entry.n_negative, entry.directed, entry.rows)
        assert found == said, entry.name
        assert datasets.info(entry.name)["checked"] == "against the sha256 of the manifest"
        if entry.opinions:
            assert OpinionsBlock(**entry.opinions).join(graph).coverage == 1


def test_the_pinned_checksums_are_those_of_the_shared_list(shared_data):
    pinned = {
        (row["sha256"], row["bytes"], row["url"]) for row in json.loads((shared_data / "sources.json").read_text())
    }
    parts = [part for name in datasets.list_datasets() for part in manifests.record(name).parts if part.sha256]
    assert pinned == {(part.sha256, part.bytes, part.url) for part in parts}


# Places


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("folder", ["", "signed/", "tiny/"])
def test_fetch_from_a_mirror(tiny, places, mirror, monkeypatch, pack, folder):
    mirror(f"{folder}tiny.csv" + (".gz" if pack is gzip.compress else ""), pack(CONTENT))
    assert read_graph("tiny").n_edges == 3  # a mirror will do without fetching
    path = datasets.fetch("tiny")
    assert path == places / "cache" / "data" / "tiny" / "tiny.csv"
    assert path.read_bytes() == CONTENT
    monkeypatch.delenv("SOCIOPHYS_DATA_MIRROR")
    assert datasets.fetch("tiny") == path  # now from the cache
    assert read_graph("tiny").n_edges == 3
    assert datasets.info("tiny")["here"] == str(path)


def test_a_wrong_file_in_the_mirror_is_refused(tiny, places, mirror):
    wrong = mirror("tiny.csv", b"a,b,1\n")
    assert manifests.locate("tiny") == {}
    said = message(GraphError, datasets.fetch, "tiny")
    assert said.startswith(f"{wrong}: 6 bytes with sha256 ")
    assert not list((places / "cache").rglob("*.csv"))


def test_an_unchecked_file_in_the_mirror_is_recorded_by_fetching(places, mirror, monkeypatch):
    use(monkeypatch, unchecked=True, ties={"file": "tiny.csv", "url": "https://example.org/tiny.csv"})
    mirror("tiny.csv.gz", gzip.compress(CONTENT))
    assert manifests.locate("tiny") == {}
    assert datasets.fetch("tiny").read_bytes() == CONTENT
    assert manifests.first_seen("tiny", manifests.record("tiny").ties)["bytes"] == len(CONTENT)


def test_a_data_set_with_a_node_table(places, mirror, monkeypatch):
    nodes = {"file": "labels.txt", "url": "https://example.org/labels.txt.gz"}
    use(monkeypatch, unchecked=True, nodes=nodes)
    mirror("tiny.csv", CONTENT)
    mirror("labels.txt.gz", gzip.compress(LABELS))
    datasets.fetch("tiny")
    graph = load("tiny")
    assert graph.nodes["2"].to_dict() == {"a": "red", "b": "red", "c": "blue"}
    assert graph.n_edges == 3


def test_a_cached_file_that_was_damaged_is_fetched_again(tiny, places, mirror):
    mirror("tiny.csv", CONTENT)
    path = places / "cache" / "data" / "tiny" / "tiny.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT[:-3])
    assert datasets.fetch("tiny").read_bytes() == CONTENT


def test_a_cache_that_another_process_is_filling(tiny, places, mirror):
    from sociophys.store.lock import locked

    mirror("tiny.csv", CONTENT)
    folder = places / "cache" / "data" / "tiny"
    folder.mkdir(parents=True)
    with locked(folder / ".tiny.csv.lock"):
        said = message(OSError, datasets.fetch, "tiny")
    assert said.endswith("tiny.csv: is being fetched by another process. Wait for it, then run this again.")


def test_what_is_not_here_is_never_downloaded_by_a_run(tiny):
    said = "data set tiny: its file is not on this machine. Run: sociophys datasets fetch tiny"
    assert message(MissingError, read_graph, "tiny") == said
    assert message(MissingError, load, "tiny") == said


def test_names_that_are_not_there():
    assert "there is none called 'bitcoin_alfa'" in message(MissingError, datasets.fetch, "bitcoin_alfa")
    assert message(MissingError, datasets.info, "bitcoin_alfa").endswith("Did you mean 'bitcoin_alpha'?")
    assert message(MissingError, datasets.info, "wiki-Vote").endswith("Did you mean 'wiki_vote'?")
    assert message(MissingError, load, TRIBES).endswith(f"sociophys datasets fetch {TRIBES}")


# The loader, and what is read by name


def test_the_loader_passes_choices_on(mirror, monkeypatch):
    content = b"a,b,1,5\nb,c,-1,6\nc,b,1,7\nd,e,1,9\n"
    part = {**TINY["ties"], "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    read = {"source": "1", "target": "2", "weight": "3", "sign": "none", "time": "4", "header": False}
    use(monkeypatch, ties=part, read={**read, "arrow": "source_listens"}, directed=True)
    mirror("tiny.csv", content)
    assert load("tiny").directed
    assert load("tiny", arrow="mutual").n_edges == 2  # b and c disagree: dropped
    assert load("tiny", arrow="mutual", conflicts="negative").n_edges == 3
    assert load("tiny", component="largest").n_nodes == 3
    assert load("tiny", window=[6, 8]).n_edges == 2
    assert load("tiny", where={"4": [5, 9]}).n_edges == 2
    assert "data set tiny window" in message(GraphError, lambda: load("tiny", window=[1]))


def test_a_shipped_data_set_has_no_arrows_to_turn():
    assert load("karate", component="largest").n_nodes == 34
    said = message(GraphError, lambda: load("karate", arrow="mutual", window=[0, 1]))
    assert said.splitlines() == [
        f"karate {key}: this data set has neither arrows nor rows to choose from. Leave it out."
        for key in ("arrow", "window")
    ]


def test_a_scenario_for_a_fetched_data_set(shared_data, monkeypatch, tmp_path):
    monkeypatch.setenv("SOCIOPHYS_DATA_MIRROR", str(shared_data))
    datasets.fetch("books")
    monkeypatch.delenv("SOCIOPHYS_DATA_MIRROR")
    text = from_graph("books", opinions="value", plus="1", minus="-1", beside=tmp_path)
    assert "load: {kind: dataset, name: books}" in text
    (tmp_path / "books.yaml").write_text(text)
    assert main(["validate", str(tmp_path / "books.yaml")]) == 0
    assert "{kind: dataset, name: books, arrow: mutual}" in from_graph("books", options={"directed": False})
    assert message(MissingError, from_graph, "wiki_elec").endswith("Run: sociophys datasets fetch wiki_elec")
    assert "unknown key 'weight'" in message(GraphError, lambda: from_graph("books", options={"weight": "x"}))


# Commands


def said(capsys, *words):
    assert main(list(words)) == 0
    return capsys.readouterr()


def test_list__says_people_ties_kind_and_place(capsys):
    text = said(capsys, "datasets", "list").out
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line.startswith("  ")}
    assert rows["karate"][1:6] == ["34", "people", "78", "ties", "here"]
    assert rows["bitcoin_alpha"][1:8] == ["3,783", "people", "24,186", "ties", "signed", "directed", "fetch"]
    assert "soc_sign_epinions*" in rows
    listed = json.loads(said(capsys, "datasets", "list", "--json").out)["datasets"]
    assert {"name", "n_nodes", "n_edges", "directed", "unchecked", "here", "checked"} <= listed[0].keys()


def test_info__says_whether_anybody_checked(capsys):
    text = said(capsys, "datasets", "info", "soc_sign_epinions").out
    assert "not yet: nobody has looked at the bytes" in text
    assert "printed on the SNAP page, not counted here" in text
    assert text.rstrip().endswith("Next: sociophys datasets fetch soc_sign_epinions")
    text = said(capsys, "datasets", "info", "karate").out
    assert "triangles 45" in text


def test_fetch__of_several(tiny, mirror, capsys):
    mirror("tiny.csv", CONTENT)
    fetched = json.loads(said(capsys, "datasets", "fetch", "--all-checked", "--json").out)["fetched"]
    assert [(row["name"], row["checked"]) for row in fetched] == [("tiny", "against the sha256 of the manifest")]
    text = said(capsys, "datasets", "fetch", "tiny", "tiny").out
    assert text.rstrip().endswith("Next: sociophys info tiny")
    text = said(capsys, "info", "tiny").out
    assert "tiny: 3 nodes, 3 ties (1 negative), undirected" in text
    assert text.rstrip().endswith("Next: sociophys init --from tiny --out my-tiny.yaml")
    assert main(["datasets", "fetch"]) == 2
    assert "no data set is named" in capsys.readouterr().err


def test_fetch__failures_end_in_2(tiny, mirror, capsys):
    mirror("tiny.csv", b"nonsense")
    assert main(["datasets", "fetch", "tiny"]) == 2
    assert "Nothing was stored" in capsys.readouterr().err
