"""The gallery of shipped scenarios: small pictures in braille, each from the scenario's own run, and a page of them.

``python -m sociophys.workflow.gallery`` runs what has not been run yet and writes ``scenarios/gallery`` and
``docs/gallery.md``; a scenario whose data are not on this machine keeps the picture it has.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from sociophys.errors import MissingError
from sociophys.scenario import templates
from sociophys.scenario.load import parse
from sociophys.store.layout import RunDirectory
from sociophys.workflow.result import RunResult

Array = np.ndarray
COLUMNS, ROWS = 12, 4  # characters; each holds 2 x 4 dots
WIDTH, HEIGHT = 2 * COLUMNS, 4 * ROWS
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of the dots of a braille character, row by row
_MAP_LIMIT = 120  # people; of more, a map this small shows nothing
_RUNS = 12
_LEVEL = 0.25  # |m| below which a mean opinion tells nothing


def braille(dots: Array) -> str:
    """Return a (HEIGHT, WIDTH) field of dots as lines of braille characters.

    Examples
    --------
    >>> field = np.zeros((HEIGHT, WIDTH), bool)
    >>> field[0, 0] = field[3, 1] = True
    >>> [hex(ord(character)) for character in braille(field)[:2]]
    ['0x2881', '0x2800']
    """
    cells = np.asarray(dots, bool).reshape(ROWS, 4, COLUMNS, 2)
    codes = 0x2800 + np.einsum("rycx,yx->rc", cells, np.array(_BITS))
    return "\n".join("".join(map(chr, row)) for row in codes.tolist())


def thumbnail(result: RunResult) -> str:
    """Return the picture of a finished run.

    A grid: |m| or m, point by point. A small network without outside pressure: the map, sides as thick and thin
    marks. Else some runs over time: the mean opinion, +1 at the top, or the energy where camps keep it near 0.
    """
    if len(result.summary["points"]) > 1:
        return braille(_grid(result))
    if len(result.table("nodes")) <= _MAP_LIMIT and not _is_pressed(result):
        return braille(_map(result))
    return braille(_curves(result.table("observables")))


def _is_pressed(result: RunResult) -> bool:
    """Return whether fields act in a run: then what happened is the picture."""
    return bool(parse(RunDirectory(result.directory).resolved.read_text("utf-8"), "scenario").plain.get("fields"))


def _mark(field: Array, x: Iterable[float], y: Iterable[float], thick: bool = False) -> None:
    """Set dots at places in the unit square, y upward."""
    for a, b in zip(x, y, strict=True):
        column, row = round(a * (WIDTH - 1)), round((1 - b) * (HEIGHT - 1))
        field[row, column] = True
        if thick:
            row, column = min(row, HEIGHT - 2), min(column, WIDTH - 2)
            field[row : row + 2, column : column + 2] = True


def _grid(result: RunResult) -> Array:
    """Draw the mean opinion over the points of a grid, -1 to 1; where it stays small |m|, 0 to its most."""
    field, points = np.zeros((HEIGHT, WIDTH), bool), result.table("points")
    is_small = points["m"].abs().max() < 2 * _LEVEL
    values = points["abs_m"] / max(points["abs_m"].max(), 1e-9) if is_small else (points["m"] + 1) / 2
    _mark(field, np.linspace(0, 1, len(points)), values.clip(0, 1), thick=True)
    return field


def _map(result: RunResult) -> Array:
    from sociophys.graphlib.layout import layout
    from sociophys.workflow.run_graph import run_graph

    _, network, opinions, _, _ = run_graph(RunDirectory(result.directory))
    sides = opinions.sides if opinions is not None else np.zeros(network.n_nodes, np.int8)
    places = np.asarray(layout(network, sides, 0), np.float64)
    unit = (places - places.min(axis=0)) / np.maximum(np.ptp(places, axis=0), 1e-9)
    field = np.zeros((HEIGHT, WIDTH), bool)
    for side, thick in ((1, True), (-1, False), (0, False)):
        _mark(field, *unit[sides == side].T, thick=thick)
    return field


def _curves(observables: pd.DataFrame) -> Array:
    """Draw some replicas, each column of dots the mean over its stretch of time."""
    field = np.zeros((HEIGHT, WIDTH), bool)
    late = observables[observables["sweep"] >= observables["sweep"].max() / 2]
    name = "energy" if "energy" in observables and late["m"].abs().max() < _LEVEL else "m"
    wide = observables.pivot(index="sweep", columns="replica", values=name).to_numpy(np.float64)[:, :_RUNS]
    low, high = (-1.0, 1.0) if name == "m" else (wide.min(), wide.max())
    stretches = np.array_split((wide - low) / max(high - low, 1e-9), min(WIDTH, len(wide)))
    for run in range(wide.shape[1]):
        _mark(field, np.linspace(0, 1, len(stretches)), [float(part[:, run].mean()) for part in stretches])
    return field


def page(root: Path) -> str:
    """Return ``docs/gallery.md`` from the scenarios and their pictures."""
    made_by = "<!-- Written by `make gallery`; change the scenarios, not this page. -->"
    lines = ["# Scenarios to start from", "", made_by, ""]
    lines += ["`sociophys init NAME` writes one into your folder; `sociophys init --list` shows this list.", ""]
    for entry in templates.gallery():
        data = f"Its data come with `{entry.fetch}`." if entry.fetch else "Works offline."
        lines += [f"## {entry.name}", "", "```text", *entry.thumbnail.splitlines(), "```", ""]
        lines += [f"**{entry.question}** Expect: {entry.expect} {data}", ""]
    return "\n".join(lines).rstrip() + "\n"


def main(root: Path) -> None:
    """Run every scenario that has no finished run in ``reports``, draw its picture, write the page."""
    from sociophys.workflow.run import run

    for name in templates.templates():
        path = root / "scenarios" / f"{name}.yaml"
        target = root / "scenarios" / "gallery" / f"{name}.txt"
        try:
            picture = thumbnail(run(path, out=root / "reports"))
        except MissingError as error:  # not fetched: the picture that is there stays
            sys.stderr.write(f"{name}: {error}\n")
            continue
        target.parent.mkdir(exist_ok=True)
        target.write_text(picture + "\n", encoding="utf-8")
        sys.stderr.write(f"{name}\n{picture}\n")
    (root / "docs" / "gallery.md").write_text(page(root), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd())
