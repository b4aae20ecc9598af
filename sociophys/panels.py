"""What a report shows, as plain values: the report draws panels and computes nothing.

Every panel survives the way to JSON and back (:mod:`sociophys.plain`), so a run directory can redraw its report.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, dataclass_transform

Tag = Literal["Measured", "Simulated", "Assumed"]
PANELS: dict[str, type] = {}


def whole(value: float) -> str:
    r"""Return a whole number as people read it, with thin spaces at the thousands.

    Examples
    --------
    >>> whole(16714)
    '16\u202f714'
    """
    return f"{round(value):,}".replace(",", "\u202f").replace("-", "\u2212")


def decimal(value: float, places: int) -> str:
    """Return a number with so many places and a proper minus, none before zero.

    Examples
    --------
    >>> decimal(0.1254, 2), decimal(-0.0001, 3)
    ('0.13', '0.000')
    """
    return f"{round(value, places) + 0.0:.{places}f}".replace("-", "\u2212")


@dataclass_transform(frozen_default=True)
def _panel(cls: type) -> type:
    """Make a frozen record of a class and list it by name."""
    record: type = dataclass(frozen=True)(cls)
    PANELS[cls.__name__] = record
    return record


@_panel
class Table:
    """Columns and rows; ``kinds`` per column: text, number, share (drawn as a bar), side (drawn with its mark)."""

    columns: list[str]
    rows: list[list[Any]]
    kinds: list[str] = field(default_factory=list)
    caption: str = ""


@_panel
class Sentence:
    """One tagged sentence; ``headline`` makes it the large one."""

    tag: str
    text: str
    headline: bool = False


@_panel
class Note:
    """A paragraph of plain text, untagged: captions, how to read, limits."""

    text: str


@_panel
class Bullets:
    """A list of plain sentences, untagged: what a report cannot say."""

    items: list[str]


@_panel
class Cards:
    """A few big numbers with their labels."""

    items: list[tuple[str, str]]


@_panel
class Details:
    """A fold-out: a summary line and a table."""

    summary: str
    table: Table


@_panel
class Chance:
    """An observed score beside those of randomised twins on one axis; ``bounds``: where the axis ends, if it has ends.

    ``shown``: the observed score in words, e.g. '67 of 78 ties inside'; else name and number.
    """

    name: str
    observed: float
    draws: list[float]
    low_label: str
    high_label: str
    caption: str = ""
    shown: str = ""
    bounds: tuple[float, float] | None = None


@_panel
class NetworkMap:
    """The network: (n_nodes,) positions, side (+1, -1, 0), size 0..1 and label; ties as node pairs with a kind.

    ``tie_kinds``: 'inside', 'border', 'tension' (hostile, not across) or 'plain' per tie. ``labelled`` lists the nodes
    worth a label. Where ties were too many to list all, ``kind_counts``, ``degree`` and ``across`` count all of them.
    """

    x: list[float]
    y: list[float]
    side: list[int]
    size: list[float]
    label: list[str]
    ties: list[tuple[int, int]]
    tie_kinds: list[str]
    plus: str
    minus: str
    labelled: list[int] = field(default_factory=list)
    caption: str = ""
    kind_counts: dict[str, int] = field(default_factory=dict)
    degree: list[int] = field(default_factory=list)
    across: list[int] = field(default_factory=list)


@_panel
class CommunityMap:
    """A large network: where people are as a shaded picture, communities as circles, ties between them as lines.

    ``shades``: (height, width) uint8 from the top row down, deflated, in base64: 0 nobody, else 63 shades of each
    of + side, - side, unknown and both mixed. Circles in cells from the lower left corner: ``x, y, radius``. Counts per
    circle: people in all and of each side, ties inside and out, borders at it. ``names``: who has most ties there.
    ``links``: (circle, circle, ties, borders among them), strongest first; ``n_links`` counts those left out too.
    ``others``: the counts of all who stand at the foot, and how many communities they are. ``totals``: ties in all,
    hostile ones, borders. ``source``: the file that holds everybody.
    """

    shades: str
    width: int
    height: int
    x: list[float]
    y: list[float]
    radius: list[float]
    people: list[int]
    plus_people: list[int]
    minus_people: list[int]
    ties_inside: list[int]
    ties_out: list[int]
    borders: list[int]
    names: list[str]
    links: list[tuple[int, int, int, int]]
    n_links: int
    others: dict[str, int]
    totals: dict[str, int]
    plus: str
    minus: str
    source: str = ""
    caption: str = ""


@_panel
class Closeness:
    """Communities by how closed (x: conductance, 0 closed) and how one-sided (y: share of the + side) they are.

    ``low, high``: between which shares chance puts 98 of 100. ``side``: +1, -1, or 0 where both are as many;
    ``filled``: echo chambers. ``overall``: share of the + side in all. ``by_chance``: between which conductances
    communities of randomised twins are, none if there are no such.
    """

    labels: list[str]
    people: list[int]
    x: list[float]
    y: list[float]
    low: list[float]
    high: list[float]
    side: list[int]
    filled: list[bool]
    overall: float
    by_chance: tuple[float, float] | None
    plus: str
    minus: str
    caption: str = ""


@_panel
class Runs:
    """Single runs over time: ``values[k]`` is run k at ``sweeps``; ``highlight`` is drawn dark.

    ``spans``: (label, begin, end) of levers and fields on the time axis. ``ends``: how many runs ended low, in the
    middle and high, in words. ``is_small``: one of several, drawn low.
    """

    sweeps: list[int]
    values: list[list[float]]
    name: str
    low_label: str
    high_label: str
    highlight: int = 0
    spans: list[tuple[str, float, float]] = field(default_factory=list)
    time_label: str = "sweeps (one reconsideration per person on average)"
    bounds: tuple[float, float] | None = None
    caption: str = ""
    ends: tuple[str, str, str] | None = None
    is_small: bool = False


@_panel
class Shares:
    """How many runs ended where: (label, count, side); side is +2 or -2 for nearly all, +1 or -1 for more, 0 even."""

    items: list[tuple[str, int, int]]
    caption: str = ""


@_panel
class Outcomes:
    """How many runs ended where, a bar each for several variants: (its name, items as in :class:`Shares`)."""

    rows: list[tuple[str, list[tuple[str, int, int]]]]
    caption: str = ""


@_panel
class Differences:
    """Differences with their intervals around a zero line, one row each.

    ``values, low, high``: None where undefined. ``told``: the same in words, at the right of each row. ``sure``:
    whether the row's verdict is settled (filled mark) or not (hollow). ``left, right``: what both sides of zero mean.
    ``smallest``: below this size on either side a difference does not matter (a band); None where nobody said.
    ``marked``: the row that the others are held against.
    """

    labels: list[str]
    values: list[float | None]
    low: list[float | None]
    high: list[float | None]
    told: list[str]
    sure: list[bool]
    name: str
    left: str
    right: str
    smallest: float | None = None
    marked: int | None = None
    caption: str = ""


@_panel
class Pairs:
    """The difference of every pair of runs, a row a variant: ``values[k]`` all pairs of row k, ``means[k]`` their mean.

    ``told``: how many pairs go which way, in words, at the right of each row.
    """

    labels: list[str]
    values: list[list[float]]
    means: list[float]
    told: list[str]
    name: str
    left: str
    right: str
    caption: str = ""


@_panel
class Courses:
    """Lines over time with a band each: (label, x, y, low, high), None where undefined; low and high may be empty.

    ``spans`` as in :class:`Runs`. ``smallest``: half the height of the band about zero that does not matter.
    ``bounds``: the ends of the axis of numbers, if it has ends.
    """

    courses: list[tuple[str, list[float], list[float | None], list[float | None], list[float | None]]]
    name: str
    time_label: str
    spans: list[tuple[str, float, float]] = field(default_factory=list)
    smallest: float | None = None
    bounds: tuple[float, float] | None = None
    caption: str = ""


@_panel
class Curves:
    """Curves with error bars: (label, x, y, error) each; ``mark`` is 'you are here' on x."""

    curves: list[tuple[str, list[float], list[float], list[float]]]
    x_label: str
    y_label: str
    mark: float | None = None
    log_x: bool = False
    caption: str = ""


@_panel
class Series:
    """Graphs side by side, or one at several times: a number each, beside what chance gives it.

    Per graph: its label, the number, the middle 95 of 100 randomised twins (``low``, ``high``) and their mean; None
    where undefined. ``times``: moments in order, with ``ticks`` as they are written; without, graphs stand in rows.
    ``changes``: (index of the first graph after it, words).
    """

    labels: list[str]
    values: list[float | None]
    low: list[float | None]
    high: list[float | None]
    chance: list[float | None]
    name: str
    times: list[float] = field(default_factory=list)
    ticks: list[str] = field(default_factory=list)
    time_label: str = ""
    changes: list[tuple[int, str]] = field(default_factory=list)
    bounds: tuple[float, float] | None = None
    caption: str = ""


@_panel
class Bars:
    """Labelled bars, e.g. sizes of bubbles; ``side`` colours a bar."""

    labels: list[str]
    values: list[float]
    side: list[int]
    x_label: str
    caption: str = ""


@_panel
class Density:
    """How many people stand where on a square grid over -1 to 1: ``counts[row][column]``, rows from -1 up.

    ``plus, minus``: what +1 and -1 are called, on both axes. ``marks``: (label, x, y) of points to point out.
    """

    counts: list[list[int]]
    x_label: str
    y_label: str
    plus: str
    minus: str
    marks: list[tuple[str, float, float]] = field(default_factory=list)
    caption: str = ""


@_panel
class Mirrored:
    """Two histograms over shares from 0 to 1, back to back: one of the + side upwards, one of the - side downwards.

    ``marks``: (side, share) of lines across one half.
    """

    plus_counts: list[int]
    minus_counts: list[int]
    x_label: str
    y_label: str
    plus: str
    minus: str
    marks: list[tuple[int, float]] = field(default_factory=list)
    caption: str = ""


@_panel
class Commands:
    """Exact commands to copy, each with a sentence."""

    items: list[tuple[str, str]]


Panel = Any  # any of PANELS


@dataclass(frozen=True)
class Section:
    """A numbered part of the report: ``id`` is one of the ten of the design (answer, network, inputs, ...)."""

    id: str
    title: str
    panels: list[Panel]


@dataclass(frozen=True)
class Document:
    """A whole report. ``facts``: name, run id, seed and so on; ``background``: where the data come from."""

    title: str
    subtitle: str
    facts: dict[str, str]
    sections: list[Section]
    resolved: str = ""
    background: str = ""
