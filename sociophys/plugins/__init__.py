"""Plug-ins of the user's own: a Python file that a scenario names, or a package that is installed.

A file runs only with somebody's permission (``consent``). It is copied to the cache under the hash of its content and
imported from there (``source``), so what runs is what was hashed into the run id. An installed package says which kinds
it brings by entry points (``installed``). Either way ``classes`` finds the class and what is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".py"
FAMILIES = ("couplings", "dynamics", "fields", "feeds", "interventions", "observables", "analyzers")
"""Families that take members of the user's own."""


@dataclass(frozen=True)
class Plugin:
    """Where a member of the user's own is from.

    Attributes
    ----------
    kind: what scenarios call it. family: what it is a member of. sha256: of the source of its module, 64 hex digits.
    path: its file as the scenario names it; copy: the copy in the cache that is imported; both of a file only.
    entry: ``module:Class``, distribution, version: of an installed package only.
    """

    kind: str
    family: str
    sha256: str
    path: str = ""
    copy: Path | None = None
    entry: str = ""
    distribution: str = ""
    version: str = ""

    @property
    def identity(self) -> str:
        """What the run id holds of it: the content, and of an installed package its version."""
        package = f"{self.distribution} {self.version} " if self.entry else ""
        return f"{package}sha256:{self.sha256}"

    @property
    def shown(self) -> str:
        """What messages call it."""
        return self.path or f"{self.kind} ({self.distribution} {self.version})"
