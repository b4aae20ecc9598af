"""Every analyzer on every awkward network: a number or a reason, plain JSON, a report that can be drawn."""

import json
import math
import re

import networkx as nx
import numpy as np
import pytest

from sociophys import analysis, registry
from sociophys.errors import GraphError
from sociophys.opinions import Opinions, Sample
from sociophys.parameters import read_member
from sociophys.plain import to_plain
from sociophys.report.draw import draw
from sociophys.workflow.analyze import analyze
from tests.analysis.conftest import graph_of, sample_of

NAN = np.nan
N = 24
HALF = [1] * 12 + [-1] * 12
SCALE = np.linspace(-1, 1, N)
TIES = [tuple(map(int, tie)) for tie in nx.gnm_random_graph(N, 50, seed=1).edges]
CLIQUES = [(a + s, b + s) for s in (0, 12) for a in range(12) for b in range(a)]
FORBIDDEN = re.compile(r"\b(caus(e|es|ed|ing)|prov(e|es|ed|en|ing)|will|manipulat\w*|nan|inf)\b", re.IGNORECASE)


def weighing(weight):
    return [(a, b, float(weight(k))) for k, (a, b) in enumerate(TIES)]


def in_groups(codes, **more):
    codes = np.asarray(codes, np.int32)
    names = tuple(f"g{k}" for k in range(int(codes.max()) + 1))
    return Opinions(np.where(codes >= 0, 0.0, NAN), "categorical", codes=codes, group_names=names, **more)


def of(values, scale="binary", **more):
    return Opinions(np.array(values, np.float64), scale, **more)


SIGNED = weighing(lambda k: 1 if k % 3 else -1)
MIXED = np.random.default_rng(4).normal(size=len(TIES))
CASES = {  # ties, people, opinions, directed
    "one side": (TIES, of([1] * N)),
    "one side and people of neither": (TIES, of([-1] * 12 + [0] * 12, "categorical")),
    "all of neither": (TIES, of([0] * N, "categorical")),
    "no ties": ([], of([1, -1] * 3)),
    "two components": (CLIQUES, of(HALF)),
    "two components both mixed": (CLIQUES, of([1, -1] * 12)),
    "one side without ties": (CLIQUES[:66], of(HALF)),
    "isolates": (TIES, of([*HALF, 1, -1, 1])),
    "no cross ties": ([t for t in TIES if (t[0] < 12) == (t[1] < 12)], of(HALF)),
    "only cross ties": ([t for t in TIES if (t[0] < 12) != (t[1] < 12)], of(HALF)),
    "weights": (weighing(lambda k: 0.1 + k / 7), of(HALF)),
    "huge weights": (weighing(lambda k: 1e300), of(HALF)),
    "tiny weights": (weighing(lambda k: 1e-300), of(HALF)),
    "huge and tiny weights": (weighing(lambda k: 1e300 if k % 2 else 1e-300), of(HALF)),
    "tiny hostile weights": (weighing(lambda k: 1e-300 if k % 2 else -1e-300), of(HALF)),
    "ties of no weight": (weighing(lambda k: 0), of(HALF)),
    "arrows": ([*TIES, *((b, a) for a, b in TIES[:20])], of(HALF), True),
    "arrows that contradict each other": ([*TIES, *((b, a, -1.0) for a, b in TIES[:20])], of(HALF), True),
    "hostile ties": (SIGNED, of(HALF)),
    "hostile fractions": (weighing(lambda k: MIXED[k]), of(HALF)),
    "hostile ties only": (weighing(lambda k: -1), of(HALF)),
    "hostile ties, nobody known": (SIGNED, of([NAN] * N)),
    "neutral people": (TIES, of([1] * 8 + [0] * 8 + [-1] * 8, "categorical")),
    "missing people": (TIES, of([1] * 8 + [NAN] * 8 + [-1] * 8)),
    "one known": (TIES, of([1] + [NAN] * (N - 1))),
    "nobody known": (TIES, of([NAN] * N)),
    "two people": ([(0, 1)], of([1, -1])),
    "two foes": ([(0, 1, -1.0)], of([1, -1])),
    "two strangers": ([], of([1, -1])),
    "one person": ([], of([1])),
    "one person tied to oneself": ([(0, 0)], of([-1])),
    "star": ([(0, k) for k in range(1, N)], of(HALF)),
    "star of one against all": ([(0, k) for k in range(1, N)], of([1] + [-1] * (N - 1))),
    "complete": ([(a, b) for a in range(12) for b in range(a)], of([1, -1] * 6)),
    "ring of equals": ([(k, (k + 1) % N) for k in range(N)], of(HALF)),
    "scale": (TIES, of(SCALE, "continuous")),
    "scale of one opinion": (TIES, of([0.5] * N, "continuous")),
    "scale of zeros": (TIES, of([0] * N, "continuous")),
    "scale of one side": (TIES, of(np.abs(SCALE), "continuous")),
    "scale with gaps": (TIES, of(np.where(np.arange(N) % 3, SCALE, NAN), "continuous")),
    "scale of hardly any width": (TIES, of(SCALE * 1e-300, "continuous")),
    "groups": (TIES, in_groups(np.arange(N) % 4)),
    "one group": (TIES, in_groups([0] * N)),
    "groups of one person": (TIES, in_groups(np.arange(N))),
    "groups with gaps and foes": (SIGNED, in_groups(np.where(np.arange(N) % 2, np.arange(N) % 3, -1))),
    "groups from the graph": (TIES, in_groups(np.arange(N) % 3, origin="from_this_graph")),
    "from the graph": (TIES, of([*HALF, 1, -1], origin="from_this_graph")),
    "from the graph, scale": (SIGNED, of(SCALE, "continuous", origin="from_this_graph", cut="leiden")),
    "from the graph without ties": ([], of([1, -1], origin="from_this_graph")),
}


def sample_in(name):
    ties, opinions, *directed = CASES[name]
    sample = sample_of(ties, opinions.values, bool(directed))
    return Sample(sample.network, opinions)


def check(numbers):
    for name, found in numbers.items():
        assert found.reason if found.value is None else math.isfinite(found.value), name
        for part in (found.error, found.effect, found.z, found.p, found.coverage):
            assert part is None or math.isfinite(part), name
        assert 0 <= found.coverage <= 1, name
        json.dumps(found.to_dict(), allow_nan=False)


@pytest.mark.parametrize("kind", registry.kinds("analyzers"))
def test_a_number_or_a_reason(kind):
    block = {"kind": kind, **({"twins": 3} if kind == "chambers" else {})}
    again = read_member("analyzers", block)[0]
    for name in CASES:
        sample = sample_in(name)
        check(analysis.analyze(sample, [again], nulls=2).numbers)
        first, second = (again.measure(sample, np.random.default_rng(3)) for _ in range(2))
        assert first == second, name


@pytest.mark.parametrize("name", CASES)
def test_the_report_can_be_drawn(name):
    ties, opinions, *directed = CASES[name]
    graph = graph_of(ties, len(opinions.values), bool(directed))
    found = analyze(graph, opinions, analyzers="all", nulls=2, force=True)
    text = json.dumps(to_plain(found.document), allow_nan=False)
    json.loads(found.to_json(), parse_constant=pytest.fail)
    assert not FORBIDDEN.search(re.sub(r'"[a-z_]+":', "", text))
    assert found.verdict.endswith(".")
    assert draw(found.document)


def test_ids_are_text_and_stay_text():
    graph = graph_of(TIES, N)
    graph.nodes.index = [f"<b>{k} a & b</b>" for k in range(N)]
    opinions = of(HALF, plus="<script>alert(1)</script>", minus="a & b")
    page = draw(analyze(graph, opinions, nulls=2, names="keep").document)
    assert "<script>alert(1)" not in page
    assert "<b>0 a" not in page


def test_weights_that_no_number_holds_are_refused():
    with pytest.raises(GraphError, match=r"weights: together they are larger than a number can be; .*Divide"):
        analysis.analyze(sample_of(weighing(lambda k: 1e308), HALF), ["mixing"], nulls=2)


def test_words_for_many_analyzers_stand_in_lists(karate):
    both = analysis.members(["default", "esteban_ray", "mixing"], karate)
    assert both == (*analysis.members("default", karate), *analysis.members(["esteban_ray"]))
    assert analysis.members(["all", "mixing"], karate) == analysis.members("all", karate)
    assert not any(analyzer.needs_signs for analyzer in both)


def test_groups_have_no_scale_but_chance_and_chambers(make):
    """Numbers of sides and scales are undefined; groups are shuffled as sides are, and tell communities apart."""
    codes = np.repeat(np.arange(3), 12)
    graph = nx.stochastic_block_model([12] * 3, np.full((3, 3), 0.02) + np.eye(3) * 0.6, seed=1)
    plain = make.sample_of_networkx(graph, np.ones(36))
    sample = Sample(plain.network, in_groups(codes, origin="independent"))
    found = analysis.analyze(sample, "all", nulls=20)
    undefined = {"opinion_mean", "opinion_variance", "share_plus", "ge", "fj_polarization", "esteban_ray", "moran"}
    assert {found.numbers[name].reason for name in undefined} == {"people are in groups, not on two sides"}
    domains = found.numbers["domains"]
    assert domains.value == 3
    assert domains.null.sd > 0
    assert domains.null.mean > 6
    assert found.numbers["chambers"].value == 3
    assert found.numbers["chambers"].null.mean < 1
    assert "settled opinions" not in repr(found.panels["answer"])
    mixed = Sample(plain.network, in_groups(np.random.default_rng(0).permutation(codes), origin="independent"))
    shuffled = analysis.analyze(mixed, ["chambers", "mixing"], nulls=20)
    assert shuffled.numbers["chambers"].value == 0
    assert shuffled.numbers["published_chambers"].value == 0
    assert shuffled.tables["chambers"]["purity"].max() < 0.7
