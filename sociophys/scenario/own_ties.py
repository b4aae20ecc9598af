"""A first scenario for a user's own ties: valid, commented, with what was recognised filled in."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sociophys import manifests, registry, rng
from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.parameters import accepted, read_member, read_record
from sociophys.scenario import write
from sociophys.scenario.blocks import LANGUAGE
from sociophys.scenario.schema import MODELINE

_SEED, _SWEEPS, _SHARE = 1, 500, 0.5  # T = share of the typical influence


@dataclass(frozen=True)
class Source:
    """What the user named, as blocks of a scenario, and what was read from it."""

    name: str
    load: dict[str, Any]
    graph: Graph
    opinions_block: dict[str, Any] | None = None
    opinions: Opinions | None = None


def from_graph(
    ties: str | os.PathLike[str],
    opinions: str | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    beside: str | os.PathLike[str] = ".",
    **how: Any,
) -> str:
    """Return the text of a scenario for a graph file (or a data set) and the opinions of its nodes.

    Parameters
    ----------
    ties: a graph file, the name of a data set that was fetched, or the kind of a loader. options: how to read it, as
        that loader names them.
    opinions: ``FILE:COLUMN``, or a node attribute.
    beside: the folder the scenario will stand in; its paths start there.
    how: how opinions are read (plus, minus, missing, between, origin), or ``find`` instead of them.

    Raises
    ------
    GraphError, MissingError
        If the ties or the opinions cannot be read, or have to be asked about (the arrow of a directed file).
    """
    folder = Path(beside)
    given = {key: _plain(value) for key, value in (options or {}).items() if value is not None}
    source = _read_ties(os.fspath(ties), given, folder)
    if opinions is not None or how:
        source = _join(source, opinions, {key: value for key, value in how.items() if value is not None}, folder)
    return _text(source)


def _plain(value: Any) -> Any:
    """Return an option as a scenario holds it: the text of a choice or a path."""
    return str(value) if isinstance(value, (str, os.PathLike)) else value


def _read_ties(ties: str, options: dict[str, Any], folder: Path) -> Source:
    load = _load_block(ties, options)
    loader = accepted(ties, read_member("loaders", load))
    graph = loader.load(rng.generator(_SEED, "loaders", loader.kind))
    if load["kind"] == "file":
        moved = {key: _beside(value, folder) for key, value in load.items() if key in ("path", "nodes")}
        load = {**load, **moved}
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(ties).name.split(".")[0]).strip("-_")[:60] or "ties"
    return Source(name, load, graph)


def _load_block(ties: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the loader that the user's word means: a file, else a model or shipped network, else a data set."""
    known = registry.kinds("loaders")
    if not Path(ties).exists() and ties in known:
        return {"kind": ties, **options}
    if not Path(ties).exists() and ties in manifests.names():
        arrow = {"arrow": "mutual"} if options.pop("directed", True) is False else {}
        return {"kind": "dataset", "name": ties, **arrow, **options}
    if not Path(ties).exists() and not Path(ties).suffix:
        names = list(dict.fromkeys([*known, *manifests.names()]))
        raise MissingError(Mistake(ties, "no such file and no such data set", ", ".join(names), near_miss(ties, names)))
    return {"kind": "file", "path": ties, **options}


def _beside(path: str, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive on Windows
        return Path(path).resolve().as_posix()


def _join(source: Source, opinions: str | None, how: dict[str, Any], folder: Path) -> Source:
    from sociophys.joining import OpinionsBlock, place_of

    place = {} if opinions is None else place_of(source.graph, opinions)
    block: OpinionsBlock = accepted("opinions", read_record(OpinionsBlock, {**place, **how}))
    joined = block.join(source.graph)
    if joined.codes is not None:
        raise MissingError(Mistake("--groups", "a scenario has two sides", "--plus A --minus B"))
    if block.find:
        return Source(source.name, source.load, source.graph, {"find": block.find}, joined)
    named: dict[str, Any] = {"plus": joined.plus, "minus": joined.minus}
    if joined.scale == "continuous" and not {"plus", "minus", "between"} & set(how):
        named = {**named, "between": [-1.0, 1.0]}
    if "file" in place:
        place["file"] = _beside(place["file"], folder)
    return Source(source.name, source.load, source.graph, {**place, "origin": "unknown", **how, **named}, joined)


def _text(source: Source) -> str:
    return "".join((_head(source), _network(source), _dynamics(source), _start(source), _REST))


def _head(source: Source) -> str:
    graph = source.graph
    negative = int((graph.edges["weight"] < 0).sum())
    signs = f", {negative:,} of them antagonistic" if negative else ""
    ties = "arrows of influence" if graph.directed else "ties"
    lines = [f"Read: {graph.n_nodes:,} people, {graph.n_edges:,} {ties}{signs}.", graph.reading.example]
    lines += [*graph.reading.notes, *(source.opinions.notes if source.opinions else ())]
    comments = "".join(f"# {_one_line(line)}\n" for line in lines if line)
    question = "Do the opinions hold at this noise level, and where do they give way?"
    if source.opinions is None:
        question = "Does one opinion win in this network, or do camps persist?"
    head = {"schema": LANGUAGE, "name": source.name, "question": question, "seed": _SEED}
    return f"{_HEAD}{comments}{write.dump(head)}\n"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _network(source: Source) -> str:
    lines = ["network:\n", f"  load: {write.flow(source.load)}\n"]
    if source.opinions_block:
        lines.append("  # origin: independent if the opinions were found without this graph, from_this_graph if they\n")
        lines.append("  # were made from it (a clustering): it decides what chance is compared with.\n")
        lines.append(f"  opinions: {write.flow(source.opinions_block)}\n")
    lines.append(
        "  # Rules that turn ties into influences, in order; none: the influence is the tie's weight as read.\n"
    )
    lines.append(f"  # Others: {', '.join(registry.kinds('couplings'))}.\n")
    lines.append("  couple: []\n\n")
    return "".join(lines)


def _dynamics(source: Source) -> str:
    """Write a noise level at which a typical person follows friends who all agree 98 times in 100."""
    network = Network.from_graph(source.graph)
    influence = np.bincount(network.rows, weights=np.abs(network.couplings), minlength=network.n_nodes)
    typical = float(np.median(influence[influence > 0])) if np.any(influence > 0) else 1.0
    noise = float(f"{_SHARE * typical:.2g}")
    note = (
        "# Noise level (temperature) in units of the influences. Here a person under a typical (median) influence,\n"
        f"# {typical:.4g}, follows ties that all agree {_followed(typical, noise):.0%} of the time; "
        "at 0 always, at high noise half of the time.\n"
    )
    return f"{note}dynamics: {{kind: glauber, order: random, temperature: {noise!r}}}\n\n"


def _followed(influence: float, noise: float) -> float:
    """Return P(+1) of the heat bath under a local field, 1 / (1 + exp(-2 f / T))."""
    return 1 / (1 + math.exp(-2 * influence / noise))


def _start(source: Source) -> str:
    if source.opinions is None:
        return "# Everybody starts with a coin toss; give network.opinions to start from data.\ninitial: random\n\n"
    note = "# 'What next from here': people without an opinion start with a coin toss.\n"
    return f"{note}initial: {{kind: opinions, missing: random}}\n\n"


_HEAD = f"""# Check this file: sociophys validate FILE. Run it: sociophys run FILE.
# Editors complete and explain keys after: sociophys list --schema > sociophys.schema.json
{MODELINE.format(path="sociophys.schema.json")}
"""

_REST = f"""# Outside pressure, for example from sweep 200 for 50 sweeps:
# fields: [{{kind: broadcast, toward: plus, strength: {{kind: pulse, height: 0.5, start: 200, width: 50}}}}]
fields: []
# Levers, for example people who never give way: {{kind: pin, to: plus, nodes: {{top_degree: 3}}}}
interventions: []

# A sweep is one reconsideration per person on average.
run: {{sweeps: {_SWEEPS}, record_every: 5, replicas: 64}}
analyze: default
"""
