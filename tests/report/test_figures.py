"""Every panel kind is drawn, and every figure has its numbers behind it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import plotly
import pytest

import sociophys.report
from sociophys.errors import MissingError
from sociophys.panels import (
    PANELS,
    Bars,
    Chance,
    Closeness,
    CommunityMap,
    Courses,
    Curves,
    Density,
    Differences,
    Document,
    Mirrored,
    NetworkMap,
    Note,
    Pairs,
    Runs,
    Section,
    Series,
)
from sociophys.report import draw as drawing
from sociophys.report.figure import FIGURES, figure, file_of
from sociophys.report.look import PALETTE
from sociophys.report.numbers import download, numbers, thinned
from sociophys.workflow.sections.crowd_map import shades

from .conftest import HOSTILE

REPORT = Path(sociophys.report.__file__).parent
PANELS_DRAWN: dict[str, Any] = {
    "NetworkMap": NetworkMap([0, 1, 2], [0, 1, 0], [1, -1, 0], [1, 0.5, 0.1], [HOSTILE, "b", "c"], [(0, 1), (1, 2)],
                             ["border", "plain"], HOSTILE, "B", [0, 1]),
    "CommunityMap": CommunityMap(shades(np.array([[10.0, 10], [90, 90]]), np.array([1, -1])), 580, 480, [100, 300],
                                 [100, 300], [60, 30], [4, 2], [2, 0], [1, 2], [3, 1], [2, 2], [1, 1], [HOSTILE, "b"],
                                 [(0, 1, 2, 1)], 1, dict.fromkeys(("communities", "people", "plus", "minus", "inside",
                                 "out", "borders"), 1), {"people": 7, "ties": 8, "hostile": 0, "borders": 2},
                                 HOSTILE, "B"),
    "Runs": Runs([0, 1, 2], [[0, 0.5, 1], [0, -0.5, -1]], "m", "all B", HOSTILE, spans=[(HOSTILE, 0, 1), ("b", 0.5, 1)],
                 bounds=(-1, 1)),
    "Chance": Chance(HOSTILE, 0.7, [0.1, 0.0, 0.1, -0.1], "low", "high"),
    "Curves": Curves([(HOSTILE, [1, 2], [3, 4], [0.1, 0.2]), ("b", [1, 2], [1, 1], [])], "x", "y", mark=1.5),
    "Series": Series([HOSTILE, "b", "c"], [90.0, 80.0, None], [40.0, 45.0, None], [50.0, 55.0, None],
                     [45.0, 50.0, None], HOSTILE, [1.0, 2.0, 4.0], [HOSTILE, "2", "4"], HOSTILE, [(1, HOSTILE)]),
    "Bars": Bars([HOSTILE, "b"], [3, 2], [1, -1], "people"),
    "Density": Density([[3, 0], [1, 2]], "own", "heard", HOSTILE, "B", [(HOSTILE, 0.5, 0.4)]),
    "Mirrored": Mirrored([0, 4], [2, 1], "share", "people", HOSTILE, "B", [(1, 0.9), (-1, 0.4)]),
    "Closeness": Closeness([HOSTILE, "b"], [30, 20], [0.1, 0.5], [0.9, 0.4], [0.3, 0.2], [0.7, 0.8], [1, -1],
                           [True, False], 0.5, (0.4, 0.8), HOSTILE, "B"),
    "Differences": Differences([HOSTILE, "b"], [-0.06, None], [-0.08, None], [-0.04, None],
                               [f"0.06\n{HOSTILE}", "not defined"], [True, False], HOSTILE, HOSTILE, "more", 0.02, 0),
    "Pairs": Pairs([HOSTILE, "b"], [[0.1, 0.1, -0.2], [0.0]], [0.0, 0.0], [HOSTILE, "alike"], HOSTILE, HOSTILE, "more"),
    "Courses": Courses([(HOSTILE, [0, 1, 2], [0.0, None, 0.1], [-0.1, None, 0.0], [0.1, None, 0.2]),
                        ("b", [0, 2], [0.0, 0.3], [], [])], HOSTILE, HOSTILE, [(HOSTILE, 0, 1)], 0.02),
}  # fmt: skip


@pytest.mark.parametrize("kind", PANELS)
def test_every_panel_kind_has_a_drawer(kind: str) -> None:
    drawer = f"figures/{file_of(kind)}.py" if kind in FIGURES else f"templates/panels/{file_of(kind)}.html.j2"
    assert (REPORT / drawer).exists()


@pytest.mark.parametrize("kind", FIGURES)
def test_every_figure_is_drawn_with_its_table(kind: str) -> None:
    panel = PANELS_DRAWN[kind]
    drawn = json.loads(figure(panel).to_json(engine="json"))
    assert drawn["data"]
    assert not any(trace["type"].endswith("gl") for trace in drawn["data"])  # needs eval: blank under the policy
    table = numbers(panel)
    assert table.rows
    assert len(table.columns) == len(table.rows[0])
    assert download(panel).startswith("data:text/csv")


@pytest.mark.parametrize("kind", FIGURES)
def test_hostile_labels_stay_text(kind: str) -> None:
    drawn = figure(PANELS_DRAWN[kind]).to_json(engine="json")
    text = json.loads(drawn)
    assert "<img" not in json.dumps(text)
    assert "\u202e" not in drawn
    assert "\\u0000" not in drawn


def test_text_is_no_figure() -> None:
    with pytest.raises(MissingError, match="Note is not a figure"):
        figure(Note("x"))


def test_large_maps_say_what_is_left_out() -> None:
    assert "Down-sampled: 7 people are drawn as shades" in thinned(PANELS_DRAWN["CommunityMap"])


def test_many_ties_are_thinned_evenly() -> None:
    ties = [(i % 100, (i * 7 + 1) % 100) for i in range(9_000)]
    kinds = ["inside"] * 6_000 + ["border"] * 3_000
    panel = NetworkMap(list(range(100)), [0] * 100, [1] * 100, [1] * 100, ["x"] * 100, ties, kinds, "A", "B")
    assert "6\u202f000 of 9\u202f000" in thinned(panel)
    lines = [len(trace.x) / 3 for trace in figure(panel).data if trace.mode == "lines"]
    assert lines == [4000, 2000]


def test_runs_are_thinned_in_time() -> None:
    panel = Runs(list(range(2000)), [[0.0] * 2000] * 64, "m", "low", "high")
    assert "one record in 4" in thinned(panel)


def test_colours_are_those_of_the_style_sheet() -> None:
    style = (REPORT / "style.css").read_text()
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style[: style.index("@media")]))
    assert {role: light[role] for role in PALETTE} == PALETTE
    assert len(set(PALETTE.values())) == len(PALETTE)  # the script tells roles apart by their light colour


def test_bundle_and_plotly_are_the_same_minor() -> None:
    head = (REPORT / "assets/plotly-cartesian.min.js").read_text()[:200]
    bundle = re.search(r"v(\d+\.\d+)\.\d+", head)
    schema = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    assert bundle
    assert re.search(rf"plotly\.js v{re.escape(bundle[1])}\.", schema.read_text()[:300])


def test_shuffles_are_counted_by_value() -> None:
    few = numbers(Chance("ties", 67, [40.0, 38.0, 40.0], "low", "high"))
    assert few.rows == [["observed", "67", None], ["by chance", "38", 1], ["by chance", "40", 2]]
    many = numbers(Chance("score", 2, [k / 1000 for k in range(500)], "low", "high"))
    assert sum(row[2] for row in many.rows[1:]) == 500
    assert len(many.rows) <= 21


def test_marks_do_not_cover_each_other() -> None:
    panel = NetworkMap([0, 0, 0.001, 1], [0, 0, 0, 1], [1] * 4, [1] * 4, list("abcd"), [], [], "A", "B")
    trace = next(t for t in figure(panel).data if t.mode == "markers")
    points = np.column_stack([trace.x, trace.y])
    gaps = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))[np.triu_indices(4, 1)]
    assert gaps.min() >= trace.marker.size[0]


def test_labels_that_do_not_fit_are_left_out() -> None:
    n = 200
    crowd = NetworkMap([k % 20 for k in range(n)], [k // 20 for k in range(n)], [1] * n, [1] * n,
                       ["somebody with a long name"] * n, [], [], "A", "B", list(range(30)))  # fmt: skip
    shown = next(t for t in figure(crowd).data if t.mode == "markers+text")
    assert 6 <= len(shown.text) < 30


def test_each_figure_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    monkeypatch.setattr(drawing, "figure", lambda panel: built.append(type(panel).__name__) or figure(panel))
    drawing.draw(Document("t", "s", {}, [Section("answer", "a", list(PANELS_DRAWN.values()))]))
    assert sorted(built) == sorted(FIGURES)


def test_networks_side_by_side_stand_in_rows_or_in_time() -> None:
    in_time = PANELS_DRAWN["Series"]
    in_rows = replace(in_time, times=[], ticks=[], changes=[])
    drawn = {name: figure(panel) for name, panel in (("time", in_time), ("rows", in_rows))}
    for name, values in (("time", "y"), ("rows", "x")):
        bands, middles, marks = drawn[name].data
        assert list(marks[values]) == [90.0, 80.0, None]
        assert list(bands[values]) == [40.0, 50.0, None, 45.0, 55.0, None]  # a gap where chance is undefined
        assert list(middles[values]) == [45.0, 50.0]
        assert marks.meta == "step"
        assert len(marks.hovertext) == 3
        assert marks.hovertext[2].endswith(": undefined")
    assert list(drawn["time"].data[2].x) == [1.0, 2.0, 4.0]
    assert [line.x0 for line in drawn["time"].layout.shapes] == [1.5]
    assert numbers(in_rows).columns[0] == "network"


def test_a_long_list_of_networks_is_thinned() -> None:
    n = 70
    panel = Series([str(k) for k in range(n)], [1.0] * n, [0.0] * n, [0.5] * n, [0.2] * n, "ties")
    assert "first 60 of 70 networks" in thinned(panel)
    assert len(figure(panel).data[2].y) == 60
    assert len(numbers(panel).rows) == n
