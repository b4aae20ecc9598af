"""What a report says to somebody who has nothing else: names of sides, kinds of nodes, next steps, no folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sociophys.opinions import Opinions
from sociophys.panels import Commands, NetworkMap, Sentence, Table
from sociophys.report.numbers import legend
from sociophys.report.text import number
from sociophys.workflow.analyze import AnalysisResult, analyze
from sociophys.workflow.document import _cut
from sociophys.workflow.reading import read_graph


def written(folder: Path, rows: str, **options: Any) -> Any:
    (folder / "ties.csv").write_text(rows, encoding="utf-8")
    return read_graph(folder / "ties.csv", **options)


def panels(result: AnalysisResult) -> list[Any]:
    return [panel for section in result.document.sections for panel in section.panels]


def test_a_side_that_is_a_number_is_shown_with_its_column(tmp_path: Path) -> None:
    graph = written(tmp_path, "source,target\na,b\nb,c\nc,d\n", directed=False)
    opinions = Opinions(np.array([1.0, 1.0, -1.0, -1.0]), plus="1", minus="-1", column="value")
    result = analyze(graph, opinions, nulls=0)
    drawn = next(panel for panel in panels(result) if isinstance(panel, NetworkMap))
    assert (drawn.plus, drawn.minus) == ("value 1", "value \u22121")
    sided = [panel for panel in panels(result) if isinstance(panel, Table) and "side" in (panel.kinds or [])]
    assert sided
    assert all(row[panel.kinds.index("side")] != "1" for panel in sided for row in panel.rows)


def test_a_network_without_sides_asks_no_question_about_them(tmp_path: Path) -> None:
    graph = written(tmp_path, "source,target,sign\na,b,1\nb,c,-1\nd,e,1\n", arrow="source_influences")
    document = analyze(graph).document
    assert document.title == "What is in ties.csv?"
    first = document.sections[0].panels[0]
    assert isinstance(first, Sentence)
    assert "3 arrows, 1 of them hostile, in 2 separate pieces" in first.text


def test_no_folder_is_told_and_the_commands_are_whole(tmp_path: Path) -> None:
    graph = written(tmp_path, "source,target\na,b\nb,c\n", arrow="source_influences")
    command = (str(tmp_path / "ties.csv"), "--arrow", "source_influences", "--opinions", f"{tmp_path}/sides.csv:side")
    result = replace(analyze(graph), command=command)
    assert str(tmp_path) not in repr(result.document)
    commands = next(panel for panel in panels(result) if isinstance(panel, Commands))
    wanted = "sociophys init --from ties.csv --arrow source_influences --opinions sides.csv:side --out scenario.yaml"
    assert wanted in [words for words, _ in commands.items]


def test_two_kinds_of_nodes_are_not_all_called_people(tmp_path: Path) -> None:
    graph = written(tmp_path, "source,target\nann,vote1\nbob,vote1\nbob,vote2\n", two_mode=True)
    assert "There are two kinds of nodes" in analyze(graph).document.background
    plain = written(tmp_path, "source,target\nann,bob\nbob,cid\n", directed=False)
    assert "two kinds" not in analyze(plain).document.background


def test_a_long_list_of_people_is_cut_and_says_so() -> None:
    shown = _cut({"nodes": {"ids": [f"p{k}" for k in range(2000)]}})["nodes"]["ids"]
    assert len(shown) == 101
    assert shown[-1] == "and 1\u202f900 more: see scenario.resolved.yaml"


def test_numbers_are_written_out_and_many_borders_have_their_own_mark() -> None:
    assert number(84630.4) == "84\u202f630"
    few, many = (borders(n) for n in (10, 900))
    assert legend(few)[-1][0] == "wall"
    assert legend(many)[-1][0] == "walls"


def borders(n: int) -> NetworkMap:
    return NetworkMap([0.0, 1.0], [0.0, 1.0], [1, -1], [1.0, 1.0], ["a", "b"], [(0, 1)] * n, ["border"] * n, "p", "m")
