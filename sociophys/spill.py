"""Rows of numbers laid aside on disk in buckets, to be taken up again a bucket at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

Array = np.ndarray


class Spill:
    """Buckets of records on disk; within a bucket records keep the order in which they came.

    Parameters
    ----------
    folder: where the files go; whoever made it removes it. fields: name and NumPy type of each column.
    """

    def __init__(self, folder: Path, name: str, n_buckets: int, **fields: str) -> None:
        self.n_buckets, self._type = n_buckets, np.dtype(list(fields.items()))
        self._paths = [folder / f"{name}.{k}" for k in range(n_buckets)]

    def add(self, bucket: Array, *columns: Array) -> None:
        """Lay records aside: ``bucket`` (n,) is the bucket of each, the columns (n,) are its numbers."""
        order = np.argsort(bucket.astype(np.uint16), kind="stable")  # a radix sort
        records = np.empty(len(order), self._type)
        for name, column in zip(self._type.names or (), columns, strict=True):
            records[name] = column[order]
        ends = np.cumsum(np.bincount(bucket, minlength=self.n_buckets)).tolist()
        for k, (begin, end) in enumerate(zip([0, *ends], ends, strict=False)):
            if end > begin:
                with self._paths[k].open("ab") as file:
                    file.write(records[begin:end].tobytes())

    def take(self, k: int) -> tuple[Array, ...]:
        """Return the columns of a bucket, as they were added."""
        records = np.fromfile(self._paths[k], self._type) if self._paths[k].exists() else np.empty(0, self._type)
        return tuple(np.ascontiguousarray(records[name]) for name in self._type.names or ())

    def remove(self) -> None:
        """Remove what was laid aside."""
        for path in self._paths:
            path.unlink(missing_ok=True)
