"""What a report says of variants: the verdict in words, how sure, what was put in, where it holds."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sociophys.contrast import Contrast, Contrasts
from sociophys.estimate import Estimate
from sociophys.panels import (
    Courses,
    Differences,
    Document,
    Outcomes,
    Pairs,
    Runs,
    Sentence,
    Table,
)
from sociophys.plain import from_plain, to_plain
from sociophys.report.draw import draw
from sociophys.report.figure import figure
from sociophys.workflow.document import run_document
from sociophys.workflow.report_tables import report_tables
from sociophys.workflow.sections import contrast_words, holds, variants
from sociophys.workflow.sections.context import Context

from .test_draw import FORBIDDEN, Reader
from .variants import compared_run

LUCK = "luck of the simulation only"


@pytest.fixture(scope="module")
def document() -> Document:
    return run_document(compared_run())


@pytest.fixture(scope="module")
def context() -> Context:
    run = compared_run()
    model = run.points[0].model
    return Context(model.graph, model.network, model.opinions, run.measured, False, run)


def part(document: Document, name: str) -> list[Any]:
    return next(section.panels for section in document.sections if section.id == name)


def sentences(panels: list[Any], tag: str = "Simulated") -> str:
    return " ".join(panel.text for panel in panels if isinstance(panel, Sentence) and panel.tag == tag)


def found(verdict: Any, value: float | None, low: float | None, high: float | None, **more: Any) -> Contrast:
    """Return a comparison in m with this outcome."""
    first = compared_run().contrasts
    assert first is not None
    number = Estimate(value, reason="" if value is not None else "nobody is left")
    given = {"smallest_effect": 0.02, "base": Estimate(0.0), "other": Estimate(value), **more}
    return replace(first.deciding, verdict=verdict, difference=number, low=low, high=high, **given)


def test_parts_stand_in_their_order(document: Document) -> None:
    ids = [section.id for section in document.sections]
    assert ids == ["answer", "network", "inputs", "happened", "variants", "bubbles", "borders", "holds", "limits"]
    assert "in each of 3 variants" in document.subtitle
    assert "grid" not in json.dumps(to_plain(document)["sections"][:4])


def test_the_answer_says_which_way_by_how_much_how_sure_and_where(document: Document) -> None:
    answer = part(document, "answer")
    first, figure_ = answer[:2]
    assert (first.tag, first.headline) == ("Simulated", True)
    assert first.text.startswith("In “steady”, the share of people with Mr. Hi came out ")
    for words in (
        "percentage points lower at the end (after 120 sweeps) than in “base”: ",
        "95\u00a0% interval ",
        LUCK,
    ):
        assert words in first.text
    assert "All of the interval is beyond the 2.5 percentage points said to matter." in first.text
    assert first.text.endswith("Tried again, it holds in 1 of 3 other settings; 1 is undecided.")
    assert isinstance(figure_, Differences)
    assert figure_.smallest == pytest.approx(2.5)
    assert figure_.labels == ["steady against base", "pulse against base"]
    assert "67 of 78 ties stay inside" in sentences(answer, "Measured")
    assumed = sentences(answer, "Assumed")
    assert "“steady” is “base” with: a broadcast presses everybody toward Officer with strength 0.4" in assumed
    assert (
        "“pulse” is “base” with: a broadcast presses everybody toward Officer with strength 1.2 from sweep 60"
        in assumed
    )
    assert "follows it 55\u00a0% of the time" in assumed


@pytest.mark.parametrize(
    ("contrast", "begins", "ends"),
    [
        (("more", 0.2, 0.1, 0.3), "In “steady”, the share of people with Mr. Hi came out 10.0 percentage points higher",
         f"60.0\u00a0% against 50.0\u00a0% (95\u00a0% interval 5.0 to 15.0 higher, {LUCK}). All of the interval is "
         "beyond the 1 percentage point said to matter."),
        (("no_difference", 0.002, -0.01, 0.014), "In “steady”, the share of people with Mr. Hi came out as in “base”",
         f"the difference is +0.10 percentage points (95\u00a0% interval \u22120.50 to 0.70, {LUCK})."),
        (("undecided", 0.0, -0.1, 0.1), "Whether the share of people with Mr. Hi came out higher or lower in “steady”",
         "and the interval holds zero. More runs narrow it."),
        (("undecided", 0.03, 0.01, 0.05), "In “steady”, the share of people with Mr. Hi came out higher at the end",
         "and the interval reaches below the 1 percentage point said to matter. More runs narrow it."),
        (("undecided", 0.03, None, None), "Whether the share of people with Mr. Hi came out higher or lower",
         "there are too few independent pairs for an interval."),
        (("undefined", None, None, None), "Whether “steady” and “base” differ in the share of people with Mr. Hi",
         f"cannot be said: nobody is left ({LUCK})."),
        (("undefined", 0.1, None, None), "Whether “steady” and “base” differ in the share of people with Mr. Hi",
         f"cannot be said: there is no interval; the difference came out as +5.00 percentage points ({LUCK})."),
        (("no_difference", 0.0, 0.0, 0.0), "In “steady”, the share of people with Mr. Hi came out as in “base”",
         f"the difference is 0.00 percentage points (95\u00a0% interval 0.00 to 0.00, {LUCK})."),
    ],
    ids=["more", "alike", "undecided", "too small or not", "no interval", "undefined", "few", "same"],
)  # fmt: skip
def test_every_verdict_has_its_words(context: Context, contrast: Any, begins: str, ends: str) -> None:
    text = contrast_words.headline(context, found(*contrast))
    assert text.startswith(begins)
    assert text.endswith(ends)
    assert FORBIDDEN.search(text) is None
    assert ("interval" not in text) or LUCK in text or "no interval" in text


def test_nobody_said_what_matters(context: Context) -> None:
    text = contrast_words.headline(context, found("less", -0.2, -0.3, -0.1, smallest_effect=None))
    assert "(95\u00a0% interval 5.0 to 15.0 lower, " in text
    assert text.endswith("Nobody said from which size on a difference matters.")


@pytest.mark.parametrize(
    ("name", "subject", "step"),
    [("walls", "borders (domain walls)", " ties"), ("satisfied", "the share of ties at ease", " percentage points"),
     ("largest_domain", "the share of people in the largest bubble", " percentage points"),
     ("own_score", "“own score”", "")],
)  # fmt: skip
def test_numbers_go_by_their_plain_meaning(context: Context, name: str, subject: str, step: str) -> None:
    told = contrast_words.measure(context, name)
    assert told.subject.startswith(subject)
    assert told.step == step


def test_variants_beside_each_other(document: Document) -> None:
    panels = part(document, "variants")
    kinds = [type(panel).__name__ for panel in panels]
    assert [kinds.count(kind) for kind in ("Pairs", "Courses", "Outcomes", "Table")] == [1, 2, 1, 2]
    dots = next(panel for panel in panels if isinstance(panel, Pairs))
    assert [len(row) for row in dots.values] == [32, 32]
    assert "of 32 pairs" in dots.told[0]
    course = next(panel for panel in panels if isinstance(panel, Courses))
    assert course.spans == [("broadcast to Officer (pulse)", 60.0, 75.0)]
    bars = next(panel for panel in panels if isinstance(panel, Outcomes))
    assert [name for name, _ in bars.rows] == ["base", "steady", "pulse"]
    assert all(sum(n for _, n, _ in items) == 32 for _, items in bars.rows)
    table = next(panel for panel in panels if isinstance(panel, Table))
    assert [row[0] for row in table.rows] == ["steady", "pulse"]
    told = sentences(panels)
    assert "half of them had parted at the record of sweep" in told
    assert "times as many runs" in told
    for panel in panels:
        if isinstance(panel, Sentence) and "interval" in panel.text:
            assert LUCK in panel.text


def test_runs_of_all_variants_are_shown_with_the_same_pair_in_bold(document: Document) -> None:
    drawn = [panel for panel in part(document, "happened") if isinstance(panel, Runs)]
    assert [panel.is_small for panel in drawn] == [False, True, True]
    assert len({panel.highlight for panel in drawn}) == 1
    assert figure(drawn[1]).layout.height < figure(drawn[0]).layout.height


def test_where_it_holds(document: Document) -> None:
    panels = part(document, "holds")
    rows = next(panel for panel in panels if isinstance(panel, Differences))
    assert rows.labels == ["as written", "order of reconsidering: synchronous", "noise level: 8", "noise level: 2"]
    assert rows.marked == 0
    assert rows.sure == [True, True, False, True]
    assert "It does not hold at noise level: 2 (there: higher, difference +10.0 percentage points" in sentences(panels)
    assert "Not tried: another start" in panels[-1].text


def test_nothing_tried_is_said(context: Context) -> None:
    run = compared_run()
    assert run.contrasts is not None
    alone = replace(context, run=replace(run, contrasts=replace(run.contrasts, settings=())))
    section = holds.section(alone)
    assert section is not None
    assert "was not repeated at other settings" in sentences(section.panels)
    assert holds.count(alone) == ""


def test_pairs_that_never_part_and_pairing_that_bought_nothing(context: Context) -> None:
    run = compared_run()
    assert run.contrasts is not None
    first = run.contrasts.deciding
    still = replace(first.together, parted_at=np.full(4, np.inf), correlation=np.full(3, np.nan), differing=np.zeros(0))
    zeros = np.zeros(4)
    alike = replace(
        first, together=still, variance_ratio=None, per_replica=zeros, course=np.full(len(first.sweeps), np.nan)
    )
    told = run_document(replace(run, contrasts=Contrasts(run.contrasts.names, (alike,))))
    text = sentences(part(told, "variants"))
    assert "No pair of “steady” and “base” ever differed in anything that was recorded." in text
    assert "alike in 4 of 4 pairs" in text
    draw(told)
    poor = sentences(part(run_document(replace(run, contrasts=Contrasts(run.contrasts.names, (
        replace(first, variance_ratio=0.8),)))), "variants"))  # fmt: skip
    assert "Pairing bought nothing here" in poor
    assert variants.section(replace(context, run=replace(run, contrasts=None))) is None


def test_an_undefined_comparison_is_drawn(context: Context) -> None:
    run = compared_run()
    assert run.contrasts is not None
    empty = replace(
        found("undefined", None, None, None), per_replica=np.full(32, np.nan), sweeps=np.zeros(0), course=np.zeros(0),
        course_low=np.zeros(0), course_high=np.zeros(0), base=Estimate(None), other=Estimate(None), variance_ratio=None,
    )  # fmt: skip
    page = draw(run_document(replace(run, contrasts=Contrasts(run.contrasts.names, (empty,)))))
    assert "cannot be said: nobody is left" in page


def test_the_page_claims_no_more_than_it_knows_and_stays_small(document: Document) -> None:
    page = draw(document)
    assert FORBIDDEN.search(" ".join(Reader(page).text)) is None
    assert len(page.encode()) < 2_500_000
    assert draw(from_plain(json.loads(json.dumps(to_plain(document))))) == page


def test_numbers_behind_the_figures_are_tables(document: Document) -> None:
    tables = report_tables(document)
    assert list(tables["figure-holds"].columns)[1:4] == [
        "difference in the share of people with Mr. Hi, percentage points", "95 % interval, low", "high",
    ]  # fmt: skip
    assert len(tables["figure-variants"]) == 64


def test_methods_and_limits_name_the_pairing(document: Document) -> None:
    text = json.dumps(to_plain(document)["sections"][-1])
    assert "common random numbers" in text
    assert "Student's t" in text
    assert "What would happen to real people if this were done to them" in text
