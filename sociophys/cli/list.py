"""``sociophys list [FAMILY]``: the members of every plug-in family, their parameters, and the JSON schema."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sociophys import registry
from sociophys.cli.console import emit, next_step, tell
from sociophys.cli.opinion_options import JSON


def list_members(
    family: Annotated[str | None, typer.Argument(metavar="[FAMILY]", help="One family.", show_default=False)] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of scenarios, for editors.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """List kinds and parameters that scenarios are made of."""
    if family:
        registry.kinds(family)  # an unknown one is refused, with or without --schema
    if schema:
        from sociophys.scenario.schema import json_schema

        emit(json_schema())
        return
    families = [family] if family else list(registry.FAMILIES)
    if as_json:
        emit({name: [_member(name, kind) for kind in registry.kinds(name)] + _installed(name) for name in families})
        return
    for name in families:
        _tell_family(name, with_parameters=family is not None)
    next_step("sociophys", "list", *(["--schema"] if family else ["fields"]))


def _installed(family: str) -> list[dict[str, Any]]:
    """Return the members that installed packages bring to a family, each with its package."""
    from sociophys.plugins import installed

    own = [kind for kind in installed.kinds(family) if kind not in registry.kinds(family)]
    return [
        {**_described(kind, installed.member(family, kind)), "package": installed.package_of(family, kind)}
        for kind in own
    ]


def _member(family: str, kind: str) -> dict[str, Any]:
    return _described(kind, registry.member(family, kind))


def _described(kind: str, member: Any) -> dict[str, Any]:
    from sociophys.parameters import describe

    return {"kind": kind, "doc": first_line(member), "parameters": describe(member)}


def _tell_family(family: str, *, with_parameters: bool) -> None:
    kinds, others = registry.kinds(family), _installed(family)
    if not with_parameters:
        tell(f"{family}: {', '.join([*kinds, *(_marked(other) for other in others)]) or 'none yet'}")
        return
    tell(family)
    for member in (*(_member(family, kind) for kind in kinds), *others):
        tell(f"\n  {_marked(member)}: {member['doc']}")
        for row in member["parameters"]:
            tell(f"    {parameter_line(row)}")


def _marked(member: dict[str, Any]) -> str:
    return f"{member['kind']} ({member['package']})" if "package" in member else str(member["kind"])


def first_line(member: object) -> str:
    """Return the first paragraph of a member's docstring on one line."""
    return " ".join((member.__doc__ or "").strip().split("\n\n")[0].split())


_TYPES = {"integer": "whole number", "string": "text", "array": "list", "boolean": "true or false", "object": "block"}


def type_word(row: dict[str, Any]) -> str:
    """Return the type of a parameter in words."""
    return _TYPES.get(row["type"], str(row["type"]))


def parameter_line(row: dict[str, Any]) -> str:
    """Return one parameter in a sentence."""
    facts = [type_word(row), row["range"], row["unit"]]
    default = "required" if row["default"] == "required" else f"default {row['default']}"
    return f"{row['name']} ({', '.join([*filter(None, facts), default])}): {row['doc']}"
