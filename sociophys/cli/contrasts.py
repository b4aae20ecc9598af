"""What a comparison of variants says on a terminal: its verdict, then a row a contrast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sociophys.cli.console import table, tell
from sociophys.estimate import Estimate

_VERDICTS = {
    "more": "is more with",
    "less": "is less with",
    "no_difference": "makes no difference that matters with",
    "undecided": "is undecided for",
    "undefined": "cannot be compared for",
}
_SETTLED = ("more", "less", "no_difference")
_HEADS = ["variant", "beside", "difference", "95 % interval", "verdict", "sharing luck saved"]


def tell_comparison(comparison: Mapping[str, Any]) -> None:
    """Tell what came out, as plain data from ``summary.json`` says it."""
    first = comparison["contrasts"][0]
    tell(_verdict(first, comparison))
    rows = [_row(one) for one in comparison["contrasts"]]
    rows += [[f"  {one['path']} = {one['value']}", *_row(one)[1:]] for one in comparison["settings"]]
    table([_HEADS, *rows])


def _verdict(first: Mapping[str, Any], comparison: Mapping[str, Any]) -> str:
    between = "" if first["low"] is None else f" (95 % interval {first['low']:+.4g} to {first['high']:+.4g})"
    said = f"{first['measure']} {_when(first['at'])} {_VERDICTS[first['verdict']]} '{first['variant']}'"
    value = first["difference"]["value"]
    size = "" if value is None else f": {value:+.4g} beside '{first['compared_with']}'{between}"
    why = f"; {first['reason']}" if first["reason"] else ""
    n_settings = len(comparison["settings"])
    holds = (
        f" Holds in {comparison['holds']} of {n_settings} other settings."
        if n_settings and first["verdict"] in _SETTLED
        else ""
    )
    return f"{said}{size}{why}.{holds}"


def _when(at: str) -> str:
    """Return when the measure was read, in words."""
    words = {"end": "at the end", "late": "over the second half", "peak": "at its peak"}
    return words.get(at, f"at sweep {at}")


def _row(one: Mapping[str, Any]) -> list[str]:
    found = one["difference"]
    between = "" if one["low"] is None else f"{one['low']:+.4g} to {one['high']:+.4g}"
    saved = "" if one["variance_ratio"] is None else f"{one['variance_ratio']:.3g} times the runs"
    difference = str(Estimate(found["value"], found.get("error"), reason=found.get("reason", "")))
    return [one["variant"], one["compared_with"], difference, between, one["verdict"].replace("_", " "), saved]
