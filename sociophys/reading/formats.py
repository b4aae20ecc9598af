"""Files told apart by their first bytes: tables, and the graph formats that a child process reads into tables."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake
from sociophys.reading import child, sniff, tables
from sociophys.reading.parsed import Coded, Column, Parsed
from sociophys.reading.tables import Table

_GRAPHS = (
    ("graphml", rb"\s*(<\?xml.*?)?<(\w+:)?graphml[\s>]"),
    ("gexf", rb"\s*(<\?xml.*?)?<(\w+:)?gexf[\s>]"),
    ("mtx", rb"%%MatrixMarket\b"),
    ("pajek", rb"(\s|%[^\n]*\n|/\*[^\n]*\n)*\*\s*(vertices|network|arcs|edges|arcslist|edgeslist|matrix)\b"),
    ("json", rb"\s*[\[{]"),
    ("gml", rb"([^\[]*\s)?graph\s*\[|(node|edge)\s*\["),
    ("npz", rb"PK\x03\x04.{26,80}?\.npy"),
)
_XML = re.compile(rb"\s*<(\?xml|!doctype|[A-Za-z][\w.-]*[\s>])", re.IGNORECASE)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']""")
_BYTE_SETS = re.compile(
    r"iso8859(-\d+)?|cp\d+|koi8-[rut]|mac-?\w+|shift_jis\w*|euc_\w+|gb\w+|big5\w*|johab|iso2022_\w+|ptcp154"
)


def read(
    path: Path,
    *,
    form: str = "auto",
    delimiter: str = "auto",
    header: bool | str = "auto",
    expect: tuple[str, ...] = (),
    nodes: str = "",
) -> tuple[Table, Table | None]:
    """Return the table of ties of a file and, where there is one, the table of nodes.

    Raises
    ------
    GraphError
        If the file is of another form than those read, or damaged.
    """
    form, said = (sniff_form(sniff.head(path), str(path)), True) if form == "auto" else (form, False)
    sniffed = {"format": form} if said else {}
    if form in child.PARSERS:
        if nodes:
            called = child.PARSERS[form][0]
            raise GraphError(Mistake(str(path), f"a {called} file holds its own nodes", "nodes with edge lists only"))
        content, found = _content(path, form)
        return as_tables(child.parse(form, content, str(path)), str(path), sniffed | found)
    char = {"csv": "comma", "tsv": "tab"}.get(form, delimiter) if delimiter == "auto" else delimiter
    ties = tables.read_table(path, delimiter=char, header=header, expect=expect)
    ties = replace(ties, sniffed=sniffed | ties.sniffed)
    return ties, tables.read_table(nodes, least=1) if nodes else None


def sniff_form(start: bytes, name: str) -> str:
    """Return the form of a file that starts so: 'edges' or a graph format; refuses XML of another kind."""
    start = start[:4096].removeprefix(codecs.BOM_UTF8)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = start.decode("utf-16", errors="ignore").encode()
    for form, pattern in _GRAPHS:
        if re.match(pattern, start, re.IGNORECASE | re.DOTALL):
            return form
    if _XML.match(start) and not re.match(rb"\s*<(!doctype\s+)?html", start, re.IGNORECASE):
        raise GraphError(Mistake(name, "this is XML of another kind than GraphML and GEXF", sniff.READABLE))
    return "edges"


def _content(path: Path, form: str) -> tuple[bytes, dict[str, str]]:
    """Return what the parser is given: UTF-8 text, or the bytes of an archive."""
    if form == "npz":
        return sniff.read_bytes(path), {}
    content, found = sniff.read_text(path)
    if form in ("graphml", "gexf"):
        return _declared(path, content, found)
    return content, found


def _declared(path: Path, content: bytes, found: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """Decode XML by the encoding it declares, where that is no Unicode: other parsers go by it too."""
    declared = _DECLARED.match(content[:1024])
    if declared is None or found.get("encoding") == "UTF-16":
        return content, found
    word = declared[1].decode()
    try:
        encoding = codecs.lookup(word).name
    except LookupError:
        encoding = ""
    if encoding.startswith("utf-8") or encoding == "ascii":
        if "Windows-1252" in found.get("encoding", ""):
            what = f"declares {word}, but {found['encoding'].partition('(')[2].rstrip(')')}"
            raise GraphError(Mistake(str(path), what, "one encoding", "Save it as UTF-8."))
        return content, found
    if not _BYTE_SETS.fullmatch(encoding):
        raise GraphError(Mistake(str(path), f"declares the encoding '{word}'", "UTF-8", "Save it as UTF-8."))
    try:
        text = sniff.read_bytes(path).decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        what = f"declares {word}, but byte {error.start:,} is not of it"
        raise GraphError(Mistake(str(path), what, "one encoding", "Save it as UTF-8.")) from None
    others = {key: value for key, value in found.items() if key != "encoding"}
    return text.encode(), others | {"encoding": f"{word} (declared)"}


def as_tables(parsed: Parsed, name: str, sniffed: dict[str, str]) -> tuple[Table, Table | None]:
    """Return ties and nodes as tables; text of ties is coded, so a million ties hold each name once."""
    columns = {key: _categories(column) for key, column in parsed.ties.items()}
    ties = Table(name, pd.DataFrame(columns), parsed.has_header, sniffed | parsed.sniffed, parsed.tie_lines)
    ties = replace(ties, directed=parsed.directed)
    if parsed.nodes is None:
        return ties, None
    texts = {key: _texts(column) for key, column in parsed.nodes.items()}
    return ties, Table(name, pd.DataFrame(texts), True, numbers=parsed.node_lines)


def _categories(column: Column) -> pd.Categorical | np.ndarray:
    if not isinstance(column, Coded):
        return column
    return pd.Categorical.from_codes(column.codes, pd.Index(column.names, dtype="str"))


def _texts(column: Column) -> np.ndarray:
    return np.array(column.names, object)[column.codes] if isinstance(column, Coded) else column.astype(object)
