"""Every real network beside the repository: how it is read, what is expected, what is got.

The tests run over these rows; ``python -m tests.loaders.shared_table`` writes them into ``docs/networks.md``.
"""

import csv
import gzip
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sociophys.joining import OpinionsBlock
from sociophys.loaders.file import File
from sociophys.reading.edgelist import largest_component

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
UND = {"directed": False}
PAIR = "one arrow a row"
DROP = "undirected, opposite signs dropped"


@dataclass(frozen=True)
class Case:
    """One way to read one file: expected counts by name. ``each``: a column whose values are read one by one."""

    name: str
    source: str
    file: str
    how: str
    options: dict
    expect: dict
    nodes: str = ""
    sides: str = ""
    each: str = ""
    slow: bool = field(default=False)

    @property
    def title(self):
        """The name with the way of reading."""
        return f"{self.name}, {self.how}"


def load(case, folder, **more):
    """Return the graph of a case."""
    nodes = {"nodes": str(folder / case.nodes)} if case.nodes else {}
    return File(path=str(folder / case.file), **nodes, **case.options, **more).load(np.random.default_rng(0))


def got(case, folder):
    """Return what was read, by the names of the expected counts."""
    if not case.each:
        return _counts(load(case, folder), case, folder)
    graphs = [load(case, folder, where={case.each: value}) for value in values(folder / case.file, case.each)]
    total = [_counts(graph, case, folder) for graph in graphs]
    summed = {key: sum(one[key] for one in total) for key in ("rows", "ties", "positive", "negative")}
    people = set().union(*(set(graph.names) for graph in graphs))
    return {**summed, "graphs": len(graphs), "people": len(people)}


def values(path, column):
    """Return the distinct values of a column of a packed CSV, in order of first appearance."""
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        return list(dict.fromkeys(row[column] for row in csv.DictReader(file)))


def _counts(graph, case, folder):
    counts, weight, largest = graph.reading.counts, graph.edges["weight"], largest_component(graph)
    found = {
        "rows": counts["rows"],
        "people": graph.n_nodes,
        "with ties": graph.n_nodes - counts["isolates"],
        "ties": graph.n_edges,
        "positive": int((weight > 0).sum()),
        "negative": int((weight < 0).sum()),
        "self-loops": counts["self_loops_dropped"],
        "opposite pairs": counts["conflicting_pairs"],
        "largest: people": largest.n_nodes,
        "largest: ties": largest.n_edges,
    }
    if case.sides:
        place, _, column = case.sides.rpartition(":")
        where = {"file": str(folder / place), "column": column} if place else {"attribute": column}
        opinions = OpinionsBlock(**where).join(graph)
        found["with a side"] = int(np.isfinite(opinions.values).sum())
    return found


# rows, people, positive and negative rows; undirected with conflicting pairs dropped: people with ties, ties, negative
# ties; largest component: people, ties; pairs with opposite signs.
_SIGNED = {
    "highland_tribes.csv.gz": ("NDS-VU/signed-network-datasets", 58, 16, 29, 29, 16, 58, 29, 16, 58, 0),
    "monastery_interactions.graphml.gz": ("Bennibraun/networks_csci5352_hw", 49, 18, 37, 12, 18, 49, 12, 18, 49, 0),
    "bank_wiring.csv.gz": ("schochastics/networkdata", 32, 14, 13, 19, 14, 32, 19, 14, 32, 0),
    "slovene_parties_1994.txt.gz": ("py-LIJI/signed-network-null-model", 45, 10, 18, 27, 10, 45, 27, 10, 45, 0),
    "congress_convote.csv.gz": ("NDS-VU/signed-network-datasets", 521, 219, 414, 107, 219, 521, 107, 219, 521, 0),
    "bitcoin_alpha.csv.gz": (
        "NDS-VU/signed-network-datasets (SNAP)", 24186, 3783, 22650, 1536, 3774, 13876, 1152, 3766, 13872, 248,
    ),
    "wiki_elec.tsv.gz": ("WHU-SNA/SLF (SNAP)", 103689, 7115, 81345, 22344, 7115, 100424, 21926, 7066, 100398, 338),
    "slashdot_small.txt.gz": (
        "py-LIJI/signed-network-null-model (AMiner)", 36338, 13182, 30914, 5424, 13182, 34247, 5372, 13182, 34247, 13,
    ),
    "amazon_instruments_core5.csv.gz": (
        "DataLab12/graphB (UCSD)", 10261, 2329, 9022, 1239, 2329, 10261, 1239, 2329, 10261, 0,
    ),
}  # fmt: skip


def _signed():
    for file, (source, rows, people, plus, minus, tied, ties, negative, *component, pairs) in _SIGNED.items():
        name, place = file.split(".")[0], f"signed/{file}"
        raw = {"rows": rows, "people": people, "positive": plus, "negative": minus}
        yield Case(name, source, place, PAIR, {"arrow": "source_influences"}, raw)
        both = {"rows": rows, "with ties": tied, "ties": ties, "negative": negative, "opposite pairs": pairs}
        largest = dict(zip(("largest: people", "largest: ties"), component, strict=True))
        yield Case(name, source, place, DROP, {**UND, "conflicts": "drop"}, both | largest)


_RETWEETS = {
    "beefban": (1610, 1978), "baltimore": (3902, 4505), "indiana": (2467, 3143), "ultralive": (9261, 15544),
    "sxsw": (9304, 11003), "nationalkissingday": (4638, 4816), "germanwings": (29763, 39075),
}  # fmt: skip
_GUERRA = {"facebook_friends": (279, 4273), "political_blogs": (1105, 9257)}


def _controversies():
    sizes = {f"retweet_{topic}": size for topic, size in _RETWEETS.items()}
    sizes |= {f"guerra_{topic}": size for topic, size in _GUERRA.items()}
    for name, (people, ties) in sizes.items():
        expect = {"rows": ties, "people": people, "ties": ties, "largest: people": people, "with a side": people}
        place = f"polarization/{name}"
        sides = f"{place}_sides.csv.gz:side"
        source = "gvrkiran/controversy-detection"
        yield Case(name, source, f"{place}_edges.csv.gz", "with its two sides", UND, expect, sides=sides)


def _campuses():
    sizes = {"reed98": (962, 18812, 962, 18812), "johnshopkins55": (5180, 186586, 5157, 186572)}
    for name, (people, ties, *largest) in sizes.items():
        expect = {"rows": ties, "people": people, "ties": ties}
        expect |= dict(zip(("largest: people", "largest: ties"), largest, strict=True))
        place = f"polarization/fb100_{name}"
        source = "CUAI/Non-Homophily-Large-Scale"
        nodes = f"{place}_nodes.csv.gz"
        yield Case(f"fb100_{name}", source, f"{place}_edges.csv.gz", "with its node table", UND, expect, nodes=nodes)


_NEWMAN = "leobouts/social-media-polarization"
_NETWORKDATA = "schochastics/networkdata"
_BLOGS = "polarization/polblogs_directed"
_SENATE = "signed/us_senate_rollcalls_100_117_votes.csv.gz"
_VOTES = {"source": "icpsr", "sign": "vote", "weight": "none", "two_mode": True}
# Congress: votes that are yea or nay.
_CONGRESSES = {100: 74779, 104: 89982, 108: 64724, 111: 67129, 113: 63291, 114: 48518, 117: 91283}
_BACKBONES = {81: 1587, 93: 2069, 95: 2045, 103: 2328, 113: 2489}


def _blogs():
    for name, people, ties, rows, loops in (
        ("karate", 34, 78, 78, 0),
        ("books", 105, 441, 441, 0),
        ("polblogs_undirected", 1490, 16715, 16718, 3),
        ("beefban_opinion", 799, 6026, 6026, 0),
    ):
        expect = {"rows": rows, "people": people, "ties": ties, "self-loops": loops, "with a side": people}
        yield Case(name, _NEWMAN, f"polarization/{name}.gml.gz", "with its opinions", UND, expect, sides="value")
    files = {"file": f"{_BLOGS}_edges.csv.gz", "nodes": f"{_BLOGS}_nodes.csv.gz", "sides": "leaning"}
    arcs = {"rows": 19025, "people": 1490, "self-loops": 3, "ties": 19022, "with ties": 1224, "with a side": 1490}
    arrows = {"arrow": "source_listens"}
    yield Case("polblogs_directed", _NETWORKDATA, how="arrows, node table", options=arrows, expect=arcs, **files)
    both = {"people": 1490, "ties": 16715, "with ties": 1224, "largest: people": 1222, "largest: ties": 16714}
    yield Case("polblogs_directed", _NETWORKDATA, how="undirected, node table", options=UND, expect=both, **files)


def _congress():
    bills = {"rows": 26392, "people": 3984, "ties": 26392}
    place = "polarization/senate115_cosponsor"
    yield Case(
        "senate115_cosponsor", _NETWORKDATA, f"{place}_edges.csv.gz", "senators and bills, node table",
        UND, bills, nodes=f"{place}_nodes.csv.gz",
    )  # fmt: skip
    place, source = "polarization/senate_similarity_odd", "schochastics/congress"
    total = {"rows": 36926, "ties": 36926, "graphs": 18}
    yield Case(
        "senate_similarity_odd", source, f"{place}_edges.csv.gz", "each Congress on its own, node table",
        UND, total, nodes=f"{place}_nodes.csv.gz", each="congress",
    )  # fmt: skip
    for congress, ties in _BACKBONES.items():
        options = {**UND, "where": {"congress": congress}}
        how = f"Congress {congress}"
        yield Case("senate_similarity_odd", source, f"{place}_edges.csv.gz", how, options, {"ties": ties})


def _rollcalls():
    source = "jaynasser/senate-analysis-appm-3310 (Voteview)"
    whole = {"rows": 1170911, "people": 12451, "ties": 1170911, "positive": 767366, "negative": 403545}
    both = {**_VOTES, "target": "congress+rollnumber"}
    yield Case("us_senate_rollcalls", source, _SENATE, "senators and roll calls, all", both, whole, slow=True)
    for congress, votes in _CONGRESSES.items():
        options = {**_VOTES, "target": "rollnumber", "where": {"congress": congress}}
        slow = congress not in (100, 114)
        how = f"Congress {congress}"
        yield Case("us_senate_rollcalls", source, _SENATE, how, options, {"ties": votes}, slow=slow)


def _layers():
    cow = {"rows": 21136, "ties": 21136, "positive": 18556, "negative": 2580, "people": 178, "graphs": 26}
    place = "signed/cow_alliances_evenwindows.csv.gz"
    windows = Case("cow_alliances_evenwindows", "schochastics/signnet", place, "each window", UND, cow, each="window")
    yield windows
    monks = {"rows": 510, "ties": 510, "positive": 314, "negative": 196, "people": 18, "graphs": 10}
    place = "signed/sampson_monastery_layers.csv.gz"
    options = {"arrow": "source_listens", "sign": "layer_sign", "weight": "none"}
    yield Case("sampson_monastery_layers", _NETWORKDATA, place, "each layer, arrows", options, monks, each="layer")


def _snap():
    source = "JuliaGraphs/SNAPDatasets.jl (SNAP)"
    for name, people, rows, ties, loops, largest in (
        ("ego_facebook", 4039, 88234, 88234, 0, (4039, 88234)),
        ("email_enron", 36692, 183831, 183831, 0, (33696, 180811)),
        ("ego_twitter", 81306, 1342310, 1342296, 14, (81306, 1342296)),
    ):
        expect = {"rows": rows, "people": people, "ties": ties, "self-loops": loops}
        expect |= dict(zip(("largest: people", "largest: ties"), largest, strict=True))
        yield Case(name, source, f"unsigned/{name}.txt.gz", "undirected", UND, expect)


CASES = (*_signed(), *_layers(), *_rollcalls(), *_blogs(), *_controversies(), *_campuses(), *_congress(), *_snap())
# Tables of people that other cases read beside their ties.
BESIDE = {case.nodes for case in CASES} | {case.sides.rpartition(":")[0] for case in CASES}
MEMBERS = "signed/us_senate_rollcalls_100_117_members.csv.gz"


def lines(folder):
    """Yield the table, a row a case: expected, got, and whether they agree."""
    yield "| data set | public source | read as | expected | got | |"
    yield "|---|---|---|---|---|---|"
    for case in CASES:
        found = got(case, folder)
        shown = {key: found[key] for key in case.expect}
        mark = "agrees" if shown == case.expect else "**differs**"
        yield f"| {case.name} | {case.source} | {case.how} | {_said(case.expect)} | {_said(shown)} | {mark} |"


def _said(counts):
    return ", ".join(f"{key} {value:,}" for key, value in counts.items())


def main():
    """Write the tables of ``docs/networks.md`` between their marks."""
    from tests.loaders import shared_values

    page = ROOT / "docs" / "networks.md"
    text = page.read_text(encoding="utf-8")
    for mark, rows in (("counts", lines(SHARED)), ("values", shared_values.lines(SHARED))):
        begin, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->"
        head, _, rest = text.partition(begin)
        text = head + begin + "\n".join(rows) + "\n" + end + rest.partition(end)[2]
    page.write_text(text, encoding="utf-8")
    return 1 if "**differs**" in text else 0


if __name__ == "__main__":
    sys.exit(main())
