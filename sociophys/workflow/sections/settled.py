"""Whether the runs settled, in plain words: a warning where they did not, and how long they remember."""

from __future__ import annotations

from sociophys.panels import Note, Panel, Sentence
from sociophys.workflow.sections import words
from sociophys.workflow.sections.context import Context
from sociophys.workflow.settling import LIMIT, Settling

_NAMES = {
    "abs_m": "the size of the majority",
    "energy": "the strain in the network (energy)",
    "abs_overlap": "the likeness to the pattern that moves slowest",
    "overlap": "the likeness to the pattern that moves slowest",
}
_DEPENDS = "Where a run ends depends on where it began, and averages over runs describe no single society."
_STOOD = "People stand still there (frozen): that is no settled state, for other luck may freeze them elsewhere."


def warnings(context: Context) -> list[str]:
    """Return what has to be said beside the answer; nothing where runs settled or were pushed from outside."""
    points = context.settlings
    if len(points) == 1:
        text = _warning(context, points[0])
        return [text] if text else []
    told = {"have not settled": ("unsettled", "drifting"), "stand still (frozen)": ("frozen",)}
    counts = {text: sum(point.verdict in verdicts for point in points) for text, verdicts in told.items()}
    total = words.whole(len(points))
    return [
        f"Warning: at {words.whole(n)} of {total} grid points the runs {text}: what is averaged over them there may "
        "depend on how they began."
        for text, n in counts.items()
        if n
    ]


def _warning(context: Context, settling: Settling) -> str:
    n_runs = words.counted(context.model.settings.replicas, "run")
    if settling.verdict == "frozen":
        return f"Warning: nothing moves any more. In the second half of {_all(n_runs)} nobody changed sides. {_STOOD}"
    if settling.verdict == "unsettled":
        return f"Warning: these runs have not settled, so averages over them may depend on how they began. {_tell(context)}"
    if settling.verdict == "drifting":
        moving = words.listed(_NAMES[name] for name in settling.drifting)
        was = "were" if len(settling.drifting) > 1 else "was"
        return (
            f"Warning: these runs have not settled. At the end {moving} {was} still on the move, though nothing from "
            "outside changed; longer runs may end elsewhere."
        )
    if settling.is_too_short:
        return (
            "Warning: whether a settled state was reached cannot be told. The first and the second part of what was "
            "recorded differ, and there are too few independent runs to compare with; make the run longer."
        )
    return f"Warning: {_partly_frozen(context)}" if 2 * settling.frozen_runs > context.model.settings.replicas else ""


def _all(n_runs: str) -> str:
    return "the one run" if n_runs == "1 run" else f"all {n_runs}"


def _tell(context: Context) -> str:
    burn_in = words.counted(context.point.burn_in, "sweep")
    return f"After {burn_in} runs that began on one side still differed from runs that began with coin tosses."


def panels(context: Context) -> list[Panel]:
    """Return what is known of settling, for 'what happened'."""
    settling = context.settlings[0]
    found = [_checked(context), *_frozen(context, settling), *_apart(context, settling)]
    return [*found, *(Sentence("Simulated", text) for text in _memory(settling))]


def _checked(context: Context) -> Panel:
    point = context.point
    burn_in = words.counted(point.burn_in, "sweep")
    if point.settled is None:
        thrown = f"the first {burn_in} were thrown away" if point.burn_in else "no sweep was thrown away"
        text = f"The runs are shown from their start on; {thrown}."
        if not context.model.equilibrium_failures:
            text += " Whether runs from different starts end alike was not checked."
        return Note(text)
    if point.settled:
        text = f"After {burn_in}, thrown away, runs from different starts looked alike (R-hat near 1)."
        return Sentence("Simulated", text)
    return Sentence("Simulated", f"Warning: {_tell(context)[0].lower()}{_tell(context)[1:]} {_DEPENDS}")


def _partly_frozen(context: Context) -> str:
    n, total = context.settlings[0].frozen_runs, context.model.settings.replicas
    return f"In {words.whole(n)} of {words.counted(total, 'run')} nobody changed sides in the second half. {_STOOD}"


def _frozen(context: Context, settling: Settling) -> list[Panel]:
    """Say in how many runs nobody moved any more, where it is some: the answer says it where it is most."""
    some = 0 < 2 * settling.frozen_runs <= context.model.settings.replicas
    return [Sentence("Simulated", _partly_frozen(context))] if some else []


def _apart(context: Context, settling: Settling) -> list[Panel]:
    """Say where runs differ from each other for longer than they last."""
    if settling.verdict != "apart" or settling.frozen_runs or settling.is_too_short:
        return []
    names = words.listed(_NAMES[name] for name in settling.apart)
    text = f"Single runs are short beside their memory: in {names} they differ from each other or from their own first half "
    return [Note(f"{text}(R-hat above {LIMIT}). One run alone shows only part of what can happen.")]


def _memory(settling: Settling) -> list[str]:
    """Return the autocorrelation time of the number that tells most, in words."""
    name = settling.told
    if name is None or not settling.is_steady or settling.drifting or settling.frozen_runs:
        return []
    found = settling.memories[name]
    said, sweeps = _NAMES[name], found.tau_sweeps or 0.0
    upper = f"{said[:1].upper()}{said[1:]}"
    if not found.tau_is_known:
        return [
            f"{upper} remembers its past for long: about {_sweeps(sweeps)} or more (autocorrelation time), too long for "
            "runs of this length to say how long."
        ]
    worth = words.whole(max(1, round(found.worth)))
    return [
        f"{upper} forgets its past in about {_sweeps(sweeps)} (autocorrelation time): all records of the second half "
        f"together are worth about {worth} independent looks."
    ]


def _sweeps(n: float) -> str:
    return words.counted(max(1, round(n)), "sweep")


def limits(context: Context) -> list[str]:
    """Return what follows for what the report cannot say."""
    verdicts = {settling.verdict for settling in context.settlings}
    found = []
    if verdicts & {"unsettled", "drifting"}:
        found.append("Long-run averages: the runs had not settled, so they tell where runs were, not where they end.")
    if "frozen" in verdicts:
        found.append("Where people would settle: they froze where they were, and longer runs would show the same.")
    return found
