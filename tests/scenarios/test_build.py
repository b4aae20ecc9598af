"""Mistakes that only the network can show: each with the line of the scenario where it arose."""

import pytest

from sociophys.errors import SociophysError
from sociophys.scenario.build import build
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve
from sociophys.studies.grid import points

TEXT = """name: bad
network:
  load: karate
  opinions: {attribute: club, plus: "Mr. Hi", minus: Officer}
dynamics: {kind: glauber, temperature: 2}
fields:
  - {kind: broadcast, toward: plus, strength: 1, nodes: {ids: [anna]}}
  - {kind: attribute, column: age}
"""
RUN = "run: {sweeps: 10}\n"
GRID = "grid: {dynamics.temperature: [1.0, 2.0]}\n"


@pytest.mark.parametrize("end", [RUN, RUN + GRID])
def test_mistakes_on_the_network_name_line_and_column(tmp_path, end):
    path = tmp_path / "bad.yaml"
    path.write_text(TEXT + end)
    _, point = points(resolve(load(path)))[0]
    with pytest.raises(SociophysError) as raised:
        build(point)
    first, second = str(raised.value).splitlines()
    assert first.startswith(f"{path}:7:58 fields[0].nodes.ids: 'anna' is not there; allowed member 1, member 2")
    assert second.startswith(
        f"{path}:8:5 fields[1] (karate club (Zachary 1977)): no node attribute 'age'; allowed club."
    )


def test_mistakes_from_python_name_the_path():
    scenario = {"network": {"load": "karate"}, "dynamics": {"kind": "glauber", "temperature": 1}}
    fields = [{"kind": "uniform", "strength": 1}, {"kind": "attribute", "column": "age"}]
    with pytest.raises(SociophysError, match=r"^fields\[1\] \(karate club"):
        build(resolve(load({**scenario, "fields": fields})))
