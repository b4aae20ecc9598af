"""The HTML file: safe, small, alone; its words keep to what was measured, simulated or assumed."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import re
from pathlib import Path

import pytest

import sociophys.analyzers
import sociophys.report
import sociophys.workflow.sections
from sociophys.analysis import analyze
from sociophys.analyzers import Analysis
from sociophys.opinions import Sample
from sociophys.panels import Details, Document, Section, Sentence, Shares, Table
from sociophys.plain import from_plain, to_plain
from sociophys.report.draw import draw
from sociophys.workflow.document import analysis_document, run_document
from sociophys.workflow.finished import FinishedRun

from .conftest import HOSTILE, broadcast_model, finished_of, karate, point_of
from .test_figures import PANELS_DRAWN

FORBIDDEN = re.compile(r"\b(caus(e|es|ed|ing)|prov(e|es|ed|en|ing)|will|manipulat\w*)\b", re.IGNORECASE)
SOURCES = [
    *(Path(sociophys.report.__file__).parent / "templates").rglob("*.j2"),
    *Path(sociophys.workflow.sections.__file__).parent.glob("*.py"),
    *Path(sociophys.analyzers.__file__).parent.glob("*.py"),
    *(Path(sociophys.__file__).parent / f"{name}.py" for name in ("verdict", "nulls", "changes", "joining", "groups")),
    *(Path(sociophys.workflow.__file__).parent / f"{name}.py" for name in ("compare", "compared", "comparison")),
]


class Reader(html.parser.HTMLParser):
    """Collects tags with attributes, and the text outside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            self.text.append(data)


@pytest.fixture(scope="module")
def page(finished: FinishedRun) -> str:
    return draw(run_document(finished))


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    return Reader(page)


def hostile_document() -> Document:
    table = Table(
        [HOSTILE, "share", "side"], [[HOSTILE, 0.4, HOSTILE], [None, 7.0, 1]], ["text", "share", "side"], HOSTILE
    )
    panels = [
        *PANELS_DRAWN.values(),
        Sentence("Measured", HOSTILE),
        Details(HOSTILE, table),
        Shares([(HOSTILE, 1, 1)], HOSTILE),
    ]
    return Document(HOSTILE, HOSTILE, {HOSTILE: HOSTILE}, [Section("answer", HOSTILE, panels)], HOSTILE)


def test_the_policy_allows_exactly_our_scripts(read: Reader) -> None:
    policy = next(
        a["content"] for t, a in read.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    run = [
        text
        for text, (_, attrs) in zip(read.scripts, [t for t in read.tags if t[0] == "script"], strict=True)
        if "type" not in attrs
    ]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run]
    assert len(run) == 2
    assert policy is not None
    assert re.findall(r"'sha256-([^']+)'", policy) == hashes
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy


def test_nothing_points_outside(read: Reader) -> None:
    links = [
        value
        for _, attrs in read.tags
        for key, value in attrs.items()
        if key in ("src", "href", "action", "srcset", "data")
    ]
    assert all(link and link.startswith(("#", "data:")) for link in links)
    assert not [attrs for _, attrs in read.tags for key in attrs if key.startswith("on")]


def test_size(page: str) -> None:
    assert len(page.encode()) < 2_500_000
    assert page.count("plotly.js (cartesian - minified)") == 1


def test_hostile_words_open_no_tag() -> None:
    page = draw(hostile_document())
    ours, theirs = Reader(draw(from_plain(to_plain(hostile_document())))), Reader(page)
    assert ours.tags == theirs.tags
    assert not [tag for tag, _ in theirs.tags if tag in ("img", "iframe")]
    assert "\x00" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "{{ 7*7 }}" in "".join(theirs.text)  # shown as written, not computed


def test_a_table_behind_every_figure(read: Reader) -> None:
    figures = sum(attrs.get("class") == "plot" for _, attrs in read.tags)
    assert figures == sum(attrs.get("class") == "behind" for _, attrs in read.tags) >= 3
    downloads = [attrs for tag, attrs in read.tags if tag == "a" and "download" in attrs]
    assert len(downloads) == figures


def test_sections_in_order(finished: FinishedRun) -> None:
    ids = [section.id for section in run_document(finished).sections]
    assert ids == ["answer", "network", "inputs", "happened", "bubbles", "borders", "limits"]


def test_the_document_survives_json(finished: FinishedRun, page: str) -> None:
    assert draw(from_plain(json.loads(json.dumps(to_plain(run_document(finished)))))) == page


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_templates_claim_no_more_than_they_know(source: Path) -> None:
    text = source.read_text()
    code = [line.split("  #")[0] for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in code if FORBIDDEN.search(line)] == []


def test_written_reports_claim_no_more_than_they_know(read: Reader) -> None:
    assert FORBIDDEN.search(" ".join(read.text)) is None


def test_simulated_numbers_say_whose_luck(finished: FinishedRun) -> None:
    for section in run_document(finished).sections:
        for panel in section.panels:
            if (
                isinstance(panel, Sentence)
                and panel.tag == "Simulated"
                and "±" in panel.text
                and "stand with" not in panel.text
            ):
                assert "luck of the simulation only" in panel.text


def test_the_answer_answers(finished: FinishedRun) -> None:
    """What was measured, what assumed, which side and by how much, how sure."""
    answer = run_document(finished).sections[0]
    told = {tag: " ".join(p.text for p in answer.panels if isinstance(p, Sentence) and p.tag == tag) for tag in
            ("Measured", "Simulated", "Assumed")}  # fmt: skip
    assert "67 of 78 ties stay inside" in told["Measured"]
    assert "goes against them 1 time in 8" in told["Assumed"]
    assert "someone without ties follows it 68\u00a0% of the time" in told["Assumed"]
    assert "Mr. Hi" in told["Simulated"]
    assert "Officer" in told["Simulated"]
    assert "95 % confidence" in told["Simulated"]


def test_names_are_hidden_where_asked(finished: FinishedRun) -> None:
    text = json.dumps(to_plain(run_document(finished, names="pseudonym")))
    assert "person 17" in text
    assert "member" not in text
    assert "member 17" in json.dumps(to_plain(run_document(finished)))


def test_ids_in_the_scenario_are_hidden_too(finished: FinishedRun) -> None:
    resolved = {
        **finished.resolved,
        "interventions": [{"kind": "pin", "nodes": {"ids": ["member 3"]}, "to": "Officer"}],
    }
    changed = FinishedRun(**{**vars(finished), "resolved": resolved})
    assert "member 3" not in run_document(changed, names="pseudonym").resolved
    assert "member 3" in run_document(changed, names="keep").resolved


def test_runs_are_aligned_only_where_no_side_is_singled_out(finished: FinishedRun) -> None:
    model = broadcast_model(sweeps=30, replicas=16, temperature={"relative": 0.5, "to": "mean_field"}, fields=False)
    text = json.dumps(to_plain(run_document(finished_of([point_of(model)], "q"))))
    assert "runs are flipped as a whole" in text
    assert "which one leads is luck" in text
    assert "0.5 times 6.73, the mean-field estimate" in text
    assert "flipped" not in json.dumps(to_plain(run_document(finished)))


def test_a_grid_over_one_number_has_a_response_curve() -> None:
    points = [
        point_of(broadcast_model(40, 16, t, fields=False), {"dynamics.temperature.absolute": t})
        for t in (1.0, 3.0, 5.0)
    ]
    document = run_document(finished_of(points, "q", grid={"dynamics.temperature.absolute": [1.0, 3.0, 5.0]}))
    touchy = next(section for section in document.sections if section.id == "touchy")
    assert [type(panel).__name__ for panel in touchy.panels] == ["Sentence", "Curves", "Curves", "Curves", "Details"]


@pytest.mark.parametrize("with_opinions", [True, False])
def test_an_analysis_alone_has_its_report(with_opinions: bool) -> None:
    graph, network, opinions = karate()
    analysis = analyze(Sample(network, opinions), nulls=100)
    document = analysis_document(
        graph, network, opinions if with_opinions else None, analysis if with_opinions else analyze_nothing()
    )
    ids = [section.id for section in document.sections]
    assert ids == (
        ["answer", "network", "inputs", "bubbles", "borders", "limits"]
        if with_opinions
        else ["answer", "network", "inputs", "limits"]
    )
    assert FORBIDDEN.search(" ".join(Reader(draw(document)).text)) is None


def analyze_nothing() -> Analysis:
    return Analysis()
