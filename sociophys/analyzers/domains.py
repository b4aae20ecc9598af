"""Bubbles: connected groups of one opinion, how many, how large, and whether chance would make them too."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.nulls import BRIEFLY
from sociophys.opinions import Sample
from sociophys.panels import Bars, Details, Sentence, Table, whole
from sociophys.partition import by_size, cluster_sizes, domains, is_signed, satisfied_clusters

Array = np.ndarray
_SHOWN = 12
_ALWAYS = ("domains", "largest_domain", "second_domain", "effective_domains", "mean_other_domain")


class Domains(Analyzer):
    """Finds the domains (bubbles): connected components of same-opinion people over friendly ties.

    On signed networks also the satisfied clusters (components of J_ij s_i s_j > 0), which physics counts and which
    differ; both are given. Dense networks percolate: even dealt at random, opinions leave one huge bubble, so the
    counts mean something only beside their null.

    Notes
    -----
    Shares are of the n people with a side. Effective number 1 / sum_a (|C_a| / n)^2; mean size of the others
    sum' |C|^2 / sum' |C| without the largest (percolation theory's S).
    """

    nulls = ("shuffled_labels",)
    takes_groups = True

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return count, largest and second share, effective number and mean size of the others."""
        signed = is_signed(sample.network)
        if not np.any(sample.opinions.groups >= 0):
            names = (*_ALWAYS, "satisfied_clusters", "largest_satisfied") if signed else _ALWAYS
            return dict.fromkeys(names, "nobody has a side")
        numbers = _describe(cluster_sizes(domains(sample)))
        if signed:
            satisfied = cluster_sizes(satisfied_clusters(sample))
            numbers["satisfied_clusters"] = float(len(satisfied))
            numbers["largest_satisfied"] = float(satisfied[0] / satisfied.sum())
        return numbers

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show the largest bubbles with their sides, beside what chance leaves."""
        if estimates["domains"].value is None:
            return Analysis(estimates)
        table = _table(domains(sample), sample)
        alone = int((table["people"] == 1).sum())
        top = table.head(min(_SHOWN, max(2, len(table) - alone)))
        caption = f"The {len(top)} largest of {whole(len(table))} bubbles." if len(table) > len(top) else ""
        bars = Bars(top["bubble"].tolist(), top["people"].astype(float).tolist(), _sides(top), "people", caption)
        rows = top.drop(columns="sign").to_numpy(object).tolist()
        records = Table(
            ["bubble", "side", "people", "share", "best connected"], rows, ["text", "side", "number", "share", "text"]
        )
        said = Sentence(estimates["domains"].tag, _sentence(estimates, alone))
        panels = [said, *_peace(estimates), bars, Details("The largest bubbles", records)]
        return Analysis(estimates, {"bubbles": panels}, {"domains": table.drop(columns="sign")})


def _describe(sizes: Array) -> dict[str, float | str]:
    shares, rest = sizes / sizes.sum(), sizes[1:].astype(np.float64)
    return {
        "domains": float(len(sizes)),
        "largest_domain": float(shares[0]),
        "second_domain": float(shares[1]) if len(sizes) > 1 else "there is one bubble only",
        "effective_domains": float(1 / np.sum(shares**2)),
        "mean_other_domain": float(np.sum(rest**2) / rest.sum()) if len(rest) else "there is one bubble only",
    }


def _sentence(estimates: dict[str, Estimate], alone: int) -> str:
    """Say how many bubbles there are, and what chance leaves: dense networks have a huge one even then."""
    count, largest = estimates["domains"], estimates["largest_domain"]
    bubbles, share = count.value or 0.0, largest.value or 0.0
    noun = "bubble" if bubbles == 1 else "bubbles"
    text = f"{whole(bubbles)} {noun} of connected people of one opinion"
    text += f", {whole(alone)} of them a single person" if alone else ""
    text += f"; the largest holds {100 * share:.0f} %"
    if count.null and largest.null:
        left = f"{count.null.mean:.1f} bubbles, the largest with {100 * largest.null.mean:.0f} %"
        text += f". {BRIEFLY[count.null.kind].capitalize()} there are on average {left}"
    return text + "."


def _peace(estimates: dict[str, Estimate]) -> list[Sentence]:
    """Say how hostile ties change the count, where there are any."""
    found = estimates.get("satisfied_clusters")
    if found is None or found.value is None:
        return []
    bubbles = estimates["domains"].value or 0.0
    text = (
        f"With hostile ties counted in, people at peace with each other form {whole(found.value)} clusters (satisfied "
        f"clusters); by friendly ties and opinion alone there are {whole(bubbles)} bubbles (domains)."
    )
    return [Sentence(found.tag, text)]


def _table(labels: Array, sample: Sample) -> pd.DataFrame:
    """Return one row a bubble, largest first: name, side, people, share, best connected person, sign."""
    network, opinions, labels = sample.network, sample.opinions, by_size(labels)
    people = np.flatnonzero(labels >= 0)
    people = people[np.lexsort((people, -network.degrees[people], labels[people]))]
    bubble, first, size = np.unique(labels[people], return_index=True, return_counts=True)
    hub = people[first]
    sign = opinions.sides[hub]
    frame = {
        "bubble": [f"bubble {k + 1}" for k in range(len(bubble))],
        "side": opinions.group_names_of(hub),
        "people": size,
        "share": size / size.sum(),
        "best connected": network.names[hub],
        "sign": sign,
    }
    return pd.DataFrame(frame)


def _sides(table: pd.DataFrame) -> list[int]:
    return [int(side) for side in table["sign"]]
