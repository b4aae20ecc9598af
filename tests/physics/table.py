"""Which published number is checked where: `python -m tests.physics.table` writes docs/physics.md.

A test checks the rows that its docstring names (T1-06 and the like); cases of `sociophys verify` name theirs.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "physics.md"
ROWS = {
    "T1-01": "ring: energy and correlation (Ising 1925)",
    "T1-02": "square torus, L = 3: e, c, U4 (enumeration, Kaufman 1949)",
    "T1-03": "square torus, L = 4: e, c, <\\|m\\|>, U4",
    "T1-04": "cubic torus, L = 3 (trace over layers)",
    "T1-05": "triangular torus, L = 4, friendly and hostile: energy, 42 ground states",
    "T1-06": "five people with directed ties (instance A): stationary means and entropy production of three orders",
    "T1-07": "instance A: transient from all up, all at once",
    "T1-08": "instance A made symmetric: Boltzmann's and Peretto's laws",
    "T1-09": "entropy production from delayed covariances",
    "T1-10": "directed ring",
    "T1-11": "mean-field solvers (naive, TAP, Gaussian)",
    "T1-12": "Curie-Weiss at n = 100 and in the limit",
    "T1-13": "response of vector opinions",
    "T1-14": "vector opinions in many dimensions",
    "T1-15": "couplings that depend on the state (instance S)",
    "T1-16": "limits of attention",
    "T1-17": "Edwards-Anderson torus of +-1 ties: ground states and energies",
    "T1-18": "Edwards-Anderson torus of continuous ties",
    "T1-19": "Sherrington-Kirkpatrick: mean ground-state energy at n = 8, 12, 16",
    "T1-20": "noisy voter on the complete graph",
    "T1-21": "pseudo-likelihood and kinetic likelihood",
    "T1-22": "Fisher information Var(E) / T^4",
    "T1-23": "gauge, global flip, trees, transposition",
    "T1-24": "stability of TAP for SK-like couplings",
    "T1-25": "a field that changes in time",
    "T1-26": "noise that differs from person to person: entropy production",
}
NOT_BUILT = {
    "T1-11": "there are no mean-field solvers",
    "T1-13": "opinions are two-sided",
    "T1-14": "opinions are two-sided",
    "T1-16": "no feed of the package is an attention; the state-dependent feed of T1-15 lives in its test",
    "T1-20": "there is no voter dynamics",
    "T1-21": "nothing is fitted to data",
}
HEAD = """# Physics that is checked, and where

<!-- Written by `python -m tests.physics.table`; change docstrings of tests, not this page. -->

T1: exact small systems, in the ordinary tests; a comparison with a simulation is a z-score over independent blocks of
replicas, and `tests/physics/test_orders.py` states its power. T2 and T3: `sociophys verify` (docs/verify.md).

Beside the rows: the transition matrix of every order (`sociophys/theory/exact.py`, n <= 10) against every kernel
family, both laws, directed and symmetric, with fields, noise from 0 to infinity, pins and self-couplings
(`test_orders.py`); the same bytes for any workers, cuts and stops (`test_same_bytes.py`); coins to their last bit
(`test_coins.py`); and mistakes made on purpose, all of which must be found (`python -m tests.mutations`,
[mutations.md](mutations.md)).

| row | what | checked in |
|---|---|---|
"""


def rows_tested():
    """Return {row: [file::test]} of the docstrings of all tests of physics."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for row in dict.fromkeys(re.findall(r"T1-\d\d", ast.get_docstring(node) or "")):
                    found.setdefault(row, []).append(
                        f"`{path.name}` {node.name[5:].replace('__', ': ').replace('_', ' ')}"
                    )
    return found


def verified():
    """Return {row: (what, file)} of the cases of `sociophys verify`."""
    found = {}
    for path in sorted((ROOT / "sociophys" / "verification").glob("*.py")):
        for row, what in re.findall(r'"(T[23]-\d\d)",\s*"([^"]+)"', path.read_text(encoding="utf-8")):
            found.setdefault(row, (what, f"`sociophys verify`, `{path.name}`"))
    return found


def page():
    """Return docs/physics.md as it should be."""
    tests, cases = rows_tested(), verified()
    where = {row: f"not built: {NOT_BUILT[row]}" if row in NOT_BUILT else "; ".join(tests.get(row, [])) for row in ROWS}
    lines = [f"| {row} | {what} | {where[row]} |" for row, what in ROWS.items()]
    lines += [
        f"| {row} | {what.replace('|', chr(92) + '|')} | {place} |" for row, (what, place) in sorted(cases.items())
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
