"""6. Bubbles: groups of like-minded people, as read and at the end of the runs, each beside chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sociophys import rng
from sociophys.analysis import analyze_frames
from sociophys.analyzers import Analysis
from sociophys.estimate import Estimate
from sociophys.panels import Bars, Panel, Section, Sentence, Table
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context

NAMES = {  # number: (plain words, scale, unit)
    "domains": ("bubbles (domains)", 1, ""),
    "largest_domain": ("people in the largest bubble", 100, "\u00a0%"),
    "wall_share": ("ties that are borders (walls)", 100, "\u00a0%"),
    "frustrated_share": ("ties in tension (frustrated)", 100, "\u00a0%"),
    "same_side_share": ("ties of a person to their own side", 100, "\u00a0%"),
}
_CHANCE_RUNS = 32


def section(context: Context) -> Section | None:
    """Return the bubbles, or None where nothing was measured."""
    panels: list[Panel] = [_captioned(panel) for panel in context.panels("bubbles")]
    found = context.run.simulated if context.run else None
    if found and context.simulated("domains"):
        chance = _dealt(context)
        panels += [Sentence("Simulated", _sentence(found, chance)), _table(context, found, chance)]
    return Section("bubbles", "Bubbles", panels) if panels else None


def _captioned(panel: Panel) -> Panel:
    plain = isinstance(panel, Bars) and not panel.caption
    return replace(panel, caption="People in each bubble, as read (measured).") if plain else panel


def _dealt(context: Context) -> Analysis:
    """Return the numbers of end states whose opinions were dealt anew among the people of the same run."""
    frames = context.last_frame[:, :_CHANCE_RUNS]
    generator = rng.generator(context.model.seed, "nulls", "end states")
    dealt = np.stack([generator.permutation(column) for column in frames.T], axis=1)
    wanted = ("domains", "walls", "neighbour_correlation")
    return analyze_frames(context.network, dealt, wanted, context.model.settings.order_block)


def _sentence(found: Analysis, chance: Analysis) -> str:
    here, dealt = found.numbers["domains"], chance.numbers["domains"]
    text = f"At the end of the runs there are {words.with_error(here)} bubbles on average ({words.LUCK})"
    if dealt.value is not None:
        text += f"; with the opinions of each run dealt at random among the same people there would be {words.short(dealt.value)}"
    return f"{text}."


def _table(context: Context, found: Analysis, chance: Analysis) -> Table:
    heads = ["", "as read", "chance, as read", "end of the runs", "chance, at the end"]
    rows = []
    for name, (text, scale, unit) in NAMES.items():
        read = context.number(name)
        by_chance = read.null.mean if read and read.null else None
        end, dealt = found.numbers.get(name), chance.numbers.get(name)
        cells = [read.value if read else None, by_chance]
        row = ["" if v is None else f"{words.short(v * scale)}{unit}" for v in cells]
        row += [_cell(end, scale, unit), _cell(dealt, scale, unit, error=False)]
        if name != "frustrated_share" or (context.tie_signs < 0).any():
            rows.append([text, *row])
    keep = [k for k in range(len(heads)) if k == 0 or any(row[k] for row in rows)]
    caption = (
        "As read: measured. End of the runs: simulated, mean over runs ± one standard error, "
        f"{words.LUCK}. Chance: the same opinions dealt at random among the same people."
    )
    return Table([heads[k] for k in keep], [[row[k] for k in keep] for row in rows], ["text"] * len(keep), caption)


def _cell(estimate: Estimate | None, scale: int, unit: str, error: bool = True) -> str:
    if estimate is None or estimate.value is None:
        return ""
    return words.with_error(estimate, scale, unit) if error else f"{words.short(estimate.value * scale)}{unit}"
