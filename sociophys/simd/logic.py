"""Any function of three bits, lane by lane: one instruction where the processor has it."""

from __future__ import annotations

import functools
from typing import Any

from llvmlite import binding, ir
from numba.core import cgutils
from numba.extending import intrinsic

_WIDTH = 512


@functools.cache
def _has_instruction() -> bool:
    return bool(binding.get_host_cpu_features().get("avx512f", False))


@intrinsic(prefer_literal=True)
def logic(typing: Any, a: Any, b: Any, c: Any, table: Any) -> Any:
    """Return bit 4 a + 2 b + c of ``table``, a constant, for each bit of three vectors of integers of one type."""
    number = table.literal_value

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        operands = list(args[:3])
        if _has_instruction() and a.lanes * a.scalar.bitwidth == _WIDTH:
            return _instruction(builder, operands, number)
        return _sum_of_products(builder, operands, number)

    return a(a, b, c, table), make


def _instruction(builder: Any, operands: list[Any], number: int) -> Any:
    own, word = operands[0].type, ir.IntType(32)
    wide = ir.VectorType(ir.IntType(64), _WIDTH // 64)
    kind = ir.FunctionType(wide, [wide, wide, wide, word])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.avx512.pternlog.q.512")
    args = [builder.bitcast(x, wide) for x in operands]
    return builder.bitcast(builder.call(function, [*args, word(number)]), own)


def _sum_of_products(builder: Any, operands: list[Any], number: int) -> Any:
    """Return the function as the OR of its products; LLVM simplifies them."""
    total = ir.Constant(operands[0].type, None)
    for row in range(8):
        if number >> row & 1:
            a, b, c = (x if row >> place & 1 else builder.not_(x) for x, place in zip(operands, (2, 1, 0), strict=True))
            total = builder.or_(total, builder.and_(builder.and_(a, b), c))
    return total
