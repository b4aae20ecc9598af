"""Options that several commands share, given to a command as one dictionary of those that were said."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

Command = Callable[..., None]
Take = Callable[[dict[str, Any]], dict[str, Any]]


def with_shared(command: Command, argument: str, options: Mapping[str, Any], take: Take) -> Command:
    """Return the command with more options; it receives them as its argument of that name.

    Parameters
    ----------
    options: the annotation of each option by its name. take: makes that argument of the options that were said.
    """
    own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != argument]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in options.items()
    ]

    @functools.wraps(command)
    def wrapper(**values: Any) -> None:
        said = {name: value for name in options if (value := values.pop(name)) is not None}
        command(**values, **{argument: take(said)})

    keyword_only = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    wrapper.__signature__ = inspect.Signature([*keyword_only, *shared])  # type: ignore[attr-defined]
    return wrapper
