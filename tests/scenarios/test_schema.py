"""The JSON schema takes every valid scenario and refuses mistakes that an editor can see."""

import json
from pathlib import Path

import pytest

from sociophys import registry
from sociophys.scenario.load import read_file
from sociophys.scenario.schema import json_schema

HERE = Path(__file__).parent
VALID = sorted((HERE / "valid").glob("*.yaml"))
SHIPPED = sorted((HERE.parents[1] / "scenarios").glob("*.yaml"))
SEEN_BY_EDITORS = [
    "key-missing-both",
    "key-missing-load",
    "key-nested",
    "key-network",
    "key-not-yet",
    "key-other-block",
    "key-other-kind",
    "kind-coupling",
    "kind-dynamics",
    "kind-initial",
    "kind-list",
    "kind-loader",
    "kind-number",
    "kind-schedule",
    "value-opinions",
    "value-order",
    "value-report",
    "value-seed",
    "value-text-number",
]


@pytest.fixture(scope="module")
def schema():
    return json_schema()


@pytest.fixture(scope="module")
def validator(schema):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", [*VALID, *SHIPPED], ids=lambda path: path.stem)
def test_schema_takes_valid_scenarios(validator, path):
    assert [error.message for error in validator.iter_errors(read_file(path).plain)] == []


@pytest.mark.parametrize("case", SEEN_BY_EDITORS)
def test_schema_refuses_what_an_editor_can_see(validator, case):
    assert not validator.is_valid(read_file(HERE / "invalid" / f"{case}.yaml").plain)


def test_schema_is_plain_json_with_every_kind(schema):
    text = json.dumps(schema)
    for family in ("loaders", "couplings", "initial", "dynamics", "fields", "feeds", "interventions", "analyzers"):
        for kind in registry.kinds(family):
            assert f'"{kind}"' in text


def test_every_reference_in_the_schema_is_there(schema):
    def references(node):
        if isinstance(node, dict):
            yield from ([node["$ref"]] if "$ref" in node else [])
            for part in node.values():
                yield from references(part)
        elif isinstance(node, list):
            for part in node:
                yield from references(part)

    assert {reference.removeprefix("#/$defs/") for reference in references(schema)} <= schema["$defs"].keys()


def test_every_parameter_in_the_schema_has_its_sentence(schema):
    bare = [
        f"{family}.{key}"
        for family, spec in schema["$defs"].items()
        for form in spec["anyOf"]
        for key, parameter in form.get("properties", {}).items()
        if key != "kind" and not parameter.get("description")
    ]
    assert bare == []
