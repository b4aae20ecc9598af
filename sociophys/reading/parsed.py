"""What a parser of a graph format returns: columns by name, of numbers or of coded text, and how nodes and ties fit.

Parsers run in a process of their own (:mod:`sociophys.reading.child`), so this module imports NumPy and nothing larger.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sociophys.errors import GraphError, Mistake

Array = np.ndarray
MAX_ATTRIBUTES = 1_000
MAX_UNSEEN = 1_000_000  # nodes that a header may claim beyond one a byte of the file
SHOWN = 5
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Coded:
    """A column of text: ``names`` are the distinct texts, ``codes`` (n_rows,) int32 say which one each row holds."""

    names: list[str]
    codes: Array

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: Array) -> Coded:
        return Coded(self.names, self.codes[rows])

    @property
    def text(self) -> list[str]:
        """The text of every row."""
        return [self.names[code] for code in self.codes.tolist()]


Column = Coded | Array


@dataclass(frozen=True)
class Parsed:
    """A graph as columns. Ends of ties are called source and target, names of nodes id.

    Attributes
    ----------
    ties, nodes: columns of equal length by name; nodes is None where a file lists ties only.
    directed: what the file itself says about direction; None where it says nothing.
    tie_lines, node_lines: the line of each row, empty where the parser does not know it.
    sniffed: what was recognised or left out, for the book-keeping. has_header: whether columns have names of their own.
    """

    ties: dict[str, Column]
    nodes: dict[str, Column] | None = None
    directed: bool | None = None
    tie_lines: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    node_lines: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    sniffed: dict[str, str] = field(default_factory=dict)
    has_header: bool = True


class Rows:
    """Rows of named values that grow one by one and are kept by column, each distinct value once.

    ``lines``: the line (or place) of each row. ``repeated``: names that stood twice in one row, the first value kept.
    """

    def __init__(self, empty: Hashable = "") -> None:
        self._empty = empty
        self._columns: dict[Any, tuple[array[int], dict[Any, int]]] = {}
        self.lines = array("q")
        self.repeated: set[Any] = set()

    def __len__(self) -> int:
        return len(self.lines)

    def __contains__(self, key: Any) -> bool:
        return key in self._columns

    def add(self, pairs: Iterable[tuple[Any, Any]], line: int) -> None:
        """Add a row; names that it lacks are empty in it."""
        n_rows = len(self.lines)
        for key, value in pairs:
            codes, number = self._columns.get(key) or self._new(key)
            if len(codes) != n_rows:
                if len(codes) > n_rows:
                    self.repeated.add(key)
                    continue
                codes.frombytes(bytes(codes.itemsize * (n_rows - len(codes))))
            codes.append(number.setdefault(value, len(number)))
        self.lines.append(line)

    def _new(self, key: Any) -> tuple[array[int], dict[Any, int]]:
        if len(self._columns) >= MAX_ATTRIBUTES:
            raise GraphError(Mistake("", f"there are more than {MAX_ATTRIBUTES:,} attributes", "a real table"))
        self._columns[key] = (array("i"), {self._empty: 0})
        return self._columns[key]

    def columns(self, text: Callable[[Any], str] = str) -> dict[Any, Coded]:
        """Return the columns by name, each distinct value made text by ``text``."""
        found = {}
        for key, (codes, number) in self._columns.items():
            codes.frombytes(bytes(codes.itemsize * (len(self) - len(codes))))
            found[key] = distinct([text(value) for value in number], np.frombuffer(codes, np.int32))
        return found


def distinct(names: list[str], codes: Array) -> Coded:
    """Return a coded column in which every name stands once."""
    number = {name: k for k, name in enumerate(dict.fromkeys(names))}
    if len(number) < len(names):
        codes = np.array([number[name] for name in names], np.int32)[codes]
    return Coded(list(number), codes)


def assemble(
    name: str,
    nodes: dict[str, Coded],
    ties: dict[str, Coded],
    directed: bool | None,
    *,
    keys: tuple[str, str, str] = ("id", "source", "target"),
    label: str = "",
    lines: tuple[Array, Array],
    sniffed: dict[str, str],
    both: Array | None = None,
) -> Parsed:
    """Join ties to nodes by id and name the nodes.

    Parameters
    ----------
    keys: the columns of id, source and target among the rest. lines: those of nodes and of ties, empty where not known.
    label: the node column that names nodes where its values are distinct, else their ids do; '' names by id.
    both: (n_ties,) bool, ties without direction in a directed graph: they are made to stand in both directions.

    Raises
    ------
    GraphError
        If an id is missing or stands twice, or a tie has no end or one that is no node.
    """
    n_nodes, n_ties = (max(map(len, columns.values()), default=0) for columns in (nodes, ties))
    ids = nodes.pop(keys[0], Coded([""], np.zeros(n_nodes, np.int32)))
    ends = [ties.pop(key, Coded([""], np.zeros(n_ties, np.int32))) for key in keys[1:]]
    _require(name, lines[0], "node", {"id": ids})
    _require(name, lines[1], "edge", {"source": ends[0], "target": ends[1]})
    texts = [text.strip() for text in ids.text]
    _refuse_twice(name, texts, lines[0])
    names, nodes, said = _named(texts, nodes, label)
    number = {text: k for k, text in enumerate(texts)}
    places = [np.array([number.get(t.strip(), -1) for t in end.names], np.int32)[end.codes] for end in ends]
    _refuse_lost(name, places, ends, lines[1])
    columns = {"source": Coded(names, places[0]), "target": Coded(names, places[1])}
    columns |= {_free(key, {"source", "target"}): column for key, column in ties.items()}
    listed = {"id": Coded(names, np.arange(len(names), dtype=np.int32))}
    listed |= {_free(key, {"id"}): column for key, column in nodes.items()}
    parsed = Parsed(columns, listed, directed, lines[1], lines[0], sniffed | said)
    return parsed if both is None or not both.any() else _both_ways(parsed, both)


def _where(name: str, kind: str, lines: Array, row: int) -> str:
    return f"{name}:{lines[row]}" if len(lines) else f"{name} {kind} {row + 1}"


def _require(name: str, lines: Array, kind: str, columns: dict[str, Coded]) -> None:
    found = []
    for key, column in columns.items():
        blank = np.array([not text.strip() for text in column.names], bool)
        found += [(int(row), key) for row in np.flatnonzero(blank[column.codes])[:SHOWN]]
    if found:
        said = [(_where(name, kind, lines, row), f"{kind} has no '{key}'") for row, key in sorted(found)[:SHOWN]]
        raise GraphError(*(Mistake(where, what, ", ".join(columns)) for where, what in said))


def _refuse_twice(name: str, texts: list[str], lines: Array) -> None:
    first: dict[str, int] = {}
    twice = [(row, first[text]) for row, text in enumerate(texts) if first.setdefault(text, row) != row]
    if twice:
        places = [[_where(name, "node", lines, row) for row in pair] for pair in twice[:SHOWN]]
        said = [f"id '{texts[row]}' stands already at" for row, _ in twice]
        raise GraphError(
            *(Mistake(where, f"{what} {at}", "each id once") for (where, at), what in zip(places, said, strict=False))
        )


def _refuse_lost(name: str, places: list[Array], ends: list[Coded], lines: Array) -> None:
    lost = np.flatnonzero((places[0] < 0) | (places[1] < 0))
    if len(lost):
        row = int(lost[0])
        end = ends[0 if places[0][row] < 0 else 1]
        what = f"{len(lost):,} ties have an end that is no node, the first '{end.names[end.codes[row]]}'"
        raise GraphError(Mistake(_where(name, "edge", lines, row), what, "ids of nodes in the file"))


def _named(ids: list[str], nodes: dict[str, Coded], label: str) -> tuple[list[str], dict[str, Coded], dict[str, str]]:
    """Return the names of nodes, the columns left, and how that is said."""
    if label not in nodes:
        return ids, nodes, {"nodes": "named by id"} if label else {}
    labels = [text.strip() for text in nodes[label].text]
    if not all(labels) or len(set(labels)) < len(labels):
        return ids, nodes, {"nodes": "named by id: labels are missing or not distinct"}
    left = {key: column for key, column in nodes.items() if key != label}
    running = [list(map(str, range(start, start + len(ids)))) for start in (0, 1)]
    if ids not in (*running, labels):  # a running number says nothing
        left = {"file id": distinct(ids, np.arange(len(ids), dtype=np.int32))} | left
    return labels, left, {"nodes": "named by label"}


def _free(key: str, taken: set[str]) -> str:
    """Return the name of an attribute that cannot be taken for an end or an id."""
    plain = re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_")
    return f"attribute {key}" if plain in taken else key


def _both_ways(parsed: Parsed, both: Array) -> Parsed:
    """Let ties without direction stand in both directions of a directed graph."""
    rows = np.repeat(np.arange(len(both)), 1 + both)
    back = np.zeros(len(rows), bool)
    back[1:] = rows[1:] == rows[:-1]
    ties = {key: column[rows] for key, column in parsed.ties.items()}
    source, target = ties["source"], ties["target"]
    ties["source"] = Coded(source.names, np.where(back, target.codes, source.codes))
    ties["target"] = Coded(source.names, np.where(back, source.codes, target.codes))
    said = {"mixed directions": f"{int(both.sum()):,} ties without direction stand in both directions"}
    lines = parsed.tie_lines[rows] if len(parsed.tie_lines) else parsed.tie_lines
    return Parsed(ties, parsed.nodes, True, lines, parsed.node_lines, parsed.sniffed | said)


def refuse_odd(texts: Iterable[str], key: str, name: str) -> None:
    """Refuse text that no file of text can hold: null characters and halves of surrogate pairs (from escapes)."""
    odd = next((text for text in texts if _NO_TEXT.search(text)), None)
    if odd is not None:
        what = f"'{key}' holds text that is none ({odd.encode('unicode_escape', 'backslashreplace').decode()[:60]})"
        raise GraphError(Mistake(name, what, "text without null characters and halves of characters"))


def refuse_claim(name: str, line: int, n_nodes: int, size: int) -> None:
    """Refuse a header that claims more nodes than a file of ``size`` bytes can speak of."""
    if n_nodes > MAX_UNSEEN + size:
        what = f"the header claims {n_nodes:,} nodes in a file of {size:,} bytes"
        raise GraphError(Mistake(f"{name}:{line}", what, "the number of nodes", "Is the file damaged or cut short?"))


def left_out(things: Iterable[str]) -> dict[str, str]:
    """Return the note on what a file holds beyond a graph."""
    found = ", ".join(sorted(set(things)))
    return {"not read": found} if found else {}
