"""Verification: the engine against exact and published physics, each claim a z-score from independent units.

A case stands in the file of its group and is listed in :mod:`sociophys.verification.cases`.
"""
