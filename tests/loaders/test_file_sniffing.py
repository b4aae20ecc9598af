"""What the file loader recognises by itself: packing, encoding, comments, delimiter, header, columns."""

import bz2
import gzip
import lzma

import numpy as np
import pytest

from sociophys.errors import GraphError, MissingError
from sociophys.loaders.file import File
from sociophys.reading.sniff import comment_marks, sniff_delimiter
from sociophys.reading.tables import looks_like_header

PLAIN = "ann,bob\nbob,cid\n"


def ends(graph):
    names = graph.names
    return [(names[s], names[t]) for s, t in zip(graph.edges["source"], graph.edges["target"], strict=True)]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PLAIN, {"delimiter": "comma", "header": "no: the first row is data"}),
        (PLAIN.replace(",", "\t"), {"delimiter": "tab"}),
        (PLAIN.replace(",", ";"), {"delimiter": "semicolon"}),
        (PLAIN.replace(",", "|"), {"delimiter": "bar"}),
        (PLAIN.replace(",", " "), {"delimiter": "space"}),
        (" ann   bob \n  bob\t cid\n", {"delimiter": "space"}),
        (PLAIN.rstrip("\n"), {"delimiter": "comma"}),
        (PLAIN.replace("\n", "\r\n"), {"delimiter": "comma"}),
        (PLAIN.replace("\n", "\r"), {"delimiter": "comma"}),
        ("\n\n" + PLAIN + "\n", {"delimiter": "comma"}),
        (b"\xef\xbb\xbf" + PLAIN.encode(), {"encoding": "UTF-8 with byte-order mark"}),
        (PLAIN.encode("utf-16"), {"encoding": "UTF-16"}),
        (gzip.compress(PLAIN.encode(), mtime=0), {"compression": "gzip"}),
        (bz2.compress(PLAIN.encode()), {"compression": "bzip2"}),
        (lzma.compress(PLAIN.encode()), {"compression": "xz"}),
        ("# made by hand\n" + PLAIN, {"comment lines": "#"}),
        ("% sym unweighted\n% 2 3 3\n" + PLAIN.replace(",", " "), {"comment lines": "%"}),
        ("# 数据来源\n# 还有\n\n" + PLAIN, {"comment lines": "#"}),
        ("# 7115\n" + PLAIN, {"first line": "7115, a count and not a tie"}),
        ("7115\n" + PLAIN, {"first line": "7115, a count and not a tie"}),
        ("ann,bob\n# a remark, with, commas\nbob,cid\n", {"comment lines": "#"}),
        ("source,target\n" + PLAIN, {"header": "yes: source, target", "ends": "'source' and 'target'"}),
        ("From Node ID,To Node ID\n" + PLAIN, {"header": "yes: From Node ID, To Node ID"}),
        ('"ann","bob"\n"bob","cid"\n', {"delimiter": "comma"}),
        ("ann, bob\nbob , cid\n", {"delimiter": "comma"}),
    ],
)
def test_the_same_two_ties_however_they_are_written(read, content, found):
    graph = read(content)
    assert ends(graph) == [("ann", "bob"), ("bob", "cid")]
    assert found.items() <= graph.reading.sniffed.items()
    assert graph.reading.counts["rows"] == 2


def test_latin_1_is_read_and_said(read):
    graph = read("jos\u00e9,bob\nbob,cid\n".encode("latin-1"))
    assert graph.names[0] == "jos\u00e9"
    assert graph.reading.sniffed["encoding"] == "Windows-1252 (line 1 is not UTF-8)"


def test_hashtags_are_ids_and_not_comments(read):
    graph = read("#leave,#remain\n#remain,#brexit\n#leave,#brexit\n")
    assert list(graph.names) == ["#leave", "#remain", "#brexit"]
    assert comment_marks(b"# from\tto\n1\t2\n") == ("#",)


def test_ids_that_look_like_missing_values_or_numbers_stay_text(read):
    graph = read("NA,null\nnull,007\n007,7\nnan,None\n")
    assert list(graph.names) == ["NA", "null", "007", "7", "nan", "None"]


def test_what_is_said_is_not_sniffed(read):
    graph = read("a,b\nc,d\n", delimiter="comma", header=True, format="edges", source="a", target="b", directed=False)
    assert graph.reading.sniffed == {}
    assert list(graph.names) == ["c", "d"]


def test_delimiter_may_be_the_character_itself():
    assert File(path="x", delimiter="\t").delimiter == "tab"
    assert File(path="x", delimiter=";").delimiter == "semicolon"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["source", "target"], ["a", "b"]], True),
        ([["a", "b"], ["1", "2"]], True),
        ([["ann", "bob"], ["bob", "ann"]], False),
        ([["1", "2"], ["2", "3"]], False),
        ([["user 1", "user 2"], ["user 2", "user 3"]], False),
        ([["user1", "user2"], ["user3", "user4"]], False),
        ([["ann", "bob", "5"], ["bob", "cid", "1"]], False),
        ([["follower", "followee"], ["x", "y"]], True),
        ([["source", "target"], ["target", "b"]], False),
    ],
)
def test_header_or_not(rows, expected):
    assert looks_like_header(rows) is expected


def test_names_with_blanks_do_not_make_blanks_the_delimiter():
    assert sniff_delimiter(["Ann Lee,Bob Roe", "Bob Roe,Cid Poe"]) == ","
    assert sniff_delimiter(["one", "two"]) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "ties.csv: the file is empty; allowed an edge list as text (comma, tab, semicolon or space; also .gz, "),
        ("\n \n", "ties.csv: the file is empty"),
        ("# only\n# words\n", "ties.csv: there are comments but no rows"),
        ("source,target\n", "ties.csv: there is a header but no row below it; allowed one row or more."),
        (
            "ann\nbob\ncid\n",
            "ties.csv: no delimiter cuts the lines evenly into two fields or more; the first row is 'ann'",
        ),
        (bytes(range(256)) * 4, "ties.csv: this is not text"),
        (b"PK\x03\x04" + b"x" * 99, "ties.csv: this is a zip or Excel file, not text"),
        (b"\x80\x04\x95abc", "ties.csv: this is a Python pickle, not text"),
        (gzip.compress(PLAIN.encode() * 99, mtime=0)[:40], "ties.csv: is damaged or cut short and cannot be unpacked"),
        ("<!DOCTYPE html><html></html>", "ties.csv: this is a web page"),
        ("ann,bob\ncid,dan,eve\n", "ties.csv:2: 3 fields where the rows above have 2; allowed 2 fields."),
        ("# x\nann,bob\n\ncid,dan,eve\n", "ties.csv:4: 3 fields where the rows above have 2; allowed 2 fields."),
        ('ann,bob\n"cid,dan\n', 'ties.csv: a quotation mark is opened and never closed; allowed pairs of ".'),
        ('ann,bob\ncid,"dan\n', 'ties.csv: a quotation mark is opened and never closed; allowed pairs of ".'),
        ("ann,bob\ncid\ndan,eve\n", "ties.csv:2: 1 fields where the rows above have 2; allowed 2 fields."),
        ('x,y\n"a\nb",bob\n\ncid\n', "ties.csv:5: 1 fields where the rows above have 2; allowed 2 fields."),
        ("1 2\n2  3\n3\n", "ties.csv:3: 1 fields where the rows above have 2; allowed 2 fields."),
        ("source,source\na,b\n", "ties.csv:1: the header names 'source' twice; allowed each column once."),
    ],
)
def test_files_that_are_no_edge_list(read, content, message):
    with pytest.raises(GraphError) as caught:
        read(content)
    assert str(caught.value).startswith(message)


def test_a_folder_and_a_missing_file(tmp_path, write):
    write("retweets.csv", PLAIN)
    with pytest.raises(GraphError, match=r"this is a folder, not a file; allowed one file. It holds retweets.csv."):
        File(path=str(tmp_path)).load(np.random.default_rng(0))
    with pytest.raises(MissingError, match=r"retweet.csv: there is no such file. Did you mean 'retweets.csv'\?"):
        File(path=str(tmp_path / "retweet.csv")).load(np.random.default_rng(0))
    with pytest.raises(MissingError, match=r"there is no such file. There is no folder '.*nowhere'."):
        File(path=str(tmp_path / "nowhere" / "x.csv")).load(np.random.default_rng(0))


def test_lines_are_named_past_comments_blank_lines_and_headers(read):
    with pytest.raises(GraphError) as caught:
        read("# one\nsource,target,weight\nann,bob,1\n\n# two\ncid,,2\ndan,eve,3\n")
    assert str(caught.value) == "ties.csv:6: the target is empty; allowed an id."


def test_lines_are_named_past_a_name_with_a_line_end_inside_quotes(read):
    with pytest.raises(GraphError) as caught:
        read('source,target,weight\n"ann\nlee",bob,1\ncid,dan,x\n')
    assert str(caught.value) == "ties.csv:4: weight 'x' is not a finite number; allowed finite numbers."


@pytest.mark.parametrize("files", [60, pytest.param(600, marks=pytest.mark.long)])
def test_mutated_files_are_read_or_refused_with_a_sentence(read, files):
    rng = np.random.default_rng(5)
    seeds = [b"source,target,weight\nann,bob,1\nbob,cid,-2\n", b"# 3\n1\t2\t1\n2\t3\t-1\n", b"graph [ node [ id 1 ] ]"]
    pieces = [b'"', b",", b"\n", b"\t", b"#", b"\xff", b"\0", b"[", b"]", b" ", b"1e999", b"-", b";", b"<", b"\r", b"%"]
    said = []
    for _ in range(files):
        text = bytearray(seeds[rng.integers(len(seeds))])
        for _ in range(rng.integers(1, 5)):
            at = int(rng.integers(len(text)))
            text[at : at + int(rng.integers(3))] = pieces[rng.integers(len(pieces))]
        try:
            read(bytes(text))
        except GraphError as error:
            said.append(str(error))
    assert len(said) > files / 6
    assert all(sentence.startswith("ties.csv") for sentence in said)
