"""Delimited text cut into columns of text by pyarrow: exact fields, ragged rows named, lines counted when asked for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute
from pyarrow import csv as arrow_csv

from sociophys.errors import GraphError, Mistake
from sociophys.reading import sniff

_BLOCK = 16 << 20  # bytes that a worker takes at once; a quoted field across more lines than that is an open quote
_SHOWN = 5
_END = "\x02end"  # row below the last one: an open quote swallows it


class Lines:
    """The line that each row of a text file stands on: known for the first rows, else counted when first asked for."""

    def __init__(self, path: Path, text: bytes, marks: tuple[str, ...], delimiter: str, above: int) -> None:
        self._path, self._marks, self._delimiter, self._above = path, marks, delimiter, above
        whole = text[: 1 << 16].rpartition(sniff.NEWLINE)[0] if len(text) > 1 << 16 else text
        self._first = list(self._numbers(whole))

    def __getitem__(self, row: int) -> int:
        """Return the line of a data row; raises IndexError where the file has no such row any more."""
        at = row + self._above
        return int(self._first[at] if at < len(self._first) else self._all[at])

    @cached_property
    def _all(self) -> np.ndarray:
        try:
            return np.fromiter(self._numbers(sniff.read_text(self._path)[0]), np.int64)
        except (GraphError, LookupError):  # the file is not what it was
            return np.zeros(0, np.int64)

    def _numbers(self, text: bytes) -> Iterator[int]:
        """Yield the line on which each row begins, header and all; blank lines and comments are no rows."""
        lines = enumerate(io.TextIOWrapper(io.BytesIO(text), "utf-8", errors="replace", newline="\n"), 1)
        rows = ((number, line) for number, line in lines if not (self._marks and line.startswith(self._marks)))
        if b'"' not in text:
            yield from (number for number, line in rows if line.strip(_blanks(self._delimiter) + "\n"))
            return
        begun: list[int] = []

        def fed() -> Iterator[str]:
            for number, line in rows:
                begun.append(number)
                yield line

        try:
            for fields in csv.reader(fed(), delimiter=self._delimiter, skipinitialspace=True):
                if any(fields) or len(fields) > 1:
                    yield begun[0]
                begun.clear()
        except csv.Error:  # a field of more than 131,072 characters
            return


def cut(body: bytes, delimiter: str, where: Any, name: str) -> pa.Table:
    """Return the columns of a delimited text, each ``pa.string()``; a header is a row like any other.

    Parameters
    ----------
    where: ``where(row)`` names the line of a row, counted from 0. name: how messages call the file.

    Raises
    ------
    GraphError
        If rows have fewer or more fields than the first, or a quotation mark is never closed.
    """
    body = _tidy(body, delimiter)
    if not body.strip():
        raise GraphError(Mistake(name, "every row is empty", sniff.READABLE))
    has_quotes, width = b'"' in body, _width(body, delimiter)
    if has_quotes:
        body = body.rstrip(sniff.NEWLINE) + sniff.NEWLINE + delimiter.join([_END] * width).encode()
    try:
        table = _read(body, delimiter, width, has_quotes)
    except pa.ArrowInvalid as error:
        raise _complaint(body, delimiter, width, where, name, str(error)) from None
    if has_quotes and table.column(0)[-1].as_py() != _END:
        raise _open_quote(name)
    table = table.slice(0, table.num_rows - has_quotes)
    if b" " not in body and (delimiter == "\t" or b"\t" not in body):
        return table
    return pa.table([compute.utf8_trim_whitespace(column) for column in table.columns], table.column_names)


def _width(body: bytes, delimiter: str) -> int:
    """Return the number of fields of the first row."""
    lines = sniff.first_lines(body)
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    try:
        return len(next(fields for fields in rows if fields))
    except csv.Error:  # a field of more than 131,072 characters
        return lines[0].count(delimiter) + 1


def _read(body: bytes, delimiter: str, width: int, has_quotes: bool, handler: Any = None) -> pa.Table:
    names = [str(k + 1) for k in range(width)]
    return arrow_csv.read_csv(
        pa.BufferReader(body),
        arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=handler is None),
        arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=has_quotes, invalid_row_handler=handler),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )


def _complaint(body: bytes, delimiter: str, width: int, where: Any, name: str, error: str) -> GraphError:
    """Return what is wrong with the first rows that pyarrow refuses, read again one after the other."""
    if "straddling" in error:
        return _open_quote(name)
    found: list[Any] = []

    def note(row: Any) -> str:
        found.append(row)
        return "skip" if len(found) < _SHOWN else "error"

    try:
        _read(body, delimiter, width, b'"' in body, note)
    except pa.ArrowInvalid as again:
        error = str(again)
    if any(row.text.endswith(_END) for row in found):
        return _open_quote(name)
    say = "{} fields where the rows above have {}".format
    mistakes = [
        Mistake(where(row.number - 1), say(row.actual_columns, width), f"{width} fields") for row in found[:_SHOWN]
    ]
    return GraphError(*(mistakes or [Mistake(name, f"cannot be read as a table ({error})", sniff.READABLE)]))


def _open_quote(name: str) -> GraphError:
    return GraphError(Mistake(name, "a quotation mark is opened and never closed", 'pairs of "'))


def _tidy(body: bytes, delimiter: str) -> bytes:
    """Return the text without lines of blanks, and without blanks that pyarrow would take for content."""
    if delimiter == " ":
        return _single_blanks(body)
    blanks = _blanks(delimiter).encode()
    has_blank_lines = _has_blank_lines(body, blanks)
    quote_after_blank = rb"[%b\n] +\"" % re.escape(delimiter.encode())
    if b'"' in body and (has_blank_lines or (b' "' in body and re.search(quote_after_blank, b"\n" + body))):
        return _requoted(body, delimiter)
    return sniff.without_lines(body, b"", blanks) if has_blank_lines else body


def _has_blank_lines(body: bytes, blanks: bytes) -> bool:
    if re.match(rb"[%b]+(?:\n|\Z)" % blanks, body):
        return True
    begin = any(sniff.NEWLINE + blanks[k : k + 1] in body for k in range(len(blanks)))  # far faster than a search
    return begin and bool(re.search(rb"\n[%b]+(?:\n|\Z)" % blanks, body))


def _blanks(delimiter: str) -> str:
    """Return the characters of which a blank line consists; a line of tabs between tabs is a row of empty fields."""
    return sniff.BLANK if delimiter == " " else sniff.BLANK.replace(delimiter, "")


def _single_blanks(body: bytes) -> bytes:
    """Return the text with one blank for several or a tab, and none at the ends of lines."""
    body = body.replace(b"\t", b" ")
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    return body.replace(b" \n", b"\n").replace(b"\n ", b"\n").strip(b" ")


def _requoted(body: bytes, delimiter: str) -> bytes:
    """Return the text written again: in ``ann, "b, c"`` the quotation mark counts though a blank stands before it."""
    lines = io.TextIOWrapper(io.BytesIO(body), "utf-8", newline="")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    try:
        for fields in csv.reader(lines, delimiter=delimiter, skipinitialspace=True):
            if any(fields) or len(fields) > 1:
                writer.writerow(fields)
    except csv.Error:
        return body
    return out.getvalue().encode()
