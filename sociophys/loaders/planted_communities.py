"""Planted communities with heavy tails: few people with many ties, few large communities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pydantic import model_validator

from sociophys.accelerate import jit
from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._degrees import PowerLaw, even_sum
from sociophys.loaders._pairs import MOST_NODES, grouped, model_graph, numbered, refuse_too_many, text
from sociophys.loaders._switches import switch
from sociophys.parameters import parameter

Array = np.ndarray


class PlantedCommunities(Loader):
    """Draw communities ('C1', 'C2', ... in attribute ``community``, largest first) as benchmarks for detection do.

    Of a person's ties the share ``mixing`` leads out of the community. What was reached is said in the reading.

    Notes
    -----
    After Lancichinetti, Fortunato & Radicchi 2008, doi 10.1103/PhysRevE.78.046110: degrees and sizes follow power laws;
    a person of degree k has (1 - mixing) k ties inside, rounded up or down at random, and sits in a random community
    with more people than that. Ties inside and outside are paired at random, loops, double ties and outside ties that
    stay inside are switched away. Sizes are drawn until they hold everybody; the last one is cut to fit, and if that
    leaves too few, others give to it or take it over within their limits. Departures: places are given in falling order
    of ties inside, not by knocking out; an odd sum gives one person a tie more (``odd_sum_raised``); in a community
    with an odd sum one person's tie changes sides; who finds no community large enough has ties moved out
    (``inside_cut``; with mixing 0 they are left out); what cannot be switched is dropped (``ties_dropped``). All are
    counted.
    """

    n_nodes: int = parameter(doc="Number of nodes.", ge=4, le=MOST_NODES)
    mixing: float = parameter(doc="Share of a person's ties that lead out of the community.", ge=0, le=1)
    degrees: PowerLaw = parameter(
        PowerLaw(exponent=2.5, min=5, max=50), doc="Law of the number of ties: {exponent, min, max}."
    )
    sizes: PowerLaw = parameter(
        PowerLaw(exponent=1.5, min=20, max=100), doc="Law of the sizes of communities: {exponent, min, max}."
    )

    @model_validator(mode="after")
    def _fits(self) -> PlantedCommunities:
        if self.sizes.min < 2 or self.sizes.min > self.n_nodes:
            raise ValueError(f"communities of {self.sizes.min} people do not fit; allowed 2 to {self.n_nodes}")
        if self.n_nodes // self.sizes.min * self.sizes.max < self.n_nodes:
            raise ValueError(
                f"no number of communities of {self.sizes.min} to {self.sizes.max} holds {self.n_nodes} people; "
                "allowed a larger sizes.max or a smaller sizes.min"
            )
        if self.degrees.max > self.n_nodes - 1:
            raise ValueError(f"degree {self.degrees.max} is above n_nodes - 1; allowed 1 to {self.n_nodes - 1}")
        most, room = (1 - self.mixing) * self.degrees.max, min(self.sizes.max, self.n_nodes) - 1
        if most > room:
            raise ValueError(
                f"a person of degree {self.degrees.max} has {most:g} ties inside, the largest community only "
                f"{room + 1} people; allowed sizes.max above {most:g}, or a smaller degrees.max"
            )
        refuse_too_many(self.n_nodes * self.degrees.mean / 2)
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; each tie weighs 1."""
        n, sizes = self.n_nodes, self._sizes(rng)
        degrees, raised = even_sum(self.degrees.draw(n, rng), rng)
        inside = np.floor((1 - self.mixing) * degrees + rng.random(n)).astype(np.int64)
        home = seated(inside, sizes, rng)
        most = np.minimum(degrees, sizes[home] - 1)
        cut = np.maximum(inside - most, 0)
        inside = _even_inside(inside - cut, most, home, len(sizes), rng)
        if self.mixing == 0:  # what has no place inside must not lead out
            cut, degrees = degrees - inside, inside
        first, second, lost = _wire_inside(inside, home, rng)
        a, b, lost_outside = _wire_outside(degrees - inside, home, rng)
        counts = {"odd_sum_raised": raised, "inside_cut": int(cut.sum()), "ties_dropped": lost + lost_outside}
        return self._graph(sizes, home, (np.concatenate([first, a]), np.concatenate([second, b])), len(a), counts)

    def _graph(
        self, sizes: Array, home: Array, ends: tuple[Array, Array], across: int, counts: dict[str, int]
    ) -> Graph:
        reached = across / max(1, len(ends[0]))
        names = ("C" + text(np.arange(1, len(sizes) + 1))).iloc[home]
        nodes = pd.DataFrame({"community": names}).set_axis(numbered("node", self.n_nodes), axis=0)
        note = f"a model: {len(sizes)} planted communities of {sizes.min()} to {sizes.max()} people; "
        note += f"{reached:.1%} of the ties lead out of their community (asked: {self.mixing:.1%})"
        counts |= {"communities": len(sizes), "ties_across": across}
        return model_graph("planted communities", nodes, ends, np.ones(len(ends[0])), note, counts=counts)

    def _sizes(self, rng: np.random.Generator) -> Array:
        """Return the sizes, largest first, which add up to ``n_nodes``."""
        n, low, high = self.n_nodes, self.sizes.min, self.sizes.max
        drawn = np.minimum(self.sizes.draw(n // low + 1, rng), n)
        until = np.searchsorted(np.cumsum(drawn), n)
        sizes = drawn[: until + 1].copy()
        sizes[-1] -= sizes.sum() - n
        rest, others = int(sizes[-1]), np.sort(sizes[:-1])
        if rest < low and (high - others).sum() >= rest:
            sizes = others + shares(high - others, rest)
        elif rest < low:
            sizes = np.append(others - shares(others[::-1] - low, low - rest)[::-1], low)
        return np.sort(sizes)[::-1]


def shares(room: Array, amount: int) -> Array:
    """Return how much of an amount each takes, in turns of one, the first first, as long as each has room."""
    turns, most = 0, int(room.max())
    while turns < most:  # the number of full turns is found by halving
        middle = (turns + most + 1) // 2
        turns, most = (middle, most) if np.minimum(room, middle).sum() <= amount else (turns, middle - 1)
    taken = np.minimum(room, turns)
    more = np.flatnonzero(room > turns)[: amount - int(taken.sum())]
    taken[more] += 1
    return taken


def seated(inside: Array, sizes: Array, rng: np.random.Generator) -> Array:
    """Return each person's community, (n,) int64: random among those with more people than ties inside.

    ``sizes`` fall. Who finds no such place left takes one of those that remain.
    """
    order = rng.permutation(len(inside))
    order = order[np.argsort(-inside[order], kind="stable")]
    places = np.cumsum(sizes)
    large = np.searchsorted(-sizes, -inside[order], side="left")  # how many communities have more people
    limit = np.where(large > 0, places[large - 1], 0)
    seat = seats(limit, rng.random(len(inside)))
    late = seat < 0
    free = np.ones(len(inside), bool)
    free[seat[~late]] = False
    seat[late] = rng.permutation(np.flatnonzero(free))
    home = np.empty(len(inside), np.int64)
    home[order] = np.searchsorted(places, seat, side="right")
    return home


@jit
def seats(limit: Any, u: Any) -> Any:
    """Return for each in turn a random free place below ``limit`` (rising), -1 if there is none; u in [0, 1)."""
    seat = np.full(len(limit), -1, np.int64)
    pool = np.empty(len(limit), np.int64)
    held, opened = 0, 0
    for i in range(len(limit)):
        while opened < limit[i]:
            pool[held] = opened
            held, opened = held + 1, opened + 1
        if held > 0:
            k = int(u[i] * held)
            seat[i] = pool[k]
            held -= 1
            pool[k] = pool[held]
    return seat


def _even_inside(inside: Array, most: Array, home: Array, n_homes: int, rng: np.random.Generator) -> Array:
    """Return ties inside with an even sum in each community: where it is odd one random person has one more or less.

    More or less by a coin, so that mixing is kept in the mean; less where nobody may have more (``most``).
    """
    can_rise = np.bincount(home, inside < most, minlength=n_homes) > 0
    rises = can_rise & (rng.random(n_homes) < 0.5)
    order = rng.permutation(len(inside))
    order = order[np.where(rises[home], inside < most, inside > 0)[order]]
    chosen = np.full(n_homes, -1)
    chosen[home[order]] = order  # the last written: a random one of those who can change
    odd = np.flatnonzero(np.bincount(home, inside, minlength=n_homes).astype(np.int64) % 2)
    inside = inside.copy()
    inside[chosen[odd]] += np.where(rises[odd], 1, -1)
    return inside


def _wire_inside(inside: Array, home: Array, rng: np.random.Generator) -> tuple[Array, Array, int]:
    """Return the ends of ties inside communities and how many could not be placed.

    People are numbered by community meanwhile: what is looked up together then stands together, in half the time.
    """
    order = np.argsort(home, kind="stable")
    home, n_homes = home[order], int(home.max()) + 1
    halves = np.repeat(np.arange(len(inside)), inside[order])
    rng.shuffle(halves)
    halves = grouped(halves, home[halves], n_homes)
    first, second = halves[0::2].copy(), halves[1::2].copy()
    ends = np.cumsum(np.bincount(home[first], minlength=n_homes))
    begins = np.concatenate([[0], ends[:-1]])
    lost = switch(first, second, len(home), rng, ranges=(begins[home[first]], ends[home[first]]))
    return order[np.delete(first, lost)], order[np.delete(second, lost)], len(lost)


def _wire_outside(outside: Array, home: Array, rng: np.random.Generator) -> tuple[Array, Array, int]:
    halves = np.repeat(np.arange(len(outside)), outside)
    rng.shuffle(halves)
    first, second = halves[0::2].copy(), halves[1::2].copy()
    lost = switch(first, second, len(home), rng, apart=home)
    return np.delete(first, lost), np.delete(second, lost), len(lost)
