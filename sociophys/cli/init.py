"""``sociophys init``: a valid, commented scenario to start from, shipped or made for your own ties."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, next_step, tell
from sociophys.cli.graph_options import with_graph_options
from sociophys.cli.opinion_options import JSON, with_opinion_options
from sociophys.errors import MissingError, Mistake, StoreError, near_miss

_TEMPLATE = typer.Argument(metavar="[TEMPLATE]", help="Name of a shipped scenario.", show_default=False)
_FROM = typer.Option("--from", metavar="TIES", help="Your own graph file, or a data set.", show_default=False)
_PLUGIN = typer.Option("--plugin", metavar="FAMILY", help="A plug-in: field, feed, law, ...", show_default=False)
_WIDTH = 84  # characters of text beside a picture
_OUT = typer.Option("--out", metavar="FILE", help="Where to write; '-' for stdout.", show_default=False)


@with_graph_options
@with_opinion_options
def init(
    template: Annotated[str | None, _TEMPLATE] = None,
    list_all: Annotated[bool, typer.Option("--list", help="Show the shipped scenarios and their findings.")] = False,
    ties: Annotated[str | None, _FROM] = None,
    plugin: Annotated[str | None, _PLUGIN] = None,
    out: Annotated[Path | None, _OUT] = None,
    as_json: Annotated[bool, JSON] = False,
    opinion_options: dict[str, Any] = {},  # noqa: B006  never changed
    graph_options: dict[str, Any] = {},  # noqa: B006  never changed
) -> None:
    """Write a scenario: a shipped one, or one for your ties.

    TEMPLATE names a shipped scenario; --from makes one for a graph file of yours. A file that is there stays.
    """
    if plugin:
        _write_plugin(plugin, out, others=[word for word in (template, ties) if word], as_json=as_json)
        return
    if list_all or not (template or ties):
        _list(as_json=as_json)
        return
    if template and ties:
        raise MissingError(Mistake("init", "both a TEMPLATE and --from were given", "one of them"))
    target = out or Path(f"{Path(ties).stem if ties else template}.yaml")
    text = _from(ties, target, opinion_options, graph_options) if ties else _shipped(str(template))
    _deliver(text, target, "validate", as_json=as_json)


_WORDS = {"field": "fields", "feed": "feeds", "coupling": "couplings", "law": "dynamics", "lever": "interventions"}
_WORDS |= {"intervention": "interventions", "observable": "observables", "analyzer": "analyzers"}


def _write_plugin(word: str, out: Path | None, *, others: list[str], as_json: bool) -> None:
    """Write a plug-in to start from; its class takes the name of the file."""
    from sociophys.contracts import template
    from sociophys.plugins import FAMILIES

    if others:
        raise MissingError(Mistake("init", f"both --plugin and {others[0]} were given", "one of them"))
    family = _WORDS.get(word, word)
    if family not in FAMILIES:
        known = (*_WORDS, "dynamics")
        raise MissingError(Mistake("--plugin", f"'{word}' is no family", ", ".join(known), near_miss(word, known)))
    target = out or Path(f"my_{family if family == 'dynamics' else family.removesuffix('s')}.py")
    if not target.stem.isidentifier():
        what, allowed = f"'{target.name}' cannot name a plug-in", "letters, digits and _ before .py"
        raise MissingError(Mistake("--out", what, allowed, f"For example {target.stem.replace('-', '_')}.py"))
    _deliver(template.text(family, target.stem), target, "check-plugin", as_json=as_json)


def _list(*, as_json: bool) -> None:
    from sociophys.scenario.templates import gallery

    entries = gallery()
    if as_json:
        emit({"templates": [_plain(entry) for entry in entries]})
        return
    draws = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    for entry in entries:
        _tell_entry(entry, draws=draws)
    next_step("sociophys", "init", entries[0].name)


def _plain(entry: Any) -> dict[str, Any]:
    data = {"fetch": entry.fetch or None, "here": entry.is_here}
    told = {"name": entry.name, "question": entry.question, "expect": entry.expect}
    return {**told, "data": data, "thumbnail": entry.thumbnail}


def _tell_entry(entry: Any, *, draws: bool) -> None:
    """Write one entry: the picture at the left where the terminal can show it, the words beside it."""
    data = f"needs: {entry.fetch}" if entry.fetch and not entry.is_here else "data: here"
    words = [entry.question, *textwrap.wrap(f"Expect: {entry.expect}", _WIDTH), data]
    picture = entry.thumbnail.splitlines() if draws else []
    margin = "  " + " " * (len(picture[0]) + 2 if picture else 0)
    tell(entry.name)
    for k in range(max(len(words), len(picture))):
        left = f"  {picture[k]}  " if k < len(picture) else margin
        tell((left + (words[k] if k < len(words) else "")).rstrip())
    tell()


def _shipped(name: str) -> str:
    from sociophys.scenario.templates import template

    return template(name)


def _from(ties: str, target: Path, opinions: dict[str, Any], options: dict[str, Any]) -> str:
    from sociophys.scenario.templates import from_graph

    return from_graph(ties, **opinions, options=options, beside=target.parent)


def _deliver(text: str, target: Path, then: str, *, as_json: bool) -> None:
    """Write a file and name the command that checks it; a file that is there already stays as it is."""
    if str(target) == "-":
        sys.stdout.write(text)
        return
    try:
        file = target.open("x", encoding="utf-8")
    except FileExistsError:
        advice = "Choose another name with --out."
        raise StoreError(Mistake(str(target), "is there already and stays as it is", "", advice)) from None
    try:
        with file:
            file.write(text)
    except OSError as error:  # a full disk: half a scenario would stand in the way of the next try
        target.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(target)) from error
    if as_json:
        emit({"scenario" if then == "validate" else "plugin": target})
        return
    tell(f"wrote {target}")
    next_step("sociophys", then, target)
