"""GraphML (Brandes et al. 2002, doi 10.1007/3-540-45848-4_59) read by a parser of our own.

igraph's reader loses data in silence: the direction of single ties, hyperedges, attributes without a declared key, all
graphs but the first; it flattens graphs inside nodes, takes two nodes of one id as one, makes a node of an unknown end,
gives false for a missing boolean and rounds long numbers; and it names no line. networkx needs 2 GB for a million ties.
"""

from __future__ import annotations

from sociophys.reading.parsed import Parsed, left_out
from sociophys.reading.xmlgraph import ID, SOURCE, TARGET, XmlReader


def read_graphml(content: bytes, name: str) -> Parsed:
    """Read GraphML: nodes (named by id), ties and their flat data, defaults filled in.

    Raises
    ------
    GraphError
        If it is not well-formed, declares a document type, or holds more than one flat graph; names the line.
    """
    reader = _GraphML(content, name)
    reader.read()
    return reader.result()


class _GraphML(XmlReader):
    root = "graphml"

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content, name)
        self.called: dict[str, str] = {}  # attribute name of each key
        self.known: set[tuple[str, str]] = set()  # kind and attribute name
        self.key: tuple[str, tuple[str, ...]] = ("", ())

    def begin_key(self, attributes: dict[str, str]) -> None:
        key, domain = attributes.get("id", ""), attributes.get("for", "all")
        kinds = ("node", "edge") if domain == "all" else (domain,)
        name = attributes.get("attr.name", key)
        if not self.known.isdisjoint((kind, name) for kind in kinds):
            name = f"{name} ({key})"
        self.known |= {(kind, name) for kind in kinds}
        self.called[key], self.key = name, (name, kinds)

    def begin_default(self, attributes: dict[str, str]) -> None:
        self.needs("key", "default")
        self.text = []

    def end_default(self) -> None:
        name, kinds = self.key
        value = self.taken()
        for kind in set(kinds) & self.default.keys():
            self.default[kind][name] = value

    def begin_graph(self, attributes: dict[str, str]) -> None:
        if self.path[:-1] != ["graphml"]:
            self.fail("a graph stands inside of another", "one flat <graph>")
        self.n_graphs += 1
        self.directed = attributes.get("edgedefault", "undirected") == "directed"

    def begin_node(self, attributes: dict[str, str]) -> None:
        self.needs("graph", "node")
        self.row, self.line_of_row = {ID: attributes.get("id", "")}, self.line

    def begin_edge(self, attributes: dict[str, str]) -> None:
        self.needs("graph", "edge")
        self.row = {SOURCE: attributes.get("source", ""), TARGET: attributes.get("target", "")}
        self.line_of_row = self.line
        self.turned.append({"true": True, "false": False}.get(attributes.get("directed", ""), self.directed))

    def begin_hyperedge(self, attributes: dict[str, str]) -> None:
        self.fail("a hyperedge ties more than two nodes", "ties of two ends each")

    def begin_port(self, attributes: dict[str, str]) -> None:
        self.other.add("port")

    def begin_data(self, attributes: dict[str, str]) -> None:
        key = attributes.get("key", "")
        self.key, self.text = (self.called.get(key, key), ()), []

    def end_data(self) -> None:
        text = self.taken()
        if self.path[-2] not in ("node", "edge"):
            return
        if self.key[0] in self.row:
            self.fail(f"'{self.key[0]}' stands twice", "one value each")
        if text or any(self.key[0] in default for default in self.default.values()):
            self.row[self.key[0]] = text

    def result(self) -> Parsed:
        """Return the one graph of the file."""
        said = left_out("<" + tag + ">" for tag in self.other)
        return self.assembled(self.ties.columns(), said)
