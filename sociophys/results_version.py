"""The version of the numbers: it rises whenever the same scenario gives other results than before."""

RESULTS_VERSION = 3
