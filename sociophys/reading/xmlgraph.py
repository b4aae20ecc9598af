"""What GraphML and GEXF share: an XML reader that refuses document types, foreign depths and damaged files."""

from __future__ import annotations

from typing import Any, NoReturn
from xml.parsers import expat  # document types and so entities are refused at the first sign of one

import numpy as np

from sociophys.errors import GraphError, Mistake
from sociophys.reading.parsed import Coded, Parsed, Rows, assemble

KEYS = ID, SOURCE, TARGET = "\0id", "\0source", "\0target"  # no attribute is called so: XML has no null character
_MAX_DEPTH = 64


class XmlReader:
    """Calls ``begin_<tag>`` and ``end_<tag>`` of its subclass for elements of the root's own vocabulary.

    Other vocabularies (colours, shapes) are passed over and named in ``other``; so is what stands inside them.
    """

    root = ""

    def __init__(self, content: bytes, name: str) -> None:
        self.content, self.name = content, name
        self.parser = expat.ParserCreate("utf-8")  # the bytes are UTF-8 whatever the file declares
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_type
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.path: list[str] = []
        self.prefix = ""
        self.text: list[str] | None = None  # gathers what stands inside an element that is asked for
        self.other: set[str] = set()
        self.passed_over = 0  # depth inside an element of another vocabulary
        self.nodes, self.ties = Rows(), Rows()
        self.default: dict[str, dict[str, str]] = {"node": {}, "edge": {}}  # attribute name: value, by kind
        self.row: dict[str, str] = {}  # the node or tie that is open, and the line it begins at
        self.line_of_row = 0
        self.n_graphs = 0
        self.directed = False
        self.turned: list[bool] = []  # of each tie, whether it is directed

    def read(self) -> None:
        """Read the file.

        Raises
        ------
        GraphError
            If it is not well-formed, declares a document type, or is of another root; names the line.
        """
        try:
            self.parser.Parse(self.content, True)
        except expat.ExpatError as error:
            where = f"{self.name}:{error.lineno}"
            raise GraphError(Mistake(where, f"is not well-formed XML ({expat.ErrorString(error.code)})")) from None
        except ValueError as error:  # a line ends inside a name, and such
            if isinstance(error, GraphError):
                raise
            raise GraphError(Mistake(self.name, f"is not well-formed XML ({error})")) from None

    @property
    def line(self) -> int:
        """The line the reader stands at."""
        return self.parser.CurrentLineNumber

    def fail(self, what: str, allowed: str, advice: str = "") -> NoReturn:
        """Raise a mistake at the present line."""
        raise GraphError(Mistake(f"{self.name}:{self.line}", what, allowed, advice))

    def needs(self, outer: str, tag: str) -> None:
        """Refuse an element that does not stand where it belongs."""
        if self.path[-2:-1] != [outer]:
            self.fail(f"<{tag}> stands outside of <{outer}>", f"<{tag}> inside of <{outer}>")

    def end_node(self) -> None:
        """Keep the node that was open."""
        self.nodes.add((self.default["node"] | self.row).items(), self.line_of_row)

    def end_edge(self) -> None:
        """Keep the tie that was open."""
        self.ties.add((self.default["edge"] | self.row).items(), self.line_of_row)

    def assembled(self, ties: dict[str, Coded], sniffed: dict[str, str], label: str = "") -> Parsed:
        """Return the one graph of the file; ``ties``: their columns, ``label``: as :func:`assemble` has it."""
        if self.n_graphs != 1:
            raise GraphError(Mistake(self.name, f"the file holds {self.n_graphs} graphs", "one <graph>"))
        directed = any(self.turned) if self.turned else self.directed
        both = ~np.array(self.turned, bool) if directed else None
        lines = (np.array(self.nodes.lines, np.int64), np.array(self.ties.lines, np.int64))
        nodes = self.nodes.columns()
        return assemble(
            self.name, nodes, ties, directed, keys=KEYS, label=label, lines=lines, sniffed=sniffed, both=both
        )

    def _refuse_type(self, *_: Any) -> None:
        what = "the file declares a document type, in which entities can be hidden"
        self.fail(what, f"{self.root} without <!DOCTYPE>", "Take the declaration out if you trust the file.")

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.path:
            self.prefix = tag.removesuffix(self.root)
            if tag != self.prefix + self.root or (self.prefix and not self.prefix.endswith(":")):
                self.fail(f"the outermost element is <{tag[:40]}>", f"<{self.root}>")
        if self.passed_over or not tag.startswith(self.prefix) or ":" in tag[len(self.prefix) :]:
            self.passed_over += 1
            self.other.add(tag)
            return
        if len(self.path) >= _MAX_DEPTH:
            self.fail(f"elements stand more than {_MAX_DEPTH} deep in each other", f"a flat {self.root} file")
        tag = tag[len(self.prefix) :]
        self.path.append(tag)
        begin = getattr(self, f"begin_{tag}", None)
        if begin is not None:
            begin(attributes)

    def _end(self, tag: str) -> None:
        if self.passed_over:
            self.passed_over -= 1
            return
        end = getattr(self, f"end_{self.path[-1]}", None)
        if end is not None:
            end()
        self.path.pop()

    def _text(self, text: str) -> None:
        if self.text is not None and not self.passed_over:
            self.text.append(text)

    def taken(self) -> str:
        """Return the text gathered since ``self.text`` was set, stripped."""
        text, self.text = "".join(self.text or ()).strip(), None
        return text
