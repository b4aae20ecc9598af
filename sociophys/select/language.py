"""Which people a field or a lever reaches: a small language of selections, and the names of the sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from pydantic import model_validator

from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.parameters import Strict, parameter

Array = np.ndarray
Amount = int | float
WAYS = ("all", "ids", "attribute", "side", "top_degree", "random")
_SHOWN = 8


class Selection(Strict):
    """A set of people, said in one of six ways; ``all``, ``{}`` and ``Selection()`` mean ``{all: true}``.

    Examples
    --------
    >>> Selection.model_validate({"top_degree": 3}).way
    'top_degree'
    >>> Selection.model_validate("all").way
    'all'
    """

    all: Literal[True] | None = parameter(None, doc="everybody")
    ids: list[str] | None = parameter(None, doc="people by id", min_length=1)
    attribute: str | None = parameter(None, doc="people whose node attribute of this name has the value `equals`")
    equals: str | int | float | bool | None = parameter(None, doc="the value that `attribute` must have")
    side: str | None = parameter(None, doc="people whose imported opinion is on this side (plus, minus or its name)")
    top_degree: Amount | None = parameter(
        None,
        doc="the people with most ties, arrows of both ways counted; of equals, the first read come first; "
        "a whole number of people or a share below 1",
        ge=0,
    )
    random: Amount | None = parameter(
        None, doc="people drawn at random, the same in every replica; a whole number or a share below 1", ge=0
    )

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, raw: Any) -> Any:
        if isinstance(raw, str):
            if raw != "all":
                advice = near_miss(raw, ("all",)) or "For one side write {side: name}, for people {ids: [...]}."
                allowed = f"all or a block of {', '.join(WAYS[1:])}"
                raise ValueError(f"'{raw}' is not a selection; allowed {allowed}. {advice}")
            return {"all": True}
        if not isinstance(raw, Mapping):
            return raw
        if not raw:
            return {"all": True}
        for way in ("top_degree", "random"):
            if way in raw and type(raw[way]) not in (int, float):
                raise ValueError(f"{way} {raw[way]!r} is not a number; allowed a whole number or a share 0.0 to 1.0")
        if isinstance(raw.get("ids"), (list, tuple)):
            return {**raw, "ids": [str(i) if type(i) is int else i for i in raw["ids"]]}
        return raw

    @model_validator(mode="after")
    def _say_one_way(self) -> Selection:
        given = [way for way in WAYS if getattr(self, way) is not None]
        if len(given) != 1:
            said = " and ".join(given) or "nothing"
            raise ValueError(f"a selection says {said}; allowed exactly one of {', '.join(WAYS)}")
        if (self.attribute is None) != (self.equals is None):
            raise ValueError("'attribute' and 'equals' go together; allowed {attribute: name, equals: value}")
        amount = getattr(self, self.way)
        if isinstance(amount, float) and amount > 1:
            raise ValueError(f"{self.way} {amount} is neither; allowed a whole number of people or a share 0.0 to 1.0")
        return self

    @property
    def way(self) -> str:
        """The key that says how people are chosen."""
        return next(way for way in WAYS if getattr(self, way) is not None)

    def pick(self, network: Network, graph: Graph, opinions: Opinions | None, rng: np.random.Generator) -> Array:
        """Return the chosen nodes, (k,) int64, rising.

        Raises
        ------
        MissingError
            If an id, attribute, value or side is not there, or more people are asked for than there are.
        """
        chosen = getattr(self, f"_pick_{self.way}")(network, graph, opinions, rng)
        return np.sort(np.asarray(chosen, np.int64))

    def _pick_all(self, network: Network, *_: Any) -> Array:
        return np.arange(network.n_nodes)

    def _pick_ids(self, network: Network, *_: Any) -> Array:
        number = {name: k for k, name in enumerate(network.names)}
        wanted = list(dict.fromkeys(self.ids or ()))
        unknown = [name for name in wanted if name not in number]
        if unknown:
            raise MissingError(*(_unknown("nodes.ids", name, list(number)) for name in unknown[:_SHOWN]))
        return np.array([number[name] for name in wanted])

    def _pick_attribute(self, network: Network, graph: Graph, *_: Any) -> Array:
        columns = [str(column) for column in graph.nodes.columns]
        if self.attribute not in columns:
            raise MissingError(_unknown("nodes.attribute", str(self.attribute), columns))
        column = graph.nodes[self.attribute]
        chosen = np.flatnonzero(((column == self.equals) | (column.astype(str) == str(self.equals))).to_numpy(bool))
        if not len(chosen):
            raise MissingError(_unknown("nodes.equals", str(self.equals), [str(v) for v in column.dropna().unique()]))
        return chosen

    def _pick_side(self, network: Network, graph: Graph, opinions: Opinions | None, *_: Any) -> Array:
        sign = side_sign(str(self.side), opinions)
        if opinions is None:
            advice = "Give network.opinions, or choose people by ids, attribute, top_degree or random."
            raise MissingError(Mistake("nodes.side", "people have sides only in imported opinions", "", advice))
        chosen = np.flatnonzero(opinions.sides == sign)
        if not len(chosen):
            raise MissingError(Mistake("nodes.side", f"nobody is on the side '{self.side}'", "a side that has people"))
        return chosen

    def _pick_top_degree(self, network: Network, *_: Any) -> Array:
        ties = network.degrees
        if network.directed:
            ties = ties + np.bincount(network.indices, minlength=network.n_nodes)
        order = np.lexsort((np.arange(network.n_nodes), -ties))
        return order[: self._how_many(network.n_nodes)]

    def _pick_random(self, network: Network, graph: Graph, opinions: Any, rng: np.random.Generator) -> Array:
        order = rng.permutation(network.n_nodes)  # so that a smaller draw of a grid lies within a larger one
        return order[: self._how_many(network.n_nodes)]

    def _how_many(self, n_nodes: int) -> int:
        amount = getattr(self, self.way)
        if isinstance(amount, float):
            return min(n_nodes, max(1, round(amount * n_nodes))) if amount > 0 else 0
        if amount > n_nodes:
            raise MissingError(Mistake(f"nodes.{self.way}", f"{amount} people are asked for", f"0 to {n_nodes}"))
        return int(amount)


def _unknown(where: str, word: str, known: list[str]) -> Mistake:
    shown = ", ".join(known[:_SHOWN]) + (f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else "")
    return Mistake(where, f"'{word}' is not there", shown or "none: there are none", near_miss(word, known))


def selection() -> Any:
    """Return the parameter type 'a selection of people': the word ``all`` or a block that says one way."""
    return Selection


def side_sign(word: str, opinions: Opinions | None = None) -> int:
    """Return +1 or -1 for the name of a side: plus, minus, or what the user calls it.

    Raises
    ------
    MissingError
        If no side is called so; names the words there are and the nearest.
    """
    names = {"plus": 1, "minus": -1}
    if opinions is not None:
        names = {opinions.plus: 1, opinions.minus: -1} | {k: v for k, v in names.items() if k not in _names(opinions)}
    if word not in names:
        raise MissingError(Mistake("side", f"'{word}' is not a side", ", ".join(names), near_miss(word, names)))
    return names[word]


def _names(opinions: Opinions) -> tuple[str, str]:
    return opinions.plus, opinions.minus
