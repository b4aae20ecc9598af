"""``sociophys datasets list|info|fetch``: real networks with their source, licence and direction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, in_words, next_step, table, tell
from sociophys.cli.opinion_options import JSON

app = typer.Typer(help="List real networks, read about one, fetch its files.", no_args_is_help=True)
NAME = typer.Argument(metavar="NAME", help="Name of a data set.", show_default=False)


@app.command("list")
def list_datasets(as_json: Annotated[bool, JSON] = False) -> None:
    """List the data sets there are."""
    from sociophys.workflow.datasets import manifests

    known = manifests()
    if as_json:
        emit({"datasets": known})
        return
    table((entry["name"], f"{entry.get('n_nodes', '?')} nodes", entry.get("title", "")) for entry in known)
    next_step("sociophys", "datasets", "info", "karate")


@app.command("info")
def info_dataset(name: Annotated[str, NAME], as_json: Annotated[bool, JSON] = False) -> None:
    """Say where a data set comes from, what it means and how to cite it."""
    from sociophys.workflow.datasets import info

    entry = info(name)
    if as_json:
        emit(entry)
        return
    tell(name)
    shown = {key: value for key, value in entry.items() if key != "name" and value not in ("", None)}
    table((key.replace("_", " "), in_words(value)) for key, value in shown.items())
    next_step("sociophys", *(["analyze", name, *_sides(entry)] if entry["here"] else ["datasets", "fetch", name]))


def _sides(entry: Mapping[str, Any]) -> list[str]:
    """Return the options that name the opinions a data set brings, as words."""
    known = entry.get("opinions") or {}
    names = {"--opinions": "attribute", "--plus": "plus", "--minus": "minus"}
    return [word for option, key in names.items() if known.get(key) for word in (option, str(known[key]))]


@app.command("fetch")
def fetch_dataset(name: Annotated[str, NAME], as_json: Annotated[bool, JSON] = False) -> None:
    """Bring the files of a data set to this machine and check them; the only command that may use the network."""
    from sociophys.workflow.datasets import fetch

    path = fetch(name)
    if as_json:
        emit({"name": name, "path": path})
        return
    tell(f"{name}: {path or 'shipped with a dependency, nothing to fetch'}")
    next_step("sociophys", "info", name)
