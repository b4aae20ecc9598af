"""GML (Himsolt 1997) read by a parser of our own.

igraph's reader is as fast but changes data in silence: it keeps the first of two graphs, the last of repeated keys, no
blocks inside ties, makes 12345678901234567 a rounded float, leaves entities such as ``&#233;`` undecoded, aborts on
Latin-1, and cannot name the line of a tie; networkx needs distinct labels and fails on parallel ties.
"""

from __future__ import annotations

import html
import re

import numpy as np

from sociophys.errors import GraphError, Mistake
from sociophys.reading.parsed import Array, Parsed, Rows, assemble, left_out

# A block without blocks in it is one token, because a file of a million ties is mostly those.
_TOKEN = re.compile(
    rb'\[(?P<flat>[^\[\]"#]*+(?:"[^"]*+"[^\[\]"#]*+)*+)\]|(?P<comment>^[ \t]*+#[^\n]*+)|(?P<text>"[^"]*+")|'
    rb'(?P<open>\[)|(?P<close>\])|(?P<word>[^\s\[\]"]++)|(?P<stray>")',
    re.MULTILINE,
)
_ATOM = re.compile(rb'"[^"]*+"|[^\s"]++')
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_MAX_DEPTH = 16

_Pairs = list[tuple[bytes, bytes]]


def read_gml(content: bytes, name: str) -> Parsed:
    """Read GML; node names are the labels where they are distinct, else the ids.

    Raises
    ------
    GraphError
        If brackets do not match, a node has no id or a tie no ends; names the line.
    """
    reader = _Reader(content, name)
    reader.read()
    return reader.result()


class _Reader:
    """The blocks that are open, and the rows of nodes and ties found so far."""

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name = content, name
        self.open: list[tuple[bytes, _Pairs, int]] = [(b"", [], 0)]
        self.rows = {b"node": Rows(b""), b"edge": Rows(b"")}
        self.graphs: list[dict[bytes, bytes]] = []
        self.composite: set[bytes] = set()

    def read(self) -> None:
        """Go through the tokens; a key waits for its value."""
        key, at = b"", 0
        for token in _TOKEN.finditer(self.content):
            kind = token.lastgroup
            if kind == "comment":
                continue
            if kind == "word" and not key:
                key, at = token[0], token.start()
                continue
            if kind == "flat" and key:
                self._close(key, self._pairs(token), at)
            elif kind in ("word", "text") and key:
                self.open[-1][1].append((key, token[0]))
            elif kind == "open" and key:
                self._open(key, at)
            elif kind == "close" and not key and len(self.open) > 1:
                self._close(*self.open.pop())
            else:
                self._fail(token.start(), f"'{token[0][:20].decode(errors='replace')}' is not expected here")
            key = b""
        if len(self.open) > 1 or key:
            what = "a bracket '[' is never closed" if len(self.open) > 1 else "the last key has no value"
            raise GraphError(Mistake(self.name, what, "pairs of [ and ]", "Is the file cut short?"))

    def _open(self, key: bytes, at: int) -> None:
        if len(self.open) > _MAX_DEPTH:
            self._fail(at, f"blocks stand more than {_MAX_DEPTH} deep in each other")
        self.open.append((key, [], at))

    def _pairs(self, token: re.Match[bytes]) -> _Pairs:
        atoms = _ATOM.findall(token["flat"])
        keys = atoms[0::2]
        if len(atoms) % 2 or any(key[:1] == b'"' for key in keys):
            self._fail(token.start(), "a block does not consist of keys with a value each")
        return list(zip(keys, atoms[1::2], strict=True))

    def _close(self, key: bytes, pairs: _Pairs, at: int) -> None:
        """Take a block that ended: a graph, a node, a tie, or something inside one of these."""
        depth, outer = len(self.open), self.open[-1][0]
        if depth == 1 and key == b"graph":
            self.graphs.append(dict(pairs))
        elif depth == 2 and outer == b"graph" and key in self.rows:
            self.rows[key].add(pairs, at)
        elif outer in self.rows:
            self.composite.add(key)

    def _fail(self, at: int, what: str) -> None:
        line = self.content.count(b"\n", 0, at) + 1
        raise GraphError(Mistake(f"{self.name}:{line}", what, "key value pairs"))

    def result(self) -> Parsed:
        """Return the one graph of the file."""
        if len(self.graphs) != 1:
            raise GraphError(Mistake(self.name, f"the file holds {len(self.graphs)} graphs", "one graph [ ... ] block"))
        directed = _text(self.graphs[0].get(b"directed", b"0"))
        if directed not in ("0", "1"):
            raise GraphError(Mistake(self.name, f"directed is '{directed}'", "0 or 1"))
        lists = {key for rows in self.rows.values() for key in rows.repeated}
        if lists & {b"id", b"source", b"target"}:
            raise GraphError(Mistake(self.name, "a node has two ids or a tie two sources or targets", "one of each"))
        nodes, ties = ({_text(key): column for key, column in rows.columns(_text).items() if key not in lists}
                       for rows in self.rows.values())  # fmt: skip
        said = left_out([f"{_text(key)} (more than one value)" for key in self.composite | lists])
        lines = (self._lines(self.rows[b"node"]), self._lines(self.rows[b"edge"]))
        return assemble(self.name, nodes, ties, directed == "1", label="label", lines=lines, sniffed=said)

    def _lines(self, rows: Rows) -> Array:
        ends = np.flatnonzero(np.frombuffer(self.content, np.uint8) == ord("\n"))
        return np.searchsorted(ends, np.frombuffer(rows.lines, np.int64) if len(rows) else []) + 1


def _text(raw: bytes) -> str:
    """Return a value as text, quotes taken off and entities (``&amp;``, ``&#233;``) decoded."""
    text = raw[1:-1].decode() if raw[:1] == b'"' else raw.decode()
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
