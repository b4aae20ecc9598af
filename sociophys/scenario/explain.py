"""What a run would do, before it does it: points, units, updates, memory, kernel."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sociophys.engine.pack import pack_size
from sociophys.engine.plan import Plan, plan, shared_family
from sociophys.model import Model
from sociophys.scenario.axes import axes, n_points
from sociophys.scenario.build import build
from sociophys.scenario.resolve import Resolved


def explain(resolved: Resolved, compared: Mapping[str, Resolved] = MappingProxyType({})) -> list[str]:
    """Return one sentence a line; reads the network and binds the model, but simulates nothing.

    ``compared``: the points of a scenario with variants by what they are called, its own first.
    """
    scenario = resolved.scenario
    models = {name: build(point) for name, point in compared.items()}
    model = next(iter(models.values()), None) or build(resolved)
    planned = plan(model, shared_family(models)) if models else plan(model)
    count = len(models) or n_points(scenario.grid)
    return [
        f"scenario {scenario.name}, run id {resolved.run_id}, seed {scenario.seed}",
        *(f"cut by --quick: {note}" for note in scenario.notes),
        f"{count} points that are compared: {'; '.join(models)}" if models else _points(resolved, count),
        f"network: {model.network.n_nodes:,} people, {model.network.n_edges:,} ties",
        *(rule.note() for rule in scenario.network.couple if rule.note()),
        _temperature(model),
        f"{scenario.run.replicas:,} replicas in order blocks of {scenario.run.block}",
        _units(model, planned, count),
        _updates(model, count),
        f"about {memory_bytes(model) / 1e6:,.1f} MB of memory for one point in one piece",
        *(
            f"{bound.name}: {bound.member.note(bound.arrays)}"
            for bound in model.fields
            if bound.member.note(bound.arrays)
        ),
        *(f"kernel {reason}" for reason in planned.reasons),
        *model.refused,
    ]


def _points(resolved: Resolved, count: int) -> str:
    grid = axes(resolved.scenario.grid)
    along = " x ".join(f"{len(values)} values of {path}" for path, values in grid.items())
    return f"{count} points: {along}" if grid else "one point (no grid)"


def _temperature(model: Model) -> str:
    line = f"noise level (temperature) {model.temperature_used:.6g} at sweep 0"
    if model.temperature_reference is None:
        return line
    return f"{line}, relative to {model.dynamics.temperature.to} = {model.temperature_reference:.6g}"


def _units(model: Model, planned: Plan, count: int) -> str:
    """Return how the work is cut; as many workers as units can be of use."""
    sizes = sorted({len(unit) for unit in planned.units})
    replicas = " or ".join(f"{size:,}" for size in sizes)
    together = min(count, pack_size(model, planned))
    packed = f", {together} points that differ in temperature alone side by side" if together > 1 else ""
    saved = f"saved every {planned.segment_sweeps:,} sweeps or less often"
    return f"{len(planned.units)} work units a point, of {replicas} replicas each{packed}; {saved}"


def _updates(model: Model, count: int) -> str:
    settings = model.settings
    burn_in = 0 if settings.burn_in == "auto" else settings.burn_in
    updates = model.network.n_nodes * settings.replicas * (settings.sweeps + burn_in) * count
    extra = ", and a burn-in of as many sweeps as R-hat asks for" if settings.burn_in == "auto" else ""
    return f"{updates:,} updates in all ({settings.sweeps + burn_in:,} sweeps a replica){extra}"


def memory_bytes(model: Model) -> int:
    """Return an estimate of the bytes one point needs: network, spins, their sums, records and frames."""
    n, settings = model.network.n_nodes, model.settings
    records = settings.sweeps // settings.record_every + 1
    frames = 2 + (settings.sweeps // settings.snapshot_every if settings.snapshot_every else 0)
    network = 8 * (n + 1) + (4 + 8 + 8 + 4) * model.network.n_slots  # indices, weights, couplings, those of kernels
    state = n * settings.replicas * (1 + 4) + 16 * n
    return (
        network
        + state
        + 8 * records * settings.replicas * (2 + len(model.observables))
        + n * settings.replicas * frames
    )
