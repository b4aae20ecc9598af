"""The documents say what the code does: made pages are current, the README's code runs, its files exist."""

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sociophys.cli.docs import FIELD, pages
from tests.mutations.mutants import MUTANTS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    """Return the code blocks of the README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_mutation_table__holds_every_mistake_and_no_survivor():
    page = (ROOT / "docs" / "mutations.md").read_text(encoding="utf-8")
    missing = [
        (mutant.name, family)
        for mutant in MUTANTS
        for family in mutant.caught_by
        if f"| {mutant.name} | {mutant.source} | {family} | test_" not in page
    ]
    assert missing == [], "run: python -m tests.mutations > docs/mutations.md"
    assert f"{len(MUTANTS)} mutants, 0 survived" in page


@pytest.mark.parametrize("name", ["README.md", "docs/reference.md"])
def test_made_pages_are_current(name):
    assert (ROOT / name).read_text(encoding="utf-8") == pages(ROOT)[name], "run: make docs"


def test_readme__shows_a_field_whole():
    shown = next(block for block in blocks("python") if "class Uniform" in block)
    assert shown == (ROOT / FIELD).read_text(encoding="utf-8")


def test_readme__begins_with_the_two_commands():
    first, second = blocks("sh")[0].splitlines()
    for command in (first, second):
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install --quiet ")
    assert first.endswith("sociophys run scenarios/karate.yaml")
    assert "-m pytest" in second


def test_readme__python_runs(tmp_path):
    code = blocks("python")[0]
    assert code.startswith("import sociophys as sp\n")
    assert len([line for line in code.splitlines() if line.strip()]) == 5
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "report.html" in done.stdout
    assert list((tmp_path / "reports").glob("karate*/report.html"))


TIES = "source,target\n" + "".join(f"p{i},p{(i + step) % 12}\n" for i in range(12) for step in (1, 2))
USERS = "id,stance\n" + "".join(f"p{i},{'pro' if i < 6 else 'anti'}\n" for i in range(12))


def test_readme__four_commands_run(tmp_path, monkeypatch):
    from sociophys.cli import main

    commands = [line.split() for line in blocks("sh")[1].splitlines()]
    assert [command[1] for command in commands] == ["info", "init", "validate", "run"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ties.csv").write_text(TIES)
    (tmp_path / "users.csv").write_text(USERS)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for words in commands:
            shorter = ["--quick"] if words[1] == "run" else []
            assert main([word for word in words[1:] if word != "--open"] + shorter) == 0
    assert said.getvalue().count("\nNext: sociophys ") == 4


def test_readme__campaign_lever_and_variants_are_a_scenario(tmp_path):
    from sociophys.scenario.load import load

    parts = blocks("yaml")
    assert len(parts) == 3
    begin = "network: {load: karate}\ndynamics: {kind: glauber, temperature: 3.0}\nrun: {replicas: 64}\n"
    (tmp_path / "whole.yaml").write_text(begin + "".join(parts))
    assert list(load(tmp_path / "whole.yaml").variants) == ["no_campaign", "nobody_heated"]


FILES = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")


def shown_files(folder, page=FILES):
    """Write the files that a page shows."""
    for name, content in re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        (folder / name).write_text(content, encoding="utf-8")


def test_files__commands_run(tmp_path, monkeypatch, capsys):
    from sociophys.cli import main

    monkeypatch.chdir(tmp_path)
    shown_files(tmp_path)
    commands = [line for block in re.findall(r"^```sh\n(.*?)^```$", FILES, re.M | re.S) for line in block.splitlines()]
    assert len(commands) == 6
    said = []
    for line in commands:
        assert main(line.split()[1:]) == 0
        said.append(capsys.readouterr().out)
        assert "\nNext: sociophys " in said[-1]
    for words in ("1 ids of users.csv", "'Cid' looks like 'cid'", "2 of 5 nodes have no opinion", "1 repeated row"):
        assert words in said[0]
    assert "'ann' listens to 'bob': 'bob' influences 'ann'" in said[0]
    assert "rows left out by window  2" in said[1]
    assert "of kind 'member'    3" in said[4]


def test_files__projection_and_python_run(tmp_path, monkeypatch, capsys):
    from sociophys.scenario.build import load_graph
    from sociophys.scenario.load import load

    monkeypatch.chdir(tmp_path)
    shown_files(tmp_path)
    graph = load_graph(load("votes.yaml"))
    assert list(graph.names) == ["Ash", "Bo", "Cy"]
    assert graph.edges["weight"].tolist() == [1.0, -1.0, -1.0]
    exec(re.findall(r"^```python\n(.*?)^```$", FILES, re.M | re.S)[0], {})
    assert capsys.readouterr().out.startswith("Graph(frame: 5 nodes, 4 ties, directed) AnalysisResult(")


COMPARE = (ROOT / "docs" / "compare.md").read_text(encoding="utf-8")


def test_compare__commands_and_python_run(tmp_path, monkeypatch, capsys):
    from sociophys.cli import main

    monkeypatch.chdir(tmp_path)
    shown_files(tmp_path, COMPARE)
    commands = [
        line for block in re.findall(r"^```sh\n(.*?)^```$", COMPARE, re.M | re.S) for line in block.splitlines()
    ]
    assert len(commands) == 6
    for line in commands:
        assert main(line.split()[1:]) == 0
        of_graphs = "\nNext: sociophys compare "
        assert ("is more with" if "yaml" in line else of_graphs) in capsys.readouterr().out
    names = {}
    for code in re.findall(r"^```python\n(.*?)^```$", COMPARE, re.M | re.S):
        exec(code, names)
    assert "too few to tell: 8 are needed" in (out := capsys.readouterr().out)
    assert out.endswith("more\n")


def test_named_files_exist():
    for name in re.findall(r"\]\(([\w./-]+)\)", README):
        assert (ROOT / name).exists(), name


def test_ci_runs_the_readmes_commands():
    script = (ROOT / ".ci" / "run").read_text()
    assert "readme_command 1" in script
    assert "readme_command 2" in script


RESULTS = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")


def test_results__own_observable_runs_and_every_key_is_told(tmp_path, monkeypatch):
    import sociophys as sp

    monkeypatch.chdir(tmp_path)
    code = re.findall(r"^```python\n(.*?)^```$", RESULTS, re.M | re.S)[0]
    (tmp_path / "busy_share.py").write_text(code, encoding="utf-8")
    observables = ["m", {"kind": "busy_share.py", "ties": 12}]
    found = sp.run(
        {
            "network": {"load": "karate"},
            "dynamics": {"kind": "glauber", "temperature": 3},
            "run": {"sweeps": 50, "replicas": 4, "burn_in": 0, "observables": observables},
        },
        report=False,
        allow_plugins=True,
    )
    assert found.table("observables")["busy_share"].between(0, 1).all()
    settling = found.summary["settling"]
    keys = {*found.summary, *found.summary["points"][0], *settling, *settling["numbers"]["abs_m"]} - {"point"}
    columns = set(found.table("nodes").columns) - {"point", "club"}
    assert [name for name in sorted(keys | columns) if f"`{name}`" not in RESULTS] == []


def test_analyze__python_runs_and_every_number_and_table_is_told(tmp_path, monkeypatch):
    import sociophys as sp
    from sociophys import registry

    page = (ROOT / "docs" / "analyze.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for code in re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S):
        exec(compile(code, "docs/analyze.md", "exec"), {})
    ties = pd.DataFrame(
        [(0, 1, 1), (1, 2, -1), (0, 2, -1), (2, 3, 1), (3, 0, -1)], columns=["source", "target", "weight"]
    )
    side = pd.Series(["a", "a", "b", "b"], index=["0", "1", "2", "3"])
    signed = sp.analyze(sp.read_graph(ties, directed=False), side, analyzers="all", nulls=0)
    told = sp.analyze(sp.read_graph("karate"), "club", analyzers="all", nulls=0)
    names = {
        *signed.numbers,
        *told.numbers,
        *signed.analysis.tables,
        *told.analysis.tables,
        *registry.kinds("analyzers"),
    }
    left = {name for name in names if f"`{name}`" not in page}
    assert left <= {"numbers", *(f"camps_tension_{k}" for k in range(2, 5))}


FIELDS = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")
AROUND_IT = {
    "network": {"load": {"kind": "karate"}},
    "dynamics": {"kind": "glauber", "temperature": 2.0},
    "run": {"sweeps": 100, "replicas": 2},
}


@pytest.mark.parametrize("text", re.findall(r"^```yaml\n(.*?)^```$", FIELDS, re.M | re.S))
def test_fields__every_block_is_read_and_bound(tmp_path, text):
    from sociophys.scenario.build import build
    from sociophys.scenario.load import load, read_file
    from sociophys.scenario.resolve import resolve
    from sociophys.scenario.write import dump

    (tmp_path / "part.yaml").write_text(text, encoding="utf-8")
    plain = AROUND_IT | dict(read_file(tmp_path / "part.yaml").plain)
    if "mood" in text:
        (tmp_path / "ties.csv").write_text(TIES, encoding="utf-8")
        (tmp_path / "people.csv").write_text(
            "id,mood\n" + "".join(f"p{i},{i / 11}\n" for i in range(12)), encoding="utf-8"
        )
        load_own = {"kind": "file", "path": "ties.csv", "directed": False, "nodes": "people.csv"}
        plain["network"] = {"load": load_own}
    (tmp_path / "whole.yaml").write_text(dump(plain), encoding="utf-8")
    assert build(resolve(load(tmp_path / "whole.yaml"))).fields


def test_fields__every_kind_and_way_is_told():
    from sociophys import registry
    from sociophys.select import WAYS

    assert [kind for kind in registry.kinds("fields") if f"kind: {kind}" not in FIELDS] == []
    assert [way for way in WAYS if f"`{{{way}: " not in FIELDS and f"`{way}`" not in FIELDS] == []
    assert [kind for kind in registry.kinds("schedules") if kind not in FIELDS] == []


LEVERS = (ROOT / "docs" / "levers.md").read_text(encoding="utf-8")


def test_levers__every_block_runs_and_every_cost_is_told(tmp_path, monkeypatch):
    from ruamel.yaml import YAML

    import sociophys as sp
    from sociophys import registry
    from sociophys.interventions import COSTS

    monkeypatch.chdir(tmp_path)
    text = "".join(re.findall(r"^```yaml\n(.*?)^```$", LEVERS, re.M | re.S))
    levers = YAML(typ="safe").load(text)["interventions"]
    assert {lever["kind"] for lever in levers} == set(registry.kinds("interventions"))
    plain = {
        "network": {"load": "karate", "opinions": {"attribute": "club", "plus": "Mr. Hi", "minus": "Officer"}},
        "dynamics": {"kind": "glauber", "temperature": 2.5},
        "initial": "random",
        "interventions": levers,
        "run": {"sweeps": 60, "replicas": 4, "burn_in": 0},
    }
    found = sp.run(plain, report=False).summary["costs"]
    assert len(found) == len(levers)
    units = {unit for costs in found.values() for unit in costs}
    assert units == set(COSTS)
    assert [unit for unit in units if f"`{unit}`" not in LEVERS] == []


PLUGINS = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")


def test_plugins__what_is_shown_passes_and_runs(tmp_path, monkeypatch, capsys):
    import sociophys as sp
    from sociophys.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOCIOPHYS_CONFIG_DIR", str(tmp_path / "settings"))
    shown_files(tmp_path, PLUGINS)
    scenario = re.findall(r"^```yaml\n(.*?)^```$", PLUGINS, re.M | re.S)[0]
    (tmp_path / "busy.yaml").write_text(scenario, encoding="utf-8")
    assert main(["validate", "busy.yaml"]) == 2
    assert main(["check-plugin", "crowding.py"]) == 0
    assert main(["validate", "busy.yaml"]) == 0
    assert main(["check-plugin", "strongest.py", "--json"]) == 0
    assert sp.run("busy.yaml", out=tmp_path).report.exists()
    for line in re.findall(r"^```sh\n(.*?)^```$", PLUGINS, re.M | re.S)[0].splitlines():
        assert main(line.split()[1:]) == 0
    assert "my_field.py keeps all 11 promises" in capsys.readouterr().out
