"""Levers at work: whose triggers hold, what is in force in which replica, what it has cost, and the ties it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sociophys.errors import Mistake, NotDefinedError
from sociophys.interventions import Change, View
from sociophys.model import Bound, Model
from sociophys.network import Network
from sociophys.trajectory import Event, State

Array = np.ndarray
Entry = dict[str, Array]
NEUTRAL = {"temperature": np.nan, "pin": np.int8(0), "field": 0.0}
"""What a lever may set while it holds, and the value that sets nothing."""


def pull(model: Model, state: State, events: list[Event], store: Callable[[], None]) -> bool:
    """Step 1 of a sweep: ask every trigger, let levers act, log what began and what ended.

    ``store``: writes the moving spins into the state; called only if a lever acts. Returns whether one has set spins.
    """
    turned = False
    for bound in model.interventions:
        held = state.latches.get(bound.name, np.zeros(state.spins.shape[1], bool))
        now = _holds(bound, state, held)
        new = now if bound.member.acts == "each" else now & ~held
        if bound.member.acts == "while":
            _stand(bound, model, state, now, new, events, store)
        else:
            _expire(bound, state, events)
            turned |= bool(new.any()) and _fire(bound, model, state, new, events, store)
        state.latches[bound.name] = now
    return turned


def _holds(bound: Bound, state: State, held: Array) -> Array:
    trigger = bound.member.when
    now = np.broadcast_to(trigger.active(state.t, state.recorded), held.shape).copy()
    return now | held if trigger.is_condition and trigger.once else now


def first_answered(model: Model, state: State, found: dict[str, Array]) -> int:
    """Return the first of some records that a waiting lever answers, their number if none; levers are as pulled last.

    ``found``: by observable, (n_records, n_replicas).
    """
    first = len(next(iter(found.values()), ()))
    for bound in model.interventions:
        trigger = bound.member.when
        if trigger.is_condition and first:
            held = state.latches[bound.name]
            now = trigger.active(state.t, found)
            changed = (now > held if trigger.once else now != held).any(axis=1)
            first = min(first, int(changed.argmax())) if changed.any() else first
    return first


def _act(bound: Bound, model: Model, state: State, who: Array) -> Change | None:
    """Ask a lever; what differs between replicas must be said beforehand, for kernels are chosen by it."""
    networks = [state.networks.get(c, model.network) for c in range(len(who))]
    view = View(state.spins, networks, state.replicas, state.recorded)
    change: Change | None = bound.member.act(bound.arrays, view, who, state.t, bound.draw)
    if change is not None and not bound.member.per_replica:
        wide = [part for part in (change.temperature, change.pin, change.field, change.spins) if np.ndim(part) > 1]
        before = {id(networks[c]) for c in change.networks}
        if wide or len({id(network) for network in change.networks.values()}) > len(before):
            what = "did different things in different replicas"
            raise NotDefinedError(Mistake(bound.name, what, "levers that are per_replica"))
    return change


def _stand(
    bound: Bound, model: Model, state: State, now: Array, new: Array, events: list[Event], store: Callable[[], None]
) -> None:
    """Put a lever in force where its trigger began to hold, let it look again where due, end it where it ceased."""
    entry, every = state.standing.get(bound.name), bound.member.asked_every
    is_due = every > 0 and state.t % every == 0
    asked = now if is_due or not bound.member.per_replica else new
    if (now if is_due else new).any():
        store()
        change = _act(bound, model, state, asked)
        entry = state.standing[bound.name] = _merged(entry, asked, change, bound)
        if change is not None:
            _log(events, state, bound.name, new, change.action, change.cost)
    if entry is not None:
        _end(bound.name, state, entry["who"] & ~now, events)
        if now.any() and (state.standing[bound.name]["who"] != now).any():
            state.standing[bound.name] = {**state.standing[bound.name], "who": now.copy()}


def _fire(bound: Bound, model: Model, state: State, who: Array, events: list[Event], store: Callable[[], None]) -> bool:
    """Let a lever act; where replicas may differ they are asked one by one. Returns whether spins turned."""
    store()
    turned, columns = False, np.arange(len(who))
    for one in [who] if not bound.member.per_replica else [(columns == c) & who for c in np.flatnonzero(who)]:
        change = _act(bound, model, state, one)
        if change is None:
            continue
        state.networks.update(change.networks)
        turned |= _set_spins(state, change, one)
        if change.sweeps:
            _hold(bound, state, change, one)
        _log(events, state, bound.name, one, change.action, change.cost)
    return turned


def _set_spins(state: State, change: Change, who: Array) -> bool:
    """Set opinions once; returns whether any were set."""
    if change.spins is None or change.nodes is None:
        return False
    columns = np.flatnonzero(who)
    place = np.ix_(change.nodes, columns)
    sides = _columns(change.spins, columns)
    state.spins[place] = np.where(sides != 0, sides, state.spins[place])
    return True


def _hold(bound: Bound, state: State, change: Change, who: Array) -> None:
    """Keep what a lever that acts once has set for some sweeps from now on."""
    old = state.standing.get(bound.name)
    until = np.zeros(len(who), np.int64) if old is None else old["until"].copy()
    until[who] = state.t + change.sweeps
    entry = _merged(old, who, change, bound)
    entry |= {"who": who.copy() if old is None else old["who"] | who, "until": until}
    state.standing[bound.name] = entry


def _expire(bound: Bound, state: State, events: list[Event]) -> None:
    """End what was to hold for some sweeps only."""
    entry = state.standing.get(bound.name)
    if entry is not None:
        over = entry["who"] & (entry["until"] <= state.t)
        _end(bound.name, state, over, events)
        if over.any() and bound.name in state.standing:
            state.standing[bound.name] = {**entry, "who": entry["who"] & ~over}


def _end(name: str, state: State, over: Array, events: list[Event]) -> None:
    """Log what ends in some replicas, with what it has cost while it held."""
    if not over.any():
        return
    entry = state.standing[name]
    _log(events, state, name, over, "ended", _spent(entry, state.t))
    for part in entry:
        if part.startswith(("rate/", "spent/")):
            entry[part][over] = 0.0
    if not (entry["who"] & ~over).any():
        state.standing.pop(name)


def _columns(values: Any, columns: Array) -> Array:
    """Return a number, (k,) or (k, n_replicas) values as (k or 1, columns or 1)."""
    values = np.asarray(values)
    return values[:, columns] if values.ndim > 1 else values.reshape(-1, 1)


def _merged(old: Entry | None, asked: Array, change: Change | None, bound: Bound) -> Entry:
    """Return what a lever does while it holds, as arrays that a checkpoint can keep.

    Where it may do different things in different replicas, those that were not asked keep what they have.
    """
    parts: Entry = {} if old is None else {part: values for part, values in old.items() if "/" in part}
    who = asked.copy() if old is None else old["who"] | asked
    if change is None or change.nodes is None:
        kept = {part: values for part, values in (old or {}).items() if bound.member.per_replica and part != "who"}
        return {**parts, **kept, "who": who}
    found = {part: getattr(change, part) for part in NEUTRAL if getattr(change, part) is not None}
    if bound.member.per_replica:
        if old is not None and "nodes" in old and not np.array_equal(old["nodes"], change.nodes):
            what = "chose among other people than before"
            raise NotDefinedError(Mistake(bound.name, what, "levers that are per_replica and name the same people"))
        found = {part: _beside(old, part, values, asked, len(change.nodes)) for part, values in found.items()}
    entry = {part: np.array(values) for part, values in found.items()}
    mark = {"absent": np.ones(1, bool)} if change.absent else {}
    return {**parts, **entry, **mark, "who": who, "nodes": np.array(change.nodes, np.int64)}


def _beside(old: Entry | None, part: str, values: Any, asked: Array, n_people: int) -> Array:
    """Return (k, n_replicas): what those asked are told, and what the others have."""
    values = np.asarray(values)
    values = values if values.ndim > 1 else values.reshape(-1, 1)
    known = None if old is None else old.get(part)
    kept = np.full((n_people, len(asked)), NEUTRAL[part], values.dtype) if known is None else known
    return np.where(asked, values, kept)


def _log(events: list[Event], state: State, name: str, who: Array, action: str, cost: dict[str, Any]) -> None:
    each = {unit: np.broadcast_to(np.asarray(spent, np.float64), who.shape) for unit, spent in sorted(cost.items())}
    for c in np.flatnonzero(who):
        spent = tuple((unit, float(values[c])) for unit, values in each.items())
        events.append(Event(state.t, int(state.replicas[c]), name, action, spent))


# --- what it costs while it holds ---


def charge(entry: Entry, noise: Array, t: int) -> None:
    """Note what a lever in force costs a sweep from sweep t on, and settle what it has cost where that changes.

    ``noise``: the scheduled noise level of its people, (k, 1). Settled replica by replica, and nowhere else, so that
    sums do not depend on who shares a unit or where a run was stopped.
    """
    for unit, values in _rates(entry, noise).items():
        rate = np.where(entry["who"], values, 0.0)
        if f"rate/{unit}" not in entry:
            nothing = {"rate": np.zeros(rate.shape), "spent": np.zeros(rate.shape), "since": np.full(rate.shape, t)}
            entry |= {f"{part}/{unit}": array for part, array in nothing.items()}
        changed = rate != entry[f"rate/{unit}"]
        spent = entry[f"spent/{unit}"] + entry[f"rate/{unit}"] * (t - entry[f"since/{unit}"])
        entry[f"spent/{unit}"] = np.where(changed, spent, entry[f"spent/{unit}"])
        entry[f"since/{unit}"] = np.where(changed, t, entry[f"since/{unit}"])
        entry[f"rate/{unit}"] = rate


def _rates(entry: Entry, noise: Array) -> dict[str, Array]:
    """Return the cost of one sweep by name, (n_replicas,) or (1,)."""
    found = {}
    everybody, k = np.arange(len(entry["who"])), len(entry["nodes"])
    if "field" in entry:
        found["field_sweeps"] = _total(np.abs(_columns(entry["field"], everybody)), k)
    if "temperature" in entry:
        changed = np.nan_to_num(np.abs(_columns(entry["temperature"], everybody) - noise))
        found["noise_sweeps"] = _total(changed, k)
    if "pin" in entry:
        found["held_sweeps"] = _total((_columns(entry["pin"], everybody) != 0).astype(np.float64), k)
    return found


def _total(values: Array, k: int) -> Array:
    """Return the sum over k people, of whom one line may tell for all.

    One after another: NumPy's own order depends on the number of columns.
    """
    if len(values) == 1:
        return values[0] * k
    return values.cumsum(axis=0)[-1] if len(values) else np.zeros(values.shape[1])


def _spent(entry: Entry, t: int) -> dict[str, Array]:
    units = [part.removeprefix("rate/") for part in entry if part.startswith("rate/")]
    return {unit: entry[f"spent/{unit}"] + entry[f"rate/{unit}"] * (t - entry[f"since/{unit}"]) for unit in units}


def close(model: Model, state: State, events: list[Event]) -> None:
    """Log at the end of a run what levers still in force have cost."""
    for bound, entry in in_force(model, state):
        if cost := _spent(entry, state.t):
            _log(events, state, bound.name, entry["who"], "held to the end", cost)


# --- what is in force ---


def in_force(model: Model, state: State) -> Iterator[tuple[Bound, Entry]]:
    """Yield the levers that hold somewhere and what they do there, in file order."""
    for bound in model.interventions:
        if bound.name in state.standing:
            yield bound, state.standing[bound.name]


def absent(state: State) -> Array:
    """Return who is out of every count, (n_nodes, n_replicas) bool; of no columns where nobody is."""
    gone = np.zeros(state.spins.shape, bool)
    for entry in state.standing.values():
        if "absent" in entry:
            gone[np.ix_(entry["nodes"], np.flatnonzero(entry["who"]))] = True
    return gone if gone.any() else gone[:, :0]


def is_wide(entry: Entry, part: str) -> bool:
    """Return whether what a lever sets differs from replica to replica."""
    return part in entry and (entry[part].ndim > 1 or not bool(entry["who"].all()))


def set_part(entry: Entry, part: str, table: Array, write: Callable[[Array, Array], Array]) -> None:
    """Write what a lever sets into a table (n_nodes, 1 or n_replicas), where it sets something.

    ``write``: returns the new values, given the old and what is set.
    """
    columns = np.flatnonzero(entry["who"]) if table.shape[1] > 1 else np.zeros(1, np.int64)
    place = np.ix_(entry["nodes"], columns)
    values = _columns(entry[part], columns)
    if values.size:
        table[place] = write(table[place], values)


def networks(model: Model, state: State, made: dict[Any, tuple[Network, Network]]) -> list[Network]:
    """Return the network of each replica: as changed for good, then as levers in force have it, in file order.

    ``made``: those made before, kept so that replicas alike share one object.
    """
    standing = [(bound, entry["who"]) for bound, entry in in_force(model, state) if bound.member.rewires]
    found = []
    for c in range(state.spins.shape[1]):
        network = base = state.networks.get(c, model.network)
        acting = [bound for bound, who in standing if who[c] and bound.member.acts == "while"]
        key = (id(base), *(bound.name for bound in acting))
        if acting and key not in made:
            for bound in acting:
                network = bound.member.retie(bound.arrays, network)
            made[key] = (base, network)  # the base is kept, so that no other object takes its id
        found.append(made[key][1] if acting else base)
    return found


def groups(model: Model, state: State, made: dict[Any, tuple[Network, Network]]) -> list[tuple[Network, Array]]:
    """Return (network, columns): runs of neighbouring columns that share one network."""
    columns = np.arange(state.spins.shape[1])
    if not state.networks and not state.standing:
        return [(model.network, columns)]
    found = networks(model, state, made)
    borders = [c for c in columns[1:] if found[c] is not found[c - 1]]
    return [(found[part[0]], part) for part in np.split(columns, borders)]
