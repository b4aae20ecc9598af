"""Fail the tests that would be skipped for want of something that is there.

``SOCIOPHYS_REQUIRE=shared,chromium`` names what this machine has; a test skipped with such a word in its reason then
counts as failed, so that green never means 'not looked at'.
"""

import os

import pytest

os.environ.setdefault("SOCIOPHYS_CACHE_GB", "0")  # a graph kept by an earlier test would hide what reading does
REQUIRED = tuple(word for word in os.environ.get("SOCIOPHYS_REQUIRE", "").lower().split(",") if word)


def _reason(report):
    """Return why a report was skipped, in lower case."""
    longrepr = report.longrepr
    return str(longrepr[-1] if isinstance(longrepr, tuple) else longrepr).lower()


def _refuse_skip(report):
    """Turn the skip of something that is there into a failure."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    missing = [word for word in REQUIRED if word in _reason(report)]
    if missing:
        report.outcome = "failed"
        report.longrepr = f"skipped although this machine has {', '.join(missing)}: {_reason(report)}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    """Look at the outcome of each phase of a test."""
    outcome = yield
    _refuse_skip(outcome.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report():
    """Look at modules that skip themselves as a whole."""
    outcome = yield
    _refuse_skip(outcome.get_result())
