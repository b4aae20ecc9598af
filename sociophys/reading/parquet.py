"""Parquet files: columns of text and of plain numbers, sizes looked at before anything is decoded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import compute
from pyarrow import parquet as pq

from sociophys.errors import GraphError, Mistake
from sociophys.reading import sniff
from sociophys.reading.parsed import refuse_odd

_MAGIC = b"PAR1"
_DAMAGED = (pa.ArrowException, OSError, MemoryError, ValueError)
_CELL = 8  # bytes that a cell takes at least once decoded
_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_MOMENT = (pa.types.is_date, pa.types.is_timestamp)


def is_parquet(path: Path | str) -> bool:
    """Whether a file is a Parquet file by its first bytes."""
    try:
        if not Path(path).is_file() or not Path(path).stat().st_size:  # a pipe would be waited for
            return False
        with Path(path).open("rb") as file:
            return file.read(4) == _MAGIC
    except (OSError, ValueError):  # said better by whoever reads it
        return False


def read_columns(path: Path | str, name: str) -> pd.DataFrame:
    """Read a Parquet file: whole numbers, floats and text as they are, moments as ISO dates; ``name`` for messages.

    Raises
    ------
    GraphError
        If it is damaged, claims more than fits into memory, or a column is nested or of bytes.
    """
    kinds = _kinds(path, name)
    texts = [column for column, kind in kinds.items() if _is(kind, _TEXT)]
    try:
        table = pq.ParquetFile(path, memory_map=True, read_dictionary=texts).read()  # repeated text is kept once
        frame = pd.DataFrame({column: _plain(table[column]) for column in kinds})
        for column in texts:
            refuse_odd([column, *frame[column].cat.categories], column, name)
    except GraphError:
        raise
    except _DAMAGED:
        raise _damaged(name) from None
    if frame.empty:
        raise GraphError(Mistake(name, "there is no row", "one row or more"))
    return frame


def _kinds(path: Path | str, name: str) -> dict[str, pa.DataType]:
    """Return the type of each column, looked at before anything is decoded."""
    try:
        file = pq.ParquetFile(path, memory_map=True)
        schema, metadata = file.schema_arrow, file.metadata
    except _DAMAGED:
        raise _damaged(name) from None
    kinds = {field.name: field.type for field in schema}
    if len(kinds) < len(schema):
        raise GraphError(Mistake(name, "two columns have the same name", "each column once"))
    _refuse_nested(kinds, name)
    _refuse_large(metadata, name)
    return kinds


def _damaged(name: str) -> GraphError:
    return GraphError(Mistake(name, "the Parquet file is damaged or cut short", "", "Write or copy it again."))


def _is(kind: pa.DataType, tests: tuple[Any, ...]) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(test(kind) for test in tests)


def _refuse_large(metadata: Any, name: str) -> None:
    """Refuse what would not fit, before it is decoded: runs of equal values pack a thousandfold."""
    groups = [metadata.row_group(k) for k in range(metadata.num_row_groups)]
    size = max(sum(group.total_byte_size for group in groups), metadata.num_rows * metadata.num_columns * _CELL)
    if size > sniff.limit():
        what = f"{metadata.num_rows:,} rows of {metadata.num_columns:,} columns take more than {sniff.limit() >> 20} MB"
        raise GraphError(Mistake(name, what, "a table that fits into memory", "Keep the columns and rows you need."))


def _refuse_nested(kinds: dict[str, pa.DataType], name: str) -> None:
    known = (*_TEXT, *_MOMENT, pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_decimal)
    known += (pa.types.is_null,)
    mistakes = [
        Mistake(name, f"column '{column}' is of type {kind}", "text, numbers, dates", "Leave it out, or spread it.")
        for column, kind in kinds.items()
        if not _is(kind, known)
    ]
    if mistakes:
        raise GraphError(*mistakes)


def _plain(column: pa.ChunkedArray) -> pd.Series[Any]:
    """Return a column as text (missing: ''; repeated text as categories), int64, or float64 (missing: NaN)."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        text = column.to_pandas().astype("category")
        names = text.cat.categories.astype("str")
        text = text.cat.rename_categories(names)
        return text.cat.add_categories([""][: "" not in names]).fillna("") if column.null_count else text
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return compute.cast(column, pa.float64()).to_pandas()
    if pa.types.is_integer(kind) and not column.null_count and kind != pa.uint64():
        return compute.cast(column, pa.int64()).to_pandas()
    if pa.types.is_timestamp(kind):
        column = compute.replace_substring_regex(compute.strftime(column, "%Y-%m-%dT%H:%M:%S"), r"\.0+$", "")
    if pa.types.is_boolean(kind):  # spelled as Python does
        column = compute.if_else(column, "True", "False")
    return compute.fill_null(compute.cast(column, pa.string()), "").to_pandas()
