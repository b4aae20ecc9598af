"""Each way of choosing people, as a function of the network, the node table and the imported opinions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.select.among import column_of, community_numbers

Array = np.ndarray
_SHOWN = 8


class People(NamedTuple):
    """Among whom is chosen, and the generator of what is drawn."""

    network: Network
    graph: Graph
    opinions: Opinions | None
    rng: np.random.Generator


def everybody(said: Any, people: People) -> Array:
    """Return all people."""
    return np.arange(people.network.n_nodes)


def by_ids(said: Any, people: People) -> Array:
    """Return the people listed."""
    return _numbered("nodes.ids", said.ids, people.network)


def by_file(said: Any, people: People) -> Array:
    """Return the people whose ids a file lists, one a line."""
    return _numbered(f"nodes.ids_file '{said.ids_file}'", ids_in(said.path), people.network)


def ids_in(path: Path) -> list[str]:
    """Return the ids in a text file (UTF-8), one a line; empty lines and blanks around ids are passed over."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        reason = "not UTF-8 text" if isinstance(error, ValueError) else error.strerror
        raise MissingError(Mistake(f"nodes.ids_file '{path}'", f"cannot be read ({reason})", "one id a line")) from None
    found = [line.strip() for line in lines if line.strip()]
    if not found:
        raise MissingError(Mistake(f"nodes.ids_file '{path.name}'", "there is no id in it", "one id a line"))
    return found


def _numbered(where: str, ids: Sequence[str], network: Network) -> Array:
    number = {name: k for k, name in enumerate(network.names)}
    wanted = list(dict.fromkeys(ids))
    unknown = [name for name in wanted if name not in number]
    if unknown:
        raise MissingError(*(_unknown(where, name, list(number)) for name in unknown[:_SHOWN]))
    return np.array([number[name] for name in wanted])


def by_attribute(said: Any, people: People) -> Array:
    """Return the people whose attribute has one of some values, or lies in a range."""
    column = column_of(people.graph, said.attribute, "nodes.attribute")
    return _with_values(said, column) if said.equals is not None else _in_range(said, column)


def _with_values(said: Any, column: Any) -> Array:
    wanted = said.equals if isinstance(said.equals, list) else [said.equals]
    found = [((column == value) | (column.astype(str) == str(value))).to_numpy(bool) for value in wanted]
    absent = [value for value, where in zip(wanted, found, strict=True) if not where.any()]
    if absent:
        known = [str(value) for value in column.dropna().unique()]
        raise MissingError(*(_unknown("nodes.equals", str(value), known) for value in absent[:_SHOWN]))
    return np.flatnonzero(np.any(found, axis=0))


def _in_range(said: Any, column: Any) -> Array:
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
    known = numbers[np.isfinite(numbers)]
    if not len(known):
        what = f"'{said.attribute}' holds no numbers"
        raise MissingError(Mistake("nodes.attribute", what, "a column of numbers for above and below"))
    low, high = (-np.inf if said.above is None else said.above), (np.inf if said.below is None else said.below)
    chosen = np.flatnonzero((numbers > low) & (numbers < high))
    if not len(chosen):
        allowed = f"the column goes from {known.min():g} to {known.max():g}"
        raise MissingError(Mistake("nodes.attribute", f"nobody's '{said.attribute}' lies in the range", allowed))
    return chosen


def by_side(said: Any, people: People) -> Array:
    """Return the people on a side of the imported opinions."""
    sign = side_sign(str(said.side), people.opinions, "nodes.side")
    chosen = np.flatnonzero(_sides("nodes.side", people) == sign)
    if not len(chosen):
        raise MissingError(Mistake("nodes.side", f"nobody is on the side '{said.side}'", "a side that has people"))
    return chosen


def by_degree(said: Any, people: People) -> Array:
    """Return the people with most ties, arrows of both ways counted; of equals, the first read come first."""
    ties = _counted(people.network, np.ones(people.network.n_slots, bool))
    return _first(ties, said.top_degree, "nodes.top_degree")


def at_border(said: Any, people: People) -> Array:
    """Return the people with the largest share or number of ties to the other side of the imported opinions."""
    network, sides = people.network, _sides("nodes.border", people)
    product = sides[network.rows] * sides[network.indices]
    across, sided = _counted(network, product == -1), _counted(network, product != 0)
    share = across / np.maximum(sided, 1)
    order = np.lexsort((-across, -share)) if said.by == "share" else np.lexsort((-share, -across))
    wanted = how_many(said.border, network.n_nodes, "nodes.border")
    n_border = np.count_nonzero(across)
    if isinstance(said.border, int) and wanted > n_border:
        what = f"{wanted} people are asked for, and {n_border} have a tie to the other side"
        raise MissingError(Mistake("nodes.border", what, f"0 to {n_border}"))
    return order[: min(wanted, n_border)]


def at_random(said: Any, people: People) -> Array:
    """Return people drawn at random: a smaller draw of a grid lies within a larger one."""
    order = people.rng.permutation(people.network.n_nodes)
    return order[: how_many(said.random, len(order), "nodes.random")]


def by_community(said: Any, people: People) -> Array:
    """Return a community, by its rank of size from 1 on or by one of its people."""
    label = community_numbers(people.network)
    if isinstance(said.community, str):
        (person,) = _numbered("nodes.community", [said.community], people.network)
        return np.flatnonzero(label == label[person])
    n_communities = int(label.max()) + 1
    if said.community > n_communities:
        advice = f"For the person called {said.community} write '{said.community}'."
        what = f"{said.community} is no community"
        raise MissingError(Mistake("nodes.community", what, f"1 (the largest) to {n_communities}, or an id", advice))
    return np.flatnonzero(label == said.community - 1)


def around(said: Any, people: People) -> Array:
    """Return the people nearest to one by ties, arrows ignored; of those equally near, the first read come first.

    A centre drawn at random has that many people within reach, itself counted.
    """
    network, centre = people.network, said.around.id
    wanted = how_many(said.around.size, network.n_nodes, "nodes.around.size")
    component = network.components
    reach = np.bincount(component)[component]
    if centre == "random":
        able = np.flatnonzero(reach >= wanted)
        if not len(able):
            raise MissingError(_too_far("anybody", wanted, int(reach.max())))
        person = int(able[people.rng.integers(len(able))])
    else:
        (person,) = _numbered("nodes.around.id", [centre], network)
    if reach[person] < wanted:
        raise MissingError(_too_far(f"'{centre}'", wanted, int(reach[person])))
    return nearest(network, person, wanted)


def _too_far(who: str, wanted: int, there: int) -> Mistake:
    what = f"{wanted} people are asked for around {who}, and ties lead to {there}, the centre counted"
    return Mistake("nodes.around.size", what, f"1 to {there}")


def nearest(network: Network, person: int, size: int) -> Array:
    """Return up to ``size`` people by distance from one along ties, then by number; the first is the person."""
    ties = network.matrix(np.ones(network.n_slots))
    ties = (ties + ties.T).tocsr() if network.directed else ties
    is_seen = np.zeros(network.n_nodes, bool)
    is_seen[person] = True
    shells, found = [np.array([person])], 1
    while found < size and len(shells[-1]):
        neighbours = np.unique(ties[shells[-1]].indices)
        shells.append(neighbours[~is_seen[neighbours]])
        is_seen[shells[-1]] = True
        found += len(shells[-1])
    return np.concatenate(shells)[:size]


def how_many(amount: float, n_nodes: int, where: str) -> int:
    """Return the number of people of an amount: a whole number as it is; a share above 0 is at least one person."""
    if isinstance(amount, float):
        return min(n_nodes, max(1, round(amount * n_nodes))) if amount > 0 else 0
    if amount > n_nodes:
        raise MissingError(Mistake(where, f"{amount} people are asked for", f"0 to {n_nodes}"))
    return int(amount)


def side_sign(word: str, opinions: Opinions | None = None, where: str = "toward") -> int:
    """Return +1 or -1 for the name of a side: plus, minus, or what the user calls it; ``where``: the key it is under.

    Raises
    ------
    MissingError
        If no side is called so; names the words there are and the nearest.
    """
    names = {"plus": 1, "minus": -1}
    if opinions is not None:
        own = {opinions.plus: 1, opinions.minus: -1}
        names = own | {word: sign for word, sign in names.items() if word not in own}
    if word not in names:
        raise MissingError(Mistake(where, f"'{word}' is not a side", ", ".join(names), near_miss(word, names)))
    return names[word]


def _first(numbers: Array, amount: float, where: str) -> Array:
    """Return the people of the largest numbers; of equals, the first read come first."""
    return np.argsort(-numbers, kind="stable")[: how_many(amount, len(numbers), where)]


def _counted(network: Network, slots: Array) -> Array:
    """Return how many of some slots, (n_slots,) bool, each person has; arrows of both ways count."""
    counts = np.bincount(network.rows[slots], minlength=network.n_nodes)
    return counts + np.bincount(network.indices[slots], minlength=network.n_nodes) if network.directed else counts


def _sides(where: str, people: People) -> Array:
    if people.opinions is None:
        advice = "Give network.opinions, or choose people by ids, attribute, community, top_degree, around or random."
        raise MissingError(Mistake(where, "people have sides only in imported opinions", "", advice))
    return people.opinions.sides


def _unknown(where: str, word: str, known: list[str]) -> Mistake:
    shown = ", ".join(known[:_SHOWN]) + (f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else "")
    return Mistake(where, f"'{word}' is not there", shown or "none: there are none", near_miss(word, known))


WAYS = {
    "all": everybody,
    "ids": by_ids,
    "ids_file": by_file,
    "attribute": by_attribute,
    "community": by_community,
    "side": by_side,
    "border": at_border,
    "top_degree": by_degree,
    "around": around,
    "random": at_random,
}
