"""The one place where text that a user wrote is made safe to show.

Jinja2's autoescape turns it into HTML; here the characters that act on a reader or a terminal without being
seen go out, and the small mark-up that plotly.js understands in labels is switched off.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from sociophys.errors import clean


def label(text: object, limit: int = 60) -> str:
    """Return text as a plotly.js label: cleaned, shortened, its mark-up switched off.

    Examples
    --------
    >>> label("<b>x</b> & y")
    '&lt;b&gt;x&lt;/b&gt; &amp; y'
    """
    short = shorten(clean(text), limit)
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def broken(text: str, letters: int) -> str:
    """Return text as a plotly.js label on lines of so many letters: a title that a narrow screen does not cut off."""
    return "<br>".join(label(line) for line in textwrap.wrap(shorten(text, 90), letters))


def shorten(text: str, limit: int) -> str:
    """Return text of at most ``limit`` characters, an ellipsis for what is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def number(value: Any) -> str:
    """Return a number as people read it: whole numbers with thin spaces, others with four digits that count."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return "" if value is None else str(value)
    if value != value:
        return "not defined"
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}".replace(",", "\u202f").replace("-", "\u2212")
    if 1e4 <= abs(value) < 1e15:  # four digits would hide the others behind a power of ten
        return number(round(value))
    return f"{value:.4g}".replace("-", "\u2212")


def people(count: int) -> str:
    """Return a number of people in words.

    Examples
    --------
    >>> people(1), people(20)
    ('1 person', '20 people')
    """
    return "1 person" if count == 1 else f"{number(count)} people"


def share(value: float) -> str:
    """Return a share of one as a percentage.

    Examples
    --------
    >>> share(0.4), share(0.005)
    ('40 %', '0.5 %')
    """
    percent = 100 * value
    return f"{percent:.0f} %" if percent == 0 or percent >= 1 else f"{percent:.1g} %"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table as CSV; text that a spreadsheet would take for a formula is quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return "" if value is None else value
    plain = clean(value)
    return "'" + plain if plain.startswith(("=", "+", "-", "@")) else plain
