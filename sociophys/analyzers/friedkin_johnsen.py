"""Where opinions settle when people weigh their own against those of their friends, and the conflict that stays."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analyzer
from sociophys.kernels.conjugate import solve
from sociophys.opinions import Sample
from sociophys.partition import voiced

Array = np.ndarray
_NUMBERS = (
    "fj_polarization",
    "fj_disagreement",
    "fj_conflict",
    "fj_pdi",
    "fj_pi",
    "fj_pi_normalised",
    "fj_conservation_error",
)


class FriedkinJohnsen(Analyzer):
    """Measures polarization and disagreement of the opinions that Friedkin and Johnsen's averaging settles at.

    Everybody keeps listening to their own recorded opinion s (with weight 1) and to friends (with the weights of the
    ties); the expressed opinions settle at z = (I + L)^-1 s, L = D - W. Nothing is simulated: one linear system.
    Friendly ties, their weights used, arrows ignored. People of unknown opinion are left out with their ties;
    'neither' is the opinion 0; people without ties keep z = s.

    Notes
    -----
    ``fj_polarization`` P = sum (z_i - mean z)^2; ``fj_disagreement`` D = sum over ties w (z_i - z_j)^2;
    ``fj_conflict`` I = sum (z_i - s_i)^2; ``fj_pdi`` = P + D = s~'(I + L)^-1 s~ with s~ = s - mean s (Musco, Musco &
    Tsourakakis 2018, doi 10.1145/3178876.3186103). All are >= 0 and grow with the number of people. ``fj_pi`` = |z|^2
    / n in [0, 1] (Matakos, Terzi & Tsaparas 2017, doi 10.1007/s10618-017-0527-9) is not centred: it is 1 where all
    agree on +1. ``fj_pi_normalised``: the same of (s - mean s) / (max s - min s), that is P / n over the square of the
    range, as means of z and s are equal. ``fj_conservation_error``: how far |s|^2 = |z|^2 + 2 D + I (Chen, Lijffijt &
    De Bie 2018, doi 10.1145/3219819.3220074) is missed, over |s|^2: only rounding is left where the system is solved.
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return polarization, disagreement, conflict and their sums at the settled opinions."""
        network, s = voiced(sample)
        if not len(s):
            return dict.fromkeys(_NUMBERS, "nobody's opinion is known")
        degrees = network.weighted_degrees
        z = solve(network, 1.0 + degrees, s, weighted=True)
        centred, moved, n = z - z.mean(), z - s, len(s)
        polarization, conflict, size = (float(np.dot(x, x)) for x in (centred, moved, z))
        disagreement = max(0.0, float(np.dot(z, degrees * z - network.matrix(network.weights) @ z)))
        total, spread = float(np.dot(s, s)), float(np.ptp(s))
        missed = abs(total - size - 2 * disagreement - conflict)
        return {
            "fj_polarization": polarization,
            "fj_disagreement": disagreement,
            "fj_conflict": conflict,
            "fj_pdi": polarization + disagreement,
            "fj_pi": size / n,
            "fj_pi_normalised": polarization / n / spread**2 if spread**2 else "single side: opinions do not differ",
            "fj_conservation_error": missed / total if total else "everybody stands at 0",
        }
