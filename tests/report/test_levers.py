"""Levers in section 4: marks on the time axis, what they did, what they cost."""

from dataclasses import replace

import numpy as np
import pytest

from sociophys.interventions.cut import Cut
from sociophys.interventions.tilt import Tilt
from sociophys.model import Bound
from sociophys.registry import kinds
from sociophys.setting import Setting
from sociophys.triggers.at import At
from sociophys.triggers.when import When
from sociophys.workflow.costs import costs
from sociophys.workflow.sections import levers, spans
from sociophys.workflow.sections.context import Context

from .conftest import broadcast_model, finished_of, point_of


@pytest.fixture(scope="module")
def context():
    """A conditional tilt that comes to some runs, one that comes to none, and a cut at a time."""
    pulled = (
        Tilt(toward="Officer", strength=2.0, when=When(measure="m", above=0.3)),
        Tilt(toward="Officer", strength=2.0, when=When(measure="m", above=1.0)),
        Cut(across="opinions", share=0.5, when=At(times=(30,))),
    )
    model = broadcast_model(sweeps=40, replicas=16, fields=False)
    bound = tuple(
        Bound(name, lever, lever.bind(Setting(model.graph, model.network, model.opinions), draw), draw)
        for name, lever, draw in zip(("tilt", "tilt#2", "cut"), pulled, _draws(), strict=True)
    )
    run = finished_of([point_of(replace(model, interventions=bound))], "Do levers show?")
    return Context(model.graph, model.network, model.opinions, run.measured, False, run)


def _draws():
    return [lambda *parts, k=k: np.random.default_rng([k, *parts]) for k in range(3)]


def test_conditional_levers_are_marked_with_how_many_runs(context):
    tilted = {event.replica for event in context.point.events if event.name == "tilt"}
    assert 0 < len(tilted) < 16
    (cut, *_), (tilt, begin, end) = spans.of(context)
    assert cut == "cut"
    assert tilt == f"tilt to Officer, in {len(tilted)} of 16 runs"
    assert 0 < begin < end
    assert [text for text, _, _ in spans.timed(context)] == ["cut"]


def test_costs__are_means_over_all_runs(context):
    spent = costs(context.point)
    assert spent["tilt#2"] == {}
    tilted = [event for event in context.point.events if event.name == "tilt" and event.action == "held to the end"]
    assert spent["tilt"]["field_sweeps"].value == pytest.approx(sum(dict(e.cost)["field_sweeps"] for e in tilted) / 16)
    acted, spent = levers.panels(context)
    assert {row[1] for row in acted.table.rows} == {"tilt", "cut"}
    assert [row[1] for row in spent.table.rows][-1] == "ties changed"


def test_every_lever_has_words_of_its_own():
    assert set(levers._TOLD) == set(kinds("interventions"))
