"""The language as a JSON schema, for editors and other tools; made from the members' own descriptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sociophys import registry
from sociophys.scenario.axes import Spaced
from sociophys.scenario.blocks import LANGUAGE, Analyze, Head, Outcome, Report, Run

MODELINE = "# yaml-language-server: $schema={path}"
_IN_SCENARIOS = (
    "loaders", "couplings", "initial", "dynamics", "fields", "feeds", "interventions", "observables", "analyzers",
)  # fmt: skip
_OWN = {"type": "string", "pattern": r"\.py$", "description": "the path of a file of one's own"}
_EXTENDED = ("observables",)  # families that take files of the user's own
_NUMBER_MEANS = {"schedules": "a constant", "triggers": "every n sweeps"}
# Records inside members that have a short form besides their block.
_SHORT_FORMS: dict[str, list[dict[str, Any]]] = {
    "Temperature": [{"$ref": "#/$defs/schedules"}],
    "Selection": [{"const": "all"}],
    "Degrees": [{"type": "array", "items": {"type": "integer"}}],
}


def json_schema() -> dict[str, Any]:
    """Return the schema of the whole language (JSON Schema, draft 2020-12).

    It says what an editor can: keys, kinds, types, ranges and sentences. Checks across blocks are ``validate``'s.
    """
    families = {family: family_schema(family) for family in ("schedules", "triggers", *_IN_SCENARIOS)}
    records: dict[str, Any] = {}
    for family in (*_NUMBER_MEANS, *_IN_SCENARIOS):
        for kind in registry.kinds(family):
            records |= _records(registry.member(family, kind))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{LANGUAGE} scenario",
        "type": "object",
        "additionalProperties": False,
        "required": ["network", "dynamics"],
        "properties": _properties(),
        "$defs": {**families, **records},
    }


def family_schema(family: str) -> dict[str, Any]:
    """Return the schema of 'a member of this family': a bare word, a bare number where that is a form, or a block."""
    classes = {kind: registry.member(family, kind) for kind in registry.kinds(family)}
    bare = [kind for kind, cls in classes.items() if not any(f.is_required() for f in cls.model_fields.values())]
    forms: list[dict[str, Any]] = [{"enum": bare, "description": "by name alone"}] if bare else []
    if family in _NUMBER_MEANS:
        forms.append({"type": "number", "description": f"a bare number: {_NUMBER_MEANS[family]}"})
    if family in _EXTENDED:
        forms += [_OWN, {"type": "object", "required": ["kind"], "properties": {"kind": _OWN}}]
    return {"anyOf": [*forms, *(member_schema(cls) for cls in classes.values())]}


def member_schema(cls: Any) -> dict[str, Any]:
    """Return the schema of one record: its own keys, with the families it uses by reference."""
    whole = cls.model_json_schema()
    defs = whole.pop("$defs", {})
    if "$ref" in whole:
        whole = defs[whole["$ref"].rsplit("/", 1)[-1]]
    schema: dict[str, Any] = _linked(whole, defs)
    schema["description"] = str(schema.get("description", "")).split("\n\n")[0].replace("\n", " ")
    return schema


def _records(cls: Any) -> dict[str, Any]:
    """Return the records (no members) that a class uses, each with its short forms, by name."""
    defs = cls.model_json_schema().get("$defs", {})
    plain = {name: spec for name, spec in defs.items() if not _is_member(spec)}
    return {name: {"anyOf": [*_SHORT_FORMS.get(name, []), _linked(spec, defs)]} for name, spec in plain.items()}


def _is_member(spec: Mapping[str, Any]) -> bool:
    return "const" in spec.get("properties", {}).get("kind", {})


def _linked(node: Any, defs: Mapping[str, Any]) -> Any:
    """Return a schema in which unions of a family are one reference, and nulls and titles are gone."""
    if isinstance(node, list):
        return [_linked(part, defs) for part in node]
    if not isinstance(node, dict):
        return node
    family = node.get("family") or _family_of(node.get("oneOf"), defs)
    if family:
        kept = {key: node[key] for key in ("description", "unit") if key in node}
        return {**kept, "$ref": f"#/$defs/{family}"}
    linked = {key: _linked(part, defs) for key, part in node.items() if not _is_noise(key, part)}
    if "anyOf" in linked:
        linked["anyOf"] = [form for form in linked["anyOf"] if form != {"type": "null"}]
    return linked


def _is_noise(key: str, part: Any) -> bool:
    return (key == "title" and isinstance(part, str)) or (
        key == "default" and not isinstance(part, (str, int, float, bool))
    )


def _family_of(forms: Any, defs: Mapping[str, Any]) -> str:
    """Return the family whose members a oneOf lists, or an empty string."""
    if not isinstance(forms, list) or not all(isinstance(form, dict) and "$ref" in form for form in forms):
        return ""
    specs = [defs.get(form["$ref"].rsplit("/", 1)[-1], {}) for form in forms]
    kinds = {spec.get("properties", {}).get("kind", {}).get("const") for spec in specs}
    return next((family for family in _NUMBER_MEANS if kinds == set(registry.kinds(family))), "")


def _properties() -> dict[str, Any]:
    head = member_schema(Head)["properties"]
    return {
        "schema": {"const": LANGUAGE, "description": "The language and its version."},
        **head,
        "network": _network(),
        "dynamics": {"$ref": "#/$defs/dynamics"},
        "initial": {"$ref": "#/$defs/initial"},
        "feed": {"$ref": "#/$defs/feeds"},
        "fields": {"type": "array", "items": {"$ref": "#/$defs/fields"}},
        "interventions": {"type": "array", "items": {"$ref": "#/$defs/interventions"}},
        "run": _run(),
        "grid": _grid(),
        "variants": _variants(),
        "outcome": member_schema(Outcome),
        "robustness": {**_grid(), "description": "Values by dotted path, one at a time: does the verdict hold there?"},
        "analyze": _analyze(),
        "report": member_schema(Report),
    }


def _network() -> dict[str, Any]:
    from sociophys.joining import OpinionsBlock

    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["load"],
        "properties": {
            "load": {"$ref": "#/$defs/loaders"},
            "opinions": member_schema(OpinionsBlock),
            "couple": {"type": "array", "items": {"$ref": "#/$defs/couplings"}},
        },
    }


def _grid() -> dict[str, Any]:
    listed = {
        "type": "object",
        "additionalProperties": False,
        "required": ["kind", "values"],
        "properties": {"kind": {"const": "list"}, "values": {"type": "array", "minItems": 1}},
    }
    axis = {"anyOf": [{"type": "array", "minItems": 1}, listed, member_schema(Spaced)]}
    return {
        "type": "object",
        "description": "Values by dotted path; every combination is run.",
        "additionalProperties": axis,
    }


def _variants() -> dict[str, Any]:
    lists = {name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in ("fields", "interventions")}
    gone = {"type": "array", "items": {"type": "string"}, "description": "paths of what it does not have"}
    part = {"type": "object", "description": "keys laid over those of the block"}
    families = {"feed": "feeds", "dynamics": "dynamics", "initial": "initial"}
    blocks = {name: {"anyOf": [{"$ref": f"#/$defs/{family}"}, part]} for name, family in families.items()}
    one = {
        "type": "object",
        "minProperties": 1,
        "properties": {**lists, **blocks, "network": part, "without": gone},
        "patternProperties": {r"[.\[]": {"description": "a value by its dotted path"}},
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "description": "By name, what differs from the scenario itself: blocks, or values by dotted path.",
        "additionalProperties": one,
    }


def _run() -> dict[str, Any]:
    members = {"type": "array", "items": {"$ref": "#/$defs/observables"}, "minItems": 1}
    block = member_schema(Run)
    block["properties"]["observables"] = {"anyOf": [{"const": "default"}, members]}
    return block


def _analyze() -> dict[str, Any]:
    members = {"type": "array", "items": {"$ref": "#/$defs/analyzers"}}
    block = member_schema(Analyze)
    block["properties"]["analyzers"] = {"anyOf": [{"const": "default"}, members]}
    return {"anyOf": [{"const": "default"}, members, block]}
