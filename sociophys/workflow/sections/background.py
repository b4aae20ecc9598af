"""Where the data come from and what the sides are, in the data set's own words: stands under the title."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sociophys import manifests
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context


def sentences(context: Context) -> str:
    """Return the data's source, the citation and the sides as one short paragraph."""
    return " ".join(part for part in (_data(context), _citation(context), _two_kinds(context), _sides(context)) if part)


def _two_kinds(context: Context) -> str:
    """Say so where only some nodes are people: every tie joins nodes of two kinds."""
    nodes = context.graph.nodes
    for column in ("mode", "kind", "bipartite"):
        if column not in nodes or not context.network.n_edges:
            continue
        code, names = pd.factorize(nodes[column])
        if len(names) == 2 and (code >= 0).all() and (code[context.ties[0]] != code[context.ties[1]]).all():
            counts = (
                f"{words.whole(n)} of {column} '{name}'" for name, n in zip(names, np.bincount(code), strict=True)
            )
            return (
                f"There are two kinds of nodes, {words.listed(counts)}, and every tie joins the one with the other: where "
                "this report says people, it means both."
            )
    return ""


def _data(context: Context) -> str:
    source = context.graph.reading.source
    if not source:
        return ""
    entry = _manifest(context)
    title = f"{entry['title']}; " if entry.get("title") else ""
    about = f" {entry['about'].rstrip('.')}." if entry.get("about") and not context.hidden else ""
    return (
        f"Data: {title}{Path(source).name if Path(source).suffix else source}.{about}"  # folders are nobody's business
    )


def _citation(context: Context) -> str:
    """Return the data set's citation, else what the scenario gives as its source."""
    found = str(_manifest(context).get("citation", ""))
    given = str((context.run.resolved.get("source") if context.run else "") or "")
    if not found and not given:
        return ""
    return f"Source: {found.rstrip('.')}." if found else f"Source of the scenario: {given.rstrip('.')}."


def _manifest(context: Context) -> dict[str, Any]:
    """Return the manifest of the data set that was loaded, empty for a user's own file."""
    plain = context.run.resolved["network"].get("load", {}) if context.run else {}
    name = plain.get("name", plain.get("kind", "")) if isinstance(plain, dict) else plain
    name = name if context.run else next(iter(context.command), "")
    return manifests.manifest(name) if name in manifests.names() else {}


def _sides(context: Context) -> str:
    opinions = context.opinions
    if opinions is None:
        return "No sides were recorded." + (" In the runs they are called plus and minus." if context.run else "")
    if opinions.codes is not None:
        return f"{words.counted(opinions.n_groups, 'group')}, as recorded in '{opinions.column}'."
    counts = (
        f"{name} ({words.counted(int(np.sum(context.sides == side)), 'person', 'people')})"
        for side, name in ((1, context.plus), (-1, context.minus))
    )
    told = f", as recorded in '{opinions.column}'" if opinions.column else ""
    return f"The sides{told}: {words.listed(counts)}."
