"""docs/physics.md is current, and every row is either checked or named as not built."""

from tests.physics.table import NOT_BUILT, PAGE, ROWS, page, rows_tested


def test_every_row_is_checked_or_not_built():
    assert sorted(rows_tested().keys() | NOT_BUILT.keys()) == sorted(ROWS)
    assert not rows_tested().keys() & NOT_BUILT.keys()


def test_page__is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.physics.table"
