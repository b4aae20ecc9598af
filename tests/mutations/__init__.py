"""Mistakes put into a copy of the package on purpose, and the tests that must find them (`python -m tests.mutations`)."""
