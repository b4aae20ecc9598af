"""GEXF (gexf.net, versions 1.1 to 1.3) read by a parser of our own.

igraph reads no GEXF, and networkx's reader builds a graph of Python objects first and names no line of a mistake. It
shares its XML reader with GraphML.
"""

from __future__ import annotations

from sociophys.reading.parsed import Parsed, distinct, left_out
from sociophys.reading.xmlgraph import ID, SOURCE, TARGET, XmlReader

_TIMES = ("start", "end", "startopen", "endopen", "timestamp")
_DIRECTED = {"directed": True, "undirected": False, "mutual": False}


def read_gexf(content: bytes, name: str) -> Parsed:
    """Read GEXF: nodes (named by label where labels are distinct, else by id), ties, attributes, times of ties.

    Raises
    ------
    GraphError
        If it is not well-formed, declares a document type, nests nodes, or has attributes that change over time.
    """
    reader = _Gexf(content, name)
    reader.read()
    return reader.result()


class _Gexf(XmlReader):
    root = "gexf"

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content, name)
        self.titles: dict[tuple[str, str], str] = {}  # of attributes, by class and id
        self.of, self.title = "", ""

    def begin_graph(self, attributes: dict[str, str]) -> None:
        if self.path[:-1] != ["gexf"]:
            self.fail("a graph stands inside of another", "one flat <graph>")
        self.n_graphs += 1
        self.directed = self._direction(attributes.get("defaultedgetype", "undirected"))

    def _direction(self, word: str) -> bool:
        if word not in _DIRECTED:
            self.fail(f"'{word}' is no type of a tie", ", ".join(_DIRECTED))
        return _DIRECTED[word]

    def begin_attributes(self, attributes: dict[str, str]) -> None:
        self.of = attributes.get("class", "node")

    def begin_attribute(self, attributes: dict[str, str]) -> None:
        key = attributes.get("id", "")
        taken = {title for (of, _), title in self.titles.items() if of == self.of}
        taken |= {"label", "weight", *_TIMES}  # these are said at the node or tie itself
        title = attributes.get("title") or key
        self.title = f"{title} ({key})" if title.lower() in taken or title in taken else title
        self.titles[self.of, key] = self.title

    def begin_default(self, attributes: dict[str, str]) -> None:
        self.text = []

    def end_default(self) -> None:
        self.default.setdefault(self.of, {})[self.title] = self.taken()

    def begin_nodes(self, attributes: dict[str, str]) -> None:
        self.needs("graph", "nodes")

    def begin_edges(self, attributes: dict[str, str]) -> None:
        self.needs("graph", "edges")

    def begin_node(self, attributes: dict[str, str]) -> None:
        self.needs("nodes", "node")
        if attributes.get("pid"):
            self.fail("a node is part of another", "nodes beside each other")
        self._begin_row({ID: attributes.get("id", "")}, attributes, ("label", *_TIMES))

    def begin_edge(self, attributes: dict[str, str]) -> None:
        self.needs("edges", "edge")
        ends = {SOURCE: attributes.get("source", ""), TARGET: attributes.get("target", "")}
        self._begin_row(ends, attributes, ("weight", "label", "kind", *_TIMES))
        word = attributes.get("type")
        self.turned.append(self.directed if word is None else self._direction(word))

    def _begin_row(self, row: dict[str, str], attributes: dict[str, str], kept: tuple[str, ...]) -> None:
        self.row = row | {key: attributes[key] for key in kept if attributes.get(key)}
        self.line_of_row = self.line

    def begin_attvalue(self, attributes: dict[str, str]) -> None:
        key = attributes.get("for", attributes.get("id", ""))
        of = "edge" if "edges" in self.path else "node"
        title = self.titles.get((of, key), key)
        if title in self.row or any(attributes.get(word) for word in _TIMES):
            self.fail(f"attribute '{title}' changes over time", "one value each", "Save one moment of the graph.")
        self.row[title] = attributes.get("value", "")

    def begin_spell(self, attributes: dict[str, str]) -> None:
        self.other.add("spells of time")

    def result(self) -> Parsed:
        """Return the one graph of the file."""
        ties = self.ties.columns()
        if "weight" in ties:  # a tie without a weight has weight 1
            ties["weight"] = distinct([text or "1" for text in ties["weight"].names], ties["weight"].codes)
        said = left_out("colours, sizes and positions" if tag.startswith("viz:") else tag for tag in self.other)
        return self.assembled(ties, said, label="label")
