"""Maps of more than 5000 people: small, the same every time, with counts that are those of the analyzers."""

from __future__ import annotations

import base64
import json
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sociophys.analysis import SHORT, analyze
from sociophys.graph import Graph, Reading
from sociophys.network import Network
from sociophys.opinions import Opinions, Sample
from sociophys.panels import CommunityMap, Document
from sociophys.plain import to_plain
from sociophys.report.draw import draw
from sociophys.report.numbers import numbers
from sociophys.workflow.document import analysis_document

from .test_browser import Visit, browser, pytestmark  # noqa: F401  the same browser, skipped where there is none

LIMIT = 5_000_000


@cache
def crowd(n: int = 12_000, groups: int = 20, known: bool = True) -> tuple[Graph, Network, Opinions | None]:
    """Return groups with most ties inside, whose people are mostly of one side; some hostile ties, some isolates."""
    draw_ = np.random.default_rng(1)
    group = np.arange(n) % groups
    a = draw_.integers(0, n, 5 * n)
    b = np.where(draw_.random(5 * n) < 0.8, (a + groups * draw_.integers(1, n // groups, 5 * n)) % n,
                 draw_.integers(0, n, 5 * n))  # fmt: skip
    keep = (a != b) & (np.maximum(a, b) < n - 30)
    ties = pd.DataFrame({"source": np.minimum(a, b)[keep], "target": np.maximum(a, b)[keep]}).drop_duplicates()
    ties["weight"] = np.where(draw_.random(len(ties)) < 0.05, -1.0, 1.0)
    graph = Graph(pd.DataFrame(index=[f"u{k}" for k in range(n)]), ties.reset_index(drop=True), False, Reading("crowd"))
    values = np.where((draw_.random(n) < 0.9) == (group < groups // 2), 1.0, -1.0)
    values[::51] = np.nan
    return graph, Network.from_graph(graph), Opinions(values, "binary", "pro", "anti") if known else None


@cache
def document(known: bool = True) -> Document:
    graph, network, opinions = crowd(known=known)
    measured = analyze(Sample(network, opinions), SHORT, nulls=0) if opinions else analyze_nothing()
    return analysis_document(graph, network, opinions, measured)


def analyze_nothing() -> Any:
    from sociophys.analyzers import Analysis

    return Analysis()


def panel_of(found: Document) -> CommunityMap:
    return next(panel for section in found.sections for panel in section.panels if isinstance(panel, CommunityMap))


def test_counts_add_up_and_are_those_of_the_analyzer() -> None:
    panel, (_, network, opinions) = panel_of(document()), crowd()
    assert opinions is not None
    assert sum(panel.people) + panel.others["people"] == network.n_nodes
    assert panel.others["people"] >= 30
    out = sum(panel.ties_out) + panel.others["out"]
    assert sum(panel.ties_inside) + panel.others["inside"] + out // 2 == network.n_edges
    assert sum(panel.plus_people) + panel.others["plus"] == int(np.sum(opinions.sides > 0))
    assert panel.totals["hostile"] == int(np.sum(network.weights < 0)) // 2
    walls = analyze(Sample(network, opinions), ["walls"], nulls=0).numbers["walls"].value
    assert panel.totals["borders"] == walls
    assert sum(row[1] for row in numbers(panel).rows) == network.n_nodes


def test_the_communities_are_those_that_were_made() -> None:
    panel = panel_of(document())
    assert len(panel.people) == 20
    purity = np.maximum(panel.plus_people, panel.minus_people) / np.asarray(panel.people)
    assert purity.min() > 0.8
    plus = np.asarray(panel.plus_people) > np.asarray(panel.minus_people)
    assert np.asarray(panel.x)[plus].mean() < np.asarray(panel.x)[~plus].mean()


def test_the_report_is_small_and_repeats() -> None:
    found = document()
    assert len(json.dumps(to_plain(found))) < 400_000
    assert len(draw(found).encode()) < LIMIT
    document.cache_clear()
    assert to_plain(document()) == to_plain(found)


def test_shades_hold_every_side() -> None:
    panel = panel_of(document())
    cells = np.frombuffer(zlib.decompress(base64.b64decode(panel.shades)), np.uint8)
    assert len(cells) == panel.width * panel.height
    assert 0.2 < np.mean(cells > 0) < 0.7
    assert np.sum((cells > 0) & (cells <= 63)) > 1000
    assert np.sum((cells > 63) & (cells <= 126)) > 1000


def test_without_sides_nothing_is_said_about_them() -> None:
    table = numbers(panel_of(document(known=False)))
    assert table.columns == ["community", "people", "ties inside", "ties out", "most ties has"]
    assert len(table.kinds) == len(table.rows[0]) == 5


def test_the_map_is_drawn_and_read_by_keyboard(browser: Any, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "crowd.html"
    path.write_text(draw(document()), encoding="utf-8")
    with Visit(browser, path) as visit:
        assert visit.said == []
        assert visit.page.query_selector("#network .plot .hm image") is not None
        assert len(visit.page.query_selector_all("#network .plot .js-line")) >= 4
        visit.page.query_selector("#network .plot").focus()
        said = []
        for _ in range(2):
            visit.page.keyboard.press("ArrowRight")
            said.append(visit.page.inner_text("#network .reading"))
        assert said[0].startswith("community 1: ")
        assert said[1].startswith("community 2: ")
        assert visit.said == []
