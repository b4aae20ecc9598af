"""Options of the command line set over a scenario: ``--set run.sweeps=10``, ``--seed 3``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sociophys.errors import Mistake, ScenarioError
from sociophys.parameters import Finding
from sociophys.scenario.marks import Marked
from sociophys.scenario.paths import Path, parse, put


def apply(
    marked: Marked, overrides: Iterable[tuple[str, str]], seed: int | None, read_yaml: Callable[[str, str], Marked]
) -> tuple[Marked, list[Finding]]:
    """Return the document with the options set, and what is wrong with their paths.

    Values are YAML: ``--set "fields[0].strength={kind: pulse, height: 1, start: 0, width: 5}"``. What they set
    is checked with the rest; mistakes name the option in place of a line.
    """
    findings: list[Finding] = []
    for pair in overrides:
        text, value = _pair(pair)
        label = f"--set {text}"
        path, plain = _parsed(text, label), _value(value, label, read_yaml)
        try:
            marked = marked.with_option(path, label, put(marked.plain, path, plain))
        except LookupError as error:
            marked = marked.with_option(path, label, marked.plain)
            findings.append(Finding(path, str(error.args[0])))
    if seed is not None:
        seed = seed.tolist() if hasattr(seed, "tolist") else seed  # a NumPy number
        marked = marked.with_option(("seed",), "--seed", put(marked.plain, ("seed",), seed))
    return marked, findings


def _pair(pair: Any) -> tuple[str, Any]:
    if isinstance(pair, str) or len(pair) != 2:
        raise ScenarioError(Mistake("overrides", f"{pair!r} is not a pair", "pairs such as ('run.sweeps', '10')"))
    return pair[0], pair[1]


def split(option: str) -> tuple[str, str]:
    """Return path and value of one ``key.path=value``; raises ScenarioError if there is no '='.

    Examples
    --------
    >>> split("dynamics.temperature=2.5")
    ('dynamics.temperature', '2.5')
    """
    path, equals, value = option.partition("=")
    if not equals or not path.strip():
        raise ScenarioError(Mistake(f"--set {option}", "no '='", "key.path=value", "For example: --set run.sweeps=100"))
    return path.strip(), value


def _parsed(text: str, label: str) -> Path:
    try:
        return parse(text)
    except ValueError as error:
        raise ScenarioError(Mistake(label, str(error))) from None


def _value(text: Any, label: str, read_yaml: Callable[[str, str], Marked]) -> Any:
    if not isinstance(text, str):
        return text
    try:
        marked = read_yaml(text if text.strip() else "~", "")
    except ScenarioError as error:
        raise ScenarioError(*(Mistake(label, m.what, m.allowed, m.advice) for m in error.mistakes)) from None
    if marked.findings:
        raise ScenarioError(*(Mistake(label, f.what, f.allowed, f.advice) for f in marked.findings))
    return marked.plain
