"""What a coupling rule must do: one finite influence a tie, the same both ways where ties have no direction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sociophys import registry, rng
from sociophys.contracts.promise import Broken, Check
from sociophys.contracts.small import NAMES, setting
from sociophys.errors import NotDefinedError


def checks(rule: Any) -> Mapping[str, Check]:
    """Return the checks of a coupling rule."""
    return {
        "gives every tie one finite influence": lambda: _shapes(rule),
        "leaves what it is given as it is": lambda: _keeps(rule),
        "gives the same for the same draw": lambda: _repeats(rule),
    }


def _couplings(rule: Any, name: str) -> np.ndarray:
    graph, network, _ = setting(name)
    return np.asarray(rule.couple(network.couplings.copy(), network, graph, rng.generator(1, "couplings", rule.kind)))


def _here(rule: Any) -> list[str]:
    """Return the networks on which it works; raises its refusal if there is none."""
    found, refusals = [], []
    for name in NAMES:
        try:
            _couplings(rule, name)
            found.append(name)
        except NotDefinedError as error:  # some need ties of both ways, and say so
            refusals.append(error)
    if not found:
        raise refusals[0]
    return found


def _shapes(rule: Any) -> Iterator[Broken]:
    for name in _here(rule):
        network, found = setting(name).network, _couplings(rule, name)
        if found.shape != (network.n_slots,):
            yield Broken(f"the shape ({network.n_slots},): one number a tie and direction ({name})", str(found.shape))
        elif not np.isfinite(np.asarray(found, np.float64)).all():
            yield Broken(f"finite numbers ({name})", str(found[~np.isfinite(found)][0]))
        elif rule.keeps_symmetry and network.is_symmetric and not network.with_couplings(found).is_symmetric:
            mend = "Compute one number an edge for both of its slots, or keeps_symmetry: ClassVar[bool] = False."
            yield Broken(f"J_ij = J_ji where ties have no direction ({name})", "two numbers", mend)


def _keeps(rule: Any) -> Iterator[Broken]:
    for name in _here(rule):
        graph, network, _ = setting(name)
        given = network.couplings.copy()
        rule.couple(given, network, graph, rng.generator(1, registry.family_of(rule), rule.kind))
        if not np.array_equal(given, network.couplings):
            yield Broken(f"the couplings given to stay ({name})", "they are changed", "Work on a copy.")


def _repeats(rule: Any) -> Iterator[Broken]:
    for name in _here(rule):
        if not np.array_equal(_couplings(rule, name), _couplings(rule, name)):
            yield Broken(
                f"the same couplings ({name})", "others", "Draw numbers from the generator given, 'rng', only."
            )
