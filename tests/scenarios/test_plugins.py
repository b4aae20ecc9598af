"""Plug-ins of the user's own: nothing of them runs unasked, and mistakes are said in words."""

import importlib
import json
import subprocess
import sys

import numpy as np
import pytest

import sociophys as sp
from sociophys.cli import main
from sociophys.errors import SociophysError
from sociophys.kernels.asking import ask_row
from sociophys.plugins import classes, consent, installed
from sociophys.plugins.gate import Gate
from sociophys.plugins.source import sha256_of
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve
from sociophys.scenario.schema import json_schema
from sociophys.scenario.write import dump
from sociophys.studies.variants import points
from sociophys.workflow.compare_scenarios import beside

FIELD = '''"""A pressure of the user's own."""

import pathlib

import numpy as np

from sociophys.fields import Field
from sociophys.parameters import parameter

pathlib.Path("it_ran").touch()


class Drum(Field):
    """Press everybody, more on every second person."""

    strength: float = parameter(0.5, ge=-9, le=9, unit="couplings", doc="Pressure on everybody.")

    def bind(self, setting, draw):
        return np.arange(setting.network.n_nodes)[:, None] % 2 + 1.0

    def write(self, bound, memory, t, h):
        h += self.strength * bound

    def at_rest(self):
        return self.strength == 0
'''
SCENARIO = {
    "plugins": ["drum.py"],
    "network": {"load": "karate"},
    "dynamics": {"kind": "glauber", "temperature": 3.0},
    "fields": [{"kind": "drum", "strength": 1.0}],
    "run": {"sweeps": 20, "replicas": 4, "burn_in": 0, "observables": ["m"]},
    "analyze": {"analyzers": [], "nulls": 0},
}


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder to stand in, with a field of the user's own that leaves a trace when it runs; nothing is accepted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOCIOPHYS_CONFIG_DIR", str(tmp_path / "settings"))
    (tmp_path / "drum.py").write_text(FIELD)
    return tmp_path


def refusal(plain=SCENARIO, **options):
    with pytest.raises(SociophysError) as caught:
        load(plain, **options)
    return str(caught.value)


def without(kind, text=FIELD):
    return text.replace('pathlib.Path("it_ran").touch()\n', kind)


def test_unasked_nothing_runs(own):
    said = refusal()
    assert said.count("\n") == 0  # of the kind it would bring nothing more is said
    assert f"plugins[0]: drum.py (sha256 {sha256_of(FIELD.encode())[:12]}) would run code" in said
    assert "sociophys check-plugin drum.py" in said
    assert "--allow-plugins (allow_plugins=True)" in said
    short = {**SCENARIO, "run": {"observables": ["drum.py"]}, "fields": [], "plugins": []}
    assert "run.observables[0]: drum.py (sha256" in refusal(short)
    grid = {**SCENARIO, "plugins": [], "fields": [], "grid": {"run.observables": [["m"], ["drum.py"]]}}
    assert "drum.py (sha256" in refusal(grid)
    with pytest.raises(SociophysError, match="would run code"):
        sp.run(SCENARIO, report=False)
    assert not (own / "it_ran").exists()


def test_acceptance_is_of_the_content(own):
    consent.accept(sha256_of(FIELD.encode()), "drum.py")
    load(SCENARIO)
    assert (own / "it_ran").exists()
    (own / "sub").mkdir()
    (own / "drum.py").rename(own / "sub" / "drum.py")
    moved = {**SCENARIO, "plugins": ["sub/drum.py"]}
    load(moved)
    (own / "sub" / "drum.py").write_text(FIELD + "\n")
    assert "nobody here has accepted it" in refusal(moved)


def test_run_id_holds_the_content_and_twin_goes_back(own):
    first = sp.run(SCENARIO, out=own / "out", report=False, allow_plugins=True)
    twin = first.directory / "scenario.resolved.yaml"
    assert 'plugins: ["../../drum.py"]' in twin.read_text()
    again = resolve(load(twin, allow_plugins=True))
    assert again.run_id == first.run_id
    facts = json.loads((first.directory / "manifest.json").read_text())["plugins"]
    assert facts == [{"family": "fields", "kind": "drum", "sha256": sha256_of(FIELD.encode())}]
    changed = FIELD.replace("% 2 + 1.0", "% 2 + 1.5")
    (own / "drum.py").write_text(changed)
    other = sp.run(SCENARIO, out=own / "out", report=False, allow_plugins=True)
    assert other.run_id != first.run_id
    assert other.summary["numbers"]["m"] != first.summary["numbers"]["m"]


LAW = '''
from typing import NamedTuple
from sociophys.accelerate import overload
from sociophys.feeds import Feed
from sociophys.kernels.extension import is_type, row


class Shown(NamedTuple):
    gain: float


@overload(row)
def _shown(feed, i, indptr, indices, couplings, spins):
    if is_type(feed, Shown):
        return lambda feed, i, indptr, indices, couplings, spins: (1.0, feed.gain)


class Loud(Feed):
    """Everybody is shown the same."""

    def row(self, bound):
        return Shown(1.0)
'''


def test_a_changed_file_is_compiled_anew_in_the_same_process(own):
    found = []
    for text in (LAW, LAW.replace("(1.0, feed.gain)", "(-1.0, feed.gain)")):
        (own / "loud.py").write_text(text)
        member = classes.of(Gate(own, allows=True).admit("loud.py"))()
        wiring = np.array([0, 0]), np.array([], np.int32), np.array([], np.float32), np.ones(1, np.int8)
        found.append(ask_row(member.row(None), *wiring)[0, 0])
    assert found == [1.0, -1.0]


def test_scenarios_beside_each_other_bring_their_plugins(own):
    (own / "sub").mkdir()
    (own / "sub" / "drum.py").write_text(FIELD)  # the same content
    (own / "a.yaml").write_text(dump({**SCENARIO, "analyze": []}))
    (own / "sub" / "b.yaml").write_text(dump({**SCENARIO, "analyze": [], "fields": [{"kind": "drum", "strength": 2}]}))
    with pytest.raises(SociophysError, match="would run code"):
        beside(["a.yaml", "sub/b.yaml"])
    document = beside(["a.yaml", "sub/b.yaml"], allow_plugins=True).document
    assert document["plugins"] == ["drum.py"]
    found = load(document, allow_plugins=True)
    assert [variant.scenario.fields[0].strength for variant in found.variants.values()] == [2.0]
    assert [plugin.kind for _, point in points(resolve(found)) for plugin in point.plugins] == ["drum", "drum"]


def test_grid_and_processes_give_the_same_bytes(own):
    plain = {**SCENARIO, "grid": {"fields[0].strength": [0.5, 1.0]}}
    one, two = (
        sp.run(plain, out=own / name, report=False, allow_plugins=True, workers=2, processes=name == "b")
        for name in "ab"
    )
    assert one.table("observables").equals(two.table("observables"))
    quick = load(plain, quick=True, allow_plugins=True)
    assert [plugin.kind for plugin in quick.plugins] == ["drum"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def broken(:\n", "drum.py:1 is not readable as Python (invalid syntax)"),
        ("class Other: ...\n", "drum.py holds no class 'Drum'; allowed a class named after drum.py"),
        ("class Drum: ...\n", "drum.py:1 'Drum' is no member of a family; allowed a class with a base from"),
        (without("1 / 0\n"), "drum.py:10 cannot be imported (ZeroDivisionError: division by zero)"),
        (without("raise SystemExit(3)\n"), "drum.py:10 cannot be imported (SystemExit: 3)"),
        (FIELD.replace("def at_rest(self)", "def at_peace(self)"), "drum.py:13 'Drum' lacks the method 'at_rest(self)"),
        (
            FIELD.replace("memory, t, h", "t, h"),
            "drum.py:21 'write(self, bound, t, h)' cannot be called with (self, bou",
        ),
        (FIELD.replace("parameter(0.5,", "parameter('x',"), "fields[0]: 'x' is not a number"),
        (FIELD.replace("strength: float", "strength: open"), "drum.py:13 a parameter cannot be declared so"),
        (FIELD.replace("import pathlib", "import pathlib, beside"), "drum.py:3 imports 'beside' from beside it"),
        (FIELD.replace("import pathlib", "from . import pathlib"), "drum.py:3 imports '.' from beside it"),
        (FIELD.replace("import pathlib", "import nothing_here"), "drum.py:3 cannot be imported (ModuleNotFoundError"),
    ],
)
def test_mistakes_of_a_file_are_said_with_their_line(own, source, message):
    (own / "beside.py").write_text("")
    (own / "drum.py").write_text(source)
    plain = {**SCENARIO, "fields": ["drum"]}
    said = refusal(plain, allow_plugins=True)
    assert message in said
    assert "Traceback" not in said


def test_schema_takes_own_kinds_where_plugins_are_listed():
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    validator = jsonschema.Draft202012Validator(json_schema())
    assert validator.is_valid(SCENARIO)
    assert not validator.is_valid({key: value for key, value in SCENARIO.items() if key != "plugins"})
    assert not validator.is_valid({**SCENARIO, "fields": [{"kind": "uniform", "strenth": 1}]})


def test_names_that_clash_are_refused(own):
    (own / "sub").mkdir()
    (own / "sub" / "drum.py").write_text(FIELD)
    said = refusal({**SCENARIO, "plugins": ["drum.py", "sub/drum.py", "drum.py", "my-field.py", 3]}, allow_plugins=True)
    assert "plugins[1]: 'sub/drum.py' and 'drum.py' would be one kind, 'drum'; allowed file names that differ" in said
    assert "plugins[2]: 'drum.py' stands twice" in said
    assert "plugins[3]: my-field.py names no kind; allowed small letters, digits and _" in said
    assert "plugins[4]: 3 is not a plug-in; allowed the path of a .py file" in said
    (own / "uniform.py").write_text(FIELD.replace("class Drum", "class Uniform"))
    said = refusal({**SCENARIO, "plugins": ["uniform.py"], "fields": []}, allow_plugins=True)
    assert "uniform.py is called as 'uniform' of the package, one of its fields" in said
    assert "feed: 'drum' is one of the fields, not of the feeds" in refusal(
        {**SCENARIO, "fields": [], "feed": "drum"}, allow_plugins=True
    )
    assert "dynamics.kind: 'drun' is not a kind" in refusal(
        {**SCENARIO, "dynamics": {"kind": "drun", "temperature": 1}}, allow_plugins=True
    )


def test_an_error_while_it_runs_in_a_worker_is_said_with_its_line(own):
    (own / "drum.py").write_text(FIELD.replace("h += self", "h += 1 / (t < 5) * self"))
    plain = {**SCENARIO, "grid": {"fields[0].strength": [0.5, 1.0]}}
    with pytest.raises(SociophysError, match=r"drum.py:22: failed .ZeroDivisionError: division by zero"):
        sp.run(plain, out=own, report=False, allow_plugins=True, processes=True, workers=2)


def test_pressure_that_is_no_number_ends_the_run(own):
    (own / "drum.py").write_text(FIELD.replace("h += self", "h += np.nan * self"))
    with pytest.raises(SociophysError, match=r"drum.py: 'write' gave pressure that is no finite number on 34 people"):
        sp.run(SCENARIO, out=own, report=False, allow_plugins=True)


@pytest.fixture
def package(own, monkeypatch):
    """An installed package that brings the field."""
    site = own / "site"
    facts = site / "drummer-1.2.dist-info"
    facts.mkdir(parents=True)
    (site / "drummer.py").write_text(without("", FIELD))
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: drummer\nVersion: 1.2\n")
    (facts / "entry_points.txt").write_text("[sociophys.fields]\ndrum = drummer:Drum\n")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", f"{site}:{':'.join(sys.path)}")
    importlib.invalidate_caches()
    for cached in (installed._entries, installed.member):
        cached.cache_clear()
    yield site
    sys.modules.pop("drummer", None)
    for cached in (installed._entries, installed.member):
        cached.cache_clear()


def test_installed_plugin_needs_no_permission_and_is_in_the_run_id(package, capsys):
    plain = {key: value for key, value in SCENARIO.items() if key != "plugins"}
    found = sp.run({**plain, "grid": {"seed": [1, 2]}}, report=False, workers=2, processes=True)
    facts = json.loads((found.directory / "manifest.json").read_text())["plugins"]
    assert [(fact["kind"], fact["distribution"], fact["version"]) for fact in facts] == [("drum", "drummer", "1.2")]
    twin = resolve(load(found.directory / "scenario.resolved.yaml"))
    assert twin.run_id == found.run_id
    assert "plugins" not in twin.plain
    said = refusal(SCENARIO, allow_plugins=True)
    assert "drum.py is called as 'drum' of drummer 1.2, which is installed" in said
    assert main(["list", "fields"]) == 0
    assert "\n  drum (drummer 1.2): Press everybody, more on every second person." in capsys.readouterr().out


def test_a_plain_run_and_help_look_up_no_entry_points(own):
    program = (
        "import sys\nfrom sociophys.cli import main\nfrom sociophys.plugins import installed\n"
        "assert main(['init', 'karate']) == main(['validate', 'karate.yaml']) == 0\n"
        "assert installed._entries.cache_info().misses == 0\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=own, stdout=subprocess.DEVNULL)


def test_init_writes_no_file_that_cannot_be_a_plugin(tmp_path, capsys):
    from sociophys.cli import main

    assert main(["init", "--plugin", "field", "--out", str(tmp_path / "my-field.py")]) == 2
    assert "For example my_field.py" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
