"""``sociophys datasets list|info|fetch``: real networks with their source, licence and direction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, in_words, next_step, table, tell
from sociophys.cli.opinion_options import JSON
from sociophys.cli.progress import progress
from sociophys.errors import MissingError, Mistake

app = typer.Typer(help="List real networks, read about one, fetch its files.", no_args_is_help=True)
NAME = typer.Argument(metavar="NAME", help="Name of a data set.", show_default=False)
NAMES = typer.Argument(metavar="[NAME]...", help="Names of data sets.", show_default=False)
ALL = typer.Option("--all-checked", help="Fetch every data set whose bytes are pinned by a checksum.")
_COLLECTIONS = {
    "networkx": "shipped with networkx, always here",
    "papers": "from the repositories of papers, pinned by checksum",
    "SNAP": "SNAP, snap.stanford.edu",
    "KONECT": "KONECT, konect.cc",
}


@app.command("list")
def list_datasets(as_json: Annotated[bool, JSON] = False) -> None:
    """List the data sets there are: people, ties, kind, whether it is here, what it is."""
    from sociophys.workflow.datasets import info, list_datasets

    known = [info(name) for name in list_datasets()]
    if as_json:
        emit({"datasets": known})
        return
    for collection, words in _COLLECTIONS.items():
        tell(f"{words}:")
        table(_row(entry) for entry in known if entry["collection"] == collection)
        tell()
    tell(
        "fetch: not on this machine yet. * : nobody has checked the bytes behind the address; counts as printed there."
    )
    next_step("sociophys", "datasets", "info", "karate")


def _row(entry: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        entry["name"] + ("*" if entry["unchecked"] else ""),
        f"{entry['n_nodes']:>7,} people",
        f"{entry['n_edges']:>10,} ties",
        "signed" if entry.get("n_negative", 1) else "",
        "directed" if entry["directed"] else "",
        "here" if entry["here"] else "fetch",
        entry["title"],
    )


@app.command("info")
def info_dataset(name: Annotated[str, NAME], as_json: Annotated[bool, JSON] = False) -> None:
    """Say where a data set comes from, what it means and how to cite it."""
    from sociophys.workflow.datasets import info

    entry = info(name)
    if as_json:
        emit(entry)
        return
    tell(name)
    shown = {key: value for key, value in entry.items() if key not in ("name", "known") and value not in ("", None)}
    table((key.replace("_", " "), in_words(value)) for key, value in shown.items())
    if entry.get("known"):
        tell("  known values:")
        table((f"  {k['what'].replace('_', ' ')} {k['value']:.9g}", k["of"], k["evidence"]) for k in entry["known"])
    sides = _sides(entry)
    here = ["analyze", name, *sides] if sides else ["info", name]
    next_step("sociophys", *(here if entry["here"] else ["datasets", "fetch", name]))


def _sides(entry: Mapping[str, Any]) -> list[str]:
    """Return the options that name the opinions a data set brings, as words."""
    known = entry.get("opinions") or {}
    names = {"--opinions": "attribute", "--plus": "plus", "--minus": "minus"}
    return [word for option, key in names.items() if known.get(key) for word in (option, str(known[key]))]


@app.command("fetch")
def fetch_datasets(
    names: Annotated[list[str] | None, NAMES] = None,
    all_checked: Annotated[bool, ALL] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Bring the files of data sets to this machine and check them; the only command that may use the network.

    They come from the cache, from the folder that SOCIOPHYS_DATA_MIRROR names, or from the web. A download that
    was interrupted goes on where it broke off.
    """
    from sociophys.workflow.datasets import fetch_all, info, manifests

    wanted = [*(names or ()), *(entry["name"] for entry in manifests() if all_checked and not entry["unchecked"])]
    if not wanted:
        raise MissingError(Mistake("fetch", "no data set is named", "NAME... or --all-checked", "See: datasets list."))
    bar = progress("fetching", "B")
    try:
        fetched = fetch_all(wanted, bar)
    finally:
        bar.end()
    if as_json:
        states = {name: info(name)["checked"] for name in fetched}
        emit({"fetched": [{"name": name, "path": path, "checked": states[name]} for name, path in fetched.items()]})
        return
    table((name, path or "shipped with a dependency, nothing to fetch") for name, path in fetched.items())
    next_step("sociophys", "info", wanted[0])
