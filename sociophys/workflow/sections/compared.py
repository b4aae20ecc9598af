"""Graphs side by side: which is further from its own chance, or when that changed; one picture, one table."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sociophys.panels import Details, Document, Note, Panel, Section, Sentence, Series, Table, decimal
from sociophys.verdict import ENOUGH, FEWEST, OTHERS, RARE, says_split
from sociophys.workflow.compared import Compared, SideBySide
from sociophys.workflow.sections import compared_inputs, words

_SHOWN = 4  # networks that a sentence names
_ROWS = 10  # of a table that is not folded


@dataclass(frozen=True)
class Beside:
    """Ties inside a side, of 100, and what chance gives there: mean and the middle 95 of 100 twins.

    ``inside``: cut as the twins are, where sides were made from the ties; ``raw``: with the sides as given.
    """

    graph: Compared
    raw: float
    inside: float
    chance: float
    low: float
    high: float

    @property
    def distance(self) -> float:
        """How many more ties of 100 stay inside than by chance."""
        return self.inside - self.chance

    @property
    def draws(self) -> np.ndarray:
        """How far each twin is from the mean of the twins, of 100 ties."""
        null = self.graph.headline.null if self.graph.headline else None
        return np.array([self.graph.of_100(draw) for draw in (null.draws if null else ())]) - self.chance


def document(comparison: SideBySide) -> Document:
    """Return the report of a comparison."""
    sections = [answer(comparison), compared_inputs.inputs(comparison), compared_inputs.limits(comparison)]
    n, over_time = len(comparison), comparison.times is not None
    title = "How did ties between the sides change?" if over_time else "Which network is more divided?"
    what = "graph of one moment each" if over_time else "network"
    many = "graphs, one moment each" if over_time else "networks"
    subtitle = f"{words.counted(n, what, many)}, each beside its own chance. Nothing was simulated."
    return Document(title, subtitle, {}, sections)


def answer(comparison: SideBySide) -> Section:
    """Return the answer: a sentence a finding, the picture, the table."""
    found, missing = beside(comparison)
    panels: list[Panel] = []
    if not found:
        reasons = list(dict.fromkeys(reason for _, reason in missing))
        why = reasons[0] if len(reasons) == 1 else "each for a reason of its own"
        panels.append(Sentence("Measured", f"These networks cannot be compared: {why}.", headline=True))
        if len(reasons) > 1:
            panels += [Sentence("Measured", f"{label}: {reason}.") for label, reason in missing[:_SHOWN]]
        return Section("answer", "The answer", [*panels, _others(comparison)])
    told = _course(comparison, found) if comparison.times else _ranking(found)
    panels += [Sentence("Measured", text, headline=k == 0) for k, text in enumerate(told)]
    if missing:
        names = words.listed(f"{label} ({reason})" for label, reason in missing[:_SHOWN])
        more = f" and {words.whole(len(missing) - _SHOWN)} more" if len(missing) > _SHOWN else ""
        panels.append(Sentence("Measured", f"Left out: {names}{more}."))
    panels += _assumed(found)
    table = _table(comparison, found)
    folded = Details("The headline, graph by graph", table) if len(found) > _ROWS else table
    panels += [_picture(comparison, found), folded, Note(_how(found))]
    panels += [_others(comparison), *compared_inputs.change_table(comparison), _verdicts(comparison)]
    return Section("answer", "The answer", panels)


def beside(comparison: SideBySide) -> tuple[list[Beside], list[tuple[str, str]]]:
    """Return the graphs that can be compared, and why each of the others cannot."""
    found, missing = [], []
    for one in comparison.graphs:
        reason = _why_not(one, comparison.force)
        if reason:
            missing.append((one.label, reason))
            continue
        null = one.headline.null if one.headline else None
        assert null is not None
        low, high = sorted(one.of_100(float(end)) for end in np.quantile(np.array(null.draws), [0.025, 0.975]))
        plain = one.result.numbers["ei_index"].value or 0.0
        found.append(Beside(one, 50 * (1 - plain), one.of_100(null.observed or 0.0), one.of_100(null.mean), low, high))
    return found, missing


def _why_not(one: Compared, force: bool) -> str:
    opinions, headline = one.result.opinions, one.headline
    if opinions is None:
        return "no opinions were given"
    if headline is None:
        return "ties inside a side were not counted (analyzer mixing)"
    if headline.value is None:
        return headline.reason
    if opinions.coverage < ENOUGH and not force:
        return f"only {words.percent(opinions.coverage)} of people have a known opinion, and half are needed (--force overrides)"
    if headline.null is None or headline.effect is None:
        return "nothing was drawn to compare with"
    few = f"{words.whole(headline.null.n)} twins are too few to compare with, {FEWEST} are needed"
    return few if headline.null.n < FEWEST else ""


def _ranking(found: Sequence[Beside]) -> list[str]:
    """Return the sentences on graphs side by side: the order by distance from chance, and what else it is not."""
    ranked = sorted(found, key=lambda one: -one.distance)
    first, last = ranked[0], ranked[-1]
    again = _is_cut_again(first)
    chance = "in its twins, cut in the same way, beyond numbers of ties alone (modularity)" if again else "by chance"
    if len(ranked) == 1:
        return [f"{_name(first)}: of 100 ties, {_points(first.distance)} stay inside a side than {chance}."]
    by_luck = _by_luck(first, last)
    each = [
        f"{decimal(one.distance, 1)} in {_name(one)}" for one in [*ranked[: _SHOWN - 1], *ranked[_SHOWN - 1 :][-1:]]
    ]
    most = "the first and the last of them: " if len(ranked) > _SHOWN else ""
    apart = f"more ties of 100 stay inside a side than {chance}, {most}{words.listed(each)}"
    told = [
        _order(ranked, again, by_luck > RARE) + f": {apart}.",
        _luck(first, last, by_luck),
        _split_or_not(ranked),
        _raw(ranked),
    ]
    return [text for text in [*told, _by_spread(ranked)] if text]


def _order(ranked: Sequence[Beside], again: bool, alike: bool) -> str:
    """Say which is more divided, measured against its own chance, or that luck alone may tell them apart."""
    first, last = _name(ranked[0]), _name(ranked[-1])
    if alike:
        which = "can be cut in two more cleanly" if again else "is more divided"
        return f"Measured against their own chance, which of these networks {which} cannot be told apart from luck"
    how = "can be cut in two more cleanly" if again else "is more divided"
    if len(ranked) == 2:
        return f"Measured against its own chance, {first} {how} than {last}"
    most, least = how.replace("more", "most"), how.replace("more", "least")
    return f"Measured against its own chance, {first} {most} and {last} {least}"


def _by_luck(one: Beside, other: Beside) -> float:
    """Return how often two twins, one of each graph, differ by as much, the observed pair counted in."""
    n = min(len(one.draws), len(other.draws))
    differ = np.abs(one.draws[:n] - other.draws[:n])
    return float(1 + np.sum(differ >= abs(one.distance - other.distance) - 1e-9)) / (1 + n)


def _luck(one: Beside, other: Beside, p: float) -> str:
    n = min(len(one.draws), len(other.draws))
    often = round(p * (1 + n)) - 1
    told = f"none of {words.whole(n)}" if not often else f"{words.whole(often)} of {words.whole(n)}"
    differ = abs(one.distance - other.distance)
    return f"That is a difference of {decimal(differ, 1)} ties in 100; two randomised twins differ by as much in {told} pairs."


def _split_or_not(ranked: Sequence[Beside]) -> str:
    split = [one for one in ranked if _is_split(one.graph)]
    than = "than their twins" if _is_cut_again(ranked[0]) else "than chance gives"
    if not split:
        return f"None of them is more divided {than} (at most 1 twin in 20 as far from the average)."
    if len(split) == len(ranked):
        return f"{'Both' if len(ranked) == 2 else f'All {words.whole(len(ranked))}'} are more divided {than}."
    others = [one for one in ranked if one not in split]
    return f"More divided {than}: {_named(split)}. Not: {_named(others)}."


def _is_split(one: Compared) -> bool | None:
    result = one.result
    return says_split(result.numbers, result.opinions.origin) if result.opinions is not None else None


def _raw(ranked: Sequence[Beside]) -> str:
    """Say the raw numbers, and what each is without any division at all."""
    if len(ranked) > _SHOWN:
        return ""
    raw = words.listed(f"{decimal(one.raw, 1)} ({_name(one)})" for one in ranked)
    chance = words.listed(f"{decimal(one.chance, 1)} ({_name(one)})" for one in ranked)
    if _is_cut_again(ranked[0]):
        return (
            f"As raw numbers, with the sides as given, {raw} of 100 ties stay inside a side. Such numbers must not be compared across "
            "networks: a cut leaves most ties inside in random networks too."
        )
    return (
        f"As raw numbers, {raw} of 100 ties stay inside a side. Such numbers must not be compared across networks: chance "
        f"alone gives {chance}."
    )


def _by_spread(ranked: Sequence[Beside]) -> str:
    """Say where the order by z is another: it grows with the number of ties."""
    z = [
        abs(one.graph.headline.z) if one.graph.headline and one.graph.headline.z is not None else None for one in ranked
    ]
    if None in z or len(ranked) > _SHOWN:
        return ""
    order = sorted(range(len(z)), key=lambda k: -float(z[k] or 0.0))
    if order == list(range(len(z))):
        return ""
    told = words.listed(f"{_name(ranked[k])} {decimal(float(z[k] or 0.0), 1)}" for k in order)
    return f"Counted in spreads of chance (z) the order is another: {told}. The number of ties moves that number too."


def _course(comparison: SideBySide, found: Sequence[Beside]) -> list[str]:
    """Return the sentences on one graph over time: the course, its ends, how sure a change is."""
    changes = comparison.changes.get(found[0].graph.ruling)
    most, least = max(found, key=lambda one: one.distance), min(found, key=lambda one: one.distance)
    ends = (
        f"Furthest from chance is {_called(comparison, most.graph.label)}: of 100 ties, {_points(most.distance)} stay inside a side than by chance "
        f"({decimal(most.inside, 1)} against {decimal(most.chance, 1)}). Nearest is {_called(comparison, least.graph.label)}: {_points(least.distance)} "
        f"({decimal(least.inside, 1)} against {decimal(least.chance, 1)})."
    )
    if changes is None or changes.p is None:
        why = changes.reason if changes else "no score was measured"
        return [f"Whether anything changed cannot be said: {why}.", ends]
    often = f"{words.whole(round(changes.p * 1000))} of 1\u202f000"
    if not changes.found:
        how = f"the sharpest change there is, or a sharper one, shows in {often} random orders of these graphs"
        return [f"No change over time stands out: {how}.", ends]
    stretches = [0, *(change.index for change in changes.found), len(comparison)]
    one = found[0].graph
    means = [changes.found[0].before, *(change.after for change in changes.found)]
    levels = [one.of_100(mean) - one.of_100(0.0) for mean in means]
    moves = ["rose" if b > a else "fell" for a, b in itertools.pairwise(levels)]
    spans = [_span(comparison, a, b) for a, b in itertools.pairwise(stretches)]
    parts = ", ".join(f"{decimal(level, 1)} {span}" for level, span in zip(levels, spans, strict=True))
    head = f"Keeping to one's own side {', then '.join(moves)}. More ties of 100 than by chance stay inside a side: {parts}."
    sure = (
        f"A change as sharp shows in {often} random orders of these graphs (the real order counted in), so that the order in "
        "time matters. The places of the changes are best fits without a known error."
    )
    return [head, ends, sure]


def _span(comparison: SideBySide, begin: int, end: int) -> str:
    first, last = comparison.labels[begin], comparison.labels[end - 1]
    return f"from {_called(comparison, first)} to {last}" if end - begin > 1 else f"in {_called(comparison, first)}"


def _called(comparison: SideBySide, label: str) -> str:
    """Return a label with what it is a value of: 'congress 81'."""
    return f"{comparison.by} {label}" if comparison.by else label


def _assumed(found: Sequence[Beside]) -> list[Panel]:
    """Return what the analyses assume of the sides, once."""
    texts = dict.fromkeys(
        panel.text
        for one in found
        for panel in one.graph.result.analysis.panels.get("answer", [])
        if isinstance(panel, Sentence) and panel.tag == "Assumed"
    )
    return [Sentence("Assumed", text) for text in texts]


def _picture(comparison: SideBySide, found: Sequence[Beside]) -> Series:
    by_label = {one.graph.label: one for one in found}
    each = [by_label.get(label) for label in comparison.labels]
    times = comparison.times
    changes = comparison.changes.get(found[0].graph.ruling)
    marks = (
        [
            (c.index, "fell" if (c.after > c.before) == (found[0].graph.ruling == "ei_index") else "rose")
            for c in changes.found
        ]
        if changes and times
        else []
    )
    ends = " Dashed: where the distance from chance changed." if marks else ""
    again = " Sides are cut from the ties, here and in every twin." if _is_cut_again(found[0]) else ""
    return Series(
        labels=list(comparison.labels),
        values=[None if one is None else round(one.inside, 6) for one in each],
        low=[None if one is None else round(one.low, 6) for one in each],
        high=[None if one is None else round(one.high, 6) for one in each],
        chance=[None if one is None else round(one.chance, 6) for one in each],
        name=_scale(found[0]),
        times=list(times or ()),
        ticks=[label.partition(" to ")[0] for label in comparison.labels] if times else [],
        time_label=(comparison.by or "time") if times else "",
        changes=marks,
        caption=f"What counts is the distance of a mark from the grey band of its own chance, not its height.{ends}{again}",
    )


def _table(comparison: SideBySide, found: Sequence[Beside]) -> Table:
    rows = []
    for one in found:
        headline, network = one.graph.headline, one.graph.result.network
        assert headline is not None
        distance, z = (
            round(one.distance, 1),
            None if headline.z is None else round(abs(headline.z) * np.sign(one.distance), 1),
        )
        rows.append(
            [
                one.graph.label,
                network.n_nodes,
                network.n_edges,
                round(one.inside, 1),
                round(one.chance, 1),
                distance,
                z,
                headline.p,
            ]
        )
    heads = [_head(comparison), "people", "ties", "inside", "by chance", "distance", "z", "p"]
    caption = f"{_scale(found[0]).capitalize()}; distance: inside minus by chance; z: distance in spreads of chance."
    return Table(heads, rows, ["text", *["number"] * 7], caption)


def _scale(one: Beside) -> str:
    if _is_cut_again(one):
        return "ties inside beyond numbers of ties alone, of 100 (modularity)"
    return "ties inside a side, of 100"


def _head(comparison: SideBySide) -> str:
    return comparison.by or ("time" if comparison.times else "network")


def _others(comparison: SideBySide) -> Details:
    """Return the other scores, each beside its own chance."""
    rows = []
    names = ["ei_index", "modularity", "assortativity", *OTHERS]
    for name in dict.fromkeys(names):
        for one in comparison.graphs:
            found = one.result.numbers.get(name)
            if found is None:
                continue
            chance = found.null.mean if found.null else None
            value = f"undefined: {found.reason}" if found.value is None else words.short(found.value)
            z = None if found.z is None else round(found.z, 1)
            cut = found.null.observed if found.null else None
            rows.append([name.replace("_", " "), one.label, value, cut, chance, found.effect, z])
    columns = ["score", _head(comparison), "value", "compared", "by chance", "distance", "z"]
    caption = "Compared: what stands beside chance: the value, or that of the network cut again as its twins are."
    table = Table(columns, rows, ["text", "text", "text", *["number"] * 4], caption)
    return Details("Other scores, each beside its own chance", table)


def _verdicts(comparison: SideBySide) -> Details:
    rows = [[one.label, one.result.verdict or "no opinions were given"] for one in comparison.graphs]
    return Details("What each network says by itself", Table([_head(comparison), "verdict"], rows, ["text", "text"]))


def _how(found: Sequence[Beside]) -> str:
    again = " and cuts it in two again" if _is_cut_again(found[0]) else ""
    n = {one.graph.headline.null.n for one in found if one.graph.headline and one.graph.headline.null}
    most = f"{words.whole(min(n))}" if len(n) == 1 else f"{words.whole(min(n))} to {words.whole(max(n))}"
    return (
        f"Chance: a randomised twin keeps everybody's number of ties, deals the ties anew{again}; {most} twins a network. Raw scores "
        "are large in random networks too, the more so the smaller and sparser they are (Salloum, Chen & Kivelä 2022)."
    )


def _is_cut_again(one: Beside) -> bool:
    null = one.graph.headline.null if one.graph.headline else None
    return null is not None and null.kind == "repartitioned"


def _name(one: Beside) -> str:
    return one.graph.label


def _named(several: Sequence[Beside]) -> str:
    shown = [_name(one) for one in several[:_SHOWN]]
    more = f" and {words.whole(len(several) - _SHOWN)} more" if len(several) > _SHOWN else ""
    return (", ".join(shown) if more else words.listed(shown)) + more


def _points(distance: float) -> str:
    """Return a distance from chance: '12.3 more'."""
    return f"{decimal(abs(distance), 1)} {'more' if distance >= 0 else 'fewer'}"
