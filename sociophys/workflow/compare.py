"""Put graphs side by side, or one graph at several times: each is compared with its own chance, then with the others.

Raw scores of networks of different size or density must not be compared: they are large in random networks too, and
how large depends on both (Salloum, Chen & Kivela 2022, doi 10.1145/3512962, section 5). So what stands side by side is
how far each network is from its own randomised twins.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sociophys import analysis as lifting
from sociophys.changes import Changes, changes
from sociophys.errors import GraphError, MissingError, Mistake, SociophysError
from sociophys.graph import Graph
from sociophys.joining import OpinionsBlock
from sociophys.opinions import Opinions
from sociophys.parameters import accepted, read_record
from sociophys.reading import selection, tables
from sociophys.reading.matching import id_column, unique_rows
from sociophys.reading.times import in_words, read_times
from sociophys.workflow.analyze import AnalysisResult, analyze
from sociophys.workflow.compared import SERIES, Compared
from sociophys.workflow.comparison import Comparison
from sociophys.workflow.reading import join_opinions

MOST = 1_000  # graphs or windows
_NAMED = 3


def compare(
    graphs: Mapping[str, Graph | AnalysisResult] | Sequence[Graph | AnalysisResult],
    opinions: Any = None,
    *,
    labels: Sequence[str] | None = None,
    times: Sequence[float] | str | None = None,
    by: str = "",
    analyzers: Any = "default",
    nulls: int | None = None,
    seed: int = 0,
    force: bool = False,
    told: Callable[[int, int], None] | None = None,
    **how: Any,
) -> Comparison:
    """Analyse graphs and put them side by side.

    Parameters
    ----------
    graphs: in a list, or by label; analyses that are there already are taken as they are.
    opinions: for all graphs: an attribute's name, ``'FILE:COLUMN'``, or what else :func:`sociophys.analyze` takes; or
        a list of such, one a graph.
    labels: what the graphs are called; where they came from if not given.
    times: a moment each, or ``'labels'``: numbers or ISO dates. Graphs are put in their order, and changes looked for.
    by: column of the file of opinions that says which graph a row belongs to, by label; if it has none, all rows count
        for every graph.
    analyzers, nulls, seed, force: as for :func:`sociophys.analyze`.
    told: is called with the graphs that are done and all of them, before the first and after each.
    how: how opinions are read: plus, minus, missing, between, groups, origin, or find (``'communities'`` or
        ``'spectral'``).

    Raises
    ------
    SociophysError
        With the mistakes of all graphs at once.

    Examples
    --------
    >>> from sociophys.workflow.reading import read_graph
    >>> found = compare({"club": read_graph("karate")}, "club", nulls=20)
    >>> found.labels, round(found["club"].numbers["ei_index"].value, 3)
    (('club',), -0.718)
    """
    given, called = _listed(graphs, labels)
    moments = _moments(times, called)
    lifting.members(analyzers)
    each = opinions if isinstance(opinions, (list, tuple)) else [opinions] * len(given)
    if len(each) != len(given):
        raise GraphError(
            Mistake("opinions", f"{len(each)} are given for {len(given)} graphs", "one for all, or one each")
        )
    apart = _taken_apart(opinions, by) if by else {}
    found, mistakes = [], dict[Mistake, list[str]]()
    for done, (one, label, asked) in enumerate(zip(given, called, each, strict=True)):
        if told:
            told(done, len(given))
        try:
            joined = _join(one, apart.get(label, asked), how)
            if isinstance(one, Graph):
                one = analyze(one, joined, analyzers=analyzers, nulls=nulls, seed=seed, force=force)
            found.append(Compared(label, one))
        except SociophysError as error:
            for mistake in error.mistakes:
                mistakes.setdefault(mistake, []).append(label)
    if mistakes:
        raise GraphError(*(_of_whom(mistake, whose, called) for mistake, whose in mistakes.items()))
    if moments is not None:
        ordered = sorted(zip(moments, found, strict=True), key=lambda pair: pair[0])
        found = [Compared(one.label, one.result, moment) for moment, one in ordered]
    _check_same_question(found)
    return Comparison(tuple(found), _changes(found, seed) if moments is not None else {}, force, by)


def analyze_windows(
    graph: Graph,
    opinions: Any = None,
    *,
    windows: int | Sequence[float] | None = None,
    width: float | None = None,
    **more: Any,
) -> Comparison:
    """Analyse a time-stamped graph in one window after the other, and look for changes.

    Parameters
    ----------
    windows: how many, equally wide from the first time to the last; or their ends, one more than windows.
    width: of a window instead, in the unit of the times (days for dates); the last one may reach beyond the last time.
    opinions, more: as for :func:`compare`; opinions are joined once, everybody is in every window.

    Raises
    ------
    GraphError
        If the graph has no times, or the windows make no sense.
    """
    if graph.events is None or not len(graph.events):
        advice = "Name the column of times (time='when', or --time COLUMN)."
        raise GraphError(
            Mistake(graph.reading.source or "graph", "its ties have no times", "a graph with times", advice)
        )
    times = graph.events["time"].to_numpy(np.float64)
    ends = window_ends(float(times.min()), float(times.max()), windows, width)
    are_days = "ISO dates" in graph.reading.sniffed.get("time", "")
    how = {key: more.pop(key) for key in list(more) if key in OpinionsBlock.model_fields}
    joined = _join(graph, opinions, how)
    spans = list(itertools.pairwise(ends))
    shown = [[in_words(end, are_days) for end in span] for span in spans]
    labels = [f"{a} to {b}" for a, b in shown]
    parts = [graph.window(a, np.nextafter(b, np.inf) if b == ends[-1] else b) for a, b in spans]
    return compare(parts, joined, labels=labels, times=[a for a, _ in spans], **more)


def window_ends(first: float, last: float, windows: int | Sequence[float] | None, width: float | None) -> list[float]:
    """Return the ends of windows that follow one another from the first time to the last.

    Examples
    --------
    >>> window_ends(0.0, 10.0, 2, None), window_ends(0.0, 10.0, None, 4.0)
    ([0.0, 5.0, 10.0], [0.0, 4.0, 8.0, 12.0])
    """
    if (windows is None) == (width is None):
        raise GraphError(Mistake("windows", "say how many, or how wide", "one of windows, width"))
    if width is not None:
        if not width > 0 or not np.isfinite(width):
            raise GraphError(Mistake("width", f"{width:g} is no width of a window", "above 0"))
        with np.errstate(over="ignore"):
            many = np.floor(np.float64(last - first) / width) + 1
        windows = int(min(max(1.0, many), MOST + 1.0))
        made = f"more than {MOST:,} windows" if windows > MOST else "one window"
        _check_number(windows, f"width {width:g} makes {made}")
        return [first + k * width for k in range(windows + 1)]
    if not isinstance(windows, (int, np.integer)):
        ends = [float(end) for end in windows or ()]
        if len(ends) < 2 or any(b <= a for a, b in itertools.pairwise(ends)):
            raise GraphError(
                Mistake("windows", f"{list(windows or ())} are no ends of windows", "two ends or more, ascending")
            )
        return ends
    _check_number(int(windows), f"{windows:,} windows are asked for")
    if last <= first:
        raise GraphError(Mistake("windows", f"all times are {first:g}", "times that differ"))
    return [*(first + k * (last - first) / windows for k in range(windows)), last]


def _check_number(windows: int, what: str) -> None:
    if not 2 <= windows <= MOST:
        raise GraphError(Mistake("windows", what, f"2 to {MOST:,}"))


def _listed(graphs: Any, labels: Sequence[str] | None) -> tuple[list[Any], list[str]]:
    """Return graphs and what they are called, no two alike."""
    given = list(graphs.values()) if isinstance(graphs, Mapping) else list(graphs)
    if not given or len(given) > MOST:
        raise GraphError(Mistake("compare", f"{len(given):,} graphs are given", f"1 to {MOST:,}"))
    odd = [type(one).__name__ for one in given if not isinstance(one, (Graph, AnalysisResult))]
    if odd:
        advice = "Read it first: sociophys.read_graph(...)."
        raise GraphError(
            *(Mistake("compare", f"a {kind} is not a graph", "Graph, AnalysisResult", advice) for kind in odd)
        )
    if labels is None:
        labels = list(graphs) if isinstance(graphs, Mapping) else [_source_of(one) for one in given]
    elif len(labels) != len(given):
        raise GraphError(Mistake("labels", f"{len(labels)} for {len(given)} graphs", "one each"))
    return given, _unlike([str(label) for label in labels])


def _of_whom(mistake: Mistake, whose: Sequence[str], everybody: Sequence[str]) -> Mistake:
    """Return a mistake that names the graphs it was found in, where others are without it."""
    if len(whose) == len(everybody):
        return mistake
    more = f" and {len(whose) - _NAMED} more" if len(whose) > _NAMED else ""
    return replace(mistake, where=f"{', '.join(whose[:_NAMED])}{more}: {mistake.where}")


def _source_of(one: Graph | AnalysisResult) -> str:
    graph = one if isinstance(one, Graph) else one.graph
    return Path(graph.reading.source or "graph").name.split(".")[0] or "graph"


def _unlike(labels: list[str]) -> list[str]:
    """Return labels with a number behind those that occur more than once.

    Examples
    --------
    >>> _unlike(["a", "b", "a"])
    ['a (1)', 'b', 'a (2)']
    """
    often, seen = Counter(labels), Counter[str]()
    found = []
    for label in labels:
        seen[label] += 1
        found.append(f"{label} ({seen[label]})" if often[label] > 1 else label)
    return found


def _moments(times: Sequence[float] | str | None, labels: list[str]) -> list[float] | None:
    """Return a number a graph, None where graphs have no moments."""
    if times is None:
        return None
    if isinstance(times, str):
        if times != "labels":
            raise GraphError(Mistake("times", f"'{times}' is no list of moments", "numbers, 'labels'"))
        read, _ = read_times(tables.Table("labels", pd.DataFrame({"time": labels}), True), "time")
        return read.values.tolist() if read else None
    if len(times) != len(labels) or not np.isfinite(np.asarray(times, np.float64)).all():
        raise GraphError(Mistake("times", f"{len(times)} for {len(labels)} graphs", "a finite number each"))
    return [float(time) for time in times]


def are_moments(labels: Sequence[str]) -> bool:
    """Whether labels are numbers or ISO dates, so that graphs stand in time."""
    try:
        _moments("labels", list(labels))
    except GraphError:
        return False
    return True


def _taken_apart(opinions: Any, by: str) -> dict[str, pd.Series]:
    """Return the opinions of each graph where a file of opinions has the column that tells graphs apart."""
    file, _, column = opinions.rpartition(":") if isinstance(opinions, str) else ("", "", "")
    if not file or not Path(file).is_file():
        return {}
    table = tables.read_table(Path(file), name=file, expect=(column, by))
    if by not in table.frame.columns or column not in table.frame.columns:
        return {}
    found = {}
    for value, rows in selection.rows_by(table, by).items():
        keys, first = unique_rows(rows, id_column(rows, "auto"), [column])
        found[value] = pd.Series(rows.frame[column].to_numpy(object)[first], index=keys, name=column)
    return found


def _join(one: Any, opinions: Any, how: Mapping[str, Any]) -> Any:
    """Return opinions joined to a graph; what is analysed already has its own."""
    if not isinstance(one, Graph):
        return None
    if isinstance(opinions, str) or (opinions is None and how):
        return join_opinions(one, opinions, **how)
    if isinstance(opinions, pd.Series):
        place = {"attribute": str(opinions.name or "opinions")}
        block: OpinionsBlock = accepted("opinions", read_record(OpinionsBlock, {**place, **how}))
        return block.join_series(one, opinions)
    if how:
        allowed = "opinions as a name, 'FILE:COLUMN' or a pandas series"
        raise GraphError(Mistake(", ".join(how), f"{type(opinions).__name__} says itself how it is read", allowed))
    if opinions is not None and not isinstance(opinions, (Opinions, OpinionsBlock)):
        allowed = "an attribute's name, 'FILE:COLUMN', a pandas series, an OpinionsBlock or Opinions"
        raise MissingError(Mistake("opinions", f"{type(opinions).__name__} holds no opinions", allowed))
    return opinions.join(one) if isinstance(opinions, OpinionsBlock) else opinions


def _check_same_question(found: Sequence[Compared]) -> None:
    """Refuse sides that were given beside sides that were cut out: their chance answers another question."""
    kinds: dict[str, str] = {}
    for one in found:
        null = one.headline.null if one.headline else None
        if null:
            kinds.setdefault(null.kind, one.label)
    if "repartitioned" in kinds and len(kinds) > 1:
        other = next(label for kind, label in kinds.items() if kind != "repartitioned")
        what = f"the sides of '{kinds['repartitioned']}' were made from its ties, those of '{other}' were not"
        raise GraphError(Mistake("compare", what, "one origin for all"))


def _changes(found: Sequence[Compared], seed: int) -> dict[str, Changes]:
    """Return the changes of each score's distance from chance."""
    known = [name for name in SERIES if any(name in one.result.numbers for one in found)]
    return {name: _changes_of(name, found, seed) for name in known}


def _changes_of(name: str, found: Sequence[Compared], seed: int) -> Changes:
    estimates = [one.result.numbers.get(name) for one in found]
    usable = [k for k, e in enumerate(estimates) if e is not None and e.null is not None and e.effect is not None]
    if len(usable) < len(found):
        missing = len(found) - len(usable)
        return Changes(n=len(usable), reason=f"{missing} of {len(found)} windows have no number beside chance")
    effects = [float(e.effect or 0.0) for e in estimates if e]
    spreads = [e.null.sd for e in estimates if e and e.null]
    return changes(effects, spreads, seed)
