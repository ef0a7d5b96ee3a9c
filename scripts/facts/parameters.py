"""The types-only module of parameters: what each operation takes, as one TypedDict per operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facts.records import body_type, quoted
from facts.words import camel, snake

if TYPE_CHECKING:
    from pathlib import Path

    from facts.models import Schema

_HEADER = '''"""The parameters of each operation as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from os import PathLike
from typing import {any}Literal, Required, TypeAlias, TypeVar

from typing_extensions import TypedDict

{modules}
ItemT = TypeVar("ItemT")
Many: TypeAlias = Sequence[ItemT] | ItemT
"""Several values, or one as it is."""
Moment: TypeAlias = str | date | datetime
"""ISO 8601 text, text such as "-30d" or "today", or Python's own."""
File: TypeAlias = str | bytes | PathLike[str]
"""The text of a file, its bytes, or a path (`pathlib.Path`) at which it lies; a plain string is never a path."""
Base64: TypeAlias = str | bytes | PathLike[str]
"""A file in base64, or its bytes or a path at which it lies, which are encoded."""
'''
_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def parameter_module(operations: list[Schema], records: dict[str, str], folder: Path) -> dict[Path, str]:
    """The module with a class per operation, in the order of the index; `records` names the module of each model."""
    path = folder / "parameters.py"
    modules = {model: module for module, model in records.items()}
    classes = "".join(_class(operation, modules) for operation in operations)
    used = sorted(module for module in records if f"{module}." in classes)
    header = _HEADER.replace("{any}", "Any, " if "Any]" in classes else "").replace(
        "{modules}",
        f"from toolspan.connectors.amazon_seller_partner.records import {', '.join(used)}\n" if used else "",
    )
    return {path: header + classes}


def _class(operation: Schema, modules: dict[str, str]) -> str:
    required, schemas = _required(operation), _schemas(operation)
    fields = {name: _field(schema, name in required, modules) for name, schema in schemas.items()}
    lines = [f"    {snake(name)}: {annotation}\n" for name, annotation in fields.items()]
    name = camel(operation["entity"], operation["action"])
    return f"\n\nclass {name}(TypedDict, total=False):\n" + ("".join(lines) or "    pass\n")


def _schemas(operation: Schema) -> dict[str, Schema]:
    """Everything a caller may give by wire name."""
    body = operation["body"] or {"schema": {}}
    array = body["schema"].get("type") == "array"
    schemas = {"body": body["schema"]} if array else dict(body["schema"].get("properties", {}))
    taken = {parameter["argument"] or parameter["name"] for parameter in operation["parameters"]}
    schemas = {f"body_{name}" if name in taken else name: schema for name, schema in schemas.items()}
    return schemas | {
        parameter["argument"] or parameter["name"]: parameter["schema"]
        for parameter in operation["parameters"]
    }


def _required(operation: Schema) -> set[str]:
    """What the caller must give, since the connector fills it from nowhere."""
    body = operation["body"] or {"schema": {}}
    required = {
        parameter["argument"] or parameter["name"]
        for parameter in operation["parameters"]
        if parameter["required"]
    }
    required |= {"body"} if body["schema"].get("type") == "array" else set(body["schema"].get("required", []))
    return required - {*operation["fill"], *operation["defaults"]}


def _field(schema: Schema, required: bool, modules: dict[str, str]) -> str:  # noqa: FBT001
    annotation = _annotation(schema, modules)
    return f"Required[{annotation}]" if required else f"{annotation} | None"


def _annotation(schema: Schema, modules: dict[str, str]) -> str:  # noqa: PLR0911 - one for each type
    if "$ref" in schema:
        return body_type(schema, modules)
    if "enum" in schema:
        return f"Literal[{', '.join(map(quoted, schema['enum']))}]"
    if schema.get("format") in ("date-time", "date"):
        return "Moment"
    if schema.get("format") in ("file", "binary"):
        return "File"
    if schema.get("format") == "byte":
        return "Base64"
    if schema.get("type") == "array":
        return f"Many[{_annotation(schema['items'], modules)}]"
    if schema.get("type") in _SCALARS:
        return _SCALARS[schema["type"]]
    values = schema.get("additionalProperties")
    return f"Mapping[str, {_annotation(values, modules) if isinstance(values, dict) else 'Any'}]"
