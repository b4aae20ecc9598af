"""``sociophys verify``: the engine against exact and published physics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from sociophys.cli.console import emit, next_step, say, table, tell
from sociophys.errors import EXIT_BUG

IDS = typer.Argument(metavar="[CASE]...", help="Cases by id; without any, all of the form.", show_default=False)
PREFACE = """# Verification

The engine beside exact and published physics. Written by `sociophys verify --markdown`.

- **error**: the standard error of what was got, from independent units: order blocks, graphs, or replicas where those
  are independent (single-time averages in equilibrium). Where the expected value is itself a measurement its error is
  in it.
- **allowed**: what a correct engine may be off by at this size for reasons that are not chance; empty where the
  expected value is exact for the very system that was simulated.
- **z**: how many standard errors the number lies beyond what is allowed; a case passes with |z| < 4 in every line.
- `sociophys verify --wrong-temperature 1.05` runs the same cases 5 % too hot: those in equilibrium then fail. The
  period of T2-18 does not: it changes by 1 %, as much as is allowed.
- T2-22: 74.1(3) does not say how the moment is read. Here it lies on a line between two records; the first record with
  m <= 0 comes about half a sweep later. T2-23: what is allowed is more than the errors got, for the numbers listed
  come without errors; at L = 64 and half 68 got is 0.015 below, many of its own errors. T2-24: a field stands still
  within a sweep, and what is expected is the equation with such a field; the published one, where it flows, is told in
  brackets. Standing still moves the transition up: at h0 = 0.53 Q is 0.26 so, and 0 where h flows.
"""
LONG_PREFACE = """
## Long cases

Numbers that others measured with far more work. Written by `sociophys verify --long --markdown`, behind the page above;
they are told and fail nothing.
"""
HEAD = ("case", "what", "expected", "got", "error", "allowed", "z", "time")


def verify(
    ids: Annotated[list[str] | None, IDS] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A few cases, shorter: under a minute.")] = False,
    long: Annotated[bool, typer.Option("--long", help="The long cases instead: told, never a failure.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="Another seed gives independent numbers.", min=0)] = 1,
    heat: Annotated[
        float, typer.Option("--wrong-temperature", help="Factor on all temperatures: 1.05 must fail.", min=0.1)
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list, one record a number.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
) -> None:
    """Check the engine against exact and published physics."""
    from sociophys.verification.cases import LEFT_OUT, choose
    from sociophys.verification.laboratory import Laboratory
    from sociophys.verification.verify import QUICK, Finding
    from sociophys.verification.verify import verify as findings_of

    found: list[Finding] = []
    lab = Laboratory(effort=QUICK if quick else 1.0, seed=seed, heat=heat)
    for finding in findings_of(choose(ids or (), quick=quick, long=long), lab):
        found.append(finding)
        say(f"{finding.case.id} {finding.case.title}: {verdict(finding)}, {finding.seconds:.1f} s")
    rows = [row for finding in found for row in finding.rows()]
    left_out = {name: why for name, why in LEFT_OUT.items() if name.startswith("T3") == long}
    if as_json:
        emit(rows)
    elif markdown:
        tell("\n".join(page(found, left_out, LONG_PREFACE if long else PREFACE)))
    else:
        _tell(found, left_out)
    if any(not finding.passed and not finding.case.long for finding in found):
        raise typer.Exit(EXIT_BUG)


def verdict(finding: Any) -> str:
    """Return in a word whether a case passed."""
    return "passed" if finding.passed else ("off (told only)" if finding.case.long else "FAILED")


def _tell(found: list[Any], left_out: dict[str, str]) -> None:
    """Write the table for people."""
    table([HEAD, *(cells(finding, row) for finding in found for row in finding.rows())])
    n_failed = sum(not finding.passed for finding in found)
    seconds = sum(finding.seconds for finding in found)
    tell(
        f"\n{len(found)} cases, {n_failed} failed, {seconds:.0f} s. z: standard errors beyond what is allowed; |z| < 4."
    )
    for name, why in left_out.items():
        tell(f"Left out: {name}, {why}.")
    failed = [finding.case.id for finding in found if not finding.passed]
    next_step("sociophys", "verify", *(["--seed", 2, *failed] if failed else ["--wrong-temperature", 1.05, "T2-03"]))


def cells(finding: Any, row: dict[str, Any]) -> tuple[str, ...]:
    """Return the cells of one number."""
    mark = "" if row["passed"] else ("  off" if finding.case.long else "  FAILED")
    return (
        row["id"],
        f"{row['title']}: {row['quantity']}",
        f"{row['expected']:.7g}",
        f"{row['got']:.6g}",
        f"{row['error']:.2g}",
        f"{row['tolerance']:.2g}" if row["tolerance"] else "",
        f"{row['z']:+.2f}",
        f"{row['seconds']:.1f} s{mark}",
    )


def page(found: list[Any], left_out: dict[str, str], preface: str) -> Iterable[str]:
    """Return the lines of the page of documentation: a preface and a table, a line a number."""
    yield preface
    head = (*HEAD, "source")
    yield from (f"| {' | '.join(head)} |", "|" + "---|" * len(head))
    for finding in found:
        for row in finding.rows():
            told = (*cells(finding, row), row["source"])
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in told)} |"
    for name, why in left_out.items():
        yield f"\nLeft out: {name}, {why}."
