"""Real files, traps and all: counts and known values as published; the files stand beside the repository."""

import numpy as np
import pytest

from sociophys.errors import GraphError
from sociophys.loaders.file import File
from tests.loaders import shared_table, shared_values
from tests.loaders.shared_table import BESIDE, CASES, MEMBERS, ROOT

QUICK = [case for case in CASES if not case.slow]
VALUES = [group for group in shared_values.groups() if group[0] not in shared_values.SLOW]


def load(path, **options):
    return File(path=str(path), **options).load(np.random.default_rng(0))


@pytest.mark.parametrize("case", QUICK, ids=[case.title for case in QUICK])
def test_counts_are_the_published_ones(shared_data, case):
    found = shared_table.got(case, shared_data)
    assert {key: found[key] for key in case.expect} == case.expect


@pytest.mark.parametrize("group", VALUES, ids=[", ".join(group) for group in VALUES])
def test_known_values_are_found_again(shared_data, group):
    for value, found in shared_values.compute(shared_values.groups()[group], shared_data):
        assert found == pytest.approx(value.value, abs=value.tolerance), value.what


def test_a_wrong_value_would_be_seen(shared_data):
    values = shared_values.groups()["karate", "undirected simple graph"]
    for value, found in shared_values.compute(values, shared_data):
        wrong = value.value * 1.05 + (value.value == int(value.value))
        assert found != pytest.approx(wrong, abs=value.tolerance), value.what


def test_no_file_is_left_out(shared_data):
    files = {path.relative_to(shared_data).as_posix() for path in shared_data.glob("*/*.gz")}
    assert files == {case.file for case in CASES} | (BESIDE - {""}) | {MEMBERS}


def test_the_page_holds_the_table():
    text = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")
    assert "**differs**" not in text
    assert "../shared" not in text
    for case in CASES:
        assert f"| {case.name} | {case.source} | {case.how} | {shared_table._said(case.expect)} |" in text, case.title
    for value in shared_values.known():
        if value.what != "frustration_index":
            row = f"| {value.name} | {value.of} | {value.what.replace('_', ' ')} | {value.value:.9g} |"
            assert row in text, (value.name, value.what)


def test_members_of_the_senate_are_joined_by_their_number(shared_data):
    """The party of each senator of the 114th Congress, from a table with a row a senator and Congress."""
    votes = shared_data / "signed" / "us_senate_rollcalls_100_117_votes.csv.gz"
    options = {"source": "icpsr", "target": "rollnumber", "sign": "vote", "weight": "none", "two_mode": True}
    nodes = {"nodes": str(shared_data / MEMBERS), "node_id": "icpsr"}
    graph = load(votes, where={"congress": 114}, **options, **nodes)
    party = graph.nodes.loc[graph.nodes["mode"] == "icpsr", "party_code"].astype(int)
    assert set(party) == {100, 200, 328}
    assert len(party) == 100


def test_directed_files_are_asked_about(shared_data):
    for name in ("bitcoin_alpha.csv.gz", "sampson_monastery_layers.csv.gz"):
        with pytest.raises(GraphError, match="which way influence runs is not said"):
            load(shared_data / "signed" / name)


def test_columns_that_cannot_be_told_are_asked_about(shared_data):
    with pytest.raises(GraphError, match="Name them with source and target"):
        load(shared_data / MEMBERS)


def test_one_window_a_row_is_noted(shared_data):
    graph = load(shared_data / "signed" / "cow_alliances_evenwindows.csv.gz")
    assert graph.reading.counts["rows"] == 21136
    assert graph.n_nodes == 178
    assert graph.reading.sniffed["ends"] == "'country_a' and 'country_b'"
    assert "columns not read: window" in graph.reading.notes


def test_sides_of_the_blogs(shared_data):
    folder = shared_data / "polarization"
    nodes = str(folder / "polblogs_directed_nodes.csv.gz")
    largest = load(folder / "polblogs_directed_edges.csv.gz", nodes=nodes, directed=False, component="largest")
    assert largest.nodes["leaning"].value_counts().to_dict() == {"right": 636, "left": 586}


def test_retweets_keep_their_counts(shared_data):
    graph = load(shared_data / "polarization" / "retweet_beefban_edges.csv.gz")
    assert graph.edges["weight"].min() == 2
