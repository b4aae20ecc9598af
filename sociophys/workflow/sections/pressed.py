"""Fields in plain words, one sentence a kind: what presses whom, where to, and how strongly at most."""

from __future__ import annotations

from typing import Any

from sociophys.workflow.sections import words

Plain = dict[str, Any]


def campaign(plain: Plain, peak: str, meaning: str) -> str:
    """Return a campaign in words."""
    is_even = plain["pace"].get("kind") == "constant"
    pace = "" if is_even else f", spread as {words.schedule(plain['pace'])}, counted from its start"
    last = words.whole(plain["start"] + plain["sweeps"])
    return (
        f"A campaign spends a budget of {words.amount(plain['budget'])} (pressure times people times sweeps) on "
        f"{words.selection(plain.get('nodes'))}, toward {plain['toward']}, from sweep {words.whole(plain['start'])} to "
        f"{last}{pace}."
    )


def news_shocks(plain: Plain, peak: str, meaning: str) -> str:
    """Return news shocks in words."""
    where = "toward either side alike" if plain["toward"] == "either" else f"toward {plain['toward']}"
    whose = "the same news in every run" if plain["history"] == "shared" else "every run with news of its own"
    return (
        f"News reach {words.selection(plain.get('nodes'))} by chance, {words.short(plain['rate'])} a sweep on average, and "
        f"press {where} with strength {words.short(plain['height'])}, fading over {words.short(plain['decay'])} sweeps; "
        f"{whose}."
    )


def contrarian(plain: Plain, peak: str, meaning: str) -> str:
    """Return contrarians in words."""
    return (
        f"Contrarians ({words.selection(plain.get('nodes'))}) are pressed against what {_among(plain)}"
        f"{_when(plain)}, with strength {words.schedule(plain['strength'])} where all agree: {meaning}."
    )


def trending(plain: Plain, peak: str, meaning: str) -> str:
    """Return what is popular as a pressure, in words."""
    return (
        f"What is popular presses {words.selection(plain.get('nodes'))} toward what {_among(plain)}{_when(plain)}, with "
        f"strength {words.schedule(plain['strength'])} where all agree: {meaning}."
    )


def fact_check(plain: Plain, peak: str, meaning: str) -> str:
    """Return a fact-check in words."""
    least = plain["threshold"]
    above = f", from a share of {words.percent(least)} on" if least else ""
    return (
        f"A correction toward {plain['toward']} reaches {words.selection(plain.get('nodes'))} in proportion to the other "
        f"claim in what their ties say{above}, with strength {words.schedule(plain['strength'])} at most: {meaning}."
    )


def private_conviction(plain: Plain, peak: str, meaning: str) -> str:
    """Return private convictions in words."""
    begins = f"their {plain['column']}" if plain.get("column") else "their recorded opinion"
    moves = "does not move"
    if plain["follow"]:
        moves = (
            f"follows what they say by {words.percent(plain['follow'])} of the way a sweep and is drawn back by "
            f"{words.percent(plain['recover'])}"
        )
    return (
        f"Everybody is pressed by a private conviction with strength {words.schedule(plain['strength'])}; it begins at "
        f"{begins} and {moves}; a full one means {meaning}."
    )


def _among(plain: Plain) -> str:
    whom = plain.get("among", "everybody")
    if whom == "everybody":
        return "most people say"
    return "most of their community say" if whom == "community" else f"most people of their {whom['attribute']} say"


def _when(plain: Plain) -> str:
    lag = plain.get("lag", 0)
    return f", as it was {words.counted(lag, 'sweep', 'sweeps')} before" if lag else ""


OWN_WORDS = {
    "campaign": campaign,
    "news_shocks": news_shocks,
    "contrarian": contrarian,
    "trending": trending,
    "fact_check": fact_check,
    "private_conviction": private_conviction,
}
