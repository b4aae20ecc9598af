"""Build a model: load the graph, join the opinions, couple the ties, bind the members."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from sociophys import rng
from sociophys.errors import Mistake, NotDefinedError, SociophysError
from sociophys.graph import Graph, Reading
from sociophys.model import Model, RunSettings, bind
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.parameters import explicit, read_member
from sociophys.scenario.document import Scenario
from sociophys.scenario.identity import replaced
from sociophys.scenario.resolve import Resolved
from sociophys.select import Selection


def build(resolved: Resolved) -> Model:
    """Return the model of a scenario without a grid (of a grid: the point at which the scenario itself stands).

    Raises
    ------
    SociophysError
        What is wrong with a file (its line), the join, or a member on this network (its line in the scenario).
    """
    try:
        return _build(resolved.scenario)
    except SociophysError as error:
        marked = resolved.scenario.marked
        raise (type(error)(*map(marked.placed, error.mistakes)) if marked else error) from None


def _build(scenario: Scenario) -> Model:
    graph, network, opinions = read_network(scenario)
    run = scenario.run
    pressed = _watches_pressure(scenario)
    settings = RunSettings(
        run.sweeps, run.burn_in, run.record_every, run.replicas, run.block, run.snapshot_every, pressed
    )
    return bind(
        graph=graph,
        network=network,
        opinions=opinions,
        dynamics=scenario.dynamics,
        initial=scenario.initial,
        fields=_beside(scenario.fields, scenario.base_dir),
        feed=scenario.feed,
        interventions=_beside(scenario.interventions, scenario.base_dir),
        observables=None if run.observables == "default" else run.observables,
        settings=settings,
        seed=scenario.seed,
    )


def _watches_pressure(scenario: Scenario) -> bool:
    """Return whether people's pressure is split; a sampler's moves are no changes of mind, so it has none."""
    wanted, timeless = scenario.run.pressure, scenario.dynamics.is_timeless
    if wanted == "on" and timeless:
        what = f"'on', and what '{scenario.dynamics.kind}' moves is nobody's change of mind"
        raise NotDefinedError(Mistake("run.pressure", what, "auto or off"))
    pressing = scenario.fields or scenario.feed is not None or any(one.presses for one in scenario.interventions)
    return not timeless and (wanted == "on" or (wanted == "auto" and bool(pressing)))


def _beside(members: tuple[Any, ...], folder: Path) -> tuple[Any, ...]:
    """Return members whose selections look for their files in the scenario's folder."""
    return tuple(_with_files(part, folder) for part in members)


def _with_files(part: Any, folder: Path) -> Any:
    values = {name: getattr(part, name) for name in type(part).model_fields}
    moved = {n: value.beside(folder) for n, value in values.items() if isinstance(value, Selection) and value.inputs()}
    return part.model_copy(update=moved) if moved else part


def read_network(scenario: Scenario) -> tuple[Graph, Network, Opinions | None]:
    """Return the graph, the network with its couplings, and the opinions (None without) of a scenario."""
    graph = load_graph(scenario)
    block = scenario.network.opinions
    opinions = block.join(graph, scenario.base_dir) if block is not None else None
    network = Network.from_graph(graph)
    if scenario.dynamics.self_coupling == "drop":  # before the rules: a total must not count what will not act
        network = network.without_loops()
    for k, rule in enumerate(scenario.network.couple):
        draw = rng.generator(scenario.seed, "couplings", rule.kind, k)
        network = network.with_couplings(
            _at(f"network.couple[{k}]", rule.couple, network.couplings, network, graph, draw)
        )
    return graph, network, opinions


def load_graph(scenario: Scenario) -> Graph:
    """Return the graph of a scenario; its paths start at the scenario's folder."""
    loader = scenario.network.load
    moved = {path: os.fspath(scenario.base_dir / path) for path in loader.inputs()}
    if moved:
        loader, _ = read_member("loaders", replaced(explicit(loader), moved))
    graph: Graph = loader.load(rng.generator(scenario.seed, "loaders", loader.kind))
    return replace(graph, reading=_as_named(graph.reading, moved))


def _as_named(reading: Reading, moved: dict[str, str]) -> Reading:
    """Return the book-keeping with files called as the scenario calls them: it ends in reports, folders must not."""

    def named(text: str) -> str:
        for path, there in moved.items():
            text = text.replace(there, path)
        return text

    sniffed = {key: named(text) for key, text in reading.sniffed.items()}
    notes = tuple(named(note) for note in reading.notes)
    return replace(reading, source=named(reading.source), example=named(reading.example), sniffed=sniffed, notes=notes)


def _at(place: str, work: Any, *arguments: Any) -> Any:
    """Do some work; say of its errors where in the scenario they arose."""
    try:
        return work(*arguments)
    except SociophysError as error:
        named = [m if m.where.startswith(place) else _under(place, m) for m in error.mistakes]
        raise type(error)(*named) from None


def _under(place: str, mistake: Mistake) -> Mistake:
    where = f"{place} ({mistake.where})" if mistake.where else place
    return Mistake(where, mistake.what, mistake.allowed, mistake.advice)
