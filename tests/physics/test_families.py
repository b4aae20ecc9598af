"""Every member of the package keeps the contract of its family; members that do not are caught, in words."""

import ast

import pytest

from sociophys import registry
from sociophys.contracts import template
from sociophys.contracts.check import broken
from sociophys.contracts.example import example
from sociophys.errors import PluginError
from sociophys.plugins import FAMILIES, classes
from sociophys.plugins.gate import Gate

SLOW = ("another process",)  # once is enough, below
RUNS = ("runs on", "a run", "replicas run", "single and lanes", *SLOW)
VALUES = {
    "hebbian": {"patterns": 3},
    "nishimori": {"temperature": 1.0},
    "nucleate": {"nodes": {"ids": ["p1"]}, "size": 3},
}
ELSEWHERE = ("sherrington_kirkpatrick",)  # complete networks only
HERE = [(family, kind) for family in FAMILIES for kind in registry.kinds(family) if kind not in ELSEWHERE]
OTHERWISE = ("analyzers",)  # held to their own rules in tests/analysis; here only by `make long`
CASES = [pytest.param(*case, marks=pytest.mark.long if case[0] in OTHERWISE else ()) for case in HERE]


@pytest.mark.parametrize(("family", "kind"), CASES, ids=lambda word: word)
def test_members_keep_the_contract(family, kind):
    member = example(registry.member(family, kind), VALUES.get(kind, {}))
    passing_by = RUNS if family == "dynamics" else SLOW
    assert broken(member, passing_by) == []


@pytest.fixture
def own(tmp_path):
    """Write a plug-in made from a template and return it as a member."""

    def make(family, *changes, **values):
        kind = f"my_{family if family == 'dynamics' else family.removesuffix('s')}"
        text = template.text(family, kind)
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        (tmp_path / f"{kind}.py").write_text(text)
        return example(classes.of(Gate(tmp_path, allows=True).admit(f"{kind}.py")), values)

    return make


@pytest.mark.parametrize("family", FAMILIES)
def test_templates_keep_the_contract(own, family):
    assert broken(own(family), SLOW if family != "fields" else ()) == []


@pytest.mark.parametrize(("family", "kind"), [("dynamics", "my_law"), ("feeds", "my_row")])
def test_templates__the_class_is_not_called_as_another_of_the_file(family, kind):
    names = [node.name for node in ast.parse(template.text(family, kind)).body if isinstance(node, ast.ClassDef)]
    assert classes.class_name(kind) in names
    assert len(set(names)) == len(names)


WRONG = [
    (
        "fields",
        ("h += self", "h[:] = self"),
        "expected h to be added to (undirected); came what others wrote is changed",
    ),
    ("fields", ("h += self", "h += np.inf * self"), "expected finite numbers at sweep 0"),
    (
        "fields",
        ("return t + 1", "return t + 9"),
        "expected no change from sweep 0 to 9 (undirected); came one at sweep 1",
    ),
    ("fields", ("return self.strength == 0", "return True"), "expected a pressure that turns with the opinions"),
    (
        "feeds",
        ("feed.posts / n_ties if n_ties > feed.posts else 1.0", "1.0 / n_ties"),
        "expected a finite gain (with somebody",
    ),
    ("feeds", ("return f, gain", "return f + 1.0, gain"), "expected (-f, gain) for turned opinions"),
    ("feeds", ("f = 0.0", "f = 0.5 * spins[0]"), "expected a row of one's own ties"),
    (
        "couplings",
        ("ties[network.rows] *", "2 * ties[network.rows] +"),
        "expected J_ij = J_ji where ties have no direction",
    ),
    ("couplings", ("return couplings /", "return couplings[None] /"), "expected the shape (44,): one number a tie"),
    ("interventions", ('cost={"people": float(len(bound))}', ""), "expected a cost by name (undirected); came none"),
    ("interventions", ("temperature=self.to", "temperature=-self.to"), "expected temperature finite, 0 to inf"),
    ("observables", ("return counts / frame.spins.shape[0]", "return counts.mean()"), "expected the shape (4,)"),
    ("observables", ("return counts", "return frame.spins.mean() + 0 * counts"), "whoever is measured beside"),
    (
        "analyzers",
        ('return {"surrounded": f"nobody', 'return {"alone": f"nobody'),
        "expected the same names whatever people think",
    ),
    (
        "analyzers",
        ("float(np.mean(agreeing[counted]", "float(np.nan * np.mean(agreeing[counted]"),
        "expected a finite 'sur",
    ),
    ("dynamics", ("return 0.5 * rule.lapse +", "return 0.9 * rule.lapse +"), "What presses to a side is a field"),
    ("dynamics", ("return 0.5 * rule.lapse +", "return 2.0 +"), "expected 0 to 1 at f = 0"),
    ("dynamics", ("(1.0 - rule.lapse) /", "(1.0 - rule.lapsus) /"), "Unknown attribute 'lapsus'"),
]


@pytest.mark.parametrize(("family", "change", "said"), WRONG)
def test_a_broken_promise_is_found(own, family, change, said):
    assert said in "\n".join(broken(own(family, change), RUNS))


def test_a_memory_outside_the_state_is_found(own):
    change = ("        h += self", "        bound += 0.01\n        h += self")
    found = "\n".join(broken(own("fields", change), SLOW))
    assert "expected the same spins whoever runs beside" in found
    assert "Whatever changes while it runs belongs into the arrays of 'memory'" in found


def test_a_parameter_that_nobody_can_guess_is_asked_for(own):
    change = ('strength: float = parameter(0.3, ge=0, le=100, unit="couplings",', "motto: str = parameter(")
    with pytest.raises(PluginError, match=r"my_field.motto: is required.*Say a value: --set motto=..."):
        own("fields", change)
