"""A model: plug-ins bound to a network, ready for the engine; nothing in it changes while it runs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from sociophys import registry, rng
from sociophys.conditions import why_no_colours, why_no_energy, why_no_heat
from sociophys.dynamics import Dynamics, Sampler
from sociophys.errors import GraphError, Mistake, NotDefinedError, SociophysError
from sociophys.feeds import Feed
from sociophys.fields import Field
from sociophys.graph import Graph
from sociophys.initial import Initial
from sociophys.interventions import Intervention
from sociophys.network import Network
from sociophys.observables import Observable, Watched
from sociophys.opinions import Opinions
from sociophys.setting import Draw, Setting

Array = np.ndarray


@dataclass(frozen=True)
class RunSettings:
    """How long, how often, how many. ``order_block`` replicas share a visiting order: the unit of error bars.

    ``snapshot_every``: sweeps between frames kept; 0 keeps the first and the last only. ``pressure``: whether
    everybody's is split now and then (engine.pressure).
    """

    sweeps: int
    burn_in: int | Literal["auto"] = 0
    record_every: int = 1
    replicas: int = 64
    order_block: int = 1
    snapshot_every: int = 0
    pressure: bool = False


@dataclass(frozen=True)
class Bound:
    """A member with its name (kind, numbered from the second of a kind on), its arrays and its random stream."""

    name: str
    member: Any
    arrays: Any
    draw: Draw


@dataclass(frozen=True)
class Model:
    """Everything the engine runs.

    Attributes
    ----------
    temperature_factor: (n_nodes,) multiplies the scheduled temperature, or None if the same for all.
    temperature_reference: value of the estimate that a relative temperature counts in, else None.
    observables: what is recorded, by name, in recording order.
    refused: why something that one might expect is not recorded, one sentence each.
    """

    graph: Graph
    network: Network
    opinions: Opinions | None
    dynamics: Dynamics
    initial: Initial
    fields: tuple[Bound, ...]
    feed: Feed | None
    feed_arrays: Any
    interventions: tuple[Bound, ...]
    observables: dict[str, Watched]
    settings: RunSettings
    seed: int
    temperature_factor: Array | None = None
    temperature_reference: float | None = None
    refused: tuple[str, ...] = field(default=())

    def temperature(self, t: int) -> float:
        """Return the scheduled temperature at sweep t, absolute; before sweep 0 its value at 0."""
        number = self.dynamics.temperature.schedule.at(max(t, 0))
        return float(number * (self.temperature_reference or 1.0))

    @property
    def temperature_used(self) -> float:
        """The temperature at sweep 0, in units of the couplings."""
        return self.temperature(0)

    @cached_property
    def aligns(self) -> bool:
        """Whether nothing singles out a side, so that replicas are aligned by a global flip before averaging."""
        fields_rest = all(bound.member.at_rest() for bound in self.fields)
        levers = [bound.member for bound in self.interventions]
        pulled = any(lever.singles_out_a_side or self._asks_for_a_side(lever.when) for lever in levers)
        feed = self.feed is not None and self.feed.singles_out_a_side
        return fields_rest and not pulled and not feed and not self.initial.singles_out_a_side

    def _asks_for_a_side(self, when: Any) -> bool:
        """Return whether a trigger waits for a number that changes its sign with everybody's opinion."""
        return when.is_condition and self.observables[when.measure].member.is_odd

    @cached_property
    def equilibrium_failures(self) -> tuple[str, ...]:
        """The conditions of equilibrium that fail (engine rule 6); empty where equilibrium language holds."""
        return tuple(sentence for sentence, fails in _conditions(self) if fails)

    @property
    def tracks_bonds(self) -> bool:
        """Whether kernels count how the bonds change: asked for, and a flip changes them by its own local field."""
        asked = any("energy" in watched.member.needs for watched in self.observables.values())
        return asked and not self.network.has_self_coupling

    def with_burn_in(self, burn_in: int) -> Model:
        """Return the model with another burn-in, in sweeps."""
        return replace(self, settings=replace(self.settings, burn_in=burn_in))


def _has_detailed_balance(model: Model) -> bool:
    """Return whether J_ij / T_i = J_ji / T_j for all pairs (Kolmogorov's condition for the heat bath)."""
    if model.temperature_factor is None:
        return model.network.is_symmetric
    scaled = model.network.couplings * model.temperature_factor[model.network.indices]
    return model.network.with_couplings(scaled).is_symmetric  # J_ij T_j = J_ji T_i


def _is_cold(model: Model) -> bool:
    """Return whether somebody's temperature is 0 at some time: such people never go against the pull."""
    factor = model.temperature_factor
    lowest = model.dynamics.temperature.schedule.bounds()[0]
    return lowest <= 0 or (factor is not None and bool(np.any(factor <= 0)))


def _conditions(model: Model) -> list[tuple[str, bool]]:
    feedback = model.feed is not None or any(b.member.follows_opinions for b in model.fields)
    constant = model.dynamics.temperature.schedule.changes_after(0) == math.inf
    fixed = all(b.member.changes_after(0) == math.inf for b in model.fields if not b.member.follows_opinions)
    return [
        ("couplings divided by noise levels (J_ij / T_i) are not symmetric", not _has_detailed_balance(model)),
        ("self-couplings are kept", model.network.has_self_coupling),
        ("the field or the feed follows the opinions", feedback),
        ("the temperature changes in time", not constant),
        ("at a temperature of 0 runs freeze", constant and _is_cold(model)),
        ("the field changes in time", not fixed),
        ("levers act during the run", bool(model.interventions)),
        ("the order is synchronous", model.dynamics.order == "synchronous"),
        (f"the rule '{model.dynamics.kind}' has no known law", model.dynamics.stationary_law == "unknown"),
    ]


def _why_not_sampled(model: Model) -> list[Mistake]:
    """Return the conditions that a sampler needs and this model breaks (engine rules 6, 13 and 14), one each."""
    if not isinstance(model.dynamics, Sampler):
        return []
    if model.dynamics.needs_equilibrium:
        levers = [bound.member for bound in model.interventions]
        kept = all(lever.only_pins and not lever.when.is_condition and _is_for_good(lever.when) for lever in levers)
        conditions = [(sentence, fails) for sentence, fails in _conditions(model) if not sentence.startswith("levers")]
        conditions.append(("levers other than a pin from sweep 0 on act during the run", not kept))
        conditions.append(("people have noise levels of their own", model.temperature_factor is not None))
    else:
        conditions = [
            ("a feed makes rates that nobody's flip announces", model.feed is not None),
            ("levers change ties during the run", any(bound.member.rewires for bound in model.interventions)),
        ]
    rules = ", ".join(k for k in registry.kinds("dynamics") if not issubclass(registry.member("dynamics", k), Sampler))
    return [
        Mistake("dynamics", f"'{model.dynamics.kind}' does not work here: {sentence}", rules)
        for sentence, fails in conditions
        if fails
    ]


def _is_for_good(when: Any) -> bool:
    """Return whether a trigger of time holds from sweep 0 to the end."""
    return bool(when.active(0, {})) and when.changes_after(0) == math.inf


def bind(
    *,
    graph: Graph,
    network: Network,
    opinions: Opinions | None,
    dynamics: Dynamics,
    initial: Initial,
    fields: tuple[Field, ...] = (),
    feed: Feed | None = None,
    interventions: tuple[Intervention, ...] = (),
    observables: tuple[Observable | str, ...] | None = None,
    settings: RunSettings,
    seed: int = 0,
) -> Model:
    """Bind members to a network; collects every mistake before raising.

    ``observables``: members, or kinds by name; None records what tells something here: ``energy`` only for symmetric J
    without feedback, tension only where there are hostile ties.

    Raises
    ------
    SociophysError
        With all mistakes: a member that cannot work on this network, an observable that is not defined.
    """
    network = network.without_loops() if dynamics.self_coupling == "drop" else network
    setting = Setting(graph, network, opinions)
    mistakes: list[Mistake] = []

    def attempt(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except SociophysError as error:
            mistakes.extend(error.mistakes)
            return None

    bound_fields = attempt(lambda: _bind_all("fields", fields, setting, seed)) or ()
    levers = attempt(lambda: _bind_all("interventions", interventions, setting, seed)) or ()
    feed_arrays = attempt(lambda: feed.bind(setting)) if feed else None
    factor = attempt(lambda: _temperature_factor(dynamics, graph))
    reference = attempt(lambda: _temperature_reference(dynamics, network))
    if initial.needs_opinions and opinions is None:
        mistakes.append(Mistake("initial", "there are no opinions to start from", "", "Give network.opinions."))
    mistakes += why_no_colours(dynamics, feed, interventions)
    missing = {
        "energy": why_no_energy(network, feed, fields, interventions),
        "heat": why_no_heat(network, dynamics, factor, feed, fields, interventions),
        "partners": _why_no_partners(settings),
    }
    waiting = tuple(lever.when.measure for lever in interventions if lever.when.is_condition)
    chosen, refused = attempt(lambda: _choose_observables(observables, setting, missing, waiting)) or ({}, ())
    mistakes += _conditions_never_met(interventions, chosen, refused)
    if mistakes:
        raise NotDefinedError(*mistakes)
    model = Model(
        graph, network, opinions, dynamics, initial, bound_fields, feed, feed_arrays, levers, chosen, settings, seed,
        factor, reference, refused,
    )  # fmt: skip
    if not_sampled := _why_not_sampled(model):
        raise NotDefinedError(*not_sampled)
    return model


def member_names(members: tuple[Any, ...]) -> list[str]:
    """Return a stable name a member: its kind, numbered from the second of a kind on."""
    seen: Counter[str] = Counter()
    names = []
    for part in members:
        word = part.kind
        seen[word] += 1
        names.append(word if seen[word] == 1 else f"{word}#{seen[word]}")
    return names


def _bind_all(family: str, members: tuple[Any, ...], setting: Setting, seed: int) -> tuple[Bound, ...]:
    """Bind each member of a list; all their mistakes are raised at once."""
    bound, mistakes = [], []
    for k, (name, part) in enumerate(zip(member_names(members), members, strict=True)):
        draw = _stream(seed, family, name)
        try:
            bound.append(Bound(name, part, part.bind(setting, draw), draw))
        except SociophysError as error:
            mistakes += [replace(mistake, where=_under(f"{family}[{k}]", mistake.where)) for mistake in error.mistakes]
    if mistakes:
        raise NotDefinedError(*mistakes)
    return tuple(bound)


def _under(place: str, where: str) -> str:
    """Return a place below another: a parameter's path goes on, anything else stands in brackets."""
    return f"{place}.{where}" if where.replace(".", "").isidentifier() else f"{place} ({where})"


def _stream(seed: int, family: str, name: str) -> Draw:
    return lambda *parts: rng.generator(seed, family, name, *parts)


def _temperature_factor(dynamics: Dynamics, graph: Graph) -> Array | None:
    name = dynamics.temperature.per_node
    if name is None:
        return None
    numbers = pd.to_numeric(graph.attribute(name), errors="coerce").to_numpy(np.float64)
    bad = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0)))
    if len(bad):
        where = f"temperature.per_node, node '{graph.names[bad[0]]}'"
        raise GraphError(Mistake(where, f"'{graph.nodes[name].iloc[bad[0]]}' is no noise level", "numbers, 0 or more"))
    return numbers


def _temperature_reference(dynamics: Dynamics, network: Network) -> float | None:
    reference = dynamics.temperature.to
    if reference is None:
        return None
    from sociophys.theory import temperature as estimates  # imports eigensolvers, which few runs need

    return float(getattr(estimates, reference)(network))


def _conditions_never_met(interventions: Any, recorded: Mapping[str, Any], refused: tuple[str, ...]) -> list[Mistake]:
    """Return the levers that wait for a number that is not recorded here: they would never be pulled."""
    waiting = [
        (k, lever.when.measure)
        for k, lever in enumerate(interventions)
        if lever.when.is_condition and lever.when.measure not in recorded
    ]
    why = {sentence.split()[0]: sentence for sentence in refused}
    return [
        Mistake(f"interventions[{k}].when", why.get(name, f"'{name}' is not recorded"), ", ".join(recorded))
        for k, name in waiting
    ]


def _why_no_partners(settings: RunSettings) -> str:
    if settings.replicas < 2:
        return "a single run has no other to be compared with"
    if settings.order_block < 2:
        return "it compares runs of an order block, and every run is its own (run.order_block: 2 or more)"
    return ""


def _choose_observables(
    asked: tuple[Observable | str, ...] | None, setting: Setting, missing: Mapping[str, str], waiting: tuple[str, ...]
) -> tuple[dict[str, Watched], tuple[str, ...]]:
    """Return what is recorded, and why something is not; ``missing``: why a need is not met, empty where it is.

    ``waiting``: numbers that levers wait for; recorded too where nothing is asked for.
    """
    members = _by_default(setting.network, waiting) if asked is None else _members(asked)
    chosen: dict[str, Watched] = {}
    mistakes, refused = [], []
    for k, (name, part) in enumerate(zip(member_names(members), members, strict=True)):
        reasons = [f"{name} is not defined here: {missing[need]}" for need in part.needs if missing[need]]
        if reasons:
            refused += reasons
            continue
        try:
            chosen[name] = Watched(part, part.bind(setting))
        except SociophysError as error:
            place = f"run.observables[{k}]"
            mistakes += [replace(mistake, where=_under(place, mistake.where)) for mistake in error.mistakes]
    mistakes += [Mistake("run.observables", sentence) for sentence in refused if asked is not None]
    if mistakes:
        raise NotDefinedError(*mistakes)
    return chosen, tuple(refused)


def _by_default(network: Network, waiting: tuple[str, ...]) -> tuple[Observable, ...]:
    classes = {kind: registry.member("observables", kind) for kind in registry.kinds("observables")}
    return tuple(cls() for kind, cls in classes.items() if kind in waiting or cls.by_default(network))


def _members(asked: tuple[Observable | str, ...]) -> tuple[Observable, ...]:
    return tuple(registry.member("observables", part)() if isinstance(part, str) else part for part in asked)
