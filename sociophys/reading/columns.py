"""Which column of an edge list means what: the two ends, weight and sign; ids and numbers checked row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from sociophys.errors import GraphError, Mistake
from sociophys.reading.sniff import is_number
from sociophys.reading.tables import Table, as_text

Array = np.ndarray

# Pairs of names for the two ends, best first. The marked ones say who does what to whom, so the file is directed.
_PAIRS = (
    ("source", "target"),
    ("src", "dst"),
    ("src", "tgt"),
    ("from", "to"),
    ("from_node_id", "to_node_id"),
    ("from_id", "to_id"),
    ("source_id", "target_id"),
    ("u", "v"),
    ("i", "j"),
    ("a", "b"),
    ("node1", "node2"),
    ("user1", "user2"),
    ("id1", "id2"),
    ("person1", "person2"),
)
_VERBS = {
    "retweeter": "retweets",
    "follower": "follows",
    "mentioner": "mentions",
    "replier": "replies to",
    "quoter": "quotes",
    "liker": "likes",
    "citing": "cites",
    "voter": "votes on",
    "rater": "rates",
    "truster": "trusts",
    "sender": "writes to",
}
_DONE_TO = (
    *("author", "retweeted", "followee", "followed", "mentioned", "cited", "quoted", "liked", "candidate", "ratee"),
    *("trustee", "recipient", "receiver", "influencer", "listener", "friend"),
)
_WEIGHT = ("weight", "w", "count", "n", "strength", "retweets", "times", "rating", "value")
_SIGN = ("sign", "polarity", "relation_sign")
_SIGN_WORDS = {"+": 1.0, "-": -1.0, "positive": 1.0, "negative": -1.0, "pos": 1.0, "neg": -1.0}
_SIGN_WORDS |= {"friend": 1.0, "foe": -1.0, "enemy": -1.0, "ally": 1.0, "alliance": 1.0, "conflict": -1.0}
_SIGN_WORDS |= dict.fromkeys(("yea", "aye", "yes", "agree", "support", "trust", "like", "for"), 1.0)
_SIGN_WORDS |= dict.fromkeys(("nay", "no", "disagree", "oppose", "distrust", "dislike", "against"), -1.0)
_SIGNS_ALLOWED = "1, -1, 0, +, -, or words such as positive, negative, friend, enemy, yea, nay"
_SPREADSHEET = r"\d([.,]\d+)?[eE]\+\d{2,3}"
_DECIMAL_COMMA = r"-?\d+,\d+"
_A_SIGN = "a sign: +1 agrees, -1 opposes"
MAX_SIZE = 1e100  # of a weight: squares and sums of such stay finite, and those of its inverse above 0
_MANY = 12  # columns of a message
_MATRIX = 4  # labels; a smaller square may be a list of ties
SHOWN = 5  # mistakes of one sort that are printed


@dataclass(frozen=True)
class Roles:
    """The columns of an edge list by role; empty where there is none. ``verb`` is set where names imply an act."""

    source: str
    target: str
    weight: str = ""
    sign: str = ""
    verb: str = ""
    is_directional: bool = False
    sniffed: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def pick_roles(table: Table, source: str, target: str, weight: str, sign: str, used: Collection[str] = ()) -> Roles:
    """Return the role of each column; 'auto' is recognised from names or position, 'none' means unused.

    ``used``: columns that serve otherwise (a row filter) and are not said to be unread.

    Raises
    ------
    GraphError
        If a named column is not there, or the two ends cannot be recognised.
    """
    names = [str(name) for name in table.frame.columns]
    for name, role in ((source, "source"), (target, "target"), (weight, "weight"), (sign, "sign")):
        if name not in ("auto", "none"):
            table.parts(name, role)
    ends = _ends(table, names, source, target)
    if ends[0] == ends[1]:
        raise GraphError(Mistake(table.name, f"source and target are both column '{ends[0]}'", "two columns"))
    _refuse_shared(table, {"source": ends[0], "target": ends[1], "weight": weight, "sign": sign})
    taken = {part for name in ends for part in table.parts(name, "source")} | {weight, sign}
    free = [name for name in names if name not in taken]
    weight, sign, said = _values(table, free, weight, sign)
    unread = [name for name in free if name not in (weight, sign, *used)]
    notes = (f"columns not read: {', '.join(unread)}",) if unread else ()
    ended = {"ends": f"{_called(ends[0], table)} and {_called(ends[1], table)}"} if "auto" in (source, target) else {}
    bare = [re.sub(r"[^a-z]|_?(id|name|user|handle)$", "", name.lower()) for name in ends]
    is_directional = bare[0] in (*_VERBS, *_DONE_TO) or bare[1] in (*_VERBS, *_DONE_TO)
    return Roles(*ends, weight, sign, _VERBS.get(bare[0], ""), is_directional, ended | said, notes)


def _refuse_shared(table: Table, column_of: dict[str, str]) -> None:
    """Refuse one column in two roles: the ids of people are no strengths of ties."""
    for role in ("weight", "sign"):
        name = column_of[role]
        other = next((r for r, column in column_of.items() if column == name and r != role), "")
        if other and name not in ("auto", "none"):
            raise GraphError(Mistake(table.name, f"{other} and {role} are both column '{name}'", "a column a role"))


def _called(name: str, table: Table) -> str:
    return f"'{name}'" if table.has_header else f"column {name}"


def _ends(table: Table, names: list[str], source: str, target: str) -> tuple[str, str]:
    if source != "auto" and target != "auto":
        return source, target
    _refuse_matrix(table, names)
    if len(names) < 2:
        what = f"there is one column ('{names[0]}')" if names else "there is no column"
        raise GraphError(
            Mistake(table.name, f"{what}; a tie needs two ends", "two columns or more", "Is the delimiter right?")
        )
    found = _sniffed_ends(names, table.has_header)
    if source != "auto" or target != "auto":
        given = source if source != "auto" else target
        others = [name for name in found or names if name != given]
        if found is None and len(others) != 1:
            raise _unclear(table, names)
        return (source, others[0]) if source != "auto" else (others[0], target)
    if found is None:
        raise _unclear(table, names)
    return found


def _sniffed_ends(names: list[str], has_header: bool) -> tuple[str, str] | None:
    if not has_header or len(names) == 2:
        return names[0], names[1]
    plain = {re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"): name for name in names}
    for first, second in _PAIRS:
        if first in plain and second in plain:
            return plain[first], plain[second]
    for key in plain:  # country_a, country_b; retweeter_id, author_id
        if key.endswith(("_a", "_1")) and (twin := key[:-1] + {"a": "b", "1": "2"}[key[-1]]) in plain:
            return plain[key], plain[twin]
    acting = [name for key, name in plain.items() if key.split("_")[0] in _VERBS]
    acted = [name for key, name in plain.items() if key.split("_")[0] in _DONE_TO]
    return (acting[0], acted[0]) if len(acting) == len(acted) == 1 else None


def _unclear(table: Table, names: list[str]) -> GraphError:
    what = "which columns hold the two ends of a tie cannot be told from their names"
    shown = ", ".join(names[:_MANY]) + (f" and {len(names) - _MANY} more" if len(names) > _MANY else "")
    advice = "Name them with source and target (--source COLUMN --target COLUMN)."
    advice += " A file of ties has a row a tie; a column a thing (a vote, say) has to be made long." * (
        len(names) > _MANY
    )
    return GraphError(Mistake(table.name, what, shown, advice))


def _refuse_matrix(table: Table, names: list[str]) -> None:
    """Refuse a square matrix with labels: read as a list, its first three columns would pass for ties."""
    if len(names) <= _MATRIX or not len(table.frame):
        return
    labels = names[1:] if table.has_header else [as_text(value) for value in table.frame.iloc[0, 1:]]
    n_rows = len(table.frame) - (not table.has_header)
    if n_rows != len(labels) or len(set(labels)) < len(labels):
        return
    first = {as_text(value) for value in table.frame.iloc[:, 0]}
    if set(labels) <= first and all(_has_numbers(table.frame[name]) for name in table.frame.columns[1:]):
        what = f"this is a matrix of {n_rows} rows and {n_rows} columns, not a list of ties"
        advice = "In Python: sociophys.read_graph(matrix), with a NumPy or SciPy matrix; or write a row a tie."
        raise GraphError(Mistake(table.name, what, "a row a tie", advice))


def _values(table: Table, free: list[str], weight: str, sign: str) -> tuple[str, str, dict[str, str]]:
    """Recognise weight and sign columns among the free ones, and say what was recognised."""
    said: dict[str, str] = {}
    plain = {name.lower().strip(): name for name in free}
    if sign == "auto":
        sign = next((plain[word] for word in _SIGN if word in plain), "")
        said |= {"sign": f"'{sign}'"} if sign else {}
    if weight == "auto":
        weight = next((plain[word] for word in _WEIGHT if word in plain), "")
        if not weight and not table.has_header and free and sign in ("", "none"):
            weight = free[0]  # the third column of a bare list, unless it is text
        weight = weight if weight and _has_numbers(table.frame[weight]) else ""
        if weight:
            nature = _nature(table.frame[weight])
            said["weight"] = f"{_called(weight, table)} ({nature})"
            if nature == _A_SIGN and sign in ("", "auto"):
                return "", weight, {"sign": said["weight"]}
    return ("" if weight == "none" else weight), ("" if sign == "none" else sign), said


def _has_numbers(column: pd.Series) -> bool:
    """Whether a column holds any number; the first rows mostly tell."""
    if pd.api.types.is_numeric_dtype(column):
        return True
    return any(map(_numeric, column.iloc[:50])) or any(map(_numeric, column.unique()))


def _numeric(text: str) -> bool:
    """Whether a field is a number, or would be but for a decimal comma (which is then refused, not overlooked)."""
    return is_number(text) or bool(re.fullmatch(_DECIMAL_COMMA, text))


def _nature(column: pd.Series) -> str:
    numbers = floats(column)
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers) or numbers.min() >= 0:
        return "no negative value"
    if bool(np.isin(numbers, [-1.0, 0.0, 1.0]).all()):
        return _A_SIGN
    return f"a rating from {numbers.min():g} to {numbers.max():g}; below 0 opposes"


def floats(column: pd.Series) -> Array:
    """Return a column as numbers, (n_rows,) float64, correctly rounded; NaN where a field is none."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(np.float64)
    try:
        return compute.cast(pa.array(column.astype("str")), pa.float64()).to_numpy()
    except pa.ArrowInvalid:  # a field that is no number, or one between blanks
        code, distinct = pd.factorize(column, use_na_sentinel=False)
        return np.array([_float(as_text(value)) for value in distinct], np.float64)[code]


def _float(text: str) -> float:
    return float(text) if is_number(text) and "_" not in text else np.nan


@dataclass(frozen=True)
class Ids:
    """A column of ids: ``names`` (n_distinct,) object text by first appearance, ``code`` (n_rows,) int32 into them."""

    names: Array
    code: Array

    @property
    def text(self) -> Array:
        """The id of every row, (n_rows,) object."""
        return self.names[self.code]


def ids(table: Table, name: str, role: str) -> Ids:
    """Return a column of ids as stripped text; ``congress+rollnumber`` joins the text of two columns by a blank.

    Raises
    ------
    GraphError
        If an id is empty or looks like ``1.23E+18``: a spreadsheet rounded it and the person is lost.
    """
    found = [_ids(table, part, role) for part in table.parts(name, role)]
    return found[0] if len(found) == 1 else _joined(found)


def _joined(parts: list[Ids]) -> Ids:
    """Return the ids that the parts make together, each combination that occurs once."""
    code, names = parts[0].code.astype(np.int64), parts[0].names
    for part in parts[1:]:
        code, pairs = pd.factorize(code * len(part.names) + part.code)
        first, second = np.divmod(pairs, len(part.names))
        names = np.array([f"{one} {two}" for one, two in zip(names[first], part.names[second], strict=True)], object)
    return Ids(names, code.astype(np.int32))


def _ids(table: Table, name: str, role: str) -> Ids:
    """Return one column of ids; every check looks at each distinct id once."""
    column = table.column(name, role)
    plain = _by_number(column)
    if plain is not None:
        return plain
    code, names = _distinct(column)
    text = pd.Series(names, dtype="str")
    empty, damaged = (text == "").to_numpy(bool), text.str.fullmatch(_SPREADSHEET).to_numpy(bool)
    mistakes: list[Mistake] = []
    if empty.any():
        mistakes += rows_wrong(table, np.flatnonzero(empty[code]), lambda k: f"the {role} is empty", "an id")
    if damaged.any():
        mistakes += rows_wrong(
            table,
            np.flatnonzero(damaged[code]),
            lambda k: f"id '{names[code[k]]}' was damaged by a spreadsheet",
            "ids written out in full",
            "Export again with ids as text.",
        )
    if mistakes:
        raise GraphError(*mistakes)
    return Ids(names, code)


def _distinct(column: pd.Series) -> tuple[Array, Array]:
    """Return the code of every row, (n_rows,) int32, and the distinct texts, (n_distinct,) object, as they appear."""
    code, values = pd.factorize(column, use_na_sentinel=False)
    values = pd.Index(values.astype("str") if isinstance(values.dtype, pd.CategoricalDtype) else values)
    texts = values.str.strip() if values.dtype == "str" else pd.Index([_exact(value) for value in values], dtype="str")
    place, names = pd.factorize(texts, use_na_sentinel=False)  # ' ann' and 'ann' are one
    code = code if len(names) == len(texts) else place[code]
    return code.astype(np.int32), names.to_numpy(object)


def _by_number(column: pd.Series) -> Ids | None:
    """Return the ids of a column of whole numbers, as text plainly written: '7', but not '007'; None for others.

    Numbers are told apart far faster than texts. Where all fields together are as long as the numbers written out,
    each field is its number as written out: no field is shorter than its number.
    """
    text = pa.array(column) if column.dtype == "str" else None
    try:
        if text is not None and compute.all(compute.ascii_is_decimal(text)).as_py():
            column = compute.cast(text, pa.int64()).to_pandas()
    except pa.ArrowInvalid:  # empty, or beyond 64 bits
        return None
    if column.dtype != np.int64:
        return None
    code, values = pd.factorize(column.to_numpy())
    names = compute.cast(pa.array(values), pa.string())
    if text is not None:
        written = compute.binary_length(names).to_numpy()[code].sum()
        if int(written) != compute.sum(compute.binary_length(text)).as_py():
            return None
    return Ids(names.to_numpy(zero_copy_only=False), code.astype(np.int32))


def _exact(value: object) -> str:
    """Return an id as text; a float that cannot be an exact whole number is shown as the damage it is."""
    if isinstance(value, float) and 2**53 <= abs(value) < np.inf:
        return f"{value:.2E}"
    return as_text(value)


def numbers(table: Table, name: str, role: str) -> Array:
    """Return a column of finite numbers, (n_rows,) float64; raises :class:`GraphError` naming lines that are not."""
    column = table.column(name, role)
    values = floats(column)
    size = np.abs(values)
    bad = np.flatnonzero(~np.isfinite(values))
    odd = np.flatnonzero(((size > MAX_SIZE) | (size < 1 / MAX_SIZE)) & np.isfinite(values) & (values != 0))

    def text(row: int) -> str:
        return as_text(column.iloc[row])

    def say(row: int) -> str:
        return f"{role} '{text(row)}' is not a finite number" if text(row) else f"the {role} is empty"

    mistakes = rows_wrong(table, bad, say, "finite numbers", _advice([text(row) for row in bad[:SHOWN]], role))
    span = f"0, or a size from {1 / MAX_SIZE:g} to {MAX_SIZE:g}"
    mistakes += rows_wrong(table, odd, lambda k: f"{role} '{text(k)}' is out of all proportion", span)
    if mistakes:
        raise GraphError(*mistakes)
    return values


def _advice(wrong: list[str], role: str) -> str:
    """Return what to do about fields that are no numbers."""
    if any(re.fullmatch(_DECIMAL_COMMA, text) for text in wrong):
        return "Write 0.5, not 0,5."
    if role == "weight" and wrong and all(text.lower() in _SIGN_WORDS for text in wrong):
        return "Words for signs are read with sign (--sign COLUMN)."
    return ""


def signs(table: Table, name: str) -> Array:
    """Return a column of signs, (n_rows,) float64 in {-1, 0, +1}: signs of numbers, or words such as 'positive'."""
    code, distinct = pd.factorize(table.column(name, "sign"), use_na_sentinel=False)
    texts = [as_text(value) for value in distinct]
    values = np.array([_SIGN_WORDS.get(text.lower(), np.sign(_float(text))) for text in texts], np.float64)
    bad = np.flatnonzero(~np.isfinite(values)[code])
    mistakes = rows_wrong(
        table,
        bad,
        lambda k: f"sign '{texts[code[k]]}' is not a sign",
        _SIGNS_ALLOWED,
        "Rows that say neither are left out with where (--where COLUMN=VALUE).",
    )
    if mistakes:
        raise GraphError(*mistakes)
    return values[code]


def rows_wrong(table: Table, rows: Array, say: Callable[[int], str], allowed: str, advice: str = "") -> list[Mistake]:
    """Return one mistake a row, the first few only, the last telling how many more there are."""
    mistakes = [Mistake(table.where(int(row)), say(int(row)), allowed, advice) for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        mistakes.append(Mistake(table.name, f"{len(rows) - SHOWN} further rows have the same mistake"))
    return mistakes
