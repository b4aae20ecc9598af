"""Figures as files, SVG or PNG: an installed Chromium draws them with the plotly.js that reports carry, offline."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import shutil
import subprocess
import tempfile
import textwrap
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import plotly.graph_objects as go

from sociophys.errors import MissingError, Mistake, SociophysError
from sociophys.panels import CommunityMap, NetworkMap
from sociophys.report.draw import packed, policy
from sociophys.report.figure import figure
from sociophys.report.look import PALETTE
from sociophys.report.numbers import legend, thinned
from sociophys.report.text import label

Format = Literal["svg", "png"]
BROWSER = "SOCIOPHYS_CHROMIUM"  # names the program where it is not found by itself
LIMIT = 60.0  # seconds for all figures together
_WIDTH, _SCALE = 700, 2  # pixels; a PNG has twice as many
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_FLAGS = (
    "--headless", "--disable-gpu", "--disable-quic", "--disable-extensions", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check",
    "--virtual-time-budget=600000", "--dump-dom",
)  # fmt: skip
_HERE = Path(__file__).parent
_LINES = {
    "tie": {"color": PALETTE["mute"], "width": 1.2},
    "inside": {"color": PALETTE["plus"], "width": 1.2},
    "walls": {"color": PALETTE["wall"], "width": 1.7},
    "wall": {"color": PALETTE["wall"], "width": 1.7, "dash": "5px,3px"},
    "tense": {"color": PALETTE["tension"], "width": 1.6, "dash": "dot"},
}
_MARKS = {
    "plus": ("circle", PALETTE["plus"]),
    "minus": ("square", PALETTE["minus"]),
    "unknown": ("circle-open", PALETTE["unknown"]),
}


def stills(panels: Mapping[str, tuple[str, Any]], form: Format) -> dict[str, bytes]:
    """Draw panels as files: light colours, white ground, title and legend within the picture.

    Parameters
    ----------
    panels: by name, a title and the panel. form: ``svg``, or ``png`` with two pixels for one.

    Returns
    -------
    The bytes of each file by name; the same panels give the same bytes with the same browser.

    Raises
    ------
    MissingError
        If no Chrome or Chromium is found on this machine.
    SociophysError
        If it does not start, or takes longer than ``LIMIT``.
    """
    if not panels:
        return {}
    program = browser()
    page = _page([_still(title, panel) for title, panel in panels.values()], form)
    with tempfile.TemporaryDirectory(prefix="sociophys-") as folder:  # readable by this user alone
        drawn = _drawn(program, page, Path(folder))
    if len(drawn) != len(panels):
        raise SociophysError(Mistake(program, f"drew {len(drawn)} of {len(panels)} figures", "", _ADVICE))
    return dict(zip(panels, drawn, strict=True))


_ADVICE = f"--tables and --graph need no browser. {BROWSER} names another one."


def browser() -> str:
    """Return the path of a Chrome or Chromium; raises MissingError where there is none."""
    named = os.environ.get(BROWSER)
    candidates = (named,) if named else (*_NAMES, *_PLACES)
    found = next((path for name in candidates if (path := shutil.which(name))), None)
    if found is None:
        what = f"{BROWSER} names '{named}', which is no program here" if named else "no Chrome or Chromium was found"
        allowed = "needs Chrome or Chromium on this machine; --tables and --graph do not"
        raise MissingError(Mistake("figures", what, "", f"Drawing {allowed}. {BROWSER} may name it."))
    return found


def _still(title: str, panel: Any) -> go.Figure:
    """Return a figure that stands alone: what the page around it says in the report is in the picture."""
    drawn = figure(panel)
    lines = textwrap.wrap(label(title, 200), 70) + [
        f'<span style="font-size:12px;color:{PALETTE["mute"]}">{line}</span>'
        for text in (getattr(panel, "caption", ""), thinned(panel))
        for line in textwrap.wrap(label(text, 600), 100)
    ]
    room = 22 * len(lines) + 22
    entries = legend(panel) if isinstance(panel, (NetworkMap, CommunityMap)) else []
    below = 24 * ((len(entries) + 1) // 2) + 10 if entries else 0
    height = int(drawn.layout.height or 400) + room + below
    margin = drawn.layout.margin.to_plotly_json()
    for side, more in (("t", room), ("b", below)):
        margin[side] = int(margin.get(side) or 10) + more
    head = {"text": "<br>".join(lines), "x": 0, "xref": "paper", "xanchor": "left", "yref": "container",
            "y": 1 - 22 / height, "yanchor": "top", "font": {"size": 16, "color": PALETTE["ink"]}}  # fmt: skip
    drawn.update_layout(title=head, height=height, width=_WIDTH, autosize=False, margin=margin)
    if entries:
        _add_legend(drawn, entries)
    return drawn


def _add_legend(drawn: go.Figure, entries: list[tuple[str, str]]) -> None:
    """Add the legend that the report writes beside a map: traces without points carry its marks."""
    drawn.update_traces(showlegend=False)
    for mark, words in entries:
        symbol, colour = _MARKS.get(mark, ("circle", PALETTE["mute"]))
        look: dict[str, Any] = {"mode": "markers", "marker": {"symbol": symbol, "color": colour, "size": 11}}
        if mark in _LINES:
            look = {"mode": "lines", "line": _LINES[mark]}
        drawn.add_trace(go.Scatter(x=[None], y=[None], name=label(words), showlegend=True, **look))
    place = {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom", "entrywidth": 270,
             "font": {"size": 12.5}, "itemclick": False}  # fmt: skip
    drawn.update_layout(showlegend=True, legend=place)


_SCRIPT = """"use strict";
(async () => {
  const packed = Uint8Array.from(atob(document.getElementById("figures").textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { figures, format, scale } = JSON.parse(await new Response(stream).text());
  const drawn = [];
  for (const { data, layout } of figures) {
    const { width, height } = layout;
    const figure = { data, layout, config: { typesetMath: false } };
    drawn.push(await Plotly.toImage(figure, { format, width, height, scale }));
  }
  document.getElementById("drawn").textContent = drawn.join("\\n");
})();
"""


def _page(figures: list[go.Figure], form: Format) -> str:
    """Return a page that draws the figures and writes them into itself; it may load nothing."""
    bundle = (_HERE / "assets/plotly-cartesian.min.js").read_text(encoding="utf-8")
    plain = ",".join(str(one.to_json(engine="json", validate=False)) for one in figures)
    scale = _SCALE if form == "png" else 1
    data = packed(f'{{"figures":[{plain}],"format":{json.dumps(form)},"scale":{scale}}}')
    scripts = "".join(f"<script>{text}</script>" for text in (bundle, _SCRIPT))
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="'
        f'{html.escape(policy(bundle, _SCRIPT))}"></head><body><pre id="drawn"></pre>'
        f'<script type="application/octet-stream" id="figures">{data}</script>{scripts}</body></html>'
    )


def _drawn(program: str, page: str, folder: Path) -> list[bytes]:
    """Return what the browser drew of a page: data links, unpacked."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium refuses its sandbox to root
    words = [program, *_FLAGS, *(["--no-sandbox"] if as_root else []), f"--user-data-dir={folder / 'profile'}"]
    try:
        done = subprocess.run([*words, path.as_uri()], capture_output=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        raise SociophysError(Mistake(program, f"took longer than {LIMIT:.0f} s to draw", "", _ADVICE)) from None
    except OSError as error:
        raise SociophysError(Mistake(program, f"does not start ({error.strerror})", "", _ADVICE)) from None
    found = re.search(r'<pre id="drawn">([^<]+)</pre>', done.stdout.decode("utf-8", "replace"))
    if found is None:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no word"]
        what = f"drew nothing (exit {done.returncode}: {said[0][:200]})"
        raise SociophysError(Mistake(program, what, "", _ADVICE))
    return [_even(_unpacked(html.unescape(link))) for link in found[1].splitlines()]


def _even(content: bytes) -> bytes:
    """Replace what an SVG holds by chance (names of figure and traces, order of attributes): alike, the same bytes."""
    if content.startswith(b"\x89PNG"):
        return content
    content = re.sub(
        rb'((?:id="|url\(#)[a-z]+-?|class="trace [a-z]+ trace)[0-9a-f]{6}(?=[xy")])', rb"\g<1>000000", content
    )
    patterns = dict.fromkeys(re.findall(rb'id="(p[0-9a-f]{6}-[0-9a-f]{6})', content))
    for number, name in enumerate(patterns):
        content = content.replace(name, b"pattern-%d" % number)
    return ElementTree.canonicalize(content.decode()).encode()


def _unpacked(link: str) -> bytes:
    """Return the bytes of a data link: base64 for PNG, percent signs for SVG."""
    from urllib.parse import unquote_to_bytes

    head, _, body = link.partition(",")
    return base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
