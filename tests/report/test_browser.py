"""The report in real Chromium, offline: silent, drawn, readable in light, dark and print, by mouse and keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sociophys.report.draw import draw
from sociophys.workflow.document import run_document
from sociophys.workflow.finished import FinishedRun

from .test_draw import hostile_document
from .variants import compared_run

CHROMIUM = os.environ.get("SOCIOPHYS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium here: browser tests are skipped")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: browser tests are skipped")
ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(finished: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(draw(run_document(finished)), encoding="utf-8")
    return path


class Visit:
    """A page opened offline, with everything it said and asked for."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": options.pop("width", 900), "height": 1000}, **options)
        self.context.set_offline(True)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-drawn]", state="attached", timeout=30_000)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def until(self, holds: Callable[[], bool]) -> bool:
        """Return whether something comes to hold within five seconds (waiting in the page would need eval)."""
        for _ in range(50):
            if holds():
                return True
            self.page.wait_for_timeout(100)
        return False

    def plots(self) -> list[dict[str, float]]:
        """Return width, height and number of drawn marks, lines, bars and cells of every figure."""
        found: list[dict[str, float]] = self.page.eval_on_selector_all(
            ".plot",
            """plots => plots.map(p => { const s = p.querySelector('svg.main-svg'); const b = s.getBoundingClientRect();
            return {width: b.width, height: b.height, holder: p.clientWidth,
                    drawn: p.querySelectorAll('.point, .js-line, .hm image, .points path').length}; })""",
        )
        return found


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, {"width": 390}, {"reduced_motion": "reduce"}],
    ids=["light", "dark", "phone", "still"],
)
def test_silent_alone_and_drawn(browser: Any, report: Path, options: dict[str, Any]) -> None:
    with Visit(browser, report, **options) as visit:
        assert visit.said == []
        assert visit.asked == [report.as_uri()]
        assert "WebGL" not in visit.page.inner_text("body")
        plots = visit.plots()
        assert len(plots) >= 3
        assert all(p["drawn"] and p["width"] > 200 and p["height"] > 60 for p in plots)
        assert all(p["width"] <= p["holder"] + 1 for p in plots)
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")  # nothing runs out sideways


def test_a_comparison_fits_a_phone_and_is_read_by_keyboard(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "compared.html"
    path.write_text(draw(run_document(compared_run())), encoding="utf-8")
    with Visit(browser, path, width=390, color_scheme="dark") as visit:
        assert all(p["drawn"] and p["width"] <= p["holder"] + 1 for p in visit.plots())
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for name in ("answer", "variants", "holds"):
            figure = visit.page.query_selector(f"#{name} figure:has(.plot)")
            frame = figure.query_selector(".plot").bounding_box()
            for words in figure.query_selector_all(".annotation-text"):
                box = words.bounding_box()
                assert frame["x"] - 1 <= box["x"]
                assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
            figure.query_selector(".plot").focus()
            visit.page.keyboard.press("ArrowRight")
            assert "steady" in figure.query_selector(".reading").inner_text() or name == "holds"
        assert visit.said == []


def test_hostile_labels_do_nothing(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(draw(hostile_document()), encoding="utf-8")
    with Visit(browser, path) as visit:
        assert (visit.said, visit.asked) == ([], [path.as_uri()])
        assert visit.page.query_selector("img") is None
        for plot in visit.page.query_selector_all(".plot"):
            plot.focus()
            visit.page.keyboard.press("ArrowRight")
        assert visit.said == []
        assert visit.page.query_selector("[onerror]") is None


def test_figures_follow_the_scheme_and_print(browser: Any, report: Path) -> None:
    ink = "getComputedStyle(document.querySelector('.plot .annotation-text')).fill"
    with Visit(browser, report) as visit:
        light = visit.page.evaluate(ink)
        visit.page.emulate_media(color_scheme="dark")
        assert visit.until(lambda: visit.page.evaluate(ink) != light)
        visit.page.emulate_media(media="print", color_scheme="dark")
        assert visit.until(lambda: visit.page.evaluate(ink) == light)
        assert visit.page.is_hidden("nav")
        assert visit.page.is_visible(".plot")
        assert all(p["drawn"] and p["width"] <= 662 for p in visit.plots())
        assert visit.said == []


def test_prints_as_pdf(browser: Any, report: Path) -> None:
    with Visit(browser, report) as visit:
        assert len(visit.page.pdf(format="A4")) > 40_000
        assert visit.said == []


def test_keyboard_reaches_and_reads_every_figure(browser: Any, report: Path) -> None:
    with Visit(browser, report) as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.className") == "skip"
        for figure in visit.page.query_selector_all("figure:has(.plot)"):
            figure.query_selector(".plot").focus()
            visit.page.keyboard.press("ArrowRight")
            assert figure.query_selector(".reading").inner_text().strip()
            summary = figure.query_selector("summary")
            summary.focus()
            visit.page.keyboard.press("Enter")
            assert figure.query_selector("table").is_visible()
        assert visit.said == []


def test_csv_downloads_offline(browser: Any, report: Path) -> None:
    with Visit(browser, report) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        with visit.page.expect_download() as waiting:
            visit.page.click("#network a[download]")
        text = Path(waiting.value.path()).read_text()
        assert text.startswith("person,side,ties,ties across")
        assert len(text.splitlines()) == 35


def test_map_labels_do_not_cover_each_other(browser: Any, report: Path) -> None:
    boxes = "[...document.querySelectorAll('#network .textpoint')].map(t => t.getBoundingClientRect().toJSON())"
    with Visit(browser, report) as visit:
        found = visit.page.evaluate(boxes)
        frame = visit.page.evaluate("document.querySelector('#network .plot').getBoundingClientRect().toJSON()")
        assert len(found) >= 6
        for k, a in enumerate(found):
            assert frame["left"] - 1 <= a["left"]
            assert a["right"] <= frame["right"] + 1
            for b in found[:k]:
                assert (
                    a["right"] < b["left"]
                    or b["right"] < a["left"]
                    or a["bottom"] < b["top"] + 3
                    or b["bottom"] < a["top"] + 3
                )
