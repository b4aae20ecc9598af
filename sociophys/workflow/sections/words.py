"""Numbers in plain words: noise as how often somebody goes against their ties, pressure as how often it is followed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sociophys import registry
from sociophys.estimate import Estimate
from sociophys.network import Network
from sociophys.panels import whole as whole

LUCK = "luck of the simulation only"


def short(value: float) -> str:
    """Return a number with three digits that count, with a proper minus.

    Examples
    --------
    >>> short(3.14159), short(2.0)
    ('3.14', '2')
    """
    return f"{value:.3g}".replace("-", "\u2212")


def percent(value: float) -> str:
    """Return a share of one in whole percent; tenths near the ends."""
    points = 100 * value
    near_an_end = 0 < points < 1 or 99 < points < 100
    return f"{points:.1f}\u00a0%" if near_an_end else f"{points:.0f}\u00a0%"


def with_error(estimate: Estimate, scale: float = 1.0, unit: str = "", digits: int | None = None) -> str:
    """Return value ± one standard error, digits by the error; 'no error' is never drawn as zero."""
    value = (estimate.value or 0.0) * scale
    if not estimate.error or estimate.error < 1e-9 * max(abs(estimate.value or 0.0), 1e-9):  # rounding is no luck
        return f"{value:.{1 if digits is None else digits}f}{unit}".replace("-", "\u2212")
    error = estimate.error * scale
    places = max(0, -math.floor(math.log10(error))) if digits is None else digits
    return f"{value:.{places}f}\u00a0±\u00a0{error:.{places}f}{unit}".replace("-", "\u2212")


def with_luck(estimate: Estimate, scale: float = 1.0, unit: str = "", digits: int | None = None) -> str:
    """Return value ± one standard error, and right behind it whose error that is, or why there is none."""
    text = with_error(estimate, scale, unit, digits)
    if "±" in text:
        return f"{text} ({LUCK})"
    return f"{text} (too few independent runs for an error)" if estimate.reason.startswith("no error") else text


def point(settings: Mapping[str, Any]) -> str:
    """Return what a grid set at one of its points."""
    return ", ".join(f"{key} = {short(v) if isinstance(v, float) else v}" for key, v in settings.items())


def counted(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "tie"), counted(34, "person", "people")
    ('1 tie', '34 people')
    """
    return f"{whole(n)} {one if n == 1 else many or one + 's'}"


def first_of(shown: int, total: int, one: str, many: str = "") -> str:
    """Return 'The first 10 of 13 people. ' for a table that is cut, else an empty text."""
    return f"The first {whole(shown)} of {counted(total, one, many)}. " if shown < total else ""


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence: 'a, b and c'."""
    parts = list(words)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def how_often(p: float) -> str:
    """Return a probability in words: '1 time in 8', '38 % of the time'.

    Examples
    --------
    >>> how_often(0.125), how_often(0.38)
    ('1 time in 8', '38 % of the time')
    """
    if p < 1e-4:
        return f"less than 1 time in {whole(10_000)}"
    return f"1 time in {whole(1 / p)}" if p <= 0.25 else f"{100 * p:.0f} % of the time"


def heat_bath(pull: float, temperature: float) -> float:
    """Return P(+1) = 1 / (1 + exp(-2 f / T)) for a pull f; at T = 0 its sign decides, a coin at f = 0."""
    if temperature <= 0:
        return 0.5 + 0.5 * float(np.sign(pull))
    return 1.0 / (1.0 + math.exp(min(700.0, max(-700.0, -2.0 * pull / temperature))))


def noise(temperature: float, network: Network) -> str:
    """Return what a noise level means on this network."""
    if temperature <= 0:
        return "nobody ever goes against the pull of their ties, and a coin decides where the pull is zero"
    strengths = np.abs(network.couplings[network.couplings != 0])
    if not len(strengths):
        return "nobody has a tie that pulls, so everyone decides by coin"
    if strengths.max() <= strengths.min() * (1 + 1e-9):
        usual = int(max(1, np.median(network.degrees[network.degrees > 0])))
        ties = min(3, usual)
        once, more = (how_often(1 - heat_bath(k * float(strengths[0]), temperature)) for k in (ties, usual))
        text = f"someone with {counted(ties, 'agreeing tie')} goes against {'it' if ties == 1 else 'them'} {once}"
        if usual < 6:
            return text
        above = float(np.mean(network.degrees > usual))
        return f"{text}, someone with {usual} ({percent(above)} of people have more) {more}"
    pulls = np.bincount(network.rows, np.abs(network.couplings), minlength=network.n_nodes)
    typical = float(np.median(pulls[pulls > 0]))
    against = 1 - heat_bath(typical, temperature)
    return f"someone whose ties all agree (a typical pull of {short(typical)}) goes against them {how_often(against)}"


def pressure(strength: float, temperature: float) -> str:
    """Return what an outside pressure means: how often somebody without ties follows it."""
    follows = heat_bath(abs(strength), temperature)
    return f"someone without ties follows it {percent(min(follows, 0.9999) if follows < 1 else 1.0)} of the time"


def amount(value: float) -> str:
    """Return a size without an exponent: whole from a thousand on.

    Examples
    --------
    >>> amount(60.5), amount(300_000).replace("\u202f", " ")
    ('60.5', '300 000')
    """
    return whole(round(value)) if abs(value) >= 1000 else short(value)


def schedule(plain: Any) -> str:
    """Return a schedule in words."""
    if not isinstance(plain, dict):
        return short(float(plain))
    v = {key: short(value) if isinstance(value, (int, float)) else value for key, value in plain.items()}
    kind = plain.get("kind", "")
    if kind == "constant":
        return str(v["value"])
    if kind == "pulse":
        end = whole(plain["start"] + plain["width"])
        base = f", {v['base']} otherwise" if plain.get("base") else ""
        return f"{v['height']} from sweep {whole(plain['start'])} to {end}{base}"
    if kind == "ramp":
        return f"from {v['begin']} to {v['end']}, evenly between sweeps {whole(plain.get('start', 0))} and {whole(plain['stop'])}"
    if kind == "oscillation":
        low, high = plain["mean"] - abs(plain["amplitude"]), plain["mean"] + abs(plain["amplitude"])
        return f"swinging between {short(low)} and {short(high)} every {short(plain['period'])} sweeps"
    if kind == "steps":
        changes = [f"{short(y)} from sweep {whole(x)} on" for x, y in zip(plain["times"], plain["values"], strict=True)]
        return f"{v.get('before', 0)}, then {listed(changes)}"
    if kind == "life_cycle":
        return _life_cycle(plain)
    rest = ", ".join(f"{key.replace('_', ' ')} {_plain(value)}" for key, value in plain.items() if key != "kind")
    return f"{kind.replace('_', ' ')} ({rest})"


def _life_cycle(plain: dict[str, Any]) -> str:
    top = plain["start"] + plain["rise"]
    rise = (
        f"rising evenly from sweep {whole(plain['start'])} to {whole(top)}"
        if plain["rise"]
        else f"from sweep {whole(top)}"
    )
    power = plain["tail"] == "power_law"
    tail = f"by a power law of exponent {short(plain['exponent'])}" if power else "exponentially"
    until = f", fading {tail} from sweep {whole(top + plain['plateau'])} on over {counted(plain['decay'], 'sweep')}"
    base = f", {short(plain['base'])} otherwise" if plain["base"] else ""
    return f"{short(plain['height'])}, {rise}{until}{base}"


def trigger(plain: Any) -> str:
    """Return a trigger in words."""
    if not isinstance(plain, dict):
        return f"every {plain} sweeps"
    kind = plain.get("kind", "")
    if kind == "after":
        return f"from sweep {whole(plain.get('start', 0))} on"
    if kind == "between":
        return f"from sweep {whole(plain['start'])} to {whole(plain['end'])}"
    if kind == "at":
        return f"at {'sweep' if len(plain['times']) == 1 else 'sweeps'} {listed(whole(t) for t in plain['times'])}"
    if kind == "every":
        return f"every {whole(plain['n'])} sweeps from sweep {whole(plain.get('start', 0))} on"
    if kind == "when":
        bound = f"above {short(plain['above'])}" if plain.get("above") is not None else f"below {short(plain['below'])}"
        return f"{'once' if plain.get('once', True) else 'while'} {plain['measure']} is {bound}"
    return block(plain)


def selection(plain: Any) -> str:
    """Return a selection of people in words."""
    if not isinstance(plain, dict) or plain.get("all") or not any(value is not None for value in plain.values()):
        return "everybody"
    if plain.get("ids"):
        names = [str(name) for name in plain["ids"]]
        return listed(names) if len(names) <= 6 else f"{', '.join(names[:6])} and {whole(len(names) - 6)} more"
    if plain.get("attribute"):
        return f"people whose {plain['attribute']} is {_range(plain)}"
    if plain.get("ids_file"):
        return f"people listed in {plain['ids_file']}"
    if plain.get("community"):
        return _community(plain["community"])
    if plain.get("around"):
        centre, size = plain["around"]["id"], _amount(plain["around"]["size"])
        return f"{size} nearest to {'somebody picked at random' if centre == 'random' else centre}, by ties"
    if plain.get("side"):
        return f"people on the side of {plain['side']}"
    across = "share" if plain.get("by") == "share" else "number"
    border = f"with the largest {across} of ties to the other side"
    for key, words in (("top_degree", "with most ties"), ("border", border), ("random", "picked at random")):
        if plain.get(key) is not None:
            return f"{_amount(plain[key])} {words}"
    return block(plain)


def _amount(amount: float) -> str:
    return percent(amount) + " of the people" if isinstance(amount, float) else counted(amount, "person", "people")


def _range(plain: dict[str, Any]) -> str:
    if plain.get("equals") is not None:
        return listed(map(str, plain["equals"])) if isinstance(plain["equals"], list) else str(plain["equals"])
    return " and ".join(f"{word} {short(plain[word])}" for word in ("above", "below") if plain.get(word) is not None)


def _community(which: int | str) -> str:
    if isinstance(which, str):
        return f"the community of {which}"
    return "the largest community" if which == 1 else f"community {which} by size"


def block(plain: Any) -> str:
    """Return any block of the scenario in words: its kind, then its settings."""
    if not isinstance(plain, dict):
        return _plain(plain)
    settings = [
        f"{key.replace('_', ' ')} {_setting(key, value)}"
        for key, value in plain.items()
        if key != "kind" and value is not None
    ]
    kind = str(plain.get("kind", "")).replace("_", " ")
    return f"{kind} ({', '.join(settings)})" if kind and settings else kind or ", ".join(settings)


def _setting(key: str, value: Any) -> str:
    """Return a setting in words; people, times and numbers of time have words of their own."""
    if key == "nodes":
        return selection(value)
    if key == "when":
        return trigger(value)
    is_schedule = isinstance(value, dict) and value.get("kind") in registry.kinds("schedules")
    return schedule(value) if is_schedule else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return block(value)
    if isinstance(value, (list, tuple)):
        return listed(_plain(part) for part in value) or "none"
    return short(value) if isinstance(value, float) else str(value)
