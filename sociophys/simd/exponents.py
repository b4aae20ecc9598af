"""The two halves of a power of two, 2^x = 2^floor(x) 2^(x - floor(x)): an instruction each where the processor has it.

Other processors get the same bits by arithmetic.
"""

from __future__ import annotations

import functools
from typing import Any

from llvmlite import binding, ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from sociophys.simd.vector import Vector, call_llvm, constant

_WIDTH = 16  # float32 numbers of an instruction
_WORD, _MASK = ir.IntType(32), ir.IntType(16)
_PART = ir.VectorType(ir.FloatType(), _WIDTH)
_FLOOR, _ROUNDING = 1, 4  # what is taken away is the floor; results are rounded as ever
_MANTISSA = 23


@functools.cache
def _has_instructions() -> bool:
    return bool(binding.get_host_cpu_features().get("avx512dq", False))


@intrinsic
def above_floor(typing: Any, vector: Any) -> Any:
    """Return x - floor(x) of float32 numbers."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if _fits(vector):
            return _in_parts(builder, "reduce", vector.lanes, args, [_WORD(_FLOOR)])
        return builder.fsub(args[0], call_llvm(builder, "floor", args[0].type, args))

    return vector(vector), make


@intrinsic
def scaled(typing: Any, vector: Any, exponent: Any) -> Any:
    """Return a 2^floor(x) of float32 numbers, where neither a nor the result is out of the normal range."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if _fits(vector):
            return _in_parts(builder, "scalef", vector.lanes, args, [])
        whole = Vector(types.int32, vector.lanes)
        power = builder.fptosi(call_llvm(builder, "floor", args[1].type, [args[1]]), whole.llvm)
        bits = builder.bitcast(args[0], whole.llvm)
        return builder.bitcast(builder.add(bits, builder.shl(power, constant(whole, _MANTISSA))), args[0].type)

    return vector(vector, exponent), make


def _fits(vector: Vector) -> bool:
    return _has_instructions() and vector.lanes % _WIDTH == 0


def _in_parts(builder: Any, name: str, lanes: int, args: list[Any], options: list[Any]) -> Any:
    """Return what an instruction makes of 16 lanes after 16; ``options`` stand between its operands and its mask."""
    kinds = [_PART] * len(args) + [option.type for option in options]
    kind = ir.FunctionType(_PART, [*kinds, _PART, _MASK, _WORD])
    function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.x86.avx512.mask.{name}.ps.512")
    rest = [*options, ir.Constant(_PART, ir.Undefined), _MASK(-1), _WORD(_ROUNDING)]
    parts = [
        builder.call(function, [*(_chosen(builder, x, x, start, _WIDTH) for x in args), *rest])
        for start in range(0, lanes, _WIDTH)
    ]
    while len(parts) > 1:
        width = 2 * parts[0].type.count
        parts = [_chosen(builder, *parts[k : k + 2], 0, width) for k in range(0, len(parts), 2)]
    return parts[0]


def _chosen(builder: Any, a: Any, b: Any, start: int, width: int) -> Any:
    """Return lanes that stand together, of two vectors end to end."""
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(_WORD, width), list(range(start, start + width))))
