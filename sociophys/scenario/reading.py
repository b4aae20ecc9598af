"""Read a whole scenario from plain data: its blocks, what must hold between them, its grid and its variants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sociophys.parameters import Finding
from sociophys.scenario.checks import check
from sociophys.scenario.comparison import read_comparison
from sociophys.scenario.document import Scenario, read_blocks
from sociophys.scenario.grid_check import check_grid


def read(plain: Any, base_dir: Path = Path(), stem: str = "") -> tuple[Scenario | None, list[Finding]]:
    """Return the scenario that plain data says (None if it cannot be made) and everything wrong with it."""
    found, findings = read_blocks(plain, base_dir, stem)
    document = plain if isinstance(plain, Mapping) else {}
    findings = [*findings, *(check(found) if found else [])]
    sound = None if findings else found
    compared, more = read_comparison(document, sound, base_dir)
    findings += [*check_grid(document.get("grid", {}), sound), *more]
    if findings or found is None:
        return None, findings
    return replace(found, grid=document.get("grid", {}), **compared), []
