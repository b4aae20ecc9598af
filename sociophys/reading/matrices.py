"""Matrices as graphs: Matrix Market files (Boisvert et al. 1996, NIST) and NumPy archives; entry (i, j) is a tie."""

from __future__ import annotations

import io
import os
import re
import tokenize
import zipfile
from typing import Any

import numpy as np

from sociophys.errors import GraphError, Mistake
from sociophys.reading.parsed import Array, Coded, Parsed, refuse_claim

_BANNER = re.compile(rb"%%MatrixMarket[ \t]+matrix[ \t]+(\w+)[ \t]+([\w-]+)[ \t]+([\w-]+)[ \t]*$", re.IGNORECASE)
_NEWLINE, _BLANK = b"\n", rb"[ \t]++"
_INTEGER = rb"[-+]?\d++"
_NUMBER = rb"[-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?+"
_SHORTEST = {"coordinate": 4, "array": 2}  # bytes of an entry: '1 1', '0' and the line's end
_MAX_THREADS = 4  # each takes address space, which is limited here
_MAX_UNPACKED = 1 << 32  # bytes of the arrays in an archive


def read_mtx(content: bytes, name: str) -> Parsed:
    """Read a square real Matrix Market file; nodes are called 1, 2, ... as in the file.

    Raises
    ------
    GraphError
        If it is complex, skew-symmetric or not square, claims more than it holds, or a line is no entry.
    """
    content = content.removesuffix(b"\n") + b"\n"
    n_nodes, symmetry, line = _checked_header(content, name)
    _refuse_odd_lines(content, name, line)
    found = _entries(content, name)
    row, column, data = found.coords[0], found.coords[1], found.data.astype(np.float64)
    lines = line + 1 + np.arange(len(row))
    if symmetry == "symmetric":  # both halves were filled in; a tie stands once
        lower = row >= column
        row, column, data, lines = row[lower], column[lower], data[lower], lines[:0]
    if symmetry == "array" or content.count(b"\n", 0, len(content.rstrip())) != line + len(row) - 1:
        lines = lines[:0]
    return _square(n_nodes, row, column, data, 1, False if symmetry == "symmetric" else None, lines)


def _checked_header(content: bytes, name: str) -> tuple[int, str, int]:
    """Return (number of nodes, symmetry, line of the sizes) of a file that can be what its header says."""
    head = content[: 1 << 20].split(b"\n")
    banner = _BANNER.match(head[0].strip())
    if banner is None:
        allowed = "%%MatrixMarket matrix coordinate real general"
        raise GraphError(Mistake(f"{name}:1", "the first line does not say what the matrix is", allowed))
    form, values, symmetry = (word.decode().lower() for word in banner.groups())
    for word, allowed in ((form, "coordinate, array"), (values, "pattern, integer, real, double, unsigned-integer"),
                          (symmetry, "general, symmetric")):  # fmt: skip
        if word not in allowed.split(", "):
            raise GraphError(Mistake(f"{name}:1", f"a matrix that is '{word}' is no graph here", allowed))
    line = next((k for k, text in enumerate(head[1:], 2) if text.strip() and not text.startswith(b"%")), 0)
    sizes = head[line - 1].split() if line else []
    if len(sizes) != (3 if form == "coordinate" else 2) or not all(re.fullmatch(rb"\d{1,15}", size) for size in sizes):
        raise GraphError(Mistake(f"{name}:{line or 1}", "the sizes of the matrix are not said", "rows columns entries"))
    n_rows, n_columns, *n_entries = map(int, sizes)
    if n_rows != n_columns:
        raise GraphError(Mistake(f"{name}:{line}", f"its shape is {(n_rows, n_columns)}", "a square matrix"))
    refuse_claim(name, line, n_rows, len(content))
    claimed = n_entries[0] if n_entries else n_rows * (n_rows + 1) // 2
    if claimed * _SHORTEST[form] > len(content) + _SHORTEST[form]:
        what = f"the header claims {claimed:,} entries in a file of {len(content):,} bytes"
        raise GraphError(Mistake(f"{name}:{line}", what, "the number of entries", "Is the file cut short?"))
    return n_rows, symmetry if form == "coordinate" or symmetry == "symmetric" else "array", line


def _refuse_odd_lines(content: bytes, name: str, line: int) -> None:
    """Refuse lines that are no entries: SciPy reads 0,5 as 0 and 1x as 1, and beyond the end where such a line is last.

    ``line``: that of the sizes; entries stand below it.
    """
    form, values = (word.decode().lower() for word in content.split(b"\n", 1)[0].split()[2:4])
    number = {"pattern": [], "integer": [_INTEGER], "unsigned-integer": [_INTEGER]}.get(values, [_NUMBER])
    fields = [rb"\d++"] * (2 * (form == "coordinate")) + number
    begin = re.compile(rb"(?:[^\n]*+\n){%d}" % line).match(content)
    start = begin.end() if begin else len(content)
    entry = re.compile(rb"(?:[ \t]*+(?:%b[ \t]*+)?+\n)*+" % _BLANK.join(fields)).match(content, start)
    end = entry.end() if entry else start
    if end < len(content):
        what = f"'{content[end : end + 40].splitlines()[0].decode(errors='replace')}' is no entry"
        allowed = {"array": "a number, such as 0.5"}.get(form, "row column value, such as 1 2 0.5")
        allowed = "row column" if values == "pattern" else allowed
        raise GraphError(Mistake(f"{name}:{content.count(_NEWLINE, 0, end) + 1}", what, allowed))


def _entries(content: bytes, name: str) -> Any:
    """Return the entries as a SciPy coordinate matrix."""
    import scipy.io
    import scipy.sparse as sp

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_MAX_THREADS])
    try:
        return sp.coo_array(scipy.io.mmread(io.BytesIO(content), spmatrix=False))
    except (ValueError, OverflowError, TypeError) as error:
        found = re.match(r"Line (\d+): (.*)", str(error))
        where, what = (f"{name}:{found[1]}", found[2]) if found else (name, str(error))
        raise GraphError(Mistake(where, f"is damaged ({what})", "row column value")) from None


def _square(
    n_nodes: int, row: Array, column: Array, data: Array, first: int, directed: bool | None, lines: Array
) -> Parsed:
    names = list(map(str, range(first, n_nodes + first)))
    ends = {key: Coded(names, end.astype(np.int32)) for key, end in (("source", row), ("target", column))}
    nodes = {"id": Coded(names, np.arange(n_nodes, dtype=np.int32))}
    return Parsed({**ends, "weight": data}, nodes, directed, lines)


def read_npz(content: bytes, name: str) -> Parsed:
    """Read a NumPy archive: a sparse matrix as ``scipy.sparse.save_npz`` writes it, or arrays source, target, ...

    Raises
    ------
    GraphError
        If it holds neither, is damaged, holds Python objects (which could run code), or claims more than it holds.
    """
    arrays = _arrays(content, name)
    if {"format", "shape"} <= arrays.keys():
        return _sparse(content, arrays, name)
    if not {"source", "target"} <= arrays.keys():
        holds = ", ".join(arrays) or "nothing"
        raise GraphError(
            Mistake(name, f"the archive holds {holds}", "a SciPy sparse matrix, or arrays source and target")
        )
    ties, n_rows = {}, arrays["source"].size
    for key, values in arrays.items():
        if values.ndim != 1 or len(values) != n_rows or values.dtype.kind not in "biufU":
            what = f"array '{key}' has shape {values.shape} and type {values.dtype}"
            raise GraphError(Mistake(name, what, f"({n_rows},), numbers or text"))
        ties[key] = _column(values)
    return Parsed(ties)


def _column(values: Array) -> Coded | Array:
    if values.dtype.kind in "iu" and (not len(values) or int(values.max()) < 2**63):
        return values.astype(np.int64)
    if values.dtype.kind == "f":
        return values.astype(np.float64)
    names, codes = np.unique(values.astype("U"), return_inverse=True)
    return Coded(names.tolist(), codes.astype(np.int32))


def _arrays(content: bytes, name: str) -> dict[str, Array]:
    try:
        sizes = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
        if sizes > min(_MAX_UNPACKED, (1 << 26) + 300 * len(content)):
            raise GraphError(
                Mistake(name, f"unpacks to {sizes >> 20:,} MB from {len(content) >> 10:,} kB", "a real graph")
            )
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        odd = [key for key, values in arrays.items() if not isinstance(values, np.ndarray)]  # NumPy gives its bytes
        if odd:
            raise GraphError(Mistake(name, f"'{odd[0]}' in the archive is no array", "a file of numpy.savez"))
        return arrays
    except GraphError:
        raise
    except (ValueError, EOFError, OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, SyntaxError,
            tokenize.TokenError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]  # fmt: skip
        if "allow_pickle" in str(error):
            what, advice = "the archive holds Python objects, which can run code", "Save arrays of numbers or text."
            raise GraphError(Mistake(name, what, "arrays of numbers or text", advice)) from None
        raise GraphError(Mistake(name, f"is a damaged archive ({error})", "a file of numpy.savez")) from None


def _sparse(content: bytes, arrays: dict[str, Array], name: str) -> Parsed:
    import scipy.sparse as sp

    shape, data = arrays["shape"], arrays.get("data", np.zeros(0))
    if shape.shape != (2,) or shape.dtype.kind not in "iu" or shape[0] != shape[1]:
        raise GraphError(Mistake(name, f"its shape is {shape.tolist()}", "a square matrix"))
    if data.dtype.kind not in "biuf":
        raise GraphError(Mistake(name, f"its entries are of type {data.dtype}", "real numbers"))
    refuse_claim(name, 1, int(shape[0]), len(content))
    try:
        matrix = sp.load_npz(io.BytesIO(content))
        if matrix.format in ("csr", "csc", "bsr"):
            matrix.check_format(full_check=True)
        matrix = sp.coo_array(matrix)
    except (ValueError, TypeError, IndexError, KeyError, NotImplementedError) as error:
        raise GraphError(Mistake(name, f"is no sparse matrix ({error})", "a file of scipy.sparse.save_npz")) from None
    row, column = matrix.coords
    if len(row) and (min(row.min(), column.min()) < 0 or max(row.max(), column.max()) >= shape[0]):
        raise GraphError(Mistake(name, "an entry stands outside of the matrix", f"0 to {int(shape[0]) - 1}"))
    return _square(int(shape[0]), row, column, matrix.data.astype(np.float64), 0, None, np.zeros(0, np.int64))
