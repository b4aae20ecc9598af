"""Samplers: moves of their own in rows of their own."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sociophys.dynamics import Moves
from sociophys.engine.controls import Controls
from sociophys.engine.mover import Mover, Tally
from sociophys.model import Model


def reasons(model: Model) -> list[str]:
    """Return why a sampler's model is served so, and what may go badly on its network."""
    member = model.dynamics
    return [
        f"sampler: '{member.kind}' makes moves of its own",
        *(f"caution: {sentence}" for sentence in member.cautions(model.network)),
    ]


class SamplerMover(Mover):
    """A row a replica, and what the sampler remembers in the state's ``memory["dynamics"]``."""

    name: ClassVar[str] = "sampler"
    follows: ClassVar[bool] = False
    _moves: Moves | None = None

    def _load(self) -> None:
        """Take the spins over."""
        self.moves.load(self.state.spins)
        self.recount()

    @property
    def moves(self) -> Moves:
        """The sampler at work, made when first asked for."""
        if self._moves is None:
            state, model = self.state, self.model
            memory = state.memory.setdefault("dynamics", {})
            self._moves = model.dynamics.moves(model.network, state.replicas, self.key, memory)
        return self._moves

    def _store(self) -> None:
        """Write the spins."""
        self.moves.store(self.state.spins)

    def control(self, controls: Controls) -> None:
        """Hand the controls on."""
        self.moves.control(controls.pressure, controls.beta, controls.pins)

    def _advance(self, t: int, stride: int, n_records: int) -> Tally:
        """Make the sampler's moves; nothing is counted anew where they show that no spin has changed."""
        flips = np.zeros(len(self.state.replicas), np.int64)
        self.moves.advance(t, stride, flips)
        if flips.any() or self.model.dynamics.needs_equilibrium:
            self.store()
            self.recount()
        return Tally(self.tally.m[None], flips[None], self.tally.bonds[None])
