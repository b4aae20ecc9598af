"""From arrays to vectors and back, from words to masks and back."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from sociophys.simd.vector import Vector, as_vector, constant


def _lanes_of(kind: Any) -> int | None:
    """Return how many lanes an argument names: a whole number, or those of a vector."""
    if isinstance(kind, Vector):
        return kind.lanes
    return kind.literal_value if isinstance(kind, types.IntegerLiteral) else None


def _element(context: Any, builder: Any, array_type: Any, array: Any, index: Any, kind: Any) -> Any:
    """Return the address of an element as a pointer to ``kind``."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(cgutils.gep_inbounds(builder, data, index), kind.as_pointer())


@intrinsic(prefer_literal=True)
def splat(typing: Any, value: Any, lanes: Any) -> Any:
    """Return a scalar in all lanes; ``lanes``: a constant, or a vector to be like in number."""
    kind = Vector(types.unliteral(value), _lanes_of(lanes))

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return as_vector(context, builder, args[0], signature.args[0], kind)

    return kind(value, lanes), make


@intrinsic(prefer_literal=True)
def load(typing: Any, array: Any, index: Any, lanes: Any) -> Any:
    """Return the elements from ``index`` on of a contiguous array of numbers; bounds are not looked at."""
    kind = Vector(array.dtype, _lanes_of(lanes))

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _element(context, builder, array, args[0], args[1], kind.llvm)
        return builder.load(place, align=array.dtype.bitwidth // 8)

    return kind(array, types.unliteral(index), lanes), make


@intrinsic
def store(typing: Any, array: Any, index: Any, vector: Any) -> Any:
    """Write a vector to the elements from ``index`` on of a contiguous array of its type."""
    if not isinstance(vector, Vector) or vector.scalar != array.dtype:
        return None

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _element(context, builder, array, args[0], args[1], vector.llvm)
        builder.store(args[2], place, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, index, vector), make


@intrinsic
def prefetch(typing: Any, array: Any, index: Any) -> Any:
    """Ask for the cache line of an element; an index out of bounds does no harm."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        place = _element(context, builder, array, args[0], args[1], ir.IntType(8))
        kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [place, word(0), word(3), word(1)])  # for reading, into all levels
        return context.get_dummy_value()

    return types.void(array, index), make


@intrinsic
def mask_of(typing: Any, word: Any) -> Any:
    """Return the bits of an unsigned word as a mask of as many lanes, bit 0 first."""
    kind = Vector(types.boolean, word.bitwidth)
    return kind(word), lambda context, builder, signature, args: builder.bitcast(args[0], kind.llvm)


@intrinsic
def word_of(typing: Any, mask: Any) -> Any:
    """Return a mask as an unsigned word, lane 0 in bit 0."""
    if not isinstance(mask, Vector) or not mask.is_mask:
        return None
    word = types.Integer.from_bitwidth(mask.lanes, signed=False)
    return word(mask), lambda context, builder, signature, args: builder.bitcast(args[0], ir.IntType(mask.lanes))


@intrinsic
def any_(typing: Any, mask: Any) -> Any:
    """Return whether a mask holds in any lane; of integers, whether any is not 0."""
    return _reduction(mask, "or")


@intrinsic
def any_negative(typing: Any, vector: Any) -> Any:
    """Return whether any lane of signed integers is below 0: parts are joined before they are looked at."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        value, lanes = args[0], vector.lanes
        while lanes > 16:
            lanes //= 2
            low, high = (_part(builder, value, start, lanes) for start in (0, lanes))
            value = builder.or_(low, high)
        negative = builder.icmp_signed("<", value, ir.Constant(value.type, [0] * lanes))
        word = ir.IntType(lanes)
        return builder.icmp_unsigned("!=", builder.bitcast(negative, word), word(0))

    return types.boolean(vector), make


def _part(builder: Any, value: Any, start: int, lanes: int) -> Any:
    """Return some lanes of a vector that stand together."""
    chosen = ir.Constant(ir.VectorType(ir.IntType(32), lanes), list(range(start, start + lanes)))
    return builder.shuffle_vector(value, ir.Constant(value.type, ir.Undefined), chosen)


@intrinsic
def sum_(typing: Any, vector: Any) -> Any:
    """Return the sum of a vector's lanes: its upper half is added to its lower half until one is left."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        value, lanes = args[0], vector.lanes
        add = builder.fadd if vector.is_float else builder.add
        while lanes > 1:
            lanes //= 2
            value = add(*(_part(builder, value, start, lanes) for start in (0, lanes)))
        return builder.extract_element(value, ir.Constant(ir.IntType(32), 0))

    return None if vector.is_mask else vector.scalar(vector), make


@intrinsic
def all_(typing: Any, mask: Any) -> Any:
    """Return whether a mask holds in all lanes."""
    return _reduction(mask, "and") if mask.is_mask else None


def _reduction(mask: Vector, name: str) -> Any:
    """Return signature and code: the lanes' bits as one integer, compared with none or all."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        bits = args[0] if mask.is_mask else builder.icmp_unsigned("!=", args[0], constant(mask, 0))
        word = builder.bitcast(bits, ir.IntType(mask.lanes))
        return builder.icmp_unsigned("!=" if name == "or" else "==", word, word.type(0 if name == "or" else -1))

    return types.boolean(mask), make
