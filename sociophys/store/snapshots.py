"""Spin frames on disk: a bit a spin, XOR with the frame before, zstd; a whole frame every so often.

At 2 % flips a frame this is 40 times smaller than one byte a spin; compressing the bits alone gains nothing.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pyarrow as pa

from sociophys.errors import Mistake
from sociophys.store.seal import DamagedError, read_sealed, seal
from sociophys.trajectory import Bits

Array = np.ndarray
Frame = tuple[int, Array]
_MAGIC = b"SOCIOPHYS-FRAMES-1\n"
_KEY_EVERY = 16  # reading one frame undoes at most this many differences
_LEVEL = 3


def _xor(one: bytes, other: bytes) -> bytes:
    return (np.frombuffer(one, np.uint8) ^ np.frombuffer(other, np.uint8)).tobytes()


def write_frames(path: Path, frames: list[tuple[int, Bits]]) -> str:
    """Seal frames of one shape, in the order of their sweeps; return the sha256 of the file."""
    codec = pa.Codec("zstd", compression_level=_LEVEL)
    before, pieces = b"", []
    for number, (_, bits) in enumerate(frames):
        raw = bits.packed if number % _KEY_EVERY == 0 else _xor(bits.packed, before)
        pieces.append(codec.compress(raw, asbytes=True))
        before = bits.packed
    header = {
        "shape": list(frames[0][1].shape),
        "sweeps": [int(sweep) for sweep, _ in frames],
        "lengths": [len(piece) for piece in pieces],
        "key_every": _KEY_EVERY,
    }
    text = json.dumps(header, sort_keys=True).encode()
    return seal(path, [_MAGIC, struct.pack("<Q", len(text)), text, *pieces])


class FrameFile:
    """A sealed file of frames: ``sweeps`` lists what is there, :meth:`read` returns any of them."""

    def __init__(self, path: Path) -> None:
        self._content = read_sealed(path)
        try:
            self._header, self._begin = self._read_header()
        except (ValueError, KeyError, struct.error) as error:
            raise DamagedError(Mistake(str(path), "is no file of frames", advice="Run the scenario again.")) from error
        self.sweeps: list[int] = self._header["sweeps"]
        self.shape: tuple[int, ...] = tuple(self._header["shape"])
        self._offsets = np.concatenate([[0], np.cumsum(self._header["lengths"])]) + self._begin

    def _read_header(self) -> tuple[dict[str, list[int]], int]:
        start = len(_MAGIC) + 8
        if not self._content.startswith(_MAGIC):
            raise ValueError("magic")
        (length,) = struct.unpack("<Q", self._content[len(_MAGIC) : start])
        return json.loads(self._content[start : start + length]), start + length

    def _raw(self, number: int) -> bytes:
        piece = self._content[self._offsets[number] : self._offsets[number + 1]]
        n_bytes = (int(np.prod(self.shape)) + 7) // 8
        return pa.Codec("zstd").decompress(piece, decompressed_size=n_bytes, asbytes=True)

    def read(self, number: int) -> Frame:
        """Return frame ``number`` (negative counts from the end): its sweep and (n_nodes, n_replicas) int8 spins."""
        number %= len(self.sweeps)
        every = int(self._header["key_every"])  # type: ignore[call-overload]
        key = number - number % every
        packed = self._raw(key)
        for later in range(key + 1, number + 1):
            packed = _xor(packed, self._raw(later))
        return self.sweeps[number], Bits(self.shape, packed).spins()
