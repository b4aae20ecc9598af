"""The cases of this folder: valid/X.yaml with X.resolved.yaml, invalid/X.yaml with its exact message in X.txt."""

from pathlib import Path

from sociophys import registry
from sociophys.parameters import explicit
from sociophys.scenario.resolve import default_analyzers

HERE = Path(__file__).parent
VALID = sorted(p for p in (HERE / "valid").glob("*.yaml") if not p.name.endswith(".resolved.yaml"))
INVALID = sorted((HERE / "invalid").glob("*.yaml"))
SHIPPED = sorted((HERE.parents[1] / "scenarios").glob("*.yaml"))


def with_families(message):
    """Write ``{loaders}`` for the list of all loaders, and so on, so that a new member changes no message here."""
    for family in registry.FAMILIES:
        kinds = registry.kinds(family)
        if len(kinds) > 1:
            message = message.replace(", ".join(kinds), "{" + family + "}")
    return message


def with_default_analyzers(plain):
    """Write ``default`` for the list of all analyzers, so that a new one changes no twin here."""
    analyze = plain["analyze"]
    if analyze["analyzers"] == explicit(default_analyzers()):
        return {**plain, "analyze": {**analyze, "analyzers": "default"}}
    return plain
