"""Mistakes put on purpose into a copy of the package, and the tests that must find them: python -m tests.mutations."""
