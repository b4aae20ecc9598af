"""A finished karate run for the report: simulated by the engine, in memory, small."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sociophys.analysis import analyze, analyze_frames
from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.fields.broadcast import Broadcast
from sociophys.graph import Graph, Reading
from sociophys.graphlib.shipped import shipped
from sociophys.initial.opinions import Opinions as FromOpinions
from sociophys.initial.random import Random
from sociophys.model import Model, RunSettings, bind
from sociophys.network import Network
from sociophys.opinions import Opinions, Sample
from sociophys.workflow.finished import FinishedPoint, FinishedRun
from sociophys.workflow.people import MeanSpins

HOSTILE = (
    "</script><img src=x onerror=alert(1)><b>x</b>\x00\x1b[31m\u202egpj.exe javascript:alert(1) %{text} ${x} {{ 7*7 }}"
)


def karate() -> tuple[Graph, Network, Opinions]:
    nodes, edges = shipped("karate")
    edges = edges.assign(weight=1.0)
    reading = Reading(
        "karate (networkx)", {}, {"ties_read": 78, "self_loops_dropped": 0, "weights_dropped": 78},
        "'member 1' and 'member 2' are tied", ("Weights count shared activities and are not used.",),
    )  # fmt: skip
    graph = Graph(nodes, edges, False, reading)
    values = np.where(nodes["club"] == "Mr. Hi", 1.0, -1.0)
    opinions = Opinions(values, "binary", "Mr. Hi", "Officer", "independent", (), (("matched", 34), ("unmatched", 0)))
    return graph, Network.from_graph(graph), opinions


def point_of(model: Model, settings: dict[str, Any] | None = None) -> FinishedPoint:
    chosen = plan(model)
    rows, frames, events, sums, records = [], [], [], [], 1
    for unit in chosen.units:
        state = start(model, unit)
        parts = []
        for segment in run(model, chosen, state):
            rows.append(pd.DataFrame(segment.rows))
            parts += segment.frames
            events += segment.events
            state = segment.state
        frames.append((parts[0], parts[-1]))
        sums.append(state.spin_sums)
        records = max(1, state.n_records)
    ends = [(pair[0][0], np.hstack([f[k][1] for f in frames])) for k, pair in ((0, frames[0]), (1, frames[0][::-1]))]
    return FinishedPoint(
        "abcd1234", settings or {}, model, int(model.settings.burn_in), None, pd.concat(rows), events, ends,
        MeanSpins(np.hstack(sums), records), [chosen.kernel, *chosen.reasons],
    )  # fmt: skip


def finished_of(points: list[FinishedPoint], question: str, names: str = "keep", **more: Any) -> FinishedRun:
    model = points[0].model
    explicit = {
        "schema": "sociophys/1", "name": "karate-broadcast", "question": question,
        "source": "Zachary 1977, doi 10.1086/jar.33.4.3629752", "seed": model.seed,
        "network": {"load": {"kind": "karate"}, "couple": [{"kind": "uniform", "strength": 1.0}]},
        "dynamics": model.dynamics.explicit(), "initial": model.initial.explicit(),
        "fields": [b.member.explicit() for b in model.fields],
        "interventions": [b.member.explicit() for b in model.interventions],
        "run": vars(model.settings), "report": {"names": names}, **more,
    }  # fmt: skip
    measured = analyze(Sample(model.network, model.opinions), nulls=200, seed=7) if model.opinions else None
    simulated = analyze_frames(model.network, points[0].frames[-1][1], block=model.settings.order_block)
    versions = {"sociophys": "0.1.0", "numpy": np.__version__, "python": "3.11"}
    return FinishedRun("3f9a1c20" * 8, explicit, {"versions": versions}, points, measured, simulated, {})


def broadcast_model(sweeps: int = 150, replicas: int = 32, temperature: Any = 3.2, fields: bool = True) -> Model:
    graph, network, opinions = karate()
    strength = {"kind": "pulse", "height": 1.2, "start": 60, "width": 15}
    pressure = (Broadcast.model_validate({"toward": "Officer", "strength": strength}),) if fields else ()
    return bind(
        graph=graph, network=network, opinions=opinions,
        dynamics=Glauber.model_validate({"temperature": temperature}),
        initial=FromOpinions() if fields else Random(), fields=pressure,
        settings=RunSettings(sweeps=sweeps, replicas=replicas, order_block=1), seed=7,
    )  # fmt: skip


@cache
def karate_run() -> FinishedRun:
    return finished_of([point_of(broadcast_model())], "Does a short broadcast move a club that has already split?")


@pytest.fixture(scope="session")
def finished() -> FinishedRun:
    return karate_run()
