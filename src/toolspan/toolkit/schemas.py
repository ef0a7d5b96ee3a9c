"""JSON schemas of parameters, from their annotations: no reference but for recursion, no title that nobody gave."""

from __future__ import annotations

import functools
import operator
import sys
import typing
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

import typing_extensions
from pydantic import TypeAdapter
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic.json_schema import GenerateJsonSchema

from toolspan.tools.json_schema import inlined, mapped, plain, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema


class _Untitled(GenerateJsonSchema):
    """Pydantic's generator without the titles that it makes of names, and with objects closed that take nothing more."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the signature of the base
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        return _closed(_untitled(super().model_schema(schema), schema), schema["schema"], schema)

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        return _closed(_untitled(super().dataclass_schema(schema), schema), schema["schema"], schema)

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        return _closed(_untitled(super().typed_dict_schema(schema), schema), schema, schema)


def _untitled(made: JsonSchemaValue, schema: Any) -> JsonSchemaValue:
    kind = schema.get("cls")
    config = getattr(kind, "model_config", None) or getattr(kind, "__pydantic_config__", None) or {}
    if made.get("title") == getattr(kind, "__name__", None) and "title" not in config:
        made.pop("title", None)
    return made


def _closed(made: JsonSchemaValue, fields: Any, schema: Any) -> JsonSchemaValue:
    """Close an object whose type would drop what it does not know, unless it reads other names than it shows."""
    config = schema.get("config") or {}
    if made.get("type") != "object" or "additionalProperties" in made or config.get("extra_fields_behavior"):
        return made
    listed = fields.get("fields") if isinstance(fields, dict) else None
    each = listed.values() if isinstance(listed, dict) else listed
    if each is None or any(not isinstance(one.get("validation_alias", ""), str) for one in each):
        return made
    return {**made, "additionalProperties": False}


def object_schema(adapters: Mapping[str, TypeAdapter[Any]]) -> dict[str, Any]:
    """Return the JSON schema of an object with these properties.

    Raises:
        PydanticInvalidForJsonSchema: One has none; its name is the second argument of the error.
    """
    try:
        made, definitions = TypeAdapter.json_schemas(
            [(name, "validation", adapter) for name, adapter in adapters.items()], schema_generator=_Untitled
        )
    except PydanticInvalidForJsonSchema:
        for name, adapter in adapters.items():
            _check(name, adapter)
        raise
    for name, part in definitions.get("$defs", {}).items():
        if "enum" in part and name.rpartition("__")[2].startswith(part.get("title", "-")):
            del part["title"]  # an enum's is always its own name
    properties = {name: made[name, "validation"] for name in adapters}
    return typed(inlined(plain(_worded({"type": "object", "properties": properties, **definitions}))))


def _check(name: str, adapter: TypeAdapter[Any]) -> None:
    try:
        adapter.json_schema(schema_generator=_Untitled)
    except PydanticInvalidForJsonSchema as error:
        error.args = (*error.args, name)
        raise


def _worded(schema: Any) -> Any:
    """Return a schema in the words that all models know: one constant is a choice of one."""
    if isinstance(schema, bool):
        return schema
    given = dict(schema)
    given.pop("discriminator", None)  # its mapping names definitions that are written out in place
    if "oneOf" in given:
        given["anyOf"] = given.pop("oneOf")
    if "const" in given:
        given["enum"] = [given.pop("const")]
    if "prefixItems" in given:
        given["prefixItems"] = [_worded(part) for part in given["prefixItems"]]
    return mapped(given, _worded)


def renewed(hint: Any) -> Any:
    """Return an annotation in which each `typing.TypedDict` can be read: before Python 3.12, pydantic takes another."""
    if sys.version_info >= (3, 12):
        return hint
    if typing.is_typeddict(hint) and type(hint).__module__ == "typing":
        return _typed_dict(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is None or origin is typing.Literal:
        return hint
    changed = tuple(map(renewed, parts))
    if all(new is old for new, old in zip(changed, parts, strict=True)):
        return hint
    if origin is Annotated:
        return Annotated[(changed[0], *hint.__metadata__)]
    return functools.reduce(operator.or_, changed) if origin in _UNIONS else origin[changed]


_UNIONS = (typing.Union, type(int | str))


@functools.cache
def _typed_dict(kind: Any) -> Any:
    hints = typing.get_type_hints(kind, include_extras=True)
    fields = {
        name: renewed(hint)
        if get_origin(hint) in (typing.Required, typing.NotRequired)
        else (typing.Required if name in kind.__required_keys__ else typing.NotRequired)[renewed(hint)]
        for name, hint in hints.items()
    }
    made: Any = typing_extensions.TypedDict(kind.__name__, fields)  # type: ignore[misc]
    made.__doc__ = kind.__doc__
    return made
