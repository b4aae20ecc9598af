"""What a score is where only chance is at work: randomised twins of a sample, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sociophys.opinions import Sample


def shuffled_labels(sample: Sample, rng: np.random.Generator) -> Sample:
    """Deal the known opinions anew among the people who have one; ties, and who is unknown, stay.

    Tests whether opinions follow the ties at all. Only fair for opinions that were not made from these ties:
    sides found by cutting this graph beat every shuffle by construction.
    """
    opinions = sample.opinions
    known = np.flatnonzero(opinions.is_known)
    values = opinions.values.copy()
    values[known] = rng.permutation(values[known])
    return Sample(sample.network, replace(opinions, values=values))


NULLS: dict[str, Callable[[Sample, np.random.Generator], Sample]] = {"shuffled_labels": shuffled_labels}
IN_WORDS = {"shuffled_labels": "the same network with the known sides shuffled among the same people"}
