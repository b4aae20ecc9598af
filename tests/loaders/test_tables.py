"""Tables of text and of numbers: exact ids, kept lines, Parquet, two columns as one id, lists of people."""

import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sociophys.errors import GraphError
from sociophys.joining import OpinionsBlock
from sociophys.loaders.file import File
from sociophys.reading import columns, sniff
from sociophys.reading.tables import Table, read_table


def table_of(**content):
    return Table("t", pd.DataFrame(content), True)


def parquet_bytes(**content):
    out = io.BytesIO()
    pq.write_table(pa.table(content), out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["7", "8", "7"], ["7", "8"]),
        (["007", "7", "07"], ["007", "7", "07"]),
        (["0", "-1", "00"], ["0", "-1", "00"]),
        (["0xFFFFFFFF", "4294967295"], ["0xFFFFFFFF", "4294967295"]),
        (["+1", "1"], ["+1", "1"]),
        (["123456789012345678901", "1"], ["123456789012345678901", "1"]),
        ([" ann", "ann", "ann "], ["ann"]),
        (["1.0", "1"], ["1.0", "1"]),
    ],
)
@pytest.mark.parametrize("dtype", ["str", object, "category"])
def test_ids_are_the_text_exactly(texts, names, dtype):
    found = columns.ids(table_of(a=pd.Series(texts, dtype=dtype)), "a", "source")
    assert found.names.tolist() == names
    assert found.text.tolist() == [text.strip() for text in texts]


def test_ids_that_are_numbers_already():
    assert columns.ids(table_of(a=np.array([7, 8, 7])), "a", "source").text.tolist() == ["7", "8", "7"]
    assert columns.ids(table_of(a=[7.0, 0.5]), "a", "source").text.tolist() == ["7", "0.5"]
    with pytest.raises(GraphError, match=r"t row 2: id '1.23E\+18' was damaged by a spreadsheet"):
        columns.ids(table_of(a=[1.0, 1.23e18]), "a", "source")
    with pytest.raises(GraphError, match="t row 2: the source is empty; allowed an id"):
        columns.ids(table_of(a=[1.0, np.nan]), "a", "source")


@pytest.mark.parametrize("dtype", ["str", object, "category"])
def test_numbers_are_rounded_correctly_however_they_are_kept(dtype):
    texts = ["0.1", "1e22", "123456789.123456789", "-5", "0.30000000000000004", "+1"]
    for some in (texts, texts[:5]):  # with the sign in front each is read by itself
        column = pd.Series(some, dtype=dtype)
        assert columns.numbers(table_of(w=column), "w", "weight").tolist() == [float(text) for text in some]


@pytest.mark.parametrize("text", ["x", "", "nan", "1_0", "1e999", "0x1"])
def test_what_is_no_number_is_named(text):
    table = table_of(w=pd.Series(["1", text], dtype="str"))
    with pytest.raises(GraphError, match="t row 2: "):
        columns.numbers(table, "w", "weight")


def test_two_columns_make_one_id():
    votes = table_of(congress=["110", "110", "111"], roll=np.array([1, 2, 1]))
    assert columns.ids(votes, "congress+roll", "target").text.tolist() == ["110 1", "110 2", "111 1"]
    with pytest.raises(GraphError, match=r"no column 'rol' for target; allowed congress, roll. Did you mean 'roll'\?"):
        columns.ids(votes, "congress+rol", "target")
    with pytest.raises(GraphError, match=r"no column 'c\+\+' for target"):
        columns.ids(votes, "c++", "target")


def test_two_columns_make_one_end_of_a_tie(read):
    graph = read("voter,congress,roll\na,1,1\nb,1,1\nb,2,1\n", source="voter", target="congress+roll", arrow="mutual")
    assert sorted(graph.names) == ["1 1", "2 1", "a", "b"]
    assert graph.n_edges == 3


def test_rows_taken_out_keep_their_lines(write):
    path = write("ties.csv", "# one\nsource,target\na,b\n\nb,c\nc,d\n")
    table = read_table(path, name="ties.csv")
    some = table.take(table.frame["target"].isin(["c", "d"]).to_numpy())
    assert [some.where(k) for k in range(2)] == ["ties.csv:5", "ties.csv:6"]
    assert some.take(np.array([1])).where(0) == "ties.csv:6"
    assert table_of(a=["x", "y"]).take(np.array([False, True])).where(0) == "t row 2"


def test_lines_far_down_are_counted_when_asked_for(write):
    rows = "".join(f"{k},{k + 1}\n" for k in range(30_000))
    table = read_table(write("ties.csv", "# x\n" + rows), name="t")
    assert table.where(29_999) == "t:30001"
    (path := write("ties.csv", "1,2\n")).unlink()
    assert table.where(29_998) == "t:30000"  # counted already
    assert read_table(write("ties.csv", "# x\n" + rows), name="t").where(5) == "t:7"
    assert not path.unlink()


def test_a_file_that_changed_costs_the_line(write):
    rows = "".join(f"{k},{k + 1}\n" for k in range(30_000))
    path = write("ties.csv", rows)
    table = read_table(path, name="t")
    path.write_text("1,2\n")
    assert table.where(29_999) == "t row 30000"


def test_zstd(read):
    graph = read(pa.compress(b"ann,bob\nbob,cid\n", "zstd", asbytes=True), name="ties.csv.zst")
    assert list(graph.names) == ["ann", "bob", "cid"]
    assert graph.reading.sniffed["compression"] == "zstd"


def test_a_list_of_people_is_a_node_table(read, write):
    write("people.txt", "name\nann\nbob\nzoe\n")
    graph = read("ann,bob\n", nodes="people.txt")
    assert list(graph.names) == ["ann", "bob", "zoe"]
    assert graph.reading.counts["isolates"] == 1
    write("people.txt", "ann\nbob\nLee, Zoe\n")
    assert list(read("ann,bob\n", nodes="people.txt").names) == ["ann", "bob", "Lee, Zoe"]


TIES = {"source": ["ann", "bob", "ann"], "target": ["bob", "cid", "cid"], "weight": [1.5, -2.0, 1.0]}


def test_parquet_ties_nodes_and_opinions(write, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("ties.parquet", parquet_bytes(**TIES))
    write("nodes.parquet", parquet_bytes(id=["ann", "bob", "cid"], age=[30, None, 20], town=["x", None, "x"]))
    graph = File(path="ties.parquet", nodes="nodes.parquet").load(np.random.default_rng(0))
    assert graph.edges["weight"].tolist() == [1.5, -2.0, 1.0]
    assert graph.nodes["age"].tolist() == pytest.approx([30, np.nan, 20], nan_ok=True)
    assert graph.nodes["town"].isna().tolist() == [False, True, False]
    assert graph.reading.sniffed["format"] == "parquet"
    assert graph.reading.example.startswith("ties.parquet row 1: 'ann' and 'bob'")
    write("sides.parquet", parquet_bytes(user=["ann", "bob"], side=[1, 0]))
    opinions = OpinionsBlock(file="sides.parquet", column="side", plus=1, minus=0).join(graph, tmp_path)
    assert opinions.values.tolist() == pytest.approx([1, -1, np.nan], nan_ok=True)


def test_parquet_columns_by_type(write):
    moments = pd.to_datetime(["2004-01-31T12:00:00", "2004-02-01T00:00:00"])
    path = write(
        "t.parquet",
        parquet_bytes(
            text=["007", None], whole=[1, 2], gap=[1, None], real=[0.5, None], flag=[True, False],
            day=pa.array(moments.date), moment=pa.array(moments), coded=pa.array(["a", None]).dictionary_encode(),
            large=pa.array(["x", "y"], pa.large_string()), huge=pa.array([2**64 - 1, 0], pa.uint64()),
        ),
    )  # fmt: skip
    frame = read_table(path).frame
    assert frame["whole"].dtype == np.int64
    assert frame["real"].dtype == np.float64
    texts = {name: frame[name].tolist() for name in frame if name not in ("whole", "real")}
    assert texts == {
        "text": ["007", ""], "gap": ["1", ""], "flag": ["True", "False"], "day": ["2004-01-31", "2004-02-01"],
        "moment": ["2004-01-31T12:00:00", "2004-02-01T00:00:00"], "coded": ["a", ""], "large": ["x", "y"],
        "huge": ["18446744073709551615", "0"],
    }  # fmt: skip


def test_parquet_files_that_are_refused(write, monkeypatch):
    def refused(content):
        with pytest.raises(GraphError) as caught:
            read_table(write("t.parquet", content), name="t.parquet")
        return str(caught.value)

    nested = parquet_bytes(id=["a"], friends=[["b", "c"]], raw=[b"x"])
    assert refused(nested) == (
        "t.parquet: column 'friends' is of type list<element: string>; allowed text, numbers, dates. "
        "Leave it out, or spread it.\n"
        "t.parquet: column 'raw' is of type binary; allowed text, numbers, dates. Leave it out, or spread it."
    )
    whole = parquet_bytes(**TIES)
    assert "the Parquet file is damaged or cut short" in refused(whole[:-20])
    assert "the Parquet file is damaged or cut short" in refused(whole[:40] + b"xx" * 20 + whole[80:])
    assert "there is no row" in refused(parquet_bytes(a=pa.array([], pa.string())))
    run = parquet_bytes(a=np.zeros(3_000_000, np.int64), b=pa.array(["x"] * 3_000_000))
    assert len(run) < 1 << 20
    monkeypatch.setattr(sniff, "MAX_UNPACKED", 1 << 20)
    assert "3,000,000 rows of 2 columns take more than 1 MB; allowed a table that fits into memory" in refused(run)


def test_text_repeated_a_million_times_is_kept_once(write):
    names = pa.DictionaryArray.from_arrays(np.arange(200_000) % 2, ["x" * 10_000, "y"])
    table = read_table(write("t.parquet", parquet_bytes(a=names, b=pa.array(range(200_000)))))
    assert table.frame.memory_usage(deep=True).sum() < 10e6  # 1 GB written out
    assert columns.ids(table, "a", "source").names.tolist() == ["x" * 10_000, "y"]
