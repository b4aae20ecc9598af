"""What holds for every model: simple, in range, counted right, reproducible; and nothing is left out of the list."""

import numpy as np
import pandas as pd
import pytest

from sociophys import registry
from sociophys.network import Network
from sociophys.parameters import explicit, read_member
from tests.loaders.modelled import SMALL, ends, load

FROM_DATA = {"file", "dataset", "davis", "florentine", "karate", "les_miserables", "projection"}


def name_of(values):
    return " ".join([values["kind"], *(key for key in values if key != "kind")])


def test_every_model_is_under_contract():
    assert {values["kind"] for values in SMALL} | FROM_DATA == set(registry.kinds("loaders"))


@pytest.mark.parametrize("values", SMALL, ids=name_of)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_model_is_simple_and_counts_itself(values, seed):
    graph = load(seed=seed, **values)
    source, target = ends(graph)
    assert {str(graph.edges[name].dtype) for name in ("source", "target")} == {"int64"}
    assert graph.edges["weight"].dtype == np.float64
    assert min(source.min(), target.min()) >= 0
    assert max(source.max(), target.max()) < graph.n_nodes
    assert not np.any(source == target)
    pairs = np.stack([source, target]) if graph.directed else np.sort(np.stack([source, target]), axis=0)
    assert len(np.unique(pairs, axis=1).T) == graph.n_edges
    counts = graph.reading.counts
    assert (counts["nodes"], counts["ties"]) == (graph.n_nodes, graph.n_edges)
    assert counts["negative_ties"] == (graph.edges["weight"] < 0).sum()
    assert counts["isolates"] == graph.n_nodes - len(np.unique([source, target]))
    assert "influence" in graph.reading.example
    assert graph.reading.notes


@pytest.mark.parametrize("values", SMALL, ids=name_of)
def test_names_are_distinct_text_and_attributes_match(values):
    graph = load(**values)
    assert graph.nodes.index.is_unique
    assert graph.nodes.index.dtype == "str"
    assert all(isinstance(name, str) and name for name in graph.names)
    assert len(graph.nodes) == Network.from_graph(graph).n_nodes


@pytest.mark.parametrize("values", SMALL, ids=name_of)
def test_same_seed_same_bytes(values):
    one, other = load(seed=7, **values), load(seed=7, **values)
    pd.testing.assert_frame_equal(one.edges, other.edges)
    pd.testing.assert_frame_equal(one.nodes, other.nodes)
    assert one.reading == other.reading


@pytest.mark.parametrize(
    "kind", [k for k in registry.kinds("loaders") if k not in FROM_DATA and k not in ("bethe_lattice", "complete")]
)
def test_the_generator_is_the_only_source_of_chance(kind):
    values = next(values for values in SMALL if values["kind"] == kind)
    draws_nothing = kind in ("ring", "square_lattice", "cubic_lattice", "triangular_lattice")
    same = [load(seed=seed, **values).edges.equals(load(seed=seed + 1, **values).edges) for seed in (1, 2, 3)]
    assert all(same) if draws_nothing else not any(same)


@pytest.mark.parametrize("values", SMALL, ids=name_of)
def test_the_explicit_form_says_the_same(values):
    loader, _ = read_member("loaders", values)
    again, findings = read_member("loaders", explicit(loader))
    assert not findings
    assert again == loader
