"""Files told apart by their first bytes: edge lists, and the graph formats that are read into the same tables."""

from __future__ import annotations

import re
from pathlib import Path

from sociophys.errors import GraphError, Mistake
from sociophys.reading import sniff, tables
from sociophys.reading.gml import read_gml, read_graphml
from sociophys.reading.tables import Table

_GRAPHS = {"gml": read_gml, "graphml": read_graphml}
_OTHER = (
    (rb"%%MatrixMarket", "a MatrixMarket file", "Load it with scipy.io.mmread and give the matrix to read_graph."),
    (rb"\*(vertices|network)\b", "a Pajek file", "Save it as GraphML or as an edge list."),
    (rb"[\[{]", "a JSON file", "Load it with networkx and give the graph to read_graph."),
    (rb"<(!doctype\s+)?html", "a web page", "Was a download page saved instead of the file?"),
    (rb"<\?xml.*?<gexf", "a GEXF file", "Save it as GraphML or as an edge list."),
)


def read(
    path: Path,
    *,
    form: str = "auto",
    delimiter: str = "auto",
    header: bool | str = "auto",
    expect: tuple[str, ...] = (),
    nodes: str = "",
) -> tuple[Table, Table | None]:
    """Return the table of ties of a file and, where there is one, the table of nodes.

    Raises
    ------
    GraphError
        If the file is of another form than those read, or damaged.
    """
    text = sniff.read_text(path)
    form, said = (sniff_form(text[0], str(path)), True) if form == "auto" else (form, False)
    sniffed = ({"format": form} if said else {}) | text[1]
    if form in _GRAPHS:
        if nodes:
            raise GraphError(Mistake(str(path), f"a {form} file holds its own nodes", "nodes with edge lists only"))
        parsed = _GRAPHS[form](text[0], str(path), sniffed)
        return parsed.ties, parsed.nodes
    text = (text[0], sniffed)
    char = {"csv": "comma", "tsv": "tab"}.get(form, delimiter) if delimiter == "auto" else delimiter
    ties = tables.read_table(path, delimiter=char, header=header, expect=expect, text=text)
    return ties, tables.read_table(nodes) if nodes else None


def sniff_form(text: bytes, name: str) -> str:
    """Return 'edges', 'gml' or 'graphml'; refuses what is recognisably something else."""
    start = text[:4096].lstrip()
    if re.search(rb"<graphml[\s>]", start):
        return "graphml"
    if re.match(rb"([^\[]*\s)?graph\s*\[", start):
        return "gml"
    for pattern, what, advice in _OTHER:
        if re.match(pattern, start, re.IGNORECASE | re.DOTALL):
            raise GraphError(Mistake(name, f"this is {what}", sniff.READABLE, advice))
    return "edges"
