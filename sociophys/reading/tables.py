"""Tables: rows and columns from a delimited or Parquet file, each row knowing its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake, near_miss
from sociophys.reading import sniff

MAX_COLUMNS = 20_000
_NO_TABLE = re.compile(rb'\s*(?:<(\?xml|graphml|gexf)[\s>]|\{\s*"|\[\s*[\[{])')
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
    """A table as read: columns of text (missing: '') or, from files that have such, of numbers (missing: NaN).

    Attributes
    ----------
    name: the file as the user named it. frame: the columns, one row a data row.
    has_header: whether the columns have names of their own; without, they are called '1', '2', ...
    sniffed: what was recognised rather than said. directed: what the file itself says about direction, if it does.
    numbers: line of each row of the file by ``numbers[row]``, where there are lines.
    rows: which rows of the file are in the frame, (n_rows,) integers; None: all.
    """

    name: str
    frame: pd.DataFrame
    has_header: bool
    sniffed: dict[str, str] = field(default_factory=dict)
    numbers: Any = ()
    directed: bool | None = None
    rows: np.ndarray | None = None

    def where(self, row: int) -> str:
        """Return ``file:line`` of a data row (``file row 3`` where there are no lines)."""
        at = row if self.rows is None else int(self.rows[row])
        try:
            return f"{self.name}:{self.numbers[at]}"
        except (IndexError, TypeError):
            return f"{self.name} row {at + 1}"

    def take(self, which: np.ndarray) -> Table:
        """Return some of the rows, by mask or index; each still knows its line."""
        at = np.arange(len(self.frame))[which]
        rows = at if self.rows is None else self.rows[at]
        return replace(self, frame=self.frame.iloc[at].reset_index(drop=True), rows=rows)

    def parts(self, name: str, role: str) -> list[str]:
        """Return the columns that a name stands for: itself, or in ``congress+rollnumber`` the two together.

        Raises
        ------
        GraphError
            If there is no such column; lists the columns, with the near miss.
        """
        parts = [name] if name in self.frame.columns else name.split("+")
        parts = parts if any(part in self.frame.columns for part in parts) else [name]
        for part in parts:
            self.column(part, role)
        return parts

    def column(self, name: str, role: str) -> pd.Series[Any]:
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
    least: int = 2,
) -> Table:
    """Read a delimited text file, or a Parquet file, into a :class:`Table`.

    Parameters
    ----------
    path: the file; ``name`` is how messages call it. delimiter: tab, comma, semicolon, bar, space, or auto.
    header: true, false or auto. expect: column names the user gave; if the first row holds one it is a header.
    text: what :func:`sociophys.reading.sniff.read_text` returned, if it was called already.
    least: 1 where a single column is a table too (a list of people).
    """
    from sociophys.reading import delimited, parquet

    name = name or str(path)
    if text is None and parquet.is_parquet(path):
        return Table(name, parquet.read_columns(path, name), True, {"format": "parquet"})
    raw, sniffed = text or sniff.read_text(path)
    other = _NO_TABLE.match(raw)
    if other:
        what = f"this is {'XML' if other[1] else 'JSON'}, not a table"
        raise GraphError(Mistake(name, what, "a table: CSV, Parquet", "Save it as CSV."))
    marks = sniff.comment_marks(raw)
    body, skipped, note = _without_node_count(sniff.without_comments(raw, marks))
    if marks:
        sniffed = sniffed | {"comment lines": " and ".join(marks)} | _node_count_note(raw)
    rows = [line for line in sniff.first_lines(body) if line.strip(sniff.BLANK)]
    if not rows:
        raise GraphError(Mistake(name, "there are comments but no rows", sniff.READABLE))
    char, found = _delimiter(rows, delimiter, name, least)
    width = rows[0].count(char)
    if width >= MAX_COLUMNS:
        raise GraphError(Mistake(name, f"there are {width + 1:,} columns", f"up to {MAX_COLUMNS:,}"))
    has_header, reason = _header(rows, char, header, tuple(expect))
    lines = delimited.Lines(Path(path), raw, marks, char, skipped + has_header)
    table = Table(name, pd.DataFrame(), has_header, sniffed | note | found | reason, lines)
    del raw, text
    cells = delimited.cut(body, char, lambda row: table.where(row - has_header), name)
    del body
    return replace(table, frame=_frame(cells, table))


def _frame(cells: Any, table: Table) -> pd.DataFrame:
    """Return the cells as columns of text, called by the first row where it is a header."""
    if table.has_header:
        names = _names([column[0].as_py() for column in cells.columns], table)
        cells = cells.slice(1).rename_columns(names)
    if not cells.num_rows:
        raise GraphError(Mistake(table.name, "there is a header but no row below it", "one row or more"))
    frame: pd.DataFrame = cells.to_pandas()
    return frame


def _node_count_note(raw: bytes) -> dict[str, str]:
    count = re.match(rb"[#%]+\s*(\d+)\s*(\n|\Z)", raw)
    return {"first line": f"{count[1].decode()}, a count and not a tie"} if count else {}


def _without_node_count(body: bytes) -> tuple[bytes, int, dict[str, str]]:
    """Cut blank lines on top, and a first line that is a bare count while the next line has more fields."""
    top = re.match(rb"(?:[ \f\v]*\n)*", body)
    body = body[top.end() :] if top and top.end() else body
    first, _, rest = body[: 1 << 16].partition(sniff.NEWLINE)
    fields = re.split(rb"[\t,; ]+", rest.partition(sniff.NEWLINE)[0].strip())
    if not first.strip().isdigit() or len(fields) < 2:
        return body, 0, {}
    return body[len(first) + 1 :], 1, {"first line": f"{first.strip().decode()}, a count and not a tie"}


def _delimiter(lines: list[str], delimiter: str, name: str, least: int) -> tuple[str, dict[str, str]]:
    if delimiter != "auto":
        char = sniff.delimiter_char(delimiter)
        if char is None:
            known = list(sniff.DELIMITERS)
            raise GraphError(
                Mistake(name, f"'{delimiter}' is no delimiter", ", ".join(known), near_miss(delimiter, known))
            )
        return char, {}
    sniffed = sniff.sniff_delimiter(lines)
    if sniffed is None and least == 1:
        return sniff.ONE_COLUMN, {"delimiter": "none: one column"}
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
    return bool(rest) and any(all(_numeric(row[k]) for row in rest) for k in range(len(first)))


def _numeric(field: str) -> bool:
    """Whether a field is a number, with a comma for a point too (it is refused later, with its line)."""
    return sniff.is_number(field) or bool(re.fullmatch(r"-?\d+,\d+", field))


def _shape(name: str) -> str:
    return re.sub(r"\d+", "0", name.lower())


def _names(first: list[str], table: Table) -> list[str]:
    names = [name.strip() or str(k + 1) for k, name in enumerate(first)]
    if len(set(names)) < len(names):
        what = f"the header names '{pd.Index(names)[pd.Index(names).duplicated()].min()}' twice"
        raise GraphError(Mistake(f"{table.name}:1", what, "each column once", "Rename one of them."))
    return names


def as_text(value: object) -> str:
    """Return a value as the text by which it is matched: whole floats without '.0', missing as ''."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (float, np.floating)) and float(value).is_integer() and abs(float(value)) < 2**53:
        return str(int(value))
    return str(value).strip()
