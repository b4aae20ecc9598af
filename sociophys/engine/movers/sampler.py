"""Samplers: moves of their own in rows of their own."""

from __future__ import annotations

from typing import ClassVar

from sociophys.dynamics import Moves
from sociophys.engine.controls import Controls
from sociophys.engine.mover import Mover
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
    _moves: Moves | None = None

    def load(self) -> None:
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

    def store(self) -> None:
        """Write the spins."""
        self.moves.store(self.state.spins)

    def control(self, controls: Controls) -> None:
        """Hand the controls on."""
        self.moves.control(controls.h, controls.beta, controls.pins)

    def advance(self, t: int, n_sweeps: int) -> None:
        """Make the sampler's moves; nothing is counted anew where they show that no spin has changed."""
        before = self.state.flips.copy()
        self.moves.advance(t, n_sweeps, self.state.flips)
        if (self.state.flips != before).any() or self.model.dynamics.needs_equilibrium:
            self.store()
            self.recount()
