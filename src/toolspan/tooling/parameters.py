"""The parameters of one operation as the JSON schema of a tool: everything that its record knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.operations.model import DATA_ELEMENTS
from toolspan.operations.names import snake
from toolspan.schemas.inline import inlined
from toolspan.schemas.kinds import typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolspan.operations.model import Operation

    Schema = Mapping[str, Any]

_DATE = 'ISO 8601, "-30d" or "today".'
_INTERVAL = (
    'Two dates with "--" between them, the second not included, such as "-7d--now" or "yesterday--today".'
)
_OURS = {"interval": _INTERVAL, "file": "The text itself: only a program can send a file."}
"""Formats that no JSON schema knows: they are told in words."""
_FILLED = "Filled in when left out."
_RESTRICTED = "Personal data to ask Amazon for; the application must be allowed to have it."
_PAGE = "From meta.next_params of the page before."
_BODY = "The whole body of the request."


def parameters_of(operation: Operation) -> dict[str, Any]:
    """Return the closed schema of a call: names in snake_case, no reference but to what contains itself."""
    fields = {snake(name): _described(operation, name, part) for name, part in _wire(operation)}
    required = [snake(name) for name in operation.required_of_caller]
    if operation.body and operation.body_required and _whole_body(operation):
        required.append("body")
    definitions = (operation.body or {}).get("$defs")
    schema = {
        "type": "object",
        "properties": fields,
        "required": required,
        "additionalProperties": False,
        **({"$defs": definitions} if definitions else {}),
    }
    return typed(inlined(schema))


def _wire(operation: Operation) -> Iterator[tuple[str, Schema]]:
    """Yield each parameter by its name on the wire; on a collision the body's field goes through `body`."""
    outside = {parameter.name: parameter.schema for parameter in operation.parameters}
    yield from outside.items()
    yield from ((name, part) for name, part in operation.body_fields.items() if name not in outside)
    if operation.body and _whole_body(operation):
        yield "body", {key: value for key, value in operation.body.items() if key != "$defs"}


def _whole_body(operation: Operation) -> bool:
    """Return whether the body can be given only as a whole."""
    outside = {parameter.name for parameter in operation.parameters}
    return not operation.body_fields or not outside.isdisjoint(operation.body_fields)


def _described(operation: Operation, name: str, part: Schema) -> dict[str, Any]:
    words = [part.get("description"), *_words(operation, name, part)]
    text = " ".join(filter(None, words))
    if part.get("format") in _OURS:
        part = {key: value for key, value in part.items() if key != "format"}
    field = {**part, "description": text} if text else dict(part)
    return {**field, "default": operation.defaults[name]} if name in operation.defaults else field


def _words(operation: Operation, name: str, part: Schema) -> Iterator[str]:
    if part.get("format") in ("date-time", "date"):
        yield _DATE
    if part.get("format") in _OURS:
        yield _OURS[part["format"]]
    if name in (*operation.marketplace_parameters, *operation.seller_parameters):
        yield _FILLED
    if name == DATA_ELEMENTS:
        yield _RESTRICTED
    if operation.cursor and name == operation.cursor.parameter:
        yield _PAGE
    if name == "body":
        yield _BODY
