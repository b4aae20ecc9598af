"""Every score beside what chance alone gives: the evidence under the verdict."""

from __future__ import annotations

from sociophys.estimate import Estimate
from sociophys.panels import Details, Panel, Table
from sociophys.verdict import OTHERS, headline
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context

MEANINGS = {  # score: (plain words, what its ends mean); in the order shown
    "ei_index": ("ties across minus ties inside, over both (E-I index)", "\u22121: none crosses, 1: all do"),
    "modularity": ("ties inside beyond what numbers of ties give (modularity)", "0: none, 0.5: most for two sides"),
    "assortativity": ("the same, over the most it could be here (assortativity)", "0: none, 1: all inside"),
    "conductance": ("ties across, over all ends of ties on the smaller side (conductance)", "0: none crosses"),
    "neighbour_correlation": ("own opinion and mean of those listened to (neighbour correlation)", "0: none, 1: same"),
    "dsp": ("news that stays on its side (diffusion, DSP)", "0: spreads evenly, 0.5: never crosses"),
    "arwc": ("walks that end where they began, few best-tied people stop them (ARWC)", "0: sides do not matter"),
    "rwc": ("the same, ten of each side stop them (RWC)", "0: sides do not matter, 1: none crosses"),
    "dipole": ("distance of the two centres under the pull of the best-tied (dipole)", "0: one camp, 1: two"),
    "ge": ("distance of opinions along ties (generalised Euclidean)", "compare with chance only; grows with size"),
    "fj_polarization": ("spread left after everybody listened (Friedkin-Johnsen)", "0: consensus; grows with size"),
    "fj_disagreement": ("disagreement left along ties (Friedkin-Johnsen)", "0: none; grows with size"),
    "boundary": ("border people's ties into their own side (Guerra's boundary)", "raw sign misleads: see chance"),
    "bubble_radius": ("steps a wanderer needs to meet the other side (bubble radius)", "more: deeper in a bubble"),
}

SIGNED = (  # those about hostile ties that are told first
    *("balanced_triads", "walk_balance", "walk_balance_scaled", "frustration_lower", "frustration_upper"),
    *("frustration_certified", "balance", "near_optimal_splits", "signed_modularity", "polarity"),
)


def panels(context: Context) -> list[Panel]:
    """Return the table of scores and a fold-out with z, p and coverage; nothing where no score has a null."""
    found = [(name, own) for name in MEANINGS if (own := context.number(name)) is not None]
    beside = [(name, own) for name, own in found if own.null]
    if not beside:
        return []
    again = any(own.null and own.null.observed not in (None, own.value) for _, own in beside)
    rows = [
        [MEANINGS[name][0], _short(own.value), _compared(own), _of_chance(own), _short(own.effect), _beyond(own)]
        for name, own in beside
    ]
    heads = ["score", "here", "cut again", "by chance", "difference", "beyond"]
    shown = [k for k in range(6) if again or k != 2]
    table = [[row[k] for k in shown] + [MEANINGS[name][1]] for row, (name, _) in zip(rows, beside, strict=True)]
    heads = [*(heads[k] for k in shown), "how to read it"]
    return [
        Details(
            "Every score beside chance", Table(heads, table, ["text"] * len(heads), _caption(context, beside, again))
        ),
        Details("z, p and coverage of every score", _exact(context, found)),
    ]


def _caption(context: Context, beside: list[tuple[str, Estimate]], again: bool) -> str:
    null = beside[0][1].null
    told = [
        f"By chance: mean and, in brackets, spread of {words.counted(null.n if null else 0, 'randomised twin')}.",
        f"'{MEANINGS[_ruling(context)][0]}' decides the verdict; asked whether they agree are",
        f"{words.listed(name for name, _, _ in OTHERS.values())}. The first four are one finding in several ways where",
        "sides are kept. Compare differences, not raw values: several scores are far from 0 by chance alone.",
    ]
    if again:
        told.append("Cut again: this network's score when it is cut as its twins are; the difference is from that.")
    return " ".join(told)


def _compared(own: Estimate) -> str:
    return _short(own.null.observed) if own.null else ""


def _ruling(context: Context) -> str:
    return headline(context.opinions.origin if context.opinions else "unknown")


def _exact(context: Context, found: list[tuple[str, Estimate]]) -> Table:
    rows = []
    for name, own in found:
        p = "" if own.p is None else f"{own.p:.3g}"
        rows.append([name, _short(own.value), _short(own.z), p, words.percent(own.coverage), own.reason])
    caption = (
        f"z: difference over spread. p: (1 + twins at least as far out) / (1 + twins), given from 100 twins on. "
        f"The verdict rests on {_ruling(context)}; p of the others are not corrected for being several."
    )
    heads = ["name in the files", "here", "z", "p", "coverage", "why not"]
    width = 6 if any(row[5] for row in rows) else 5
    return Table(heads[:width], [row[:width] for row in rows], ["text"] * width, caption)


def _beyond(own: Estimate) -> str:
    null = own.null
    if null is None or null.observed is None:
        return ""
    extreme = null.extreme(null.observed)
    return f"all {words.whole(null.n)}" if not extreme else f"{words.whole(null.n - extreme)} of {words.whole(null.n)}"


def _of_chance(own: Estimate) -> str:
    return f"{_short(own.null.mean)} ({_short(own.null.sd)})" if own.null else ""


def _short(value: float | None) -> str:
    """Return a number with three digits that count, or a dash."""
    if value is None:
        return "\u2013"
    text = f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return ("0" if float(text) == 0 else text).replace("-", "\u2212")
