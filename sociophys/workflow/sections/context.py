"""What the sections of a report look at, with the names that may be shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis
from sociophys.contrast import Contrasts
from sociophys.estimate import Estimate
from sociophys.graph import Graph
from sociophys.model import Model
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.panels import Bars, Closeness, Details, Mirrored, NetworkMap, Panel, Table
from sociophys.workflow.finished import FinishedPoint, FinishedRun
from sociophys.workflow.settling import Settling
from sociophys.workflow.summary import final_m

Array = np.ndarray


@dataclass(frozen=True)
class Context:
    """One network with what was measured on it and, unless it was only analysed, what was simulated.

    ``hidden``: names are shown as pseudonyms (person 17), numbered as the people were read. ``command``: the words
    that analysed it from a command line, network first; empty where Python did. ``variants``: what was simulated of
    each variant by name, the one that the others are compared with first, which is ``run``; empty without variants.
    """

    graph: Graph
    network: Network
    opinions: Opinions | None
    measured: Analysis | None
    hidden: bool
    run: FinishedRun | None = None
    command: tuple[str, ...] = ()
    variants: dict[str, FinishedRun] = field(default_factory=dict)

    @property
    def point(self) -> FinishedPoint:
        """The first grid point (the only one without a grid)."""
        return self.finished.points[0]

    @property
    def finished(self) -> FinishedRun:
        """The run; only asked for where there is one."""
        assert self.run is not None
        return self.run

    @property
    def contrasts(self) -> Contrasts | None:
        """What the variants differ in; None without any."""
        return self.run.contrasts if self.run else None

    def of_variant(self, name: str) -> Context:
        """Return the context in which one variant is the run."""
        run = self.variants[name]
        model = run.points[0].model
        own = {"graph": model.graph, "network": model.network, "opinions": model.opinions}
        return replace(self, run=run, variants={}, **own)

    @property
    def model(self) -> Model:
        """The model of the first grid point."""
        return self.point.model

    @cached_property
    def labels(self) -> list[str]:
        """The shown name of each person."""
        return [f"person {i + 1}" for i in range(self.network.n_nodes)] if self.hidden else list(self.network.names)

    @cached_property
    def shown_names(self) -> dict[str, str]:
        """The shown name by the recorded one."""
        return dict(zip(self.network.names, self.labels, strict=True))

    @cached_property
    def side_names(self) -> dict[str, str]:
        """The shown name of each side by the recorded one; a bare number is shown with its column, 'gender 2'."""
        if not self.opinions:
            return {"plus": "plus", "minus": "minus"}
        return {name: _told(name, self.opinions.column) for name in (self.opinions.plus, self.opinions.minus)}

    @property
    def plus(self) -> str:
        """Name of the + side."""
        return self.side_names[self.opinions.plus] if self.opinions else "plus"

    @property
    def minus(self) -> str:
        """Name of the - side."""
        return self.side_names[self.opinions.minus] if self.opinions else "minus"

    def beside(self, side: int) -> str:
        """Return where people of a side stand: 'with Mr. Hi', or 'on the plus side' where sides have no names."""
        name = self.plus if side > 0 else self.minus
        return f"with {name}" if self.opinions else f"on the {name} side"

    @cached_property
    def sides(self) -> Array:
        """Side of each person as imported, (n_nodes,) int8; 0 unknown or neither."""
        return self.opinions.sides if self.opinions else np.zeros(self.network.n_nodes, np.int8)

    @cached_property
    def ties(self) -> Array:
        """Both ends of every tie, (2, n_edges) int32; a loop is no tie."""
        i, j = self.network.edge_ends
        return np.stack([j, i])

    @cached_property
    def tie_signs(self) -> Array:
        """Sign of every tie's coupling, (n_edges,) int8."""
        return np.sign(self.network.couplings[self.network.edge_slots]).astype(np.int8)

    @cached_property
    def n_hostile(self) -> int:
        """Ties whose coupling is negative."""
        return int(np.count_nonzero(self.tie_signs < 0))

    @cached_property
    def tie_counts(self) -> Array:
        """Ties of each person, arrows of both ways counted, loops not, (n_nodes,) int64."""
        return self._per_person(self.ties)

    @cached_property
    def across(self) -> Array:
        """Where a tie joins people of different sides as imported, (n_edges,) bool."""
        return self.crossing(self.sides)

    def crossing(self, sides: Array) -> Array:
        """Return where a tie joins people of different sides, (n_edges,) bool; ``sides``: (n_nodes,) +1, -1 or 0."""
        return sides[self.ties[0]] * sides[self.ties[1]] == -1

    @cached_property
    def across_counts(self) -> Array:
        """Ties of each person to the other side, (n_nodes,) int64."""
        return self._per_person(self.ties[:, self.across])

    def _per_person(self, ties: Array) -> Array:
        i, j = (np.bincount(end, minlength=self.network.n_nodes) for end in ties)
        return i + j

    @cached_property
    def tie_word(self) -> str:
        """What a tie is called: arrow where it has a direction."""
        return "arrow" if self.network.directed else "tie"

    def ties_inside(self) -> tuple[int, int]:
        """Return how many ties stay inside a side and how many join two people of known sides."""
        known = int(np.count_nonzero(np.logical_and(*(self.sides != 0)[self.ties])))
        return known - int(np.count_nonzero(self.across)), known

    @cached_property
    def dropped(self) -> dict[str, int]:
        """Rows, ties and people that reading left out, by name; what it ignored of kept ones (weights) is none."""
        counts = self.graph.reading.counts
        return {key: n for key, n in counts.items() if "dropped" in key and "weight" not in key and n}

    def number(self, name: str) -> Estimate | None:
        """Return a measured number that has a value, else None."""
        found = self.measured.numbers.get(name) if self.measured else None
        return found if found is not None and found.value is not None else None

    def simulated(self, name: str) -> Estimate | None:
        """Return a number of the simulated end states that has a value, else None."""
        analysis = self.run.simulated if self.run else None
        found = analysis.numbers.get(name) if analysis else None
        return found if found is not None and found.value is not None else None

    def panels(self, section: str) -> list[Panel]:
        """Return the analyzers' panels for a section, with the names that may be shown."""
        found = self.measured.panels.get(section, []) if self.measured else []
        return [self.shown(panel) for panel in found]

    def shown(self, panel: Panel) -> Panel:
        """Return a panel in which people and sides have the names that may be shown."""
        if isinstance(panel, Details):
            return replace(panel, table=self.shown(panel.table))
        if isinstance(panel, Table):
            panel = _with_sides(panel, self.side_names)
            return _renamed(panel, self.shown_names) if self.hidden else panel
        if isinstance(panel, Closeness | Mirrored):
            return replace(panel, plus=self.plus, minus=self.minus)
        if self.hidden and isinstance(panel, NetworkMap):
            return replace(panel, label=[self.shown_names.get(name, name) for name in panel.label])
        if self.hidden and isinstance(panel, Bars) and all(name in self.shown_names for name in panel.labels):
            return replace(panel, labels=[self.shown_names[name] for name in panel.labels])
        return panel

    # --- what was simulated ---

    @cached_property
    def settlings(self) -> list[Settling]:
        """What the records of each point say of its settling."""
        return [Settling(point) for point in self.finished.points]

    @cached_property
    def series(self) -> tuple[Array, Array]:
        """Sweeps (n_records,) and m of every run (n_records, n_replicas) of the first point."""
        return series(self.point.observables, "m")

    @cached_property
    def last_frame(self) -> Array:
        """Final spins, (n_nodes, n_replicas) int8."""
        return max(self.point.frames, key=lambda frame: frame[0])[1]

    @cached_property
    def final_m(self) -> Array:
        """M of each run at its end, of the people who are left, (n_replicas,)."""
        return final_m(self.point)


def series(observables: pd.DataFrame, name: str) -> tuple[Array, Array]:
    """Return sweeps (n_records,) and one observable (n_records, n_replicas) from tidy rows."""
    if name not in observables.columns or not len(observables):
        return np.zeros(0, np.int64), np.zeros((0, 0))
    wide = observables.pivot(index="sweep", columns="replica", values=name).sort_index()
    return wide.index.to_numpy(np.int64), wide.to_numpy(np.float64)


def _told(name: str, column: str) -> str:
    """Return the name of a side as a reader can tell it: a bare number says what it is a number of."""
    try:
        float(name)
    except ValueError:
        return name
    return f"{column or 'side'} {name}".replace(" -", " \u2212")


def _with_sides(table: Table, names: dict[str, str]) -> Table:
    """Rename the sides in the columns of sides."""
    sided = {k for k, kind in enumerate(table.kinds or []) if kind == "side"}
    if not sided:
        return table
    rows = [[names.get(cell, cell) if k in sided else cell for k, cell in enumerate(row)] for row in table.rows]
    return replace(table, rows=rows)


def _renamed(table: Table, known: dict[str, str]) -> Table:
    """Rename the columns of people: those in which every cell is somebody's name."""
    kinds = table.kinds or ["text"] * len(table.columns)
    people = {
        k for k, kind in enumerate(kinds)
        if kind == "text" and table.rows and all(isinstance(row[k], str) and row[k] in known for row in table.rows)
    }  # fmt: skip
    rows = [[known[cell] if k in people else cell for k, cell in enumerate(row)] for row in table.rows]
    return replace(table, rows=rows)
