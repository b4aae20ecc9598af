"""9. Does it hold: the same comparison at other settings, and what was not tried."""

from __future__ import annotations

from collections import Counter

from sociophys.contrast import Contrasts, Tried
from sociophys.panels import Differences, Note, Panel, Section, Sentence, Table
from sociophys.workflow.sections import contrast_words, variants, words
from sociophys.workflow.sections.context import Context

PATHS = {
    "dynamics": "rule",
    "dynamics.kind": "rule",
    "dynamics.order": "order of reconsidering",
    "dynamics.temperature": "noise level",
    "dynamics.temperature.absolute": "noise level",
    "dynamics.temperature.relative": "noise level, in units of its reference",
    "initial": "start",
    "initial.kind": "start",
    "network.couple": "influence",
    "seed": "seed (other luck)",
}
ROOTS = {
    "dynamics": "noise level, order and rule",
    "initial": "start",
    "network": "network and influence of its ties",
    "seed": "luck (seed)",
}
AS_WRITTEN = "as written"


def section(context: Context) -> Section | None:
    """Return whether the verdict holds elsewhere, or None without variants."""
    found = context.contrasts
    if found is None:
        return None
    if not found.settings:
        text = "The comparison was not repeated at other settings, so whether the verdict holds there is not known."
        advice = "List some under robustness in the scenario: other noise levels, orders or rules."
        return Section("holds", "Does it hold", [Sentence("Simulated", text), Note(f"{advice} {untried(context)}")])
    panels: list[Panel] = [
        Sentence("Simulated", f"{count(context)} {broken(context)}".strip()),
        _figure(context, found),
        _table(context, found),
        Note(untried(context)),
    ]
    return Section("holds", "Does it hold", panels)


def count(context: Context) -> str:
    """Return in how many settings the verdict holds; empty where none was tried."""
    found = context.contrasts
    if found is None or not found.settings:
        return ""
    if found.deciding.verdict not in contrast_words.SETTLED:
        counts = Counter(contrast_words.SHORT[setting.contrast.verdict] for setting in found.settings)
        told = [f"{word} in {words.whole(n)}" for word, n in counts.items()]
        return f"At {words.counted(len(found.settings), 'other setting')} it came out {'; '.join(told)}."
    n, open_ = len(found.settings), sum(setting.holds is None for setting in found.settings)
    text = f"Tried again, it holds in {words.whole(found.n_holds)} of {words.counted(n, 'other setting')}"
    return f"{text}; {words.whole(open_)} {'is' if open_ == 1 else 'are'} undecided." if open_ else f"{text}."


def broken(context: Context) -> str:
    """Return at which settings it does not hold, with what came out there."""
    found = context.contrasts
    against = [setting for setting in (found.settings if found else ()) if setting.holds is False]
    if not against or (found and found.deciding.verdict not in contrast_words.SETTLED):
        return ""
    told = [f"{_setting(one)} (there: {_there(context, one)})" for one in against[:4]]
    more = f" and at {words.whole(len(against) - 4)} more" if len(against) > 4 else ""
    return f"It does not hold at {words.listed(told)}{more}."


def untried(context: Context) -> str:
    """Return what was not varied."""
    found = context.contrasts
    tried = {setting.path.split(".")[0] for setting in found.settings} if found else set()
    rest = [name for root, name in ROOTS.items() if root not in tried]
    text = f"Not tried: another {words.listed(rest)}. " if rest else ""
    return (
        f"{text}What was tried was changed one at a time, in every variant alike; changes together, and values in "
        "between, were not tried."
    )


def _setting(tried: Tried) -> str:
    return f"{PATHS.get(tried.path, tried.path)}: {tried.value}"


def _there(context: Context, tried: Tried) -> str:
    told = contrast_words.measure(context, tried.contrast.measure)
    word = contrast_words.SHORT[tried.contrast.verdict]
    if tried.contrast.difference.value is None:
        return word
    low, high = contrast_words.ends(tried.contrast, told)
    span = f", 95\u00a0% interval {low} to {high}, {words.LUCK}" if low else ""
    return f"{word}, difference {contrast_words.difference(tried.contrast, told)}{span}"


def _figure(context: Context, found: Contrasts) -> Differences:
    """Return the deciding comparison at every setting, the one of the scenario as written first."""
    every = (found.deciding, *(setting.contrast for setting in found.settings))
    figure = variants.differences(context, every)
    who = f"“{found.deciding.variant}” against “{found.deciding.compared_with}”"
    return Differences(**{
        **vars(figure),
        "labels": [AS_WRITTEN, *(_setting(setting) for setting in found.settings)],
        "marked": 0,
        "caption": f"{figure.caption} All rows compare {who}; the first, on a pale band, is the scenario as written.",
    })  # fmt: skip


def _table(context: Context, found: Contrasts) -> Table:
    told = contrast_words.measure(context, found.deciding.measure)
    unit = f", {told.step.strip()}" if told.step else ""
    rows = [[AS_WRITTEN, *_cells(found.deciding, told), ""]]
    holds = {True: "yes", False: "no", None: "undecided"}
    rows += [[_setting(one), *_cells(one.contrast, told), holds[one.holds]] for one in found.settings]
    heads = ["setting", f"difference{unit}", "95 % interval", "verdict", "holds"]
    return Table(heads, rows, ["text"] * 5)


def _cells(contrast: contrast_words.Contrast, told: contrast_words.Measure) -> list[str]:
    low, high = contrast_words.ends(contrast, told)
    shown = contrast_words.bare(contrast, told) if contrast.difference.value is not None else "not defined"
    return [shown, f"{low} to {high}" if low else "none", contrast_words.SHORT[contrast.verdict]]
