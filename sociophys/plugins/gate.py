"""The gate: every file of the user's own that a scenario names passes here, or nothing of it runs."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from pathlib import Path

from sociophys import registry
from sociophys.errors import Mistake, PluginError, SociophysError
from sociophys.plugins import Plugin, classes, consent, installed
from sociophys.plugins.source import copied, look, read, sha256_of


class Gate:
    """Reads each file once and remembers the answer, so that all points of a run have the same code.

    Attributes
    ----------
    folder: where the paths of the scenario start. allows: whether everything may run, this once.
    """

    def __init__(self, folder: Path = Path(), allows: bool = False) -> None:
        self.folder, self.allows = folder, allows
        self._answers: dict[str, Plugin | tuple[Mistake, ...]] = {}

    def admit(self, path: str) -> Plugin:
        """Return the plug-in in a file, its class imported.

        Raises
        ------
        SociophysError
            If it may not run (nothing of it has then run), or cannot.
        """
        if path not in self._answers:
            try:
                self._answers[path] = admitted(self.folder / path, path, self.allows)
            except SociophysError as error:
                self._answers[path] = error.mistakes
        answer = self._answers[path]
        if not isinstance(answer, Plugin):
            raise PluginError(*answer)
        return answer


def admitted(file: Path, path: str, allows: bool) -> Plugin:
    """Return the plug-in in a file that may run: accepted here by its content, or ``allows``.

    ``path``: what the scenario calls the file.
    """
    source = read(file, path)
    sha256 = sha256_of(source)
    if not (allows or consent.is_accepted(sha256)):
        what = f"(sha256 {sha256[:12]}) would run code, and nobody here has accepted it"
        command = shlex.join(["sociophys", "check-plugin", os.fspath(file)])
        advice = f"Read the file, then: {command} (accepts it once it passes); or --allow-plugins (allow_plugins=True)."
        raise PluginError(Mistake(path, what, "files whose content was accepted here", advice))
    look(source, path, file.parent)
    found = Plugin(file.stem, "", sha256, path, copied(source))
    cls = classes.of(found)
    cls.plugin = known = replace(found, family=cls.plugin.family)  # its path: the content may have been met elsewhere
    _require_own_name(known)
    return known


def _require_own_name(plugin: Plugin) -> None:
    advice = "Give the file and its class another name."
    if plugin.kind in registry.kinds(plugin.family):
        what = f"is called as '{plugin.kind}' of the package, one of its {plugin.family}"
        raise PluginError(Mistake(plugin.path, what, "a name of its own", advice))
    if plugin.kind in installed.kinds(plugin.family):
        what = f"is called as '{plugin.kind}' of {installed.package_of(plugin.family, plugin.kind)}, which is installed"
        raise PluginError(Mistake(plugin.path, what, "a name of its own", advice))
