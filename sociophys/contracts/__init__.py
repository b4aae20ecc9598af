"""Contracts: what every member of a family must do, as plain functions that say in words what it does not.

The tests ask them of every member of the package, ``sociophys check-plugin`` of the user's own. ``check`` runs them and
times them; a family's file holds its own checks, ``members`` those of all.
"""
