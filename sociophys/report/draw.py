"""Draw a document as one HTML file that works offline: no request, no handler, scripts allowed by their hash.

Computes nothing about the network: panels carry all numbers.
"""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sociophys.panels import CommunityMap, Document, NetworkMap, Panel
from sociophys.report import text
from sociophys.report.figure import figure, file_of, is_figure
from sociophys.report.look import PALETTE
from sociophys.report.numbers import MAX_ROWS, download, how, legend, marks, numbers, thinned

NAVIGATION = {"answer": "Answer", "network": "Network", "borders": "Borders"}  # where the title is too long
_HERE = Path(__file__).parent


def draw(document: Document) -> str:
    """Return the HTML of a document."""
    sides = _sides(document)
    drawn = {id(panel): figure(panel) for panel in _panels(document) if is_figure(panel)}
    figures = [_payload(one) for one in drawn.values()]
    template = _environment().get_template("report.html.j2")
    bundle, own = _asset("assets/plotly-cartesian.min.js"), _asset("script.js")
    return template.render(
        document=document,
        policy=policy(bundle, own),
        style=Markup(_asset("style.css")),
        bundle=Markup(bundle) if figures else "",
        script=Markup(own),
        figures=packed(f'{{"colours":{json.dumps(PALETTE)},"figures":[{",".join(figures)}]}}'),
        ids=iter(range(len(figures))),
        height_of=lambda panel: drawn[id(panel)].layout.height,
        sides=sides,
    )


def policy(*scripts: str) -> str:
    """Return the Content-Security-Policy: nothing is allowed but these inline scripts, inline style, data images."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def packed(plain: str) -> str:
    """Return JSON gzipped, in base64: nothing in it can be read as HTML."""
    return base64.b64encode(gzip.compress(plain.encode(), mtime=0)).decode()


def _payload(drawn: Any) -> str:
    """Return data and layout of a plotly figure as JSON; arrays are base64, which plotly.js reads."""
    return str(drawn.to_json(engine="json", validate=False))


def _panels(document: Document) -> Iterator[Panel]:
    return (panel for section in document.sections for panel in section.panels)


def _sides(document: Document) -> dict[int, str]:
    """Return the sides' names as the first map gives them."""
    maps = [panel for panel in _panels(document) if isinstance(panel, (NetworkMap, CommunityMap))]
    plus, minus = (maps[0].plus, maps[0].minus) if maps else ("plus", "minus")
    return {1: plus, -1: minus, 0: "unknown"}


def _side_of(cell: Any, sides: dict[int, str]) -> tuple[str, str]:
    """Return (class of the mark, name) of a side cell: +1, -1, 0 or a side's name."""
    names = {name: side for side, name in sides.items()}
    side = cell if cell in sides else names.get(cell, 0)
    return {1: "plus", -1: "minus"}.get(side, "unknown"), sides[side] if cell in sides else str(cell)


@functools.cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: text.clean(value) if type(value) is str else value,
    )
    environment.filters |= {"number": text.number, "share": text.share, "side": _side_of, "slug": _slug}
    environment.globals |= {"numbers": numbers, "download": download, "legend": legend, "thinned": thinned}
    environment.globals |= {"template_of": _template_of, "kind_of": lambda panel: type(panel).__name__}
    environment.globals |= {"navigation": NAVIGATION, "max_rows": MAX_ROWS, "marks": marks, "how": how}
    return environment


def _template_of(panel: Panel) -> str:
    name = "figure" if is_figure(panel) else file_of(type(panel).__name__)
    return f"panels/{name}.html.j2"


def _slug(words: str) -> str:
    """Return words as a file name."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60] or "numbers"
