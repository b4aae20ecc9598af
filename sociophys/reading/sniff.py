"""Bytes of a text file made readable: packing, encoding, comment lines and delimiter are recognised and said.

Nothing here knows what the columns mean. Every recognised fact goes into a dictionary that ends in
:attr:`sociophys.graph.Reading.sniffed`.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from sociophys.errors import GraphError, MissingError, Mistake, near_miss
from sociophys.reading import packed

MAX_UNPACKED = packed.MAX_UNPACKED  # bytes of text; less where the machine has less than four times as much memory
MAX_LINE = 1 << 20  # bytes of a line of a table
MAX_DOCUMENT = 256 << 20  # bytes of a line of JSON or XML, which may stand on one
SAMPLE = 200  # lines looked at

DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "space": " "}
ONE_COLUMN = "\x1f"  # stands between columns where there is one
_PRECEDENCE = "\t;|, "  # the later ones also stand inside names and numbers (0,5)
_WORDS = {char: word for word, char in DELIMITERS.items()}
_EXCEL = "Save the sheet as CSV (UTF-8) and name that file."
_PICKLE = ("a Python pickle", "Pickles can run code and are not read; save the ties as CSV.")
_FOREIGN = {
    b"PK\x03\x04": ("a zip or Excel file", _EXCEL),
    b"\xd0\xcf\x11\xe0": ("an old Excel file", _EXCEL),
    b"PAR1": ("a Parquet file", "Unpack it first."),
    b"%PDF": ("a PDF file", "Name the table it was made from."),
    b"\x93NUMPY": ("a NumPy file", "Load it and give the matrix to sociophys.read_graph."),
    **dict.fromkeys(packed.NAMES, ("a packed file inside of a packed file", "Unpack it once.")),
    **{bytes([0x80, version]): _PICKLE for version in range(2, 6)},
}
_WEB_PAGE = re.compile(rb"\s*<(!doctype\s+)?html", re.IGNORECASE)
_ODD = bytes(i for i in range(1, 32) if i not in b"\t\n\r\f\x0b\x07\x1b")  # labels may hold terminal escapes
NEWLINE = b"\n"
BLANK = " \t\f\v"
READABLE = (
    "an edge list as text (comma, tab, semicolon or space; also .gz, .bz2, .xz, .zst) or Parquet, "
    "GraphML, GML, GEXF, Pajek, Matrix Market, JSON, npz"
)


def read_text(path: Path | str) -> tuple[bytes, dict[str, str]]:
    """Return a text file as UTF-8 bytes with Unix line ends, unpacked, without byte-order mark, and what was found.

    Raises
    ------
    MissingError
        If there is no such file; names the near miss in its folder.
    GraphError
        If it is a folder, empty, not text, damaged, holds more than :data:`MAX_UNPACKED` bytes or an endless line.
    """
    path = Path(path)
    _require_file(path)
    name = packed.packing(path)
    raw, found = _text(packed.blocks(path, limit=limit()), path)
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not raw[:4096].strip() and not raw.strip():
        raise GraphError(Mistake(str(path), "the file is empty", READABLE))
    return raw, ({"compression": name} if name else {}) | found


def read_bytes(path: Path | str) -> bytes:
    """Return the bytes of a file, unpacked if it is packed; raises as :func:`read_text` does."""
    _require_file(Path(path))
    return b"".join(packed.blocks(Path(path), limit=limit()))


def head(path: Path | str, size: int = 1 << 16) -> bytes:
    """Return the first bytes of a file, unpacked, by which forms are told apart; reads no more than it must."""
    _require_file(Path(path))
    return next(packed.blocks(Path(path)), b"")[:size]


def limit() -> int:
    """Return how many bytes of text are read: what fits into a quarter of the machine's memory."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on every system
        return MAX_UNPACKED
    return min(MAX_UNPACKED, memory // 4)


def _require_file(path: Path) -> None:
    """Refuse what is no file that can be read, and more than once at that."""
    if os.path.isdir(path):  # noqa: PTH112  (answers False, and raises nothing, for a name no file can have)
        inside = sorted(p.name for p in path.iterdir())[:5] if os.access(path, os.R_OK) else ["what you may not see"]
        advice = f"It holds {', '.join(inside) or 'nothing'}."
        raise GraphError(Mistake(str(path), "this is a folder, not a file", "one file", advice))
    try:
        mode, size = path.stat().st_mode, path.stat().st_size
        if not stat.S_ISREG(mode):  # /dev/zero never ends, a pipe can be read once
            kind = "device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "pipe"
            raise GraphError(Mistake(str(path), f"this is a {kind}, not a file", "one file"))
        if not size:  # as are the files of /proc, some of which never end
            raise GraphError(Mistake(str(path), "the file is empty", READABLE))
        path.open("rb").close()
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


def _text(blocks: Iterator[bytes], path: Path) -> tuple[bytes, dict[str, str]]:
    """Return text as UTF-8, refused at the first sign that it is none; ``{'encoding': ...}`` where it was not plain."""
    first = next(blocks, b"")
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _gathered(_from_utf16(first, blocks, path), path), {"encoding": "UTF-16"}
    has_mark = first.startswith(codecs.BOM_UTF8)
    raw = _gathered(_with(first.removeprefix(codecs.BOM_UTF8), blocks), path)
    found = {"encoding": "UTF-8 with byte-order mark"} if has_mark else {}
    wrong = None if raw.isascii() else _not_utf8(raw)
    if wrong is None:
        return raw, found
    decoded = (block.decode("cp1252", errors="replace").encode() for block in _slices(raw))
    return b"".join(decoded), {"encoding": f"Windows-1252 (line {raw.count(NEWLINE, 0, wrong) + 1} is not UTF-8)"}


def _gathered(blocks: Iterable[bytes], path: Path) -> bytes:
    """Return blocks as one, each looked at before the next is asked for."""
    text, since = io.BytesIO(), 0
    for block in blocks:
        if not text.tell():
            longest = MAX_DOCUMENT if block.lstrip()[:1] in (b"{", b"[", b"<") else MAX_LINE
            _refuse_foreign(block, path)
        if b"\0" in block:
            line = (text.getvalue() + block[: block.index(b"\0")]).count(NEWLINE) + 1
            raise GraphError(Mistake(f"{path}:{line}", "there is a null byte", "text", "The file is damaged."))
        ends = [at for end in (NEWLINE, b"\r") for at in (block.find(end), block.rfind(end)) if at >= 0]
        if since + (min(ends) if ends else len(block)) > longest:
            what = f"the line is longer than {longest >> 20} MB"
            line = text.getvalue().count(NEWLINE) + 1
            raise GraphError(Mistake(f"{path}:{line}", what, "rows of a table, each on its line"))
        since = len(block) - max(ends) - 1 if ends else since + len(block)
        text.write(block)
    return text.getvalue()


def _refuse_foreign(block: bytes, path: Path) -> None:
    for magic, (what, advice) in _FOREIGN.items():
        if block.startswith(magic):
            raise GraphError(Mistake(str(path), f"this is {what}, not text", READABLE, advice))
    if block[257:262] == b"ustar":
        raise GraphError(Mistake(str(path), "this is a tar archive, not text", READABLE, "Unpack the file you mean."))
    if _WEB_PAGE.match(block[:4096]):
        advice = "Was a download page saved instead of the file?"
        raise GraphError(Mistake(str(path), "this is a web page, not a table", READABLE, advice))
    start = block[: 1 << 16]
    if len(start) - len(start.translate(None, _ODD)) > 0.02 * len(start):
        raise GraphError(Mistake(str(path), "this is not text", READABLE))


def _with(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from blocks


def _from_utf16(first: bytes, blocks: Iterator[bytes], path: Path) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        for block in _with(first, blocks):
            yield decoder.decode(block).encode()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise GraphError(Mistake(str(path), "this is not text", READABLE)) from None


def _slices(raw: bytes) -> Iterator[bytes]:
    return (raw[at : at + packed.BLOCK] for at in range(0, len(raw), packed.BLOCK))


def _not_utf8(raw: bytes) -> int | None:
    """Return the place of the first byte that is not UTF-8; None where all is."""
    decoder, done = codecs.getincrementaldecoder("utf-8")(), 0
    try:
        for block in _slices(raw):
            pending = len(decoder.getstate()[0])
            decoder.decode(block)
            done += len(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return done - pending + error.start if done < len(raw) else len(raw) - 1
    return None


def comment_marks(text: bytes) -> tuple[str, ...]:
    """Return the characters (``#``, ``%``) whose lines are comments.

    A mark followed by a blank is always one; ``#leave,#remain`` is not when half of the lines begin so (hashtags).
    """
    lines = [line for line in first_lines(text) if line.strip(BLANK)]
    marks = []
    for mark in "#%":
        marked = [line for line in lines if line.startswith(mark)]
        tight = [line for line in marked if line[1:2].strip() and line[1] not in "#%"]
        if marked and (len(tight) < len(marked) or 2 * len(tight) < len(lines)):
            marks.append(mark)
    return tuple(marks)


def first_lines(text: bytes, count: int = SAMPLE) -> list[str]:
    """Return the first lines of a text, whole ones, blank ones included."""
    lines = text[: MAX_LINE + 1].decode("utf-8", errors="ignore").split("\n", count)[:count]
    return lines[:-1] if len(lines) > 1 and len(text) > MAX_LINE and len(lines) < count else lines


def without_comments(text: bytes, marks: tuple[str, ...]) -> bytes:
    """Return the text without its comment lines."""
    starts, at = tuple(mark.encode() for mark in marks), 0
    while starts and (text.startswith(starts, at) or text.startswith(NEWLINE, at)):  # mostly they stand on top
        at = text.find(NEWLINE, at) + 1 or len(text)
    text = text[at:]
    return without_lines(text, b"".join(starts), b"") if any(NEWLINE + start in text for start in starts) else text


def without_lines(text: bytes, marks: bytes, blanks: bytes) -> bytes:
    """Return the text without empty lines, those that begin with one of the marks and those of blanks alone."""
    is_content, is_mark = np.ones(256, bool), np.zeros(256, bool)
    is_content[list(blanks + NEWLINE)], is_mark[list(marks)] = False, True
    parts, at = [], 0
    while at < len(text):  # in pieces of whole lines, for the memory's sake
        end = text.find(NEWLINE, at + (1 << 24)) + 1 or len(text)
        byte = np.frombuffer(text, np.uint8, end - at, at)
        is_end = byte == NEWLINE[0]
        line = np.cumsum(is_end, dtype=np.int32) - is_end
        kept = np.zeros(line[-1] + 1, bool)
        kept[line[is_content[byte]]] = True
        begins = np.concatenate([[0], np.flatnonzero(is_end[:-1]) + 1])
        kept[line[begins[is_mark[byte[begins]]]]] = False
        parts.append(byte[kept[line]].tobytes())
        at = end
    return b"".join(parts)


def split(line: str, delimiter: str) -> list[str]:
    """Return the fields of one line, blanks around them stripped, quotes obeyed."""
    if delimiter == " ":
        line = " ".join(line.split())
    try:
        fields = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # a field of more than 131,072 characters
        fields = line.split(delimiter)
    return [field.strip() for field in fields]


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
