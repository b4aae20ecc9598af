"""What the engine hands on: the state of a run, the events in it, and segments of records."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sociophys.network import Network

Array = np.ndarray
_BLOCK = 1 << 23  # spins, a multiple of 8


@dataclass(frozen=True)
class Event:
    """A lever pulled or released: sweep, replica, which intervention (name), what it did, and its cost by name."""

    sweep: int
    replica: int
    name: str
    action: str
    cost: tuple[tuple[str, float], ...] = ()


@dataclass
class State:
    """Everything a run needs to go on from sweep t; owned by the engine, saved in checkpoints.

    Attributes
    ----------
    t: the sweep about to be made; negative in burn-in.
    spins: (n_nodes, n_replicas) int8 in {-1, +1}.
    replicas: (n_replicas,) int64, the number of each replica within the grid point.
    memory: arrays of each field with memory, by field name and array name.
    latches: (n_replicas,) bool by intervention name: in which replicas it holds now.
    standing: by name of a lever in force, what it has chosen: ``who`` (n_replicas,) bool, and, if anything, ``nodes``
        (k,) and what is set there, ``temperature``, ``pin`` or ``field``, each (), (k,) or (k, n_replicas);
        ``until`` (n_replicas,) where it ends by itself, ``absent`` where the people are out of every count; by cost,
        ``rate/``, ``since/`` and ``spent/`` (n_replicas,). Kept, for it may have looked at opinions.
    networks: the network of each replica that an intervention has changed for good, by column; replicas alike share it.
    recorded: (n_replicas,) last recorded value by observable.
    spin_sums: (n_nodes, n_replicas) int8, int16 or int32, sum of spins over the looks at single people.
    flips: (n_replicas,) int64 since the last record.
    bonds: (n_replicas,) float64, sum of J_ij s_i s_j over the ties, each once; empty where it is not tracked.
    n_records: looks at single people made so far.
    pressure: sums over looks at everybody's pressure (see engine.pressure); empty where nobody asks.
    """

    t: int
    spins: Array
    replicas: Array
    memory: dict[str, dict[str, Array]] = field(default_factory=dict)
    latches: dict[str, Array] = field(default_factory=dict)
    standing: dict[str, dict[str, Array]] = field(default_factory=dict)
    networks: dict[int, Network] = field(default_factory=dict)
    recorded: dict[str, Array] = field(default_factory=dict)
    spin_sums: Array = field(default_factory=lambda: np.zeros((0, 0), np.int32))
    flips: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    bonds: Array = field(default_factory=lambda: np.zeros(0))
    n_records: int = 0
    pressure: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Bits:
    """Spins of a frame, a bit each: frames wait until their segment is sealed.

    Attributes
    ----------
    shape: (n_nodes, n_replicas). packed: the bits, row by row; 1 is +1.
    """

    shape: tuple[int, ...]
    packed: bytes

    @classmethod
    def of(cls, spins: Array) -> Bits:
        """Pack int8 spins."""
        flat = np.ascontiguousarray(spins).reshape(-1)
        blocks = range(0, len(flat), _BLOCK)  # a block at a time: the comparison needs a byte a spin
        return cls(spins.shape, b"".join(np.packbits(flat[low : low + _BLOCK] > 0).tobytes() for low in blocks))

    def spins(self) -> Array:
        """Return the spins, (n_nodes, n_replicas) int8."""
        flat = np.unpackbits(np.frombuffer(self.packed, np.uint8), count=int(np.prod(self.shape))).view(np.int8)
        flat *= 2
        flat -= 1
        return flat.reshape(self.shape)


@dataclass(frozen=True)
class Segment:
    """A stretch of a run: rows recorded, frames kept, events, and the closing state.

    ``rows`` has one array a column: ``replica`` and ``sweep`` (int64), then one float64 column an observable.
    ``packed`` pairs a sweep with the spins it held.
    """

    rows: dict[str, Array]
    packed: list[tuple[int, Bits]]
    events: list[Event]
    state: State

    @property
    def frames(self) -> list[tuple[int, Array]]:
        """Sweeps and the (n_nodes, n_replicas) int8 spins they held."""
        return [(sweep, bits.spins()) for sweep, bits in self.packed]
