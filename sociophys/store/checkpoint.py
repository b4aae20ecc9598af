"""The state of a unit as one sealed file, from which an interrupted run goes on as if nothing had been.

Layout: magic, length of the header, header (JSON), compressed arrays, sha256 of all before. The header lists
the segments sealed so far with their sha256: a checkpoint vouches for all that lies behind it.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sociophys.errors import Mistake
from sociophys.network import Network
from sociophys.store.seal import DamagedError, read_sealed, seal
from sociophys.trajectory import Bits, State

Array = np.ndarray
_MAGIC = b"SOCIOPHYS-STATE-1\n"
_SHA = 32
_NETWORK = ("indptr", "indices", "weights", "couplings")


@dataclass(frozen=True)
class Checkpoint:
    """Where a unit stands.

    Attributes
    ----------
    scenario_id: hash of the point's scenario; a checkpoint of another one is refused.
    state: what the engine goes on from. is_done: whether the unit has reached its last sweep.
    segments: segments sealed so far. sealed: sha256 of each of their files, by path within the run directory.
    """

    scenario_id: str
    state: State
    is_done: bool
    segments: int
    sealed: dict[str, str] = field(default_factory=dict)


def _arrays(state: State) -> dict[str, Array]:
    """Return every array of a state but the spins, named by its place."""
    named = {"replicas": state.replicas, "spin_sums": state.spin_sums, "flips": state.flips}
    named["bonds"] = state.bonds
    for field_name, arrays in state.memory.items():
        named |= {f"memory/{field_name}/{name}": array for name, array in arrays.items()}
    named |= {f"latches/{name}": array for name, array in state.latches.items()}
    for lever, arrays in state.standing.items():
        named |= {f"standing/{lever}/{name}": array for name, array in arrays.items()}
    named |= {f"recorded/{name}": array for name, array in state.recorded.items()}
    named |= {f"pressure/{name}": array for name, array in state.pressure.items()}
    for column, network in _own_networks(state).items():
        named |= {f"networks/{column}/{name}": getattr(network, name) for name in _NETWORK}
    return {name: np.ascontiguousarray(array) for name, array in named.items()}


def _first_columns(state: State) -> dict[int, int]:
    """Return for each column with a network of its own the first column that has the same one."""
    first: dict[int, int] = {}
    return {column: first.setdefault(id(network), column) for column, network in sorted(state.networks.items())}


def _own_networks(state: State) -> dict[int, Network]:
    """Return each network once, by the first column that has it."""
    return {column: state.networks[column] for column in dict.fromkeys(_first_columns(state).values())}


def _flat(arrays: dict[str, Array]) -> Iterator[Array]:
    """Yield the bytes of the arrays, without a copy."""
    return (array.reshape(-1).view(np.uint8) for array in arrays.values())


def save(path: Path, checkpoint: Checkpoint) -> str:
    """Seal a checkpoint in place of the one before; return the sha256 of the file."""
    state = checkpoint.state
    arrays = _arrays(state)
    codec = pa.Codec("zstd", compression_level=1)
    # Arrays are compressed where they stand: as bytes they would need their memory twice.
    pieces = [codec.compress(Bits.of(state.spins).packed, asbytes=True)]
    pieces += [codec.compress(pa.py_buffer(array), asbytes=True) for array in _flat(arrays)]
    header = {
        "scenario_id": checkpoint.scenario_id,
        "is_done": checkpoint.is_done,
        "segments": checkpoint.segments,
        "sealed": checkpoint.sealed,
        "t": int(state.t),
        "n_records": int(state.n_records),
        "shape": list(state.spins.shape),
        "memory": {name: [] for name, arrays in state.memory.items()},  # a field may own no array
        "standing": list(state.standing),
        "directed": {str(column): network.directed for column, network in _own_networks(state).items()},
        "sharing": [[column, first] for column, first in _first_columns(state).items()],
        "arrays": [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()],
        "lengths": [len(piece) for piece in pieces],
    }
    text = json.dumps(header, sort_keys=True).encode()
    content = [_MAGIC, struct.pack("<Q", len(text)), text, *pieces]
    digest = hashlib.sha256()
    for piece in content:
        digest.update(piece)
    return seal(path, [*content, digest.digest()])


def load(path: Path, names: Array) -> Checkpoint | None:
    """Return the checkpoint at a path, or None where there is none.

    Parameters
    ----------
    names: (n_nodes,) node ids, shared by every network of the run and therefore not stored with each.

    Raises
    ------
    DamagedError
        If the file is not what was sealed.
    """
    if not path.exists():
        return None
    content = read_sealed(path)
    begin = len(_MAGIC) + 8
    body = content[:-_SHA]
    if not content.startswith(_MAGIC) or hashlib.sha256(body).digest() != content[-_SHA:]:
        raise DamagedError(Mistake(str(path), "is damaged, its checksum differs", advice="Run the scenario again."))
    (length,) = struct.unpack("<Q", content[len(_MAGIC) : begin])
    header = json.loads(content[begin : begin + length])
    state = _state(header, body[begin + length :], names)
    return Checkpoint(header["scenario_id"], state, header["is_done"], header["segments"], header["sealed"])


def _state(header: dict[str, Any], body: bytes, names: Array) -> State:
    shape = tuple(header["shape"])
    entries = [("spins", "|u1", [(int(np.prod(shape)) + 7) // 8]), *header["arrays"]]
    named, at = {}, 0
    for (name, dtype, dims), length in zip(entries, header["lengths"], strict=True):
        named[name] = _array(body[at : at + length], np.dtype(dtype), dims)
        at += length
    return State(
        t=header["t"],
        spins=Bits(shape, named["spins"].tobytes()).spins(),
        replicas=named["replicas"],
        memory={field_name: _under(named, f"memory/{field_name}/") for field_name in header["memory"]},
        latches=_under(named, "latches/"),
        standing={lever: _under(named, f"standing/{lever}/") for lever in header.get("standing", [])},
        networks=_networks(named, header, names),
        recorded=_under(named, "recorded/"),
        spin_sums=named["spin_sums"],
        flips=named["flips"],
        bonds=named["bonds"],
        n_records=header["n_records"],
        pressure=_under(named, "pressure/"),
    )


def _array(piece: bytes, dtype: np.dtype[Any], dims: list[int]) -> Array:
    n_bytes = int(np.prod(dims)) * dtype.itemsize
    raw = pa.Codec("zstd").decompress(piece, decompressed_size=n_bytes, asbytes=True)
    return np.frombuffer(bytearray(raw), dtype).reshape(dims)  # a bytearray: the engine writes into it


def _under(named: dict[str, Array], prefix: str) -> dict[str, Array]:
    return {name.removeprefix(prefix): array for name, array in named.items() if name.startswith(prefix)}


def _networks(named: dict[str, Array], header: dict[str, Any], names: Array) -> dict[int, Network]:
    networks = {}
    for column, is_directed in header["directed"].items():
        indptr, indices, weights, couplings = (named[f"networks/{column}/{part}"] for part in _NETWORK)
        networks[int(column)] = Network(indptr, indices, weights, couplings, is_directed, names)
    return {column: networks[first] for column, first in header["sharing"]}
