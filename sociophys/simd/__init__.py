"""Vectors for kernels: Numba types whose data model is an LLVM vector, so that lanes stay in registers.

Inside ``jit`` functions the ordinary operators work on them, mixed with scalars too, which are spread over the
lanes. The generic functions (``where``, ``minimum``, ``fma``, ...) serve vectors and scalars alike, so a formula is
written once. Lane counts are powers of two; masks are vectors of booleans. Arithmetic is IEEE, never reordered
or fused unless ``fma`` says so: the same bits on every processor.
"""

from sociophys.simd import operators
from sociophys.simd.exponents import above_floor, scaled
from sociophys.simd.functions import bitcast, cast, floor, fma, maximum, minimum, rotate_left, where
from sociophys.simd.logic import logic
from sociophys.simd.memory import all_, any_, any_negative, load, mask_of, prefetch, splat, store, sum_, word_of
from sociophys.simd.vector import Vector
