"""Pajek networks (Batagelj and Mrvar, reference manual of Pajek) read by a parser of our own.

igraph's reader makes arcs undirected in silence where a file has both *Arcs and *Edges, and fails on relations
(``*Arcs :1 "likes"``); networkx's fails on files that igraph writes.
"""

from __future__ import annotations

import re
from array import array
from typing import NoReturn

import numpy as np

from sociophys.errors import GraphError, Mistake
from sociophys.reading.parsed import Coded, Parsed, Rows, assemble, distinct, left_out, refuse_claim

_SECTION = re.compile(r"\*\s*(\w+)\s*(.*)")
_VERTEX = re.compile(r'(\d+)(?:\s+(?:"([^"]*)"|(\S+)))?(.*)')
_SIZES = re.compile(r"(\d+)(?:\s+(\d+))?\s*$")
_RELATION = re.compile(r':\s*(\d+)(?:\s+"([^"]*)"|\s+(\S+))?')
_TIES = ("arcs", "edges", "arcslist", "edgeslist")


def read_pajek(content: bytes, name: str) -> Parsed:
    """Read a Pajek network: labels (names where they are distinct), arcs, edges, weights, relations, two modes.

    Where a file has both arcs and edges, edges stand in both directions.

    Raises
    ------
    GraphError
        If a line is no vertex or tie, or a vertex is out of range; names the line.
    """
    reader = _Reader(content, name)
    reader.read()
    return reader.result()


class _Reader:
    """The section that is read, and the labels and ties found so far."""

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name = content, name
        self.line, self.section = 0, ""
        self.n_nodes, self.n_first = -1, 0
        self.labels: dict[int, tuple[str, int]] = {}  # label and line of a vertex
        self.rows = Rows()
        self.two_way = array("b")
        self.relation = ""
        self.other: set[str] = set()

    def read(self) -> None:
        """Go through the lines."""
        for self.line, raw in enumerate(self.content.split(b"\n"), 1):  # noqa: B020  (messages name the line)
            text = raw.decode().strip()
            if not text or text[0] == "%" or text.startswith("/*"):
                continue
            if text[0] == "*":
                self._begin(text)
            elif self.section in _TIES:
                self._tie(text)
            elif self.section == "vertices":
                self._vertex(text)
            elif not self.section:
                self._fail(f"'{text[:40]}' stands in no section", "*Vertices, *Arcs, *Edges")

    def _fail(self, what: str, allowed: str) -> NoReturn:
        raise GraphError(Mistake(f"{self.name}:{self.line}", what, allowed))

    def _begin(self, text: str) -> None:
        found = _SECTION.match(text)
        if found is None:
            self._fail(f"'{text[:40]}' is no section", "*Vertices, *Arcs, *Edges")
        word, rest = found[1].lower(), found[2]
        if self.section == "passed over" and word in ("vertices", *_TIES):
            return
        if word in ("partition", "vector", "permutation", "cluster", "hierarchy"):
            self.section = "passed over"  # vertices that follow belong to it
            self.other.add("*" + found[1])
        elif word == "network":
            self.section = word
            if self.n_nodes >= 0:
                self._fail("a second network begins", "one network a file")
        elif word == "vertices":
            self._begin_vertices(rest)
        elif word in _TIES:
            self._begin_ties(word, rest)
        else:
            self._fail(
                f"'*{found[1][:40]}' is no section that is read", "*Vertices, *Arcs, *Edges, *Arcslist, *Edgeslist"
            )

    def _begin_vertices(self, rest: str) -> None:
        sizes = _SIZES.match(rest)
        if sizes is None or len(rest) > 40:
            self._fail(f"'*Vertices {rest[:40]}' does not say how many there are", "*Vertices 34")
        if self.n_nodes >= 0:
            self._fail("*Vertices stands twice", "one network a file")
        self.section, self.n_nodes, self.n_first = "vertices", int(sizes[1]), int(sizes[2] or 0)
        refuse_claim(self.name, self.line, self.n_nodes, len(self.content))

    def _begin_ties(self, word: str, rest: str) -> None:
        if self.n_nodes < 0:
            self._fail(f"*{word} stands before *Vertices", "*Vertices first")
        found = _RELATION.match(rest)
        self.section, self.relation = word, (found[2] or found[3] or found[1]) if found else ""

    def _vertex(self, text: str) -> None:
        found = _VERTEX.match(text)
        if found is None:
            self._fail(f"'{text[:40]}' is no vertex", 'a number and a label: 1 "Ann"')
        number = self._number(found[1])
        if number in self.labels:
            self._fail(f"vertex {number} stands already at line {self.labels[number][1]}", "each once")
        self.labels[number] = (found[2] if found[2] is not None else found[3] or "", self.line)
        if found[4].strip():
            self.other.add("coordinates, shapes and times of vertices")

    def _number(self, text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
        if not 1 <= number <= self.n_nodes:
            self._fail(f"'{text[:40]}' is no vertex", f"1 to {self.n_nodes}")
        return number

    def _tie(self, text: str) -> None:
        fields = text.split(None, 3)
        if len(fields) < 2:
            self._fail(f"'{text[:40]}' is no tie", "two vertices and, if you like, a weight")
        if self.section.endswith("list"):
            for other in text.split()[1:]:
                self._add(fields[0], other, "")
            return
        weight = fields[2] if len(fields) > 2 and _is_number(fields[2]) else ""
        if len(fields) > 2 + bool(weight):
            self.other.add("labels, colours and times of ties")
        self._add(fields[0], fields[1], weight)

    def _add(self, one: str, other: str, weight: str) -> None:
        row = {"source": self._number(one), "target": self._number(other)}
        row |= {"weight": weight} if weight else {}
        row |= {"relation": self.relation} if self.relation else {}
        self.two_way.append(self.section.startswith("edges"))
        self.rows.add(row.items(), self.line)

    def result(self) -> Parsed:
        """Return the network of the file."""
        if self.n_nodes < 0:
            raise GraphError(Mistake(self.name, "there is no section *Vertices", '*Vertices 2, then 1 "Ann" ...'))
        ties = self.rows.columns()
        if "weight" in ties:  # a tie without a weight has weight 1
            ties["weight"] = distinct([text or "1" for text in ties["weight"].names], ties["weight"].codes)
        every = np.arange(self.n_nodes, dtype=np.int32)
        nodes = {"id": Coded(list(map(str, range(1, self.n_nodes + 1))), every)}
        if any(label for label, _ in self.labels.values()):
            nodes["label"] = distinct([self.labels.get(k, ("", 0))[0] for k in range(1, self.n_nodes + 1)], every)
        if self.n_first:
            nodes["mode"] = Coded(["1", "2"], (every >= self.n_first).astype(np.int32))
        both = np.array(self.two_way, bool)
        directed = bool((~both).any())
        at = np.array([self.labels.get(k, ("", 1))[1] for k in range(1, self.n_nodes + 1)], np.int64)
        said = left_out(self.other)
        lines = (at, np.array(self.rows.lines, np.int64))
        return assemble(
            self.name, nodes, ties, directed, label="label", lines=lines, sniffed=said, both=both if directed else None
        )


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True
