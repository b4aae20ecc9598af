"""The selection as a scenario says it: one of several ways, checked before any network is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import PrivateAttr, model_validator

from sociophys.errors import near_miss
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.parameters import Strict, parameter
from sociophys.select import ways

Array = np.ndarray
Amount = int | float
Value = str | int | float | bool
WAYS = tuple(ways.WAYS)
_AMOUNTS = ("top_degree", "border", "random")
_BELONGS = {"equals": "attribute", "above": "attribute", "below": "attribute", "by": "border"}


class Around(Strict):
    """The people nearest to one of them."""

    id: str = parameter(doc="the person in the middle, by id; the word random draws one")
    size: Amount = parameter(doc="how many, the person counted: a whole number or a share of all below 1", gt=0)

    @model_validator(mode="before")
    @classmethod
    def _read_id(cls, raw: Any) -> Any:
        return {**raw, "id": str(raw["id"])} if isinstance(raw, Mapping) and type(raw.get("id")) is int else raw

    @model_validator(mode="after")
    def _is_amount(self) -> Around:
        return _checked_amount(self, "size")


class Selection(Strict):
    """A set of people, said in one of ten ways; ``all``, ``{}`` and ``Selection()`` mean ``{all: true}``.

    Examples
    --------
    >>> Selection.model_validate({"top_degree": 3}).way
    'top_degree'
    >>> Selection.model_validate("all").way
    'all'
    """

    all: Literal[True] | None = parameter(None, doc="everybody")
    ids: list[str] | None = parameter(None, doc="people by id", min_length=1)
    ids_file: str | None = parameter(None, doc="people whose ids this text file lists, one a line", min_length=1)
    attribute: str | None = parameter(
        None, doc="people whose node attribute of this name has the value `equals`, or lies `above` or `below` numbers"
    )
    equals: Value | list[Value] | None = parameter(
        None, doc="the value, or a list of values, that `attribute` may have"
    )
    above: float | None = parameter(None, doc="`attribute` is a number larger than this")
    below: float | None = parameter(None, doc="`attribute` is a number smaller than this")
    community: int | str | None = parameter(
        None, doc="a community of friendly ties: 1 is the largest, 2 the next; or the one of the person with this id"
    )
    side: str | None = parameter(None, doc="people whose imported opinion is on this side (plus, minus or its name)")
    border: Amount | None = parameter(
        None,
        doc="the people with most ties to the other side of the imported opinions, `by` share or number of their ties; "
        "a whole number of people or a share below 1",
        ge=0,
    )
    by: Literal["share", "ties"] | None = parameter(
        None, doc="whether `border` goes by the share of ties across (if not given) or by their number"
    )
    top_degree: Amount | None = parameter(
        None,
        doc="the people with most ties, arrows of both ways counted; of equals, the first read come first; "
        "a whole number of people or a share below 1",
        ge=0,
    )
    around: Around | None = parameter(
        None, doc="the people nearest to one by ties, {id: name, size: 12}: connected; of equals, the first read"
    )
    random: Amount | None = parameter(
        None, doc="people drawn at random, the same in every replica; a whole number or a share below 1", ge=0
    )
    _folder: Path = PrivateAttr(Path())

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
        _check_types(raw)
        found = {"by": "share", **raw} if "border" in raw else dict(raw)
        if isinstance(raw.get("ids"), (list, tuple)):
            found["ids"] = [str(i) if type(i) is int else i for i in raw["ids"]]
        return found

    @model_validator(mode="after")
    def _say_one_way(self) -> Selection:
        given = [way for way in WAYS if getattr(self, way) is not None]
        lost = [key for key, of in _BELONGS.items() if getattr(self, key) is not None and getattr(self, of) is None]
        if lost:
            raise ValueError(f"'{lost[0]}' goes with '{_BELONGS[lost[0]]}'; allowed {_FORMS[_BELONGS[lost[0]]]}")
        if len(given) != 1:
            said = " and ".join(given) or "nothing"
            raise ValueError(f"a selection says {said}; allowed exactly one of {', '.join(WAYS)}")
        if self.attribute is not None:
            self._check_attribute()
        return _checked_amount(self, self.way) if self.way in _AMOUNTS else self

    def _check_attribute(self) -> None:
        ranged = self.above is not None or self.below is not None
        if ranged == (self.equals is not None):
            raise ValueError(f"'attribute' goes with 'equals' or a range; allowed {_FORMS['attribute']}")
        if self.above is not None and self.below is not None and self.above >= self.below:
            raise ValueError(f"nothing is above {self.above:g} and below {self.below:g}; allowed above < below")
        if self.equals == []:
            raise ValueError("'equals' lists no value; allowed one value or more")

    @property
    def way(self) -> str:
        """The key that says how people are chosen."""
        return next(way for way in WAYS if getattr(self, way) is not None)

    @property
    def path(self) -> Path:
        """Where ``ids_file`` lies; from the working folder on unless :meth:`beside` said another."""
        return self._folder / str(self.ids_file)

    def inputs(self) -> tuple[str, ...]:
        """Return the files it reads, as the scenario names them."""
        return (self.ids_file,) if self.ids_file else ()

    def beside(self, folder: Path) -> Selection:
        """Return the selection with its file looked for in a folder; the path stays as it was said."""
        copy = self.model_copy()
        copy._folder = folder
        return copy

    def pick(self, network: Network, graph: Graph, opinions: Opinions | None, rng: np.random.Generator) -> Array:
        """Return the chosen nodes, (k,) int64, rising.

        Raises
        ------
        MissingError
            If an id, attribute, value, community or side is not there, or more people are asked for than there are.
        """
        chosen = ways.WAYS[self.way](self, ways.People(network, graph, opinions, rng))
        return np.sort(np.asarray(chosen, np.int64))


_FORMS = {
    "attribute": "{attribute: name, equals: value}, {attribute: name, above: 20, below: 60}",
    "border": "{border: 20, by: share}, {border: 20, by: ties}",
}


def _check_types(raw: Mapping[str, Any]) -> None:
    for way in _AMOUNTS:
        if way in raw and type(raw[way]) not in (int, float):
            raise ValueError(f"{way} {raw[way]!r} is not a number; allowed a whole number or a share 0.0 to 1.0")
    said = raw.get("community", 1)
    if type(said) not in (int, str) or (type(said) is int and said < 1):
        raise ValueError(f"community {said!r} is no community; allowed 1 (the largest), 2, ..., or a person's id")


def _checked_amount(record: Any, name: str) -> Any:
    amount = getattr(record, name)
    if isinstance(amount, float) and amount > 1:
        raise ValueError(f"{name} {amount} is neither; allowed a whole number of people or a share 0.0 to 1.0")
    return record


def selection() -> Any:
    """Return the parameter type 'a selection of people': the word ``all`` or a block that says one way."""
    return Selection
