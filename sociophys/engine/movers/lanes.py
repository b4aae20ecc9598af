"""The replicas of an order block side by side: one gather of a row serves them all."""

from __future__ import annotations

from typing import ClassVar

from sociophys.engine.controls import Controls
from sociophys.engine.mover import Mover
from sociophys.engine.wiring import wire
from sociophys.kernels.lanes import advance_lanes
from sociophys.model import Model


def why_not(model: Model) -> str:
    """Return why this family cannot serve the model; empty where it can."""
    if model.feed is not None:
        return f"the feed '{model.feed.kind}' is evaluated for each replica at the moment of update"
    if any(bound.member.rewires for bound in model.interventions):
        return "replicas come to have networks of their own"
    return ""


class Lanes(Mover):
    """Columns of the state, those of an order block together."""

    name: ClassVar[str] = "lanes"
    _controls: Controls

    def load(self) -> None:
        """Count anew: the spins stay in the state."""
        self._wiring = wire(self.model.network)
        self.recount()

    def store(self) -> None:
        """Do nothing: the spins are in the state."""

    def control(self, controls: Controls) -> None:
        """Keep the controls."""
        self._controls = controls

    def advance(self, t: int, n_sweeps: int) -> None:
        """Advance all columns, block by block."""
        state, controls = self.state, self._controls
        advance_lanes(
            self._wiring, controls.h, controls.beta, controls.pins, self.visits.sites, self.visits.code, state.spins,
            state.flips, state.replicas, self.model.settings.order_block, t, n_sweeps, self.key,
            self.model.dynamics.law(), 1.0,
        )  # fmt: skip
        self.recount()
