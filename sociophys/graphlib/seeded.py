"""igraph with random numbers of its own: results depend on the seed given and nothing else is disturbed."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_ONE_AT_A_TIME = threading.Lock()  # igraph has one generator for all threads


@contextmanager
def seeded(seed: int) -> Iterator[Any]:
    """Give igraph a random generator of its own for the time of a call."""
    import igraph

    with _ONE_AT_A_TIME:
        igraph.set_random_number_generator(random.Random(seed))
        try:
            yield igraph
        finally:
            igraph.set_random_number_generator(random)
