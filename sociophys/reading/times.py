"""Times of ties: a column of numbers or ISO dates as numbers, and the window that a person asks for."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake
from sociophys.reading.columns import SHOWN, floats, rows_wrong
from sociophys.reading.sniff import is_number
from sociophys.reading.tables import Table, as_text

Array = np.ndarray
_NAMES = ("time", "timestamp", "datetime", "date", "ts", "unix", "created_at", "when")
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2}([T ]\d{2}:?\d{2}.*)?)?")
_DAY = 86_400e6  # microseconds
_DATES = "ISO dates such as 2004-01-31 or 2004-01-31T12:00"


class Times(NamedTuple):
    """Times of all rows: the column, values (n_rows,) float64, and whether they are days since 1970-01-01."""

    column: str
    values: Array
    are_days: bool

    @property
    def nature(self) -> str:
        """What the numbers are, in words."""
        return "ISO dates, as days since 1970-01-01" if self.are_days else "numbers as they are"

    def span(self) -> str:
        """Return the first and the last time in words."""
        ends = (float(self.values.min()), float(self.values.max()))
        return " to ".join(in_words(end, self.are_days) for end in ends)


def in_words(time: float, are_days: bool) -> str:
    """Return a time as a person writes it.

    Examples
    --------
    >>> in_words(12418.0, are_days=True), in_words(12418.5, are_days=True), in_words(12418.0, are_days=False)
    ('2004-01-01', '2004-01-01T12:00:00', '12418')
    """
    if not are_days:
        return as_text(time)
    text = str(np.datetime64(round(time * _DAY), "us").astype("datetime64[s]"))
    return text.removesuffix("T00:00:00")


def read_times(table: Table, column: str) -> tuple[Times | None, str]:
    """Return the times of the rows, None where there are none; and a note on a column that was passed over.

    ``column``: its name; 'auto' takes a column called time, timestamp, date ... if all of it can be read; or 'none'.

    Raises
    ------
    GraphError
        If the named column is not there, or holds what is no time; names the line.
    """
    if column == "none":
        return None, ""
    if column != "auto":
        return _read(table, column), ""
    plain = {str(name).lower().strip(): str(name) for name in table.frame.columns}
    found = next((plain[word] for word in _NAMES if word in plain), None)
    if found is None:
        return None, ""
    try:
        return _read(table, found), ""
    except GraphError as error:
        first = error.mistakes[0]
        return None, f"column '{found}' was not read as times: {first.what}"


def _read(table: Table, column: str) -> Times:
    content = table.column(column, "time")
    are_days = any(_DATE.fullmatch(as_text(value)) for value in content.iloc[:50])
    values = _dates(content) if are_days else floats(content)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        shown = [as_text(content.iloc[row]) for row in bad[:SHOWN]]
        allowed = _DATES if are_days else f"numbers, or {_DATES}"
        advice = "01/02/2004 is February here and January there: write 2004-01-31." if "/" in "".join(shown) else ""
        said = [f"time '{text}' is not a time" if text else "the time is empty" for text in shown]
        say = dict(zip(bad[:SHOWN].tolist(), said, strict=True))
        raise GraphError(*rows_wrong(table, bad, say.__getitem__, allowed, advice))
    return Times(column, values, are_days)


def _dates(content: pd.Series) -> Array:
    """Return a column of dates as days; each distinct one is read once."""
    code, distinct = pd.factorize(content, use_na_sentinel=False)
    return _days(pd.Series([as_text(value) for value in distinct], dtype="str"))[code]


def _days(texts: pd.Series) -> Array:
    """Return ISO dates and times as days since 1970-01-01 (UTC where no zone is said), NaN for what is none."""
    moments = pd.to_datetime(texts.where(texts.str.match(r"\d{4}")), format="ISO8601", utc=True, errors="coerce")
    micros = moments.dt.tz_localize(None).to_numpy("datetime64[us]")
    return np.where(np.isnat(micros), np.nan, micros.astype(np.int64) / _DAY)


def window_ends(window: list[str | int | float], times: Times, where: str) -> tuple[float, float]:
    """Return the ends of a window as numbers on the scale of the times.

    Raises
    ------
    GraphError
        If an end is no time of this kind, or the window is empty.
    """
    ends = []
    for end in window:
        text = as_text(end)
        value = float(_days(pd.Series([text], dtype="str"))[0]) if times.are_days else _number(text)
        if not np.isfinite(value):
            kind = "dates" if times.are_days else "numbers"
            what = f"'{text}' is no time of column '{times.column}', whose times are {kind}"
            raise GraphError(Mistake(f"{where} window", what, times.span()))
        ends.append(value)
    if ends[0] >= ends[1]:
        raise GraphError(
            Mistake(f"{where} window", f"{window[0]} is not before {window[1]}", "[begin, end], begin first")
        )
    return ends[0], ends[1]


def _number(text: str) -> float:
    return float(text) if is_number(text) else np.nan
