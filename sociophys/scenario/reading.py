"""Read a whole scenario from plain data: its blocks, what must hold between them, and its grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sociophys.parameters import Finding
from sociophys.plugins.gate import Gate
from sociophys.scenario.checks import check
from sociophys.scenario.document import Scenario, read_blocks
from sociophys.scenario.grid_check import check_grid


def read(plain: Any, gate: Gate, stem: str = "") -> tuple[Scenario | None, list[Finding]]:
    """Return the scenario that plain data says (None if it cannot be made) and everything wrong with it."""
    found, findings = read_blocks(plain, gate, stem)
    grid = plain.get("grid", {}) if isinstance(plain, Mapping) else {}
    findings = [*findings, *(check(found) if found else [])]
    findings += check_grid(grid, None if findings else found)
    return (None, findings) if findings or found is None else (replace(found, grid=grid), [])
