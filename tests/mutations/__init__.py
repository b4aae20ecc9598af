"""Mistakes put into a copy of the package on purpose, each with the tests that must find it."""
