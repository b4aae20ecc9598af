"""What a comparison holds: graphs that were each compared with their own chance, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from sociophys.analysis import numbers_table
from sociophys.changes import Changes
from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.estimate import Estimate
from sociophys.verdict import OTHERS, headline
from sociophys.workflow.analyze import AnalysisResult

SERIES = ("ei_index", "modularity", "assortativity", *OTHERS)  # scores in whose course changes are looked for


@dataclass(frozen=True)
class Compared:
    """One graph of a comparison: what it is called, its moment if it has one, what was measured."""

    label: str
    result: AnalysisResult
    time: float | None = None

    @property
    def ruling(self) -> str:
        """The name of the score that decides, '' without opinions."""
        result = self.result
        return headline(result.opinions.origin) if result.opinions is not None else ""

    @property
    def headline(self) -> Estimate | None:
        """The score that decides, None without opinions."""
        return self.result.numbers.get(self.ruling)

    def of_100(self, score: float) -> float:
        """Return a value of the score that decides as ties of 100: inside a side, or beyond numbers of ties alone."""
        return 50 * (1 - score) if self.ruling == "ei_index" else 100 * score


@dataclass(frozen=True)
class SideBySide:
    """Graphs side by side, or one graph at several times.

    Attributes
    ----------
    graphs: in order, each with label, moment and :class:`AnalysisResult`.
    changes: where graphs have moments, the changes of each score's distance from chance, by name of the score.
    force: whether graphs count in which most opinions are unknown. by: what the labels are values of, if anything.
    command: the words that asked for it on a command line; the report's next steps repeat them.
    """

    graphs: tuple[Compared, ...]
    changes: Mapping[str, Changes] = field(default_factory=dict)
    force: bool = False
    by: str = ""
    command: tuple[str, ...] = ()

    @property
    def results(self) -> tuple[AnalysisResult, ...]:
        """The analysis of each graph, in order."""
        return tuple(one.result for one in self.graphs)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the graphs are called, in order."""
        return tuple(one.label for one in self.graphs)

    @property
    def times(self) -> tuple[float, ...] | None:
        """The moments of the graphs, None if they have none."""
        moments = tuple(one.time for one in self.graphs if one.time is not None)
        return moments if len(moments) == len(self.graphs) else None

    @property
    def scores(self) -> pd.DataFrame:
        """One row a graph and score: value, null_mean, null_sd, effect, z, p, coverage, reason."""
        parts = [
            numbers_table(one.result.numbers).assign(graph=one.label, time=one.time).rename(columns={"number": "score"})
            for one in self.graphs
        ]
        own = ["value", "null_mean", "null_sd", "nulls", "effect", "z", "p", "coverage", "reason"]
        whole = pd.concat([part.astype(object) for part in parts], ignore_index=True)
        columns = ["graph", *(["time"] if self.times else []), "score", *own]
        numeric = [name for name in own if name != "reason"]
        return whole.reindex(columns=columns).astype(dict.fromkeys(numeric, float))

    @property
    def change_points(self) -> pd.DataFrame:
        """One row a change: score, the graphs it lies between, mean effect before and after, p."""
        rows = [
            [score, *self.around(change.index), change.before, change.after, change.p]
            for score, found in self.changes.items()
            for change in found.found
        ]
        return pd.DataFrame(rows, columns=["score", "last_before", "first_after", "before", "after", "p"])

    def around(self, index: int) -> tuple[str, str]:
        """Return the labels before and after a change."""
        return self.labels[index - 1], self.labels[index]

    def __iter__(self) -> Iterator[Compared]:
        return iter(self.graphs)

    def __len__(self) -> int:
        return len(self.graphs)

    def __getitem__(self, label: str) -> AnalysisResult:
        if label not in self.labels:
            raise MissingError(
                Mistake("graph", f"'{label}' is none of them", ", ".join(self.labels), near_miss(label, self.labels))
            )
        return self.results[self.labels.index(label)]

    def table(self, name: str) -> pd.DataFrame:
        """Return the table ``scores`` or ``change_points``."""
        known = {"scores": self.scores, "change_points": self.change_points}
        if name not in known:
            raise MissingError(Mistake("table", f"'{name}' is not a table", ", ".join(known), near_miss(name, known)))
        return known[name]
