"""From sealed pieces to a finished run: read the store, measure, and write what a person and a script look at."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from sociophys.analysis import analyze, analyze_course, analyze_frames
from sociophys.analyzers import Analysis
from sociophys.engine import levers
from sociophys.errors import Mistake, StoreError
from sociophys.kernels.measure import add_unequal_shares
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.statistics import alignment
from sociophys.store import checkpoint as checkpoints
from sociophys.store.checkpoint import Checkpoint
from sociophys.store.layout import RunDirectory
from sociophys.store.seal import seal, to_json
from sociophys.store.segments import read_events, read_segments, write_events, write_table
from sociophys.store.snapshots import FrameFile
from sociophys.trajectory import Event
from sociophys.workflow.contrasts import contrasts, plain
from sociophys.workflow.finished import FinishedPoint, FinishedRun
from sociophys.workflow.people import MeanSpins, block_means, rarer_shares, variances
from sociophys.workflow.pressure import pressure_split
from sociophys.workflow.summary import summarise
from sociophys.workflow.unit import Task, planned, ready_model, tasks_of

Array = np.ndarray
_FRAMES = 25  # kept frames that are analysed at the most, evenly spread


def finish(directory: RunDirectory, resolved: Any, points: list[tuple[dict[str, Any], Any]]) -> FinishedRun:
    """Read all units of a run, measure, and seal events, nodes, summary and the resolved scenario.

    Parameters
    ----------
    resolved: the whole run's resolved scenario. points: settings and resolved scenario of each grid point.
    """
    tasks = tasks_of(directory.root, points, bool(resolved.scenario.variants))
    pieces = [_Pieces(directory, task) for task in tasks]
    _remove_unlisted(directory, pieces)
    finished = [piece.finished(settings) for piece, (settings, _) in zip(pieces, points, strict=True)]
    measured, simulated = _measure(resolved, finished[0])
    course = _course(resolved, finished[0], pieces[0])
    compared = contrasts(resolved, finished, [piece.kept_frames for piece in pieces])
    summary = summarise(
        resolved.run_id,
        resolved.plain["name"],
        finished,
        measured.numbers if measured else None,
        simulated.numbers if simulated else None,
        course,
    )
    if compared is not None:
        summary["comparison"] = plain(compared)
    write_events(directory.events, ((p.point, event) for p in finished for event in p.events), resolved.run_id)
    nodes = pd.concat([_node_rows(point) for point in finished])
    write_table(directory.nodes, nodes, resolved.run_id)
    seal(directory.summary, to_json(summary))
    seal(directory.resolved, resolved.to_yaml(directory.root).encode())
    return FinishedRun(resolved.run_id, resolved.plain, {}, finished, measured, simulated, summary, course, compared)


class _Pieces:
    """The sealed pieces of one grid point, its units in order."""

    def __init__(self, directory: RunDirectory, task: Task) -> None:
        self._directory, self._resolved = directory, task.resolved
        self._settled = ready_model(task)[1]
        self._model, self._plan = planned(task)
        self._units = [self._unit(number) for number in range(len(self._plan.units))]

    def _unit(self, number: int) -> Checkpoint:
        path = self._directory.state(self._resolved.id8, number)
        found = checkpoints.load(path, self._model.network.names)
        if found is None or not found.is_done:
            raise StoreError(Mistake(str(path), "is not the end of its unit", advice="Run the scenario again."))
        return found

    def listed(self, folder: str) -> list[str]:
        """Return the sealed files of one folder, in order of unit and segment, by path within the run."""
        return [name for unit in self._units for name in sorted(unit.sealed) if name.startswith(f"{folder}/")]

    def _networks(self) -> dict[int, Network]:
        """Return the networks that levers have changed, by replica."""
        model, made = self._model, {}
        found = [(unit.state, levers.networks(model, unit.state, made)) for unit in self._units]
        return {
            int(state.replicas[column]): net
            for state, nets in found
            for column, net in enumerate(nets)
            if net is not model.network
        }

    def _absent(self) -> Array:
        """Return who is out of every count at the end, all units side by side; no columns where nobody is."""
        parts = [levers.absent(unit.state) for unit in self._units]
        shapes = [unit.state.spins.shape for unit in self._units]
        if not any(part.size for part in parts):
            return parts[0]
        return np.hstack(
            [part if part.size else np.zeros(shape, bool) for part, shape in zip(parts, shapes, strict=True)]
        )

    def finished(self, settings: dict[str, Any]) -> FinishedPoint:
        """Return the point as all later steps see it."""
        root = self._directory.root
        states = [unit.state for unit in self._units]
        table = read_segments(root / name for name in self.listed("observables.parquet"))
        return FinishedPoint(
            point=self._resolved.id8,
            settings=settings,
            model=self._model,
            burn_in=int(self._model.settings.burn_in),
            settled=None if self._settled is None else self._settled.settled,
            observables=table.drop(columns="point"),
            events=self._events(),
            frames=self._first_and_last(),
            mean_spins=MeanSpins.of(states),
            kernel=[self._plan.kernel, *self._plan.reasons],
            networks=self._networks(),
            pressure=pressure_split(self._model, states),
            absent=self._absent(),
            r_hats={} if self._settled is None else self._settled.r_hats,
        )

    def _events(self) -> list[Event]:
        parts = [read_events(self._directory.root / name) for name in self.listed("checkpoint")]
        events = [event for part in parts for _, event in part]
        return sorted(events, key=lambda event: (event.sweep, event.replica))  # stable: the order of levers stays

    def _first_and_last(self) -> list[tuple[int, Array]]:
        """Return the first and the last frame, all units side by side."""
        firsts, lasts = [], []
        for number in range(len(self._units)):
            mark = f"-u{number:04d}-"
            names = [name for name in self.listed("snapshots") if mark in name]
            firsts.append(FrameFile(self._directory.root / names[0]).read(0))
            lasts.append(FrameFile(self._directory.root / names[-1]).read(-1))
        frames = [_side_by_side(firsts), _side_by_side(lasts)]
        return frames if frames[0][0] != frames[1][0] else frames[:1]

    def kept_frames(self) -> Iterator[tuple[int, Array]]:
        """Yield the kept frames, all units side by side, one after another: up to 25 of them, evenly spread."""
        files: list[list[FrameFile]] = []
        for number in range(len(self._units)):
            mark = f"-u{number:04d}-"
            files.append([FrameFile(self._directory.root / name) for name in self.listed("snapshots") if mark in name])
        places = [(k, number) for k, file in enumerate(files[0]) for number in range(len(file.sweeps))]
        chosen = np.unique(np.linspace(0, len(places) - 1, min(_FRAMES, len(places))).round().astype(int))
        for place in chosen:
            k, number = places[place]
            yield _side_by_side([unit[k].read(number) for unit in files])


def _side_by_side(frames: list[tuple[int, Array]]) -> tuple[int, Array]:
    return frames[0][0], np.hstack([spins for _, spins in frames])


def _remove_unlisted(directory: RunDirectory, pieces: Iterable[_Pieces]) -> None:
    """Remove pieces that no checkpoint vouches for (left by a unit that was begun anew and cut otherwise)."""
    listed = {
        name for piece in pieces for folder in ("observables.parquet", "snapshots") for name in piece.listed(folder)
    }
    for path in (*directory.observables.glob("*.parquet"), *directory.snapshots.glob("*.frames")):
        if path.relative_to(directory.root).as_posix() not in listed:
            path.unlink()


def _measure(resolved: Any, point: FinishedPoint) -> tuple[Analysis | None, Analysis | None]:
    """Return the analyses of the imported opinions (if there are any) and of the final frames."""
    model, wanted = point.model, resolved.scenario.analyze
    measured = None
    if model.opinions is not None:
        sample = Sample(model.network, model.opinions)
        measured = analyze(sample, wanted.analyzers, nulls=wanted.nulls, seed=model.seed)
    frames, block = point.frames[-1][1], model.settings.order_block
    simulated = analyze_frames(
        model.network, frames, wanted.analyzers, block, model.opinions, model.seed, point.networks
    )
    return measured, simulated


def _course(resolved: Any, point: FinishedPoint, pieces: _Pieces) -> pd.DataFrame:
    """Return the simulated numbers at each kept frame; nothing where none were asked for or levers changed the ties."""
    model, wanted = point.model, resolved.scenario.analyze
    if not model.settings.snapshot_every or point.networks:
        return pd.DataFrame()
    frames, block = pieces.kept_frames(), model.settings.order_block
    return analyze_course(model.network, frames, wanted.analyzers, block, model.opinions, model.seed)


def _node_rows(point: FinishedPoint) -> pd.DataFrame:
    """Return one row a node: who it is, what it thought, came to think, how it wavered, how often at a border."""
    model = point.model
    opinions = model.opinions.values if model.opinions is not None else None
    sums, block = point.mean_spins.sums, model.settings.order_block
    flips = alignment(sums, opinions) if model.aligns else np.ones(sums.shape[1], np.int8)

    def of_rows(mean: Array) -> tuple[Array | None, ...]:
        aligned = mean * flips
        return *variances(aligned), *block_means(aligned, block), rarer_shares(mean).mean(axis=1)

    in_time, between_runs, overall, error, rarer = point.mean_spins.row_by_row(of_rows)
    nowhere = np.full(model.network.n_nodes, np.nan)
    first: dict[str, Any] = {"point": point.point, "name": model.graph.names}
    last: dict[str, Any] = {
        "opinion": nowhere if opinions is None else opinions,
        "mean_opinion": overall,
        "mean_opinion_error": nowhere if error is None else error,
        "variance_in_time": in_time,
        "variance_between_runs": between_runs,
        "rarer_share": rarer,
        "wall_share": wall_shares(model.network, point.networks, point.frames[-1][1]),
        "n_influences": model.network.degrees,
        **(point.pressure.columns() if point.pressure else {}),
    }
    taken = {*first, *last}
    own = {
        f"attribute_{name}" if name in taken else str(name): model.graph.nodes[name].to_numpy()
        for name in model.graph.nodes
    }
    return pd.DataFrame({**first, **own, **last})


def wall_shares(network: Network, networks: dict[int, Network], spins: Array) -> Array:
    """Return for each person the share of its influences that are of another opinion, (n_nodes,) float64.

    ``spins``: (n_nodes, n_replicas), averaged over replicas; ``networks``: those of replicas that levers changed.
    NaN for whom nobody influences.
    """
    total, counted = np.zeros(network.n_nodes), np.zeros(network.n_nodes, np.int64)
    of_column = [networks.get(column, network) for column in range(spins.shape[1])]
    for _, run in itertools.groupby(range(len(of_column)), lambda column: id(of_column[column])):
        columns = list(run)
        net, part = of_column[columns[0]], spins[:, columns[0] : columns[-1] + 1]
        add_unequal_shares(net.indptr, net.indices, part, total)
        counted += (net.degrees > 0) * len(columns)
    return np.divide(total, counted, out=np.full(network.n_nodes, np.nan), where=counted > 0)
