"""Files that mean harm, made on the spot: ``ATTACKS`` by name, each a function that writes one file into a folder."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import parquet

GIGA = 1 << 30
CLAIM = 10**9
TEN_ENTITIES = "".join(f'<!ENTITY e{k + 1} "{f"&e{k};" * 10}">' for k in range(9))
LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "haha">{TEN_ENTITIES}]>'
OUTER = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
TYPE = '<!DOCTYPE graphml SYSTEM "http://127.0.0.1:9/x.dtd">'
INCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="x"/>'
WIDE = "<node " + " ".join(f'a{k}="1"' for k in range(100_000)) + ' id="c"/>'
TIE = '<edge source="a" target="b"/>'
GRAPHML = '<?xml version="1.0"?>{}<graphml><graph>{}<node id="a"/><node id="b"/>' + TIE + "</graph></graphml>"
GEXF = '<?xml version="1.0"?>{}<gexf><graph {}><nodes><node id="a"/><node id="b"/></nodes><edges>' + TIE
GEXF += "</edges></graph></gexf>"
TWO = '{"nodes": [{"id": "a"}, {"id": "b"}], "links": [{"source": "a", "target": "b", "weight": %s}]}'


class Attack(NamedTuple):
    """One file that means harm; ``harmless``: it is read all the same, and nothing comes of it."""

    name: str
    make: Callable[[Path], None]
    harmless: bool = False


def _content(content: bytes | str | Callable[[], bytes]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        made = content() if callable(content) else content
        path.write_bytes(made.encode() if isinstance(made, str) else made)

    return make


def _packed(compress: Callable[[bytes], bytes], unit: bytes, times: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(compress(unit * (1 << 20)) * times)  # members one after the other are one file to all of them

    return make


def _zstd(data: bytes) -> bytes:
    return pa.Codec("zstd").compress(data, asbytes=True)


def _long(start: bytes, length: int = GIGA) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.write(start)
            for _ in range(length >> 24):
                file.write(b"x" * (1 << 24))

    return make


def _noise(magic: bytes = b"") -> Callable[[Path], None]:
    return lambda path: path.write_bytes(magic + random.Random(magic).randbytes(1 << 20)) and None


class _Runs:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch /tmp/sociophys-pickle-ran",)


def _npz(**arrays: object) -> bytes:
    out = io.BytesIO()
    np.savez(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()


def _claimed_array() -> bytes:
    head, out = io.BytesIO(), io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "<i8", "fortran_order": False, "shape": (CLAIM,)})
    with zipfile.ZipFile(out, "w") as archive:
        for key in ("source", "target"):
            archive.writestr(f"{key}.npy", head.getvalue())
    return out.getvalue()


def _zip(name: str = "source.npy", length: int = GIGA) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as file,
    ):
        for _ in range(length >> 24):
            file.write(bytes(1 << 24))
    return out.getvalue()


def _lying_zip() -> bytes:
    """Return an archive whose directory says that its gigabyte is 100 bytes."""
    return _zip().replace(GIGA.to_bytes(8, "little"), (100).to_bytes(8, "little")).replace(
        GIGA.to_bytes(4, "little"), (100).to_bytes(4, "little")
    )  # fmt: skip


def _tar(name: str, kind: bytes) -> bytes:
    out, member = io.BytesIO(), tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(member)
    return out.getvalue()


def _many_rows(path: Path) -> None:
    """Write a thousand million rows of zeros into a small Parquet file."""
    column = pa.array(np.zeros(100_000_000, np.int8))
    table = pa.table({"source": column, "target": column})
    with parquet.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for _ in range(10):
            writer.write_table(table, row_group_size=100_000_000)


def _repeated_text(path: Path) -> None:
    """Write two million rows of one text of 10 kB: 20 GB that a dictionary packs into a few kB."""
    codes = pa.array(np.zeros(2_000_000, np.int32))
    column = pa.DictionaryArray.from_arrays(codes, pa.array(["x" * 10_000]))
    parquet.write_table(pa.table({"source": column, "target": codes}), path, compression="zstd")


def _long_texts(path: Path) -> None:
    """Write 75,000 different texts of 60 kB, 4.5 GB in all, that pack into a few MB."""
    columns = {"source": pa.string(), "target": pa.int64()}
    with parquet.ParquetWriter(path, pa.schema(columns), compression="zstd", use_dictionary=False) as out:
        for k in range(75):
            texts = pa.array([f"{k}-{row}" + "x" * 60_000 for row in range(1000)])
            out.write_table(pa.table({"source": texts, "target": pa.array(range(1000))}))


def _parquet_edited() -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table({"source": ["a", "b"], "target": ["b", "c"]}), out)
    return out.getvalue()


def _sparse(shape: int) -> bytes:
    return _npz(format=np.array(b"coo"), shape=np.array([shape, shape]), row=[0], col=[1], data=[1.0])


def _truncated(content: bytes) -> Callable[[Path], None]:
    return _content(content[: len(content) * 2 // 3])


def _link(to: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


def _unreadable(path: Path) -> None:
    path.write_text("a,b\n")
    path.chmod(0)


def _fifo(path: Path) -> None:
    os.mkfifo(path)


ROWS = "".join(f"{k},{k + 1}\n" for k in range(5000)).encode()
BANNER = "%%MatrixMarket matrix {} real general\n{}\n"
_DYNAMIC = GEXF.format("", 'mode="dynamic" timeformat="date"').replace(
    '<node id="a"/>', '<node id="a"><attvalues><attvalue for="0" value="1" start="2001"/></attvalues></node>'
)

ATTACKS = (
    *(Attack(f"pickle protocol {k}", _content(pickle.dumps(_Runs(), k))) for k in (0, 2, 5)),
    Attack("pickle, gzip", _content(gzip.compress(pickle.dumps(_Runs())))),
    Attack("npz of objects", _content(_npz(source=np.array([_Runs(), 1], object), target=np.array([1, 2])))),
    Attack("npy of objects", _content(b"\x93NUMPY\x01\x00" + pickle.dumps(_Runs()))),
    Attack("GraphML, billion laughs", _content(GRAPHML.format(LAUGHS, "<data key='k'>&e9;</data>"))),
    Attack("GEXF, billion laughs", _content(GEXF.format(LAUGHS, ""))),
    Attack("GraphML, outer entity", _content(GRAPHML.format(OUTER, "<desc>&e;</desc>"))),
    Attack("GraphML, outer document type", _content(GRAPHML.format(TYPE, ""))),
    Attack("GraphML, document type in UTF-16", _content(GRAPHML.format(LAUGHS, "").encode("utf-16"))),
    Attack("GraphML that includes itself", _content(GRAPHML.format("", INCLUDE)), harmless=True),
    Attack("GraphML, a million deep", _content("<graphml>" + "<graph>" * 1_000_000)),
    Attack("GraphML, 100,000 attributes of a node", _content(GRAPHML.format("", WIDE)), harmless=True),
    Attack("GEXF that changes over time", _content(_DYNAMIC)),
    Attack("tar archive", _content(lambda: _tar("ties.csv", tarfile.REGTYPE))),
    Attack("gzip bomb, 8 GB of rows", _packed(gzip.compress, b"1\t2\n1\t3\n", 1000)),
    Attack("gzip bomb, zeros", _packed(gzip.compress, bytes(8), 1000)),
    Attack("gzip bomb, one line", _packed(gzip.compress, b"x" * 8, 1000)),
    Attack("bzip2 bomb, 8 GB of rows", _packed(bz2.compress, b"1\t2\n1\t3\n", 1000)),
    Attack("xz bomb, 8 GB of rows", _packed(lzma.compress, b"1\t2\n1\t3\n", 1000)),
    Attack("zstd bomb, 8 GB of rows", _packed(_zstd, b"1\t2\n1\t3\n", 1000)),
    Attack("gzip bomb of JSON", _content(lambda: gzip.compress(b"[" + b'["a","b"],' * (1 << 25) + b"1]", 1))),
    Attack("gzip inside of gzip", _content(gzip.compress(gzip.compress(ROWS)))),
    Attack("npz bomb", _content(_zip)),
    Attack("npz bomb that lies about its size", _content(_lying_zip)),
    Attack("zip bomb", _content(lambda: _zip("ties.csv"))),
    Attack("Parquet bomb, 10^9 rows", _many_rows),
    Attack("Parquet bomb, one text 2 million times", _repeated_text, harmless=True),
    Attack("Parquet bomb, 4.5 GB of texts", _long_texts),
    Attack("line of 1 GB", _long(b"a,b\n")),
    Attack("line of 1 GB, JSON", _long(b'[["')),
    Attack("line of 1 GB, GML", _long(b'graph [ label "')),
    Attack("line of 1 GB, GraphML", _long(b'<graphml id="')),
    Attack("comment of 1 GB", _long(b"# ")),
    *(
        Attack(f"noise after {name}", _noise(magic))
        for name, magic in {
            "nothing": b"",
            "gzip": b"\x1f\x8b\x08\0",
            "bzip2": b"BZh9",
            "xz": b"\xfd7zXZ\0",
            "zstd": b"\x28\xb5\x2f\xfd",
            "zip": b"PK\x03\x04",
            "Parquet": b"PAR1",
            "Matrix Market": b"%%MatrixMarket ",
            "GML": b"graph [",
            "XML": b"<graphml>",
            "a byte-order mark": b"\xff\xfe",
        }.items()
    ),
    *(
        Attack(f"{name} cut short", _truncated(pack(ROWS)))
        for name, pack in {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": _zstd}.items()
    ),
    Attack("npz cut short", _truncated(_npz(source=np.arange(99), target=np.arange(99)))),
    Attack("Parquet cut short", _truncated(_parquet_edited())),
    Attack("tar.gz with a link", _content(lambda: gzip.compress(_tar("ties.csv", tarfile.SYMTYPE)))),
    Attack("Pajek claims 10^9 nodes", _content(f"*Vertices {CLAIM}\n*Edges\n1 2\n")),
    Attack("Pajek, negative size", _content("*Vertices -3\n*Edges\n1 2\n")),
    Attack("Matrix Market claims 10^9 nodes", _content(BANNER.format("coordinate", f"{CLAIM} {CLAIM} 1") + "1 2 1\n")),
    Attack("Matrix Market claims 10^9 entries", _content(BANNER.format("coordinate", f"3 3 {CLAIM}") + "1 2 1\n")),
    Attack("Matrix Market, dense, 10^9", _content(BANNER.format("array", f"{CLAIM} {CLAIM}") + "1\n")),
    Attack("Matrix Market, negative size", _content(BANNER.format("coordinate", "-3 -3 1") + "1 2 1\n")),
    Attack("npz claims 10^9 entries", _content(_claimed_array())),
    Attack("npz, sparse, claims 10^9 nodes", _content(_sparse(CLAIM))),
    Attack("npz, sparse, negative size", _content(_sparse(-3))),
    Attack("GML claims 10^9 nodes", _content(f"graph [ nodes {CLAIM} node [ id {CLAIM} ] ]")),
    Attack(
        "GraphML claims 10^9 nodes",
        _content(GRAPHML.format("", "").replace("<graph>", f'<graph parse.nodes="{CLAIM}">')),
        harmless=True,
    ),
    Attack("edge list claims 10^9 nodes", _content(f"{CLAIM} {CLAIM} 1\n1 {CLAIM} 1\n"), harmless=True),
    Attack("GML without a graph", _content("node [ id 1 ] edge [ source 1 target 1 ]")),
    Attack("GML, brackets 10^6 deep", _content("graph " + "[ a " * 1_000_000)),
    Attack("GML, quotes and entities", _content('graph [ node [ id 1 label "' + "&#x41;" * 1_000_000)),
    Attack("JSON, a key twice", _content('{"nodes": [], "nodes": [], "links": []}')),
    *(
        Attack(f"JSON, weight {value[:12]}", _content(TWO % value))
        for value in ("NaN", "Infinity", "1e400", "1" * 100_000, '{}, "weight": 1')
    ),
    Attack("JSON, 10^6 deep", _content("[" * 1_000_000)),
    Attack("JSON, 10^6 deep objects", _content('{"a":' * 1_000_000)),
    Attack(
        "JSON, ids that collide",
        _content(json.dumps([[f"{k}", f"{k + 1}"] for k in range(0, 10**5, 2)])),
        harmless=True,
    ),
    Attack("no permission", _unreadable),
    Attack("empty", _content(b"")),
    Attack("folder", lambda path: path.mkdir()),
    Attack("pipe", _fifo),
    Attack("link to /dev/zero", _link("/dev/zero")),
    Attack("link to /proc/self/mem", _link("/proc/self/mem")),
    Attack("link to /proc/self/environ", _link("/proc/self/environ")),
    Attack("link to /proc/kmsg", _link("/proc/kmsg")),
    Attack("link to itself", lambda path: path.symlink_to(path)),
    Attack("name with a newline and an escape\n\x1b[31m", _content("a\0")),
)
