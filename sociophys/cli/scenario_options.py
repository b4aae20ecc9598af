"""What the commands on a scenario share: its path and ``--set key.path=value``."""

from __future__ import annotations

from typing import Annotated

import typer

from sociophys.errors import ScenarioError

SCENARIO = typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).", show_default=False)
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY.PATH=VALUE", help="Replace one value; may be repeated.", show_default=False),
]


AllowOption = Annotated[
    bool, typer.Option("--allow-plugins", help="Let its plug-ins run that nobody here has accepted, this once.")
]


def parse_set(settings: list[str] | None) -> tuple[tuple[str, str], ...]:
    """Split ``key.path=value`` words; raises ScenarioError naming every word without a key or '='.

    Examples
    --------
    >>> parse_set(["run.sweeps=10", "source=a=b"])
    (('run.sweeps', '10'), ('source', 'a=b'))
    """
    from sociophys.scenario.overrides import split

    pairs, mistakes = [], []
    for word in settings or ():
        try:
            pairs.append(split(word))
        except ScenarioError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ScenarioError(*mistakes)
    return tuple(pairs)


def set_words(settings: list[str] | None) -> list[str]:
    """Return the settings as the words of a command line."""
    return [word for setting in settings or () for word in ("--set", setting)]
