"""Networks of any size: ties sorted into rows in little memory, and networks that stay on disk."""

import dataclasses
import mmap

import numpy as np
import pandas as pd
import pytest

from sociophys import csr
from sociophys.errors import StoreError
from sociophys.graph import Graph
from sociophys.network import Network


def random_graph(seed, n_nodes=60, n_edges=400, directed=False):
    """A graph with loops, parallel ties in both directions, isolates, and weights that tell ties apart."""
    draw = np.random.default_rng(seed)
    ends = draw.integers(0, n_nodes, (2, n_edges))
    edges = pd.DataFrame({"source": ends[0], "target": ends[1], "weight": draw.normal(size=n_edges)})
    names = pd.Index([f"person {k} ü\n" for k in range(n_nodes + 3)], dtype="str", name="id")
    return Graph(pd.DataFrame(index=names), edges, directed)


def sorted_by_two_keys(graph):
    """The twin: slots written out and sorted by (row, column), ties of equal places in their order."""
    source, target, weight = (graph.edges[name].to_numpy() for name in ("source", "target", "weight"))
    slots = [(i, j, k) for k, (j, i) in enumerate(zip(source, target, strict=True))]
    if not graph.directed:
        slots += [(i, j, k) for k, (i, j) in enumerate(zip(source, target, strict=True)) if i != j]
    slots.sort(key=lambda slot: slot[:2])
    rows, columns, ties = np.array(slots).T
    indptr = np.searchsorted(rows, np.arange(graph.n_nodes + 1))
    return indptr, columns, weight[ties]


def is_on_disk(array):
    """Whether an array reads from a mapped file."""
    while isinstance(array, np.ndarray):
        array = array.base
    return isinstance(array, (mmap.mmap, memoryview)) and "mmap" in repr(getattr(array, "obj", array))


def same_network(one, other):
    """Assert that two networks are equal to the bit, types included."""
    for name in ("indptr", "indices", "weights", "couplings", "names"):
        first, second = getattr(one, name), getattr(other, name)
        assert first.dtype == second.dtype, name
        assert np.array_equal(first, second), name
    assert one.directed is other.directed


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("block", [1, 50, csr.BLOCK])
def test_ties_are_sorted_into_rows_whatever_the_block(directed, block):
    graph = random_graph(1, directed=directed)
    source, target, weight = (graph.edges[name].to_numpy() for name in ("source", "target", "weight"))
    indptr, indices, (weights,) = csr.slots(source, target, (weight,), graph.n_nodes, directed, block=block)
    for got, expected in zip((indptr, indices, weights), sorted_by_two_keys(graph), strict=True):
        assert np.array_equal(got, expected)
    assert (indptr.dtype, indices.dtype, weights.dtype) == (np.int64, np.int32, np.float64)


@pytest.mark.parametrize("high", [5, 2**31 - 1])
def test_order_is_that_of_two_stable_sorts(high):
    draw = np.random.default_rng(2)
    rows, columns = draw.integers(0, high, 500), draw.integers(0, high, 500).astype(np.int32)
    rows[::7], columns[::7] = rows[0], columns[0]  # equal places keep their order
    assert np.array_equal(csr.order_of(rows, columns), np.lexsort((columns, rows)))


def test_graph_without_ties_has_empty_rows():
    graph = random_graph(3, n_edges=0)
    network = Network.from_graph(graph)
    assert network.n_slots == 0
    assert network.indptr.tolist() == [0] * (graph.n_nodes + 1)


def test_sorting_takes_little_more_memory_than_the_result():
    import tracemalloc

    graph = random_graph(4, n_nodes=20_000, n_edges=1_000_000)
    tracemalloc.start()
    network = Network.from_graph(graph)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    result = network.indptr.nbytes + network.indices.nbytes + network.weights.nbytes
    assert peak < result + 70 * min(csr.BLOCK, network.n_slots) + 20 * graph.n_nodes


@pytest.mark.parametrize("other", [False, True])
@pytest.mark.parametrize("directed", [False, True])
def test_saved_network_opens_as_it_was(tmp_path, directed, other):
    network = Network.from_graph(random_graph(5, directed=directed))
    if other:
        network = network.with_couplings(network.couplings * 2)
    network.save(tmp_path / "net")
    opened = Network.open(tmp_path / "net")
    same_network(opened, network)
    assert type(opened.weights) is np.ndarray
    assert opened.weights.flags.writeable
    assert is_on_disk(opened.weights)


def test_change_to_an_opened_network_leaves_its_file_alone(tmp_path):
    network = Network.from_graph(random_graph(6))
    network.save(tmp_path / "net")
    Network.open(tmp_path / "net").weights[:] = 0
    same_network(Network.open(tmp_path / "net"), network)


def test_network_without_ties_opens_too(tmp_path):
    network = Network.from_graph(random_graph(7, n_edges=0))
    network.save(tmp_path / "net")
    same_network(Network.open(tmp_path / "net"), network)


def test_saving_replaces_a_network_and_nothing_else(tmp_path):
    first, second = Network.from_graph(random_graph(8)), Network.from_graph(random_graph(9))
    first.save(tmp_path / "net")
    second.save(tmp_path / "net")
    same_network(Network.open(tmp_path / "net"), second)
    assert [path.name for path in tmp_path.iterdir()] == ["net"]
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    with pytest.raises(StoreError, match="there is something else"):
        first.save(tmp_path / "thesis")
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["weights.npy", "indices.npy", "names.txt", "network.json", "contents.json"])
@pytest.mark.parametrize("how", ["cut", "flipped", "gone"])
def test_damaged_network_is_refused(tmp_path, name, how):
    Network.from_graph(random_graph(10)).save(tmp_path / "net")
    path = tmp_path / "net" / name
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        middle = len(content) // 2
        rest = b"" if how == "cut" else bytes([content[middle] ^ 1]) + content[middle + 1 :]
        path.write_bytes(content[:middle] + rest)
    with pytest.raises(StoreError, match="no whole folder|not as it was written"):
        Network.open(tmp_path / "net")


def test_engine_runs_on_a_network_on_disk_as_on_one_in_memory(tmp_path):
    from sociophys.engine.loop import run, start
    from sociophys.engine.plan import plan
    from sociophys.kernels import lanes, single
    from sociophys.model import RunSettings, bind
    from sociophys.registry import member

    graph = random_graph(11)
    ties = graph.edges[graph.edges["source"] < graph.edges["target"]].drop_duplicates(["source", "target"])
    graph = dataclasses.replace(graph, edges=ties)
    network = Network.from_graph(graph)
    network.save(tmp_path / "net")

    def recorded(network, n_replicas):
        model = bind(
            graph=graph,
            network=network,
            opinions=None,
            dynamics=member("dynamics", "glauber").model_validate({"temperature": 2.0}),
            initial=member("initial", "random")(),
            observables=("m", "energy"),
            settings=RunSettings(5, replicas=n_replicas, order_block=n_replicas),
            seed=1,
        )
        chosen = plan(model)
        segments = list(run(model, chosen, start(model, chosen.units[0])))
        return chosen.kernel, segments[-1].rows, segments[-1].state.spins

    def compiled():
        kernels = [thing for module in (lanes, single) for thing in vars(module).values()]
        return sum(len(kernel.signatures) for kernel in kernels if hasattr(kernel, "signatures"))

    for n_replicas in (1, 64):
        kernel, rows, spins = recorded(network, n_replicas)
        before = compiled()
        other_kernel, other_rows, other_spins = recorded(Network.open(tmp_path / "net"), n_replicas)
        assert kernel == other_kernel == ("single" if n_replicas == 1 else "lanes")
        assert compiled() == before > 0
        assert np.array_equal(spins, other_spins)
        assert rows.keys() == other_rows.keys() >= {"m", "energy"}
        assert all(np.array_equal(rows[name], other_rows[name]) for name in rows)


def test_kernel_arrays_do_not_depend_on_the_block(monkeypatch):
    from sociophys.engine.wiring import wire

    network = Network.from_graph(random_graph(12))
    whole = wire(network)
    twin = np.zeros(network.n_nodes)
    np.add.at(twin, network.rows, np.abs(network.couplings))
    monkeypatch.setattr(csr, "BLOCK", 7)
    for wiring in (whole, wire(network)):
        assert np.array_equal(wiring.tie, 1e-6 * twin + 1e-12)
        assert wiring.couplings.dtype == np.float32
        assert np.array_equal(wiring.couplings, network.couplings.astype(np.float32))
    assert wire(network.with_couplings(np.rint(network.couplings))).couplings.dtype == np.int32


def test_loops_and_ties_are_counted_in_blocks(monkeypatch):
    for directed in (False, True):
        network = Network.from_graph(random_graph(13, directed=directed))
        monkeypatch.setattr(csr, "BLOCK", 5)
        loops = int(np.count_nonzero(network.indices == network.rows))
        assert network.has_self_coupling is (loops > 0)
        assert network.n_edges == len(network.edge_slots)
        without = network.without_loops()
        assert without.n_slots == network.n_slots - loops
        assert without.without_loops() is without
