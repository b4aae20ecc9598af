"""The mutants: one short text of one source replaced, and for each kernel family the tests of which one must fail."""

from dataclasses import dataclass

ORDERS = "tests/physics/test_orders.py::test_heat_bath__follows_the_transition_matrix"
COINS = "tests/physics/test_coins.py"
TIME = "tests/physics/test_time.py"
TWIN = "tests/physics/test_kernels.py::test_kernels__equal_the_slow_twin"
MATRIX = {  # order blocks of 1, 16 and 512 replicas are served by these families
    "single": (f"{ORDERS}[weights-1-random]",),
    "lanes": (f"{ORDERS}[weights-16-random]",),
    "bit-sliced": (f"{ORDERS}[signs-512-random]",),
}
LAW = "tests/physics/test_samplers.py::test_law__is_boltzmanns"
SAMPLED = {  # and these by a mover of their own
    "n-fold": (f"{LAW}[n_fold-glass in a field]", f"{LAW}[n_fold_metropolis-glass in a field]"),
    "Wolff": (f"{LAW}[wolff-glass in a field]",),
    "Swendsen-Wang": (f"{LAW}[swendsen_wang-glass in a field]",),
    "tempering": (f"{LAW}[tempering-glass in a field]", f"{LAW}[tempering_clusters-glass in a field]"),
}

RARE = {
    block: (
        f"{COINS}::test_rarest_events__come_as_rarely_as_they_should[{block}]",
        f"{COINS}::test_rarer_events_than_24_bits_hold__are_not_lost[{block}]",
    )
    for block in (64, 512)
}


@dataclass(frozen=True)
class Mutant:
    """A mistake: what it is, the source below the package, the text (found exactly once), what stands there then,

    what is ``added`` at the end, and ``also`` further (source, text, mutated).

    ``caught_by``: tests by kernel family (or 'any'); of each family's one at least must fail.
    """

    name: str
    source: str
    text: str
    mutated: str
    caught_by: dict
    added: str = ""
    also: tuple = ()


MUTANTS = (
    Mutant(
        "T wrong by 5 %",
        "engine/controls.py",
        "1.0 / np.where(t > 0, t, 1.0)",
        "1.0 / 1.05 / np.where(t > 0, t, 1.0)",
        MATRIX | SAMPLED,
    ),
    Mutant(
        "J transposed",
        "model.py",
        'network.without_loops() if dynamics.self_coupling == "drop" else network',
        "_turned(network)",
        MATRIX,
        "\n\ndef _turned(network: Network) -> Network:\n"
        "    t = network.matrix().T.tocsr()\n"
        "    indptr, indices = t.indptr.astype(np.int64), t.indices.astype(np.int32)\n"
        "    return Network(indptr, indices, t.data, t.data, network.directed, network.names)\n",
    ),
    Mutant(
        "signs dropped",
        "model.py",
        'network.without_loops() if dynamics.self_coupling == "drop" else network',
        "network.with_couplings(np.abs(network.couplings))",
        MATRIX | SAMPLED,
    ),
    Mutant(
        "beta on J only",
        "engine/controls.py",
        "max(state.t, 0), controls.h)",
        "max(state.t, 0), controls.h)\n    controls.h[:] = controls.h / np.maximum(controls.beta[:, :1], 1e-3)",
        MATRIX | SAMPLED,
    ),
    Mutant(
        "stale read: order random sees the spins before the sweep",
        "kernels/single.py",
        "n, seen, by_node = spins.size, spins,",
        "n, seen, by_node = spins.size, spins.copy(),",
        {"single": MATRIX["single"]},
    ),
    Mutant(
        "stale read: order random sees the spins before the sweep",
        "kernels/lanes.py",
        "seen = words\n            if",
        "seen = words.copy()\n            if",
        {"lanes": MATRIX["lanes"]},
    ),
    Mutant(
        "stale read: order random sees the spins before the sweep",
        "kernels/bit_sliced.py",
        "from sociophys.kernels.orders import RANDOM, SYNCHRONOUS, fill_sites",
        "from sociophys.kernels.orders import RANDOM, fill_sites\n\nSYNCHRONOUS = RANDOM",
        {"bit-sliced": MATRIX["bit-sliced"]},
        also=(("engine/movers/bit_sliced.py", 'if model.dynamics.order == "synchronous" else 0', ""),),
    ),
    Mutant(
        "coin keyed by site in order random",
        "kernels/single.py",
        "part = np.uint64(first), count, by_node",
        "part = np.uint64(first), count, True",
        {"single": (f"{COINS}::test_attempts__each_toss_a_coin_of_their_own[1]",)},
    ),
    Mutant(
        "late coins keyed by site in order random",
        "kernels/bit_sliced.py",
        "number = step if code == RANDOM else i",
        "number = i",
        {
            "bit-sliced": (
                "tests/physics/test_bit_sliced.py::test_bits__equal_the_slow_twin_at_all_degrees_with_fields_noise_and_pins[10]",
            )
        },
    ),
    Mutant(
        "24-bit coins",
        "kernels/coin.py",
        "k = np.uint64(coin ^ fold)",
        "k = np.uint64(coin ^ fold) & np.uint64(0xFFFFFF00)",
        {"single": (f"{COINS}::test_single_coin__decides_with_its_last_bits",)},
    ),
    Mutant(
        "24-bit coins",
        "kernels/lanes_coins.py",
        "rest = np.uint64(high) << _SHIFT | np.uint64(low)",
        "rest = np.uint64(high) >> np.uint64(24) << np.uint64(56)",
        {"lanes": RARE[64]},
    ),
    Mutant(
        "24-bit coins",
        "kernels/bit_sliced.py",
        "end = (at[0] + ONE) * np.uint64(DEPTH)",
        "end = at[0] * np.uint64(DEPTH) + np.uint64(24)",
        {"bit-sliced": RARE[512]},
    ),
    Mutant(
        "24-bit thresholds",
        "kernels/coin.py",
        "threshold = against * _RANGE",
        "threshold = np.floor(against * 16777216.0) * 256.0",
        {"single": (f"{COINS}::test_single_coin__decides_with_its_last_bits",)},
    ),
    Mutant(
        "24-bit thresholds",
        "kernels/lanes_coins.py",
        "threshold = against * 65536.0",
        "threshold = np.floor(against * 16777216.0) / 256.0",
        {"lanes": RARE[64]},
    ),
    Mutant(
        "noise schedule one sweep late",
        "model.py",
        "schedule.at(max(t, 0))",
        "schedule.at(max(t - 1, 0))",
        {"any": (f"{TIME}::test_noise__follows_its_schedule_in_the_sweep_it_is_due",)},
    ),
    Mutant(
        "field schedule one sweep late",
        "engine/controls.py",
        "memory, max(state.t, 0), controls.h)",
        "memory, max(state.t - 1, 0), controls.h)",
        {"any": ("tests/physics/test_irreversible.py::test_scheduled_field__acts_in_the_sweep_it_is_due",)},
    ),
    Mutant(
        "burn-in one sweep short",
        "engine/loop.py",
        "return State(-burn_in, spins",
        "return State(min(0, 1 - burn_in), spins",
        {"any": (f"{TIME}::test_burn_in__makes_as_many_sweeps_as_it_says",)},
    ),
    Mutant(
        "levers act one sweep late",
        "engine/loop.py",
        "if self.state.t >= 0 and not closing",
        "if self.state.t > 0 and not closing",
        {"any": (f"{TIME}::test_levers__do_not_act_in_burn_in",)},
    ),
    Mutant(
        "between: its end included",
        "triggers/between.py",
        "self.start <= t < self.end",
        "self.start <= t <= self.end",
        {"any": (f"{TIME}::test_pin__acts_before_the_record_of_its_first_sweep_and_is_released_at_its_end",)},
    ),
    Mutant(
        "at: one sweep late",
        "triggers/at.py",
        "return t in self.times",
        "return t - 1 in self.times",
        {"any": (f"{TIME}::test_at_and_every__act_in_their_sweeps_only",)},
    ),
    Mutant(
        "every: one sweep late",
        "triggers/every.py",
        "(t - self.start) % self.n == 0",
        "(t - self.start) % self.n == 1 % self.n",
        {"any": (f"{TIME}::test_at_and_every__act_in_their_sweeps_only",)},
    ),
    Mutant(
        "pulse: one sweep too long",
        "schedules/pulse.py",
        "self.start <= t < self.start + self.width",
        "self.start <= t <= self.start + self.width",
        {"any": (f"{TIME}::test_pulse__is_seen_in_the_record_after_the_sweep_it_acted_in",)},
    ),
    Mutant(
        "record before it is due",
        "engine/loop.py",
        "return (t // step + 1) * step",
        "return ((t + 1) // step + 1) * step - 1",
        {"any": (f"{TIME}::test_closing_state__is_recorded_although_no_record_is_due",)},
        also=(
            ("engine/loop.py", "state.t % settings.record_every == 0", "(state.t + 1) % settings.record_every == 0"),
        ),
    ),
    Mutant(
        "records counted in a row: one stride early",
        "engine/loop.py",
        "t + every * np.arange(1, strides)",
        "t + every * np.arange(strides - 1)",
        {
            family: (
                f"tests/physics/test_same_bytes.py::test_records_counted_together__are_those_made_one_by_one[{case}]",
            )
            for family, case in {"single": "case3", "lanes": "case4", "bit-sliced": "case5"}.items()
        },
    ),
)
