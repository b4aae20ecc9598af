"""Pressure that swings: a lattice and an all-to-all society that follow it, or are too slow to."""

from __future__ import annotations

import math

import numpy as np

from sociophys.couplings.uniform import Uniform as Alike
from sociophys.fields.uniform import Uniform
from sociophys.initial.all_up import AllUp
from sociophys.loaders.complete import Complete
from sociophys.schedules.oscillation import Oscillation
from sociophys.theory import driven
from sociophys.verification.case import Case, Check
from sociophys.verification.errors import by_block, cumulant, jackknife, mean, moments
from sociophys.verification.laboratory import Laboratory
from sociophys.verification.square import TC, square

Array = np.ndarray
BLOCK = 512  # period means of replicas that share an order were found uncorrelated, |r| < 0.003 at L = 16

LENGTHS = {16: (20, 20), 32: (20, 60), 64: (40, 80)}  # periods left out, and measured
LISTED = {  # U4 by half a period; read off runs of finite length, so the larger the less certain
    60: {16: 0.612, 32: 0.630, 64: 0.650},
    68: {16: 0.586, 32: 0.603, 64: 0.626},
    76: {16: 0.557, 32: 0.566, 64: 0.521},
}
LUCK = {16: 0.005, 32: 0.008, 64: 0.02}

TEMPERATURE, FREQUENCY = 0.6, 1.0
SETTLE, WINDOW = 132, 176  # sweeps, nearly 21 and 28 periods of 2 pi
CROWDS = {0.2: (200, 400, 0.001), 0.3: (200, 400, 0.001), 0.4: (400, 800, 0.002)}  # h0: people, and what is allowed
NEAR, NEAR_PEOPLE, NEAR_BAND = 0.5, 1600, 0.02  # near the transition small crowds change sides within the window


def period_means(lab: Laboratory, length: int, half: int) -> Array:
    """Return Q, the mean of m over each period of a square wave, (n_periods, n_replicas)."""
    settle, periods = LENGTHS[length]
    wave = Oscillation(amplitude=0.3, period=2 * half, shape="square", phase=math.pi)
    model = lab.model(
        square(length), 0.8 * TC, length, half, initial=AllUp(), fields=[Uniform(strength=wave)],
        sweeps=2 * half * (settle + periods), record_every=4,
        replicas=lab.much(BLOCK if length == 64 else 2 * BLOCK, BLOCK // 2), order_block=BLOCK,
    )  # fmt: skip
    m = lab.records([model])[0]["m"][:-1]
    return m.reshape(settle + periods, -1, m.shape[1]).mean(axis=1)[settle:]


def run_square_wave(lab: Laboratory) -> list[Check]:
    """Measure U4 of Q below, near and above the half period at which the lattice begins to follow.

    The larger the lattice the higher U4 below and the lower above: the trend between 16 and 64 is checked beside.
    """
    checks = []
    for half, listed in LISTED.items():
        found = {}
        for length, expected in listed.items():
            found[length] = jackknife(moments(period_means(lab, length, half), 2, 4), cumulant)
            checks.append(Check(f"U4, L = {length}, half {half}", expected, *found[length], tolerance=LUCK[length]))
        if half != 68:
            rise, error = found[64][0] - found[16][0], math.hypot(found[64][1], found[16][1])
            checks.append(Check(f"U4, 64 less 16, half {half}", listed[64] - listed[16], rise, error, tolerance=0.01))
    return checks


def swung(lab: Laboratory, n: int, h0: float) -> tuple[float, float]:
    """Return the mean of m over the window in a complete network of n, and its error from visiting orders."""
    wave = Oscillation(amplitude=h0, period=2 * math.pi / FREQUENCY, phase=math.pi / 2)
    model = lab.model(
        lab.graph(Complete(n_nodes=n)), TEMPERATURE, n, h0, coupling=Alike(strength=1 / (n - 1)), initial=AllUp(),
        fields=[Uniform(strength=wave)], sweeps=SETTLE + WINDOW, replicas=lab.much(8) * 256, order_block=256,
    )  # fmt: skip
    return mean(by_block(lab.records([model])[0]["m"][-WINDOW:].mean(axis=0), 256))


def expected_of(h0: float) -> float:
    """Return Q of many people over the same sweeps."""
    return float(driven.held(h0, TEMPERATURE, FREQUENCY, SETTLE + WINDOW)[-WINDOW:].mean())


def run_mean_field(lab: Laboratory) -> list[Check]:
    """Measure Q of two crowds, all to all, and take the limit of many, in 1 / n; near the transition of one.

    A field stands still within a sweep, and so it does in the equation; where it flows Q is told in brackets.
    """
    found = {}
    for h0, (few, many, band) in CROWDS.items():
        (small, small_error), (large, large_error) = (swung(lab, n, h0) for n in (few, many))
        found[h0] = 2 * large - small, math.hypot(2 * large_error, small_error), band
    found[NEAR] = *swung(lab, NEAR_PEOPLE, NEAR), NEAR_BAND
    return [
        Check(
            f"Q at h0 = {h0} ({driven.order_parameter(h0, TEMPERATURE, FREQUENCY):.4f} where h flows)",
            expected_of(h0), got, error, tolerance=band,
        )
        for h0, (got, error, band) in found.items()
    ]  # fmt: skip


CASES = (
    Case("T2-23", "square, dynamic transition in a square wave", "Korniss et al. 2000", run_square_wave),
    Case("T2-24", "all to all, dynamic transition in a cosine", "Tome & de Oliveira 1990", run_mean_field),
)
