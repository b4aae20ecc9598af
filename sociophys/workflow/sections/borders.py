"""7. Borders and who stands there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sociophys.panels import Note, Panel, Section, Table
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context

SHOWN = 10


def section(context: Context) -> Section | None:
    """Return who has most ties across; None where no sides were recorded."""
    signed = [*context.panels("frustration"), *context.panels("signed")]
    if not context.sides.any():
        return Section("borders", "Friends and foes", signed) if signed else None
    own = [_cut(context, panel) for panel in context.panels("borders")]
    own = own if any(isinstance(panel, Table) for panel in own) else [*own, _table(context)]
    where = (
        "nodes.parquet beside this report has the recorded ones"
        if context.run
        else "the number is the place in the data"
    )
    pseudonyms = [Note(f"Names are pseudonyms; {where}.")] if context.hidden else []
    return Section("borders", "Borders and who stands there", [*own, *pseudonyms, *signed])


def first_people(context: Context, n: int = SHOWN) -> list[int]:
    """Return up to n people with ties across, most of them first, then those with the larger share."""
    across, ties = context.across_counts, context.tie_counts
    order = np.lexsort((np.arange(len(across)), -across / np.maximum(ties, 1), -across))
    return [int(i) for i in order[:n] if across[i]]


def _cut(context: Context, panel: Panel) -> Panel:
    """Return a table with a caption that says how much of it is shown."""
    tables = context.measured.tables if context.measured else {}
    if isinstance(panel, Table) and "border_people" in tables:
        cut = words.first_of(
            len(panel.rows), len(tables["border_people"]), "person with ties across", "people with ties across"
        )
        return replace(panel, caption=f"{cut}{panel.caption}")
    return panel


def _table(context: Context) -> Table:
    across, ties = context.across_counts, context.tie_counts
    who = first_people(context)
    rows = [
        [context.labels[i], int(context.sides[i]), int(across[i]), int(ties[i]), round(float(across[i] / ties[i]), 4)]
        for i in who
    ]
    cut = words.first_of(len(rows), int(np.count_nonzero(across)), "person with ties across", "people with ties across")
    columns = ["person", "side", "ties across", "ties", "share across"]
    return Table(columns, rows, ["text", "side", "number", "number", "share"], f"{cut}Most ties across first.")
