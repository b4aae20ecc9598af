"""The network of a finished run, read again as its scenario says, with what the run made of the people."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from sociophys.errors import Mistake, StoreError
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.store import manifest as manifests
from sociophys.store.layout import RunDirectory
from sociophys.store.segments import read_table
from sociophys.store.snapshots import FrameFile

_SIMULATED = ["mean_opinion", "variance_in_time", "variance_between_runs", "rarer_share", "wall_share"]


def run_graph(run: RunDirectory) -> tuple[Graph, Network, Opinions | None, pd.DataFrame, list[str]]:
    """Return graph, network, opinions, a frame of what was simulated (a row a node) and what must be said of it.

    Without imported opinions the sides are those that the first run ended with. Of a grid it is the first point.

    Raises
    ------
    StoreError, SociophysError
        If the network cannot be read again, or is no longer the one that was run.
    """
    from sociophys.scenario.build import build
    from sociophys.scenario.load import load
    from sociophys.scenario.resolve import resolve
    from sociophys.studies.variants import points

    resolved = resolve(load(run.resolved))
    if resolved.run_id != (manifests.read(run) or {}).get("run_id"):
        what = "the files it read are not the same any more, so its network is not known"
        raise StoreError(Mistake(str(run.root), what, "", "Run the scenario again."))
    planned = points(resolved)
    first = planned[0][1]
    model = build(first)
    notes = [f"This run has {len(planned)} points; the graph shows the first."] if len(planned) > 1 else []
    nodes = read_table(run.nodes)
    simulated = nodes[nodes["point"] == first.id8].reset_index(drop=True)[_SIMULATED]
    opinions = model.opinions
    if opinions is None:
        opinions = _at_the_end(run, first.id8)
        notes.append("No opinions were imported: side, bubble and border_share are those at the end of run 1.")
    return model.graph, model.network, opinions, simulated, notes


def _at_the_end(run: RunDirectory, point: str) -> Opinions:
    """Return the last frame of the first run as opinions; they were made on this graph."""
    last = max(run.snapshots.glob(f"{point}-u0000-*.frames"))
    spins = FrameFile(last).read(-1)[1][:, 0].astype(np.float64)
    return dataclasses.replace(Opinions(spins), origin="from_this_graph")
