"""A laboratory for opinion dynamics on real social networks.

>>> import sociophys as sp
>>> [name for name in dir(sp) if not name.startswith("_")]
['analyze', 'analyze_windows', 'compare', 'compare_runs', 'compare_scenarios', 'read_graph', 'read_graphs', 'run']
"""

from __future__ import annotations

from typing import Any

from sociophys.importing import imported

__version__ = "0.1.0"

# The public functions and where they stand; each is imported when it is first asked for, so the import is cheap.
_PUBLIC = {
    "analyze": "sociophys.workflow.analyze",
    "analyze_windows": "sociophys.workflow.compare",
    "compare": "sociophys.workflow.compare",
    "compare_runs": "sociophys.workflow.compare_runs",
    "compare_scenarios": "sociophys.workflow.compare_scenarios",
    "read_graph": "sociophys.workflow.reading",
    "read_graphs": "sociophys.workflow.reading",
    "run": "sociophys.workflow.run",
}
__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'sociophys' has no attribute '{name}'; it has {', '.join(sorted(_PUBLIC))}")
    value = getattr(imported(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
