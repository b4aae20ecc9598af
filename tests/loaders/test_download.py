"""Downloads from a server that drops, refuses, lies and lingers: what is said, what stays, and how it goes on."""

import bz2
import errno
import gc
import gzip
import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import warnings
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest

from sociophys import manifests
from sociophys.errors import GraphError, MissingError, SociophysError, StoreError
from sociophys.workflow import datasets, download
from tests.loaders.fault_server import serving

CONTENT = "".join(f"{k},{k + 1}\n" for k in range(20000)).encode()
BYTES = len(CONTENT)
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def _quick(tmp_path, monkeypatch):
    """A cache of its own, no mirror, no proxy, no waiting."""
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("SOCIOPHYS_DATA_MIRROR", raising=False)
    monkeypatch.setattr(download, "WAITS", (0.0, 0.0))
    yield
    with warnings.catch_warnings():  # http.client leaves the answer of a connection that was reset to the collector
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def site():
    with serving(CONTENT) as open_site:
        yield open_site


@pytest.fixture
def known(monkeypatch):
    """Make a manifest of one file, called tiny."""

    def make(url, *, checked=True, file="ties.csv", member="", **promise):
        part = {"file": file, "url": url, "member": member}
        part |= {"bytes": BYTES, "sha256": SHA} if checked else {}
        document = {
            "name": "tiny", "title": "a path", "collection": "papers", "unchecked": not checked,
            "ties": {**part, **promise}, "directed": False, "direction": "undirected", "n_nodes": 20001,
            "n_edges": 20000, "counts_from": "by hand", "licence": "none", "citation": "none", "source": "a test",
            "read": {"directed": False},
        }  # fmt: skip
        entry = manifests.read(document, "tiny.json")
        monkeypatch.setattr(manifests, "_all", lambda: {"tiny": entry})
        return entry

    return make


class Told:
    """Progress that remembers."""

    def __init__(self):
        self.totals, self.done, self.notes = [], [], []

    def begin(self, total):
        self.totals.append(total)
        self.done.append(0.0)

    def advance(self, amount):
        self.done[-1] += amount

    def note(self, text):
        self.notes.append(text)


def files(tmp_path):
    """Return the names in the cache, the lock left out."""
    return sorted(path.name for path in (tmp_path / "cache").rglob("*") if path.is_file() and path.suffix != ".lock")


def refused(kind=MissingError):
    with pytest.raises(kind) as caught:
        datasets.fetch("tiny")
    return str(caught.value)


def test_whole(site, known, tmp_path):
    known(site.url)
    told = Told()
    path = datasets.fetch("tiny", told)
    assert path.read_bytes() == CONTENT
    assert (told.totals, told.done) == ([BYTES], [BYTES])
    assert told.notes == [f"tiny: fetching {site.url}"]
    assert files(tmp_path) == ["ties.csv"]
    datasets.fetch("tiny")
    assert len(site.seen) == 1  # the second came from the cache


def test_a_dropped_connection_goes_on_where_it_broke_off(site, known, tmp_path):
    known(site.url)
    site.faults = ["drop 50000", "drop 30000"]
    told = Told()
    assert datasets.fetch("tiny", told).read_bytes() == CONTENT
    assert [request.get("Range") for request in site.seen] == [None, "bytes=50000-", "bytes=80000-"]
    assert {request.get("If-Range") for request in site.seen[1:]} == {'"one"'}
    assert told.done[-1] == BYTES
    assert files(tmp_path) == ["ties.csv"]


def test_a_download_that_broke_off_goes_on_the_next_day(site, known, tmp_path):
    known(site.url)
    site.faults = ["drop 60000", "reset", "reset"]
    said = refused()
    assert "3 times" in said
    assert said.endswith("What came is kept: the same command goes on from there.")
    assert files(tmp_path) == [".ties.csv.part", ".ties.csv.part.json"]
    assert datasets.fetch("tiny").read_bytes() == CONTENT
    assert site.seen[-1]["Range"] == "bytes=60000-"


def test_a_file_that_changed_meanwhile_starts_anew(site, known):
    known(site.url)
    site.faults = ["drop 60000", "reset", "reset"]
    refused()
    site.tag = '"two"'  # If-Range no longer holds: the server sends all
    assert datasets.fetch("tiny").read_bytes() == CONTENT


def test_a_server_that_knows_no_ranges_starts_anew(site, known):
    known(site.url)
    site.ranges = False
    site.faults = ["drop 60000"]
    told = Told()
    assert datasets.fetch("tiny", told).read_bytes() == CONTENT
    assert any("from the start again" in note for note in told.notes)


def test_without_a_validator_halves_are_never_joined(site, known):
    known(site.url)
    site.tag = ""
    site.faults = ["drop 60000"]
    assert datasets.fetch("tiny").read_bytes() == CONTENT
    assert "Range" not in site.seen[1]


def test_a_busy_server_is_asked_again(site, known):
    known(site.url)
    site.faults = ["500", "503"]
    told = Told()
    assert datasets.fetch("tiny", told).read_bytes() == CONTENT
    assert [note.partition("answers ")[2][:3] for note in told.notes[1:]] == ["500", "503"]
    site.faults = ["500"] * 3
    shutil.rmtree(manifests.cache_folder())
    assert "answers 500 Internal Server Error, 3 times" in refused()


def test_a_slow_server_is_waited_for(site, known):
    known(site.url)
    site.faults = ["slow"]
    assert datasets.fetch("tiny").read_bytes() == CONTENT


def test_a_server_that_says_no_length(site, known):
    known(site.url)
    site.faults = ["no length"]
    assert datasets.fetch("tiny").read_bytes() == CONTENT


def test_a_moved_address(site, known, tmp_path):
    known(site.url)
    site.faults = ["404"]
    said = refused()
    assert said.startswith(f"{site.url}: answers 404 Not Found. The file has moved")
    assert "SOCIOPHYS_DATA_MIRROR" in said
    assert len(site.seen) == 1
    assert files(tmp_path) == []


def test_an_address_that_moved_is_followed_on_the_web_only(site, known):
    known(site.url)
    site.faults = [f"to {site.url}"]
    assert datasets.fetch("tiny").read_bytes() == CONTENT
    shutil.rmtree(manifests.cache_folder())
    for elsewhere, said in (("file:///etc/passwd", "is not allowed"), ("ftp://127.0.0.1/x", "which is not followed")):
        site.faults = [f"to {elsewhere}"]
        assert f"'{elsewhere}'" in (message := refused())
        assert said in message


def test_no_network(known):
    known("http://127.0.0.1:1/ties.csv")  # nobody listens there
    said = refused()
    assert said.startswith("http://127.0.0.1:1/ties.csv: cannot be reached (")
    assert said.endswith("Without one, put the file into a folder and name the folder in SOCIOPHYS_DATA_MIRROR.")


def test_a_page_that_asks_to_sign_in(site, known, tmp_path):
    known(site.url, checked=False)
    for body, kind in ((b"\n<!DOCTYPE html><p>Welcome", "text/plain"), (b"<p>Welcome", "text/html")):
        site.content, site.kind = body, kind
        assert "answers with a web page, not with data. Perhaps the network asks you to sign in" in refused()
    assert "ties.csv" not in files(tmp_path)


def test_wrong_bytes_store_nothing(site, known, tmp_path):
    known(site.url)
    site.content = CONTENT[:-1] + b"\t"
    said = refused(GraphError)
    assert f"{site.url}: {BYTES:,} bytes with sha256 " in said
    assert said.endswith("Nothing was stored. Fetch it again later, or use a mirror.")
    assert files(tmp_path) == []


def test_the_wrong_length(site, known, tmp_path):
    known(site.url)
    site.content = CONTENT[:1000]
    assert f"1,000 bytes with sha256 {hashlib.sha256(CONTENT[:1000]).hexdigest()[:12]}" in refused(GraphError)
    site.content = CONTENT + b"1,2\n"
    for fault in ("", "no length"):
        site.faults = [fault]
        assert f"bytes or more; allowed at most {BYTES:,}" in refused()
    assert files(tmp_path) == []


def test_the_first_download_of_an_unchecked_file_is_recorded_and_then_checked(site, known, tmp_path):
    known(site.url, checked=False)
    assert datasets.info("tiny")["checked"].startswith("not yet: nobody has looked at the bytes")
    path = datasets.fetch("tiny")
    assert files(tmp_path) == ["ties.csv", "ties.csv.first.json"]
    first = manifests.first_seen("tiny", manifests.record("tiny").ties)
    assert (first["sha256"], first["bytes"], first["origin"]) == (SHA, BYTES, site.url)
    assert datasets.info("tiny")["checked"].startswith(f"against the sha256 of your first download ({first['date']})")
    path.write_bytes(CONTENT[:-5])
    assert manifests.locate("tiny") == {}
    site.content = CONTENT + b"7,9\n"
    said = refused(GraphError)
    assert f"are not those of the first download, {first['date']}" in said
    assert "remove ties.csv.first.json" in said
    site.content = CONTENT
    assert datasets.fetch("tiny").read_bytes() == CONTENT


def tar(entries, mode="w:bz2"):
    """Return a tar archive of (name, content or target of a link)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in entries:
            member = tarfile.TarInfo(name)
            if isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def zipped(entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


ENTRIES = [("tiny/README", b"read me"), ("./tiny/out.tiny", CONTENT), ("tiny/meta", b"")]


@pytest.mark.parametrize(
    ("pack", "member"),
    [
        (gzip.compress, ""),
        (bz2.compress, ""),
        (lambda content: tar(ENTRIES), "tiny/out.tiny"),
        (lambda content: tar(ENTRIES, "w:gz"), "tiny/out.tiny"),
        (lambda content: zipped(ENTRIES), "tiny/out.tiny"),
    ],
)
def test_what_is_packed_is_unpacked(site, known, tmp_path, pack, member):
    known(f"{site.url}.pack", file="out.tsv", member=member)
    site.content = pack(CONTENT)
    site.faults = ["drop 1000"]
    assert datasets.fetch("tiny").read_bytes() == CONTENT
    assert files(tmp_path) == ["out.tsv"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (tar(ENTRIES)[:-3000], "is damaged or cut short and cannot be unpacked"),
        (tar([("tiny/README", b"")]), "has no member 'tiny/out.tiny'; allowed tiny/README"),
        (tar([("tiny/out.tiny", "/etc/passwd")]), "is a link, a folder or locked"),
        (tar([("../x", b""), *ENTRIES]), "holds a name that leads out of its folder ('../x')"),
        (tar([("/etc/x", b""), *ENTRIES]), "holds a name that leads out of its folder ('/etc/x')"),
        (zipped([("..\\x", b""), *ENTRIES]), "holds a name that leads out of its folder"),
        (zipped(ENTRIES)[:-30], "is damaged or cut short"),
        (b"no archive at all", "is damaged or cut short"),
    ],
)
def test_odd_archives_are_refused(site, known, tmp_path, content, said):
    known(f"{site.url}.tar.bz2", file="out.tsv", member="tiny/out.tiny")
    site.content = content
    assert said in refused(GraphError)
    assert files(tmp_path) == []


def test_a_bomb_stops_early(known, site, tmp_path, monkeypatch):
    monkeypatch.setattr("sociophys.reading.packed.SMALL", 1 << 20)
    zeros = bytes(8 << 20)
    for member, content in (("", gzip.compress(zeros)), ("z", tar([("z", zeros)])), ("z", zipped([("z", zeros)]))):
        known(f"{site.url}.pack", file="out.tsv", member=member, checked=False)
        site.content = content
        assert "unpacks to more than " in refused(GraphError)
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "said"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "cannot be written (Read-only file system)")]
)
def test_a_disk_that_refuses(site, known, tmp_path, monkeypatch, code, said):
    known(site.url)

    def refuse(handle):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("os.fsync", refuse)
    got = refused(StoreError)
    assert said in got
    assert got.endswith("ame another folder in SOCIOPHYS_CACHE_DIR.")
    assert files(tmp_path) == []


def test_too_little_room_is_said_before_the_download(site, known, monkeypatch):
    known(site.url)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(1000, 990, 10))
    said = refused(StoreError)
    assert f"the disk is full (10 bytes left); allowed {BYTES:,} bytes. Make room" in said


def test_a_read_only_cache(known, site, tmp_path, monkeypatch):
    known(site.url)

    def refuse(*arguments, **options):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refuse)
    said = refused(StoreError)
    assert "cannot be written (Read-only file system). Name another folder in SOCIOPHYS_CACHE_DIR." in said


def test_all_failures_are_said_and_the_rest_is_fetched(site, known, tmp_path):
    known(site.url)
    with pytest.raises(SociophysError) as caught:
        datasets.fetch_all(["no-such", "tiny", "nor-this"])
    assert len(caught.value.mistakes) == 2
    assert files(tmp_path) == ["ties.csv"]


KILLED = """
import sys
sys.path.insert(0, sys.argv[2])
from sociophys.workflow.download import download
from sociophys.workflow.silence import Silence
from pathlib import Path
download(sys.argv[1], Path(sys.argv[3]), limit=1 << 30, progress=Silence())
"""


def test_a_kill_leaves_nothing_under_the_final_name(site, known, tmp_path):
    known(site.url)
    place = manifests.cached("tiny", manifests.record("tiny").ties)
    target = place.with_name(".ties.csv.part")
    place.parent.mkdir(parents=True)
    site.faults = ["slow"]
    words = [sys.executable, "-c", KILLED, site.url, str(Path(manifests.__file__).parents[1]), str(target)]
    with subprocess.Popen(words, env={**os.environ, "no_proxy": "127.0.0.1"}) as process:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not (target.is_file() and target.stat().st_size > 5000):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert not place.exists()
    have = target.stat().st_size
    assert 0 < have < BYTES
    assert datasets.fetch("tiny").read_bytes() == CONTENT
    assert site.seen[-1]["Range"] == f"bytes={have}-"
