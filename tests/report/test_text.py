"""Text that a user wrote is shown, never obeyed."""

from __future__ import annotations

import pytest

from sociophys.report.text import clean, csv_text, label, number, share


@pytest.mark.parametrize("character", ["\x00", "\x07", "\u202e", "\u2066", "\u200f", "\x9b"])
def test_hidden_characters_go(character: str) -> None:
    assert character not in clean(f"a{character}b")


def test_terminal_escapes_go_whole() -> None:
    assert clean("\x1b[31mred\x1b[0m \x1b]0;title\x07end") == "red end"


def test_plotly_markup_is_switched_off() -> None:
    assert label("<a href='javascript:x'>") == "&lt;a href='javascript:x'&gt;"


def test_letters_of_any_script_stay() -> None:
    assert clean("עברית العربية 中文 ñ") == "עברית العربية 中文 ñ"


def test_spreadsheet_formulas_are_quoted() -> None:
    assert csv_text(["name", "x"], [["=HYPERLINK(1)", -1.5], ["+1", None]]).splitlines() == [
        "name,x", "'=HYPERLINK(1),-1.5", "'+1,",
    ]  # fmt: skip


def test_numbers_read_well() -> None:
    assert (number(16714), number(-0.5), number(True), number(None)) == ("16\u202f714", "\u22120.5", "True", "")
    assert (share(0.4), share(0.0)) == ("40 %", "0 %")
