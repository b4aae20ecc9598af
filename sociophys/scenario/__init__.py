"""Scenarios: the language, its checks, the explicit twin with the run id, and the model built from it."""
