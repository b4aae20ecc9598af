"""Vectors in kernels: each operation equals numpy's, in a fresh process too, where the kernel comes from the cache."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest

from sociophys.accelerate import jit
from sociophys.kernels.exponential import exp
from sociophys.simd import (
    all_,
    any_,
    bitcast,
    cast,
    floor,
    fma,
    load,
    mask_of,
    maximum,
    minimum,
    prefetch,
    rotate_left,
    splat,
    store,
    where,
    word_of,
)  # fmt: skip

LANES = 16


@jit
def arithmetic(a, b, out):
    x, y = load(a, 0, LANES), load(b, 0, LANES)
    store(out, 0, x + y * 2.0 - 1 / y)
    store(out, 16, where(x < y, -x, abs(y - 3)))
    store(out, 32, maximum(minimum(x, 0.5), y * 0.25))
    store(out, 48, floor(x * 10) + fma(x, y, 1.0))
    store(out, 64, splat(a[3], LANES) - splat(b[2], x))
    z = x
    z += y
    z *= 2
    prefetch(a, 10**6)
    store(out, 80, where((x >= y) & ~(x == y) | (x != x), z, 0))


@jit
def integers(u, s, out, whole):
    x, n = load(u, 0, LANES), load(s, 0, LANES)
    store(out, 0, (rotate_left(x, 7) ^ (x >> 3) | ~x) + 1 & 0xFFFF00FF)
    store(out, 16, bitcast(n >> 2, np.uint32) - (x << 4))
    store(out, 32, cast((cast(x, np.uint64) * 0xD2511F53) >> 32, np.uint32))
    store(out, 48, cast(x > 0x80000000, np.uint32) + cast(n < 0, np.uint32))
    store(whole, 0, cast(cast(n, np.float32) * 0.5, np.int32))
    store(whole, 16, -n)
    return rotate_left(u[0], 31)


@jit
def masks(a, words, truth):
    x = load(a, 0, LANES)
    words[0] = word_of(x < 0.5)
    words[1] = word_of(mask_of(words[0]) & ~(x < 0.25))
    truth[0], truth[1] = any_(x < 0), any_(x < 2)
    truth[2], truth[3] = all_(x > 0.5), all_(x < 2)


@jit
def of_scalars(a, b):
    return minimum(a, b), maximum(a, b), where(a < b, a, b), fma(a, b, 1.0), floor(a)


@jit
def exponentials(x, out, by_arithmetic):
    for at in range(0, x.size, 64):
        store(out, at, exp(load(x, at, 64)))
    for at in range(0, x.size, 8):  # too few for the instructions of 16 lanes
        store(by_arithmetic, at, exp(load(x, at, 8)))


@pytest.fixture
def numbers():
    draw = np.random.default_rng(5)
    return draw.random(16, np.float32), draw.random(16, np.float32) + np.float32(0.1)


def test_arithmetic__is_that_of_numpy(numbers):
    a, b = numbers
    out = np.zeros((6, 16), np.float32)
    arithmetic(a, b, out.ravel())
    fused = (a.astype(float) * b + 1).astype(np.float32)
    assert np.array_equal(out[0], a + b * 2 - 1 / b)
    assert np.array_equal(out[1], np.where(a < b, -a, abs(b - 3)))
    assert np.array_equal(out[2], np.maximum(np.minimum(a, np.float32(0.5)), b * np.float32(0.25)))
    assert np.array_equal(out[3], np.floor(a * 10) + fused)
    assert np.array_equal(out[4], np.full(16, a[3] - b[2]))
    assert np.array_equal(out[5], np.where(a > b, (a + b) * 2, 0))


def test_integers__wrap_shift_and_compare_by_their_sign():
    draw = np.random.default_rng(6)
    u, s = draw.integers(0, 2**32, 16, np.uint32), draw.integers(-(2**31), 2**31, 16, np.int32)
    out, whole = np.zeros((4, 16), np.uint32), np.zeros((2, 16), np.int32)
    assert integers(u, s, out.ravel(), whole.ravel()) == (int(u[0]) << 31 | int(u[0]) >> 1) & 0xFFFFFFFF
    assert np.array_equal(out[0], (((u << 7 | u >> 25) ^ u >> 3 | ~u) + np.uint32(1)) & np.uint32(0xFFFF00FF))
    assert np.array_equal(out[1], (s >> 2).view(np.uint32) - (u << 4))
    assert np.array_equal(out[2], (u.astype(np.uint64) * np.uint64(0xD2511F53) >> np.uint64(32)).astype(np.uint32))
    assert np.array_equal(out[3], (u > 0x80000000).astype(np.uint32) + (s < 0))
    assert np.array_equal(whole[0], (s.astype(np.float32) * np.float32(0.5)).astype(np.int32))
    assert np.array_equal(whole[1], -s)


def test_masks__are_words_and_back(numbers):
    a, _ = numbers
    words, truth = np.zeros(2, np.uint16), np.zeros(4, bool)
    masks(a, words, truth)
    assert [int(word) for word in words] == [
        sum(1 << c for c in range(16) if low <= a[c] < 0.5) for low in (np.float32(0), np.float32(0.25))
    ]
    assert truth.tolist() == [False, True, bool((a > 0.5).all()), True]


def test_words__serve_scalars_too():
    assert of_scalars(1.5, 2.25) == (1.5, 2.25, 1.5, 4.375, 1.0)
    assert math.isinf(of_scalars(math.nan, math.inf)[0])  # the second where the first is no number


def test_exp_of_vectors__is_right_to_a_hundred_thousandth():
    x = np.concatenate([np.linspace(0, 87, 2**16 - 64), np.linspace(0, 1, 63), [1e9]]).astype(np.float32)
    out, by_arithmetic = np.zeros_like(x), np.zeros_like(x)
    exponentials(x, out, by_arithmetic)
    right = np.exp(np.minimum(x.astype(float), 87))
    assert abs(out / right - 1).max() < 1e-5
    assert abs(out / right - 1)[right < 2**17].max() < 4e-6  # a quarter of a bin of the coins of lanes
    assert np.array_equal(out, by_arithmetic)


def test_vector_kernels__come_from_the_cache_in_a_second_process(tmp_path):
    """The first process compiles and keeps the kernel, the second finds it; both give the same words."""
    spins = np.random.default_rng(5).choice(np.array([-1, 1], np.int8), (7, 64))
    words = np.packbits(spins > 0, axis=1, bitorder="little")
    script = (
        "import numpy as np; from sociophys.kernels.lanes_rows import pack_words\n"
        "spins = np.random.default_rng(5).choice(np.array([-1, 1], np.int8), (7, 64))\n"
        "words = np.zeros(7, np.uint64); pack_words(spins, 0, 64, words)\n"
        "print(sum(pack_words.stats.cache_hits.values()), words.tobytes().hex())"
    )
    for hits in "01":
        environment = {**os.environ, "SOCIOPHYS_CACHE_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
        run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)
        assert run.returncode == 0, run.stderr
        assert run.stdout.split() == [hits, words.tobytes().hex()]
