"""How alike two runs of the same people are: the distribution of their overlap, where it was recorded."""

from __future__ import annotations

import numpy as np

from sociophys.panels import Curves, Panel, Sentence
from sociophys.workflow.people import block_means
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Array, Context
from sociophys.workflow.settling import second_half

NAME = "replica_overlap"
MOST_BINS = 41


def panels(context: Context) -> list[Panel]:
    """Return mean size, susceptibility and distribution of the overlap over the late records of the first point."""
    settling, settings = context.settlings[0], context.model.settings
    if NAME not in settling.recorded:
        return []
    late = second_half(settling.recorded[NAME])
    late, n = late[np.isfinite(late).all(axis=1)], context.network.n_nodes  # a run alone in its block has no partner
    size, square = settling.estimate(f"|{NAME}|", np.abs(late)), settling.estimate(f"{NAME}^2", late**2)
    text = (
        f"Two runs of the same people are alike by |q| = {words.with_luck(size)}, where 0 is no more than chance and 1 everybody "
        f"the same or everybody opposite; n times the mean of q² (spin-glass susceptibility) is {words.with_error(square, n)}."
    )
    if context.model.equilibrium_failures:
        text += " Two runs of a group also share whom they ask when, which may be part of it."
    where, height, error = distribution(late, n, settings.order_block)
    caption = (
        "Simulated: how often two runs of a group were so alike over the second half of the records, as a density P(q). "
        + (
            f"Bars: one standard error between groups, {words.LUCK}."
            if error is not None
            else "Too few groups for errors."
        )
    )
    bars = np.zeros(len(where)) if error is None else error
    curve = ("P(q)", where.tolist(), height.round(6).tolist(), bars.round(6).tolist())
    return [Sentence("Simulated", text), Curves([curve], "likeness of two runs (overlap q)", "P(q)", caption=caption)]


def distribution(q: Array, n_nodes: int, block: int) -> tuple[Array, Array, Array | None]:
    """Return bins (their middle), the density P(q) in them, and its error between blocks (None: too few).

    Parameters
    ----------
    q: (n_replicas, n_draws), whole multiples of 2 / n_nodes from -1. A bin holds whole numbers of the values there are.
    """
    width = -(-(n_nodes + 1) // MOST_BINS)
    first = np.arange(0, n_nodes + 1, width)
    held = np.minimum(first + width, n_nodes + 1) - first
    number = np.rint((q + 1) * n_nodes / 2).astype(np.int64) // width
    shares = np.stack([np.bincount(row, minlength=len(first)) / q.shape[1] for row in number], axis=1)
    density, error = block_means(shares / (held * 2.0 / n_nodes)[:, None], block)
    return (2.0 * first + held - 1) / n_nodes - 1, density, error
