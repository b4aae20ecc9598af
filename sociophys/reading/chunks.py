"""A delimited text file in chunks of whole lines, each cut into a table as the first one is."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sociophys.errors import GraphError, Mistake
from sociophys.reading import delimited, packed, sniff, tables
from sociophys.reading.tables import Table

_LIMIT = 1 << 50  # bytes: the size of the whole is no matter here; a bomb is still seen from its ratio


class _Lines:
    """The line of each row of a chunk, counted when asked for."""

    def __init__(self, text: bytes, marks: tuple[str, ...], rows_above: int, lines_above: int) -> None:
        self._text, self._marks = text, tuple(mark.encode() for mark in marks)
        self._rows_above, self._lines_above = rows_above, lines_above

    def __getitem__(self, row: int) -> int:
        wanted = row + self._rows_above
        for number, line in enumerate(self._text.split(sniff.NEWLINE), self._lines_above + 1):
            if line.strip() and not (self._marks and line.startswith(self._marks)):
                if not wanted:
                    return number
                wanted -= 1
        raise IndexError(row)


def read_chunks(
    path: Path, size: int, *, delimiter: str, header: bool | str, expect: tuple[str, ...]
) -> Iterator[Table]:
    """Yield a delimited file as tables of about ``size`` bytes of text; what is recognised is so in the first one.

    Raises
    ------
    GraphError
        If a chunk is not UTF-8, or its rows have more or fewer fields than the first.
    """
    texts = _texts(path, size)
    text = next(texts, b"")
    sniffed = {"compression": name} if (name := packed.packing(path)) else {}
    if text.startswith(codecs.BOM_UTF8):
        text, sniffed = text[3:], sniffed | {"encoding": "UTF-8 with byte-order mark"}
    first = tables.read_table(path, delimiter=delimiter, header=header, expect=expect, text=(text, sniffed))
    marks = sniff.comment_marks(text)
    above = first.has_header + ("first line" in first.sniffed and "comment lines" not in first.sniffed)
    yield replace(first, numbers=_Lines(text, marks, above, 0))
    char = sniff.delimiter_char(first.sniffed.get("delimiter", delimiter)) or delimiter
    lines = text.count(sniff.NEWLINE)
    for text in texts:
        body = sniff.without_comments(text, marks)
        if body.strip():
            yield _cut(body, char, replace(first, numbers=_Lines(text, marks, 0, lines)))
        lines += text.count(sniff.NEWLINE)


def _cut(body: bytes, delimiter: str, like: Table) -> Table:
    """Return a later chunk as a table with the columns of the first."""
    names = [str(name) for name in like.frame.columns]
    cells = delimited.cut(body, delimiter, like.where, like.name)
    if cells.num_columns != len(names):
        what = f"{cells.num_columns} fields where the rows above have {len(names)}"
        raise GraphError(Mistake(like.where(0), what, f"{len(names)} fields"))
    return replace(like, frame=cells.rename_columns(names).to_pandas())


def _texts(path: Path, size: int) -> Iterator[bytes]:
    """Yield the text of a file in pieces of whole lines, each about ``size`` bytes, checked to be text."""
    parts: list[bytes] = []
    length = 0
    blocks = packed.blocks(path, limit=_LIMIT)
    for piece in (block[at : at + size] for block in blocks for at in range(0, len(block), size)):
        end = piece.rfind(sniff.NEWLINE) + 1
        length += len(piece)
        if length >= size and end:
            yield _checked(b"".join([*parts, piece[:end]]), path)
            parts, length = [piece[end:]], len(piece) - end
            continue
        parts.append(piece)
        if length > sniff.MAX_LINE + size:
            what = f"a line is longer than {sniff.MAX_LINE >> 20} MB"
            raise GraphError(Mistake(str(path), what, "rows of a table, each on its line"))
    if length:
        yield _checked(b"".join(parts), path)


def _checked(text: bytes, path: Path) -> bytes:
    """Return text with Unix line ends; refuses what a file of this size is not read from."""
    try:
        if b"\0" not in text:
            text.decode("utf-8")
            return text.replace(b"\r\n", b"\n") if b"\r" in text else text
    except UnicodeDecodeError:
        pass
    advice = "Save it as UTF-8: iconv -f WINDOWS-1252 -t UTF-8."
    raise GraphError(Mistake(str(path), "this is not UTF-8 text; a file larger than memory has to be", "UTF-8", advice))
