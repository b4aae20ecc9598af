"""How alike two runs are: the distribution of their overlap in the report."""

from __future__ import annotations

import numpy as np
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.initial.random import Random
from sociophys.model import Model, RunSettings, bind
from sociophys.network import Network
from sociophys.panels import Curves, Sentence
from sociophys.workflow.document import run_document
from sociophys.workflow.finished import FinishedRun
from sociophys.workflow.sections.likeness import distribution
from tests.physics.systems import graph_of, lattice

from .conftest import finished_of, point_of


def model(temperature: float, **settings: int) -> Model:
    graph = graph_of(lattice(6, 6))
    wanted = {"sweeps": 400, "replicas": 64, "order_block": 4, "record_every": 10, **settings}
    return bind(
        graph=graph, network=Network.from_graph(graph), opinions=None, initial=Random(), seed=3,
        dynamics=Glauber(temperature=temperature), settings=RunSettings(**wanted), observables=("m", "replica_overlap"),
    )  # fmt: skip


@pytest.mark.parametrize("n_nodes", [30, 40, 41, 100, 1000])
def test_distribution__is_a_density_of_the_values_there_are(n_nodes: int) -> None:
    rng = np.random.default_rng(n_nodes)
    q = 2 * rng.binomial(n_nodes, 0.7, (32, 400)) / n_nodes - 1
    where, density, error = distribution(q, n_nodes, 1)
    steps = np.diff(where)
    assert len(where) <= 41
    assert where[0] >= -1
    assert where[-1] <= 1
    assert steps[:-1] == pytest.approx(steps[0])
    total = np.sum(density[:-1] * steps[0])
    assert total == pytest.approx(1, abs=0.02)
    assert np.sum(where[:-1] * density[:-1] * steps[0]) == pytest.approx(q.mean(), abs=0.02)
    assert error is not None
    assert (error[density > 0] > 0).all()


def test_report__shows_two_peaks_where_runs_order_and_one_where_they_do_not() -> None:
    for temperature, peaks in ((1.8, True), (8.0, False)):
        document = run_document(finished_of([point_of(model(temperature))], "q"))
        panels = [part for part in document.sections if part.id == "happened"][0].panels
        (curve,) = [panel for panel in panels if isinstance(panel, Curves)]
        (_, x, height, error) = curve.curves[0]
        middle = height[int(np.argmin(np.abs(x)))]
        assert (max(height) > 5 * middle) is peaks
        assert max(error) > 0
        assert "between groups" in curve.caption
        said = [panel.text for panel in panels if isinstance(panel, Sentence) and "|q|" in panel.text]
        assert "spin-glass susceptibility" in said[0]


def test_report__leaves_it_out_where_it_was_not_recorded(finished: FinishedRun) -> None:
    happened = [part for part in run_document(finished).sections if part.id == "happened"][0]
    assert not [panel for panel in happened.panels if isinstance(panel, Curves)]
