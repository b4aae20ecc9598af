"""Mistakes put into a copy of the package on purpose, with the tests that must find them: `python -m tests.mutations`."""
