"""6. Bubbles: groups of like-minded people, as recorded and at the end of the runs, each beside chance."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sociophys import rng
from sociophys.analysis import analyze_frames
from sociophys.analyzers import Analysis
from sociophys.estimate import Estimate
from sociophys.panels import Bars, Details, Note, Panel, Section, Sentence, Table
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context

NAMES = {  # number: (plain words, scale, unit)
    "domains": ("bubbles (domains)", 1, ""),
    "largest_domain": ("people in the largest bubble", 100, "\u00a0%"),
    "wall_share": ("ties that are borders (walls)", 100, "\u00a0%"),
    "frustrated_share": ("ties in tension (frustrated)", 100, "\u00a0%"),
    "same_side_share": ("ties of a person to their own side", 100, "\u00a0%"),
}
_MEANING = (
    "A bubble (domain) is a group of people of one side who are connected by ties among themselves. Fewer bubbles than by "
    "chance: people of one side hang together in few large groups; more: they are scattered over small ones."
)
_SHUFFLED_RUNS, _WORK = 64, 20_000_000  # end states that are shuffled, and ties times end states up to which all are


def section(context: Context) -> Section | None:
    """Return the bubbles, or None where nothing was measured."""
    panels = _measured(context)
    found = context.run.simulated if context.run else None
    if found and context.simulated("domains"):
        shuffled = _shuffled(context)
        panels += _whose(context)
        panels += [Sentence("Simulated", _sentence(found, shuffled)), _table(context, found, shuffled)]
    if panels:
        panels.append(Note(_MEANING))
    return Section("bubbles", "Bubbles", panels) if panels else None


def _whose(context: Context) -> list[Panel]:
    """Say whose runs these are, where there are variants."""
    return [Note(f"The runs are those of {next(iter(context.variants))}.")] if context.variants else []


def _measured(context: Context) -> list[Panel]:
    """Return the analyzers' panels; two bars show no more than the sentence above them."""
    found = [panel for panel in context.panels("bubbles") if not (isinstance(panel, Bars) and len(panel.values) <= 2)]
    return [*(_captioned(context, panel) for panel in found), *_two_shares(context)]


def _captioned(context: Context, panel: Panel) -> Panel:
    if isinstance(panel, Bars) and not panel.caption:
        return replace(panel, caption="People in each bubble, as recorded (measured).")
    tables = context.measured.tables if context.measured else {}
    if isinstance(panel, Details) and panel.table.columns[:1] == ["bubble"] and "domains" in tables:
        cut = words.first_of(len(panel.table.rows), len(tables["domains"]), "bubble")
        return replace(panel, table=replace(panel.table, caption=f"{cut}{panel.table.caption}"))
    return panel


def _two_shares(context: Context) -> list[Panel]:
    """Say why the share of ties inside differs from its average over people."""
    inside, across, same = (context.number(name) for name in ("ties_inside", "ties_across", "same_side_share"))
    total = (inside.value or 0.0) + (across.value or 0.0) if inside and across else 0.0
    if not inside or not same or not total:
        return []
    tie, person = (words.percent(share or 0.0) for share in ((inside.value or 0.0) / total, same.value))
    if tie == person:
        return []
    return [
        Note(
            f"The same thing counted in two ways: {tie} of ties stay inside a side, and {person} if averaged person by "
            "person, where somebody with one tie counts as much as somebody with many."
        )
    ]


def _shuffled(context: Context) -> Analysis:
    """Return the numbers of end states in which the sides of each run were shuffled among its people."""
    n_runs = max(1, min(_SHUFFLED_RUNS, _WORK // max(1, context.network.n_edges)))
    frames = context.last_frame[:, :n_runs]
    generator = rng.generator(context.model.seed, "nulls", "end states")
    shuffled = np.stack([generator.permutation(column) for column in frames.T], axis=1)
    own = {replica: network for replica, network in context.point.networks.items() if replica < n_runs}
    wanted = ("domains", "walls", "neighbour_correlation")
    return analyze_frames(context.network, shuffled, wanted, networks=own)


def _sentence(found: Analysis, shuffled: Analysis) -> str:
    here, by_chance = found.numbers["domains"], shuffled.numbers["domains"]
    text = f"At the end of the runs there are {words.with_luck(here, digits=1)} bubbles on average"
    if by_chance.value is not None:
        text += f"; with the sides of each run shuffled among the same people there would be {by_chance.value:.1f}"
    return f"{text}."


def _table(context: Context, found: Analysis, shuffled: Analysis) -> Table:
    heads = ["", "as recorded", "by chance", "end of the runs", "shuffled, at the end"]
    rows = []
    for name, (text, scale, unit) in NAMES.items():
        read, end, by_chance = context.number(name), found.numbers.get(name), shuffled.numbers.get(name)
        row = [_plain(read, scale, unit), _of_null(read, scale, unit), _cell(end, scale, unit)]
        row.append(_spread(by_chance, scale, unit))
        if name != "frustrated_share" or context.n_hostile:
            rows.append([text, *row])
    keep = [k for k in range(len(heads)) if k == 0 or any(row[k] for row in rows)]
    return Table(
        [heads[k] for k in keep], [[row[k] for k in keep] for row in rows], ["text"] * len(keep), _caption(context)
    )


def _caption(context: Context) -> str:
    null = next((n.null for name in NAMES if (n := context.number(name)) and n.null), None)
    parts = ["As recorded: measured."] if context.opinions else []
    parts += (
        [
            f"By chance: mean and, in brackets, spread (standard deviation) of {words.counted(null.n, 'randomised twin')}."
        ]
        if null
        else []
    )
    return " ".join(
        [
            *parts,
            f"End of the runs: simulated, mean over runs ± one standard error, {words.LUCK}.",
            "Shuffled, at the end: mean and spread when the sides of each run are shuffled once among the same people.",
        ]
    )


def _plain(estimate: Estimate | None, scale: int, unit: str) -> str:
    if estimate is None or estimate.value is None:
        return ""
    value = estimate.value * scale
    return f"{words.whole(value) if not unit and value == round(value) else f'{value:.1f}'}{unit}"


def _of_null(estimate: Estimate | None, scale: int, unit: str) -> str:
    null = estimate.null if estimate else None
    return f"{null.mean * scale:.1f}{unit} ({null.sd * scale:.1f})" if null else ""


def _cell(estimate: Estimate | None, scale: int, unit: str) -> str:
    return "" if estimate is None or estimate.value is None else words.with_error(estimate, scale, unit, digits=1)


def _spread(estimate: Estimate | None, scale: int, unit: str) -> str:
    """Return mean and spread; the spread of single shuffles is the error of their mean times the root of their number."""
    if estimate is None or estimate.value is None:
        return ""
    spread = f" ({estimate.error * math.sqrt(estimate.n_units) * scale:.1f})" if estimate.error else ""
    return f"{estimate.value * scale:.1f}{unit}{spread}"
