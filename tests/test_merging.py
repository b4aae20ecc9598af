"""Rows merged into ties: the fast way equals the slow one on thousands of small random lists, policy by policy."""

import numpy as np
import pytest

from sociophys import merging
from sociophys.merging import Rows


def slow_merge(rows, directed, conflicts, duplicates, keep_loops):
    """Merge row by row with a dictionary: the plain meaning of the policies."""
    groups, loops, zeros = {}, 0, 0
    for source, target, weight, row in zip(rows.source, rows.target, rows.weight, rows.row, strict=True):
        if source == target and not keep_loops:
            loops += 1
        elif weight == 0:
            zeros += 1
        else:
            pair = (source, target) if directed else (min(source, target), max(source, target))
            groups.setdefault(pair, []).append((source, target, weight, row))
    ties, repeats, clashes, lost, disputed = [], 0, 0, 0, {"conflicts": [], "duplicates": []}
    for group in groups.values():
        weights = [member[2] for member in group]
        clash = min(weights) < 0 < max(weights)
        if len(group) > 1:
            disputed["conflicts" if clash else "duplicates"].append((group[0][3], group[1][3]))
        chosen = [w for w in weights if w < 0] if clash and conflicts == "negative" else weights
        value = {"sum": sum(chosen), "max": max(chosen, key=abs)}.get(duplicates, chosen[0])
        if clash and conflicts != "negative":
            value = 0 if conflicts == "drop" else sum(weights)
        clashes += clash
        repeats += 0 if clash else len(group) - 1
        lost += clash and value == 0
        if value:
            ties.append((*group[0][:2], value, group[0][3]))
    counts = {
        "self_loops_dropped": loops,
        "zero_weights_dropped": zeros,
        "duplicates_merged": repeats,
        "conflicting_pairs": clashes,
        "conflicting_pairs_dropped": lost,
    }
    return sorted(ties, key=lambda tie: tie[3]), counts, disputed


def random_rows(rng):
    """Return a short list with repeats, loops, zeros, both directions and both signs; weights add up exactly."""
    n_nodes, n_rows = int(rng.integers(2, 9)), int(rng.integers(1, 40))
    source, target = rng.integers(0, n_nodes, (2, n_rows)).astype(np.int32)
    weight = rng.choice([-2.0, -1.0, -0.25, 0.0, 0.5, 1.0, 3.0], n_rows)
    if rng.random() < 0.3:
        weight = np.abs(weight)
    if rng.random() < 0.3:  # every tie twice
        source, target = np.concatenate([source, target]), np.concatenate([target, source])
        weight = np.concatenate([weight, weight])
    return Rows(source, target, weight, np.arange(len(weight), dtype=np.int32)), n_nodes


POLICIES = [
    (directed, conflicts, duplicates, keep_loops)
    for directed in (False, True)
    for conflicts in ("drop", "sum", "negative", "error")
    for duplicates in ("sum", "max", "first", "error")
    for keep_loops in (False, True)
]


@pytest.mark.parametrize(("directed", "conflicts", "duplicates", "keep_loops"), POLICIES)
def test_merging_equals_its_slow_twin(directed, conflicts, duplicates, keep_loops):
    rng = np.random.default_rng(7)
    for _ in range(60):
        rows, n_nodes = random_rows(rng)
        ties, counts, disputed = slow_merge(rows, directed, conflicts, duplicates, keep_loops)
        found = merging.merge(rows, n_nodes, directed, conflicts, duplicates, keep_loops)
        columns = (found.ties.source, found.ties.target, found.ties.weight, found.ties.row)
        assert list(zip(*columns, strict=True)) == ties
        assert found.counts == counts
        for kind, policy in (("conflicts", conflicts), ("duplicates", duplicates)):
            expected = sorted(disputed[kind], key=lambda pair: pair[1]) if policy == "error" else []
            assert found.disputed.get(kind, np.zeros((0, 2), int)).tolist() == [list(pair) for pair in expected]


def test_a_census_that_found_no_repeat_spares_the_sort():
    rng = np.random.default_rng(8)
    for _ in range(300):
        rows, n_nodes = random_rows(rng)
        found = merging.census(rows, n_nodes)
        for directed in (False, True):
            has_repeats = (found.arrows if directed else found.pairs) < found.rows
            spared = merging.merge(rows, n_nodes, directed, "drop", "sum", False, has_repeats)
            asked = merging.merge(rows, n_nodes, directed, "drop", "sum")
            assert spared.counts == asked.counts
            assert spared.ties.row.tolist() == asked.ties.row.tolist()


def test_census_counts_pairs_and_arrows():
    rng = np.random.default_rng(9)
    for _ in range(300):
        rows, n_nodes = random_rows(rng)
        arrows = {(s, t) for s, t in zip(rows.source.tolist(), rows.target.tolist(), strict=True) if s != t}
        n_rows = int((rows.source != rows.target).sum())
        mutual = sum((t, s) in arrows for s, t in arrows) // 2
        first = {}
        for s, t, w in zip(rows.source.tolist(), rows.target.tolist(), rows.weight.tolist(), strict=True):
            first.setdefault((s, t), w)
        agree = all(first[s, t] == first[t, s] for s, t in arrows if (t, s) in arrows)
        found = merging.census(rows, n_nodes)
        assert (found.mutual, found.one_way, found.repeats) == (mutual, len(arrows) - 2 * mutual, n_rows - len(arrows))
        expected = mutual > 0 and 2 * mutual == len(arrows) and agree
        assert merging.is_listed_twice(rows, n_nodes, found) == expected


def test_keys_too_large_to_be_packed_are_sorted_all_the_same():
    n_nodes = 2**31 - 1
    rng = np.random.default_rng(10)
    source, target = rng.choice([0, 5, n_nodes - 2, n_nodes - 1], (2, 400)).astype(np.int32)
    rows = Rows(source, target, np.ones(400), np.arange(400, dtype=np.int32))
    for directed in (False, True):
        ties, counts, _ = slow_merge(rows, directed, "drop", "sum", False)
        found = merging.merge(rows, n_nodes, directed, "drop", "sum")
        assert list(zip(found.ties.source, found.ties.target, found.ties.weight, found.ties.row, strict=True)) == ties
        assert found.counts == counts


def test_mutual_arrows_of_opposite_sign_are_counted():
    rows = Rows(np.array([0, 1, 1, 2, 3]), np.array([1, 0, 2, 1, 0]), np.array([1.0, -1, 2, 2, -1]), np.arange(5))
    assert merging.opposed_pairs(rows, 4) == 1
