"""Text tables: rows and columns of text from a delimited file, each row knowing its line."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake, near_miss
from sociophys.reading import sniff

# Words that stand in headers and hardly ever are ids; a trailing part such as 'node' or 'id' may follow.
_HEADER_WORD = re.compile(
    r"(from|to|source|target|src|dst|dest|tgt|user|node|vertex|id|name|label|author|person|member|account|handle|"
    r"(re)?tweeter|follower|followee|following|friend|sender|recipient|receiver|mention(ed|er)?|citing|cited|rater|ratee|"
    r"weight|sign|rating|value|score|count|strength|time|timestamp|date|type|layer|opinion|stance|side|party|group|"
    r"community|camp|leaning|position|attitude|block|country|state|club|screen|polarity)"
    r"([ _.-]*(node|user|id|name|handle|from|to|source|target|[ab12]))*"
)


@dataclass(frozen=True)
class Table:
    """A table of text as read; empty fields are ''.

    Attributes
    ----------
    name: the file as the user named it. frame: columns of text, one row a data row.
    has_header: whether the columns have names of their own; without, they are called '1', '2', ...
    sniffed: what was recognised rather than said. text: the whole file, for naming lines. marks: its comment marks.
    skipped: rows cut before the first. numbers: line of each row, where the reader knows them.
    directed: what the file itself says about direction; None where it says nothing.
    """

    name: str
    frame: pd.DataFrame
    has_header: bool
    sniffed: dict[str, str] = field(default_factory=dict)
    text: bytes = b""
    marks: tuple[str, ...] = ()
    skipped: int = 0
    numbers: np.ndarray | None = None
    directed: bool | None = None

    def where(self, row: int) -> str:
        """Return ``file:line`` of a data row (``file row 3`` where quoted line ends spoil the count)."""
        if self.numbers is not None and row < len(self.numbers):
            return f"{self.name}:{self.numbers[row]}"
        if not self.text or self._has_quoted_ends:
            return f"{self.name} row {row + 1}"
        rows = (number for number, line in _uncommented(self) if line.strip())
        number = next(itertools.islice(rows, self.skipped + self.has_header + row, None), None)
        return self.name if number is None else f"{self.name}:{number}"

    @cached_property
    def _has_quoted_ends(self) -> bool:
        if b'"' not in self.text:
            return False
        n_lines = sum(1 for _, line in _uncommented(self) if line.strip())
        return n_lines != len(self.frame) + self.skipped + self.has_header

    def column(self, name: str, role: str) -> pd.Series[str]:
        """Return a column by name; raises :class:`GraphError` listing the columns, with the near miss."""
        if name not in self.frame.columns:
            known = [str(c) for c in self.frame.columns]
            none = "" if self.has_header else " (the file has no header: columns are numbered from 1)"
            what = f"no column '{name}' for {role}{none}"
            raise GraphError(Mistake(self.name, what, ", ".join(known), near_miss(name, known)))
        return self.frame[name]


def read_table(
    path: Path | str,
    *,
    name: str = "",
    delimiter: str = "auto",
    header: bool | str = "auto",
    expect: Iterable[str] = (),
    text: tuple[bytes, dict[str, str]] | None = None,
) -> Table:
    """Read a delimited text file into a :class:`Table`.

    Parameters
    ----------
    path: the file; ``name`` is how messages call it. delimiter: tab, comma, semicolon, bar, space, or auto.
    header: true, false or auto. expect: column names the user gave; if the first row holds one it is a header.
    text: what :func:`sociophys.reading.sniff.read_text` returned, if it was called already.
    """
    name = name or str(path)
    raw, sniffed = text or sniff.read_text(path)
    marks = sniff.comment_marks(raw)
    body = sniff.without_comments(raw, marks)
    if marks:
        sniffed = sniffed | {"comment lines": " and ".join(marks)} | _node_count_note(raw)
    body, skipped, note = _without_node_count(body)
    sniffed |= note
    lines = [line for line in sniff.first_lines(body) if line.strip()]
    if not lines:
        raise GraphError(Mistake(name, "there are comments but no rows", sniff.READABLE))
    char, found = _delimiter(lines, delimiter, name)
    has_header, reason = _header(lines, char, header, tuple(expect))
    sniffed |= found | reason
    table = Table(name, pd.DataFrame(), has_header, sniffed, raw, marks, skipped)
    return replace(table, frame=_parse(body, char, table))


def _node_count_note(raw: bytes) -> dict[str, str]:
    count = re.match(rb"[#%]+\s*(\d+)\s*(\n|\Z)", raw)
    return {"first line": f"{count[1].decode()}, a count and not a tie"} if count else {}


def _without_node_count(body: bytes) -> tuple[bytes, int, dict[str, str]]:
    """Cut a first line that is a bare count while the next line has more fields."""
    count = re.match(rb"\s*(\d+)[ \t]*\n(?=[^\n]*[\t,; ][^\n]*\S)", body)
    if not count:
        return body, 0, {}
    return body[count.end() :], 1, {"first line": f"{count[1].decode()}, a count and not a tie"}


def _delimiter(lines: list[str], delimiter: str, name: str) -> tuple[str, dict[str, str]]:
    if delimiter != "auto":
        char = sniff.delimiter_char(delimiter)
        if char is None:
            known = list(sniff.DELIMITERS)
            raise GraphError(
                Mistake(name, f"'{delimiter}' is no delimiter", ", ".join(known), near_miss(delimiter, known))
            )
        return char, {}
    sniffed = sniff.sniff_delimiter(lines)
    if sniffed is None:
        shown = lines[0][:60]
        what = f"no delimiter cuts the lines evenly into two fields or more; the first row is '{shown}'"
        raise GraphError(Mistake(name, what, ", ".join(sniff.DELIMITERS), "Say which with delimiter."))
    return sniffed, {"delimiter": sniff.delimiter_word(sniffed)}


def _header(lines: list[str], char: str, header: bool | str, expect: tuple[str, ...]) -> tuple[bool, dict[str, str]]:
    if isinstance(header, bool):
        return header, {}
    rows = [sniff.split(line, char) for line in lines]
    found = bool(set(expect) & set(rows[0])) or looks_like_header(rows)
    return found, {"header": "yes: " + ", ".join(rows[0]) if found else "no: the first row is data"}


def looks_like_header(rows: list[list[str]]) -> bool:
    """Whether the first of several rows names the columns rather than being data.

    It does when none of its fields is a number or recurs below, and it holds a word such as 'source' or 'weight'
    (unless the rows below look the same), or some column is numbers from the second row on.
    """
    first, rest = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]
    if any(sniff.is_number(name) for name in first) or not all(first):
        return False
    below = {value for row in rest for value in row[:2]}
    if set(first[:2]) & below:
        return False
    words = [k for k, name in enumerate(first) if _HEADER_WORD.fullmatch(name.lower())]
    ids = [k for k in words if _shape(first[k]) in {_shape(row[k]) for row in rest}]  # 'user1' above 'user2'
    if len(words) > len(ids):
        return True
    return bool(rest) and any(all(sniff.is_number(row[k]) for row in rest) for k in range(len(first)))


def _shape(name: str) -> str:
    return re.sub(r"\d+", "0", name.lower())


def _parse(body: bytes, char: str, table: Table) -> pd.DataFrame:
    if char == " ":
        body = re.sub(rb"(?m)^ +| +$", b"", re.sub(rb"[ \t]+", b" ", body)) if _is_ragged(body) else body
    first = next(line for line in sniff.first_lines(body) if line.strip())
    width = len(sniff.split(first, char))
    try:
        frame = pd.read_csv(
            io.BytesIO(body), sep=char, header=None, dtype=object, na_filter=False, engine="c", skipinitialspace=True
        )
    except pd.errors.ParserError as error:
        raise _row_error(str(error), width, table) from None
    frame.columns = [str(k + 1) for k in range(frame.shape[1])]
    if table.has_header:
        frame.columns = _names(frame.iloc[0], table)
        frame = frame.iloc[1:].reset_index(drop=True)
    if frame.empty:
        raise GraphError(Mistake(table.name, "there is a header but no row below it", "one row or more"))
    return frame


def _is_ragged(body: bytes) -> bool:
    return b"  " in body or b"\t" in body or b" \n" in body or b"\n " in body or body[:1] == b" " or body[-1:] == b" "


def _names(first: pd.Series[str], table: Table) -> list[str]:
    names = [str(name).strip() or str(k + 1) for k, name in enumerate(first)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        what = f"the header names '{twice[0]}' twice"
        raise GraphError(Mistake(f"{table.name}:1", what, "each column once", "Rename one of them."))
    return names


def _row_error(message: str, width: int, table: Table) -> GraphError:
    """Say a parser's complaint with the line it is about."""
    wide = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message)
    if wide:
        at = int(wide[2]) - 1 + table.skipped
        number = next(itertools.islice(_uncommented(table), at, None), (0, b""))[0]
        where = f"{table.name}:{number}" if number else table.name
        return GraphError(Mistake(where, f"{wide[3]} fields where the rows above have {wide[1]}", f"{width} fields"))
    if "EOF inside string" in message:
        return GraphError(Mistake(table.name, "a quotation mark is opened and never closed", 'pairs of "'))
    return GraphError(Mistake(table.name, f"cannot be read as a table ({message})", sniff.READABLE))


def _uncommented(table: Table) -> Iterator[tuple[int, bytes]]:
    """Yield number and text of the lines that are no comments, blank ones included."""
    starts = tuple(mark.encode() for mark in table.marks)
    for number, line in enumerate(io.BytesIO(table.text), 1):
        if not (starts and line.startswith(starts)):
            yield number, line


def as_text(value: object) -> str:
    """Return a value as the text by which it is matched: whole floats without '.0', missing as ''."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (float, np.floating)) and float(value).is_integer() and abs(float(value)) < 2**53:
        return str(int(value))
    return str(value).strip()
