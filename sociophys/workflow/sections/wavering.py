"""Who changed sides most: a fold-out in 'what happened'."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.panels import Details, Panel, Table
from sociophys.workflow.people import block_means, rarer_shares
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context

SHOWN = 100


def details(context: Context) -> list[Panel]:
    """Return the people by the share of time spent on the side they held less often within a run."""
    means, block = context.point.mean_spins, context.model.settings.order_block
    if not means.sums.size:
        return []
    rarer, error, mean = means.row_by_row(lambda mean: (*block_means(rarer_shares(mean), block), mean.mean(axis=1)))
    if rarer is None or mean is None:
        return []
    order = np.lexsort((np.arange(len(rarer)), -rarer))[:SHOWN]
    rows: list[list[Any]] = [[context.labels[i]] for i in order]
    columns, kinds = ["person"], ["text"]
    if context.sides.any():
        _add(columns, kinds, rows, "side as recorded", "side", context.sides[order].tolist())
    _add(columns, kinds, rows, "ties", "number", context.tie_counts[order].tolist())
    _add(columns, kinds, rows, "time on the rarer side", "share", rarer[order].round(4).tolist())
    if error is not None:
        _add(columns, kinds, rows, "±", "text", [f"{100 * error[i]:.1f}\u00a0%" for i in order])
    if not context.model.aligns:  # else either side is as likely, and the share says nothing
        on_plus = (1 + mean) / 2
        _add(columns, kinds, rows, f"time {context.beside(1)}", "share", on_plus[order].round(4).tolist())
    cut = words.first_of(len(rows), len(rarer), "person", "people")
    caption = (
        f"{cut}Simulated: share of a run that somebody spent on the side they held less often in it; 0\u00a0%: never changed, "
        f"50\u00a0%: as often on the one as on the other. Mean over runs{_error(error is not None)}. Who changed most comes first."
    )
    return [Details("Who changed sides most", Table(columns, rows, kinds, caption))]


def _error(known: bool) -> str:
    return f" ± one standard error, {words.LUCK}" if known else "; too few independent runs for an error"


def _add(columns: list[str], kinds: list[str], rows: list[list[Any]], name: str, kind: str, cells: list[Any]) -> None:
    columns.append(name)
    kinds.append(kind)
    for row, cell in zip(rows, cells, strict=True):
        row.append(cell)
