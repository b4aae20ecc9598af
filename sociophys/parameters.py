"""One typed description per parameter: feeds validation, JSON schema, ``list`` and the reference tables.

The one door to pydantic. A member of a plug-in family is a frozen :class:`Member` whose fields are declared
with :func:`parameter`; a parameter that is itself a choice among members uses :func:`choice`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from sociophys import registry
from sociophys.errors import GraphError, Mistake, SociophysError, near_miss
from sociophys.plugins import Plugin, classes, installed
from sociophys.refusals import sentence, shown


class Finding(NamedTuple):
    """A mistake at a path inside a document: keys and list indices from its root."""

    path: tuple[str | int, ...]
    what: str
    allowed: str = ""
    advice: str = ""


def parameter(
    default: Any = ...,
    *,
    doc: str,
    unit: str = "",
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
    min_length: int | None = None,
) -> Any:
    """Declare a parameter: default (none: required), a sentence, unit and range."""
    bounds = {"ge": ge, "gt": gt, "le": le, "lt": lt, "min_length": min_length}
    given: dict[str, Any] = {name: bound for name, bound in bounds.items() if bound is not None}
    return Field(default, description=doc, json_schema_extra={"unit": unit} if unit else None, **given)


class Strict(BaseModel):
    """A frozen record that refuses unknown keys, nulls where none is meant, text for numbers, NaN and infinity."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_default=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # bases are never read, and most members of a family are not either
    )


class Member(Strict):
    """Base of every plug-in: plain values only; arrays appear when it is bound to a network.

    ``plugin``: where a class of the user's own is from; None for those of the package.
    """

    plugin: ClassVar[Plugin | None] = None

    @model_validator(mode="before")
    @classmethod
    def _drop_own_kind(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and data.get("kind") == registry.kind_of(cls):
            return {key: value for key, value in data.items() if key != "kind"}
        return data

    @property
    def kind(self) -> str:
        """What scenarios call it: its file name."""
        return registry.kind_of(self)

    def __reduce__(self) -> Any:
        """Let a member of the user's own travel to processes that have not imported it."""
        if self.plugin is None:
            return super().__reduce__()
        return _arrived, (self.plugin, self.__getstate__())

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Let a member of the user's own travel to processes that have not imported it."""
        return super().__reduce_ex__(protocol) if self.plugin is None else self.__reduce__()

    def explicit(self) -> dict[str, Any]:
        """Return the member as a plain document in which every default is written out."""
        return {"kind": self.kind, **_fields(self)}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core))
        schema["properties"] = {"kind": {"const": registry.kind_of(cls)}, **schema.get("properties", {})}
        schema["required"] = ["kind", *schema.get("required", [])]
        schema.pop("title", None)
        return schema


def _arrived(plugin: Plugin, state: dict[Any, Any]) -> Any:
    """Return a member of the user's own that came from another process, where it was let in."""
    cls = classes.of(plugin)
    found = cls.__new__(cls)
    found.__setstate__(state)
    return found


def _fields(record: BaseModel) -> dict[str, Any]:
    """Return the fields of a record as plain data; what is not given (None) is left out, never null."""
    values = {name: getattr(record, name) for name in type(record).model_fields}
    return {name: explicit(value) for name, value in values.items() if value is not None}


def explicit(value: Any) -> Any:
    """Return a value as plain data (dicts, lists, numbers, text), members spelled out."""
    if isinstance(value, Member):
        return value.explicit()
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(key): explicit(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [explicit(part) for part in value]
    return value


class _Tagged:
    """Annotation that makes a field accept any member of a family, told apart by ``kind``."""

    def __init__(self, family: str) -> None:
        self.family = family

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        choices = {kind: handler(registry.member(self.family, kind)) for kind in registry.kinds(self.family)}

        def tag(value: Any) -> Any:
            return value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)

        return core_schema.tagged_union_schema(choices, discriminator=tag)


def expand(raw: Any, number: tuple[str, str] | None = None) -> Any:
    """Turn the short forms into the long one: a bare word names a kind, a bare number is ``number``'s value."""
    if isinstance(raw, str):
        return {"kind": raw}
    if number and isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return {"kind": number[0], number[1]: raw}
    return raw


def choice(family: str, *, number: tuple[str, str] | None = None, ge: float = -math.inf, le: float = math.inf) -> Any:
    """Return the type of a parameter that is a member of a small family (schedules, triggers).

    ``number=(kind, key)`` says what a bare number means. ``ge``, ``le`` bound every value a schedule can take.
    """

    def check(member: Any) -> Any:
        low, high = member.bounds() if math.isfinite(ge) or math.isfinite(le) else (ge, le)
        for value, wrong in ((low, low < ge), (high, high > le)):
            if wrong:
                raise PydanticCustomError("range", "{value}", {"value": value, "ge": ge, "le": le})
        return member

    return Annotated[Any, _Tagged(family), BeforeValidator(lambda raw: expand(raw, number)), AfterValidator(check)]


class _Nested:
    """Annotation that makes a field accept any member of a family, its own family included: found when validated."""

    def __init__(self, family: str) -> None:
        self.family = family

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {"family": self.family}  # `scenario.schema` makes it a reference

    def _read(self, raw: Any) -> Any:
        raw, known = expand(raw), registry.kinds(self.family)
        if isinstance(raw, Member) and registry.family_of(raw) == self.family:
            return raw
        kind = raw.get("kind") if isinstance(raw, Mapping) else None
        if kind not in known:
            raise PydanticCustomError("union_tag_invalid", "no kind", {"expected_tags": ", ".join(known)})
        return registry.member(self.family, kind).model_validate(raw)


def nested(family: str) -> Any:
    """Return the type of a parameter that is a member of a large family, perhaps the very one it stands in.

    A loader that wraps another is ``of: nested("loaders") = parameter(doc=...)``. It passes on the inner member's
    files, or they are neither hashed nor found beside the scenario: ``inputs = lambda self: self.of.inputs()``.
    """
    return Annotated[Any, _Nested(family)]


NO_PLUGINS: Mapping[str, Plugin | None] = MappingProxyType({})


def read_member(
    family: str, raw: Any, path: tuple[str | int, ...] = (), own: Mapping[str, Plugin | None] = NO_PLUGINS
) -> tuple[Any, list[Finding]]:
    """Build the member a document names; return it (or None) and everything wrong with it.

    ``own``: the plug-ins that the document brings, by kind; None for one that was refused.
    """
    raw = expand(raw)
    known = registry.kinds(family)
    allowed = ", ".join(known)
    if not isinstance(raw, Mapping):
        return None, [Finding(path, f"{shown(raw)} is not a block with a kind", f"kind: {allowed}")]
    if "kind" not in raw:
        return None, [Finding(path, "'kind' is missing", allowed)]
    if raw["kind"] in known:
        return read_record(registry.member(family, raw["kind"]), raw, path)
    cls, findings = _own_class(family, raw["kind"], (*path, "kind"), own)
    return read_record(cls, raw, path) if cls is not None else (None, findings)


def _own_class(
    family: str, kind: Any, path: tuple[str | int, ...], own: Mapping[str, Plugin | None]
) -> tuple[Any, list[Finding]]:
    """Return the class of a kind that is not the package's: of a file that the document brings, or installed."""
    if isinstance(kind, str) and kind in own:
        plugin = own[kind]
        if plugin is None or plugin.family == family:
            return (None if plugin is None else classes.of(plugin)), []
        return None, [Finding(path, f"'{kind}' is one of the {plugin.family}, not of the {family}")]
    others = installed.kinds(family)
    if kind in others:
        try:
            return installed.member(family, kind), []
        except SociophysError as error:
            return None, [Finding(path, f"{m.where} {m.what}", m.allowed, m.advice) for m in error.mistakes]
    here = [name for name, plugin in own.items() if plugin is not None and plugin.family == family]
    known = [*registry.kinds(family), *here, *others]
    return None, [Finding(path, f"{shown(kind)} is not a kind", ", ".join(known), near_miss(kind, known))]


def accepted(where: str, read: tuple[Any, list[Finding]]) -> Any:
    """Return the record that was read; raises :class:`GraphError` with everything wrong with it, said of ``where``."""
    record, findings = read
    if findings:
        raise GraphError(
            *(Mistake(" ".join([where, *map(str, f.path)]), f.what, f.allowed, f.advice) for f in findings)
        )
    return record


def read_record(cls: type[BaseModel], raw: Any, path: tuple[str | int, ...] = ()) -> tuple[Any, list[Finding]]:
    """Build a record from a document; return it (or None) and everything wrong with it."""
    try:
        return cls.model_validate(raw), []
    except ValidationError as error:
        return None, _one_a_place(_findings(error, cls, raw, path))


def _one_a_place(findings: Iterable[Finding]) -> list[Finding]:
    """Merge what several forms of one parameter (a number or a word) say about the same wrong value."""
    merged: dict[tuple[Any, str], Finding] = {}
    for finding in findings:
        value, refused, _ = finding.what.partition(" is not ")
        key = (finding.path, value if refused else finding.what)
        earlier = merged.get(key)
        if earlier is None:
            merged[key] = finding
        elif earlier.what != finding.what:
            forms = [one.allowed or one.what.partition(" is not ")[2] for one in (earlier, finding)]
            advice = earlier.advice or finding.advice
            merged[key] = Finding(finding.path, f"{value} is not a choice", ", ".join(forms), advice)
    return list(merged.values())


def _findings(error: ValidationError, cls: type[BaseModel], raw: Any, path: tuple[str | int, ...]) -> Iterator[Finding]:
    for detail in error.errors(include_url=False):
        inside, parent = _locate(detail["loc"], raw)
        yield Finding((*path, *inside), *sentence(detail, cls, parent))


def _locate(loc: tuple[str | int, ...], raw: Any) -> tuple[tuple[str | int, ...], Any]:
    """Keep the parts of a location that are in the document (tags of unions are not) and the holder of the last."""
    inside: list[str | int] = []
    here, holder = raw, raw
    for part in loc:
        holder = here
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            continue
        inside.append(part)
    return tuple(inside), holder


def describe(cls: type[BaseModel]) -> list[dict[str, Any]]:
    """Return one row a parameter: name, type, default, range, unit, doc."""
    schema = cls.model_json_schema()
    rows = []
    for name, field in cls.model_fields.items():
        spec = schema["properties"].get(name, {})
        rows.append(
            {
                "name": name,
                "type": spec.get("type") or "choice",
                "default": "required" if field.is_required() else explicit(field.default),
                "range": _range_of(spec),
                "unit": spec.get("unit", ""),
                "doc": field.description or "",
            }
        )
    return rows


def _range_of(spec: Mapping[str, Any]) -> str:
    if "enum" in spec:
        return ", ".join(map(str, spec["enum"]))
    words = {"minimum": ">= {}", "exclusiveMinimum": "> {}", "maximum": "<= {}", "exclusiveMaximum": "< {}"}
    return ", ".join(text.format(spec[key]) for key, text in words.items() if key in spec)
