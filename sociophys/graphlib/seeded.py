"""igraph with random numbers of its own: results depend on the seed given and nothing else is disturbed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def seeded(seed: int) -> Iterator[Any]:
    """Give igraph a random generator of its own for the time of a call."""
    import igraph

    igraph.set_random_number_generator(random.Random(seed))
    try:
        yield igraph
    finally:
        igraph.set_random_number_generator(random)
