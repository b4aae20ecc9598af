"""What a report says of how runs ended: kinds, intervals, sentences, and numbers that a mirror image leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sociophys.panels import Details, Runs, Sentence, Shares
from sociophys.statistics import block_estimate, wilson
from sociophys.workflow.document import run_document
from sociophys.workflow.finished import FinishedRun
from sociophys.workflow.people import block_means, rarer_shares
from sociophys.workflow.sections import outcome

from .conftest import broadcast_model, finished_of, point_of


def ended(shares_plus: list[float], fields: bool, block: int = 1) -> FinishedRun:
    """Return a run whose replicas end with these shares of 34 people on the plus side."""
    point = point_of(broadcast_model(sweeps=4, replicas=len(shares_plus), fields=fields))
    n = point.model.network.n_nodes
    frame = np.where(np.arange(n)[:, None] < np.round(np.array(shares_plus) * n), 1, -1).astype(np.int8)
    model = replace(point.model, settings=replace(point.model.settings, order_block=block))
    return finished_of([replace(point, model=model, frames=[point.frames[0], (4, frame)])], "q")


def answer(run: FinishedRun) -> Any:
    return run_document(run).sections[0].panels


def test_kinds_of_ends() -> None:
    m = np.array([1.0, 0.8, 0.79, 0.0, -0.01, -0.8, -1.0])
    assert outcome.kinds(m).tolist() == [2, 2, 1, 0, -1, -2, -2]


def test_independent_runs_have_the_interval_of_wilson() -> None:
    hits = np.arange(64) < 51
    assert outcome.interval(hits, 1) == wilson(51, 64)


def test_runs_that_share_their_luck_count_as_one() -> None:
    alike = np.repeat(np.arange(16) < 8, 4)
    assert outcome.interval(alike, 4) == pytest.approx(wilson(8, 16), abs=0.03)
    balanced = np.tile([True, True, False, False], 16)
    assert outcome.interval(balanced, 4) == wilson(32, 64)
    assert outcome.interval(np.ones(64, bool), 4) == wilson(16, 16)  # nothing to estimate the scatter from


def test_the_simulation_leads_and_says_how_sure() -> None:
    panels = answer(ended([1.0] * 12 + [0.0] * 14 + [0.5] * 6, fields=False))
    first = panels[0]
    assert isinstance(first, Sentence)
    assert (first.tag, first.headline) == ("Simulated", True)
    assert first.text.startswith(
        "In 26 of 32 simulated runs at least nine in ten people ended on one side (95 % confidence "
    )
    assert "luck of the simulation only): 12 with Mr. Hi and 14 with Officer. In 6 nobody won" in first.text
    assert not any(panel.headline for panel in panels[1:] if isinstance(panel, Sentence))


def test_one_side_that_leads_is_named() -> None:
    text = answer(ended([0.7] * 24 + [0.95] * 4 + [0.2] * 3 + [0.5], fields=True))[0].text
    assert text.startswith("In 28 of 32 simulated runs most people ended with Mr. Hi (95 % confidence ")
    assert text.endswith("in 4 of them at least nine in ten. In 3 most ended with Officer and in 1 it was even.")


def test_no_winner_is_said() -> None:
    text = answer(ended([0.6] * 15 + [0.4] * 15 + [1.0] * 2, fields=False))[0].text
    assert text.startswith("In 30 of 32 simulated runs nobody won")
    assert text.endswith("In 2 at least nine in ten ended with Mr. Hi.")


def test_one_run_has_no_interval() -> None:
    assert "confidence" not in answer(ended([1.0], fields=False))[0].text


def test_a_grid_names_its_points() -> None:
    run = ended([1.0] * 8, fields=False)
    points = [replace(run.points[0], settings={"dynamics.temperature.absolute": t}) for t in (1.0, 3.0)]
    texts = [panel.text for panel in answer(replace(run, points=points)) if isinstance(panel, Sentence)]
    assert texts[0].startswith(
        "At the first of 2 grid points (dynamics.temperature.absolute = 1), in all 8 simulated runs"
    )
    assert any(text.startswith("At the last of 2 grid points") for text in texts)


def test_the_bar_leaves_out_what_never_happened() -> None:
    bar = next(panel for panel in answer(ended([1.0] * 5 + [0.6] * 3, fields=False)) if isinstance(panel, Shares))
    assert [(count, side) for _, count, side in bar.items] == [(5, 2), (3, 1)]


def test_likeness_is_said_of_divided_runs_only() -> None:
    few = " ".join(p.text for p in answer(ended([1.0] * 28 + [0.5] * 4, fields=False)) if isinstance(p, Sentence))
    assert "stayed divided, on average" not in few
    more = " ".join(p.text for p in answer(ended([1.0] * 26 + [0.5] * 6, fields=False)) if isinstance(p, Sentence))
    assert "In the 6 runs that stayed divided, on average" in more


def test_the_bold_run_is_of_the_most_common_kind() -> None:
    sections = {s.id: s for s in run_document(ended([0.5, 1.0, 1.0, 1.0, 0.0], fields=False)).sections}
    runs = next(panel for panel in sections["happened"].panels if isinstance(panel, Runs))
    assert runs.highlight == 1
    assert runs.ends == ("1 run", "1 run between", "3 runs")


def test_wavering_is_the_same_in_the_mirror() -> None:
    means = np.random.default_rng(1).uniform(-1, 1, (5, 32))
    flips = np.where(np.arange(32) % 3, 1, -1)
    assert np.array_equal(rarer_shares(means), rarer_shares(means * flips))


@pytest.mark.parametrize("block", [1, 2])
def test_errors_for_people_are_those_of_blocks(block: int) -> None:
    values = np.random.default_rng(2).uniform(0, 1, (3, 37))
    mean, error = block_means(values, block)
    assert error is not None
    for row, m, e in zip(values, mean, error, strict=True):
        found = block_estimate(row, block)
        assert (m, e) == pytest.approx((found.value, found.error))
    assert block_means(values, 4)[1] is None


def test_who_changed_sides_shows_a_side_only_where_one_is_singled_out(finished: FinishedRun) -> None:
    def columns(run: FinishedRun) -> list[str]:
        happened = next(s for s in run_document(run).sections if s.id == "happened")
        return next(p for p in happened.panels if isinstance(p, Details) and "changed sides" in p.summary).table.columns

    assert "time with Mr. Hi" in columns(finished)
    assert "time with Mr. Hi" not in columns(ended([1.0] * 16, fields=False))
