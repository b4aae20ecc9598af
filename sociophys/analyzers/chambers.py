"""Echo chambers: communities that are both more like-minded and more closed off than chance makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.groups import Groups, conductance_by_chance, groups
from sociophys.opinions import Opinions, Sample
from sociophys.panels import Closeness, Details, Note, Panel, Sentence, Table, whole
from sociophys.parameters import parameter
from sociophys.theory.purity import hypergeometric, near_draws, near_median, stance_limits, stance_tail

Array = np.ndarray
LEVEL = 0.01  # of deals at random that may be as like-minded, and of communities of twins that may be as closed
PUBLISHED = (0.7, 0.5)  # least purity and most conductance
_SHOWN, _DRAWN = 12, 40
_FULL_POOL = 100  # communities of twins from which on there is a first percentile
_NUMBERS = ("chambers", "people_in_chambers", "published_chambers")
_CHAMBER, _LIKE, _CLOSED, _SMALL = "echo chamber", "like-minded, not closed", "closed, mixed", "too small to say"


class Chambers(Analyzer):
    """Finds echo chambers: communities of friendly ties that are like-minded and closed off beyond chance.

    Communities are found from ties alone (Leiden), weights used, arrows ignored. Only those of at least 10 people and
    1 % of everybody are judged, where the opinion of at least half is known.

    Notes
    -----
    Purity: largest share of one stance among the known (Morini, Pollacci & Rossetti 2021, doi 10.3390/app11125390);
    of continuous opinions, the share within 0.5 of the community's median. A community is like-minded if its purity is
    above the 99th percentile of known opinions dealt anew (stances by hypergeometric tails; scales drawn), and closed
    if its conductance is below the 1st percentile of communities found in twins with every degree kept; where twins
    have fewer than 100, below all of them. ``chambers``: how many are both; ``people_in_chambers``: the share of
    everybody in them, 0 to 1; ``published_chambers``: communities of any size with purity >= 0.7 and conductance <=
    0.5, the published rule, weak alone; ``communities``: how many of two or more. Each community is tested on its own:
    of a hundred that chance fills, one is like-minded. Table ``chambers``: one row a community.
    """

    nulls = ("shuffled_labels",)
    takes_groups = True
    needs_opinions: ClassVar[bool] = False

    seed: int = parameter(0, doc="Of the search for communities and of the twins.", ge=0)
    twins: int | None = parameter(
        None, doc="Rewired twins; if not given, until they have 200 communities, fewer in large networks.", ge=1
    )

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return how many communities are echo chambers, how many people they hold, and the published rule's count."""
        reason = _why_not(sample)
        if reason:
            return dict.fromkeys(_NUMBERS, reason)
        found = groups(sample.network, self.seed)
        like = _likeness(found, sample, self.seed)
        published = float(np.count_nonzero(_published(found, like)))
        judged, doubt = self._judged(found, like, sample)
        if doubt:
            return {**dict.fromkeys(_NUMBERS, doubt), "published_chambers": published}
        chambers = judged & like.beyond_chance & self._closed(found, sample)
        people = float(found.people[chambers].sum() / sample.network.n_nodes)
        return {"chambers": float(chambers.sum()), "people_in_chambers": people, "published_chambers": published}

    def _judged(self, found: Groups, like: _Likeness, sample: Sample) -> tuple[Array, str]:
        """Return which communities are large and known enough, and why none can be judged if so."""
        least = smallest(sample)
        judged = (found.people >= least) & (2 * like.known >= found.people)
        known = sample.opinions.stances[sample.opinions.is_known]
        if len(known) and np.ptp(known) == 0:
            return judged, "single side: everybody whose opinion is known is of one"
        if not judged.any():
            return judged, f"no community has {whole(least)} people or more and half of their opinions known"
        return judged, "" if len(self._pool(sample)) else "no community of randomised twins is as large"

    def _pool(self, sample: Sample) -> Array:
        return conductance_by_chance(sample.network, self.seed, smallest(sample), self.twins)

    def _closed(self, found: Groups, sample: Sample) -> Array:
        return found.conductance < closed_below(self._pool(sample))

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Show the communities, how like-minded and how closed each is, and which are echo chambers."""
        if not sample.network.friendly.n_slots:
            return Analysis({**estimates, "communities": Estimate.undefined("no friendly tie")})
        found = groups(sample.network, self.seed)
        like, pool = _likeness(found, sample, self.seed), self._pool(sample)
        verdict = self._verdicts(found, like, sample)
        table = _table(found, like, pool, verdict, sample)
        table = table[table["people"] > 1]
        numbers = {**estimates, "communities": Estimate(float(len(table)))}
        said = Sentence("Measured", _sentence(numbers))
        panels: list[Panel] = [said, *_picture(table, pool, sample)]
        panels += [Note(_rule(pool, sample)), Details("The largest communities", _panel(table, sample.opinions))]
        return Analysis(numbers, {"bubbles": panels}, {"chambers": table.drop(columns=["low", "high", "sign"])})

    def _verdicts(self, found: Groups, like: _Likeness, sample: Sample) -> Array:
        """Return a word for each community."""
        verdict = np.full(len(found.people), "neither", object)
        closed, alike = self._closed(found, sample), like.beyond_chance
        verdict[closed & alike], verdict[alike & ~closed], verdict[closed & ~alike] = _CHAMBER, _LIKE, _CLOSED
        judged, doubt = self._judged(found, like, sample)
        if doubt or _why_not(sample):
            verdict[:] = "cannot say"
        verdict[~judged] = "too few known"
        verdict[found.people < smallest(sample)] = _SMALL
        return verdict


@dataclass(frozen=True)
class _Likeness:
    """How like-minded communities are, (n_groups,) each: people with a known opinion, purity, what chance reaches."""

    known: Array
    purity: Array
    limit: Array  # NaN where it is not judged

    @property
    def beyond_chance(self) -> Array:
        """Where purity is above what chance reaches."""
        return self.purity > self.limit + 1e-12


def smallest(sample: Sample) -> int:
    """Return how many people a community must have to be judged."""
    return max(10, -(-sample.network.n_nodes // 100))


def closed_below(pool: Array) -> float:
    """Return the conductance below which a community is closed: the first percentile, or the least of a few."""
    if not len(pool):
        return 0.0
    return float(pool[int(LEVEL * len(pool))] if len(pool) >= _FULL_POOL else pool[0])


def _why_not(sample: Sample) -> str:
    """Return why communities cannot be compared with chance."""
    if not sample.opinions.is_known.any():
        return "nobody's opinion is known"
    if not sample.network.friendly.n_slots:
        return "no friendly tie"
    if sample.opinions.origin == "from_this_graph":
        return "sides were cut from these ties, so communities are like-minded by construction"
    return ""


def _likeness(found: Groups, sample: Sample, seed: int) -> _Likeness:
    """Return purity and its limit by chance; limits only of communities that are large enough."""
    known = sample.opinions.is_known
    values, group, n_groups = sample.opinions.stances[known], found.label[known], len(found.people)
    count = np.bincount(group, minlength=n_groups)
    asked = (found.people >= smallest(sample)) & (count > 0)
    sizes, limit = tuple(count[asked].tolist()), np.full(n_groups, np.nan)
    if sample.opinions.scale == "continuous":
        purity = near_median(values, group, n_groups)
        draws = near_draws(sizes, np.sort(values).tobytes(), seed)
        allowed = int(LEVEL * (draws.shape[1] + 1)) - 1
        limit[asked] = draws[:, -1 - allowed]
    else:
        stances, stance = np.unique(values, return_inverse=True)
        cells = np.bincount(group * len(stances) + stance, minlength=n_groups * len(stances))
        cells = cells.reshape(n_groups, len(stances))
        purity = np.where(count, cells.max(axis=1, initial=0) / np.maximum(count, 1), np.nan)
        limit[asked] = stance_limits(sizes, tuple(cells.sum(axis=0).tolist()), LEVEL)
    return _Likeness(count, purity, limit)


def _published(found: Groups, like: _Likeness) -> Array:
    purity, conductance = PUBLISHED
    return (like.purity >= purity - 1e-12) & (found.conductance <= conductance + 1e-12)


def _table(found: Groups, like: _Likeness, pool: Array, verdict: Array, sample: Sample) -> pd.DataFrame:
    """Return one row a community, largest first; columns low, high, sign are for the picture."""
    opinions, n_groups = sample.opinions, len(found.people)
    known, sides = opinions.is_known, opinions.sides
    value = np.where(known, opinions.values, 0.0)
    people = np.maximum(like.known, 1)
    mean = np.bincount(found.label, value, minlength=n_groups) / people
    square = np.bincount(found.label, (value - mean[found.label]) ** 2 * known, minlength=n_groups) / people
    plus, minus = (np.bincount(found.label, sides == side, minlength=n_groups) for side in (1, -1))
    low, high = _likely_shares(plus + minus, int((sides > 0).sum()), int((sides < 0).sum()), like)
    sign = np.sign(plus - minus).astype(np.int8)
    has = like.known > 0
    frame = {
        "community": [f"community {k + 1}" for k in range(n_groups)],
        "people": found.people,
        "known": like.known,
        "coverage": like.known / np.maximum(found.people, 1),
        "side": opinions.names_of(sign) if opinions.codes is None else _commonest(found, opinions),
        "share_plus": np.where(plus + minus > 0, plus / np.maximum(plus + minus, 1), np.nan),
        "mean_opinion": np.where(has, mean, np.nan),
        "spread": np.where(has, np.sqrt(square), np.nan),
        "purity": like.purity,
        "purity_by_chance": like.limit,
        "purity_percentile": _purity_percentiles(like, sample),
        "ties_inside": found.inside,
        "ties_out": found.out,
        "conductance": found.conductance,
        "conductance_by_chance": closed_below(pool) if len(pool) else np.nan,
        "conductance_percentile": _conductance_percentiles(found, pool),
        "twin_communities": len(pool),
        "published_rule": _published(found, like),
        "verdict": verdict,
        "low": low,
        "high": high,
        "sign": sign,
    }
    return pd.DataFrame(frame)


def _commonest(found: Groups, opinions: Opinions) -> Array:
    """Return the name of the group that most people of each community are in, (n_groups,)."""
    known, n = opinions.is_known, opinions.n_groups
    cells = np.bincount(found.label[known] * n + opinions.groups[known], minlength=n * len(found.people))
    cells = cells.reshape(len(found.people), n)
    names = np.array([*opinions.group_names, "unknown"], object)
    return names[np.where(cells.any(axis=1), cells.argmax(axis=1), -1)]


def _likely_shares(sided: Array, n_plus: int, n_minus: int, like: _Likeness) -> tuple[Array, Array]:
    """Return between which shares of the + side 98 of 100 deals put the communities that are judged."""
    low, high = np.full(len(sided), np.nan), np.full(len(sided), np.nan)
    for k in np.flatnonzero(np.isfinite(like.limit) & (sided > 0)):
        size = int(sided[k])
        below = np.cumsum(hypergeometric(n_plus + n_minus, n_plus, size))
        low[k], high[k] = (min(size, int(np.searchsorted(below, q))) / size for q in (LEVEL, 1 - LEVEL))
    return low, high


def _purity_percentiles(like: _Likeness, sample: Sample) -> Array:
    """Return of 100 deals at random how many are less like-minded; NaN for communities that are not judged."""
    found, asked = np.full(len(like.known), np.nan), np.flatnonzero(np.isfinite(like.limit))
    values = np.sort(sample.opinions.stances[sample.opinions.is_known])
    if sample.opinions.scale == "continuous":
        return found  # drawn: purity_by_chance says all there is
    counts = tuple(np.unique(values, return_counts=True)[1].tolist())
    for k in asked:
        size = int(like.known[k])
        found[k] = 100 * (1 - stance_tail(size, counts)[round(like.purity[k] * size)])
    return found


def _conductance_percentiles(found: Groups, pool: Array) -> Array:
    """Return of 100 communities of twins how many are as closed or more; NaN where there are too few to say."""
    if len(pool) < _FULL_POOL:
        return np.full(len(found.people), np.nan)
    share = 100 * np.searchsorted(pool, found.conductance, "right") / len(pool)
    return np.where(np.isfinite(found.conductance), share, np.nan)


def _sentence(numbers: dict[str, Estimate]) -> str:
    chambers, total = numbers["chambers"], whole(numbers["communities"].value or 0.0)
    fall = f"Friendly ties fall into {total} communities (groups with more ties among themselves than chance gives)"
    if chambers.value is None:
        return f"{fall}. Whether any is an echo chamber cannot be said: {chambers.reason}."
    count, share = chambers.value, numbers["people_in_chambers"].value or 0.0
    found = (
        "none of them is an echo chamber"
        if not count
        else f"{whole(count)} of them " + ("is an echo chamber" if count == 1 else "are echo chambers")
    )
    text = f"{fall}; {found}, more like-minded and more closed off than chance makes communities"
    text += f"; {100 * share:.0f}\u00a0% of people are in {'it' if count == 1 else 'them'}" if count else ""
    by_chance = chambers.null.mean if chambers.null else 0.0
    often = f"on average {by_chance:.1f}" if by_chance >= 0.05 else "hardly ever any" if by_chance else "none"
    return text + (f". With opinions shuffled there are {often}." if chambers.null else ".")


def _rule(pool: Array, sample: Sample) -> str:
    """Return the rule in words."""
    least = whole(smallest(sample))
    text = (
        f"Judged are communities of {least} people or more. Like-minded: more of them agree than in 99 of 100 deals of "
        "the same opinions among the same people. Closed: a smaller share of ties leaves than in"
    )
    if len(pool) >= _FULL_POOL:
        text += " 99 of 100 communities"
        return f"{text} found in twins in which everybody keeps their number of ties ({whole(len(pool))} communities)."
    return f"{text} all {whole(len(pool))} communities found in twins in which everybody keeps their number of ties."


def _panel(table: pd.DataFrame, opinions: Opinions) -> Table:
    """Return the largest communities; without opinions only how closed they are."""
    judged = table[table["verdict"] != _SMALL]
    top = (judged if len(judged) else table).head(_SHOWN)
    caption = f"The {len(top)} largest of {whole(len(table))} communities. " if len(top) < len(table) else ""
    columns = {"community": "text", "people": "number"}
    heads = ["community", "people"]
    if opinions.is_known.any():
        columns |= {
            "side": "side",
            "purity": "share",
            "purity_by_chance": "share",
        }
        heads += ["most are", "agree", "at most by chance"]
        told = "on the same side" if opinions.codes is None else "in the same group"
        within = "within 0.5 of the community's median" if opinions.scale == "continuous" else told
        caption += f"Agree: share of known opinions {within} (purity); by chance: what 99 of 100 deals do not exceed. "
    columns |= {"conductance": "share", "verdict": "text"}
    heads += ["leave", "verdict"]
    caption += "Leave: weight of the ties that lead out, over that of all ties of its people (conductance)"
    least = table["conductance_by_chance"].iloc[0] if len(table) else np.nan
    caption += f"; by chance at least {100 * least:.0f}\u00a0%." if np.isfinite(least) else "."
    rows = [[None if cell != cell else cell for cell in row] for row in top[list(columns)].to_numpy(object).tolist()]
    return Table(heads, rows, list(columns.values()), caption)


def _picture(table: pd.DataFrame, pool: Array, sample: Sample) -> list[Panel]:
    """Return communities by how closed and how one-sided they are, where there are two to compare."""
    shown = table.dropna(subset=["conductance", "share_plus", "low"]).head(_DRAWN)
    sides = sample.opinions.sides
    if len(shown) < 2 or not (np.any(sides > 0) and np.any(sides < 0)):
        return []
    overall = float(np.mean(sides[sides != 0] > 0))
    marks = {key: shown[key].tolist() for key in ("community", "people", "conductance", "share_plus", "low", "high")}
    plus, minus = sample.opinions.plus, sample.opinions.minus
    caption = (
        "Each mark is a community: a circle or a square by the side that most are on, its area the number of people, "
        "filled if it is an echo chamber. Grey bar: where 98 of 100 deals of the opinions put it; dashed: share in all."
    )
    chance = (closed_below(pool), float(pool[-1])) if len(pool) else None
    chambers, sign = (shown["verdict"] == _CHAMBER).tolist(), shown["sign"].tolist()
    return [Closeness(*marks.values(), sign, chambers, overall, chance, plus, minus, caption)]
