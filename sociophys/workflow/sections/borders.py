"""7. Borders and who stands there."""

from __future__ import annotations

import numpy as np

from sociophys.panels import Note, Section, Table
from sociophys.workflow.sections.context import Context

SHOWN = 12


def section(context: Context) -> Section | None:
    """Return who has most ties across; None where no sides were read."""
    if not context.sides.any():
        return None
    own = context.panels("borders")
    if any(isinstance(panel, Table) for panel in own):
        pseudonyms = [Note("Names are pseudonyms; nodes.parquet beside this report has those that were read.")]
        return Section(
            "borders", "Borders and who stands there", [*own, *(pseudonyms if context.hidden and context.run else [])]
        )
    return Section("borders", "Borders and who stands there", [*own, _table(context)])


def _table(context: Context) -> Table:
    ends = context.sides[context.ties]
    across = np.bincount(context.ties[ends[:, 0] * ends[:, 1] == -1].ravel(), minlength=context.network.n_nodes)
    ties = context.tie_counts
    share = across / np.maximum(ties, 1)
    order = np.lexsort((np.arange(len(across)), -share, -across))
    rows = [
        [context.labels[i], int(context.sides[i]), int(across[i]), int(ties[i]), round(float(share[i]), 4)]
        for i in order[:SHOWN]
        if across[i]
    ]
    pseudonyms = " Names are pseudonyms." if context.hidden else ""
    caption = f"The {len(rows)} people with most ties across, of all who were read.{pseudonyms}"
    columns = ["person", "side", "ties across", "ties", "share across"]
    return Table(columns, rows, ["text", "side", "number", "number", "share"], caption)
