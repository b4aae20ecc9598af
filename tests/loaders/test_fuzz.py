"""Every reader on inputs near good ones, and on the inputs that once broke it: a graph or a sentence, nothing else."""

import pytest

from tests.fuzz.mutate import mutations
from tests.fuzz.targets import TARGETS

# The smallest inputs that a fuzzer found to break a reader of an earlier day.
FOUND = [
    ("mtx", b"%%MatrixMarket matrix coordinate real general\n3 3 2\n1 2 -.5\n2 3 1f"),  # SciPy reads beyond the end
    ("nodes", b' "'),  # nothing but an open quotation mark
    ("gml", b'graph [ directed 1 node [ id 0 label "ann" value -1 ] node [ id 2 labelget 2 ] ]'),
]


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_near_good_ones__give_a_graph_or_a_sentence(name):
    target = TARGETS[name]
    for seed in target.seeds:
        target.read(seed)
    for data in mutations(target.seeds, 60):
        target.read(data)


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_what_once_broke_a_reader__breaks_it_no_more(name, data):
    TARGETS[name].read(data)
