"""How few signed ties any split violates at least: negative cycles that share no tie, and cutting planes over them.

Every negative cycle has a violated tie. So x_e = 1 where tie e is violated satisfies ``sum_{e in C} x_e >= 1`` for
each negative cycle C, and the least ``sum |w_e| x_e`` under these, x real, bounds the frustration from below. Weights
y_C of cycles with ``sum_{C with e} y_C <= |w_e|`` bound it by ``sum y_C`` (the dual; whole y_C are a packing).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import Any

import numpy as np

from sociophys.kernels.negative_cycles import negative_cycles
from sociophys.kernels.signed_ties import related
from sociophys.theory.reduction import SignedTies

Array = np.ndarray
PACKING_WORK = 2_000_000_000  # slots looked at for the packing, at effort 1
CUTTING_WORK = 8_000_000_000  # the same for all rounds of cutting planes together
CUTTING_TIES, CUTTING_VIOLATED = 40_000, 5_000  # of a block, times effort; beyond, the packing alone is the bound
ROUNDS, BRANCHES, BRANCHED_TIES = 40, 10, 120
NODES = 1_000  # of a branching, at effort 1
_LENGTHS = 3, 4, 5, 6, 8, 12, 24, 100  # packings take short cycles first: they leave the most
_TURNS, _GROWTH, _HOP, _DIGITS = 20, 0.2, 1e-4, 1e-6


@dataclass
class Bound:
    """A lower bound of one connected piece, whole, and why it is no better."""

    value: int
    why: str = ""
    split: Array | None = field(default=None)  # a better one, where branching met it


def lower_bound(ties: SignedTies, split: Array, effort: float = 1.0) -> Bound:
    """Return a bound on the violated weight of one component, at most that of ``split``: (n_nodes,) -1 or +1.

    A packing first; where it does not meet the split cutting planes; where these end short of it branching.
    """
    upper = ties.violated(split)
    if upper == 0:
        return Bound(0)
    planes = _Planes(ties, split)
    value = planes.pack(int(effort * PACKING_WORK))
    if value >= upper:
        return Bound(value)
    if len(ties) > effort * CUTTING_TIES or upper > effort * CUTTING_VIOLATED:
        return Bound(value, "the network is too large for cutting planes, so the bound is a packing of cycles")
    linear, is_closed = planes.cut(upper, int(effort * CUTTING_WORK))
    value = max(value, linear)
    if value >= upper:
        return Bound(value)
    if len(ties) > effort * BRANCHED_TIES:
        why = "cycles alone bound no better" if is_closed else "the work allowed for cutting planes was used up"
        return Bound(value, f"{why}, and the network is too large to branch")
    return planes.branch(value, upper, int(effort * NODES))


class _Planes:
    """The cycles of one piece that are known so far, as the rows of a linear programme."""

    def __init__(self, ties: SignedTies, split: Array) -> None:
        self.ties = ties
        self.weights = np.abs(ties.weights)
        hostile = ties.is_violated(split)
        self.wiring = (*ties.wiring, hostile.astype(np.int64))
        self.sources = _cover(ties.n_nodes, ties.i[hostile], ties.j[hostile])
        self.cycles: dict[bytes, Array] = {}

    def pack(self, budget: int) -> int:
        """Return the weight of a greedy packing of cycles, short ones first, and keep them."""
        left, total = self.weights.copy(), 0
        for limit in _LENGTHS:
            length = np.where(left > 0, 1.0, np.inf)
            ties, begins, weights, work = negative_cycles(
                self.wiring, length, left, 0.0, limit + 0.5, self.sources, len(self.ties), budget
            )
            self._keep(ties, begins)
            total, budget = total + int(weights.sum()), budget - work
            if budget < 0:
                break
        return total

    def cut(self, upper: int, budget: int) -> tuple[int, bool]:
        """Return the best bound of the linear programmes and whether no cycle is left to add; stops at ``upper``."""
        best, last = 0, 0.0
        budget -= self._separate(np.zeros(len(self.ties)), budget)[1]  # many that overlap: far fewer rounds
        for _ in range(ROUNDS):
            x, value = self._solve()
            best = max(best, ceil(value - _DIGITS))
            if best >= upper:
                return best, True
            if value > last + _DIGITS:  # else what is forgotten now comes back for ever
                self._drop(x)
            last = max(last, value)
            found, work = self._separate(x, budget)
            budget -= work
            if not found:
                return best, budget >= 0
            if budget < 0:
                break
        return best, False

    def branch(self, value: int, upper: int, nodes: int) -> Bound:
        """Solve the programme in whole numbers, adding the cycles that its solutions leave unbroken."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        for _ in range(BRANCHES):
            found = milp(
                self.weights,
                integrality=np.ones(len(self.ties)),
                bounds=Bounds(0, 1),
                constraints=LinearConstraint(self._matrix(), lb=1.0),
                options={"node_limit": nodes},
            )
            value = max(value, ceil((found.mip_dual_bound or 0.0) - _DIGITS))
            if value >= upper:
                return Bound(value)
            if found.status != 0:
                return Bound(value, "branching was ended before it met the split")
            x = np.rint(found.x)
            if not self._separate(x, CUTTING_WORK)[0]:  # what is violated is balanced without: a split
                return Bound(value, split=self._split_of(x))
        return Bound(value, "branching was ended before it met the split")

    def _solve(self) -> tuple[Array, float]:
        """Return the solution x (n_ties,) and a bound that its prices prove, whatever the solver's tolerance."""
        from scipy.optimize import linprog

        rows = self._matrix()
        used = np.unique(rows.indices)
        at_least, ones = -rows[:, used], -np.ones(len(self.cycles))
        found = linprog(self.weights[used], A_ub=at_least, b_ub=ones, bounds=(0, None), method="highs-ipm")
        x = np.zeros(len(self.ties))
        if found.x is None:
            return x, 0.0
        x[used] = np.clip(found.x, 0.0, 1.0)
        prices = np.maximum(-found.ineqlin.marginals, 0.0)
        return x, float(prices.sum() - np.maximum(rows.T @ prices - self.weights, 0.0).sum())

    def _separate(self, x: Array, budget: int) -> tuple[bool, int]:
        """Add cycles that x leaves unbroken; return whether there were any, and the work."""
        length, plenty = x + _HOP, np.full(len(x), 1 << 40)
        ties, begins, _, work = negative_cycles(
            self.wiring, length, plenty, _GROWTH, 1.0 - _DIGITS, self.sources, _TURNS, budget
        )
        if len(begins) > 1:
            unbroken = np.add.reduceat(x[ties], begins[:-1]) < 1.0 - _DIGITS
            return self._keep(ties, begins, unbroken), work
        return False, work

    def _keep(self, ties: Array, begins: Array, wanted: Array | None = None) -> bool:
        before = len(self.cycles)
        for k in range(len(begins) - 1) if wanted is None else np.flatnonzero(wanted):
            cycle = np.sort(ties[begins[k] : begins[k + 1]])
            self.cycles[cycle.tobytes()] = cycle
        return len(self.cycles) > before

    def _drop(self, x: Array) -> None:
        """Forget the cycles that x breaks more than once over."""
        self.cycles = {key: cycle for key, cycle in self.cycles.items() if x[cycle].sum() < 1.0 + _DIGITS}

    def _matrix(self) -> Any:
        import scipy.sparse as sp

        cycles = list(self.cycles.values())
        indptr = np.concatenate([[0], np.cumsum([len(cycle) for cycle in cycles])])
        indices = np.concatenate(cycles)
        return sp.csr_array((np.ones(len(indices)), indices, indptr), shape=(len(cycles), len(self.ties)))

    def _split_of(self, x: Array) -> Array:
        """Return the split that satisfies all ties with x = 0."""
        keep = x == 0
        i, j, sign = self.ties.i[keep], self.ties.j[keep], np.sign(self.ties.weights[keep]).astype(np.int8)
        return related(i, j, sign, self.ties.n_nodes)[1]


def _cover(n_nodes: int, i: Array, j: Array) -> Array:
    """Return nodes that stand at one end of every given tie, those of most first: each negative cycle runs there."""
    degree = np.bincount(np.concatenate([i, j]), minlength=n_nodes)
    chosen = np.unique(np.where(degree[i] >= degree[j], i, j))
    return chosen[np.argsort(-degree[chosen], kind="stable")].astype(np.int64)
