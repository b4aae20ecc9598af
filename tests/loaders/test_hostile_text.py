"""Text that means harm or is broken: refused at the first sign with a sentence, in little time and memory."""

import bz2
import csv
import gzip
import lzma
import os
import subprocess
import sys
import tarfile
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sociophys.errors import GraphError, Mistake, SociophysError
from sociophys.reading import formats, packed, sniff
from sociophys.reading.tables import read_table

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def refused(path):
    with pytest.raises(GraphError) as caught:
        read_table(path, name=path.name)
    return str(caught.value).replace(f"{path.parent}/", "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"ann,bob\nbob,c\0d\n", "x:2: there is a null byte; allowed text. The file is damaged."),
        (b"a,b\n" * 400_000 + b"a,\0\n", "x:400001: there is a null byte"),
        (b"a,b\n" + b"x" * 3_000_000, "x:2: the line is longer than 1 MB; allowed rows of a table, each on its line."),
        (b"%PDF-1.7 ...", "x: this is a PDF file, not text"),
        (b"<!DOCTYPE html><p>404", "x: this is a web page, not a table; allowed"),
        (b"\n <html lang=en>", "x: this is a web page, not a table"),
        (b"\xd0\xcf\x11\xe0" * 9, "x: this is an old Excel file, not text"),
        (b"\x80\x05\x95abc", "x: this is a Python pickle, not text"),
        (bytes(range(1, 256)) * 30, "x: this is not text"),
        (gzip.compress(gzip.compress(b"a,b\n")), "x: this is a packed file inside of a packed file, not text"),
        (b"<?xml version='1.0'?>\n<graphml>", "x: this is XML, not a table"),
        (b"<gexf version='1.2'>\n</gexf>", "x: this is XML, not a table"),
        (b"\xff\xfea", "x: this is not text"),
        (gzip.compress(b"a,b\n" * 99)[:-9], "x: is damaged or cut short and cannot be unpacked"),
        (bz2.compress(b"a,b\n" * 99)[:-9], "x: is damaged or cut short and cannot be unpacked"),
        (lzma.compress(b"a,b\n" * 99)[:-9], "x: is damaged or cut short and cannot be unpacked"),
        (b"\x28\xb5\x2f\xfd" + b"x" * 40, "x: is damaged or cut short and cannot be unpacked"),
        (b"," * 30_000 + b"\n" + b"," * 30_000, "x: there are 30,001 columns; allowed up to 20,000."),
        (b'a,b\n"' + b"c,d\n" * 5_000_000, "x: a quotation mark is opened and never closed"),
    ],
)  # fmt: skip
def test_refused_at_the_first_sign(write, content, message):
    assert refused(write("x", content)).startswith(message)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_decompression_bomb_is_seen_by_its_ratio(write, pack, monkeypatch):
    monkeypatch.setattr(packed, "SMALL", 1 << 20)
    path = write("x", pack(b"1,2\n" * 250_000) * 40)
    assert refused(path).startswith("x: unpacks to more than")
    tracemalloc.start()
    refused(path)
    assert tracemalloc.get_traced_memory()[1] < 24 << 20  # of 40 MB unpacked
    tracemalloc.stop()


def test_a_name_in_a_tar_archive_may_not_be_a_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "SMALL", 1 << 20)
    header = tarfile.TarInfo("name")
    header.type, header.size = tarfile.XHDTYPE, (1 << 33) - 1  # of which 40 MB are there
    path = tmp_path / "x.tar.gz"
    path.write_bytes(gzip.compress(header.tobuf(tarfile.USTAR_FORMAT) + b"\n" * (40 << 20)))
    tracemalloc.start()
    with pytest.raises(GraphError, match="unpacks to more than"):
        next(packed.blocks(path, "ties.csv"))
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_text_in_parquet_that_is_none(tmp_path):
    path = tmp_path / "x.parquet"
    pd.DataFrame({"source": ["a", "b\0c"], "target": ["b", "a"]}).to_parquet(path)
    assert refused(path).startswith("x.parquet: 'source' holds text that is none (b\\x00c)")


@pytest.mark.parametrize("read_as", ["edges", "csv", "auto", "parquet"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, read_as):
    path = tmp_path / "x"
    os.mkfifo(path)
    for options in ({"path": path}, {"path": write_ties(tmp_path), "nodes": path}):
        with pytest.raises(SociophysError, match="this is a pipe, not a file"):
            formats.read(Path(options["path"]), form=read_as, nodes=str(options.get("nodes", "")))


def write_ties(folder):
    path = folder / "ties.csv"
    path.write_text("source,target\na,b\n")
    return path


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="files of the system are Linux's")
def test_files_of_the_system_are_not_read():
    with pytest.raises(GraphError, match="the file is empty"):
        read_table("/proc/self/environ")


def test_more_text_than_fits_is_refused(write, monkeypatch):
    monkeypatch.setattr(sniff, "MAX_UNPACKED", 1 << 20)
    assert refused(write("x", b"1,2\n" * 400_000)).startswith("x: unpacks to more than 1 MB; allowed a real table.")


def test_a_line_of_a_gigabyte_is_never_held(tmp_path):
    path = tmp_path / "x"
    with path.open("wb") as file:
        file.write(b"a,b\n" + b"x" * (1 << 20))
        file.truncate(1 << 20)
        file.seek(0)
        file.write(b"x" * (4 << 20))
        file.truncate(1 << 30)
    tracemalloc.start()
    assert refused(path) == "x:1: the line is longer than 1 MB; allowed rows of a table, each on its line."
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


LABELS = ["<script>x()</script>", "<img src=x onerror=x()>", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u202egpj"]


@pytest.mark.parametrize("label", LABELS)
def test_labels_are_kept_as_they_are_and_shown_cleaned(read, label):
    graph = read(f"source,target\n{label},bob\n")
    assert graph.names[0] == label
    said = str(Mistake("ties.csv:1", f"id '{label}' is odd", advice=label))
    assert not {"\x1b", "\x07", "\u202e", "\n"} & set(said)


def test_a_message_stays_short_whatever_it_is_about(write):
    path = write("x", f"source,target,weight\na,b,{'y' * 900_000}\n")
    table = read_table(path)
    from sociophys.reading.columns import numbers

    with pytest.raises(GraphError) as caught:
        numbers(table, "weight", "weight")
    assert len(str(caught.value)) < 10_000


LETTERS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\"',;|\t ", exclude_characters="#%")
ROWS = st.lists(st.tuples(*[st.text(LETTERS, max_size=8)] * 3), min_size=1, max_size=8)


@QUICK
@given(rows=ROWS, delimiter=st.sampled_from([",", ";", "\t", "|"]))
def test_what_a_csv_writer_writes_is_read_back(tmp_path, rows, delimiter):
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows([("source", "target", "more"), *rows])
    frame = read_table(path, delimiter=delimiter, header=True).frame
    found = [tuple(field.strip() for field in row) for row in frame.itertuples(index=False)]
    assert found == [tuple(field.strip() for field in row) for row in rows]


PIECES = st.sampled_from(
    [b"a", b"1", b",", b"\n", b"\t", b" ", b'"', b"#", b"%", b"\r", b";", b"|", b"\xff", b"\xe9", b"\0", b"\x1b",
     b"source", b"\xef\xbb\xbf", b"\xff\xfe", b"1e999", b"\x1f\x8b", b"BZh", b"PAR1", b"\x28\xb5\x2f\xfd", b"\xc2\xa0"]
)  # fmt: skip
CONTENT = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(b"".join))


@QUICK
@given(content=CONTENT, least=st.sampled_from([1, 2]))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path, content, least):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    said = []
    try:
        table = read_table(path, least=least)
        said += [table.where(k) for k in range(len(table.frame))]
        assert len(table.frame)
    except SociophysError as error:
        said += [str(error)]
    assert all(sentence.startswith(str(path)) for sentence in said)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
def test_a_bomb_as_large_as_they_come_stays_inside_a_gigabyte(tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"1\t2\n" * (1 << 22)) * 60)  # 1 GB of rows in 1 MB
    code = f"""
from sociophys.errors import GraphError
from sociophys.reading.tables import read_table
try:
    read_table({str(path)!r})
except GraphError as error:
    print(error)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    sentence, peak = out.splitlines()
    assert "unpacks to more than 25" in sentence
    assert int(peak) < 1 << 20
