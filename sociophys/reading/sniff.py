"""Bytes of a text file made readable: packing, encoding, comment lines and delimiter are recognised and said.

Nothing here knows what the columns mean. Every recognised fact goes into a dictionary that ends in
:attr:`sociophys.graph.Reading.sniffed`.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import os
import re
import stat
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from sociophys.errors import GraphError, MissingError, Mistake, near_miss

MAX_UNPACKED = 4 << 30  # bytes; a decompression bomb stops here
MAX_RATIO, SMALL = 300, 256 << 20  # real edge lists pack 3- to 30-fold
SAMPLE = 200  # lines looked at

DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "space": " "}
_PRECEDENCE = "\t;|, "  # the later ones also stand inside names and numbers (0,5)
_WORDS = {char: word for word, char in DELIMITERS.items()}
_PACKED: dict[bytes, tuple[str, Any]] = {
    b"\x1f\x8b": ("gzip", gzip.open),
    b"BZh": ("bzip2", bz2.open),
    b"\xfd7zXZ": ("xz", lzma.open),
}
_FOREIGN = {
    b"PK\x03\x04": ("a zip or Excel file", "Save the sheet as CSV (UTF-8) and name that file."),
    b"\xd0\xcf\x11\xe0": ("an old Excel file", "Save the sheet as CSV (UTF-8) and name that file."),
    b"PAR1": ("a Parquet file", "Read it with pandas and give the frame to sociophys.read_graph."),
    b"\x28\xb5\x2f\xfd": ("packed with zstd", "Unpack it first: unzstd FILE."),
    b"%PDF": ("a PDF file", "Name the table it was made from."),
    b"\x80\x02": ("a Python pickle", "Pickles can run code and are not read; save the ties as CSV."),
    b"\x80\x03": ("a Python pickle", "Pickles can run code and are not read; save the ties as CSV."),
    b"\x80\x04": ("a Python pickle", "Pickles can run code and are not read; save the ties as CSV."),
    b"\x80\x05": ("a Python pickle", "Pickles can run code and are not read; save the ties as CSV."),
    b"\x93NUMPY": ("a NumPy file", "Load it and give the matrix to sociophys.read_graph."),
}
READABLE = "an edge list as text (comma, tab, semicolon or space; also .gz, .bz2, .xz), GML or GraphML"


def read_text(path: Path | str) -> tuple[bytes, dict[str, str]]:
    """Return a text file as UTF-8 bytes with Unix line ends, unpacked, without byte-order mark, and what was found.

    Raises
    ------
    MissingError
        If there is no such file; names the near miss in its folder.
    GraphError
        If it is a folder, empty, not text, damaged, or unpacks to more than :data:`MAX_UNPACKED` bytes.
    """
    path = Path(path)
    raw, packing = _unpacked(_raw(path), path)
    text, encoding = _decoded(raw, path)
    if not text.strip():
        raise GraphError(Mistake(str(path), "the file is empty", READABLE))
    return text, packing | encoding


def read_bytes(path: Path | str) -> bytes:
    """Return the bytes of a file, unpacked if it is packed; raises as :func:`read_text` does."""
    return _unpacked(_raw(Path(path)), Path(path))[0]


def _raw(path: Path) -> bytes:
    if os.path.isdir(path):  # noqa: PTH112  (answers False, and raises nothing, for a name no file can have)
        inside = ", ".join(sorted(p.name for p in path.iterdir())[:5]) or "nothing"
        raise GraphError(Mistake(str(path), "this is a folder, not a file", "one file", f"It holds {inside}."))
    try:
        if stat.S_ISCHR(path.stat().st_mode) or stat.S_ISBLK(path.stat().st_mode):  # /dev/zero never ends
            raise GraphError(Mistake(str(path), "this is a device, not a file", "one file"))
        return path.read_bytes()
    except FileNotFoundError:
        folder = path.parent
        beside = [p.name for p in folder.iterdir()] if folder.is_dir() else []
        advice = near_miss(path.name, beside) if folder.is_dir() else f"There is no folder '{folder}'."
        raise MissingError(Mistake(str(path), "there is no such file", "", advice)) from None
    except GraphError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise MissingError(Mistake(str(path), f"cannot be read ({reason})")) from None


def _unpacked(raw: bytes, path: Path) -> tuple[bytes, dict[str, str]]:
    for magic, (name, opener) in _PACKED.items():
        if raw.startswith(magic):
            cap = min(MAX_UNPACKED, max(SMALL, MAX_RATIO * len(raw)))
            try:
                out = opener(io.BytesIO(raw)).read(cap + 1)
            except (OSError, EOFError, zlib.error, lzma.LZMAError):
                raise GraphError(
                    Mistake(str(path), f"the {name} file is damaged or cut short", advice="Copy or download it again.")
                ) from None
            if len(out) > cap:
                raise GraphError(
                    Mistake(str(path), f"unpacks to more than {cap >> 20} MB from {len(raw) >> 10} kB", "a real table")
                )
            return out, {"compression": name}
    return raw, {}


def _decoded(raw: bytes, path: Path) -> tuple[bytes, dict[str, str]]:
    """Return UTF-8 bytes; ``{'encoding': ...}`` only where it is not plain UTF-8."""
    for magic, (what, advice) in _FOREIGN.items():
        if raw.startswith(magic):
            raise GraphError(Mistake(str(path), f"this is {what}, not text", READABLE, advice))
    found = {}
    if raw.startswith(b"\xef\xbb\xbf"):
        raw, found = raw[3:], {"encoding": "UTF-8 with byte-order mark"}
    elif raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            raw, found = raw.decode("utf-16").encode(), {"encoding": "UTF-16"}
        except UnicodeDecodeError:
            raise GraphError(Mistake(str(path), "this is not text", READABLE)) from None
    if _is_binary(raw):
        raise GraphError(Mistake(str(path), "this is not text", READABLE))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = {"encoding": f"Windows-1252 (line {line} is not UTF-8)"}
        raw = raw.decode("cp1252", errors="replace").encode()
    return (raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in raw else raw), found


def _is_binary(raw: bytes) -> bool:
    head = raw[: 1 << 16]
    odd = len(head) - len(head.translate(None, bytes(i for i in range(32) if i not in b"\t\n\r\f\x0b")))
    return b"\0" in raw or odd > 0.02 * len(head)


def comment_marks(text: bytes) -> tuple[str, ...]:
    """Return the characters (``#``, ``%``) whose lines are comments.

    A mark followed by a blank is always one; ``#leave,#remain`` is not when half of the lines begin so (hashtags).
    """
    lines = [line for line in first_lines(text) if line.strip()]
    marks = []
    for mark in "#%":
        marked = [line for line in lines if line.startswith(mark)]
        tight = [line for line in marked if line[1:2].strip() and line[1] not in "#%"]
        if marked and (len(tight) < len(marked) or 2 * len(tight) < len(lines)):
            marks.append(mark)
    return tuple(marks)


def first_lines(text: bytes, count: int = SAMPLE) -> list[str]:
    """Return the first lines of a text."""
    head = text[: 1 << 20].decode("utf-8", errors="ignore").split("\n", count)
    return head[:count]


def without_comments(text: bytes, marks: tuple[str, ...]) -> bytes:
    """Return the text without its comment lines."""
    if not marks:
        return text
    pattern = b"(?m)^[" + re.escape("".join(marks)).encode() + rb"].*(?:\n|\Z)"
    return re.sub(pattern, b"", text)


def split(line: str, delimiter: str) -> list[str]:
    """Return the fields of one line, blanks around them stripped, quotes obeyed."""
    if delimiter == " ":
        return next(csv.reader([" ".join(line.split())], delimiter=" "), [])
    return [field.strip() for field in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])]


def sniff_delimiter(lines: list[str]) -> str | None:
    """Return the delimiter that cuts the lines most evenly into two fields or more; None if none does.

    Even means: the share of lines with the commonest number of fields. At equal evenness tab goes before
    semicolon, bar, comma and space, because the later ones also stand inside names and numbers.
    """
    best, best_share = None, 0.49
    for delimiter in _PRECEDENCE:
        counts = Counter(len(split(line, delimiter)) for line in lines)
        width, times = counts.most_common(1)[0]
        if width >= 2 and times / len(lines) > best_share:
            best, best_share = delimiter, times / len(lines)
    return best


def delimiter_char(word: str) -> str | None:
    """Return the character a delimiter is called by (``'tab'`` or the character itself); None if unknown."""
    return DELIMITERS.get(word) or (word if word in _WORDS else {"\\t": "\t"}.get(word))


def delimiter_word(char: str) -> str:
    """Return the word for a delimiter character."""
    return _WORDS[char]


def is_number(field: str) -> bool:
    """Whether a field reads as a number."""
    try:
        float(field)
    except ValueError:
        return False
    return True
