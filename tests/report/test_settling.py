"""What a run says of its own reliability: settled or not, frozen, how long it remembers, one run's errors."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from sociophys.dynamics.glauber import Glauber
from sociophys.initial.random import Random
from sociophys.model import Model, RunSettings, bind
from sociophys.network import Network
from sociophys.panels import Curves, Document
from sociophys.workflow.document import run_document
from sociophys.workflow.people import variances
from sociophys.workflow.settling import Settling
from sociophys.workflow.summary import point_numbers, point_summary
from tests.physics.systems import graph_of, lattice

from .conftest import finished_of, point_of


def model(temperature: float, couplings: np.ndarray | None = None, **settings: int) -> Model:
    graph = graph_of(lattice(6, 6) if couplings is None else couplings)
    wanted = {"sweeps": 400, "replicas": 16, **settings}
    return bind(
        graph=graph, network=Network.from_graph(graph), opinions=None, initial=Random(),
        dynamics=Glauber(temperature=temperature), settings=RunSettings(**wanted), seed=3,
    )  # fmt: skip


def told(document: Document, section: str) -> str:
    found = [part for part in document.sections if part.id == section]
    return json.dumps([asdict(panel) for panel in found[0].panels], ensure_ascii=False)


def test_hot_society__forgets_fast_and_says_so() -> None:
    point = replace(point_of(model(5.0, burn_in=50)), settled=True, r_hats={"abs_m": 1.01, "bonds": 1.0})
    settling = Settling(point)
    assert settling.verdict == "settled"
    found = settling.memories["energy"]
    assert found.tau_is_known
    assert 1 <= (found.tau_sweeps or 0) < 10
    assert found.worth > 300
    assert found.r_hat == pytest.approx(1, abs=0.05)
    document = run_document(finished_of([point], "q"))
    assert "forgets its past in about" in told(document, "happened")
    assert "Warning" not in told(document, "answer")
    assert "1.010 (abs_m)" in told(document, "limits")


def test_errors_between_runs_and_from_memory_agree_where_both_exist() -> None:
    settling = Settling(point_of(model(4.0, replicas=64, sweeps=1000)))
    for name in ("abs_m", "energy", "walls"):
        between = settling.estimate(name, settling.late[name]).error
        assert settling.memories[name].error_from_tau == pytest.approx(between, rel=0.35)


def test_one_run__has_errors_from_its_own_memory_and_says_why() -> None:
    point = point_of(model(4.0, replicas=1, sweeps=4000))
    numbers = point_numbers(point, Settling(point))
    assert "memory of the record in time" in numbers["energy"].reason
    many = point_of(model(4.0, replicas=64, sweeps=1000))
    truth = point_numbers(many, Settling(many))["energy"]
    error = np.hypot(numbers["energy"].error or 0, truth.error or 0)
    assert abs((numbers["energy"].value or 0) - (truth.value or 0)) < 4 * error
    assert numbers["m"].error is None
    assert "no one value to settle at" in numbers["m"].reason


def test_grid_of_single_runs__has_bars_from_their_memory_and_says_so() -> None:
    """Means and touchiness of one long run a point lie beside those of many short ones."""
    settings = [{"dynamics.temperature": t} for t in (3.5, 5.0)]

    def curves(**how: int) -> list[Curves]:
        points = [point_of(model(s["dynamics.temperature"], burn_in=50, **how)) for s in settings]
        document = run_document(
            finished_of([replace(p, settings=s) for p, s in zip(points, settings, strict=True)], "q")
        )
        (touchy,) = [part for part in document.sections if part.id == "touchy"]
        return [panel for panel in touchy.panels if isinstance(panel, Curves)]

    for one, many in zip(curves(replicas=1, sweeps=20_000), curves(replicas=64, sweeps=500), strict=True):
        assert "from how long a run remembers (autocorrelation time)" in one.caption
        assert "between independent runs" in many.caption
        (_, _, y, error), (_, _, true, true_error) = one.curves[0], many.curves[0]
        assert min(error) > 0
        assert np.abs((np.array(y) - true) / np.hypot(error, true_error)).max() < 4


def test_few_blocks__count_the_runs_of_a_block_as_one() -> None:
    settling = Settling(point_of(model(4.0, replicas=8, order_block=4, sweeps=2000)))
    found = settling.estimate("energy", settling.late["energy"])
    assert found.error == pytest.approx(settling.memories["energy"].error_from_tau)
    assert "memory of the record" in found.reason


def test_frozen__is_named_and_is_no_settled_state() -> None:
    point = point_of(model(0.0, couplings=np.ones((12, 12)) - np.eye(12), sweeps=60))
    summary = point_summary(point)
    assert summary["settling"]["verdict"] == "frozen"
    assert summary["settling"]["frozen_runs"] == 16
    assert {"abs_m", "energy", "walls"} <= set(summary["frozen"])
    assert summary["settling"]["numbers"]["energy"]["r_hat"] == "frozen"
    assert summary["settling"]["numbers"]["energy"]["tau_sweeps"] is None
    document = run_document(finished_of([point], "q"))
    assert "nothing moves any more" in told(document, "answer")
    assert "froze where they were" in told(document, "limits")
    assert "forgets" not in told(document, "happened")


def test_coarsening__has_not_settled_and_is_warned_of() -> None:
    """A large lattice below its critical noise still orders when the run ends."""
    point = point_of(model(1.5, couplings=lattice(24, 24), sweeps=40, replicas=32))
    settling = Settling(point)
    assert settling.verdict == "drifting"
    assert "energy" in settling.drifting
    document = run_document(finished_of([point], "q"))
    assert "Warning: these runs have not settled" in told(document, "answer")
    assert "Long-run averages" in told(document, "limits")


def test_two_starts_that_differ__are_warned_of_at_the_top() -> None:
    point = replace(point_of(model(5.0, burn_in=50)), settled=False, r_hats={"m": 1.3})
    document = run_document(finished_of([point], "q"))
    assert "Warning: these runs have not settled" in told(document, "answer")
    assert "After 50 sweeps runs that began on one side still differed" in told(document, "answer")


def test_grid__counts_the_points_that_have_not_settled() -> None:
    cold, hot = point_of(model(1.5, couplings=lattice(24, 24), sweeps=40)), point_of(model(5.0, sweeps=40))
    points = [replace(p, settings={"dynamics.temperature": t}) for p, t in ((hot, 5.0), (cold, 1.5))]
    text = told(run_document(finished_of(points, "q")), "answer")
    assert "Warning: at 1 of 2 grid points the runs have not settled" in text


def test_variances_of_people__add_up() -> None:
    means = np.random.default_rng(1).uniform(-1, 1, (20, 8))
    in_time, between = variances(means)
    assert in_time + between == pytest.approx(1 - means.mean(axis=1) ** 2, abs=1e-12)
    assert variances(np.ones((3, 4)))[0].tolist() == [0, 0, 0]


def test_one_short_run__cannot_tell_and_says_so() -> None:
    point = point_of(model(1.5, couplings=lattice(24, 24), sweeps=60, replicas=1))
    assert Settling(point).is_too_short
    assert "cannot be told" in told(run_document(finished_of([point], "q")), "answer")


def test_most_runs_frozen__is_said_in_the_answer() -> None:
    """A ring at T = 0: runs end in consensus one after the other; those with two walls left go on."""
    point = point_of(model(0.0, couplings=lattice(16), sweeps=60, replicas=16))
    settling = Settling(point)
    assert 8 < settling.frozen_runs < 16
    document = run_document(finished_of([point], "q"))
    assert f"In {settling.frozen_runs} of 16 runs nobody changed sides" in told(document, "answer")
    assert "forgets" not in told(document, "happened")
