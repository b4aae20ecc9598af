"""Parameters of models that cannot be: each is refused with what is allowed; nested loaders name their own keys."""

import re

import pytest

from sociophys.errors import GraphError
from sociophys.parameters import read_member
from tests.loaders.modelled import load

LAW = {"exponent": 2.5, "min": 2, "max": 20}


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ({"kind": "random_regular", "n_nodes": 5, "degree": 3}, "5 people with 3 ties each have an odd number"),
        ({"kind": "random_regular", "n_nodes": 4, "degree": 4}, "degree 4 is above n_nodes - 1; allowed 0 to 3"),
        ({"kind": "configuration", "degrees": [3, 1]}, "no simple graph has these degrees"),
        ({"kind": "configuration", "degrees": [1, 1, 1]}, "the degrees add up to 3, but a tie has two ends"),
        ({"kind": "configuration", "degrees": [1, -1]}, "degree -1 is below 0; allowed 0 or more"),
        ({"kind": "configuration", "degrees": [1, 1], "n_nodes": 3}, "2 degrees for n_nodes 3"),
        ({"kind": "configuration", "degrees": {"poisson": 3.0}}, "'n_nodes' is missing: a law does not say"),
        ({"kind": "configuration", "degrees": {"power_law": LAW}, "n_nodes": 20}, "degree 20 is above n_nodes - 1"),
        ({"kind": "configuration", "degrees": {}, "n_nodes": 20}, "the degrees say nothing; allowed exactly one of"),
        ({"kind": "configuration", "degrees": {"power_law": {**LAW, "max": 1}}, "n_nodes": 20}, "max 1 is below min 2"),
        (
            {"kind": "configuration", "degrees": {"power_law": {**LAW, "exponent": 1}}, "n_nodes": 20},
            "1 is not above 1",
        ),
        ({"kind": "cubic_lattice", "length": 2}, "a periodic lattice of length 2 ties each pair twice"),
        ({"kind": "triangular_lattice", "length": 2}, "a periodic lattice of length 2 ties each pair twice"),
        (
            {"kind": "ring", "n_nodes": 6, "neighbours": 3},
            "3 neighbours on each side do not fit on 6 nodes; allowed 1 to 2",
        ),
        ({"kind": "ring", "n_nodes": 2}, "1 neighbours on each side do not fit on 2 nodes; allowed 3 nodes or more"),
        ({"kind": "bethe_lattice", "branching": 3, "depth": 20}, "this tree has 6973568801 nodes"),
        ({"kind": "bethe_lattice", "branching": 3, "depth": 2000}, "depth 2000 gives more than"),
        (
            {"kind": "watts_strogatz", "n_nodes": 9, "neighbours": 3, "rewire": 0.1},
            "3 neighbours leave too few free pairs",
        ),
        (
            {"kind": "ring_shortcuts", "n_nodes": 9, "shortcuts": 5.0},
            "shortcuts 5 would take more than half of the free",
        ),
        ({"kind": "barabasi_albert", "n_nodes": 5, "ties": 5}, "ties 5 is above n_nodes - 1; allowed 1 to 4"),
        ({"kind": "planted_communities", "n_nodes": 10, "mixing": 0.1}, "communities of 20 people do not fit"),
        ({"kind": "planted_communities", "n_nodes": 40, "mixing": 0.1}, "degree 50 is above n_nodes - 1"),
        (
            {
                "kind": "planted_communities",
                "n_nodes": 400,
                "mixing": 0.1,
                "sizes": {"exponent": 2, "min": 20, "max": 30},
            },
            "a person of degree 50 has 45 ties inside, the largest community only 30 people",
        ),
        (
            {"kind": "planted_communities", "n_nodes": 39, "mixing": 0.1, "degrees": {**LAW, "max": 5}}
            | {"sizes": {"exponent": 2, "min": 20, "max": 20}},
            "no number of communities of 20 to 20 holds 39 people",
        ),
        ({"kind": "erdos_renyi", "n_nodes": 10_000_000, "mean_degree": 1e6}, "about 5e+12 ties are too many"),
        ({"kind": "random_regular", "n_nodes": 10_000_000, "degree": 9_999_999}, "about 5e+13 ties are too many"),
        ({"kind": "barabasi_albert", "n_nodes": 10_000_000, "ties": 1000}, "about 1e+10 ties are too many"),
        ({"kind": "ring_shortcuts", "n_nodes": 10_000_000, "shortcuts": 1e5}, "about 5e+11 ties are too many"),
        ({"kind": "ring", "n_nodes": 10_000_000, "neighbours": 100}, "about 1e+09 ties are too many"),
        ({"kind": "signed_blocks", "sizes": [5_000_000, 5_000_000]}, "about 8.75e+12 ties are too many"),
        (
            {"kind": "configuration", "n_nodes": 10_000_000, "degrees": {"poisson": 1e5}},
            "about 5e+11 ties are too many",
        ),
        ({"kind": "degree_corrected_blocks", "of": "karate", "factor": 2.0, "n_nodes": 9}, "the size is said twice"),
        ({"kind": "with_bots", "of": "karate", "bots": 1.5, "ties": 1}, "1.5 is no share; allowed above 0 and below 1"),
        ({"kind": "with_bots", "of": "karate", "bots": -1, "ties": 1}, "-1 is no number of bots"),
        ({"kind": "with_bots", "of": "karate", "bots": 1, "ties": 1, "weight": 0}, "weight 0 is no tie"),
        (
            {"kind": "with_bots", "of": "karate", "bots": 1, "ties": 1, "follow": {"side": "plus"}},
            "sides are not known yet when bots are added",
        ),
        ({"kind": "with_bots", "of": "karat", "bots": 1, "ties": 1}, "'karat' is not a kind"),
    ],
)
def test_models_that_are_refused(raw, what):
    member, findings = read_member("loaders", raw)
    assert member is None
    assert findings[0].what.startswith(what)


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ({"kind": "with_bots", "of": "karate", "bots": 10_000_000, "ties": 30}, "bots would have 300000000 ties"),
        (
            {"kind": "degree_corrected_blocks", "of": {"kind": "complete", "n_nodes": 100}, "n_nodes": 10_000_000},
            "about 4.95e+08 ties",
        ),
    ],
)
def test_too_many_ties_of_a_wrapped_network(raw, what):
    with pytest.raises(GraphError, match=re.escape(what)):
        load(**raw)


def test_mistakes_inside_a_wrapped_loader_are_placed_there():
    raw = {"kind": "with_bots", "of": {"kind": "ring", "n_nodes": 9, "neighbors": 2}, "bots": 1, "ties": 1}
    _, findings = read_member("loaders", raw, ("network", "load"))
    assert findings[0].path == ("network", "load", "of", "neighbors")
    assert findings[0].advice == "Did you mean 'neighbours'?"
