"""10. What this cannot say; methods; data files; how to cite; what to do next."""

from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np

from sociophys.panels import Bullets, Commands, Details, Note, Section, Table
from sociophys.workflow.sections import methods, settled, words
from sociophys.workflow.sections.context import Context


def section(context: Context) -> Section:
    """Return limits, methods and next steps."""
    panels = [
        Bullets([*_of_data(context), *(_of_simulation(context) if context.run else []), *_of_variants(context)]),
        methods.details(context),
    ]
    if context.run:
        panels += [_files(), _glossary()]
    panels += [Note(methods.citation(context)), Commands(_next(context))]
    return Section("limits", "What this cannot say", panels)


def _of_data(context: Context) -> list[str]:
    opinions = context.opinions
    limits = []
    if opinions is not None:
        limits.append(
            "Whether people chose ties that suit their opinions or took over the opinions of their ties: one snapshot cannot tell."
        )
    if opinions is not None and opinions.origin == "unknown":
        limits.append(
            "Whether the sides were recorded apart from the ties: nobody said. If they were made from the ties, agreement is built in."
        )
        limits.append("Which came first: ties may have been recorded after the sides had formed.")
    if opinions is not None and opinions.origin == "from_this_graph":
        limits.append(
            "Whether ties follow sides: these sides were made from these ties, so they agree by construction."
        )
    missing = int(np.sum(context.sides == 0)) if opinions is not None else 0
    if missing:
        limits.append(
            f"Anything about the opinions of {words.counted(missing, 'person', 'people')} without a known side."
        )
    if context.dropped:
        parts = words.listed(f"{words.whole(n)} {key.replace('_', ' ')}" for key, n in context.dropped.items())
        limits.append(f"Anything about what was left out while reading: {parts}.")
    limits.append("Ties that were not recorded, and how strongly a real tie counts.")
    limits += [panel.text for panel in context.panels("limits") if isinstance(panel, Note)]
    if context.network.n_nodes < 100:
        limits.append(
            f"Other groups: this is one group of {words.counted(context.network.n_nodes, 'person', 'people')}."
        )
    return limits


def _of_simulation(context: Context) -> list[str]:
    model = context.model
    limits = [
        f"What other settings give: results depend on the chosen noise level and on the start.{_coins(context)}",
        "How noisy real people are: the noise level was chosen, not fitted to anybody's behaviour.",
        f"How sure one can be about people: every ± and every interval on a simulated number is {words.LUCK}; the model itself may be wrong.",
        f"What comes after {words.whole(model.settings.sweeps)} sweeps, or on which date: a sweep is no unit of real time.",
    ]
    if not any(bound.member.rewires for bound in model.interventions):
        limits.append("What happens when people leave, arrive, or change their ties: the network stays as it is.")
    if model.aligns:
        limits.append("Which side would win: nothing in this model prefers one.")
    limits += settled.limits(context)
    if model.dynamics.is_timeless:
        limits.append(
            "How opinions get anywhere, or how fast: a sampler knows the long run only, its steps are no time."
        )
    if model.equilibrium_failures:
        limits.append(f"Anything about a settled state (equilibrium): {words.listed(model.equilibrium_failures)}.")
    return [*limits, *(f"A number that one might expect: {sentence}." for sentence in model.refused)]


def _of_variants(context: Context) -> list[str]:
    """Return what a comparison of variants leaves open."""
    contrasts = context.contrasts
    if contrasts is None:
        return []
    limits = [
        "What would happen to real people if this were done to them: the variants differ in the model, by what was put in, "
        "and both come from the same assumptions.",
        "Other numbers than the one compared: variants that are alike in it may differ in others.",
    ]
    if not contrasts.settings:
        limits.append("Whether the verdict holds at other settings: none were tried.")
    return limits


def _coins(context: Context) -> str:
    random = context.model.initial.explicit()["kind"] == "random"
    return " A real group does not start from coin tosses." if random else ""


def _glossary() -> Details:
    rows = [
        ["sweep", "as many reconsiderations as there are people: about one a person; no unit of real time"],
        [
            "noise level (temperature)",
            "how often people go against the pull of their ties: 0 never, very high: a coin toss",
        ],
        [
            "influence (coupling)",
            "how strongly a tie pulls a person to the same side, or, if hostile, to the other side",
        ],
        [
            "outside pressure (field)",
            "a pull toward one side that comes from no tie: a campaign, a climate of opinion, a feed",
        ],
        ["border (wall)", "a tie between two people of different sides"],
        ["bubble (domain)", "a group of people of one side connected by friendly ties among themselves"],
    ]
    return Details("Words used here", Table(["word", "what it means"], rows, ["text", "text"]))


def _files() -> Details:
    rows = [
        ["scenario.resolved.yaml", "the scenario with every default written out; run it to get the same numbers"],
        ["observables.parquet", "every record of every run"],
        ["nodes.parquet", "one row a person, under the names as recorded"],
        ["events.parquet", "what levers did and when"],
        ["summary.json", "every headline number with its error"],
        ["manifest.json", "versions, seed, hashes of the inputs, kernel and timings"],
        ["document.json", "this report as data; sociophys report draws it again"],
    ]
    return Details("Data files beside this report", Table(["file", "what it holds"], rows, ["text", "text"]))


def _given(context: Context) -> str:
    """Return the network and how it was read as words of a command line, files without their folders."""
    words_given = context.command or (context.graph.reading.source or "ties.csv",)
    files = {0, *(k + 1 for k, word in enumerate(words_given) if word in ("--opinions", "--nodes"))}
    return shlex.join(Path(word).name if k in files else word for k, word in enumerate(words_given))


def _next(context: Context) -> list[tuple[str, str]]:
    if not context.run:
        given = _given(context)
        again = (
            [(f"sociophys analyze {given} --nulls 1000", "The same with more randomised twins:")]
            if context.opinions
            else []
        )
        return [
            *again,
            (f"sociophys init --from {given} --out scenario.yaml", "A scenario made from this network:"),
            ("sociophys run scenario.yaml --quick", "Then a first, short run of it:"),
        ]
    model = context.model
    key = "relative" if model.temperature_reference else "absolute"
    run = "sociophys run scenario.resolved.yaml --out .."
    now = model.dynamics.temperature.schedule.at(0)
    longer = context.settlings[0].verdict in ("unsettled", "drifting")
    more = ("run.sweeps", 4 * model.settings.sweeps) if longer else ("run.replicas", 4 * model.settings.replicas)
    return [
        (f"{run} --seed {model.seed + 1}", "In the folder of this report: the same with other luck:"),
        (f"{run} --set dynamics.temperature.{key}={1.25 * now or 1.0:.6g}", "The same society, a quarter noisier:"),
        (
            f"{run} --set {more[0]}={more[1]}",
            "Longer, until runs settle:" if longer else "Four times the runs, half the luck:",
        ),
    ]
